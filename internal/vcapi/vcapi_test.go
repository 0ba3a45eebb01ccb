package vcapi_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/did"
	"blazon/internal/signing"
	"blazon/internal/vcapi"
	"blazon/internal/work"
)

const base = "https://localhost:8443"

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// keys are made once: RSA takes its time.
var keys = sync.OnceValue(func() map[string]signing.Key {
	out := make(map[string]signing.Key)
	for _, s := range signing.Suites() {
		signer, err := s.NewSigner(rand.Reader)
		if err != nil {
			panic(err)
		}
		if out[s.Name], err = signing.NewKey(s, signer); err != nil {
			panic(err)
		}
	}
	return out
})

// A client calls a server.
type client struct {
	testing.TB
	handler http.Handler
}

func serve(t testing.TB, edit func(*vcapi.Server)) client {
	t.Helper()
	s := &vcapi.Server{BaseURL: base, Now: func() time.Time { return now }, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	for _, k := range keys() {
		s.Keys = append(s.Keys, k)
	}
	if edit != nil {
		edit(s)
	}
	h, err := s.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return client{t, h}
}

func (c client) send(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, base+path, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w
}

func (c client) post(path string, body any) (int, map[string]any) {
	c.Helper()
	text, ok := body.(string)
	if !ok {
		data, err := json.Marshal(body)
		if err != nil {
			c.Fatal(err)
		}
		text = string(data)
	}
	w := c.send(http.MethodPost, path, text)
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		c.Fatalf("%s: %d %s: %v", path, w.Code, w.Body, err)
	}
	return w.Code, out
}

// object is a JSON object that a test changes.
type object = map[string]any

// credential is one with no more than must be in it.
func credential(suite string) object {
	doc := object{
		"@context":          []any{"https://www.w3.org/ns/credentials/v2"},
		"id":                "urn:uuid:36245ee9-9074-4b05-a777-febff2e69757",
		"type":              []any{"VerifiableCredential"},
		"issuer":            keys()[suite].DID,
		"credentialSubject": object{"id": "urn:uuid:1a0e4ef5-091f-4060-842e-18e519ab9440", "name": "Alice"},
	}
	if suite == "ecdsa-sd-2023" {
		doc["validUntil"] = "9999-12-31T23:59:59Z" // without an end nobody knows whether its holder hides one
	}
	return doc
}

