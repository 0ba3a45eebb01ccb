package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"blazon/internal/audit"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/job"
	"blazon/internal/keyring"
	"blazon/internal/once"
	"blazon/internal/page"
	"blazon/internal/store/sqlcgen"
)

// Award implements award.Reader.
func (db *DB) Award(ctx context.Context, awardID string) (award.Award, error) {
	row, err := db.query.Award(ctx, awardID)
	if err != nil {
		return award.Award{}, db.explain(err, "find an award")
	}
	return awardWith(row.Award, row.AwardDocument), nil
}

// AwardsOf implements award.Reader.
func (db *DB) AwardsOf(ctx context.Context, issuerID string, q page.Query, now time.Time) (p page.Page[award.Award], err error) {
	const list = "awards of an issuer"
	after := placeOf(list, q.After)
	err = db.snapshot(ctx, "list "+list, func(ctx context.Context, s *sqlcgen.Queries) error {
		total, err := s.CountAwardsOf(ctx, sqlcgen.CountAwardsOfParams{
			IssuerID: issuerID, Status: q.Filter, Now: micros(now), Words: words(q.Search),
		})
		if err != nil {
			return err
		}
		rows, err := s.AwardsOf(ctx, sqlcgen.AwardsOfParams{
			IssuerID: issuerID, Status: q.Filter, Now: micros(now), Words: words(q.Search),
			AfterTime: after.at, AfterID: after.id, Size: int64(q.Size() + 1),
		})
		if err != nil {
			return err
		}
		p, err = pageOf(rows, q, after, total, func(r sqlcgen.Award) (award.Award, error) { return awardOf(r), nil },
			func(r sqlcgen.Award) string { return place{at: r.AwardedAt, id: r.ID}.cursor(list) })
		return err
	})
	return p, err
}

// AwardedSince implements award.Reader.
func (db *DB) AwardedSince(ctx context.Context, issuerID string, since time.Time) (int, error) {
	n, err := db.query.CountAwardsSince(ctx, sqlcgen.CountAwardsSinceParams{IssuerID: issuerID, Since: micros(since)})
	if err != nil {
		return 0, db.explain(err, "count awards")
	}
	return int(n), nil
}

// LastAwarded implements award.Reader.
func (db *DB) LastAwarded(ctx context.Context, issuerID string) (time.Time, error) {
	last, err := db.query.LastAwarded(ctx, issuerID)
	if err != nil {
		return time.Time{}, db.explain(err, "find the last award")
	}
	return moment(last), nil
}

// EachAward calls f with every award of every issuer and what was signed, a few
// at a time, until f returns an error.
func (db *DB) EachAward(ctx context.Context, f func(award.Award) error) error {
	const some = 50
	var last sqlcgen.AwardsAfterParams
	last.Size = some
	for {
		rows, err := db.query.AwardsAfter(ctx, last)
		if err != nil {
			return db.explain(err, "go through the awards")
		}
		for _, r := range rows {
			if err := f(awardWith(r.Award, r.AwardDocument)); err != nil {
				return err
			}
		}
		if len(rows) < some {
			return nil
		}
		last.IssuerID, last.AwardID = rows[len(rows)-1].Award.IssuerID, rows[len(rows)-1].Award.ID
	}
}

// SaveAward implements award.Writer.
func (db *DB) SaveAward(ctx context.Context, a award.Award, k once.Key, e audit.Entry, jobs ...job.Job) error {
	return db.write(ctx, "save an award", func(ctx context.Context, t tx) error {
		if err := t.remember(ctx, k, a.ID, e.At); err != nil {
			return err
		}
		if err := t.holdKeys(ctx, a.IssuerID, a.ProofKey, a.TokenKey); err != nil {
			return err
		}
		if err := t.replace(ctx, a); err != nil {
			return err
		}
		name, err := t.VersionName(ctx, sqlcgen.VersionNameParams{
			IssuerID: a.IssuerID, AchievementID: a.AchievementID, Number: int64(a.Version),
		})
		if err != nil {
			return err
		}
		err = t.AddAward(ctx, sqlcgen.AddAwardParams{
			IssuerID: a.IssuerID, ID: a.ID, AchievementID: a.AchievementID, Version: int64(a.Version),
			RecipientEmail: a.RecipientEmail, RecipientName: a.RecipientName, SubjectID: a.SubjectID,
			State: string(a.State), RevocationReason: a.RevocationReason,
			AwardedAt: micros(a.AwardedAt), ValidFrom: micros(a.ValidFrom), ValidUntil: micros(a.ValidUntil),
			RevokedAt: micros(a.RevokedAt), NotifiedAt: micros(a.NotifiedAt),
			StatusList: int64(a.StatusList), StatusIndex: int64(a.StatusIndex),
			Search:   fold(a.RecipientName, a.RecipientEmail, name),
			ProofKey: a.ProofKey, TokenKey: a.TokenKey, Replaces: a.Replaces,
		})
		if err != nil {
			return err
		}
		err = t.AddAwardDocuments(ctx, sqlcgen.AddAwardDocumentsParams{
			IssuerID: a.IssuerID, AwardID: a.ID, Credential: bytesOf(a.Credential), Jwt: a.JWT, Ob2: bytesOf(a.OB2),
		})
		if err != nil {
			return err
		}
		return t.save(ctx, e, jobs...)
	})
}

