package fetch

import (
	"sync"
	"time"
)

// A breaker stops asking hosts that do not answer: after a few failures in a
// row a host is left alone for a while, so that a badge whose issuer is dead
// costs nobody ten seconds again and again.
type breaker struct {
	mu    sync.Mutex
	hosts map[string]*hostState
}

type hostState struct {
	failures int
	until    time.Time // asked again from then on
}

const (
	failuresAllowed = 4
	pause           = 30 * time.Second
	maxHosts        = 4096 // remembered at most
)

// open reports whether host is being left alone.
func (b *breaker) open(host string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.hosts[host]
	return s != nil && s.failures >= failuresAllowed && now.Before(s.until)
}

// note records how a request to host went. A host that answered anything at
// all is well.
func (b *breaker) note(host string, answered bool, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if answered {
		delete(b.hosts, host)
		return
	}
	if b.hosts == nil || len(b.hosts) >= maxHosts {
		b.hosts = make(map[string]*hostState) // forgetting is harmless
	}
	s := b.hosts[host]
	if s == nil {
		s = new(hostState)
		b.hosts[host] = s
	}
	s.failures++
	s.until = now.Add(pause)
}
