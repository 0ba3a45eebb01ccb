package vcapi

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"blazon/internal/signing"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

var errNoNetwork = errors.New("this server was given no network")

// verification is the answer to a request to verify.
type verification struct {
	Verified bool      `json:"verified"`
	Checks   []string  `json:"checks"` // what was checked and held
	Warnings []string  `json:"warnings,omitempty"`
	Errors   []Problem `json:"errors"`
	Problems []Problem `json:"problemDetails"`

	// What was verified, where it holds and is asked for.
	Credential   rawJSON `json:"credential,omitempty"`
	Presentation rawJSON `json:"verifiablePresentation,omitempty"`
}

// verifyCredential verifies one credential.
func (s *Server) verifyCredential(ctx context.Context, e *endpoint, body *jsonld.Value) (int, any, error) {
	doc, err := members(body, "verifiableCredential", "options")
	if err != nil {
		return 0, nil, err
	}
	opt, err := readOptions(body.Get("options"), e.Key)
	if err != nil {
		return 0, nil, err
	}
	input, inner, err := secured(doc, e.Suite, envelopedCredential)
	if err != nil {
		return 0, nil, err
	}
	t := vc.Parse(inner)
	if t.IsPresentation() {
		return 0, nil, refuse(malformedValue, "verifiableCredential", "This is a presentation and no credential.")
	}
	out, err := s.verify(ctx, input, opt)
	if err != nil {
		return 0, nil, err
	}
	if out.Verified && opt.returnSubject {
		out.Credential = t.Content().JSON()
	}
	return out.status(), out, nil
}

// verifyPresentation verifies a presentation and the credentials in it.
func (s *Server) verifyPresentation(ctx context.Context, e *endpoint, body *jsonld.Value) (int, any, error) {
	doc, err := members(body, "verifiablePresentation", "options")
	if err != nil {
		return 0, nil, err
	}
	opt, err := readOptions(body.Get("options"), e.Key)
	if err != nil {
		return 0, nil, err
	}
	input, inner, err := secured(doc, e.Suite, envelopedPresentation)
	if err != nil {
		return 0, nil, err
	}
	t := vc.Parse(inner)
	if !t.IsPresentation() {
		return 0, nil, refuse(malformedValue, "verifiablePresentation", "This is no presentation: none of its types is VerifiablePresentation.")
	}
	for _, item := range t.Content().Get("verifiableCredential").Items() {
		if vc.IsEnveloped(item) {
			if err := checkEnvelope(item, envelopedCredential); err != nil {
				return 0, nil, err
			}
		}
	}
	out, err := s.verify(ctx, input, opt)
	if err != nil {
		return 0, nil, err
	}
	if out.Verified && opt.returnSubject {
		out.Presentation = t.Content().JSON()
	}
	return out.status(), out, nil
}

// status is what the answer begins with.
func (v verification) status() int {
	if v.Verified {
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// verify has something judged.
func (s *Server) verify(ctx context.Context, input []byte, opt options) (verification, error) {
	proofOnly := opt.proofOnly || s.ProofOnly
	judge := s.judge
	if proofOnly {
		judge = s.verifier
	}
	report, err := judge.Verify(ctx, input, vc.Options{
		ProofOnly: proofOnly, AnyKind: true, Domain: opt.domain, Challenge: opt.challenge, ProofFor: true,
	})
	if err != nil {
		return verification{}, err
	}
	out := verification{Verified: report.Verdict == vc.Valid, Checks: []string{}, Errors: []Problem{}, Problems: []Problem{}}
	if proofOnly {
		out.Verified = report.ProofHolds()
	}
	for _, r := range append([]*vc.Report{report}, report.Also...) {
		for _, c := range r.Checks {
			switch {
			case c.Result == vc.Pass && r == report:
				out.Checks = append(out.Checks, c.Name)
			case c.Code == vc.StatusListShort:
				// Bitstring Status List 3.2: an error, which says nothing against the badge.
				out.Verified = false
			case c.Result == vc.Warning:
				out.Warnings = append(out.Warnings, c.Text)
			}
		}
		out.Warnings = append(out.Warnings, r.Notes...)
	}
	if !out.Verified {
		out.Problems = problems(report)
		out.Errors = out.Problems
	}
	return out, nil
}

// problems lists what does not hold; there is at least one.
func problems(report *vc.Report) []Problem {
	var out []Problem
	for _, r := range append([]*vc.Report{report}, report.Also...) {
		for _, c := range r.Checks {
			if c.Result == vc.Fail || c.Result == vc.Unknown || c.Code == vc.StatusListShort {
				out = append(out, problemOf(c))
			}
		}
	}
	if len(out) == 0 {
		out = append(out, *refuse(cryptographic, "", "Not everything that must be checked could be checked."))
	}
	return out
}

// secured returns the text that is verified at an endpoint, which takes only what
// is secured its own way: a document with a proof of its suite, or a token of its
// algorithm, in an envelope or by itself. Of an envelope inner is the token in it,
// else it is the text itself.
func secured(doc *jsonld.Value, suite signing.Suite, envelope string) (text, inner []byte, err error) {
	if suite.IsJWT() {
		return token(doc, suite, envelope)
	}
	if doc.Kind() != jsonld.Object {
		return nil, nil, refuse(parsingError, "", "What is secured with %s is a JSON object.", suite.Name)
	}
	if err := checkContexts(doc, true); err != nil {
		return nil, nil, err
	}
	if doc.Get("proof") == nil {
		return nil, nil, refuse(proofInvalid, "/proof", "It has no proof.")
	}
	if err := checkProofs(doc); err != nil {
		return nil, nil, err
	}
	for _, p := range doc.Get("proof").Items() {
		if p.Get("cryptosuite").Str() == suite.Cryptosuite || p.Get("type").Str() == suite.Cryptosuite {
			text := doc.JSON()
			return text, text, nil
		}
	}
	return nil, nil, refuse(proofInvalid, "/proof/cryptosuite", "It has no proof of the suite %s, which is the one that is verified here.", suite.Cryptosuite)
}

// token is secured for tokens.
func token(doc *jsonld.Value, suite signing.Suite, envelope string) (text, inner []byte, err error) {
	inner, text = []byte(doc.Str()), []byte(doc.Str())
	if !doc.IsString() {
		if err := checkEnvelope(doc, envelope); err != nil {
			return nil, nil, err
		}
		head, body, _ := strings.Cut(doc.Get("id").Str(), ",")
		inner, text = []byte(body), doc.JSON()
		if strings.HasSuffix(head, ";base64") {
			if inner, err = base64.StdEncoding.Strict().DecodeString(body); err != nil {
				return nil, nil, refuse(parsingError, "/id", "The data: URL is damaged.")
			}
		}
	}
	if len(inner) == 0 {
		return nil, nil, refuse(parsingError, "", "There is no token in it.")
	}
	if t, err := vcjwt.Parse(string(inner)); err == nil && t.Header.Alg != suite.Algorithm {
		return nil, nil, refuse(proofInvalid, "", "The token is signed with %.20q, and %s is what is verified here.", t.Header.Alg, suite.Algorithm)
	}
	return text, inner, nil
}
