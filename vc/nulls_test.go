package vc_test

import (
	"strings"
	"testing"

	"blazon/vc"
	"blazon/vcjwt"
)

// TestHonestNulls: null says as little as nothing where issuers list keys, and in tokens.
func TestHonestNulls(t *testing.T) {
	p := profile(t, uni, ed(1).Public(), "")
	method := func(more string) string { return profile(t, uni, ed(1).Public(), more) }
	asJWK := replace(t, p, `"Multikey"`, `"JsonWebKey"`, `"publicKeyMultibase":"`+multikey(t, ed(1).Public())+`"`, `"publicKeyMultibase":null,"publicKeyBase58":null,"publicKeyJwk":`+jwk(t, ed(1).Public(), `,"kid":null`))
	for name, doc := range map[string]string{
		"publicKeyJwk": method(`,"publicKeyJwk":null`), "publicKeyJwk, empty": method(`,"publicKeyJwk":""`), "publicKeyJwk, none": method(`,"publicKeyJwk":[]`), "expires": method(`,"expires":null,"revoked":null`),
		"expires, empty": method(`,"expires":""`), "expires, false": method(`,"expires":false`),
		"authentication": with(p, `"authentication":null`), "an item of it": with(p, `"authentication":[null],"keyAgreement":null`),
		"the rest": with(p, `"controller":null,"alsoKnownAs":null,"service":null,"publicKey":null`), "the other form": asJWK,
	} {
		r := judge(t, world(t, uni, doc), sealed(t, badge))
		expect(t, r, vc.Valid, "issuer_binding=pass")
		if r.Verdict != vc.Valid {
			t.Errorf("%s: %s", name, r.Verdict)
		}
	}
	signed := sealed(t, badge)
	expect(t, judge(t, world(t), replace(t, signed, `"proofPurpose"`, `"previousProof":null,"proofPurpose"`)), vc.Valid, "proof=pass")
	for _, name := range []string{"verificationMethod", "assertionMethod", "authentication", "keyAgreement", "publicKey"} {
		docs := keySet(jwk(t, ed(1).Public(), `,"kid":"v","iss":"`+uni+`"`))
		docs[1] = with(docs[1], `"`+name+`":null`)
		expect(t, judge(t, world(t, docs...), token(t, badge, ed(1), vcjwt.SignHeader{Kid: "v"})), vc.Valid, "issuer_binding=pass")
	}
	for _, header := range []string{`"x5c":null`, `"x5c":[]`, `"x5u":null`, `"jku":null`, `"jwk":null`, `"cty":null`} {
		in := rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":"`+uniKey+`",`+header+`}`, badge, edSigner(1))
		expect(t, judge(t, world(t), in), vc.Valid, "proof=pass")
	}
	in := rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":null,"jwk":`+jwk(t, ed(1).Public(), "")+`}`, badge, edSigner(1))
	expect(t, judge(t, world(t), in), vc.Valid, "proof=pass")
	for _, claim := range []string{"exp", "nbf", "iat", "jti", "sub", "iss", "aud", "cnf", "status"} {
		in := rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":"`+uniKey+`"}`, with(badge, `"`+claim+`":null`), edSigner(1))
		expect(t, judge(t, world(t), in), vc.Valid, "proof=pass", "format=pass")
	}
}

// TestAbuse_SIG_10_Null: a null takes no end away that is told elsewhere, and hides no list of
// keys.
func TestAbuse_SIG_10_Null(t *testing.T) {
	ended := with(badge, `"validUntil":"2026-01-02T00:00:00Z"`)
	header := `{"alg":"EdDSA","typ":"vc+jwt","kid":"` + uniKey + `"}`
	expect(t, judge(t, world(t), rawToken(header, with(ended, `"exp":null`), edSigner(1))), vc.Invalid, "time=fail:EXPIRED")
	expect(t, judge(t, world(t), rawToken(header, with(badge, `"validUntil":null,"exp":1`), edSigner(1))), vc.Invalid)
	docs := keySet(jwk(t, ed(1).Public(), `,"kid":"v","iss":"`+uni+`"`))
	for _, more := range []string{`"verificationMethod":[],"assertionMethod":null`, `"verificationMethod":[null]`} {
		s := world(t, append(docs, uni, strings.TrimSuffix(docs[1], "}")+","+more+"}")...)
		expect(t, judge(t, s, token(t, badge, ed(1), vcjwt.SignHeader{Kid: "v"})), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	}
	two := profile(t, uni, ed(1).Public(), `,"publicKeyJwk":{}`)
	expect(t, judge(t, world(t, uni, two), sealed(t, badge)), vc.Indeterminate)
}
