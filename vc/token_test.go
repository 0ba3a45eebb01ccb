package vc_test

import (
	"fmt"
	"strings"
	"testing"

	"blazon/vc"
	"blazon/vcjwt"
)

// older is a token of the data model 1.1 of the university. Without members of its
// own, what the claims say is all that is said about when it counts.
func older(t testing.TB, claims string) string {
	t.Helper()
	doc := replace(t, badge, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
	doc = replace(t, doc, `"validFrom":"2026-01-01T00:00:00Z"`, `"issuanceDate":"2020-01-01T00:00:00Z"`)
	return rawToken(`{"alg":"EdDSA","typ":"JWT","kid":"`+uniKey+`"}`,
		`{"iss":"`+uni+`","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1577836800,`+claims+`"vc":`+doc+`}`, edSigner(1))
}

// TestAbuse_SIG_10_Unreadable: an end that is written in an unusual way is an end,
// and one that cannot be read is never taken for none.
func TestAbuse_SIG_10_Unreadable(t *testing.T) {
	id, method := holder(t)
	payload := strings.TrimSuffix(presentation(id, sealed(t, badge)), "}")
	for exp, code := range map[string]string{
		"1600000000": vc.Expired, "1.6e9": vc.Expired, "16e8": vc.Expired, "1600000000.5": vc.Expired,
		`"1600000000"`: vc.MalformedInput, "1600000000000": vc.MalformedInput, "[null]": vc.MalformedInput, "true": vc.MalformedInput, "[]": vc.MalformedInput,
	} {
		check := "time=fail:" + code
		if code == vc.MalformedInput {
			check = "format=fail:" + code
		}
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			expect(t, judgeAs(t, world(t), older(t, `"exp":`+exp+`,`), vc.Options{Profile: profile}), vc.Invalid, check)
		}
		shown := judge(t, world(t), rawToken(`{"alg":"EdDSA","typ":"vp+jwt","kid":"`+method+`"}`, payload+`,"exp":`+exp+`}`, edSigner(5)))
		if shown.Verdict != vc.Invalid {
			t.Errorf("a presentation with exp %s is %s", exp, shown.Verdict)
		}
		if r := judge(t, world(t), selective(t, true, fmt.Sprintf(`,"exp":%s`, exp))); r.Verdict != vc.Invalid {
			t.Errorf("a token with disclosures and exp %s is %s", exp, r.Verdict)
		}
	}
	expect(t, judge(t, world(t), older(t, `"exp":4e9,`)), vc.Valid, "time=pass")
	for nbf, want := range map[string]string{"4e9": "time=fail:NOT_YET_VALID", `"4000000000"`: "format=fail:MALFORMED_INPUT"} {
		text := rawToken(`{"alg":"EdDSA","typ":"vp+jwt","kid":"`+method+`"}`, payload+`,"nbf":`+nbf+`}`, edSigner(5))
		r := judge(t, world(t), text)
		if len(r.Also) > 0 {
			r = r.Also[0]
		}
		expect(t, r, vc.Invalid, want)
	}
}

// keySet is a network in which the university says nothing of keys in its document,
// and its host publishes a set of them.
func keySet(keys ...string) []string {
	return []string{
		uni, `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"` + uni + `","type":["Profile"],"name":"Example University"}`,
		hostKeys, `{"keys":[` + strings.Join(keys, ",") + `]}`,
	}
}

const hostKeys = "https://uni.example/.well-known/jwks.json"

