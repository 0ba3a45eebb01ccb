package dataintegrity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"blazon/did"
	"blazon/jsonld"
)

// maxProofs bounds the proofs of one document.
const maxProofs = 8

// Expect is what a verifier wants of a proof. Now is required. An empty Purpose
// means assertionMethod; Domain and Challenge are compared only if they are set.
type Expect struct {
	Now               time.Time
	Skew              time.Duration // how far the issuer's clock may be ahead of ours
	Purpose           string
	Domain, Challenge string
}

// Proofs returns the proofs of doc, from 1 to 8. ErrMissing if there is none,
// ErrMalformed if one is not an object with a type.
func Proofs(doc *jsonld.Value) ([]*jsonld.Value, error) {
	v := doc.Get("proof")
	switch v.Kind() {
	case jsonld.Absent, jsonld.Null:
		return nil, ErrMissing
	case jsonld.Object, jsonld.Array:
	default:
		return nil, fmt.Errorf("%w: proof is neither an object nor an array", ErrMalformed)
	}
	proofs := v.Items()
	if len(proofs) == 0 {
		return nil, ErrMissing
	}
	if len(proofs) > maxProofs {
		return nil, &jsonld.LimitError{Name: "proofs", Limit: maxProofs}
	}
	for i, proof := range proofs {
		if proof.Kind() != jsonld.Object || proof.Get("type").Str() == "" {
			return nil, fmt.Errorf("%w: proof %d is not an object with a type", ErrMalformed, i+1)
		}
	}
	return proofs, nil
}

// Verify checks one proof of doc with the key that its verificationMethod
// names in the issuer's document. doc is the whole secured document.
//
// It answers for the proof only: that the document and the options are those
// that were signed, with this key, for this purpose, and that the proof counts
// now. It compares the issuer of doc with that of a bound key. Whether the
// credential itself has expired or was revoked is for others to say.
//
// VC Data Integrity 4.4 and 4.5.
func (s Suites) Verify(ctx context.Context, p *jsonld.Processor, doc, proof *jsonld.Value, key did.Key, want Expect) error {
	if want.Now.IsZero() {
		return fmt.Errorf("verify proof: %w: the caller did not say what time it is", ErrMalformed)
	}
	suite, err := s.suiteOf(proof)
	if err != nil {
		return fmt.Errorf("verify proof: %w", err)
	}
	if err := checkKey(doc, proof, key, want); err != nil {
		return fmt.Errorf("verify proof: %w", err)
	}
	plain, err := unsecured(doc, proof)
	if err != nil {
		return fmt.Errorf("verify proof: %w", err)
	}
	proofValue := proof.Get("proofValue")
	if !proofValue.IsString() {
		return fmt.Errorf("verify proof: %w: no proofValue", ErrMalformed)
	}
	if err := suite.Verify(ctx, p, plain, proof.Without("proofValue"), proofValue.Str(), key.Public()); err != nil {
		return fmt.Errorf("verify proof: %w", err)
	}
	// Only now is what the options say the word of whoever holds the key.
	if err := checkOptions(proof, want); err != nil {
		return fmt.Errorf("verify proof: %w", err)
	}
	return nil
}

// suiteOf finds the suite of a proof.
//
// VC Data Integrity 2.1: the type is DataIntegrityProof and there is a
// cryptosuite; suites from before it have a type and no cryptosuite.
func (s Suites) suiteOf(proof *jsonld.Value) (Suite, error) {
	if proof.Kind() != jsonld.Object {
		return nil, fmt.Errorf("%w: not an object", ErrMalformed)
	}
	kind, name := proof.Get("type"), proof.Get("cryptosuite")
	if kind.Str() != dataIntegrityProof {
		if suite, err := s.suite(kind.Str()); err == nil && isTyped(suite) && name == nil {
			return suite, nil
		}
		return nil, fmt.Errorf("%w: the type %.80q", ErrUnsupported, kind.JSON())
	}
	if !name.IsString() {
		return nil, fmt.Errorf("%w: cryptosuite is not a string", ErrUnsupported)
	}
	suite, err := s.suite(name.Str())
	if err == nil && isTyped(suite) {
		return nil, fmt.Errorf("%w: the cryptosuite %.80q", ErrUnsupported, name.Str())
	}
	return suite, err
}

// checkKey looks at whether this key has any business with this proof.
func checkKey(doc, proof *jsonld.Value, key did.Key, want Expect) error {
	if key.Public() == nil {
		return fmt.Errorf("%w: no key", did.ErrNotBound)
	}
	if vm := proof.Get("verificationMethod"); !vm.IsString() || vm.Str() != key.Method() {
		return fmt.Errorf("%w: the proof names the key %.200q, not %.200q", did.ErrNotBound, vm.Str(), key.Method())
	}
	issuer := doc.Get("issuer")
	if issuer.Kind() == jsonld.Object {
		issuer = issuer.Get("id")
	}
	if key.Bound() && issuer != nil && issuer.Str() != key.Issuer() {
		return fmt.Errorf("%w: the key is that of %.200q, the issuer is %.200q", did.ErrNotBound, key.Issuer(), issuer.Str())
	}
	purpose := want.Purpose
	if purpose == "" {
		purpose = AssertionMethod
	}
	if got := proof.Get("proofPurpose"); !got.IsString() || got.Str() != purpose || key.Purpose() != purpose {
		return fmt.Errorf("%w: proofPurpose is %.80q, the key's is %.80q, want %s", ErrPurpose, got.Str(), key.Purpose(), purpose)
	}
	return nil
}

// checkOptions judges what a good signature says about itself.
//
// VC Data Integrity 2.1 and 4.4, steps on domain, challenge and time.
func checkOptions(proof *jsonld.Value, want Expect) error {
	created, err := timeOf(proof, "created")
	if err != nil {
		return err
	}
	if created.After(want.Now.Add(want.Skew)) {
		return fmt.Errorf("%w: it says it was made on %s", ErrNotYet, stamp(created))
	}
	expires, err := timeOf(proof, "expires")
	if err != nil {
		return err
	}
	if !expires.IsZero() && want.Now.After(expires) {
		return fmt.Errorf("%w: it counted until %s", ErrExpired, stamp(expires))
	}
	if want.Domain != "" && !slices.ContainsFunc(proof.Get("domain").Items(), func(v *jsonld.Value) bool { return v.Str() == want.Domain }) {
		return ErrDomain
	}
	if want.Challenge != "" && proof.Get("challenge").Str() != want.Challenge {
		return ErrChallenge
	}
	return nil
}

// timeOf reads a dateTimeStamp of a proof; the zero time if there is none.
func timeOf(proof *jsonld.Value, name string) (time.Time, error) {
	v := proof.Get(name)
	if v == nil {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, v.Str())
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %s is not a time with a zone", ErrMalformed, name)
	}
	return t, nil
}
