package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
	"blazon/internal/serve"
)

// canary is what a browser would run if it were not text.
const canary = `"><img src=x onerror=alert(1)>`

// values are those of attributes, handlers attributes that run something.
var (
	values   = regexp.MustCompile(`="[^"]*"`)
	handlers = regexp.MustCompile(`<[^>]*\son[a-z]+=`)
)

// crawl calls look with every page and picture that the desk has.
func (d *desk) crawl(look func(path string, got apptest.Answer)) {
	d.t.Helper()
	seen := 0
	for _, rt := range routes() {
		if rt.Method != http.MethodGet || rt.Path == "/favicon.ico" || strings.HasPrefix(rt.Path, "/static/") {
			continue
		}
		for _, achievement := range []string{d.achievement, d.draft} {
			path := strings.ReplaceAll(d.fill(rt.Path), d.achievement, achievement)
			if got := d.page(path); got.Code == http.StatusOK {
				seen++
				look(path, got)
			}
			if got := d.public(path); got.Code == http.StatusOK {
				look(path, got)
			}
		}
	}
	if seen < 30 {
		d.t.Errorf("only %d answers were looked at", seen)
	}
}

// TestAbuse_XSS_01 puts a canary into every field and looks at every page.
func TestAbuse_XSS_01(t *testing.T) {
	d := newDesk(t, words{canary, canary, "ada@school.example"})
	shown := 0
	d.crawl(func(path string, got apptest.Answer) {
		page := got.Body.String()
		kind := got.Header().Get("Content-Type")
		if strings.HasPrefix(kind, "text/html") || strings.Contains(kind, "xml") {
			if strings.Contains(page, "<img src=x") {
				t.Errorf("%s runs the canary", path)
			}
			shown += strings.Count(page, "&lt;img src=x")
		}
		if m := handlers.FindString(values.ReplaceAllString(page, `=""`)); m != "" && strings.Contains(kind, "html") {
			t.Errorf("%s has an attribute of the canary: %s", path, m)
		}
		if got.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
	})
	if shown < 20 {
		t.Errorf("the canary was shown %d times only", shown)
	}
	if got := d.send(d.at("/awards/"+d.award+"/revoke"), "reason", canary); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d", got.Code)
	}
	for _, path := range []string{"/awards/" + d.award, d.at("/awards/" + d.award)} {
		page := d.page(path).Body.String()
		if strings.Contains(page, "<img src=x") || !strings.Contains(page, "&lt;img src=x") {
			t.Errorf("%s shows the reason wrongly", path)
		}
	}
	// what is refused is shown again, as text
	for _, path := range []string{d.at("/badges/" + d.achievement + "/award"), d.at("/badges/" + d.achievement + "/award/several"), d.at("/settings"), "/account/tokens"} {
		page := d.send(path, "email", canary, "name", canary, "list", canary, "url", canary, "validUntil", canary, "narrative", canary, "evidenceURL", canary).Body.String()
		if strings.Contains(page, "<img src=x") {
			t.Errorf("%s runs what was typed", path)
		}
	}
}

