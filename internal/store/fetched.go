package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"blazon/internal/fault"
	"blazon/internal/fetch"
	"blazon/internal/store/sqlcgen"
)

var _ fetch.Cache = (*DB)(nil)

// Fetched implements fetch.Cache.
func (db *DB) Fetched(ctx context.Context, url, accept string) (fetch.Entry, bool, error) {
	r, err := db.query.FetchedDocument(ctx, sqlcgen.FetchedDocumentParams{Url: url, Accept: accept})
	if errors.Is(err, sql.ErrNoRows) {
		return fetch.Entry{}, false, nil
	}
	if err != nil {
		return fetch.Entry{}, false, db.explain(err, "find a fetched document")
	}
	return fetch.Entry{
		URL: r.Url, Accept: r.Accept, Source: r.Source, MediaType: r.MediaType, Body: r.Body,
		ETag: r.Etag, LastModified: r.LastModified, FetchedAt: moment(r.FetchedAt), FreshUntil: moment(r.FreshUntil),
	}, true, nil
}

// KeepFetched implements fetch.Cache. An answer that is older than the one kept
// changes nothing.
func (db *DB) KeepFetched(ctx context.Context, e fetch.Entry) error {
	for _, text := range []string{e.URL, e.Accept, e.Source, e.MediaType, e.ETag, e.LastModified} {
		if text != storable(text) {
			return fault.New(fault.Invalid, "The answer has characters that cannot be kept.")
		}
	}
	return db.write(ctx, "keep a fetched document", func(ctx context.Context, t tx) error {
		return t.KeepFetchedDocument(ctx, sqlcgen.KeepFetchedDocumentParams{
			Url: e.URL, Accept: e.Accept, Source: e.Source, MediaType: e.MediaType, Body: bytesOf(e.Body),
			Etag: e.ETag, LastModified: e.LastModified, FetchedAt: micros(e.FetchedAt), FreshUntil: micros(e.FreshUntil),
		})
	})
}

const (
	fetchedFor   = 24 * time.Hour
	fetchedMost  = 1000
	editionsFor  = 400 * 24 * time.Hour // longer than any list is valid
	maxListNamed = 4 << 10              // bytes of the URL of a list
)

// ForgetFetched deletes what was fetched more than a day before now, and the
// oldest where there is very much; and editions of lists that nobody asked about
// for over a year.
func (db *DB) ForgetFetched(ctx context.Context, now time.Time) error {
	return db.write(ctx, "forget fetched documents", func(ctx context.Context, t tx) error {
		before := micros(now.Add(-fetchedFor))
		oldest, err := t.OldestFetchedToKeep(ctx, fetchedMost)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return err
		default:
			before = max(before, oldest+1)
		}
		if err := t.ForgetFetchedBefore(ctx, before); err != nil {
			return err
		}
		return t.ForgetEditionsBefore(ctx, micros(now.Add(-editionsFor)))
	})
}

// NewestEdition notes an edition of the status list at url, seen at now with a
// good proof, and returns the newest that was ever noted, on any node.
func (db *DB) NewestEdition(ctx context.Context, url string, edition, now time.Time) (time.Time, error) {
	if len(url) > maxListNamed || url != storable(url) {
		return edition, nil
	}
	newest := edition
	err := db.write(ctx, "note an edition", func(ctx context.Context, t tx) error {
		n, err := t.NewestEdition(ctx, sqlcgen.NewestEditionParams{Url: url, Edition: micros(edition), NotedAt: micros(now)})
		newest = moment(n)
		return err
	})
	return newest, err
}
