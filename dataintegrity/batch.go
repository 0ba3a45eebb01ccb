package dataintegrity

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"fmt"

	"blazon/jsonld"
)

// A Batch signs documents that have most of their parts in common, with one key:
// the awards of one achievement to many people. What they share is canonicalized
// once. The signed documents are those that Suites.Sign makes.
//
// A Batch is for one goroutine at a time.
type Batch struct {
	suite     Suite
	canonizer *jsonld.Batch
	signer    crypto.Signer
}

// NewBatch returns a Batch for documents that are made from model: by With and
// Without, which leave the rest in its place.
func (s Suites) NewBatch(p *jsonld.Processor, model *jsonld.Value, cryptosuite string, signer crypto.Signer) (*Batch, error) {
	suite, err := s.suiteFor(cryptosuite, signer)
	if err != nil {
		return nil, fmt.Errorf("sign documents: %w", err)
	}
	if isPair(signer) {
		signer = pair{signer.(ed25519.PrivateKey)}
	}
	return &Batch{suite: suite, canonizer: p.NewBatch(model), signer: signer}, nil
}

// Sign returns doc with one more proof, like Suites.Sign.
func (b *Batch) Sign(ctx context.Context, doc *jsonld.Value, opt Options) ([]byte, error) {
	signed, err := sign(ctx, b.suite, b.canonizer, doc, b.signer, opt)
	if err != nil {
		return nil, fmt.Errorf("sign document: %w", err)
	}
	return b.canonizer.JSON(signed), nil
}
