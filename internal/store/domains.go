package store

import (
	"context"
	"time"

	"blazon/internal/audit"
	"blazon/internal/issuer"
	"blazon/internal/store/sqlcgen"
)

var _ issuer.Domains = (*DB)(nil)

// Domain implements issuer.Domains.
func (db *DB) Domain(ctx context.Context, issuerID string) (issuer.Domain, error) {
	row, err := db.query.Domain(ctx, storable(issuerID))
	if err != nil {
		return issuer.Domain{}, db.explain(err, "find a domain")
	}
	return domainOf(row), nil
}

// ProvedDomains implements issuer.Domains.
func (db *DB) ProvedDomains(ctx context.Context, since time.Time) (map[string]string, error) {
	rows, err := db.query.ProvedDomains(ctx, sqlcgen.ProvedDomainsParams{Silent: string(issuer.NoAnswer), Since: micros(since)})
	if err != nil {
		return nil, db.explain(err, "list the domains")
	}
	hosts := make(map[string]string, len(rows))
	for _, r := range rows {
		hosts[r.Host] = r.IssuerID
	}
	return hosts, nil
}

// DueDomains implements issuer.Domains.
func (db *DB) DueDomains(ctx context.Context, before, since time.Time, limit int) ([]issuer.Domain, error) {
	rows, err := db.query.DueDomains(ctx, sqlcgen.DueDomainsParams{
		Before: micros(before), Silent: string(issuer.NoAnswer), Since: micros(since), Size: int64(limit),
	})
	if err != nil {
		return nil, db.explain(err, "find the domains to look for")
	}
	due := make([]issuer.Domain, 0, len(rows))
	for _, r := range rows {
		due = append(due, domainOf(r))
	}
	return due, nil
}

// ClaimDomain implements issuer.Domains.
func (db *DB) ClaimDomain(ctx context.Context, d issuer.Domain, e audit.Entry) error {
	return db.write(ctx, "claim a domain", func(ctx context.Context, t tx) error {
		err := t.Queries.ClaimDomain(ctx, sqlcgen.ClaimDomainParams{
			IssuerID: d.IssuerID, Host: d.Host, Token: d.Token, ClaimedAt: micros(d.ClaimedAt),
		})
		if err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// CheckedDomain implements issuer.Domains.
func (db *DB) CheckedDomain(ctx context.Context, d issuer.Domain, was time.Time, e audit.Entry) error {
	return db.write(ctx, "save a look at a domain", func(ctx context.Context, t tx) error {
		n, err := t.Queries.CheckedDomain(ctx, sqlcgen.CheckedDomainParams{
			ProvedAt: micros(d.ProvedAt), CheckedAt: micros(d.CheckedAt), SeenAt: micros(d.SeenAt), Trouble: string(d.Trouble),
			IssuerID: d.IssuerID, Token: d.Token, WasCheckedAt: micros(was),
		})
		switch {
		case err != nil:
			return err
		case n == 0:
			return errNotFound()
		case e.Action == "":
			return nil
		}
		return t.save(ctx, e)
	})
}

// ReleaseDomain implements issuer.Domains.
func (db *DB) ReleaseDomain(ctx context.Context, issuerID string, e audit.Entry) error {
	return db.write(ctx, "release a domain", func(ctx context.Context, t tx) error {
		n, err := t.Queries.ReleaseDomain(ctx, issuerID)
		switch {
		case err != nil:
			return err
		case n == 0:
			return errNotFound()
		}
		return t.save(ctx, e)
	})
}

func domainOf(r sqlcgen.Domain) issuer.Domain {
	return issuer.Domain{
		IssuerID: r.IssuerID, Host: r.Host, Token: r.Token, ClaimedAt: moment(r.ClaimedAt), ProvedAt: moment(r.ProvedAt),
		CheckedAt: moment(r.CheckedAt), SeenAt: moment(r.SeenAt), Trouble: issuer.Trouble(r.Trouble),
	}
}
