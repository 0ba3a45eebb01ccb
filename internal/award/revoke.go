package award

import (
	"context"
	"fmt"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/text"
)

// Revoke takes an award back, for good. The reason is published with it. What
// is revoked already is left as it is, and returned.
func (a *Awarder) Revoke(ctx context.Context, by, awardID, reason string) (Award, error) {
	aw, err := a.allowed(ctx, by, awardID, issuer.Award)
	if err != nil || aw.State == Revoked {
		return aw, err
	}
	reason, err = text.Rule{Field: "reason", Label: "The reason", Max: maxReason, Required: true}.Check(reason)
	if err != nil {
		return Award{}, err
	}
	a.step(stepRevocable)
	r := Revocation{IssuerID: aw.IssuerID, AwardID: aw.ID, Reason: reason, At: a.now()}
	// The reason may name people; it is with the award and not in the log, which
	// nothing is ever taken out of.
	e := audit.Entry{At: r.At, Actor: by, Action: "award.revoke", Object: aw.ID, IssuerID: aw.IssuerID}
	err = a.Store.RevokeAward(ctx, r, e, tell(JobRevoked, aw.ID))
	if fault.Is(err, fault.Conflict) {
		return a.Public(ctx, awardID) // someone else was faster
	}
	if err != nil {
		return Award{}, fmt.Errorf("revoke award: %w", err)
	}
	a.step(stepRevoked)
	aw.State, aw.RevocationReason, aw.RevokedAt = Revoked, reason, r.At
	return aw, nil
}
