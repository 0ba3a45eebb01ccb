package work_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"blazon/internal/fault"
	"blazon/internal/work"
)

// A storm: no more run at once than there are workers, no more wait than the
// queue holds, the others are told at once to come back, and all that were let in
// are done.
func TestStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &work.Pool{Workers: 3, Queue: 10, Patience: time.Hour}
		var running, most, done, refused atomic.Int64
		var wg sync.WaitGroup
		for range 500 {
			wg.Go(func() {
				start := time.Now()
				err := p.Do(t.Context(), func() error {
					now := running.Add(1)
					defer running.Add(-1)
					for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
					}
					time.Sleep(time.Second)
					return nil
				})
				switch {
				case err == nil:
					done.Add(1)
				case fault.Is(err, fault.Unavailable) && time.Since(start) == 0:
					refused.Add(1)
				default:
					t.Errorf("after %v: %v", time.Since(start), err)
				}
			})
		}
		synctest.Wait()
		if s := p.State(); s.Running != 3 || s.Waiting != 10 || s.Refused != 487 {
			t.Errorf("in the storm: %+v, want 3 that run, 10 that wait, 487 that were refused", s)
		}
		wg.Wait()
		if most.Load() != 3 || done.Load() != 13 || refused.Load() != 487 {
			t.Errorf("%d at once, %d done, %d refused, want 3, 13, 487", most.Load(), done.Load(), refused.Load())
		}
		if s := p.State(); s.Running != 0 || s.Waiting != 0 {
			t.Errorf("after the storm: %+v", s)
		}
	})
}

func TestDo(t *testing.T) {
	p := &work.Pool{}
	want := errors.New("not done")
	if err := p.Do(t.Context(), func() error { return want }); !errors.Is(err, want) {
		t.Errorf("err = %v, want that of the task", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Do(gone, func() error { t.Error("a task of someone who has gone runs"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want canceled", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = p.Do(t.Context(), func() error { panic("a bug in a task") })
	}()
	for range 100 * runtime.GOMAXPROCS(0) { // a place that a panic took would be missed
		if err := p.Do(t.Context(), func() error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if s := p.State(); s.Running+s.Waiting != 0 || s.Refused != 0 {
		t.Errorf("%+v, want nothing", s)
	}
}

// Who waits leaves when nobody wants the result any more, and when it takes too
// long; both give back their place in the queue.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &work.Pool{Workers: 1, Queue: 2, Patience: 2 * time.Second}
		finish := make(chan struct{})
		go func() { _ = p.Do(t.Context(), func() error { <-finish; return nil }) }()
		synctest.Wait()

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := p.Do(ctx, func() error { return nil }); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("after %v: %v, want deadline exceeded after 1 s", time.Since(start), err)
		}
		start = time.Now()
		err := p.Do(t.Context(), func() error { return nil })
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Unavailable || f.RetryAfter <= 0 || time.Since(start) != 2*time.Second {
			t.Errorf("after %v: %v, want unavailable after 2 s, and when to come back", time.Since(start), err)
		}
		if s := p.State(); s.Running != 1 || s.Waiting != 0 {
			t.Errorf("%+v, want one that runs", s)
		}
		close(finish)
		synctest.Wait()
		if err := p.Do(t.Context(), func() error { return nil }); err != nil {
			t.Errorf("when all is over: %v", err)
		}
	})
}

// TestPause: who waits for others is in nobody's way, and may even have done in
// the same pool what it waits for.
func TestPause(t *testing.T) {
	p := &work.Pool{Workers: 1, Queue: 1}
	ran := false
	err := p.Do(t.Context(), func() error {
		var inner error
		p.Pause(func() {
			inner = p.Do(t.Context(), func() error { ran = true; return nil })
		})
		if s := p.State(); s.Running != 1 || s.Waiting != 0 {
			t.Errorf("after the pause: %+v", s)
		}
		return inner
	})
	if err != nil || !ran {
		t.Errorf("ran %v, %v", ran, err)
	}
	if s := p.State(); s.Running != 0 || s.Waiting != 0 || s.Refused != 0 {
		t.Errorf("at the end: %+v", s)
	}
}
