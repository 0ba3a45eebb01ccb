package jsonld

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// activeContext is an active context: JSON-LD 1.1 API 4.1. It never changes once
// process has returned it, and is shared by all documents that use it.
type activeContext struct {
	terms        map[string]*definition
	base         string // base IRI, "" for null
	originalBase string // original base URL
	vocab        string // vocabulary mapping
	hasVocab     bool
	language     string // default language, "" for none
	direction    direction
	previous     *activeContext
	protected    bool     // some term definition is
	aliases      []string // the terms that are mapped to keywords

	// shared is where this context is kept, nil if it is of one document only.
	shared *compiled
	// derived are the contexts that came of applying a local context to this one.
	derived atomic.Pointer[map[derivation]*activeContext]
}

// derivation says what is applied to an active context, and how.
type derivation struct {
	local             *Value
	override, propage bool
}

// compiled are the active contexts of a Contexts: a tree that grows at its
// leaves when a document needs one more. Contexts that are written out in
// documents are not in it.
type compiled struct {
	mu    sync.Mutex
	count int
	root  atomic.Pointer[activeContext]
}

// maxCompiled bounds how many active contexts are kept. Documents can combine
// types and contexts without end; beyond this number all are forgotten and begin
// anew.
const maxCompiled = 1024

func newCompiled() *compiled {
	c := &compiled{}
	c.root.Store(&activeContext{shared: c})
	return c
}

// keep remembers that applying d to ac gives result.
func (c *compiled) keep(ac *activeContext, d derivation, result *activeContext) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count++; c.count > maxCompiled {
		c.count = 0
		c.root.Store(&activeContext{shared: c})
		return
	}
	next := make(map[derivation]*activeContext)
	if old := ac.derived.Load(); old != nil {
		maps.Copy(next, *old)
	}
	next[d] = result
	ac.derived.Store(&next)
}

// apply returns ac with the context of a term definition applied, from memory if
// it can.
func (r *run) apply(ac *activeContext, def *definition, override, propagate bool) (*activeContext, error) {
	d := derivation{def.context, override, propagate}
	if known := ac.derived.Load(); known != nil {
		if result := (*known)[d]; result != nil {
			return result, nil
		}
	}
	s := scope{override: override, validate: true, inline: def.inline}
	result, err := r.process(ac, def.context, def.base, s, propagate)
	if err != nil {
		return nil, err
	}
	if ac.shared != nil && !def.inline {
		result.shared = ac.shared
		ac.shared.keep(ac, d, result)
	}
	return result, nil
}

// applyNamed applies the @context of a document. Contexts known by their URL are
// applied from memory; what is written out is processed each time.
func (r *run) applyNamed(ac *activeContext, local *Value) (_ *activeContext, err error) {
	for i, item := range local.Items() {
		if local.Kind() == Array {
			r.path = append(r.path, step{index: i, isIndex: true})
		}
		if item.IsString() {
			ac, err = r.applyURL(ac, item)
		} else if !r.inline {
			err = &ContextError{Pointer: r.pointer()}
		} else {
			// Wrapped, because @propagate in an array has no effect (step 2).
			if local.Kind() == Array {
				item = newArray(local.items[i : i+1])
			}
			ac, err = r.process(ac, item, r.base, scope{validate: true, inline: true}, true)
		}
		if err != nil {
			return nil, err
		}
		if local.Kind() == Array {
			r.path = r.path[:len(r.path)-1]
		}
	}
	return ac, nil
}

func (r *run) applyURL(ac *activeContext, url *Value) (*activeContext, error) {
	doc := r.contexts.docs[url.text]
	if doc == nil || doc.context == nil {
		return r.process(ac, url, r.base, scope{validate: true}, true) // which has an error for it
	}
	// The base URL of a remote context is its own; @base in it has no effect.
	d := derivation{local: doc.context}
	if known := ac.derived.Load(); known != nil {
		if result := (*known)[d]; result != nil {
			return result, nil
		}
	}
	result, err := r.process(ac, url, r.base, scope{validate: true}, true)
	if err != nil {
		return nil, err
	}
	if ac.shared != nil {
		result.shared = ac.shared
		ac.shared.keep(ac, d, result)
	}
	return result, nil
}

