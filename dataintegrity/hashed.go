package dataintegrity

import (
	"context"
	"crypto"
	_ "crypto/sha256" // SHA-256 for crypto.Hash
	_ "crypto/sha512" // SHA-384 for crypto.Hash
	"fmt"

	"blazon/did"
	"blazon/jsonld"
)

// hashed is what the suites have in common that sign two hashes, of the options
// and of the document. They differ in the canonical form, in the keys they take
// and in how these sign.
type hashed struct {
	name string
	form form
	// scheme returns how a key of this kind signs, or an error that wraps
	// did.ErrKeyUse if the suite has no use for it.
	scheme func(pub crypto.PublicKey) (scheme, error)
}

// A form is a canonical form of documents.
type form interface {
	// contextualize returns the options that a new proof of doc has.
	contextualize(options, doc *jsonld.Value) *jsonld.Value
	// configure returns the options and the document as they are canonicalized.
	configure(options, doc *jsonld.Value) (*jsonld.Value, *jsonld.Value, error)
	canonize(ctx context.Context, p Canonizer, v *jsonld.Value, h crypto.Hash) ([]byte, error)
	digest(ctx context.Context, p Canonizer, v *jsonld.Value, h crypto.Hash) ([]byte, error)
}

// A scheme is a signature algorithm with all its parameters.
type scheme struct {
	hash   crypto.Hash // of documents and options, and what RDFC-1.0 hashes with
	size   int         // bytes of a signature
	sign   func(signer crypto.Signer, data []byte) ([]byte, error)
	verify func(pub crypto.PublicKey, data, sig []byte) bool
	// proven reports whether what this signer signs is known to verify. It may be nil.
	proven func(signer crypto.Signer) bool
}

// Name returns the name by which proofs call the suite.
func (s hashed) Name() string { return s.name }

func (s hashed) contextualize(options, doc *jsonld.Value) *jsonld.Value {
	return s.form.contextualize(options, doc)
}

// Trace: VC Data Integrity EdDSA 3.2.3 to 3.2.5 and 3.3.3 to 3.3.5, ECDSA alike:
// transformation, hashing and proof configuration.
func (s hashed) Trace(ctx context.Context, p Canonizer, doc, proof *jsonld.Value, pub crypto.PublicKey) (*Trace, error) {
	sch, err := s.scheme(pub)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	options, doc, err := s.form.configure(proof.Without("proofValue"), doc)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	t := &Trace{Hash: sch.hash}
	if t.Document, err = s.form.canonize(ctx, p, doc, sch.hash); err != nil {
		return nil, fmt.Errorf("%s: document: %w", s.name, err)
	}
	if t.ProofConfig, err = s.form.canonize(ctx, p, options, sch.hash); err != nil {
		return nil, fmt.Errorf("%s: proof options: %w", s.name, err)
	}
	t.DocumentHash, t.ProofConfigHash = sum(sch.hash, t.Document), sum(sch.hash, t.ProofConfig)
	// Hashing, step 3: the hash of the options comes first.
	t.HashData = append(append([]byte(nil), t.ProofConfigHash...), t.DocumentHash...)
	return t, nil
}

// hashData is the HashData of Trace, without what leads to it.
func (s hashed) hashData(ctx context.Context, p Canonizer, doc, options *jsonld.Value, h crypto.Hash) ([]byte, error) {
	options, doc, err := s.form.configure(options, doc)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	document, err := s.form.digest(ctx, p, doc, h)
	if err != nil {
		return nil, fmt.Errorf("%s: document: %w", s.name, err)
	}
	data, err := s.form.digest(ctx, p, options, h)
	if err != nil {
		return nil, fmt.Errorf("%s: proof options: %w", s.name, err)
	}
	return append(data, document...), nil
}

// Create signs, and verifies what the signer answered before it is believed,
// unless it is known to be right.
func (s hashed) Create(ctx context.Context, p Canonizer, doc, options *jsonld.Value, signer crypto.Signer) (string, error) {
	sch, err := s.scheme(signer.Public())
	if err != nil {
		return "", fmt.Errorf("%s: %w", s.name, err)
	}
	data, err := s.hashData(ctx, p, doc, options, sch.hash)
	if err != nil {
		return "", err
	}
	sig, err := sch.create(signer, data)
	if err != nil {
		return "", fmt.Errorf("%s: %w", s.name, err)
	}
	return did.EncodeMultibase(sig), nil
}

// create signs data.
func (sch scheme) create(signer crypto.Signer, data []byte) ([]byte, error) {
	sig, err := sch.sign(signer, data)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	proven := sch.proven != nil && sch.proven(signer)
	if !proven && !sch.verify(signer.Public(), data, sig) {
		return nil, fmt.Errorf("the signer's answer is wrong: %w", ErrProofInvalid)
	}
	return sig, nil
}

// Verify checks the form of the signature before any work is spent on the
// document.
func (s hashed) Verify(ctx context.Context, p Canonizer, doc, options *jsonld.Value, proofValue string, pub crypto.PublicKey) error {
	sch, err := s.scheme(pub)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	// All these suites: proofValue is base58btc with the prefix z.
	if proofValue == "" || proofValue[0] != 'z' {
		return fmt.Errorf("%s: %w: proofValue does not begin with z", s.name, ErrProofInvalid)
	}
	sig, err := did.DecodeMultibase(proofValue, sch.size)
	if err != nil || len(sig) != sch.size {
		return fmt.Errorf("%s: %w: proofValue is not a signature of %d bytes", s.name, ErrProofInvalid, sch.size)
	}
	data, err := s.hashData(ctx, p, doc, options, sch.hash)
	if err != nil {
		return err
	}
	if !sch.verify(pub, data, sig) {
		return fmt.Errorf("%s: %w: the text was changed or another key signed it", s.name, ErrProofInvalid)
	}
	return nil
}

func sum(h crypto.Hash, b []byte) []byte {
	w := h.New()
	w.Write(b)
	return w.Sum(nil)
}
