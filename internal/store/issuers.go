package store

import (
	"context"

	"blazon/internal/audit"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/page"
	"blazon/internal/store/sqlcgen"
)

// Issuer implements issuer.Reader.
func (db *DB) Issuer(ctx context.Context, issuerID string) (issuer.Issuer, error) {
	row, err := db.query.Issuer(ctx, issuerID)
	if err != nil {
		return issuer.Issuer{}, db.explain(err, "find an issuer")
	}
	return issuerOf(row), nil
}

// IssuersOf implements issuer.Reader.
func (db *DB) IssuersOf(ctx context.Context, accountID string, q page.Query) (p page.Page[issuer.Issuer], err error) {
	const list = "issuers of an account"
	after := placeOf(list, q.After)
	err = db.snapshot(ctx, "list "+list, func(ctx context.Context, s *sqlcgen.Queries) error {
		total, err := s.CountIssuersOf(ctx, sqlcgen.CountIssuersOfParams{AccountID: accountID, Words: words(q.Search)})
		if err != nil {
			return err
		}
		rows, err := s.IssuersOf(ctx, sqlcgen.IssuersOfParams{
			AccountID: accountID, AfterTime: after.at, AfterID: after.id, Words: words(q.Search), Size: int64(q.Size() + 1),
		})
		if err != nil {
			return err
		}
		p, err = pageOf(rows, q, after, total, issuerItem, func(r sqlcgen.Issuer) string {
			return place{at: r.CreatedAt, id: r.ID}.cursor(list)
		})
		return err
	})
	return p, err
}

// PublicIssuers implements issuer.Reader.
func (db *DB) PublicIssuers(ctx context.Context, q page.Query) (p page.Page[issuer.Issuer], err error) {
	const list = "public issuers"
	after := placeOf(list, q.After)
	err = db.snapshot(ctx, "list "+list, func(ctx context.Context, s *sqlcgen.Queries) error {
		total, err := s.CountPublicIssuers(ctx, words(q.Search))
		if err != nil {
			return err
		}
		rows, err := s.PublicIssuers(ctx, sqlcgen.PublicIssuersParams{
			AfterKey: after.key, AfterID: after.id, Words: words(q.Search), Size: int64(q.Size() + 1),
		})
		if err != nil {
			return err
		}
		p, err = pageOf(rows, q, after, total, issuerItem, func(r sqlcgen.Issuer) string {
			return place{key: r.SortKey, id: r.ID}.cursor(list)
		})
		return err
	})
	return p, err
}

// RoleOf implements issuer.Reader.
func (db *DB) RoleOf(ctx context.Context, issuerID, accountID string) (issuer.Role, error) {
	role, err := db.query.RoleOf(ctx, sqlcgen.RoleOfParams{IssuerID: issuerID, AccountID: accountID})
	if err != nil {
		return "", db.explain(err, "find a role")
	}
	return issuer.Role(role), nil
}

// AddIssuer implements issuer.Writer.
func (db *DB) AddIssuer(ctx context.Context, n issuer.New) error {
	return db.write(ctx, "add an issuer", func(ctx context.Context, t tx) error {
		i := n.Issuer
		if err := t.remember(ctx, n.Once, i.ID, n.Audit.At); err != nil {
			return err
		}
		err := t.Queries.AddIssuer(ctx, sqlcgen.AddIssuerParams{
			ID: i.ID, Name: i.Name, Description: i.Description, Url: i.URL, Email: i.Email,
			ImageKey: i.ImageKey, ImageType: i.ImageType, ImageAlt: i.ImageAlt, Revision: int64(i.Revision),
			CreatedAt: micros(i.CreatedAt), UpdatedAt: micros(i.UpdatedAt), ArchivedAt: micros(i.ArchivedAt),
			SortKey: sortKey(i.Name), Search: issuerSearch(i),
			Standing: string(i.Standing), StandingAt: micros(i.StandingAt), Skeleton: skeletonOf(i.Name),
		})
		if err != nil {
			return err
		}
		err = t.AddStaff(ctx, sqlcgen.AddStaffParams{
			IssuerID: i.ID, AccountID: n.Owner, Role: string(issuer.Owner), CreatedAt: micros(i.CreatedAt),
		})
		if err != nil {
			return err
		}
		for _, k := range n.Keys {
			if err := t.addKey(ctx, k); err != nil {
				return err
			}
		}
		return t.save(ctx, n.Audit)
	})
}

