package vcapi_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/did"
	"blazon/internal/vcapi"
	"blazon/internal/work"
	"blazon/jsonld"
)

const base = "https://localhost:8443"

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// keys are made once: RSA takes its time.
var keys = sync.OnceValue(func() map[string]vcapi.Key {
	out := make(map[string]vcapi.Key)
	for _, s := range vcapi.Suites() {
		signer, err := s.NewSigner(rand.Reader)
		if err != nil {
			panic(err)
		}
		if out[s.Name], err = vcapi.NewKey(s, signer); err != nil {
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
	return object{
		"@context":          []any{"https://www.w3.org/ns/credentials/v2"},
		"id":                "urn:uuid:36245ee9-9074-4b05-a777-febff2e69757",
		"type":              []any{"VerifiableCredential"},
		"issuer":            keys()[suite].DID,
		"credentialSubject": object{"id": "urn:uuid:1a0e4ef5-091f-4060-842e-18e519ab9440", "name": "Alice"},
	}
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
	if len(vcapi.Suites()) != 14 {
		t.Errorf("%d suites", len(vcapi.Suites()))
	}
	for _, s := range vcapi.Suites() {
		t.Run(s.Name, func(t *testing.T) {
			c := client{t, c.handler}
			doc := credential(s.Name)
			if s.Name == "Ed25519Signature2020" {
				doc["@context"] = append(doc["@context"].([]any), "https://w3id.org/security/suites/ed25519-2020/v1")
			}
			vc := c.shown(s.Name, c.issue(s.Name, doc, nil))
			for _, options := range []object{nil, onlyProof} {
				code, out := c.verify(s.Name, vc, options)
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

// what the test suites of the W3C expect to be refused at issuing, by the section
// of the data model.
func TestIssueRefuses(t *testing.T) {
	set := func(path string, v any) func(object) {
		return func(doc object) {
			names := strings.Split(path, ".")
			for _, name := range names[:len(names)-1] {
				doc = doc[name].(object)
			}
			if last := names[len(names)-1]; v == nil {
				delete(doc, last)
			} else {
				doc[last] = v
			}
		}
	}
	null := json.RawMessage("null")
	const v2 = "https://www.w3.org/ns/credentials/v2"
	tests := map[string]func(object){
		"4.3 no context":                  set("@context", nil),
		"4.3 a number":                    set("@context", 4),
		"4.3 null":                        set("@context", null),
		"4.3 an object":                   set("@context", object{"foo": true}),
		"4.3 not in a list":               set("@context", v2),
		"4.3 another first":               set("@context", []any{"https://www.w3.org/ns/credentials/examples/v2", v2}),
		"4.3 no address":                  set("@context", []any{v2, "https ://not-a-url/contexts/example/v1"}),
		"4.3 a number behind":             set("@context", []any{v2, 123192875}),
		"4.3 unknown":                     set("@context", []any{v2, "https://example.org/unknown"}),
		"4.3 a term twice":                set("@context", []any{v2, object{"VerifiableCredential": "https://example.org/#Bad"}}),
		"4.3 a protected term":            set("@context", []any{v2, object{"@protected": true, "X": "https://example.org/#X"}, object{"X": "https://example.org/#Y"}}),
		"4.4 two ids":                     set("id", []any{"urn:x:1", "urn:x:2"}),
		"4.4 null id":                     set("id", null),
		"4.4 no URL":                      set("id", "https ://not-a-url/vcs"),
		"4.4 relative":                    set("id", "credentials/1"),
		"4.4 two ids of a subject":        set("credentialSubject.id", []any{"did:example:1", "did:example:2"}),
		"4.5 no type":                     set("type", nil),
		"4.5 a number":                    set("type", 4),
		"4.5 null":                        set("type", null),
		"4.5 empty":                       set("type", []any{}),
		"4.5 true":                        set("type", true),
		"4.5 not the one":                 set("type", []any{"https://example.org/#RelationshipCredential"}),
		"4.5 unmapped":                    set("type", []any{"VerifiableCredential", "ExampleTestCredential"}),
		"4.5 a number among them":         set("type", []any{"VerifiableCredential", 2}),
		"4.6 a name with more":            set("name", object{"@value": "x", "@language": "en", "url": "did:example:1"}),
		"4.6 a name that is a number":     set("name", 4),
		"4.6 a description with more":     set("description", object{"@value": "x", "@language": "en", "url": "did:example:1"}),
		"4.7 no issuer":                   set("issuer", nil),
		"4.7 null":                        set("issuer", null),
		"4.7 true":                        set("issuer", true),
		"4.7 empty":                       set("issuer", []any{}),
		"4.7 no URL":                      set("issuer", "fake-issuer"),
		"4.7 no URL as id":                set("issuer", object{"id": "fake-issuer"}),
		"4.7 null as id":                  set("issuer", object{"id": null}),
		"4.7 somebody else":               set("issuer", "did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"),
		"4.8 no subject":                  set("credentialSubject", nil),
		"4.8 null":                        set("credentialSubject", null),
		"4.8 a text":                      set("credentialSubject", "did:example:1234"),
		"4.8 empty":                       set("credentialSubject", object{}),
		"4.8 an empty list":               set("credentialSubject", []any{}),
		"4.8 one of two empty":            set("credentialSubject", []any{object{"id": "did:example:1"}, object{}}),
		"4.9 no date":                     set("validFrom", "March"),
		"4.9 no zone":                     set("validFrom", "2026-01-01T00:00:00"),
		"4.9 a number":                    set("validUntil", 20260101),
		"4.9 ends before it begins":       func(d object) { d["validFrom"], d["validUntil"] = "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z" },
		"4.10 no type":                    set("credentialStatus", object{"id": "did:example:status"}),
		"4.10 a number":                   set("credentialStatus", object{"type": 2}),
		"4.10 two ids":                    set("credentialStatus", object{"id": []any{"urn:x:1", "urn:x:2"}, "type": "https://example.org/#S"}),
		"4.10 no URL":                     set("credentialStatus", object{"id": "https ://not-a-url", "type": "https://example.org/#S"}),
		"4.11 no type":                    set("credentialSchema", object{"id": "did:example:schemas/1"}),
		"4.11 no id":                      set("credentialSchema", object{"type": "https://example.org/#Schema"}),
		"4.11 no URL":                     set("credentialSchema", object{"id": "https ://not-a-url.org", "type": "https://example.org/#Schema"}),
		"5.3 a text":                      set("relatedResource", []any{v2}),
		"5.3 no id":                       set("relatedResource", object{"digestSRI": contextSRI}),
		"5.3 no digest":                   set("relatedResource", object{"id": v2}),
		"5.3 named twice":                 set("relatedResource", []any{object{"id": v2, "digestSRI": contextSRI}, object{"id": v2, "digestSRI": contextSRI}}),
		"5.3 another digest (SRI)":        set("relatedResource", object{"id": v2, "digestSRI": "sha384-" + strings.Repeat("A", 64)}),
		"5.3 another digest (multibase)":  set("relatedResource", object{"id": v2, "digestMultibase": "uM4RgWQc3RUDtjJCSgTJtTfvpZ7SPEg_LNO0ESlovQC0"}),
		"5.4 no type":                     set("refreshService", object{"id": "did:example:refresh/1"}),
		"5.5 no type":                     set("termsOfUse", object{"id": "did:example:terms/1"}),
		"5.5 empty":                       set("termsOfUse", object{}),
		"5.6 empty":                       set("evidence", object{}),
		"DI an unknown word":              set("nickname", "Al"),
		"DI an unknown word of a subject": set("credentialSubject.nickname", "Al"),
		"DI a proof without a type":       set("proof", object{"verificationMethod": "did:example:1#2", "proofPurpose": "assertionMethod", "proofValue": "z1"}),
		"DI a proof that is none":         set("proof", "z1"),
		"DI a proof without header":       set("proof", object{"type": "DataIntegrityProof", "cryptosuite": "x", "verificationMethod": "did:example:1#2", "proofPurpose": "assertionMethod", "proofValue": "AAA"}),
		"BSL no index":                    set("credentialStatus", object{"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListCredential": "https://example.com/1"}),
		"BSL an index that is true":       set("credentialStatus", object{"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": true, "statusListCredential": "https://example.com/1"}),
		"BSL a negative index":            set("credentialStatus", object{"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "-1", "statusListCredential": "https://example.com/1"}),
		"BSL sizes without messages":      set("credentialStatus", object{"type": "BitstringStatusListEntry", "statusPurpose": "message", "statusSize": 2, "statusListIndex": "1", "statusListCredential": "https://example.com/1"}),
	}
	c := serve(t, nil)
	for _, suite := range []string{"eddsa-rdfc-2022", "ecdsa-jcs-2019", "ecdsa-sd-2023", "jwt-es256"} {
		for name, edit := range tests {
			t.Run(suite+"/"+name, func(t *testing.T) {
				doc := credential(suite)
				edit(doc)
				w := c.send(http.MethodPost, "/"+suite+"/credentials/issue", marshal(t, object{"credential": doc}))
				if w.Code != http.StatusBadRequest || w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), `"detail"`) {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
	}
}

// contextSRI is the digest of the context of the data model 2.0, as the standard
// gives it.
const contextSRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"

// contextMultibase is the same as a multihash of SHA-256.
func contextMultibase() string {
	sum := sha256.Sum256(jsonld.PinnedText("https://www.w3.org/ns/credentials/v2"))
	return did.EncodeMultibase(append([]byte{0x12, 0x20}, sum[:]...))
}

func marshal(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What the test suites of the W3C expect to be accepted.
func TestIssueAccepts(t *testing.T) {
	const v2 = "https://www.w3.org/ns/credentials/v2"
	examples := []any{v2, "https://www.w3.org/ns/credentials/examples/v2"}
	inline := []any{v2, object{"Thing": "https://example.org/examples#Thing"}}
	tests := map[string]func(object){
		"no id": func(d object) { delete(d, "id") },
		"the examples' context": func(d object) {
			d["@context"], d["type"] = examples, []any{"VerifiableCredential", "RelationshipCredential"}
		},
		"an inline context": func(d object) { d["@context"], d["type"] = inline, []any{"VerifiableCredential", "Thing"} },
		"a type that is a URL": func(d object) {
			d["type"] = []any{"https://example.org/#A", "VerifiableCredential", "https://example.org/#B"}
		},
		"an issuer that is more": func(d object) {
			d["issuer"] = object{"id": d["issuer"], "name": "Example", "description": object{"@value": "Wer", "@language": "de", "@direction": "ltr"}}
		},
		"names in languages": func(d object) {
			d["name"] = []any{object{"@value": "Dog", "@language": "en"}, object{"@value": "Chien", "@language": "fr"}}
		},
		"two subjects": func(d object) {
			d["credentialSubject"] = []any{object{"id": "did:example:1"}, object{"id": "did:example:2"}}
		},
		"dates with zones": func(d object) {
			d["validFrom"], d["validUntil"] = "2023-02-25T19:10:39-06:00", "2030-02-26T01:20:18.477Z"
		},
		"far in the future":   func(d object) { d["validFrom"] = "4023-02-26T01:02:58.447Z" },
		"over already":        func(d object) { d["validFrom"], d["validUntil"] = "2023-02-26T01:19:19Z", "2023-02-26T01:19:20Z" },
		"a status without id": func(d object) { d["@context"], d["credentialStatus"] = inline, object{"type": "Thing"} },
		"schemas": func(d object) {
			d["credentialSchema"] = []any{object{"id": "did:example:s/1", "type": "https://example.org/#S"}, object{"id": "did:example:s/2", "type": "https://example.org/#S"}}
		},
		"refresh services": func(d object) {
			d["refreshService"] = object{"id": "did:example:r/1", "type": "https://example.org/#R"}
		},
		"terms of use": func(d object) {
			d["@context"], d["termsOfUse"] = inline, []any{object{"type": "Thing"}, object{"type": "Thing", "id": "did:example:terms/1"}}
		},
		"evidence": func(d object) {
			d["@context"], d["evidence"] = inline, []any{object{"type": "Thing"}, object{"type": "Thing"}}
		},
		"a related resource (SRI)": func(d object) {
			d["relatedResource"] = object{"id": v2, "digestSRI": contextSRI, "mediaType": "application/ld+json"}
		},
		"a related resource": func(d object) { d["relatedResource"] = []any{object{"id": v2, "digestMultibase": contextMultibase()}} },
	}
	c := serve(t, nil)
	for _, suite := range []string{"eddsa-rdfc-2022", "ecdsa-jcs-2019-p384", "ecdsa-sd-2023", "jwt-ps256"} {
		for name, edit := range tests {
			t.Run(suite+"/"+name, func(t *testing.T) {
				doc := credential(suite)
				edit(doc)
				c := client{t, c.handler}
				code, out := c.post("/"+suite+"/credentials/issue", object{"credential": doc})
				if code != http.StatusCreated {
					t.Fatalf("%d %v", code, out)
				}
				if suite == "ecdsa-sd-2023" {
					return // what is mandatory is another matter
				}
				if code, out := c.verify(suite, out["verifiableCredential"], onlyProof); code != http.StatusOK {
					t.Errorf("verify: %d %v", code, out)
				}
			})
		}
	}
}

// The data model 1.1, as the test suites of the cryptosuites use it.
func TestVersion1(t *testing.T) {
	c := serve(t, nil)
	for _, suite := range []string{"eddsa-rdfc-2022", "ecdsa-rdfc-2019", "jwt-es256"} {
		doc := credential(suite)
		doc["@context"] = []any{"https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"}
		doc["credentialSubject"] = object{"id": "did:example:alice"}
		if code, out := c.post("/"+suite+"/credentials/issue", object{"credential": doc}); code != http.StatusBadRequest {
			t.Errorf("%s without issuanceDate: %d %v", suite, code, out)
		}
		doc["issuanceDate"] = "2026-01-01T00:00:00Z"
		vc := c.issue(suite, doc, nil)
		for _, options := range []object{nil, onlyProof} {
			if code, out := c.verify(suite, vc, options); code != http.StatusOK {
				t.Errorf("%s: %d %v", suite, code, out)
			}
		}
	}
}

// What the test suites of Data Integrity do to a proof, and to the document.
func TestVerifyRefuses(t *testing.T) {
	c := serve(t, nil)
	for _, suite := range []string{"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"} {
		vc := c.shown(suite, c.issue(suite, credential(suite), object{"domain": "example.org", "challenge": "1"})).(object)
		proofOf := func(doc object) object {
			if list, ok := doc["proof"].([]any); ok {
				return list[0].(object)
			}
			return doc["proof"].(object)
		}
		set := func(name string, v any) func(object) any {
			return func(doc object) any {
				if v == nil {
					delete(proofOf(doc), name)
				} else {
					proofOf(doc)[name] = v
				}
				return doc
			}
		}
		whole := func(name string, v any) func(object) any {
			return func(doc object) any {
				if v == nil {
					delete(doc, name)
				} else {
					doc[name] = v
				}
				return doc
			}
		}
		tests := map[string]func(object) any{
			"the document as a text":  func(doc object) any { return marshal(t, doc) },
			"no proof":                whole("proof", nil),
			"a proof that is null":    whole("proof", json.RawMessage("null")),
			"a proof that is a text":  whole("proof", "z1"),
			"no context":              whole("@context", nil),
			"a context not in a list": whole("@context", "https://www.w3.org/ns/credentials/v2"),
			"no type":                 whole("type", nil),
			"a type that is a number": whole("type", 4),
			"no issuer":               whole("issuer", nil),
			"no subject":              whole("credentialSubject", nil),
			"an unknown word":         whole("undefinedTerm", "x"),
			"an unknown type":         whole("type", []any{"VerifiableCredential", "UndefinedType"}),
			"a relative id":           whole("id", "relative"),
			"no proof type":           set("type", nil),
			"another proof type":      set("type", "UnknownProofType"),
			"no verificationMethod":   set("verificationMethod", nil),
			"a method that is a list": set("verificationMethod", []any{"not-a-url"}),
			"another method":          set("verificationMethod", "did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj#z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"),
			"no proofPurpose":         set("proofPurpose", nil),
			"another proofPurpose":    set("proofPurpose", "invalidPurpose"),
			"no proofValue":           set("proofValue", nil),
			"null as proofValue":      set("proofValue", json.RawMessage("null")),
			"a number as proofValue":  set("proofValue", 12390),
			"no multibase header":     set("proofValue", proofOf(clone(t, vc))["proofValue"].(string)[1:]),
			"no cryptosuite":          set("cryptosuite", nil),
			"another cryptosuite":     set("cryptosuite", "UnknownCryptosuite"),
			"a cryptosuite number":    set("cryptosuite", 7),
			"created is no date":      set("created", "invalidDate"),
			"expires is no date":      set("expires", "invalidDate"),
			"created is a number":     set("created", 1767225600),
			"expires in the past":     set("expires", "2026-01-01T00:00:00Z"),
			"a previous proof":        set("previousProof", "urn:uuid:missing"),
			"previous proofs":         set("previousProof", []any{"urn:uuid:missing"}),
		}
		for name, edit := range tests {
			t.Run(suite+"/"+name, func(t *testing.T) {
				c := client{t, c.handler}
				for _, options := range []object{nil, onlyProof} {
					code, out := c.verify(suite, edit(clone(t, vc)), options)
					if code != http.StatusBadRequest || out["verified"] != false || len(out["problemDetails"].([]any)) == 0 {
						t.Errorf("with %v: %d %v", options, code, out)
					}
				}
			})
		}
		for _, options := range []object{{"domain": "other.example"}, {"challenge": "2"}, {"domain": "example.org", "challenge": "2"}} {
			if code, out := c.verify(suite, vc, options); code != http.StatusBadRequest {
				t.Errorf("%s with %v: %d %v", suite, options, code, out)
			}
		}
		if code, out := c.verify(suite, vc, object{"domain": "example.org", "challenge": "1"}); code != http.StatusOK {
			t.Errorf("%s: %d %v", suite, code, out)
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

func TestStatus(t *testing.T) {
	c := serve(t, nil)
	for _, suite := range []string{"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019-p384", "ecdsa-sd-2023", "eddsa-2022", "jwt-es256", "jwt-ps256"} {
		t.Run(suite, func(t *testing.T) {
			c := client{t, c.handler}
			for _, purpose := range []string{"revocation", "suspension"} {
				doc := credential(suite)
				doc["id"] = "urn:uuid:36245ee9-9074-4b05-a777-febff2e69757:" + purpose
				asked := object{"type": "BitstringStatusListEntry", "statusPurpose": purpose}
				issued := c.issue(suite, doc, object{"credentialStatus": asked})
				vc := c.shown(suite, issued)
				for _, step := range []struct {
					set  any
					want int
				}{{nil, 200}, {true, 400}, {false, 200}} {
					if step.set != nil {
						body := object{"credentialId": doc["id"], "credentialStatus": asked, "status": step.set}
						if code, out := c.post("/"+suite+"/credentials/status", body); code != http.StatusOK {
							t.Fatalf("status: %d %v", code, out)
						}
					}
					if code, out := c.verify(suite, vc, nil); code != step.want {
						t.Errorf("%s after %v: %d %v", purpose, step.set, code, out)
					}
					if code, out := c.verify(suite, vc, onlyProof); code != http.StatusOK {
						t.Errorf("%s, only the proof, after %v: %d %v", purpose, step.set, code, out)
					}
				}
				if !strings.HasPrefix(suite, "jwt") && suite != "ecdsa-sd-2023" {
					c.checkList(suite, issued.(object)["credentialStatus"].(object), purpose)
				}
			}
		})
	}
	if w := c.send(http.MethodGet, "/eddsa-rdfc-2022/status/aaaa/revocation", ""); w.Code != http.StatusNotFound {
		t.Errorf("the list of another run: %d", w.Code)
	}
}

// checkList fetches the list of an entry and verifies it.
func (c client) checkList(suite string, entry object, purpose string) {
	c.Helper()
	url := entry["statusListCredential"].(string)
	if !strings.HasPrefix(url, "https://") {
		c.Errorf("the list is at %s", url)
	}
	w := c.send(http.MethodGet, strings.TrimPrefix(url, base), "")
	var list object
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || w.Code != http.StatusOK {
		c.Fatalf("list: %d %s", w.Code, w.Body)
	}
	subject := list["credentialSubject"].(object)
	if subject["type"] != "BitstringStatusList" || subject["statusPurpose"] != purpose || subject["encodedList"].(string)[0] != 'u' || list["id"] != url {
		c.Errorf("list: %s", w.Body)
	}
	if suite == "eddsa-2022" {
		suite = "eddsa-rdfc-2022" // old suites do not sign lists
	}
	if code, out := c.verify(suite, list, nil); code != http.StatusOK {
		c.Errorf("verify list: %d %v", code, out)
	}
}

func TestProofOnly(t *testing.T) {
	strict := serve(t, nil)
	lax := serve(t, func(s *vcapi.Server) { s.ProofOnly = true })
	const suite = "eddsa-rdfc-2022"
	doc := credential(suite)
	doc["validFrom"], doc["validUntil"] = "2023-01-01T00:00:00Z", "2023-06-01T00:00:00Z"
	vc := strict.issue(suite, doc, nil)
	if code, out := strict.verify(suite, vc, nil); code != http.StatusBadRequest || !strings.Contains(fmt.Sprint(out), "EXPIRED") {
		t.Errorf("over: %d %v", code, out)
	}
	if code, out := strict.verify(suite, vc, onlyProof); code != http.StatusOK {
		t.Errorf("over, only the proof: %d %v", code, out)
	}
	if code, out := lax.verify(suite, vc, nil); code != http.StatusOK {
		t.Errorf("over, at a server that looks at proofs only: %d %v", code, out)
	}
	if code, out := strict.verify(suite, vc, object{"checks": []any{"proof", "credentialStatus"}}); code != http.StatusBadRequest {
		t.Errorf("proof and status are everything: %d %v", code, out)
	}
}

func TestDerive(t *testing.T) {
	c := serve(t, nil)
	const suite = "ecdsa-sd-2023"
	doc := credential(suite)
	doc["credentialSubject"].(object)["description"] = "Of the second house."
	issued := c.issue(suite, doc, object{"mandatoryPointers": []any{"/issuer"}})
	if code, out := c.verify(suite, issued, onlyProof); code != http.StatusBadRequest {
		t.Errorf("a base proof is not for showing: %d %v", code, out)
	}
	code, out := c.post("/"+suite+"/credentials/derive", object{"verifiableCredential": issued, "options": object{"selectivePointers": []any{"/credentialSubject/name"}}})
	if code != http.StatusCreated {
		t.Fatalf("%d %v", code, out)
	}
	shown := out["verifiableCredential"].(object)
	if s := marshal(t, shown); strings.Contains(s, "second house") || !strings.Contains(s, "Alice") {
		t.Errorf("shown: %s", s)
	}
	if code, out := c.verify(suite, shown, nil); code != http.StatusOK {
		t.Errorf("verify: %d %v", code, out)
	}
	for _, pointers := range []any{[]any{"/nothing/there"}, []any{"no pointer"}, []any{4}, "x"} {
		code, out := c.post("/"+suite+"/credentials/derive", object{"verifiableCredential": issued, "options": object{"selectivePointers": pointers}})
		if code != http.StatusBadRequest {
			t.Errorf("%v: %d %v", pointers, code, out)
		}
	}
	code, out = c.post("/"+suite+"/credentials/issue", object{"credential": doc, "options": object{"mandatoryPointers": []any{"/credentialSubject/invalidPointer"}}})
	if code != http.StatusBadRequest {
		t.Errorf("a mandatory part that is not there: %d %v", code, out)
	}
	if code, out := c.post("/"+suite+"/credentials/derive", object{"verifiableCredential": shown}); code != http.StatusBadRequest {
		t.Errorf("derived from what is shown: %d %v", code, out)
	}
}

func TestEnvelopes(t *testing.T) {
	c := serve(t, nil)
	const suite = "jwt-es256"
	vc := c.issue(suite, credential(suite), nil).(object)
	if vc["type"] != "EnvelopedVerifiableCredential" || vc["@context"] != "https://www.w3.org/ns/credentials/v2" || !strings.HasPrefix(vc["id"].(string), "data:application/vc+jwt,ey") {
		t.Errorf("issued %v", vc)
	}
	_, token, _ := strings.Cut(vc["id"].(string), ",")
	if code, out := c.verify(suite, token, nil); code != http.StatusOK {
		t.Errorf("without envelope: %d %v", code, out)
	}
	for name, edit := range map[string]func(object){
		"no context":           func(d object) { d["@context"] = []any{} },
		"another context":      func(d object) { d["@context"] = "https://www.w3.org/ns/credentials/examples/v2" },
		"no data URL":          func(d object) { d["id"] = token },
		"no type":              func(d object) { delete(d, "type") },
		"another type":         func(d object) { d["type"] = "VerifiableCredential" },
		"a presentation":       func(d object) { d["type"] = "EnvelopedVerifiablePresentation" },
		"another media type":   func(d object) { d["id"] = "data:text/html," + token },
		"no token":             func(d object) { d["id"] = "data:application/vc+jwt," },
		"a changed token":      func(d object) { d["id"] = d["id"].(string)[:len(d["id"].(string))-9] + "AAAAAAAAA" },
		"a token of no key":    func(d object) { d["id"] = "data:application/vc+jwt,eyJhbGciOiJub25lIn0.e30." },
		"a second data in one": func(d object) { d["id"] = d["id"].(string) + "," + token },
	} {
		changed := clone(t, vc)
		edit(changed)
		if code, out := c.verify(suite, changed, onlyProof); code != http.StatusBadRequest || out["verified"] != false {
			t.Errorf("%s: %d %v", name, code, out)
		}
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
