package app

import (
	"context"
	"log/slog"
	"time"

	"blazon/internal/store"
	"blazon/vc"
)

// editions remembers status lists for all nodes, in the database, and for this
// node alone while that does not answer. It implements vc.Memory.
type editions struct {
	store *store.DB
	own   vc.Memory
	now   func() time.Time
	log   *slog.Logger
}

// Newest implements vc.Memory.
func (e editions) Newest(url string, edition time.Time) time.Time {
	newest := e.own.Newest(url, edition)
	ctx, cancel := context.WithTimeout(context.Background(), readyTime)
	defer cancel()
	shared, err := e.store.NewestEdition(ctx, url, newest, e.now())
	if err != nil {
		e.log.Warn("the edition of a status list was noted on this node only", slog.String("error", err.Error()))
		return newest
	}
	return shared
}
