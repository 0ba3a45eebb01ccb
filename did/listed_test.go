package did_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
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
	set, err := did.ParseKeySet([]byte(`{"keys":[` + named + `,` + other + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	keys := set.Keys("https://uni.example")
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
	for _, issuer := range []string{"https://uni.example/issuers/7", ""} {
		if keys := set.Keys(issuer); len(keys) != 0 {
			t.Errorf("%d keys of nobody for %q", len(keys), issuer)
		}
	}
	for _, bad := range []string{"", "{", "[]", `{"keys":7}`} {
		if _, err := did.ParseKeySet([]byte(bad)); !errors.Is(err, did.ErrMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestAbuse_CAN_04: each key of a document is decoded once, however many are withdrawn or
// named; a document that lists more than any issuer has is refused.
func TestAbuse_CAN_04(t *testing.T) {
	methods, ids := "", ""
	for i := range 256 {
		key := multikey(t, ec(t, elliptic.P384(), byte(i%200+1)).Public())
		methods += fmt.Sprintf(`,{"id":"#k%d","type":"Multikey","controller":"https://uni.example/issuers/7","revoked":"2020-01-01T00:00:00Z","publicKeyMultibase":%q}`, i, key)
		ids += fmt.Sprintf(`,"#k%d"`, i)
	}
	text := func(more string) string {
		return `{"id":"https://uni.example/issuers/7","verificationMethod":[` + methods[1:] + `],"assertionMethod":[` + strings.Repeat(ids, 70)[1:] + more + `]}`
	}
	begun := time.Now()
	doc, err := did.ParseDocument(parse(t, text("")))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		doc.Keys("assertionMethod", now)
		_, err = did.BindKey(doc, uni, ec(t, elliptic.P384(), 1).Public(), "assertionMethod", now)
	}
	if took := time.Since(begun); !errors.Is(err, did.ErrKeyRevoked) || took > 3*time.Second {
		t.Errorf("%v after %s", err, took)
	}
	if _, err := did.ParseDocument(parse(t, text(`,"#another"`))); !errors.Is(err, did.ErrMalformed) {
		t.Errorf("257 keys for one purpose: %v", err)
	}
}
