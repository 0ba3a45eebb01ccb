package dataintegrity_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

// vectorSets names, for each suite of the table, where the W3C shows each step
// of it.
var vectorSets = []struct{ suite, dir, suffix, unsigned, key string }{
	{"eddsa-rdfc-2022", "eddsa/eddsa-rdfc-2022", "DataInt", "eddsa/unsigned.json", "eddsa/keyPair.json"},
	{"eddsa-rdfc-2022", "eddsa/eddsa-rdfc-2022/employ", "DataInt", "eddsa/employmentAuth.json", "eddsa/keyPair.json"},
	{"ecdsa-rdfc-2019", "ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", "ecdsa/unsigned.json", "ecdsa/p256KeyPair.json"},
	{"ecdsa-rdfc-2019", "ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "ecdsa/employmentAuth.json", "ecdsa/p256KeyPair.json"},
	{"ecdsa-rdfc-2019", "ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", "ecdsa/unsigned.json", "ecdsa/p384KeyPair.json"},
	{"ecdsa-rdfc-2019", "ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", "ecdsa/employmentAuth.json", "ecdsa/p384KeyPair.json"},
	{"eddsa-jcs-2022", "eddsa/eddsa-jcs-2022", "JCS", "eddsa/unsigned.json", "eddsa/keyPair.json"},
	{"ecdsa-jcs-2019", "ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", "ecdsa/unsigned.json", "ecdsa/p256KeyPair.json"},
	{"ecdsa-jcs-2019", "ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", "ecdsa/unsigned.json", "ecdsa/p384KeyPair.json"},
	{"Ed25519Signature2020", "eddsa/Ed25519Signature2020", "EdSig", "eddsa/Ed25519Signature2020/signedEdSig.json", "eddsa/keyPair.json"},
}

// fixtures are badges that others signed.
var fixtures = []struct{ suite, file string }{
	{"eddsa-rdfc-2022", "simple.json"},
	{"eddsa-rdfc-2022", "endorsement-valid.json"},
	{"eddsa-rdfc-2022", "bit-string-list/testlist"},
	{"eddsa-rdfc-2022", "bit-string-list/credential-status-revoked.json"},
	{"eddsa-rdfc-2022", "bit-string-list/credential-status-revoked-blank-nodes.json"},
	{"eddsa-2022", "simple-eddsa-2022.json"},
	{"Ed25519Signature2020", "simple_v1.json"},
	{"Ed25519Signature2020", "credential-status-revoked.json"},
}

// TestEverySuiteHasVectors fails when a suite comes into the table without
// somebody else's word for what it should give.
func TestEverySuiteHasVectors(t *testing.T) {
	for _, s := range dataintegrity.Default() {
		n := 0
		for _, set := range vectorSets {
			if set.suite == s.Name() {
				n++
			}
		}
		for _, set := range sdVectors {
			if set.suite == s.Name() {
				n++
			}
		}
		for _, fixture := range fixtures {
			if fixture.suite == s.Name() {
				n++
			}
		}
		if n == 0 {
			t.Errorf("%s has no vectors in vectorSets", s.Name())
		}
	}
}

func TestVectors(t *testing.T) {
	for _, set := range vectorSets {
		t.Run(set.dir, func(t *testing.T) {
			p := processor(t)
			file := func(kind string) string { return string(vector(t, set.dir+"/"+kind+set.suffix+".txt")) }
			var pair struct{ PublicKeyMultibase, PrivateKeyMultibase, SecretKeyMultibase string }
			if err := json.Unmarshal(vector(t, set.key), &pair); err != nil {
				t.Fatal(err)
			}
			signer := secret(t, pair.PrivateKeyMultibase+pair.SecretKeyMultibase)
			config := parse(t, vector(t, set.dir+"/proofConfig"+set.suffix+".json"))
			doc := parse(t, vector(t, set.unsigned)).Without("proof")
			suites := dataintegrity.Default()
			if !strings.Contains(set.suite, "jcs") {
				config = config.Without("@context") // it is not in the proof
			}

			trace, err := suites.Trace(ctx, p, doc, config, signer.Public())
			if err != nil {
				t.Fatal(err)
			}
			for kind, got := range map[string]string{
				"canonDoc":     string(trace.Document),
				"proofCanon":   string(trace.ProofConfig),
				"docHash":      hex.EncodeToString(trace.DocumentHash),
				"proofHash":    hex.EncodeToString(trace.ProofConfigHash),
				"combinedHash": hex.EncodeToString(trace.HashData),
			} {
				if diff := cmp.Diff(file(kind), got); diff != "" {
					t.Errorf("%s: %s", kind, diff)
				}
			}

			signed, err := suites.Sign(ctx, p, doc.JSON(), set.suite, signer, optionsOf(t, config))
			if err != nil {
				t.Fatal(err)
			}
			checkSigned(t, signed, parse(t, vector(t, set.dir+"/signed"+set.suffix+".json")))
			proof := parse(t, signed).Get("proof").Items()[0]
			if got, want := proof.Get("proofValue").Str(), strings.TrimSpace(file("sigBTC58")); got != want {
				t.Errorf("proofValue is %s, want %s", got, want)
			}
			raw, err := did.DecodeMultibase(proof.Get("proofValue").Str(), 96)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := hex.EncodeToString(raw), strings.TrimSpace(file("sigHex")); got != want {
				t.Errorf("the signature is %s, want %s", got, want)
			}
			theirs := string(vector(t, set.dir+"/signed"+set.suffix+".json"))
			key := unproven(t, config.Get("verificationMethod").Str())
			if err := verify(t, p, theirs, 0, key, expect); err != nil {
				t.Errorf("their signed document: %v", err)
			}
			if err := verify(t, p, replace(t, theirs, `"description": "`, `"description": "X`), 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("their signed document with a letter more: %v", err)
			}
		})
	}
}

// optionsOf turns a proof configuration into what Sign takes.
func optionsOf(t *testing.T, config *jsonld.Value) dataintegrity.Options {
	t.Helper()
	created, err := time.Parse(time.RFC3339, config.Get("created").Str())
	if err != nil {
		t.Fatal(err)
	}
	opt := dataintegrity.Options{
		VerificationMethod: config.Get("verificationMethod").Str(),
		Created:            created,
		Purpose:            config.Get("proofPurpose").Str(),
		ID:                 config.Get("id").Str(),
	}
	for _, id := range config.Get("previousProof").Items() {
		opt.PreviousProof = append(opt.PreviousProof, id.Str())
	}
	return opt
}

// checkSigned compares our document with theirs, in which a single proof is not
// in an array.
func checkSigned(t *testing.T, ours []byte, theirs *jsonld.Value) {
	t.Helper()
	theirs = theirs.With("proof", jsonld.NewArray(theirs.Get("proof").Items()...))
	got, err := parse(t, ours).JCS()
	if err != nil {
		t.Fatal(err)
	}
	want, err := theirs.JCS()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("signed document: %s", diff)
	}
}

