// Package work keeps what costs a processor much, such as signing and checking
// badges, to as many tasks at once as there are processors. A few more may wait;
// whoever comes then is asked to come back, so that a storm of requests costs
// neither memory nor those who came before.
package work

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"blazon/internal/fault"
)

// A Pool has a number of places for tasks, and a queue before them. The zero
// Pool is ready. One may be used by many goroutines.
type Pool struct {
	// Workers is how many tasks run at once; the number of processors if zero. A
	// pool for tasks that also wait for the network has more.
	Workers int
	// Queue is how many more may wait; 16 for each worker if zero.
	Queue int
	// Patience is how long each may wait; 5 s if zero.
	Patience time.Duration

	start    sync.Once
	places   chan struct{}
	most     int64 // that may be inside
	patience time.Duration
	inside   atomic.Int64 // tasks that run or wait
	turned   atomic.Int64 // tasks that were turned away
}

// The defaults of a Pool, and when those turned away may come back.
const (
	queuePerWorker = 16
	patience       = 5 * time.Second
	comeBack       = 5 * time.Second
)

func (p *Pool) open() {
	workers, queue := p.Workers, p.Queue
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if queue <= 0 {
		queue = queuePerWorker * workers
	}
	if p.patience = p.Patience; p.patience <= 0 {
		p.patience = patience
	}
	p.places, p.most = make(chan struct{}, workers), int64(workers+queue)
}

// Do runs f on the goroutine of its caller as soon as there is a place, and
// returns its error. When the queue is full or the wait too long f does not run,
// and the error is a fault of kind Unavailable. Tasks get places in the order in
// which they came.
//
// A task must not call Do of its own pool, except within Pause: it would wait
// for itself.
func (p *Pool) Do(ctx context.Context, f func() error) error {
	if err := p.enter(ctx); err != nil {
		return err
	}
	defer p.leave()
	return f()
}

// enter waits for a place.
func (p *Pool) enter(ctx context.Context) error {
	p.start.Do(p.open)
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.inside.Add(1) > p.most {
		p.inside.Add(-1)
		return p.full()
	}
	select { // mostly there is a place, and no need of a timer
	case p.places <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(p.patience)
	defer timer.Stop()
	select {
	case p.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		p.inside.Add(-1)
		return ctx.Err()
	case <-timer.C:
		p.inside.Add(-1)
		return p.full()
	}
}

// Pause runs wait within a task of Do. While it runs, the place of the task is
// free for others: use it for what takes time and no processor, such as a
// request to another host. Whoever gives tasks that pause has to bound their
// number.
func (p *Pool) Pause(wait func()) {
	p.leave()
	defer func() {
		p.inside.Add(1)
		p.places <- struct{}{} // never refused: the task has begun
	}()
	wait()
}

func (p *Pool) leave() {
	<-p.places
	p.inside.Add(-1)
}

func (p *Pool) full() error {
	p.turned.Add(1)
	return &fault.Error{
		Kind: fault.Unavailable, RetryAfter: comeBack,
		Text: "Many badges are being signed and checked just now, more than this server can take on at once. Nothing was done. Try again in a few seconds.",
	}
}

// A State is how busy a Pool is.
type State struct {
	Running, Waiting int
	Refused          int64 // tasks, since the start
}

// State returns how busy p is at about this moment, for metrics.
func (p *Pool) State() State {
	p.start.Do(p.open)
	running := len(p.places)
	return State{Running: running, Waiting: max(0, int(p.inside.Load())-running), Refused: p.turned.Load()}
}
