package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"blazon/did"
	"blazon/internal/api"
	"blazon/internal/fetch"
	"blazon/internal/issuer"
	"blazon/internal/serve"
	"blazon/internal/web"
)

// surface makes pages, documents and the API, and what answers with them.
func (a *App) surface() error {
	d := a.deps
	site := &serve.Site{
		BaseURL: a.config.BaseURL, TrustedProxies: a.config.proxies(), Sessions: a.Accounts,
		May: func(ctx context.Context, by, issuerID, action string) error {
			return a.Issuers.May(ctx, by, issuerID, issuer.Action(action))
		},
		Domains: a.Issuers.ServedDomains,
		Observe: a.metrics.request, Now: d.Now, Rand: d.Rand, Log: d.Log,
	}
	pages, err := web.New(web.Server{
		Accounts: a.Accounts, Issuers: a.Issuers, Catalogue: a.Catalogue, Awarder: a.Awarder, Checks: a.Checks,
		Outbox: a.outbox, Ready: a.ready, Site: site, BaseURL: a.config.BaseURL, Now: d.Now, Rand: d.Rand,
	})
	if err != nil {
		return err
	}
	a.connect(pages)
	rest := &api.Server{
		Accounts: a.Accounts, Issuers: a.Issuers, Catalogue: a.Catalogue, Awarder: a.Awarder, Checks: a.Checks,
		BaseURL: a.config.BaseURL, Version: d.Version, Log: d.Log,
	}
	site.Page, site.OwnerOf = pages.ErrorPage, pages.OwnerOf
	a.site = site
	a.routes = append(pages.Routes(), rest.Routes()...)
	a.handler, err = site.Handler(a.routes...)
	return err
}

// connect lets the verifier ask the world, and this site without a detour.
func (a *App) connect(pages *web.Server) {
	client := fetch.New(fetch.Options{
		AllowPrivate: a.config.AllowPrivate, AllowHTTP: a.config.AllowPrivate, Ports: a.config.Ports, Now: a.deps.Now, Log: a.deps.Log,
		Cache: a.store, Self: pages.Own(), SelfURL: a.config.BaseURL,
		SelfHost: func(ctx context.Context, host string) bool { return a.site.DomainOf(ctx, host) != "" },
	})
	a.closers = append(a.closers, func() error { client.Close(); return nil })
	a.Verifier.Fetcher = client
	a.Verifier.Methods = a.config.methods(client)
}

// methods are the ways in which a DID is resolved.
func (c *Config) methods(f did.Fetcher) did.Methods {
	if c.AllowPrivate {
		return did.Development(f)
	}
	return did.Default(f)
}

// proxies are the networks whose X-Forwarded-For is believed; complete has
// checked them.
func (c *Config) proxies() []netip.Prefix {
	out := make([]netip.Prefix, 0, len(c.TrustedProxies))
	for _, text := range c.TrustedProxies {
		if p, err := netip.ParsePrefix(text); err == nil {
			out = append(out, p.Masked())
		}
	}
	return out
}

// errDraining is why a site that is about to stop is not ready.
var errDraining = errors.New("the program is stopping")

// readyTime limits how long /readyz waits for the parts of the site.
const readyTime = 5 * time.Second

// ready returns an error while a part the site needs does not answer.
func (a *App) ready(ctx context.Context) error {
	if a.draining.Load() {
		return errDraining
	}
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	if err := a.store.Ready(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if err := a.files.Ready(ctx); err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	if _, err := a.store.Jobs().Status(ctx, a.deps.Now()); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}
