package app_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/app"
	"blazon/internal/app/apptest"
	"blazon/jsonld"
)

// TestTrustedIssuers: whoever checks a badge is told that a list of the operator has
// its issuer, on the page and by the API.
func TestTrustedIssuers(t *testing.T) {
	badge := imported(t, func(doc string) string { return doc })
	_, id, _ := strings.Cut(badge, `"issuer":{"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	file := filepath.Join(t.TempDir(), "partners.json")
	if err := os.WriteFile(file, []byte(`{"name":"Our partners","issuers":[{"id":"`+id+`","name":"The Club"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		lists []string
		state any
		says  string
	}{
		"on a list":       {[]string{file}, "recognized", "Recognised by <bdi>Our partners</bdi> as “<bdi>The Club</bdi>”."},
		"nobody is asked": {nil, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := apptest.New(t, func(c *app.Config) { c.Trust = tt.lists })
			trust, _ := s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: badge}).Want(http.StatusOK)["trust"].(apptest.Object)
			if trust["state"] != tt.state {
				t.Errorf("trust %v", trust)
			}
			page := s.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: url.Values{"text": {badge}}.Encode(), Header: with(sameOrigin, "Accept", "text/html")}).Body.String()
			if got := strings.Contains(page, "Recognised by"); got != (tt.says != "") || !strings.Contains(page, tt.says) {
				t.Errorf("the page says so: %t", got)
			}
		})
	}
}

// TestTrustSettings: what cannot be read is refused at the start, with the setting.
func TestTrustSettings(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"issuers":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for setting, change := range map[string]func(*app.Config){
		"BLAZON_TRUST":      func(c *app.Config) { c.Trust = []string{bad} },
		"--trust":           func(c *app.Config) { c.Trust = []string{bad + ".none"} },
		"BLAZON_REGISTRIES": func(c *app.Config) { c.Registries = []string{"https://ministry.example/issuers"} },
	} {
		config := app.Config{Data: t.TempDir(), Listen: "localhost:0", BaseURL: apptest.BaseURL}
		change(&config)
		a, err := app.New(t.Context(), config, app.Deps{Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
		if err == nil {
			t.Errorf("%s: no error", setting)
			_ = a.Close()
			continue
		}
		if !strings.Contains(err.Error(), setting) {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

// shelf serves one document at every address, or nothing.
type shelf struct{ body string }

func (s *shelf) Fetch(_ context.Context, at, _ string) (*did.Response, error) {
	if s.body == "" {
		return nil, &did.FetchError{URL: at, Err: errors.New("nobody there")}
	}
	return &did.Response{URL: at, Status: 200, MediaType: "application/json", Body: []byte(s.body)}, nil
}

// TestRegistryOfIssuers: a registry is asked for, counts for a day when it cannot be
// had any more, and counts no longer at once when it is not valid.
func TestRegistryOfIssuers(t *testing.T) {
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat("r", 32)))
	ministry, method, err := did.KeyDID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	badge := imported(t, func(doc string) string { return doc })
	_, issuer, _ := strings.Cut(badge, `"issuer":{"id":"`)
	issuer, _, _ = strings.Cut(issuer, `"`)
	doc := `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"https://ministry.example/issuers",` +
		`"type":["VerifiableCredential"],"name":"Ministry of Education","issuer":"` + ministry + `","validFrom":"2026-01-01T00:00:00Z","validUntil":"2026-06-01T00:00:00Z",` +
		`"credentialSubject":[{"id":"` + issuer + `","type":["Profile"],"name":"The Club"}]}`
	signed, err := dataintegrity.Default().Sign(t.Context(), &jsonld.Processor{Contexts: jsonld.Pinned()}, []byte(doc), "eddsa-rdfc-2022", key, dataintegrity.Options{VerificationMethod: method})
	if err != nil {
		t.Fatal(err)
	}
	s := apptest.New(t, func(c *app.Config) { c.Registries = []string{"https://ministry.example/issuers=" + ministry} })
	world := &shelf{string(signed)}
	s.Verifier.Fetcher = world
	state := func() any {
		t.Helper()
		trust, _ := s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: badge}).Want(http.StatusOK)["trust"].(apptest.Object)
		return trust["state"]
	}
	if got := state(); got != "unknown" {
		t.Errorf("before it was asked: %v", got)
	}
	for _, step := range []struct {
		what   string
		served string
		later  time.Duration
		want   string
	}{
		{"it is there", string(signed), 0, "recognized"},
		{"it was changed", strings.Replace(string(signed), "The Club", "Any Club", 1), time.Hour, "unknown"},
		{"it is there again", string(signed), time.Hour, "recognized"},
		{"it cannot be had", "", 23 * time.Hour, "recognized"},
		{"it cannot be had for a day", "", 2 * time.Hour, "unknown"},
		{"it is back", string(signed), time.Hour, "recognized"},
		{"it has run out", string(signed), 100 * 24 * time.Hour, "unknown"},
	} {
		s.Pass(step.later)
		world.body = step.served
		s.AskRegistries(t.Context())
		if got := state(); got != step.want {
			t.Errorf("%s: %v, want %s", step.what, got, step.want)
		}
	}
	if !strings.Contains(s.Log.String(), "a registry of issuers cannot be used") {
		t.Error("the log does not say that it could not be used")
	}
}
