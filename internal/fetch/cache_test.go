package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/did"
)

// A shelf is a Cache in memory.
type shelf struct {
	mu      sync.Mutex
	entries map[string]Entry
	err     error
}

func (s *shelf) Fetched(_ context.Context, url, accept string) (Entry, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.entries[url+" "+accept]
	return e, ok, s.err
}

func (s *shelf) KeepFetched(_ context.Context, e Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries == nil {
		s.entries = make(map[string]Entry)
	}
	s.entries[e.URL+" "+e.Accept] = e
	return s.err
}

func TestCache(t *testing.T) {
	const day = "max-age=86400"
	tests := []struct {
		name   string
		header http.Header
		body   string
		// later is when the second request comes.
		later time.Duration
		// asked is how often the server was asked in the end, and whole how often
		// it had to send the body.
		asked, whole int
	}{
		{name: "a fresh answer is used again", header: http.Header{"Cache-Control": {day}}, later: time.Minute, asked: 1, whole: 1},
		{name: "no answer is believed for long", header: http.Header{"Cache-Control": {day}}, later: maxFresh, asked: 2, whole: 2},
		{name: "a stale answer with an ETag is asked about", header: http.Header{"Cache-Control": {day}, "Etag": {`"1"`}}, later: time.Hour, asked: 2, whole: 1},
		{name: "and with a date", header: http.Header{"Last-Modified": {"Tue, 03 Feb 2026 04:05:06 GMT"}}, later: time.Second, asked: 2, whole: 1},
		{name: "no-cache asks each time", header: http.Header{"Cache-Control": {"no-cache, " + day}, "Etag": {`"1"`}}, later: time.Second, asked: 2, whole: 1},
		{name: "no-store is obeyed", header: http.Header{"Cache-Control": {"no-store"}, "Etag": {`"1"`}}, asked: 2, whole: 2},
		{name: "private is obeyed", header: http.Header{"Cache-Control": {"private, " + day}}, asked: 2, whole: 2},
		{name: "age counts", header: http.Header{"Cache-Control": {"max-age=60"}, "Age": {"50"}}, later: 11 * time.Second, asked: 2, whole: 2},
		{name: "an answer that varies is not kept", header: http.Header{"Cache-Control": {day}, "Vary": {"Cookie"}}, asked: 2, whole: 2},
		{name: "one that varies by Accept is", header: http.Header{"Cache-Control": {day}, "Vary": {"Accept, Accept-Encoding"}}, asked: 1, whole: 1},
		{name: "nothing said, nothing kept", asked: 2, whole: 2},
		{name: "nonsense is no promise", header: http.Header{"Cache-Control": {"max-age=soon"}}, asked: 2, whole: 2},
		{name: "large answers are not kept", header: http.Header{"Cache-Control": {day}}, body: strings.Repeat("x", maxKept+1), asked: 2, whole: 2},
		{name: "a clock that went back asks", header: http.Header{"Cache-Control": {day}}, later: -time.Hour, asked: 2, whole: 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			whole := 0
			s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
				for name, values := range tt.header {
					w.Header()[name] = values
				}
				if r.Header.Get("If-None-Match") == `"1"` || r.Header.Get("If-Modified-Since") != "" {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				whole++
				fmt.Fprint(w, "answer", tt.body)
			})
			now := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
			c := client(t, Options{Now: func() time.Time { return now }, Cache: new(shelf)}, s)
			for range 2 {
				resp, err := c.Fetch(t.Context(), s.URL+"/issuer", "application/json")
				if err != nil || resp.Status != 200 || string(resp.Body) != "answer"+tt.body || resp.URL != s.URL+"/issuer" {
					t.Fatalf("got %+v, %v", resp, err)
				}
				now = now.Add(tt.later)
			}
			if got := int(s.asked.Load()); got != tt.asked || whole != tt.whole {
				t.Errorf("asked %d times, %d with a body; want %d and %d", got, whole, tt.asked, tt.whole)
			}
		})
	}
}

// Only what the server answered is kept, and by what was asked.
func TestCacheKeepsOnlyAnswers(t *testing.T) {
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/moved":
			http.Redirect(w, r, "/new", http.StatusFound)
		}
		fmt.Fprint(w, r.URL.Path, r.Header.Get("Accept"))
	})
	now := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	kept := new(shelf)
	c := client(t, Options{Now: func() time.Time { return now }, Cache: kept}, s)
	get := func(path, accept string) (status int, url, body string) {
		t.Helper()
		resp, err := c.Fetch(t.Context(), s.URL+path, accept)
		if err != nil {
			t.Fatal(err)
		}
		return resp.Status, strings.TrimPrefix(resp.URL, s.URL), string(resp.Body)
	}
	for range 2 {
		if status, _, _ := get("/gone", "a/b"); status != http.StatusGone {
			t.Errorf("status %d, want 410", status)
		}
	}
	if got := s.asked.Load(); got != 2 {
		t.Errorf("a revocation was asked about %d times, want each time", got)
	}
	for range 2 {
		if _, url, body := get("/moved", "a/b"); url != "/new" || body != "/newa/b" {
			t.Errorf("got %s from %s: what was kept forgot where it came from", body, url)
		}
	}
	if _, _, body := get("/moved", "c/d"); body != "/newc/d" {
		t.Errorf("another Accept header was answered with %s", body)
	}
	kept.err = errors.New("the database is away")
	if _, _, body := get("/x", "a/b"); body != "/xa/b" {
		t.Errorf("without a cache: got %s", body)
	}
}

