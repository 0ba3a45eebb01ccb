package serve_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/serve"
)

const base = "https://badges.example"

// people are those the fake sessions know, by secret.
type people map[string]account.Account

func (p people) BySession(_ context.Context, secret string) (account.Account, account.Session, error) {
	a, ok := p[secret]
	if !ok {
		return account.Account{}, account.Session{}, fault.New(fault.Unauthenticated, "Your session has ended.")
	}
	return a, account.Session{ID: "s-" + a.ID}, nil
}

// newSite returns a site with some people and a log that can be read.
func newSite(log io.Writer) *serve.Site {
	now := time.Now()
	return &serve.Site{
		BaseURL:  base,
		Sessions: people{"ada": {ID: "ada"}, "root": {ID: "root", Admin: true}},
		May: func(_ context.Context, by, issuerID, action string) error {
			switch {
			case issuerID != "i1":
				return fault.New(fault.NotFound, "There is no such issuer.")
			case by == "ada" && action != "view":
				return fault.New(fault.Denied, "You may not.")
			}
			return nil
		},
		Now:  func() time.Time { return now },
		Rand: rand.Reader,
		Log:  slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

// hello answers with who it is for.
func hello(w http.ResponseWriter, r *serve.Request) error {
	_, err := fmt.Fprintf(w, "hello %s", r.Account.ID)
	return err
}

// routes are one of each kind.
func routes() []serve.Route {
	return []serve.Route{
		{Method: "GET", Path: "/public", Auth: serve.Public, Rate: serve.Read, Open: true, Handle: hello},
		{Method: "GET", Path: "/page", Auth: serve.Visitor, Rate: serve.Read, Handle: hello},
		{Method: "GET", Path: "/mine", Auth: serve.Person, Rate: serve.Read, Handle: hello},
		{Method: "POST", Path: "/mine", Auth: serve.Person, Rate: serve.Write, Body: serve.Form(), Handle: hello},
		{Method: "GET", Path: "/admin", Auth: serve.Operator, Rate: serve.Read, Handle: hello},
		{Method: "GET", Path: "/at/{issuer}", Auth: serve.Person, Issuer: "issuer", Action: "view", Rate: serve.Read, Handle: hello},
		{Method: "POST", Path: "/at/{issuer}", Auth: serve.Person, Issuer: "issuer", Action: "edit", Rate: serve.Write, Body: serve.Form(), Handle: hello},
		{Method: "GET", Path: "/reset/{token}", Auth: serve.Public, Rate: serve.Signin, Secret: true, Handle: hello},
		{Method: "GET", Path: "/broken", Auth: serve.Public, Rate: serve.Read, Handle: func(http.ResponseWriter, *serve.Request) error {
			return errors.New("the canary-database is down")
		}},
		{Method: "GET", Path: "/panic", Auth: serve.Public, Rate: serve.Read, Handle: func(http.ResponseWriter, *serve.Request) error {
			panic("canary-panic")
		}},
		{Method: "GET", Path: "/healthz", Auth: serve.Public, Rate: serve.Free, AnyHost: true, Handle: hello},
		{Path: "/api/", Auth: serve.Bearer, Rate: serve.API, Body: serve.Body{Max: 100}, Handle: hello},
	}
}

func handler(t *testing.T, s *serve.Site, rts ...serve.Route) http.Handler {
	t.Helper()
	h, err := s.Handler(rts...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A call is a request in few words.
type call struct {
	method, path string
	cookie       string // the secret of a session
	header       map[string]string
	body         string
	host         string
	from         string
}

// ask sends c to h. A POST says that it comes from this site and is a form,
// unless its header says otherwise.
func ask(h http.Handler, c call) *httptest.ResponseRecorder {
	if c.method == "" {
		c.method = "GET"
	}
	r := httptest.NewRequest(c.method, base+c.path, strings.NewReader(c.body))
	if c.method == "GET" && c.body == "" {
		r = httptest.NewRequest(c.method, base+c.path, nil)
	}
	if c.method == "POST" {
		r.Header.Set("Origin", base)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-blazon-session", Value: c.cookie})
	}
	for k, v := range c.header {
		r.Header.Del(k)
		if v != "" {
			r.Header.Set(k, v)
		}
	}
	if c.host != "" {
		r.Host = c.host
	}
	if c.from != "" {
		r.RemoteAddr = c.from
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestARouteThatLeavesSomethingUnsaidFailsAtStart(t *testing.T) {
	whole := serve.Route{Method: "POST", Path: "/x/{issuer}", Auth: serve.Person, Issuer: "issuer", Action: "edit", Rate: serve.Write, Body: serve.Form(), Handle: hello}
	tests := []struct {
		name string
		cut  func(*serve.Route)
		want string
	}{
		{"nothing", func(*serve.Route) {}, ""},
		{"auth", func(r *serve.Route) { r.Auth = 0 }, "who may call it"},
		{"rate class", func(r *serve.Route) { r.Rate = "" }, "rate class"},
		{"body", func(r *serve.Route) { r.Body = serve.Body{} }, "how large a body"},
		{"handler", func(r *serve.Route) { r.Handle = nil }, "no handler"},
		{"right", func(r *serve.Route) { r.Action = "" }, "without a right"},
		{"issuer", func(r *serve.Route) { r.Issuer = "" }, "without an issuer"},
		{"person", func(r *serve.Route) { r.Auth = serve.Visitor }, "not a person"},
		{"path", func(r *serve.Route) { r.Path = "/x/{other}" }, "no part called issuer"},
		{"a reading route with a body", func(r *serve.Route) { r.Method = "GET" }, "takes a body"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rt := whole
			tt.cut(&rt)
			_, err := newSite(io.Discard).Handler(rt)
			if tt.want == "" {
				if err != nil {
					t.Fatalf("got %v, want no error", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
}

func TestWhoMayCall(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	tests := []struct {
		name string
		call call
		want int
		body string
	}{
		{"anyone reads what is public", call{path: "/public"}, 200, "hello "},
		{"cookies are not read where they do not matter", call{path: "/public", cookie: "ada"}, 200, "hello "},
		{"a visitor is nobody", call{path: "/page"}, 200, "hello "},
		{"a visitor who is signed in is known", call{path: "/page", cookie: "ada"}, 200, "hello ada"},
		{"an ended session is nobody", call{path: "/page", cookie: "gone"}, 200, "hello "},
		{"nobody is told to sign in", call{path: "/mine"}, 401, ""},
		{"nobody's browser is sent to sign in", call{path: "/mine?a=b", header: map[string]string{"Accept": "text/html"}}, 303, ""},
		{"a person comes in", call{path: "/mine", cookie: "ada"}, 200, "hello ada"},
		{"the administrator's pages are not there for others", call{path: "/admin", cookie: "ada"}, 404, ""},
		{"the administrator comes in", call{path: "/admin", cookie: "root"}, 200, "hello root"},
		{"staff reads", call{path: "/at/i1", cookie: "ada"}, 200, "hello ada"},
		{"staff without the right does not write", call{method: "POST", path: "/at/i1", cookie: "ada"}, 403, ""},
		{"another issuer is not there", call{path: "/at/i2", cookie: "ada"}, 404, ""},
		{"nothing is there", call{path: "/nothing"}, 404, ""},
		{"a page that only reads", call{method: "POST", path: "/page"}, 405, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := ask(h, tt.call)
			if w.Code != tt.want {
				t.Fatalf("got %d %s, want %d", w.Code, w.Body, tt.want)
			}
			if tt.body != "" && w.Body.String() != tt.body {
				t.Errorf("got %q, want %q", w.Body, tt.body)
			}
		})
	}
	w := ask(h, call{path: "/mine?a=b", header: map[string]string{"Accept": "text/html"}})
	if got, want := w.Header().Get("Location"), "/sign-in?next=%2Fmine%3Fa%3Db"; got != want {
		t.Errorf("sent to %q, want %q", got, want)
	}
	if got := ask(h, call{method: "POST", path: "/page"}).Header().Values("Allow"); strings.Join(got, ",") != "GET,HEAD" {
		t.Errorf("Allow is %q", got)
	}
}

func TestAbuse_SE_01_requests_from_other_sites(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	tests := []struct {
		name            string
		origin, fetched string
		want            int
	}{
		{"this site", base, "same-origin", 200},
		{"this site, in an old browser", base, "", 200},
		{"this site, from a page without referrer", "null", "same-origin", 200},
		{"another site", "https://evil.example", "cross-site", 403},
		{"another site, in an old browser", "https://evil.example", "", 403},
		{"a sibling", "https://other.example", "same-site", 403},
		{"a frame without origin", "null", "cross-site", 403},
		{"a frame without origin, in an old browser", "null", "", 403},
		{"plain http", "http://badges.example", "", 403},
		{"a user name that looks like us", "https://badges.example@evil.example", "", 403},
		{"us as a user name", "https://x@badges.example", "", 403},
		{"another port", "https://badges.example:444", "", 403},
		{"a longer name", base + ".evil.example", "", 403},
		{"nothing said", "", "", 403},
		{"claims to be from us and from elsewhere", base, "cross-site", 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := ask(h, call{method: "POST", path: "/mine", cookie: "ada", header: map[string]string{"Origin": tt.origin, "Sec-Fetch-Site": tt.fetched}})
			if w.Code != tt.want {
				t.Errorf("got %d, want %d", w.Code, tt.want)
			}
		})
	}
}

func TestAbuse_SE_02_bodies_that_are_no_form(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	tests := []struct {
		name string
		call call
		want int
	}{
		{"text", call{method: "POST", path: "/mine", body: `{"a":1}`, header: map[string]string{"Content-Type": "text/plain"}}, 415},
		{"JSON", call{method: "POST", path: "/mine", body: `{"a":1}`, header: map[string]string{"Content-Type": "application/json"}}, 415},
		{"no type", call{method: "POST", path: "/mine", body: "a=1", header: map[string]string{"Content-Type": ""}}, 415},
		{"compressed", call{method: "POST", path: "/mine", body: "a=1", header: map[string]string{"Content-Encoding": "gzip"}}, 415},
		{"method override", call{path: "/mine?_method=POST", header: map[string]string{"X-HTTP-Method-Override": "POST"}}, 200},
		{"as large as can be", call{method: "POST", path: "/mine", body: "a=" + strings.Repeat("x", 256<<10-2)}, 200},
		{"a byte larger", call{method: "POST", path: "/mine", body: "a=" + strings.Repeat("x", 256<<10-1)}, 413},
		{"a body on a page", call{path: "/mine", body: "a=1"}, 400},
		{"percent signs that mean nothing", call{method: "POST", path: "/mine", body: "a=%zz"}, 400},
		{"parts without end", call{method: "POST", path: "/mine", body: "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nab", header: map[string]string{"Content-Type": "multipart/form-data; boundary=x"}}, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.call.cookie = "ada"
			if w := ask(h, tt.call); w.Code != tt.want {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.want)
			}
		})
	}
}

func TestAbuse_HT_04_many_parts(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	var b strings.Builder
	for range 10_000 {
		b.WriteString("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n")
	}
	b.WriteString("--x--\r\n")
	w := ask(h, call{method: "POST", path: "/mine", cookie: "ada", body: b.String(), header: map[string]string{"Content-Type": "multipart/form-data; boundary=x"}})
	if w.Code != 400 && w.Code != 413 {
		t.Errorf("got %d, want 400 or 413", w.Code)
	}
}

func TestAbuse_SE_03_cookies(t *testing.T) {
	t.Run("in production", func(t *testing.T) {
		s := newSite(io.Discard)
		handler(t, s)
		w := httptest.NewRecorder()
		s.SignIn(w, "secret", s.Now().Add(time.Hour))
		c := w.Result().Cookies()[0]
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 3600 {
			t.Errorf("the session cookie is %+v", c)
		}
	})
	t.Run("a cookie of a sibling domain is not believed", func(t *testing.T) {
		h := handler(t, newSite(io.Discard), routes()...)
		for _, cookies := range []string{"blazon-session=ada", "__Host-blazon-session=ada; __Host-blazon-session=root"} {
			if w := ask(h, call{path: "/mine", header: map[string]string{"Cookie": cookies}}); w.Code != 401 {
				t.Errorf("%s: got %d, want 401", cookies, w.Code)
			}
		}
	})
	t.Run("in development, without https", func(t *testing.T) {
		s := newSite(io.Discard)
		s.BaseURL = "http://localhost:8080"
		handler(t, s)
		w := httptest.NewRecorder()
		s.SignIn(w, "secret", s.Now().Add(time.Hour))
		if c := w.Result().Cookies()[0]; c.Secure || strings.HasPrefix(c.Name, "__") {
			t.Errorf("the session cookie is %+v", c)
		}
	})
}

func TestAbuse_SE_11_secrets_in_logs(t *testing.T) {
	var log bytes.Buffer
	h := handler(t, newSite(&log), routes()...)
	ask(h, call{path: "/reset/canary-token", cookie: "canary-cookie", header: map[string]string{"Authorization": "Bearer canary-bearer"}})
	ask(h, call{method: "PUT", path: "/reset/canary-token"})
	ask(h, call{path: "/page?password=canary-query"})
	for _, path := range []string{"/broken", "/panic"} {
		w := ask(h, call{path: path})
		if w.Code != 500 || strings.Contains(w.Body.String(), "canary") {
			t.Errorf("%s: got %d %s", path, w.Code, w.Body)
		}
	}
	for _, secret := range []string{"canary-token", "canary-cookie", "canary-bearer", "canary-query"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %s", secret)
		}
	}
	for _, cause := range []string{"canary-database", "canary-panic", "/reset/…"} {
		if !strings.Contains(log.String(), cause) {
			t.Errorf("the log does not have %s", cause)
		}
	}
}

func TestAbuse_HT_07_hosts(t *testing.T) {
	tests := []struct {
		name, base, host, path string
		want                   int
	}{
		{"our own", base, "badges.example", "/public", 200},
		{"in capitals", base, "BADGES.example", "/public", 200},
		{"another", base, "evil.example", "/public", 421},
		{"an address", base, "127.0.0.1", "/public", 421},
		{"another port", base, "badges.example:8443", "/public", 421},
		{"health", base, "10.0.0.7:8080", "/healthz", 200},
		{"development by name", "http://localhost:8080", "localhost:8080", "/public", 200},
		{"development by address", "http://localhost:8080", "127.0.0.1:8080", "/public", 200},
		{"development by IPv6", "http://localhost:8080", "[::1]:8080", "/public", 200},
		{"development from elsewhere", "http://localhost:8080", "rebound.example:8080", "/public", 421},
		{"development at another port", "http://localhost:8080", "localhost:9090", "/public", 421},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(io.Discard)
			s.BaseURL = tt.base
			if w := ask(handler(t, s, routes()...), call{path: tt.path, host: tt.host}); w.Code != tt.want {
				t.Errorf("got %d, want %d", w.Code, tt.want)
			}
		})
	}
}

func TestAbuse_NAV_03_nothing_is_framed(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	for _, path := range []string{"/public", "/page", "/mine", "/nothing", "/broken", "/panic"} {
		w := ask(h, call{path: path})
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s has the policy %q", path, csp)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
	}
}

func TestAbuse_NAV_05_other_origins(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	for path, want := range map[string]string{"/public": "*", "/page": "", "/mine": ""} {
		for _, method := range []string{"GET", "OPTIONS"} {
			w := ask(h, call{method: method, path: path, cookie: "ada", header: map[string]string{"Origin": "https://evil.example"}})
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s %s: origin %q allowed, want %q", method, path, got, want)
			}
			if w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s allows credentials", method, path)
			}
		}
	}
}

// An operation that scripts of other sites may call says so when a browser asks,
// and only it: what else is at the address or around it stays closed.
func TestOpenOperation(t *testing.T) {
	hello := func(w http.ResponseWriter, _ *serve.Request) error { _, err := io.WriteString(w, "hello"); return err }
	around := serve.Route{Path: "/api/", Auth: serve.Bearer, Rate: serve.API, Body: serve.Body{Max: 100}, Handle: hello}
	ask1 := serve.Route{Method: "POST", Path: "/api/ask", Auth: serve.Bearer, Rate: serve.Check, Body: serve.Body{Max: 100}, Open: true, Handle: hello}
	h := handler(t, newSite(io.Discard), around, ask1)
	from := map[string]string{"Origin": "https://other.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
	w := ask(h, call{method: "OPTIONS", path: "/api/ask", header: from})
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
		"Access-Control-Allow-Credentials": "",
	} {
		if got := w.Header().Get(name); got != want || w.Code != http.StatusNoContent {
			t.Errorf("%d, %s is %q, want %q", w.Code, name, got, want)
		}
	}
	if w = ask(h, call{method: "POST", path: "/api/ask", body: "x", header: from}); w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("the answer is %d and open to %q", w.Code, w.Header().Get("Access-Control-Allow-Origin"))
	}
	for _, c := range []call{{method: "OPTIONS", path: "/api/other", header: from}, {method: "POST", path: "/api/other", body: "x", header: from}, {method: "GET", path: "/api/ask", header: from}} {
		if got := ask(h, c).Header().Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s %s is open to %q", c.method, c.path, got)
		}
	}
	bad := ask1
	bad.Auth = serve.Visitor
	if _, err := newSite(io.Discard).Handler(bad); err == nil {
		t.Error("a route that believes cookies may be called by other sites")
	}
}

