package main

import (
	"fmt"
	"log/slog"

	"blazon/internal/app"
)

// serveCommand runs the site.
type serveCommand struct {
	app.Config `embed:""`
}

// Help teaches the command.
func (serveCommand) Help() string {
	return `Runs pages, API and workers in one process until it is stopped. On first start it
prints a link, good once, with which the first administrator is made.

  blazon serve --data ./data --base-url http://localhost:8080 --insecure-dev
  blazon serve --data /var/lib/blazon --base-url https://badges.example.org --database postgres://…`
}

// Run serves until the world's context ends.
func (c *serveCommand) Run(w *world) error {
	a, err := app.New(w.ctx, c.Config, w.deps(c.Config))
	if err != nil {
		return err
	}
	defer a.Close()
	link, err := a.SetupLink(w.ctx)
	if err != nil {
		return err
	}
	return a.RunWith(w.ctx, func() {
		_, _ = fmt.Fprintf(w.out, "Blazon %s serves %s\n", version, a.BaseURL())
		if link != "" {
			_, _ = fmt.Fprintf(w.out, "\nTo finish setting up, open this link. It works once:\n\n  %s\n\n", link)
		}
	})
}

// deps hands the world to the program, with a log as the configuration asks.
func (w *world) deps(c app.Config) app.Deps {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // kong has checked it
	opts := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewTextHandler(w.err, opts)
	if c.LogFormat == "json" {
		handler = slog.NewJSONHandler(w.err, opts)
	}
	return app.Deps{Now: w.now, Rand: w.rand, Log: slog.New(handler), Version: version}
}
