package fetch

import (
	"net"
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
