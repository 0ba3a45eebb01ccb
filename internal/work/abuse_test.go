package work_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"blazon/internal/serve"
	"blazon/internal/work"
	"blazon/jsonld"
)

// worst are the documents that cost most among those that are accepted: as many
// statements and blank nodes as may be, nodes that nothing tells apart, one name
// repeated in every statement.
func worst() map[string][]byte {
	document := func(evidence string) []byte {
		return fmt.Appendf(nil, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
			"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":"https://uni.example/1","evidence":[%s]}`, evidence)
	}
	var clique, ring, names []string
	for i := range 9 {
		var others []string
		for j := range 9 {
			if i != j {
				others = append(others, fmt.Sprintf(`{"id":"_:n%d"}`, j))
			}
		}
		clique = append(clique, fmt.Sprintf(`{"id":"_:n%d","type":["Evidence"],"https://example.org/knows":[%s]}`, i, strings.Join(others, ",")))
	}
	const around = 4000
	for i := range around {
		ring = append(ring, fmt.Sprintf(`{"id":"_:n%d","https://example.org/next":{"id":"_:n%d"}}`, i, (i+1)%around))
	}
	for i := range 2500 {
		names = append(names, fmt.Sprintf(`{"type":["Evidence"],"name":"%d"}`, i))
	}
	long := "urn:x:" + strings.Repeat("a", 60<<10)
	return map[string][]byte{
		"poison":         document(strings.Join(clique, ",")),
		"ring":           document(strings.Join(ring, ",")),
		"blank nodes":    document(strings.Repeat(`{"type":["Evidence"],"name":"x"},`, 4000) + `"urn:x:1"`),
		"statements":     document(strings.Join(names, ",")),
		"a name as long": document(fmt.Sprintf(`{"id":%q,"https://example.org/p":[%s0]}`, long, strings.Repeat(`"x","y",`, 400))),
		"a long text":    document(`{"type":["Evidence"],"name":"data:` + strings.Repeat("x", 3<<20) + `"}`),
	}
}

// F-19: 50 of the worst documents at once. What comes in is bounded by the pool,
// the others get 503 and when to come back; the program goes on, in 256 MiB.
func TestAbuse_F_19(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	pool := &work.Pool{Queue: 8, Patience: 300 * time.Millisecond}
	processor := &jsonld.Processor{Contexts: jsonld.Pinned()}
	check := func(w http.ResponseWriter, r *serve.Request) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		return pool.Do(r.Context(), func() error {
			v, err := jsonld.Parse(body, jsonld.Limits{})
			if err != nil {
				return err
			}
			_, err = processor.Digest(r.Context(), v, crypto.SHA256)
			var limit *jsonld.LimitError
			if errors.As(err, &limit) {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
				return nil
			}
			return err
		})
	}
	site := &serve.Site{BaseURL: "https://badges.example", Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	handler, err := site.Handler(serve.Route{
		Method: http.MethodPost, Path: "/check", Auth: serve.Bearer, Rate: serve.Free, Body: serve.Body{Max: 4 << 20}, Timeout: time.Minute, Handle: check,
	})
	if err != nil {
		t.Fatal(err)
	}
	documents := worst()
	answers := make(map[int]*atomic.Int64)
	for _, code := range []int{http.StatusOK, http.StatusRequestEntityTooLarge, http.StatusServiceUnavailable} {
		answers[code] = new(atomic.Int64)
	}
	stop := watchMemory(t, 256<<20)
	var wg sync.WaitGroup
	for range 10 {
		for name, text := range documents {
			wg.Go(func() {
				r := httptest.NewRequest(http.MethodPost, "https://badges.example/check", bytes.NewReader(text))
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if n := answers[w.Code]; n != nil {
					n.Add(1)
				} else {
					t.Errorf("%s: %d %s", name, w.Code, w.Body)
				}
				if w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
					t.Errorf("%s: 503 without Retry-After", name)
				}
			})
		}
	}
	wg.Wait()
	stop()
	if answers[http.StatusServiceUnavailable].Load() == 0 || answers[http.StatusOK].Load()+answers[http.StatusRequestEntityTooLarge].Load() == 0 {
		t.Errorf("some want 503, others an answer: %v", counts(answers))
	}
	if err := pool.Do(t.Context(), func() error { return nil }); err != nil {
		t.Errorf("after the storm: %v", err)
	}
	t.Logf("answers: %v", counts(answers))
}

func counts(answers map[int]*atomic.Int64) map[int]int64 {
	out := make(map[int]int64)
	for code, n := range answers {
		out[code] = n.Load()
	}
	return out
}

// watchMemory fails the test if more than limit bytes are in use before stop is
// called.
func watchMemory(t *testing.T, limit uint64) (stop func()) {
	t.Helper()
	done, stopped := make(chan struct{}), make(chan uint64)
	go func() {
		most := uint64(0)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
			select {
			case <-done:
				stopped <- most
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return func() {
		close(done)
		most := <-stopped
		t.Logf("at most %d MiB", most>>20)
		if most > limit {
			t.Errorf("%d MiB were in use, want at most %d", most>>20, limit>>20)
		}
	}
}
