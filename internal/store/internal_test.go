package store

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"blazon/internal/account"
	"blazon/internal/fault"
)

// TestPragmas is F-17: what was answered must be on the disk.
func TestPragmas(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "blazon.db"), Options{Patience: 1234 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for pragma, want := range map[string]string{
		"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "1234", "query_only": "0",
	} {
		var got string
		if err := db.writer.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("the writer has %s = %s (%v), want %s", pragma, got, err, want)
		}
	}
	if _, err := db.reader.Exec(`DELETE FROM accounts`); err == nil {
		t.Error("the readers can write")
	}
	if n := db.writer.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("there are %d writers, want 1", n)
	}
}

// TestFull is F-07: the disk is full, and then it is not.
func TestFull(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "blazon.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.writer.Exec(`PRAGMA max_page_count = 1`); err != nil { // SQLite takes the present size
		t.Fatal(err)
	}
	save := func(n int) error {
		return db.SaveSecret(t.Context(), account.Secret{Kind: strings.Repeat("x", 3000), Hash: []byte{byte(n), byte(n >> 8)}})
	}
	var full error
	kept := 0
	for ; kept < 1000 && full == nil; kept++ {
		full = save(kept)
	}
	var f *fault.Error
	if !errors.As(full, &f) || f.Kind != fault.Unavailable || !strings.Contains(f.Text, "space") {
		t.Fatalf("got %v, want unavailable for want of space", full)
	}
	if _, err := db.HasAdmin(t.Context()); err != nil {
		t.Errorf("reading when the disk is full: %v", err)
	}
	if _, err := db.writer.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if err := save(kept); err != nil {
		t.Errorf("after room was made: %v", err)
	}
	var n int
	if err := db.reader.QueryRow(`SELECT count(*) FROM secrets`).Scan(&n); err != nil || n != kept {
		t.Errorf("there are %d secrets (%v), want %d", n, err, kept)
	}
}

// TestCollisions is F-06: a transaction that loses is tried again, not for ever.
func TestCollisions(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "blazon.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.dialect.code = postgresClass
	tests := []struct {
		name     string
		fail     int
		err      error
		wantRuns int
		want     fault.Kind
		ok       bool
	}{
		{name: "two serialization failures", fail: 2, err: &pgconn.PgError{Code: "40001"}, wantRuns: 3, ok: true},
		{name: "deadlocks without end", fail: 100, err: &pgconn.PgError{Code: "40P01"}, wantRuns: tries, want: fault.Unavailable},
		{name: "a lock that is not let go", fail: 1, err: &pgconn.PgError{Code: "55P03"}, wantRuns: 1, want: fault.Unavailable},
		{name: "a server that shuts down", fail: 1, err: &pgconn.PgError{Code: "57P01"}, wantRuns: 1, want: fault.Unavailable},
		{name: "a disk that is full", fail: 1, err: &pgconn.PgError{Code: "53100"}, wantRuns: 1, want: fault.Unavailable},
		{name: "too many connections", fail: 1, err: &pgconn.PgError{Code: "53300"}, wantRuns: 1, want: fault.Unavailable},
		{name: "U+0000 in a text", fail: 1, err: &pgconn.PgError{Code: "22021"}, wantRuns: 1, want: fault.Invalid},
		{name: "a mistake of ours", fail: 1, err: &pgconn.PgError{Code: "42601"}, wantRuns: 1, want: fault.Internal},
		{name: "a fault", fail: 1, err: fault.New(fault.Conflict, "x"), wantRuns: 1, want: fault.Conflict},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			runs := 0
			err := db.write(t.Context(), "test", func(context.Context, tx) error {
				runs++
				if runs <= tt.fail {
					return tt.err
				}
				return nil
			})
			if runs != tt.wantRuns {
				t.Errorf("it ran %d times, want %d", runs, tt.wantRuns)
			}
			if kind, _ := fault.Public(err); (err == nil) != tt.ok || kind != tt.want {
				t.Errorf("got %v, want a fault of kind %d", err, tt.want)
			}
		})
	}
}

// TestSteps is F-13: whatever step the schema is at, opening goes on from there.
func TestSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blazon.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, last, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for step := int64(1); step < last; step++ {
		path := filepath.Join(t.TempDir(), "blazon.db")
		o := Options{Patience: time.Second}
		partly, err := openSQLite(t.Context(), path, o)
		if err != nil {
			t.Fatal(err)
		}
		partly.dialect = sqLite()
		p, err := partly.steps()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.UpTo(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		if err := partly.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("from step %d: %v", step, err)
		}
		if err := db.Ready(t.Context()); err != nil {
			t.Errorf("from step %d: %v", step, err)
		}
		if _, err := db.Jobs().Status(t.Context(), time.Time{}); err != nil {
			t.Errorf("from step %d: %v", step, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPlaces(t *testing.T) {
	p := place{at: -5, key: []byte{0, 255, ':'}, id: "abc"}
	if got := placeOf("list", p.cursor("list")); got.at != p.at || string(got.key) != string(p.key) || got.id != p.id {
		t.Errorf("got %v, want %v", got, p)
	}
	for _, cursor := range []string{"", p.cursor("other"), "%%%", "bGlzdDp4OnB5OmE", strings.Repeat("A", 100000)} {
		if got := placeOf("list", cursor); got.id != "" || len(got.key) != 0 || got.at < 1<<62 {
			t.Errorf("the cursor %.20q leads to %v, want the first place", cursor, got)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, want := range []time.Time{
		{}, time.Date(2026, 3, 4, 5, 6, 7, 123456000, time.UTC), time.Date(1815, 12, 10, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	} {
		if got := moment(micros(want)); !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%v came back as %v", want, got)
		}
	}
	east := time.Date(2026, 3, 4, 5, 6, 7, 0, time.FixedZone("", 3600))
	if got := moment(micros(east)); !got.Equal(east) || got.Hour() != 4 {
		t.Errorf("%v came back as %v", east, got)
	}
}

// FuzzPlace: whatever a visitor puts in the address of a page, it leads somewhere.
func FuzzPlace(f *testing.F) {
	f.Add(place{at: 5, key: []byte("k"), id: "abc"}.cursor("list"))
	f.Add("bGlzdDo6Og")
	f.Fuzz(func(t *testing.T, cursor string) {
		p := placeOf("list", cursor)
		if again := placeOf("list", p.cursor("list")); p.id != "" && (again.at != p.at || string(again.key) != string(p.key) || again.id != p.id) {
			t.Errorf("%v came back as %v", p, again)
		}
	})
}

// FuzzWords: whatever a visitor looks for, it becomes a few patterns in JSON.
func FuzzWords(f *testing.F) {
	f.Add("Ada Lövelace 100% a_b \\ \" \x00\xff")
	f.Fuzz(func(t *testing.T, search string) {
		var list []string
		if err := json.Unmarshal([]byte(words(search)), &list); err != nil {
			t.Fatal(err)
		}
		if len(list) > maxWords {
			t.Errorf("there are %d words", len(list))
		}
		for _, w := range list {
			if len(w) < 3 || w[0] != '%' || w[len(w)-1] != '%' {
				t.Errorf("the pattern is %q", w)
			}
		}
		if folded := fold(search); folded != fold(folded) {
			t.Errorf("%q folds to %q, and that to %q", search, folded, fold(folded))
		}
	})
}
