package app_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"blazon/internal/app/apptest"
	"blazon/internal/serve"
)

// ask calls h without a network and returns the status.
func ask(t *testing.T, h http.Handler, path string) int {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w.Code
}

// filled returns the path of a route with its parts filled in.
func filled(rt serve.Route, parts map[string]string) string {
	path := rt.Path
	for name, value := range parts {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	return pathPart.ReplaceAllString(path, "1")
}

var (
	pathPart  = regexp.MustCompile(`\{[^}]*\}`)
	requestID = regexp.MustCompile(`"request":"[a-z2-7]+"`)
)

// plain takes out of an answer what is different each time.
func plain(a apptest.Answer) string { return requestID.ReplaceAllString(a.Body.String(), "") }

// TestAbuse_AZ_01 calls every page that belongs to an issuer, for someone who
// does not work there. The answer is that for an issuer that never was.
func TestAbuse_AZ_01(t *testing.T) {
	s := apptest.New(t)
	issuer, achievement, award := furnish(t, s, s.Token(s.Owner))
	mallory := s.Session(s.Person("mallory@other.example", "Mallory"))
	const nobody = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	own := map[string]string{"issuer": issuer, "achievement": achievement, "award": award}
	unknown := map[string]string{"issuer": nobody, "achievement": nobody, "award": nobody}
	tried := 0
	for _, rt := range s.Routes() {
		if rt.Issuer == "" {
			continue
		}
		tried++
		t.Run(rt.Pattern(), func(t *testing.T) {
			call := apptest.Call{Method: rt.Method, Session: mallory, Header: map[string]string{"Accept": "application/json"}}
			if rt.Method == http.MethodPost {
				call.Form = "name=x"
			}
			call.Path = filled(rt, own)
			got := s.Do(call)
			call.Path = filled(rt, unknown)
			want := s.Do(call)
			if got.Code != http.StatusNotFound || plain(got) != plain(want) {
				t.Errorf("of another: %d %s\nunknown: %d %s", got.Code, got.Body, want.Code, want.Body)
			}
			call.Session = ""
			call.Header["Origin"] = apptest.BaseURL
			if got := s.Do(call); got.Code != http.StatusUnauthorized {
				t.Errorf("for nobody: status %d, want 401", got.Code)
			}
		})
	}
	if tried < 15 {
		t.Errorf("only %d pages belong to an issuer", tried)
	}
}

// TestAbuse_AZ_02 asks below an issuer of one's own for things of another.
func TestAbuse_AZ_02(t *testing.T) {
	s := apptest.New(t)
	_, achievement, award := furnish(t, s, s.Token(s.Owner))
	mallory := s.Person("mallory@other.example", "Mallory")
	theirs, _, _ := furnish(t, s, s.Token(mallory))
	session := s.Session(mallory)
	parts := map[string]string{"issuer": theirs, "achievement": achievement, "award": award}
	tried := 0
	for _, rt := range s.Routes() {
		if rt.Issuer == "" || !strings.Contains(rt.Path, "{achievement}") && !strings.Contains(rt.Path, "{award}") {
			continue
		}
		tried++
		call := apptest.Call{Method: rt.Method, Path: filled(rt, parts), Session: session, Header: map[string]string{"Accept": "application/json"}}
		if rt.Method == http.MethodPost {
			call.Form = "email=a%40b.example&reason=x&name=x&confirm=yes"
		}
		if got := s.Do(call); got.Code != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404: %.300s", rt.Pattern(), got.Code, got.Body)
		}
	}
	if tried < 8 {
		t.Errorf("only %d pages were tried", tried)
	}
	got := s.Do(apptest.Call{Path: "/api/v1/awards/" + award, Token: s.Token(s.Owner)}).Want(http.StatusOK)
	if got["status"] != "active" {
		t.Errorf("the award of another is %v", got["status"])
	}
}

// TestAbuse_AZ_05 ends a session and uses it again.
func TestAbuse_AZ_05(t *testing.T) {
	s := apptest.New(t)
	session := s.Session(s.Owner)
	call := apptest.Call{Path: "/account", Session: session, Header: map[string]string{"Accept": "application/json"}}
	if got := s.Do(call); got.Code != http.StatusOK {
		t.Fatalf("signed in: status %d", got.Code)
	}
	if err := s.Accounts.SignOut(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	if got := s.Do(call); got.Code != http.StatusUnauthorized {
		t.Errorf("after signing out: status %d, want 401", got.Code)
	}
}

// TestAbuse_AZ_12 sends every form from another site. Nothing is let through.
func TestAbuse_AZ_12(t *testing.T) {
	s := apptest.New(t)
	issuer, achievement, award := furnish(t, s, s.Token(s.Owner))
	session := s.Session(s.Owner)
	parts := map[string]string{"issuer": issuer, "achievement": achievement, "award": award}
	for _, rt := range s.Routes() {
		if rt.Method == http.MethodGet || rt.Auth == serve.Bearer {
			continue
		}
		s.Pass(time.Minute) // for the limits of requests
		for _, header := range []map[string]string{
			{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
			{"Origin": "https://evil.example", "Sec-Fetch-Site": ""},
			{"Origin": "http://badges.example", "Sec-Fetch-Site": ""},
			{"Origin": "", "Sec-Fetch-Site": "same-site"},
			{"Origin": "null", "Sec-Fetch-Site": "cross-site"},
		} {
			header["Accept"] = "application/json"
			got := s.Do(apptest.Call{Method: rt.Method, Path: filled(rt, parts), Session: session, Form: "reason=x&name=x", Header: header})
			if got.Code != http.StatusForbidden {
				t.Errorf("%s with %v: status %d, want 403", rt.Pattern(), header, got.Code)
			}
		}
	}
	if got := s.Do(apptest.Call{Path: "/api/v1/awards/" + award, Token: s.Token(s.Owner)}).Want(http.StatusOK); got["status"] != "active" {
		t.Errorf("the award is %v", got["status"])
	}
}
