package dataintegrity

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"blazon/jsonld"
)

// A Selection says what a holder shows of a document. Pointers are JSON Pointers
// (RFC 6901) into the document: "/credentialSubject/achievement" shows all of
// that, "" everything; what an issuer made mandatory is shown in any case. Proof
// is the place of the base proof among those of the suite, where there are several.
type Selection struct {
	Pointers []string
	Proof    int
}

// Derive returns what a holder shows of doc, a document with a base proof of
// ecdsa-sd-2023: the selected and the mandatory parts, with a proof that verifies
// for them. What is not selected cannot be read or guessed from it. Two documents
// derived from one can be told to be so, by the issuer's signature. Other proofs
// of doc are left out, for they are about the whole; but those that the base proof
// builds on stay, so of a chain only everything can be shown and verify.
//
// Derive has no need of the issuer's key. It verifies the issuer's signatures of
// statements, so what it returns fails to verify only if the issuer's signature
// of the whole is wrong. Errors wrap ErrPointer for pointers, ErrMissing if there
// is no base proof, ErrProofInvalid if doc was changed.
//
// VC Data Integrity ECDSA Cryptosuites 3.5.7.
func (s Suites) Derive(ctx context.Context, p *jsonld.Processor, doc []byte, show Selection) ([]byte, error) {
	if _, err := s.suite(sdName); err != nil {
		return nil, fmt.Errorf("derive proof: %w", err)
	}
	v, err := jsonld.Parse(doc, jsonld.Limits{StringBytes: maxString})
	if err != nil {
		return nil, fmt.Errorf("derive proof: %w", err)
	}
	proof, err := basedOn(v, show.Proof)
	if err != nil {
		return nil, fmt.Errorf("derive proof: %w", err)
	}
	plain, err := unsecured(v, proof)
	if err != nil {
		return nil, fmt.Errorf("derive proof: %w", err)
	}
	part, derived, err := disclose(ctx, p, plain, proof.Get("proofValue").Str(), show.Pointers)
	if err != nil {
		return nil, fmt.Errorf("derive proof: %w", err)
	}
	value, err := derived.encode()
	if err != nil {
		return nil, fmt.Errorf("derive proof: %w", err)
	}
	proofs := append(slices.Clone(part.Get("proof").Items()), proof.With("proofValue", jsonld.NewString(value)))
	return part.Without("proof").With("proof", jsonld.NewArray(proofs...)).JSON(), nil
}

// basedOn finds base proof number n of a document.
func basedOn(v *jsonld.Value, n int) (*jsonld.Value, error) {
	proofs, err := Proofs(v)
	if err != nil {
		return nil, err
	}
	for _, proof := range proofs {
		if proof.Get("type").Str() != dataIntegrityProof || proof.Get("cryptosuite").Str() != sdName {
			continue
		}
		if n--; n < 0 {
			return proof, nil
		}
	}
	return nil, fmt.Errorf("%w of %s that something could be derived from", ErrMissing, sdName)
}

// disclose is createDisclosureData: ECDSA Cryptosuites 3.5.4.
func disclose(ctx context.Context, p Canonizer, doc *jsonld.Value, proofValue string, pointers []string) (*jsonld.Value, derivedProof, error) {
	base, err := decodeBase(proofValue)
	if err != nil {
		return nil, derivedProof{}, err
	}
	g, err := newGraph(ctx, p, doc, byHMAC([hmacSize]byte(base.HMACKey)))
	if err != nil {
		return nil, derivedProof{}, err
	}
	mandatory, _, err := g.matching(ctx, p, base.Pointers)
	if err != nil {
		return nil, derivedProof{}, err
	}
	combined, shown, err := g.matching(ctx, p, append(slices.Clone(base.Pointers), pointers...))
	if err != nil {
		return nil, derivedProof{}, err
	}
	if shown == nil {
		return nil, derivedProof{}, fmt.Errorf("%w: nothing is to be shown", ErrPointer)
	}
	if len(base.Signatures) != len(g.lines)-len(mandatory) {
		return nil, derivedProof{}, fmt.Errorf("%s: %w: %d signatures for %d statements", sdName, ErrProofInvalid, len(base.Signatures), len(g.lines)-len(mandatory))
	}
	d := derivedProof{BaseSignature: base.BaseSignature, PublicKey: base.PublicKey}
	var others []string
	next := 0 // of the signatures
	for i, line := range g.lines {
		if mandatory[i] {
			d.Mandatory = append(d.Mandatory, uint64(len(d.Mandatory)+len(others)))
			continue
		}
		if combined[i] {
			others = append(others, line)
			d.Signatures = append(d.Signatures, base.Signatures[next])
		}
		next++
	}
	if err := verifyLines(ctx, d.PublicKey, others, d.Signatures); err != nil {
		return nil, derivedProof{}, err
	}
	d.Labels, err = shown.hidden(ctx, p)
	return shown.doc, d, err
}

// hidden returns, for the number of each canonical label of the part, the HMAC
// that is its label in the whole.
func (s *selected) hidden(ctx context.Context, p Canonizer) (map[uint64]octets, error) {
	issued, err := p.Labels(ctx, s.dataset)
	if err != nil {
		return nil, fmt.Errorf("%s: what is shown: %w", sdName, err)
	}
	out := make(map[uint64]octets, len(issued))
	for label, canonical := range issued {
		mac, err := decodeHidden(s.labels[label])
		if err != nil {
			return nil, err
		}
		out[numberOf(canonical)] = mac
	}
	return out, nil
}

