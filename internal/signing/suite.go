// Package signing lists the ways in which programs of this module sign for whoever
// holds a key in a file: each suite of package dataintegrity and each algorithm of
// package vcjwt, with the kind of key that it needs. Sites sign with the keys of
// package keyring.
package signing

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/ob3"
)

// A Suite is a way to sign, and the kind of key for it.
type Suite struct {
	Name        string // for people, in addresses and in key files
	Cryptosuite string // of dataintegrity; empty for tokens
	Algorithm   string // of JOSE; empty for Data Integrity
	generate    func(io.Reader) (crypto.Signer, error)
	key         string // the kind of key, as its usual JOSE algorithm
}

// Suites returns every suite: all of dataintegrity, with both curves where a suite
// has two, and all algorithms of tokens.
func Suites() []Suite {
	var out []Suite
	for _, s := range dataintegrity.Default() {
		name := s.Name()
		if strings.HasPrefix(name, "ecdsa-") {
			out = append(out, Suite{Name: name, Cryptosuite: name, generate: newP256, key: "ES256"})
			if name != Selective {
				out = append(out, Suite{Name: name + "-p384", Cryptosuite: name, generate: newP384, key: "ES384"})
			}
			continue
		}
		out = append(out, Suite{Name: name, Cryptosuite: name, generate: newEd25519, key: "EdDSA"})
	}
	return append(
		out,
		Suite{Name: "jwt-es256", Algorithm: "ES256", generate: newP256, key: "ES256"},
		Suite{Name: "jwt-es384", Algorithm: "ES384", generate: newP384, key: "ES384"},
		Suite{Name: "jwt-eddsa", Algorithm: "EdDSA", generate: newEd25519, key: "EdDSA"},
		Suite{Name: "jwt-rs256", Algorithm: "RS256", generate: newRSA, key: "RS256"},
		Suite{Name: "jwt-ps256", Algorithm: "PS256", generate: newRSA, key: "RS256"},
	)
}

// Selective is the one cryptosuite of whose documents parts can be left out.
const Selective = "ecdsa-sd-2023"

// Ed25519Signature2020 is the one suite that a context of its own defines.
const Ed25519Signature2020 = "Ed25519Signature2020"

// Find returns the suite with a name.
func Find(name string) (s Suite, ok bool) {
	for _, s := range Suites() {
		if s.Name == name {
			return s, true
		}
	}
	return Suite{}, false
}

// NewSigner makes a private key of the suite's kind.
func (s Suite) NewSigner(random io.Reader) (crypto.Signer, error) { return s.generate(random) }

func newEd25519(random io.Reader) (crypto.Signer, error) {
	_, private, err := ed25519.GenerateKey(random)
	return private, err
}

func newP256(random io.Reader) (crypto.Signer, error) {
	return ecdsa.GenerateKey(elliptic.P256(), random)
}

func newP384(random io.Reader) (crypto.Signer, error) {
	return ecdsa.GenerateKey(elliptic.P384(), random)
}

func newRSA(random io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(random, 2048) }

// A Key is a private key with the identity that it is by itself.
type Key struct {
	Suite  Suite
	DID    string // the issuer of what it signs
	Method string // the id of its verification method
	Signer crypto.Signer
}

// NewKey gives a private key its identity: did:key, or did:jwk for RSA, whose
// JWK names the one algorithm that the key is for. It refuses a key of another kind
// than the suite's.
func NewKey(s Suite, signer crypto.Signer) (Key, error) {
	k := Key{Suite: s, Signer: signer}
	pub := signer.Public()
	if kind := did.AlgorithmOf(pub); kind != s.key {
		return k, fmt.Errorf("key of %s: %w: it is one for %q, want one for %q", s.Name, did.ErrKeyUse, kind, s.key)
	}
	if _, isRSA := pub.(*rsa.PublicKey); !isRSA {
		var err error
		k.DID, k.Method, err = did.KeyDID(pub)
		return k, err
	}
	jwk, err := did.EncodeJWK(pub)
	if err != nil {
		return k, fmt.Errorf("key of %s: %w", s.Name, err)
	}
	jwk = jwk.With("alg", jsonld.NewString(s.Algorithm))
	k.DID = "did:jwk:" + base64.RawURLEncoding.EncodeToString(jwk.JSON())
	k.Method = k.DID + "#0"
	return k, nil
}

// IsJWT reports whether the suite makes tokens.
func (s Suite) IsJWT() bool { return s.Algorithm != "" }

// WithContext returns a document with the context that defines the suite's proof,
// where the contexts that it names do not.
//
// VC Data Integrity 2.4: an application adds the context of its proofs to documents
// that lack it.
func (s Suite) WithContext(doc *jsonld.Value) *jsonld.Value {
	contexts := doc.Get("@context")
	if s.IsJWT() || contexts.Kind() != jsonld.Array || len(contexts.Items()) == 0 {
		return doc
	}
	var enough []string // any of which defines the proof
	switch {
	case s.Cryptosuite == Ed25519Signature2020:
		enough = []string{"https://w3id.org/security/suites/ed25519-2020/v1"}
	case contexts.Items()[0].Str() == ob3.ContextVC1:
		enough = []string{"https://w3id.org/security/data-integrity/v2", "https://w3id.org/security/data-integrity/v1"}
	default: // that of VCDM 2.0 does
		return doc
	}
	for _, item := range contexts.Items() {
		if slices.Contains(enough, item.Str()) {
			return doc
		}
	}
	return doc.With("@context", jsonld.NewArray(append(slices.Clone(contexts.Items()), jsonld.NewString(enough[0]))...))
}
