package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

// recipientInput is the field for whom a badge should belong to.
var recipientInput = regexp.MustCompile(`<input[^>]*id="recipient"[^>]*>`)

// TestVerifyForm: a browser lets whatever the verifier reads be chosen, and whatever
// may name a person be typed.
func TestVerifyForm(t *testing.T) {
	d := newDesk(t)
	page := d.public("/verify").Body.String()
	accept := regexp.MustCompile(`<input[^>]*id="file"[^>]*accept="([^"]*)"|<input[^>]*accept="([^"]*)"[^>]*id="file"`).FindStringSubmatch(page)
	if accept == nil {
		t.Fatal("there is no field for a file")
	}
	for _, kind := range []string{".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".json", ".jsonld", ".jwt", ".jws", ".txt", "image/jpeg", "image/gif", "image/webp"} {
		if !strings.Contains(","+accept[1]+accept[2]+",", ","+kind+",") {
			t.Errorf("a file of the kind %s cannot be chosen: %s", kind, accept[0])
		}
	}
	field := recipientInput.FindString(page)
	for _, want := range []string{`type="text"`, `inputmode="email"`, `autocomplete="off"`, `autocapitalize="off"`} {
		if !strings.Contains(field, want) {
			t.Errorf("the field %s has no %s", field, want)
		}
	}
	if !strings.Contains(page, "email address or other identifier") {
		t.Error("the label names addresses only")
	}
}

// TestAwardLeadsToItsCheck: whoever wants to know whether the badge of a page was
// given to somebody has only to say to whom. Nothing is checked before.
func TestAwardLeadsToItsCheck(t *testing.T) {
	d := newDesk(t)
	address := apptest.BaseURL + "/awards/" + d.award
	link := regexp.MustCompile(`<a href="(/verify\?badge=[^"]*#recipient)"`).FindStringSubmatch(d.public("/awards/" + d.award).Body.String())
	if link == nil {
		t.Fatal("the page of the award does not lead to its check")
	}
	path, _, _ := strings.Cut(html.UnescapeString(link[1]), "#")
	page := d.public(path).Body.String()
	if !strings.Contains(page, `value="`+address+`"`) || !recipientInput.MatchString(page) || strings.Contains(page, `id="verdict"`) {
		t.Errorf("%s: the address is not filled in, or the badge is checked already", path)
	}
	form := url.Values{"address": {address}, "recipient": {"ada@school.example"}}.Encode()
	got := d.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: form, Header: map[string]string{"Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}})
	if !strings.Contains(got.Body.String(), "Yes, to the address you entered") {
		t.Errorf("status %d: it says nothing of the person", got.Code)
	}
	if page := d.public("/verify?badge=" + url.QueryEscape(`"><script>x`)).Body.String(); strings.Contains(page, "<script>x") || strings.Contains(page, `id="verdict"`) {
		t.Error("what is filled in is not text")
	}
}

// TestVerifyAsksNoOther: an address is looked up as it was given, however long it is and
// whatever is in it, or not at all.
func TestVerifyAsksNoOther(t *testing.T) {
	d := newDesk(t)
	address := apptest.BaseURL + "/awards/" + d.award
	for name, tt := range map[string]struct {
		query  url.Values
		status int
		judged bool
	}{
		"long":           {url.Values{"address": {address + "?signature=" + strings.Repeat("a", 2000)}}, http.StatusOK, true},
		"too long":       {url.Values{"address": {address + "?" + strings.Repeat("a", 9000)}}, http.StatusUnprocessableEntity, false},
		"cut":            {url.Values{"address": {address + "\x00/none"}}, http.StatusUnprocessableEntity, false},
		"no text":        {url.Values{"address": {address + "\xff"}}, http.StatusUnprocessableEntity, false},
		"long recipient": {url.Values{"address": {address}, "recipient": {strings.Repeat("a", 990) + "@b.example"}}, http.StatusOK, true},
		"too long, too":  {url.Values{"address": {address}, "recipient": {strings.Repeat("a", 1000) + "@b.example"}}, http.StatusUnprocessableEntity, false},
		"to fill in":     {url.Values{"badge": {address + "?" + strings.Repeat("a", 9000)}}, http.StatusUnprocessableEntity, false},
	} {
		got := d.public("/verify?" + tt.query.Encode())
		page := got.Body.String()
		if got.Code != tt.status || strings.Contains(page, `id="verdict"`) != tt.judged || !tt.judged && !strings.Contains(page, `href="#address"`) && !strings.Contains(page, `href="#recipient"`) {
			t.Errorf("%s: status %d, judged %v", name, got.Code, strings.Contains(page, `id="verdict"`))
		}
		if want := html.EscapeString(tt.query.Get("address")); tt.judged && !strings.Contains(page, want) {
			t.Errorf("%s: another address was looked up", name)
		}
	}
	form := url.Values{"address": {address + "?" + strings.Repeat("a", 9000)}}.Encode()
	got := d.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: form, Header: map[string]string{"Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}})
	if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "too long") {
		t.Errorf("sent as a form: status %d", got.Code)
	}
}

// TestVerifyDataAddress: the field for addresses takes one in which the badge is written
// out.
func TestVerifyDataAddress(t *testing.T) {
	d := newDesk(t)
	badge := d.public("/awards/" + d.award + "/credential.json").Body.String()
	form := url.Values{"address": {"data:application/json," + url.PathEscape(badge)}}.Encode()
	got := d.Do(apptest.Call{Method: http.MethodPost, Path: "/verify", Form: form, Header: map[string]string{"Origin": apptest.BaseURL, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}})
	if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), `id="verdict"`) || strings.Contains(got.Body.String(), "not a web address") {
		t.Errorf("status %d: %.600s", got.Code, got.Body)
	}
}

// TestVerifyAddressWithSpace: the page says of an address what the API says, and keeps it.
func TestVerifyAddressWithSpace(t *testing.T) {
	d := newDesk(t)
	for address, want := range map[string]string{
		"https://a.example/a b": "There is a space in this address", "https://a.example/<b>": "which addresses do not have", "ftp://a.example/": "This is not a web address",
		"https://ada@a.example/": "There is a user name in this address",
	} {
		got := d.public("/verify?" + url.Values{"address": {address}}.Encode())
		page := got.Body.String()
		if got.Code != http.StatusUnprocessableEntity || !strings.Contains(page, want) || strings.Contains(page, `id="verdict"`) || !strings.Contains(page, `value="`+html.EscapeString(address)+`"`) {
			t.Errorf("%s: status %d: %.300s", address, got.Code, page)
		}
	}
}
