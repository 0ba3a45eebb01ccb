package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"blazon/internal/store"
)

// SQLite returns a new SQLite database with the schema and nothing in it, for
// tests of the capabilities above the store. It is gone when t ends.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	empty, err := emptySQLite()
	must(t, err)
	path := filepath.Join(t.TempDir(), "blazon.db")
	must(t, os.WriteFile(path, empty, 0o600))
	db, err := store.Open(t.Context(), path, store.Options{})
	must(t, err)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// emptySQLite is the file of an empty database. Making the schema takes longer
// than most tests, so it is made once.
var emptySQLite = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "blazon-storetest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "blazon.db")
	db, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})
