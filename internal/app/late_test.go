package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/internal/app/apptest"
)

// patient is a network that answers nothing and waits as long as anybody does.
type patient struct{}

// Fetch implements did.Fetcher.
func (patient) Fetch(ctx context.Context, url, _ string) (*did.Response, error) {
	<-ctx.Done()
	return nil, &did.FetchError{URL: url, Err: ctx.Err()}
}

// faces are the ways in which somebody has a badge checked that is at a slow address.
var faces = map[string]struct{ path, kind, accept string }{
	"API":       {"/api/v1/verify", "application/json", "*/*"},
	"page":      {"/verify", "application/x-www-form-urlencoded", "text/html"},
	"page JSON": {"/verify", "application/x-www-form-urlencoded", "application/json"},
	"events":    {"/verify", "application/x-www-form-urlencoded", "text/event-stream"},
}

// askWithin asks by one of the faces, with a time in which there has to be an answer.
func askWithin(ctx context.Context, s *apptest.Site, face string) *httptest.ResponseRecorder {
	f := faces[face]
	body := `{"url":"https://slow.example/badge"}`
	if f.path == "/verify" {
		body = url.Values{"address": {"https://slow.example/badge"}}.Encode()
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, f.path, strings.NewReader(body))
	r.Host, r.RemoteAddr = "badges.example", "192.0.2.9:1234"
	for name, value := range with(sameOrigin, "Accept", f.accept) {
		r.Header.Set(name, value)
	}
	r.Header.Set("Content-Type", f.kind)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// TestLate: whoever sent so slowly that the time for a check is over when it would begin is
// told that, and when to come back, in every form.
func TestLate(t *testing.T) {
	s := apptest.New(t)
	over, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	for face, f := range faces {
		got := askWithin(over, s, face)
		body := got.Body.String()
		if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" || !strings.Contains(body, "took longer than a check may take") {
			t.Errorf("%s: status %d, Retry-After %q: %.300s", face, got.Code, got.Header().Get("Retry-After"), body)
		}
		want := "application/problem+json"
		if face == "page" {
			want = "text/html; charset=utf-8"
		}
		if kind := got.Header().Get("Content-Type"); kind != want {
			t.Errorf("%s as %s: the answer is %s", face, f.accept, kind)
		}
	}
	if log := s.Log.String(); strings.Contains(log, "the error page failed") {
		t.Error(log)
	}
}

// TestLateMeanwhile: a page that grows while its badge is checked, and events, come to
// their end when the time is over, and say so.
func TestLateMeanwhile(t *testing.T) {
	s := apptest.New(t)
	s.Verifier.Fetcher = patient{}
	for face, want := range map[string]string{"page": "</html>", "events": "event: "} {
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		got := askWithin(ctx, s, face)
		cancel()
		body := got.Body.String()
		if got.Code != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, "Something went wrong on our side") ||
			!strings.Contains(body, "took longer than a check may take") && !strings.Contains(body, `id="verdict"`) {
			t.Errorf("%s: status %d: …%s", face, got.Code, body[max(0, len(body)-1500):])
		}
	}
}

// TestGone: of whoever goes away before there is an answer that is noted, and no failure of
// the server.
func TestGone(t *testing.T) {
	for face := range faces {
		s := apptest.New(t)
		s.Verifier.Fetcher = patient{}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(300*time.Millisecond, cancel)
		askWithin(ctx, s, face)
		var line string
		for l := range strings.Lines(s.Log.String()) {
			if strings.Contains(l, "path="+faces[face].path) {
				line = l
			}
			if strings.Contains(l, "level=ERROR") {
				t.Errorf("%s: %s", face, l)
			}
		}
		// Events have begun.
		if !strings.Contains(line, "status=499") && face != "events" || !strings.Contains(s.Log.String(), "the visitor went away") {
			t.Errorf("%s: %s", face, line)
		}
	}
}
