package award

import (
	"context"
	"fmt"
	"time"

	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/page"
)

// noAward is the answer for an award that does not exist and for one that is not
// for the person who asks; nobody can tell the two apart.
func noAward() error {
	return fault.New(fault.NotFound, "There is no such award, or it is not one of yours.")
}

// Public returns an award to anyone who has its id. It shows the address of the
// recipient, which is not for everybody.
func (a *Awarder) Public(ctx context.Context, awardID string) (Award, error) {
	if !id.Valid(awardID) {
		return Award{}, noAward()
	}
	aw, err := a.Store.Award(ctx, awardID)
	if fault.Is(err, fault.NotFound) {
		return Award{}, noAward()
	}
	if err != nil {
		return Award{}, fmt.Errorf("find award: %w", err)
	}
	return aw, nil
}

// ForStaff returns an award to someone who may see the workspace of its issuer.
func (a *Awarder) ForStaff(ctx context.Context, by, awardID string) (Award, error) {
	return a.allowed(ctx, by, awardID, issuer.View)
}

// allowed returns an award to someone who may do what for its issuer.
func (a *Awarder) allowed(ctx context.Context, by, awardID string, what issuer.Action) (Award, error) {
	aw, err := a.Public(ctx, awardID)
	if err != nil {
		return Award{}, err
	}
	err = a.Issuers.May(ctx, by, aw.IssuerID, what)
	if fault.Is(err, fault.NotFound) {
		return Award{}, noAward()
	}
	if err != nil {
		return Award{}, err
	}
	return aw, nil
}

// List returns what an issuer awarded, newest first, to someone who may see its
// workspace. The signed forms are left out. A state that no award has filters
// nothing.
func (a *Awarder) List(ctx context.Context, by, issuerID string, q page.Query) (page.Page[Award], error) {
	if err := a.Issuers.May(ctx, by, issuerID, issuer.View); err != nil {
		return page.Page[Award]{}, err
	}
	switch q.Filter {
	case string(Active), notYet, expired, string(Revoked), string(KeyWithdrawn):
	default:
		q.Filter = ""
	}
	p, err := a.Store.AwardsOf(ctx, issuerID, q, a.Now())
	if err != nil {
		return page.Page[Award]{}, fmt.Errorf("list awards: %w", err)
	}
	return p, nil
}

// The statuses that follow from the dates of an award.
const (
	expired = "expired"
	notYet  = "notYet"
)

// Status is a State or what follows from the dates: "active", "notYet" (its
// first day has not come), "expired", "revoked" or "keyWithdrawn". What is
// revoked or has lost its key stays so when it expires.
func (a *Awarder) Status(aw Award) string { return status(aw, a.Now()) }

func status(aw Award, now time.Time) string {
	switch {
	case aw.State != Active:
		return string(aw.State)
	case !aw.ValidUntil.IsZero() && now.After(aw.ValidUntil):
		return expired
	case now.Before(aw.ValidFrom):
		return notYet
	}
	return string(Active)
}

// URL is the permanent address of an award, and the id of its credential.
func (a *Awarder) URL(awardID string) string { return a.site().award(awardID) }
