package jsonld

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
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
	r, err := p.run(ctx, v, 0, nil)
	if err != nil {
		return nil, err
	}
	defer r.release()
	return &Dataset{Quads: unique(slices.Clone(r.quads))}, nil
}

// run makes the statements of v. What it returns must be released.
func (p *Processor) run(ctx context.Context, v *Value, h crypto.Hash, batch *Batch) (*run, error) {
	opt := options{direction: p.Direction, inline: p.InlineContexts, plain: !p.InlineContexts, hash: h, batch: batch}
	return toRDF(ctx, p.Contexts, v, p.Budget, opt)
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

// Canonize returns the canonical N-Quads of v, which RDFC-1.0 makes with the
// hash h, SHA256 or SHA384.
func (p *Processor) Canonize(ctx context.Context, v *Value, h crypto.Hash) (nquads []byte, err error) {
	return p.canonize(ctx, v, h, nil)
}

// Digest returns the hash h of the canonical N-Quads of v.
func (p *Processor) Digest(ctx context.Context, v *Value, h crypto.Hash) (digest []byte, err error) {
	return p.digest(ctx, v, h, nil)
}

func (p *Processor) canonize(ctx context.Context, v *Value, h crypto.Hash, batch *Batch) (nquads []byte, err error) {
	err = p.canonical(ctx, v, h, batch, func(part []byte) { nquads = append(nquads, part...) })
	return nquads, err
}

func (p *Processor) digest(ctx context.Context, v *Value, h crypto.Hash, batch *Batch) (digest []byte, err error) {
	sum := sha256.New()
	if h == crypto.SHA384 {
		sum = sha512.New384()
	}
	if err := p.canonical(ctx, v, h, batch, func(part []byte) { _, _ = sum.Write(part) }); err != nil { // a hash takes everything
		return nil, err
	}
	return sum.Sum(nil), nil
}

// canonical calls emit with the canonical N-Quads, part after part. No part may
// be kept.
func (p *Processor) canonical(ctx context.Context, v *Value, h crypto.Hash, batch *Batch, emit func(part []byte)) error {
	r, err := p.run(ctx, v, h, batch)
	if err != nil {
		return err
	}
	defer r.release()
	c := canonizers.Get().(*canonizer)
	defer c.release()
	if err := c.canonize(ctx, r.quads, r.insertions, CanonizeOptions{Hash: h, Budget: p.Budget}); err != nil {
		return err
	}
	c.write(emit)
	return nil
}
