// Package issuer is about those we issue for: their Profile, their staff, and
// the documents with which machines know them and their keys.
//
// An issuer is a tenant. Whoever asks for one names themselves, and an issuer
// they do not work for is not found, as if it did not exist.
package issuer

import (
	"context"
	"io"
	"time"

	"blazon/internal/audit"
	"blazon/internal/keyring"
	"blazon/internal/once"
	"blazon/internal/page"
)

// An Issuer is a Profile whose keys we hold.
type Issuer struct {
	ID, Name, Description, URL, Email string
	// ImageKey and ImageType say where the mark is kept and what it is; both are
	// empty when there is none.
	ImageKey, ImageType, ImageAlt string
	// Revision counts changes, from 1.
	Revision                         int
	CreatedAt, UpdatedAt, ArchivedAt time.Time
	// Standing is what the operator of the site thinks of it, since when, and why it
	// is held.
	Standing       Standing
	StandingAt     time.Time
	StandingReason string
}

// A Draft is what people enter about an issuer.
type Draft struct {
	Name, Description, URL, Email, ImageAlt string
	// Image is a PNG or SVG file; nil keeps the one there is.
	Image []byte
}

// Store is what issuers need from the database. Each method is one transaction.
type Store interface {
	Reader
	Writer
	Reviews
	once.Memory
}

// Reader finds issuers and staff.
type Reader interface {
	// Issuer returns an issuer, archived or not.
	Issuer(ctx context.Context, issuerID string) (Issuer, error)
	// IssuersOf returns the issuers in whose staff the account is, newest first.
	IssuersOf(ctx context.Context, accountID string, q page.Query) (page.Page[Issuer], error)
	// PublicIssuers returns the issuers that are not archived, by name.
	PublicIssuers(ctx context.Context, q page.Query) (page.Page[Issuer], error)
	// RoleOf returns the role of an account, or fault.NotFound.
	RoleOf(ctx context.Context, issuerID, accountID string) (Role, error)
}

// Writer changes issuers.
type Writer interface {
	// AddIssuer adds everything in n, and the memory of n.Once with the
	// issuer's id, unless it is zero. If n.Once is remembered already it
	// returns once.ErrDone and changes nothing.
	AddIssuer(ctx context.Context, n New) error
	// UpdateIssuer saves i, whose Revision is one more than before. It is
	// fault.Conflict if the issuer's revision is not i.Revision-1.
	UpdateIssuer(ctx context.Context, i Issuer, e audit.Entry) error
}

// New is all that comes into being with an issuer.
type New struct {
	Issuer Issuer
	Owner  string // the account that becomes Owner
	Keys   []keyring.Sealed
	Once   once.Key
	Audit  audit.Entry
}

// Pictures keeps the marks of issuers.
type Pictures interface {
	// Keep checks and cleans an uploaded PNG or SVG file and keeps it under the
	// key it returns. A file that cannot be used is a fault.Invalid.
	Keep(ctx context.Context, upload []byte) (key, mediaType string, err error)
	// Load returns what is kept under a key.
	Load(ctx context.Context, key string) ([]byte, error)
}

// Issuers keeps those we issue for.
type Issuers struct {
	Store    Store
	Keys     *keyring.Keyring
	Pictures Pictures
	Domains  Domains
	// Known names issuers that somebody vouches for, so that others that look like
	// them are seen; nil: there are none.
	Known    Known
	Resolver Resolver
	Now      func() time.Time
	Rand     io.Reader
	// BaseURL is the public address of the site, without a slash at the end.
	BaseURL string
	// AllowHTTP lets addresses be http, for development only.
	AllowHTTP bool
	// Contact is the site's own address, which stands in Open Badges 2.0
	// Profiles of issuers that give none; 2.0 demands one.
	Contact string
}

func (s *Issuers) now() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }
