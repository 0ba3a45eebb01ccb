package api_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"blazon/internal/account"
	"blazon/internal/app/apptest"
)

func TestIssuers(t *testing.T) {
	d := newDesk(t)
	made := d.post("/api/v1/issuers", object{"name": "Chess Club", "description": "Rooks & pawns."})
	o := made.Want(http.StatusCreated)
	id := d.id(o)
	if got, want := made.Header().Get("Location"), apptest.BaseURL+"/api/v1/issuers/"+id; got != want {
		t.Errorf("Location %q, want %q", got, want)
	}
	if got, want := o["profile"], apptest.BaseURL+"/issuers/"+id; got != want {
		t.Errorf("profile %v, want %v", got, want)
	}
	read := d.get("/api/v1/issuers/" + id).Want(http.StatusOK)
	if read["name"] != "Chess Club" || read["description"] != "Rooks & pawns." || read["revision"] != 1.0 {
		t.Errorf("read back %v", read)
	}
	if got := d.get("/api/v1/issuers").Want(http.StatusOK); got["total"] != 2.0 {
		t.Errorf("the list has %v issuers, want 2", got["total"])
	}
	if got := d.get("/api/v1/issuers?search=chess").Want(http.StatusOK); got["total"] != 1.0 {
		t.Errorf("a search finds %v issuers, want 1", got["total"])
	}
}

