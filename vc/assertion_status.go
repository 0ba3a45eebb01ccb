package vc

import (
	"context"
	"errors"
	"fmt"

	"blazon/jsonld"
	"blazon/ob2"
)

// takenBack answers the check status for a badge whose own text says that it was
// taken back, and reports whether it does. Nothing else of it need be there.
//
// OB 2.0 V2-03.
func (a *assertion) takenBack() bool {
	doc := a.object.Value
	if revoked, _ := doc.Get("revoked").Bool(); !revoked {
		return false
	}
	a.report.fail(CheckStatus, StatusRevoked, revokedText(doc.Get("revocationReason").Str()))
	return true
}

func revokedText(reason string) string {
	if reason == "" {
		return ""
	}
	return fmt.Sprintf("The issuer has withdrawn the badge: %.300s", reason)
}

// checkStatus answers whether the issuer's list has the badge as taken back.
//
// OB 2.0 V2-04: by id, and by the uid of version 1.
func (a *assertion) checkStatus(ctx context.Context) {
	profile := a.issuer.object.Value
	address := idOf(profile.Get("revocationList"))
	if address == "" {
		a.report.pass(CheckStatus, "The issuer keeps no list of withdrawn badges, and the badge does not say that it was withdrawn.")
		return
	}
	a.report.set(a.listed(ctx, address))
	a.report.detail(CheckStatus, "list", address)
}

// listed looks the badge up in a list.
func (a *assertion) listed(ctx context.Context, address string) Check {
	p, _, err := a.fetchOnce(ctx, address, ob2.ClassRevocationList)
	if err != nil {
		c := unavailable(err)
		if errors.Is(err, errNoJSON) {
			c = invalidList("")
		}
		// 1EdTech's validator only warns of a list that it cannot get.
		if c.Result == Unknown && !a.strict() {
			c.Result = Warning
		}
		return c
	}
	list := p.object.RevocationList
	switch {
	case list == nil || p.object.Value.Get("revokedAssertions").Kind() == jsonld.Absent:
		return invalidList("What is there is no list of withdrawn badges.")
	case a.strict() && list.Issuer != "" && list.Issuer != a.issuer.id():
		return invalidList(fmt.Sprintf("It is the list of another issuer, %.200s.", list.Issuer))
	}
	if revoked, reason := list.Lookup(a.id(), a.object.Value.Get("uid").Str()); revoked {
		return answer(CheckStatus, Fail, StatusRevoked, revokedText(reason))
	}
	return Check{Name: CheckStatus, Result: Pass, Text: "The issuer has not withdrawn it."}
}