// TestAbuse_XSS_02 writes Markdown that would run, lead astray or tell who reads.
func TestAbuse_XSS_02(t *testing.T) {
	const text = "[a](javascript:alert(1)) [b](data:text/html,x) [c][r] <svg/onload=alert(1)> ![p](https://evil.example/pixel.png)\n\n" +
		"[r]: vbscript:x \"t\\\" onmouseover=alert(1)\"\n\n[d](https://good.example 'x\" onclick=\"alert(1)') <a href=javascript:x>e</a> [f](//evil.example) [g](/sign-out)\n\n<script>alert(1)</script>\n\n" +
		"# Heading\n\n<https://auto.example> [m](mailto:a@b.example)"
	d := newDesk(t, words{"Knot Tyer", text, "ada@school.example"})
	for _, path := range []string{"/awards/" + d.award, "/badges/" + d.achievement, d.at("/badges/" + d.achievement), d.at("/badges/" + d.draft + "/edit")} {
		page := d.page(path).Body.String()
		prose := strings.Join(regexp.MustCompile(`(?s)<div class="prose[^"]*"[^>]*>.*?</div>`).FindAllString(page, -1), "")
		if !strings.Contains(prose, "good.example") {
			t.Errorf("%s does not show the text: %s", path, prose)
		}
		for _, bad := range []string{"javascript:", "vbscript:", "data:", "<svg", "<img", "<script", "onclick=", "onmouseover=", `href="/`, "<h1", "<h2"} {
			if strings.Contains(prose, bad) {
				t.Errorf("%s: the text has %s: %s", path, bad, prose)
			}
		}
		if m := handlers.FindString(values.ReplaceAllString(prose, `=""`)); m != "" {
			t.Errorf("%s: the text has %s", path, m)
		}
		for _, link := range regexp.MustCompile(`<a [^>]*>`).FindAllString(prose, -1) {
			if !strings.Contains(link, `rel="ugc nofollow noopener noreferrer"`) && !strings.Contains(link, "mailto:") {
				t.Errorf("%s: %s", path, link)
			}
		}
	}
}

// TestAbuse_XSS_04 ends scripts in names. Pages have no scripts of their own to
// end, and lines may be parted by U+2028.
func TestAbuse_XSS_04(t *testing.T) {
	d := newDesk(t, words{"</script><script>alert(1)</script>", "a\u2028b </title><script>", "ada@school.example"})
	d.crawl(func(path string, got apptest.Answer) {
		if !strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") {
			return
		}
		for _, m := range regexp.MustCompile(`(?i)<script[^>]*>`).FindAllString(got.Body.String(), -1) {
			if !strings.HasPrefix(m, `<script src="/static/`) {
				t.Errorf("%s has %s", path, m)
			}
		}
	})
}

// TestAbuse_XSS_05 asks for what is not there, in words that would run.
func TestAbuse_XSS_05(t *testing.T) {
	d := newDesk(t)
	evil := url.PathEscape(canary)
	for _, path := range []string{
		"/" + evil, "/awards/" + evil, "/issuers/" + evil, "/badges/" + evil, d.at("/badges/" + evil), d.at("/badges?search=" + url.QueryEscape(canary)),
		d.at("/awards?status=" + url.QueryEscape(canary)), d.at("/awards?after=" + url.QueryEscape(canary)), "/issuers?search=" + url.QueryEscape(canary),
		"/sign-in?next=" + url.QueryEscape(canary), "/workspace/new?first=" + url.QueryEscape(canary), "/outbox/" + evil, "/setup/" + evil, "/confirm/" + evil, "/reset/" + evil,
		"/verify?address=" + url.QueryEscape("https://nowhere.invalid/"+canary),
	} {
		for _, got := range []apptest.Answer{d.page(path), d.public(path)} {
			if page := got.Body.String(); strings.Contains(page, "<img src=x") {
				t.Errorf("%s: the page runs what was asked for: %.300s", path, page)
			}
			if got.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s may be sniffed", path)
			}
		}
	}
	got := d.Do(apptest.Call{Path: "/" + evil + "?callback=alert", Header: map[string]string{"Accept": "application/json"}})
	if !strings.Contains(got.Header().Get("Content-Type"), "json") || !strings.HasPrefix(got.Body.String(), "{") {
		t.Errorf("as JSON: %q %s", got.Header().Get("Content-Type"), got.Body)
	}
}

// TestAbuse_XSS_09 turns the direction of names, and hides letters in them.
func TestAbuse_XSS_09(t *testing.T) {
	d := newDesk(t)
	for _, name := range []string{"Harvard\u202e", "\u2066x", "a\x00b"} {
		for _, path := range []string{"/workspace/new", d.at("/badges/new")} {
			if got := d.send(path, "name", name, "description", "x", "picture", "drawn", "shape", "round", "division", "plain", "field", "azure", "border", "rope", "metal", "or"); got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusBadRequest {
				t.Errorf("%s with the name %q: status %d", path, name, got.Code)
			}
		}
		if got := d.send(d.at("/badges/"+d.achievement+"/award"), "email", "a@b.example", "name", name); got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusBadRequest {
			t.Errorf("a recipient called %q: status %d", name, got.Code)
		}
	}
}

