package main

import (
	"encoding/json"
	"fmt"

	"blazon/internal/app"
)

// migrateCommand brings the schema forward.
type migrateCommand struct {
	Data     string `default:"./data" env:"BLAZON_DATA" placeholder:"DIR" help:"Where the database is kept."`
	Database string `env:"BLAZON_DATABASE" placeholder:"URL" help:"postgres://… for PostgreSQL. Without it: SQLite in the data directory."`
	Status   bool   `help:"Only say where the schema is."`
	JSON     bool   `help:"Print the versions as JSON."`
}

// Help teaches the command.
func (migrateCommand) Help() string {
	return `'blazon serve' does this by itself at start. Migrations only go forward, and each is
done completely or not at all.

  blazon migrate --status`
}

// Run migrates, or says where the schema is.
func (c *migrateCommand) Run(w *world) error {
	at, latest, err := app.Migrate(w.ctx, app.Config{Data: c.Data, Database: c.Database}, c.Status)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.out).Encode(map[string]any{"at": at, "latest": latest, "current": at == latest})
	}
	if at == latest {
		_, err = fmt.Fprintf(w.out, "The schema is at version %d, the newest this program knows.\n", at)
	} else {
		_, err = fmt.Fprintf(w.out, "The schema is at version %d; this program brings it to %d. Run `blazon migrate`.\n", at, latest)
	}
	return err
}

// doctorCommand checks a set-up.
type doctorCommand struct {
	app.Config `embed:""`
	JSON       bool `help:"Print the findings as JSON."`
}

// Help teaches the command.
func (doctorCommand) Help() string {
	return `Give it the settings you give to 'blazon serve'. It changes nothing. Exit code 0 means
all is well, 1 that something needs you.

  blazon doctor --data /var/lib/blazon --base-url https://badges.example.org`
}

// Run checks everything and prints a line for each check.
func (c *doctorCommand) Run(w *world) error {
	findings, err := app.Diagnose(w.ctx, c.Config, w.deps(c.Config))
	if err != nil {
		return err
	}
	bad := false
	for i, f := range findings {
		bad = bad || !f.OK
		findings[i].Text, findings[i].Remedy = w.named(f.Text), w.named(f.Remedy)
	}
	if c.JSON {
		data, err := json.MarshalIndent(findings, "", "  ")
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(w.out, "%s\n", inert(data))
	} else {
		for _, f := range findings {
			mark := "ok  "
			if !f.OK {
				mark = "BAD "
			}
			_, _ = fmt.Fprintf(w.out, "%s %-12s %s\n", mark, f.Check, f.Text)
			if f.Remedy != "" {
				_, _ = fmt.Fprintf(w.out, "     %-12s %s\n", "", f.Remedy)
			}
		}
	}
	if bad {
		return exit(exitInvalid)
	}
	return nil
}
