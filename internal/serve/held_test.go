package serve_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/serve"
)

// A hall has requests in it that have been read and are not answered yet.
type hall struct {
	t    *testing.T
	h    http.Handler
	in   chan struct{}
	open chan struct{}
	all  sync.WaitGroup
}

func newHall(t *testing.T) *hall {
	t.Helper()
	l := &hall{t: t, in: make(chan struct{}), open: make(chan struct{})}
	s := newSite(io.Discard)
	s.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	s.Limits = map[serve.Class]serve.Limit{serve.Check: {PerSecond: 1000, Burst: 10_000}} //nolint:exhaustive // it asks for nothing else
	l.h = handler(t, s, serve.Route{
		Method: http.MethodPost, Path: "/", Auth: serve.Bearer, Rate: serve.Check, Body: serve.Body{Max: 11 << 20},
		Handle: func(_ http.ResponseWriter, r *serve.Request) error {
			if _, err := io.ReadAll(r.Body); err != nil {
				return err
			}
			if n, err := strconv.Atoi(r.Header.Get("Answer")); err == nil {
				if err := r.Hold(n); err != nil {
					return err
				}
			}
			l.in <- struct{}{}
			<-l.open
			return nil
		},
	})
	t.Cleanup(l.empty)
	return l
}

// ask asks from an address for an answer of so many bytes.
func (l *hall) ask(from string, answer int) *httptest.ResponseRecorder {
	l.t.Helper()
	return l.send(from, 10, answer)
}

// send sends so many bytes from an address, and returns the answer, which is of so many
// itself, or nil where the request is in the hall.
func (l *hall) send(from string, size, answer int) *httptest.ResponseRecorder {
	l.t.Helper()
	r := httptest.NewRequestWithContext(l.t.Context(), http.MethodPost, base+"/", bytes.NewReader(make([]byte, size)))
	r.Header.Set("X-Forwarded-For", from)
	if answer > 0 {
		r.Header.Set("Answer", strconv.Itoa(answer))
	}
	done := make(chan *httptest.ResponseRecorder, 1)
	l.all.Go(func() {
		w := httptest.NewRecorder()
		l.h.ServeHTTP(w, r)
		done <- w
	})
	select {
	case <-l.in:
		return nil
	case w := <-done:
		return w
	}
}

// empty lets all requests go.
func (l *hall) empty() {
	close(l.open)
	l.all.Wait()
	l.open = make(chan struct{})
}

// TestAbuse_F_19_Bodies: what visitors send is held within bounds, of one network, of
// the one around it and in all. Others have room, and so has everyone as soon as it is
// let go.
func TestAbuse_F_19_Bodies(t *testing.T) {
	const large = 10 << 20
	for name, tt := range map[string]struct {
		from   func(n int) string
		size   int
		answer int
		most   int
	}{
		"one address":             {func(int) string { return "203.0.113.7" }, large, 0, 3},
		"one /64":                 {func(n int) string { return fmt.Sprintf("2001:db8:1:2::%x", n) }, large, 0, 3},
		"the /64s of a /48":       {func(n int) string { return fmt.Sprintf("2001:db8:1:%x::1", n) }, large, 0, 4},
		"the addresses of a /24":  {func(n int) string { return fmt.Sprintf("203.0.113.%d", n) }, large, 0, 4},
		"answers of one address":  {func(int) string { return "203.0.113.7" }, 10, large, 3},
		"answers of a /48":        {func(n int) string { return fmt.Sprintf("2001:db8:1:%x::1", n) }, 10, large, 4},
		"networks all over":       {func(n int) string { return fmt.Sprintf("203.%d.1.7", n) }, large, 0, 8},
		"small ones of a network": {func(int) string { return "203.0.113.7" }, 60 << 10, 0, 200},
	} {
		l := newHall(t)
		held := 0
		for n := range 200 {
			w := l.send(tt.from(n), tt.size, tt.answer)
			if w == nil {
				held++
				continue
			}
			if w.Code != http.StatusTooManyRequests && w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
				t.Fatalf("%s: status %d: %s", name, w.Code, w.Body)
			}
		}
		if held > tt.most || held < min(tt.most-1, 10) {
			t.Errorf("%s: %d are held, want %d at most", name, held, tt.most)
		}
		if name != "networks all over" {
			if w := l.send("198.51.100.9", large, 0); w != nil {
				t.Errorf("%s: another visitor: status %d: %s", name, w.Code, w.Body)
			}
		}
		l.empty()
		if w := l.send(tt.from(0), tt.size, tt.answer); w != nil {
			t.Errorf("%s: when all is let go: status %d: %s", name, w.Code, w.Body)
		}
	}
}

