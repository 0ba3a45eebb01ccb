package fetch

import (
	"net/url"
	"sync"
	"time"
)

// A breaker stops asking for what does not answer: after a few failures in a
// row a host to which there is no connection is left alone for a while, and an
// address that a host does not answer in time, so that a badge whose issuer is
// dead costs nobody ten seconds again and again. Of an address nothing follows
// for its host: who chose it may have wanted it to fail.
type breaker struct {
	mu     sync.Mutex
	places map[string]*placeState // by host, as in https://a.example, and by address
}

type placeState struct {
	failures int
	until    time.Time // asked again from then on
}

const (
	failuresAllowed = 4
	pause           = 30 * time.Second
	maxPlaces       = 4096 // remembered at most
)

// hostOf is the name under which the host of u is remembered; that of an address
// has a path, or a query, behind it.
func hostOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

// addressOf is the name under which u is remembered.
func addressOf(u *url.URL) string { return hostOf(u) + " " + u.RequestURI() }

// open reports whether u, or its host, is being left alone.
func (b *breaker) open(u *url.URL, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, place := range []string{hostOf(u), addressOf(u)} {
		if s := b.places[place]; s != nil && s.failures >= failuresAllowed && now.Before(s.until) {
			return true
		}
	}
	return false
}

// answered records that places answered.
func (b *breaker) answered(places ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, place := range places {
		delete(b.places, place)
	}
}

// failed records that a place did not answer.
func (b *breaker) failed(place string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.places[place]
	if s == nil {
		if b.places == nil || len(b.places) >= maxPlaces {
			b.places = make(map[string]*placeState) // forgetting is harmless
		}
		s = new(placeState)
		b.places[place] = s
	}
	s.failures++
	s.until = now.Add(pause)
}
