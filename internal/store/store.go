// Package store keeps everything in SQLite or PostgreSQL. It implements the
// Store interfaces that capabilities declare; each method is one transaction,
// named for what it means, and nothing slow happens inside it.
//
// There is one text of SQL for both databases, in queries and migrations; sqlc
// turns it into package sqlcgen. What differs is in a dialect. Whatever is asked
// for with the id of an issuer is found only under that issuer.
//
// A time is kept as microseconds since 1970 in UTC, and the zero time as 0: the
// two databases agree about numbers, but not about times. What was signed is
// kept as bytes and never encoded again. Ids and status indexes are never used
// twice: no row that has one is ever deleted.
//
// A write that loses against others is tried again a few times. When the
// database cannot be reached, is locked for long or is full, the answer is
// fault.Unavailable, and nothing has changed.
//
// Start at Open.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/audit"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/job"
	"blazon/internal/keyring"
	"blazon/internal/mail"
	"blazon/internal/once"
	"blazon/internal/store/sqlcgen"
)

// DB is everything the capabilities keep.
type DB struct {
	dialect dialect
	// writer begins transactions that write. SQLite has one such connection.
	writer *sql.DB
	// reader answers what only reads. With PostgreSQL it is writer.
	reader *sql.DB
	query  *sqlcgen.Queries // on reader
	jobs   *job.Queue
	// patience is how long a write waits for others.
	patience time.Duration
	close    func() error
	// noted counts keys of issuers, and kept documents, since the start: what strangers
	// can have written is looked at after so many.
	noted, kept atomic.Int64
}

var (
	_ account.Store     = (*DB)(nil)
	_ keyring.Store     = (*DB)(nil)
	_ issuer.Store      = (*DB)(nil)
	_ achievement.Store = (*DB)(nil)
	_ award.Store       = (*DB)(nil)
	_ mail.Shelf        = (*DB)(nil)
)

// Options say how to open a database. The zero Options make it if it is not
// there and bring its schema up to date.
type Options struct {
	// Log is told what happens to the schema; nil means nobody is.
	Log *slog.Logger
	// Beside lists files and folders that are made after the database. If one of
	// them is there and the file of an SQLite database is not, then it was lost,
	// and Open refuses to begin again with an empty one.
	Beside []string
	// Patience is how long a write waits while others hold what it needs, before
	// it is fault.Unavailable; zero means 5 seconds.
	Patience time.Duration
	// AsIs refuses to make a database or change its schema, for programs that
	// only look.
	AsIs bool
	// Judge, if set, is given one of the credentials that are there, if there are
	// any, before anything is changed. Its error is that of Open.
	Judge func(credential []byte) error
}

const (
	// openTime limits how long opening waits for the database to answer.
	openTime = 15 * time.Second
	// txTime limits a transaction with all its waiting.
	txTime = 30 * time.Second
	// usualPatience is how long a write waits for others.
	usualPatience = 5 * time.Second
	// tries is how often a transaction is begun when others get in its way.
	tries = 6
	// retryAfter is how long clients are asked to wait when the database cannot
	// be reached.
	retryAfter = 5 * time.Second
)

// Open opens the database at url: sqlite:PATH, or a plain path, or
// postgres://user:password@host/name.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Patience <= 0 {
		o.Patience = usualPatience
	}
	d, err := dialectOf(url)
	if err != nil {
		return nil, err
	}
	opening, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	db, err := d.open(opening, url, o)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db.dialect, db.patience = d, o.Patience
	db.query = sqlcgen.New(db.reader)
	if err := db.judge(opening, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.migrate(ctx, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// judge shows o.Judge a credential.
func (db *DB) judge(ctx context.Context, o Options) error {
	const since = 4 // the step that made the table
	if o.Judge == nil {
		return nil
	}
	have, _, err := db.Schema(ctx)
	if err != nil || have < since {
		return err
	}
	credential, err := db.query.SomeCredential(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return db.explain(err, "look at a credential")
	}
	return o.Judge(credential)
}

// CheckURL returns nil if Open could open a database with such a URL, as far as
// that can be seen without trying.
func CheckURL(url string) error {
	_, err := dialectOf(url)
	return err
}

// Close waits for what is under way and lets go of the database.
func (db *DB) Close() error { return db.close() }

// Ready returns nil if the database answers.
func (db *DB) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, usualPatience)
	defer cancel()
	if _, err := db.query.AuditHead(ctx); err != nil {
		return db.explain(err, "ask the database")
	}
	return nil
}

