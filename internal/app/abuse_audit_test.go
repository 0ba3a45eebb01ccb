package app_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/account"
	"blazon/internal/app"
	"blazon/internal/app/apptest"
	"blazon/internal/serve"
	"blazon/jsonld"
)

// sameOrigin is what a browser sends along with a form of our own pages.
var sameOrigin = map[string]string{"Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin"}

// pages calls f with every page that can be had without a body, for the owner.
func pages(t *testing.T, s *apptest.Site, parts map[string]string, f func(rt serve.Route, got apptest.Answer)) {
	t.Helper()
	session := s.Session(s.Owner)
	seen := 0
	for _, rt := range s.Routes() {
		if rt.Method != http.MethodGet || strings.HasPrefix(rt.Path, "/api/") || strings.HasPrefix(rt.Path, "/static/") {
			continue
		}
		seen++
		f(rt, s.Do(apptest.Call{Path: filled(rt, parts), Session: session, Header: map[string]string{"Accept": "text/html"}}))
	}
	if seen < 30 {
		t.Fatalf("only %d pages", seen)
	}
}

// dangers lists what in a page would run or lead where it must not.
func dangers(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch key := strings.ToLower(a.Key); {
			case strings.HasPrefix(key, "on"), key == "srcdoc":
				found = append(found, n.Data+" "+a.Key)
			case slices.Contains([]string{"href", "src", "action", "formaction", "data", "poster", "xlink:href"}, key):
				u, err := url.Parse(a.Val)
				if err != nil || !slices.Contains([]string{"", "https", "http", "mailto", "data"}, u.Scheme) || u.Scheme == "data" && !strings.HasPrefix(a.Val, "data:image/png") ||
					u.Scheme == "" && u.Host != "" {
					found = append(found, n.Data+" "+a.Key+"="+a.Val)
				}
			}
		}
		if n.Data == "img" && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "src" && a.Val == "x" }) {
			found = append(found, "the canary is an element")
		}
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "alert(") {
			found = append(found, "the canary is a script")
		}
	}
	return found
}

// canary is a text that would run wherever it is not taken for text.
const canary = `"'><img src=x onerror=alert(1)></title></script><script>alert(1)</script>`

// TestAbuse_XSS_01 puts one canary into every text that people may write, and
// visits every page.
func TestAbuse_XSS_01(t *testing.T) {
	s := apptest.New(t)
	token := s.Token(s.Owner)
	post := func(path string, body any) string {
		id, _ := s.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: token, JSON: body}).Want(http.StatusCreated)["id"].(string)
		return id
	}
	issuer := post("/api/v1/issuers", object{"name": canary, "description": canary, "url": "https://harbour.example/?" + url.QueryEscape(canary), "email": "hello@harbour.example"})
	achievement := post("/api/v1/issuers/"+issuer+"/achievements", object{"name": canary, "description": canary, "criteria": object{"narrative": canary + "\n\n[x](javascript:alert(1))"}, "tags": []string{canary[:20]}})
	award := post("/api/v1/achievements/"+achievement+"/awards", object{
		"recipient": object{"email": "ada@school.example", "name": canary}, "narrative": canary,
		"evidence": []object{{"name": canary, "description": canary, "narrative": canary, "url": "https://harbour.example/"}},
	})
	shown := 0
	pages(t, s, map[string]string{"issuer": issuer, "achievement": achievement, "award": award}, func(rt serve.Route, got apptest.Answer) {
		if !strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") {
			return
		}
		page := got.Body.String()
		if d := dangers(t, page); len(d) > 0 {
			t.Errorf("%s: %q", rt.Pattern(), d)
		}
		if strings.Contains(page, "onerror=alert(1)&gt;") {
			shown++
		}
	})
	if shown < 6 {
		t.Errorf("only %d pages show the canary", shown)
	}
}

// imported is a badge that somebody else signed with a key that is its own name.
func imported(t *testing.T, change func(doc string) string) string {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	id, method, err := did.KeyDID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	doc := change(`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"urn:uuid:7b2a5ccf-7a94-4ee5-9a4a-2f5a0bfa9a5e","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",` +
		`"issuer":{"id":"` + id + `","type":["Profile"],"name":"Somebody"},"validFrom":"2026-01-01T00:00:00Z",` +
		`"credentialSubject":{"id":"urn:uuid:1b2a5ccf-7a94-4ee5-9a4a-2f5a0bfa9a5e","type":["AchievementSubject"],"achievement":{"id":"urn:uuid:2b2a5ccf-7a94-4ee5-9a4a-2f5a0bfa9a5e",` +
		`"type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`)
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	signed, err := dataintegrity.Default().Sign(t.Context(), p, []byte(doc), "eddsa-rdfc-2022", key, dataintegrity.Options{VerificationMethod: method})
	if err != nil {
		t.Fatalf("%v: %s", err, doc)
	}
	return string(signed)
}

