package store_test

import (
	"bytes"
	"errors"
	"testing"

	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

// TestJudge shows a credential to whoever opens a database, before its schema is
// changed; of a database without any nothing is shown.
func TestJudge(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": newSQLite, "PostgreSQL": newPostgreSQL} {
		t.Run(name, func(t *testing.T) {
			url := url(t)
			refusal := errors.New("refused")
			var seen []byte
			judging := store.Options{Judge: func(credential []byte) error { seen = credential; return refusal }}
			db := open(t, url, judging)
			if seen != nil {
				t.Errorf("there is a credential in a new database: %s", seen)
			}
			w := &storetest.World{DB: db}
			a := w.Award(t, w.Published(t, w.Issuer(t, "Knot School").ID, "Bowline"), "ada@home.example", "Ada")
			if other, err := store.Open(t.Context(), url, judging); !errors.Is(err, refusal) {
				t.Errorf("it opened: %v", err)
				if err == nil {
					_ = other.Close()
				}
			}
			if !bytes.Equal(seen, a.Credential) {
				t.Errorf("shown was %q, want %q", seen, a.Credential)
			}
		})
	}
	if db, err := store.Open(t.Context(), t.TempDir()+"/new.db", store.Options{Judge: func([]byte) error { return errors.New("refused") }}); err != nil {
		t.Errorf("a database that is not there: %v", err)
	} else if err := db.Close(); err != nil {
		t.Error(err)
	}
}
