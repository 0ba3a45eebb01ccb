// Package achievement is the catalogue: what can be earned, how, and what it
// looks like.
//
// An achievement is edited as a draft and published as a version. A version
// never changes; an award points at one, so nothing moves under an earner's
// feet. Editing what is published makes a new draft, and publishing that the
// next version.
package achievement

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"blazon/internal/audit"
	"blazon/internal/issuer"
	"blazon/internal/once"
	"blazon/internal/page"
)

// Content is everything an achievement says. The store keeps it as JSON.
type Content struct {
	Name, Description string
	Criteria          string // Markdown
	CriteriaURL       string
	Type              string // one of Types
	InLanguage        string
	Tags              []string
	Alignments        []Alignment
	ImageAlt          string
	// ImageKey and ImageType say where the picture is kept and what was
	// uploaded; they are set by the Catalogue, whatever a caller sends.
	ImageKey, ImageType string
	// Design is the drawing the picture was made from; nil for an upload.
	Design json.RawMessage `json:",omitempty"`
}

// An Alignment points to a skill or standard that an achievement meets.
type Alignment struct {
	TargetName, TargetURL, TargetDescription, TargetFramework, TargetCode, TargetType string
}

// An Achievement is an entry of the catalogue as its makers see it.
type Achievement struct {
	ID, IssuerID string
	Version      int      // the newest published; 0 before the first
	Draft        *Content // nil when there is nothing unpublished
	Current      *Content // the content of Version; nil before the first
	Revision     int      // counts changes of any kind, from 1
	Awards       int      // how many awards of all versions there are
	// PublishedAt is when Version was.
	CreatedAt, UpdatedAt, PublishedAt, ArchivedAt time.Time
}

// A Version is what was published, for ever.
type Version struct {
	AchievementID, IssuerID string
	Number                  int // from 1
	Content                 Content
	PublishedAt             time.Time
	// ArchivedAt is when the achievement was archived; zero if it was not.
	ArchivedAt time.Time
}

// Store is what the catalogue needs from the database. Each method is one
// transaction.
type Store interface {
	Reader
	Writer
	once.Memory
}

// Reader finds achievements.
type Reader interface {
	// Achievement returns an achievement with its draft and current content.
	Achievement(ctx context.Context, achievementID string) (Achievement, error)
	// AchievementVersion returns version n, or the newest published if n is 0.
	AchievementVersion(ctx context.Context, achievementID string, n int) (Version, error)
	// AchievementsOf returns the achievements of an issuer, last changed first.
	// Filter is "" (not archived), "draft" (there is one), "published" or
	// "archived".
	AchievementsOf(ctx context.Context, issuerID string, q page.Query) (page.Page[Achievement], error)
	// PublishedAchievements returns the newest version of each achievement of an
	// issuer that is published and not archived, by name.
	PublishedAchievements(ctx context.Context, issuerID string, q page.Query) (page.Page[Version], error)
}

// Writer changes achievements. Revision is one more after each change; a method
// that is given the revision before and does not find it is fault.Conflict.
type Writer interface {
	// AddAchievement adds n; see New.
	AddAchievement(ctx context.Context, n New) error
	// SaveDraft sets the draft.
	SaveDraft(ctx context.Context, d Draft, e audit.Entry) error
	// PublishVersion adds v, whose Number is one more than the newest, makes it
	// current and removes the draft.
	PublishVersion(ctx context.Context, revision int, v Version, e audit.Entry) error
	// ArchiveAchievement sets ArchivedAt, or clears it if at is zero.
	ArchiveAchievement(ctx context.Context, issuerID, achievementID string, at time.Time, e audit.Entry) error
}

// New is all that comes into being with an achievement: the achievement with
// its draft, or with First, its first version, and the memory of Once unless it
// is zero. If Once is remembered already nothing changes: once.ErrDone.
type New struct {
	Achievement Achievement
	First       *Version
	Once        once.Key
	Audit       audit.Entry
}

// A Draft is a change of what is not published yet.
type Draft struct {
	IssuerID, AchievementID string
	Revision                int // the one before
	Content                 Content
	At                      time.Time // becomes UpdatedAt
}

// Issuers says who may do what for an issuer.
type Issuers interface {
	// May is nil if the account may do a; see issuer.Issuers.May.
	May(ctx context.Context, by, issuerID string, a issuer.Action) error
	// Open is nil unless the operator holds the issuer; see issuer.Issuers.Open.
	Open(ctx context.Context, issuerID string) error
}

// Pictures keeps the pictures of achievements.
type Pictures interface {
	// Keep checks and cleans an uploaded PNG or SVG file and keeps it under the
	// key it returns. A file that cannot be used is a fault.Invalid of the field
	// "image".
	Keep(ctx context.Context, upload []byte) (key, mediaType string, err error)
	// Draw makes the drawing of a design and keeps it. Without a design (nil) it
	// draws one that follows from name. A design that cannot be drawn is a
	// fault.Invalid. It returns the design that was drawn.
	Draw(ctx context.Context, design json.RawMessage, name string) (d Drawn, err error)
	// As returns what is kept under key as kind, "png" or "svg".
	As(ctx context.Context, key, kind string) ([]byte, error)
}

// Drawn is a picture made from a design.
type Drawn struct {
	Key, MediaType string
	Design         json.RawMessage
	Alt            string // the picture in words
}

// Catalogue keeps achievements.
type Catalogue struct {
	Store    Store
	Issuers  Issuers
	Pictures Pictures
	Now      func() time.Time
	Rand     io.Reader
	// BaseURL is the public address of the site, without a slash at the end.
	BaseURL string
	// AllowHTTP lets addresses be http, for development only.
	AllowHTTP bool
}
