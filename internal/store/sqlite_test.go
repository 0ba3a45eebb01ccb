package store_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

func TestOpenRefuses(t *testing.T) {
	write := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name    string
		prepare func(t *testing.T, dir string)
		url     string // of dir/blazon.db when empty
		o       func(dir string) store.Options
		want    string
	}{
		{
			name: "F-16 the file is gone but its log is there", want: "is missing or empty",
			prepare: func(t *testing.T, dir string) { write(t, dir+"/blazon.db-wal", "x") },
		},
		{
			name: "F-16 the file is gone but the pictures are there", want: "is missing or empty",
			prepare: func(t *testing.T, dir string) { write(t, dir+"/files/a.png", "x") },
			o:       func(dir string) store.Options { return store.Options{Beside: []string{dir + "/files"}} },
		},
		{
			name: "F-16 the file is empty but the key is there", want: "is missing or empty",
			prepare: func(t *testing.T, dir string) { write(t, dir+"/blazon.db", ""); write(t, dir+"/master.key", "x") },
			o:       func(dir string) store.Options { return store.Options{Beside: []string{dir + "/master.key"}} },
		},
		{
			name: "F-16 the file is damaged at the start", want: "not an SQLite database",
			prepare: func(t *testing.T, dir string) { write(t, dir+"/blazon.db", strings.Repeat("\x00", 8192)) },
		},
		{
			name: "F-16 the file is damaged within", want: "damaged",
			prepare: func(t *testing.T, dir string) {
				b := bytes.Clone(emptySQLite())
				copy(b[100:2000], strings.Repeat("\xff", 1900))
				write(t, dir+"/blazon.db", string(b))
			},
		},
		{
			name: "a database of another program", want: "another program",
			prepare: func(t *testing.T, dir string) {
				if _, err := raw(t, "sqlite", dir+"/blazon.db").Exec(`CREATE TABLE notes (text text)`); err != nil {
					t.Fatal(err)
				}
			},
		},
		{name: "a folder", want: "is a folder", prepare: func(t *testing.T, dir string) { write(t, dir+"/blazon.db/x", "x") }},
		{name: "nothing, and it may not be made", want: "there is no database", o: func(string) store.Options { return store.Options{AsIs: true} }},
		{
			name: "an old schema, and it may not be changed", want: "run migrate",
			prepare: func(t *testing.T, dir string) {
				path := dir + "/blazon.db"
				write(t, path, string(emptySQLite()))
				if _, err := raw(t, "sqlite", path).Exec(`DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`); err != nil {
					t.Fatal(err)
				}
			}, o: func(string) store.Options { return store.Options{AsIs: true} },
		},
		{
			name: "F-13 a newer schema", want: "newer version",
			prepare: func(t *testing.T, dir string) {
				path := dir + "/blazon.db"
				write(t, path, string(emptySQLite()))
				if _, err := raw(t, "sqlite", path).Exec(`INSERT INTO goose_db_version (version_id, is_applied) SELECT max(version_id) + 1, true FROM goose_db_version`); err != nil {
					t.Fatal(err)
				}
			},
		},
		{
			name: "F-13 newer tables for jobs", want: "newer version",
			prepare: func(t *testing.T, dir string) {
				path := dir + "/blazon.db"
				write(t, path, string(emptySQLite()))
				if _, err := raw(t, "sqlite", path).Exec(`INSERT INTO river_migration (line, version) VALUES ('main', 99)`); err != nil {
					t.Fatal(err)
				}
			},
		},
		{name: "memory", url: "sqlite::memory:", want: "path of a file"},
		{name: "another database", url: "mysql://localhost/x", want: `begins with "mysql"`},
		{name: "no URL", url: "-", want: "is empty"},
		{name: "a server that is not there", url: "postgres://ada:hunter2@127.0.0.1:1/x", want: "cannot be reached"},
		{name: "a URL that is none", url: "postgres://ada:hunter2@localhost:port/x", want: "cannot be used"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if tt.prepare != nil {
				tt.prepare(t, dir)
			}
			url, o := "sqlite:"+dir+"/blazon.db", store.Options{}
			if tt.url != "" {
				url = strings.TrimPrefix(tt.url, "-")
			}
			if tt.o != nil {
				o = tt.o(dir)
			}
			before := listing(t, dir)
			db, err := store.Open(t.Context(), url, o)
			if err == nil {
				db.Close()
				t.Fatal("it opened")
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
			if after := listing(t, dir); after != before {
				t.Errorf("before there was %s, after %s", before, after)
			}
		})
	}
}

