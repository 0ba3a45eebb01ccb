package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"blazon/internal/issuer"
)

// domainsEvery is how often it is seen whether a domain has to be looked for again.
const domainsEvery = time.Hour

// keepDomains looks for the records of domains that were not looked for within a day,
// now and again, until ctx ends.
func (a *App) keepDomains(ctx context.Context) {
	tick := time.NewTicker(domainsEvery)
	defer tick.Stop()
	for {
		if err := a.Issuers.CheckDomains(ctx); err != nil && ctx.Err() == nil {
			a.deps.Log.Error("the domains of issuers could not be looked for", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// askDomain answers proxies that ask before they get a certificate for a host: 200 if
// an issuer is shown there, 404 if not. The DNS is not asked, and the database a few
// times a minute at most, whatever strangers make a proxy ask.
func (a *App) askDomain(w http.ResponseWriter, r *http.Request) {
	if a.site.DomainOf(r.Context(), r.URL.Query().Get("domain")) == "" {
		http.Error(w, "no issuer is shown at this host", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// resolverOf is the DNS of the program.
func resolverOf(d Deps) issuer.Resolver {
	if d.DNS != nil {
		return d.DNS
	}
	return systemDNS{new(net.Resolver)}
}

// systemDNS asks the DNS as the system is set up to.
type systemDNS struct{ *net.Resolver }

// TXT implements issuer.Resolver.
func (s systemDNS) TXT(ctx context.Context, name string) ([]string, error) {
	texts, err := s.LookupTXT(ctx, name+".") // the whole name: no domain of this machine is added
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout {
		return nil, nil
	}
	return texts, err
}
