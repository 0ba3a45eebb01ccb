package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"blazon/internal/app/apptest"
)

// typedIn is a form with these fields, as names and values in turn, as browsers send it.
func typedIn(t *testing.T, fields ...string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := parts.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	return parts.FormDataContentType(), b.String()
}

// check asks for the check of what was typed in.
func (d *desk) check(t *testing.T, fields ...string) apptest.Answer {
	t.Helper()
	kind, body := typedIn(t, fields...)
	return d.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", JSON: body, Header: map[string]string{
		"Content-Type": kind, "Accept": "text/html", "Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin",
	}})
}

// TestAbuse_F_19_WrittenBack: what was pasted is in the form again, unless it is so long
// that nobody reads it there, which is said; whatever the field, and whatever else is wrong.
func TestAbuse_F_19_WrittenBack(t *testing.T) {
	d := newDesk(t)
	many := func(n int) string { return strings.Repeat("&", n) }
	for name, tt := range map[string]struct {
		fields []string
		status int
		left   string
	}{
		"of usual size":     {[]string{"text", many(200_000)}, 200, ""},
		"large":             {[]string{"text", many(3 << 20)}, 200, "3.0 MB"},
		"a large address":   {[]string{"address", "https://a.example/" + many(3<<20)}, 422, "3.0 MB"},
		"a large recipient": {[]string{"text", "{}", "recipient", many(3 << 20)}, 422, ""},
		"no badge":          {[]string{"recipient", many(3 << 20), "other", many(3 << 20)}, 422, "3.0 MB"},
	} {
		got := d.check(t, tt.fields...)
		page := got.Body.String()
		if got.Code != tt.status || strings.Contains(page, "is not shown here again") != (tt.left != "" || name == "a large recipient") || !strings.Contains(page, tt.left) {
			t.Errorf("%s: status %d, %d bytes", name, got.Code, len(page))
		}
		if written := strings.Contains(page, html.EscapeString(many(100_000))); written != (tt.left == "" && tt.status == 200) {
			t.Errorf("%s: it is written back: %v", name, written)
		}
		if len(page) > 2<<20 {
			t.Errorf("%s: a page of %d bytes", name, len(page))
		}
	}
	if page := d.check(t, "text", "{}", "recipient", strings.Repeat("a", 1001)).Body.String(); !strings.Contains(page, "At most 1000 letters") || !strings.Contains(page, strings.Repeat("a", 1001)) {
		t.Errorf("a recipient of 1001 letters: %.600s", page)
	}
}

// A slow reader takes nothing of an answer until it is let go.
type slowReader struct {
	*httptest.ResponseRecorder
	begun chan int // the status
	goOn  chan struct{}
}

func (s slowReader) Write(p []byte) (int, error) {
	select {
	case s.begun <- s.Code:
	default:
	}
	<-s.goOn
	return s.ResponseRecorder.Write(p)
}

// TestAbuse_F_19_WrittenBackCounts: what is written back counts as held.
func TestAbuse_F_19_WrittenBackCounts(t *testing.T) {
	d := newDesk(t)
	kind, body := typedIn(t, "text", strings.Repeat("&", 250_000))
	goOn := make(chan struct{})
	var all sync.WaitGroup
	held := 0
	for n := range 50 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/verify", strings.NewReader(body))
		r.Host, r.RemoteAddr = "badges.example", fmt.Sprintf("203.0.113.%d:1234", n)
		for name, value := range map[string]string{"Content-Type": kind, "Accept": "text/html", "Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin"} {
			r.Header.Set(name, value)
		}
		w := slowReader{httptest.NewRecorder(), make(chan int, 1), goOn}
		all.Go(func() { d.Handler().ServeHTTP(w, r) })
		switch status := <-w.begun; status {
		case http.StatusOK:
			held++
		case http.StatusTooManyRequests:
		default:
			t.Error(errors.New(http.StatusText(status)))
		}
	}
	close(goOn)
	all.Wait()
	if held > 26 || held < 10 {
		t.Errorf("%d pages with 1.2 MB are held for one network", held)
	}
}

// TestVerifyBadgeAsAddress: a badge in the field for its address is the badge; other text
// there is no address.
func TestVerifyBadgeAsAddress(t *testing.T) {
	d := newDesk(t)
	badge := strings.Join(strings.Fields(d.public("/awards/"+d.award+"/credential.json").Body.String()), " ")
	jwt := strings.TrimSpace(d.public("/awards/" + d.award + "/credential.jwt").Body.String())
	for _, pasted := range []string{badge, " " + badge, jwt} {
		got := d.check(t, "address", pasted)
		if page := got.Body.String(); got.Code != http.StatusOK || !strings.Contains(page, `id="verdict"`) || !strings.Contains(page, "Knot Tyer") {
			t.Errorf("%.40s: status %d: %.300s", pasted, got.Code, page)
		}
	}
	if got := d.public("/verify?" + url.Values{"address": {jwt}}.Encode()); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), `id="verdict"`) {
		t.Errorf("in the address of the page: status %d", got.Code)
	}
	for _, text := range []string{"my badge", "Ada Lovelace knots", "eyJ badge", "eyJhbGciOi.example"} {
		got := d.check(t, "address", text)
		if page := got.Body.String(); strings.Contains(page, "There is a space") || !strings.Contains(page, "This is not a web address") && text != "eyJhbGciOi.example" {
			t.Errorf("%s: status %d", text, got.Code)
		}
	}
}
