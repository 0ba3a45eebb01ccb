package jsonld_test

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"blazon/jsonld"
)

const vectors = "../../shared/vectors"

// vector reads a file of the published test suites.
func vector(t testing.TB, name string) []byte {
	t.Helper()
	if _, err := os.Stat(vectors); err != nil {
		t.Skipf("%s not present", vectors)
	}
	b, err := os.ReadFile(filepath.Join(vectors, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRDFC10 runs each of the 86 entries of the W3C's test suite for RDFC-1.0.
func TestRDFC10(t *testing.T) {
	var manifest struct {
		Entries []struct {
			ID, Type, Name, Action, Result, HashAlgorithm string
		}
	}
	if err := json.Unmarshal(vector(t, "rdf-canon/manifest.jsonld"), &manifest); err != nil {
		t.Fatal(err)
	}
	if len(manifest.Entries) != 86 {
		t.Errorf("the manifest has %d entries, want 86", len(manifest.Entries))
	}
	for _, e := range manifest.Entries {
		t.Run(e.ID[1:]+" "+e.Name, func(t *testing.T) {
			d, err := jsonld.ParseNQuads(vector(t, "rdf-canon/"+e.Action))
			if err != nil {
				t.Fatal(err)
			}
			opt := jsonld.CanonizeOptions{Hash: crypto.SHA256}
			if e.HashAlgorithm == "SHA384" {
				opt.Hash = crypto.SHA384
			}
			start := time.Now()
			got, issued, err := d.Canonicalize(context.Background(), opt)
			switch e.Type {
			case "rdfc:RDFC10EvalTest":
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(vector(t, "rdf-canon/"+e.Result)), string(got)); diff != "" {
					t.Errorf("canonical form (-want +got):\n%s", diff)
				}
			case "rdfc:RDFC10MapTest":
				if err != nil {
					t.Fatal(err)
				}
				var want map[string]string
				if err := json.Unmarshal(vector(t, "rdf-canon/"+e.Result), &want); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, issued); diff != "" {
					t.Errorf("issued identifiers (-want +got):\n%s", diff)
				}
			case "rdfc:RDFC10NegativeEvalTest":
				var limit *jsonld.LimitError
				if !errors.As(err, &limit) {
					t.Errorf("err = %v, want a LimitError", err)
				}
				if took := time.Since(start); took > 2*time.Second {
					t.Errorf("refused after %v, want less than 2 s", took)
				}
			default:
				t.Fatalf("unknown type %s", e.Type)
			}
		})
	}
}

// The canonical form depends neither on the labels of blank nodes nor on the
// order of statements: that is what it is for.
func TestCanonicalFormIsOfTheGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDataset(t)
		want, issued, err := d.Canonicalize(context.Background(), jsonld.CanonizeOptions{})
		if err != nil {
			t.Skip(err)
		}
		renamed := &jsonld.Dataset{Quads: slices.Clone(d.Quads)}
		labels := rapid.Permutation([]string{"c14n0", "c14n1", "b0", "b1", "x", "c14n5"}).Draw(t, "labels")
		for i := range renamed.Quads {
			q := &renamed.Quads[i]
			for _, term := range []*jsonld.Term{&q.Subject, &q.Object, &q.Graph} {
				if term.Kind == jsonld.BlankNode {
					term.Value = labels[term.Value[1]-'0']
				}
			}
		}
		renamed.Quads = append(rapid.Permutation(renamed.Quads).Draw(t, "order"), renamed.Quads[0])
		got, _, err := renamed.Canonicalize(context.Background(), jsonld.CanonizeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Fatalf("renamed and reordered (-before +after):\n%s", diff)
		}
		// It is the same graph, and its own canonical form.
		for i := range d.Quads {
			q := &d.Quads[i]
			for _, term := range []*jsonld.Term{&q.Subject, &q.Object, &q.Graph} {
				if term.Kind == jsonld.BlankNode {
					term.Value = issued[term.Value]
				}
			}
		}
		canonical, err := jsonld.ParseNQuads(want)
		if err != nil {
			t.Fatal(err)
		}
		same := cmpopts.SortSlices(func(x, y jsonld.Quad) bool { return fmt.Sprint(x) < fmt.Sprint(y) })
		if diff := cmp.Diff(d, canonical, same); diff != "" {
			t.Fatalf("the graph (-input with issued labels +canonical form):\n%s", diff)
		}
	})
}

