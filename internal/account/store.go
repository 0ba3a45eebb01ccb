package account

import (
	"context"
	"time"

	"blazon/internal/audit"
	"blazon/internal/job"
)

// Store is what accounts need from the database. Each method is one
// transaction. What is not there is fault.NotFound; times are UTC with
// microseconds; a zero time is no time.
type Store interface {
	People
	Registrations
	Secrets
	Sessions
	SessionUse
	Tokens
	Limiter
}

// A Login is an account with the hash of its password.
type Login struct {
	Account  Account
	Password string
}

// People keeps accounts. Address keys (Address.Key) are unique among them.
type People interface {
	// LoginByEmail returns the account whose address has the key.
	LoginByEmail(ctx context.Context, key string) (Login, error)
	// LoginByID returns the account with the id.
	LoginByID(ctx context.Context, accountID string) (Login, error)
	// HasAdmin reports whether there is an administrator who is not disabled.
	HasAdmin(ctx context.Context) (bool, error)
	// AddFirstAdmin adds an account with Admin set. It is fault.Conflict, and
	// nothing changes, if there is an administrator or the address is taken.
	// When setup is not nil it is the hash of an unexpired secret of kind
	// SecretSetup, or fault.NotFound. All secrets of that kind are deleted.
	AddFirstAdmin(ctx context.Context, l Login, setup []byte, e audit.Entry) error
}

// A Pending is a registration whose address is not confirmed yet. Several may
// wait for one address: whoever can read its mail decides which is true.
type Pending struct {
	ID, Email, EmailKey, Name, Password string
	// IP is where it came from, to be named in the mail.
	IP                   string
	CreatedAt, ExpiresAt time.Time
}

// Registrations keeps what waits for confirmation.
type Registrations interface {
	// SaveRegistration adds p and the job that sends the mail.
	SaveRegistration(ctx context.Context, p Pending, jobs ...job.Job) error
	// PendingRegistration returns what SaveRegistration kept.
	PendingRegistration(ctx context.Context, id string) (Pending, error)
	// ConfirmRegistration deletes the unexpired secret of kind SecretConfirm
	// whose hash and subject (the pending id) match, or is fault.NotFound; adds
	// the account, or is fault.Conflict if its address is taken; and deletes
	// every other registration of the same EmailKey with its secrets.
	ConfirmRegistration(ctx context.Context, secret []byte, p Pending, l Login, e audit.Entry) error
	// SaveJobs adds jobs with which nothing else is saved.
	SaveJobs(ctx context.Context, jobs ...job.Job) error
}

// The kinds of Secret.
const (
	SecretSetup   = "setup"   // makes the first administrator; no subject
	SecretConfirm = "confirm" // confirms a registration; subject is the Pending
	SecretReset   = "reset"   // sets a new password; subject is the account
)

// A Secret is a link that was sent or printed. It works once: a method that
// uses it deletes it, and if there was nothing to delete does nothing else.
type Secret struct {
	Kind                 string
	Hash                 []byte // SHA-256 of the text, unique within Kind
	Subject              string
	CreatedAt, ExpiresAt time.Time
}

// Secrets keeps links.
type Secrets interface {
	// SaveSecret adds s.
	SaveSecret(ctx context.Context, s Secret) error
	// Secret returns the secret with the hash, expired or not.
	Secret(ctx context.Context, kind string, hash []byte) (Secret, error)
	// SetPassword sets the hash of a password, deletes every SecretReset of the
	// account, ends every session but keep ("" ends all) and revokes every API
	// token. When reset is not nil it is the hash of an unexpired SecretReset of
	// the account, or fault.NotFound and nothing changes.
	SetPassword(ctx context.Context, c PasswordChange, e audit.Entry, jobs ...job.Job) error
}

// A PasswordChange says what SetPassword is to do.
type PasswordChange struct {
	AccountID string
	Password  string // the hash
	Keep      string // the id of the session that goes on
	Reset     []byte // the hash of the link, when one was used
	At        time.Time
}

// Sessions keeps who is signed in. An ended session stays for 90 days, so that
// SignedInFrom can answer, and is otherwise as if it were not there.
type Sessions interface {
	// AddSession adds s under the hash of its secret, which is unique.
	AddSession(ctx context.Context, s Session, hash []byte, e audit.Entry) error
	// SessionByHash returns a session that was not ended, expired or not, with
	// its account.
	SessionByHash(ctx context.Context, hash []byte) (Session, Account, error)
	// SessionsOf returns the sessions of an account that were not ended and
	// expire after now, last seen first.
	SessionsOf(ctx context.Context, accountID string, now time.Time) ([]Session, error)
	// EndSessions ends the sessions of an account that sel chooses, and returns
	// how many. Without any, no entry is written.
	EndSessions(ctx context.Context, accountID string, sel Ending, at time.Time, e audit.Entry) (int, error)
}

// Ending chooses sessions by id: Only one, or all Except one. With both empty
// it chooses all.
type Ending struct{ Only, Except string }

// SessionUse keeps when and from where sessions and tokens are used.
type SessionUse interface {
	// TouchSession sets SeenAt.
	TouchSession(ctx context.Context, sessionID string, at time.Time) error
	// TouchToken sets LastUsedAt.
	TouchToken(ctx context.Context, tokenID string, at time.Time) error
	// SignedInFrom reports whether the account has or had a session from the
	// network prefix that was made after since.
	SignedInFrom(ctx context.Context, accountID, prefix string, since time.Time) (bool, error)
	// ForgetExpired deletes secrets, registrations and limits that have run out,
	// and sessions that ended or expired 90 days before now.
	ForgetExpired(ctx context.Context, now time.Time) error
}

// Tokens keeps API tokens. A revoked or expired one is never deleted.
type Tokens interface {
	// AddToken adds t under the hash of its secret, which is unique.
	AddToken(ctx context.Context, t Token, hash []byte, e audit.Entry) error
	// TokenByHash returns a token, revoked or expired or not, with its account.
	TokenByHash(ctx context.Context, hash []byte) (Token, Account, error)
	// TokensOf returns the tokens of an account that are not revoked, newest first.
	TokensOf(ctx context.Context, accountID string) ([]Token, error)
	// RevokeToken revokes a token of the account, or is fault.NotFound.
	RevokeToken(ctx context.Context, accountID, tokenID string, at time.Time, e audit.Entry) error
}

// Limiter counts attempts, for all nodes together.
type Limiter interface {
	// Spend takes one attempt from each limit, or from none of them: if one has
	// nothing left, Spend returns how long until it has, and the index of the
	// limit that has to be waited for longest. A row is (Key, time); Limit.Take
	// computes the time, and a row whose time has passed may be deleted.
	Spend(ctx context.Context, now time.Time, limits ...Limit) (wait time.Duration, which int, err error)
	// Forgive deletes what was counted under keys.
	Forgive(ctx context.Context, keys ...string) error
}

// A Limit allows Burst attempts at once and one more every Every.
type Limit struct {
	// Key names what is counted; it holds digests rather than addresses.
	Key   string
	Burst int
	Every time.Duration
}

// Take counts one attempt at now. Full is the time kept for the limit, zero if
// there is none. If an attempt is left, wait is zero and next is the time to
// keep; otherwise wait says how long until there is one.
func (l Limit) Take(full, now time.Time) (next time.Time, wait time.Duration) {
	if full.Before(now) {
		full = now
	}
	next = full.Add(l.Every)
	if over := next.Sub(now) - time.Duration(l.Burst)*l.Every; over > 0 {
		return full, over
	}
	return next, 0
}
