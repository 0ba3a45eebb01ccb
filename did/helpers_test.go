package did_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/jsonld"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// vectors is where the W3C's test vectors lie, when they do.
const vectors = "../../shared/vectors/w3c-di"

// ed returns an Ed25519 key that is the same in each run.
func ed(n byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

// ec returns the key of curve with the secret n+1.
func ec(t testing.TB, curve elliptic.Curve, n byte) *ecdsa.PrivateKey {
	t.Helper()
	secret := make([]byte, (curve.Params().BitSize+7)/8)
	secret[len(secret)-1] = n + 1
	k, err := ecdsa.ParseRawPrivateKey(curve, secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// rsaPublic makes a public key of so many bits that nobody has the secret of.
func rsaPublic(bits int) *rsa.PublicKey {
	n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	return &rsa.PublicKey{N: n.Add(n, big.NewInt(12345)), E: 65537}
}

// parse reads JSON that a test wrote.
func parse(t testing.TB, text string) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatalf("parse %s: %v", text, err)
	}
	return v
}

// multikey is EncodeMultikey of a key that must have one.
func multikey(t testing.TB, pub crypto.PublicKey) string {
	t.Helper()
	s, err := did.EncodeMultikey(pub)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// web is a Fetcher with a few documents. It remembers what it was asked.
type web struct {
	pages map[string]page
	asked []string
}

type page struct {
	body   string
	status int    // 0: 200
	url    string // where a redirect led, if anywhere
}

func (w *web) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	w.asked = append(w.asked, url)
	p, ok := w.pages[url]
	if !ok {
		return nil, &did.FetchError{URL: url, Err: errors.New("no such host")}
	}
	if p.status == 0 {
		p.status = 200
	}
	if p.url == "" {
		p.url = url
	}
	return &did.Response{URL: p.url, Status: p.status, MediaType: "application/json", Body: []byte(p.body), FetchedAt: now}, nil
}

// profile is the document of an issuer with one key of each purpose.
func profile(t testing.TB, id, key string, pub crypto.PublicKey) string {
	t.Helper()
	b, err := json.Marshal(map[string]any{
		"@context": []string{"https://www.w3.org/ns/credentials/v2"},
		"id":       id, "type": []string{"Profile"}, "name": "Example University",
		"verificationMethod": []any{map[string]string{
			"id": key, "type": "Multikey", "controller": id, "publicKeyMultibase": multikey(t, pub),
		}},
		"assertionMethod": []string{key},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// vector reads a file of the W3C's.
func vector(t *testing.T, name string) []byte {
	t.Helper()
	if _, err := os.Stat(vectors); err != nil {
		t.Skipf("%s not present", vectors)
	}
	b, err := os.ReadFile(filepath.Join(vectors, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.TrimSpace(string(b)))
}

func parseFuzz(text string) (*jsonld.Value, error) {
	return jsonld.Parse([]byte(text), jsonld.Limits{})
}