// What was kept is confirmed by who gave it, and nobody else is told what we have.
func TestCacheIsConfirmedByItsSource(t *testing.T) {
	gone, takenOver := false, false
	var school *site
	var told []string
	school = serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		switch {
		case gone:
			w.WriteHeader(http.StatusGone)
		case r.Header.Get("If-None-Match") == `"1"`:
			w.WriteHeader(http.StatusNotModified)
		default:
			fmt.Fprint(w, "answer")
		}
	})
	short := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		told = append(told, r.Header.Get("If-None-Match")+r.Header.Get("If-Modified-Since"))
		if takenOver {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		http.Redirect(w, r, school.URL+"/a", http.StatusFound)
	})
	now := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	c := client(t, Options{Now: func() time.Time { return now }, Cache: new(shelf)}, school, short)
	get := func() *did.Response {
		t.Helper()
		now = now.Add(time.Hour)
		resp, err := c.Fetch(t.Context(), short.URL+"/r", "")
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	for range 2 {
		if resp := get(); resp.Status != 200 || string(resp.Body) != "answer" || resp.URL != school.URL+"/a" || !resp.FetchedAt.Equal(now) {
			t.Errorf("got %+v", resp)
		}
	}
	gone, takenOver = true, true
	if resp := get(); resp.Status != http.StatusNotModified || resp.URL != short.URL+"/r" {
		t.Errorf("another server confirmed it: %+v", resp)
	}
	for _, h := range told {
		if h != "" {
			t.Errorf("the server that only leads there was told %s", h)
		}
	}
}

// TestAbuse_STA_10_Redirect: what an issuer sends on is kept no longer than it says itself,
// whatever is said where it is sent to: a badge that is gone is gone.
func TestAbuse_STA_10_Redirect(t *testing.T) {
	const year = "max-age=31536000"
	for name, tt := range map[string]struct {
		status int
		says   http.Header
		kept   bool
	}{
		"no-store":                  {http.StatusFound, http.Header{"Cache-Control": {"no-store"}}, false},
		"private":                   {http.StatusFound, http.Header{"Cache-Control": {"private, " + year}}, false},
		"for everyone another":      {http.StatusFound, http.Header{"Cache-Control": {year}, "Vary": {"Cookie"}}, false},
		"for a short time":          {http.StatusFound, http.Header{"Cache-Control": {"max-age=60"}}, false},
		"no-cache":                  {http.StatusMovedPermanently, http.Header{"Cache-Control": {"no-cache"}}, false},
		"permanent, with no-store":  {http.StatusMovedPermanently, http.Header{"Cache-Control": {"no-store"}}, false},
		"permanent, ended":          {http.StatusPermanentRedirect, http.Header{"Expires": {"0"}}, false},
		"nothing said":              {http.StatusFound, nil, false},
		"nothing said, another way": {http.StatusTemporaryRedirect, nil, false},
		"permanent":                 {http.StatusMovedPermanently, nil, true},
		"for a year":                {http.StatusFound, http.Header{"Cache-Control": {year}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			gone := false
			s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/first":
					w.Header().Set("Cache-Control", year)
					http.Redirect(w, r, "/assertion", http.StatusFound)
				case r.URL.Path == "/assertion" && gone:
					w.WriteHeader(http.StatusGone)
				case r.URL.Path == "/assertion":
					for name, values := range tt.says {
						w.Header()[name] = values
					}
					http.Redirect(w, r, "/file", tt.status)
				default:
					w.Header().Set("Cache-Control", year)
					w.Header().Set("Etag", `"1"`)
					fmt.Fprint(w, "{}")
				}
			})
			now := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
			shelf := new(shelf)
			c := client(t, Options{Now: func() time.Time { return now }, Cache: shelf}, s)
			for _, path := range []string{"/assertion", "/first"} {
				gone = false
				if resp, err := c.Fetch(t.Context(), s.URL+path, ""); err != nil || resp.Status != 200 {
					t.Fatalf("%+v, %v", resp, err)
				}
				gone = true
				now = now.Add(4 * time.Minute)
				resp, err := c.Fetch(t.Context(), s.URL+path, "")
				if err != nil || (resp.Status == 200) != tt.kept {
					t.Errorf("%s: when the badge is gone: %+v, %v", path, resp, err)
				}
				now = now.Add(time.Hour)
			}
			if forbidden := strings.Contains(name, "no-store") || name == "private"; forbidden && len(shelf.entries) > 0 {
				t.Errorf("%d answers are kept", len(shelf.entries))
			}
		})
	}
}