// drawDataset makes small graphs in which nodes are hard to tell apart.
func drawDataset(t *rapid.T) *jsonld.Dataset {
	node := rapid.Map(rapid.IntRange(0, 5), func(i int) jsonld.Term {
		return jsonld.Term{Kind: jsonld.BlankNode, Value: fmt.Sprint("n", i)}
	})
	iri := rapid.Map(rapid.IntRange(0, 1), func(i int) jsonld.Term { return jsonld.Term{Kind: jsonld.IRI, Value: fmt.Sprint("urn:", i)} })
	literal := rapid.Map(rapid.SampledFrom([]string{"", "a", "\n\"\\"}), func(s string) jsonld.Term {
		return jsonld.Term{Kind: jsonld.Literal, Value: s, Datatype: "http://www.w3.org/2001/XMLSchema#string"}
	})
	quad := rapid.Custom(func(t *rapid.T) jsonld.Quad {
		return jsonld.Quad{
			Subject: rapid.OneOf(node, node, iri).Draw(t, "s"), Predicate: iri.Draw(t, "p"),
			Object: rapid.OneOf(node, node, iri, literal).Draw(t, "o"),
			Graph:  rapid.OneOf(rapid.Just(jsonld.Term{}), rapid.Just(jsonld.Term{}), node, iri).Draw(t, "g"),
		}
	})
	return &jsonld.Dataset{Quads: rapid.SliceOfNDistinct(quad, 1, 14, rapid.ID[jsonld.Quad]).Draw(t, "quads")}
}

func TestParseNQuads(t *testing.T) {
	const text = "# a comment\n\n<urn:a> <urn:p> \"x\\u0041\\U0001F600\\t\\'\"@en-GB .# and one more\r\n  _:a.b\t<urn:p>  \"1\"^^<urn:t>   _:é .\n<urn:a> <urn:p> <urn:\\u00e9> <urn:g>."
	d, err := jsonld.ParseNQuads([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	const want = "<urn:a> <urn:p> \"xA😀\\t'\"@en-GB .\n_:a.b <urn:p> \"1\"^^<urn:t> _:é .\n<urn:a> <urn:p> <urn:é> <urn:g> .\n"
	if diff := cmp.Diff(want, string(d.NQuads())); diff != "" {
		t.Errorf("written again (-want +got):\n%s", diff)
	}
	for _, bad := range []string{
		"<urn:a>", "<urn:a> <urn:p> <urn:o>", "<urn:a> <urn:p> <urn:o> .x", "\"a\" <urn:p> <urn:o> .", "<urn:a> _:p <urn:o> .", "<urn:a> \"p\" <urn:o> .",
		"<a> <urn:p> <urn:o> .", "<urn:a b> <urn:p> <urn:o> .", "<urn:a> <urn:p> \"o .", "<urn:a> <urn:p> \"a\nb\" .", "<urn:a> <urn:p> \"\\x\" .", "<urn:a> <urn:p> \"\\ud800\" .",
		"<urn:a> <urn:p> \"\\u12\" .", "<urn:a> <urn:p> \"x\"@ .", "<urn:a> <urn:p> \"x\"@1 .", "<urn:a> <urn:p> \"x\"@en- .", "<urn:a> <urn:p> \"x\"^^<t> .", "<urn:a> <urn:p> \"x\"^^ .",
		"<urn:a> <urn:p> _: .", "<urn:a> <urn:p> _:-a .", "<urn:a> <urn:p> <urn:o> \"g\" .", "<urn:a> <urn:p> <urn:\\> .", "<urn:a> <urn:p> \"\xff\" .", "<urn:a> <urn:p> \"x\\", "<urn:a> <urn:\\t> <urn:o> .",
		"<urn:a> <urn:p> <urn:\\u0020> .", "<urn:a> <urn:p> <urn:o> . <urn:a> <urn:p> <urn:o> .", "@prefix a: <urn:a> .",
	} {
		if d, err := jsonld.ParseNQuads([]byte(bad)); err == nil {
			t.Errorf("%q is read as %s", bad, d.NQuads())
		}
	}
}
