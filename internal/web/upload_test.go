package web_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

// TestFilesThatAreTooLarge: whoever chooses a file that is too large is told so
// at its field, and has everything that was typed.
func TestFilesThatAreTooLarge(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		path, field string
		most        int
		typed       map[string]string
	}{
		{d.at("/badges/new"), "image", 5 << 20, map[string]string{
			"name": "Bowline & Co", "description": "Ties a bowline in ten seconds.", "criteria": "Tie it, blindfold.", "tags": "sea, ropes", "imageAlt": "A bowline",
			"picture": "upload", "type": "Badge", "key": "k-1",
		}},
		{d.at("/settings"), "image", 5 << 20, map[string]string{"name": "Harbour & Scouts", "description": "We tie knots here.", "imageAlt": "An anchor", "revision": "1"}},
		{"/verify", "file", 10 << 20, map[string]string{"recipient": "grace@school.example"}},
	} {
		t.Run(tt.path, func(t *testing.T) {
			for size, says := range map[int]string{tt.most: "", tt.most + 1: "The file is larger than", tt.most + 3<<20: "The file is larger than"} {
				kind, body := withFile(t, tt.field, size, tt.typed)
				got := d.Do(apptest.Call{Method: http.MethodPost, Path: tt.path, Session: d.session, Form: body, Header: map[string]string{"Content-Type": kind, "Accept": "text/html"}})
				page := html.UnescapeString(got.Body.String())
				if says == "" {
					if got.Code == http.StatusRequestEntityTooLarge || strings.Contains(page, "The file is larger than") {
						t.Errorf("%d bytes: status %d", size, got.Code)
					}
					continue
				}
				if got.Code != http.StatusRequestEntityTooLarge || !strings.Contains(page, says) || !strings.Contains(page, `href="#`+tt.field+`"`) {
					t.Errorf("%d bytes: status %d, want 413 that says %q at #%s", size, got.Code, says, tt.field)
				}
				for name, text := range tt.typed {
					if !strings.Contains(page, text) {
						t.Errorf("%d bytes: the %s that was typed is gone", size, name)
					}
				}
			}
			kind, body := withFile(t, tt.field, 33<<20, tt.typed)
			got := d.Do(apptest.Call{Method: http.MethodPost, Path: tt.path, Session: d.session, Form: body, Header: map[string]string{"Content-Type": kind, "Accept": "text/html"}})
			if got.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("more than is read: status %d", got.Code)
			}
		})
	}
}

// withFile writes a form with a file of a size, which is no picture, before the
// rest.
func withFile(t *testing.T, field string, size int, typed map[string]string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	file, err := w.CreateFormFile(field, "large.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(bytes.Repeat([]byte("x"), size)); err != nil {
		t.Fatal(err)
	}
	for name, text := range typed {
		if err := w.WriteField(name, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

// TestSignInSaysWhenToComeBack: the page that refuses too many attempts says
// when the next may be made.
func TestSignInSaysWhenToComeBack(t *testing.T) {
	d := newDesk(t)
	for range 200 {
		got := d.Do(apptest.Call{
			Method: http.MethodPost, Path: "/sign-in", Form: formOf([]string{"email", "owner@club.example", "password", "wrong wrong wrong"}),
			Header: map[string]string{"Accept": "text/html", "Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin"},
		})
		if got.Code != http.StatusTooManyRequests {
			continue
		}
		if got.Header().Get("Retry-After") == "" {
			t.Error("the page does not have Retry-After")
		}
		if !strings.Contains(got.Body.String(), `value="owner@club.example"`) {
			t.Error("the address that was typed is gone")
		}
		return
	}
	t.Fatal("attempts are not limited")
}

// TestRowsOfForms: what is wrong in a row is shown where the rows are.
func TestRowsOfForms(t *testing.T) {
	d := newDesk(t)
	got := d.send(d.at("/badges/"+d.achievement+"/award"), "email", "ada@school.example", "evidenceUrl", "javascript:alert(1)", "evidenceURL", "javascript:alert(1)")
	page := got.Body.String()
	if got.Code != http.StatusUnprocessableEntity || !strings.Contains(page, "evidence 1") {
		t.Fatalf("status %d: %.500s", got.Code, page)
	}
	for _, link := range linked(page) {
		if !strings.Contains(page, `id="`+link+`"`) {
			t.Errorf("a fault leads to #%s, which is not on the page", link)
		}
	}
}

// linked returns where the faults of a page lead.
func linked(page string) []string {
	var out []string
	_, faults, _ := strings.Cut(page, `role="alert"`)
	faults, _, _ = strings.Cut(faults, "</ul>")
	for {
		_, after, ok := strings.Cut(faults, `href="#`)
		if !ok {
			return out
		}
		var link string
		link, faults, _ = strings.Cut(after, `"`)
		out = append(out, html.UnescapeString(link))
	}
}
