package jsonld

import (
	"context"
	"crypto"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/piprate/json-gold/ld"
)

// gold is the usual Go library, to compare with.
type gold struct{ loader goldLoader }

type goldLoader map[string]*ld.RemoteDocument

func (l goldLoader) LoadDocument(url string) (*ld.RemoteDocument, error) {
	if d := l[url]; d != nil {
		return d, nil
	}
	return nil, fmt.Errorf("unknown context %s", url)
}

func newGold(t testing.TB) *gold {
	t.Helper()
	g := &gold{loader: make(goldLoader)}
	for url, d := range Pinned().docs {
		var context any
		if err := json.Unmarshal(d.context.JSON(), &context); err != nil {
			t.Fatal(err)
		}
		g.loader[url] = &ld.RemoteDocument{DocumentURL: url, Document: map[string]any{"@context": context}}
	}
	return g
}

func (g *gold) options() *ld.JsonLdOptions {
	opt := ld.NewJsonLdOptions("")
	opt.DocumentLoader, opt.Algorithm, opt.Format = g.loader, ld.AlgorithmURDNA2015, "application/n-quads"
	return opt
}

// toRDF returns a document as N-Quads.
func (g *gold) toRDF(text []byte) (nquads string, err error) {
	return g.do(text, func(doc any) (any, error) { return ld.NewJsonLdProcessor().ToRDF(doc, g.options()) })
}

// canonize returns the canonical N-Quads of a document.
func (g *gold) canonize(text []byte) (nquads string, err error) {
	return g.do(text, func(doc any) (any, error) { return ld.NewJsonLdProcessor().Normalize(doc, g.options()) })
}

func (g *gold) do(text []byte, f func(doc any) (any, error)) (nquads string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("json-gold panics: %v", p)
		}
	}()
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		return "", err
	}
	out, err := f(doc)
	if err != nil {
		return "", err
	}
	return out.(string), nil
}

