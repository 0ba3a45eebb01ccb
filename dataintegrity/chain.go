package dataintegrity

import (
	"fmt"
	"slices"

	"blazon/jsonld"
)

// Previous returns the proofs of doc that proof builds on, directly or through
// others: those that a verifier must have verified, too. It has none in a set.
// ErrProofInvalid if one is missing or if they run in a circle.
//
// VC Data Integrity 2.1.2: previousProof names proofs of the same document.
func Previous(doc, proof *jsonld.Value) ([]*jsonld.Value, error) {
	proofs, err := Proofs(doc)
	if err != nil {
		return nil, err
	}
	var found []*jsonld.Value
	// path holds the ids from proof to where we are: meeting one again is a circle.
	var walk func(proof *jsonld.Value, path []string) error
	walk = func(proof *jsonld.Value, path []string) error {
		if id := proof.Get("id").Str(); id != "" {
			if slices.Contains(path, id) {
				return fmt.Errorf("%w: its previous proofs run in a circle", ErrProofInvalid)
			}
			path = append(slices.Clone(path), id)
		}
		direct, err := directlyBefore(proofs, proof)
		if err != nil {
			return err
		}
		for _, before := range direct {
			if !slices.Contains(found, before) {
				found = append(found, before)
			}
			if err := walk(before, path); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(proof, nil); err != nil {
		return nil, err
	}
	return found, nil
}

// directlyBefore finds the proofs that previousProof names.
func directlyBefore(proofs []*jsonld.Value, proof *jsonld.Value) ([]*jsonld.Value, error) {
	ref := proof.Get("previousProof")
	if ref == nil {
		return nil, nil
	}
	var out []*jsonld.Value
	for _, id := range ref.Items() {
		n := len(out)
		for _, other := range proofs {
			if id.IsString() && id.Str() != "" && other.Get("id").Str() == id.Str() {
				out = append(out, other)
			}
		}
		if len(out) != n+1 {
			return nil, fmt.Errorf("%w: the document has %d proofs with the id %.200q that it builds on", ErrProofInvalid, len(out)-n, id.Str())
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: previousProof names nothing", ErrProofInvalid)
	}
	return out, nil
}

// unsecured returns what a proof of doc signs beside its own options: the
// document without proofs, or with those that the proof builds on.
//
// VC Data Integrity 4.3 and 4.5.
func unsecured(doc, proof *jsonld.Value) (*jsonld.Value, error) {
	plain := doc.Without("proof")
	if proof.Get("previousProof") == nil {
		return plain, nil
	}
	if _, err := Previous(doc, proof); err != nil { // for the circles
		return nil, err
	}
	proofs, err := Proofs(doc)
	if err != nil {
		return nil, err
	}
	direct, err := directlyBefore(proofs, proof)
	if err != nil {
		return nil, err
	}
	return plain.With("proof", jsonld.NewArray(direct...)), nil
}
