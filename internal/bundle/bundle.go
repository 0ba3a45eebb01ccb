// Package bundle keeps a badge together with everything that was fetched to
// judge it, so that it can be judged again without a network.
//
//	r := &bundle.Recorder{Next: fetcher}      // what the Verifier fetches with
//	report, err := blazon.Verify(ctx, verifier, badge, options)
//	b := bundle.New("badge.png", badge, report, r, jsonld.Pinned())
//	text, err := b.Encode()
//
//	b, err := bundle.Parse(text, jsonld.Pinned()) // digests are compared
//	verifier := &vc.Verifier{Fetcher: b, Now: b.Clock}
//	report, err := blazon.Verify(ctx, verifier, b.Badge.Body, options)
//
// A bundle has the bytes of the badge, each document with its address, time and
// digest, and the digests of the contexts, whose texts the verifier has. It is
// a record and not a proof: the digests show that the badge, the documents and the
// contexts are as they were put into it, and nothing shows that its maker fetched
// them, nor when. Whoever does not trust the
// maker learns from it what the badge itself can prove, as one of a did:key
// does, and takes the rest as the maker's word.
package bundle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
)

// The kinds of failure. Errors of this package wrap exactly one of them.
var (
	// ErrMalformed: not a bundle, or one of another edition.
	ErrMalformed = errors.New("not a verify bundle")
	// ErrLimit: a bundle with more in it than one judgement can have fetched.
	ErrLimit = errors.New("the bundle is too large")
	// ErrChanged: something in the bundle is not what its digest says.
	ErrChanged = errors.New("the bundle was changed")
	// ErrContext: the badge was judged with another text of a context than this
	// program has.
	ErrContext = errors.New("the bundle was made with another text of a context")
)

// Format names the edition of the form.
const Format = "blazon-verify-bundle/1"

// Basis is what a verdict rests on that was reached with a bundle.
const Basis = "bundle"

// Note says in a sentence what a verdict rests on that was reached with a bundle of
// that moment.
func Note(asOf time.Time) string {
	return fmt.Sprintf("This is the answer as of %s, without any network. It rests on documents that are in the bundle because whoever made it put them there; that an issuer published them is not proven, and what happened later is not known.", asOf.UTC().Format(time.RFC3339))
}

// What a bundle has at most.
const (
	MaxBytes     = 32 << 20 // of the whole, as text
	maxDocuments = 64
	maxContexts  = 64
	maxBody      = 16 << 20
	maxText      = 8 << 10 // of an address
)

// A Bundle is a badge and what was fetched to judge it. It implements
// did.Fetcher: it answers as the servers did.
type Bundle struct {
	Format    string     `json:"format"`
	AsOf      time.Time  `json:"asOf"` // the moment as of which it was judged
	Name      string     `json:"name"` // what the badge was called: a file or an address
	Badge     Part       `json:"badge"`
	Verdict   vc.Verdict `json:"verdict"` // what came out then
	Profile   vc.Profile `json:"profile"`
	Status    Status     `json:"status"` // what was found out about its having been taken back
	Contexts  []Context  `json:"contexts"`
	Documents []Document `json:"documents"`

	known *jsonld.Contexts // those of the program that has it
}

// A Part is some bytes and their digest.
type Part struct {
	SHA256 string `json:"sha256"`
	Body   []byte `json:"body"`
}

// A Status is the answer of the check of that name at the time.
type Status struct {
	Result string `json:"result"`
	Code   string `json:"code,omitempty"`
	Text   string `json:"text,omitempty"`
	List   string `json:"list,omitempty"` // the address of the list that was asked
	Index  string `json:"index,omitempty"`
}

// A Context is a context that the badge or a document names, and the digest of
// its text.
type Context struct {
	URL    string `json:"url"`
	SHA256 string `json:"sha256"`
}

// A Document is the answer to one request.
type Document struct {
	URL       string    `json:"url"`
	Accept    string    `json:"accept,omitempty"`
	From      string    `json:"from,omitempty"` // where it came from after redirects
	Status    int       `json:"status,omitempty"`
	MediaType string    `json:"mediaType,omitempty"`
	FetchedAt time.Time `json:"fetchedAt,omitzero"`
	Part
	Error   string `json:"error,omitempty"`   // why there was no answer
	Blocked bool   `json:"blocked,omitempty"` // we would not ask
}

// New makes a bundle of a badge that was judged with what r fetched. Name is
// what the badge is called; contexts are those it was judged with.
func New(name string, badge []byte, report *vc.Report, r *Recorder, contexts *jsonld.Contexts) *Bundle {
	b := &Bundle{
		Format: Format, AsOf: report.At.UTC(), Name: name, Badge: part(badge),
		Verdict: report.Verdict, Profile: report.Profile, Documents: r.documents(),
		known: contexts,
	}
	check := report.Check(vc.CheckStatus)
	b.Status = Status{Result: check.Result, Code: check.Code, Text: check.Text, List: check.Detail["list"], Index: check.Detail["index"]}
	b.Contexts = b.contexts(report.Raw)
	return b
}