// TestAbuse_XSS_03 has badges of strangers checked whose addresses run, or lead
// astray, when followed.
func TestAbuse_XSS_03(t *testing.T) {
	s := apptest.New(t)
	quoted := func(text string) string {
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, bad := range []string{"javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,alert(1)", "vbscript:x", "file:///etc/passwd", "blob:https://x.example/1"} {
		doc := imported(t, func(doc string) string {
			return strings.NewReplacer(
				`"name":"Somebody"`, `"name":`+quoted(canary)+`,"url":`+quoted(bad)+`,"image":{"id":`+quoted(bad)+`,"type":"Image"}`,
				`"criteria":{`, `"image":{"id":`+quoted(bad)+`,"type":"Image"},"criteria":{"id":`+quoted(bad)+`,`,
				`"validFrom"`, `"evidence":[{"id":`+quoted(bad)+`,"type":["Evidence"],"name":`+quoted(canary)+`,"narrative":`+quoted(canary+" [x]("+bad+")")+`}],"validFrom"`,
			).Replace(doc)
		})
		got := s.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: url.Values{"text": {doc}, "explain": {"yes"}}.Encode(), Header: with(sameOrigin, "Accept", "text/html")})
		if got.Code != http.StatusOK {
			t.Fatalf("%s: status %d: %.300s", bad, got.Code, got.Body)
		}
		if !strings.Contains(got.Body.String(), "onerror=alert(1)&gt;") {
			t.Errorf("%s: the badge is not shown", bad)
		}
		if d := dangers(t, got.Body.String()); len(d) > 0 {
			t.Errorf("%s: %q", bad, d)
		}
	}
}

func with(header map[string]string, name, value string) map[string]string {
	out := maps.Clone(header)
	out[name] = value
	return out
}

// TestAbuse_XSS_05 asks for what is not there, in words that would run.
func TestAbuse_XSS_05(t *testing.T) {
	s := apptest.New(t)
	word := url.PathEscape(canary)
	for _, call := range []apptest.Call{
		{Path: "/" + word},
		{Path: "/issuers/" + word},
		{Path: "/awards/" + word},
		{Path: "/badges/x/versions/" + word},
		{Path: "/issuers?search=" + url.QueryEscape(canary)},
		{Path: "/verify?address=" + url.QueryEscape(canary)},
		{Path: "/verify?recipient=" + url.QueryEscape(canary)},
		{Path: "/sign-in?next=" + url.QueryEscape("/"+canary)},
		{Path: "/reset/" + word},
		{Path: "/static/" + word},
		{Path: "/api/v1/" + word},
		{Path: "/issuers?callback=alert(1)"},
		{Path: "/?" + url.QueryEscape(canary)},
		{Method: http.MethodPost, Path: "/verify", Form: url.Values{"text": {canary}, "recipient": {canary}}.Encode()},
		{Method: http.MethodPost, Path: "/sign-in", Form: url.Values{"email": {canary}, "password": {canary}, "next": {canary}}.Encode()},
		{Method: http.MethodPost, Path: "/register", Form: url.Values{"email": {canary}, "name": {canary}, "password": {canary}}.Encode()},
	} {
		call.Header = with(sameOrigin, "Accept", "text/html")
		got := s.Do(call)
		if got.Code >= 500 {
			t.Errorf("%s: status %d", call.Path, got.Code)
		}
		if strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") {
			if d := dangers(t, got.Body.String()); len(d) > 0 {
				t.Errorf("%s: %q", call.Path, d)
			}
		} else if got.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be taken for a page", call.Path)
		}
		if strings.Contains(got.Header().Get("Content-Type"), "javascript") {
			t.Errorf("%s is a script: %s", call.Path, got.Body)
		}
	}
}

