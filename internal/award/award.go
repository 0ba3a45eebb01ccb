// Package award is the act of giving an achievement to a person, and its
// record: composing, signing, telling, revoking.
//
// Start at Awarder.Award, which reads as the recipe. An award is stated once
// and signed once in each form, and what was signed is kept and served byte for
// byte. It never changes; it can be revoked, for good, with a reason.
package award

import (
	"context"
	"errors"
	"io"
	"time"

	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/audit"
	"blazon/internal/issuer"
	"blazon/internal/job"
	"blazon/internal/keyring"
	"blazon/internal/mail"
	"blazon/internal/once"
	"blazon/internal/page"
)

// State is what the issuer says about an award.
type State string

// The states. Whether an award has expired, or is not valid yet, follows from
// its dates.
const (
	Active  State = "active"
	Revoked State = "revoked"
	// KeyWithdrawn is the state of an award one of whose keys was withdrawn.
	// Nobody took it back, but nothing can tell it from a forgery any more: it
	// is invalid in every form, and can be given again; see Awarder.Renew.
	KeyWithdrawn State = "keyWithdrawn"
)

// ReasonKeyWithdrawn is published as the reason why an award is invalid when the
// key that signed it was withdrawn.
const ReasonKeyWithdrawn = "The key that signed this badge was withdrawn."

// ErrKeyChanged is that a key was replaced or withdrawn after it signed what was
// to be saved. Nothing was saved; it is signed again with the key there is now.
var ErrKeyChanged = errors.New("award: the key that signed this signs no more")

// Evidence shows how a badge was earned.
type Evidence struct{ URL, Name, Description, Narrative string }

// A Request asks for an award.
type Request struct {
	AchievementID string
	By            string // the account that asks
	Email, Name   string // the recipient
	Narrative     string // Markdown
	Evidence      []Evidence
	// ValidFrom is now when zero; ValidUntil is never when zero.
	ValidFrom, ValidUntil time.Time
	IdempotencyKey        string
	// Wrong is what was found wrong with the request before, such as a day that
	// is none. It is told with all the rest, and nothing is awarded.
	Wrong error
}

// An Award is one achievement given to one person.
type Award struct {
	ID, IssuerID, AchievementID string
	Version                     int
	RecipientEmail              string // the address mail goes to
	RecipientName               string
	SubjectID                   string // urn:uuid, the same for all awards of an issuer to an address
	State                       State
	RevocationReason            string
	// AwardedAt, ValidFrom and ValidUntil have whole seconds.
	AwardedAt, ValidFrom, ValidUntil time.Time
	RevokedAt, NotifiedAt            time.Time
	Credential                       []byte // OB 3.0 with its proof, as signed
	JWT                              string // OB 3.0 as a compact JWS
	OB2                              []byte // OB 2.0 hosted Assertion
	StatusList, StatusIndex          int
	// ProofKey and TokenKey are the ids of the keys that signed Credential and JWT.
	ProofKey, TokenKey string
	// Replaces is the award that this one was given in place of, because its key
	// was withdrawn, and ReplacedBy is the other way; both are ids and mostly
	// empty.
	Replaces, ReplacedBy string
}

// Store is what awarding needs from the database. Each method is one
// transaction.
type Store interface {
	Reader
	Writer
	StatusLists
	Letters
	Recipients
	Renewals
	once.Memory
}

// Reader finds awards.
type Reader interface {
	// Award returns an award by its id alone: it is public.
	Award(ctx context.Context, awardID string) (Award, error)
	// AwardsOf returns the awards of an issuer, newest first. Search is over
	// recipient and achievement name. Filter is "" or a status as of now; see
	// Awarder.Status. Credential, JWT and OB2 may be left out.
	AwardsOf(ctx context.Context, issuerID string, q page.Query, now time.Time) (page.Page[Award], error)
	// AwardedSince returns how many awards an issuer has given since a moment, without
	// those given in place of others.
	AwardedSince(ctx context.Context, issuerID string, since time.Time) (int, error)
	// LastAwarded returns when an issuer last awarded anything, or the zero time.
	LastAwarded(ctx context.Context, issuerID string) (time.Time, error)
}

