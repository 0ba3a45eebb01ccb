package vcapi_test

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"blazon/did"
	"blazon/jsonld"
)

// What the test suites of the W3C expect to be refused at issuing, by the section
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
	sum := sha256.Sum256(jsonld.PinnedTexts("https://www.w3.org/ns/credentials/v2")[0])
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
		doc["@context"] = []any{"https://www.w3.org/2018/credentials/v1"} // that of the proof is added
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
