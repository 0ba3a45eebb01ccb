package web_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"blazon"
	"blazon/bake"
	"blazon/internal/app/apptest"
	"blazon/jsonld"
	"blazon/vc"
)

// TestAwardAddress asks for an award in every form that its address has.
func TestAwardAddress(t *testing.T) {
	d := newDesk(t)
	path := "/awards/" + d.award
	signed := d.public(path, "Accept", "application/vc").Body.Bytes()
	for _, c := range []struct{ accept, kind, begins string }{
		{"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "text/html; charset=utf-8", "<!doctype html>"},
		{"", "text/html; charset=utf-8", "<!doctype html>"},
		{"*/*", "text/html; charset=utf-8", "<!doctype html>"},
		{"application/vc", "application/vc", "{"},
		{"application/vc+ld+json", "application/vc+ld+json", "{"},
		{"application/ld+json", "application/ld+json", "{"},
		{`application/ld+json; profile="https://www.w3.org/ns/credentials/v2"`, "application/ld+json", "{"},
		{"application/json", "application/json", "{"},
		{"application/json;q=0.5, application/vc+jwt", "application/vc+jwt", "eyJ"},
		{"application/vc+jwt", "application/vc+jwt", "eyJ"},
		{"application/jwt", "application/jwt", "eyJ"},
		{"text/plain", "text/plain", "eyJ"},
		{"image/png", "image/png", "\x89PNG"},
		{"image/svg+xml", "image/svg+xml", "<"},
		{"image/*", "image/png", "\x89PNG"},
	} {
		header := map[string]string{}
		if c.accept != "" {
			header["Accept"] = c.accept
		}
		got := d.Do(apptest.Call{Path: path, Header: header})
		kind := got.Header().Get("Content-Type")
		if got.Code != http.StatusOK || kind != c.kind || !bytes.HasPrefix(got.Body.Bytes(), []byte(c.begins)) {
			t.Errorf("%q: status %d, %q: %.60q", c.accept, got.Code, kind, got.Body)
			continue
		}
		if got.Header().Get("Access-Control-Allow-Origin") != "*" || got.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%q: other sites may read it as %v", c.accept, got.Header())
		}
		if !strings.Contains(strings.Join(got.Header().Values("Vary"), ","), "Accept") {
			t.Errorf("%q: caches are not told that it varies: %v", c.accept, got.Header().Values("Vary"))
		}
		if strings.Contains(c.kind, "json") && !bytes.Equal(got.Body.Bytes(), signed) {
			t.Errorf("%q: other bytes than those that were signed", c.accept)
		}
		etag := got.Header().Get("ETag")
		if etag == "" {
			t.Errorf("%q: there is no ETag", c.accept)
			continue
		}
		header["If-None-Match"] = etag
		again := d.Do(apptest.Call{Path: path, Header: header})
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%q: asked whether it changed: status %d, %d bytes", c.accept, again.Code, again.Body.Len())
		}
		head := d.Do(apptest.Call{Method: http.MethodHead, Path: path, Header: map[string]string{"Accept": header["Accept"]}})
		if head.Code != http.StatusOK || head.Body.Len() > 0 {
			t.Errorf("HEAD %q: status %d, %d bytes", c.accept, head.Code, head.Body.Len())
		}
	}
	for _, accept := range []string{"video/mp4", "application/pdf", "application/vc;q=0"} {
		if got := d.Do(apptest.Call{Path: path, Header: map[string]string{"Accept": accept}}); got.Code != http.StatusNotAcceptable {
			t.Errorf("%q: status %d, want 406", accept, got.Code)
		}
	}
	if got := d.Do(apptest.Call{Path: "/awards/nothing", Header: map[string]string{"Accept": "application/vc"}}); got.Code != http.StatusNotFound {
		t.Errorf("an award that is not there: status %d", got.Code)
	}
}

