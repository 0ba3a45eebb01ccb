package bundle

import (
	"context"
	"errors"
	"slices"
	"sync"

	"blazon/did"
)

// A Recorder fetches with another Fetcher and remembers every answer. It
// implements did.Fetcher; one is for one badge.
type Recorder struct {
	Next did.Fetcher

	mu   sync.Mutex
	seen []Document
}

// Fetch implements did.Fetcher.
func (r *Recorder) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	resp, err := r.Next.Fetch(ctx, url, accept)
	d := Document{URL: url, Accept: accept, Part: part(nil)}
	if err != nil {
		d.failed(err)
	} else {
		d.Status, d.MediaType, d.FetchedAt, d.Part = resp.Status, resp.MediaType, resp.FetchedAt.UTC(), part(resp.Body)
		if resp.URL != url {
			d.From = resp.URL
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	same := func(o Document) bool { return o.URL == d.URL && o.Accept == d.Accept }
	if i := slices.IndexFunc(r.seen, same); i >= 0 {
		r.seen[i] = d
	} else {
		r.seen = append(r.seen, d)
	}
	return resp, err
}

// failed keeps why there is no answer.
func (d *Document) failed(err error) {
	d.Error = err.Error()
	var e *did.FetchError
	if !errors.As(err, &e) {
		return
	}
	d.Blocked = e.Blocked
	if e.Err != nil {
		d.Error = e.Err.Error()
	}
}

// documents returns what was fetched, in the order in which it was asked for.
func (r *Recorder) documents() []Document {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen)
}