// TestAbuse_SIG_19_KeySet: the key set of a host, which may have keys of many, adds
// nothing to what the issuer's own document lists.
func TestAbuse_SIG_19_KeySet(t *testing.T) {
	pub := ed(2).Public()
	own, foreign := jwk(t, pub, `,"kid":"k2","iss":"`+uni+`"`), jwk(t, pub, `,"kid":"k2","iss":"https://uni.example/issuers/8"`)
	nobodys := jwk(t, pub, `,"kid":"k2"`)
	byKid, byKey := token(t, badge, ed(2), vcjwt.SignHeader{Kid: "k2"}), token(t, badge, ed(2), vcjwt.SignHeader{JWK: pub})
	emptied := append(keySet(own), uni, `{"id":"`+uni+`","type":["Profile"],"name":"Example University","verificationMethod":[],"assertionMethod":[]}`)
	for name, tt := range map[string]struct {
		documents []string
		verdict   vc.Verdict
		want      string
	}{
		"a key that the document does not list":      {[]string{hostKeys, `{"keys":[` + own + `]}`}, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a key of nobody beside a document of keys":  {[]string{hostKeys, `{"keys":[` + nobodys + `]}`}, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"the last key was taken out of the document": {emptied, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"the issuer cannot be reached":               {append(keySet(own), uni, "!down"), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"a document without keys, a key of nobody":   {keySet(nobodys), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a document without keys, a key of another":  {keySet(foreign), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a document without keys, no key set":        {append(keySet(), hostKeys, "!404"), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a document without keys, its own key":       {keySet(own), vc.Valid, "issuer_binding=pass"},
		"a document without keys, nobody answers":    {append(keySet(), hostKeys, "!down"), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"a document without keys, the host fails":    {append(keySet(), hostKeys, "!503"), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"a document without keys, a page as a set":   {append(keySet(), hostKeys, "<html>"), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, judge(t, world(t, tt.documents...), byKey), tt.verdict, tt.want)
			expect(t, judge(t, world(t, tt.documents...), byKid), tt.verdict, tt.want)
		})
	}
}

// TestAbuse_KEY_01_KeySet: a key that the issuer's document withdraws, or publishes with its
// private half, does not count because the key set of the host has it.
func TestAbuse_KEY_01_KeySet(t *testing.T) {
	pub := ed(2).Public()
	forms := []string{token(t, badge, ed(2), vcjwt.SignHeader{Kid: "k2"}), token(t, badge, ed(2), vcjwt.SignHeader{JWK: pub})}
	listed := keySet(jwk(t, pub, `,"kid":"k2","iss":"`+uni+`"`))
	bare := listed[1]
	for more, want := range map[string]string{
		`"revoked":"2020-01-01T00:00:00Z"`: "issuer_binding=fail:KEY_REVOKED",
		`"revoked":true`:                   "issuer_binding=fail:KEY_REVOKED",
		`"privateKeyMultibase":"zabc"`:     "issuer_binding=fail:KEY_WEAK",
		`"revoked":false`:                  "issuer_binding=pass",
		`"revoked":"2036-01-01T00:00:00Z"`: "issuer_binding=pass",
	} {
		for other, n := range map[string]byte{"this key": 2, "another": 3} {
			listed[1] = with(bare, `"publicKey":[{"id":"#k","owner":"`+uni+`","publicKeyMultibase":"`+multikey(t, ed(n).Public())+`",`+more+`}]`)
			verdict, want := vc.Invalid, want
			if n == 3 || strings.HasSuffix(want, "pass") {
				verdict, want = vc.Valid, "issuer_binding=pass"
			}
			for _, form := range forms {
				if r := judge(t, world(t, listed...), form); r.Verdict != verdict {
					t.Errorf("%s, %s: %s", more, other, r.Verdict)
				} else {
					expect(t, r, verdict, want)
				}
			}
		}
	}
}

// TestKidLeadsToKey: a kid may be an address of the issuer's where one key lies; it
// counts if the issuer lists that key.
func TestKidLeadsToKey(t *testing.T) {
	const at = "https://uni.example/keys/2"
	lone := jwk(t, ed(2).Public(), "")
	listed := jwk(t, ed(2).Public(), `,"kid":"k2","iss":"`+uni+`"`)
	inDocument := profile(t, uni, ed(2).Public(), "")
	byAddress := token(t, badge, ed(2), vcjwt.SignHeader{Kid: at})
	for name, tt := range map[string]struct {
		documents []string
		verdict   vc.Verdict
		proof     string
		issuer    string
	}{
		"the document lists it":          {[]string{uni, inDocument, at, lone}, vc.Valid, "pass", "pass"},
		"the key set lists it":           {append(keySet(listed), at, lone), vc.Valid, "pass", "pass"},
		"the document lists another":     {[]string{at, lone}, vc.Invalid, "pass", "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"the key set lists none":         {append(keySet(), at, lone), vc.Invalid, "pass", "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"it is that of another issuer":   {[]string{uni, inDocument, at, jwk(t, ed(2).Public(), `,"iss":"https://uni.example/issuers/8"`)}, vc.Invalid, "unknown", "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"another key lies there, listed": {[]string{uni, inDocument, at, jwk(t, ed(3).Public(), "")}, vc.Invalid, "fail", "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"nothing lies there":             {[]string{uni, inDocument, at, "!404"}, vc.Invalid, "unknown", "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"nobody answers":                 {[]string{uni, inDocument, at, "!down"}, vc.Indeterminate, "unknown", "unknown:ISSUER_UNRESOLVABLE"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, world(t, tt.documents...), byAddress)
			expect(t, r, tt.verdict, "proof="+tt.proof, "issuer_binding="+tt.issuer)
			if text := r.Check(vc.CheckIssuer).Text; tt.proof != "pass" && strings.Contains(text, "as it was signed") {
				t.Errorf("the signature was not seen to hold: %s", text)
			}
		})
	}
}

// TestProofsSetAside: a signature beside the one that counts, which could not be
// checked or does not hold, is spoken of.
func TestProofsSetAside(t *testing.T) {
	signed := sealed(t, badge)
	proof := strings.Trim(signed[strings.Index(signed, `"proof":`)+len(`"proof":`):len(signed)-1], "[]")
	for name, tt := range map[string]struct{ beside, note string }{
		"alone":             {"", ""},
		"of an unread kind": {`{"type":"DataIntegrityProof","cryptosuite":"foo-2099","created":"2026-01-01T00:00:00Z","proofPurpose":"assertionMethod","verificationMethod":"https://other.example/k","proofValue":"z3"}`, "could not be"},
		"of another, wrong": {replace(t, proof, uniKey, "did:key:"+multikey(t, ed(3).Public())+"#"+multikey(t, ed(3).Public())), "do not hold"},
	} {
		all := proof
		if tt.beside != "" {
			all += "," + tt.beside
		}
		r := judge(t, world(t), replace(t, signed, "["+proof+"]", "["+all+"]"))
		expect(t, r, vc.Valid, "proof=pass")
		if notes := strings.Join(r.Notes, " "); (tt.note == "") == strings.Contains(notes, "Beside the signature") || !strings.Contains(notes, tt.note) {
			t.Errorf("%s: notes %q, want %q", name, notes, tt.note)
		}
	}
}

// TestKeyExpired: a key that has expired was not withdrawn, and counts as little.
func TestKeyExpired(t *testing.T) {
	over := profile(t, uni, ed(1).Public(), `,"expires":"2026-02-15T00:00:00Z"`)
	for _, text := range []string{sealed(t, badge), token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})} {
		r := judge(t, world(t, uni, over), text)
		expect(t, r, vc.Invalid, "proof=pass", "issuer_binding=fail:PROOF_EXPIRED")
		if text := r.Check(vc.CheckIssuer).Text; !strings.Contains(text, "expired") || strings.Contains(text, "withdrawn") {
			t.Error(text)
		}
	}
}

// TestKeyNotUnderstood: a document that was had and is not understood is not said to be
// missing; a controller may stand in an array of one.
func TestKeyNotUnderstood(t *testing.T) {
	own := profile(t, uni, ed(1).Public(), "")
	r := judge(t, world(t, uni, replace(t, own, `"Multikey"`, `"Ed25519VerificationKey2018"`)), sealed(t, badge))
	expect(t, r, vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE")
	if text := r.Check(vc.CheckIssuer).Text; !strings.Contains(text, "not understood") || strings.Contains(text, "could not be had") {
		t.Error(text)
	}
	expect(t, judge(t, world(t, uni, replace(t, own, `"controller":"`+uni+`"`, `"controller":["`+uni+`"]`)), sealed(t, badge)), vc.Valid)
	expect(t, judge(t, world(t, uni, replace(t, own, `"controller":"`+uni+`"`, `"controller":["`+uni+`","`+evil+`"]`)), sealed(t, badge)), vc.Invalid)
}
