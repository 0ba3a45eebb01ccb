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

// domainsTime is how long reading them may take.
const domainsTime = 2 * time.Second

// domains are the hosts at which issuers are shown, besides that of the site.
type domains struct {
	mu    sync.Mutex
	first sync.Once
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
	d := &s.domains
	d.first.Do(func() { s.readDomains(ctx) }) // until then nobody knows of any
	d.mu.Lock()
	due := !s.Now().Before(d.until)
	if due {
		d.until = s.Now().Add(domainsFor) // others need not wait, and none asks twice
	}
	d.mu.Unlock()
	if due {
		s.readDomains(ctx)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.of[strings.ToLower(host)]
}

// readDomains asks the database. Whoever made that necessary may go away meanwhile:
// nobody can keep the others from knowing.
func (s *Site) readDomains(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), domainsTime)
	defer cancel()
	of, err := s.Domains(ctx)
	s.domains.mu.Lock()
	defer s.domains.mu.Unlock()
	s.domains.until = s.Now().Add(domainsFor)
	if err != nil {
		s.Log.Warn("the domains of issuers cannot be read", slog.String("error", err.Error()))
		return
	}
	s.domains.of = of
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
