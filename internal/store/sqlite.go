package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"blazon/internal/job"
)

// sqLite is a database in one file beside the program.
func sqLite() dialect {
	return dialect{
		name:     "SQLite",
		prefixes: []string{"sqlite:"},
		open:     openSQLite,
		goose:    goose.DialectSQLite3,
		check:    `PRAGMA quick_check(20)`,
		code:     sqliteClass,
	}
}

// openSQLite opens or makes the file. There is one connection that writes, so
// writers wait for one another in Go rather than by polling a lock, and others
// that read, which wait for nobody.
func openSQLite(ctx context.Context, url string, o Options) (*DB, error) {
	path := strings.TrimPrefix(url, "sqlite:")
	path = strings.TrimPrefix(path, "//")
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, errors.New("SQLite needs the path of a file, such as sqlite:data/blazon.db")
	}
	if err := prepareFile(path, o); err != nil {
		return nil, err
	}
	writer, err := sql.Open("sqlite", sqliteDSN(path, "immediate", o.Patience))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", sqliteDSN(path, "deferred", o.Patience, "query_only(1)"))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	closeBoth := func() error { return errors.Join(reader.Close(), writer.Close()) } // the last to close tidies up, which only the writer may
	if err := awaitSQLite(ctx, path, writer); err != nil {
		return nil, errors.Join(err, closeBoth())
	}
	jobs, err := job.SQLite(writer)
	if err != nil {
		return nil, errors.Join(err, closeBoth())
	}
	return &DB{writer: writer, reader: reader, jobs: jobs, close: closeBoth}, nil
}

// sqliteDSN returns the name under which the driver opens path.
func sqliteDSN(path, lock string, patience time.Duration, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}}
	for _, p := range append([]string{
		fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), // while another program holds the lock
		"journal_mode(wal)",
		"synchronous(full)", // what was answered is on the disk, power cut or not
		"foreign_keys(1)",
		"trusted_schema(0)",
	}, pragmas...) {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + q.Encode()
}

// prepareFile makes an empty file if there is none, readable by its owner only.
// It refuses when the file should be there: an empty database over the rest of
// an existing set-up would look as if everything was lost.
func prepareFile(path string, o Options) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder; give the path of a file", path)
	case err == nil && info.Size() > 0:
		return checkHeader(path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case o.AsIs:
		return fmt.Errorf("there is no database at %s; start the server or run init to make one", path)
	}
	for _, p := range append([]string{path + "-wal"}, o.Beside...) {
		if !isEmpty(p) {
			return fmt.Errorf("the database %s is missing or empty, but %s is there: put the database back from a backup; to begin anew, move both away", path, p)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the operator chose the path
	if err != nil {
		return err
	}
	return f.Close()
}

// isEmpty reports whether there is nothing at path: no file, an empty one, or
// an empty folder.
func isEmpty(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	if !info.IsDir() {
		return info.Size() == 0
	}
	entries, err := os.ReadDir(path)
	return err == nil && len(entries) == 0
}

// checkHeader refuses a file that is something else.
func checkHeader(path string) error {
	f, err := os.Open(path) //nolint:gosec // the operator chose the path
	if err != nil {
		return err
	}
	defer f.Close()
	magic := []byte("SQLite format 3\x00")
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil || !bytes.Equal(head, magic) {
		return fmt.Errorf("%s is not an SQLite database, or is damaged; put it back from a backup", path)
	}
	return nil
}

// awaitSQLite does checkSQLite again while another program changes the file to
// the write-ahead log: that is not something SQLite waits for.
func awaitSQLite(ctx context.Context, path string, db *sql.DB) error {
	for try := 1; ; try++ {
		err := checkSQLite(ctx, path, db)
		if sqliteCode(err)&0xff != sqlite3.SQLITE_BUSY || try == tries || !pause(ctx, try) {
			return err
		}
	}
}

// checkSQLite refuses a damaged database and one of another program.
func checkSQLite(ctx context.Context, path string, db *sql.DB) error {
	var tables, ours int
	err := db.QueryRowContext(ctx, `
		SELECT count(*), count(CASE WHEN name = 'goose_db_version' THEN 1 END)
		FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).Scan(&tables, &ours)
	switch {
	case err != nil && sqliteCode(err) == sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%s cannot be opened for writing; check that the user who runs this program owns it and its folder: %w", path, err)
	case err != nil:
		return fmt.Errorf("%s cannot be read; if it is damaged, put it back from a backup: %w", path, err)
	case tables > 0 && ours == 0:
		return fmt.Errorf("%s is a database of another program; give the path of a new file", path)
	}
	return nil
}

// sqliteCode returns the extended result code of err, or SQLITE_OK if it has none.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return sqlite3.SQLITE_OK
}

func sqliteClass(err error) class {
	code := sqliteCode(err)
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return classUnique
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return classForeign
	}
	switch code & 0xff { // the primary code
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return classAway // the driver has waited for busy_timeout already
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return classFull
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
		return classAway
	}
	return classOther
}
