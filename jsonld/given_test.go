package jsonld_test

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"blazon/jsonld"
)

const (
	scoutsURL = "https://scouts.example/context/v1"
	scouts    = `{"@context":{"@version":1.1,"@protected":true,"id":"@id","type":"@type","KnotAchievement":{"@id":"https://scouts.example/terms#KnotAchievement",` +
		`"@context":{"rope":"https://scouts.example/terms#rope"}}}}`
)

func TestAdd(t *testing.T) {
	c, err := jsonld.Pinned().Add(scoutsURL, []byte(scouts))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(scouts))
	if source, digest := c.Source(scoutsURL); source != jsonld.Given || digest != hex.EncodeToString(sum[:]) {
		t.Errorf("%s %s", source, digest)
	}
	if source, _ := c.Source("https://www.w3.org/ns/credentials/v2"); source != jsonld.Published {
		t.Error(source)
	}
	if source, _ := c.Source("https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json"); source != jsonld.Own {
		t.Error(source)
	}
	if source, _ := c.Source("https://x.example"); source != "" || jsonld.Pinned().Has(scoutsURL) || !c.Alternate().Has(scoutsURL) {
		t.Error("a context is where it is not, or is not where it is")
	}
	v, err := jsonld.Parse([]byte(`{"@context":["https://www.w3.org/ns/credentials/v2","`+scoutsURL+`"],"id":"urn:x:1","type":["KnotAchievement"],"rope":"hemp"}`), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	nquads, err := (&jsonld.Processor{Contexts: c}).Canonize(context.Background(), v, crypto.SHA256)
	if err != nil || !strings.Contains(string(nquads), `<https://scouts.example/terms#rope> "hemp"`) {
		t.Errorf("%s %v", nquads, err)
	}
	// One that needs another comes after it, and takes the place of one that was given.
	further := `{"@context":["` + scoutsURL + `",{"sail":"https://scouts.example/terms#sail"}]}`
	if _, err := jsonld.Pinned().Add("https://scouts.example/context/v2", []byte(further)); err == nil {
		t.Error("a context names one that is not known")
	}
	if c, err = c.Add("https://scouts.example/context/v2", []byte(further)); err != nil {
		t.Error(err)
	}
	if _, err = c.Add(scoutsURL, []byte(`{"@context":{"rope":"https://scouts.example/terms#rope"}}`)); err != nil {
		t.Error(err)
	}
}

