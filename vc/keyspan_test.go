package vc_test

import (
	"strings"
	"testing"

	"blazon/vc"
	"blazon/vcjwt"
)

// TestAbuse_KEY_01_OwnRecord: what a key says of itself where its issuer publishes it is what
// becomes of the badges that it signed.
func TestAbuse_KEY_01_OwnRecord(t *testing.T) {
	const own = `,"kid":"v","iss":"` + uni + `"`
	for more, want := range map[string]string{
		``:                  "issuer_binding=pass",
		`,"revoked":"0"`:    "issuer_binding=pass",
		`,"exp":4102444800`: "issuer_binding=pass",
		`,"revoked":true`:   "issuer_binding=fail:KEY_REVOKED",
		`,"revoked":{"revoked_at":1577836800,"reason":"keyCompromise"}`: "issuer_binding=fail:KEY_REVOKED",
		`,"exp":1577836800`: "issuer_binding=fail:PROOF_EXPIRED",
		`,"nbf":4102444800`: "issuer_binding=fail:NOT_YET_VALID",
	} {
		verdict := vc.Invalid
		if strings.HasSuffix(want, "pass") {
			verdict = vc.Valid
		}
		key := jwk(t, ed(1).Public(), own+more)
		byKid, byKey := token(t, badge, ed(1), vcjwt.SignHeader{Kid: "v"}), token(t, badge, ed(1), vcjwt.SignHeader{JWK: ed(1).Public()})
		expect(t, judge(t, world(t, keySet(key)...), byKid), verdict, want)
		expect(t, judge(t, world(t, keySet(key)...), byKey), verdict, want)
		// At an address of its own, also where the list says nothing of it.
		const at = "https://uni.example/keys/1"
		lying := append(keySet(jwk(t, ed(1).Public(), own)), at, key)
		expect(t, judge(t, world(t, lying...), token(t, badge, ed(1), vcjwt.SignHeader{Kid: at})), verdict, want)
		p := replace(t, profile(t, uni, ed(1).Public(), ""), `"Multikey"`, `"JsonWebKey"`, `"publicKeyMultibase":"`+multikey(t, ed(1).Public())+`"`, `"publicKeyJwk":`+key)
		expect(t, judge(t, world(t, uni, p), sealed(t, badge)), verdict, want)
		if strings.Contains(want, "REVOKED") {
			expect(t, judge(t, world(t, keySet(jwk(t, ed(1).Public(), `,"kid":"w","iss":"`+uni+`"`+more), jwk(t, ed(1).Public(), own))...), byKid), verdict, want)
		}
	}
	docs := keySet(jwk(t, ed(1).Public(), own))
	docs[1] = with(docs[1], `"publicKey":[{"id":"#k","owner":"`+uni+`","publicKeyMultibase":"`+multikey(t, ed(1).Public())+`","expires":"2020-01-01T00:00:00Z"}]`)
	expect(t, judge(t, world(t, docs...), token(t, badge, ed(1), vcjwt.SignHeader{Kid: "v"})), vc.Invalid, "issuer_binding=fail:PROOF_EXPIRED")
}

// TestHonestKeyNotRevoked: a key of 2.0 that says in words of whatever program that it is not
// withdrawn is not.
func TestHonestKeyNotRevoked(t *testing.T) {
	for value, want := range map[string]string{
		`"0"`: "pass", `0`: "pass", `0.0`: "pass", `"no"`: "pass", `"False"`: "pass", `"2036-01-01T00:00:00Z"`: "pass",
		`"1"`: "fail:KEY_REVOKED", `1`: "fail:KEY_REVOKED", `"yes"`: "fail:KEY_REVOKED", `{}`: "fail:KEY_REVOKED", `"2020-01-01"`: "fail:KEY_REVOKED",
	} {
		w := web2(t, key2, with(keyDocument(t, key2, issuer2, rsaKey().Public()), `"revoked":`+value))
		r := judge2(t, w, sign2(t, toSign))
		expect(t, r, r.Verdict, "issuer_binding="+want)
		if (r.Verdict == vc.Valid) != (want == "pass") {
			t.Errorf("%s: %s", value, r.Verdict)
		}
	}
}

// TestHonestNeighbourWithdrawn: what another issuer of the host says of a key takes none away.
func TestHonestNeighbourWithdrawn(t *testing.T) {
	own := jwk(t, ed(1).Public(), `,"kid":"v","iss":"`+uni+`"`)
	withdrawn := jwk(t, ed(1).Public(), `,"kid":"w","iss":"https://uni.example/issuers/8","revoked":true,"exp":1`)
	in := token(t, badge, ed(1), vcjwt.SignHeader{Kid: "v"})
	expect(t, judge(t, world(t, keySet(own, withdrawn)...), in), vc.Valid, "issuer_binding=pass")
}
