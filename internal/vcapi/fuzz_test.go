package vcapi_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

// FuzzRequest: whatever comes, the answer is one of those that the API has, and is
// JSON.
func FuzzRequest(f *testing.F) {
	c := serve(f, nil)
	good := credential("eddsa-rdfc-2022")
	f.Add(0, marshal(f, object{"credential": good, "options": object{"created": "2026-01-01T00:00:00Z"}}))
	f.Add(1, marshal(f, object{"verifiableCredential": c.issue("eddsa-rdfc-2022", good, nil), "options": onlyProof}))
	f.Add(2, marshal(f, object{"verifiablePresentation": presentation("eddsa-rdfc-2022")}))
	f.Add(3, marshal(f, object{"verifiableCredential": c.issue("ecdsa-sd-2023", credential("ecdsa-sd-2023"), nil), "options": object{"selectivePointers": []any{"/issuer"}}}))
	f.Add(4, marshal(f, object{"credentialId": "urn:x:1", "credentialStatus": object{"statusPurpose": "revocation"}}))
	f.Add(5, marshal(f, object{"verifiableCredential": c.issue("jwt-es256", credential("jwt-es256"), nil)}))
	paths := []string{
		"/eddsa-rdfc-2022/credentials/issue", "/eddsa-rdfc-2022/credentials/verify", "/eddsa-rdfc-2022/presentations/verify",
		"/ecdsa-sd-2023/credentials/derive", "/eddsa-rdfc-2022/credentials/status", "/jwt-es256/credentials/verify",
	}
	f.Fuzz(func(t *testing.T, which int, body string) {
		w := c.send(http.MethodPost, paths[uint(which)%uint(len(paths))], body)
		switch w.Code {
		case http.StatusOK, http.StatusCreated, http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		default:
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("no JSON: %s", w.Body)
		}
	})
}
