package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"

	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/once"
)

// A dialect is what differs between databases.
type dialect struct {
	name string
	// prefixes are the beginnings of its URLs.
	prefixes []string
	open     func(ctx context.Context, url string, o Options) (*DB, error)
	goose    goose.Dialect
	// snapshot is the isolation at which all reads of a transaction see one moment.
	snapshot sql.IsolationLevel
	// only is SQL that this database needs and others do not.
	only []string
	// check is SQL that answers "ok", or else what is wrong with the file; it may
	// be empty.
	check string
	// code returns what sort of failure err is, when it comes from the database.
	code func(err error) class
	// lock keeps other programs from changing the schema until unlock; it is nil
	// where a transaction is the only lock there is.
	lock func(ctx context.Context, db *sql.DB) (unlock func() error, err error)
}

// dialects returns every database there is. To add one, write its file and add
// its line here.
func dialects() []dialect { return []dialect{postgreSQL(), sqLite()} }

// dialectOf returns the dialect for url.
func dialectOf(url string) (dialect, error) {
	for _, d := range dialects() {
		for _, p := range d.prefixes {
			if strings.HasPrefix(url, p) {
				return d, nil
			}
		}
	}
	scheme, _, ok := strings.Cut(url, "://")
	switch {
	case ok:
		return dialect{}, fmt.Errorf("the database URL begins with %q; it must be like postgres://user:password@host/name or sqlite:PATH", scheme)
	case url == "":
		return dialect{}, errors.New("the database URL is empty; it must be like postgres://user:password@host/name or sqlite:PATH")
	}
	return sqLite(), nil // a plain path
}

// class is a sort of failure that a database reports.
type class int

const (
	classOther     class = iota
	classUnique          // there is such a row already
	classForeign         // a row it points to is not there
	classCollision       // another transaction got in the way: try again
	classAway            // the database cannot be reached, or is locked for long
	classFull            // there is no space left
	classText            // a text has bytes that cannot be kept
)

// errTooLong is the cause of our own deadlines, to tell them from a caller's.
var errTooLong = errors.New("the database did not answer in time")

// class returns what sort of failure err is.
func (d dialect) class(err error) class {
	if errors.Is(err, errTooLong) {
		return classAway
	}
	return d.code(err)
}

// explain returns err as callers shall see it.
func (db *DB) explain(err error, doing string) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) || errors.Is(err, once.ErrDone) || errors.Is(err, award.ErrKeyChanged) {
		return err
	}
	err = fmt.Errorf("%s: %w", doing, err)
	switch db.dialect.class(err) {
	case classUnique:
		return fault.Wrap(err, fault.Conflict, "This exists already.")
	case classForeign:
		return fault.Wrap(err, fault.NotFound, notFoundText)
	case classText:
		return fault.Wrap(err, fault.Invalid, "The text has characters that cannot be kept. Remove them and try again.")
	case classAway, classCollision:
		f := fault.Wrap(err, fault.Unavailable, "The database is busy or cannot be reached. Nothing was changed; try again in a few seconds.")
		f.RetryAfter = retryAfter
		return f
	case classFull:
		f := fault.Wrap(err, fault.Unavailable, "There is no space left to save this. Nothing was changed; the operator of this site has to make room.")
		f.RetryAfter = 12 * retryAfter
		return f
	default:
		if errors.Is(err, sql.ErrNoRows) {
			return fault.Wrap(err, fault.NotFound, notFoundText)
		}
		return err
	}
}

const notFoundText = "There is no such thing here. It may have been removed, or the address is wrong."

func errNotFound() error { return fault.New(fault.NotFound, notFoundText) }
