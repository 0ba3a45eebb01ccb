package dataintegrity

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"slices"

	"blazon/did"
	"blazon/jsonld"
)

// ecdsaSD2023 is selective disclosure: the issuer signs each statement of a
// document by itself, and whoever holds it shows some of them, with a proof that
// is derived from the issuer's. It takes P-256 keys.
//
// Create makes a base proof, which is for the holder only: Derive makes of it
// what is shown to others, and only that verifies.
//
// VC Data Integrity ECDSA Cryptosuites 3.4.
func ecdsaSD2023() Suite { return disclosing{secrets: newSecrets} }

// disclosing is ecdsa-sd-2023, with the source of the secrets of each proof.
type disclosing struct {
	secrets func() (secrets, error)
	exact   bool // make nothing mandatory but what is asked for: for the vectors of the standard
}

// secrets are what a base proof needs once: the key that hides how blank nodes
// are numbered, and the key that signs the statements.
type secrets struct {
	hmac [hmacSize]byte
	key  *ecdsa.PrivateKey
}

func newSecrets() (s secrets, err error) {
	if _, err := rand.Read(s.hmac[:]); err != nil {
		return s, err
	}
	s.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return s, err
}

const sdName = "ecdsa-sd-2023"

// Name returns the name of the suite.
func (disclosing) Name() string { return sdName }

// sdScheme is how P-256 keys sign; the suite has no use for others.
func sdScheme(pub crypto.PublicKey) (scheme, error) {
	if k, ok := pub.(*ecdsa.PublicKey); ok && k != nil && k.Curve == elliptic.P256() {
		return nistScheme(pub)
	}
	return scheme{}, fmt.Errorf("%s: %w: it takes P-256 keys, not %T", sdName, did.ErrKeyUse, pub)
}

// Create makes a base proof whose mandatory statements are those of Mandatory.
func (d disclosing) Create(ctx context.Context, p Canonizer, doc, options *jsonld.Value, signer crypto.Signer) (string, error) {
	return d.createBase(ctx, p, doc, options, signer, Mandatory(doc))
}

// createBase makes a base proof: 3.4.3 to 3.4.6 and 3.5.
func (d disclosing) createBase(ctx context.Context, p Canonizer, doc, options *jsonld.Value, signer crypto.Signer, mandatory []string) (string, error) {
	sch, err := sdScheme(signer.Public())
	if err != nil {
		return "", err
	}
	if !d.exact {
		mandatory = undeniable(doc, mandatory)
	}
	// A chain must stay whole, whatever is hidden.
	if doc.Get("proof") != nil && !slices.Contains(mandatory, "/proof") {
		mandatory = append(slices.Clone(mandatory), "/proof")
	}
	secret, err := d.secrets()
	if err != nil {
		return "", fmt.Errorf("%s: %w", sdName, err)
	}
	g, err := newGraph(ctx, p, doc, byHMAC(secret.hmac))
	if err != nil {
		return "", err
	}
	isMandatory, _, err := g.matching(ctx, p, mandatory)
	if err != nil {
		return "", err
	}
	base := baseProof{HMACKey: secret.hmac[:], Pointers: mandatory}
	if base.PublicKey, err = multikeyBytes(&secret.key.PublicKey); err != nil {
		return "", fmt.Errorf("%s: %w", sdName, err)
	}
	var first []string
	for i, line := range g.lines {
		if isMandatory[i] {
			first = append(first, line)
			continue
		}
		sig, err := sch.sign(secret.key, []byte(line))
		if err != nil {
			return "", fmt.Errorf("%s: sign a statement: %w", sdName, err)
		}
		base.Signatures = append(base.Signatures, sig)
	}
	proofHash, err := sdProofHash(ctx, p, options, doc)
	if err != nil {
		return "", err
	}
	if base.BaseSignature, err = sch.create(signer, sdHashData(proofHash, base.PublicKey, hashLines(first))); err != nil {
		return "", fmt.Errorf("%s: %w", sdName, err)
	}
	return base.encode()
}

