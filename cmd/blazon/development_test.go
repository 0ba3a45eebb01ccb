package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/did"
)

// called runs the program and returns what it said.
func called(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	w := &world{ctx: context.Background(), in: strings.NewReader(""), out: &out, err: &errs, now: time.Now, rand: rand.Reader}
	code = run(w, args)
	return code, out.String(), errs.String()
}

// TestVerifyOfASiteUnderDevelopment: a did:web on localhost is served over http
// there, and found with --allow-private only.
func TestVerifyOfASiteUnderDevelopment(t *testing.T) {
	dir := t.TempDir()
	var document string
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/issuers/7/did.json" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(document))
	}))
	t.Cleanup(site.Close)
	_, port, err := net.SplitHostPort(site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	issuer := "did:web:localhost%3A" + port + ":issuers:7"
	key := filepath.Join(dir, "key")
	code, own, said := called(t, "keys", "new", "--suite", "eddsa-rdfc-2022", "-o", key)
	if code != 0 {
		t.Fatalf("keys new: %s", said)
	}
	multikey, err := did.Parse(strings.TrimSpace(own))
	if err != nil {
		t.Fatal(err)
	}
	method := issuer + "#" + multikey.Identifier()
	document = fmt.Sprintf(`{"@context": ["https://www.w3.org/ns/did/v1"], "id": %[1]q, "verificationMethod": [{"id": %[2]q, "type": "Multikey", "controller": %[1]q, "publicKeyMultibase": %[3]q}], "assertionMethod": [%[2]q]}`,
		issuer, method, multikey.Identifier())
	draft := filepath.Join(dir, "draft.json")
	text := strings.Replace(readExample(t), "urn:example:club", issuer, 1)
	if err := os.WriteFile(draft, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	badge := filepath.Join(dir, "badge.json")
	if code, _, said := called(t, "sign", "--key", key, "-o", badge, draft); code != 0 {
		t.Fatalf("sign: %s", said)
	}
	if code, out, said := called(t, "verify", "--allow-private", badge); code != exitOK {
		t.Errorf("with --allow-private: %d\n%s%s", code, out, said)
	}
	if code, out, _ := called(t, "verify", badge); code != exitIndeterminate {
		t.Errorf("without --allow-private: %d\n%s", code, out)
	}
	bundle := filepath.Join(dir, "bundle.json")
	if code, _, said := called(t, "export", "--verify-bundle", "--allow-private", "-o", bundle, badge); code != exitOK {
		t.Errorf("export: %s", said)
	}
	if code, out, said := called(t, "verify", "--offline", bundle); code != exitOK {
		t.Errorf("offline: %d\n%s%s", code, out, said)
	}
}

// readExample returns an unsigned badge of urn:example:club.
func readExample(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../docs/examples/badge.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
