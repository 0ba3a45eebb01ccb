// Package account knows the people who sign in: their verified addresses,
// passwords, sessions and API tokens.
//
// Every answer to a stranger is the same whether or not an address is known
// here, in words and in time. Guessing is slowed for the account, for the
// network it comes from and for the whole site, and nobody can be locked out by
// the guesses of others. Passwords are kept as argon2id; every other secret is
// random, shown once and kept as SHA-256. Mail is sent by jobs that are saved
// with what makes them necessary, and the secret in a mail is made only when
// the mail is, so no job holds one.
//
// Start at Accounts.
package account

import (
	"io"
	"time"
)

// An Account is a person who may sign in. There is none before the address is
// confirmed.
type Account struct {
	ID string
	// Email is the address mail goes to: as typed, but for a domain in
	// A-labels. Address.Key folds it for comparison.
	Email string
	Name  string
	// Admin may look after the site. It gives no rights over issuers.
	Admin                             bool
	VerifiedAt, CreatedAt, DisabledAt time.Time
}

// A Client is where a request comes from, for limits and for the list of sessions.
type Client struct {
	// IP is the address of the client, in text, as the trusted proxies report it.
	IP        string
	UserAgent string
}

// A Session is one browser that is signed in.
type Session struct {
	ID, AccountID                string
	CreatedAt, SeenAt, ExpiresAt time.Time
	UserAgent, IP                string
	// Prefix is the network of IP: the address itself, or an IPv6 /64.
	Prefix string
}

// A Token lets a program act for an account, within its scopes.
type Token struct {
	ID, AccountID, Name string
	// Prefix is the beginning of the secret, by which a person knows it again.
	Prefix                                      string
	Scopes                                      []string
	CreatedAt, LastUsedAt, ExpiresAt, RevokedAt time.Time
}

// A Registration is what a person enters to get an account.
type Registration struct{ Email, Name, Password string }

// Scopes lists what a Token may be allowed to do.
func Scopes() []string {
	return []string{"issuer:read", "issuer:write", "achievement:read", "achievement:write", "award:read", "award:write"}
}

// Accounts does everything that has to do with signing in. It is used by pointer.
type Accounts struct {
	Store Store
	Mail  Mailer
	Now   func() time.Time
	Rand  io.Reader
	// BaseURL is the public address of the site, without a slash at the end.
	// Links in mail are made from it and from nothing else.
	BaseURL string
	// Cost says how hard passwords are to hash; zero is right.
	Cost Cost

	hashing hasher
}

// now returns the time as the store keeps it.
func (a *Accounts) now() time.Time { return a.Now().UTC().Truncate(time.Microsecond) }
