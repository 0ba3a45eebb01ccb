package vc_test

import (
	"testing"

	"blazon/dataintegrity"
	"blazon/vc"
	"blazon/vcjwt"
)

// general is a credential that is no badge.
const general = `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:5","type":["VerifiableCredential"],` +
	`"issuer":"https://uni.example/issuers/7","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"did:example:ada","name":"Ada"}}`

// TestProofOnly: whoever asks for the proof alone learns whether it holds, and is
// never told that there is a valid badge.
func TestProofOnly(t *testing.T) {
	id, method := holder(t)
	byHolder := func(doc string) string {
		return signWith(t, doc, ed(5), dataintegrity.Options{VerificationMethod: method, Created: now})
	}
	set := func(doc string) string {
		return signWith(t, sealed(t, doc), ed(5), dataintegrity.Options{VerificationMethod: method, Created: now})
	}
	tests := []struct {
		name, input string
		verdict     vc.Verdict
		holds       bool
		want        string
	}{
		{"the issuer's own key", sealed(t, general), vc.Indeterminate, true, "issuer_binding=skipped"},
		{"a key of somebody else", byHolder(general), vc.Indeterminate, true, "proof=pass"},
		{"a badge", sealed(t, badge), vc.Indeterminate, true, "status=skipped"},
		{"a badge that has expired", sealed(t, with(badge, `"validUntil":"2026-02-01T00:00:00Z"`)), vc.Indeterminate, true, "time=skipped"},
		{"a status list", sealed(t, published(t, uni, "revocation")), vc.Indeterminate, true, "proof=pass"},
		{"a record", sealed(t, record("", badge)), vc.Indeterminate, true, "proof=pass"},
		{"a token", token(t, general, ed(1), vcjwt.SignHeader{Kid: uniKey}), vc.Indeterminate, true, "proof=pass"},
		{"a token with its key", token(t, general, ed(1), vcjwt.SignHeader{JWK: ed(1).Public()}), vc.Indeterminate, true, "proof=pass"},
		{"a token of somebody else", token(t, general, ed(5), vcjwt.SignHeader{Kid: method}), vc.Indeterminate, true, "proof=pass"},
		{"two proofs", set(general), vc.Indeterminate, true, "proof=pass"},
		{"two proofs, one of which is wrong", replace(t, set(general), `"created":"2026-03-01T12:00:00Z"`, `"created":"2026-03-01T12:00:01Z"`), vc.Invalid, false, "proof=fail:PROOF_INVALID"},
		{"changed", replace(t, sealed(t, general), `"Ada"`, `"Eve"`), vc.Invalid, false, "proof=fail:PROOF_INVALID"},
		{"not signed", general, vc.Invalid, false, "proof=fail:PROOF_MISSING"},
		{"a key that is nowhere", sign(t, general, ed(9), "https://nobody.example/#key-1"), vc.Indeterminate, false, "proof=unknown"},
		{"a key that is not there", sign(t, general, ed(9), uni+"#key-9"), vc.Invalid, false, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		{"a presentation", shown(t, presentation(id, sealed(t, general))), vc.Indeterminate, true, "proof=pass"},
		{"a presentation for assertion", byHolder(presentation(id, sealed(t, general))), vc.Indeterminate, true, "proof=pass"},
		{"a presentation not signed", presentation(id, sealed(t, general)), vc.Invalid, false, "proof=fail:PROOF_MISSING"},
		{"a presentation of what was changed", shown(t, presentation(id, replace(t, sealed(t, general), `"Ada"`, `"Eve"`))), vc.Invalid, false, "proof=pass"},
		{"against the data model", sealed(t, with(general, `"credentialStatus":{"id":"urn:uuid:6"}`)), vc.Invalid, false, "schema=fail:SCHEMA_INVALID"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judgeAs(t, world(t), tt.input, vc.Options{ProofOnly: true})
			expect(t, r, tt.verdict, tt.want)
			if r.ProofHolds() != tt.holds || !r.ProofOnly || r.Summary.Name != "" {
				t.Errorf("holds %t, marked %t, %+v\n%s", r.ProofHolds(), r.ProofOnly, r.Summary, lines(r))
			}
		})
	}
}

// TestProofOnlyOldEnvelope: a credential of the data model 2.0 in the claim vc, where it
// has no business, is as it was signed, and counts as no badge.
func TestProofOnlyOldEnvelope(t *testing.T) {
	payload := `{"iss":"` + uni + `","sub":"did:example:ada","jti":"https://uni.example/awards/1","vc":` + badge + `}`
	old, err := vcjwt.SignPayload([]byte(payload), "EdDSA", ed(1), vcjwt.SignHeader{Kid: uniKey})
	if err != nil {
		t.Fatal(err)
	}
	if r := judgeAs(t, world(t), old, vc.Options{ProofOnly: true}); !r.ProofHolds() {
		t.Errorf("the proof does not hold\n%s", lines(r))
	}
	expect(t, judge(t, world(t), old), vc.Invalid, "proof=fail:CLAIM_MISMATCH")
}

// TestOtherCredentials: what is no badge is one only where no badge is asked for.
func TestOtherCredentials(t *testing.T) {
	expect(t, judge(t, world(t), sealed(t, general)), vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
}
