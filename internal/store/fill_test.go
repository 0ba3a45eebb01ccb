package store_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"blazon/internal/fetch"
	"blazon/internal/store"
	"blazon/vc"
)

// TestStrangersFill: whoever has checks made without end, of issuers and addresses of
// their own, fills neither the memory of keys nor what was fetched, and takes nothing
// from what is known of others.
func TestStrangersFill(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		o := openSQLite(t, newSQLite(t))
		strangersFill(t, o.DB, o.Raw)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := newPostgreSQL(t)
		strangersFill(t, open(t, url, store.Options{}), raw(t, "pgx", url))
	})
}

func strangersFill(t *testing.T, db *store.DB, raw *sql.DB) {
	ctx, at := t.Context(), time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	note := func(issuer string, at time.Time, keys ...string) vc.KeyHistory {
		t.Helper()
		h, err := db.KeysListed(ctx, vc.KeyListing{Issuer: issuer, Version: vc.ListedFor3, Signer: keys[0], Listed: keys, Whole: true, At: at})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	count := func(table string) (n int) {
		t.Helper()
		if err := raw.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	note("https://uni.example/i", at.Add(-48*time.Hour), "real")
	note("https://uni.example/i", at.Add(-24*time.Hour), "real")

	// One issuer lists many keys, and others each time.
	const evil = "https://evil.example/i"
	for i := range 40 {
		keys := []string{fmt.Sprint("signer", i)}
		for k := range 255 {
			keys = append(keys, fmt.Sprint("key", i, "-", k))
		}
		if h := note(evil, at.Add(time.Duration(i)*time.Second), keys...); !h.IssuerSince.Equal(at) {
			t.Fatalf("round %d: known since %s", i, h.IssuerSince)
		}
	}
	if n := count("seen_keys"); n > 1+store.SeenOfIssuer {
		t.Errorf("%d keys of two issuers", n)
	}
	if h := note(evil, at.Add(time.Hour), "another"); h.ReplacedAt.IsZero() || !h.IssuerSince.Equal(at) {
		t.Errorf("its keys are others, and that is forgotten: %+v", h)
	}

	// Many issuers: those stay that were heard of for longest.
	for i := range 300 {
		note(fmt.Sprint(evil, i), at.Add(2*time.Hour), "a", "b")
	}
	if err := db.ForgetStrangers(ctx, at.Add(3*time.Hour), 100, 1000); err != nil {
		t.Fatal(err)
	}
	if n := count("seen_keys"); n > 100 || n < 90 {
		t.Errorf("%d keys are kept of 100", n)
	}
	if h := note("https://uni.example/i", at.Add(3*time.Hour), "stolen"); h.ReplacedAt.IsZero() {
		t.Errorf("what was known of an issuer for days is gone: %+v", h)
	}

	// Documents, between two hours.
	for i := range store.FetchedMost + 2*store.FetchedCheck {
		at := at.Add(time.Duration(i) * time.Millisecond)
		if err := db.KeepFetched(ctx, fetch.Entry{URL: fmt.Sprint("https://evil.example/", i), Body: []byte("x"), FetchedAt: at, FreshUntil: at}); err != nil {
			t.Fatal(err)
		}
	}
	if n := count("fetched_documents"); n > store.FetchedMost+store.FetchedCheck {
		t.Errorf("%d documents are kept", n)
	}
	for i := range 30 {
		if _, err := db.NewestEdition(ctx, fmt.Sprint("https://evil.example/", i), at, at.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.ForgetStrangers(ctx, at.Add(3*time.Hour), 1000, 10); err != nil {
		t.Fatal(err)
	}
	if n := count("status_editions"); n != 10 {
		t.Errorf("%d editions are kept of 10", n)
	}
}
