package serve_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"blazon/internal/fault"
	"blazon/internal/serve"
)

// A part is a field of a form, or a file if it has a file name.
type part struct{ name, file, text string }

// parts writes a form.
func parts(t *testing.T, all ...part) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range all {
		var to io.Writer
		var err error
		if p.file == "" {
			to, err = w.CreateFormField(p.name)
		} else {
			to, err = w.CreateFormFile(p.name, p.file)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(to, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

// upload is a route that takes a file of a kilobyte, and says what it got.
func upload() serve.Route {
	return serve.Route{
		Method: "POST", Path: "/upload", Auth: serve.Public, Rate: serve.Write, Body: serve.Upload(1 << 10),
		Handle: func(w http.ResponseWriter, r *serve.Request) error {
			data, err := r.File("image")
			if fields := fault.Fields(err); err != nil {
				kind, text := fault.Public(err)
				w.WriteHeader(serve.Status(kind))
				_, err = fmt.Fprintf(w, "%s: %s; ", fields[0].Field, text)
				if err != nil {
					return err
				}
			}
			_, err = fmt.Fprintf(w, "name %q, query %q, file %d bytes", r.Posted("name"), r.FormValue("q"), len(data))
			return err
		},
	}
}

func TestForms(t *testing.T) {
	h := handler(t, newSite(io.Discard), upload())
	x := func(n int) string { return strings.Repeat("x", n) }
	const (
		kilo   = 1 << 10
		text   = 256 << 10
		beside = 3*100 + len("name") + len("note") + len("image") // what is counted for three parts
	)
	tests := []struct {
		name string
		all  []part
		want int
		says string
	}{
		{"as large as can be", []part{{"name", "", "Ada"}, {"image", "a.png", x(kilo)}}, 200, `name "Ada", query "7", file 1024 bytes`},
		{"a byte more", []part{{"name", "", "Ada"}, {"image", "a.png", x(kilo + 1)}}, 413, `image: The file is larger than 1 kB, which is the most that is taken. Choose a smaller one.; name "Ada", query "7", file 0 bytes`},
		{"much more, before what was typed", []part{{"image", "a.png", x(3 << 20)}, {"name", "", "Ada"}}, 413, `name "Ada"`},
		{"two that are too large", []part{{"image", "a.png", x(3 << 20)}, {"name", "", "Ada"}, {"other", "b.png", x(3 << 20)}}, 413, `name "Ada"`},
		{"more than is read", []part{{"name", "", "Ada"}, {"image", "a.png", x(32 << 20)}}, 413, `"title":"Request Entity Too Large"`},
		{"none", []part{{"name", "", "Ada"}}, 200, `name "Ada", query "7", file 0 bytes`},
		{"none chosen, as browsers say it", []part{{"name", "", "Ada"}, {"image", "", ""}}, 200, `name "Ada", query "7", file 0 bytes`},
		{"an empty one", []part{{"name", "", "Ada"}, {"image", "a.png", ""}}, 422, `image: The file is empty. Choose another.; name "Ada"`},
		{"of two with one name the first counts", []part{{"image", "a.png", "12345"}, {"image", "b.png", "1"}}, 200, `file 5 bytes`},
		{"as much text as can be", []part{{"name", "", "Ada"}, {"note", "", x(text - beside - len("Ada"))}, {"image", "a.png", x(kilo)}}, 200, `name "Ada", query "7", file 1024 bytes`},
		{"a letter more", []part{{"name", "", "Ada"}, {"note", "", x(text - beside - len("Ada") + 1)}, {"image", "a.png", x(kilo)}}, 413, `This is too large.`},
		{"a file among the text", []part{{"name", "a.txt", x(kilo)}, {"image", "a.png", x(kilo)}}, 200, `name "", query "7", file 1024 bytes`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kind, body := parts(t, tt.all...)
			w := ask(h, call{method: "POST", path: "/upload?q=7", body: body, header: map[string]string{"Content-Type": kind}})
			if w.Code != tt.want || !strings.Contains(w.Body.String(), tt.says) {
				t.Errorf("got %d %s; want %d %s", w.Code, w.Body, tt.want, tt.says)
			}
		})
	}
}

func TestFormsWithManyParts(t *testing.T) {
	h := handler(t, newSite(io.Discard), upload())
	for n, want := range map[int]int{999: 200, 1001: 400} {
		kind, body := parts(t, make([]part, n)...)
		body = strings.ReplaceAll(body, `name=""`, `name="a"`)
		w := ask(h, call{method: "POST", path: "/upload", body: body, header: map[string]string{"Content-Type": kind}})
		if w.Code != want {
			t.Errorf("%d parts: got %d %s, want %d", n, w.Code, w.Body, want)
		}
	}
}

// endless is a form with a file that never ends.
type endless struct {
	head io.Reader
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.head.Read(p); err == nil {
		return n, nil
	}
	clear(p)
	e.read += int64(len(p))
	return len(p), nil
}

// TestAbuse_HT_10_an_endless_file sends a file without end: what is read is
// bounded, and what is kept is less.
func TestAbuse_HT_10_an_endless_file(t *testing.T) {
	h := handler(t, newSite(io.Discard), upload())
	body := &endless{head: strings.NewReader("--x\r\nContent-Disposition: form-data; name=image; filename=a.png\r\n\r\n")}
	r := httptest.NewRequest(http.MethodPost, base+"/upload", body)
	r.ContentLength = -1
	r.Header.Set("Origin", base)
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	w := httptest.NewRecorder()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	h.ServeHTTP(w, r)
	runtime.ReadMemStats(&after)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d %s, want 413", w.Code, w.Body)
	}
	if body.read > 33<<20 {
		t.Errorf("%d bytes were read", body.read)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were taken for a file of which 1 kB may be kept", used)
	}
}

// TestRoutingComesFirst: what is not there is not there for anyone, wherever a
// request comes from and whatever it brings.
func TestRoutingComesFirst(t *testing.T) {
	h := handler(t, newSite(io.Discard), routes()...)
	for _, tt := range []struct {
		method, path string
		want         int
		allow        string
	}{
		{"PUT", "/page", 405, "GET,HEAD"},
		{"DELETE", "/mine", 405, "GET,POST,HEAD"},
		{"POST", "/public", 405, "GET,HEAD"},
		{"PATCH", "/at/i1", 405, "GET,POST,HEAD"},
		{"POST", "/nothing", 404, ""},
		{"PUT", "/nothing", 404, ""},
		{"BREW", "/nothing", 404, ""},
		{"BREW", "/page", 405, "GET,HEAD"},
		{"POST", "/mine", 403, ""}, // it is there, so where it comes from matters
		{"POST", "/at/i1", 403, ""},
	} {
		for _, from := range []string{"", "https://evil.example"} {
			for _, body := range []string{"", `{"a":1}`} {
				w := ask(h, call{method: tt.method, path: tt.path, cookie: "root", body: body, header: map[string]string{
					"Origin": from, "Sec-Fetch-Site": "", "Content-Type": "application/json",
				}})
				if allow := strings.Join(w.Header().Values("Allow"), ","); w.Code != tt.want || allow != tt.allow {
					t.Errorf("%s %s from %q with %q: got %d, Allow %q; want %d, %q", tt.method, tt.path, from, body, w.Code, allow, tt.want, tt.allow)
				}
				answers := "answers " + strings.ReplaceAll(tt.allow, ",", ", ") + " and not " + tt.method + "."
				if said := w.Body.String(); tt.want == 405 && !strings.Contains(said, answers) {
					t.Errorf("%s %s: a program is told %s", tt.method, tt.path, said)
				}
			}
		}
	}
}

// TestHeed: a form that is shown again says as well when to come back.
func TestHeed(t *testing.T) {
	h := handler(t, newSite(io.Discard), serve.Route{
		Method: "GET", Path: "/form", Auth: serve.Public, Rate: serve.Read, Handle: func(w http.ResponseWriter, r *serve.Request) error {
			r.Heed(fmt.Errorf("wait: %w", &fault.Error{Kind: fault.TooMany, Text: "Wait.", RetryAfter: 1500 * time.Millisecond}))
			r.Heed(fault.New(fault.Invalid, "Nothing to wait for."))
			w.WriteHeader(http.StatusTooManyRequests)
			return nil
		},
	})
	if got := ask(h, call{path: "/form"}).Header().Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After is %q, want 2", got)
	}
}