// Jobs returns the queue in which methods of DB put jobs.
func (db *DB) Jobs() *job.Queue { return db.jobs }

// tx is a transaction that writes.
type tx struct {
	*sqlcgen.Queries
	sql  *sql.Tx
	jobs *job.Queue
}

// write runs f in a transaction and commits it, unless f returns an error. It
// runs f again, in a new transaction, when another got in its way. doing names
// what is done, for the log.
func (db *DB) write(ctx context.Context, doing string, f func(ctx context.Context, t tx) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, txTime, errTooLong)
	defer cancel()
	for try := 1; ; try++ {
		err := db.attempt(ctx, f)
		if err == nil {
			return nil
		}
		if db.dialect.class(err) != classCollision || try == tries || !pause(ctx, try) {
			return db.explain(errors.Join(err, context.Cause(ctx)), doing)
		}
	}
}

func (db *DB) attempt(ctx context.Context, f func(ctx context.Context, t tx) error) error {
	waiting, cancel := context.WithTimeoutCause(ctx, db.patience, errTooLong)
	defer cancel()
	conn, err := db.writer.Conn(waiting)
	if err != nil {
		return errors.Join(err, context.Cause(waiting))
	}
	defer conn.Close() // gives it back to the pool
	t, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback() // after Commit it does nothing
	if err := f(ctx, tx{sqlcgen.New(t), t, db.jobs}); err != nil {
		return err
	}
	return t.Commit()
}

// snapshot runs f in a transaction that sees the database as it was at one moment.
func (db *DB) snapshot(ctx context.Context, doing string, f func(ctx context.Context, q *sqlcgen.Queries) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, txTime, errTooLong)
	defer cancel()
	t, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.dialect.snapshot})
	if err != nil {
		return db.explain(errors.Join(err, context.Cause(ctx)), doing)
	}
	defer t.Rollback() // nothing to keep
	if err := f(ctx, sqlcgen.New(t)); err != nil {
		return db.explain(errors.Join(err, context.Cause(ctx)), doing)
	}
	return nil
}

// pause waits a little longer after each try, and reports whether there is time
// for another.
func pause(ctx context.Context, try int) bool {
	const step = 5 * time.Millisecond
	t := time.NewTimer(step<<try + rand.N(step<<try)) //nolint:gosec // spreads tries apart; nothing depends on it being secret
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// save adds what goes with every deed: the audit entry and the jobs.
func (t tx) save(ctx context.Context, e audit.Entry, jobs ...job.Job) error {
	if err := t.jobs.Add(ctx, t.sql, jobs); err != nil {
		return err
	}
	return t.audit(ctx, e)
}

// remember keeps that object was made under k, or returns once.ErrDone.
func (t tx) remember(ctx context.Context, k once.Key, object string, at time.Time) error {
	if k.IsZero() {
		return nil
	}
	n, err := t.RememberOnce(ctx, sqlcgen.RememberOnceParams{
		AccountID: k.Account, Operation: k.Operation, Key: k.Text,
		Request: bytesOf(k.Request), Object: object, CreatedAt: micros(at),
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return once.ErrDone
	}
	return nil
}

// Done implements once.Memory.
func (db *DB) Done(ctx context.Context, k once.Key) (object string, request []byte, err error) {
	row, err := db.query.Once(ctx, sqlcgen.OnceParams{AccountID: k.Account, Operation: k.Operation, Key: k.Text})
	if err != nil {
		return "", nil, db.explain(err, "find what was done before")
	}
	return row.Object, row.Request, nil
}

// SaveJobs implements account.Registrations.
func (db *DB) SaveJobs(ctx context.Context, jobs ...job.Job) error {
	return db.write(ctx, "save jobs", func(ctx context.Context, t tx) error { return t.jobs.Add(ctx, t.sql, jobs) })
}

// changed returns nil if a change met a row, fault.Conflict if the row is there
// but not as the caller believed, and fault.NotFound if it is not there at all.
func changed(rows int64, err error, exists func() (int64, error)) error {
	if err != nil || rows > 0 {
		return err
	}
	n, err := exists()
	switch {
	case err != nil:
		return err
	case n == 0:
		return errNotFound()
	}
	return fault.New(fault.Conflict, "It was changed by someone else in the meantime. Load it again and make your change once more.")
}
