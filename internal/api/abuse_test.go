package api_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"blazon/internal/app/apptest"
)

// TestAbuse_AZ_01 calls every operation that names something with the names of
// another tenant. The answer is that for a name that never was.
func TestAbuse_AZ_01(t *testing.T) {
	a := newDesk(t)
	b := a.of("mallory@other.example")
	const nobody = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	tried := 0
	for _, o := range operations(t, a) {
		if !strings.Contains(o.path, "{") {
			continue
		}
		tried++
		t.Run(o.id, func(t *testing.T) {
			foreign := a.example(o)
			foreign.Token = b.token
			got := a.Do(foreign)
			unknown := foreign
			unknown.Path = strings.NewReplacer("{issuer}", nobody, "{achievement}", nobody, "{award}", nobody, "{key}", nobody).Replace(o.path)
			want := a.Do(unknown)
			foreignBody, unknownBody := got.Object(), want.Object()
			delete(foreignBody, "request") // every request has an id of its own
			delete(unknownBody, "request")
			if got.Code != http.StatusNotFound || !reflect.DeepEqual(foreignBody, unknownBody) {
				t.Errorf("of another: %d %v\nunknown: %d %v", got.Code, foreignBody, want.Code, unknownBody)
			}
		})
	}
	if tried < 8 {
		t.Errorf("only %d operations name something", tried)
	}
	if got := a.get("/api/v1/awards/" + a.award).Want(http.StatusOK); got["status"] != "active" {
		t.Errorf("the award of another was changed to %v", got["status"])
	}
}

// TestAbuse_AZ_02 writes below an issuer of one's own with ids of another in the body.
func TestAbuse_AZ_02(t *testing.T) {
	a := newDesk(t)
	b := a.of("mallory@other.example")
	for _, member := range []string{"issuer", "achievement", "issuerId", "achievementId", "id"} {
		body := ada()
		body[member] = a.issuer
		b.post("/api/v1/achievements/"+b.achievement+"/awards", body).Want(http.StatusUnprocessableEntity)
	}
	if n := a.count(); n != 1 {
		t.Errorf("the other tenant has %d awards, want 1", n)
	}
}

// TestAbuse_AZ_04 adds what nobody may set to every body that is read.
func TestAbuse_AZ_04(t *testing.T) {
	d := newDesk(t)
	secret := []string{"is_admin", "admin", "email_verified", "tenant_id", "issuer_id", "id", "createdAt", "revoked", "role", "staff", "owner", "version"}
	for _, o := range operations(t, d) {
		call := d.example(o)
		body, ok := call.JSON.(object)
		if !ok {
			continue
		}
		for _, name := range secret {
			body[name] = true
			if got := d.Do(call); got.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s with %s: status %d, want 422: %s", o.id, name, got.Code, got.Body)
			}
			delete(body, name)
		}
	}
	if n := d.count(); n != 1 {
		t.Errorf("there are %d awards, want 1", n)
	}
}

// TestAbuse_AZ_05 keeps a token that was revoked and one that ran out.
func TestAbuse_AZ_05(t *testing.T) {
	d := newDesk(t)
	acc := d.Person("temp@club.example", "Temp")
	token, secret, err := d.Accounts.NewToken(t.Context(), acc.ID, "short", []string{"issuer:read"}, 3600e9)
	if err != nil {
		t.Fatal(err)
	}
	d.Do(apptest.Call{Path: "/api/v1/issuers", Token: secret}).Want(http.StatusOK)
	if err := d.Accounts.RevokeToken(t.Context(), acc.ID, token.ID); err != nil {
		t.Fatal(err)
	}
	d.Do(apptest.Call{Path: "/api/v1/issuers", Token: secret}).Want(http.StatusUnauthorized)
	d.get("/api/v1/issuers").Want(http.StatusOK)
	d.Pass(2 * 3600e9)
	d.get("/api/v1/issuers").Want(http.StatusUnauthorized)
}

