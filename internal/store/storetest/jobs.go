package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/job"
)

// patience is how long a test waits for a job; it is not how long jobs take.
const patience = 30 * time.Second

// desk remembers which jobs were done.
type desk struct {
	mu   sync.Mutex
	done []string
	came chan struct{}
}

func newDesk() *desk { return &desk{came: make(chan struct{}, 1000)} }

func (d *desk) note(text string) {
	d.mu.Lock()
	d.done = append(d.done, text)
	d.mu.Unlock()
	d.came <- struct{}{}
}

// await returns what was done, sorted, as soon as that is n things.
func (d *desk) await(t testing.TB, n int) []string {
	t.Helper()
	timeout := time.After(patience)
	for range n {
		select {
		case <-d.came:
		case <-timeout:
			d.mu.Lock()
			defer d.mu.Unlock()
			t.Fatalf("after %v only this was done: %v", patience, d.done)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	slices.Sort(d.done)
	return slices.Clone(d.done)
}

// until waits for ok.
func until(t testing.TB, ok func() bool) {
	t.Helper()
	for range int(patience / (20 * time.Millisecond)) {
		if ok() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("it did not come to pass")
}

func testJobs(t *testing.T, w *World) {
	t.Run("a job is saved with the deed or not at all", func(t *testing.T) { jobsWithDeeds(t, w) })
	t.Run("one job for each key", func(t *testing.T) { jobsWithKeys(t, w) })
	t.Run("a job nobody handles is refused at the start", func(t *testing.T) {
		r := &job.Runner{Queue: w.DB.Jobs(), Now: time.Now, Handlers: map[string]job.Handler{"test.deed": func(context.Context, []byte) error { return nil }}}
		if err := r.Start(t.Context()); err == nil {
			t.Error("it started")
			must(t, r.Stop(t.Context()))
		}
	})
	t.Run("jobs are done", func(t *testing.T) { jobsAreDone(t, w) })
	t.Run("F-22 jobs that fail, panic and give up", func(t *testing.T) { jobsFail(t, w) })
	t.Run("F-18 a stop waits for what is under way", func(t *testing.T) { jobsStop(t, w) })
}

func jobsWithDeeds(t *testing.T, w *World) {
	ctx := t.Context()
	before := jobsWaiting(t, w)
	if err := w.DB.SaveJobs(ctx, job.New("test.deed", "a"), job.Job{Kind: "test.deed", Args: []byte("not JSON")}); err == nil {
		t.Error("no error from a job that cannot be kept")
	}
	same(t, before, jobsWaiting(t, w))
	must(t, w.DB.SaveJobs(ctx, job.New("test.deed", map[string]any{"n": 1, "s": "ü"}), job.Job{Kind: "test.deed"}))
	same(t, before+2, jobsWaiting(t, w))
}

func jobsWithKeys(t *testing.T, w *World) {
	before := jobsWaiting(t, w)
	keyed := job.Job{Kind: "test.keyed", Args: []byte(`1`), Key: "k"}
	other := keyed
	other.Key = "l"
	var wg sync.WaitGroup
	errs := make([]error, 10)
	for i := range errs {
		wg.Go(func() { errs[i] = w.DB.SaveJobs(t.Context(), keyed) })
	}
	wg.Wait()
	must(t, errors.Join(errs...))
	must(t, w.DB.SaveJobs(t.Context(), keyed, other))
	same(t, before+2, jobsWaiting(t, w))
}

func jobsAreDone(t *testing.T, w *World) {
	d := newDesk()
	note := func(_ context.Context, args []byte) error {
		var v any
		if err := json.Unmarshal(args, &v); err != nil {
			return err
		}
		d.note(fmt.Sprint(v))
		return nil
	}
	r := &job.Runner{Queue: w.DB.Jobs(), Now: time.Now, Handlers: map[string]job.Handler{"test.deed": note, "test.keyed": note}}
	must(t, r.Start(t.Context()))
	defer func() { must(t, r.Stop(t.Context())) }()
	same(t, []string{"1", "1", "<nil>", "map[n:1 s:ü]"}, d.await(t, 4))
	until(t, func() bool { return jobsWaiting(t, w) == 0 })
	must(t, w.DB.SaveJobs(t.Context(), job.Job{Kind: "test.keyed", Args: []byte(`2`), Key: "k"})) // the first with the key is done
	same(t, []string{"1", "1", "2", "<nil>", "map[n:1 s:ü]"}, d.await(t, 1))
	until(t, func() bool { return jobsWaiting(t, w) == 0 })
}

func jobsFail(t *testing.T, w *World) {
	d := newDesk()
	var mu sync.Mutex
	attempts := map[string]int{}
	attempt := func(kind string) int {
		mu.Lock()
		defer mu.Unlock()
		attempts[kind]++
		return attempts[kind]
	}
	r := &job.Runner{
		Queue: w.DB.Jobs(), Now: time.Now, Backoff: func(int) time.Duration { return 0 }, Poll: 100 * time.Millisecond,
		Handlers: map[string]job.Handler{
			"test.flaky": func(context.Context, []byte) error {
				if attempt("flaky") < 3 {
					return errors.New("not yet")
				}
				d.note("flaky")
				return nil
			},
			"test.poison": func(context.Context, []byte) error { attempt("poison"); panic("poison") },
			"test.hopeless": func(context.Context, []byte) error {
				attempt("hopeless")
				return job.GiveUp(errors.New("no such address"))
			},
			"test.good": func(context.Context, []byte) error { d.note("good"); return nil },
		},
	}
	must(t, w.DB.SaveJobs(t.Context(), job.New("test.poison", "p"), job.New("test.hopeless", "h"), job.New("test.flaky", 1), job.New("test.good", 1)))
	must(t, r.Start(t.Context()))
	same(t, []string{"flaky", "good"}, d.await(t, 2))
	until(t, func() bool { return jobsWaiting(t, w) == 0 })
	must(t, r.Stop(t.Context()))
	same(t, map[string]int{"flaky": 3, "poison": 5, "hopeless": 1}, attempts)
	failed, err := w.DB.Jobs().Failed(t.Context(), 10)
	must(t, err)
	reasons := map[string]string{}
	for _, f := range failed {
		reasons[f.Kind+" "+string(f.Args)] = f.Reason
		if f.At.IsZero() || f.Attempts == 0 {
			t.Errorf("a failure has no time or attempts: %+v", f)
		}
	}
	if len(failed) != 2 || !strings.HasPrefix(reasons[`test.poison "p"`], "panic: poison") || reasons[`test.hopeless "h"`] != "no such address" {
		t.Errorf("set aside are %v", reasons)
	}
	s, err := w.DB.Jobs().Status(t.Context(), Now)
	must(t, err)
	same(t, job.Status{Failed: 2}, s)
	must(t, w.DB.Jobs().Retry(t.Context(), failed[0].ID))
	same(t, 1, jobsWaiting(t, w))
	if _, err := w.Raw.Exec(`DELETE FROM river_job`); err != nil {
		t.Fatal(err)
	}
}

func jobsStop(t *testing.T, w *World) {
	began, release := make(chan struct{}), make(chan struct{})
	ended := false
	r := &job.Runner{Queue: w.DB.Jobs(), Now: time.Now, Workers: 1, Handlers: map[string]job.Handler{"test.slow": func(context.Context, []byte) error {
		close(began)
		<-release
		ended = true
		return nil
	}}}
	must(t, w.DB.SaveJobs(t.Context(), job.New("test.slow", 1)))
	must(t, r.Start(t.Context()))
	<-began
	stopped := make(chan error)
	go func() { stopped <- r.Stop(context.WithoutCancel(t.Context())) }()
	select {
	case err := <-stopped:
		t.Fatalf("it stopped at once: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	must(t, <-stopped)
	same(t, true, ended)
	same(t, 0, jobsWaiting(t, w))

	// A job that does not end is cancelled when there is no more time.
	hung := make(chan struct{})
	r = &job.Runner{Queue: w.DB.Jobs(), Now: time.Now, Handlers: map[string]job.Handler{"test.hung": func(ctx context.Context, _ []byte) error {
		close(hung)
		<-ctx.Done()
		return ctx.Err()
	}}}
	must(t, w.DB.SaveJobs(t.Context(), job.New("test.hung", 1)))
	must(t, r.Start(t.Context()))
	<-hung
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := r.Stop(ctx); err == nil {
		t.Error("no error although a job was cancelled")
	}
	same(t, 1, jobsWaiting(t, w))
	if _, err := w.Raw.Exec(`DELETE FROM river_job`); err != nil {
		t.Fatal(err)
	}
}
