package vcapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"blazon/internal/vcapi"
)

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
		for _, tt := range []struct {
			options object
			want    string
		}{{object{"domain": "other.example"}, "DOMAIN"}, {object{"challenge": "2"}, "CHALLENGE"}, {object{"domain": "example.org", "challenge": "2"}, "CHALLENGE"}} {
			code, out := c.verify(suite, vc, tt.options)
			wantFor(t, suite, tt.want, code, out)
		}
		asked := object{"domain": "example.org", "challenge": "1"}
		if suite == "ecdsa-sd-2023" {
			asked["checks"] = onlyProof["checks"] // without a status it may be hidden
		}
		if code, out := c.verify(suite, vc, asked); code != http.StatusOK {
			t.Errorf("%s: %d %v", suite, code, out)
		}
	}
}

// What a stranger can write without any key: the same statements in other words. The
// proof still holds, and an end or a status under another name was not looked at.
func TestAbuse_LD_02_LD_06_OtherWords(t *testing.T) {
	c := serve(t, nil)
	const suite = "eddsa-rdfc-2022"
	const v2 = "https://www.w3.org/2018/credentials#"
	doc := credential(suite)
	doc["validUntil"] = "2026-01-01T00:00:00Z"
	ended := c.issue(suite, doc, nil).(object)
	asked := object{"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
	revoked := c.issue(suite, credential(suite), object{"credentialStatus": asked}).(object)
	if code, out := c.post("/"+suite+"/credentials/status", object{"credentialId": revoked["id"], "credentialStatus": asked, "status": true}); code != http.StatusOK {
		t.Fatalf("%d %v", code, out)
	}
	date := func(v any) object {
		return object{"@value": v, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
	}
	for name, tt := range map[string]struct {
		doc   object
		extra any
		edit  func(object)
	}{
		"the end by another word": {ended, object{"vu": object{"@id": v2 + "validUntil", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}}, func(d object) {
			d["vu"] = d["validUntil"]
			delete(d, "validUntil")
		}},
		"the end by its address": {ended, nil, func(d object) {
			d[v2+"validUntil"] = date(d["validUntil"])
			delete(d, "validUntil")
		}},
		"the end in a nest": {ended, object{"nest": "@nest"}, func(d object) {
			d["nest"] = object{"validUntil": d["validUntil"]}
			delete(d, "validUntil")
		}},
		"the end of the same thing elsewhere": {ended, nil, func(d object) {
			d["@included"] = []any{object{"id": d["id"], "validUntil": d["validUntil"]}}
			delete(d, "validUntil")
		}},
		"the status by another word": {revoked, object{"cs": object{"@id": v2 + "credentialStatus", "@type": "@id"}}, func(d object) {
			d["cs"] = d["credentialStatus"]
			delete(d, "credentialStatus")
		}},
		"the status by its address": {revoked, nil, func(d object) {
			d[v2+"credentialStatus"] = d["credentialStatus"]
			delete(d, "credentialStatus")
		}},
	} {
		changed := clone(t, tt.doc)
		if tt.extra != nil {
			changed["@context"] = append(changed["@context"].([]any), tt.extra)
		}
		tt.edit(changed)
		if code, out := c.verify(suite, changed, onlyProof); tt.extra != nil && code != http.StatusOK {
			t.Errorf("%s: the proof does not hold, so this shows nothing: %d %v", name, code, out)
		}
		if code, out := c.verify(suite, changed, nil); code != http.StatusBadRequest || out["verified"] != false {
			t.Errorf("%s: %d %v", name, code, out)
		}
	}
}

// A domain or challenge that is asked for is that of the proof that holds, and not
// of another beside it; and a token that names none was not made for it.
func TestAbuse_DI_08_Stranger(t *testing.T) {
	c := serve(t, nil)
	const suite = "eddsa-rdfc-2022"
	doc := c.issue(suite, credential(suite), nil).(object)
	own := doc["proof"].([]any)[0].(object)
	wanted := object{"domain": "https://b.example", "challenge": "xyz"}
	for name, edit := range map[string]func(object){
		"of another key":      func(p object) { p["verificationMethod"] = keys()["ecdsa-rdfc-2019"].Method },
		"of an unknown kind":  func(p object) { p["type"] = "FooSignature"; delete(p, "cryptosuite") },
		"of an unknown suite": func(p object) { p["cryptosuite"] = "foo-2099" },
	} {
		beside := clone(t, own)
		beside["domain"], beside["challenge"] = "https://b.example", "xyz"
		edit(beside)
		for _, proofs := range [][]any{{own, beside}, {beside, own}} {
			both := clone(t, doc)
			both["proof"] = proofs
			for _, checks := range []any{nil, onlyProof["checks"]} {
				options := clone(t, wanted)
				if checks != nil {
					options["checks"] = checks
				}
				if code, out := c.verify(suite, both, options); code != http.StatusBadRequest {
					t.Errorf("%s, %v: %d %v", name, options, code, out)
				}
			}
		}
	}
	token := c.issue("jwt-es256", credential("jwt-es256"), nil)
	for want, options := range map[string]object{"DOMAIN": {"domain": "https://b.example"}, "CHALLENGE": {"challenge": "xyz"}} {
		code, out := c.verify("jwt-es256", token, options)
		wantFor(t, "a token", want, code, out)
		code, out = c.verify(suite, doc, options)
		wantFor(t, "a proof for nobody", want, code, out)
	}
}

// wantFor checks that an answer says that a good proof was made for another domain or
// challenge, and does not say that anything was changed.
func wantFor(t *testing.T, what, want string, code int, out map[string]any) {
	t.Helper()
	problem := out["problemDetails"].([]any)[0].(map[string]any)
	detail, _ := problem["detail"].(string)
	if code != http.StatusBadRequest || problem["type"] != "https://w3id.org/security#INVALID_"+want+"_ERROR" ||
		problem["code"] != "PROOF_"+want+"_MISMATCH" || !strings.Contains(detail, strings.ToLower(want)) || strings.Contains(detail, "changed") {
		t.Errorf("%s: %d %v", what, code, out)
	}
}

// What was verified is part of the answer if that is asked for, and only where it
// holds.
func TestReturnCredential(t *testing.T) {
	c := serve(t, nil)
	for _, suite := range []string{"eddsa-rdfc-2022", "jwt-es256"} {
		issued := c.issue(suite, credential(suite), nil)
		for _, wanted := range []any{nil, false, true} {
			options := object{"returnProblemDetails": true, "returnResults": false}
			if wanted != nil {
				options["returnCredential"] = wanted
			}
			code, out := c.verify(suite, issued, options)
			got, given := out["credential"].(object)
			if code != http.StatusOK || given != (wanted == true) {
				t.Errorf("%s, %v: %d %v", suite, wanted, code, out)
			}
			if given && got["credentialSubject"].(object)["name"] != "Alice" {
				t.Errorf("%s: %v", suite, got)
			}
		}
		if code, out := c.verify(suite, change(t, issued), object{"returnCredential": true}); code != http.StatusBadRequest || out["credential"] != nil {
			t.Errorf("%s, changed: %d %v", suite, code, out)
		}
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