func part(body []byte) Part {
	return Part{SHA256: digest(body), Body: body}
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// contexts lists the contexts that are named anywhere in the credential or in a
// document, as far as they are known; others are refused in any case.
func (b *Bundle) contexts(credential []byte) []Context {
	named := make(map[string]bool)
	for _, text := range append([][]byte{credential}, bodies(b.Documents)...) {
		collect(vc.Parse(text).Content(), named)
	}
	var out []Context
	for url := range named {
		if _, sum := b.known.Source(url); sum != "" {
			out = append(out, Context{URL: url, SHA256: sum})
		}
	}
	slices.SortFunc(out, func(a, b Context) int { return strings.Compare(a.URL, b.URL) })
	return out
}

func bodies(documents []Document) [][]byte {
	var out [][]byte
	for _, d := range documents {
		out = append(out, d.Body)
	}
	return out
}

// collect notes the addresses in each @context within v. Its depth is that of
// what was parsed.
func collect(v *jsonld.Value, named map[string]bool) {
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			collect(item, named)
		}
		return
	}
	for _, m := range v.Members() {
		if m.Name == "@context" {
			for _, item := range m.Value.Items() {
				if item.IsString() {
					named[item.Str()] = true
				}
			}
		}
		collect(m.Value, named)
	}
}

// Encode writes the bundle as JSON.
func (b *Bundle) Encode() ([]byte, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(b, jsontext.WithIndent("  "), json.FormatNilSliceAsNull(false))
	if err != nil {
		return nil, fmt.Errorf("encode bundle: %w", err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("encode bundle: %w", ErrLimit)
	}
	return append(text, '\n'), nil
}

// Parse reads a bundle. It refuses members that it does not know, whatever is
// not as its digest says, and contexts of which contexts has another text.
func Parse(text []byte, contexts *jsonld.Contexts) (*Bundle, error) {
	if len(text) > MaxBytes+1 {
		return nil, fmt.Errorf("read bundle: %w", ErrLimit)
	}
	b := &Bundle{known: contexts}
	if err := json.Unmarshal(text, b, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("read bundle: %w: %s", ErrMalformed, misformed(text, err))
	}
	if err := b.check(); err != nil {
		return nil, fmt.Errorf("read bundle: %w", err)
	}
	return b, nil
}

// misformed says why a text is no JSON of the form of a bundle, from what the reader of
// JSON says to programmers.
func misformed(text []byte, err error) string {
	syntax := new(jsontext.SyntacticError)
	meaning := new(json.SemanticError)
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return "there is nothing in it"
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return fmt.Sprintf("%.200s is in it twice", syntax.JSONPointer)
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is no JSON, or was cut; byte %d is not what has to be there", syntax.ByteOffset)
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &meaning):
		return fmt.Sprintf("it has %.200s, which no bundle has", meaning.JSONPointer)
	case errors.As(err, &meaning) && meaning.JSONPointer != "":
		return fmt.Sprintf("what stands at %.200s is not of the kind that belongs there", meaning.JSONPointer)
	}
	return "it is another kind of JSON"
}

// check holds the bundle to its form.
func (b *Bundle) check() error {
	switch {
	case b.Format != Format:
		return fmt.Errorf("%w: its format is %.60q and not %q", ErrMalformed, b.Format, Format)
	case b.AsOf.IsZero():
		return fmt.Errorf("%w: it does not say as of when", ErrMalformed)
	case len(b.Badge.Body) == 0:
		return fmt.Errorf("%w: there is no badge in it", ErrMalformed)
	case len(b.Documents) > maxDocuments, len(b.Contexts) > maxContexts, len(b.Badge.Body) > maxBody, len(b.Name) > maxText:
		return ErrLimit
	}
	if err := b.Badge.check("the badge"); err != nil {
		return err
	}
	for _, c := range b.Contexts {
		same := func(text []byte) bool { return digest(text) == c.SHA256 }
		if _, sum := b.known.Source(c.URL); sum != c.SHA256 && !slices.ContainsFunc(b.known.Texts(c.URL), same) {
			return fmt.Errorf("%w: %.200s", ErrContext, c.URL)
		}
	}
	seen := make(map[[2]string]bool)
	for _, d := range b.Documents {
		key := [2]string{d.URL, d.Accept}
		switch {
		case seen[key]:
			return fmt.Errorf("%w: the document %.200s is there twice", ErrMalformed, d.URL)
		case len(d.Body) > maxBody, len(d.URL) > maxText, len(d.From) > maxText:
			return ErrLimit
		}
		seen[key] = true
		if err := d.check(d.URL); err != nil {
			return err
		}
		if err := d.checkTime(b.AsOf); err != nil {
			return err
		}
	}
	return nil
}

func (p Part) check(name string) error {
	if digest(p.Body) != p.SHA256 {
		return fmt.Errorf("%w: %.200s is not what its digest says", ErrChanged, name)
	}
	return nil
}

// Clock returns the moment as of which the badge was judged.
func (b *Bundle) Clock() time.Time { return b.AsOf }

// Fetch answers as the server did when the bundle was made. What was not asked
// then cannot be had.
func (b *Bundle) Fetch(_ context.Context, url, accept string) (*did.Response, error) {
	found := -1
	for i, d := range b.Documents {
		if d.URL == url && (found < 0 || d.Accept == accept) {
			found = i
		}
	}
	if found < 0 {
		return nil, &did.FetchError{URL: url, Err: errors.New("it is not in the bundle")}
	}
	d := b.Documents[found]
	if d.Error != "" {
		return nil, &did.FetchError{URL: url, Blocked: d.Blocked, Err: errors.New(d.Error)}
	}
	from := d.From
	if from == "" {
		from = d.URL
	}
	return &did.Response{URL: from, Status: d.Status, MediaType: d.MediaType, Body: slices.Clone(d.Body), FetchedAt: d.FetchedAt}, nil
}
