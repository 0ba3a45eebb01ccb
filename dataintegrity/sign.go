package dataintegrity

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"time"

	"blazon/did"
	"blazon/jsonld"
)

// Options is what a new proof says about itself. VerificationMethod is
// required; an empty Purpose means assertionMethod; what is zero is left out.
type Options struct {
	VerificationMethod string    // the id of the key in the issuer's document
	Created            time.Time // written in UTC, to the second
	Expires            time.Time
	Purpose            string
	Domain, Challenge  string
	Nonce              string

	ID            string   // a name for this proof, for others to build on
	PreviousProof []string // ids of proofs of the document that this one signs, too

	// Mandatory are JSON Pointers to what a holder must always show; nil means
	// those that the function Mandatory returns. The issuer, the dates and the
	// status are mandatory in any case. Of ecdsa-sd-2023 only.
	Mandatory []string
}

// AssertionMethod is the purpose of proofs on credentials.
const AssertionMethod = "assertionMethod"

// maxString is the longest string in a document to be signed: a status list of
// 2^26 entries that do not compress at all would be shorter.
const maxString = 2 << 20

// dataIntegrityProof is the type of proofs that have a cryptosuite.
const dataIntegrityProof = "DataIntegrityProof"

// A contextualizer is a suite whose proofs say something about the context of
// the document.
type contextualizer interface {
	contextualize(options, doc *jsonld.Value) *jsonld.Value
}

// dateTimeStamp is the form of times in proofs that everybody reads.
const dateTimeStamp = "2006-01-02T15:04:05Z"

// Sign adds a proof to doc, a JSON-LD document, and returns the whole. Proofs
// that are there already stay, and are signed only if PreviousProof names
// them. The order and the wording of the members of doc are kept.
//
// VC Data Integrity 4.2 and 4.3.
func (s Suites) Sign(ctx context.Context, p *jsonld.Processor, doc []byte, cryptosuite string, signer crypto.Signer, opt Options) ([]byte, error) {
	suite, err := s.suiteFor(cryptosuite, signer)
	if err != nil {
		return nil, fmt.Errorf("sign document: %w", err)
	}
	// Whoever signs vouches for the text, so one long string is no danger: a
	// status list has one.
	v, err := jsonld.Parse(doc, jsonld.Limits{StringBytes: maxString})
	if err != nil {
		return nil, fmt.Errorf("sign document: %w", err)
	}
	signed, err := sign(ctx, suite, p, v, signer, opt)
	if err != nil {
		return nil, fmt.Errorf("sign document: %w", err)
	}
	return signed.JSON(), nil
}

// suiteFor returns the suite with a name, if signer can sign.
func (s Suites) suiteFor(cryptosuite string, signer crypto.Signer) (Suite, error) {
	suite, err := s.suite(cryptosuite)
	if err != nil {
		return nil, err
	}
	if signer == nil {
		return nil, fmt.Errorf("%w: no key", did.ErrKeyWeak)
	}
	return suite, checkSigner(signer)
}

// sign returns v with one more proof.
func sign(ctx context.Context, suite Suite, p Canonizer, v *jsonld.Value, signer crypto.Signer, opt Options) (*jsonld.Value, error) {
	if v.Kind() != jsonld.Object || v.Get("@context") == nil {
		return nil, fmt.Errorf("%w: not a JSON object with @context", ErrMalformed)
	}
	old, err := Proofs(v)
	if err != nil && !errors.Is(err, ErrMissing) {
		return nil, err
	}
	if len(old) == maxProofs {
		return nil, &jsonld.LimitError{Name: "proofs", Limit: maxProofs}
	}
	options, err := opt.value(suite)
	if err != nil {
		return nil, err
	}
	plain, err := unsecured(v, options)
	if err != nil {
		return nil, err
	}
	if s, ok := suite.(contextualizer); ok {
		options = s.contextualize(options, plain)
	}
	proofValue, err := create(ctx, suite, p, plain, options, signer, opt.Mandatory)
	if err != nil {
		return nil, err
	}
	proof := options.With("proofValue", jsonld.NewString(proofValue))
	all := append(append([]*jsonld.Value(nil), old...), proof)
	return v.Without("proof").With("proof", jsonld.NewArray(all...)), nil
}

// create is suite.Create, with the mandatory parts where a suite knows such.
func create(ctx context.Context, suite Suite, p Canonizer, doc, options *jsonld.Value, signer crypto.Signer, mandatory []string) (string, error) {
	if mandatory == nil {
		return suite.Create(ctx, p, doc, options, signer)
	}
	d, ok := suite.(discloser)
	if !ok {
		return "", fmt.Errorf("%w: the cryptosuite %.80q shows all or nothing, so nothing of it is mandatory", ErrUnsupported, suite.Name())
	}
	return d.createBase(ctx, p, doc, options, signer, mandatory)
}

// A discloser is a suite whose documents can be shown in part.
type discloser interface {
	createBase(ctx context.Context, p Canonizer, doc, options *jsonld.Value, signer crypto.Signer, mandatory []string) (string, error)
}

// checkSigner refuses a weak key before it signs. For Ed25519 that is what the
// suites do afterwards: a signature that verifies was made with the secret of
// that public key, which is then a point of the curve, and of large order.
func checkSigner(signer crypto.Signer) error {
	if k, ok := signer.Public().(ed25519.PublicKey); ok && len(k) == ed25519.PublicKeySize {
		return nil
	}
	return did.CheckKey(signer.Public())
}

// value writes the options as a proof without proofValue.
func (opt Options) value(suite Suite) (*jsonld.Value, error) {
	// VC Data Integrity 2.1: verificationMethod is a URL.
	if !strings.Contains(opt.VerificationMethod, ":") {
		return nil, fmt.Errorf("%w: verificationMethod %.200q is no URL", ErrMalformed, opt.VerificationMethod)
	}
	purpose := opt.Purpose
	if purpose == "" {
		purpose = AssertionMethod
	}
	var members []jsonld.Member
	add := func(name, text string) {
		if text != "" {
			members = append(members, jsonld.Member{Name: name, Value: jsonld.NewString(text)})
		}
	}
	add("id", opt.ID)
	if isTyped(suite) {
		add("type", suite.Name())
	} else {
		add("type", dataIntegrityProof)
		add("cryptosuite", suite.Name())
	}
	add("created", stamp(opt.Created))
	add("expires", stamp(opt.Expires))
	add("verificationMethod", opt.VerificationMethod)
	add("proofPurpose", purpose)
	add("domain", opt.Domain)
	add("challenge", opt.Challenge)
	add("nonce", opt.Nonce)
	switch len(opt.PreviousProof) {
	case 0:
	case 1:
		add("previousProof", opt.PreviousProof[0])
	default:
		var ids []*jsonld.Value
		for _, id := range opt.PreviousProof {
			ids = append(ids, jsonld.NewString(id))
		}
		members = append(members, jsonld.Member{Name: "previousProof", Value: jsonld.NewArray(ids...)})
	}
	return jsonld.NewObject(members...), nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(dateTimeStamp)
}
