package main

import (
	"context"
	"sync"
	"time"

	"blazon/did"
	"blazon/internal/fetch"
)

// A fetchCache keeps answers in memory for as long as the program runs. It
// implements fetch.Cache.
type fetchCache struct {
	mu      sync.Mutex
	entries map[[2]string]fetch.Entry
	bytes   int
}

// What a fetchCache keeps at most. Beyond that it starts anew.
const (
	maxCacheBytes   = 64 << 20
	maxCacheEntries = 10_000
)

func newFetchCache() *fetchCache { return &fetchCache{entries: make(map[[2]string]fetch.Entry)} }

// Fetched implements fetch.Cache.
func (c *fetchCache) Fetched(_ context.Context, url, accept string) (fetch.Entry, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[[2]string{url, accept}]
	return e, ok, nil
}

// KeepFetched implements fetch.Cache.
func (c *fetchCache) KeepFetched(_ context.Context, e fetch.Entry) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := [2]string{e.URL, e.Accept}
	c.bytes -= len(c.entries[key].Body)
	if c.bytes+len(e.Body) > maxCacheBytes || len(c.entries) >= maxCacheEntries {
		clear(c.entries)
		c.bytes = 0
	}
	c.entries[key] = e
	c.bytes += len(e.Body)
	return nil
}

// A sharedFetcher gives badges that are judged together the same answer: who
// asks for what another is just being told waits for that, and what was
// answered less than a minute ago is not asked again, whatever its server says
// about keeping it. Thousands of badges of one issuer so cost one request each
// for its Profile and its status list. It implements did.Fetcher.
type sharedFetcher struct {
	next did.Fetcher
	now  func() time.Time

	mu      sync.Mutex
	answers map[[2]string]*sharedAnswer
	bytes   int
}

// A sharedAnswer is an answer, or one that will be when ready is closed.
type sharedAnswer struct {
	ready chan struct{}
	resp  *did.Response
	err   error
	at    time.Time
	gone  bool // whoever asked did not wait for the answer
}

// sharedFor is how long an answer is shared.
const sharedFor = time.Minute

// Fetch implements did.Fetcher.
func (f *sharedFetcher) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	key := [2]string{url, accept}
	for {
		a, mine := f.claim(key)
		if mine {
			a.resp, a.err = f.next.Fetch(ctx, url, accept)
			a.gone = ctx.Err() != nil
			f.settle(key, a)
			return a.resp, a.err
		}
		select {
		case <-ctx.Done():
			return nil, &did.FetchError{URL: url, Err: ctx.Err()}
		case <-a.ready:
		}
		if !a.gone {
			return a.resp, a.err
		}
		// Whoever asked went away before there was an answer.
	}
}

// claim returns the answer to a request, or a new one that the caller must find.
func (f *sharedFetcher) claim(key [2]string) (a *sharedAnswer, mine bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if a, ok := f.answers[key]; ok && (a.at.IsZero() || f.now().Sub(a.at) < sharedFor) {
		return a, false
	}
	if f.answers == nil {
		f.answers = make(map[[2]string]*sharedAnswer)
	}
	a = &sharedAnswer{ready: make(chan struct{})}
	f.answers[key] = a
	return a, true
}

// settle tells those who wait. Only what a server answered is kept.
func (f *sharedFetcher) settle(key [2]string, a *sharedAnswer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case a.err != nil:
		delete(f.answers, key)
	case f.bytes+len(a.resp.Body) > maxCacheBytes || len(f.answers) >= maxCacheEntries:
		clear(f.answers)
		f.bytes = 0
	default:
		f.bytes += len(a.resp.Body)
	}
	a.at = f.now()
	close(a.ready)
}
