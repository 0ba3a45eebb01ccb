package check

import (
	"context"
	"sync"
	"time"

	"blazon/internal/fault"
	"blazon/internal/work"
)

// How many checks of one network are under way, and how many more of it wait
// before they ask for a place: never more than a quarter of all, so that others
// find a place while somebody asks for badges of hosts that take their time.
const (
	maxOfNetwork = maxUnderWay / 4
	comeBack     = 5 * time.Second
)

// networks gives each network its share of the checks that may be under way.
type networks struct {
	mu     sync.Mutex
	shares map[string]*share // of those that check something now
}

// A share is that of one network.
type share struct {
	pool  work.Pool
	users int // that run, wait or are being turned away
}

// do runs f when the network called from has room in its share. If there is none
// in time f does not run, and the error is fault.TooMany.
func (n *networks) do(ctx context.Context, from string, f func() error) error {
	s := n.take(from)
	defer n.give(from, s)
	begun := false
	err := s.pool.Do(ctx, func() error {
		begun = true
		return f()
	})
	if !begun && fault.Is(err, fault.Unavailable) {
		return &fault.Error{
			Kind: fault.TooMany, RetryAfter: comeBack, Err: err,
			Text: "Many badges are being checked for your network just now, and some wait for hosts that are slow to answer. Nothing was done. Try again in a few seconds.",
		}
	}
	return err
}

func (n *networks) take(from string) *share {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.shares[from]
	if s == nil {
		s = &share{pool: work.Pool{Workers: maxOfNetwork, Queue: maxOfNetwork}}
		n.shares[from] = s
	}
	s.users++
	return s
}

func (n *networks) give(from string, s *share) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if s.users--; s.users == 0 {
		delete(n.shares, from)
	}
}
