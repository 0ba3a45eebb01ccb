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
	c := chain{proofs: proofs, open: make(map[string]bool)}
	if err := c.walk(proof); err != nil {
		return nil, err
	}
	return c.found, nil
}

// A chain is the work of finding what a proof builds on.
type chain struct {
	proofs []*jsonld.Value
	found  []*jsonld.Value // each once, however many build on it
	open   map[string]bool // the ids from the proof to where we are: meeting one again is a circle
}

func (c *chain) walk(proof *jsonld.Value) error {
	direct, err := directlyBefore(c.proofs, proof)
	if err != nil {
		return err
	}
	if id := proof.Get("id").Str(); id != "" {
		c.open[id] = true
		defer delete(c.open, id)
	}
	for _, before := range direct {
		if c.open[before.Get("id").Str()] {
			return fmt.Errorf("%w: its previous proofs run in a circle", ErrProofInvalid)
		}
		if slices.Contains(c.found, before) {
			continue // the way on from there is known
		}
		c.found = append(c.found, before)
		if err := c.walk(before); err != nil {
			return err
		}
	}
	return nil
}

// directlyBefore finds the proofs that previousProof names.
func directlyBefore(proofs []*jsonld.Value, proof *jsonld.Value) ([]*jsonld.Value, error) {
	ref := proof.Get("previousProof")
	if ref.Kind() == jsonld.Absent || ref.Kind() == jsonld.Null {
		return nil, nil
	}
	if n := len(ref.Items()); n > len(proofs) {
		return nil, fmt.Errorf("%w: it builds on %d proofs, and the document has %d", ErrProofInvalid, n, len(proofs))
	}
	var out []*jsonld.Value
	for _, id := range ref.Items() {
		n := len(out)
		for _, other := range proofs {
			if id.IsString() && id.Str() != "" && other.Get("id").Str() == id.Str() {
				out = append(out, other)
			}
		}
		if len(out) == n+1 && slices.Contains(out[:n], out[n]) {
			return nil, fmt.Errorf("%w: it names the proof %.200q, on which it builds, twice", ErrProofInvalid, id.Str())
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
	if kind := proof.Get("previousProof").Kind(); kind == jsonld.Absent || kind == jsonld.Null {
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
