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

// TestWithoutMailServer: a site without a mail server says that mail waits in
// the outbox, and not that it was sent.
func TestWithoutMailServer(t *testing.T) {
	d := newDesk(t)
	if page := d.page(d.at("/awards/" + d.award)).Body.String(); !strings.Contains(page, "Mail on its way to the outbox") {
		t.Error("the page of an award speaks of mail that goes somewhere")
	}
	if page := d.page("/workspace/new").Body.String(); !strings.Contains(page, `The picture in words <span class="soft">(needed with a picture)</span>`) {
		t.Error("the words for a picture are said to be optional")
	}
	if err := d.Awarder.Notify(t.Context(), d.award); err != nil {
		t.Fatal(err)
	}
	page := d.page(d.at("/awards/" + d.award)).Body.String()
	for _, part := range []string{"Valid, mail in the outbox", "This site has no mail server; the message waits in the outbox", `href="/outbox">Open the outbox`, "/resend"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page of an award does not say %q", part)
		}
	}
	if strings.Contains(page, "mail sent") || strings.Contains(page, "mail server does not take it") {
		t.Error("the page of an award speaks of a mail server that there is not")
	}
	d.send(d.at("/awards/"+d.award+"/revoke"), "reason", "The wrong Sam.")
	if page := d.page(d.at("/awards/" + d.award)).Body.String(); strings.Contains(page, "/resend") {
		t.Error("the mail about a withdrawn award can be sent again")
	}
}

// TestUploadIsKept: a picture is not lost when something else on its form is not
// right yet.
func TestUploadIsKept(t *testing.T) {
	d := newDesk(t)
	const wide = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#123"/></svg>`
	for path, typed := range map[string]map[string]string{
		d.at("/badges/new"): {"name": "Bowline", "description": "Ties it.", "picture": "upload", "type": "Badge"},
		"/workspace/new":    {"name": "Harbour"},
	} {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		file, err := w.CreateFormFile("image", "bowline.svg")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write([]byte(wide)); err != nil {
			t.Fatal(err)
		}
		var fields []string
		for name, value := range typed {
			fields = append(fields, name, value)
			if err := w.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		first := d.Do(apptest.Call{Method: http.MethodPost, Path: path, Session: d.session, Form: b.String(), Header: map[string]string{"Content-Type": w.FormDataContentType(), "Accept": "text/html"}})
		page := html.UnescapeString(first.Body.String())
		if first.Code != http.StatusUnprocessableEntity || !strings.Contains(page, "The picture has no words") || !strings.Contains(page, "The file you chose is kept") {
			t.Fatalf("%s: status %d: %.2000s", path, first.Code, page)
		}
		key := hidden(t, page, "keptImage")
		second := d.send(path, append(fields, "keptImage", key, "imageAlt", "A bowline")...)
		if second.Code != http.StatusSeeOther {
			t.Errorf("%s: with the words added: status %d: %.2000s", path, second.Code, second.Body)
		}
		if strings.Contains(path, "badges") {
			picture := d.page(second.Header().Get("Location") + "/picture").Body.String()
			if !strings.Contains(picture, "#123") && !strings.Contains(picture, "#112233") {
				t.Errorf("another picture was kept: %s", picture)
			}
		}
		for _, other := range []string{"pictures/../../master.key", "pictures/" + strings.Repeat("0", 64) + ".svg", strings.TrimPrefix(key, "pictures/"), key + ".png"} {
			got := d.send(path, append(fields, "keptImage", other, "imageAlt", "A bowline")...)
			if strings.Contains(path, "badges") && (got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "No file was chosen")) {
				t.Errorf("%s: kept as %s: status %d", path, other, got.Code)
			}
		}
	}
}

// TestAddressWithoutScheme: people leave https:// out.
func TestAddressWithoutScheme(t *testing.T) {
	d := newDesk(t)
	got := d.send("/workspace/new", "name", "Scouts", "url", "harbourscouts.example/about", "key", "k")
	if got.Code != http.StatusSeeOther {
		t.Fatalf("status %d", got.Code)
	}
	id := strings.TrimPrefix(got.Header().Get("Location"), "/workspace/")
	if page := d.page("/workspace/" + id + "/settings").Body.String(); !strings.Contains(page, `value="https://harbourscouts.example/about"`) {
		t.Error("the web site has no https://")
	}
	if got := d.send("/workspace/new", "name", "Scouts", "url", "javascript:alert(1).example"); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("an address with another scheme: status %d", got.Code)
	}
}

// TestHeldAlready: who awards a badge to someone who has it is told so.
func TestHeldAlready(t *testing.T) {
	d := newDesk(t)
	look := d.send(d.several(), "key", "k", "list", list, "do", "look").Body.String()
	if !strings.Contains(look, "One person has this badge already") || strings.Count(look, "Has it already") != 1 {
		t.Error("the look before does not say who has the badge already")
	}
	got := d.send(d.at("/badges/"+d.achievement+"/award"), "email", "Ada@school.example", "key", "k2")
	if page := d.page(got.Header().Get("Location")).Body.String(); !strings.Contains(page, "This person has this badge twice") || !strings.Contains(page, d.award) {
		t.Errorf("status %d: the page of the award does not say that there is another", got.Code)
	}
}

// TestOldFileIsKept: the file for older systems is one to keep, like the others.
func TestOldFileIsKept(t *testing.T) {
	d := newDesk(t)
	got := d.public("/awards/" + d.award + "/ob2.json")
	if got.Code != http.StatusOK || !strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment") || !strings.Contains(got.Body.String(), "/ob2/awards/"+d.award) {
		t.Errorf("status %d, %v: %s", got.Code, got.Header(), got.Body)
	}
}