// TestAbuse_SVG_11 asks for every drawing as a page of its own: nothing in it
// could run, whatever was in it.
func TestAbuse_SVG_11(t *testing.T) {
	s := apptest.New(t)
	_, achievement, award := furnish(t, s, s.Token(s.Owner))
	for _, path := range []string{"/badges/" + achievement + "/versions/1/image.svg", "/awards/" + award + "/badge.svg", "/badges/" + achievement + "/versions/1/image.png", "/awards/" + award + "/badge.png"} {
		got := s.Do(apptest.Call{Path: path})
		h := got.Header()
		policy := h.Get("Content-Security-Policy")
		if got.Code != http.StatusOK || !strings.HasPrefix(h.Get("Content-Type"), "image/") {
			t.Errorf("%s: status %d, %s", path, got.Code, h.Get("Content-Type"))
		}
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy+";", "sandbox;") || strings.Contains(policy, "script") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s has the policy %q", path, policy)
		}
		for _, word := range []string{"<script", "onload", "<foreignObject", "javascript:"} {
			if bytes.Contains(got.Body.Bytes(), []byte(word)) {
				t.Errorf("%s has %s", path, word)
			}
		}
	}
}

// TestAbuse_DID_08 asks for what others learn our keys from as if we were
// somebody else.
func TestAbuse_DID_08(t *testing.T) {
	s := apptest.New(t)
	issuer, achievement, award := furnish(t, s, s.Token(s.Owner))
	for _, path := range []string{"/.well-known/jwks.json", "/issuers/" + issuer + "/did.json", "/issuers/" + issuer, "/badges/" + achievement, "/awards/" + award + "/credential.json", "/ob2/issuers/" + issuer, "/robots.txt", "/api/openapi.json"} {
		ask := func(host string, header ...string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			r.Host, r.RemoteAddr = host, "192.0.2.9:1234"
			r.Header.Set("Accept", "application/ld+json, application/json")
			for i := 0; i+1 < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			return w
		}
		for _, host := range []string{"evil.example", "badges.example.evil.example", "badges.example:444", "127.0.0.1", ""} {
			if w := ask(host); w.Code != http.StatusMisdirectedRequest || strings.Contains(w.Body.String(), "evil") {
				t.Errorf("%s for %q: status %d: %.200s", path, host, w.Code, w.Body)
			}
		}
		want := ask("badges.example")
		got := ask("badges.example", "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example;proto=http", "X-Forwarded-Proto", "http", "X-Original-URL", "/x", "X-Forwarded-Prefix", "//evil.example")
		if got.Code != want.Code || got.Body.String() != want.Body.String() {
			t.Errorf("%s believes headers: %d %.200s", path, got.Code, got.Body)
		}
	}
}

// TestAbuse_DID_06 looks for a way to end an issuer, so that its name could be
// taken by another, and to choose a name (DID-07). There is none.
func TestAbuse_DID_06(t *testing.T) {
	s := apptest.New(t)
	token := s.Token(s.Owner)
	issuer, achievement, award := furnish(t, s, token)
	for _, path := range []string{"/api/v1/issuers/" + issuer, "/api/v1/achievements/" + achievement, "/api/v1/awards/" + award, "/issuers/" + issuer, "/workspace/" + issuer} {
		for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodPatch} {
			got := s.Do(apptest.Call{Method: method, Path: path, Token: token, Session: s.Session(s.Owner), JSON: object{}})
			if got.Code < 400 || got.Code >= 500 {
				t.Errorf("%s %s: status %d", method, path, got.Code)
			}
		}
	}
	random := regexp.MustCompile(`^[a-z2-7]{26}$`) // 128 bits and more
	ids := []string{issuer, achievement, award}
	for range 5 {
		id, _, _ := furnish(t, s, token)
		ids = append(ids, id)
	}
	for _, id := range ids {
		if !random.MatchString(id) {
			t.Errorf("the id %q could be guessed", id)
		}
	}
	for _, member := range []string{"id", "slug", "did", "host", "domain"} {
		for _, value := range []string{".well-known", "api", "did.json", "..", "xn--e1awd7f", "аpi"} {
			s.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/issuers", Token: token, JSON: object{"name": "X", member: value}}).Want(http.StatusUnprocessableEntity)
		}
	}
	for _, rt := range s.Routes() {
		if rt.Method == http.MethodDelete { // a domain can be released; no id has one in it (TestAbuse_DID_09_OneIssuerOnly)
			t.Errorf("%s may end what others rely on", rt.Pattern())
		}
	}
}

