package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"blazon"
	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/fetch"
	"blazon/internal/text"
	"blazon/jsonld"
	"blazon/vc"
)

// verifyCommand judges badges.
type verifyCommand struct {
	JSON      bool      `help:"Print the whole report as JSON, one line a badge."`
	Refresh   bool      `help:"Also ask the issuer for a newer edition, if the badge says where one would be. The issuer learns that somebody looks at it; the verdict stays that on this badge."`
	Explain   bool      `help:"Also print every intermediate value: what was hashed, with which key, what was fetched."`
	Recursive bool      `short:"r" help:"Take the badges in directories, and in those below them."`
	FilesFrom string    `placeholder:"FILE" help:"Read names of files and addresses from this file, one a line; - for standard input."`
	Jobs      int       `placeholder:"N" help:"How many badges to judge at once. Without it: as many as there are processors. More helps where most of the time is spent waiting for the network."`
	Now       time.Time `placeholder:"TIME" help:"Judge as of this moment (RFC 3339)."`
	Recipient string    `placeholder:"ADDRESS" help:"Also ask whether the badge was given to this e-mail address or DID."`
	Docs      string    `placeholder:"INDEX" help:"A JSON file {\"url\": \"file\"} of documents to use instead of the network."`
	Offline   bool      `help:"The files are bundles of 'blazon export'; judge them without any network, as of when they were made."`
	Profile   string    `enum:"strict,1edtech" default:"strict" help:"strict (the default) believes a key only when the issuer's own document lists it; 1edtech judges as 1EdTech's public validator does."`
	vocabularyFlags
	Registry []string `placeholder:"URL=ISSUER" sep:"none" help:"A registry of issuers: where it is, and the id of the issuer who must have signed it. Asked once, and used as --trust is. May be given several times."`
	Trust    []string `placeholder:"FILE" sep:"none" help:"A list of issuers that somebody vouches for; say of each badge whether its issuer is on it. Changes no verdict. May be given several times."`
	portFlags
	AllowPrivate bool     `help:"Also fetch from http and private addresses. For development only."`
	Inputs       []string `arg:"" optional:"" name:"badge" help:"Files, https addresses, data: URIs, or - for standard input."`
}

// Help teaches the command.
func (verifyCommand) Help() string {
	return `A badge may be JSON, a JWT, or a PNG or SVG picture that holds one, of any version of
Open Badges. One badge gets a line for each check. Of several each gets one line, in
the order in which they were named, and a summary follows on standard error.

  blazon verify badge.png
  blazon verify --recipient ada@school.example https://badges.example/awards/4kq2
  blazon verify --recursive awards/
  find . -name '*.json' | blazon verify --json --files-from - | jq -r .verdict
  blazon verify --offline badge.bundle.json

In directories the files that end in .json, .jsonld, .jwt, .jws, .png and .svg are
taken, and the summary says how many others were not looked at; a pattern such as
'awards/*.png' is expanded here if the shell has not done so.

Exit code: 0 all are valid, 1 at least one is invalid, 2 none is invalid but something
could not be found out, read or had, 64 the command makes no sense.`
}

// Run judges every input.
func (c *verifyCommand) Run(w *world) error {
	err := c.run(w)
	var code exit
	if err == nil || errors.As(err, &code) {
		return err
	}
	return unread(w, err)
}

func (c *verifyCommand) run(w *world) error {
	if err := c.check(); err != nil {
		return err
	}
	if len(c.Inputs) == 1 && c.FilesFrom == "" && !isMany(c.Inputs[0]) {
		return c.runOne(w, c.Inputs[0])
	}
	return c.runMany(w)
}

