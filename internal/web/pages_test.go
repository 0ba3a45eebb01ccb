package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

// untold finds what should not be on a page: ids of messages, Go values.
var untold = regexp.MustCompile(`>\s*(?:[a-z]+[A-Za-z]*\.[a-z]+[A-Za-z.]*[A-Z][A-Za-z.]*|[a-z]+\.(?:title|lead|help|do))\s*<|%!|&lt;nil&gt;|&lt;no value&gt;|0001-01-01`)

// TestPages asks for every page of the table of routes.
func TestPages(t *testing.T) {
	d := newDesk(t)
	pages := 0
	for _, rt := range routes() {
		if rt.Method != http.MethodGet {
			continue
		}
		path := d.fill(rt.Path)
		got := d.page(path)
		if strings.HasPrefix(path, "/static/") || strings.HasSuffix(path, "/image") {
			continue // the desk has none of these
		}
		if strings.Contains(path, "nothing") {
			if (got.Code < 400 || got.Code >= 500) && !rt.Secret {
				t.Errorf("%s: status %d", path, got.Code)
			}
			continue
		}
		if got.Code != http.StatusOK && got.Code != http.StatusSeeOther {
			t.Errorf("%s: status %d: %.300s", path, got.Code, got.Body)
			continue
		}
		if strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") && got.Code == http.StatusOK {
			pages++
			wholePage(t, path, got.Body.String())
		}
	}
	if pages < 18 {
		t.Errorf("only %d pages were looked at", pages)
	}
}

// wholePage checks what every page has.
func wholePage(t *testing.T, where, page string) {
	t.Helper()
	for _, part := range []string{"<!doctype html>", `<html lang="en" dir="ltr">`, "<title>", `<main id="main"`, `<a class="skip" href="#main">`, `name="viewport"`} {
		if !strings.Contains(page, part) {
			t.Errorf("%s has no %s", where, part)
		}
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%s has %d headings of the first order", where, n)
	}
	if m := untold.FindString(page); m != "" {
		t.Errorf("%s says %q", where, m)
	}
	for _, m := range regexp.MustCompile(`<(?:script|link rel="stylesheet")[^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(m, `="/static/`) {
			t.Errorf("%s loads %s", where, m)
		}
	}
	if m := regexp.MustCompile(`\s(?:style|on[a-z]+)="`).FindString(page); m != "" {
		t.Errorf("%s has%s, which the content policy forbids", where, m)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			t.Errorf("%s has the id %s twice", where, m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:aria-describedby|aria-labelledby|for|popovertarget)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if !seen[id] {
				t.Errorf("%s points to %s, which is not there", where, id)
			}
		}
	}
}

// Error pages are whole, too, and say what to do.
func TestErrorPages(t *testing.T) {
	d := newDesk(t)
	for path, want := range map[string]int{
		"/nothing": http.StatusNotFound, "/awards/none": http.StatusNotFound, "/badges/" + d.draft: http.StatusNotFound,
		"/workspace/none": http.StatusNotFound, d.at("/badges/" + d.draft + "/award"): http.StatusConflict,
		"/reset/used": http.StatusGone,
	} {
		got := d.page(path)
		if used := path == "/reset/used" && (got.Code >= 400 && got.Code < 500 || got.Code == http.StatusOK); got.Code != want && !used {
			t.Errorf("%s: status %d, want %d", path, got.Code, want)
		}
		wholePage(t, path, got.Body.String())
	}
	mallory := d.Session(d.Person("mallory@other.example", "Mallory"))
	got := d.Do(apptest.Call{Path: "/outbox", Session: mallory, Header: map[string]string{"Accept": "text/html"}})
	if got.Code != http.StatusForbidden && got.Code != http.StatusNotFound {
		t.Errorf("the outbox, for someone who is no administrator: status %d", got.Code)
	}
	wholePage(t, "/outbox", got.Body.String())
}