// TestAbuse_SE_12 looks for what operators only should see.
func TestAbuse_SE_12(t *testing.T) {
	s := apptest.New(t)
	session := s.Session(s.Owner)
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/metrics", "/debug", "/internal", "/.git/config", "/.env", "/server-status", "/api/v1/debug", "/static/", "/static/../app.go", "/static/%2e%2e/app.go"} {
		for _, by := range []string{"", session} {
			if got := s.Do(apptest.Call{Path: path, Session: by, Header: map[string]string{"Accept": "text/html"}}); got.Code != http.StatusNotFound && got.Code != http.StatusBadRequest && got.Code != http.StatusUnauthorized && got.Code != http.StatusMovedPermanently && got.Code != http.StatusTemporaryRedirect {
				t.Errorf("%s: status %d: %.200s", path, got.Code, got.Body)
			} else if strings.Contains(got.Body.String(), "goroutine") || strings.Contains(got.Body.String(), "# HELP") {
				t.Errorf("%s: %.200s", path, got.Body)
			}
		}
	}
}

// TestAbuse_MAIL_05 opens the link of a message as scanners of mail do, before
// its reader presses the button.
func TestAbuse_MAIL_05(t *testing.T) {
	a := open(t, app.Config{Data: t.TempDir(), Listen: "localhost:0", BaseURL: apptest.BaseURL}, &bytes.Buffer{})
	link, err := a.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(link, apptest.BaseURL)
	ask := func(method string) int {
		r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
		r.Host = "badges.example"
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for range 3 {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if code := ask(method); code != http.StatusOK {
				t.Errorf("%s: status %d", method, code)
			}
		}
	}
	secret := strings.TrimPrefix(path, "/setup/")
	if _, _, err := a.Accounts.Setup(t.Context(), secret, account.Registration{Email: "olive@club.example", Name: "Olive", Password: apptest.Password}, account.Client{}); err != nil {
		t.Errorf("after looking at it, it works no more: %v", err)
	}
	// Every page whose address is a secret shows a form and nothing more.
	s := apptest.New(t)
	for _, rt := range s.Routes() {
		if !rt.Secret || rt.Method != http.MethodGet {
			continue
		}
		posts := slices.ContainsFunc(s.Routes(), func(other serve.Route) bool { return other.Path == rt.Path && other.Method == http.MethodPost })
		if !posts && !strings.HasPrefix(rt.Path, "/checks/{") {
			t.Errorf("%s does something when it is looked at", rt.Pattern())
		}
	}
}

// TestAbuse_REC_11 tries to find people by numbers and addresses.
func TestAbuse_REC_11(t *testing.T) {
	s := apptest.New(t)
	s.Person("victim@school.example", "Vera Victim")
	token := s.Token(s.Person("mallory@other.example", "Mallory"))
	for _, path := range []string{"/u/1", "/users", "/users?email=victim@school.example", "/accounts/1", "/api/v1/users?email=victim@school.example", "/api/v1/accounts", "/api/v1/issuers?search=victim@school.example", "/issuers?search=victim@school.example"} {
		for _, by := range []string{"", token} {
			got := s.Do(apptest.Call{Path: path, Token: by})
			if strings.Contains(got.Body.String(), "Vera") || got.Code == http.StatusOK && strings.Contains(path, "users") {
				t.Errorf("%s: status %d: %.300s", path, got.Code, got.Body)
			}
		}
	}
}

// TestAbuse_PR_05 looks at what pages load: nothing of strangers, who would learn
// who reads about whom.
func TestAbuse_PR_05(t *testing.T) {
	s := apptest.New(t)
	issuer, achievement, award := furnish(t, s, s.Token(s.Owner))
	pages(t, s, map[string]string{"issuer": issuer, "achievement": achievement, "award": award}, func(rt serve.Route, got apptest.Answer) {
		policy := got.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s has the policy %q", rt.Pattern(), policy)
		}
		for _, directive := range strings.Split(policy, ";") {
			if rt.Path == "/verify" && strings.TrimSpace(directive) == "connect-src 'self' https:" {
				continue // issuers' documents, asked for when a reader checks a badge on their own device; nothing by itself
			}
			for _, source := range strings.Fields(directive) {
				if strings.Contains(source, "*") || strings.Contains(source, "http:") || strings.Contains(source, "https:") || source == "'unsafe-eval'" {
					t.Errorf("%s lets in %s", rt.Pattern(), directive)
				}
			}
		}
	})
	doc := imported(t, func(doc string) string {
		return strings.Replace(doc, `"criteria":{`, `"image":{"id":"https://tracker.example/pixel.png","type":"Image"},"criteria":{`, 1)
	})
	got := s.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: url.Values{"text": {doc}}.Encode(), Header: with(sameOrigin, "Accept", "text/html")})
	if regexp.MustCompile(`(?i)(src|srcset|poster|data)="?https://tracker`).MatchString(got.Body.String()) {
		t.Error("a picture of a stranger is loaded")
	}
}

