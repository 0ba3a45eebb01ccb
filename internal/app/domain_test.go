package app_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/app"
	"blazon/internal/app/apptest"
)

// zone is a DNS that counts who asks.
type zone struct {
	mu    sync.Mutex
	texts map[string][]string
	asked int
}

func (z *zone) TXT(_ context.Context, name string) ([]string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.asked++
	return z.texts[name], nil
}

func (z *zone) set(name string, texts ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.texts[name] = texts
}

// domainSite is a site with two issuers, each of which has awarded a badge.
type domainSite struct {
	*apptest.Site
	dns        *zone
	own, other map[string]string
}

func newDomainSite(t *testing.T) *domainSite {
	t.Helper()
	s := &domainSite{dns: &zone{texts: make(map[string][]string)}}
	s.Site = apptest.NewWith(t, func(d *app.Deps) { d.DNS = s.dns })
	token := s.Token(s.Owner)
	make := func(name string) map[string]string {
		post := func(path string, body any) string {
			id, _ := s.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: token, JSON: body}).Want(http.StatusCreated)["id"].(string)
			return id
		}
		issuer := post("/api/v1/issuers", object{"name": name})
		achievement := post("/api/v1/issuers/"+issuer+"/achievements", object{"name": "Knots of " + name, "description": "Ties knots.", "criteria": object{"narrative": "Tie ten."}})
		award := post("/api/v1/achievements/"+achievement+"/awards", object{"recipient": object{"email": "ada@school.example", "name": "Ada"}})
		return map[string]string{"issuer": issuer, "achievement": achievement, "award": award}
	}
	s.own, s.other = make("Knot School"), make("Rope School")
	return s
}

// at asks for a path at a host.
func (s *domainSite) at(host, method, path string, header ...string) *http.Response {
	r := httptest.NewRequestWithContext(context.Background(), method, path, nil)
	r.Host, r.RemoteAddr = host, "192.0.2.77:1234"
	r.Header.Set("Accept", "text/html")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result()
}

// ask is what a proxy asks before it gets a certificate.
func (s *domainSite) ask(host string) int {
	w := httptest.NewRecorder()
	s.Internal(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}).ServeHTTP(w, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/domains/ask?domain="+url.QueryEscape(host), nil))
	return w.Code
}

// form sends a form of the workspace.
func (s *domainSite) form(t *testing.T, path string, fields url.Values) apptest.Answer {
	t.Helper()
	return s.Do(apptest.Call{Method: http.MethodPost, Path: "/workspace/" + s.own["issuer"] + path, Session: s.Session(s.Owner), Form: fields.Encode() + "&x=", Header: map[string]string{"Accept": "text/html"}})
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var b strings.Builder
	if _, err := fmt.Fprint(&b, r.Header); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 1<<20)
	for {
		n, err := r.Body.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			return b.String()
		}
	}
}

const ownHost = "badges.knots.org"

// proveDomain claims ownHost for the first issuer, enters the record and checks.
func (s *domainSite) proveDomain(t *testing.T) {
	t.Helper()
	s.form(t, "/domain", url.Values{"host": {ownHost}}).Want(http.StatusSeeOther)
	d, err := s.Issuers.Domain(t.Context(), s.Owner.ID, s.own["issuer"])
	if err != nil {
		t.Fatal(err)
	}
	name, value := d.Record()
	page := s.Do(apptest.Call{Path: "/workspace/" + s.own["issuer"] + "/domain", Session: s.Session(s.Owner)}).Body.String()
	if !strings.Contains(page, name) || !strings.Contains(page, value) || !strings.Contains(page, "badges.example") {
		t.Errorf("the page does not say which records to enter")
	}
	s.dns.set(name, value)
	s.form(t, "/domain/check", nil).Want(http.StatusSeeOther)
	s.Pass(time.Minute)
}