// TestVectorsOfSetsAndChains builds the W3C's example of two proofs side by
// side, a third on top of both and a fourth on top of that.
func TestVectorsOfSetsAndChains(t *testing.T) {
	const dir = "eddsa/proof-set-chain/"
	p := processor(t)
	var pairs map[string]struct{ PrivateKeyMultibase string }
	if err := json.Unmarshal(vector(t, dir+"multiKeyPairs.json"), &pairs); err != nil {
		t.Fatal(err)
	}
	doc := vector(t, dir+"unsigned.json")
	steps := []struct{ config, key, signed string }{
		{"proofSetConfig1", "keyPair1", "signedProofSet1"},
		{"proofSetConfig2", "keyPair2", "signedProofSet2"},
		{"proofChainConfig1", "keyPair3", "signedProofChain1"},
		{"proofChainConfig2", "keyPair4", "signedProofChain2"},
	}
	for i, step := range steps {
		config := parse(t, vector(t, dir+step.config+".json"))
		signer := secret(t, pairs[step.key].PrivateKeyMultibase)
		signed, err := dataintegrity.Default().Sign(ctx, p, doc, "eddsa-rdfc-2022", signer, optionsOf(t, config))
		if err != nil {
			t.Fatalf("%s: %v", step.config, err)
		}
		checkSigned(t, signed, parse(t, vector(t, dir+step.signed+".json")))
		v := parse(t, signed)
		proofs, err := dataintegrity.Proofs(v)
		if err != nil {
			t.Fatal(err)
		}
		for n, proof := range proofs {
			key := unproven(t, proof.Get("verificationMethod").Str())
			if err := dataintegrity.Default().Verify(ctx, p, v, proof, key, expect); err != nil {
				t.Errorf("%s: proof %d: %v", step.signed, n+1, err)
			}
		}
		before, err := dataintegrity.Previous(v, proofs[len(proofs)-1])
		if want := []int{0, 0, 2, 3}[i]; err != nil || len(before) != want {
			t.Errorf("%s: the last proof builds on %d others, %v, want %d", step.signed, len(before), err, want)
		}
		doc = signed
	}
	for name, change := range map[string][2]string{
		"a previous proof is changed":  {`"proofValue":"z66v`, `"proofValue":"z67v`},
		"a previous proof is renamed":  {`"id":"urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"`, `"id":"urn:uuid:0"`},
		"the time of a previous proof": {`"created":"2023-02-24T23:36:38Z"`, `"created":"2023-02-24T23:36:39Z"`},
	} {
		t.Run(name, func(t *testing.T) {
			v := parse(t, []byte(replace(t, string(doc), change[0], change[1])))
			proof := v.Get("proof").Items()[2]
			key := unproven(t, proof.Get("verificationMethod").Str())
			if err := dataintegrity.Default().Verify(ctx, p, v, proof, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v, want ErrProofInvalid", err)
			}
		})
	}
}

// TestFixturesOf1EdTech verifies the proofs of badges that others made.
func TestFixturesOf1EdTech(t *testing.T) {
	const dir = "../1edtech/ob30/"
	for _, fixture := range fixtures {
		t.Run(fixture.file, func(t *testing.T) {
			name := fixture.file
			v := parse(t, vector(t, dir+name))
			proofs, err := dataintegrity.Proofs(v)
			if err != nil {
				t.Fatal(err)
			}
			if got := proofs[0].Get("cryptosuite").Str() + proofs[0].Get("type").Str(); !strings.HasPrefix(got, fixture.suite) {
				t.Fatalf("it is signed with %s", got)
			}
			method := proofs[0].Get("verificationMethod").Str()
			pub, err := did.DecodeMultikey(method[strings.IndexByte(method, '#')+1:])
			if err != nil {
				t.Fatal(err)
			}
			key, err := did.Unproven(method, pub)
			if err != nil {
				t.Fatal(err)
			}
			p := processor(t)
			if err := dataintegrity.Default().Verify(ctx, p, v, proofs[0], key, expect); err != nil {
				t.Error(err)
			}
			changed := v.With("validFrom", jsonld.NewString("2009-01-01T00:00:00Z"))
			if err := dataintegrity.Default().Verify(ctx, p, changed, proofs[0], key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("with another date: %v", err)
			}
		})
	}
}