// A form that cannot be carried out comes back with everything that was typed,
// and what is wrong stands beside the field.
func TestFormsKeepWhatWasTyped(t *testing.T) {
	d := newDesk(t)
	const long = "What I typed & kept"
	for _, c := range []struct {
		path, field string
		fields      []string
	}{
		{"/register", "email", []string{"email", "nope", "name", long, "password", "unsaid-0"}},
		{"/register", "password", []string{"email", "new@club.example", "name", long, "password", "q7!zz"}},
		{"/workspace/new", "url", []string{"name", long, "url", "nope"}},
		{d.at("/settings"), "email", []string{"name", long, "email", "nope", "revision", "1"}},
		{d.at("/badges/new"), "name", []string{"name", "", "description", long, "picture", "drawn", "shape", "round", "division", "plain", "field", "azure", "border", "rope", "metal", "or"}},
		{d.at("/badges/" + d.achievement + "/award"), "email", []string{"email", "nope", "name", long}},
		{d.at("/badges/" + d.achievement + "/award"), "validUntil", []string{"email", "a@b.example", "name", long, "validFrom", "2026-03-02", "validUntil", "2026-03-01"}},
		{d.at("/badges/" + d.achievement + "/award/several"), "validUntil", []string{"list", long + ", a@b.example", "validUntil", "tomorrow"}},
		{d.at("/badges/" + d.achievement + "/award/several"), "list", []string{"list", "", "validUntil", "2030-01-01"}},
		{d.at("/awards/" + d.award + "/revoke"), "reason", []string{"reason", strings.Repeat("x", 501)}},
		{"/account/tokens", "scopes", []string{"name", long}},
	} {
		got := d.send(c.path, c.fields...)
		page := got.Body.String()
		if got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d: %.200s", c.path, got.Code, page)
			continue
		}
		for _, part := range []string{`role="alert"`, `href="#` + c.field + `"`, `id="` + c.field + `-fault"`} {
			if !strings.Contains(page, part) {
				t.Errorf("%s, %s: there is no %s", c.path, c.field, part)
			}
		}
		for i := 0; i+1 < len(c.fields); i += 2 {
			name, value := c.fields[i], c.fields[i+1]
			if name == "password" {
				if strings.Contains(page, value) {
					t.Errorf("%s sends the password back", c.path)
				}
				continue
			}
			if value != "" && name != "revision" && !strings.Contains(page, strings.ReplaceAll(value, "&", "&amp;")) {
				t.Errorf("%s lost %s", c.path, name)
			}
		}
		wholePage(t, c.path, page)
	}
	if n := d.count(); n != 1 {
		t.Errorf("there are %d awards, want 1", n)
	}
}

// A wrong password is a wrong form, and does not say which part is wrong.
func TestSignInKeepsTheAddress(t *testing.T) {
	d := newDesk(t)
	got := d.Do(apptest.Call{Method: http.MethodPost, Path: "/sign-in", Form: "email=owner%40club.example&password=wrong-password-1", Header: map[string]string{"Origin": apptest.BaseURL, "Accept": "text/html"}})
	page := got.Body.String()
	if got.Code != http.StatusUnauthorized || !strings.Contains(page, `value="owner@club.example"`) || strings.Contains(page, "wrong-password-1") {
		t.Errorf("status %d: %s", got.Code, page)
	}
}

// Nothing changes by looking: what acts has no GET.
func TestNothingChangesByGet(t *testing.T) {
	d := newDesk(t)
	reads := map[string]bool{}
	for _, rt := range routes() {
		if rt.Method == http.MethodGet {
			reads[rt.Path] = true
		}
	}
	tried := 0
	for _, rt := range routes() {
		if rt.Method == http.MethodGet || reads[rt.Path] {
			continue
		}
		tried++
		got := d.page(d.fill(rt.Path) + "?reason=x&sure=yes")
		if got.Code != http.StatusMethodNotAllowed && got.Code != http.StatusNotFound {
			t.Errorf("GET %s: status %d", rt.Path, got.Code)
		}
	}
	if tried < 8 {
		t.Errorf("only %d were tried", tried)
	}
	if got := d.public("/ob2/awards/" + d.award); got.Code != http.StatusOK {
		t.Errorf("the award was revoked by a GET: %d", got.Code)
	}
}

