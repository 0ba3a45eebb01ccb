package blazon_test

import (
	"strings"
	"testing"

	"blazon/bake"
	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// learnerRecord is an unsigned record of the scouts that holds their badge.
func learnerRecord(t testing.TB) string {
	t.Helper()
	_, issuer, _ := signer(t, 1)
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"urn:uuid:8c2f6f5e-4c5c-4e37-8a2b-0b4f6f1b6a99","type":["VerifiableCredential","ClrCredential"],"name":"Log book","issuer":{"id":"` + issuer + `","type":["Profile"],"name":"Sea Scouts"},` +
		`"validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"did:example:ada","type":["ClrSubject"],"verifiableCredential":[` + signed(t) + `]}}`
}

// sealed signs a document of the scouts.
func sealed(t testing.TB, doc string, opt dataintegrity.Options) string {
	t.Helper()
	key, _, method := signer(t, 1)
	opt.VerificationMethod, opt.Created = method, now
	out, err := dataintegrity.Default().Sign(t.Context(), &jsonld.Processor{Contexts: jsonld.Pinned()}, []byte(doc), "eddsa-rdfc-2022", key, opt)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// tokenOf signs a document of the scouts as a token.
func tokenOf(t testing.TB, doc string) string {
	t.Helper()
	key, _, method := signer(t, 1)
	text, err := vcjwt.Sign([]byte(doc), "EdDSA", key, vcjwt.SignHeader{Kid: method})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestWhatElseMayCome: records, presentations, endorsements and envelopes, in the
// forms in which they come.
func TestWhatElseMayCome(t *testing.T) {
	const at = "https://scouts.example/log"
	_, issuer, _ := signer(t, 1)
	record := sealed(t, learnerRecord(t), dataintegrity.Options{})
	presented := sealed(t, `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"holder":"`+issuer+`","verifiableCredential":[`+signed(t)+`]}`, dataintegrity.Options{Purpose: "authentication"})
	endorsed := strings.NewReplacer(`"OpenBadgeCredential"`, `"EndorsementCredential"`).Replace(string(unsigned(issuer)))
	endorsed = endorsed[:strings.Index(endorsed, `"credentialSubject"`)] + `"credentialSubject":{"id":"https://scouts.example/badges/1","type":["EndorsementSubject"],"endorsementComment":"Good knots"}}`
	const (
		aRecord       = "Comprehensive Learner Record 2.0"
		anEndorsement = "Open Badges 3.0 endorsement"
		aBadge        = "Open Badges 3.0"
	)
	tests := []struct {
		name, input, served string
		kind                string
		also                int
	}{
		{"a record", record, "", aRecord, 1},
		{"a record as a token", tokenOf(t, learnerRecord(t)), "", aRecord, 1},
		{"a record in a PNG", string(bakedPNG(t, bake.Badge{Kind: bake.CLR, Text: record})), "", aRecord, 1},
		{"a record in an SVG", string(bakedSVG(t, bake.Badge{Kind: bake.CLR, Text: tokenOf(t, learnerRecord(t))})), "", aRecord, 1},
		{"a record by its address", at, record, aRecord, 1},
		{"a record beside a badge", string(bakedPNG(t, bake.Badge{Kind: bake.CLR, Text: record}, ob3(compact(t)))), "", aBadge, 1},
		{"a presentation", presented, "", aBadge, 1},
		{"a presentation by its address", at, presented, aBadge, 1},
		{"an endorsement", sealed(t, endorsed, dataintegrity.Options{}), "", anEndorsement, 0},
		{"an endorsement as a token", tokenOf(t, endorsed), "", anEndorsement, 0},
		{"an envelope", enveloped("EnvelopedVerifiableCredential", "application/vc+jwt", compact(t)), "", aBadge, 0},
		{"an envelope by its address", at, enveloped("EnvelopedVerifiableCredential", "application/vc+jwt", compact(t)), aBadge, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := verify(t, []byte(tt.input), map[string]string{at: tt.served})
			if r.Verdict != vc.Valid || r.Kind != tt.kind || len(r.Also) != tt.also {
				t.Errorf("%s %s, %d others\n%s", r.Verdict, r.Kind, len(r.Also), lines(r))
			}
			want := tt.also + 1
			if tt.name == "a record beside a badge" {
				want++ // the badge within the record
			}
			if got := len(r.All()); got != want {
				t.Errorf("%d reports, want %d", got, want)
			}
			forged, _ := verify(t, []byte(strings.Replace(tt.input, "Ties knots", "Ties nots", 1)), map[string]string{at: strings.Replace(tt.served, "Ties knots", "Ties nots", 1)})
			if changed := strings.Contains(tt.input+tt.served, "Ties knots"); changed && forged.Verdict != vc.Invalid {
				t.Errorf("changed, and %s", forged.Verdict)
			}
		})
	}
}
