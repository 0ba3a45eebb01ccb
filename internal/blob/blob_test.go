package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"blazon/internal/fault"
)

// files is what both kinds of storage are.
type files interface {
	Put(ctx context.Context, key string, data []byte) error
	Get(ctx context.Context, key string) ([]byte, error)
	Delete(ctx context.Context, key string) error
	List(ctx context.Context, prefix string) ([]string, error)
	Ready(ctx context.Context) error
}

func newDir(t *testing.T) *Dir {
	t.Helper()
	d, err := OpenDir(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// newS3 returns storage behind a door that a test can put something else into.
func newS3(t *testing.T, timeout time.Duration) (*S3, *door) {
	t.Helper()
	memory := s3mem.New()
	if err := memory.CreateBucket("badges"); err != nil {
		t.Fatal(err)
	}
	dr := &door{way: gofakes3.New(memory).Server()}
	srv := httptest.NewServer(dr)
	t.Cleanup(srv.Close)
	s, err := OpenS3(t.Context(), S3Options{
		Endpoint: strings.TrimPrefix(srv.URL, "http://"), Bucket: "badges", AccessKey: "a", SecretKey: "s", Insecure: true, Timeout: timeout,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, dr
}

// A door leads to way unless something is instead.
type door struct {
	mu      sync.Mutex
	way     http.Handler
	instead http.HandlerFunc
}

func (d *door) put(h http.HandlerFunc) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.instead = h
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	h := d.instead
	d.mu.Unlock()
	if h != nil {
		h(w, r)
		return
	}
	d.way.ServeHTTP(w, r)
}

func TestDir(t *testing.T) {
	t.Parallel()
	conform(t, newDir(t))
}

func TestS3(t *testing.T) {
	t.Parallel()
	s, _ := newS3(t, 10*time.Second)
	conform(t, s)
}

// conform holds storage to what callers rely on.
func conform(t *testing.T, f files) {
	t.Helper()
	ctx := t.Context()
	if err := f.Ready(ctx); err != nil {
		t.Fatalf("Ready: %v", err)
	}
	if _, err := f.Get(ctx, "images/none"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Get of nothing: %v", err)
	}
	if err := f.Delete(ctx, "images/none"); err != nil {
		t.Errorf("Delete of nothing: %v", err)
	}
	large := bytes.Repeat([]byte("badge"), 1<<20)
	for key, data := range map[string][]byte{"images/a.png": []byte("one"), "images/b": large, "images/b2/c": []byte("c"), "other/a": []byte("x")} {
		if err := f.Put(ctx, key, data); err != nil {
			t.Fatalf("Put %s: %v", key, err)
		}
		if got, err := f.Get(ctx, key); err != nil || !bytes.Equal(got, data) {
			t.Errorf("Get %s: %d bytes, %v", key, len(got), err)
		}
	}
	if err := f.Put(ctx, "images/a.png", []byte("two")); err != nil {
		t.Errorf("Put again: %v", err)
	}
	if got, err := f.Get(ctx, "images/a.png"); string(got) != "two" {
		t.Errorf("after Put again: %q, %v", got, err)
	}
	if _, err := f.Get(ctx, "images"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Get of what only begins keys: %v", err)
	}
	if _, err := f.Get(ctx, "images/a.png/x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Get below a file: %v", err)
	}
	got, err := f.List(ctx, "images/")
	if want := []string{"images/a.png", "images/b", "images/b2/c"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("List = %q, %v; want %q", got, err, want)
	}
	if err := f.Delete(ctx, "images/b"); err != nil {
		t.Errorf("Delete: %v", err)
	}
	if _, err := f.Get(ctx, "images/b"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Get after Delete: %v", err)
	}
	conformKeys(t, f)
	conformMany(t, f)
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if err := f.Put(stopped, "images/late", []byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put after the end: %v", err)
	}
	if err := f.Put(ctx, "images/large", make([]byte, maxFile+1)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("Put of too much: %v", err)
	}
}

// conformKeys tries keys that lead astray.
func conformKeys(t *testing.T, f files) {
	t.Helper()
	for _, key := range []string{
		"", "/", "/etc/passwd", "..", "a/../b", "a//b", "a/", "./a", ".new-a", "a/.b", "A", "a b", "a\x00", "a\\b", "ä", strings.Repeat("a", 201),
	} {
		if err := f.Put(t.Context(), key, []byte("x")); !errors.Is(err, ErrKey) {
			t.Errorf("Put %q: %v", key, err)
		}
		if _, err := f.Get(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("Get %q: %v", key, err)
		}
		if err := f.Delete(t.Context(), key); !errors.Is(err, ErrKey) {
			t.Errorf("Delete %q: %v", key, err)
		}
	}
}

// conformMany writes one key from many sides: it always holds one of them whole.
func conformMany(t *testing.T, f files) {
	t.Helper()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			data := bytes.Repeat([]byte{byte('a' + i)}, 50_000)
			if err := f.Put(t.Context(), "many", data); err != nil {
				t.Errorf("Put: %v", err)
			}
			got, err := f.Get(t.Context(), "many")
			if err != nil || len(got) != 50_000 || !bytes.Equal(got, bytes.Repeat(got[:1], 50_000)) {
				t.Errorf("Get: %d bytes, %v", len(got), err)
			}
		})
	}
	all.Wait()
}