func TestAbuse_NAV_06_secret_addresses(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	w := ask(h, call{path: "/reset/token"})
	if got := w.Header().Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("the referrer policy is %q", got)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("caches may keep it: %q", got)
	}
}

func TestAbuse_HT_05_odd_paths(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	for _, path := range []string{"//mine", "/./mine", "/x/../mine", "/%2e/mine", "/mine/", "/mine;x", "/mine%00", "/mine%0a", "/mine%2f", "/MINE", "/mine.", "/at%2fi1", "/at/i1%2f", "/at/%2e%2e/mine", "/admin%3f"} {
		w := ask(h, call{path: path})
		if w.Code == 200 {
			t.Errorf("%s answers %q to nobody", path, w.Body)
		}
		if loc := w.Header().Get("Location"); strings.HasPrefix(loc, "//") || strings.Contains(loc, ":") {
			t.Errorf("%s leads to %q", path, loc)
		}
	}
	if w := ask(h, call{path: "/at/i1%2f..%2fi2", cookie: "ada"}); w.Code != 404 {
		t.Errorf("a slash within an id: got %d", w.Code)
	}
}

func TestAbuse_HT_06_private_answers_are_not_kept(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	for _, path := range []string{"/mine", "/page", "/mine/x.css"} {
		w := ask(h, call{path: path, cookie: "ada", header: map[string]string{"X-Forwarded-Host": "evil.example", "X-Original-URL": "/admin"}})
		if got := w.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control is %q", path, got)
		}
		if strings.Contains(w.Body.String(), "evil") {
			t.Errorf("%s believed a header", path)
		}
	}
}