// TestAbuse_DID_09: a host that is claimed and not proved is not served and gets no
// certificate; neither is one whose record is gone, wherever it points.
func TestAbuse_DID_09(t *testing.T) {
	s := newDomainSite(t)
	refused := func(when string) {
		t.Helper()
		s.Pass(time.Minute)
		for _, path := range []string{"/", "/issuers/" + s.own["issuer"], "/awards/" + s.own["award"], "/sign-in"} {
			if got := s.at(ownHost, http.MethodGet, path); got.StatusCode != http.StatusMisdirectedRequest {
				t.Errorf("%s: %s has status %d", when, path, got.StatusCode)
			}
		}
		if got := s.ask(ownHost); got != http.StatusNotFound {
			t.Errorf("%s: a certificate is allowed (%d)", when, got)
		}
	}
	refused("before any claim")
	s.form(t, "/domain", url.Values{"host": {ownHost}}).Want(http.StatusSeeOther)
	refused("claimed")
	s.form(t, "/domain/check", nil).Want(http.StatusSeeOther)
	refused("looked for in vain")
	s.dns.set("_blazon."+ownHost, "blazon-domain=aaaaaaaaaaaaaaaaaaaaaaaaaa")
	s.form(t, "/domain/check", nil).Want(http.StatusSeeOther)
	refused("with a record of somebody else")
	s.proveDomain(t)
	if got := s.ask(ownHost); got != http.StatusOK {
		t.Errorf("proved, and no certificate is allowed (%d)", got)
	}
	if got := s.at(ownHost, http.MethodGet, "/"); got.StatusCode != http.StatusOK {
		t.Errorf("proved, and the status is %d", got.StatusCode)
	}
	// The name still points here, and its record is gone.
	s.dns.set("_blazon." + ownHost)
	s.Pass(25 * time.Hour)
	if err := s.Issuers.CheckDomains(t.Context()); err != nil {
		t.Fatal(err)
	}
	refused("dangling")
	page := s.Do(apptest.Call{Path: "/workspace/" + s.own["issuer"] + "/domain", Session: s.Session(s.Owner)}).Body.String()
	if !strings.Contains(page, "There is no TXT record at that name.") {
		t.Error("its staff are not told why")
	}
}

