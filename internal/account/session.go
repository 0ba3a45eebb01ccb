package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
)

// A session ends after sessionLife, or when it was not used for sessionIdle.
// SeenAt is kept to within seenEvery, so that reading a page writes nothing.
const (
	sessionLife = 30 * 24 * time.Hour
	sessionIdle = 14 * 24 * time.Hour
	seenEvery   = 5 * time.Minute
)

// knownFor is how long a network someone signed in from is known for theirs.
const knownFor = 90 * 24 * time.Hour

// maxAgent is how many bytes of a User-Agent are kept.
const maxAgent = 200

// wrongSignIn is the one answer for an address or a password that is wrong.
func wrongSignIn() error {
	return fault.New(fault.Unauthenticated, "The email address or the password is wrong. Check both, or ask for a new password.")
}

// SignIn checks a password and returns the secret of a new session. An unknown
// address and a wrong password are answered alike.
func (a *Accounts) SignIn(ctx context.Context, email, password string, c Client) (secret string, s Session, err error) {
	addr, err := ParseAddress("email", email)
	if err != nil {
		return "", Session{}, err
	}
	login, err := a.Store.LoginByEmail(ctx, addr.Key())
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", Session{}, fmt.Errorf("sign in: %w", err)
	}
	known, err := a.Store.SignedInFrom(ctx, login.Account.ID, c.Prefix(), a.now().Add(-knownFor))
	if err != nil {
		return "", Session{}, fmt.Errorf("sign in: %w", err)
	}
	limits, forgiven := a.signInLimits(addr, c.Prefix(), known)
	if err := a.spend(ctx, limits...); err != nil {
		return "", Session{}, err
	}
	ok, err := a.matches(ctx, login.Password, password)
	if err != nil {
		return "", Session{}, err
	}
	if !ok || !login.Account.DisabledAt.IsZero() {
		return "", Session{}, wrongSignIn()
	}
	secret, s, err = a.newSession(ctx, login.Account, c)
	if err != nil {
		return "", Session{}, err
	}
	return secret, s, a.Store.Forgive(ctx, forgiven...)
}

// newSession signs acc in.
func (a *Accounts) newSession(ctx context.Context, acc Account, c Client) (string, Session, error) {
	now := a.now()
	secret, hash := a.newSecret(prefixSession)
	s := Session{
		ID: id.New(a.Rand), AccountID: acc.ID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(sessionLife),
		UserAgent: shown(c.UserAgent, maxAgent), IP: shown(c.IP, 64), Prefix: c.Prefix(),
	}
	e := audit.Entry{At: now, Actor: acc.ID, Action: "session.start", Object: s.ID, Detail: audit.Detail(s.UserAgent)}
	if err := a.Store.AddSession(ctx, s, hash, e); err != nil {
		return "", Session{}, fmt.Errorf("start session: %w", err)
	}
	return secret, s, nil
}

// shown makes what a client says about itself safe to keep and to show.
func shown(s string, limit int) string {
	s = audit.Detail(s)
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "")
	}
	return s
}

// BySession returns who the secret of a session belongs to. It is
// fault.Unauthenticated when the session has ended.
func (a *Accounts) BySession(ctx context.Context, secret string) (Account, Session, error) {
	ended := fault.New(fault.Unauthenticated, "You are not signed in, or your session has ended. Sign in again.")
	hash := hashOf(prefixSession, secret)
	if hash == nil {
		return Account{}, Session{}, ended
	}
	s, acc, err := a.Store.SessionByHash(ctx, hash)
	if fault.Is(err, fault.NotFound) {
		return Account{}, Session{}, ended
	}
	if err != nil {
		return Account{}, Session{}, fmt.Errorf("find session: %w", err)
	}
	now := a.now()
	if !now.Before(s.ExpiresAt) || now.Sub(s.SeenAt) > sessionIdle || !acc.DisabledAt.IsZero() {
		return Account{}, Session{}, ended
	}
	if now.Sub(s.SeenAt) >= seenEvery {
		err := a.Store.TouchSession(ctx, s.ID, now)
		if err != nil && !fault.Is(err, fault.Unavailable) { // pages can be read while nothing can be written
			return Account{}, Session{}, fmt.Errorf("use session: %w", err)
		}
		s.SeenAt = now
	}
	return acc, s, nil
}

// SignOut ends the session of secret. One that has ended is ended.
func (a *Accounts) SignOut(ctx context.Context, secret string) error {
	acc, s, err := a.BySession(ctx, secret)
	if fault.Is(err, fault.Unauthenticated) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = a.end(ctx, acc.ID, Ending{Only: s.ID})
	return err
}

// Sessions returns where an account is signed in, last seen first.
func (a *Accounts) Sessions(ctx context.Context, accountID string) ([]Session, error) {
	now := a.now()
	all, err := a.Store.SessionsOf(ctx, accountID, now)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	live := all[:0]
	for _, s := range all {
		if now.Sub(s.SeenAt) <= sessionIdle {
			live = append(live, s)
		}
	}
	return live, nil
}

// EndSession ends one session of an account.
func (a *Accounts) EndSession(ctx context.Context, accountID, sessionID string) error {
	if !id.Valid(sessionID) {
		return noSession()
	}
	n, err := a.end(ctx, accountID, Ending{Only: sessionID})
	if err == nil && n == 0 {
		return noSession()
	}
	return err
}

func noSession() error {
	return fault.New(fault.NotFound, "There is no such session. It may have ended already.")
}

// EndOtherSessions ends every session of an account but the one to keep.
func (a *Accounts) EndOtherSessions(ctx context.Context, accountID, keepSession string) error {
	_, err := a.end(ctx, accountID, Ending{Except: keepSession})
	return err
}

func (a *Accounts) end(ctx context.Context, accountID string, sel Ending) (int, error) {
	now := a.now()
	e := audit.Entry{At: now, Actor: accountID, Action: "session.end", Object: sel.Only}
	if sel.Only == "" {
		e.Object, e.Detail = accountID, "all other sessions"
	}
	n, err := a.Store.EndSessions(ctx, accountID, sel, now, e)
	if err != nil {
		return 0, fmt.Errorf("end session: %w", err)
	}
	return n, nil
}

// ForgetExpired deletes what has run out: links, registrations, limits, and old
// sessions.
func (a *Accounts) ForgetExpired(ctx context.Context) error {
	return a.Store.ForgetExpired(ctx, a.now())
}