// listing returns the names of all files in dir that hold something, but for
// those that come and go with a connection.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, "-shm") && !strings.HasSuffix(path, "-wal") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

func TestOpenMakes(t *testing.T) {
	for _, name := range []string{"blazon.db", "new/folder/blazon.db", "a b?c#d%20&e='ü.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			db, err := store.Open(t.Context(), path, store.Options{Beside: []string{filepath.Dir(path) + "/none"}})
			if err != nil {
				t.Fatal(err)
			}
			have, want, err := db.Schema(t.Context())
			if err != nil || have != want || have == 0 {
				t.Errorf("the schema is at %d of %d (%v)", have, want, err)
			}
			w := &storetest.World{DB: db}
			i := w.Issuer(t, "Knot School")
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the file is %v (%v), want it to be its owner's only", info.Mode(), err)
			}
			db = open(t, "sqlite:"+path, store.Options{AsIs: true})
			if _, err := db.Issuer(t.Context(), i.ID); err != nil {
				t.Errorf("after closing and opening: %v", err)
			}
		})
	}
}

func TestManyOpenAtOnce(t *testing.T) {
	many := func(t *testing.T, url string) {
		t.Helper()
		errs := make([]error, 5)
		var wg sync.WaitGroup
		for n := range errs {
			wg.Go(func() {
				db, err := store.Open(background, url, store.Options{})
				if err == nil {
					err = errors.Join(db.Ready(background), db.Close())
				}
				errs[n] = err
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
	}
	t.Run("SQLite", func(t *testing.T) { many(t, filepath.Join(t.TempDir(), "blazon.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { many(t, pg.Database(t, "", nil)) })
}

// TestLocked is F-04: another process holds the lock of the file.
func TestLocked(t *testing.T) {
	path := newSQLite(t)
	db := open(t, path, store.Options{Patience: 500 * time.Millisecond})
	w := &storetest.World{DB: db}
	i := w.Issuer(t, "Knot School")
	other, err := raw(t, "sqlite", "file:"+path+"?_txlock=immediate").Begin()
	if err != nil {
		t.Fatal(err)
	}
	write := func() error {
		return db.SaveSecret(t.Context(), account.Secret{Kind: "x", Hash: []byte("x"), CreatedAt: storetest.Now, ExpiresAt: storetest.Now})
	}
	err = write()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Unavailable || f.RetryAfter == 0 {
		t.Errorf("got %v, want unavailable and when to try again", err)
	}
	if _, err := db.Issuer(t.Context(), i.ID); err != nil {
		t.Errorf("reading while another writes: %v", err)
	}
	done := make(chan error)
	go func() { done <- write() }()
	select {
	case err := <-done:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	if err := other.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("after the lock was let go: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	db := open(t, newSQLite(t), store.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := db.SaveSecret(ctx, account.Secret{Kind: "x", Hash: []byte("x")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the caller cancelled", err)
	}
	if _, err := db.HasAdmin(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the caller cancelled", err)
	}
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("after that: %v", err)
	}
}

// TestDamage is F-16: a page of the file is turned.
func TestDamage(t *testing.T) {
	path := newSQLite(t)
	db := open(t, path, store.Options{})
	w := &storetest.World{DB: db}
	v := w.Published(t, w.Issuer(t, "Knot School").ID, "Bowline")
	for range 20 {
		w.Award(t, v, "ada@home.example", "Ada")
	}
	if problems, err := db.Check(t.Context(), storetest.Now); err != nil || len(problems) > 0 {
		t.Fatalf("before: %v, %v", problems, err)
	}
	if _, err := raw(t, "sqlite", path).Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	var page int64
	if err := raw(t, "sqlite", path).QueryRow(`SELECT rootpage FROM sqlite_master WHERE name = 'awards_awarded'`).Scan(&page); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", 4000)), (page-1)*4096); err != nil {
		t.Fatal(err)
	}
	fresh := open(t, path, store.Options{})
	problems, err := fresh.Check(t.Context(), storetest.Now)
	if err == nil && len(problems) == 0 {
		t.Error("a damaged page was not noticed")
	}
}
