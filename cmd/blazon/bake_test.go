package main

import (
	"crypto/ed25519"
	"testing"

	"blazon/bake"
	"blazon/vcjwt"
)

// TestAsBadge: what is baked is told from its text, and has its version's place.
func TestAsBadge(t *testing.T) {
	const assertion = `{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://club.example/a/1", "recipient": {"type": "email", "hashed": false, "identity": "ada@school.example"}, "badge": "https://club.example/b/1", "issuedOn": "2026-01-02T10:00:00Z", "verification": {"type": "HostedBadge"}}`
	token := func(payload string) string {
		text, err := vcjwt.SignPayload([]byte(payload), "EdDSA", ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), vcjwt.SignHeader{Kid: "https://club.example/key"})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, tt := range []struct {
		name, text string
		kind       bake.Kind // 0: it is refused
		hosted     string
	}{
		{"a signed badge", `{"type": ["VerifiableCredential", "OpenBadgeCredential"], "proof": [{"type": "DataIntegrityProof"}]}`, bake.OB3, ""},
		{"its other name", ` {"type": ["VerifiableCredential", "AchievementCredential"], "proof": {"type": "DataIntegrityProof"}}` + "\n", bake.OB3, ""},
		{"a badge with no proof in its proof", `{"type": ["OpenBadgeCredential"], "proof": []}`, 0, ""},
		{"a record", `{"type": ["VerifiableCredential", "ClrCredential"], "proof": {"type": "DataIntegrityProof"}}`, bake.CLR, ""},
		{"a record that is not signed", `{"type": ["VerifiableCredential", "ClrCredential"]}`, 0, ""},
		{"a token", token(`{"type": ["VerifiableCredential", "OpenBadgeCredential"]}`), bake.OB3, ""},
		{"a token of a record", token(`{"type": ["VerifiableCredential", "ClrCredential"]}`) + "\n", bake.CLR, ""},
		{"a token of anything", token(`{"sub": "ada"}`), 0, ""},
		{"an assertion", assertion, bake.OB2, "https://club.example/a/1"},
		{"a signed assertion", token(assertion), bake.OB2, ""},
		{"an address", "https://club.example/a/1\n", bake.OB2, ""},
		{"two addresses", "https://club.example/a/1\nhttps://club.example/a/2\n", 0, ""},
		{"an endorsement", `{"type": ["VerifiableCredential", "EndorsementCredential"], "proof": {"type": "DataIntegrityProof"}}`, 0, ""},
		{"a presentation", `{"type": ["VerifiablePresentation"], "proof": {"type": "DataIntegrityProof"}}`, 0, ""},
		{"an assertion without a recipient", `{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://club.example/a/1"}`, 0, ""},
		{"words", "a badge.", 0, ""},
		{"nothing", "", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := asBadge("it", []byte(tt.text))
			if got.Kind != tt.kind || got.HostedURL != tt.hosted || (err == nil) != (tt.kind != 0) {
				t.Errorf("got %s %q, %v", got.Kind, got.HostedURL, err)
			}
		})
	}
}
