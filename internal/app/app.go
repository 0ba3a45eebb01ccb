package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"blazon/dataintegrity"
	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/check"
	"blazon/internal/issuer"
	"blazon/internal/job"
	"blazon/internal/keyring"
	"blazon/internal/mail"
	"blazon/internal/picture"
	"blazon/internal/serve"
	"blazon/internal/store"
	"blazon/internal/work"
	"blazon/jsonld"
	"blazon/vc"
)

// Deps is everything outside the program. Now, Rand and Log are needed.
type Deps struct {
	Now     func() time.Time
	Rand    io.Reader
	Log     *slog.Logger
	Version string
	// DNS answers for domains of issuers; nil is that of the system.
	DNS issuer.Resolver
}

// An App is the whole program with its data open. Make one with New and end it
// with Close.
type App struct {
	Accounts  *account.Accounts
	Issuers   *issuer.Issuers
	Catalogue *achievement.Catalogue
	Awarder   *award.Awarder
	// Verifier judges badges as the site does: it knows the site's own documents
	// without asking over the network.
	Verifier *vc.Verifier
	// Checks judges badges for visitors and programs.
	Checks *check.Checker

	config     Config
	deps       Deps
	store      *store.DB
	registries []*registry // of issuers
	files      files
	keys       *keyring.Keyring
	work       *work.Pool // of all that is signed and checked
	mail       mail.Sender
	outbox     *mail.Outbox // nil when there is a mail server
	metrics    *metrics
	runner     *job.Runner
	routes     []serve.Route
	site       *serve.Site
	handler    http.Handler
	closers    []func() error
	draining   atomic.Bool
}

// New opens everything the configuration names, which it makes where it is not
// there yet, and puts the program together. It listens nowhere and works on
// nothing before Run.
func New(ctx context.Context, config Config, deps Deps) (*App, error) {
	if err := config.complete(); err != nil {
		return nil, err
	}
	if err := config.check(); err != nil {
		return nil, err
	}
	a := &App{config: config, deps: deps, metrics: newMetrics(), work: new(work.Pool)}
	if err := a.build(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// build opens the stores from below and wires upward.
func (a *App) build(ctx context.Context) error {
	for _, step := range []func(context.Context) error{a.openStore, a.openFiles, a.openKeys, a.noteKeys, a.openMail} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := a.wire(); err != nil {
		return err
	}
	if err := a.surface(); err != nil { //nolint:contextcheck // each request has its own
		return err
	}
	a.runner = a.newRunner()
	return nil
}

// wire makes the capabilities.
func (a *App) wire() error {
	d, base := a.deps, a.config.BaseURL
	pictures := &picture.Pictures{Files: a.files}
	a.Accounts = &account.Accounts{Store: a.store, Mail: a.mail, Now: d.Now, Rand: d.Rand, BaseURL: base}
	a.Issuers = &issuer.Issuers{
		Store: a.store, Keys: a.keys, Pictures: pictures, Domains: a.store, Resolver: resolverOf(d), Now: d.Now, Rand: d.Rand, BaseURL: base,
		AllowHTTP: a.config.InsecureDev, Contact: a.config.MailFrom,
	}
	a.Catalogue = &achievement.Catalogue{
		Store: a.store, Issuers: a.Issuers, Pictures: pictures, Now: d.Now, Rand: d.Rand, BaseURL: base,
		AllowHTTP: a.config.InsecureDev,
	}
	a.Awarder = &award.Awarder{
		Store: countedAwards{a.store, a.metrics}, Catalogue: a.Catalogue, Issuers: a.Issuers, Keys: a.keys, Mail: a.mail,
		MailHost: a.host(), Now: d.Now, Rand: d.Rand, BaseURL: base, AllowHTTP: a.config.InsecureDev, Step: failpoint(),
		UnreviewedDaily: a.config.UnreviewedAwards,
	}
	contexts, err := a.config.contexts()
	if err != nil {
		return err
	}
	schemas, err := a.config.schemas()
	if err != nil {
		return err
	}
	a.Verifier = &vc.Verifier{
		Processor: &jsonld.Processor{Contexts: contexts},
		Schemas:   schemas,
		Suites:    dataintegrity.Default(),
		Now:       d.Now,
		Memory:    editions{a.store, vc.NewMemory(), d.Now, d.Log},
		Keys:      othersKeys{a.store, base},
	} // its network comes with the surfaces
	a.Checks = check.New(check.Checker{
		Verifier: a.Verifier, Work: a.work, Store: a.store, Keys: a.store, Seal: a.keys, Judged: a.metrics.judged, Now: d.Now, Rand: d.Rand,
	})
	if a.Verifier.Trust, a.registries, err = a.config.trust(); err != nil {
		return err
	}
	if a.Verifier.Trust != nil {
		a.Issuers.Known = &knownNames{trust: a.Verifier.Trust}
	}
	return err
}

// BaseURL is the public address of the site, without a slash at the end.
func (a *App) BaseURL() string { return a.config.BaseURL }

// host is the host of the base URL, without a port.
func (a *App) host() string {
	u, err := url.Parse(a.config.BaseURL)
	if err != nil {
		return "localhost" // complete has refused such a base URL
	}
	return u.Hostname()
}

// Handler answers every request of the site.
func (a *App) Handler() http.Handler { return a.handler }

// SetupLink returns a link, good once, with which the first administrator is
// made, or "" when there is one.
func (a *App) SetupLink(ctx context.Context) (string, error) {
	token, needed, err := a.Accounts.SetupToken(ctx)
	if err != nil || !needed {
		return "", err
	}
	return a.config.BaseURL + "/setup/" + token, nil
}

// Close lets go of everything New opened.
func (a *App) Close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	a.closers = nil
	return errors.Join(errs...)
}
