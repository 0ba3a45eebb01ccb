package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"time"

	"blazon/internal/job"
)

// newRunner makes what works on jobs.
func (a *App) newRunner() *job.Runner {
	return &job.Runner{Queue: a.store.Jobs(), Handlers: a.handlers(), Now: a.deps.Now, Log: a.deps.Log}
}

// handlers says who does each kind of job. A capability that has jobs is a line
// here.
func (a *App) handlers() map[string]job.Handler {
	all := make(map[string]job.Handler)
	maps.Copy(all, a.Accounts.Jobs())
	maps.Copy(all, a.Awarder.Jobs())
	for kind, h := range all {
		all[kind] = a.metrics.job(kind, a.deps.Now, h)
	}
	return all
}

// forgetEvery is how often what has run out is deleted.
const forgetEvery = time.Hour

// forget deletes what has run out, now and again, until ctx ends.
func (a *App) forget(ctx context.Context) {
	tick := time.NewTicker(forgetEvery)
	defer tick.Stop()
	for {
		err := errors.Join(a.Accounts.ForgetExpired(ctx), a.store.ForgetFetched(ctx, a.deps.Now()), a.store.ForgetReports(ctx, a.deps.Now()), a.store.ForgetSeenKeys(ctx, a.deps.Now()))
		if err != nil && ctx.Err() == nil {
			a.deps.Log.Error("what has run out could not be deleted", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
