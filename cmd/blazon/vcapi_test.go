package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A tap lets a test read what a program that runs has written.
type tap struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *tap) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *tap) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// startVCAPI runs the command and returns its address and what stops it.
func startVCAPI(t *testing.T, args ...string) (base string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var out, errs tap
	w := &world{ctx: ctx, in: strings.NewReader(""), out: &out, err: &errs, now: time.Now, rand: rand.Reader}
	done := make(chan int, 1)
	go func() { done <- run(w, append([]string{"vcapi", "--listen", "localhost:0"}, args...)) }()
	deadline := time.Now().Add(30 * time.Second)
	for base == "" {
		if time.Now().After(deadline) {
			t.Fatalf("it does not start: %s %s", out.String(), errs.String())
		}
		time.Sleep(10 * time.Millisecond)
		if _, rest, ok := strings.Cut(out.String(), "is served at "); ok && strings.Contains(rest, "SHA-256") {
			base, _, _ = strings.Cut(rest, "\n")
		}
	}
	return base, func() int {
		cancel()
		select {
		case code := <-done:
			return code
		case <-time.After(20 * time.Second):
			t.Error("it does not stop")
			return -1
		}
	}
}

func TestVCAPI(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	base, stop := startVCAPI(t, "--tls-self-signed", "--keys", dir)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	call := func(path string, body any) (int, map[string]any) {
		t.Helper()
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Post(base+path, "application/json", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]any
		if err := json.Unmarshal(text, &out); err != nil {
			t.Fatalf("%d %s", resp.StatusCode, text)
		}
		return resp.StatusCode, out
	}
	const suite = "ecdsa-rdfc-2019"
	data, err := os.ReadFile(filepath.Join(dir, suite+".key"))
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(filepath.Join(dir, suite+".key")); info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v", info.Mode())
	}
	var kf keyFile
	if err := json.Unmarshal(data, &kf); err != nil || !strings.HasPrefix(kf.DID, "did:key:zDn") {
		t.Fatalf("%v %s", err, kf.DID)
	}
	code, out := call("/"+suite+"/credentials/issue", map[string]any{
		"credential": map[string]any{
			"@context": []string{"https://www.w3.org/ns/credentials/v2"}, "type": []string{"VerifiableCredential"},
			"issuer": kf.DID, "credentialSubject": map[string]any{"id": "did:example:ada"},
		},
		"options": map[string]any{"credentialStatus": map[string]any{"statusPurpose": "revocation"}},
	})
	if code != http.StatusCreated {
		t.Fatalf("%d %v", code, out)
	}
	vc := out["verifiableCredential"].(map[string]any)
	if code, out := call("/"+suite+"/credentials/verify", map[string]any{"verifiableCredential": vc}); code != http.StatusOK {
		t.Errorf("%d %v", code, out)
	}
	list := vc["credentialStatus"].(map[string]any)["statusListCredential"].(string)
	resp, err := client.Get(list)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(list, "https://localhost:") {
		t.Errorf("%s: %d", list, resp.StatusCode)
	}
	if code := stop(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	// Another start has the same keys.
	base, stop = startVCAPI(t, "--tls-self-signed", "--keys", dir, "--proof-only")
	resp, err = client.Get(base + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var index map[string]struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&index); err != nil || index[suite].ID != kf.DID {
		t.Errorf("%v %v", err, index)
	}
	stop()
}

func TestVCAPIMisuse(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "eddsa-rdfc-2022.key"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no keys":       {nil, exitUsage, "keys"},
		"no port":       {[]string{"--keys", dir, "--listen", "localhost"}, exitUsage, "host and port"},
		"a damaged key": {[]string{"--keys", dir, "--listen", "localhost:0"}, exitInvalid, "eddsa-rdfc-2022.key"},
	} {
		var out, errs bytes.Buffer
		w := &world{ctx: t.Context(), in: strings.NewReader(""), out: &out, err: &errs, now: time.Now, rand: rand.Reader}
		if code := run(w, append([]string{"vcapi"}, tt.args...)); code != tt.code || !strings.Contains(errs.String(), tt.says) {
			t.Errorf("%s: %d %s", name, code, errs.String())
		}
	}
}