// scope holds the optional inputs of Context Processing that it passes on.
type scope struct {
	remote   []string // remote contexts that led here
	override bool     // override protected
	validate bool     // validate scoped context
	inline   bool     // within a context that the document writes out
}

// maxRemote is the limit of remote contexts that name each other.
const maxRemote = 16

// process is the Context Processing Algorithm: JSON-LD 1.1 API 4.1.2.
func (r *run) process(ac *activeContext, local *Value, base string, s scope, propagate bool) (*activeContext, error) {
	result := ac.clone() // step 1
	if p := local.Get("@propagate"); p != nil {
		propagate, _ = p.Bool() // step 2; anything else is refused in step 5.11
	}
	if !propagate && result.previous == nil {
		result.previous = ac // step 3
	}
	for _, item := range local.Items() { // steps 4 and 5
		var err error
		switch item.Kind() {
		case Null: // step 5.1
			if !s.override && result.protected {
				return nil, r.fail("invalid context nullification", "a context with protected terms cannot be set to null")
			}
			fresh := &activeContext{base: ac.originalBase, originalBase: ac.originalBase}
			if !propagate {
				fresh.previous = result
			}
			result = fresh
		case String: // step 5.2
			result, err = r.remote(result, item.text, base, s)
		case Object: // steps 5.4 to 5.13
			err = r.define(result, item, base, s)
		default: // step 5.3
			err = r.fail("invalid local context", "it is "+item.Kind().String())
		}
		if err != nil {
			return nil, err
		}
	}
	return result, nil
}

// clone copies what belongs to the standard's active context. The terms are
// copied by own, when one changes.
func (ac *activeContext) clone() *activeContext {
	return &activeContext{
		terms: ac.terms, base: ac.base, originalBase: ac.originalBase, vocab: ac.vocab, hasVocab: ac.hasVocab,
		language: ac.language, direction: ac.direction, previous: ac.previous, protected: ac.protected, aliases: ac.aliases,
	}
}

// remote is step 5.2: a context that is named by its URL.
func (r *run) remote(ac *activeContext, ref, base string, s scope) (*activeContext, error) {
	url := ref // step 5.2.1
	if schemeLen(base) > 0 {
		url = resolveIRI(base, ref)
	}
	if !s.validate && slices.Contains(s.remote, url) {
		return ac, nil // step 5.2.2
	}
	if len(s.remote) >= maxRemote { // step 5.2.3
		return nil, r.fail("context overflow", "contexts refer to each other without end")
	}
	doc, err := r.load(url) // steps 5.2.4 and 5.2.5
	if err != nil {
		return nil, err
	}
	s.remote, s.inline = append(slices.Clone(s.remote), url), false
	return r.process(ac, doc.context, url, s, true) // step 5.2.6
}

// load returns the context document of a URL. There is no other way to have one
// than to know it already.
func (r *run) load(url string) (*document, error) {
	doc := r.contexts.docs[url]
	if doc == nil {
		return nil, &ContextError{URL: url, Pointer: r.pointer()}
	}
	if doc.context == nil {
		return nil, r.fail("invalid remote context", url+" has no @context")
	}
	return doc, nil
}

// define is steps 5.4 to 5.13: a context definition, merged into ac.
func (r *run) define(ac *activeContext, local *Value, base string, s scope) error {
	if v := local.Get("@version"); v != nil { // step 5.5
		if n := v.Number(); n != "1.1" && n != "1.10" {
			return r.fail("invalid @version value", "it must be the number 1.1")
		}
		if r.mode10 {
			return r.fail("processing mode conflict", "")
		}
	}
	local, err := r.importInto(local, base) // step 5.6
	if err != nil {
		return err
	}
	if err := r.defineSettings(ac, local, len(s.remote) > 0); err != nil {
		return err
	}
	protected := false
	if v := local.Get("@protected"); v != nil {
		var ok bool
		if protected, ok = v.Bool(); !ok {
			return r.fail("invalid @protected value", "it must be true or false")
		}
	}
	// Step 5.12 and 5.13: the terms.
	d := &definer{run: r, ac: ac, local: local, base: base, scope: s, protected: protected, defined: make(map[string]bool)}
	d.names = make(map[string]*Value, len(local.members))
	for _, m := range local.members {
		d.names[m.Name] = m.Value
	}
	owned := false
	for _, m := range local.members {
		switch keywordOf(m.Name) {
		case kwBase, kwDirection, kwImport, kwLanguage, kwPropagate, kwProtected, kwVersion, kwVocab:
			continue
		default:
		}
		if !owned {
			if err := r.work(len(ac.terms)); err != nil {
				return err
			}
			ac.own(len(local.members))
			owned = true
		}
		if err := d.term(m.Name); err != nil {
			return err
		}
	}
	if owned {
		ac.survey()
	}
	return nil
}

