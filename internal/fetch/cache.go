package fetch

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"blazon/did"
)

// An Entry is an answer that was kept: always one of status 200.
type Entry struct {
	URL, Accept        string // what was asked
	Source             string // where it came from after redirects
	MediaType          string
	Body               []byte
	ETag, LastModified string // the server's validators, empty if it gave none
	// FetchedAt is when the server last said that this is its answer; until
	// FreshUntil it is not asked again.
	FetchedAt, FreshUntil time.Time
}

// A Cache keeps answers, for all nodes of a site. Losing one is harmless; an
// error only means that the server is asked.
type Cache interface {
	// Fetched returns what was kept for a URL and an Accept header, if anything.
	Fetched(ctx context.Context, url, accept string) (e Entry, ok bool, err error)
	// KeepFetched keeps e in place of what was there.
	KeepFetched(ctx context.Context, e Entry) error
}

const (
	// maxFresh bounds how long a server is believed that its answer will not
	// change: a key that is withdrawn must not be used much longer.
	maxFresh = 5 * time.Minute
	// maxKept is how large a body may be to be kept.
	maxKept = 512 << 10
	// maxValidator is how long a validator may be.
	maxValidator = 512
)

// kept returns the entry for a request, if there is one.
func (c *Client) kept(ctx context.Context, url, accept string) (Entry, bool) {
	if c.Cache == nil || c.Now().IsZero() {
		return Entry{}, false
	}
	e, ok, err := c.Cache.Fetched(ctx, url, accept)
	if err != nil {
		c.note(ctx, "the cache did not answer", url, err)
		return Entry{}, false
	}
	return e, ok && e.URL == url && e.Accept == accept
}

// fresh reports whether the entry can stand in for a request.
func (e Entry) fresh(now time.Time) bool {
	return now.Before(e.FreshUntil) && !now.Before(e.FetchedAt)
}

// response is the entry as the answer to a request.
func (e Entry) response() *did.Response {
	return &did.Response{URL: e.Source, Status: http.StatusOK, MediaType: e.MediaType, Body: e.Body, FetchedAt: e.FetchedAt}
}

// ask adds the entry's validators to a request, if that goes to where the entry came
// from. What another server says about them says nothing about the entry.
//
// RFC 9110 13.1: If-None-Match goes before If-Modified-Since.
func (e Entry) ask(r *http.Request) {
	r.Header.Del("If-None-Match")
	r.Header.Del("If-Modified-Since")
	switch {
	case r.URL.String() != e.Source:
	case e.ETag != "":
		r.Header.Set("If-None-Match", e.ETag)
	case e.LastModified != "":
		r.Header.Set("If-Modified-Since", e.LastModified)
	}
}

// confirmed reports whether resp says that the entry is still the answer.
func (e Entry) confirmed(resp *http.Response) bool {
	return resp.StatusCode == http.StatusNotModified && resp.Request.URL.String() == e.Source &&
		(e.ETag != "" || e.LastModified != "")
}

// keep keeps an answer, if its server and those who sent on to it allow that, and it is of
// any use.
func (c *Client) keep(ctx context.Context, e Entry, h http.Header, way *trail) {
	now := c.Now()
	if c.Cache == nil || now.IsZero() || len(e.Body) > maxKept {
		return
	}
	life, allowed := lifetime(h)
	if !allowed || way.unkept {
		return
	}
	life = min(life, way.life)
	if tag := h.Get("ETag"); tag != "" && len(tag) <= maxValidator {
		e.ETag = tag
	}
	if at := h.Get("Last-Modified"); at != "" && len(at) <= maxValidator {
		e.LastModified = at
	}
	if life == 0 && e.ETag == "" && e.LastModified == "" {
		return
	}
	e.FetchedAt, e.FreshUntil = now, now.Add(life)
	if err := c.Cache.KeepFetched(ctx, e); err != nil {
		c.note(ctx, "the cache did not keep an answer", e.URL, err)
	}
}

// note tells the log.
func (c *Client) note(ctx context.Context, what, url string, err error) {
	if c.Log != nil {
		c.Log.DebugContext(ctx, "fetch", "url", url, "cause", what+": "+err.Error())
	}
}

// lifetime returns how long an answer may be used without asking again, and
// whether it may be kept at all.
//
// RFC 9111 5.2.2 and 4.1: no-store, private and a Vary on anything but Accept
// forbid it; no-cache and must-revalidate mean asking each time.
func lifetime(h http.Header) (life time.Duration, allowed bool) {
	for _, field := range strings.Split(strings.Join(h.Values("Vary"), ","), ",") {
		switch strings.ToLower(strings.TrimSpace(field)) {
		case "", "accept", "accept-encoding", "origin", "user-agent":
		default:
			return 0, false
		}
	}
	again := false
	for _, d := range strings.Split(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(d)), "=")
		switch name {
		case "no-store", "private":
			return 0, false
		case "no-cache":
			again = true
		case "max-age":
			n, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31)
			if err != nil {
				again = true
				continue
			}
			life = time.Duration(n) * time.Second
		}
	}
	if age, err := strconv.ParseUint(h.Get("Age"), 10, 31); err == nil {
		life -= min(life, time.Duration(age)*time.Second)
	}
	if again {
		life = 0
	}
	return min(life, maxFresh), true
}
