package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"blazon/internal/serve"
)

// drainTime is how long a stop waits for requests and jobs under way.
const drainTime = 30 * time.Second

// Run serves the site and works on its jobs until ctx ends. Then it takes no
// new requests and jobs, and waits for those under way.
func (a *App) Run(ctx context.Context) error { return a.RunWith(ctx, func() {}) }

// RunWith is Run, and calls ready as soon as the addresses of the site are its own.
func (a *App) RunWith(ctx context.Context, ready func()) error {
	if a.config.OnlyAccounts {
		return errors.New("a site that was opened to look after accounts cannot be run")
	}
	site, err := a.listen(ctx, a.config.Listen, "--listen or BLAZON_LISTEN")
	if err != nil {
		return err
	}
	servers := []*running{{serve.Server(a.handler, a.deps.Log), site}}
	if a.config.ListenInternal != "" {
		inside, err := a.listen(ctx, a.config.ListenInternal, "--listen-internal or BLAZON_LISTEN_INTERNAL")
		if err != nil {
			return errors.Join(err, site.Close())
		}
		servers = append(servers, &running{serve.Server(a.internalHandler(inside.Addr()), a.deps.Log), inside})
	}
	ready()
	if err := a.runner.Start(ctx); err != nil {
		for _, s := range servers {
			err = errors.Join(err, s.listener.Close())
		}
		return fmt.Errorf("start the workers: %w", err)
	}
	return a.serve(ctx, servers)
}

// A running server has a listener.
type running struct {
	*http.Server
	listener net.Listener
}

// listen opens an address, or says which setting named it.
func (a *App) listen(ctx context.Context, address, setting string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s (%s): %w", address, setting, err)
	}
	a.deps.Log.Info("listening", slog.String("address", l.Addr().String()))
	return l, nil
}

// serve answers until ctx ends or a server fails, and stops in good order.
func (a *App) serve(ctx context.Context, servers []*running) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, len(servers))
	for _, s := range servers {
		go func() {
			if err := s.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("serve %s: %w", s.listener.Addr(), err)
			}
		}()
	}
	var regular sync.WaitGroup
	regular.Go(func() { a.forget(ctx) })
	regular.Go(func() { a.keepTrust(ctx) })
	regular.Go(func() { a.keepDomains(ctx) })
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	cancel()
	regular.Wait()
	return errors.Join(err, a.drain(context.WithoutCancel(ctx), servers))
}

// drain stops taking requests and jobs and waits for those under way. Requests
// go first, because they may still make jobs necessary.
func (a *App) drain(ctx context.Context, servers []*running) error {
	a.draining.Store(true)
	a.deps.Log.Info("stopping", slog.Duration("patience", drainTime))
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	var errs []error
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			errs = append(errs, fmt.Errorf("requests took longer than %s to end: %w", drainTime, err), s.Server.Close())
		}
	}
	if err := a.runner.Stop(ctx); err != nil {
		errs = append(errs, fmt.Errorf("jobs took longer than %s to end: %w", drainTime, err))
	}
	return errors.Join(errs...)
}
