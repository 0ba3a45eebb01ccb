package app_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"blazon/internal/app/apptest"
)

// oddTexts are what programs do not expect.
var oddTexts = []string{
	"", " ", "0", "-1", "1e9", "99999999999999999999", "null", "[]", "{}", `"`, "'", "\x00", "\xff", "\u202e", "%", "%00", "..", "../../etc/passwd", "a/b", "\r\nX: y", "<script>", "${7*7}", "{{.}}",
	"https://127.0.0.1/", "file:///etc/passwd", "data:,x", "javascript:x", strings.Repeat("x", 9000), strings.Repeat("[", 200), "ä", "😀", "a@b.example", "2026-02-30T25:61:61Z", "Infinity", "🏴‍☠️", "e\u0301",
}

// TestAbuse_HT_12 sends every address of the site requests that nobody would
// write, by nobody, by somebody and by a program. None is answered with a fault
// of ours, and nothing goes on afterwards.
func TestAbuse_HT_12(t *testing.T) {
	s := apptest.New(t)
	token := s.Token(s.Owner)
	issuer, achievement, award := furnish(t, s, token)
	session := s.Session(s.Owner)
	random := rand.New(rand.NewPCG(1, 2)) // a seed, so that what fails, fails again
	odd := func() string { return oddTexts[random.IntN(len(oddTexts))] }
	names := []string{"email", "name", "password", "text", "address", "recipient", "list", "do", "key", "next", "search", "after", "limit", "description", "criteria", "url", "validFrom", "validUntil", "reason", "revision", "shape", "explain", "file", "image"}
	kinds := []string{"application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x", "text/plain", "", "application/json; charset=utf-16", "x"}
	values := func() url.Values {
		v := url.Values{}
		for range random.IntN(6) {
			v.Add(names[random.IntN(len(names))], odd())
		}
		return v
	}
	body := func(kind string) string {
		switch {
		case strings.HasPrefix(kind, "application/json"):
			var members []string
			for range random.IntN(5) {
				value := []string{"null", "true", "1e400", "[]", "{}", `"\ud800"`, "[[[[]]]]", fmt.Sprintf("%q", odd()), "-0"}[random.IntN(9)]
				members = append(members, fmt.Sprintf("%q:%s", names[random.IntN(len(names))], value))
			}
			return "{" + strings.Join(members, ",") + "}" + []string{"", "", "{}", "x"}[random.IntN(4)]
		case strings.HasPrefix(kind, "multipart"):
			return "--x\r\nContent-Disposition: form-data; name=\"" + names[random.IntN(len(names))] + "\"; filename=\"" + url.PathEscape(odd()) + "\"\r\n\r\n" + odd() + "\r\n--x" + []string{"--\r\n", "\r\n", ""}[random.IntN(3)]
		}
		return values().Encode()
	}
	type address struct{ method, path string }
	var all []address
	for _, rt := range s.Routes() {
		if rt.Path != "/api/" {
			all = append(all, address{rt.Method, rt.Path})
		}
	}
	for path, methods := range s.Do(apptest.Call{Path: "/api/openapi.json", Token: token}).Object()["paths"].(object) {
		for method := range methods.(object) {
			all = append(all, address{strings.ToUpper(method), path})
		}
	}
	before := runtime.NumGoroutine()
	sent := 0
	for _, a := range all {
		for n := range 24 {
			path := strings.NewReplacer("{$}", "", "{issuer}", issuer, "{achievement}", achievement, "{award}", award).Replace(a.path)
			path = pathPart.ReplaceAllStringFunc(path, func(string) string { return url.PathEscape(odd()) })
			if n%4 == 3 { // and things that are nowhere
				path = pathPart.ReplaceAllStringFunc(strings.ReplaceAll(a.path, "{$}", ""), func(string) string { return url.PathEscape(odd()) })
			}
			kind := kinds[random.IntN(len(kinds))]
			text := ""
			if a.method != http.MethodGet {
				text = body(kind)
			}
			r, err := http.NewRequestWithContext(t.Context(), a.method, "https://badges.example"+path+"?"+values().Encode(), strings.NewReader(text))
			if err != nil {
				continue // no client could send it
			}
			r.Host, r.RequestURI = "badges.example", r.URL.RequestURI()
			r.RemoteAddr = fmt.Sprintf("192.0.%d.%d:1", sent/250%250, sent%250)
			for name, value := range map[string]string{"Content-Type": kind, "Accept": odd(), "Accept-Language": odd(), "If-None-Match": odd(), "Range": "bytes=" + odd(), "Idempotency-Key": odd(), "X-Forwarded-For": odd()} {
				if random.IntN(2) == 0 {
					r.Header.Set(name, value)
				}
			}
			switch random.IntN(3) {
			case 0:
				r.AddCookie(&http.Cookie{Name: "__Host-blazon-session", Value: session})
				r.Header.Set("Origin", apptest.BaseURL)
				r.Header.Set("Sec-Fetch-Site", "same-origin")
			case 1:
				r.Header.Set("Authorization", "Bearer "+token)
			}
			w := httptest.NewRecorder()
			start := time.Now()
			s.Handler().ServeHTTP(w, r)
			sent++
			if w.Code >= 500 {
				t.Errorf("%s %s: status %d\n%.500s\n%.300s", a.method, r.URL, w.Code, text, w.Body)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("%s %s took %v", a.method, r.URL, took)
			}
			s.Pass(time.Second)
		}
	}
	if sent < 1200 {
		t.Errorf("only %d requests", sent)
	}
	for i := 0; runtime.NumGoroutine() > before+5 && i < 200; i++ {
		time.Sleep(50 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before+5 {
		t.Errorf("%d goroutines before, %d after", before, n)
	}
}
