package vc_test

import (
	"fmt"
	"strings"
	"testing"

	"blazon/vc"
)

// assertion05 is a badge of version 0.5 whose issuer says more of itself.
func assertion05(more string) string {
	return fmt.Sprintf(`{"recipient":"ada@uni.example","issued_on":"2026-01-01","badge":{"version":"0.5.0","name":"Knots","description":"Ties knots",`+
		`"image":"https://uni.example/i.png","criteria":"https://uni.example/c","issuer":{"origin":"https://uni.example","name":"Example University","contact":"a@uni.example"%s}}}`, more)
}

// TestAbuse_SIG_04_Version05: what a badge of version 0.5 has its issuer say is no
// word of the issuer: neither where its badges are, nor which keys are its own.
func TestAbuse_SIG_04_Version05(t *testing.T) {
	const at = "https://evil.example/a/1"
	for name, more := range map[string]string{
		"nothing":     "",
		"origins":     `,"verification":{"allowedOrigins":["evil.example"]}`,
		"a beginning": `,"verification":{"startsWith":["https://evil.example/"]}`,
	} {
		r := judge2(t, web2(t, at, assertion05(more)), at)
		expect(t, r, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
		if r.Summary.IssuerHost != "" {
			t.Errorf("%s: the issuer's host is shown: %s", name, r.Summary.IssuerHost)
		}
	}
	// At the issuer's own address it counts, with a list of its own or without.
	const own = "https://uni.example/a/1"
	expect(t, judge2(t, web2(t, own, assertion05("")), own), vc.Valid, "issuer_binding=pass")

	const key = "https://uni.example/key"
	text := strings.Split(keyDocument(t, key, "https://uni.example", rsaKey().Public()), `"publicKeyPem":`)[1]
	forged := replace(t, assertion05(`,"publicKey":{"id":"`+key+`","type":"CryptographicKey","owner":"https://uni.example","publicKeyPem":`+text),
		`"issued_on"`, `"id":"urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55","verify":{"type":"signed","url":"`+key+`"},"issued_on"`)
	expect(t, judge2(t, web2(t), sign2With(t, forged, "RS256", rsaKey())), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}
