//go:build !js

package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

// schemaVersion is the version of River's tables that this program works with.
// Raise it together with River.
const schemaVersion = 8

// maxAttempts is how often a job is tried before it is set aside: with the
// pauses of Backoff that takes about ten days.
const maxAttempts = 20

// A Queue is where jobs wait: tables in the database of the application.
type Queue struct {
	db     *sql.DB
	driver riverdriver.Driver[*sql.Tx]
	insert *river.Client[*sql.Tx]
	// alone says that no other node works on these tables, so what is marked
	// as running when a Runner starts was interrupted.
	alone bool
}

// SQLite returns the queue in an SQLite database. db must be the one connection
// that writes.
func SQLite(db *sql.DB) (*Queue, error) {
	return newQueue(&Queue{db: db, driver: riversqlite.New(db), alone: true})
}

// PostgreSQL returns the queue in a PostgreSQL database. Connections of
// listener wait for word of new jobs; without one the queue is looked at once
// a second.
func PostgreSQL(db *sql.DB, listener *pgxpool.Pool) (*Queue, error) {
	if listener == nil {
		return newQueue(&Queue{db: db, driver: riverdatabasesql.New(db)})
	}
	return newQueue(&Queue{db: db, driver: riverdatabasesql.NewWithPgxListener(db, listener)})
}

func newQueue(q *Queue) (*Queue, error) {
	client, err := river.NewClient(q.driver, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	q.insert = client
	return q, nil
}

// ErrNewer is returned when a newer program made the tables.
var ErrNewer = errors.New("the job tables were made by a newer version of this program")

// Behind reports whether the tables are missing or older than this program
// needs. The error is ErrNewer if they are newer.
func (q *Queue) Behind(ctx context.Context) (bool, error) {
	db := q.driver.GetExecutor()
	// River's first few versions had no such column; nothing older is newer.
	lines, err := db.ColumnExists(ctx, &riverdriver.ColumnExistsParams{Table: "river_migration", Column: "line"})
	if err != nil {
		return false, fmt.Errorf("job tables: %w", err)
	}
	if !lines {
		return true, nil
	}
	steps, err := db.MigrationGetByLine(ctx, &riverdriver.MigrationGetByLineParams{Line: riverdriver.MigrationLineMain})
	if err != nil {
		return false, fmt.Errorf("job tables: %w", err)
	}
	newest := 0
	for _, s := range steps {
		newest = max(newest, s.Version)
	}
	if newest > schemaVersion {
		return false, ErrNewer
	}
	return newest < schemaVersion, nil
}

// Migrate brings the tables to the version this program needs. Each step is a
// transaction of its own, and a run that was interrupted goes on where it stopped.
func (q *Queue) Migrate(ctx context.Context) error {
	behind, err := q.Behind(ctx)
	if err != nil || !behind {
		return err
	}
	m, err := rivermigrate.New(q.driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("job tables: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: schemaVersion}); err != nil {
		return fmt.Errorf("job tables: %w", err)
	}
	return nil
}

// envelope is a Job as River keeps it.
type envelope struct {
	kind string
	Key  string          `json:"key" river:"unique"`
	Args json.RawMessage `json:"args"`
}

// Kind is what River asks of a job.
func (e envelope) Kind() string { return e.kind }

// Add saves jobs in tx. A job whose Key waits already is left out.
func (q *Queue) Add(ctx context.Context, tx *sql.Tx, jobs []Job) error {
	if len(jobs) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		args := j.Args
		if len(args) == 0 {
			args = []byte("null")
		}
		opts := &river.InsertOpts{MaxAttempts: maxAttempts, ScheduledAt: j.At}
		if j.Key != "" {
			opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: waiting}
		}
		params[i] = river.InsertManyParams{Args: envelope{j.Kind, j.Key, args}, InsertOpts: opts}
	}
	if _, err := q.insert.InsertManyTx(ctx, tx, params); err != nil {
		return fmt.Errorf("add jobs: %w", err)
	}
	return nil
}

