package vcjwt_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"blazon/did"
	"blazon/vcjwt"
)

// A credential is signed, sent as text, and verified with the key that its
// issuer publishes. Here the issuer is a did:key, which publishes itself.
func Example() {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	issuer, method, err := did.KeyDID(key.Public())
	if err != nil {
		fmt.Println(err)
		return
	}
	credential := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1",
		"type":["VerifiableCredential"],"issuer":%q,"validFrom":"2026-03-01T12:00:00Z","credentialSubject":{"id":"urn:uuid:2"}}`, issuer)

	text, err := vcjwt.Sign([]byte(credential), "EdDSA", key, vcjwt.SignHeader{Kid: method})
	if err != nil {
		fmt.Println(err)
		return
	}

	token, err := vcjwt.Parse(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := did.Default(nil).Resolve(context.Background(), token.Credential.Get("issuer").Str())
	if err != nil {
		fmt.Println(err)
		return
	}
	issuerKey, err := did.Bind(doc, doc.ID, token.Header.Kid, "assertionMethod", time.Now())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(token.Verify(issuerKey), token.ClaimMismatches())
	// Output: <nil> []
}
