package app_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"log/slog"
	"net/http"
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

const scoutsURL = "https://scouts.example/context/v1"

// TestGivenContexts: a badge with words of a context that the operator gave is
// judged, and the answer says that it rests on that.
func TestGivenContexts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "scouts.json")
	text := []byte(`{"@context":{"@protected":true,"rope":"https://scouts.example/terms#rope"}}`)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	contexts, err := jsonld.Pinned().Add(scoutsURL, text)
	if err != nil {
		t.Fatal(err)
	}
	badge := scoutBadge(t, &jsonld.Processor{Contexts: contexts})
	for name, tt := range map[string]struct {
		given   []string
		verdict string
		note    bool
	}{
		"given":     {[]string{scoutsURL + "=" + file}, "valid", true},
		"not given": {nil, "invalid", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := apptest.New(t, func(c *app.Config) { c.Contexts = tt.given })
			answer := s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: badge})
			if got := answer.Want(http.StatusOK)["verdict"]; got != tt.verdict || strings.Contains(answer.Body.String(), "given by whoever runs it") != tt.note {
				t.Errorf("%s", answer.Body)
			}
		})
	}
}

// scoutBadge is a badge of a did:key with a word of the scouts.
func scoutBadge(t *testing.T, p *jsonld.Processor) string {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	multikey, err := did.EncodeMultikey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	id := "did:key:" + multikey
	doc := `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","` + scoutsURL + `"],` +
		`"id":"urn:uuid:91537dba-56cf-11ec-bf63-0242ac130002","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",` +
		`"issuer":{"id":"` + id + `","type":["Profile"],"name":"Scouts"},"validFrom":"2020-01-01T00:00:00Z",` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"urn:uuid:bd6d9316-f7ae-4073-a1e5-2f7f5bd22922",` +
		`"type":["Achievement"],"name":"Knots","rope":"hemp","description":"Ties","criteria":{"narrative":"Tie"}}}}`
	signed, err := dataintegrity.Default().Sign(context.Background(), p, []byte(doc), "eddsa-rdfc-2022", key, dataintegrity.Options{
		VerificationMethod: id + "#" + multikey, Created: time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(signed)
}

// TestContextSettings: what cannot be used is refused at the start, with the
// setting, and nothing is made.
func TestContextSettings(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, name)
	}
	good := write("good.json", `{"@context":{"rope":"https://scouts.example/terms#rope"}}`)
	bad := write("bad.json", `{"@context":{"@vocab":"https://scouts.example/terms#"}}`)
	for name, tt := range map[string]struct {
		contexts, schemas []string
		says              string
	}{
		"no file":          {[]string{scoutsURL}, nil, "BLAZON_CONTEXTS"},
		"no such file":     {[]string{scoutsURL + "=" + good + ".not"}, nil, scoutsURL},
		"a bad one":        {[]string{scoutsURL + "=" + bad}, nil, "@vocab"},
		"one that is ours": {[]string{"https://www.w3.org/ns/credentials/v2=" + good}, nil, "cannot be replaced"},
		"twice":            {[]string{scoutsURL + "=" + good, scoutsURL + "=" + good}, nil, "twice"},
		"very many":        {make([]string, 101), nil, "more than 100"},
		"no address":       {nil, []string{"scouts.example/"}, "BLAZON_SCHEMAS"},
		"http":             {nil, []string{"http://scouts.example/"}, "BLAZON_SCHEMAS"},
		"no slash":         {nil, []string{"https://scouts.example"}, "slash"},
	} {
		t.Run(name, func(t *testing.T) {
			c := app.Config{Data: filepath.Join(t.TempDir(), "data"), Listen: "localhost:0", BaseURL: apptest.BaseURL, Contexts: tt.contexts, Schemas: tt.schemas}
			a, err := app.New(t.Context(), c, app.Deps{Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
			if err == nil {
				t.Fatal("it was taken", a.Close())
			}
			if !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "BLAZON_") {
				t.Errorf("%v", err)
			}
			if _, err := os.Stat(c.Data); err == nil {
				t.Error("the data directory was made")
			}
		})
	}
	places, err := app.SchemaPlaces([]string{"https://scouts.example/schemas/", "did:web:scouts.example"})
	if err != nil || len(places) != 5 {
		t.Errorf("%v %v", places, err)
	}
}
