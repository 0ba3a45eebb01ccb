package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"blazon/did"
	"blazon/internal/bundle"
	"blazon/internal/fetch"
	"blazon/vc"
)

// exportCommand writes things in a form that others can use.
type exportCommand struct {
	VerifyBundle bool   `required:"" help:"Write a verify bundle: the badge with everything that was fetched to judge it."`
	Output       string `short:"o" placeholder:"FILE" help:"Where to write. Without it: standard output."`
	Profile      string `enum:"strict,1edtech" default:"strict" help:"As of 'blazon verify'."`
	Docs         string `placeholder:"INDEX" help:"A JSON file {\"url\": \"file\"} of documents to use instead of the network."`
	vocabularyFlags
	portFlags
	AllowPrivate bool   `help:"Also fetch from http and private addresses. For development only."`
	Badge        string `arg:"" name:"badge" help:"A file, an https address, or - for standard input."`
}

// Help teaches the command.
func (exportCommand) Help() string {
	return `Judges the badge with the network and writes one file with the badge, every document
that was fetched (keys, status lists, the issuer's profile) and the times. With it the
badge can be judged again where there is no network, or when its issuer is gone:

  blazon export --verify-bundle -o badge.bundle.json badge.png
  blazon verify --offline badge.bundle.json

The answer is then that of the moment at which the bundle was made. A bundle is a
record, not a proof: take one from somebody you trust, or keep your own.

Exit code: 0 the bundle was written, whatever the verdict, which is printed on
standard error; 2 the badge or a file of --docs could not be read; 64 the command makes no sense.`
}

// Run judges and writes.
func (c *exportCommand) Run(w *world) error {
	data, err := w.badge(c.Badge)
	if err != nil {
		return unread(w, err)
	}
	recorder := &bundle.Recorder{}
	if c.Docs != "" {
		docs, err := w.readDocs(c.Docs)
		if err != nil {
			return unread(w, err)
		}
		recorder.Next = fetch.Documents{Files: docs, Now: w.now}
	} else {
		ports, err := c.ports()
		if err != nil {
			return err
		}
		client := fetch.New(fetch.Options{Now: w.now, Frank: true, AllowPrivate: c.AllowPrivate, AllowHTTP: c.AllowPrivate, Ports: ports})
		defer client.Close()
		recorder.Next = client
	}
	verify := verifyCommand{Profile: c.Profile}
	verifier, err := c.newVerifier(w, recorder, w.now)
	if err != nil {
		return err
	}
	if c.AllowPrivate {
		verifier.Methods = did.Development(recorder)
	}
	report, err := verify.verify(w.ctx, verifier, data)
	if err != nil {
		return fmt.Errorf("verify %s: %w", shown(c.Badge), err)
	}
	name := c.Badge
	switch {
	case !isAddress(name):
		name = filepath.Base(name) // the rest is nobody else's business
	case !isURL(name):
		name = shown(name) // the rest is the badge itself
	}
	b := bundle.New(name, data, report, recorder, verifier.Processor.Contexts)
	text, err := b.Encode()
	if err != nil {
		advice := "a badge with fewer or smaller documents can"
		if !errors.Is(err, bundle.ErrLimit) {
			advice = "look whether the clock of this computer was set meanwhile, and try again"
		}
		return hint{fmt.Errorf("%s cannot be made a bundle: %w", shown(c.Badge), err), advice}
	}
	if err := w.writeOutput(c.Output, text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.err, "%s%s, with %d documents\n", report.Verdict, reason(report), len(b.Documents))
	return err
}

// offline judges bundles, each with its own documents and as of its own time.
func (c *verifyCommand) offline(w *world) (judge, error) {
	none, err := c.newVerifier(w, nil, w.now)
	if err != nil {
		return nil, err
	}
	trust, err := c.trust(w, none) // a registry needs the network
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, name string) (*finding, error) {
		if isAddress(name) {
			return nil, hint{fmt.Errorf("%s is an address, and --offline asks none", shown(name)), "name the file of a bundle"}
		}
		text, err := w.readBundle(name)
		if err != nil {
			return nil, err
		}
		b, err := bundle.Parse(text, none.Processor.Contexts)
		if err != nil {
			return nil, hint{fmt.Errorf("%s: %w", shown(name), err), bundleHint(err)}
		}
		if now := w.now(); b.AsOf.After(now.Add(5 * time.Minute)) {
			return nil, hint{fmt.Errorf("%s says that it was made at %s, which is to come", shown(name), b.AsOf.Format(time.RFC3339)), "do not rely on it, or set the clock of this computer"}
		}
		v := *none
		v.Fetcher, v.Now, v.Past, v.Trust, v.Memory = b, b.Clock, true, trust, vc.NewMemory()
		v.Methods = did.Development(b) // with --allow-private the bundle may have what http served
		report, err := c.verify(ctx, &v, b.Badge.Body)
		if err != nil {
			return nil, fmt.Errorf("verify %s: %w", shown(name), err)
		}
		report.Notes = append(report.Notes, b.Notes(report)...)
		if end := report.Summary.ValidUntil; !end.IsZero() && end.Before(w.now()) && report.Verdict == vc.Valid {
			report.Notes = append(report.Notes, fmt.Sprintf("It has ended since, on %s.", end.UTC().Format("2 January 2006, 15:04 UTC")))
		}
		return &finding{name: name, report: report, offline: &offlineNote{Basis: bundle.Basis, AsOf: b.AsOf, Documents: len(b.Documents), Input: b.Name}}, nil
	}, nil
}

// bundleHint says what to do about a bundle that is refused.
func bundleHint(err error) string {
	switch {
	case errors.Is(err, bundle.ErrChanged):
		return "do not rely on it; get the bundle again from whoever made it"
	case errors.Is(err, bundle.ErrLimit):
		return "a bundle has at most 64 documents and 32 MiB; is it the right file?"
	case errors.Is(err, bundle.ErrContext):
		return "use the version of blazon that made it, and give with --context what was given then, or make the bundle anew"
	}
	return "make a bundle with `blazon export --verify-bundle`; a badge itself is verified without --offline"
}

// readBundle reads a bundle, which may be larger than a badge.
func (w *world) readBundle(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(w.in, bundle.MaxBytes+2))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, hint{fmt.Errorf("there is no bundle %s", shown(name)), "check the name, or give - to read standard input"}
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, bundle.MaxBytes+2))
}