// Verify verifies a derived proof. A base proof is ErrBaseProof.
//
// VC Data Integrity ECDSA Cryptosuites 3.4.8 and 3.5.8.
func (disclosing) Verify(ctx context.Context, p Canonizer, doc, options *jsonld.Value, proofValue string, pub crypto.PublicKey) error {
	sch, err := sdScheme(pub)
	if err != nil {
		return err
	}
	proof, err := decodeDerived(proofValue)
	if err != nil {
		return err
	}
	view, err := newView(ctx, p, doc, options, proof)
	if err != nil {
		return err
	}
	if len(proof.Signatures) != len(view.others) {
		return fmt.Errorf("%s: %w: %d signatures for %d statements", sdName, ErrProofInvalid, len(proof.Signatures), len(view.others))
	}
	// The issuer's signature first: it says which key signed the statements.
	if !sch.verify(pub, view.data, proof.BaseSignature) {
		return fmt.Errorf("%s: %w: the text was changed or another key signed it", sdName, ErrProofInvalid)
	}
	return verifyLines(ctx, proof.PublicKey, view.others, proof.Signatures)
}

// verifyLines verifies the signature of each statement with the key of the proof.
func verifyLines(ctx context.Context, key []byte, lines []string, signatures []octets) error {
	pub, err := parseMultikeyBytes(key)
	if err != nil {
		return err
	}
	sch, err := sdScheme(pub)
	if err != nil {
		return err
	}
	for i, line := range lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !sch.verify(pub, []byte(line), signatures[i]) {
			return fmt.Errorf("%s: %w: a statement was changed or was never signed", sdName, ErrProofInvalid)
		}
	}
	return nil
}

// Trace shows what the issuer signed. With a derived proof, Document is in the
// labels of the proof and DocumentHash is the hash of the mandatory statements;
// without one that is readable, they are those of a proof over the whole.
func (disclosing) Trace(ctx context.Context, p Canonizer, doc, proof *jsonld.Value, pub crypto.PublicKey) (*Trace, error) {
	if _, err := sdScheme(pub); err != nil {
		return nil, err
	}
	derived, err := decodeDerived(proof.Get("proofValue").Str())
	if err != nil {
		return hashed{sdName, rdfc{}, sdScheme}.Trace(ctx, p, doc, proof, pub)
	}
	options := proof.Without("proofValue")
	view, err := newView(ctx, p, doc, options, derived)
	if err != nil {
		return nil, err
	}
	configured, _, err := rdfc{}.configure(options, doc)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", sdName, err)
	}
	t := &Trace{Hash: crypto.SHA256, DocumentHash: view.mandatoryHash, ProofConfigHash: view.proofHash, HashData: view.data}
	for _, line := range view.lines {
		t.Document = append(t.Document, line...)
	}
	if t.ProofConfig, err = p.Canonize(ctx, configured, crypto.SHA256); err != nil {
		return nil, fmt.Errorf("%s: proof options: %w", sdName, err)
	}
	return t, nil
}

// view is a document as a derived proof sees it.
type view struct {
	lines         []string // all statements
	others        []string // those with a signature of their own
	proofHash     []byte
	mandatoryHash []byte
	data          []byte // what the issuer signed
}

// newView is createVerifyData: 3.4.9.
func newView(ctx context.Context, p Canonizer, doc, options *jsonld.Value, proof derivedProof) (*view, error) {
	proofHash, err := sdProofHash(ctx, p, options, doc)
	if err != nil {
		return nil, err
	}
	lines, err := relabelled(ctx, p, doc, proof.Labels)
	if err != nil {
		return nil, err
	}
	v := &view{lines: lines, proofHash: proofHash}
	var mandatory []string
	next := 0
	for i, line := range lines {
		if next < len(proof.Mandatory) && proof.Mandatory[next] == uint64(i) {
			mandatory = append(mandatory, line)
			next++
		} else {
			v.others = append(v.others, line)
		}
	}
	if next != len(proof.Mandatory) {
		return nil, fmt.Errorf("%s: %w: it counts on more statements than there are", sdName, ErrProofInvalid)
	}
	v.mandatoryHash = hashLines(mandatory)
	v.data = sdHashData(proofHash, proof.PublicKey, v.mandatoryHash)
	return v, nil
}

// sdProofHash is the hash of the options.
func sdProofHash(ctx context.Context, p Canonizer, options, doc *jsonld.Value) ([]byte, error) {
	configured, _, err := rdfc{}.configure(options, doc)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", sdName, err)
	}
	h, err := p.Digest(ctx, configured, crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("%s: proof options: %w", sdName, err)
	}
	return h, nil
}

// sdHashData: 3.5.1: what the issuer signs, in this order.
func sdHashData(proofHash, publicKey, mandatoryHash []byte) []byte {
	return slices.Concat(proofHash, publicKey, mandatoryHash)
}
