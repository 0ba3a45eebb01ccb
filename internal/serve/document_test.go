package serve_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"blazon/internal/fault"
	"blazon/internal/serve"
)

func TestAbuse_NAV_01_redirects(t *testing.T) {
	tests := []struct{ target, want string }{
		{"/workspace", "/workspace"},
		{"/workspace/abc?search=a+b", "/workspace/abc?search=a+b"},
		{"/", "/"},
		{"", "/"},
		{"//evil.example", "/"},
		{`/\evil.example`, "/"},
		{`\\evil.example`, "/"},
		{"https:evil.example", "/"},
		{"https://evil.example/", "/"},
		{"https:///evil.example", "/"},
		{"javascript:alert(1)", "/"},
		{"/\t/evil.example", "/"},
		{"/%09/evil.example", "/"},
		{"/%2fevil.example", "/"},
		{"%2f%2fevil.example", "/"},
		{"/%5cevil.example", "/"},
		{"/x\r\nSet-Cookie: a=b", "/"},
		{"/x%0d%0aSet-Cookie:%20a=b", "/"},
		{"evil.example", "/"},
		{"?next=//evil.example", "/"},
		{"/a?next=//evil.example", "/a?next=%2F%2Fevil.example"},
		{"/a#b", "/a"},
	}
	for _, tt := range tests {
		if got := serve.LocalPath(tt.target); got != tt.want {
			t.Errorf("LocalPath(%q) = %q, want %q", tt.target, got, tt.want)
		}
	}
}

