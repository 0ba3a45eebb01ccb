package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"strings"
	"time"

	"blazon/internal/fault"
	"blazon/internal/keyring"
	"blazon/internal/store"
	"blazon/internal/work"
)

// A Finding is what one check of a set-up found out.
type Finding struct {
	// Check is a word or two that name the check.
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	// Text says what was found; Remedy what to do, when it is not OK.
	Text   string `json:"text"`
	Remedy string `json:"remedy,omitempty"`
}

// Diagnose checks a set-up and its data, and changes nothing. A check that
// finds something wrong is a Finding; the error is for when the looking itself
// could not be done.
func Diagnose(ctx context.Context, config Config, deps Deps) ([]Finding, error) {
	d := &doctor{app: &App{config: config, deps: deps, metrics: newMetrics(), work: new(work.Pool)}}
	defer d.app.Close()
	if err := d.app.config.complete(); err != nil {
		d.bad("settings", sentence(err), "Give the settings you give to `blazon serve`.")
		return d.findings, nil
	}
	d.good("settings", "The site is %s.", d.app.config.BaseURL)
	for _, check := range []func(context.Context) error{d.clock, d.mail, d.trust, d.storage, d.database} {
		if err := check(ctx); err != nil {
			return d.findings, err
		}
	}
	return d.findings, nil
}

// A doctor goes from check to check.
type doctor struct {
	app      *App
	findings []Finding
}

func (d *doctor) good(check, format string, args ...any) {
	d.findings = append(d.findings, Finding{Check: check, OK: true, Text: fmt.Sprintf(format, args...)})
}

func (d *doctor) bad(check, text, remedy string) {
	d.findings = append(d.findings, Finding{Check: check, Text: text, Remedy: remedy})
}

// sentence is an error as text for people, the public part of it if it has one.
func sentence(err error) string {
	if kind, text := fault.Public(err); kind != fault.Internal {
		return text
	}
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// written is when this check was written; no clock that runs stands before.
var written = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock looks whether the clock can be right at all.
func (d *doctor) clock(context.Context) error {
	now := d.app.deps.Now().UTC()
	if now.Before(written) {
		d.bad("clock", "The clock says "+now.Format(time.RFC3339)+", which has long passed.", "Set the clock of this machine, best by NTP. Every date in a badge comes from it.")
		return nil
	}
	d.good("clock", "It is %s.", now.Format(time.RFC3339))
	return nil
}

// mailTime limits how long the mail server may take to answer.
const mailTime = 20 * time.Second

// mail signs in to the mail server and sends nothing.
func (d *doctor) mail(ctx context.Context) error {
	c := &d.app.config
	if c.SMTP == "" {
		d.good("mail", "No mail server is set: mail goes to the outbox, which an administrator reads at %s/outbox.", c.BaseURL)
		return nil
	}
	const remedy = "Mend the setting --smtp or BLAZON_SMTP, or the mail server. Mail waits meanwhile and is sent later."
	server, err := c.smtp(mail.Address{Address: c.MailFrom})
	if err != nil {
		d.bad("mail", sentence(err), remedy)
		return nil
	}
	server.Now = d.app.deps.Now
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	if err := server.Check(ctx); err != nil {
		d.bad("mail", sentence(err), remedy)
		return nil
	}
	d.good("mail", "The mail server %s lets us in.", server.Host)
	return nil
}

// storage looks whether files can be kept.
func (d *doctor) storage(ctx context.Context) error {
	c := &d.app.config
	if _, err := os.Stat(c.filesDir()); c.S3.Endpoint == "" && errors.Is(err, fs.ErrNotExist) {
		d.good("storage", "The folder of files is made with the first start.")
		return nil
	}
	err := d.app.openFiles(ctx)
	if err == nil {
		err = d.app.files.Ready(ctx)
	}
	if err != nil {
		d.bad("storage", sentence(err), "See that the folder or bucket exists and that the program may write to it.")
		return nil
	}
	d.good("storage", "Files can be kept.")
	return nil
}

// database looks at the database and, when it can be read, at all that is in it.
func (d *doctor) database(ctx context.Context) error {
	a := d.app
	db, err := store.Open(ctx, a.config.databaseURL(), store.Options{Log: a.deps.Log, AsIs: true})
	if err != nil {
		d.bad("database", sentence(a.config.databaseError(err)), "See that the database is there and can be reached, and that this program is the version that made it or a later one.")
		return nil
	}
	a.store = db
	a.closers = append(a.closers, db.Close)
	at, _, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	d.good("database", "The schema is at version %d, as this program needs it.", at)
	for _, check := range []func(context.Context) error{d.invariants, d.master} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return nil
}

// invariants looks for what must never be.
func (d *doctor) invariants(ctx context.Context) error {
	problems, err := d.app.store.Check(ctx, d.app.deps.Now())
	if err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	for _, p := range problems {
		d.bad("data", p.Rule+" "+p.Text, p.Remedy)
	}
	if len(problems) == 0 {
		d.good("data", "Status indexes, status lists, audit log and queue are as they must be.")
	}
	return nil
}

// master looks whether the master key is the one the data was made with, and
// goes on to what can be seen only with it.
func (d *doctor) master(ctx context.Context) error {
	a := d.app
	if _, err := a.store.MasterCheck(ctx); fault.Is(err, fault.NotFound) {
		d.good("master key", "It is made with the first start.")
		return nil
	}
	if err := a.openKeys(ctx); err != nil {
		d.bad("master key", sentence(err), "Put the master key back from where you keep a copy of it. Without it no badge can be signed.")
		return nil
	}
	d.good("master key", "It is the one the signing keys were encrypted with.")
	return d.keys(ctx)
}

// keys opens every signing key.
func (d *doctor) keys(ctx context.Context) error {
	sound, broken, err := d.app.keys.Check(ctx)
	if err != nil {
		return err
	}
	for _, k := range broken {
		d.bad("signing keys", fmt.Sprintf("The %s key %s of issuer %s does not open.", k.Kind, k.ID, k.IssuerID), keyRemedy(k))
	}
	if len(broken) == 0 {
		d.good("signing keys", "All %d that sign can be opened.", sound)
	}
	return d.documents(ctx)
}

func keyRemedy(k keyring.Key) string {
	return "Put the database back from a backup, or replace the key on the page of keys of the issuer " + k.IssuerID + "."
}
