package vcapi_test

import (
	"encoding/json"
	"net/http"
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
