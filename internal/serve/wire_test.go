package serve_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"blazon/internal/serve"
)

// listen serves h on a real connection.
func listen(t *testing.T, h http.Handler) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := serve.Server(h, slog.New(slog.DiscardHandler))
	srv.ReadHeaderTimeout = 200 * time.Millisecond
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return l.Addr().String()
}

// wire sends raw bytes and returns the status line that comes back.
func wire(t *testing.T, addr, raw string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	_, _ = io.WriteString(c, raw) // the server may close before it has read all
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line)
}

func TestAbuse_HT_01_smuggling(t *testing.T) {
	addr := listen(t, handler(t, newSite(io.Discard), routes()...))
	const head = "POST /mine HTTP/1.1\r\nHost: badges.example\r\n"
	tests := []struct{ name, raw string }{
		{"two lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
		{"an encoding that is none", head + "Transfer-Encoding: xchunked\r\n\r\n"},
		{"a folded header", head + "X: a\r\n b\r\n\r\n"},
		{"a space before the colon", head + "Content-Length : 1\r\n\r\na"},
		{"no host", "GET /public HTTP/1.1\r\n\r\n"},
		{"two hosts", "GET /public HTTP/1.1\r\nHost: badges.example\r\nHost: evil.example\r\n\r\n"},
		{"an absolute address of another host", "GET http://evil.example/public HTTP/1.1\r\nHost: badges.example\r\n\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := wire(t, addr, tt.raw)
			if !strings.HasPrefix(got, "HTTP/1.1 4") && !strings.HasPrefix(got, "HTTP/1.1 501") {
				t.Errorf("got %q, want a refusal", got)
			}
		})
	}
	if got := wire(t, addr, "GET /public HTTP/1.1\r\nHost: badges.example\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 200") {
		t.Errorf("an ordinary request: got %q", got)
	}
}

func TestAbuse_HT_02_slow_headers(t *testing.T) {
	addr := listen(t, handler(t, newSite(io.Discard), routes()...))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = io.WriteString(c, "GET /public HTTP/1.1\r\nHost: badges.example\r\nX: ")
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.ReadAll(c); err != nil {
		t.Errorf("the connection was not closed: %v", err)
	}
}

func TestAbuse_HT_04_large_headers(t *testing.T) {
	addr := listen(t, handler(t, newSite(io.Discard), routes()...))
	got := wire(t, addr, "GET /public HTTP/1.1\r\nHost: badges.example\r\nX: "+strings.Repeat("x", 2<<20)+"\r\n\r\n")
	if got != "" && !strings.HasPrefix(got, "HTTP/1.1 431") {
		t.Errorf("got %q, want 431", got)
	}
}
