package jsonld_test

import (
	"context"
	"testing"

	"blazon/jsonld"
)

func TestOrigins(t *testing.T) {
	contexts, err := jsonld.Pinned().With("https://test.example/list", []byte(`{"@context": {"@vocab": "urn:v:",
		"list": {"@id": "urn:v:list", "@container": "@list"}, "graph": {"@id": "urn:v:graph", "@container": "@graph"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	p := &jsonld.Processor{Contexts: contexts}
	v, err := jsonld.Parse([]byte(`{"@context": "https://test.example/list", "@id": "urn:x", "node": {"name": "a", "inner": {"@id": "_:b", "name": "b"}},
		"list": ["x", {"name": "y"}], "graph": {"name": "z"}}`), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d, origins, err := p.ToRDFWithOrigins(context.Background(), v)
	if err != nil {
		t.Fatal(err)
	}
	list := v.Get("list")
	want := map[jsonld.Origin]string{
		{Value: v.Get("node"), Part: jsonld.OriginNode}: "the object",
		{Label: "_:b"}:         "the object with a label",
		{Value: list, Part: 0}: "the first place in the list",
		{Value: list, Part: 1}: "the second place in the list",
		{Value: list.Items()[1], Part: jsonld.OriginNode}: "the object in the list",
		{Value: v.Get("graph"), Part: jsonld.OriginGraph}: "the graph",
		{Value: v.Get("graph"), Part: jsonld.OriginNode}:  "the object in the graph",
	}
	labels := map[string]bool{}
	for _, q := range d.Quads {
		for _, term := range []jsonld.Term{q.Subject, q.Object, q.Graph} {
			if term.Kind != jsonld.BlankNode || labels[term.Value] {
				continue
			}
			labels[term.Value] = true
			if _, ok := want[origins[term.Value]]; !ok {
				t.Errorf("%s stands for %+v", term.Value, origins[term.Value])
			}
			delete(want, origins[term.Value])
		}
	}
	for _, what := range want {
		t.Errorf("no blank node stands for %s", what)
	}
}
