package dataintegrity

import (
	"context"
	"crypto"
	"fmt"

	"blazon/jsonld"
)

// rdfc is the canonical form RDFC-1.0: the meaning of a document, as statements.
type rdfc struct{}

func (rdfc) contextualize(options, _ *jsonld.Value) *jsonld.Value { return options }

// configure is Proof Configuration, step 4: the context of the options is the
// document's. A context of the proof's own would be signed by nobody.
func (rdfc) configure(options, doc *jsonld.Value) (*jsonld.Value, *jsonld.Value, error) {
	if options.Get("@context") != nil {
		return nil, nil, fmt.Errorf("%w: the proof has a context of its own", ErrProofInvalid)
	}
	return options.With("@context", doc.Get("@context")), doc, nil
}

func (rdfc) canonize(ctx context.Context, p Canonizer, v *jsonld.Value, h crypto.Hash) ([]byte, error) {
	return p.Canonize(ctx, v, h)
}

func (rdfc) digest(ctx context.Context, p Canonizer, v *jsonld.Value, h crypto.Hash) ([]byte, error) {
	return p.Digest(ctx, v, h)
}
