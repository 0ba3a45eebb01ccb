package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"blazon/internal/award"
	"blazon/internal/store/sqlcgen"
	"blazon/statuslist"
)

// fullList is how many indexes of a list are taken before the next is opened.
// The rest stays free: it keeps a random candidate likely to be so.
const fullList = statuslist.MinEntries / 16 * 15

// TakeStatusIndex implements award.Writer.
func (db *DB) TakeStatusIndex(ctx context.Context, issuerID string, candidates []int) (award.Slot, error) {
	for _, c := range candidates {
		if c < 0 || c >= statuslist.MinEntries {
			return award.Slot{}, fmt.Errorf("status index %d is outside the list", c)
		}
	}
	var slot award.Slot
	err := db.write(ctx, "take a status index", func(ctx context.Context, t tx) error {
		var err error
		slot, err = t.takeIndex(ctx, issuerID, candidates)
		return err
	})
	if err != nil {
		return award.Slot{}, err
	}
	return slot, nil
}

// takeIndex holds the newest list while it looks for a free index. When there
// is none it opens the next list; another transaction may do so at the same
// time, and then both go on in that.
func (t tx) takeIndex(ctx context.Context, issuerID string, candidates []int) (award.Slot, error) {
	const lists = 4
	for range lists {
		newest, err := t.LockNewestStatusList(ctx, issuerID)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return award.Slot{}, err
		}
		if err == nil && newest.Taken < fullList {
			i, ok, err := t.takeFirst(ctx, issuerID, newest.Number, candidates)
			if err != nil {
				return award.Slot{}, err
			}
			if ok {
				return award.Slot{List: int(newest.Number), Index: i}, nil
			}
		}
		open := sqlcgen.OpenStatusListParams{IssuerID: issuerID, Number: newest.Number + 1, Credential: []byte{}}
		if err := t.OpenStatusList(ctx, open); err != nil {
			return award.Slot{}, err
		}
	}
	return award.Slot{}, errors.New("no status index is free in a new list: there are no candidates")
}

// takeFirst takes the first candidate that is free in a list.
func (t tx) takeFirst(ctx context.Context, issuerID string, list int64, candidates []int) (index int, ok bool, err error) {
	for _, c := range candidates {
		n, err := t.Queries.TakeStatusIndex(ctx, sqlcgen.TakeStatusIndexParams{IssuerID: issuerID, List: list, Idx: int64(c)})
		if err != nil {
			return 0, false, err
		}
		if n > 0 {
			return c, true, t.CountStatusIndex(ctx, sqlcgen.CountStatusIndexParams{IssuerID: issuerID, Number: list})
		}
	}
	return 0, false, nil
}

// StatusList implements award.StatusLists.
func (db *DB) StatusList(ctx context.Context, issuerID string, n int) (award.StatusList, error) {
	var l award.StatusList
	err := db.snapshot(ctx, "read a status list", func(ctx context.Context, q *sqlcgen.Queries) error {
		row, err := q.StatusList(ctx, sqlcgen.StatusListParams{IssuerID: issuerID, Number: int64(n)})
		if err != nil {
			return err
		}
		l, err = statusListOf(ctx, q, row)
		return err
	})
	return l, err
}

// EachStatusList calls f with every status list of every issuer as it was
// signed, without the indexes, until f returns an error.
func (db *DB) EachStatusList(ctx context.Context, f func(issuerID string, l award.StatusList) error) error {
	rows, err := db.query.StatusLists(ctx)
	if err != nil {
		return db.explain(err, "go through the status lists")
	}
	for _, row := range rows {
		if err := f(row.IssuerID, listOf(row)); err != nil {
			return err
		}
	}
	return nil
}

// statusListOf adds to a list which of its indexes are revoked.
func statusListOf(ctx context.Context, q *sqlcgen.Queries, row sqlcgen.StatusList) (award.StatusList, error) {
	revoked, err := q.RevokedIndexes(ctx, sqlcgen.RevokedIndexesParams{
		IssuerID: row.IssuerID, List: row.Number, Active: string(award.Active),
	})
	if err != nil {
		return award.StatusList{}, err
	}
	l := listOf(row)
	for _, i := range revoked {
		l.Revoked = append(l.Revoked, int(i))
	}
	return l, nil
}

func listOf(row sqlcgen.StatusList) award.StatusList {
	return award.StatusList{
		Number: int(row.Number), Revision: int(row.Revision),
		Signed: award.SignedList{
			Credential: orNil(row.Credential), Key: row.SignedKey, Revision: int(row.SignedRevision),
			ValidFrom: moment(row.ValidFrom), ValidUntil: moment(row.ValidUntil),
		},
	}
}

// KeepStatusList implements award.StatusLists. A list never goes back: one that
// knows of fewer revocations does not replace one that knows of more, and what a
// key signed that signs no more does not replace anything.
func (db *DB) KeepStatusList(ctx context.Context, issuerID string, n int, s award.SignedList) error {
	return db.write(ctx, "keep a status list", func(ctx context.Context, t tx) error {
		if err := t.holdKeys(ctx, issuerID, s.Key); err != nil {
			return err
		}
		rows, err := t.Queries.KeepStatusList(ctx, sqlcgen.KeepStatusListParams{
			Credential: bytesOf(s.Credential), Revision: int64(s.Revision),
			ValidFrom: micros(s.ValidFrom), ValidUntil: micros(s.ValidUntil), SignedKey: s.Key, IssuerID: issuerID, Number: int64(n),
		})
		if err != nil || rows > 0 {
			return err
		}
		there, err := t.CountStatusList(ctx, sqlcgen.CountStatusListParams{IssuerID: issuerID, Number: int64(n)})
		if err == nil && there == 0 {
			return errNotFound()
		}
		return err
	})
}