func TestRateLimits(t *testing.T) {
	s := newSite(io.Discard)
	now := time.Now()
	s.Now = func() time.Time { return now }
	s.Limits = map[serve.Class]serve.Limit{serve.Read: {PerSecond: 1, Burst: 2}} //nolint:exhaustive // the others stay as they are
	h := handler(t, s, routes()...)
	get := func(from string) int { return ask(h, call{path: "/public", from: from}).Code }
	for i, want := range []int{200, 200, 429} {
		if got := get("192.0.2.1:1000"); got != want {
			t.Errorf("request %d: got %d, want %d", i+1, got, want)
		}
	}
	if w := ask(h, call{path: "/public", from: "192.0.2.1:1"}); w.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
	}
	if got := get("192.0.2.2:1000"); got != 200 {
		t.Errorf("a neighbour: got %d", got)
	}
	if got := ask(h, call{path: "/healthz", from: "192.0.2.1:1"}).Code; got != 200 {
		t.Errorf("health: got %d", got)
	}
	now = now.Add(time.Second)
	if got := get("192.0.2.1:1000"); got != 200 {
		t.Errorf("a second later: got %d", got)
	}
	for i, want := range []int{200, 200, 429} {
		if got := get(fmt.Sprintf("[2001:db8::%x]:1", i)); got != want {
			t.Errorf("address %d of one /64: got %d, want %d", i, got, want)
		}
	}
}

