package fetch

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// F-10: a dead host is left alone for a while.
func TestBreaker(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int32
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			asked.Add(1)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := client(t, Options{Ports: []string{port}, Now: func() time.Time { return now }})
	for range 2 * failuresAllowed {
		if _, err := c.Fetch(t.Context(), "https://"+l.Addr().String(), ""); !failed(err) {
			t.Fatalf("got %v", err)
		}
	}
	if n := asked.Load(); n != failuresAllowed {
		t.Errorf("a dead host was asked %d times, want %d", n, failuresAllowed)
	}
	now = now.Add(pause)
	_, _ = c.Fetch(t.Context(), "https://"+l.Addr().String(), "")
	if n := asked.Load(); n != failuresAllowed+1 {
		t.Errorf("after the pause it was asked %d times, want once more", n)
	}
}

// TestAbuse_F_10_OthersBadges: whoever makes a request fail, by a redirect to a host that
// is slow or by an address that is, keeps nobody from what else is at the host.
func TestAbuse_F_10_OthersBadges(t *testing.T) {
	const patience = 500 * time.Millisecond
	stop := make(chan struct{})
	var school, evil *site
	evil = serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/late" { // leaves too little time to whom it leads to
			time.Sleep(patience * 9 / 10)
			http.Redirect(w, r, school.URL+"/takes-a-moment", http.StatusFound)
			return
		}
		<-stop
	})
	var hung atomic.Int32
	school = serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, evil.URL+"/slow", http.StatusFound)
		case "/hang":
			hung.Add(1)
			<-stop
		case "/stream":
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-stop
		case "/takes-a-moment":
			time.Sleep(patience / 3)
		}
	})
	t.Cleanup(func() { close(stop) })
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := client(t, Options{Limits: Limits{Headers: patience, Total: 2 * patience}, Now: func() time.Time { return now }}, school, evil)
	for _, bait := range []string{school.URL + "/redirect", school.URL + "/hang", school.URL + "/stream", evil.URL + "/late"} {
		var all sync.WaitGroup
		for range failuresAllowed {
			all.Go(func() {
				if _, err := c.Fetch(t.Context(), bait, ""); !failed(err) {
					t.Errorf("%s: got %v, want a failure", bait, err)
				}
			})
		}
		all.Wait()
		for _, path := range []string{"/badge", "/takes-a-moment"} {
			if _, err := c.Fetch(t.Context(), school.URL+path, ""); err != nil {
				t.Errorf("after %s, %s cannot be had: %v", bait, path, err)
			}
		}
		before := time.Now()
		if _, err := c.Fetch(t.Context(), bait, ""); !failed(err) || time.Since(before) > patience/2 {
			t.Errorf("%s is waited for again: %v", bait, err)
		}
	}
	if n := hung.Load(); n != failuresAllowed {
		t.Errorf("an address that does not answer was asked %d times, want %d", n, failuresAllowed)
	}
}

// TestBreakerBehindRedirects: a dead host is left alone wherever a request to it comes from.
func TestBreakerBehindRedirects(t *testing.T) {
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := dead.Addr().String()
	dead.Close()
	_, port, _ := net.SplitHostPort(at)
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://"+at+r.URL.Path, http.StatusFound)
	})
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := client(t, Options{Ports: []string{port}, Now: func() time.Time { return now }}, s)
	for i := range failuresAllowed {
		if _, err := c.Fetch(t.Context(), s.URL+"/"+strconv.Itoa(i), ""); !failed(err) {
			t.Fatalf("got %v", err)
		}
	}
	if !c.breaker.open(&url.URL{Scheme: "https", Host: at, Path: "/x"}, now) {
		t.Error("the dead host is not left alone")
	}
	if c.breaker.open(&url.URL{Scheme: "https", Host: "127.0.0.1:" + s.port, Path: "/x"}, now) {
		t.Error("the host that led there is left alone")
	}
}