// decodeHidden is the inverse of hiddenLabel.
func decodeHidden(label string) ([]byte, error) {
	mac, err := sdBytes(label)
	if err != nil || len(mac) != hmacSize {
		return nil, fmt.Errorf("%s: %w: a node that is not in the document", sdName, ErrProofInvalid)
	}
	return mac, nil
}

// Mandatory reports whether the issuer made all of the parts of doc that pointers
// name mandatory, so that the holder had no choice but to show them. doc has a derived
// proof of ecdsa-sd-2023, which Verify found to be right.
func (s Suites) Mandatory(ctx context.Context, p *jsonld.Processor, doc, proof *jsonld.Value, pointers ...string) (bool, error) {
	if _, err := s.suite(sdName); err != nil {
		return false, fmt.Errorf("look at proof: %w", err)
	}
	plain, err := unsecured(doc, proof)
	if err != nil {
		return false, fmt.Errorf("look at proof: %w", err)
	}
	derived, err := decodeDerived(proof.Get("proofValue").Str())
	if err != nil {
		return false, fmt.Errorf("look at proof: %w", err)
	}
	g, err := newGraph(ctx, p, plain, derived.rename)
	if err != nil {
		return false, fmt.Errorf("look at proof: %w", err)
	}
	places, _, err := g.matching(ctx, p, pointers)
	if err != nil {
		return false, fmt.Errorf("look at proof: %w", err)
	}
	for place := range places {
		if !slices.Contains(derived.Mandatory, uint64(place)) { //nolint:gosec // a place in a list is not negative
			return false, nil
		}
	}
	return true, nil
}

// rename gives a canonical label the one that hides it.
func (d derivedProof) rename(canonical string) (string, error) {
	mac, ok := d.Labels[numberOf(canonical)]
	if !ok {
		return "", fmt.Errorf("%s: %w: a node without label", sdName, ErrProofInvalid)
	}
	return hiddenLabel(mac), nil
}

// undeniables are the parts of a credential that must be mandatory in every base
// proof: who issued it, and when and where it ceases to count. Where they could
// be left out, what is missing would say nothing.
var undeniables = []string{"/issuer", "/validFrom", "/validUntil", "/issuanceDate", "/expirationDate", "/credentialStatus"}

// undeniable returns pointers with those of undeniables that doc has, and with all that
// holds words of others: credentials within it. Each statement is signed by itself, so
// what an endorser said could else be shown as what the issuer said, without where it
// stood.
func undeniable(doc *jsonld.Value, pointers []string) []string {
	out := slices.Clone(pointers)
	if slices.Contains(out, "") {
		return out // all of it
	}
	for _, pointer := range undeniables {
		if doc.Get(pointer[1:]) != nil && !slices.Contains(out, pointer) {
			out = append(out, pointer)
		}
	}
	for _, pointer := range others(doc, "", 0) {
		if !slices.Contains(out, pointer) {
			out = append(out, pointer)
		}
	}
	return out
}

// others returns pointers to the credentials within v, which is at a pointer itself.
func others(v *jsonld.Value, at string, depth int) []string {
	const deepest = 64
	if depth > deepest {
		return []string{at}
	}
	if v.Kind() == jsonld.Array {
		var out []string
		for i, item := range v.Items() {
			out = append(out, others(item, at+"/"+strconv.Itoa(i), depth+1)...)
		}
		return out
	}
	if depth > 0 && (v.Get("proof") != nil || slices.ContainsFunc(v.Get("type").Items(), isCredential)) {
		return []string{at}
	}
	var out []string
	for _, m := range v.Members() {
		if m.Name != "@context" && m.Name != "proof" {
			out = append(out, others(m.Value, at+"/"+strings.ReplaceAll(strings.ReplaceAll(m.Name, "~", "~0"), "/", "~1"), depth+1)...)
		}
	}
	return out
}

// isCredential reports whether a type is that of credentials or presentations within
// another.
func isCredential(t *jsonld.Value) bool {
	switch t.Str() {
	case "VerifiableCredential", "EndorsementCredential", "EnvelopedVerifiableCredential", "VerifiablePresentation", "EnvelopedVerifiablePresentation":
		return true
	}
	return false
}

// Mandatory returns pointers to those parts of a credential that its holder
// should not be able to hide: its issuer, its recipient, its achievement, its dates and
// its status, how well and as what it was earned, and whatever else its issuer says in it.
// A revoked badge whose status could be left out would never be revoked. What remains,
// evidence and narrative above all, is for the earner to show or not: Chosen.
func Mandatory(doc *jsonld.Value) []string {
	pointers := members(doc, "", Chosen())
	// Several subjects, which Open Badges does not have, are shown whole.
	if subject := doc.Get("credentialSubject"); subject.Kind() == jsonld.Object {
		pointers = append(pointers, members(subject, "/credentialSubject", Chosen())...)
	} else if subject != nil {
		pointers = append(pointers, "/credentialSubject")
	}
	return pointers
}

// Chosen returns pointers to what is for the earner to show or not, unless the issuer
// says otherwise.
func Chosen() []string {
	return []string{"/evidence", "/image", "/description", "/credentialSubject/narrative", "/credentialSubject/image"}
}

// members returns pointers to the members of v, which is at a pointer itself, but for some.
func members(v *jsonld.Value, at string, but []string) []string {
	var out []string
	for _, m := range v.Members() {
		pointer := at + "/" + strings.ReplaceAll(strings.ReplaceAll(m.Name, "~", "~0"), "/", "~1")
		switch {
		case m.Name == "@context", m.Name == "type", m.Name == "proof", pointer == "/id", pointer == "/credentialSubject":
		case !slices.Contains(but, pointer):
			out = append(out, pointer)
		}
	}
	return out
}
