package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/serve"
)

// Fetcher returns a fetcher that answers for addresses of this site by itself,
// with what it would answer anyone, and leaves all others to next. So the
// badges of a site can be checked on it even where it cannot reach itself by
// its public address.
func (s *Server) Fetcher(next did.Fetcher) did.Fetcher {
	f := &selfFetcher{base: s.BaseURL, next: next, now: s.Now, mux: http.NewServeMux()}
	for _, rt := range s.Routes() {
		if rt.Open && rt.Method == http.MethodGet {
			f.mux.Handle(rt.Pattern(), ownHandler(rt.Handle))
		}
	}
	return f
}

// A selfFetcher is what Fetcher returns.
type selfFetcher struct {
	base string
	next did.Fetcher
	now  func() time.Time
	mux  *http.ServeMux
}

// Fetch answers from this site, or asks next.
func (f *selfFetcher) Fetch(ctx context.Context, address, accept string) (*did.Response, error) {
	path, own := strings.CutPrefix(address, f.base+"/")
	if !own {
		return f.next.Fetch(ctx, address, accept)
	}
	u, err := url.Parse("/" + path)
	if err != nil {
		return nil, &did.FetchError{URL: address, Err: err}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, &did.FetchError{URL: address, Err: err}
	}
	r.Header.Set("Accept", accept)
	w := &kept{header: http.Header{}}
	f.mux.ServeHTTP(w, r)
	if w.err != nil {
		return nil, &did.FetchError{URL: address, Err: w.err}
	}
	return &did.Response{URL: address, Status: w.status, MediaType: w.header.Get("Content-Type"), Body: w.body.Bytes(), FetchedAt: f.now()}, nil
}

// ownHandler runs a handler of a public document for ourselves.
func ownHandler(h serve.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, &serve.Request{Request: r})
		if err == nil {
			return
		}
		if k, ok := w.(*kept); ok {
			kind, _ := fault.Public(err)
			k.status = serve.Status(kind)
			if kind == fault.Internal || kind == fault.Unavailable || errors.Is(err, context.Canceled) {
				k.err = err
			}
		}
	})
}

// kept is an answer that stays here.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
	err    error
}

// Header returns the header of the answer.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader keeps the first status.
func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

// Write keeps the body.
func (k *kept) Write(p []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(p)
}
