package app_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/app/apptest"
	"blazon/jsonld"
)

// lapsed is an issuer elsewhere whose address comes to belong to somebody else.
const lapsed = "https://lapsed.example/issuer"

// elsewhere answers for lapsed with a document that lists one key.
type elsewhere struct{ key ed25519.PrivateKey }

func (e *elsewhere) Fetch(_ context.Context, at, _ string) (*did.Response, error) {
	if at != lapsed {
		return nil, &did.FetchError{URL: at, Err: errors.New("nobody there")}
	}
	text, err := did.EncodeMultikey(e.key.Public())
	if err != nil {
		return nil, err
	}
	body := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":%q,"type":["Profile"],"name":"Old College",`+
		`"verificationMethod":[{"id":%q,"type":"Multikey","controller":%q,"publicKeyMultibase":%q}],"assertionMethod":[%q]}`,
		lapsed, lapsed+"#key", lapsed, text, lapsed+"#key")
	return &did.Response{URL: at, Status: 200, MediaType: "application/json", Body: []byte(body), FetchedAt: time.Now()}, nil
}

// badgeOf is a badge of lapsed, signed with the key that it lists.
func (e *elsewhere) badgeOf(t *testing.T, n int) string {
	t.Helper()
	doc := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`+
		`"id":"https://lapsed.example/awards/%d","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",`+
		`"issuer":{"id":%q,"type":["Profile"],"name":"Old College"},"validFrom":"2020-01-01T00:00:00Z",`+
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"https://lapsed.example/badges/1",`+
		`"type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`, n, lapsed)
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	signed, err := dataintegrity.Default().Sign(t.Context(), p, []byte(doc), "eddsa-rdfc-2022", e.key, dataintegrity.Options{VerificationMethod: lapsed + "#key", Created: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return string(signed)
}

var offerField = regexp.MustCompile(`name="offer" value="([^"]+)"`)

// TestOwnKeysAreNotRemembered: of a site's own issuers it has the keys itself.
func TestOwnKeysAreNotRemembered(t *testing.T) {
	s := apptest.New(t)
	_, _, award := furnish(t, s, s.Token(s.Owner))
	for _, accept := range []string{"application/vc", "application/vc+jwt"} {
		credential := s.Do(apptest.Call{Path: "/awards/" + award, Header: map[string]string{"Accept": accept}}).Body.String()
		page := s.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: url.Values{"text": {credential}}.Encode(), Header: with(sameOrigin, "Accept", "text/html")}).Body.String()
		if !strings.Contains(page, "You can rely on this badge") || strings.Contains(page, "for the first time") {
			t.Errorf("%s: the page speaks of a memory, or not well of its own badge", accept)
		}
	}
	if page := s.Do(apptest.Call{Path: "/awards/" + award, Header: map[string]string{"Accept": "text/html"}}).Body.String(); strings.Contains(page, "for the first time") {
		t.Error("the page of the award speaks of a memory")
	}
}

// TestAbuse_DID_05: an address lapses, and its new owner serves a key of their own.
// A report that was kept before says what was found then, and that all keys are
// others since; a badge of the new owner shows since when its key has been seen.
func TestAbuse_DID_05(t *testing.T) {
	s := apptest.New(t)
	college := &elsewhere{ed25519.NewKeyFromSeed([]byte(strings.Repeat("1", 32)))}
	s.Verifier.Fetcher, s.Verifier.Methods = college, did.Default(college)
	check := func(badge string) (page string) {
		t.Helper()
		got := s.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: url.Values{"text": {badge}}.Encode(), Header: with(sameOrigin, "Accept", "text/html")})
		got.Want(http.StatusOK)
		return got.Body.String()
	}
	verified := func(badge string) apptest.Object {
		t.Helper()
		return s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: badge}).Want(http.StatusOK)
	}
	signer := func(report apptest.Object) apptest.Object {
		t.Helper()
		o, ok := report["signer"].(apptest.Object)
		if !ok {
			t.Fatalf("no signer in %v", report)
		}
		return o
	}

	page := check(college.badgeOf(t, 1))
	if !strings.Contains(page, "This site sees this issuer for the first time.") {
		t.Error("the page does not say that the key is new here")
	}
	offer := offerField.FindStringSubmatch(page)
	if offer == nil {
		t.Fatalf("the report cannot be kept: %.2000s", page)
	}
	got := s.Do(apptest.Call{Method: http.MethodPost, Path: "/checks", Form: url.Values{"offer": {html.UnescapeString(offer[1])}}.Encode(), Header: with(sameOrigin, "Accept", "text/html")})
	got.Want(http.StatusCreated)
	kept := regexp.MustCompile(`/checks/[a-z0-9]{20,}`).FindString(got.Body.String())
	read := func(accept string) apptest.Answer {
		return s.Do(apptest.Call{Path: kept, Header: map[string]string{"Accept": accept}})
	}
	if body := read("text/html").Body.String(); !strings.Contains(body, "A report as of") || strings.Contains(body, "KEY_CHANGED") {
		t.Errorf("the kept report speaks of other keys already: %.1000s", body)
	}

	s.Pass(30 * 24 * time.Hour)
	if got := signer(verified(college.badgeOf(t, 2))); got["firstSeen"] != "2026-03-01T12:00:00Z" || got["code"] != nil {
		t.Errorf("a month later the signer is %v", got)
	}
	if page := check(college.badgeOf(t, 2)); !strings.Contains(page, "This site has seen it with this key since") {
		t.Error("the page does not say since when the key has been seen")
	}

	s.Pass(24 * time.Hour)
	college.key = ed25519.NewKeyFromSeed([]byte(strings.Repeat("2", 32))) // the new owner
	report := verified(college.badgeOf(t, 3))
	if got := signer(report); got["code"] != "KEY_CHANGED" || got["firstSeen"] != "2026-04-01T12:00:00Z" || got["issuerSince"] != "2026-03-01T12:00:00Z" {
		t.Errorf("the signer of a badge of the new owner is %v", got)
	}
	if report["verdict"] != "valid" { // the issuer's own document lists the key
		t.Errorf("the verdict is %v", report["verdict"])
	}
	page = check(college.badgeOf(t, 3))
	if !strings.Contains(page, "all its keys are others than those it was first seen with") {
		t.Error("the page does not say that the keys are others")
	}

	body := read("text/html").Body.String()
	if !strings.Contains(body, "KEY_CHANGED") || !strings.Contains(body, "All keys of the issuer are others since") || !strings.Contains(body, "You can rely on this badge") {
		t.Errorf("the kept report: %.3000s", body)
	}
	if got := read("application/json").Want(http.StatusOK); got["notice"] != "KEY_CHANGED" || got["keysChangedAt"] != "2026-04-01T12:00:00Z" || got["verdict"] != "valid" || got["at"] != "2026-03-01T12:00:00Z" {
		t.Errorf("the kept report as JSON: notice %v at %v, verdict %v of %v", got["notice"], got["keysChangedAt"], got["verdict"], got["at"])
	}
	// The badge that was kept is of a key that the issuer lists no more.
	college2 := &elsewhere{ed25519.NewKeyFromSeed([]byte(strings.Repeat("1", 32)))}
	if got := verified(college2.badgeOf(t, 1)); got["verdict"] != "invalid" {
		t.Errorf("a badge of the old key is %v", got["verdict"])
	}
}
