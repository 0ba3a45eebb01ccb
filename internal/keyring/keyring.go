// Package keyring holds the signing keys of issuers: encrypted at rest, in use,
// rotated, retired, compromised.
//
// A key signs nothing but an ob3.Document or a statuslist.Document, and only
// Prepare makes those, so nothing unchecked reaches a key. Keys for badges and
// keys for status lists are different keys. A key that is replaced is retired:
// it never signs again, and stays published so that what it signed can be
// verified. A key that is compromised is withdrawn.
//
// Private keys are in the database only, in envelopes: each is encrypted with a
// key of its own, and that one with the master key, bound to the issuer, the
// key's id, its purpose and its kind. A row moved elsewhere cannot be opened.
// The master key comes from a file or the environment; see LoadMaster.
package keyring

import (
	"context"
	"crypto"
	"io"
	"time"

	"blazon/dataintegrity"
	"blazon/internal/audit"
	"blazon/internal/work"
	"blazon/jsonld"
)

// Purpose says what a key may sign.
type Purpose string

// The purposes.
const (
	Badge  Purpose = "badge"  // awards and endorsements
	Status Purpose = "status" // status lists
)

// Kind says what kind of key it is.
type Kind string

// The kinds.
const (
	Ed25519 Kind = "ed25519" // eddsa-rdfc-2022
	P256    Kind = "p256"    // ecdsa-rdfc-2019, ES256
	RSA2048 Kind = "rsa2048" // RS256
)

// State says what a key may still be used for.
type State string

// The states.
const (
	Active      State = "active"      // signs
	Retired     State = "retired"     // verifies what it signed
	Compromised State = "compromised" // neither: it is withdrawn
)

// A Key is the public half of a signing key and what is known about it.
type Key struct {
	ID, IssuerID string
	Purpose      Purpose
	Kind         Kind
	Public       crypto.PublicKey
	State        State
	// RetiredAt is when it left the state Active.
	CreatedAt, RetiredAt time.Time
}

// Sealed is a key as the database keeps it.
type Sealed struct {
	ID, IssuerID string
	Purpose      Purpose
	Kind         Kind
	State        State
	Public       []byte // PKIX, DER
	Private      []byte // the envelope; see Master
	// RetiredAt is zero while Active.
	CreatedAt, RetiredAt time.Time
}

// Store is what the keyring needs from the database. Each method is one
// transaction. Keys are inserted by issuer.Store.AddIssuer too, and never deleted.
type Store interface {
	Keys
	CheckValue
}

// Keys keeps keys.
type Keys interface {
	// IssuerKeys returns every key of an issuer in all states, oldest first and
	// then by id; none is no error.
	IssuerKeys(ctx context.Context, issuerID string) ([]Sealed, error)
	// PublicKeys returns every Active and Retired key of every issuer, without
	// Private, ordered by issuer, creation and id.
	PublicKeys(ctx context.Context) ([]Sealed, error)
	// ChangeKey moves a key of the issuer from one state to another and adds its
	// successor, if there is one. It is fault.NotFound if the issuer has no such
	// key and fault.Conflict if the key is not in the state From.
	ChangeKey(ctx context.Context, c Change) error
}

// A Change of the state of a key.
type Change struct {
	IssuerID, KeyID string
	From, To        State
	At              time.Time // becomes RetiredAt when From is Active
	Successor       *Sealed   // may be nil
	Audit           audit.Entry
}

// CheckValue keeps one short text encrypted with the master key, by which a
// wrong or missing master key is known before anything is signed.
type CheckValue interface {
	// MasterCheck returns the value, or fault.NotFound.
	MasterCheck(ctx context.Context) ([]byte, error)
	// KeepMasterCheck keeps value if there is none yet; otherwise it is
	// fault.Conflict and nothing changes.
	KeepMasterCheck(ctx context.Context, value []byte) error
}

// Keyring signs with the keys of issuers.
type Keyring struct {
	Store  Store
	Master Master
	Now    func() time.Time
	Rand   io.Reader
	// BaseURL is the public address of the site, without a slash at the end;
	// issuers and keys are named under it.
	BaseURL string
	// Suites and Processor make embedded proofs.
	Suites    dataintegrity.Suites
	Processor *jsonld.Processor
	// Work, if set, bounds how much is signed at once. Signing is fault.Unavailable
	// while there is too much of it.
	Work *work.Pool
}

// work runs f, which signs, when there is a processor for it.
func (k *Keyring) work(ctx context.Context, f func() error) error {
	if k.Work == nil {
		return f()
	}
	return k.Work.Do(ctx, f)
}
