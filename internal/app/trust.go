package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"blazon/internal/fetch"
	"blazon/vc"
)

const (
	// registryEvery is how often registries of issuers are asked for.
	registryEvery = time.Hour
	// registryKept is how long a registry counts that cannot be had any more. One
	// that is had and is not valid counts no longer at once.
	registryKept = 24 * time.Hour
)

// A registry is a list of issuers that somebody else publishes.
type registry struct {
	vc.RegistrySource

	mu   sync.Mutex
	list *vc.TrustList // nil: none is known
	had  time.Time     // when list was last seen to be valid
}

// Recognizes implements vc.Trust.
func (r *registry) Recognizes(ctx context.Context, issuer string) (vc.Recognition, bool) {
	r.mu.Lock()
	list := r.list
	r.mu.Unlock()
	if list == nil {
		return vc.Recognition{}, false
	}
	return list.Recognizes(ctx, issuer)
}

// refresh asks for the registry once more. The error says why there is no newer one.
func (r *registry) refresh(ctx context.Context, v *vc.Verifier, now time.Time) error {
	list, rep, err := v.RegistryAt(ctx, r.RegistrySource)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.list, r.had = list, now
	case rep == nil: // the program is stopping
	case rep.Verdict != vc.Indeterminate || now.Sub(r.had) > registryKept:
		r.list = nil
	}
	return err
}

// trust reads the lists that the operator names and returns what asks them; nil if
// there are none. Registries are empty until keepTrust has asked for them.
func (c *Config) trust() (vc.Trust, []*registry, error) {
	var all vc.TrustLists
	for _, name := range c.Trust {
		const where = "list of issuers %s (--trust or BLAZON_TRUST): %w"
		data, err := os.ReadFile(name) //nolint:gosec // a file that the operator names
		if err != nil {
			return nil, nil, fmt.Errorf(where, name, err)
		}
		list, err := vc.ParseTrustList(data)
		if err != nil {
			return nil, nil, fmt.Errorf(where, name, err)
		}
		all = append(all, list)
	}
	var registries []*registry
	for _, text := range c.Registries {
		source, err := vc.ParseRegistrySource(text)
		if err != nil {
			return nil, nil, fmt.Errorf("registry (--registry or BLAZON_REGISTRIES), such as https://ministry.example/issuers.json=https://ministry.example: %w", err)
		}
		r := &registry{RegistrySource: source}
		registries, all = append(registries, r), append(all, r)
	}
	if len(all) == 0 {
		return nil, nil, nil
	}
	return all, registries, nil
}

// keepTrust asks for the registries, now and again, until ctx ends.
func (a *App) keepTrust(ctx context.Context) {
	tick := time.NewTicker(registryEvery)
	defer tick.Stop()
	for {
		a.askRegistries(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// askRegistries asks for each registry once.
func (a *App) askRegistries(ctx context.Context) {
	for _, r := range a.registries {
		if err := r.refresh(ctx, a.Verifier, a.deps.Now()); err != nil && ctx.Err() == nil {
			a.deps.Log.Warn("a registry of issuers cannot be used", slog.String("registry", r.URL), slog.String("error", err.Error()))
		}
	}
}

// trust looks at the lists and registries of issuers.
func (d *doctor) trust(ctx context.Context) error {
	const remedy = "docs/trust.md says how lists and registries are written. Until then nobody vouches for the issuers on it; verdicts do not depend on that."
	_, registries, err := d.app.config.trust()
	if err != nil {
		d.bad("trust", sentence(err), remedy)
		d.app.config.Trust, d.app.config.Registries = nil, nil // the other checks go on without
		return nil
	}
	if n := len(d.app.config.Trust); n > 0 {
		d.good("trust", "%s", map[bool]string{true: "1 list of issuers can be read.", false: fmt.Sprintf("%d lists of issuers can be read.", n)}[n == 1])
	}
	c, deps := &d.app.config, d.app.deps
	client := fetch.New(fetch.Options{AllowPrivate: c.AllowPrivate, AllowHTTP: c.AllowPrivate, Ports: c.Ports, Now: deps.Now, Log: deps.Log})
	defer client.Close()
	v := &vc.Verifier{Fetcher: client, Methods: c.methods(client), Now: deps.Now}
	for _, r := range registries {
		switch err := r.refresh(ctx, v, d.app.deps.Now()); {
		case ctx.Err() != nil:
			return errors.Join(ctx.Err(), err)
		case err != nil:
			d.bad("trust", sentence(fmt.Errorf("registry %s: %w", r.URL, err)), remedy)
		default:
			d.good("trust", "The registry %s is valid and has %d issuers.", r.URL, len(r.list.Issuers))
		}
	}
	return nil
}
