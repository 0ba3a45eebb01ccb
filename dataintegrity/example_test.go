package dataintegrity_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

// A credential is signed, changed, and found out. Its issuer is a did:key, so
// that the example needs no network.
func Example() {
	ctx := context.Background()
	signer := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	issuer, method, err := did.KeyDID(signer.Public())
	if err != nil {
		fmt.Println(err)
		return
	}
	credential := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],
		"issuer":%q,"validFrom":"2026-03-01T12:00:00Z","credentialSubject":{"id":"urn:uuid:2"},"name":"Knots"}`, issuer)

	suites := dataintegrity.Default()
	processor := &jsonld.Processor{Contexts: jsonld.Pinned()}
	signed, err := suites.Sign(ctx, processor, []byte(credential), "eddsa-rdfc-2022", signer, dataintegrity.Options{
		VerificationMethod: method,
		Created:            time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// Whoever verifies starts at the issuer, not at the proof.
	document, err := did.Default(nil).Resolve(ctx, issuer)
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{string(signed), strings.Replace(string(signed), "Knots", "Boats", 1)} {
		doc, err := jsonld.Parse([]byte(text), jsonld.Limits{})
		if err != nil {
			fmt.Println(err)
			return
		}
		proofs, err := dataintegrity.Proofs(doc)
		if err != nil {
			fmt.Println(err)
			return
		}
		key, err := did.Bind(document, issuer, proofs[0].Get("verificationMethod").Str(), dataintegrity.AssertionMethod, now)
		if err != nil {
			fmt.Println(err)
			return
		}
		err = suites.Verify(ctx, processor, doc, proofs[0], key, dataintegrity.Expect{Now: now})
		fmt.Println(doc.Get("name").Str(), err == nil)
	}
	// Output:
	// Knots true
	// Boats false
}

// An earner shows a badge and keeps to herself what she handed in for it.
func ExampleSuites_Derive() {
	ctx := context.Background()
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer, method, err := did.KeyDID(signer.Public())
	if err != nil {
		fmt.Println(err)
		return
	}
	credential := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],
		"issuer":%q,"validFrom":"2026-03-01T12:00:00Z","credentialSubject":{"id":"urn:uuid:2"},"name":"Knots",
		"evidence":{"type":"Evidence","name":"A film","description":"Ada ties ten knots"}}`, issuer)

	contexts, err := jsonld.Pinned().With("https://www.w3.org/ns/credentials/examples/v2", []byte(`{"@context":{"@vocab":"urn:example:"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	credential = strings.Replace(credential, `credentials/v2"]`, `credentials/v2","https://www.w3.org/ns/credentials/examples/v2"]`, 1)
	processor := &jsonld.Processor{Contexts: contexts}
	suites := dataintegrity.Default()

	// The issuer signs each statement, and says what must always be shown.
	signed, err := suites.Sign(ctx, processor, []byte(credential), "ecdsa-sd-2023", signer, dataintegrity.Options{VerificationMethod: method})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The earner chooses.
	shown, err := suites.Derive(ctx, processor, signed, dataintegrity.Selection{Pointers: []string{"/evidence/name"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := jsonld.Parse(shown, jsonld.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n%s\n", doc.Get("name").JSON(), doc.Get("evidence").JSON())

	// Whoever sees it can verify it.
	key, err := did.Unproven(method, signer.Public())
	if err != nil {
		fmt.Println(err)
		return
	}
	err = suites.Verify(ctx, processor, doc, doc.Get("proof").Items()[0], key, dataintegrity.Expect{Now: time.Now()})
	fmt.Println(err == nil)
	// Output:
	// "Knots"
	// {"type":"Evidence","name":"A film"}
	// true
}

// A proof over JCS signs the text of a document, whatever its words mean.
func ExampleSuites_Sign_jcs() {
	signer := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	_, method, err := did.KeyDID(signer.Public())
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := `{"@context":["https://www.w3.org/ns/credentials/v2"],"name":"Knots"}`
	processor := &jsonld.Processor{Contexts: jsonld.Pinned()}
	signed, err := dataintegrity.Default().Sign(context.Background(), processor, []byte(doc), "eddsa-jcs-2022", signer,
		dataintegrity.Options{VerificationMethod: method})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := jsonld.Parse(signed, jsonld.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(v.Get("proof").Items()[0].Get("@context").JSON()))
	// Output:
	// ["https://www.w3.org/ns/credentials/v2"]
}