// clone copies v by way of JSON.
func clone[T any](t testing.TB, v T) T {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// issue issues a credential and returns it.
func (c client) issue(suite string, doc object, options object) any {
	c.Helper()
	code, out := c.post("/"+suite+"/credentials/issue", object{"credential": doc, "options": options})
	if code != http.StatusCreated {
		c.Fatalf("%s: %d %v", suite, code, out)
	}
	return out["verifiableCredential"]
}

// shown is what a holder shows of an issued credential.
func (c client) shown(suite string, vc any) any {
	c.Helper()
	if suite != "ecdsa-sd-2023" {
		return vc
	}
	code, out := c.post("/"+suite+"/credentials/derive", object{"verifiableCredential": vc, "options": object{"selectivePointers": []any{"/credentialSubject"}}})
	if code != http.StatusCreated {
		c.Fatalf("derive: %d %v", code, out)
	}
	return out["verifiableCredential"]
}

func (c client) verify(suite string, vc any, options object) (int, map[string]any) {
	c.Helper()
	return c.post("/"+suite+"/credentials/verify", object{"verifiableCredential": vc, "options": options})
}

var onlyProof = object{"checks": []any{"proof"}}

func TestEverySuite(t *testing.T) {
	c := serve(t, nil)
	if len(signing.Suites()) != 14 {
		t.Errorf("%d suites", len(signing.Suites()))
	}
	for _, s := range signing.Suites() {
		t.Run(s.Name, func(t *testing.T) {
			c := client{t, c.handler}
			doc := credential(s.Name)
			vc := c.shown(s.Name, c.issue(s.Name, doc, nil))
			for _, options := range []object{nil, onlyProof} {
				code, out := c.verify(s.Name, vc, options)
				if s.Name == "ecdsa-sd-2023" && options == nil {
					// It shows no status, and nobody can see whether its holder hides one.
					if code != http.StatusBadRequest || !strings.Contains(fmt.Sprint(out["problemDetails"]), "PARTS_HIDDEN") {
						t.Errorf("verify what may have been left out: %d %v", code, out)
					}
					continue
				}
				if code != http.StatusOK || out["verified"] != true || len(out["errors"].([]any)) != 0 || !strings.Contains(fmt.Sprint(out["checks"]), "proof") {
					t.Errorf("verify with %v: %d %v", options, code, out)
				}
			}
			if changed := change(t, vc); changed != nil {
				code, out := c.verify(s.Name, changed, onlyProof)
				if code != http.StatusBadRequest || out["verified"] != false || len(out["problemDetails"].([]any)) == 0 {
					t.Errorf("changed: %d %v", code, out)
				}
			}
			if s.Name != "ecdsa-sd-2023" {
				if code, _ := c.post("/"+s.Name+"/credentials/derive", object{"verifiableCredential": vc}); code != http.StatusBadRequest {
					t.Errorf("derive: %d", code)
				}
			}
		})
	}
}

// change returns vc with something else in it than was signed.
func change(t testing.TB, vc any) any {
	t.Helper()
	if text, ok := vc.(string); ok {
		return text[:len(text)-8] + "AAAAAAAA"
	}
	doc := clone(t, vc.(object))
	if id, _ := doc["id"].(string); strings.HasPrefix(id, "data:") {
		head, rest, _ := strings.Cut(id, ".")
		payload, signature, _ := strings.Cut(rest, ".")
		doc["id"] = head + "." + payload + "." + strings.Repeat("A", len(signature)-2) + signature[len(signature)-2:]
		return doc
	}
	doc["credentialSubject"].(object)["name"] = "Mallory"
	return doc
}

// An endpoint verifies what is secured its own way, and nothing else.
func TestOneSuiteAnEndpoint(t *testing.T) {
	c := serve(t, nil)
	made := map[string]any{}
	for _, name := range []string{"eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt-eddsa", "jwt-es256"} {
		made[name] = c.issue(name, credential(name), nil)
	}
	for at := range made {
		for from, vc := range made {
			want := http.StatusBadRequest
			if at == from {
				want = http.StatusOK
			}
			if code, out := c.verify(at, vc, nil); code != want {
				t.Errorf("of %s at %s: %d %v", from, at, code, out)
			}
		}
	}
}

func TestRequests(t *testing.T) {
	c := serve(t, nil)
	good := marshal(t, credential("eddsa-rdfc-2022"))
	for _, tt := range []struct{ name, path, body string }{
		{"not JSON", "issue", `{"credential":`},
		{"a list", "issue", `[]`},
		{"a member twice", "issue", `{"credential":` + good + `,"credential":{}}`},
		{"something behind it", "issue", `{"credential":` + good + `}{}`},
		{"no credential", "issue", `{"verifiableCredential":` + good + `}`},
		{"an unknown member", "issue", `{"credential":` + good + `,"extra":1}`},
		{"a credential that is a text", "issue", `{"credential":"x"}`},
		{"options that are a list", "issue", `{"credential":` + good + `,"options":[]}`},
		{"an unknown option", "issue", `{"credential":` + good + `,"options":{"expire":"x"}}`},
		{"another suite", "issue", `{"credential":` + good + `,"options":{"cryptosuite":"ecdsa-rdfc-2019"}}`},
		{"a date without zone", "issue", `{"credential":` + good + `,"options":{"created":"2026-01-01T00:00:00"}}`},
		{"mandatory parts", "issue", `{"credential":` + good + `,"options":{"mandatoryPointers":["/issuer"]}}`},
		{"a status of another type", "issue", `{"credential":` + good + `,"options":{"credentialStatus":{"type":"StatusList2021Entry"}}}`},
		{"nothing to verify", "verify", `{}`},
		{"not JSON to verify", "verify", `nothing`},
		{"an unknown check", "verify", `{"verifiableCredential":{},"options":{"checks":["everything"]}}`},
		{"too deep", "verify", `{"verifiableCredential":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`},
		{"too large", "verify", `{"verifiableCredential":"` + strings.Repeat("x", 6<<20) + `"}`},
		{"nothing to derive", "derive", `{"credential":{}}`},
		{"no status", "status", `{"credentialId":"urn:x:1"}`},
		{"an unknown credential", "status", `{"credentialId":"urn:x:1","credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation"}}`},
		{"results", "verify", `{"verifiableCredential":` + good + `,"options":{"returnResults":true}}`},
		{"a wish that is a text", "verify", `{"verifiableCredential":` + good + `,"options":{"returnCredential":"true"}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := c.send(http.MethodPost, "/eddsa-rdfc-2022/credentials/"+tt.path, tt.body)
			if tt.name == "too large" && w.Code == http.StatusRequestEntityTooLarge {
				return // its length was announced, so nothing of it was read
			}
			if w.Code != http.StatusBadRequest || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	// A page of another site must not have anything signed: a form is no JSON.
	r := httptest.NewRequest(http.MethodPost, base+"/eddsa-rdfc-2022/credentials/issue", strings.NewReader(`{"credential":`+good+`}`))
	r.Header.Set("Content-Type", "text/plain")
	w := httptest.NewRecorder()
	if c.handler.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
		t.Errorf("as text/plain: %d %s", w.Code, w.Body)
	}
	if w := c.send(http.MethodPost, "/no-such-suite/credentials/issue", "{}"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown suite: %d", w.Code)
	}
	w = c.send(http.MethodGet, "/", "")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), keys()["jwt-rs256"].DID) {
		t.Errorf("the index: %d %s", w.Code, w.Body)
	}
}

// F-19: a storm of requests. All that are taken on are answered rightly, the
// others are asked to come back.
func TestAbuse_F_19(t *testing.T) {
	c := serve(t, func(s *vcapi.Server) { s.Pool = &work.Pool{Workers: 2, Queue: 60, Patience: time.Minute} })
	const suite = "ecdsa-rdfc-2019"
	body := marshal(t, object{"credential": credential(suite), "options": object{"credentialStatus": object{"statusPurpose": "revocation"}}})
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := make(map[string]bool)
	for range 50 {
		wg.Go(func() {
			w := c.send(http.MethodPost, "/"+suite+"/credentials/issue", body)
			var out struct {
				VC struct {
					Status struct {
						Index string `json:"statusListIndex"`
					} `json:"credentialStatus"`
				} `json:"verifiableCredential"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusCreated {
				t.Errorf("%d %s", w.Code, w.Body)
				return
			}
			mu.Lock()
			seen[out.VC.Status.Index] = true
			mu.Unlock()
			v := c.send(http.MethodPost, "/"+suite+"/credentials/verify", w.Body.String()) // the answer is a request
			if v.Code != http.StatusOK {
				t.Errorf("verify: %d %s", v.Code, v.Body)
			}
		})
	}
	wg.Wait()
	if len(seen) != 50 {
		t.Errorf("%d places for 50 credentials", len(seen))
	}
	full := serve(t, func(s *vcapi.Server) {
		s.Pool = &work.Pool{Workers: 1, Queue: 1, Patience: time.Minute}
	})
	refused := 0
	for range 20 {
		wg.Go(func() {
			w := full.send(http.MethodPost, "/jwt-rs256/credentials/issue", marshal(t, object{"credential": credential("jwt-rs256")}))
			mu.Lock()
			defer mu.Unlock()
			if w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") != "" {
				refused++
			} else if w.Code != http.StatusCreated {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	wg.Wait()
	if refused == 0 {
		t.Error("nobody was asked to come back")
	}
}

// slow is a network that answers when it is told to.
type slow struct {
	asked  chan string
	answer chan struct{}
}

func (s slow) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	s.asked <- url
	<-s.answer
	return &did.Response{URL: url, Status: http.StatusNotFound, FetchedAt: now}, nil
}

// F-19: whoever sends half a request, or has something verified that waits for an
// issuer, keeps nobody from being answered.
func TestAbuse_F_19_Slow(t *testing.T) {
	network := slow{make(chan string, 1), make(chan struct{})}
	c := serve(t, func(s *vcapi.Server) {
		s.Pool, s.Network = &work.Pool{Workers: 1, Queue: 1, Patience: 100 * time.Millisecond}, network
	})
	const suite = "eddsa-rdfc-2022"
	others := func() {
		t.Helper()
		if code, out := c.post("/"+suite+"/credentials/issue", object{"credential": credential(suite)}); code != http.StatusCreated {
			t.Errorf("%d %v", code, out)
		}
	}
	var wg sync.WaitGroup
	var ends []*io.PipeWriter
	for range 5 {
		body, end := io.Pipe()
		ends = append(ends, end)
		wg.Go(func() {
			r := httptest.NewRequest(http.MethodPost, base+"/"+suite+"/credentials/issue", body)
			r.Header.Set("Content-Type", "application/json")
			c.handler.ServeHTTP(httptest.NewRecorder(), r)
		})
		if _, err := end.Write([]byte("{")); err != nil { // it is being read
			t.Fatal(err)
		}
	}
	others()
	for _, end := range ends {
		_ = end.Close()
	}
	wg.Wait()

	doc := credential(suite)
	doc["credentialStatus"] = object{"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7", "statusListCredential": "https://slow.example/list"}
	vc := c.issue(suite, doc, nil)
	wg.Go(func() {
		if code, out := c.verify(suite, vc, nil); code != http.StatusBadRequest {
			t.Errorf("%d %v", code, out)
		}
	})
	<-network.asked
	others()
	close(network.answer)
	wg.Wait()
}
