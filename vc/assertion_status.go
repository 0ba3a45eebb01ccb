package vc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/ob2"
)

// takenBack answers the check status for a badge whose own text says that it was
// taken back, and reports whether it does. Nothing else of it need be there.
//
// OB 2.0 V2-03.
func (a *assertion) takenBack() bool {
	doc := a.object.Value
	// Pitfall 109: the other name of revoked stands for the same property.
	listed := doc.Get("revokedAssertions")
	isList := a.object.Class != ob2.ClassAssertion && a.object.Class != ob2.ClassEndorsement
	if !saysRevoked(doc) && (isList || !isRevocation(listed)) {
		return false
	}
	a.report.set(a.withdrawn(doc))
	return true
}

// withdrawn is the answer to status where the text of the badge does not plainly say that
// it was not taken back.
func (a *assertion) withdrawn(doc *jsonld.Value) Check {
	if isYes(doc.Get("revoked")) || isRevocation(doc.Get("revokedAssertions")) {
		return answer(CheckStatus, Fail, StatusRevoked, a.revokedText(doc.Get("revocationReason").Str()))
	}
	return answer(CheckStatus, Fail, MalformedInput, "What its issuer says of whether it was withdrawn is neither true nor false.")
}

// saysRevoked reports whether a badge says that it was taken back. What is neither true
// nor false counts as that: nobody writes anything there about a badge that counts.
func saysRevoked(doc *jsonld.Value) bool { return isRevocation(doc.Get("revoked")) }

func isRevocation(revoked *jsonld.Value) bool {
	for _, v := range revoked.Items() {
		// Some languages write false as nothing.
		isEmpty := v.Kind() == jsonld.Null || v.IsString() && v.Str() == ""
		if revoked, ok := v.Bool(); !isEmpty && (revoked || !ok) {
			return true
		}
	}
	return false
}

// isYes reports whether what a badge says of its withdrawal is true, however that is
// written.
func isYes(revoked *jsonld.Value) bool {
	return slices.ContainsFunc(revoked.Items(), func(v *jsonld.Value) bool {
		if v.Kind() == jsonld.Object {
			v = v.Get("@value")
		}
		yes, _ := v.Bool()
		return yes || strings.EqualFold(v.Str(), "true")
	})
}

// revokedText is the sentence of the check status for what was withdrawn.
func (a *assertion) revokedText(reason string) string {
	switch isBadge := a.as.depth == 0 && (a.object == nil || a.object.Class != ob2.ClassEndorsement); {
	case isBadge:
		return revokedText(reason)
	case reason == "":
		return "Its issuer has withdrawn it."
	}
	return fmt.Sprintf("Its issuer has withdrawn it: %.300s", reason)
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
	list := profile.Get("revocationList")
	address := strings.TrimSpace(idOf(list))
	if address == "" && !isNothing(list) && !isBlank(list) {
		a.report.unknown(CheckStatus, StatusUnavailable, "The issuer names a list of withdrawn badges in a way that cannot be read, so nobody can say whether this one is on it.")
		return
	}
	if address == "" {
		a.report.pass(CheckStatus, "The issuer keeps no list of withdrawn badges, and the badge does not say that it was withdrawn.")
		if a.token != nil { // of a hosted one the issuer would say so at its address
			a.report.detail(CheckStatus, "withdrawal", Nowhere)
		}
		return
	}
	a.report.set(a.listed(ctx, address))
	a.report.detail(CheckStatus, "list", address)
}

// checkServed answers for a signed badge whose issuer also serves it, and would say there
// that it was taken back. What its issuer signed is genuine whatever is there. One that
// does not say that it is hosted need not be there.
//
// OB 2.0 V2-03.
func (a *assertion) checkServed() {
	if a.served == nil && a.noServed == nil {
		return
	}
	var gone *goneError
	c := a.statusServed()
	switch {
	case !a.isServed() && c.Code != StatusRevoked:
		return // whoever else is there may say nothing, or have nothing to do with it
	case a.isHosted(), errors.As(a.noServed, &gone) && gone.at == a.id():
	case c.Code == StatusRevoked && a.served != nil && sameHost(a.served.address, a.id()): // of another host, whoever leads there would choose who withdraws
	default:
		return
	}
	if gravity(c) > gravity(a.report.Check(CheckStatus)) {
		a.report.set(c)
	}
	a.report.detail(CheckStatus, "served", a.id())
}

// statusServed is the answer to status of what is at the address of a signed badge.
func (a *assertion) statusServed() Check {
	var gone *goneError
	switch {
	case errors.As(a.noServed, &gone) && (gone.stated || a.isHosted()):
		return answer(CheckStatus, Fail, StatusRevoked, a.revokedText(gone.reason))
	case gone != nil:
		return answer(CheckStatus, Unknown, StatusUnavailable, "What was at its own address is gone (410), and nothing is said there of whether the badge was withdrawn.")
	case a.served == nil:
		c := answer(CheckStatus, Unknown, StatusUnavailable, "It says that it is hosted and could not be had from its own address, where its issuer would say that it was withdrawn.")
		c.Detail = map[string]string{"cause": cause(a.noServed)}
		return c
	case saysRevoked(a.served.object.Value):
		return a.withdrawn(a.served.object.Value)
	}
	if name := a.differs(a.served.object); name != "" {
		return answer(CheckStatus, Unknown, StatusUnavailable, fmt.Sprintf("It says that it is hosted, and at its address is something else: %s is another there. So nobody can say whether it was withdrawn.", name))
	}
	return Check{Name: CheckStatus, Result: Pass}
}

