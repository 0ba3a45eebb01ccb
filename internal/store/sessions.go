package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"blazon/internal/account"
	"blazon/internal/audit"
	"blazon/internal/store/sqlcgen"
)

// errSpent ends a transaction of Spend that found a limit with nothing left.
var errSpent = errors.New("nothing is left of a limit")

func isSpent(err error) bool { return errors.Is(err, errSpent) }

// AddSession implements account.Sessions.
func (db *DB) AddSession(ctx context.Context, s account.Session, hash []byte, e audit.Entry) error {
	return db.write(ctx, "add a session", func(ctx context.Context, t tx) error {
		err := t.Queries.AddSession(ctx, sqlcgen.AddSessionParams{
			AccountID: s.AccountID, ID: s.ID, Hash: hash, CreatedAt: micros(s.CreatedAt), SeenAt: micros(s.SeenAt),
			ExpiresAt: micros(s.ExpiresAt), UserAgent: storable(s.UserAgent), Ip: s.IP, Prefix: s.Prefix,
		})
		if err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// SessionByHash implements account.Sessions.
func (db *DB) SessionByHash(ctx context.Context, hash []byte) (account.Session, account.Account, error) {
	row, err := db.query.SessionByHash(ctx, bytesOf(hash))
	if err != nil {
		return account.Session{}, account.Account{}, db.explain(err, "find a session")
	}
	return sessionOf(row.Session), accountOf(row.Account), nil
}

// SessionsOf implements account.Sessions.
func (db *DB) SessionsOf(ctx context.Context, accountID string, now time.Time) ([]account.Session, error) {
	rows, err := db.query.SessionsOf(ctx, sqlcgen.SessionsOfParams{AccountID: accountID, Now: micros(now)})
	if err != nil {
		return nil, db.explain(err, "list sessions")
	}
	out := make([]account.Session, len(rows))
	for i, r := range rows {
		out[i] = sessionOf(r)
	}
	return out, nil
}

// EndSessions implements account.Sessions.
func (db *DB) EndSessions(ctx context.Context, accountID string, sel account.Ending, at time.Time, e audit.Entry) (int, error) {
	var ended int64
	err := db.write(ctx, "end sessions", func(ctx context.Context, t tx) (err error) {
		ended, err = t.Queries.EndSessions(ctx, sqlcgen.EndSessionsParams{
			At: micros(at), AccountID: accountID, OnlyID: sel.Only, ExceptID: sel.Except,
		})
		if err != nil || ended == 0 {
			return err
		}
		return t.save(ctx, e)
	})
	if err != nil {
		return 0, err
	}
	return int(ended), nil
}

// TouchSession implements account.SessionUse.
func (db *DB) TouchSession(ctx context.Context, sessionID string, at time.Time) error {
	return db.write(ctx, "note the use of a session", func(ctx context.Context, t tx) error {
		return t.Queries.TouchSession(ctx, sqlcgen.TouchSessionParams{At: micros(at), ID: sessionID})
	})
}

// TouchToken implements account.SessionUse.
func (db *DB) TouchToken(ctx context.Context, tokenID string, at time.Time) error {
	return db.write(ctx, "note the use of a token", func(ctx context.Context, t tx) error {
		return t.Queries.TouchToken(ctx, sqlcgen.TouchTokenParams{At: micros(at), ID: tokenID})
	})
}

// SignedInFrom implements account.SessionUse.
func (db *DB) SignedInFrom(ctx context.Context, accountID, prefix string, since time.Time) (bool, error) {
	n, err := db.query.CountSessionsFrom(ctx, sqlcgen.CountSessionsFromParams{AccountID: accountID, Prefix: prefix, Since: micros(since)})
	if err != nil {
		return false, db.explain(err, "look for sessions from a network")
	}
	return n > 0, nil
}

// AddToken implements account.Tokens.
func (db *DB) AddToken(ctx context.Context, token account.Token, hash []byte, e audit.Entry) error {
	scopes, err := json.Marshal(append([]string{}, token.Scopes...))
	if err != nil {
		return err
	}
	return db.write(ctx, "add a token", func(ctx context.Context, t tx) error {
		err := t.Queries.AddToken(ctx, sqlcgen.AddTokenParams{
			AccountID: token.AccountID, ID: token.ID, Hash: hash, Name: token.Name, Prefix: token.Prefix, Scopes: string(scopes),
			CreatedAt: micros(token.CreatedAt), LastUsedAt: micros(token.LastUsedAt), ExpiresAt: micros(token.ExpiresAt),
		})
		if err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// TokenByHash implements account.Tokens.
func (db *DB) TokenByHash(ctx context.Context, hash []byte) (account.Token, account.Account, error) {
	row, err := db.query.TokenByHash(ctx, bytesOf(hash))
	if err != nil {
		return account.Token{}, account.Account{}, db.explain(err, "find a token")
	}
	token, err := tokenOf(row.Token)
	return token, accountOf(row.Account), err
}

// TokensOf implements account.Tokens.
func (db *DB) TokensOf(ctx context.Context, accountID string) ([]account.Token, error) {
	rows, err := db.query.TokensOf(ctx, accountID)
	if err != nil {
		return nil, db.explain(err, "list tokens")
	}
	out := make([]account.Token, len(rows))
	for i, r := range rows {
		if out[i], err = tokenOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// RevokeToken implements account.Tokens.
func (db *DB) RevokeToken(ctx context.Context, accountID, tokenID string, at time.Time, e audit.Entry) error {
	return db.write(ctx, "revoke a token", func(ctx context.Context, t tx) error {
		n, err := t.Queries.RevokeToken(ctx, sqlcgen.RevokeTokenParams{At: micros(at), AccountID: accountID, ID: tokenID})
		switch {
		case err != nil:
			return err
		case n == 0:
			return errNotFound()
		}
		return t.save(ctx, e)
	})
}

func sessionOf(row sqlcgen.Session) account.Session {
	return account.Session{
		ID: row.ID, AccountID: row.AccountID, CreatedAt: moment(row.CreatedAt), SeenAt: moment(row.SeenAt),
		ExpiresAt: moment(row.ExpiresAt), UserAgent: row.UserAgent, IP: row.Ip, Prefix: row.Prefix,
	}
}

func tokenOf(row sqlcgen.Token) (account.Token, error) {
	t := account.Token{
		ID: row.ID, AccountID: row.AccountID, Name: row.Name, Prefix: row.Prefix, CreatedAt: moment(row.CreatedAt),
		LastUsedAt: moment(row.LastUsedAt), ExpiresAt: moment(row.ExpiresAt), RevokedAt: moment(row.RevokedAt),
	}
	if err := json.Unmarshal([]byte(row.Scopes), &t.Scopes); err != nil {
		return account.Token{}, err
	}
	return t, nil
}

// storable takes out of s what PostgreSQL cannot keep in a text.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}
