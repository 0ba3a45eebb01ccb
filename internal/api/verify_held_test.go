package api_test

import (
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

// statusList is a credential that is no badge, of a did:key, with so many proofs of which
// each names a domain of so many bytes.
func statusList(t *testing.T, now time.Time, proofs, domain int) string {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	name, err := did.EncodeMultikey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	var list bytes.Buffer
	z := gzip.NewWriter(&list)
	_, _ = z.Write(make([]byte, 16384))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	doc := fmt.Appendf(nil, `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"https://a.example/l","type":["VerifiableCredential","BitstringStatusListCredential"],`+
		`"issuer":"did:key:%s","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"https://a.example/l#list","type":"BitstringStatusList",`+
		`"statusPurpose":"revocation","encodedList":"u%s"}}`, name, base64.RawURLEncoding.EncodeToString(list.Bytes()))
	for n := range proofs {
		opt := dataintegrity.Options{
			VerificationMethod: "did:key:" + name + "#" + name, Created: now.Add(-time.Hour), Domain: strings.Repeat("&", domain),
			ID: fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n),
		}
		if n > 0 {
			opt.PreviousProof = []string{fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n-1)}
		}
		if doc, err = dataintegrity.Default().Sign(t.Context(), &jsonld.Processor{Contexts: jsonld.Pinned()}, doc, "eddsa-jcs-2022", key, opt); err != nil {
			t.Fatal(err)
		}
	}
	return string(doc)
}

// A slow reader takes nothing of an answer until it is let go.
type slowReader struct {
	*httptest.ResponseRecorder
	begun chan int // how much it is to take
	goOn  chan struct{}
}

func (s slowReader) Write(p []byte) (int, error) {
	s.begun <- len(p)
	<-s.goOn
	return s.ResponseRecorder.Write(p)
}

// TestAbuse_F_19_NoBadge: what is answered about something that is no badge is counted as a
// report is, however much of it there is: whoever asks for much of it and takes nothing is
// asked to come back.
func TestAbuse_F_19_NoBadge(t *testing.T) {
	d := newDesk(t)
	list := statusList(t, d.Now(), 8, 59_000)
	kind, body := form(t, "file", list, "explain", "true")
	p := d.verify(kind, body)
	problem := p.Want(http.StatusUnprocessableEntity)
	if checks, _ := problem["checks"].([]any); len(checks) != 9 || problem["code"] == nil || problem["remedy"] == nil || problem["request"] != p.Header().Get("X-Request-Id") {
		t.Fatalf("%.300s", p.Body)
	}
	if p.Body.Len() < 512<<10 || p.Body.Len() > 2*len(list) {
		t.Errorf("%d bytes about what has %d", p.Body.Len(), len(list))
	}

	goOn := make(chan struct{})
	var all sync.WaitGroup
	held, refused := 0, 0
	for n := range 40 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/verify", strings.NewReader(body))
		r.Host, r.RemoteAddr = "badges.example", fmt.Sprintf("203.0.113.%d:1234", n)
		r.Header.Set("Content-Type", kind)
		w := slowReader{httptest.NewRecorder(), make(chan int, 9), goOn}
		all.Go(func() { d.Handler().ServeHTTP(w, r) })
		if size := <-w.begun; size > 10_000 {
			held += size
		} else {
			refused++
		}
	}
	close(goOn)
	all.Wait()
	if held > 33<<20 || refused == 0 {
		t.Errorf("%d MB are held for one network, %d requests were refused", held>>20, refused)
	}
}
