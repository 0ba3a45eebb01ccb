package verdict

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon/did"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
)

// AddReason says in a report why a badge of the site at base was withdrawn, which
// its status list cannot say. The issuer's list of all that it withdrew does, and
// asking for that tells the site nothing that asking for the status list did not.
// Where it cannot be had, the report stands without it.
func AddReason(ctx context.Context, fetcher did.Fetcher, base string, rep *vc.Report) {
	issuer := rep.Summary.IssuerID
	i := slices.IndexFunc(rep.Checks, func(c vc.Check) bool { return c.Name == vc.CheckStatus })
	if i < 0 || rep.Checks[i].Code != vc.StatusRevoked || base == "" || !strings.HasPrefix(issuer, base+"/issuers/") {
		return
	}
	resp, err := fetcher.Fetch(ctx, issuer+"/revocations", "application/json")
	if err != nil || resp.Status != 200 {
		return
	}
	v, err := jsonld.Parse(resp.Body, jsonld.Limits{Members: 200_000})
	if err != nil {
		return
	}
	list, err := statuslist.ParseRevocationList(v)
	if err != nil || list.Issuer != issuer {
		return
	}
	if found, reason := list.Revoked(rep.Summary.ID); found && reason != "" {
		rep.Checks[i].Text = fmt.Sprintf("The issuer has withdrawn the badge: %.300s", reason)
	}
}
