//go:build !js

package job

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// A Runner works on the jobs of a Queue.
type Runner struct {
	Queue *Queue
	// Handlers says who does each kind of job.
	Handlers map[string]Handler
	// Now is the clock; it must be set.
	Now func() time.Time
	// Log is told of failures; nil means nobody is.
	Log *slog.Logger
	// Workers is how many jobs may run at once; zero means four for each processor.
	Workers int
	// Backoff is how long to wait after attempt, which counts from 1; nil
	// means Backoff.
	Backoff func(attempt int) time.Duration
	// Poll is how often the queue is looked at, besides when there is word of
	// new jobs; zero means every second.
	Poll time.Duration

	// Rand names this node among others; nil means crypto/rand.
	Rand io.Reader

	client *river.Client[*sql.Tx]
	watch  *watch
}

const (
	// maxPanics is after how many attempts a job that panics is set aside.
	maxPanics = 5
	// timeout is how long a job may take.
	timeout = 2 * time.Minute
	// rescueAfter is when a job is believed to have died with its node, if that
	// did not show before; see watch.
	rescueAfter = 5 * time.Minute
	// keepFailed is how long jobs that were set aside are kept.
	keepFailed = 90 * 24 * time.Hour
	// keepDone is how long jobs that were done are kept.
	keepDone = time.Hour
)

// Backoff is the usual pause after attempt: a minute, doubled each time, never
// more than a day.
func Backoff(attempt int) time.Duration {
	const longest = 24 * time.Hour
	if attempt > 11 { // 2^11 minutes are more than a day
		return longest
	}
	return min(time.Minute<<max(attempt-1, 0), longest)
}

// Start begins to work and returns. It refuses if a job waits that nothing in
// Handlers can do: it would wait for ever. Cancelling ctx later does not stop
// the runner; Stop does.
func (r *Runner) Start(ctx context.Context) error {
	if r.Now == nil {
		return errors.New("start jobs: the runner has no clock")
	}
	if err := r.checkKinds(ctx); err != nil {
		return err
	}
	if err := r.Queue.reclaim(ctx); err != nil {
		return err
	}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	if r.Backoff == nil {
		r.Backoff = Backoff
	}
	if r.Workers == 0 {
		r.Workers = 4 * runtime.GOMAXPROCS(0)
	}
	workers := river.NewWorkers()
	for kind, h := range r.Handlers {
		river.AddWorkerArgs(workers, envelope{kind: kind}, &worker{handle: h, log: r.Log})
	}
	name, err := r.name()
	if err != nil {
		return err
	}
	client, err := river.NewClient(r.Queue.driver, &river.Config{
		ID:                          name,
		Logger:                      slog.New(quiet{r.Log.Handler()}),
		Workers:                     workers,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: r.Workers}},
		RetryPolicy:                 policy{r.Backoff, r.Now},
		FetchPollInterval:           r.Poll,
		MaxAttempts:                 maxAttempts,
		JobTimeout:                  timeout,
		RescueStuckJobsAfter:        rescueAfter,
		FetchOnlyKnownKinds:         true, // a newer node may have added others
		CompletedJobRetentionPeriod: keepDone,
		DiscardedJobRetentionPeriod: keepFailed,
		CancelledJobRetentionPeriod: keepFailed,
	})
	if err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	w, err := r.Queue.watch(ctx, name, r.Log)
	if err != nil {
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(fmt.Errorf("start jobs: %w", err), w.close())
	}
	r.client, r.watch = client, w
	return nil
}

// name is a new name for this node.
func (r *Runner) name() (string, error) {
	from := r.Rand
	if from == nil {
		from = rand.Reader
	}
	b := make([]byte, 12)
	if _, err := io.ReadFull(from, b); err != nil {
		return "", fmt.Errorf("start jobs: %w", err)
	}
	return "blazon-" + hex.EncodeToString(b), nil
}

// checkKinds refuses to start when a job waits that nobody handles.
func (r *Runner) checkKinds(ctx context.Context) error {
	kinds, err := r.Queue.kinds(ctx)
	if err != nil {
		return err
	}
	kinds = slices.DeleteFunc(kinds, func(k string) bool { return r.Handlers[k] != nil })
	if len(kinds) > 0 {
		return fmt.Errorf("jobs of a kind this program does not know are waiting (%s): a newer version added them; run that one", strings.Join(kinds, ", "))
	}
	return nil
}

// Stop takes no new jobs and waits for those under way. When ctx ends first
// they are cancelled, to be done again after the next start.
func (r *Runner) Stop(ctx context.Context) error {
	if r.client == nil {
		return nil
	}
	err := r.client.Stop(ctx)
	if err != nil && ctx.Err() != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = errors.Join(err, r.client.StopAndCancel(hard))
	}
	return errors.Join(err, r.watch.close())
}

// worker does the jobs of one kind.
type worker struct {
	river.WorkerDefaults[envelope]
	handle Handler
	log    *slog.Logger
}

// Work is called by River.
func (w *worker) Work(ctx context.Context, j *river.Job[envelope]) error {
	err := w.try(ctx, j)
	if err == nil || errors.Is(ctx.Err(), context.Canceled) { // a stop is not a failure
		return err
	}
	var p Permanent
	hopeless := errors.As(err, &p) && p.Permanent()
	level := slog.LevelWarn
	if hopeless || j.Attempt >= j.MaxAttempts {
		level = slog.LevelError
	}
	w.log.LogAttrs(ctx, level, "job failed",
		slog.String("kind", j.Kind), slog.Int64("job", j.ID), slog.Int("attempt", j.Attempt), slog.Any("error", err))
	if hopeless {
		return river.JobCancel(err)
	}
	return err
}

// try calls the handler. A panic becomes an error, and after a few of them that
// is for good.
func (w *worker) try(ctx context.Context, j *river.Job[envelope]) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			if j.Attempt >= maxPanics {
				err = GiveUp(err)
			}
		}
	}()
	return w.handle(ctx, j.Args.Args)
}

// policy says when a job that failed is tried again.
type policy struct {
	backoff func(attempt int) time.Duration
	now     func() time.Time
}

// NextRetry is called by River.
func (p policy) NextRetry(j *rivertype.JobRow) time.Time { return p.now().Add(p.backoff(j.Attempt)) }

// quiet passes on what River says of itself only from the level of a warning:
// its daily business interests nobody.
type quiet struct{ slog.Handler }

// Enabled is called by slog.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// WithAttrs is called by slog.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup is called by slog.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }
