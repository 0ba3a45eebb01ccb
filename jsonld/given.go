package jsonld

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// ErrPinned means that a context was to be replaced that Blazon ships.
var ErrPinned = errors.New("this context comes with the program and cannot be replaced")

// The bounds on contexts that are added.
const (
	maxGivenURL   = 2048
	maxGivenBytes = 256 << 10
)

// Add returns contexts that also have the document text at url, if it is one that
// only adds words: it neither takes the place of a context that Blazon ships nor
// gives a word of these another meaning, nor a keyword of JSON-LD another name, and
// says nothing about words that it does not name. A text that depends on other
// contexts comes after them.
func (c *Contexts) Add(url string, text []byte) (*Contexts, error) {
	fail := func(err error) (*Contexts, error) { return nil, fmt.Errorf("context %.200s: %w", url, err) }
	if err := checkGivenURL(url); err != nil {
		return fail(err)
	}
	if source, _ := c.Source(url); source == Published || source == Own {
		return fail(ErrPinned)
	}
	if len(text) > maxGivenBytes {
		return fail(&LimitError{"bytes", maxGivenBytes})
	}
	d, err := newDocument(url, text)
	if err != nil {
		return nil, err
	}
	if d.context == nil {
		return fail(errors.New("there is no @context in it; the file must be the context itself, {\"@context\": {…}}"))
	}
	if err := checkDefinitions(d.context, 0); err != nil {
		return fail(err)
	}
	d.source, d.text = Given, text
	if err := c.checkWords(d); err != nil {
		return fail(err)
	}
	out := c.with(url, d)
	if err := out.checkBeside(url); err != nil {
		return fail(err)
	}
	return out, nil
}

// checkWords sees that no word of d is another one for what a word of a context means
// that comes with the program. Contexts are not signed by proofs over statements, so
// whoever holds a badge could add this one to it and write the other word, which nobody
// looks for, in the place of that of the standard.
func (c *Contexts) checkWords(d *document) error {
	for iri, names := range d.words {
		for _, known := range c.docs {
			if known.source == Given || known.words[iri] == nil {
				continue
			}
			for _, name := range names {
				if !slices.Contains(known.words[iri], name) {
					return fmt.Errorf("it has the word %.60q for %.200s, for which %s has the word %.60q already", name, iri, known.url, known.words[iri][0])
				}
			}
		}
	}
	return nil
}

// checkGivenURL: a context is known by one exact address.
func checkGivenURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil, len(s) > maxGivenURL, u.Scheme != "https" && u.Scheme != "http", u.Host == "", u.User != nil, strings.Contains(s, "#"), strings.ContainsAny(s, " \t\r\n"):
		return errors.New("it needs the exact https address by which badges name it, without a fragment")
	}
	return nil
}

// maxGivenDepth bounds contexts within contexts.
const maxGivenDepth = 8

// checkDefinitions holds a local context to what an added one may do.
func checkDefinitions(local *Value, depth int) error {
	if depth > maxGivenDepth {
		return &LimitError{"contexts within each other", maxGivenDepth}
	}
	for _, item := range local.Items() {
		if item.Kind() == String {
			continue // which has to be known
		}
		if item.Kind() != Object {
			return errors.New("a context in it is neither an object nor an address")
		}
		for _, m := range item.Members() {
			if err := checkDefinition(m.Name, m.Value, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkDefinition is checkDefinitions for one entry.
func checkDefinition(name string, v *Value, depth int) error {
	switch keywordOf(name) {
	case notKeyword:
	case kwProtected, kwPropagate, kwVersion:
		return nil
	case kwVocab:
		return errors.New("it has @vocab, which gives a meaning to every word, also to mistakes and to what somebody added")
	default:
		return fmt.Errorf("it has %s, which changes words that it does not define itself", name)
	}
	if v.Kind() == Null {
		return fmt.Errorf("it takes the meaning of %.60q away", name)
	}
	iri := v
	if v.Kind() == Object {
		iri = v.Get("@id")
		if v.Get("@reverse") != nil || v.Get("@nest") != nil {
			return fmt.Errorf("%.60q is defined with @reverse or @nest, so a plain reader of JSON would take it for something else", name)
		}
	}
	usual := name == "id" && iri.Str() == "@id" || name == "type" && iri.Str() == "@type"
	if kw := iri.Str(); keywordOf(kw) != notKeyword && !usual {
		return fmt.Errorf("it makes %.60q another name of %s", name, kw)
	}
	if scoped := v.Get("@context"); scoped != nil {
		return checkDefinitions(scoped, depth+1)
	}
	return nil
}

// stacks are the contexts beside which an added one may stand.
var stacks = [][]string{
	{"https://www.w3.org/ns/credentials/v2"},
	{"https://www.w3.org/ns/credentials/v2", ob303},
	{"https://www.w3.org/2018/credentials/v1", ob303},
	{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", ob303},
}

// checkBeside applies the context of that URL where badges have it, behind those
// of the standards, and sees that all words of these keep their meaning, also
// within the objects that have words of their own.
func (c *Contexts) checkBeside(url string) error {
	r := &run{ctx: context.Background(), contexts: c, budget: Budget{}.orDefault()}
	for _, stack := range stacks {
		before := &activeContext{}
		for _, known := range stack {
			if !c.Has(known) {
				break // a program with fewer contexts
			}
			var err error
			if before, err = r.applyURL(before, NewString(known)); err != nil {
				return err
			}
		}
		after, err := r.applyURL(before, NewString(url))
		if err != nil {
			return err
		}
		for term, def := range before.terms {
			if now := after.terms[term]; now == nil || !def.same(now) {
				return fmt.Errorf("it gives the word %.60q, which %s defines, another meaning", term, stack[len(stack)-1])
			}
			if def.context == nil {
				continue
			}
			if _, err := r.apply(before, def, false, false); err != nil {
				continue // it is made for another place
			}
			if _, err := r.apply(after, def, false, false); err != nil {
				return fmt.Errorf("within %.60q: %w", term, err)
			}
		}
		if err := r.checkScoped(after, before, 0); err != nil {
			return err
		}
	}
	return nil
}

// checkScoped applies the contexts within the definitions that were added to
// before. They must not redefine protected words, even where JSON-LD lets them.
func (r *run) checkScoped(after, before *activeContext, depth int) error {
	for term, def := range after.terms {
		if def == before.terms[term] || def.context == nil || depth >= maxGivenDepth {
			continue
		}
		inner, err := r.apply(after, def, false, true)
		if err != nil {
			return fmt.Errorf("within %.60q: %w", term, err)
		}
		if err := r.checkScoped(inner, after, depth+1); err != nil {
			return err
		}
	}
	return nil
}
