package api_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

// verify asks about a body of a type, without a token.
func (d *desk) verify(kind, body string) apptest.Answer {
	d.t.Helper()
	return d.Do(apptest.Call{Method: http.MethodPost, Path: "/api/v1/verify", JSON: body, Header: map[string]string{"Content-Type": kind}})
}

// file returns a public file of the award of the desk.
func (d *desk) file(name string) string {
	d.t.Helper()
	got := d.Do(apptest.Call{Path: "/awards/" + d.award + "/" + name})
	if got.Code != http.StatusOK {
		d.t.Fatalf("%s: status %d: %s", name, got.Code, got.Body)
	}
	return got.Body.String()
}

// form makes a form of parts, as names and values in turn; a part called file is
// one.
func form(t *testing.T, parts ...string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		create := w.CreateFormField
		if parts[i] == "file" {
			create = func(name string) (io.Writer, error) { return w.CreateFormFile(name, "badge") }
		}
		part, err := create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func TestVerify(t *testing.T) {
	d := newDesk(t)
	badge, jwt := d.file("credential.json"), strings.TrimSpace(d.file("credential.jwt"))
	formKind, formBody := form(t, "recipient", "ada@school.example", "file", d.file("badge.png"))
	for _, tt := range []struct{ name, kind, body, recipient string }{
		{"JSON", "application/json", badge, "skipped"},
		{"JSON-LD", "application/ld+json; charset=utf-8", badge, "skipped"},
		{"a JWT", "application/jwt", jwt, "skipped"},
		{"PNG", "image/png", d.file("badge.png"), "skipped"},
		{"SVG", "image/svg+xml", d.file("badge.svg"), "skipped"},
		{"a form", formKind, formBody, "pass"},
		{"an object in an object", "application/json", `{"credential":` + badge + `,"options":{"recipient":"ada@school.example"}}`, "pass"},
		{"a JWT in an object", "application/json", `{"credential":"` + jwt + `","options":{"recipient":"ada@school.example"}}`, "pass"},
		{"a JWT as JSON", "application/json", `"` + jwt + `"`, "skipped"},
		{"a data: URI", "application/json", `{"url":"data:application/json;base64,` + base64.StdEncoding.EncodeToString([]byte(badge)) + `","options":{"recipient":"ada@school.example"}}`, "pass"},
		{"a data: URI of a picture", "application/json", `{"url":"data:image/png;base64,` + base64.StdEncoding.EncodeToString([]byte(d.file("badge.png"))) + `"}`, "skipped"},
		{"a data: URI as text", "text/plain", "data:," + url.PathEscape(badge), "skipped"},
		{"an address between spaces", "application/json", `{"url":" \n` + apptest.BaseURL + "/awards/" + d.award + ` ","options":{"recipient":"ada@school.example"}}`, "pass"},
		{"an address", "application/json", `{"url":"` + apptest.BaseURL + "/awards/" + d.award + `","options":{"recipient":"ada@school.example"}}`, "pass"},
		{"a JWT, called an SD-JWT", "application/vc+sd-jwt", jwt, "skipped"},
		{"a PNG, called a JPEG", "image/jpeg", d.file("badge.png"), "skipped"},
		{"a PNG, called a GIF", "image/gif", d.file("badge.png"), "skipped"},
		{"a PNG, called a WebP", "image/webp", d.file("badge.png"), "skipped"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := d.verify(tt.kind, tt.body).Want(http.StatusOK)
			if got["verdict"] != "valid" || got["profile"] != "strict" {
				t.Errorf("verdict %v by %v: %v", got["verdict"], got["profile"], got["checks"])
			}
			checks, _ := got["checks"].([]any)
			if len(checks) != 9 {
				t.Fatalf("%d checks, want 9", len(checks))
			}
			if c, _ := checks[7].(object); c["check"] != "recipient" || c["result"] != tt.recipient {
				t.Errorf("the recipient: %v, want %s", c, tt.recipient)
			}
		})
	}
}

