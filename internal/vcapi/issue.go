package vcapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"blazon/dataintegrity"
	"blazon/internal/signing"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/statuslist"
	"blazon/vc"
	"blazon/vcjwt"
)

// issued is the answer to a request that made something.
type issued struct {
	Credential any `json:"verifiableCredential"`
}

// issue signs a credential. It is held to the data model before, and verified
// after.
func (s *Server) issue(ctx context.Context, e *endpoint, body *jsonld.Value) (int, any, error) {
	doc, err := members(body, "credential", "options")
	if err != nil {
		return 0, nil, err
	}
	opt, err := readOptions(body.Get("options"), e.Key)
	if err != nil {
		return 0, nil, err
	}
	doc = e.Suite.WithContext(doc)
	if err := s.lint(ctx, e, doc); err != nil {
		return 0, nil, err
	}
	if opt.status != nil {
		if doc, err = e.lists.assign(s.Rand, doc, opt); err != nil {
			return 0, nil, err
		}
	}
	signed, err := s.sign(ctx, e.Key, doc, opt)
	if err != nil {
		return 0, nil, err
	}
	if err := s.proofread(ctx, e.Key, signed); err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, issued{wrap(e.Suite, doc, signed)}, nil
}

// lint refuses a credential that departs from the data model, or that this
// endpoint has no business to sign.
func (s *Server) lint(ctx context.Context, e *endpoint, doc *jsonld.Value) error {
	if doc.Kind() != jsonld.Object {
		return refuse(malformedValue, "credential", "A credential is a JSON object.")
	}
	if err := checkContexts(doc, true); err != nil {
		return err
	}
	if err := checkType(doc, "VerifiableCredential"); err != nil {
		return err
	}
	if findings := vc.Lint(doc); len(findings) > 0 {
		f := findings[0]
		return refuse(malformedValue, f.Path, "At %s: %s (%s)", f.Path, f.Text, f.Cite)
	}
	if err := checkDates(doc); err != nil {
		return err
	}
	if _, err := statuslist.ParseEntries(doc.Get("credentialStatus")); err != nil && hasBitstring(doc) {
		return refuse(malformedValue, "/credentialStatus", "The status entry departs from its standard: %.300s.", err.Error())
	}
	if err := checkProofs(doc); err != nil {
		return err
	}
	if id := idOf(doc.Get("issuer")); id != e.DID {
		return refuse(proofGeneration, "/issuer", "This endpoint signs for the issuer %s and for no other, and the credential names %.200q.", e.DID, id)
	}
	// The suites that sign the text do not ask what it means.
	if _, err := s.processor.ToRDF(ctx, doc); err != nil {
		return signingProblem(err)
	}
	return nil
}

// sign makes the proof or the token.
func (s *Server) sign(ctx context.Context, k signing.Key, doc *jsonld.Value, opt options) ([]byte, error) {
	if k.Suite.IsJWT() {
		if opt.mandatory != nil || opt.domain != "" || opt.challenge != "" || !opt.created.IsZero() || !opt.expires.IsZero() {
			return nil, refuse(proofGeneration, "options", "A token has no options of its own: its dates are those of the credential.")
		}
		payload, err := withClaims(doc)
		if err != nil {
			return nil, err
		}
		token, err := vcjwt.SignPayload(payload.JSON(), k.Suite.Algorithm, k.Signer, vcjwt.SignHeader{Kid: k.Method})
		return []byte(token), err
	}
	created := opt.created
	if created.IsZero() {
		created = s.Now()
	}
	if opt.mandatory != nil && k.Suite.Cryptosuite != signing.Selective {
		return nil, refuse(proofGeneration, "options.mandatoryPointers", "The suite %s shows all or nothing, so nothing of it is mandatory.", k.Suite.Name)
	}
	signed, err := dataintegrity.Default().Sign(ctx, s.processor, doc.JSON(), k.Suite.Cryptosuite, k.Signer, dataintegrity.Options{
		VerificationMethod: k.Method, Created: created.UTC().Truncate(time.Second), Expires: opt.expires,
		Domain: opt.domain, Challenge: opt.challenge, Mandatory: opt.mandatory,
	})
	if err != nil {
		return nil, signingProblem(err)
	}
	return signed, nil
}

