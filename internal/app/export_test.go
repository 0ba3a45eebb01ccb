package app

import (
	"context"
	"net"
	"net/http"

	"blazon/internal/serve"
)

// Routes are every route of the site, for tests made from the table.
func (a *App) Routes() []serve.Route { return a.routes }

// Internal answers on the second listener at address.
func (a *App) Internal(address net.Addr) http.Handler { return a.internalHandler(address) }

// AskRegistries does what a running site does every hour.
func (a *App) AskRegistries(ctx context.Context) { a.askRegistries(ctx) }

// CloseStore takes the database away.
func (a *App) CloseStore() error { return a.store.Close() }
