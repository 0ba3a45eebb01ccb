package jsonld

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// generator makes documents that use the terms of published contexts in all the
// ways their definitions allow.
type generator struct {
	*rand.Rand
	t    testing.TB
	run  *run
	left int // nodes that may still be made
	// controls: there are control characters in the document, which json-gold
	// escapes otherwise.
	controls bool
}

// contextSets are the @context arrays of the documents.
var contextSets = [][]string{
	{"https://www.w3.org/ns/credentials/v2", ob303},
	{"https://www.w3.org/ns/credentials/v2", ob303, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"},
	{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"},
	{"https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context.json", "https://w3id.org/security/suites/ed25519-2020/v1"},
	{"https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "https://w3id.org/security/data-integrity/v1"},
	{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", ob303},
	{"https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/clr/v2p0/context.json"},
	{"https://www.w3.org/ns/credentials/v2"},
	{"https://w3id.org/openbadges/v2"},
	{"https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"},
}

func newGenerator(t testing.TB, seed uint64) *generator {
	r := rand.New(rand.NewPCG(seed, 1))
	return &generator{
		Rand: r, t: t, left: 2 + r.IntN(24), controls: r.IntN(8) == 0,
		run: &run{ctx: context.Background(), contexts: Pinned(), budget: Budget{}.orDefault()},
	}
}

// document makes a document; its root has most of the terms there are.
func (g *generator) document() *Value {
	set := contextSets[g.IntN(len(contextSets))]
	ac := g.run.contexts.compiled.root.Load()
	var urls []*Value
	for _, url := range set {
		urls = append(urls, NewString(url))
	}
	ac, err := g.run.applyNamed(ac, NewArray(urls...))
	if err != nil {
		g.t.Fatal(err)
	}
	node := g.node(ac, "", 0)
	return NewObject(append([]Member{{"@context", NewArray(urls...)}}, node.Members()...)...)
}

// node makes a node object that stands as a value of property.
func (g *generator) node(ac *activeContext, property string, depth int) *Value {
	g.left--
	def := ac.terms[property]
	if ac.previous != nil {
		ac = ac.previous
	}
	ac = g.scoped(ac, def)
	var members []Member
	if g.IntN(3) > 0 {
		members = append(members, Member{g.alias(ac, "id", "@id"), NewString(g.iri())})
	}
	types := g.types(ac)
	for len(types) > 0 {
		if typed, ok := g.typed(ac, types); ok {
			v := NewArray(types...)
			if len(types) == 1 && g.IntN(2) == 0 {
				v = types[0]
			}
			members = append(members, Member{g.alias(ac, "type", "@type"), v})
			ac = typed
			break
		}
		types = types[1:] // these types do not go together
	}
	var terms []string
	for _, term := range slices.Sorted(maps.Keys(ac.terms)) {
		// json-gold takes the container of a term from the context that applies within its value.
		if def := ac.terms[term]; def.keyword == notKeyword && def.absolute && (!def.container.has(inGraph) || def.context.Kind() != Null) {
			terms = append(terms, term)
		}
	}
	used := make(map[string]bool)
	for range 1 + g.IntN(7) {
		if len(terms) == 0 { // after a null context
			members = append(members, Member{"https://example.org/p", NewString(g.text())})
			break
		}
		term := terms[g.IntN(len(terms))]
		if used[term] {
			continue
		}
		used[term] = true
		members = append(members, Member{term, g.values(ac, term, depth)})
	}
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return NewObject(members...)
}

// typed applies the contexts of types.
func (g *generator) typed(ac *activeContext, types []*Value) (_ *activeContext, ok bool) {
	typeScoped := ac
	names := slices.Clone(types)
	slices.SortFunc(names, func(x, y *Value) int { return strings.Compare(x.text, y.text) })
	for _, name := range names {
		if def := typeScoped.terms[name.text]; def != nil && def.context != nil {
			var err error
			if ac, err = g.run.apply(ac, def, false, false); err != nil {
				return nil, false
			}
		}
	}
	return ac, true
}

// scoped applies the context of a property.
func (g *generator) scoped(ac *activeContext, def *definition) *activeContext {
	if def == nil || def.context == nil {
		return ac
	}
	ac, err := g.run.apply(ac, def, true, true)
	if err != nil {
		g.t.Fatal(err)
	}
	return ac
}

func (g *generator) alias(ac *activeContext, alias, keyword string) string {
	if def := ac.terms[alias]; def != nil && def.iri == keyword && g.IntN(20) > 0 {
		return alias
	}
	return keyword
}

// types makes up to three types, some of them with contexts of their own.
func (g *generator) types(ac *activeContext) (types []*Value) {
	var names []string
	for _, term := range slices.Sorted(maps.Keys(ac.terms)) {
		if def := ac.terms[term]; def.absolute && !def.reverse && (def.context != nil || 'A' <= term[0] && term[0] <= 'Z') {
			names = append(names, term)
		}
	}
	for range g.IntN(3) {
		if len(names) > 0 {
			types = append(types, NewString(names[g.IntN(len(names))]))
		}
	}
	if g.IntN(10) == 0 {
		types = append(types, NewString(g.iri()))
	}
	return slices.CompactFunc(types, func(x, y *Value) bool { return x.text == y.text })
}

// values makes the value of a term: one or several, or a map if the term's
// container asks for one.
func (g *generator) values(ac *activeContext, term string, depth int) *Value {
	def := ac.terms[term]
	if def.container.has(inLanguage) && g.IntN(2) == 0 {
		return NewObject(Member{"en", NewString(g.text())}, Member{"de-CH", NewArray(NewString(g.text()), NewString(g.text()))})
	}
	if def.container.has(inID) && g.IntN(2) == 0 {
		return NewObject(Member{g.iri(), g.node(ac, term, depth+1)})
	}
	if n := g.IntN(6); n > 3 && def.typed != byJSON {
		list := []*Value{}
		for range n - 3 + g.IntN(2) {
			list = append(list, g.value(ac, term, depth))
		}
		return NewArray(list...)
	}
	return g.value(ac, term, depth)
}

func (g *generator) value(ac *activeContext, term string, depth int) *Value {
	def := ac.terms[term]
	inner := g.scoped(ac, def)
	switch n := g.IntN(12); {
	case def.typed == byJSON:
		return NewObject(Member{"b", NewNumber("1.50")}, Member{"a", NewArray(NewBool(true), NewString(g.text()), &Value{kind: Null})})
	case def.container.has(inGraph), n < 4 && depth < 6 && g.left > 0:
		return g.node(ac, term, depth+1)
	case def.typed == byVocab:
		return NewString(g.vocab(inner))
	case n == 4:
		return NewObject(Member{"@value", NewString(g.text())}, Member{"@language", NewString([]string{"en", "de-CH", "ja"}[g.IntN(3)])})
	case n == 5:
		return NewObject(Member{"@value", NewString(g.text())}, Member{"@type", NewString("http://www.w3.org/2001/XMLSchema#date")})
	case n == 6 && def.typed != byID:
		return NewNumber([]string{"0", "7", "-3", "2.5", "1.0", "3e2", "1e25", "0.1", "123456789012345", "-0.000001"}[g.IntN(10)])
	case n == 7 && def.typed != byID:
		return NewBool(g.IntN(2) == 0)
	case n == 8:
		return NewObject(Member{g.alias(inner, "id", "@id"), NewString(g.iri())})
	case def.typed == byID:
		return NewString(g.iri())
	}
	return NewString(g.text())
}

// vocab returns a term, a compact IRI or an IRI.
func (g *generator) vocab(ac *activeContext) string {
	var names, prefixes []string
	for _, term := range slices.Sorted(maps.Keys(ac.terms)) {
		switch def := ac.terms[term]; {
		case def.prefix:
			prefixes = append(prefixes, term)
		case def.absolute:
			names = append(names, term)
		}
	}
	switch n := g.IntN(4); {
	case n == 0 && len(prefixes) > 0:
		return prefixes[g.IntN(len(prefixes))] + ":x"
	case n < 3 && len(names) > 0:
		return names[g.IntN(len(names))]
	}
	return g.iri()
}

func (g *generator) iri() string {
	n := g.IntN(12)
	return []string{
		fmt.Sprintf("https://example.org/%d", n), fmt.Sprintf("urn:uuid:%08d", n), fmt.Sprintf("did:key:z%d#z%d", n, n),
		fmt.Sprintf("mailto:%d@example.org", n), fmt.Sprintf("_:x%d", n%4), fmt.Sprintf("https://example.org/ü?q=%d#f", n),
		fmt.Sprintf("https://example.org/a/../%d", n),
	}[g.IntN(7)]
}

func (g *generator) text() string {
	texts := []string{"a", "Knots", "2026-01-01T00:00:00Z", "line\nline\ttab \"quoted\" \\ back", "", "Ünïcödé 漢字 😀", "https://example.org/x", "\u007f\u0001"}
	if !g.controls {
		texts = texts[:len(texts)-1]
	}
	return texts[g.IntN(len(texts))]
}