// The pages of an award say what it is: valid, expired or withdrawn.
func TestAwardPageStates(t *testing.T) {
	d := newDesk(t)
	ended := d.make("/api/v1/achievements/"+d.achievement+"/awards", object{
		"recipient": object{"email": "jo@school.example", "name": "Jo"}, "validFrom": "2024-01-01T00:00:00Z", "validUntil": "2025-01-01T00:00:00Z",
	})
	gone := d.make("/api/v1/achievements/"+d.achievement+"/awards", object{"recipient": object{"email": "sam@school.example"}})
	if got := d.send(d.at("/awards/"+gone+"/revoke"), "reason", "The wrong Sam."); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Code, got.Body)
	}
	for id, parts := range map[string][]string{
		d.award: {"Genuine and valid", "1 March 2026", "Film", "It does not end", "UTC"},
		ended:   {"This badge has expired.", "It was genuine, and valid until", "1 January 2025\u00a0(UTC)"},
		gone:    {"The issuer has withdrawn this badge.", "The wrong Sam.", "1 March 2026, 12:00\u00a0UTC", "sealed into it"},
	} {
		page := d.public("/awards/" + id).Body.String()
		for _, part := range parts {
			if !strings.Contains(strings.ReplaceAll(page, "film", "Film"), part) {
				t.Errorf("the page of %s does not say %q", id, part)
			}
		}
		if id == gone && strings.Contains(page, "It does not end") {
			t.Error("the page of a withdrawn badge says that it does not end")
		}
		if strings.Contains(page, "This badge in Open Badges 2.0") {
			t.Errorf("the page of %s shows its other form as evidence", id)
		}
		wholePage(t, id, page)
	}
}

// A list of many goes on from page to page and loses nobody.
func TestListsHavePages(t *testing.T) {
	d := newDesk(t)
	var rows []object
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		for _, n := range "123" {
			rows = append(rows, object{"recipient": object{"email": string(c) + string(n) + "@school.example"}})
		}
	}
	d.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/achievements/" + d.achievement + "/awards/batch", Token: d.token, JSON: object{"awards": rows}}).Want(http.StatusOK)
	seen := map[string]bool{}
	next := d.at("/awards")
	for pages := 0; next != ""; pages++ {
		if pages > 10 {
			t.Fatal("the list does not end")
		}
		page := d.page(next).Body.String()
		wholePage(t, next, page)
		for _, m := range regexp.MustCompile(`<td><a href="[^"]*/awards/([a-z0-9]+)"|/awards/([a-z0-9]{26})"`).FindAllStringSubmatch(page, -1) {
			seen[m[1]+m[2]] = true
		}
		next = ""
		if m := regexp.MustCompile(`<a class="button short" href="([^"]*after=[^"]*)"`).FindStringSubmatch(page); m != nil {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	if len(seen) != 79 {
		t.Errorf("the pages show %d awards, want 79", len(seen))
	}
}

// A form can be shown once more before it is sent: with a row more, with the
// drawing or the criteria as they are now. Everything typed is still there.
func TestFormsShownAgain(t *testing.T) {
	d := newDesk(t)
	drawing := []string{"picture", "drawn", "shape", "shield", "division", "plain", "field", "gules", "border", "rope", "metal", "or", "charge", "anchor", "chargeTincture", "or", "ribbonTincture", "argent"}
	for _, path := range []string{d.at("/badges/new"), d.at("/badges/" + d.achievement + "/edit"), d.at("/badges/" + d.draft + "/edit")} {
		fields := append([]string{"name", "Harbour Cook", "criteria", "Feed **twelve**.", "targetName", "Cook", "revision", "1", "do", "preview"}, drawing...)
		got := d.send(path, fields...)
		page := got.Body.String()
		if got.Code != http.StatusOK {
			t.Errorf("%s: status %d: %.200s", path, got.Code, page)
			continue
		}
		for _, part := range []string{`value="Harbour Cook"`, "<strong>twelve</strong>", "Gules, an anchor Or", `value="Cook"`} {
			if !strings.Contains(page, part) {
				t.Errorf("%s lost %s", path, part)
			}
		}
		wholePage(t, path, page)
		fields[9] = "row"
		if rows := strings.Count(d.send(path, fields...).Body.String(), `name="targetName"`); rows != 2 {
			t.Errorf("%s has %d rows of skills, want 2", path, rows)
		}
	}
	got := d.send(d.at("/badges/"+d.achievement+"/award"), "email", "eve@school.example", "evidenceURL", "https://harbourscouts.example/log", "do", "row")
	page := got.Body.String()
	if got.Code != http.StatusOK || strings.Count(page, `name="evidenceURL"`) != 2 || !strings.Contains(page, `value="eve@school.example"`) {
		t.Errorf("one row more of evidence: status %d: %.200s", got.Code, page)
	}
	if n := d.count(); n != 1 {
		t.Errorf("there are %d awards, want 1", n)
	}
}
