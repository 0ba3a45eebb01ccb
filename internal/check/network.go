package check

import (
	"context"
	"sync"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/work"
)

// How many checks of one network are under way, and how many times as many more of it
// wait before they begin, as those of a class behind one address; and the same of the
// wider network around it, of which one person may have many. So others find room while
// somebody asks for many badges.
const (
	maxOfNetwork = 4
	maxOfWider   = 2 * maxOfNetwork
	queueTimes   = 10
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

// do runs f when the network called from, and the one around it, have room in their
// shares. If there is none in time f does not run, and the error is fault.TooMany.
func (n *networks) do(ctx context.Context, from string, f func() error) error {
	around := account.Around(from)
	if around == from {
		return n.within(ctx, from, maxOfNetwork, f)
	}
	return n.within(ctx, from, maxOfNetwork, func() error { return n.within(ctx, around, maxOfWider, f) })
}

// within runs f when one network has room in its share, of so many that run, and
// queueTimes as many that wait.
func (n *networks) within(ctx context.Context, from string, most int, f func() error) error {
	s := n.take(from, most)
	defer n.give(from, s)
	begun := false
	err := s.pool.Do(ctx, func() error {
		begun = true
		return f()
	})
	if !begun && fault.Is(err, fault.Unavailable) {
		return ofNetwork(err)
	}
	return err
}

// ofNetwork says that a network has its share, which cause may have found out.
func ofNetwork(cause error) error {
	return &fault.Error{
		Kind: fault.TooMany, RetryAfter: comeBack, Err: cause,
		Text: "Many badges are being checked for your network just now, and some wait for hosts that are slow to answer. Nothing was done. Try again in a few seconds.",
	}
}

func (n *networks) take(from string, most int) *share {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.shares[from]
	if s == nil {
		s = &share{pool: work.Pool{Workers: most, Queue: queueTimes * most}}
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