// What can be downloaded is the same award, and both pictures hold it twice.
func TestAwardFiles(t *testing.T) {
	d := newDesk(t)
	base := "/awards/" + d.award
	signed := d.public(base, "Accept", "application/vc").Body.Bytes()
	for _, file := range []string{"credential.json", "credential.jwt", "badge.png", "badge.svg"} {
		got := d.public(base + "/" + file)
		if got.Code != http.StatusOK || !strings.Contains(got.Header().Get("Content-Disposition"), "attachment") || got.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: status %d, %v", file, got.Code, got.Header())
		}
		data := got.Body.Bytes()
		rep, err := blazon.Verify(t.Context(), d.Verifier, data, vc.Options{})
		if err != nil || rep.Verdict != "valid" {
			t.Errorf("%s: %v, %+v", file, err, rep)
		}
		if !strings.HasPrefix(file, "badge.") {
			continue
		}
		found, err := bake.From(data)
		if err != nil || len(found) != 2 {
			t.Errorf("%s holds %d badges: %v", file, len(found), err)
		}
	}
	if got := d.public(base + "/credential.json").Body.Bytes(); !bytes.Equal(got, signed) {
		t.Error("the file is not what the address answers")
	}
	if got := d.public(base + "/other.txt"); got.Code != http.StatusNotFound {
		t.Errorf("a file that is not there: status %d", got.Code)
	}
}

// A revoked Assertion answers 410 and says why; OB 2.0, HostedBadge.
func TestRevokedAssertion(t *testing.T) {
	d := newDesk(t)
	path := "/ob2/awards/" + d.award
	before := d.public(path, "Accept", "application/ld+json")
	if v, err := jsonld.Parse(before.Body.Bytes(), jsonld.Limits{}); err != nil || before.Code != http.StatusOK || v.Get("type").Str() != "Assertion" {
		t.Fatalf("status %d: %s", before.Code, before.Body)
	}
	d.send(d.at("/awards/"+d.award+"/revoke"), "reason", "It went to the wrong Ada.")
	got := d.public(path, "Accept", "application/ld+json")
	v, err := jsonld.Parse(got.Body.Bytes(), jsonld.Limits{})
	if err != nil || got.Code != http.StatusGone {
		t.Fatalf("status %d: %s", got.Code, got.Body)
	}
	if v.Get("id").Str() != apptest.BaseURL+path || v.Get("revocationReason").Str() != "It went to the wrong Ada." {
		t.Errorf("%s", got.Body)
	}
	if revoked, _ := v.Get("revoked").Bool(); !revoked {
		t.Errorf("%s", got.Body)
	}
	if got.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Error("other sites cannot read that it is revoked")
	}
	if got := d.public("/awards/"+d.award, "Accept", "application/vc"); got.Code != http.StatusOK {
		t.Errorf("the signed credential: status %d; its status list says that it is revoked", got.Code)
	}
}

// The other public documents say what they are.
func TestDocuments(t *testing.T) {
	d := newDesk(t)
	for path, c := range map[string]struct{ accept, kind string }{
		"/issuers/" + d.issuer:                               {"application/ld+json", "application/ld+json"},
		"/issuers/" + d.issuer + "/did.json":                 {"*/*", "application/did+json"},
		"/issuers/" + d.issuer + "/status/1":                 {"application/vc+ld+json", "application/vc+ld+json"},
		"/issuers/" + d.issuer + "/revocations":              {"*/*", "application/json"},
		"/badges/" + d.achievement:                           {"application/ld+json", "application/ld+json"},
		"/badges/" + d.achievement + "/versions/1":           {"application/json", "application/json"},
		"/badges/" + d.achievement + "/versions/1/image.png": {"*/*", "image/png"},
		"/badges/" + d.achievement + "/versions/1/image.svg": {"*/*", "image/svg+xml"},
		"/ob2/issuers/" + d.issuer:                           {"*/*", "application/ld+json"},
		"/ob2/badges/" + d.achievement + "/versions/1":       {"application/json", "application/json"},
		"/.well-known/jwks.json":                             {"*/*", "application/jwk-set+json"},
	} {
		got := d.public(path, "Accept", c.accept, "Origin", "https://elsewhere.example")
		if got.Code != http.StatusOK || got.Header().Get("Content-Type") != c.kind || got.Body.Len() == 0 {
			t.Errorf("%s: status %d, %q: %.200s", path, got.Code, got.Header().Get("Content-Type"), got.Body)
		}
		if got.Header().Get("Access-Control-Allow-Origin") != "*" || got.Header().Get("ETag") == "" {
			t.Errorf("%s: %v", path, got.Header())
		}
	}
}