// waiting are the states of a job that is still to be done.
var waiting = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Status is how a queue stands.
type Status struct {
	// Waiting counts jobs to be done, Failed those that were set aside.
	Waiting, Failed int
	// OldestDue is when the job that waits longest should have started; zero
	// when none is due.
	OldestDue time.Time
}

// Status returns how the queue stands at now.
func (q *Queue) Status(ctx context.Context, now time.Time) (Status, error) {
	var s Status
	err := q.db.QueryRowContext(ctx, `
		SELECT count(CASE WHEN finalized_at IS NULL THEN 1 END),
		       count(CASE WHEN state IN ('discarded', 'cancelled') THEN 1 END)
		FROM river_job`).Scan(&s.Waiting, &s.Failed)
	if err != nil {
		return Status{}, fmt.Errorf("job status: %w", err)
	}
	list, err := q.insert.JobList(ctx, river.NewJobListParams().
		States(waiting...).OrderBy(river.JobListOrderByScheduledAt, river.SortOrderAsc).First(1))
	if err != nil {
		return Status{}, fmt.Errorf("job status: %w", err)
	}
	if len(list.Jobs) > 0 && list.Jobs[0].ScheduledAt.Before(now) {
		s.OldestDue = list.Jobs[0].ScheduledAt.UTC()
	}
	return s, nil
}

// A Failure is a job that was set aside.
type Failure struct {
	ID       int64
	Kind     string
	Args     []byte
	Attempts int
	// Reason is the last error.
	Reason string
	At     time.Time
}

// Failed returns up to limit jobs that were set aside, the latest first. They
// are kept for 90 days.
func (q *Queue) Failed(ctx context.Context, limit int) ([]Failure, error) {
	list, err := q.insert.JobList(ctx, river.NewJobListParams().
		States(rivertype.JobStateDiscarded, rivertype.JobStateCancelled).
		OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc).First(limit))
	if err != nil {
		return nil, fmt.Errorf("failed jobs: %w", err)
	}
	out := make([]Failure, len(list.Jobs))
	for i, j := range list.Jobs {
		args, err := unwrap(j.EncodedArgs)
		if err != nil {
			return nil, err
		}
		out[i] = Failure{ID: j.ID, Kind: j.Kind, Args: args, Attempts: j.Attempt}
		if n := len(j.Errors); n > 0 {
			out[i].Reason = strings.TrimPrefix(j.Errors[n-1].Error, "JobCancelError: ")
		}
		if j.FinalizedAt != nil {
			out[i].At = j.FinalizedAt.UTC()
		}
	}
	return out, nil
}

// Retry puts a job that was set aside back in the queue.
func (q *Queue) Retry(ctx context.Context, id int64) error {
	if _, err := q.insert.JobRetry(ctx, id); err != nil {
		return fmt.Errorf("retry job %d: %w", id, err)
	}
	return nil
}

// kinds returns the kinds of all jobs that are still to be done.
func (q *Queue) kinds(ctx context.Context) ([]string, error) {
	rows, err := q.db.QueryContext(ctx, `SELECT DISTINCT kind FROM river_job WHERE finalized_at IS NULL ORDER BY kind`)
	if err != nil {
		return nil, fmt.Errorf("kinds of jobs: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var k string
		if err := rows.Scan(&k); err != nil {
			return nil, fmt.Errorf("kinds of jobs: %w", err)
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

// reclaim makes what an interrupted process was working on available again.
func (q *Queue) reclaim(ctx context.Context) error {
	if !q.alone {
		return nil // another node may be at work; see watch
	}
	if _, err := q.db.ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`); err != nil {
		return fmt.Errorf("reclaim jobs: %w", err)
	}
	return nil
}

// unwrap returns the arguments of a Job from those of River.
func unwrap(encoded []byte) ([]byte, error) {
	var e envelope
	if err := json.Unmarshal(encoded, &e); err != nil {
		return nil, fmt.Errorf("job arguments: %w", err)
	}
	return e.Args, nil
}
