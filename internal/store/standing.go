package store

import (
	"context"
	"database/sql"
	"errors"

	"blazon/internal/audit"
	"blazon/internal/issuer"
	"blazon/internal/page"
	"blazon/internal/store/sqlcgen"
)

var _ issuer.Reviews = (*DB)(nil)

// skeletonOf is issuer.Skeleton as it is kept: empty means that it was not made yet.
func skeletonOf(name string) string {
	if s := issuer.Skeleton(name); s != "" {
		return s
	}
	return "-"
}

// NoteSkeletons makes the skeletons of names that were kept without.
func (db *DB) NoteSkeletons(ctx context.Context) error {
	for {
		n := 0
		err := db.write(ctx, "note how names look", func(ctx context.Context, t tx) error {
			rows, err := t.IssuersWithoutSkeleton(ctx)
			if err != nil {
				return err
			}
			n = len(rows)
			for _, r := range rows {
				if err := t.SetSkeleton(ctx, sqlcgen.SetSkeletonParams{Skeleton: skeletonOf(r.Name), ID: r.ID}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// IsOperator implements issuer.Reviews.
func (db *DB) IsOperator(ctx context.Context, accountID string) (bool, error) {
	row, err := db.query.AccountByID(ctx, storable(accountID))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, db.explain(err, "find an account")
	}
	return row.Admin && row.DisabledAt == 0, nil
}

// ReviewList implements issuer.Reviews.
func (db *DB) ReviewList(ctx context.Context, q page.Query) (p page.Page[issuer.Review], err error) {
	const list = "issuers to review"
	after := placeOf(list, q.After)
	err = db.snapshot(ctx, "list "+list, func(ctx context.Context, s *sqlcgen.Queries) error {
		total, err := s.CountReviewedIssuers(ctx, sqlcgen.CountReviewedIssuersParams{Standing: q.Filter, Words: words(q.Search)})
		if err != nil {
			return err
		}
		rows, err := s.ReviewedIssuers(ctx, sqlcgen.ReviewedIssuersParams{
			Standing: q.Filter, AfterTime: after.at, AfterID: after.id, Words: words(q.Search), Size: int64(q.Size() + 1),
		})
		if err != nil {
			return err
		}
		p, err = pageOf(rows, q, after, total, func(r sqlcgen.Issuer) (issuer.Review, error) { return reviewOf(ctx, s, r) }, func(r sqlcgen.Issuer) string {
			return place{at: r.CreatedAt, id: r.ID}.cursor(list)
		})
		return err
	})
	return p, err
}

// ReviewOf implements issuer.Reviews.
func (db *DB) ReviewOf(ctx context.Context, issuerID string) (r issuer.Review, err error) {
	err = db.snapshot(ctx, "look at an issuer", func(ctx context.Context, s *sqlcgen.Queries) error {
		row, err := s.Issuer(ctx, storable(issuerID))
		if err != nil {
			return err
		}
		r, err = reviewOf(ctx, s, row)
		return err
	})
	return r, err
}

// reviewOf adds to an issuer what an operator wants to know about it.
func reviewOf(ctx context.Context, s *sqlcgen.Queries, row sqlcgen.Issuer) (issuer.Review, error) {
	r := issuer.Review{Issuer: issuerOf(row)}
	owners, err := s.OwnersOf(ctx, row.ID)
	if err != nil {
		return r, err
	}
	for _, o := range owners {
		r.Owners = append(r.Owners, issuer.Person{Name: o.Name, Email: o.Email})
	}
	awards, err := s.CountAwardsOfIssuer(ctx, row.ID)
	if err != nil {
		return r, err
	}
	r.Awards = int(awards)
	if row.Skeleton == "-" || row.Skeleton == "" {
		return r, nil
	}
	like, err := s.IssuersLike(ctx, sqlcgen.IssuersLikeParams{Skeleton: row.Skeleton, ID: row.ID})
	for _, l := range like {
		r.Like = append(r.Like, issuerOf(l))
	}
	return r, err
}

// SetStanding implements issuer.Reviews.
func (db *DB) SetStanding(ctx context.Context, c issuer.StandingChange, e audit.Entry) error {
	return db.write(ctx, "change a standing", func(ctx context.Context, t tx) error {
		n, err := t.Queries.SetStanding(ctx, sqlcgen.SetStandingParams{
			Standing: string(c.To), StandingAt: micros(c.At), StandingReason: c.Reason, ID: c.IssuerID, Before: string(c.From),
		})
		if err = changed(n, err, func() (int64, error) { return t.CountIssuer(ctx, c.IssuerID) }); err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}