// listed looks the badge up in a list.
func (a *assertion) listed(ctx context.Context, address string) Check {
	found, err := a.revokedList(ctx, address)
	if err != nil {
		c := unavailable(err)
		if errors.Is(err, errNoJSON) {
			c = answer(CheckStatus, Unknown, StatusListInvalid, "")
		}
		// 1EdTech's validator only warns of a list that it cannot get.
		if c.Result == Unknown && !a.strict() {
			c.Result = Warning
		}
		return c
	}
	p := found.part
	list := p.object.RevocationList
	if list == nil || p.object.Value.Get("revokedAssertions").Kind() == jsonld.Absent {
		return answer(CheckStatus, Unknown, StatusListInvalid, noneThere)
	}
	if revoked, reason := a.find(found); revoked {
		return answer(CheckStatus, Fail, StatusRevoked, a.revokedText(reason))
	}
	// That a badge is not on a list says something only where all of it can be read.
	switch {
	case a.id() == "" && a.strict():
		return answer(CheckStatus, Unknown, StatusUnavailable, "The badge has no id that could be looked up in the list of withdrawn badges.")
	case !isNothing(p.object.Value.Get("revoked")):
		return answer(CheckStatus, Unknown, StatusListInvalid, "The list of withdrawn badges has entries by two names, which are one property, and not all can be read.")
	case p.object.Raw.Get("revokedAssertions") == nil && !saysList(p.object) && (a.object.Version >= ob2.V20 || !isFirstList(p.object.Raw)):
		return answer(CheckStatus, Unknown, StatusListInvalid, noneThere)
	case !a.strict():
	case a.unnamed && (found.byPlace || (found.byWord || strings.Contains(a.id(), "?")) && (ob2.UID(a.object.Value) == "" || p.object.Raw.Get("revokedAssertions") != nil)):
		return answer(CheckStatus, Unknown, StatusUnavailable, "The badge does not say itself by which address it is called, and most servers have one text at many addresses: with one more slash, or with a question mark and something behind it. So nobody can say by which it would be on the list of withdrawn badges.")
	case !a.isOwnList(list.Issuer):
		return answer(CheckStatus, Unknown, StatusListInvalid, fmt.Sprintf("The list that the issuer names says that it is that of another, %.200s, and does not have the badge.", list.Issuer))
	case !found.readable:
		return answer(CheckStatus, Unknown, StatusListInvalid, "Some entries of the list of withdrawn badges cannot be read, and might be of this badge.")
	case list.ID != "" && withoutFragment(list.ID) != withoutFragment(address):
		return answer(CheckStatus, Unknown, StatusListInvalid, fmt.Sprintf("The list that the issuer names calls itself another, %.200s, and does not have the badge.", list.ID))
	}
	return Check{Name: CheckStatus, Result: Pass, Text: "The issuer has not withdrawn it."}
}

// isOwnList reports whether what a list says of whose it is, if it does, is the issuer,
// however its address is written: also the one that led to it, or to which it led.
func (a *assertion) isOwnList(issuer string) bool {
	names := []string{a.issuer.id(), a.issuer.moved, a.issuer.end}
	return issuer == "" || slices.ContainsFunc(names, func(name string) bool { return name != "" && plainName(name) == plainName(issuer) })
}

const noneThere = "What is at the address of the list of withdrawn badges is no such list, so nobody can say whether the badge is on it."

// saysList reports whether something of 2.0 says that it is a list of withdrawn badges. One
// that does may have its entries by the other name of their property; in 1.0 all members
// of a list are entries.
func saysList(o *ob2.Object) bool {
	return o.Version >= ob2.V20 && slices.ContainsFunc(texts(o.Value.Get("type")), func(t string) bool {
		return t[strings.LastIndexAny(t, "#:/")+1:] == ob2.ClassRevocationList
	})
}

// isFirstList reports whether an object is a list of version 1.0, with uids as the names
// of its members and reasons as their values. What a server says of its own troubles
// is an object, too.
func isFirstList(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		switch strings.ToLower(m.Name) {
		case "error", "errors", "message", "detail", "title", "status", "code", "reason", "id", "type", "issuer", "data", "revoked", "msg", "success", "fault", "exception", "error_description", "ok", "description":
			return false
		}
		if !m.Value.IsString() || strings.HasPrefix(m.Name, "@") {
			return false
		}
	}
	return v.Kind() == jsonld.Object
}

// find looks the badge up in a list by all that it was seen to be called: the address that
// was given may be the older one, and the list as old.
func (a *assertion) find(list *listOfRevoked) (revoked bool, reason string) {
	names := []string{a.id(), ob2.UID(a.object.Value)}
	if a.strict() {
		names = append(names, a.end, a.report.Check(CheckProof).Detail["moved"], a.copied.Get("id").Str(), ob2.UID(a.copied))
	}
	for _, name := range names {
		name = list.names.plain(name)
		if reason, revoked = list.names.find(name); revoked {
			return true, reason
		}
		if before, _, ok := strings.Cut(name, "?"); ok && a.unnamed && a.strict() {
			if reason, revoked = list.names.find(before); revoked {
				return true, reason // many servers pass over what they do not know
			}
		}
	}
	return false, ""
}
