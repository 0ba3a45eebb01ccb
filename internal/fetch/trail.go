package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// A trail is the way of one request through redirects.
type trail struct {
	first, at      *url.URL    // where it began, and where it is
	tried, reached atomic.Bool // whether a connection to there was begun, and was had

	life   time.Duration // for how long the redirects until there may be used again
	unkept bool          // one of them may not be kept at all
}

func newTrail(u *url.URL) *trail { return &trail{first: u, at: u, life: maxFresh} }

// sentOn notes a redirect. What is kept is the answer to the first address, so it is kept
// no longer than any hop on the way to it allows.
//
// RFC 9110 15.4: of redirects that say nothing themselves only permanent ones may be used
// again.
func (t *trail) sentOn(by *http.Response) {
	life, allowed := lifetime(by.Header)
	permanent := by.StatusCode == http.StatusMovedPermanently || by.StatusCode == http.StatusPermanentRedirect
	silent := by.Header.Get("Cache-Control") == "" && by.Header.Get("Expires") == "" && by.Header.Get("Pragma") == ""
	if !permanent || !silent {
		t.life = min(t.life, life)
	}
	t.unkept = t.unkept || !allowed
}

// watch returns a context with which a request tells the trail how far it came.
func (t *trail) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { t.tried.Store(true) },
		ConnectStart: func(_, _ string) { t.tried.Store(true) },
		GotConn:      func(httptrace.GotConnInfo) { t.reached.Store(true) },
	})
}

// on goes on to u.
func (t *trail) on(u *url.URL) {
	t.at = u
	t.tried.Store(false)
	t.reached.Store(false)
}

// note tells b how the request ended: with err, and late if its time was over.
// Whoever sent it on has used up some of its time, so then it says nothing
// about where it was sent. Nor does it where it only waited for its turn.
func (t *trail) note(b *breaker, err error, late bool, now time.Time) {
	var timeout net.Error
	late = late || errors.As(err, &timeout) && timeout.Timeout()
	switch {
	case err == nil || errors.Is(err, errUnusable):
		b.answered(addressOf(t.first), addressOf(t.at), hostOf(t.at))
	case errors.Is(err, errBlocked), errors.Is(err, errResting), errors.As(err, new(*toSelf)):
	case late && t.at != t.first:
		b.failed(addressOf(t.first), now)
	case t.reached.Load():
		b.failed(addressOf(t.at), now)
	case t.tried.Load():
		b.failed(hostOf(t.at), now)
	}
}
