package jsonld

import (
	"fmt"
	"maps"
)

// Contexts are the context documents a Processor knows, by their exact URL. They
// never change; With makes others. No context is ever fetched.
type Contexts struct {
	docs      map[string]*document
	alternate *Contexts
	compiled  *compiled
}

// noContexts are the contexts of a Processor that is given none.
var noContexts = newContexts(nil)

func newContexts(docs map[string]*document) *Contexts {
	return &Contexts{docs: docs, compiled: newCompiled()}
}

// document is a context document.
type document struct {
	url     string
	context *Value // its @context
}

// contextLimits bound a context document.
var contextLimits = Limits{Bytes: 1 << 20}

func newDocument(url string, text []byte) (*document, error) {
	v, err := Parse(text, contextLimits)
	if err != nil {
		return nil, fmt.Errorf("context %s: %w", url, err)
	}
	return &document{url: url, context: v.Get("@context")}, nil
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
// known before.
func (c *Contexts) With(url string, doc []byte) (*Contexts, error) {
	d, err := newDocument(url, doc)
	if err != nil {
		return nil, err
	}
	if d.context == nil {
		return nil, fmt.Errorf("context %s: there is no @context in it", url)
	}
	out := c.clone()
	out.docs[url] = d
	if c != nil && c.alternate != nil {
		out.alternate = c.alternate.clone()
		out.alternate.docs[url] = d
		out.alternate.alternate = out
	}
	return out, nil
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
