package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/store/sqlcgen"
)

var _ check.Store = (*DB)(nil)

// SaveReport implements check.Store.
func (db *DB) SaveReport(ctx context.Context, s check.Saved) error {
	return db.write(ctx, "keep a report", func(ctx context.Context, t tx) error {
		return t.KeepReport(ctx, sqlcgen.KeepReportParams{
			ID: s.ID, Digest: bytesOf(s.Digest), Secret: bytesOf(s.Secret), Report: bytesOf(s.Report),
			MadeAt: micros(s.MadeAt), EndsAt: micros(s.EndsAt),
		})
	})
}

// Report implements check.Store.
func (db *DB) Report(ctx context.Context, id string, now time.Time) (check.Saved, error) {
	r, err := db.query.KeptReport(ctx, sqlcgen.KeptReportParams{ID: storable(id), Now: micros(now)})
	if errors.Is(err, sql.ErrNoRows) {
		return check.Saved{}, fault.New(fault.NotFound, "There is no such report.")
	}
	if err != nil {
		return check.Saved{}, db.explain(err, "find a report")
	}
	return check.Saved{ID: r.ID, Digest: r.Digest, Secret: r.Secret, Report: r.Report, MadeAt: moment(r.MadeAt), EndsAt: moment(r.EndsAt)}, nil
}

// DeleteReport implements check.Store.
func (db *DB) DeleteReport(ctx context.Context, secret []byte) error {
	return db.write(ctx, "delete a report", func(ctx context.Context, t tx) error {
		n, err := t.DeleteKeptReport(ctx, bytesOf(secret))
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "There is no such report.")
		}
		return err
	})
}

// ForgetReports deletes the reports whose time is over at now.
func (db *DB) ForgetReports(ctx context.Context, now time.Time) error {
	return db.write(ctx, "forget reports", func(ctx context.Context, t tx) error {
		return t.ForgetReportsBefore(ctx, micros(now))
	})
}
