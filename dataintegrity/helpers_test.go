package dataintegrity_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

// vectors is where the W3C's test vectors lie, when they do.
const vectors = "../../shared/vectors/w3c-di"

// now is later than every created in the vectors.
var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var ctx = context.Background()

// processor understands the contexts of badges and those of the vectors.
func processor(t testing.TB) *jsonld.Processor {
	t.Helper()
	citizenship, err := os.ReadFile("testdata/contexts/citizenship-v4rc1.jsonld")
	if err != nil {
		t.Fatal(err)
	}
	contexts := jsonld.Pinned()
	for url, doc := range map[string]string{
		"https://w3id.org/citizenship/v4rc1":            string(citizenship),
		"https://www.w3.org/ns/credentials/examples/v2": `{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}`,
	} {
		if contexts.Has(url) {
			continue
		}
		if contexts, err = contexts.With(url, []byte(doc)); err != nil {
			t.Fatal(err)
		}
	}
	return &jsonld.Processor{Contexts: contexts}
}

// vector reads a file of the W3C's.
func vector(t testing.TB, name string) []byte {
	t.Helper()
	if _, err := os.Stat(vectors); err != nil {
		t.Skipf("%s not present", vectors)
	}
	b, err := os.ReadFile(filepath.Join(vectors, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t testing.TB, b []byte) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse(b, jsonld.Limits{})
	if err != nil {
		t.Fatalf("parse %.200s: %v", b, err)
	}
	return v
}

// secret reads a private key in Multikey form: two bytes of header and the secret.
func secret(t testing.TB, multibase string) crypto.Signer {
	t.Helper()
	b, err := did.DecodeMultibase(multibase, 64)
	if err != nil {
		t.Fatal(err)
	}
	var curve elliptic.Curve
	switch body := b[2:]; {
	case b[0] == 0x80 && b[1] == 0x26:
		return ed25519.NewKeyFromSeed(body)
	case b[0] == 0x86 && b[1] == 0x26:
		curve = elliptic.P256()
	case b[0] == 0x87 && b[1] == 0x26:
		curve = elliptic.P384()
	default:
		t.Fatalf("%s is no secret key", multibase)
	}
	k, err := ecdsa.ParseRawPrivateKey(curve, b[2:])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func ed(n byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

// p256 is a key for selective disclosure.
func p256() *ecdsa.PrivateKey { return ec(elliptic.P256()) }

func ec(curve elliptic.Curve) *ecdsa.PrivateKey {
	b := make([]byte, (curve.Params().BitSize+7)/8)
	b[0], b[len(b)-1] = 1, 7
	k, err := ecdsa.ParseRawPrivateKey(curve, b)
	if err != nil {
		panic(err)
	}
	return k
}

// identity is the did:key of a key, its method, and the key bound to it.
func identity(t testing.TB, pub crypto.PublicKey) (issuer, method string, key did.Key) {
	t.Helper()
	issuer, method, err := did.KeyDID(pub)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := did.Default(nil).Resolve(ctx, issuer)
	if err != nil {
		t.Fatal(err)
	}
	key, err = did.Bind(doc, issuer, method, "assertionMethod", now)
	if err != nil {
		t.Fatal(err)
	}
	return issuer, method, key
}

// unproven is the key that the method of a vector names, without its issuer,
// who is somebody else there.
func unproven(t testing.TB, method string) did.Key {
	t.Helper()
	u, err := did.Parse(method)
	if err != nil {
		t.Fatal(err)
	}
	pub, err := did.DecodeMultikey(u.Identifier())
	if err != nil {
		t.Fatal(err)
	}
	k, err := did.Unproven(method, pub)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// credential is a small badge of an issuer.
func credential(issuer string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots & Boats",` +
		`"issuer":{"id":"` + issuer + `","type":["Profile"],"name":"Example University"},"validFrom":"2026-01-01T00:00:00Z",` +
		`"credentialSubject":{"id":"urn:uuid:2","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/badges/1",` +
		`"type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`
}

// sealed is a credential signed by an Ed25519 key that is its issuer.
func sealed(t testing.TB, p *jsonld.Processor, opt dataintegrity.Options) (doc string, key did.Key) {
	t.Helper()
	issuer, method, key := identity(t, ed(1).Public())
	opt.VerificationMethod = method
	b, err := dataintegrity.Default().Sign(ctx, p, []byte(credential(issuer)), "eddsa-rdfc-2022", ed(1), opt)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), key
}

// verify verifies proof number n of a document.
func verify(t testing.TB, p *jsonld.Processor, doc string, n int, key did.Key, want dataintegrity.Expect) error {
	t.Helper()
	v := parse(t, []byte(doc))
	proofs, err := dataintegrity.Proofs(v)
	if err != nil {
		return err
	}
	return dataintegrity.Default().Verify(ctx, p, v, proofs[n], key, want)
}

var expect = dataintegrity.Expect{Now: now}

func replace(t testing.TB, s, old, new string) string {
	t.Helper()
	if !strings.Contains(s, old) {
		t.Fatalf("%s is not in %.400s", old, s)
	}
	return strings.Replace(s, old, new, 1)
}
