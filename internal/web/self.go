package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"

	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/serve"
)

// Own answers for addresses of this site with what it would answer anyone, without
// a request. So the badges of a site can be checked on it even where it cannot
// reach itself by its public address, and no check makes another.
func (s *Server) Own() func(ctx context.Context, u *url.URL, accept string) (*did.Response, error) {
	mux := http.NewServeMux()
	for _, rt := range s.Routes() {
		if rt.Open && rt.Method == http.MethodGet {
			mux.Handle(rt.Pattern(), s.ownHandler(rt))
		}
	}
	return func(ctx context.Context, u *url.URL, accept string) (*did.Response, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, &did.FetchError{URL: u.String(), Err: err}
		}
		r.Header.Set("Accept", accept)
		w := &kept{header: http.Header{}}
		mux.ServeHTTP(w, r)
		if w.err != nil {
			return nil, &did.FetchError{URL: u.String(), Err: w.err}
		}
		return &did.Response{URL: u.String(), Status: w.status, MediaType: w.header.Get("Content-Type"), Body: w.body.Bytes(), FetchedAt: s.Now()}, nil
	}
}

// ownHandler runs a handler of a public document for ourselves.
func (s *Server) ownHandler(rt serve.Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := &serve.Request{Request: r, Domain: s.Site.DomainOf(r.Context(), r.Host)}
		err := s.atDomain(r.Context(), own, rt)
		if err == nil {
			err = rt.Handle(w, own)
		}
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

// atDomain refuses what is not of the issuer at whose domain it is asked for.
func (s *Server) atDomain(ctx context.Context, r *serve.Request, rt serve.Route) error {
	if r.Domain == "" {
		return nil
	}
	owner, err := s.OwnerOf(ctx, r)
	if err == nil && (owner != r.Domain || !rt.Domains) {
		err = notHere()
	}
	return err
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
