package jsonld

import (
	"context"
	"crypto"
)

// A Processor turns documents into RDF and into what is signed. It works in
// safe mode. One may be used by many goroutines.
type Processor struct {
	// Contexts are the contexts that documents may name.
	Contexts *Contexts
	// InlineContexts allows contexts written out in documents. They can change
	// what every term means, so a verifier of badges must not allow them.
	InlineContexts bool
	Budget         Budget
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
