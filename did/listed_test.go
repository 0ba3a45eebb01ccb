package did_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/jsonld"
)

// TestKeysListed: the keys that count, and those alone.
func TestKeysListed(t *testing.T) {
	const uni = "https://uni.example/issuers/7"
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	method := func(name, more string) string {
		pub, _, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		text, err := did.EncodeMultikey(pub)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"id":"%s#%s","type":"Multikey","controller":"%s","publicKeyMultibase":"%s"%s}`, uni, name, uni, text, more)
	}
	foreign := strings.Replace(method("foreign", ""), `"controller":"`+uni, `"controller":"https://evil.example/`, 1)
	text := `{"id":"` + uni + `","verificationMethod":[` + strings.Join([]string{
		method("good", ""), method("other", ""), method("revoked", `,"revoked":"2026-01-01T00:00:00Z"`),
		method("expired", `,"expires":"2026-01-01T00:00:00Z"`), method("unlisted", ""), foreign,
	}, ",") + `],"assertionMethod":["#good","` + uni + `#other","#revoked","#expired","#foreign"],"authentication":["#unlisted"]}`
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := did.ParseDocument(v)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	prints := make(map[string]bool)
	for _, k := range doc.Keys("assertionMethod", now) {
		names = append(names, strings.TrimPrefix(k.Method(), uni))
		prints[k.Fingerprint()] = true
		if !k.Bound() || k.Issuer() != uni || len(k.Fingerprint()) != 64 {
			t.Errorf("%s: bound %t to %s, fingerprint %q", k.Method(), k.Bound(), k.Issuer(), k.Fingerprint())
		}
	}
	if got := strings.Join(names, " "); got != "#good #other" || len(prints) != 2 {
		t.Errorf("the keys are %s with %d fingerprints", got, len(prints))
	}
}

// TestFingerprint: it is of the key, whatever form it was read in.
func TestFingerprint(t *testing.T) {
	priv, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := did.EncodeJWK(priv.Public())
	if err != nil {
		t.Fatal(err)
	}
	named := strings.TrimSuffix(string(jwk.JSON()), "}") + `,"kid":"k1"}`
	other := `{"kty":"oct","kid":"x","k":"AAAA"}`
	keys := did.JWKSKeys("https://uni.example", []byte(`{"keys":[`+named+`,`+other+`]}`))
	plain, err := did.Unproven("", priv.Public())
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) != 1 || keys[0].Fingerprint() != plain.Fingerprint() || plain.Fingerprint() == "" {
		t.Errorf("the set gives %v, the key is %s", keys, plain.Fingerprint())
	}
	if got := (did.Key{}).Fingerprint(); got != "" {
		t.Errorf("of no key it is %q", got)
	}
	// Of a host with several issuers, a key is one's own only if it says so.
	if keys := did.JWKSKeys("https://uni.example/issuers/7", []byte(`{"keys":[`+named+`]}`)); len(keys) != 0 {
		t.Errorf("%d keys of nobody", len(keys))
	}
	for _, bad := range []string{"", "{", "[]", `{"keys":7}`} {
		if keys := did.JWKSKeys("https://uni.example", []byte(bad)); len(keys) != 0 {
			t.Errorf("%q: %d keys", bad, len(keys))
		}
	}
}
