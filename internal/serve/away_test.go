package serve_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/serve"
)

// A record is a log that several goroutines write and one reads.
type record struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// TestVisitorGoesAway: whoever goes away before all of an answer was sent, or any of it,
// is noted and is no failure of the server.
func TestVisitorGoesAway(t *testing.T) {
	for name, handle := range map[string]serve.Handler{
		"while it is sent": func(w http.ResponseWriter, _ *serve.Request) error {
			for {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return fmt.Errorf("send the page: %w", err)
				}
			}
		},
		"while it is flushed": func(w http.ResponseWriter, _ *serve.Request) error {
			for {
				_, _ = w.Write([]byte("event: step\n\n"))
				if err := http.NewResponseController(w).Flush(); err != nil {
					return fmt.Errorf("send an event: %w", err)
				}
			}
		},
		"before it is there": func(_ http.ResponseWriter, r *serve.Request) error {
			<-r.Context().Done()
			return fmt.Errorf("verify: %w", r.Context().Err())
		},
	} {
		t.Run(name, func(t *testing.T) {
			log := new(record)
			s := newSite(log)
			s.Now = time.Now
			addr := listen(t, handler(t, s, serve.Route{Method: http.MethodGet, Path: "/", Auth: serve.Public, Rate: serve.Read, Handle: handle}))
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: badges.example\r\n\r\n")
			time.Sleep(50 * time.Millisecond)
			_ = conn.Close()
			for end := time.Now().Add(10 * time.Second); !strings.Contains(log.String(), "path=/") && !strings.Contains(log.String(), `"path":"/"`); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("the request did not end: %s", log)
				}
			}
			if got := log.String(); strings.Contains(got, "ERROR") || strings.Contains(got, "status=500") || !strings.Contains(got, "went away") {
				t.Errorf("%s", got)
			}
		})
	}
}