// Writer changes awards.
type Writer interface {
	// TakeStatusIndex takes, for good, an index in the newest status list of an
	// issuer: the first of candidates that is free. If none is, or the list is
	// more than 15/16 full, it opens the next list and takes one there. Lists
	// count from 1 and have statuslist.MinEntries entries. An index that is
	// taken is never free again, whatever becomes of the award.
	TakeStatusIndex(ctx context.Context, issuerID string, candidates []int) (Slot, error)
	// SaveAward adds the award, the memory of k with the award's id unless k is
	// zero, the audit entry and the jobs. If k is remembered already it returns
	// once.ErrDone and changes nothing. (StatusList, StatusIndex) is unique
	// within an issuer. If ProofKey or TokenKey is not active at that moment it
	// returns ErrKeyChanged and changes nothing. An award that Replaces another
	// makes that one Revoked with a.ID as ReplacedBy; if the other is not in the
	// state KeyWithdrawn any more it returns once.ErrDone and changes nothing.
	SaveAward(ctx context.Context, a Award, k once.Key, e audit.Entry, jobs ...job.Job) error
	// RevokeAward sets State, RevocationReason and RevokedAt, adds one to the
	// Revision of the award's status list, and adds the entry and the jobs. It
	// is fault.Conflict, and nothing changes, if the award is revoked already.
	// The Revision does not change if the award is KeyWithdrawn: it was counted.
	RevokeAward(ctx context.Context, r Revocation, e audit.Entry, jobs ...job.Job) error
	// MarkNotified sets NotifiedAt if it is not set.
	MarkNotified(ctx context.Context, issuerID, awardID string, at time.Time) error
}

// A Slot is a place in a status list.
type Slot struct{ List, Index int }

// A Revocation takes an award back.
type Revocation struct {
	IssuerID, AwardID, Reason string
	At                        time.Time
}

// StatusLists keeps which awards are revoked, and the lists as signed.
type StatusLists interface {
	// StatusList returns list number n of an issuer with the indexes of all
	// awards that are not Active, read at one moment, or fault.NotFound.
	StatusList(ctx context.Context, issuerID string, n int) (StatusList, error)
	// KeepStatusList saves a list as signed, unless one signed at the same or a
	// higher Revision and a later ValidFrom is there. If the key that signed it
	// is not active at that moment it returns ErrKeyChanged and changes nothing.
	KeepStatusList(ctx context.Context, issuerID string, n int, s SignedList) error
	// RevokedAwards returns the awards of an issuer that are not Active, oldest
	// revocation first.
	RevokedAwards(ctx context.Context, issuerID string) ([]Revocation, error)
}

// Letters decides when mail goes out.
type Letters interface {
	// SaveJobs adds jobs with which nothing else is saved.
	SaveJobs(ctx context.Context, jobs ...job.Job) error
	// Spend takes one attempt from each limit, or from none of them and returns
	// how long until it can; see account.Limiter.
	Spend(ctx context.Context, now time.Time, limits ...account.Limit) (wait time.Duration, which int, err error)
}

// Recipients names those who are awarded something.
type Recipients interface {
	// Subject returns the name that an issuer has for a folded address. If it has
	// none it keeps name, once and for ever, whoever else asks at the same time.
	Subject(ctx context.Context, issuerID, address, name string) (string, error)
}

// Renewals finds what a key signed.
type Renewals interface {
	// AwardsSigned counts the awards that a key signed in either form.
	AwardsSigned(ctx context.Context, issuerID, keyID string) (Signed, error)
	// WithdrawnAwards returns the first n awards after an id, in the order of
	// ids, that a key signed and that are KeyWithdrawn.
	WithdrawnAwards(ctx context.Context, issuerID, keyID, after string, n int) ([]Award, error)
}

// Signed is how many awards a key signed, and what became of them.
type Signed struct {
	Total int
	// Active became invalid if the key were withdrawn; whether they have expired
	// makes no difference. Waiting are KeyWithdrawn; Replaced were given again.
	Active, Waiting, Replaced int
}

// A StatusList is the truth about a list and its signed copy, which may be older.
type StatusList struct {
	Number, Revision int // Revision counts awards that are not Active, from 0
	Revoked          []int
	Signed           SignedList // zero before the first
}

// A SignedList is a status list credential as signed.
type SignedList struct {
	Credential            []byte
	Key                   string // the id of the key that signed it
	Revision              int
	ValidFrom, ValidUntil time.Time
}

// Awarder gives, shows and revokes awards.
type Awarder struct {
	Store     Store
	Catalogue *achievement.Catalogue
	Issuers   *issuer.Issuers
	Keys      *keyring.Keyring
	Mail      mail.Sender
	// MailHost is the host in Message-IDs.
	MailHost string
	Now      func() time.Time
	Rand     io.Reader
	// BaseURL is the public address of the site, without a slash at the end.
	BaseURL string
	// AllowHTTP lets addresses be http, for development only.
	AllowHTTP bool
	// UnreviewedDaily is how many awards an issuer may give a day, in UTC, that no
	// operator has looked at yet; 0: as many as others.
	UnreviewedDaily int
	// Step is called with a name between every two steps, for tests that stop
	// the program there; it may be nil.
	Step func(name string)
}