// TestDifferential compares generated documents with the other library.
// BLAZON_DIFFERENTIAL says how many; docs/engine.md has what 100 000 gave.
func TestDifferential(t *testing.T) {
	count := 1500
	if testing.Short() {
		count = 200
	}
	if n, err := strconv.Atoi(os.Getenv("BLAZON_DIFFERENTIAL")); err == nil {
		count = n
	}
	other := newGold(t)
	differ := 0
	tally := make(map[comparison]int)
	for seed := 0; seed < count && differ < 5; seed++ {
		v := newGenerator(t, uint64(seed)).document()
		text := v.JSON()
		doc, err := Parse(text, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		p := &Processor{Contexts: Pinned()}
		got, err := p.Canonize(context.Background(), doc, crypto.SHA256)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		how, err := other.compare(t, text, string(got))
		tally[how]++
		if err != nil {
			t.Errorf("seed %d: %v\n%s", seed, err, text)
			differ++
		}
	}
	t.Logf("%d documents: %d alike to the byte, %d alike as RDF only (%d with characters that json-gold escapes otherwise, %d with a node that json-gold counts twice, %d with a statement that it writes twice), %d on which json-gold panics, %d that differ",
		count, tally[sameBytes], tally[otherEscapes]+tally[otherLoops]+tally[doubleLines], tally[otherEscapes], tally[otherLoops], tally[doubleLines], tally[goldPanics], tally[different])
}

// comparison says in what two results are alike.
type comparison int

const (
	different    comparison = iota
	sameBytes               // the canonical form of json-gold is ours
	otherEscapes            // its RDF is ours; it escapes characters that RDFC-1.0 does not, or does not escape those it does
	doubleLines             // its RDF is ours; it writes a statement twice
	otherLoops              // its RDF is ours; a statement of a node about itself makes its labels others
	goldPanics              // on two JSON literals of one property
)

// compare says how the other library's result compares, with an error if it is
// another than TestGoldDiffers explains.
func (g *gold) compare(t *testing.T, text []byte, got string) (comparison, error) {
	t.Helper()
	nquads, err := g.toRDF(text)
	if err != nil {
		if strings.HasPrefix(err.Error(), "json-gold panics: runtime error: comparing uncomparable type") {
			return goldPanics, nil
		}
		return different, err
	}
	d, err := ParseNQuads([]byte(nquads))
	if err != nil {
		return different, err
	}
	if diff := cmp.Diff(lines(canonical(t, d)), lines(got)); diff != "" {
		return different, fmt.Errorf("RDF (-json-gold +blazon):\n%s", diff)
	}
	want, err := g.canonize(text)
	switch {
	case err != nil:
		return different, err
	case want == got:
		return sameBytes, nil
	case strings.Contains(got, `\u00`):
		return otherEscapes, nil
	case hasLoop(d):
		return otherLoops, nil
	case slices.Equal(slices.Compact(lines(want)), lines(got)):
		return doubleLines, nil
	}
	return different, fmt.Errorf("canonical form (-json-gold +blazon):\n%s", cmp.Diff(lines(want), lines(got)))
}

func lines(s string) []string { return strings.SplitAfter(s, "\n") }

// hasLoop reports whether a blank node of d is subject and object of a statement.
func hasLoop(d *Dataset) bool {
	return slices.ContainsFunc(d.Quads, func(q Quad) bool { return q.Subject.Kind == BlankNode && q.Subject == q.Object })
}

// TestGoldDiffers shows each known difference to the other library, with what
// decides it; docs/engine.md lists them. Documents are in contexts of their own.
func TestGoldDiffers(t *testing.T) {
	const a = `<urn:a> <urn:p> `
	tests := []struct{ name, clause, doc, want string }{
		{
			"a JSON literal that is an array", "JSON-LD 1.1 API 8.2.2, step 8",
			`{"@context":{"p":{"@id":"urn:p","@type":"@json"}},"@id":"urn:a","p":[{"b":1,"a":2}]}`,
			a + `"[{\"a\":2,\"b\":1}]"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .` + "\n",
		},
		{
			"two JSON literals of one property", "JSON-LD 1.1 API 7.2.2, step 4.1.2",
			`{"@context":{"p":{"@id":"urn:p","@type":"@json"},"q":{"@id":"urn:p","@type":"@json"}},"@id":"urn:a","p":{"a":1},"q":{"a":2}}`,
			a + `"{\"a\":1}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .` + "\n" + a + `"{\"a\":2}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .` + "\n",
		},
		{
			"the container of a term whose own context is null", "JSON-LD 1.1 API 5.1.2, steps 13.5 and 13.12",
			`{"@context":{"p":{"@id":"urn:p","@type":"@id","@container":"@graph","@context":null}},"@id":"urn:a","p":{"@id":"urn:b","urn:q":"x"}}`,
			a + "_:c14n0 .\n" + `<urn:b> <urn:q> "x" _:c14n0 .` + "\n",
		},
		{
			"characters that are escaped", "RDFC-1.0 A, canonical form of N-Quads",
			`{"@id":"urn:a","urn:p":"\u0001\u007f"}`,
			a + `"\u0001\u007F" .` + "\n",
		},
		{
			"a statement that comes in two ways", "RDF 1.1 Concepts 3: a graph is a set of triples",
			`{"@context":{"p":{"@id":"urn:p","@type":"http://www.w3.org/2001/XMLSchema#boolean"},"q":{"@id":"urn:p"}},"@id":"urn:a","p":true,"q":true}`,
			a + `"true"^^<http://www.w3.org/2001/XMLSchema#boolean> .` + "\n",
		},
		{
			"a statement of a node about itself", "RDFC-1.0 4.4.3, step 2.1: a reference to each quad, once",
			`{"@id":"_:x","urn:p":{"@id":"_:x"},"urn:q":[{"urn:q":"1"},{"urn:q":"2"},{"urn:q":"3"},{"urn:q":"4"}]}`,
			"_:c14n0 <urn:q> \"3\" .\n_:c14n1 <urn:q> \"1\" .\n_:c14n2 <urn:q> \"2\" .\n_:c14n3 <urn:q> \"4\" .\n_:c14n4 <urn:p> _:c14n4 .\n" +
				"_:c14n4 <urn:q> _:c14n0 .\n_:c14n4 <urn:q> _:c14n1 .\n_:c14n4 <urn:q> _:c14n2 .\n_:c14n4 <urn:q> _:c14n3 .\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := Parse([]byte(tt.doc), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := (&Processor{InlineContexts: true}).Canonize(context.Background(), v, crypto.SHA256)
			if diff := cmp.Diff(tt.want, string(got)); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got)\n%s", tt.clause, err, diff)
			}
			if other, err := newGold(t).canonize([]byte(tt.doc)); err == nil && other == string(got) {
				t.Errorf("json-gold does not differ any more; %s", other)
			}
		})
	}
}
