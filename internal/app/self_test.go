package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"blazon/internal/app"
	"blazon/internal/app/apptest"
)

// reachable is a site that could ask itself over the network, and a stranger.
type reachable struct {
	*apptest.Site
	port string

	mu     sync.Mutex
	own    []string // what the site was asked over the network
	others []string // what the stranger was asked
	far    *httptest.Server
}

func newReachable(t *testing.T) *reachable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &reachable{}
	_, s.port, _ = net.SplitHostPort(l.Addr().String())
	s.Site = apptest.New(t, func(c *app.Config) {
		c.BaseURL, c.InsecureDev, c.AllowPrivate = "http://localhost:"+s.port, true, true
	})
	near := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.own = append(s.own, r.URL.String())
		s.mu.Unlock()
		s.Handler().ServeHTTP(w, r)
	})}}
	near.Start()
	s.far = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.others = append(s.others, r.URL.Path)
		s.mu.Unlock()
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	}))
	t.Cleanup(near.Close)
	t.Cleanup(s.far.Close)
	return s
}

// verify asks the API about an address, as a visitor does.
func (s *reachable) verify(t *testing.T, address string) apptest.Object {
	t.Helper()
	body, err := json.Marshal(object{"url": address})
	if err != nil {
		t.Fatal(err)
	}
	return s.post(t, "/api/v1/verify", "", string(body))
}

// post sends JSON to the site.
func (s *reachable) post(t *testing.T, path, token, body string) apptest.Object {
	t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, path, strings.NewReader(body))
	r.Host, r.RemoteAddr = "localhost:"+s.port, "192.0.2.9:1234"
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	var out apptest.Object
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code >= 300 {
		t.Fatalf("%s: status %d, %s", path, w.Code, w.Body)
	}
	return out
}

// TestAbuse_SSRF_13: the site is asked to check its own page of checks, which would
// check an address in turn, however its name is written and whoever leads there.
func TestAbuse_SSRF_13(t *testing.T) {
	s := newReachable(t)
	mark := s.far.URL + "/mark"
	check := func(base, of string) string { return base + "/verify?address=" + url.QueryEscape(of) }
	base := "http://localhost:" + s.port
	for name, address := range map[string]string{
		"as it is":          check(base, mark),
		"capitals":          check("HTTP://LOCALHOST:"+s.port, mark),
		"broad letters":     check("http://ｌocalhost:"+s.port, mark),
		"its number":        check("http://127.0.0.1:"+s.port, mark),
		"another number":    check("http://127.0.0.9:"+s.port, mark),
		"its long number":   check("http://[::1]:"+s.port, mark),
		"a redirect":        s.far.URL + "/r?to=" + url.QueryEscape(check(base, mark)),
		"a redirect, loud":  s.far.URL + "/r?to=" + url.QueryEscape(check("HTTP://LocalHost:"+s.port, mark)),
		"one within others": check("HTTP://LOCALHOST:"+s.port, check("HTTP://LOCALHOST:"+s.port, check("HTTP://LOCALHOST:"+s.port, mark))),
	} {
		if rep := s.verify(t, address); rep["verdict"] == "valid" {
			t.Errorf("%s: %v", name, rep)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.own) > 0 {
		t.Errorf("the site asked itself: %q", s.own)
	}
	for _, path := range s.others {
		if path == "/mark" {
			t.Error("an address was checked by a check")
		}
	}
}

// TestOwnBadgesWithoutNetwork: badges of the site are checked by their address without
// asking over the network, also where another address leads to them.
func TestOwnBadgesWithoutNetwork(t *testing.T) {
	s := newReachable(t)
	token := s.Token(s.Owner)
	made := func(path string, body any) string {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(s.post(t, path, token, string(text))["id"])
	}
	issuer := made("/api/v1/issuers", object{"name": "Harbour Scouts", "email": "hello@harbourscouts.example"})
	achievement := made("/api/v1/issuers/"+issuer+"/achievements", object{"name": "Knot Tyer", "description": "Ties ten knots.", "criteria": "Tie ten knots."})
	award := "/awards/" + made("/api/v1/achievements/"+achievement+"/awards", object{"recipient": object{"email": "ada@school.example", "name": "Ada"}})
	base := "http://localhost:" + s.port
	for name, address := range map[string]string{
		"as it is":       base + award,
		"capitals":       "HTTP://LOCALHOST:" + s.port + award,
		"a redirect":     s.far.URL + "/r?to=" + url.QueryEscape(base+award),
		"the older form": base + "/ob2" + award,
	} {
		if rep := s.verify(t, address); rep["verdict"] != "valid" {
			t.Errorf("%s: %v", name, rep)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.own) > 0 {
		t.Errorf("the site asked itself: %q", s.own)
	}
}

// TestOwnDomainWithoutNetwork: at the domain of an issuer is what is its, and nothing
// else, also for the site itself.
func TestOwnDomainWithoutNetwork(t *testing.T) {
	s := newDomainSite(t)
	s.proveDomain(t)
	for path, want := range map[string]int{
		"/awards/" + s.own["award"]:         http.StatusOK,
		"/issuers/" + s.own["issuer"]:       http.StatusOK,
		"/awards/" + s.other["award"]:       http.StatusNotFound,
		"/issuers/" + s.other["issuer"]:     http.StatusNotFound,
		"/.well-known/jwks.json":            http.StatusNotFound,
		"/verify?address=https://a.example": http.StatusNotFound,
	} {
		resp, err := s.Verifier.Fetcher.Fetch(t.Context(), "https://Badges.knots.org"+path, "application/json")
		if err != nil || resp.Status != want {
			t.Errorf("%s: %+v, %v; want status %d", path, resp, err, want)
		}
	}
}
