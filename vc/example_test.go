package vc_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
)

// exampleBadge is a badge whose issuer is a key, signed with it.
func exampleBadge() ([]byte, error) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	issuer, method, err := did.KeyDID(key.Public())
	if err != nil {
		return nil, err
	}
	doc := `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:8c2f6f5e-4c5c-4e37-8a2b-0b4f6f1b6a10",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Knots",
  "issuer": {"id": "` + issuer + `", "type": ["Profile"], "name": "Sea Scouts"},
  "validFrom": "2026-01-01T00:00:00Z",
  "credentialSubject": {
    "id": "did:example:ada", "type": ["AchievementSubject"],
    "achievement": {"id": "urn:uuid:0e7dd1a6-7f4c-4a57-9d5c-4fd1c8f9f0aa", "type": ["Achievement"],
      "name": "Knots", "description": "Ties knots", "criteria": {"narrative": "Tie ten knots."}}
  }
}`
	processor := &jsonld.Processor{Contexts: jsonld.Pinned()}
	return dataintegrity.Default().Sign(context.Background(), processor, []byte(doc), "eddsa-rdfc-2022", key, dataintegrity.Options{
		VerificationMethod: method, Created: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	})
}

// Without a Fetcher nothing is asked of the network. An issuer that is a did:key
// needs none: its name is its key.
func ExampleVerifier_Verify() {
	badge, err := exampleBadge()
	if err != nil {
		fmt.Println(err)
		return
	}
	v := &vc.Verifier{Now: func() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }}
	report, err := v.Verify(context.Background(), badge, vc.Options{Recipient: "did:example:ada"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict, report.Summary.Name, "by", report.Summary.IssuerName)
	for _, c := range report.Checks {
		fmt.Println(c.Name, c.Result)
	}
	// Output:
	// valid Knots by Sea Scouts
	// format pass
	// context pass
	// schema pass
	// proof pass
	// issuer_binding pass
	// time pass
	// status pass
	// recipient pass
	// endorsement skipped
}

// A check that failed has a stable code for programs, and for people a sentence
// and what to do.
func ExampleReport_Check() {
	v := &vc.Verifier{Now: func() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }}
	report, err := v.Verify(context.Background(), []byte(`{"type": ["VerifiableCredential", "OpenBadgeCredential"`), vc.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := report.Check(vc.CheckFormat)
	fmt.Println(report.Verdict, c.Code)
	fmt.Println(c.Remedy)
	// Output:
	// invalid MALFORMED_INPUT
	// Get the badge again from where it came from: the original file, not a copy of its text.
}
