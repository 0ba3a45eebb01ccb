package app_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"blazon/did"
	"blazon/internal/app"
	"blazon/internal/app/apptest"
)

// stuck is a network that does not answer until it is let go.
type stuck chan struct{}

// Fetch implements did.Fetcher.
func (s stuck) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	<-s
	return nil, &did.FetchError{URL: url, Err: errors.New("slow")}
}

// TestAbuse_F_10: one network has badges of slow hosts checked, by page and by API
// and whatever it says of itself before the proxy. It is told when to come back,
// and another network does not notice.
func TestAbuse_F_10(t *testing.T) {
	s := apptest.New(t, func(c *app.Config) { c.TrustedProxies = []string{"192.0.2.0/24"} })
	network := make(stuck)
	s.Verifier.Fetcher = network
	ask := func(from, badge string, page bool) apptest.Answer {
		c := apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: badge, Header: map[string]string{"X-Forwarded-For": from}}
		if page {
			address, text := "", badge
			if badge == slowBadge {
				address, text = "https://slow.example/badge", ""
			}
			c = apptest.Call{Method: http.MethodPost, Path: "/verify", Form: url.Values{"address": {address}, "text": {text}}.Encode(), Header: with(sameOrigin, "X-Forwarded-For", from)}
		}
		return s.Do(c)
	}
	var all sync.WaitGroup
	var refused atomic.Int64
	for i := range 20 {
		all.Go(func() {
			got := ask([]string{"198.51.100.7", "203.0.113.1, 198.51.100.7"}[i%2], slowBadge, i%4 < 2)
			// A page may have begun while its check waited.
			if got.Code != http.StatusTooManyRequests && !strings.Contains(got.Body.String(), "Many badges are being checked for your network") {
				return
			}
			refused.Add(1)
			if got.Code == http.StatusTooManyRequests && got.Header().Get("Retry-After") == "" {
				t.Error("429 without Retry-After")
			}
		})
	}
	for end := time.Now().Add(15 * time.Second); refused.Load() < 16 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	for _, page := range []bool{false, true} {
		if got := ask("198.51.100.8", `{"type":["VerifiableCredential"]}`, page); got.Code >= http.StatusInternalServerError || got.Code == http.StatusTooManyRequests {
			t.Errorf("another network: status %d", got.Code)
		}
	}
	close(network)
	all.Wait()
	if refused.Load() != 16 {
		t.Errorf("%d of 20 were told to come back, want 16", refused.Load())
	}
}

// TestTitleOfGrowingPage: a page that is sent while its badge is being checked has a
// title that is as true at the end.
func TestTitleOfGrowingPage(t *testing.T) {
	s := apptest.New(t)
	network := make(stuck)
	s.Verifier.Fetcher = network
	go func() {
		time.Sleep(time.Second)
		close(network)
	}()
	page := s.Do(apptest.Call{Path: "/verify?address=https://slow.example/badge", Header: map[string]string{"Accept": "text/html"}}).Body.String()
	if !strings.Contains(page, "We could not get the badge") || !strings.Contains(page, "<h1 id=\"checking\">") {
		t.Fatalf("the page did not grow: %.300s", page)
	}
	if !strings.Contains(page, "<title>Check a badge") {
		t.Errorf("the title is another: %.300s", page)
	}
}

const slowBadge = `{"url":"https://slow.example/badge"}`