// TestFault_F_07 fills the disk: nothing half is seen, what was there stays, and
// it goes on when there is room again.
func TestFault_F_07(t *testing.T) {
	t.Parallel()
	d := newDir(t)
	ctx := t.Context()
	if err := d.Put(ctx, "a/b", []byte("before")); err != nil {
		t.Fatal(err)
	}
	for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO} {
		d.sync = func(*os.File) error { return fmt.Errorf("sync: %w", cause) }
		err := d.Put(ctx, "a/b", []byte("after"))
		if kind, text := fault.Public(err); kind != fault.Unavailable || !errors.Is(err, cause) || errors.Is(cause, syscall.EIO) == strings.Contains(text, "no room") {
			t.Errorf("Put with %v: %v", cause, err)
		}
		if err := d.Ready(ctx); !fault.Is(err, fault.Unavailable) {
			t.Errorf("Ready with %v: %v", cause, err)
		}
		if got, err := d.Get(ctx, "a/b"); string(got) != "before" {
			t.Errorf("after %v there is %q, %v", cause, got, err)
		}
	}
	names, err := filepath.Glob(filepath.Join(d.root.Name(), "*", ".*"))
	if more, _ := filepath.Glob(filepath.Join(d.root.Name(), ".*")); err != nil || len(names)+len(more) != 0 {
		t.Errorf("left behind: %q %q %v", names, more, err)
	}
	d.sync = (*os.File).Sync
	if err := d.Put(ctx, "a/b", []byte("after")); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestDirIgnoresWhatACrashLeft proves that a file that was being written is
// neither listed nor found.
func TestDirIgnoresWhatACrashLeft(t *testing.T) {
	t.Parallel()
	d := newDir(t)
	if err := d.Put(t.Context(), "a/b", nil); err != nil {
		t.Fatal(err)
	}
	if err := d.write("a/"+unfinished+"x", []byte("hal")); err != nil {
		t.Fatal(err)
	}
	if got, err := d.List(t.Context(), ""); err != nil || !slices.Equal(got, []string{"a/b"}) {
		t.Errorf("List = %q, %v", got, err)
	}
}

func TestDirStaysWithinItsFolder(t *testing.T) {
	t.Parallel()
	d := newDir(t)
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(d.root.Name(), "link")); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Get(t.Context(), "link"); err == nil {
		t.Errorf("a link led outside: %q", got)
	}
	info, err := os.Stat(d.root.Name())
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("others may look: %v, %v", info.Mode(), err)
	}
}

// TestFault_F_09 lets the storage fail in every way it can.
func TestFault_F_09(t *testing.T) {
	t.Parallel()
	s, dr := newS3(t, 700*time.Millisecond)
	ctx := t.Context()
	if err := s.Put(ctx, "a", []byte("before")); err != nil {
		t.Fatal(err)
	}
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for name, way := range map[string]http.HandlerFunc{
		"errors":    answer(http.StatusInternalServerError, ""),
		"slow down": answer(http.StatusServiceUnavailable, "<Error><Code>SlowDown</Code></Error>"),
		"denied":    answer(http.StatusForbidden, "<Error><Code>RequestTimeTooSkewed</Code></Error>"),
		"no bucket": answer(http.StatusNotFound, "<Error><Code>NoSuchBucket</Code></Error>"),
		"silence": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		},
		"a short answer": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "6")
			w.Header().Set("Last-Modified", "Wed, 25 Nov 2026 23:17:00 GMT")
			w.Header().Set("ETag", `"x"`)
			if r.Method == http.MethodPut {
				w.WriteHeader(http.StatusInternalServerError)
			}
			_, _ = w.Write([]byte("bef"))
		},
	} {
		dr.put(way)
		if err := s.Put(ctx, "a", []byte("after")); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: Put: %v", name, err)
		}
		if got, err := s.Get(ctx, "a"); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: Get: %q, %v", name, got, err)
		}
		if _, text := fault.Public(s.Put(ctx, "a", []byte("x"))); strings.Contains(text, "127.0.0.1") {
			t.Errorf("%s: %q says where the storage is", name, text)
		}
	}
	dr.put(answer(http.StatusInsufficientStorage, "<Error><Code>QuotaExceeded</Code></Error>"))
	if _, text := fault.Public(s.Put(ctx, "a", []byte("x"))); !strings.Contains(text, "no room") {
		t.Errorf("a full bucket: %q", text)
	}
	dr.put(nil)
	if got, err := s.Get(ctx, "a"); string(got) != "before" {
		t.Errorf("afterwards: %q, %v", got, err)
	}
	other, err := OpenS3(ctx, S3Options{Endpoint: s.client.EndpointURL().Host, Bucket: "none", Insecure: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Ready(ctx); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Ready without a bucket: %v", err)
	}
	if _, err := OpenS3(ctx, S3Options{Endpoint: "https://has a path/"}); err == nil {
		t.Error("an endpoint that is none was opened")
	}
}

// FuzzCheckKey holds that no key that is accepted leads out of a folder.
func FuzzCheckKey(f *testing.F) {
	f.Add("images/a.png")
	f.Add("../a")
	f.Fuzz(func(t *testing.T, key string) {
		if CheckKey(key) == nil && (!filepath.IsLocal(key) || filepath.Clean(key) != key || strings.ToLower(key) != key) {
			t.Errorf("%q is a key", key)
		}
	})
}