// TestVerifyProfile: whoever asks to be judged by other rules is told that it was
// so.
func TestVerifyProfile(t *testing.T) {
	d := newDesk(t)
	got := d.verify("application/json", `{"credential":`+d.file("credential.json")+`,"options":{"profile":"1edtech","explain":true}}`).Want(http.StatusOK)
	if got["profile"] != "1edtech" {
		t.Errorf("the profile is %v", got["profile"])
	}
	plain := d.verify("application/json", d.file("credential.json")).Body.Len()
	if explained := d.verify("application/json", `{"credential":`+d.file("credential.json")+`,"options":{"explain":true}}`).Body.Len(); explained < plain+1000 {
		t.Errorf("explained in %d bytes, plainly in %d", explained, plain)
	}
}

func TestVerifyRefuses(t *testing.T) {
	d := newDesk(t)
	badge := d.file("credential.json")
	noFileKind, noFile := form(t, "recipient", "ada@school.example")
	oddKind, odd := form(t, "file", badge, "role", "owner")
	for _, tt := range []struct {
		name, kind, body string
		status           int
		code             string
	}{
		{"nothing", "application/json", " ", 400, "MALFORMED_INPUT"},
		{"no JSON", "application/json", "{", 400, "MALFORMED_INPUT"},
		{"no badge", "application/json", `{"a":1}`, 422, ""},
		{"of another type", "application/x-www-form-urlencoded", "url=https://school.example", 415, "UNSUPPORTED_FORMAT"},
		{"of no type", "", badge, 415, "UNSUPPORTED_FORMAT"},
		{"two at once", "application/json", `{"url":"https://school.example/1","credential":{}}`, 422, ""},
		{"a name we do not know", "application/json", `{"url":"https://school.example/1","role":"owner"}`, 422, ""},
		{"an option we do not know", "application/json", `{"url":"https://school.example/1","options":{"admin":true}}`, 422, ""},
		{"a profile we do not know", "application/json", `{"url":"https://school.example/1","options":{"profile":"lax"}}`, 422, ""},
		{"a credential of another kind", "application/json", `{"credential":17}`, 422, ""},
		{"another scheme", "application/json", `{"url":"file:///etc/passwd"}`, 422, ""},
		{"a damaged data: URI", "application/json", `{"url":"data:application/json;base64,%%%"}`, 400, "MALFORMED_INPUT"},
		{"no address", "application/json", `{"url":"badge"}`, 422, ""},
		{"an address with a name", "application/json", `{"url":"https://ada@127.0.0.1/"}`, 422, ""},
		{"a damaged picture", "image/png", "\x89PNG\r\n\x1a\nnothing", 422, ""},
		{"a form without a file", noFileKind, noFile, 400, "MALFORMED_INPUT"},
		{"a form with more", oddKind, odd, 422, ""},
		{"a broken form", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition", 400, "MALFORMED_INPUT"},
		{"more than a badge", "application/jwt", strings.Repeat("A", 10<<20+1), 413, "LIMIT_EXCEEDED"},
		{"more than is read", "application/jwt", strings.Repeat("A", 11<<20), 413, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := d.verify(tt.kind, tt.body)
			p := got.Want(tt.status)
			if kind := got.Header().Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("the type is %s", kind)
			}
			if p["detail"] == "" || p["title"] == "" || tt.code != "" && p["code"] != tt.code {
				t.Errorf("the problem is %v, want the code %s", p, tt.code)
			}
		})
	}
	got := d.Do(apptest.Call{Method: http.MethodGet, Path: "/api/v1/verify"})
	if got.Code != http.StatusMethodNotAllowed || got.Header().Get("Allow") != "POST" {
		t.Errorf("GET: status %d, Allow %q", got.Code, got.Header().Get("Allow"))
	}
}

