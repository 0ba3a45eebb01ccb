package main

import (
	"crypto"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"blazon/internal/signing"
)

// keysCommand groups what can be done with keys kept in files.
type keysCommand struct {
	New keysNewCommand `cmd:"" help:"Make a new signing key in a file."`
}

// keysNewCommand makes a key for `blazon sign`.
type keysNewCommand struct {
	Suite  string `required:"" enum:"${suites}" placeholder:"SUITE" help:"What the key signs with: eddsa-rdfc-2022 is the usual choice, ecdsa-sd-2023 lets earners hide parts. All of them: ${suite_list}."`
	Output string `short:"o" required:"" placeholder:"FILE" help:"The file to make. It must not exist; only you can read it."`
}

// Help teaches the command.
func (keysNewCommand) Help() string {
	return `The file holds the private key as a JSON Web Key. Keep it secret and keep a copy:
whoever has it can sign in your name, and nobody can make it again.

  blazon keys new --suite eddsa-rdfc-2022 -o club.key
  blazon sign --key club.key --set-issuer badge.json

A suite is a Data Integrity cryptosuite (-p384: with the larger of its curves), or
jwt- and a JOSE algorithm. Verifiers differ in what they know: eddsa-rdfc-2022 and
jwt-rs256 are known to most of those of Open Badges.`
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
	suite, ok := signing.Find(c.Suite)
	if !ok {
		return fmt.Errorf("there is no suite %q", c.Suite)
	}
	k, err := w.newKey(suite, c.Output)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, k.DID)
	return err
}

// newKey makes a key for suite, and its file.
func (w *world) newKey(suite signing.Suite, file string) (signing.Key, error) {
	signer, err := suite.NewSigner(w.rand)
	if err != nil {
		return signing.Key{}, err
	}
	k, err := signing.NewKey(suite, signer)
	if err != nil {
		return signing.Key{}, err
	}
	data, err := json.MarshalIndent(keyFile{
		Suite: suite.Name, DID: k.DID, Method: k.Method, Created: w.now().UTC().Truncate(time.Second), Private: jose.JSONWebKey{Key: signer},
	}, "", "  ")
	if err != nil {
		return signing.Key{}, err
	}
	return k, writeSecret(file, append(data, '\n'))
}

// suiteNames lists what a key can be made for.
func suiteNames() []string {
	var names []string
	for _, s := range signing.Suites() {
		names = append(names, s.Name)
	}
	return names
}

// readKey reads a file made by `blazon keys new`. The identity of the key is that
// of the file, which is older than this program may be.
func (w *world) readKey(name string) (signing.Key, error) {
	const try = "make one with `blazon keys new`"
	data, err := w.readInput(name)
	if err != nil {
		return signing.Key{}, err
	}
	var kf keyFile
	if err := json.Unmarshal(data, &kf); err != nil {
		return signing.Key{}, hint{fmt.Errorf("%s is not a key file", name), try}
	}
	signer, ok := kf.Private.Key.(crypto.Signer)
	if !ok || !kf.Private.Valid() {
		return signing.Key{}, hint{fmt.Errorf("%s holds no private key that can sign", name), try}
	}
	suite, ok := signing.Find(kf.Suite)
	if !ok {
		return signing.Key{}, hint{fmt.Errorf("%s is for the suite %q, which there is not", name, kf.Suite), try}
	}
	k, err := signing.NewKey(suite, signer)
	if err != nil {
		return signing.Key{}, hint{fmt.Errorf("the key in %s does not fit: %w", name, err), try}
	}
	k.DID, k.Method = kf.DID, kf.Method
	return k, nil
}
