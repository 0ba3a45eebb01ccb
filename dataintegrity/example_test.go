package dataintegrity_test

import (
	"context"
	"crypto/ed25519"
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
