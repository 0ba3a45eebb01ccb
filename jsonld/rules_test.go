package jsonld

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRules holds rules of the standards that no entry of the published suites
// tells apart from a wrong reading.
func TestRules(t *testing.T) {
	tests := []struct {
		name, clause string
		opt          options
		doc, want    string
	}{
		{
			"a node below a subject that is not an IRI", "JSON-LD 1.1 API 8.1.2, step 1.3.1",
			options{inline: true, lossy: true},
			`{"@id":"relative","urn:p":{"@id":"urn:x","urn:q":"v"}}`,
			"<urn:x> <urn:q> \"v\" .\n",
		},
		{
			"a node below a property that is a blank node", "JSON-LD 1.1 API 8.1.2, step 1.3.2.2",
			options{inline: true, lossy: true},
			`{"@id":"urn:a","_:p":{"@id":"urn:x","urn:q":"v"}}`,
			"<urn:x> <urn:q> \"v\" .\n",
		},
		{
			"a list below such a property, with a node in it", "JSON-LD 1.1 API 8.1.2, step 1.3.2.2",
			options{inline: true, lossy: true},
			`{"@id":"urn:a","_:p":{"@list":["x",{"@id":"urn:x","urn:q":"v"}]}}`,
			"<urn:x> <urn:q> \"v\" .\n",
		},
		{
			"a graph whose name is not an IRI", "JSON-LD 1.1 API 8.1.2, step 1.1",
			options{inline: true, lossy: true},
			`{"@id":"relative","@graph":[{"@id":"urn:x","urn:q":{"@id":"urn:y","urn:q":"v"}}]}`,
			"",
		},
		{
			"a directed string that comes twice", "JSON-LD 1.1 API 7.2.2, step 4.1.2",
			options{inline: true, direction: CompoundLiteral},
			`[{"@id":"urn:a","urn:p":[{"@value":"x","@direction":"rtl"},{"@value":"x","@direction":"rtl"}]},{"@id":"urn:a","urn:p":{"@value":"x","@direction":"rtl"}}]`,
			"<urn:a> <urn:p> _:c14n0 .\n_:c14n0 <" + rdfDirection + "> \"rtl\" .\n_:c14n0 <" + rdfValue + "> \"x\" .\n",
		},
		{
			"a directed string that comes twice in a list", "JSON-LD 1.1 API 7.2.2, step 4.2",
			options{inline: true, direction: CompoundLiteral},
			`{"@id":"urn:a","urn:p":{"@list":[{"@value":"x","@direction":"rtl"},{"@value":"x","@direction":"rtl"}]}}`,
			"<urn:a> <urn:p> _:c14n0 .\n" +
				"_:c14n0 <" + rdfFirst + "> _:c14n3 .\n_:c14n0 <" + rdfRest + "> _:c14n1 .\n" +
				"_:c14n1 <" + rdfFirst + "> _:c14n2 .\n_:c14n1 <" + rdfRest + "> <" + rdfNil + "> .\n" +
				"_:c14n2 <" + rdfDirection + "> \"rtl\" .\n_:c14n2 <" + rdfValue + "> \"x\" .\n" +
				"_:c14n3 <" + rdfDirection + "> \"rtl\" .\n_:c14n3 <" + rdfValue + "> \"x\" .\n",
		},
		{
			"a map by id within a type that does not propagate", "JSON-LD 1.1 API 5.1.2, step 13.8.3.3",
			options{inline: true, lossy: true},
			`{"@context":{"T":{"@id":"urn:T","@context":{"m":{"@id":"urn:m","@container":"@id"},"p":"urn:inner"}},"p":"urn:outer","m":{"@id":"urn:m","@container":"@id"}},
			"@id":"urn:a","@type":"T","m":{"urn:b":{"p":"v"}}}`,
			"<urn:a> <" + rdfType + "> <urn:T> .\n<urn:a> <urn:m> <urn:b> .\n<urn:b> <urn:inner> \"v\" .\n",
		},
		{
			"a map by type, of types with a context and without", "JSON-LD 1.1 API 5.1.2, steps 13.8.3.1 to 3",
			options{inline: true},
			`{"@context":{"T":{"@id":"urn:T","@context":{"m":{"@id":"urn:m","@container":"@type"},"p":"urn:inner"}},"U":{"@id":"urn:U","@context":{"q":"urn:q"}},"p":"urn:outer","m":{"@id":"urn:m","@container":"@type"}},
			"@id":"urn:a","@type":"T","m":{"urn:V":{"@id":"urn:b","p":"v"},"U":{"@id":"urn:c","p":"v","q":"w"}}}`,
			"<urn:a> <" + rdfType + "> <urn:T> .\n<urn:a> <urn:m> <urn:b> .\n<urn:a> <urn:m> <urn:c> .\n<urn:b> <" + rdfType + "> <urn:V> .\n<urn:b> <urn:inner> \"v\" .\n" +
				"<urn:c> <" + rdfType + "> <urn:U> .\n<urn:c> <urn:outer> \"v\" .\n<urn:c> <urn:q> \"w\" .\n",
		},
		{
			"terms that were protected are set aside by a property", "JSON-LD 1.1 API 4.1.2, step 5.1.1",
			options{inline: true},
			`{"@context":{"a":{"@id":"urn:a","@protected":true},"p":{"@id":"urn:p","@protected":true,"@context":{"a":"urn:b","p":"urn:c"}}},
			"@id":"urn:x","p":{"@context":[null,{"a":"urn:d"}],"@id":"urn:y","a":"v"}}`,
			"<urn:x> <urn:p> <urn:y> .\n<urn:y> <urn:d> \"v\" .\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := Parse([]byte(tt.doc), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			quads, err := statements(context.Background(), nil, v, tt.opt)
			if err != nil {
				t.Fatalf("%s: %v", tt.clause, err)
			}
			if diff := cmp.Diff(tt.want, canonical(t, &Dataset{Quads: quads})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.clause, diff)
			}
		})
	}
}

