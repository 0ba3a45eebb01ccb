package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"blazon/internal/job"
)

//go:embed migrations/postgresql/json_each.sql
var jsonEach string

// postgreSQL is a database server, for several nodes or many people.
func postgreSQL() dialect {
	return dialect{
		name:     "PostgreSQL",
		prefixes: []string{"postgres://", "postgresql://"},
		open:     openPostgreSQL,
		goose:    goose.DialectPostgres,
		snapshot: sql.LevelRepeatableRead,
		only:     []string{jsonEach},
		code:     postgresClass,
		lock:     lockPostgreSQL,
	}
}

const (
	// oldestPostgreSQL is the oldest version that is tested.
	oldestPostgreSQL = 140000
	// maxConns is how many connections a node holds, with those that wait for
	// word of new jobs on top.
	maxConns = 20
)

func openPostgreSQL(ctx context.Context, url string, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database URL cannot be used: %w", err) // pgx leaves the password out
	}
	pool, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database URL cannot be used: %w", err)
	}
	pool.MinConns, pool.MaxConns = 0, 2
	listener, err := pgxpool.NewWithConfig(ctx, pool)
	if err != nil {
		return nil, err
	}
	patience := fmt.Sprintf("SET lock_timeout = %d", o.Patience.Milliseconds())
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, patience)
		return err
	}))
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(time.Hour)
	closeBoth := func() error { listener.Close(); return db.Close() }
	if err := checkPostgreSQL(ctx, db); err != nil {
		return nil, errors.Join(err, closeBoth())
	}
	jobs, err := job.PostgreSQL(db, listener)
	if err != nil {
		return nil, errors.Join(err, closeBoth())
	}
	return &DB{writer: db, reader: db, jobs: jobs, close: closeBoth}, nil
}

// checkPostgreSQL refuses a server that is too old or keeps text in another encoding.
func checkPostgreSQL(ctx context.Context, db *sql.DB) error {
	var version int
	var encoding string
	err := db.QueryRowContext(ctx, `
		SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).Scan(&version, &encoding)
	switch {
	case err != nil:
		return fmt.Errorf("PostgreSQL cannot be reached; check the database URL and that the server runs: %w", err)
	case version < oldestPostgreSQL:
		return fmt.Errorf("PostgreSQL is version %d; it must be %d or later", version/10000, oldestPostgreSQL/10000)
	case encoding != "UTF8":
		return fmt.Errorf("the database keeps text as %s; make one with ENCODING 'UTF8'", encoding)
	}
	return nil
}

// migrationLock is a number that programs changing our schema agree on.
const migrationLock = 0x626c617a6f6e // "blazon"

// lockPostgreSQL waits until no other node changes the schema, however long that
// takes.
func lockPostgreSQL(ctx context.Context, db *sql.DB) (func() error, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	t, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	unlock := func() error { return errors.Join(t.Rollback(), conn.Close()) }
	for _, s := range []string{`SET LOCAL lock_timeout = 0`, fmt.Sprintf(`SELECT pg_advisory_xact_lock(%d)`, migrationLock)} {
		if _, err := t.ExecContext(ctx, s); err != nil {
			return nil, errors.Join(err, unlock())
		}
	}
	return unlock, nil
}

func postgresClass(err error) class {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return postgresCode(e.Code)
	}
	var network net.Error
	var connect *pgconn.ConnectError
	switch {
	case errors.Is(err, driver.ErrBadConn), pgconn.SafeToRetry(err):
		return classCollision // nothing was sent: another connection may do
	case errors.As(err, &connect), errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, sql.ErrConnDone), pgconn.Timeout(err) && !errors.Is(err, context.DeadlineExceeded),
		isCut(err):
		return classAway
	}
	return classOther
}

// isCut reports whether the connection ended in the middle.
func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// postgresCode sorts SQLSTATE codes, PostgreSQL documentation appendix A.
func postgresCode(code string) class {
	switch code {
	case "23505":
		return classUnique
	case "23503":
		return classForeign
	case "40001", "40P01": // serialization failure, deadlock
		return classCollision
	case "55P03", "57014", "25P03": // a lock, a query or a transaction took too long
		return classAway
	case "22021", "22P05": // bytes that are not UTF-8, U+0000
		return classText
	}
	switch code[:2] {
	case "08", "57": // connection, operator intervention
		return classAway
	case "53": // insufficient resources
		if code == "53100" || code == "53200" {
			return classFull
		}
		return classAway
	}
	return classOther
}