// TestAbuse_PR_06 looks for an address of mail in the addresses of pages.
func TestAbuse_PR_06(t *testing.T) {
	s := apptest.New(t)
	issuer, achievement, award := furnish(t, s, s.Token(s.Owner))
	address := regexp.MustCompile(`(?i)(href|src|action)="[^"]*ada(@|%40)school[^"]*"`)
	pages(t, s, map[string]string{"issuer": issuer, "achievement": achievement, "award": award}, func(rt serve.Route, got apptest.Answer) {
		for _, m := range address.FindAllString(got.Body.String(), -1) {
			if !strings.Contains(m, "mailto:") {
				t.Errorf("%s leads to %s", rt.Pattern(), m)
			}
		}
		if rt.Auth != serve.Person && strings.Contains(got.Body.String(), "ada@school.example") && !strings.Contains(rt.Path, "outbox") {
			t.Errorf("%s shows the address to everybody", rt.Pattern())
		}
	})
}

// TestAbuse_PR_04 asks for a status list: it is long, and everybody may keep it.
func TestAbuse_PR_04(t *testing.T) {
	s := apptest.New(t)
	issuer, _, _ := furnish(t, s, s.Token(s.Owner))
	got := s.Do(apptest.Call{Path: "/issuers/" + issuer + "/status/1", Session: s.Session(s.Owner)})
	if got.Code != http.StatusOK || !strings.HasPrefix(got.Header().Get("Cache-Control"), "public") || got.Header().Get("Set-Cookie") != "" {
		t.Errorf("status %d, %v", got.Code, got.Header())
	}
}

// TestAbuse_IS_08 has badges checked without end.
func TestAbuse_IS_08(t *testing.T) {
	s := apptest.New(t)
	call := apptest.Call{Method: http.MethodPost, Path: "/verify", Form: "text=%7B%7D", Header: sameOrigin}
	for n := range 2000 {
		got := s.Do(call)
		if got.Code == http.StatusTooManyRequests {
			if after, err := strconv.Atoi(got.Header().Get("Retry-After")); err != nil || after < 1 {
				t.Errorf("Retry-After is %q", got.Header().Get("Retry-After"))
			}
			if n < 3 {
				t.Errorf("after only %d", n)
			}
			if got := s.Do(apptest.Call{Path: "/healthz"}); got.Code != http.StatusOK {
				t.Errorf("/healthz: status %d", got.Code)
			}
			return
		}
		if got.Code >= 500 {
			t.Fatalf("request %d: status %d", n, got.Code)
		}
	}
	t.Error("2000 in one moment and no end")
}

// TestAbuse_SIG_08 sends tokens of one kind where another kind belongs.
func TestAbuse_SIG_08(t *testing.T) {
	s := apptest.New(t)
	token := s.Token(s.Owner)
	issuer, _, award := furnish(t, s, token)
	badge := s.Do(apptest.Call{Path: "/awards/" + award + "/credential.jwt"}).Body.String()
	list := s.Do(apptest.Call{Path: "/issuers/" + issuer + "/status/1"}).Body.String()
	session := s.Session(s.Owner)
	for name, bearer := range map[string]string{"a badge": badge, "a list": strings.ReplaceAll(list, "\n", ""), "a session": session, "nothing": " "} {
		if got := s.Do(apptest.Call{Path: "/api/v1/issuers", Token: bearer}); got.Code != http.StatusUnauthorized {
			t.Errorf("%s as a token of the API: status %d", name, got.Code)
		}
	}
	for name, cookie := range map[string]string{"a badge": badge, "a token of the API": token} {
		if got := s.Do(apptest.Call{Path: "/account", Session: cookie, Header: map[string]string{"Accept": "application/json"}}); got.Code != http.StatusUnauthorized {
			t.Errorf("%s as a session: status %d", name, got.Code)
		}
	}
	for name, text := range map[string]string{"a list": list, "a token of the API": token, "a session": session} {
		got := s.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: url.Values{"text": {text}}.Encode(), Header: with(sameOrigin, "Accept", "application/json")})
		if got.Code == http.StatusOK && got.Object()["verdict"] == "valid" {
			t.Errorf("%s is a valid badge", name)
		}
	}
}
