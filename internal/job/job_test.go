package job_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"blazon/internal/job"
)

// How a queue behaves on every database is tested in package storetest.

func TestBackoff(t *testing.T) {
	tests := []struct {
		attempt int
		want    time.Duration
	}{
		{0, time.Minute},
		{1, time.Minute},
		{2, 2 * time.Minute},
		{5, 16 * time.Minute},
		{11, 1024 * time.Minute},
		{12, 24 * time.Hour},
		{1000, 24 * time.Hour},
	}
	for _, tt := range tests {
		if got := job.Backoff(tt.attempt); got != tt.want {
			t.Errorf("after attempt %d the pause is %v, want %v", tt.attempt, got, tt.want)
		}
	}
}

func TestNew(t *testing.T) {
	got := job.New("award.notify", struct {
		ID string `json:"id"`
	}{"a"})
	if diff := cmp.Diff(job.Job{Kind: "award.notify", Args: []byte(`{"id":"a"}`)}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	defer func() {
		if recover() == nil {
			t.Error("arguments that cannot be JSON did not panic")
		}
	}()
	job.New("award.notify", make(chan int))
}

func TestGiveUp(t *testing.T) {
	cause := errors.New("no such address")
	err := job.GiveUp(cause)
	var p job.Permanent
	if !errors.As(err, &p) || !p.Permanent() || !errors.Is(err, cause) || err.Error() != cause.Error() {
		t.Errorf("%v does not say that it is for good, or lost its cause", err)
	}
}

func newQueue(t *testing.T) (*job.Queue, *sql.DB) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "jobs.db")+"?_txlock=immediate&_pragma=synchronous(off)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	q, err := job.SQLite(db)
	if err != nil {
		t.Fatal(err)
	}
	return q, db
}

func TestMigrate(t *testing.T) {
	q, db := newQueue(t)
	for range 2 { // the second time there is nothing to do
		if err := q.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`INSERT INTO river_migration (line, version) VALUES ('main', 999)`); err != nil {
		t.Fatal(err)
	}
	if err := q.Migrate(t.Context()); !errors.Is(err, job.ErrNewer) {
		t.Errorf("got %v, want that the tables are newer", err)
	}
}

// TestInterrupted is about a process that was killed in the middle of a job (F-02).
func TestInterrupted(t *testing.T) {
	q, db := newQueue(t)
	if err := q.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Add(t.Context(), tx, []job.Job{job.New("test.deed", "again")}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = CURRENT_TIMESTAMP`); err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 1)
	r := &job.Runner{Queue: q, Now: time.Now, Handlers: map[string]job.Handler{
		"test.deed": func(_ context.Context, args []byte) error { done <- string(args); return nil },
	}}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-done:
		if got != `"again"` {
			t.Errorf("the job was done with %s", got)
		}
	case <-time.After(30 * time.Second):
		t.Error("the job was not done again")
	}
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestStartNeedsAClock(t *testing.T) {
	q, _ := newQueue(t)
	if err := (&job.Runner{Queue: q}).Start(t.Context()); err == nil {
		t.Error("it started without a clock")
	}
	if err := (&job.Runner{Queue: q}).Stop(t.Context()); err != nil {
		t.Errorf("stopping what never started: %v", err)
	}
}
