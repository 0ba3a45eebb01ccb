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
	err := db.write(ctx, "keep a fetched document", func(ctx context.Context, t tx) error {
		return t.KeepFetchedDocument(ctx, sqlcgen.KeepFetchedDocumentParams{
			Url: e.URL, Accept: e.Accept, Source: e.Source, MediaType: e.MediaType, Body: bytesOf(e.Body),
			Etag: e.ETag, LastModified: e.LastModified, FetchedAt: micros(e.FetchedAt), FreshUntil: micros(e.FreshUntil),
		})
	})
	// Whoever has many checks made must not fill the disk until the next hour.
	if err != nil || db.kept.Add(1)%fetchedCheck != 0 {
		return err
	}
	return db.ForgetFetched(ctx, e.FetchedAt)
}

const (
	fetchedFor   = 24 * time.Hour
	fetchedMost  = 1000
	fetchedCheck = 100 // documents kept, after which somebody looks whether there are more
	editionsMost = 200_000
	editionsFor  = 400 * 24 * time.Hour // longer than any list is valid
	maxListNamed = 4 << 10              // bytes of the URL of a list
)

// ForgetFetched deletes what was fetched more than a day before now, and the
// oldest where there is very much; and editions of lists that nobody asked about
// for over a year.
func (db *DB) ForgetFetched(ctx context.Context, now time.Time) error {
	return db.forgetFetched(ctx, now, fetchedMost, editionsMost)
}

func (db *DB) forgetFetched(ctx context.Context, now time.Time, documents, editions int64) error {
	return db.write(ctx, "forget fetched documents", func(ctx context.Context, t tx) error {
		before, err := beforeOldest(ctx, t.OldestFetchedToKeep, documents, now.Add(-fetchedFor))
		if err != nil {
			return err
		}
		if err := t.ForgetFetchedBefore(ctx, before); err != nil {
			return err
		}
		before, err = beforeOldest(ctx, t.OldestEditionToKeep, editions, now.Add(-editionsFor))
		if err != nil {
			return err
		}
		return t.ForgetEditionsBefore(ctx, before)
	})
}

// beforeOldest is the time before which nothing is kept: at, or where there is more than
// is to be kept, what oldest says of that.
func beforeOldest(ctx context.Context, oldest func(context.Context, int64) (int64, error), keep int64, at time.Time) (int64, error) {
	last, err := oldest(ctx, keep)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return micros(at), nil
	case err != nil:
		return 0, err
	}
	return max(micros(at), last+1), nil
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
