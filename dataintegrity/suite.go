package dataintegrity

import (
	"context"
	"crypto"
	"errors"
	"fmt"

	"blazon/jsonld"
)

// The kinds of failure. Errors of this package wrap one of them; those of
// package did, when the key is at fault; or the typed errors of jsonld, when the
// document has no meaning that could be signed.
var (
	// ErrMissing: there is no proof.
	ErrMissing = errors.New("no proof")
	// ErrMalformed: the proof lacks a member or has one of the wrong form.
	ErrMalformed = errors.New("malformed proof")
	// ErrUnsupported: the table has no suite for this type or cryptosuite.
	ErrUnsupported = errors.New("unsupported kind of proof")
	// ErrPurpose: the proof was made for another purpose.
	ErrPurpose = errors.New("proof made for another purpose")
	// ErrDomain and ErrChallenge: the signature is good, but was made for another
	// domain, or in answer to another challenge, than the verifier expects.
	ErrDomain    = errors.New("proof made for another domain")
	ErrChallenge = errors.New("proof made for another challenge")
	// ErrExpired: the signature is good, but was meant to count only until a
	// moment that is past.
	ErrExpired = errors.New("proof expired")
	// ErrNotYet: the signature is good, but says that it was made at a moment that
	// has not come yet.
	ErrNotYet = errors.New("proof made in the future")
	// ErrProofInvalid: the document or the proof was changed, or another key signed.
	ErrProofInvalid = errors.New("invalid proof")
)

// A Suite is one way to make and verify proofs. Name is what a proof calls it
// in cryptosuite. Its methods get the document without its proofs (or, in a
// chain, with those that are signed, too). Create and Verify get the proof's
// options, which are the proof less proofValue; Trace gets the proof, with its
// proofValue or without.
type Suite interface {
	Name() string
	Create(ctx context.Context, p Canonizer, doc, options *jsonld.Value, signer crypto.Signer) (proofValue string, err error)
	Verify(ctx context.Context, p Canonizer, doc, options *jsonld.Value, proofValue string, pub crypto.PublicKey) error
	Trace(ctx context.Context, p Canonizer, doc, proof *jsonld.Value, pub crypto.PublicKey) (*Trace, error)
}

// A Canonizer is a jsonld.Processor or a jsonld.Batch.
type Canonizer interface {
	Canonize(ctx context.Context, v *jsonld.Value, h crypto.Hash) ([]byte, error)
	Digest(ctx context.Context, v *jsonld.Value, h crypto.Hash) ([]byte, error)
	ToRDFWithOrigins(ctx context.Context, v *jsonld.Value) (*jsonld.Dataset, map[string]jsonld.Origin, error)
	Labels(ctx context.Context, d *jsonld.Dataset) (map[string]string, error)
}

// Suites is a table of suites. To forbid one, pass a shorter table.
type Suites []Suite

// Default returns every suite of this package. To add one, write its file, add
// its line here, and name its test vectors in the table of the tests.
func Default() Suites {
	return Suites{
		eddsaRDFC2022(),
		eddsaJCS2022(),
		ecdsaRDFC2019(),
		ecdsaJCS2019(),
		ecdsaSD2023(),
		eddsa2022(),
		ed25519Signature2020(),
	}
}

// suite finds the suite with a name.
func (s Suites) suite(name string) (Suite, error) {
	for _, suite := range s {
		if suite.Name() == name {
			return suite, nil
		}
	}
	return nil, fmt.Errorf("%w: the cryptosuite %.80q", ErrUnsupported, name)
}

// A Trace is every value on the way from a document to what is signed, in the
// words of the cryptosuites' own test vectors.
type Trace struct {
	Document        []byte      // the canonical document: sorted N-Quads, each with its newline
	ProofConfig     []byte      // the canonical options of the proof
	Hash            crypto.Hash // how both are hashed
	DocumentHash    []byte
	ProofConfigHash []byte
	HashData        []byte // ProofConfigHash and then DocumentHash: what the key signs
}

// Trace recomputes what a proof signs, without looking at its signature. The
// key decides the hash: P-384 hashes with SHA-384.
func (s Suites) Trace(ctx context.Context, p *jsonld.Processor, doc, proof *jsonld.Value, pub crypto.PublicKey) (*Trace, error) {
	suite, err := s.suiteOf(proof)
	if err != nil {
		return nil, fmt.Errorf("trace proof: %w", err)
	}
	plain, err := unsecured(doc, proof)
	if err != nil {
		return nil, fmt.Errorf("trace proof: %w", err)
	}
	t, err := suite.Trace(ctx, p, plain, proof, pub)
	if err != nil {
		return nil, fmt.Errorf("trace proof: %w", err)
	}
	return t, nil
}
