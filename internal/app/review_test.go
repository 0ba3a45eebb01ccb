package app_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blazon/internal/app"
	"blazon/internal/app/apptest"
)

// TestAbuse_DID_10: somebody calls themselves like a real university. The operator sees
// it, and pauses it with a reason; then nothing is awarded, and what was stays.
func TestAbuse_DID_10(t *testing.T) {
	list := filepath.Join(t.TempDir(), "known.json")
	if err := os.WriteFile(list, []byte(`{"name":"The Ministry","issuers":[{"id":"https://harvard.example","name":"Harvard University"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := apptest.New(t, func(c *app.Config) { c.Trust, c.UnreviewedAwards = []string{list}, 2 })
	eve := s.Person("eve@other.example", "Eve Elsewhere")
	token, session, operator := s.Token(eve), s.Session(eve), s.Session(s.Owner)
	page := func(session, path string) apptest.Answer {
		t.Helper()
		return s.Do(apptest.Call{Path: path, Session: session, Header: map[string]string{"Accept": "text/html"}})
	}
	send := func(session, path string, fields url.Values) apptest.Answer {
		t.Helper()
		return s.Do(apptest.Call{Method: http.MethodPost, Path: path, Session: session, Form: fields.Encode() + "&x=", Header: map[string]string{"Accept": "text/html"}})
	}
	api := func(path string, body any) apptest.Answer {
		t.Helper()
		return s.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: token, JSON: body})
	}
	// A check mark is refused, and the form keeps what was typed.
	got := s.Do(apptest.Call{Method: http.MethodPost, Path: "/workspace/new", Session: session, Form: url.Values{"name": {"Harvard ✅"}, "description": {"Since 1636."}}.Encode(), Header: map[string]string{"Accept": "text/html"}})
	if body := got.Body.String(); got.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Harvard ✅") || !strings.Contains(body, "Since 1636.") {
		t.Errorf("status %d: %.500s", got.Code, body)
	}
	issuer, _ := api("/api/v1/issuers", object{"name": "Наrvard Univеrsity"}).Want(http.StatusCreated)["id"].(string)
	achievement, _ := api("/api/v1/issuers/"+issuer+"/achievements", object{"name": "Degree", "description": "A degree.", "criteria": object{"narrative": "Pay."}}).Want(http.StatusCreated)["id"].(string)
	award := func(address string) apptest.Answer {
		return api("/api/v1/achievements/"+achievement+"/awards", object{"recipient": object{"email": address, "name": "Ada"}})
	}
	first, _ := award("ada@school.example").Want(http.StatusCreated)["id"].(string)
	award("bob@school.example").Want(http.StatusCreated)
	if got := award("cat@school.example"); got.Code != http.StatusTooManyRequests || !strings.Contains(got.Body.String(), "2 awards a day") || got.Header().Get("Retry-After") == "" {
		t.Errorf("the third award of the day: %d %s", got.Code, got.Body)
	}
	several := send(session, "/workspace/"+issuer+"/badges/"+achievement+"/award/several", url.Values{"list": {"dan@school.example\neli@school.example"}, "validFrom": {"2026-03-01"}, "key": {"k"}})
	if body := several.Body.String(); several.Code != http.StatusOK || !strings.Contains(body, "2 of them are more than this issuer may award today") {
		t.Errorf("the look at a list: %d %.300s", several.Code, body)
	}
	if body := page(session, "/workspace/"+issuer).Body.String(); !strings.Contains(body, "has not looked at this issuer yet") || !strings.Contains(body, "0 are left today") {
		t.Error("its staff is not told that it waits")
	}
	// Beside the name, wherever it stands, is the host.
	for _, path := range []string{"/issuers/" + issuer, "/badges/" + achievement, "/awards/" + first} {
		if body := page("", path).Body.String(); !strings.Contains(body, "badges.example") || strings.Contains(strings.ToLower(body), "verified issuer") {
			t.Errorf("%s does not say where the issuer is", path)
		}
	}
	// The queue, and who sees it.
	for _, path := range []string{"/admin/issuers", "/admin/issuers/" + issuer} {
		if got := page(session, path); got.Code != http.StatusNotFound {
			t.Errorf("%s for anybody: %d", path, got.Code)
		}
		body := page(operator, path).Body.String()
		if !strings.Contains(body, "Harvard University") || !strings.Contains(body, "The Ministry") || !strings.Contains(body, "several scripts") || !strings.Contains(body, "eve@other.example") {
			t.Errorf("%s: %.3000s", path, body)
		}
	}
	if body := page(operator, "/workspace").Body.String(); !strings.Contains(body, "Issuers · 1 to review") {
		t.Error("the operator is not told that somebody waits")
	}
	for _, change := range []string{"hold", "approve"} {
		if got := send(session, "/admin/issuers/"+issuer+"/"+change, url.Values{"from": {"unreviewed"}, "reason": {"x"}}); got.Code != http.StatusNotFound {
			t.Errorf("%s by anybody: %d", change, got.Code)
		}
	}
	if got := send(operator, "/admin/issuers/"+issuer+"/hold", url.Values{"from": {"unreviewed"}, "reason": {""}}); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "The reason is missing") {
		t.Errorf("paused without a reason: %d", got.Code)
	}
	send(operator, "/admin/issuers/"+issuer+"/hold", url.Values{"from": {"unreviewed"}, "reason": {"It is not Harvard."}}).Want(http.StatusSeeOther)
	if got := send(operator, "/admin/issuers/"+issuer+"/approve", url.Values{"from": {"unreviewed"}}); got.Code != http.StatusConflict {
		t.Errorf("approved what was paused meanwhile: %d", got.Code)
	}

	// Paused: nothing new, in no way; all that was stays, and can be revoked.
	if got := award("dan@school.example"); got.Code != http.StatusConflict || !strings.Contains(got.Body.String(), "It is not Harvard") {
		t.Errorf("an award: %d %s", got.Code, got.Body)
	}
	batch := api("/api/v1/achievements/"+achievement+"/awards/batch", object{"awards": []object{{"recipient": object{"email": "eli@school.example"}}}})
	if body := batch.Body.String(); !strings.Contains(body, "It is not Harvard") || strings.Contains(body, `"awarded":1`) {
		t.Errorf("several: %s", body)
	}
	if got := api("/api/v1/issuers/"+issuer+"/achievements", object{"name": "Doctor", "description": "A degree.", "criteria": object{"narrative": "Pay."}}); got.Code != http.StatusConflict {
		t.Errorf("a new badge: %d", got.Code)
	}
	if got := send(session, "/workspace/"+issuer+"/awards/"+first+"/resend", nil); got.Code != http.StatusConflict {
		t.Errorf("a mail: %d", got.Code)
	}
	if body := page(session, "/workspace/"+issuer+"/badges").Body.String(); !strings.Contains(body, "It is not Harvard.") {
		t.Error("its staff is not told why")
	}
	if body := page("", "/issuers").Body.String(); strings.Contains(body, issuer) {
		t.Error("it is in the list")
	}
	if body := page("", "/issuers/"+issuer).Body.String(); !strings.Contains(body, "awards nothing at present") || strings.Contains(body, "It is not Harvard") {
		t.Error("its own page does not say so, or says why")
	}
	credential := s.Do(apptest.Call{Path: "/awards/" + first, Header: map[string]string{"Accept": "application/vc"}}).Body.String()
	if got := s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: credential}).Want(http.StatusOK); got["verdict"] != "valid" {
		t.Errorf("what it awarded is %v", got["verdict"])
	}
	send(session, "/workspace/"+issuer+"/awards/"+first+"/revoke", url.Values{"reason": {"A mistake."}}).Want(http.StatusSeeOther)

	// Let go on, it may give as much as others.
	send(operator, "/admin/issuers/"+issuer+"/release", nil).Want(http.StatusSeeOther)
	for _, who := range []string{"f", "g", "h"} {
		award(who + "@school.example").Want(http.StatusCreated)
	}
}
