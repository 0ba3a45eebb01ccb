package jsonld

import (
	"context"
	"crypto"
	"slices"
)

// A Processor turns documents into RDF and into what is signed. It works in
// safe mode. One may be used by many goroutines.
type Processor struct {
	// Contexts are the contexts that documents may name.
	Contexts *Contexts
	// InlineContexts allows contexts written out in documents. They can change
	// what every term means, so a verifier of badges must not allow them.
	InlineContexts bool
	// Direction says how strings with a base direction become RDF.
	Direction Direction
	Budget    Budget
}

// ToRDF returns v as RDF. What would be left out is a *TermError, a context that
// is not one of the Contexts a *ContextError, too much of anything a *LimitError,
// anything else that JSON-LD refuses an *Error.
//
// Without InlineContexts v must also have the shape that a reader of plain JSON
// sees: keywords such as @graph, @reverse and @included are refused.
func (p *Processor) ToRDF(ctx context.Context, v *Value) (*Dataset, error) {
	quads, err := toRDF(ctx, p.Contexts, v, p.Budget, options{direction: p.Direction, inline: p.InlineContexts, plain: !p.InlineContexts})
	if err != nil {
		return nil, err
	}
	return &Dataset{Quads: unique(quads)}, nil
}

// unique removes statements that come again.
func unique(quads []Quad) []Quad {
	seen := make(map[Quad]struct{}, len(quads))
	return slices.DeleteFunc(quads, func(q Quad) bool {
		_, twice := seen[q]
		seen[q] = struct{}{}
		return twice
	})
}

func toRDF(ctx context.Context, contexts *Contexts, v *Value, budget Budget, opt options) ([]Quad, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if contexts == nil {
		contexts = noContexts
	}
	r := &run{options: opt, ctx: ctx, contexts: contexts, budget: budget.orDefault()}
	if err := r.toRDF(v); err != nil {
		return nil, err
	}
	return r.quads, nil
}

// Canonize returns the canonical N-Quads of v, which RDFC-1.0 makes with the
// hash h, SHA256 or SHA384.
func (p *Processor) Canonize(ctx context.Context, v *Value, h crypto.Hash) ([]byte, error) {
	d, err := p.ToRDF(ctx, v)
	if err != nil {
		return nil, err
	}
	nquads, _, err := d.Canonicalize(ctx, CanonizeOptions{Hash: h, Budget: p.Budget})
	return nquads, err
}

// Digest returns the hash h of the canonical N-Quads of v.
func (p *Processor) Digest(ctx context.Context, v *Value, h crypto.Hash) ([]byte, error) {
	nquads, err := p.Canonize(ctx, v, h)
	if err != nil {
		return nil, err
	}
	w := h.New()
	w.Write(nquads)
	return w.Sum(nil), nil
}