// TestAbuse_SIG_11: names that some readers would take for each other, or of
// which each takes another, are a malformed request.
func TestAbuse_SIG_11(t *testing.T) {
	d := newDesk(t)
	badge := d.file("credential.json")
	for name, body := range map[string]string{
		"two issuers":  strings.Replace(badge, `"issuer":`, `"issuer":"did:web:evil.example","issuer":`, 1),
		"two proofs":   strings.Replace(badge, `"proof":`, `"proof":{},"proof":`, 1),
		"in an object": `{"credential":` + strings.Replace(badge, `"issuer":`, `"issuer":"did:web:evil.example","issuer":`, 1) + `}`,
	} {
		if body == badge {
			t.Fatalf("%s: nothing was changed", name)
		}
		if p := d.verify("application/json", body).Want(http.StatusBadRequest); p["code"] != "MALFORMED_INPUT" {
			t.Errorf("%s: %v", name, p)
		}
	}
}

// TestAbuse_SIG_21: what is no text in Unicode is a malformed request.
func TestAbuse_SIG_21(t *testing.T) {
	d := newDesk(t)
	badge := d.file("credential.json")
	for name, with := range map[string]string{"a lone surrogate": `\ud800`, "no UTF-8": "\xff"} {
		for _, form := range []string{badge, `{"credential":` + badge + `}`} {
			body := strings.Replace(form, "Knot Tyer", "Knot "+with+"Tyer", 1)
			if p := d.verify("application/json", body).Want(http.StatusBadRequest); p["code"] != "MALFORMED_INPUT" {
				t.Errorf("%s: %v", name, p)
			}
		}
	}
	// The same letters in another form are another text, and nobody signed it.
	changed := strings.Replace(badge, "Ties ten knots", "Ties te\u0301n knots", 1)
	got := d.verify("application/json", changed).Want(http.StatusOK)
	if got["verdict"] != "invalid" || !strings.Contains(d.verify("application/json", changed).Body.String(), "PROOF_INVALID") {
		t.Errorf("a changed letter: %v", got["verdict"])
	}
}

// TestAbuse_IS_08: a flood is slowed down, and told for how long.
func TestAbuse_IS_08(t *testing.T) {
	d := newDesk(t)
	for range 200 {
		got := d.verify("application/json", "{")
		if got.Code != http.StatusTooManyRequests {
			continue
		}
		if got.Header().Get("Retry-After") == "" || got.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("headers %v", got.Header())
		}
		return
	}
	t.Error("200 requests at once were let in")
}