// check refuses what makes no sense together.
func (c *verifyCommand) check() error {
	switch {
	case len(c.Inputs) == 0 && c.FilesFrom == "":
		return misuse("name a file, an address or - for standard input; `blazon verify --help` has examples", "there is nothing to verify")
	case c.Jobs < 0 || c.Jobs > maxJobs:
		return misuse(fmt.Sprintf("give a number from 1 to %d", maxJobs), "--jobs %d makes no sense", c.Jobs)
	case c.Offline && (c.Docs != "" || c.AllowPrivate || !c.Now.IsZero()):
		return misuse("leave out --docs, --now and --allow-private", "a bundle is judged with its own documents, as of its own time")
	}
	return nil
}

// maxJobs bounds how many badges are judged at once.
const maxJobs = 256

// jobs is how many badges are judged at once.
func (c *verifyCommand) jobs() int {
	if c.Jobs > 0 {
		return c.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// runOne judges one badge and prints all that was found.
func (c *verifyCommand) runOne(w *world, name string) error {
	judge, err := c.judge(w)
	if err != nil {
		return err
	}
	found, err := judge(w.ctx, name)
	if err != nil {
		return err
	}
	text := found.details(c.Explain)
	if c.JSON {
		if text, err = found.json(); err != nil {
			return err
		}
	}
	if _, err := w.out.Write(text); err != nil {
		return err
	}
	if code := exitFor(found.report.Verdict); code != exitOK {
		return exit(code)
	}
	return nil
}

// unread prints why something could not be read or had, and returns the exit code for
// that: nobody can say whether a badge is valid, and none was found to be invalid.
func unread(w *world, err error) error {
	if code := report(w, err); code != exitInvalid {
		return exit(code)
	}
	return exit(exitIndeterminate)
}

// A judge says what it found out about the input called name.
type judge func(ctx context.Context, name string) (*finding, error)

// judge puts together what verification needs.
func (c *verifyCommand) judge(w *world) (judge, error) {
	if c.Offline {
		return c.offline(w)
	}
	verifier, err := c.verifier(w)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, name string) (*finding, error) {
		data, err := w.badge(name)
		if err != nil {
			return nil, err
		}
		report, err := c.verify(ctx, verifier, data)
		if err != nil {
			return nil, fmt.Errorf("verify %s: %w", shown(name), err)
		}
		return &finding{name: name, report: report}, nil
	}, nil
}

// verify judges one badge.
func (c *verifyCommand) verify(ctx context.Context, verifier *vc.Verifier, data []byte) (*vc.Report, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return blazon.Verify(ctx, verifier, data, vc.Options{Recipient: c.Recipient, Profile: vc.Profile(c.Profile), Explain: c.Explain, Refresh: c.Refresh})
}

// badge returns what is judged for a name: the bytes of a file, or the address
// itself.
func (w *world) badge(name string) ([]byte, error) {
	if isAddress(name) {
		return []byte(name), nil
	}
	return w.readInput(name)
}

// verifier puts together a Verifier for a run. What is fetched for one badge
// serves the others, too.
func (c *verifyCommand) verifier(w *world) (*vc.Verifier, error) {
	now := w.now
	if !c.Now.IsZero() {
		now = func() time.Time { return c.Now }
	}
	var fetcher did.Fetcher
	if c.Docs != "" {
		docs, err := w.readDocs(c.Docs)
		if err != nil {
			return nil, err
		}
		fetcher = fetch.Documents{Files: docs, Now: w.now}
	} else {
		ports, err := c.ports()
		if err != nil {
			return nil, err
		}
		fetcher = w.fetcher(c.AllowPrivate, ports)
	}
	v, err := c.newVerifier(w, fetcher, now)
	if err != nil {
		return nil, err
	}
	if c.AllowPrivate {
		v.Methods = did.Development(fetcher)
	}
	v.Past = !c.Now.IsZero()
	v.Trust, err = c.trust(w, v)
	return v, err
}

// trust reads the lists of issuers, and asks for registries with v; nil if there are
// none. A registry that cannot be used is no list that happens to be empty, so it is
// an error.
func (c *verifyCommand) trust(w *world, v *vc.Verifier) (vc.Trust, error) {
	if len(c.Trust)+len(c.Registry) == 0 {
		return nil, nil
	}
	var lists vc.TrustLists
	for _, text := range c.Registry {
		source, err := vc.ParseRegistrySource(text)
		if err != nil {
			return nil, misuse("write it as https://ministry.example/issuers.json=https://ministry.example", "--registry: %w", err)
		}
		list, _, err := v.RegistryAt(w.ctx, source)
		if err != nil {
			return nil, hint{fmt.Errorf("--registry %s: %w", source.URL, err), "docs/trust.md says how a registry is written and signed"}
		}
		lists = append(lists, list)
	}
	for _, name := range c.Trust {
		data, err := w.readInput(name)
		if err != nil {
			return nil, err
		}
		list, err := vc.ParseTrustList(data)
		if err != nil {
			return nil, hint{fmt.Errorf("%s: %w", shown(name), err), `write it as {"name": "who vouches", "issuers": [{"id": "https://school.example/issuer", "name": "School"}]}`}
		}
		lists = append(lists, list)
	}
	return lists, nil
}

// fetcher is the network of one run.
func (w *world) fetcher(allowPrivate bool, ports []string) did.Fetcher {
	client := fetch.New(fetch.Options{Now: w.now, Frank: true, AllowPrivate: allowPrivate, AllowHTTP: allowPrivate, Ports: ports, Cache: newFetchCache()})
	return &sharedFetcher{next: client, now: w.now}
}

// newVerifier returns a Verifier with everything that this program knows, and with
// what was named beside that.
func (c vocabularyFlags) newVerifier(w *world, fetcher did.Fetcher, now func() time.Time) (*vc.Verifier, error) {
	contexts, err := c.contexts(w)
	if err != nil {
		return nil, err
	}
	places, err := c.places()
	if err != nil {
		return nil, err
	}
	return &vc.Verifier{
		Processor: &jsonld.Processor{Contexts: contexts},
		Suites:    dataintegrity.Default(),
		Methods:   did.Default(fetcher),
		Fetcher:   fetcher,
		Memory:    vc.NewMemory(),
		Schemas:   places,
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
		return nil, hint{fmt.Errorf("%s is not an index of documents", shown(index)), `write it as {"https://example.org/issuer": "issuer.json"}`}
	}
	docs := make(map[string][]byte, len(files))
	for url, name := range files {
		if !filepath.IsAbs(name) && index != "-" {
			name = filepath.Join(filepath.Dir(index), name)
		}
		docs[url], err = w.readInput(name)
		if _, missing := errors.AsType[hint](err); missing {
			return nil, hint{fmt.Errorf("%s names the document of %s, and %w", shown(index), text.Visible(url), errors.Unwrap(err)), "file names are relative to the index; correct the name, or take the line out"}
		}
		if err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// isURL reports whether name is an address of the web.
//
// RFC 3986 3.1: letters of both cases are the same in a scheme.
func isURL(name string) bool {
	scheme, _, ok := strings.Cut(name, "://")
	return ok && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http"))
}

// isAddress reports whether name is itself what is judged, and not that of a file: an
// address of the web, or one in which the badge is written out.
func isAddress(name string) bool { return isURL(name) || strings.HasPrefix(name, "data:") }

// shown is a name as people are shown it: of a badge that is written out in its
// address the beginning.
func shown(name string) string {
	const enough = 60
	if !isAddress(name) || isURL(name) || len(name) <= enough {
		return text.Visible(name)
	}
	return text.Visible(name[:enough]) + "…"
}

// exitFor is the exit code for a verdict.
func exitFor(v vc.Verdict) int {
	switch v {
	case vc.Valid:
		return exitOK
	case vc.Invalid:
		return exitInvalid
	default:
		return exitIndeterminate
	}
}

// worse returns the graver of two exit codes: invalid before indeterminate
// before valid.
func worse(a, b int) int {
	if a == exitInvalid || b == exitInvalid {
		return exitInvalid
	}
	return max(a, b)
}

var errNoBadge = errors.New("the picture holds no badge")
