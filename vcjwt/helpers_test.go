package vcjwt_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vcjwt"
)

const uni = "https://uni.example/issuers/7"

// credential is an unsigned credential with all that a token repeats.
const credential = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
	`"id":"https://uni.example/awards/1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots & Boats",` +
	`"issuer":{"id":"https://uni.example/issuers/7","type":"Profile","name":"Example University"},` +
	`"validFrom":"2026-03-01T12:00:00Z","validUntil":"2027-03-01T12:00:00Z",` +
	`"credentialSubject":{"id":"urn:uuid:1","type":"AchievementSubject","achievement":{"id":"https://uni.example/badges/1","type":"Achievement","name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`

// rsaKey is made once: it takes a moment.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func ed(n byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

func ec(curve elliptic.Curve, n byte) *ecdsa.PrivateKey {
	secret := make([]byte, (curve.Params().BitSize+7)/8)
	secret[len(secret)-1] = n + 1
	k, err := ecdsa.ParseRawPrivateKey(curve, secret)
	if err != nil {
		panic(err)
	}
	return k
}

func p256() *ecdsa.PrivateKey { return ec(elliptic.P256(), 1) }

func p384() *ecdsa.PrivateKey { return ec(elliptic.P384(), 1) }

// jwkOf writes a public key and more members.
func jwkOf(t testing.TB, pub crypto.PublicKey, members string) string {
	t.Helper()
	v, err := did.EncodeJWK(pub)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(v.JSON()), "}") + members + "}"
}

// bound is the key of uni that its key set publishes as k1.
func bound(t testing.TB, pub crypto.PublicKey, members string) did.Key {
	t.Helper()
	k, err := did.BindJWKS(uni, []byte(`{"keys":[`+jwkOf(t, pub, `,"kid":"k1","iss":"`+uni+`"`+members)+`]}`), "k1")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// token puts three parts together without asking anybody.
func token(header, payload string, sig []byte) string {
	b64 := base64.RawURLEncoding.EncodeToString
	return b64([]byte(header)) + "." + b64([]byte(payload)) + "." + b64(sig)
}

// signed is token with a signature of Ed25519 that is right.
func signed(header, payload string, key ed25519.PrivateKey) string {
	input := strings.TrimSuffix(token(header, payload, nil), ".")
	return input + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(input)))
}

const edHeader = `{"alg":"EdDSA","typ":"JWT","kid":"k1"}`

// sign is vcjwt.Sign that must succeed.
func sign(t testing.TB, doc, alg string, signer crypto.Signer) string {
	t.Helper()
	s, err := vcjwt.Sign([]byte(doc), alg, signer, vcjwt.SignHeader{Kid: "k1"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parse(t testing.TB, s string) *vcjwt.Token {
	t.Helper()
	tok, err := vcjwt.Parse(s)
	if err != nil {
		t.Fatalf("parse %.200s: %v", s, err)
	}
	return tok
}

// payloadOf returns the payload that Sign makes of the credential.
func payloadOf(t testing.TB) *jsonld.Value {
	t.Helper()
	return parse(t, sign(t, credential, "EdDSA", ed(1))).Value
}

// replace is strings.Replace that must find something.
func replace(t testing.TB, s, old, new string) string {
	t.Helper()
	if !strings.Contains(s, old) {
		t.Fatalf("%s is not in %.300s", old, s)
	}
	return strings.Replace(s, old, new, 1)
}

// describe names a mismatch the short way.
func describe(ms []vcjwt.Mismatch) string {
	var out []string
	for _, m := range ms {
		out = append(out, fmt.Sprintf("%s/%s %s", m.Claim, m.Property, m.Reason))
	}
	return strings.Join(out, "; ")
}

func parseErr(s string) (*vcjwt.Token, error) { return vcjwt.Parse(s) }
