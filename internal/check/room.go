package check

import (
	"context"
	"sync"
	"time"

	"blazon/internal/fault"
)

// How many checks of a node may be waiting for documents of others, how many more may
// wait for a place among those, and for how long. Waiting takes memory and no
// processor, and most documents come within a second.
const (
	maxWaiting  = 48
	maxQueued   = 16
	maxPatience = 5 * time.Second
)

// partOfFree: a network gets another place only while it has fewer than an eighth of
// those that are free. The more are taken, the fewer anyone may have, and who has none
// gets one as long as there is one.
const partOfFree = 8

// A room has the places of checks that wait for others. Make one with newRoom.
type room struct {
	mu     sync.Mutex
	taken  int
	of     map[string]int // places by network
	queued int
	left   chan struct{} // closed, and made anew, when somebody leaves
}

func newRoom() *room {
	return &room{of: make(map[string]int), left: make(chan struct{})}
}

// enter takes a place for the network from, and waits a while for one. The error is
// fault.TooMany if the network has its share, and fault.Unavailable if it has none and
// there is none.
func (r *room) enter(ctx context.Context, from string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.free(from) {
		if r.queued == maxQueued {
			return noPlace(r.of[from])
		}
		r.queued++
		defer func() { r.queued-- }()
		timer := time.NewTimer(maxPatience)
		defer timer.Stop()
		for !r.free(from) {
			if err := r.wait(ctx, from, timer.C); err != nil {
				return err
			}
		}
	}
	r.taken++
	r.of[from]++
	return nil
}

// free reports whether the network from may take a place.
func (r *room) free(from string) bool {
	return r.of[from]*partOfFree < maxWaiting-r.taken
}

// wait waits until somebody leaves, and does not hold the lock meanwhile.
func (r *room) wait(ctx context.Context, from string, end <-chan time.Time) error {
	left, has := r.left, r.of[from]
	r.mu.Unlock()
	defer r.mu.Lock()
	select {
	case <-left:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-end:
		return noPlace(has)
	}
}

// leave gives back a place of the network from.
func (r *room) leave(from string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken--
	if r.of[from]--; r.of[from] == 0 {
		delete(r.of, from)
	}
	close(r.left)
	r.left = make(chan struct{})
}

// noPlace says why a network that has so many places gets no other.
func noPlace(has int) error {
	if has > 0 {
		return ofNetwork(nil)
	}
	return &fault.Error{
		Kind: fault.Unavailable, RetryAfter: comeBack,
		Text: "Many checks are waiting just now for hosts that are slow to answer, as many as this server lets wait at once. Nothing was done. Try again in a few seconds.",
	}
}
