package jsonld

import (
	"bytes"
	"context"
	"crypto"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A batch gives the bytes of the plain path, whatever of the model a document
// still has, and whatever else it has.
func TestBatch(t *testing.T) {
	ctx := context.Background()
	count := 400
	if testing.Short() {
		count = 60
	}
	p := &Processor{Contexts: Pinned()}
	for seed := range uint64(count) {
		g := newGenerator(t, seed+500)
		model := g.document()
		batch := p.NewBatch(model)
		for n := range 8 {
			doc := model
			for range n {
				doc = vary(g.Rand, doc, g)
			}
			for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384} {
				want, wantErr := p.Canonize(ctx, doc, h)
				got, err := batch.Canonize(ctx, doc, h)
				if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
					t.Fatalf("seed %d: err = %v, want %v\n%s", seed, err, wantErr, doc.JSON())
				}
				if diff := cmp.Diff(lines(string(want)), lines(string(got))); diff != "" {
					t.Fatalf("seed %d: (-plain +batch)\n%s\n%s", seed, diff, doc.JSON())
				}
			}
			if !bytes.Equal(batch.JSON(doc), doc.JSON()) {
				t.Fatalf("seed %d: JSON is %s, want %s", seed, batch.JSON(doc), doc.JSON())
			}
		}
	}
}

// vary changes something somewhere in v: it adds, removes, replaces or repeats.
func vary(r *rand.Rand, v *Value, g *generator) *Value {
	members := v.Members()
	if len(members) == 0 {
		return v
	}
	m := members[r.IntN(len(members))]
	switch n := r.IntN(10); {
	case m.Name == "@context":
		return v
	case n == 0:
		return v.Without(m.Name)
	case n == 1:
		return v.With(m.Name, NewArray(append(slices.Clone(m.Value.Items()), m.Value.Items()...)...))
	case n == 2:
		return v.With("not a term", NewString("x"))
	case n == 3:
		return v.With("https://example.org/more", NewArray(m.Value, NewString(g.iri())))
	case n == 4:
		return v.With("https://example.org/node", NewObject(Member{"@id", NewString(g.iri())}, Member{"https://example.org/p", NewString("x")}))
	}
	switch m.Value.Kind() {
	case Object:
		return v.With(m.Name, vary(r, m.Value, g))
	case Array:
		items := slices.Clone(m.Value.Items())
		if len(items) > 0 {
			i := r.IntN(len(items))
			items[i] = vary(r, items[i], g)
		}
		return v.With(m.Name, NewArray(items...))
	default:
		return v.With(m.Name, NewString(g.iri()))
	}
}

// What a batch holds is bounded by its model, and counts in the budget.
func TestBatchBudget(t *testing.T) {
	evidence := `{"type":["Evidence"],"name":"a","narrative":"b"}`
	doc := `{"@context":["https://www.w3.org/ns/credentials/v2","` + ob303 + `"],"id":"urn:x:1","type":["VerifiableCredential","OpenBadgeCredential"],"evidence":[` + evidence + `,` + evidence + `]}`
	model, err := Parse([]byte(doc), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		budget Budget
		fails  bool
	}{{Budget{Quads: 10}, false}, {Budget{Quads: 9}, true}, {Budget{BlankNodes: 2}, false}, {Budget{BlankNodes: 1}, true}, {Budget{Bytes: 200}, true}} {
		p := &Processor{Contexts: Pinned(), Budget: tt.budget}
		batch := p.NewBatch(model)
		for _, v := range []*Value{model, model.With("id", NewString("urn:x:2"))} {
			_, plain := p.Digest(context.Background(), v, crypto.SHA256)
			_, err := batch.Digest(context.Background(), v, crypto.SHA256)
			if (plain != nil) != tt.fails || (err != nil) != tt.fails {
				t.Errorf("%+v: plain %v, batch %v", tt.budget, plain, err)
			}
		}
	}
}
