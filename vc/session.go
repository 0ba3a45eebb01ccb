package vc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"blazon/did"
	"blazon/statuslist"
)

// A Budget bounds what one verification may ask of the network. Zero fields
// mean 12 fetches, 8 MiB and 20 s.
type Budget struct {
	Fetches int
	Bytes   int64
	Time    time.Duration
}

func (b Budget) withDefaults() Budget {
	if b.Fetches == 0 {
		b.Fetches = 12
	}
	if b.Bytes == 0 {
		b.Bytes = 8 << 20
	}
	if b.Time == 0 {
		b.Time = 20 * time.Second
	}
	return b
}

var (
	errBudget    = errors.New("this badge leads to more documents than one check may fetch")
	errNoNetwork = errors.New("no access to the network was given")
)

// A session is the Fetcher of one verification. It counts against the budget,
// asks for each document once, and remembers what it got for the report.
type session struct {
	fetcher did.Fetcher
	budget  Budget

	mu        sync.Mutex
	count     int
	bytes     int64
	answers   map[[2]string]fetched
	documents []Document
	signed    map[signedKey]signedSchema // what was found out about schemas in credentials
	given     []string                   // notes on contexts that come from whoever runs this

	lists readLists
	sums  sums
	alreadyRead

	unpacked   map[string]*statuslist.List // by encodedList
	unpackings int
	kept       int // bytes of lists

	work      atomic.Int64 // what may still be spent on JSON schemas
	explained atomic.Int64 // bytes of long values that Explain added
}

// newSession returns one that has spent nothing.
func newSession(fetcher did.Fetcher, budget Budget) *session {
	s := &session{fetcher: fetcher, budget: budget, answers: make(map[[2]string]fetched), unpacked: make(map[string]*statuslist.List)}
	s.work.Store(maxSchemasWork)
	return s
}

// schemaWork returns what may be spent on the JSON schemas of one credential while ctx
// lasts.
func (s *session) schemaWork(ctx context.Context) *schemaWork {
	return &schemaWork{left: maxSchemaWork, total: &s.work, ended: ctx.Err}
}

type fetched struct {
	resp *did.Response
	err  error
}

// Fetch implements did.Fetcher.
func (s *session) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	// What was asked for before costs no time, but what is done with it does.
	if err := ctx.Err(); err != nil {
		return nil, &did.FetchError{URL: url, Err: err}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := [2]string{url, accept}
	a, ok := s.answers[key]
	if !ok {
		var err error
		if a, err = s.ask(ctx, url, accept); err != nil {
			return nil, err
		}
		s.answers[key] = a
		s.note(url, a)
	}
	if a.err == nil && a.resp.Status == 200 {
		seenIn(ctx).note(url, a.resp.Body)
	}
	return a.resp, a.err
}

// ask asks for a document that was not asked for before. The error says that it may
// not, which is nothing to remember.
func (s *session) ask(ctx context.Context, url, accept string) (a fetched, err error) {
	switch {
	case s.fetcher == nil:
		return a, &did.FetchError{URL: url, Err: errNoNetwork}
	case s.count >= s.budget.Fetches || s.bytes >= s.budget.Bytes:
		return a, &did.FetchError{URL: url, Blocked: true, Err: errBudget}
	default:
		s.count++
		a.resp, a.err = s.fetcher.Fetch(ctx, url, accept)
	}
	if a.err == nil && s.bytes+int64(len(a.resp.Body)) > s.budget.Bytes {
		a = fetched{nil, &did.FetchError{URL: url, Blocked: true, Err: errBudget}}
		s.bytes = s.budget.Bytes
	}
	return a, nil
}

func (s *session) note(url string, a fetched) {
	d := Document{URL: url}
	if a.err != nil {
		d.Error = a.err.Error()
		var e *did.FetchError
		if errors.As(a.err, &e) && e.Err != nil {
			d.Error = e.Err.Error()
		}
		s.documents = append(s.documents, d)
		return
	}
	sum := sha256.Sum256(a.resp.Body)
	d.Status, d.MediaType, d.Size, d.FetchedAt = a.resp.Status, a.resp.MediaType, len(a.resp.Body), a.resp.FetchedAt
	d.SHA256 = hex.EncodeToString(sum[:])
	if a.resp.URL != url {
		d.From = a.resp.URL
	}
	s.bytes += int64(len(a.resp.Body))
	s.documents = append(s.documents, d)
}

// fetched returns what was fetched so far.
func (s *session) fetched() []Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.documents)
}
