package fetch

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"blazon/did"
)

func TestAbuse_SSRF_13_OurselvesAreNotAsked(t *testing.T) {
	self := serve(t, "127.0.0.1", text("over the network"))
	other := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, self.URL+"/issuers/a", http.StatusFound)
	})
	c := client(t, Options{
		SelfURL: "https://badges.example:" + self.port,
		Self: func(_ context.Context, u *url.URL, accept string) (*did.Response, error) {
			if u.Path == "/missing" {
				return &did.Response{Status: 404}, nil
			}
			return &did.Response{Status: 200, Body: []byte(accept)}, nil
		},
		SelfHost: func(_ context.Context, host string) bool { return host == "badges.school.example" },
		Resolver: names{"badges.example": {{"127.0.0.1"}}, "badges.school.example": {{"127.0.0.1"}}}.resolver(),
	}, self, other)
	at := "https://badges.example:" + self.port
	for _, tt := range []struct{ url, from string }{
		{at + "/issuers/a", at + "/issuers/a"},
		{at + "/issuers/a#key", at + "/issuers/a"},
		{"HTTPS://Badges.Example:0" + self.port + "/issuers/a?b", "https://badges.example:0" + self.port + "/issuers/a?b"},
		{"https://ｂadges.example:" + self.port + "/issuers/a", at + "/issuers/a"},
		{"https://badges.School.example/a", "https://badges.school.example/a"},
		{"https://badges.school.example:443/a", "https://badges.school.example:443/a"},
	} {
		resp, err := c.Fetch(t.Context(), tt.url, "application/json")
		if err != nil || string(resp.Body) != "application/json" || resp.URL != tt.from {
			t.Errorf("%s: got %+v, %v", tt.url, resp, err)
		}
	}
	if resp, err := c.Fetch(t.Context(), at+"/missing", ""); err != nil || resp.Status != 404 {
		t.Errorf("got %+v, %v", resp, err)
	}
	for _, u := range []string{"https://a@badges.example:" + self.port + "/", at + "/a b", "http://badges.example:" + self.port + "/", "https://badges.school.example:8443/"} {
		if resp, err := c.Fetch(t.Context(), u, ""); !blocked(err) {
			t.Errorf("%s: got %+v, %v, want blocked", u, resp, err)
		}
	}
	if n := self.asked.Load(); n != 0 {
		t.Errorf("we asked ourselves %d times", n)
	}
}

// TestAbuse_SSRF_13_Redirects: where others lead to us we answer, without a request.
func TestAbuse_SSRF_13_Redirects(t *testing.T) {
	self := serve(t, "127.0.0.1", text("over the network"))
	other := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(self.URL, "https", "HTTPS", 1)+r.URL.Path, http.StatusFound)
	})
	c := client(t, Options{SelfURL: self.URL, Self: func(_ context.Context, u *url.URL, _ string) (*did.Response, error) {
		if u.Path != "/badge" {
			return &did.Response{Status: 404}, nil
		}
		return &did.Response{Status: 200, Body: []byte("from ourselves")}, nil
	}}, self, other)
	resp, err := c.Fetch(t.Context(), other.URL+"/badge", "")
	if err != nil || string(resp.Body) != "from ourselves" || resp.URL != self.URL+"/badge" {
		t.Errorf("got %+v, %v", resp, err)
	}
	if resp, err = c.Fetch(t.Context(), other.URL+"/verify", ""); err != nil || resp.Status != 404 {
		t.Errorf("what we give nobody: got %+v, %v", resp, err)
	}
	if n := self.asked.Load(); n != 0 {
		t.Errorf("we asked ourselves %d times", n)
	}
}