// UpdateIssuer implements issuer.Writer.
func (db *DB) UpdateIssuer(ctx context.Context, i issuer.Issuer, e audit.Entry) error {
	return db.write(ctx, "update an issuer", func(ctx context.Context, t tx) error {
		n, err := t.Queries.UpdateIssuer(ctx, sqlcgen.UpdateIssuerParams{
			Name: i.Name, Description: i.Description, Url: i.URL, Email: i.Email,
			ImageKey: i.ImageKey, ImageType: i.ImageType, ImageAlt: i.ImageAlt,
			Revision: int64(i.Revision), UpdatedAt: micros(i.UpdatedAt), ArchivedAt: micros(i.ArchivedAt),
			SortKey: sortKey(i.Name), Search: issuerSearch(i), ID: i.ID, Before: int64(i.Revision - 1),
			// Not to lose what an operator decided meanwhile, only this one step is written.
			Demote: i.Standing == issuer.Unreviewed && i.StandingAt.Equal(i.UpdatedAt), Skeleton: skeletonOf(i.Name),
		})
		err = changed(n, err, func() (int64, error) { return t.CountIssuer(ctx, i.ID) })
		if err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// IssuerKeys implements keyring.Keys.
func (db *DB) IssuerKeys(ctx context.Context, issuerID string) ([]keyring.Sealed, error) {
	rows, err := db.query.IssuerKeys(ctx, issuerID)
	if err != nil {
		return nil, db.explain(err, "list keys")
	}
	out := make([]keyring.Sealed, len(rows))
	for i, r := range rows {
		out[i] = keyring.Sealed{
			ID: r.ID, IssuerID: r.IssuerID, Purpose: keyring.Purpose(r.Purpose), Kind: keyring.Kind(r.Kind), State: keyring.State(r.State),
			Public: orNil(r.PublicKey), Private: orNil(r.PrivateKey), CreatedAt: moment(r.CreatedAt), RetiredAt: moment(r.RetiredAt),
		}
	}
	return out, nil
}

// PublicKeys implements keyring.Keys.
func (db *DB) PublicKeys(ctx context.Context) ([]keyring.Sealed, error) {
	rows, err := db.query.PublicKeys(ctx, string(keyring.Compromised))
	if err != nil {
		return nil, db.explain(err, "list public keys")
	}
	out := make([]keyring.Sealed, len(rows))
	for i, r := range rows {
		out[i] = keyring.Sealed{
			ID: r.ID, IssuerID: r.IssuerID, Purpose: keyring.Purpose(r.Purpose), Kind: keyring.Kind(r.Kind), State: keyring.State(r.State),
			Public: orNil(r.PublicKey), CreatedAt: moment(r.CreatedAt), RetiredAt: moment(r.RetiredAt),
		}
	}
	return out, nil
}

// ChangeKey implements keyring.Keys.
func (db *DB) ChangeKey(ctx context.Context, c keyring.Change) error {
	return db.write(ctx, "change a key", func(ctx context.Context, t tx) error {
		p := sqlcgen.ChangeKeyParams{After: string(c.To), IssuerID: c.IssuerID, ID: c.KeyID, Before: string(c.From)}
		if c.From == keyring.Active {
			p.RetiredAt = micros(c.At)
		}
		n, err := t.Queries.ChangeKey(ctx, p)
		err = changed(n, err, func() (int64, error) {
			return t.CountKey(ctx, sqlcgen.CountKeyParams{IssuerID: c.IssuerID, ID: c.KeyID})
		})
		if err != nil {
			return err
		}
		if c.To == keyring.Compromised {
			if err := t.withdrawAwards(ctx, c); err != nil {
				return err
			}
		}
		if c.Successor != nil {
			if err := t.addKey(ctx, *c.Successor); err != nil {
				return err
			}
		}
		return t.save(ctx, c.Audit)
	})
}

// MasterCheck implements keyring.CheckValue.
func (db *DB) MasterCheck(ctx context.Context) ([]byte, error) {
	value, err := db.query.Setting(ctx, settingMasterCheck)
	if err != nil {
		return nil, db.explain(err, "read the check value of the master key")
	}
	return value, nil
}

// KeepMasterCheck implements keyring.CheckValue.
func (db *DB) KeepMasterCheck(ctx context.Context, value []byte) error {
	return db.write(ctx, "keep the check value of the master key", func(ctx context.Context, t tx) error {
		n, err := t.AddSetting(ctx, sqlcgen.AddSettingParams{Name: settingMasterCheck, Value: bytesOf(value)})
		return changed(n, err, func() (int64, error) { return 1, nil })
	})
}

// settingMasterCheck names the check value among the settings.
const settingMasterCheck = "master_check"

func (t tx) addKey(ctx context.Context, k keyring.Sealed) error {
	return t.AddKey(ctx, sqlcgen.AddKeyParams{
		IssuerID: k.IssuerID, ID: k.ID, Purpose: string(k.Purpose), Kind: string(k.Kind), State: string(k.State),
		PublicKey: bytesOf(k.Public), PrivateKey: bytesOf(k.Private), CreatedAt: micros(k.CreatedAt), RetiredAt: micros(k.RetiredAt),
	})
}

func issuerOf(row sqlcgen.Issuer) issuer.Issuer {
	return issuer.Issuer{
		ID: row.ID, Name: row.Name, Description: row.Description, URL: row.Url, Email: row.Email,
		ImageKey: row.ImageKey, ImageType: row.ImageType, ImageAlt: row.ImageAlt, Revision: int(row.Revision),
		CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt), ArchivedAt: moment(row.ArchivedAt),
		Standing: issuer.Standing(row.Standing), StandingAt: moment(row.StandingAt), StandingReason: row.StandingReason,
	}
}

func issuerItem(row sqlcgen.Issuer) (issuer.Issuer, error) { return issuerOf(row), nil }

func issuerSearch(i issuer.Issuer) string { return fold(i.Name, i.Description, i.URL) }