// TestAbuse_DID_09_OneIssuerOnly: at its domain there is what is public about one
// issuer, without cookies and forms, and everything else is at the site's address.
func TestAbuse_DID_09_OneIssuerOnly(t *testing.T) {
	s := newDomainSite(t)
	s.proveDomain(t)
	session := s.Session(s.Owner)
	cookie := "__Host-blazon-session=" + session + "; __Host-blazon-notice=saved"
	for path, want := range map[string]int{
		"/":                               200,
		"/issuers/" + s.own["issuer"]:     200,
		"/badges/" + s.own["achievement"]: 200,
		"/badges/" + s.own["achievement"] + "/versions/1/image.svg": 200,
		"/awards/" + s.own["award"]:                                 200,
		"/awards/" + s.own["award"] + "/badge.png":                  200,
		"/ob2/awards/" + s.own["award"]:                             200,
		"/issuers/" + s.own["issuer"] + "/did.json":                 200,
		"/robots.txt":                                 200,
		"/issuers/" + s.other["issuer"]:               404,
		"/badges/" + s.other["achievement"]:           404,
		"/awards/" + s.other["award"]:                 404,
		"/awards/" + s.other["award"] + "/badge.png":  404,
		"/ob2/awards/" + s.other["award"]:             404,
		"/issuers/" + s.other["issuer"] + "/did.json": 404,
		"/awards/nothing":                             404,
		"/.well-known/jwks.json":                      302,
		"/verify":                                     302,
		"/sign-in":                                    302,
		"/workspace":                                  302,
		"/api/v1/issuers":                             302,
		"/issuers":                                    302,
		"/nothing":                                    302,
	} {
		got := s.at(strings.ToUpper(ownHost[:1])+ownHost[1:]+":443", http.MethodGet, path, "Cookie", cookie)
		if got.StatusCode != want {
			t.Errorf("%s has status %d, want %d", path, got.StatusCode, want)
		}
		if got.StatusCode == 302 && got.Header.Get("Location") != apptest.BaseURL+path {
			t.Errorf("%s leads to %s", path, got.Header.Get("Location"))
		}
		if c := got.Header.Values("Set-Cookie"); len(c) > 0 {
			t.Errorf("%s sets cookies: %q", path, c)
		}
		if text := body(t, got); strings.Contains(text, s.Owner.Email) || strings.Contains(text, "Olive Owner") {
			t.Errorf("%s knows who is signed in", path)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		if got := s.at(ownHost, method, "/verify", "Content-Type", "application/x-www-form-urlencoded"); got.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("%s: status %d", method, got.StatusCode)
		}
	}
	// Ids are those they were, and say so.
	page := body(t, s.at(ownHost, http.MethodGet, "/"))
	if !strings.Contains(page, apptest.BaseURL+"/issuers/"+s.own["issuer"]) || !strings.Contains(page, "Knot School") || !strings.Contains(page, "shown to be theirs by its DNS") {
		t.Errorf("the page of the issuer: %s", page)
	}
	// A header that claims the host changes nothing.
	if got := s.at("badges.example", http.MethodGet, "/", "X-Forwarded-Host", ownHost); strings.Contains(body(t, got), "<h1>Knot School") {
		t.Error("X-Forwarded-Host is believed")
	}
	if got := s.at("evil.example", http.MethodGet, "/", "X-Forwarded-Host", ownHost); got.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("X-Forwarded-Host is believed: status %d", got.StatusCode)
	}
}

// TestAbuse_DID_09_Flood: hosts that strangers invent make nobody ask the DNS, and the
// database only a few times a minute.
func TestAbuse_DID_09_Flood(t *testing.T) {
	s := newDomainSite(t)
	s.proveDomain(t)
	asked := s.dns.asked
	if got := s.ask(ownHost); got != http.StatusOK { // the domains are read now
		t.Fatalf("status %d", got)
	}
	if err := s.CloseStore(); err != nil { // whoever asks the database from here on fails
		t.Fatal(err)
	}
	for i := range 3000 {
		if got := s.ask(fmt.Sprintf("a%d.attacker.org", i)); got != http.StatusNotFound {
			t.Fatalf("status %d", got)
		}
		if i < 200 { // the others are limited by where they come from
			if got := s.at(fmt.Sprintf("b%d.attacker.org", i), http.MethodGet, "/"); got.StatusCode != http.StatusMisdirectedRequest && got.StatusCode != http.StatusTooManyRequests {
				t.Fatalf("status %d", got.StatusCode)
			}
		}
	}
	if got := s.ask(ownHost); got != http.StatusOK {
		t.Errorf("a domain is forgotten in a flood: %d", got)
	}
	if s.dns.asked != asked {
		t.Errorf("the DNS was asked %d times", s.dns.asked-asked)
	}
	if strings.Contains(s.Log.String(), "the domains of issuers cannot be read") {
		t.Error("the database was asked")
	}
	s.Pass(time.Hour)
	if got := s.ask(ownHost); got != http.StatusOK {
		t.Errorf("while the database is away a domain is forgotten: %d", got)
	}
}

// TestAbuse_DID_09_HangUp: whoever hangs up while the domains are read keeps nobody from
// knowing them.
func TestAbuse_DID_09_HangUp(t *testing.T) {
	s := newDomainSite(t)
	s.proveDomain(t)
	for range 3 {
		s.Pass(time.Minute)
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		r := httptest.NewRequestWithContext(gone, http.MethodGet, "/", nil)
		r.Host, r.RemoteAddr = "a.attacker.org", "192.0.2.78:1"
		s.Handler().ServeHTTP(httptest.NewRecorder(), r)
	}
	if strings.Contains(s.Log.String(), "the domains of issuers cannot be read") {
		t.Error("the domains could not be read")
	}
	if got := s.ask(ownHost); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
}

