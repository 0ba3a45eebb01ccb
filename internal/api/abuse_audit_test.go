package api_test

import (
	"net/http"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

// TestAbuse_SIG_20 asks for an award that carries parts of a credential: what is
// signed is made here from what was checked, and nothing else.
func TestAbuse_SIG_20(t *testing.T) {
	d := newDesk(t)
	path := "/api/v1/achievements/" + d.achievement + "/awards"
	parts := object{
		"@context":          []string{"https://www.w3.org/ns/credentials/v2"},
		"type":              []string{"VerifiableCredential", "BitstringStatusListCredential"},
		"issuer":            "https://uni.example/issuers/7",
		"proof":             object{"type": "DataIntegrityProof"},
		"credentialStatus":  object{"type": "BitstringStatusListEntry"},
		"credentialSubject": object{"id": "did:example:eve"},
		"credential":        object{"issuer": "https://uni.example"},
		"encodedList":       "uAAAA",
		"statusListIndex":   "0",
		"iss":               "https://uni.example",
	}
	for name, value := range parts {
		body := ada()
		body[name] = value
		d.post(path, body).Want(http.StatusUnprocessableEntity)
		inner := ada()
		inner["recipient"] = object{"email": "ada@school.example", name: value}
		d.post(path, inner).Want(http.StatusUnprocessableEntity)
		d.post(path, object{"recipient": object{"email": "ada@school.example"}, "evidence": []object{{"name": "x", name: value}}}).Want(http.StatusUnprocessableEntity)
	}
	for _, body := range []string{`{"recipient":{"email":"ada@school.example"},"recipient":{"email":"eve@school.example"}}`, `{"Recipient":{"email":"ada@school.example"}}`, `{"recipient":{"email":"ada@school.example"}} {}`} {
		if got := d.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: d.token, JSON: body}); got.Code == http.StatusCreated {
			t.Errorf("%s was awarded", body)
		}
	}
	if n := d.count(); n != 1 {
		t.Errorf("there are %d awards, want 1", n)
	}
}

// TestAbuse_STA_14 revokes the award of another, by path and in the body.
func TestAbuse_STA_14(t *testing.T) {
	a := newDesk(t)
	b := a.of("mallory@other.example")
	b.post("/api/v1/awards/"+a.award+"/revoke", object{"reason": "Mine."}).Want(http.StatusNotFound)
	b.post("/api/v1/awards/"+b.award+"/revoke", object{"reason": "Mine.", "award": a.award}).Want(http.StatusUnprocessableEntity)
	b.post("/api/v1/awards/"+b.award+"/revoke", object{"reason": "Mine.", "credentialId": a.award}).Want(http.StatusUnprocessableEntity)
	for _, d := range []*desk{a, b} {
		if got := d.get("/api/v1/awards/" + d.award).Want(http.StatusOK); got["status"] != "active" {
			t.Errorf("the award is %v", got["status"])
		}
		list := d.Do(apptest.Call{Path: "/issuers/" + d.issuer + "/status/1"})
		if list.Code != http.StatusOK || !strings.Contains(list.Body.String(), d.issuer) {
			t.Errorf("its list: status %d", list.Code)
		}
	}
}

// TestAbuse_AZ_13 changes what was awarded. There is no way to.
func TestAbuse_AZ_13(t *testing.T) {
	d := newDesk(t)
	before := d.Do(apptest.Call{Path: "/awards/" + d.award + "/credential.json"}).Body.String()
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodPost, http.MethodDelete} {
		got := d.Do(apptest.Call{Method: method, Path: "/api/v1/awards/" + d.award, Token: d.token, JSON: object{"recipient": object{"email": "eve@school.example"}}})
		if got.Code < 400 || got.Code >= 500 {
			t.Errorf("%s: status %d", method, got.Code)
		}
	}
	if after := d.Do(apptest.Call{Path: "/awards/" + d.award + "/credential.json"}).Body.String(); after != before {
		t.Error("the credential changed")
	}
}
