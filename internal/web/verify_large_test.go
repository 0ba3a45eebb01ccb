package web_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/app/apptest"
	"blazon/jsonld"
)

// chained is a badge of a did:key with a picture of so many bytes, and so many proofs of
// which each needs the one before it.
func chained(t *testing.T, now time.Time, picture, proofs int) []byte {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	name, err := did.EncodeMultikey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	issuer := "did:key:" + name
	doc := fmt.Appendf(nil, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`+
		`"id":"urn:uuid:11111111-1111-4111-8111-111111111111","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",`+
		`"issuer":{"id":%q,"type":["Profile"],"name":"Harbour Scouts"},"validFrom":"2026-01-01T00:00:00Z",`+
		`"credentialSubject":{"type":["AchievementSubject"],"achievement":{"id":"urn:uuid:21111111-1111-4111-8111-111111111111","type":["Achievement"],`+
		`"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}},"image":{"id":"data:image/png;base64,%s","type":"Image"}}`, issuer, strings.Repeat("&", picture))
	for n := range proofs {
		opt := dataintegrity.Options{VerificationMethod: issuer + "#" + name, Created: now.Add(-time.Hour), ID: proofID(n)}
		if n > 0 {
			opt.PreviousProof = []string{proofID(n - 1)}
		}
		if doc, err = dataintegrity.Default().Sign(t.Context(), &jsonld.Processor{Contexts: jsonld.Pinned()}, doc, "eddsa-jcs-2022", key, opt); err != nil {
			t.Fatal(err)
		}
	}
	return doc
}

func proofID(n int) string { return fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n) }

// TestAbuse_F_19_Answers: in whatever form somebody asks for what was found, and with
// every value, the answer is about as large as the badge.
func TestAbuse_F_19_Answers(t *testing.T) {
	d := newDesk(t)
	badge := chained(t, d.Now(), 300_000, 8)
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	file, err := parts.CreateFormFile("file", "badge.json")
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.Write(badge)
	if err := errors.Join(err, parts.WriteField("explain", "true"), parts.Close()); err != nil {
		t.Fatal(err)
	}
	for _, face := range []struct{ path, accept, want string }{
		{"/verify", "text/html", `id="verdict"`},
		{"/verify", "application/json", `"verdict":"valid"`},
		{"/verify", "text/event-stream", "event: report"},
		{"/api/v1/verify", "application/json", `"verdict":"valid"`},
	} {
		got := d.Do(apptest.Call{Method: http.MethodPost, Path: face.path, JSON: form.String(), Header: map[string]string{
			"Content-Type": parts.FormDataContentType(), "Accept": face.accept, "Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin",
		}})
		page := got.Body.String()
		if got.Code != http.StatusOK || !strings.Contains(page, face.want) || !strings.Contains(page, "blazon verify --explain") {
			t.Errorf("%s as %s: status %d: %.300s", face.path, face.accept, got.Code, page)
		}
		// A page writes each & as five letters.
		if most := 2 * len(badge); len(page) > most && face.path != "/verify" || len(page) > 5*most {
			t.Errorf("%s as %s: %d bytes about a badge of %d", face.path, face.accept, len(page), len(badge))
		}
	}
}