// badContexts are those that whoever runs the program cannot add, and why.
var badContexts = map[string]string{
	`<html>`:                            "JSON",
	`[]`:                                "no @context",
	`{"rope":"https://x.example/rope"}`: "no @context",
	`{"@context":{"rope":"https://x.example/rope"},"@context":{}}`: "duplicate",
	`{"@context":7}`:                                                                 "neither an object",
	`{"@context":[["x"]]}`:                                                           "neither an object",
	`{"@context":"https://nowhere.example/c"}`:                                       "nowhere.example",
	`{"@context":null}`:                                                              "neither an object",
	`{"@context":{"rope":7}}`:                                                        "rope",
	`{"@context":{"rope":null}}`:                                                     "meaning of \"rope\" away",
	`{"@context":{"rope":"rope"}}`:                                                   "rope",
	`{"@context":{"@vocab":"https://x.example/"}}`:                                   "@vocab",
	`{"@context":{"@base":"https://x.example/"}}`:                                    "@base",
	`{"@context":{"@import":"https://x.example/"}}`:                                  "@import",
	`{"@context":{"@language":"en"}}`:                                                "@language",
	`{"@context":{"@type":{"@container":"@set"}}}`:                                   "@type",
	`{"@context":{"@version":1.0}}`:                                                  "version",
	`{"@context":{"key":"@id"}}`:                                                     "another name of @id",
	`{"@context":{"id":"@type"}}`:                                                    "another name of @type",
	`{"@context":{"key":{"@id":"@graph"}}}`:                                          "another name of @graph",
	`{"@context":{"id":"https://x.example/id"}}`:                                     "id",
	`{"@context":{"type":"https://x.example/type"}}`:                                 "type",
	`{"@context":{"name":"https://x.example/name"}}`:                                 "name",
	`{"@context":{"proof":"https://x.example/proof"}}`:                               "proof",
	`{"@context":{"Achievement":"https://x.example/A"}}`:                             "Achievement",
	`{"@context":{"up":{"@reverse":"https://x.example/down"}}}`:                      "@reverse",
	`{"@context":{"up":{"@id":"https://x.example/up","@nest":"down"}}}`:              "@nest",
	`{"@context":{"@protected":true,"achievement":"https://x.example/achievement"}}`: "within",
	`{"@context":{"@protected":true,"issuer":"https://x.example/issuer"}}`:           "issuer",
	`{"@context":{"Knot":{"@id":"https://x.example/Knot","@context":{"@vocab":"https://x.example/"}}}}`:                             "@vocab",
	`{"@context":{"Knot":{"@id":"https://x.example/Knot","@context":{"proof":"https://x.example/proof"}}}}`:                         "within \"Knot\"",
	`{"@context":{"Knot":{"@id":"https://x.example/Knot","@context":null}}}`:                                                        "neither an object",
	`{"@context":{"Knot":{"@id":"https://x.example/Knot","@context":{"key":"@id"}}}}`:                                               "another name of @id",
	`{"@context":` + strings.Repeat(`{"K":{"@id":"https://x.example/K","@context":`, 20) + `{}` + strings.Repeat("}}", 20) + `}`:    "within each other",
	`{"@context":{"rope":"https://x.example/rope"},"about":"` + strings.Repeat(strings.Repeat("x", 60_000)+`","about`, 5) + `":""}`: "too large",
}

// TestAbuse_LD_01_Given: whoever runs the program can add words, and cannot give
// those of the standards another meaning.
func TestAbuse_LD_01_Given(t *testing.T) {
	for text, want := range badContexts {
		_, err := jsonld.Pinned().Add(scoutsURL, []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), scoutsURL) {
			t.Errorf("%.100s: %v", text, err)
		}
	}
	for _, url := range []string{"", "scouts", "file:///etc/passwd", "https://", "https://scouts.example/#c", "https://a@scouts.example/", "https://scouts.example/ c", "https://scouts.example/" + strings.Repeat("c", 3000)} {
		if _, err := jsonld.Pinned().Add(url, []byte(scouts)); err == nil {
			t.Errorf("%q is an address", url)
		}
	}
	for _, url := range []string{"https://www.w3.org/ns/credentials/v2", "https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json"} {
		if _, err := jsonld.Pinned().Add(url, []byte(scouts)); !errors.Is(err, jsonld.ErrPinned) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// FuzzAdd: no text makes Add panic, and none that it takes changes what a badge
// means that has no word of it.
func FuzzAdd(f *testing.F) {
	f.Add(scouts)
	for text := range badContexts {
		f.Add(text)
	}
	const badge = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"%s],` +
		`"id":"urn:x:1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots","issuer":{"id":"https://x.example","type":["Profile"],"url":"https://x.example"},` +
		`"validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"type":["AchievementSubject"],"achievement":{"id":"urn:x:2","type":["Achievement"],"name":"Knots","criteria":{"narrative":"Tie"}}}}`
	canonize := func(t testing.TB, c *jsonld.Contexts, more string) string {
		v, err := jsonld.Parse([]byte(fmt.Sprintf(badge, more)), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		nquads, err := (&jsonld.Processor{Contexts: c}).Canonize(context.Background(), v, crypto.SHA256)
		if err != nil {
			return err.Error()
		}
		return string(nquads)
	}
	want := canonize(f, jsonld.Pinned(), "")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := jsonld.Pinned().Add(scoutsURL, []byte(text))
		if err != nil {
			return
		}
		if got := canonize(t, c, `,"`+scoutsURL+`"`); got != want {
			t.Errorf("%s\nchanges it to\n%s", text, got)
		}
	})
}