// TestAbuse_HT_02_slow_bodies: whoever stops sending is not waited for, and whoever goes
// on is.
func TestAbuse_HT_02_slow_bodies(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a sender may pause")
	}
	s := newSite(io.Discard)
	s.Now = time.Now
	route := serve.Route{
		Method: http.MethodPost, Path: "/", Auth: serve.Bearer, Rate: serve.Check, Body: serve.Body{Max: 1 << 20}, Timeout: time.Minute,
		Handle: func(w http.ResponseWriter, r *serve.Request) error {
			if _, err := io.ReadAll(r.Body); err != nil {
				return err
			}
			// What is looked at after the body may take longer than a pause.
			select {
			case <-time.After(12 * time.Second):
				_, err := io.WriteString(w, "read")
				return err
			case <-r.Context().Done():
				return r.Context().Err()
			}
		},
	}
	addr := listen(t, handler(t, s, route))
	for name, tt := range map[string]struct {
		pause time.Duration
		want  string
	}{"stops": {25 * time.Second, "500"}, "goes on": {3 * time.Second, "200"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			began := time.Now()
			_, _ = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: badges.example\r\nContent-Length: 4\r\n\r\na")
			time.Sleep(min(tt.pause, 3*time.Second))
			if name == "goes on" {
				_, _ = io.WriteString(conn, "bcd")
			}
			_ = conn.SetDeadline(began.Add(tt.pause + 20*time.Second))
			line, err := bufio.NewReader(conn).ReadString('\n')
			if took := time.Since(began); name == "stops" && (took > 15*time.Second || strings.Contains(line, "200")) || name != "stops" && !strings.Contains(line, tt.want) {
				t.Errorf("after %s: %q, %v", took, line, err)
			}
		})
	}
}

// TestAbuse_F_19_OneAnswer: one answer, however large it would be, takes no more than the
// part of its network, and whoever asks from elsewhere meanwhile is answered.
func TestAbuse_F_19_OneAnswer(t *testing.T) {
	l := newHall(t)
	for _, large := range []int{22 << 20, 216 << 20, 1 << 40} {
		w := l.ask("203.0.113.7", large)
		if w == nil || w.Code != http.StatusTooManyRequests && w.Code != http.StatusServiceUnavailable {
			t.Fatalf("an answer of %d MB: %v", large>>20, w)
		}
	}
	if w := l.ask("203.0.113.7", 20<<20); w != nil {
		t.Fatalf("an answer of 20 MB: status %d", w.Code)
	}
	for n := range 3 {
		if w := l.ask(fmt.Sprintf("198.51.%d.9", n), 8<<20); w != nil {
			t.Errorf("another visitor: status %d: %s", w.Code, w.Body)
		}
	}
	if w := l.send("192.0.3.9", 200<<10, 0); w != nil {
		t.Errorf("a visitor with a picture: status %d: %s", w.Code, w.Body)
	}
}

// TestHeldSaysWhose: a network that holds nothing but what it is sending just now is told
// that the server is full, and one that holds more that it holds that.
func TestHeldSaysWhose(t *testing.T) {
	l := newHall(t)
	for n := range 12 { // networks that take what they may
		for range 4 {
			l.send(fmt.Sprintf("203.%d.1.7", n), 10<<20, 0)
		}
	}
	w := l.send("198.51.100.9", 10<<20, 0)
	if w == nil || w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "to this server") || w.Header().Get("Retry-After") == "" {
		t.Errorf("a network that sends one badge: %v", w)
	}
	w = l.send("203.1.1.7", 10<<20, 0)
	if w == nil || w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "your network") {
		t.Errorf("one that holds much: %v", w)
	}
}