// survey notes what is asked of all terms together.
func (ac *activeContext) survey() {
	ac.aliases, ac.protected = nil, false
	for term, def := range ac.terms {
		if def.keyword != notKeyword {
			ac.aliases = append(ac.aliases, term)
		}
		ac.protected = ac.protected || def.protected
	}
}

// keyword returns the keyword that a key expands to.
func (ac *activeContext) keyword(key string) keyword {
	for _, alias := range ac.aliases {
		if alias == key {
			return ac.terms[key].keyword
		}
	}
	return keywordOf(key)
}

// own makes the terms of ac its own, so that they can be changed.
func (ac *activeContext) own(more int) {
	terms := make(map[string]*definition, len(ac.terms)+more)
	maps.Copy(terms, ac.terms)
	ac.terms = terms
}

// importInto is step 5.6: the context that @import names, with the entries of
// local in place of its own.
func (r *run) importInto(local *Value, base string) (*Value, error) {
	v := local.Get("@import")
	if v == nil {
		return local, nil
	}
	if r.mode10 {
		return nil, r.fail("invalid context entry", "@import is of JSON-LD 1.1")
	}
	if !v.IsString() {
		return nil, r.fail("invalid @import value", "it must be a URL")
	}
	url := v.text
	if schemeLen(base) > 0 {
		url = resolveIRI(base, url)
	}
	doc, err := r.load(url)
	if err != nil {
		return nil, err
	}
	if doc.context.Kind() != Object {
		return nil, r.fail("invalid remote context", "what @import names must be a context definition")
	}
	if doc.context.Get("@import") != nil {
		return nil, r.fail("invalid context entry", "an imported context cannot import")
	}
	merged := doc.context
	for _, m := range local.members {
		merged = merged.With(m.Name, m.Value)
	}
	return merged, nil
}

// defineSettings is steps 5.7 to 5.11: @base, @vocab, @language, @direction,
// @propagate.
func (r *run) defineSettings(ac *activeContext, local *Value, isRemote bool) error {
	if v := local.Get("@base"); v != nil && !isRemote { // step 5.7
		switch {
		case v.Kind() == Null:
			ac.base = ""
		case v.IsString() && schemeLen(v.text) > 0:
			ac.base = v.text
		case v.IsString() && ac.base != "":
			ac.base = resolveIRI(ac.base, v.text)
		default:
			return r.fail("invalid base IRI", "")
		}
	}
	if v := local.Get("@vocab"); v != nil { // step 5.8
		switch {
		case v.Kind() == Null:
			ac.vocab, ac.hasVocab = "", false
		case v.IsString() && (!r.mode10 || schemeLen(v.text) > 0 || isBlank(v.text)):
			iri, ok, err := r.expandIRI(ac, v.text, true, true, nil)
			if err != nil {
				return err
			}
			ac.vocab, ac.hasVocab = iri, ok
		default:
			return r.fail("invalid vocab mapping", "")
		}
	}
	if v := local.Get("@language"); v != nil { // step 5.9
		if v.Kind() != Null && !v.IsString() {
			return r.fail("invalid default language", "")
		}
		ac.language = v.Str()
	}
	if v := local.Get("@direction"); v != nil { // step 5.10
		if r.mode10 {
			return r.fail("invalid context entry", "@direction is of JSON-LD 1.1")
		}
		var ok bool
		if ac.direction, ok = directionOf(v); !ok {
			return r.fail("invalid base direction", "")
		}
	}
	if v := local.Get("@propagate"); v != nil { // step 5.11
		if r.mode10 {
			return r.fail("invalid context entry", "@propagate is of JSON-LD 1.1")
		}
		if v.Kind() != Bool {
			return r.fail("invalid @propagate value", "it must be true or false")
		}
	}
	return nil
}
