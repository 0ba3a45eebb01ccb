package serve

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"blazon/internal/fault"
)

// domainsFor is how long the domains that were read serve, whatever is asked for:
// strangers may invent as many hosts as they like.
const domainsFor = 15 * time.Second

// domains are the hosts at which issuers are shown, besides that of the site.
type domains struct {
	mu    sync.Mutex
	until time.Time
	of    map[string]string // the id of an issuer, by host
}

// DomainOf returns the issuer that is shown at a host, or "". The database is asked a
// few times a minute at most; while it does not answer, what it said last counts.
func (s *Site) DomainOf(ctx context.Context, host string) string {
	if s.Domains == nil {
		return ""
	}
	if name, port, err := net.SplitHostPort(host); err == nil && (!s.secure() || port == "443") {
		host = name
	}
	host = strings.ToLower(host)
	s.domains.mu.Lock()
	defer s.domains.mu.Unlock()
	if now := s.Now(); !now.Before(s.domains.until) {
		of, err := s.Domains(ctx)
		if err == nil {
			s.domains.of = of
		} else {
			s.Log.Warn("the domains of issuers cannot be read", slog.String("error", err.Error()))
		}
		s.domains.until = now.Add(domainsFor)
	}
	return s.domains.of[host]
}

// atDomain admits a request for the domain of an issuer. Nothing but what is public
// about that issuer is there, nobody is signed in there, and everything else is at
// the site's own address.
func (s *Site) atDomain(r *Request) error {
	rt := r.route
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return &statusError{http.StatusMisdirectedRequest, "Only what is public is served at this address. Open " + s.BaseURL + " instead."}
	case !rt.Domains:
		return &elsewhere{s.BaseURL + r.URL.RequestURI()}
	case s.OwnerOf == nil || !strings.Contains(rt.Path, "{") || rt.Path == "/{$}" || rt.Rate == Free:
		return nil
	}
	owner, err := s.OwnerOf(r.Context(), r)
	if err == nil && owner != r.Domain {
		err = fault.New(fault.NotFound, "There is no page at this address. It may have been mistyped, or cut off when it was copied.")
	}
	return err
}

// elsewhere is an error that says where the page is.
type elsewhere struct{ location string }

// Error implements error.
func (e *elsewhere) Error() string { return "this page is at " + e.location }
