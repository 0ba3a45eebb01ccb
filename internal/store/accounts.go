package store

import (
	"context"
	"slices"
	"time"

	"blazon/internal/account"
	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/job"
	"blazon/internal/store/sqlcgen"
)

// LoginByEmail implements account.People.
func (db *DB) LoginByEmail(ctx context.Context, key string) (account.Login, error) {
	row, err := db.query.AccountByEmail(ctx, key)
	if err != nil {
		return account.Login{}, db.explain(err, "find an account by its address")
	}
	return account.Login{Account: accountOf(row), Password: row.Password}, nil
}

// LoginByID implements account.People.
func (db *DB) LoginByID(ctx context.Context, accountID string) (account.Login, error) {
	row, err := db.query.AccountByID(ctx, accountID)
	if err != nil {
		return account.Login{}, db.explain(err, "find an account")
	}
	return account.Login{Account: accountOf(row), Password: row.Password}, nil
}

// HasAdmin implements account.People.
func (db *DB) HasAdmin(ctx context.Context) (bool, error) {
	n, err := db.query.CountAdmins(ctx)
	if err != nil {
		return false, db.explain(err, "look for an administrator")
	}
	return n > 0, nil
}

// AddFirstAdmin implements account.People.
func (db *DB) AddFirstAdmin(ctx context.Context, l account.Login, setup []byte, e audit.Entry) error {
	return db.write(ctx, "add the first administrator", func(ctx context.Context, t tx) error {
		if err := t.audit(ctx, e); err != nil { // first, because it makes others wait who try the same
			return err
		}
		n, err := t.CountAdmins(ctx)
		switch {
		case err != nil:
			return err
		case n > 0:
			return fault.New(fault.Conflict, "There is an administrator already.")
		}
		if setup != nil {
			if err := t.use(ctx, account.SecretSetup, setup, "", e.At); err != nil {
				return err
			}
		}
		if err := t.ForgetSecrets(ctx, account.SecretSetup); err != nil {
			return err
		}
		return t.addAccount(ctx, l)
	})
}

// addAccount adds an account under the key of its address.
func (t tx) addAccount(ctx context.Context, l account.Login) error {
	addr, err := account.ParseAddress("email", l.Account.Email)
	if err != nil {
		return err
	}
	a := l.Account
	return t.AddAccount(ctx, sqlcgen.AddAccountParams{
		ID: a.ID, Email: a.Email, EmailKey: addr.Key(), Name: a.Name, Password: l.Password, Admin: a.Admin,
		VerifiedAt: micros(a.VerifiedAt), CreatedAt: micros(a.CreatedAt), DisabledAt: micros(a.DisabledAt),
	})
}

// use deletes an unexpired secret, or is fault.NotFound.
func (t tx) use(ctx context.Context, kind string, hash []byte, subject string, now time.Time) error {
	n, err := t.UseSecret(ctx, sqlcgen.UseSecretParams{Kind: kind, Hash: hash, Subject: subject, Now: micros(now)})
	if err == nil && n == 0 {
		return errNotFound()
	}
	return err
}

// SaveRegistration implements account.Registrations.
func (db *DB) SaveRegistration(ctx context.Context, p account.Pending, jobs ...job.Job) error {
	return db.write(ctx, "save a registration", func(ctx context.Context, t tx) error {
		err := t.AddRegistration(ctx, sqlcgen.AddRegistrationParams{
			ID: p.ID, Email: p.Email, EmailKey: p.EmailKey, Name: p.Name, Password: p.Password, Ip: p.IP,
			CreatedAt: micros(p.CreatedAt), ExpiresAt: micros(p.ExpiresAt),
		})
		if err != nil {
			return err
		}
		return t.jobs.Add(ctx, t.sql, jobs)
	})
}

// PendingRegistration implements account.Registrations.
func (db *DB) PendingRegistration(ctx context.Context, id string) (account.Pending, error) {
	row, err := db.query.Registration(ctx, id)
	if err != nil {
		return account.Pending{}, db.explain(err, "find a registration")
	}
	return account.Pending{
		ID: row.ID, Email: row.Email, EmailKey: row.EmailKey, Name: row.Name, Password: row.Password, IP: row.Ip,
		CreatedAt: moment(row.CreatedAt), ExpiresAt: moment(row.ExpiresAt),
	}, nil
}

