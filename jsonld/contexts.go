package jsonld

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Contexts are the context documents a Processor knows, by their exact URL. They
// never change; With makes others. No context is ever fetched.
type Contexts struct {
	docs      map[string]*document
	alternate *Contexts
	compiled  *compiled
	doubles   func() map[string]bool // see IsDouble
}

// noContexts are the contexts of a Processor that is given none.
var noContexts = newContexts(nil)

func newContexts(docs map[string]*document) *Contexts {
	c := &Contexts{docs: docs, compiled: newCompiled()}
	c.doubles = sync.OnceValue(func() map[string]bool { return doubles(c.docs) })
	return c
}

// document is a context document.
type document struct {
	url     string
	context *Value // its @context
	source  Source
	sha256  string
	text    []byte              // kept only if it was given
	words   map[string][]string // by the IRI that they stand for, in contexts within it, too
}

// A Source says whose text of a context is used.
type Source string

// The sources of contexts.
const (
	// Published: byte for byte as its publisher gives it.
	Published Source = "published"
	// Own: written for Blazon, with the same meaning for each word as the published
	// text, which no licence permits to ship.
	Own Source = "own"
	// Given: added with With or Add by whoever runs the program.
	Given Source = "given"
)

// contextLimits bound a context document.
var contextLimits = Limits{Bytes: 1 << 20}

func newDocument(url string, text []byte) (*document, error) {
	v, err := Parse(text, contextLimits)
	if err != nil {
		return nil, fmt.Errorf("context %s: %w", url, err)
	}
	sum := sha256.Sum256(text)
	return &document{url: url, context: v.Get("@context"), source: Published, sha256: hex.EncodeToString(sum[:]), words: words(v.Get("@context"))}, nil
}

// URLs returns the URLs of all that are known, sorted.
func (c *Contexts) URLs() []string {
	if c == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(c.docs))
}

// Source returns whose text of the context of that URL is used, and its SHA-256 in
// hex; nothing if the context is not known.
func (c *Contexts) Source(url string) (Source, string) {
	if !c.Has(url) {
		return "", ""
	}
	d := c.docs[url]
	return d.source, d.sha256
}

// Texts returns what a published digest of the context of that URL may be compared
// with: the texts that Blazon ships as they were published, or the one that was
// given; none of others.
func (c *Contexts) Texts(url string) [][]byte {
	switch source, _ := c.Source(url); source {
	case Published:
		return PinnedTexts(url)
	case Given:
		return [][]byte{c.docs[url].text}
	default:
		return nil
	}
}

// Has reports whether the context of that URL is known.
func (c *Contexts) Has(url string) bool {
	if c == nil {
		return false
	}
	_, ok := c.docs[url]
	return ok
}

// With returns contexts that also have the document doc at url, in place of one
// known before. It is for programs that know what they do; Add is for texts of
// others.
func (c *Contexts) With(url string, doc []byte) (*Contexts, error) {
	d, err := newDocument(url, doc)
	if err != nil {
		return nil, err
	}
	if d.context == nil {
		return nil, fmt.Errorf("context %s: there is no @context in it", url)
	}
	d.source, d.text = Given, doc
	return c.with(url, d), nil
}

func (c *Contexts) with(url string, d *document) *Contexts {
	out := c.clone()
	out.docs[url] = d
	if c != nil && c.alternate != nil {
		out.alternate = c.alternate.clone()
		out.alternate.docs[url] = d
		out.alternate.alternate = out
	}
	return out
}

// Alternate returns the same contexts with the other published text of
// context-3.0.3 of Open Badges: of Pinned, the earlier one, in which
// endorsementJwt and jti have no meaning. Documents without these two terms are
// the same under both. A proof that fails under one may hold under the other,
// and then covers nothing under these two names.
func (c *Contexts) Alternate() *Contexts { return c.alternate }

func (c *Contexts) clone() *Contexts {
	if c == nil {
		return newContexts(make(map[string]*document))
	}
	return newContexts(maps.Clone(c.docs))
}
