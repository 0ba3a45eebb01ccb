package vcapi_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

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
				// A revocation stays, a suspension need not.
				after := map[string]int{"revocation": 400, "suspension": 200}[purpose]
				for _, step := range []struct {
					set          any
					answer, want int
				}{{nil, 0, 200}, {false, 200, 200}, {true, 200, 400}, {false, after, after}} {
					if step.set != nil {
						body := object{"credentialId": doc["id"], "credentialStatus": asked, "status": step.set}
						if code, out := c.post("/"+suite+"/credentials/status", body); code != step.answer {
							t.Fatalf("status: %d %v", code, out)
						}
					}
					code, out := c.verify(suite, vc, nil)
					if code != step.want {
						t.Errorf("%s after %v: %d %v", purpose, step.set, code, out)
					}
					if code == http.StatusBadRequest {
						p := out["problemDetails"].([]any)[0].(object)
						if p["type"] != "about:blank" || p["code"] != map[string]string{"revocation": "STATUS_REVOKED", "suspension": "STATUS_SUSPENDED"}[purpose] {
							t.Errorf("%s: %v", purpose, p)
						}
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
	if kind := w.Header().Get("Content-Type"); kind != "application/vc" {
		c.Errorf("list: Content-Type %s", kind)
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

// A status is set under the name that was given for that, which is no part of the
// credential, and its place tells nobody when it was issued.
func TestStatusNames(t *testing.T) {
	c := serve(t, nil)
	const suite = "eddsa-rdfc-2022"
	asked := object{"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
	set := func(body object) (int, object) {
		body["credentialStatus"] = asked
		return c.post("/"+suite+"/credentials/status", body)
	}
	nameless := credential(suite)
	delete(nameless, "id")
	for name, doc := range map[string]object{"with an id": credential(suite), "without": nameless} {
		call := "order 66, " + name
		issued := c.issue(suite, doc, object{"credentialId": call, "credentialStatus": asked}).(object)
		if issued["id"] != doc["id"] {
			t.Errorf("%s: issued as %v", name, issued["id"])
		}
		if code, out := set(object{"credentialId": call, "status": true}); code != http.StatusOK {
			t.Errorf("%s: %d %v", name, code, out)
		}
		if code, out := c.verify(suite, issued, nil); code != http.StatusBadRequest || !strings.Contains(marshal(t, out), "STATUS_REVOKED") {
			t.Errorf("%s: %d %v", name, code, out)
		}
	}
	if code, out := set(object{"credentialId": credential(suite)["id"], "status": true}); code != http.StatusNotFound {
		t.Errorf("by a name that was not given: %d %v", code, out)
	}
	if code, out := set(object{"credentialId": "order 66, without"}); code != http.StatusBadRequest {
		t.Errorf("nothing to set: %d %v", code, out)
	}
	var last, ordered int
	for i := range 20 {
		entry := c.issue(suite, credential(suite), object{"credentialStatus": asked}).(object)["credentialStatus"].(object)
		index, err := strconv.Atoi(entry["statusListIndex"].(string))
		if err != nil || index < 0 || index >= 131072 {
			t.Fatalf("place %v", entry)
		}
		if i > 0 && index == last+1 {
			ordered++
		}
		last = index
	}
	if ordered > 5 {
		t.Errorf("%d of 19 places follow the one before", ordered)
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
	if code, out := c.verify(suite, shown, onlyProof); code != http.StatusOK {
		t.Errorf("verify: %d %v", code, out)
	}
	if code, out := c.verify(suite, shown, nil); code != http.StatusBadRequest {
		t.Errorf("verify what may have been left out: %d %v", code, out)
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

// A list of fewer places than the standard asks for is an error of its own.
//
// Bitstring Status List 3.2: STATUS_LIST_LENGTH_ERROR.
func TestShortList(t *testing.T) {
	c := serve(t, nil)
	const suite = "eddsa-rdfc-2022"
	for encoded, want := range map[string]int{
		"uH4sIAAAAAAAC_2NggAAAad8iZQgAAAA":                                      http.StatusBadRequest, // of 8 bytes
		"uH4sIAAAAAAAC_-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA": http.StatusOK,
	} {
		doc := credential(suite)
		doc["id"], doc["type"] = "https://issuer.example/list", []any{"VerifiableCredential", "BitstringStatusListCredential"}
		doc["credentialSubject"] = object{"id": "https://issuer.example/list#list", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": encoded}
		code, out := c.verify(suite, c.issue(suite, doc, nil), nil)
		if code != want || want != http.StatusOK && !strings.Contains(marshal(t, out), "status-list#STATUS_LIST_LENGTH_ERROR") {
			t.Errorf("%s: %d %v", encoded, code, out)
		}
	}
}