// TestDomainForm: what was typed stays, with what is wrong with it, and a release is
// meant.
func TestDomainForm(t *testing.T) {
	s := newDomainSite(t)
	got := s.form(t, "/domain", url.Values{"host": {"https://badges.knots.org/x"}})
	if page := got.Body.String(); got.Code != http.StatusUnprocessableEntity || !strings.Contains(page, `value="https://badges.knots.org/x"`) || !strings.Contains(page, "Enter the name alone") {
		t.Errorf("status %d: %.500s", got.Code, page)
	}
	s.proveDomain(t)
	s.form(t, "/domain/release", nil).Want(http.StatusSeeOther)
	s.Pass(time.Minute)
	if got := s.at(ownHost, http.MethodGet, "/"); got.StatusCode != http.StatusOK {
		t.Errorf("released without being meant: %d", got.StatusCode)
	}
	s.form(t, "/domain/release", url.Values{"sure": {"yes"}}).Want(http.StatusSeeOther)
	s.Pass(time.Minute)
	if got := s.at(ownHost, http.MethodGet, "/"); got.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("released and served: %d", got.StatusCode)
	}
	if got := s.form(t, "/domain/check", nil); got.Code != http.StatusNotFound {
		t.Errorf("a check of nothing has status %d", got.Code)
	}
	// Others find nothing there.
	other := s.Session(s.Person("eve@other.example", "Eve"))
	if got := s.Do(apptest.Call{Path: "/workspace/" + s.own["issuer"] + "/domain", Session: other}); got.Code != http.StatusNotFound {
		t.Errorf("another person gets status %d", got.Code)
	}
}

// TestDomainAPI: what the page does, programs can do.
func TestDomainAPI(t *testing.T) {
	s := newDomainSite(t)
	token := s.Token(s.Owner)
	path := "/api/v1/issuers/" + s.own["issuer"] + "/domain"
	call := func(method, path string, body any) apptest.Answer {
		return s.Do(apptest.Call{Method: method, Path: path, Token: token, JSON: body})
	}
	call(http.MethodGet, path, nil).Want(http.StatusNotFound)
	call(http.MethodPut, path, object{"host": "10.0.0.1"}).Want(http.StatusUnprocessableEntity)
	d := call(http.MethodPut, path, object{"host": ownHost}).Want(http.StatusOK)
	if d["host"] != ownHost || d["proved"] != false || d["recordName"] != "_blazon."+ownHost {
		t.Errorf("claimed: %v", d)
	}
	if d := call(http.MethodPost, path+"/check", nil).Want(http.StatusOK); d["trouble"] != "noRecord" || d["proved"] != false {
		t.Errorf("looked for in vain: %v", d)
	}
	call(http.MethodPost, path+"/check", nil).Want(http.StatusTooManyRequests)
	s.Pass(time.Minute)
	s.dns.set("_blazon."+ownHost, d["recordValue"].(string))
	if d := call(http.MethodPost, path+"/check", nil).Want(http.StatusOK); d["proved"] != true || d["provedAt"] == nil || d["trouble"] != nil {
		t.Errorf("proved: %v", d)
	}
	for range 2 {
		call(http.MethodDelete, path, nil).Want(http.StatusNoContent)
	}
	call(http.MethodGet, path, nil).Want(http.StatusNotFound)
	reader := s.Token(s.Owner, "issuer:read")
	if got := s.Do(apptest.Call{Method: http.MethodPut, Path: path, Token: reader, JSON: object{"host": ownHost}}); got.Code != http.StatusForbidden {
		t.Errorf("with a token that only reads: %d", got.Code)
	}
}
