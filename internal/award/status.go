package award

import (
	"context"
	"errors"
	"fmt"
	"time"

	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/statuslist"
)

// A status list counts for listLife and is signed anew when half of that is
// over, so that a site that is down for a night does no harm, and a list from
// before a revocation cannot be played back for long. Whoever has a list should
// ask again after listTTL.
const (
	listLife = 24 * time.Hour
	listTTL  = 5 * time.Minute
)

// StatusList returns list number n of an issuer as a signed credential. It is
// signed when it is asked for: if an award in it became invalid since the last
// time, if the last one does not count much longer, or if the key that signed
// that one signs no more.
func (a *Awarder) StatusList(ctx context.Context, issuerID string, n int) ([]byte, error) {
	for range tries {
		l, err := a.statusList(ctx, issuerID, n)
		if err != nil {
			return nil, err
		}
		if fresh, err := a.fresh(ctx, issuerID, l); err != nil || fresh {
			return l.Signed.Credential, err
		}
		s, err := a.signList(ctx, issuerID, l)
		if err != nil {
			return nil, fmt.Errorf("status list %d of issuer %s: %w", n, issuerID, err)
		}
		a.step(stepListSigned)
		err = a.Store.KeepStatusList(ctx, issuerID, n, s)
		if err != nil && !errors.Is(err, ErrKeyChanged) {
			return nil, fmt.Errorf("keep status list: %w", err)
		}
		a.step(stepListKept)
		// Around again: if another node kept a newer one in the meantime, that one
		// is the answer. Nobody is to see a list go back.
	}
	return nil, keysChange()
}

func (a *Awarder) statusList(ctx context.Context, issuerID string, n int) (StatusList, error) {
	none := fault.New(fault.NotFound, "There is no such status list.")
	if !id.Valid(issuerID) || n < 1 {
		return StatusList{}, none
	}
	l, err := a.Store.StatusList(ctx, issuerID, n)
	if fault.Is(err, fault.NotFound) {
		return StatusList{}, none
	}
	if err != nil {
		return StatusList{}, fmt.Errorf("find status list: %w", err)
	}
	return l, nil
}

// fresh reports whether the signed list says what is true, counts for a while,
// and was signed by a key that signs now: one that was withdrawn would take
// every badge of the issuer with it.
func (a *Awarder) fresh(ctx context.Context, issuerID string, l StatusList) (bool, error) {
	if l.Signed.Credential == nil || l.Signed.Revision != l.Revision || l.Signed.ValidUntil.Sub(a.now()) <= listLife/2 {
		return false, nil
	}
	return a.Keys.Signs(ctx, issuerID, l.Signed.Key)
}

// signList signs what is true of a list now. An edition is never older than the
// one before, whatever the clock says: verifiers take that for an attempt to
// play an old one back.
func (a *Awarder) signList(ctx context.Context, issuerID string, l StatusList) (SignedList, error) {
	bits := statuslist.New(statuslist.MinEntries)
	for _, i := range l.Revoked {
		if err := bits.Set(i, true); err != nil {
			return SignedList{}, err
		}
	}
	from := a.now()
	if from.Before(l.Signed.ValidFrom) {
		from = l.Signed.ValidFrom
	}
	s := SignedList{Revision: l.Revision, ValidFrom: from, ValidUntil: from.Add(listLife)}
	doc, err := statuslist.Prepare(statuslist.Credential{
		ID: a.site().statusList(issuerID, l.Number), Issuer: a.Keys.IssuerURL(issuerID), Purpose: statuslist.Revocation,
		List: bits, ValidFrom: s.ValidFrom, ValidUntil: s.ValidUntil, TTL: listTTL,
	})
	if err != nil {
		return SignedList{}, err
	}
	s.Credential, s.Key, err = a.Keys.SignStatusList(ctx, issuerID, doc)
	return s, err
}

// Revocations returns the 1EdTech revocation list of an issuer, which names
// every award that is revoked, or whose key was withdrawn, with the reason.
//
// VCRL 1.0.
func (a *Awarder) Revocations(ctx context.Context, issuerID string) ([]byte, error) {
	if _, err := a.Issuers.Public(ctx, issuerID); err != nil {
		return nil, err
	}
	revoked, err := a.Store.RevokedAwards(ctx, issuerID)
	if err != nil {
		return nil, fmt.Errorf("list revoked awards: %w", err)
	}
	list := statuslist.RevocationList{ID: a.site().revocations(issuerID), Issuer: a.Keys.IssuerURL(issuerID)}
	for _, r := range revoked {
		list.RevokedCredential = append(list.RevokedCredential, statuslist.RevokedCredential{ID: a.URL(r.AwardID), RevocationReason: r.Reason})
	}
	body, err := list.JSON()
	if err != nil {
		return nil, fmt.Errorf("write revocation list: %w", err)
	}
	return body, nil
}
