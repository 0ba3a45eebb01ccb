package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"blazon/internal/store"
	"blazon/internal/store/pgtest"
	"blazon/internal/store/storetest"
)

var pg pgtest.Server

func TestMain(m *testing.M) {
	if url := os.Getenv(crashURL); url != "" {
		fmt.Fprintln(os.Stderr, crash(url))
		os.Exit(1)
	}
	code := m.Run()
	pg.Stop()
	os.Exit(code)
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opened { return openSQLite(t, newSQLite(t)) })
}

func TestPostgreSQL(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		url := newPostgreSQL(t)
		return storetest.Opened{DB: open(t, url, store.Options{}), Raw: raw(t, "pgx", url)}
	})
}

// newSQLite returns the path of a database with the schema. The schema is made
// once and copied.
func newSQLite(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blazon.db")
	if err := os.WriteFile(path, emptySQLite(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var emptySQLite = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "blazon-store-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "blazon.db")
	if err := migrated(path); err != nil {
		panic(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return b
})

// newPostgreSQL returns the URL of a database with the schema.
func newPostgreSQL(t testing.TB) string {
	t.Helper()
	return pg.Database(t, "blazon", migrated)
}

// migrated makes the schema at url.
func migrated(url string) error {
	db, err := store.Open(background, url, store.Options{})
	if err != nil {
		return err
	}
	return db.Close()
}

func openSQLite(t testing.TB, path string) storetest.Opened {
	t.Helper()
	return storetest.Opened{
		DB:  open(t, "sqlite:"+path, store.Options{}),
		Raw: raw(t, "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"),
	}
}

func open(t testing.TB, url string, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func raw(t testing.TB, driver, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// background is for what outlives a test.
var background = context.Background()
