package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"blazon/did"
)

// keysCommand groups what can be done with keys kept in files.
type keysCommand struct {
	New keysNewCommand `cmd:"" help:"Make a new signing key in a file."`
}

// keysNewCommand makes a key for `blazon sign`.
type keysNewCommand struct {
	Suite  string `required:"" enum:"eddsa-rdfc-2022,ecdsa-rdfc-2019,jwt-es256,jwt-rs256,jwt-eddsa" placeholder:"SUITE" help:"What the key signs with: eddsa-rdfc-2022 (the usual choice), ecdsa-rdfc-2019, jwt-es256, jwt-rs256 or jwt-eddsa."`
	Output string `short:"o" required:"" placeholder:"FILE" help:"The file to make. It must not exist; only you can read it."`
}

// Help teaches the command.
func (keysNewCommand) Help() string {
	return `The file holds the private key as a JSON Web Key. Keep it secret and keep a copy:
whoever has it can sign in your name, and nobody can make it again.

  blazon keys new --suite eddsa-rdfc-2022 -o club.key
  blazon sign --key club.key --set-issuer badge.json`
}

// keyFile is a private key at rest in a file of its owner.
type keyFile struct {
	Suite   string          `json:"suite"`
	DID     string          `json:"did"`
	Method  string          `json:"verificationMethod"`
	Created time.Time       `json:"created"`
	Private jose.JSONWebKey `json:"privateKeyJwk"`
}

// Run makes the key, writes the file and prints whom it signs for.
func (c *keysNewCommand) Run(w *world) error {
	signer, err := newSigner(c.Suite, w.rand)
	if err != nil {
		return err
	}
	kf := keyFile{Suite: c.Suite, Created: w.now().UTC().Truncate(time.Second), Private: jose.JSONWebKey{Key: signer}}
	if kf.DID, kf.Method, err = ownDID(signer.Public()); err != nil {
		return err
	}
	data, err := json.MarshalIndent(kf, "", "  ")
	if err != nil {
		return err
	}
	if err := writeSecret(c.Output, append(data, '\n')); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, kf.DID)
	return err
}

// newSigner makes a private key that fits suite.
func newSigner(suite string, random io.Reader) (crypto.Signer, error) {
	switch suite {
	case "eddsa-rdfc-2022", "jwt-eddsa":
		_, private, err := ed25519.GenerateKey(random)
		return private, err
	case "ecdsa-rdfc-2019", "jwt-es256":
		return ecdsa.GenerateKey(elliptic.P256(), random)
	case "jwt-rs256":
		return rsa.GenerateKey(random, 2048)
	}
	return nil, fmt.Errorf("there is no suite %q", suite)
}

// ownDID returns the DID that a public key is by itself and its one
// verification method: did:key, or did:jwk for RSA.
func ownDID(public crypto.PublicKey) (id, method string, err error) {
	if _, ok := public.(*rsa.PublicKey); ok {
		return did.JWKDID(public)
	}
	return did.KeyDID(public)
}

// readKey reads a file made by `blazon keys new`.
func (w *world) readKey(name string) (keyFile, crypto.Signer, error) {
	var kf keyFile
	data, err := w.readInput(name)
	if err != nil {
		return kf, nil, err
	}
	if err := json.Unmarshal(data, &kf); err != nil {
		return kf, nil, hint{fmt.Errorf("%s is not a key file", name), "make one with `blazon keys new`"}
	}
	signer, ok := kf.Private.Key.(crypto.Signer)
	if !ok || !kf.Private.Valid() {
		return kf, nil, hint{fmt.Errorf("%s holds no private key that can sign", name), "make one with `blazon keys new`"}
	}
	return kf, signer, nil
}

// jwtAlg returns the JOSE algorithm of a suite that makes JWTs.
func jwtAlg(suite string) (alg string, ok bool) {
	switch suite {
	case "jwt-es256":
		return "ES256", true
	case "jwt-rs256":
		return "RS256", true
	case "jwt-eddsa":
		return "EdDSA", true
	}
	return "", strings.HasPrefix(suite, "jwt-")
}