// ConfirmRegistration implements account.Registrations.
func (db *DB) ConfirmRegistration(ctx context.Context, secret []byte, p account.Pending, l account.Login, e audit.Entry) error {
	return db.write(ctx, "confirm a registration", func(ctx context.Context, t tx) error {
		if err := t.use(ctx, account.SecretConfirm, secret, p.ID, e.At); err != nil {
			return err
		}
		if err := t.addAccount(ctx, l); err != nil {
			return err
		}
		forget := sqlcgen.ForgetRegistrationSecretsParams{Kind: account.SecretConfirm, EmailKey: p.EmailKey}
		if err := t.ForgetRegistrationSecrets(ctx, forget); err != nil {
			return err
		}
		if err := t.ForgetRegistrations(ctx, p.EmailKey); err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// SaveSecret implements account.Secrets.
func (db *DB) SaveSecret(ctx context.Context, s account.Secret) error {
	return db.write(ctx, "save a secret", func(ctx context.Context, t tx) error {
		return t.AddSecret(ctx, sqlcgen.AddSecretParams{
			Kind: s.Kind, Hash: s.Hash, Subject: s.Subject, CreatedAt: micros(s.CreatedAt), ExpiresAt: micros(s.ExpiresAt),
		})
	})
}

// Secret implements account.Secrets.
func (db *DB) Secret(ctx context.Context, kind string, hash []byte) (account.Secret, error) {
	row, err := db.query.Secret(ctx, sqlcgen.SecretParams{Kind: kind, Hash: bytesOf(hash)})
	if err != nil {
		return account.Secret{}, db.explain(err, "find a secret")
	}
	return account.Secret{
		Kind: row.Kind, Hash: row.Hash, Subject: row.Subject, CreatedAt: moment(row.CreatedAt), ExpiresAt: moment(row.ExpiresAt),
	}, nil
}

// SetPassword implements account.Secrets.
func (db *DB) SetPassword(ctx context.Context, c account.PasswordChange, e audit.Entry, jobs ...job.Job) error {
	return db.write(ctx, "set a password", func(ctx context.Context, t tx) error {
		if c.Reset != nil {
			if err := t.use(ctx, account.SecretReset, c.Reset, c.AccountID, c.At); err != nil {
				return err
			}
		}
		n, err := t.Queries.SetPassword(ctx, sqlcgen.SetPasswordParams{Password: c.Password, ID: c.AccountID})
		switch {
		case err != nil:
			return err
		case n == 0:
			return errNotFound()
		}
		if err := t.ForgetSecretsOf(ctx, sqlcgen.ForgetSecretsOfParams{Kind: account.SecretReset, Subject: c.AccountID}); err != nil {
			return err
		}
		if _, err := t.EndSessions(ctx, sqlcgen.EndSessionsParams{At: micros(c.At), AccountID: c.AccountID, ExceptID: c.Keep}); err != nil {
			return err
		}
		if err := t.RevokeTokens(ctx, sqlcgen.RevokeTokensParams{At: micros(c.At), AccountID: c.AccountID}); err != nil {
			return err
		}
		return t.save(ctx, e, jobs...)
	})
}

// ForgetExpired implements account.SessionUse.
func (db *DB) ForgetExpired(ctx context.Context, now time.Time) error {
	const remember = 90 * 24 * time.Hour
	return db.write(ctx, "forget what has expired", func(ctx context.Context, t tx) error {
		for _, forget := range []func(context.Context, int64) error{t.ForgetExpiredSecrets, t.ForgetExpiredRegistrations, t.ForgetExpiredLimits} {
			if err := forget(ctx, micros(now)); err != nil {
				return err
			}
		}
		return t.ForgetExpiredSessions(ctx, micros(now.Add(-remember)))
	})
}

// Spend implements account.Limiter.
func (db *DB) Spend(ctx context.Context, now time.Time, limits ...account.Limit) (wait time.Duration, which int, err error) {
	err = db.write(ctx, "count an attempt", func(ctx context.Context, t tx) error {
		wait, which = 0, 0
		full, err := t.lockLimits(ctx, limits)
		if err != nil {
			return err
		}
		for i, l := range limits {
			next, w := l.Take(full[l.Key], now)
			if w > wait {
				wait, which = w, i
			}
			full[l.Key] = next
		}
		if wait > 0 {
			return errSpent
		}
		for key, at := range full {
			if err := t.KeepLimit(ctx, sqlcgen.KeepLimitParams{FullAt: micros(at), Key: key}); err != nil {
				return err
			}
		}
		return nil
	})
	if isSpent(err) {
		return wait, which, nil
	}
	return 0, 0, err
}

// lockLimits returns what is kept for each limit and holds it. The order is the
// same for everybody, so that two who want the same limits do not wait for each
// other.
func (t tx) lockLimits(ctx context.Context, limits []account.Limit) (map[string]time.Time, error) {
	keys := make([]string, len(limits))
	for i, l := range limits {
		keys[i] = l.Key
	}
	slices.Sort(keys)
	full := make(map[string]time.Time, len(keys))
	for _, key := range slices.Compact(keys) {
		at, err := t.LockLimit(ctx, key)
		if err != nil {
			return nil, err
		}
		full[key] = moment(at)
	}
	return full, nil
}

// Forgive implements account.Limiter.
func (db *DB) Forgive(ctx context.Context, keys ...string) error {
	return db.write(ctx, "forgive attempts", func(ctx context.Context, t tx) error {
		for _, key := range slices.Sorted(slices.Values(keys)) {
			if err := t.ForgetLimit(ctx, key); err != nil {
				return err
			}
		}
		return nil
	})
}

func accountOf(row sqlcgen.Account) account.Account {
	return account.Account{
		ID: row.ID, Email: row.Email, Name: row.Name, Admin: row.Admin,
		VerifiedAt: moment(row.VerifiedAt), CreatedAt: moment(row.CreatedAt), DisabledAt: moment(row.DisabledAt),
	}
}
