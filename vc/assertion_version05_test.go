package vc_test

import (
	"crypto/x509"
	"encoding/pem"
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

// TestVersionOneSigned: in version 1 the address of a key led to the key itself, and
// issuers had no member to list keys in. What the issuer lists all the same counts; a
// key at its host that it does not list is not known to be its own, and not forged.
func TestVersionOneSigned(t *testing.T) {
	const (
		at     = "https://old.example/key"
		class  = "https://old.example/b"
		issuer = "https://old.example/issuer"
		v1     = `"@context":"https://w3id.org/openbadges/v1",`
	)
	doc := `{` + v1 + `"type":"Assertion","uid":"1","id":"urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},` +
		`"badge":"` + class + `","issuedOn":"2026-01-01T00:00:00Z","verify":{"type":"signed","url":"` + at + `"}}`
	badge := `{` + v1 + `"type":"BadgeClass","id":"` + class + `","name":"Knots","description":"Ties knots","image":"https://old.example/i.png","criteria":"https://old.example/c","issuer":"` + issuer + `"}`
	who := `{` + v1 + `"type":"Issuer","id":"` + issuer + `","name":"Old School","url":"https://old.example","email":"a@old.example"}`
	der, err := x509.MarshalPKIXPublicKey(rsaKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	key := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	lists := with(who, `"publicKey":"`+at+`"`)
	signed := sign2(t, doc)
	for name, tt := range map[string]struct {
		input  string
		who    string
		where  string
		want   vc.Verdict
		issuer string
	}{
		"listed":                    {signed, lists, at, vc.Valid, "pass"},
		"not listed, at its host":   {signed, who, at, vc.Indeterminate, "unknown:KEY_NOT_BOUND_TO_ISSUER"},
		"not listed, at another":    {sign2(t, replace(t, doc, at, "https://evil.example/key")), who, "https://evil.example/key", vc.Invalid, "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"another key is listed":     {signed, with(who, `"publicKey":"https://old.example/key-2"`), at, vc.Invalid, "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"signed with another":       {signed[:len(signed)-8] + "AAAAAAAA", lists, at, vc.Invalid, "pass"},
		"listed, and is elsewhere":  {sign2(t, replace(t, doc, at, "https://evil.example/key")), with(who, `"publicKey":"https://evil.example/key"`), "https://evil.example/key", vc.Indeterminate, "unknown:ISSUER_UNRESOLVABLE"},
		"listed, and nothing there": {signed, lists, "https://old.example/none", vc.Indeterminate, "unknown:ISSUER_UNRESOLVABLE"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, web{class: badge, issuer: tt.who, tt.where: key}, tt.input)
			expect(t, r, tt.want, "issuer_binding="+tt.issuer)
			if text := r.Check(vc.CheckIssuer).Text; strings.Contains(text, "as it was signed") {
				t.Error(text)
			}
		})
	}
}
