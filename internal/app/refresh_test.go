package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

// TestRefresh: who asks for it is told of a newer edition, by page and by API; the
// issuer is not asked for anybody else.
func TestRefresh(t *testing.T) {
	edition := func(from string) string {
		return imported(t, func(doc string) string {
			return strings.NewReplacer(
				`"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]`,
				`"validFrom":"2026-01-01T00:00:00Z"`, `"validFrom":"`+from+`","refreshService":{"id":"https://club.example/newest","type":"1EdTechCredentialRefresh"}`,
			).Replace(doc)
		})
	}
	s := apptest.New(t)
	s.Verifier.Fetcher = &shelf{edition("2026-02-01T00:00:00Z")}
	old := edition("2026-01-01T00:00:00Z")
	rep := s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: old}).Want(http.StatusOK)
	if notes, _ := rep["notes"].([]any); rep["newer"] != nil || rep["documents"] != nil || len(notes) != 1 || !strings.Contains(notes[0].(string), "was not asked") {
		t.Errorf("nobody asked for a newer edition: %v, %v", rep["notes"], rep["documents"])
	}
	rep = s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: `{"credential":` + old + `,"options":{"refresh":true}}`}).Want(http.StatusOK)
	newer, _ := rep["newer"].(apptest.Object)
	if rep["verdict"] != "valid" || newer["verdict"] != "valid" {
		t.Errorf("the verdict is %v, of the newer edition %v: %v", rep["verdict"], newer["verdict"], rep["notes"])
	}
	page := func(more string) string {
		t.Helper()
		form := url.Values{"text": {old}}
		if more != "" {
			form.Set(more, "yes")
		}
		return s.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: form.Encode(), Header: with(sameOrigin, "Accept", "text/html")}).Body.String()
	}
	if got := page(""); strings.Contains(got, "There is a newer edition") {
		t.Error("the page asks without being told to")
	}
	if got := page("refresh"); !strings.Contains(got, "There is a newer edition of it, from 1 February 2026") || !strings.Contains(got, `name="refresh" value="yes" checked`) {
		t.Error("the page does not tell of the newer edition, or forgets that it was asked for")
	}
}