func TestAbuse_SE_04_forwarded_addresses(t *testing.T) {
	s := newSite(io.Discard)
	s.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	var got string
	h := handler(t, s, serve.Route{Method: "GET", Path: "/", Auth: serve.Public, Rate: serve.Free, AnyHost: true, Handle: func(_ http.ResponseWriter, r *serve.Request) error {
		got = r.IP.String()
		return nil
	}})
	tests := []struct{ name, from, forwarded, want string }{
		{"no proxy", "192.0.2.1:1", "", "192.0.2.1"},
		{"a stranger's claim", "192.0.2.1:1", "198.51.100.9", "192.0.2.1"},
		{"a proxy", "10.1.2.3:1", "198.51.100.9", "198.51.100.9"},
		{"a proxy behind a proxy", "10.1.2.3:1", "198.51.100.9, 10.9.9.9", "198.51.100.9"},
		{"what the client wrote itself", "10.1.2.3:1", "203.0.113.1, 198.51.100.9", "198.51.100.9"},
		{"nonsense before the end", "10.1.2.3:1", "nonsense, 198.51.100.9", "198.51.100.9"},
		{"nonsense at the end", "10.1.2.3:1", "198.51.100.9, nonsense", "10.1.2.3"},
		{"with a port", "10.1.2.3:1", "198.51.100.9:4711", "198.51.100.9"},
		{"IPv6 with a port", "[::1]:1", "[2001:db8::7]:4711", "2001:db8::7"},
		{"an IPv4 address in IPv6", "[::ffff:10.1.2.3]:1", "::ffff:198.51.100.9", "198.51.100.9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ask(h, call{path: "/", from: tt.from, header: map[string]string{"X-Forwarded-For": tt.forwarded}})
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