// withClaims adds to a credential the claims that repeat what it says. A badge has
// all of them; the data model asks for none, and vcjwt.Sign makes badges only.
//
// OB 3.0 8.2.4.2; VC-JOSE-COSE 3.1.3: claims and properties must not differ.
func withClaims(doc *jsonld.Value) (*jsonld.Value, error) {
	for _, name := range []string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "vc", "vp"} {
		if doc.Get(name) != nil {
			return nil, refuse(proofGeneration, "/"+name, "The credential has %s already, which is a claim of tokens.", name)
		}
	}
	out := doc
	if isV1(doc) {
		// VCDM 1.1 6.3.1: the credential is a claim itself.
		out = jsonld.NewObject(jsonld.Member{Name: "vc", Value: doc})
	}
	out = out.With("iss", jsonld.NewString(idOf(doc.Get("issuer"))))
	if id := doc.Get("id"); id != nil {
		out = out.With("jti", id)
	}
	if id := idOf(doc.Get("credentialSubject")); id != "" {
		out = out.With("sub", jsonld.NewString(id))
	}
	dates := [][2]string{{"nbf", "validFrom"}, {"exp", "validUntil"}}
	if isV1(doc) {
		dates = [][2]string{{"nbf", "issuanceDate"}, {"exp", "expirationDate"}}
	}
	for _, d := range dates {
		t, err := time.Parse(time.RFC3339, doc.Get(d[1]).Str())
		if err == nil { // absent, for its form was checked
			out = out.With(d[0], jsonld.NewNumber(strconv.FormatInt(t.Unix(), 10)))
		}
	}
	return out, nil
}

// proofread verifies what was signed, as anybody would, before it is given away.
func (s *Server) proofread(ctx context.Context, k signing.Key, signed []byte) error {
	if k.Suite.Cryptosuite == signing.Selective {
		shown, err := dataintegrity.Default().Derive(ctx, s.processor, signed, dataintegrity.Selection{Pointers: []string{""}})
		if err != nil {
			return signingProblem(err)
		}
		signed = shown
	}
	report, err := s.verifier.Verify(ctx, signed, vc.Options{ProofOnly: true})
	if err != nil {
		return err
	}
	if !report.ProofHolds() {
		p := problems(report)[0]
		return &p
	}
	return nil
}

// wrap gives a token its envelope.
//
// VCDM 2.0 4.12.1: the id is a data: URL. VCDM 1.1 has no envelopes.
func wrap(suite signing.Suite, doc *jsonld.Value, signed []byte) any {
	switch {
	case !suite.IsJWT():
		return rawJSON(signed)
	case isV1(doc):
		return string(signed)
	}
	return map[string]string{
		"@context": ob3.ContextVC, "type": envelopedCredential, "id": "data:application/vc+jwt," + string(signed),
	}
}

// rawJSON is JSON that is written as it is.
type rawJSON []byte

// MarshalJSON returns the text itself.
func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

// derive makes of a credential with a base proof what its holder shows.
func (s *Server) derive(ctx context.Context, e *endpoint, body *jsonld.Value) (int, any, error) {
	doc, err := members(body, "verifiableCredential", "options")
	if err != nil {
		return 0, nil, err
	}
	opt, err := readOptions(body.Get("options"), e.Key)
	if err != nil {
		return 0, nil, err
	}
	if e.Suite.Cryptosuite != signing.Selective {
		return 0, nil, refuse(proofGeneration, "", "Credentials of the suite %s are shown as a whole; parts can be left out with %s.", e.Suite.Name, signing.Selective)
	}
	if doc.Kind() != jsonld.Object {
		return 0, nil, refuse(malformedValue, "verifiableCredential", "A credential is a JSON object.")
	}
	shown, err := dataintegrity.Default().Derive(ctx, s.processor, doc.JSON(), dataintegrity.Selection{Pointers: opt.selected})
	if err != nil {
		return 0, nil, signingProblem(err)
	}
	return http.StatusCreated, issued{rawJSON(shown)}, nil
}

// signList signs a status list with the key of an endpoint.
func (s *Server) signList(ctx context.Context, k signing.Key, list []byte) ([]byte, error) {
	if k.Suite.IsJWT() {
		token, err := vcjwt.Sign(list, k.Suite.Algorithm, k.Signer, vcjwt.SignHeader{Kid: k.Method})
		return []byte(token), err
	}
	return dataintegrity.Default().Sign(ctx, s.processor, list, listSuite(k.Suite), k.Signer, dataintegrity.Options{
		VerificationMethod: k.Method, Created: s.Now().UTC().Truncate(time.Second),
	})
}

// listSuite is what status lists are signed with. A list whose holder could hide
// parts of it, or of an old kind, is no list.
func listSuite(s signing.Suite) string {
	switch s.Cryptosuite {
	case signing.Selective:
		return "ecdsa-rdfc-2019"
	case "eddsa-2022", signing.Ed25519Signature2020:
		return "eddsa-rdfc-2022"
	}
	return s.Cryptosuite
}

// idOf returns the id of something given as an id or as an object with one.
func idOf(v *jsonld.Value) string {
	if v.IsString() {
		return v.Str()
	}
	return v.Get("id").Str()
}

// hasBitstring reports whether a status is one that this package understands,
// and so may find fault with.
func hasBitstring(doc *jsonld.Value) bool {
	for _, item := range doc.Get("credentialStatus").Items() {
		for _, t := range item.Get("type").Items() {
			if strings.HasPrefix(t.Str(), "BitstringStatusList") {
				return true
			}
		}
	}
	return false
}