func FuzzLocalPathStaysHere(f *testing.F) {
	for _, s := range []string{"/a", "//b", "/\\c", "/%2f", "https:d", "/?x=%2f#y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := serve.LocalPath(s)
		if !strings.HasPrefix(got, "/") || len(got) > 1 && strings.ContainsAny(got[1:2], `/\`) || strings.ContainsAny(got, "\r\n\t\x00") {
			t.Errorf("LocalPath(%q) = %q", s, got)
		}
		if again := serve.LocalPath(got); again != got {
			t.Errorf("LocalPath(%q) = %q, and of that %q", s, got, again)
		}
	})
}

func TestAccept(t *testing.T) {
	const html, ld, json, jwt, png, svg = "text/html", "application/ld+json", "application/json", "application/vc+jwt", "image/png", "image/svg+xml"
	offers := []string{html, ld, json, jwt, png, svg}
	tests := []struct{ name, accept, want string }{
		{"nothing", "", html},
		{"anything", "*/*", html},
		{"a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", html},
		{"a picture in a page", "image/avif,image/webp,image/svg+xml,image/*;q=0.8,*/*;q=0.5", svg},
		{"any picture", "image/*", png},
		{"JSON", "application/json", json},
		{"JSON rather than HTML", "text/html;q=0.5, application/json", json},
		{"anything but HTML", "text/html;q=0, */*", ld},
		{"the most specific range decides", "application/*;q=0.2, application/json;q=0.9, text/html;q=0.5", json},
		{"parameters", `application/ld+json; profile="x"`, ld},
		{"capitals", "Application/JSON", json},
		{"a quality that is none", "application/json;q=2, image/png;q=0.1", png},
		{"nothing we have", "audio/ogg", ""},
		{"nonsense", ";;;,/,*", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			if tt.accept != "" {
				r.Header.Set("Accept", tt.accept)
			}
			if got := serve.Accept(r, offers...); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzAcceptNeverPanics(f *testing.F) {
	for _, s := range []string{"*/*", "text/html;q=0.5", "a/b;c=d;q=1,,;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept", s)
		if got := serve.Accept(r, "text/html", "application/json"); got != "" && got != "text/html" && got != "application/json" {
			t.Errorf("chose %q", got)
		}
	})
}

func TestDocuments(t *testing.T) {
	doc := serve.Document{Type: "application/json", Data: []byte(`{"a":1}`), Keep: time.Minute, Vary: true}
	h := handler(t, newSite(io.Discard), serve.Route{Method: "GET", Path: "/doc", Auth: serve.Public, Rate: serve.Read, Open: true, Handle: func(w http.ResponseWriter, r *serve.Request) error {
		return doc.Send(w, r)
	}})
	first := ask(h, call{path: "/doc"})
	if first.Code != 200 || first.Body.String() != `{"a":1}` || first.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("got %d %s %s", first.Code, first.Header(), first.Body)
	}
	if got := first.Header().Get("Cache-Control"); got != "public, max-age=60" {
		t.Errorf("Cache-Control is %q", got)
	}
	tag := first.Header().Get("ETag")
	for match, want := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, "": 200} {
		w := ask(h, call{path: "/doc", header: map[string]string{"If-None-Match": match}})
		if w.Code != want || want == 304 && w.Body.Len() > 0 {
			t.Errorf("If-None-Match %s: got %d %q, want %d", match, w.Code, w.Body, want)
		}
	}
	if w := ask(h, call{method: "HEAD", path: "/doc"}); w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != "7" {
		t.Errorf("HEAD: got %d %q %s", w.Code, w.Body, w.Header())
	}
	doc.Data = []byte(`{"a":2}`)
	if w := ask(h, call{path: "/doc", header: map[string]string{"If-None-Match": tag}}); w.Code != 200 {
		t.Errorf("changed: got %d, want 200", w.Code)
	}
}

func TestAbuse_HT_09_names_of_downloads(t *testing.T) {
	h := handler(t, newSite(io.Discard), serve.Route{Method: "GET", Path: "/doc", Auth: serve.Public, Rate: serve.Read, Handle: func(w http.ResponseWriter, r *serve.Request) error {
		return serve.Document{Type: "image/png", Data: []byte("x"), Name: r.URL.Query().Get("name")}.Send(w, r)
	}})
	tests := []struct{ name, want string }{
		{"badge.png", `attachment; filename="badge.png"; filename*=UTF-8''badge.png`},
		{"../../etc", `attachment; filename="....etc"; filename*=UTF-8''....etc`},
		{"%0d%0aX:%22y", `attachment; filename="Xy"; filename*=UTF-8''Xy`},
		{"Segel%C3%B6r", `attachment; filename="Segel_r"; filename*=UTF-8''Segel%C3%B6r`},
		{"a%E2%80%AEgnp", `attachment; filename="agnp"; filename*=UTF-8''agnp`},
	}
	for _, tt := range tests {
		w := ask(h, call{path: "/doc?name=" + tt.name})
		if got := w.Header().Get("Content-Disposition"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestErrorsArePagesForPeopleAndDocumentsForPrograms(t *testing.T) {
	s := newSite(io.Discard)
	s.Page = func(w http.ResponseWriter, _ *serve.Request, p serve.Problem) error {
		w.WriteHeader(p.Status)
		_, err := io.WriteString(w, "<p>"+p.Text)
		return err
	}
	h := handler(t, s, serve.Route{Method: "GET", Path: "/bad", Auth: serve.Public, Rate: serve.Read, Handle: func(http.ResponseWriter, *serve.Request) error {
		return fault.Join(fault.Field("name", "The name is missing."), fault.Field("url", "The address is wrong."))
	}})
	w := ask(h, call{path: "/bad", header: map[string]string{"Accept": "text/html"}})
	if w.Code != 422 || w.Body.String() != "<p>The name is missing." {
		t.Errorf("a person gets %d %s", w.Code, w.Body)
	}
	w = ask(h, call{path: "/bad", header: map[string]string{"Accept": "*/*"}})
	if w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a program gets %s", w.Header().Get("Content-Type"))
	}
	for _, part := range []string{`"status":422`, `"location":"body.name"`, `"message":"The address is wrong."`} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("the problem document %s has no %s", w.Body, part)
		}
	}
}

func TestEveryKindOfFaultHasAStatus(t *testing.T) {
	seen := map[int]fault.Kind{}
	for k := fault.Internal; k <= fault.Unavailable; k++ {
		st := serve.Status(k)
		if other, twice := seen[st]; twice {
			t.Errorf("kinds %d and %d have the status %d", other, k, st)
		}
		seen[st] = k
	}
	if serve.Status(fault.Internal) != 500 {
		t.Error("an internal fault is not a 500")
	}
}
