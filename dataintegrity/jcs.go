package dataintegrity

import (
	"context"
	"crypto"
	"fmt"

	"blazon/jsonld"
)

// jcs is the canonical form of RFC 8785: the text of a document, with its members
// in one order and its values in one spelling. Every member is signed, whether a
// context defines it or not.
type jcs struct{}

// contextualize: VC Data Integrity EdDSA 3.3.1, step 2; ECDSA 3.3.1, step 2: the
// proof repeats the context of the document.
func (jcs) contextualize(options, doc *jsonld.Value) *jsonld.Value {
	return options.With("@context", doc.Get("@context"))
}

// configure: 3.3.2, step 4: if the proof has a context, that of the document
// begins with it, and what was added behind was not signed.
func (jcs) configure(options, doc *jsonld.Value) (*jsonld.Value, *jsonld.Value, error) {
	signed := options.Get("@context")
	if signed == nil {
		return options, doc, nil
	}
	all, begin := doc.Get("@context").Items(), signed.Items()
	if len(begin) > len(all) {
		return nil, nil, fmt.Errorf("%w: the document lacks contexts that the proof names", ErrProofInvalid)
	}
	for i, c := range begin {
		same, err := equalJCS(c, all[i])
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		if !same {
			return nil, nil, fmt.Errorf("%w: the contexts of the document do not begin with those of the proof", ErrProofInvalid)
		}
	}
	return options, doc.With("@context", signed), nil
}

func equalJCS(a, b *jsonld.Value) (bool, error) {
	x, err := a.JCS()
	if err != nil {
		return false, err
	}
	y, err := b.JCS()
	return string(x) == string(y), err
}

func (jcs) canonize(ctx context.Context, _ Canonizer, v *jsonld.Value, _ crypto.Hash) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return v.JCS()
}

func (f jcs) digest(ctx context.Context, p Canonizer, v *jsonld.Value, h crypto.Hash) ([]byte, error) {
	text, err := f.canonize(ctx, p, v, h)
	if err != nil {
		return nil, err
	}
	return sum(h, text), nil
}