// holdKeys sees to it that keys stay active until the transaction ends, or
// returns award.ErrKeyChanged if one is not. Writing to their rows makes whoever
// withdraws one wait, in every database, and then find what we save.
func (t tx) holdKeys(ctx context.Context, issuerID string, keyIDs ...string) error {
	for _, keyID := range keyIDs {
		if keyID == "" {
			continue // nothing was signed
		}
		n, err := t.HoldKey(ctx, sqlcgen.HoldKeyParams{IssuerID: issuerID, ID: keyID, Active: string(keyring.Active)})
		if err != nil {
			return err
		}
		if n == 0 {
			return award.ErrKeyChanged
		}
	}
	return nil
}

// replace revokes the award that a stands in place of, if there is one.
func (t tx) replace(ctx context.Context, a award.Award) error {
	if a.Replaces == "" {
		return nil
	}
	n, err := t.ReplaceAward(ctx, sqlcgen.ReplaceAwardParams{
		Revoked: string(award.Revoked), At: micros(a.AwardedAt), ReplacedBy: a.ID,
		IssuerID: a.IssuerID, ID: a.Replaces, Withdrawn: string(award.KeyWithdrawn),
	})
	if err == nil && n == 0 {
		return once.ErrDone
	}
	return err
}

// withdrawAwards makes what a key signed invalid, and counts that in the lists.
func (t tx) withdrawAwards(ctx context.Context, c keyring.Change) error {
	lists, err := t.WithdrawAwards(ctx, sqlcgen.WithdrawAwardsParams{
		Withdrawn: string(award.KeyWithdrawn), Reason: award.ReasonKeyWithdrawn, At: micros(c.At),
		IssuerID: c.IssuerID, Key: c.KeyID, Active: string(award.Active),
	})
	if err != nil {
		return err
	}
	return t.countLost(ctx, c.IssuerID, lists)
}

// countLost counts awards that became invalid, by the lists they are in.
func (t tx) countLost(ctx context.Context, issuerID string, lists []int64) error {
	more := make(map[int64]int64)
	for _, n := range lists {
		more[n]++
	}
	for _, n := range slices.Sorted(maps.Keys(more)) {
		if err := t.CountRevocations(ctx, sqlcgen.CountRevocationsParams{More: more[n], IssuerID: issuerID, Number: n}); err != nil {
			return err
		}
	}
	return nil
}

// AwardsSigned implements award.Renewals.
func (db *DB) AwardsSigned(ctx context.Context, issuerID, keyID string) (award.Signed, error) {
	r, err := db.query.CountAwardsSigned(ctx, sqlcgen.CountAwardsSignedParams{
		IssuerID: issuerID, Key: keyID, Withdrawn: string(award.KeyWithdrawn), Active: string(award.Active),
	})
	if err != nil {
		return award.Signed{}, db.explain(err, "count what a key signed")
	}
	return award.Signed{Total: int(r.Signed), Active: int(r.Standing), Waiting: int(r.Waiting), Replaced: int(r.Replaced)}, nil
}

// WithdrawnAwards implements award.Renewals.
func (db *DB) WithdrawnAwards(ctx context.Context, issuerID, keyID, after string, n int) ([]award.Award, error) {
	rows, err := db.query.WithdrawnAwards(ctx, sqlcgen.WithdrawnAwardsParams{
		IssuerID: issuerID, Key: keyID, Withdrawn: string(award.KeyWithdrawn), After: after, Size: int64(n),
	})
	if err != nil {
		return nil, db.explain(err, "find what a withdrawn key signed")
	}
	out := make([]award.Award, len(rows))
	for i, r := range rows {
		out[i] = awardWith(r.Award, r.AwardDocument)
	}
	return out, nil
}