// A term that is protected can neither be changed nor taken away, in whatever
// way a definition comes to nothing: JSON-LD 1.1 4.1.11. By the letter of Create
// Term Definition the last three go through.
func TestProtectedTermsStay(t *testing.T) {
	const first = `{"issuer":{"@id":"urn:issuer","@type":"@id","@protected":true}}`
	for _, second := range []string{
		`{"issuer":"urn:other"}`, `{"issuer":null}`, `{"issuer":{"@id":null}}`,
		`{"issuer":{"@reverse":"urn:issuer"}}`,
		`{"@vocab":"urn:vocab:","issuer":{"@id":"@other"}}`,
		`{"@vocab":"urn:vocab:","issuer":{"@reverse":"@other"}}`,
	} {
		v, err := Parse([]byte(`{"@context":[`+first+`,`+second+`],"@id":"urn:x","issuer":"urn:y"}`), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = statements(context.Background(), nil, v, options{inline: true})
		if code := errorCode(err); code != "protected term redefinition" {
			t.Errorf("%s: %v, want protected term redefinition", second, err)
		}
	}
}

// What documents write out themselves is not kept among the compiled contexts,
// by whatever way it is reached.
func TestInlineContextsAreNotKept(t *testing.T) {
	for _, context := range []string{
		`{"p":{"@id":"urn:p","@context":{"q":"urn:q"}}}`,
		`{"@propagate":false,"p":{"@id":"urn:p","@context":{"q":"urn:q"}}}`,
		`{"@propagate":false,"T":{"@id":"urn:T","@context":{"p":{"@id":"urn:p","@context":{"q":"urn:q"}}}},"p":{"@id":"urn:p","@context":{"q":"urn:q"}}}`,
	} {
		contexts := newContexts(nil)
		p := &Processor{Contexts: contexts, InlineContexts: true}
		v, err := Parse([]byte(`{"@context":`+context+`,"@id":"urn:x","p":{"@id":"urn:y","q":"v"}}`), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := p.ToRDF(t.Context(), v)
		if err != nil || len(d.Quads) != 2 {
			t.Fatalf("%s: %v, %v", context, d, err)
		}
		if n := Kept(contexts); n != 0 {
			t.Errorf("%s: %d contexts are kept, want none", context, n)
		}
	}
}