// TestAbuse_NAV_01 asks to be led elsewhere after signing in.
func TestAbuse_NAV_01(t *testing.T) {
	d := newDesk(t)
	for next, want := range map[string]string{
		"/workspace": "/workspace", "/awards/x?y=1": "/awards/x?y=1", "//evil.example": "/", `/\evil.example`: "/", "https:evil.example": "/",
		"https://evil.example": "/", "/\t/evil.example": "/", "%2f%2fevil.example": "/", "/a\r\nSet-Cookie: x=y": "/", "javascript:alert(1)": "/",
	} {
		got := d.Do(apptest.Call{
			Method: http.MethodPost, Path: "/sign-in", Form: url.Values{"email": {"owner@club.example"}, "password": {apptest.Password}, "next": {next}}.Encode(),
			Header: map[string]string{"Origin": apptest.BaseURL, "Accept": "text/html"},
		})
		place := got.Header().Get("Location")
		if got.Code != http.StatusSeeOther || place != want && (want != "/" || strings.Contains(place, "evil") || !strings.HasPrefix(place, "/") || strings.HasPrefix(place, "//")) {
			t.Errorf("%q leads to %q with status %d, want %q", next, place, got.Code, want)
		}
		if len(got.Header().Values("Set-Cookie")) == 0 || strings.Contains(strings.Join(got.Header().Values("Set-Cookie"), ";"), "x=y") {
			t.Errorf("%q sets %v", next, got.Header().Values("Set-Cookie"))
		}
	}
}

// TestAbuse_NAV_03 looks whether any page can be put into a frame. Only mail may,
// by ourselves.
func TestAbuse_NAV_03(t *testing.T) {
	d := newDesk(t)
	for _, rt := range routes() {
		if rt.Method != http.MethodGet {
			continue
		}
		policy := d.page(d.fill(rt.Path)).Header().Get("Content-Security-Policy")
		own := rt.Path == "/outbox/{letter}/html"
		if !strings.Contains(policy, "frame-ancestors 'none'") && (!own || !strings.Contains(policy, "frame-ancestors 'self'")) {
			t.Errorf("%s has the policy %q", rt.Path, policy)
		}
	}
}

// TestAbuse_NAV_05 asks from other sites, with the cookie of someone signed in.
func TestAbuse_NAV_05(t *testing.T) {
	d := newDesk(t)
	for _, rt := range routes() {
		if rt.Method != http.MethodGet {
			continue
		}
		for _, origin := range []string{"https://evil.example", "null"} {
			got := d.Do(apptest.Call{Path: d.fill(rt.Path), Session: d.session, Header: map[string]string{"Origin": origin, "Sec-Fetch-Site": "cross-site"}})
			if got.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s lets others read with cookies", rt.Path)
			}
			allowed := got.Header().Get("Access-Control-Allow-Origin")
			if rt.Open && allowed != "*" && got.Code == http.StatusOK || !rt.Open && allowed != "" {
				t.Errorf("%s allows %q to %s", rt.Path, allowed, origin)
			}
			if rt.Auth == serve.Person && allowed != "" {
				t.Errorf("%s belongs to a person and is open", rt.Path)
			}
		}
	}
}

// TestAbuse_NAV_06 opens links that are secrets.
func TestAbuse_NAV_06(t *testing.T) {
	d := newDesk(t)
	tried := 0
	for _, rt := range routes() {
		if !rt.Secret || rt.Method != http.MethodGet {
			continue
		}
		tried++
		got := d.public(strings.ReplaceAll(rt.Path, "{token}", "obr_secret"))
		if got.Header().Get("Referrer-Policy") != "no-referrer" || got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", rt.Path, got.Header())
		}
	}
	if tried < 3 {
		t.Errorf("only %d links were tried", tried)
	}
	if strings.Contains(d.Log.String(), "obr_secret") {
		t.Error("the log holds the secret of a link")
	}
}