// EachAwardWithoutKeys calls f with every award that does not say who signed it,
// and keeps the keys that f returns. If one of them was withdrawn already, so is
// the award.
func (db *DB) EachAwardWithoutKeys(ctx context.Context, f func(award.Award) (proofKey, tokenKey string, err error)) error {
	p := sqlcgen.AwardsWithoutKeysParams{Size: 100}
	for {
		rows, err := db.query.AwardsWithoutKeys(ctx, p)
		if err != nil {
			return db.explain(err, "find awards that do not say who signed them")
		}
		keys := make([]sqlcgen.SetAwardKeysParams, len(rows))
		for i, r := range rows {
			keys[i] = sqlcgen.SetAwardKeysParams{IssuerID: r.Award.IssuerID, ID: r.Award.ID}
			if keys[i].ProofKey, keys[i].TokenKey, err = f(awardWith(r.Award, r.AwardDocument)); err != nil {
				return err
			}
		}
		err = db.write(ctx, "note who signed awards", func(ctx context.Context, t tx) error {
			for _, k := range keys {
				if err := t.SetAwardKeys(ctx, k); err != nil {
					return err
				}
				lists, err := t.WithdrawLost(ctx, sqlcgen.WithdrawLostParams{
					Withdrawn: string(award.KeyWithdrawn), Reason: award.ReasonKeyWithdrawn, Compromised: string(keyring.Compromised),
					IssuerID: k.IssuerID, ID: k.ID, Active: string(award.Active),
				})
				if err != nil {
					return err
				}
				if err := t.countLost(ctx, k.IssuerID, lists); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || int64(len(rows)) < p.Size {
			return err
		}
		p.After = rows[len(rows)-1].Award.ID
	}
}

// Subject implements award.Recipients.
func (db *DB) Subject(ctx context.Context, issuerID, address, name string) (string, error) {
	known, err := db.query.Recipient(ctx, sqlcgen.RecipientParams{IssuerID: issuerID, Address: address})
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return known, db.explain(err, "find a recipient")
	}
	err = db.write(ctx, "name a recipient", func(ctx context.Context, t tx) error {
		err := t.AddRecipient(ctx, sqlcgen.AddRecipientParams{IssuerID: issuerID, Address: address, SubjectID: name})
		if err != nil {
			return err
		}
		name, err = t.Recipient(ctx, sqlcgen.RecipientParams{IssuerID: issuerID, Address: address})
		return err
	})
	return name, err
}

// RevokeAward implements award.Writer.
func (db *DB) RevokeAward(ctx context.Context, r award.Revocation, e audit.Entry, jobs ...job.Job) error {
	return db.write(ctx, "revoke an award", func(ctx context.Context, t tx) error {
		p := sqlcgen.RevokeAwardParams{
			Revoked: string(award.Revoked), Reason: r.Reason, At: micros(r.At), IssuerID: r.IssuerID, ID: r.AwardID, Before: string(award.Active),
		}
		var more int64 = 1
		list, err := t.Queries.RevokeAward(ctx, p)
		if errors.Is(err, sql.ErrNoRows) {
			more, p.Before = 0, string(award.KeyWithdrawn)
			list, err = t.Queries.RevokeAward(ctx, p)
		}
		if errors.Is(err, sql.ErrNoRows) {
			n, err := t.CountAward(ctx, sqlcgen.CountAwardParams{IssuerID: r.IssuerID, ID: r.AwardID})
			switch {
			case err != nil:
				return err
			case n == 0:
				return errNotFound()
			}
			return fault.New(fault.Conflict, "This award is revoked already.")
		}
		if err != nil {
			return err
		}
		if err := t.CountRevocations(ctx, sqlcgen.CountRevocationsParams{More: more, IssuerID: r.IssuerID, Number: list}); err != nil {
			return err
		}
		return t.save(ctx, e, jobs...)
	})
}

// MarkNotified implements award.Writer.
func (db *DB) MarkNotified(ctx context.Context, issuerID, awardID string, at time.Time) error {
	return db.write(ctx, "mark a recipient as notified", func(ctx context.Context, t tx) error {
		return t.Queries.MarkNotified(ctx, sqlcgen.MarkNotifiedParams{At: micros(at), IssuerID: issuerID, ID: awardID})
	})
}

// RevokedAwards implements award.StatusLists.
func (db *DB) RevokedAwards(ctx context.Context, issuerID string) ([]award.Revocation, error) {
	rows, err := db.query.RevokedAwards(ctx, sqlcgen.RevokedAwardsParams{IssuerID: issuerID, Active: string(award.Active)})
	if err != nil {
		return nil, db.explain(err, "list revoked awards")
	}
	out := make([]award.Revocation, len(rows))
	for i, r := range rows {
		out[i] = award.Revocation{IssuerID: issuerID, AwardID: r.ID, Reason: r.RevocationReason, At: moment(r.RevokedAt)}
	}
	return out, nil
}

func awardOf(r sqlcgen.Award) award.Award {
	return award.Award{
		ID: r.ID, IssuerID: r.IssuerID, AchievementID: r.AchievementID, Version: int(r.Version),
		RecipientEmail: r.RecipientEmail, RecipientName: r.RecipientName, SubjectID: r.SubjectID,
		State: award.State(r.State), RevocationReason: r.RevocationReason,
		AwardedAt: moment(r.AwardedAt), ValidFrom: moment(r.ValidFrom), ValidUntil: moment(r.ValidUntil),
		RevokedAt: moment(r.RevokedAt), NotifiedAt: moment(r.NotifiedAt),
		StatusList: int(r.StatusList), StatusIndex: int(r.StatusIndex),
		ProofKey: r.ProofKey, TokenKey: r.TokenKey, Replaces: r.Replaces, ReplacedBy: r.ReplacedBy,
	}
}

func awardWith(r sqlcgen.Award, d sqlcgen.AwardDocument) award.Award {
	a := awardOf(r)
	a.Credential, a.JWT, a.OB2 = orNil(d.Credential), d.Jwt, orNil(d.Ob2)
	return a
}