func TestAchievements(t *testing.T) {
	d := newDesk(t)
	path := "/api/v1/issuers/" + d.issuer + "/achievements"
	full := object{
		"name": "Skipper", "description": "Sails alone.", "criteria": "Sail **alone**.", "achievementType": "Certification",
		"inLanguage": "en", "tags": []string{"sailing", "sea"},
		"alignments": []object{{"targetName": "Seamanship", "targetUrl": "https://standards.example/7"}},
		"draft":      true,
	}
	draft := d.post(path, full).Want(http.StatusCreated)
	if draft["version"] != 0.0 || draft["published"] != nil || draft["draft"] == nil {
		t.Errorf("a draft came back as %v", draft)
	}
	d.post("/api/v1/achievements/"+d.id(draft)+"/awards", ada()).Want(http.StatusConflict)
	published := d.post("/api/v1/achievements/"+d.id(draft)+"/publish", nil).Want(http.StatusOK)
	if published["version"] != 1.0 || published["draft"] != nil {
		t.Errorf("after publishing: %v", published)
	}
	content, _ := published["published"].(object)
	criteria, _ := content["criteria"].(object)
	if content["name"] != "Skipper" || criteria["narrative"] != "Sail **alone**." || fmt.Sprint(content["tags"]) != "[sailing sea]" {
		t.Errorf("published content: %v", content)
	}
	read := d.get("/api/v1/achievements/" + d.id(draft)).Want(http.StatusOK)
	if read["url"] != published["url"] || read["image"] == nil {
		t.Errorf("read back %v", read)
	}
	if got := d.get(path + "?status=published").Want(http.StatusOK); got["total"] != 2.0 {
		t.Errorf("the list has %v achievements, want 2", got["total"])
	}
	withPicture := knots()
	withPicture["image"] = base64.StdEncoding.EncodeToString([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>`))
	d.post(path, withPicture).Want(http.StatusUnprocessableEntity) // the picture has no words
	withPicture["imageAlt"] = "A circle"
	d.post(path, withPicture).Want(http.StatusCreated)
}

func TestAwards(t *testing.T) {
	d := newDesk(t)
	body := ada()
	body["narrative"] = "Ada tied *twelve*."
	body["evidence"] = []object{{"url": "https://harbourscouts.example/ada", "name": "Film"}}
	body["validUntil"] = "2030-01-01T00:00:00Z"
	made := d.post("/api/v1/achievements/"+d.achievement+"/awards", body)
	a := made.Want(http.StatusCreated)
	url := apptest.BaseURL + "/awards/" + d.id(a)
	if a["url"] != url || a["status"] != "active" || a["issuer"] != d.issuer || a["achievement"] != d.achievement || a["version"] != 1.0 || a["validUntil"] != "2030-01-01T00:00:00Z" {
		t.Errorf("award: %v", a)
	}
	documents, _ := a["documents"].(object)
	if len(documents) != 5 {
		t.Errorf("documents: %v", documents)
	}
	for form, address := range documents {
		text, _ := address.(string)
		if got := d.Do(apptest.Call{Path: strings.TrimPrefix(text, apptest.BaseURL)}); got.Code != http.StatusOK {
			t.Errorf("%s: GET %s: status %d", form, text, got.Code)
		}
	}
	revoked := d.post("/api/v1/awards/"+d.id(a)+"/revoke", object{"reason": "Wrong Ada."}).Want(http.StatusOK)
	if revoked["status"] != "revoked" || revoked["revocationReason"] != "Wrong Ada." {
		t.Errorf("revoked: %v", revoked)
	}
	again := d.post("/api/v1/awards/"+d.id(a)+"/revoke", object{"reason": "Another."}).Want(http.StatusOK)
	if again["revocationReason"] != "Wrong Ada." {
		t.Errorf("a second revocation made the reason %v", again["revocationReason"])
	}
	if got := d.get("/api/v1/issuers/" + d.issuer + "/awards?status=revoked").Want(http.StatusOK); got["total"] != 1.0 {
		t.Errorf("%v awards are revoked, want 1", got["total"])
	}
}

// TestPages walks through a list by its cursors and meets each award once.
func TestPages(t *testing.T) {
	d := newDesk(t)
	for range 6 {
		d.post("/api/v1/achievements/"+d.achievement+"/awards", ada()).Want(http.StatusCreated)
		d.Pass(1e9)
	}
	met := make(map[string]int)
	path := "/api/v1/issuers/" + d.issuer + "/awards?limit=3"
	for after := ""; ; {
		p := d.get(path + "&after=" + after).Want(http.StatusOK)
		if p["total"] != 7.0 {
			t.Fatalf("total %v, want 7", p["total"])
		}
		items, _ := p["items"].([]any)
		for _, item := range items {
			o, _ := item.(object)
			met[d.id(o)]++
		}
		if after, _ = p["next"].(string); after == "" {
			break
		}
	}
	if len(met) != 7 {
		t.Errorf("met %d awards, want 7", len(met))
	}
	for id, n := range met {
		if n != 1 {
			t.Errorf("met %s %d times", id, n)
		}
	}
}

func TestIdempotency(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		path        string
		body, other object
	}{
		{"/api/v1/issuers", object{"name": "Chess Club"}, object{"name": "Other Club"}},
		{"/api/v1/issuers/" + d.issuer + "/achievements", knots(), object{"name": "Other", "description": "Other.", "criteria": "Other."}},
		{"/api/v1/achievements/" + d.achievement + "/awards", ada(), object{"recipient": object{"email": "grace@school.example"}}},
	} {
		t.Run(tt.path, func(t *testing.T) {
			first := d.post(tt.path, tt.body, "Idempotency-Key", "key-1").Want(http.StatusCreated)
			again := d.post(tt.path, tt.body, "Idempotency-Key", "key-1").Want(http.StatusCreated)
			if first["id"] != again["id"] {
				t.Errorf("the same key made %v and %v", first["id"], again["id"])
			}
			d.post(tt.path, tt.other, "Idempotency-Key", "key-1").Want(http.StatusUnprocessableEntity)
			if another := d.post(tt.path, tt.body, "Idempotency-Key", "key-2").Want(http.StatusCreated); another["id"] == first["id"] {
				t.Error("another key answered with the same thing")
			}
		})
	}
}

// TestScopes calls every operation with a token that may do everything but that.
func TestScopes(t *testing.T) {
	d := newDesk(t)
	for _, op := range operations(t, d) {
		t.Run(op.id, func(t *testing.T) {
			var others []string
			for _, s := range account.Scopes() {
				if s != op.scope {
					others = append(others, s)
				}
			}
			call := d.example(op)
			call.Token = d.Token(d.Owner, others...)
			if got := d.Do(call); got.Code != http.StatusForbidden || !strings.Contains(got.Body.String(), op.scope) {
				t.Errorf("status %d, want 403 that names %s: %s", got.Code, op.scope, got.Body)
			}
			call.Token = d.Token(d.Owner, op.scope)
			if got := d.Do(call); got.Code >= 400 {
				t.Errorf("with the scope: status %d: %s", got.Code, got.Body)
			}
		})
	}
}

// TestAnswersToErrors looks at the form of every kind of refusal.
func TestAnswersToErrors(t *testing.T) {
	d := newDesk(t)
	awards := "/api/v1/achievements/" + d.achievement + "/awards"
	long := strings.Repeat("x", 9<<20)
	tests := []struct {
		name string
		call apptest.Call
		want int
	}{
		{"no token", apptest.Call{Path: "/api/v1/issuers"}, 401},
		{"a wrong token", apptest.Call{Path: "/api/v1/issuers", Token: "obk_wrong"}, 401},
		{"a token of another scheme", apptest.Call{Path: "/api/v1/issuers", Header: map[string]string{"Authorization": "Basic eDp5"}}, 401},
		{"no such operation", apptest.Call{Path: "/api/v1/nothing", Token: d.token}, 404},
		{"no such version", apptest.Call{Path: "/api/v2/issuers", Token: d.token}, 404},
		{"no such award", apptest.Call{Path: "/api/v1/awards/aaaaaaaaaaaaaaaaaaaaaaaaaa", Token: d.token}, 404},
		{"no JSON", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: "{"}, 422},
		{"nothing", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: ""}, 422},
		{"a list", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: "[]"}, 422},
		{"a name twice", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: `{"recipient":{"email":"a@b.example"},"recipient":{"email":"c@d.example"}}`}, 422},
		{"a name in other case", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: `{"Recipient":{"email":"a@b.example"}}`}, 422},
		{"bytes that are no UTF-8", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: "{\"recipient\":{\"email\":\"a@b.example\",\"name\":\"\xff\"}}"}, 422},
		{"something behind the end", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: `{"recipient":{"email":"a@b.example"}} {}`}, 422},
		{"an unknown member", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: object{"recipient": object{"email": "a@b.example"}, "surprise": 1}}, 422},
		{"no recipient", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: object{}}, 422},
		{"a time without a zone", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: object{"recipient": object{"email": "a@b.example"}, "validUntil": "2036-01-01T00:00:00"}}, 422},
		{"a form", apptest.Call{Method: "POST", Path: awards, Token: d.token, Form: "recipient=a"}, 415},
		{"too much", apptest.Call{Method: "POST", Path: awards, Token: d.token, JSON: object{"narrative": long}}, 413},
		{"another method", apptest.Call{Method: "DELETE", Path: awards, Token: d.token}, 405},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := d.count()
			got := d.Do(tt.call)
			if got.Code != tt.want {
				t.Fatalf("status %d, want %d: %s", got.Code, tt.want, got.Body)
			}
			if kind := got.Header().Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("Content-Type %q", kind)
			}
			p := got.Object()
			detail, _ := p["detail"].(string)
			if p["status"] != float64(tt.want) || detail == "" || p["title"] != http.StatusText(tt.want) {
				t.Errorf("problem %v", p)
			}
			if tt.want == 401 && !strings.HasPrefix(got.Header().Get("WWW-Authenticate"), "Bearer ") {
				t.Errorf("WWW-Authenticate %q", got.Header().Get("WWW-Authenticate"))
			}
			if after := d.count(); after != before {
				t.Errorf("there were %d awards, and are %d", before, after)
			}
		})
	}
}

// TestFaultsNameFields shows where in the body something is wrong.
func TestFaultsNameFields(t *testing.T) {
	d := newDesk(t)
	got := d.post("/api/v1/issuers", object{"name": "", "url": "ftp://x"}).Want(http.StatusUnprocessableEntity)
	errors, _ := got["errors"].([]any)
	where := fmt.Sprint(errors)
	if !strings.Contains(where, "body.name") || !strings.Contains(where, "body.url") {
		t.Errorf("errors %v", errors)
	}
}
