package signing_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/signing"
	"blazon/jsonld"
	"blazon/vcjwt"
)

// TestSuites holds the table to what can be verified: nothing is missing in it, and
// each key fits its own suite and no other kind.
func TestSuites(t *testing.T) {
	left := make(map[string]bool)
	for _, s := range dataintegrity.Default() {
		left[s.Name()] = true
	}
	_, made := vcjwt.Algorithms()
	for _, alg := range made {
		left[alg] = true
	}
	ed25519, _ := signing.Find("eddsa-rdfc-2022")
	p384, _ := signing.Find("ecdsa-rdfc-2019-p384")
	for _, s := range signing.Suites() {
		delete(left, s.Cryptosuite+s.Algorithm)
		if found, ok := signing.Find(s.Name); !ok || found.Name != s.Name || s.IsJWT() != strings.HasPrefix(s.Name, "jwt-") {
			t.Errorf("%s is found as %s", s.Name, found.Name)
		}
		signer, err := s.NewSigner(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		k, err := signing.NewKey(s, signer)
		if err != nil || !strings.HasPrefix(k.Method, k.DID+"#") {
			t.Errorf("%s: the method %s of %s: %v", s.Name, k.Method, k.DID, err)
		}
		_, asEd25519 := signing.NewKey(ed25519, signer)
		_, asP384 := signing.NewKey(p384, signer)
		if asEd25519 == nil && asP384 == nil || asEd25519 != nil && !errors.Is(asEd25519, did.ErrKeyUse) {
			t.Errorf("the key of %s fits any suite: %v", s.Name, asEd25519)
		}
	}
	if len(left) > 0 {
		t.Errorf("no key can be made for %v", left)
	}
	if _, ok := signing.Find("hs256"); ok {
		t.Error("there is a suite hs256")
	}
}

// TestWithContext: a proof is defined once, and what defines it already stays.
func TestWithContext(t *testing.T) {
	const (
		v1      = `"https://www.w3.org/2018/credentials/v1"`
		v2      = `"https://www.w3.org/ns/credentials/v2"`
		di1     = `"https://w3id.org/security/data-integrity/v1"`
		di2     = `"https://w3id.org/security/data-integrity/v2"`
		ed25519 = `"https://w3id.org/security/suites/ed25519-2020/v1"`
	)
	for _, test := range []struct{ suite, contexts, want string }{
		{"eddsa-rdfc-2022", "[" + v2 + "]", "[" + v2 + "]"},
		{"eddsa-rdfc-2022", "[" + v1 + "]", "[" + v1 + "," + di2 + "]"},
		{"eddsa-rdfc-2022", "[" + v1 + "," + di1 + "]", "[" + v1 + "," + di1 + "]"},
		{"Ed25519Signature2020", "[" + v2 + "]", "[" + v2 + "," + ed25519 + "]"},
		{"Ed25519Signature2020", "[" + v1 + "," + ed25519 + "]", "[" + v1 + "," + ed25519 + "]"},
		{"Ed25519Signature2020", "[" + v1 + "," + di1 + "]", "[" + v1 + "," + di1 + "," + ed25519 + "]"},
		{"jwt-es256", "[" + v1 + "]", "[" + v1 + "]"},
		{"Ed25519Signature2020", "[]", "[]"},
		{"Ed25519Signature2020", v2, v2},
	} {
		s, ok := signing.Find(test.suite)
		if !ok {
			t.Fatal(test.suite)
		}
		doc, err := jsonld.Parse([]byte(`{"@context":`+test.contexts+`,"id":"urn:x"}`), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(s.WithContext(doc).JSON()); got != `{"@context":`+test.want+`,"id":"urn:x"}` {
			t.Errorf("%s: got %s", test.suite, got)
		}
	}
}
