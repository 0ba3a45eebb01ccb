package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"blazon"
	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/fetch"
	"blazon/jsonld"
	"blazon/vc"
)

// verifyCommand judges badges.
type verifyCommand struct {
	JSON         bool      `help:"Print the whole report as JSON, one line a badge."`
	Now          time.Time `placeholder:"TIME" help:"Judge as of this moment (RFC 3339)."`
	Recipient    string    `placeholder:"ADDRESS" help:"Also ask whether the badge was given to this e-mail address or DID."`
	Docs         string    `placeholder:"INDEX" help:"A JSON file {\"url\": \"file\"} of documents to use instead of the network."`
	Profile      string    `enum:"strict,1edtech" default:"strict" help:"strict (the default) believes a key only when the issuer's own document lists it; 1edtech judges as 1EdTech's public validator does."`
	AllowPrivate bool      `help:"Also fetch from http and private addresses. For development only."`
	Inputs       []string  `arg:"" name:"badge" help:"Files, https addresses, or - for standard input."`
}

// Help teaches the command.
func (verifyCommand) Help() string {
	return `A badge may be JSON, a JWT, or a PNG or SVG picture that holds one; Open Badges 3.0
or 2.0. Exit code: 0 valid, 1 invalid, 2 could not tell. With several badges each gets
a line and the worst decides.

  blazon verify badge.png
  blazon verify --recipient ada@school.example https://badges.example/awards/4kq2
  blazon verify --json *.json | jq .verdict`
}

// Run judges every input.
func (c *verifyCommand) Run(w *world) error {
	verifier, err := c.verifier(w)
	if err != nil {
		return err
	}
	worst := exitOK
	for _, name := range c.Inputs {
		code, err := c.verifyOne(w, verifier, name)
		if err != nil {
			return err
		}
		worst = worse(worst, code)
	}
	if worst != exitOK {
		return exit(worst)
	}
	return nil
}

// worse returns the graver of two exit codes: invalid before indeterminate
// before valid.
func worse(a, b int) int {
	if a == exitInvalid || b == exitInvalid {
		return exitInvalid
	}
	return max(a, b)
}

// verifier puts together what verification needs.
func (c *verifyCommand) verifier(w *world) (*vc.Verifier, error) {
	now := w.now
	if !c.Now.IsZero() {
		now = func() time.Time { return c.Now }
	}
	var fetcher did.Fetcher = fetch.New(fetch.Options{Now: w.now, AllowPrivate: c.AllowPrivate, AllowHTTP: c.AllowPrivate})
	if c.Docs != "" {
		docs, err := w.readDocs(c.Docs)
		if err != nil {
			return nil, err
		}
		fetcher = fetch.Documents{Files: docs, Now: w.now}
	}
	return &vc.Verifier{
		Processor: &jsonld.Processor{Contexts: jsonld.Pinned()},
		Suites:    dataintegrity.Default(),
		Methods:   did.Default(fetcher),
		Fetcher:   fetcher,
		Now:       now,
	}, nil
}

// readDocs reads the index of documents that stand in for the network. File
// names are relative to the index.
func (w *world) readDocs(index string) (map[string][]byte, error) {
	data, err := w.readInput(index)
	if err != nil {
		return nil, err
	}
	var files map[string]string
	if err := json.Unmarshal(data, &files); err != nil {
		return nil, hint{fmt.Errorf("%s is not an index of documents", index), `write it as {"https://example.org/issuer": "issuer.json"}`}
	}
	docs := make(map[string][]byte, len(files))
	for url, name := range files {
		if !filepath.IsAbs(name) && index != "-" {
			name = filepath.Join(filepath.Dir(index), name)
		}
		if docs[url], err = w.readInput(name); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// verifyOne judges one input, prints the answer and returns its exit code.
func (c *verifyCommand) verifyOne(w *world, verifier *vc.Verifier, name string) (int, error) {
	data := []byte(name)
	if !isURL(name) {
		var err error
		if data, err = w.readInput(name); err != nil {
			return exitUsage, err
		}
	}
	ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
	defer cancel()
	report, err := blazon.Verify(ctx, verifier, data, vc.Options{Recipient: c.Recipient, Profile: vc.Profile(c.Profile)})
	if err != nil {
		return exitIndeterminate, fmt.Errorf("verify %s: %w", name, err)
	}
	switch {
	case c.JSON:
		err = c.printJSON(w, name, report)
	case len(c.Inputs) > 1:
		_, err = fmt.Fprintf(w.out, "%-13s %s%s\n", report.Verdict, name, reason(report))
	default:
		err = printReport(w, name, report)
	}
	return exitFor(report.Verdict), err
}

func isURL(name string) bool {
	return strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://")
}

func exitFor(v vc.Verdict) int {
	switch v {
	case vc.Valid:
		return exitOK
	case vc.Invalid:
		return exitInvalid
	}
	return exitIndeterminate
}

// printJSON prints the report as one line, with the name of what was judged.
func (c *verifyCommand) printJSON(w *world, name string, report *vc.Report) error {
	data, err := json.Marshal(struct {
		Input string `json:"input"`
		*vc.Report
	}{name, report})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.out, "%s\n", data)
	return err
}

// printReport prints the verdict, what the badge says, and a line for each check.
func printReport(w *world, name string, report *vc.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", report.Verdict, name)
	for _, r := range append([]*vc.Report{report}, report.Also...) {
		s := r.Summary
		if s.Name != "" {
			fmt.Fprintf(&b, "\n  %s, issued by %s", s.Name, s.IssuerName)
			if s.IssuerHost != "" {
				fmt.Fprintf(&b, " (%s)", s.IssuerHost)
			}
			fmt.Fprintf(&b, "\n  %s, %s\n", r.Kind, r.Format)
		}
		for _, ch := range r.Checks {
			fmt.Fprintf(&b, "  %-15s %-8s %s\n", ch.Name, ch.Result, strings.TrimSpace(ch.Code+" "+ch.Text))
			if ch.Remedy != "" && ch.Result != vc.Pass && ch.Result != vc.Skipped {
				fmt.Fprintf(&b, "  %-15s %-8s %s\n", "", "", ch.Remedy)
			}
		}
	}
	_, err := w.out.Write([]byte(b.String()))
	return err
}

// reason returns the codes that decided a verdict other than valid.
func reason(report *vc.Report) string {
	var codes []string
	for _, r := range append([]*vc.Report{report}, report.Also...) {
		for _, ch := range r.Checks {
			if ch.Code != "" && (ch.Result == vc.Fail || ch.Result == vc.Unknown) {
				codes = append(codes, ch.Code)
			}
		}
	}
	if len(codes) == 0 {
		return ""
	}
	return "  " + strings.Join(codes, " ")
}

var errNoBadge = errors.New("the picture holds no badge")