// TestAbuse_CAN_04: nothing is built of a body before it is known to be within limits.
func TestAbuse_CAN_04(t *testing.T) {
	d := newDesk(t)
	var b strings.Builder
	for i := range 700_000 {
		fmt.Fprintf(&b, `"%x":0,`, i)
	}
	many := "{" + strings.TrimSuffix(b.String(), ",") + "}"
	d.verify("application/json", "{}")
	for name, body := range map[string]string{
		"as it is": many, "as a credential": `{"credential":` + many + `}`, "as options": `{"url":"https://a.example/","options":` + many + `}`,
		"as an address": `{"url":` + many + `}`, "beside an address": `{"url":"https://a.example/",` + many[1:], "in a list": `{"url":[` + many + `]}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := d.verify("application/json", body)
		runtime.ReadMemStats(&after)
		if got.Code != http.StatusUnprocessableEntity && !strings.Contains(got.Body.String(), "LIMIT_EXCEEDED") {
			t.Errorf("%s: status %d: %.200s", name, got.Code, got.Body)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 96 { // the body, as it comes and grows, is about 50
			t.Errorf("%s: it took %d MB", name, took)
		}
	}
}

// TestEnvelopes: what is one, and what is a credential.
func TestEnvelopes(t *testing.T) {
	d := newDesk(t)
	badge := d.file("credential.json")
	for body, want := range map[string]int{
		`{"credential" : ` + badge + ` , "options" :{"explain":true} }`: http.StatusOK,
		"\n\t{\"cr\\u0065dential\":" + badge + "}\n":                    http.StatusOK,
		`{"credential":` + badge + `,"other":1}`:                        http.StatusUnprocessableEntity,
		`{"credential":` + badge + `,"options":{"other":1}}`:            http.StatusUnprocessableEntity,
		`{"credential":` + badge + `,"options":[]}`:                     http.StatusUnprocessableEntity,
		`{"credential":` + badge + `,"url":"https://a.example/"}`:       http.StatusUnprocessableEntity,
		`{"credential":` + badge + `,"credential":1}`:                   http.StatusBadRequest,
		`{"credential":` + badge + `} {}`:                               http.StatusBadRequest,
		`{"credential":` + badge:                                        http.StatusBadRequest,
		`{"credential":1}`:                                              http.StatusUnprocessableEntity,
		`{"url":7}`:                                                     http.StatusUnprocessableEntity,
		`[]`:                                                            http.StatusBadRequest,
		`{"options":{}}`:                                                http.StatusUnprocessableEntity,
		`"` + strings.TrimSpace(d.file("credential.jwt")) + `"`:         http.StatusOK,
	} {
		if got := d.verify("application/json", body); got.Code != want {
			t.Errorf("%.60s…%s: status %d, want %d: %.200s", body, body[max(0, len(body)-30):], got.Code, want, got.Body)
		}
	}
}

// TestVerifyIsDescribed: the document says that no token is needed, and of which
// types a badge may be.
// Scripts of other sites may ask, without credentials.
func TestVerifyIsOpen(t *testing.T) {
	d := newDesk(t)
	origin := map[string]string{"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
	for _, c := range []apptest.Call{
		{Method: http.MethodOptions, Path: "/api/v1/verify", Header: origin},
		{Method: http.MethodPost, Path: "/api/v1/verify", JSON: map[string]any{"url": "nope"}, Header: origin},
	} {
		got := d.Do(c)
		if got.Header().Get("Access-Control-Allow-Origin") != "*" || got.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %d %v", c.Method, got.Code, got.Header())
		}
	}
	if got := d.Do(apptest.Call{Method: http.MethodOptions, Path: "/api/v1/issuers", Header: origin}); got.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("another operation is open: %v", got.Header())
	}
}

func TestVerifyIsDescribed(t *testing.T) {
	d := newDesk(t)
	doc := d.Do(apptest.Call{Path: "/api/openapi.json"}).Want(http.StatusOK)
	paths, _ := doc["paths"].(object)
	path, _ := paths["/api/v1/verify"].(object)
	o, _ := path["post"].(object)
	if security, ok := o["security"].([]any); !ok || len(security) != 0 {
		t.Errorf("security is %v", o["security"])
	}
	body, _ := o["requestBody"].(object)
	content, _ := body["content"].(object)
	for _, kind := range []string{"application/json", "application/jwt", "application/vc+sd-jwt", "image/png", "image/svg+xml", "image/jpeg", "image/gif", "image/webp", "multipart/form-data"} {
		if content[kind] == nil {
			t.Errorf("%s is not described", kind)
		}
	}
	responses, _ := o["responses"].(object)
	for _, status := range []string{"200", "400", "413", "415", "422", "429", "503"} {
		if responses[status] == nil {
			t.Errorf("%s is not described", status)
		}
	}
}

// TestVerifySaysWhatIsWrong: what is wrong with a request is said of the member or part
// that was sent, by its name.
func TestVerifySaysWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	badge := d.file("credential.json")
	for body, want := range map[string][2]string{
		`{"url":""}`:                                                       {"body.url", "There is no address in it"},
		`{"url":" "}`:                                                      {"body.url", "There is no address in it"},
		`{"url":5}`:                                                        {"body.url", "text, in quotation marks"},
		`{"url":"https://a.example/a b"}`:                                  {"body.url", "There is a space in this address"},
		`{"url":"<https://a.example/>"}`:                                   {"body.url", "'<'"},
		`{"url":"ftp://a.example/"}`:                                       {"body.url", "begins with https://"},
		`{"url":"https://ada@a.example/"}`:                                 {"body.url", "user name"},
		`{"url":"https://a.example/","explain":true}`:                      {"body.explain", `"options": {"explain": …}`},
		`{"url":"https://a.example/","Explain":true}`:                      {"", `"Explain"`},
		`{"url":"https://a.example/","options":7}`:                         {"body.options", "an object"},
		`{"url":"https://a.example/","options":{"explain":"yes"}}`:         {"body.options.explain", "true or false"},
		`{"url":"https://a.example/","options":{"recipient":7}}`:           {"body.options.recipient", "text, in quotation marks"},
		`{"url":"https://a.example/","options":{"profile":"STRICT"}}`:      {"body.options.profile", "strict or 1edtech"},
		`{"url":"https://a.example/","options":{"admin\u001b":1}}`:         {"", `"admin\x1b"`},
		`{"url":"https://a.example/","options":{"explain":1,"explain":1}}`: {"body.options", "twice"},
	} {
		p := d.verify("application/json", body).Want(http.StatusUnprocessableEntity)
		if said := fmt.Sprint(p["detail"], p["errors"]); !strings.Contains(said, want[1]) || !strings.Contains(said, want[0]) {
			t.Errorf("%s: %s", body, said)
		}
	}
	for _, tt := range [][2]string{{"explain", "yes"}, {"Refresh", "true"}} {
		kind, body := form(t, "file", badge, tt[0], tt[1])
		if p := d.verify(kind, body).Want(http.StatusUnprocessableEntity); !strings.Contains(fmt.Sprint(p["detail"], p["errors"]), tt[0]) {
			t.Errorf("a form with %s: %v", tt, p)
		}
	}
	kind, body := form(t, "file", badge, "recipient", "", "explain", "")
	d.verify(kind, body).Want(http.StatusOK)
	d.verify("application/json", `{"credential":`+badge+`,"options":{"recipient":null,"explain":false}}`).Want(http.StatusOK)
}

// TestVerifyEmptyMembers: what is empty beside the badge is as if it were not there.
func TestVerifyEmptyMembers(t *testing.T) {
	d := newDesk(t)
	badge := d.file("credential.json")
	address := "https://badges.example/awards/" + d.award
	for body, want := range map[string]int{
		`{"credential":` + badge + `,"url":""}`:                http.StatusOK,
		`{"credential":` + badge + `,"url":" "}`:               http.StatusOK,
		`{"credential":` + badge + `,"url":null}`:              http.StatusOK,
		`{"credential":null,"url":"` + address + `"}`:          http.StatusOK,
		`{"credential":"","url":"` + address + `"}`:            http.StatusOK,
		`{"credential":null,"url":""}`:                         http.StatusUnprocessableEntity,
		`{"credential":null}`:                                  http.StatusUnprocessableEntity,
		`{"url":null}`:                                         http.StatusUnprocessableEntity,
		`{"credential":` + badge + `,"url":7}`:                 http.StatusUnprocessableEntity,
		`{"credential":` + badge + `,"url":"` + address + `"}`: http.StatusUnprocessableEntity,
	} {
		if got := d.verify("application/json", body); got.Code != want {
			t.Errorf("%.40s…%s: status %d, want %d: %.200s", body, body[max(0, len(body)-40):], got.Code, want, got.Body)
		}
	}
	// The badge itself in the place of its address.
	if got := d.verify("application/json", `{"url":"`+strings.TrimSpace(d.file("credential.jwt"))+`"}`).Want(http.StatusOK); got["verdict"] != "valid" {
		t.Errorf("a JWT as address: %v", got)
	}
}