// TestAbuse_AZ_10 sends tokens where they do not belong and cookies where tokens do.
func TestAbuse_AZ_10(t *testing.T) {
	d := newDesk(t)
	readOnly := d.Token(d.Owner, "issuer:read", "achievement:read", "award:read")
	d.Do(apptest.Call{Method: "POST", Path: "/api/v1/issuers", Token: readOnly, JSON: object{"name": "X"}}).Want(http.StatusForbidden)
	d.Do(apptest.Call{Path: "/api/v1/issuers?token=" + d.token}).Want(http.StatusUnauthorized)
	d.Do(apptest.Call{Path: "/api/v1/issuers?access_token=" + d.token}).Want(http.StatusUnauthorized)
	d.Do(apptest.Call{Path: "/api/v1/issuers", Session: d.Session(d.Owner)}).Want(http.StatusUnauthorized)
	d.Do(apptest.Call{Path: "/api/v1/issuers", Token: d.Session(d.Owner)}).Want(http.StatusUnauthorized)
	if strings.Contains(d.Log.String(), d.token) {
		t.Error("a token was logged")
	}
}

// TestAbuse_AZ_11 asks for lists in ways nobody should.
func TestAbuse_AZ_11(t *testing.T) {
	d := newDesk(t)
	path := "/api/v1/issuers/" + d.issuer + "/awards"
	for query, want := range map[string]int{
		"limit=1000000000": 422, "limit=0": 422, "limit=-1": 422, "limit=x": 422,
		"after=forged": 422, "after=%00": 422, "after=" + strings.Repeat("x", 401): 422,
		"status=%27;drop%20table": 422, "search=%25_%5C": 200, "search=" + strings.Repeat("x", 201): 422,
		"sort=password_hash": 422, "offset=-1": 422,
	} {
		got := d.get(path + "?" + query)
		if got.Code != want {
			t.Errorf("%.60s: status %d, want %d: %s", query, got.Code, want, got.Body)
		}
		if strings.Contains(got.Body.String(), "password") {
			t.Errorf("%s: %s", query, got.Body)
		}
	}
}

// TestAbuse_HT_08 puts odd text into every text of every body.
func TestAbuse_HT_08(t *testing.T) {
	d := newDesk(t)
	for _, text := range []string{"a\x00b", strings.Repeat("x", 1<<20)} {
		for _, o := range operations(t, d) {
			call := d.example(o)
			body, ok := call.JSON.(object)
			if !ok {
				continue
			}
			for name := range body {
				changed := object{}
				for k, v := range body {
					changed[k] = v
				}
				changed[name] = text
				call.JSON = changed
				if got := d.Do(call); got.Code != http.StatusUnprocessableEntity {
					t.Errorf("%s with odd %s: status %d, want 422: %.300s", o.id, name, got.Code, got.Body)
				}
			}
		}
	}
	recipient := object{"recipient": object{"email": "a@b.example", "name": "A\x00B"}}
	d.post("/api/v1/achievements/"+d.achievement+"/awards", recipient).Want(http.StatusUnprocessableEntity)
}

// TestAbuse_HT_06 looks whether private answers may be kept by caches.
func TestAbuse_HT_06(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/api/v1/issuers", "/api/v1/awards/" + d.award, "/api/v1/issuers/x.css"} {
		got := d.get(path)
		if c := got.Header().Get("Cache-Control"); !strings.Contains(c, "no-store") {
			t.Errorf("%s: Cache-Control %q", path, c)
		}
	}
}

// TestAbuse_IS_01 sends one key many times at once.
func TestAbuse_IS_01(t *testing.T) {
	d := newDesk(t)
	var wg sync.WaitGroup
	ids := make([]string, 20)
	for i := range ids {
		wg.Go(func() {
			got := d.post("/api/v1/achievements/"+d.achievement+"/awards", ada(), "Idempotency-Key", "ada-2")
			if got.Code == http.StatusCreated {
				ids[i], _ = got.Object()["id"].(string)
			}
		})
	}
	wg.Wait()
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) != 1 || ids[0] == "" {
		t.Errorf("one key made %q", ids)
	}
	if n := d.count(); n != 2 {
		t.Errorf("there are %d awards, want 2", n)
	}
}
