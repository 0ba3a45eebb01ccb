package blazon_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"blazon"
	"blazon/bake"
	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// signer returns an Ed25519 key that is the same in each run, and the did:key
// that it is.
func signer(t testing.TB, n byte) (key ed25519.PrivateKey, issuer, method string) {
	t.Helper()
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	key = ed25519.NewKeyFromSeed(seed)
	issuer, method, err := did.KeyDID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return key, issuer, method
}

// unsigned is a badge of an issuer.
func unsigned(issuer string) []byte {
	return []byte(`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"urn:uuid:8c2f6f5e-4c5c-4e37-8a2b-0b4f6f1b6a10","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",` +
		`"issuer":{"id":"` + issuer + `","type":["Profile"],"name":"Sea Scouts"},"validFrom":"2026-01-01T00:00:00Z",` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"https://scouts.example/badges/1",` +
		`"type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`)
}

// signed is a badge as JSON.
func signed(t testing.TB) string {
	t.Helper()
	key, issuer, method := signer(t, 1)
	doc, err := dataintegrity.Default().Sign(context.Background(), &jsonld.Processor{Contexts: jsonld.Pinned()}, unsigned(issuer), "eddsa-rdfc-2022", key,
		dataintegrity.Options{VerificationMethod: method, Created: now})
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// compact is a badge as a JWT.
func compact(t testing.TB) string {
	t.Helper()
	key, issuer, method := signer(t, 1)
	text, err := vcjwt.Sign(unsigned(issuer), "EdDSA", key, vcjwt.SignHeader{Kid: method})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const emptySVG = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>`

// emptyPNG is a picture without a badge.
func emptyPNG(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bakedPNG(t testing.TB, badges ...bake.Badge) []byte {
	t.Helper()
	return bakedInto(t, emptyPNG(t), badges...)
}

func bakedInto(t testing.TB, picture []byte, badges ...bake.Badge) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bake.PNG(&b, bytes.NewReader(picture), badges...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bakedSVG(t testing.TB, badges ...bake.Badge) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bake.SVG(&b, strings.NewReader(emptySVG), badges...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func ob3(text string) bake.Badge { return bake.Badge{Kind: bake.OB3, Text: text} }

func dataURI(mediaType string, data []byte) string {
	return "data:" + mediaType + ";base64," + base64.StdEncoding.EncodeToString(data)
}

// verify has an input judged, with documents for the network.
func verify(t testing.TB, input []byte, documents map[string]string) (*vc.Report, *site) {
	t.Helper()
	s := &site{documents: documents}
	r, err := blazon.Verify(t.Context(), &vc.Verifier{Fetcher: s, Now: clock}, input, vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Checks) != len(vc.CheckNames()) {
		t.Fatalf("%d checks", len(r.Checks))
	}
	return r, s
}

// TestForms: the same badge in every form has the same verdict.
func TestForms(t *testing.T) {
	const at = "https://scouts.example/awards/1"
	tests := []struct {
		name   string
		input  []byte
		served []byte // at the address
		form   string
	}{
		{"JSON", []byte(signed(t)), nil, "JSON"},
		{"JSON with space around it", []byte("\r\n\t " + signed(t) + "\n"), nil, "JSON"},
		{"JSON with a byte order mark", []byte("\ufeff" + signed(t)), nil, "JSON"},
		{"JWT", []byte(compact(t)), nil, "JWT"},
		{"JWT with space around it", []byte("\n" + compact(t) + "\r\n"), nil, "JWT"},
		{"PNG with JSON", bakedPNG(t, ob3(signed(t))), nil, "JSON"},
		{"PNG with a JWT", bakedPNG(t, ob3(compact(t))), nil, "JWT"},
		{"SVG with JSON", bakedSVG(t, ob3(signed(t))), nil, "JSON"},
		{"SVG with a JWT", bakedSVG(t, ob3(compact(t))), nil, "JWT"},
		{"address of JSON", []byte(at), []byte(signed(t)), "JSON"},
		{"address with space around it", []byte(" " + at + "\n"), []byte(signed(t)), "JSON"},
		{"address of a JWT", []byte(at), []byte(compact(t)), "JWT"},
		{"address of a PNG", []byte(at), bakedPNG(t, ob3(compact(t))), "JWT"},
		{"address of an SVG", []byte(at), bakedSVG(t, ob3(signed(t))), "JSON"},
		{"data: of JSON", []byte("data:application/json," + url.PathEscape(signed(t))), nil, "JSON"},
		{"data: of a PNG that says it is text", []byte(dataURI("text/plain", bakedPNG(t, ob3(signed(t))))), nil, "JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, s := verify(t, tt.input, map[string]string{at: string(tt.served)})
			if r.Verdict != vc.Valid || r.Format != tt.form || r.Summary.Name != "Knots" {
				t.Errorf("%s as %q\n%s", r.Verdict, r.Format, lines(r))
			}
			want := 0
			if tt.served != nil {
				want = 1
			}
			if len(s.asked) != want || len(r.Documents) != want {
				t.Errorf("asked %v, documents %v", s.asked, r.Documents)
			}
		})
	}
}

// TestRefused: what is no badge is a report with a code, and what could not be
// had is not called invalid.
func TestRefused(t *testing.T) {
	const at = "https://scouts.example/x"
	tests := []struct {
		name, input string
		served      string
		verdict     vc.Verdict
		code        string
	}{
		{"nothing", "", "", vc.Invalid, vc.MalformedInput},
		{"space", " \n", "", vc.Invalid, vc.MalformedInput},
		{"prose", "Dear Sir or Madam", "", vc.Invalid, vc.UnsupportedFormat},
		{"a PDF", "%PDF-1.7", "", vc.Invalid, vc.UnsupportedFormat},
		{"broken JSON", `{"type":`, "", vc.Invalid, vc.MalformedInput},
		{"JSON of something else", `{"type":"Person"}`, "", vc.Invalid, vc.UnsupportedFormat},
		{"a list", `[]`, "", vc.Invalid, vc.MalformedInput},
		{"an encrypted token", "eyJhbGciOiJSU0EifQ.a.b.c.d", "", vc.Invalid, vc.UnsupportedFormat},
		{"a token with selective disclosure", compact(t) + "~WyJzYWx0Il0~", "", vc.Invalid, vc.UnsupportedFormat},
		{"a PNG without a badge", string(emptyPNG(t)), "", vc.Invalid, vc.UnsupportedFormat},
		{"an SVG without a badge", emptySVG, "", vc.Invalid, vc.UnsupportedFormat},
		{"a PNG cut short", string(bakedPNG(t, ob3(signed(t)))[:300]), "", vc.Invalid, vc.MalformedInput},
		{"an address in a picture of 3.0", strings.Replace(string(bakedSVG(t, ob3(compact(t)))), compact(t), at, 1), "", vc.Invalid, vc.UnsupportedFormat},
		{"an address where nobody is", "https://nobody.example/", "", vc.Indeterminate, vc.FetchFailed},
		{"an address of a page", at, "<!DOCTYPE html><html></html>", vc.Invalid, vc.UnsupportedFormat},
		{"an address of an address", at, at, vc.Invalid, vc.UnsupportedFormat},
		{"an address of a data: address", at, "data:,x", vc.Invalid, vc.UnsupportedFormat},
		{"an address of nothing", at, "", vc.Invalid, vc.MalformedInput},
		{"a data: address of nothing", "data:,", "", vc.Invalid, vc.MalformedInput},
		{"a data: address without a comma", "data:image/png", "", vc.Invalid, vc.MalformedInput},
		{"a data: address of no base64", "data:;base64,a*b", "", vc.Invalid, vc.MalformedInput},
		{"a data: address of a data: address", "data:,data:,x", "", vc.Invalid, vc.UnsupportedFormat},
		{"another scheme", "ftp://scouts.example/x", "", vc.Invalid, vc.UnsupportedFormat},
		{"a file", "file:///etc/passwd", "", vc.Invalid, vc.UnsupportedFormat},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := verify(t, []byte(tt.input), map[string]string{at: tt.served})
			if c := r.Check(vc.CheckFormat); r.Verdict != tt.verdict || c.Code != tt.code || c.Text == "" || c.Remedy == "" {
				t.Errorf("%s %s %q, want %s %s", r.Verdict, c.Code, c.Text, tt.verdict, tt.code)
			}
		})
	}
}

// Pages for people have icons and drawings in them, and are no damaged pictures. Of a
// picture that is damaged it is said once, without the names of packages.
func TestPages(t *testing.T) {
	const at = "https://scouts.example/x"
	damaged := strings.Replace(emptySVG, "<rect", "<rect &", 1)
	for served, want := range map[string]string{
		`<!doctype html><html lang="en"><head><link rel="icon" href="/x.svg"><title>Ada&nbsp;</title>`: "At " + at + " there is a page for people and no badge.",
		`<html><body><svg viewBox="0 0 1 1"></svg></body></html>`:                                      "At " + at + " there is a page for people and no badge.",
		damaged: "The picture is damaged: line 1: expected attribute name in element.",
		string(bakedPNG(t, ob3(signed(t)))[:300]): "The picture is damaged: it ends too early.",
	} {
		r, _ := verify(t, []byte(at), map[string]string{at: served})
		if c := r.Check(vc.CheckFormat); c.Text != want {
			t.Errorf("%.40q: %q, want %q", served, c.Text, want)
		}
	}
}

// blocked is a network that refuses to ask.
type blocked struct{}

func (blocked) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	return nil, &did.FetchError{URL: url, Blocked: true, Err: errors.New("a private address")}
}

// gone answers each URL with 404.
type gone struct{}

func (gone) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	return &did.Response{URL: url, Status: 404, Body: []byte("{}")}, nil
}

func TestUnreached(t *testing.T) {
	for want, f := range map[string]did.Fetcher{vc.FetchBlocked: blocked{}, vc.FetchFailed: gone{}} {
		r, err := blazon.Verify(t.Context(), &vc.Verifier{Fetcher: f, Now: clock}, []byte("http://10.0.0.1/badge"), vc.Options{Profile: vc.OneEdTech})
		if err != nil {
			t.Fatal(err)
		}
		if c := r.Check(vc.CheckFormat); r.Verdict != vc.Indeterminate || c.Code != want || len(r.Documents) != 1 || r.Profile != vc.OneEdTech {
			t.Errorf("%s %s, want %s; %d documents", r.Verdict, c.Code, want, len(r.Documents))
		}
	}
}

func TestCaller(t *testing.T) {
	if _, err := blazon.Verify(t.Context(), new(vc.Verifier), []byte("{}"), vc.Options{}); err == nil {
		t.Error("a Verifier without a clock answers")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, input := range []string{signed(t), "https://scouts.example/x", "{}"} {
		if r, err := blazon.Verify(ctx, &vc.Verifier{Fetcher: new(site), Now: clock}, []byte(input), vc.Options{}); !errors.Is(err, context.Canceled) || r != nil {
			t.Errorf("%.20s: %v %v", input, r, err)
		}
	}
}

// TestSideBySide: all badges in a picture are judged, and the verdict is the
// worst.
func TestSideBySide(t *testing.T) {
	forged := strings.Replace(signed(t), "Ties knots", "Ties nots", 1)
	for _, tt := range []struct {
		first, second string
		want          vc.Verdict
	}{{signed(t), compact(t), vc.Valid}, {compact(t), forged, vc.Invalid}, {forged, signed(t), vc.Invalid}} {
		for _, picture := range [][]byte{
			bakedPNG(t, ob3(tt.first), bake.Badge{Kind: bake.CLR, Text: tt.second}),
			bakedSVG(t, ob3(tt.first), bake.Badge{Kind: bake.CLR, Text: tt.second}),
		} {
			r, _ := verify(t, picture, nil)
			if r.Verdict != tt.want || len(r.Also) != 1 {
				t.Errorf("%s with %d others, want %s", r.Verdict, len(r.Also), tt.want)
			}
		}
	}
}

// TestOldAndNew: an assertion of 2.0 beside a credential of 3.0 is asked of its
// issuer; nobody there leaves the verdict open and does not make it valid.
func TestOldAndNew(t *testing.T) {
	for _, picture := range [][]byte{
		bakedPNG(t, ob3(signed(t)), bake.Badge{Kind: bake.OB2, Text: assertion2}),
		bakedSVG(t, ob3(compact(t)), bake.Badge{Kind: bake.OB2, Text: "https://scouts.example/a/1"}),
	} {
		r, s := verify(t, picture, nil)
		if r.Kind != "Open Badges 3.0" || len(r.Also) != 1 || r.Also[0].Verdict != vc.Indeterminate || r.Verdict != vc.Indeterminate {
			t.Errorf("%s, %d others\n%s", r.Verdict, len(r.Also), lines(r))
		}
		if len(s.asked) != 1 || s.asked[0] != "https://scouts.example/a/1" {
			t.Errorf("asked %v", s.asked)
		}
	}
}

// TestAbuse_PNG_07: an address in a picture is under the same guard as any other.
func TestAbuse_PNG_07(t *testing.T) {
	picture := bakedPNG(t, bake.Badge{Kind: bake.OB2, Text: "https://10.0.0.1/assertion"})
	r, err := blazon.Verify(t.Context(), &vc.Verifier{Fetcher: blocked{}, Now: clock}, picture, vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != vc.Indeterminate || !strings.Contains(codes(r), vc.FetchBlocked) {
		t.Errorf("%s\n%s", r.Verdict, lines(r))
	}
}

// TestAbuse_SSRF_12: all that one input leads to shares one budget.
func TestAbuse_SSRF_12(t *testing.T) {
	const at = "https://scouts.example/x"
	picture := bakedSVG(t, ob3(signed(t)), bake.Badge{Kind: bake.OB2, Text: assertion2})
	s := &site{documents: map[string]string{at: string(picture)}}
	v := &vc.Verifier{Fetcher: s, Now: clock, Budget: vc.Budget{Fetches: 1}}
	r, err := blazon.Verify(t.Context(), v, []byte(at), vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 1 || r.Verdict != vc.Indeterminate {
		t.Errorf("asked %v: %s", s.asked, r.Verdict)
	}
}

// TestAbuse_SIG_08: a list that says which badges were taken back, validly
// signed, is not a valid badge.
func TestAbuse_SIG_08(t *testing.T) {
	list := strings.Replace(signed(t), `"OpenBadgeCredential"`, `"BitstringStatusListCredential"`, 1)
	former := strings.Replace(list, "BitstringStatusListCredential", "StatusList2021Credential", 1)
	for _, input := range [][]byte{[]byte(list), []byte(former), []byte(strings.Replace(list, `"BitstringS`, `"OpenBadgeCredential","BitstringS`, 1)), bakedPNG(t, ob3(list))} {
		r, _ := verify(t, input, nil)
		if c := r.Check(vc.CheckFormat); r.Verdict != vc.Invalid || c.Code != vc.UnsupportedFormat || !strings.Contains(c.Text, "list") {
			t.Errorf("%s\n%s", r.Verdict, lines(r))
		}
	}
}

// TestAbuse_PNG_04: two badges of one kind in a picture.
func TestAbuse_PNG_04(t *testing.T) {
	svg := string(bakedSVG(t, ob3(signed(t))))
	from, to := strings.Index(svg, "<openbadges:credential"), strings.Index(svg, "</openbadges:credential>")+len("</openbadges:credential>")
	double := svg[:to] + svg[from:to] + svg[to:]
	r, _ := verify(t, []byte(double), nil)
	if c := r.Check(vc.CheckFormat); r.Verdict != vc.Invalid || c.Code != vc.MultipleCredentials {
		t.Errorf("%s\n%s", r.Verdict, lines(r))
	}
}

// TestAbuse_PNG_01: a picture too large is refused by what its head says.
func TestAbuse_PNG_01(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4097, 1))); err != nil {
		t.Fatal(err)
	}
	r, _ := verify(t, b.Bytes(), nil)
	if c := r.Check(vc.CheckFormat); r.Verdict != vc.Indeterminate || c.Code != vc.ImageTooLarge {
		t.Errorf("%s\n%s", r.Verdict, lines(r))
	}
}

// TestAddressLimit: an address of 8 KiB is asked for, a longer one is none.
func TestAddressLimit(t *testing.T) {
	const at = "https://scouts.example/"
	for n, want := range map[int]string{8 << 10: vc.FetchFailed, 8<<10 + 1: vc.UnsupportedFormat} {
		r, _ := verify(t, []byte(at+strings.Repeat("x", n-len(at))), nil)
		if c := r.Check(vc.CheckFormat); c.Code != want {
			t.Errorf("%d bytes: %s, want %s", n, c.Code, want)
		}
	}
}

// TestDataLimit: a data: address may hold the largest picture with the largest
// badge in it, and no more.
func TestDataLimit(t *testing.T) {
	const most = 12 << 20
	fill := func(n int) []byte { return append([]byte("data:,"), bytes.Repeat([]byte(" "), n-len("data:,"))...) }
	for n, want := range map[int]string{most: vc.MalformedInput, most + 1: vc.LimitExceeded} {
		r, _ := verify(t, fill(n), nil)
		if c := r.Check(vc.CheckFormat); c.Code != want {
			t.Errorf("%d bytes: %s, want %s", n, c.Code, want)
		}
	}
}

// TestFormats: each format recognizes its own example and no other's.
func TestFormats(t *testing.T) {
	examples := map[string][]byte{
		"Open Badges 3.0, JSON": []byte(signed(t)),
		"Open Badges 3.0, JWT":  []byte(compact(t)),
		"PNG picture":           bakedPNG(t, ob3(signed(t))),
		"SVG picture":           bakedSVG(t, ob3(signed(t))),
		"https address":         []byte("https://scouts.example/awards/1"),
		"data: URI":             []byte(dataURI("application/json", []byte(signed(t)))),

		"Picture of a QR code":             photographed(t, "https://scouts.example/awards/1"),
		"SD-JWT":                           []byte(compact(t) + "~"),
		"Comprehensive Learner Record 2.0": []byte(strings.Replace(signed(t), `"OpenBadgeCredential"`, `"ClrCredential"`, 1)),
		"Verifiable Presentation":          []byte(`{"type":"VerifiablePresentation","verifiableCredential":[` + signed(t) + `]}`),
		"Enveloped credential":             []byte(enveloped("EnvelopedVerifiableCredential", "application/vc+jwt", compact(t))),
		"Bitstring Status List":            []byte(strings.Replace(signed(t), `"OpenBadgeCredential"`, `"BitstringStatusListCredential"`, 1)),

		"Open Badges 2.0, JSON":        []byte(assertion2),
		"Open Badges 2.0 and 1, JWS":   []byte(jws(t, assertion2)),
		"Open Badges 0.5 to 1.1, JSON": []byte(assertion1),
	}
	formats := blazon.Formats()
	if len(formats) != len(examples) {
		t.Errorf("%d formats and %d examples", len(formats), len(examples))
	}
	for _, f := range formats {
		if examples[f.Name] == nil || !strings.HasSuffix(f.About, ".") {
			t.Errorf("%s has no example, or no sentence about it", f.Name)
		}
		for name, example := range examples {
			if got := f.Recognizes(example); got != (name == f.Name) {
				t.Errorf("%s recognizes the example of %s: %t", f.Name, name, got)
			}
		}
		for _, junk := range []string{"", " ", "{}", "[]", "null", "hello", "a.b.c", "<html>", "\x89PNG"} {
			if f.Recognizes([]byte(junk)) {
				t.Errorf("%s recognizes %q", f.Name, junk)
			}
		}
	}
}

// enveloped puts a token in an envelope.
func enveloped(kind, media, text string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"data:` + media + `,` + text + `","type":"` + kind + `"}`
}

// The same badge in older versions of Open Badges.
const (
	assertion2 = `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://scouts.example/a/1",` +
		`"recipient":{"type":"email","hashed":false,"identity":"ada@scouts.example"},"badge":"https://scouts.example/b/1",` +
		`"verification":{"type":"HostedBadge"},"issuedOn":"2026-01-01T00:00:00Z"}`
	assertion1 = `{"uid":"1","recipient":{"type":"email","hashed":false,"identity":"ada@scouts.example"},"badge":"https://scouts.example/b/1",` +
		`"verify":{"type":"hosted","url":"https://scouts.example/a/1"},"issuedOn":1359217910}`
)

// jws is a text as a token.
func jws(t testing.TB, text string) string {
	t.Helper()
	key, _, method := signer(t, 1)
	out, err := vcjwt.SignPayload([]byte(text), "EdDSA", key, vcjwt.SignHeader{Kid: method})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzVerify: no input makes the verifier panic or ask very much of the network.
func FuzzVerify(f *testing.F) {
	for _, seed := range [][]byte{
		[]byte(signed(f)), []byte(compact(f)), bakedPNG(f, ob3(signed(f))), bakedSVG(f, ob3(compact(f))), []byte("https://scouts.example/"),
		[]byte(dataURI("image/png", bakedPNG(f, ob3(compact(f))))), []byte("data:,{}"), []byte("{}"), emptyPNG(f), []byte(emptySVG),
		[]byte(assertion2), []byte(assertion1), []byte(jws(f, assertion2)),
		photographed(f, compact(f)), drawnCode(f, "https://scouts.example/"), []byte(compact(f) + "~"),
		[]byte(enveloped("EnvelopedVerifiableCredential", "application/vc+jwt", compact(f))),
		[]byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation","verifiableCredential":[` + signed(f) + `]}`),
		[]byte(strings.Replace(signed(f), `"OpenBadgeCredential"`, `"ClrCredential"`, 1)),
	} {
		f.Add(seed)
	}
	documents := map[string]string{"https://scouts.example/": signed(f)}
	f.Fuzz(func(t *testing.T, input []byte) {
		r, s := verify(t, input, documents)
		if r.Verdict == "" || len(s.asked) > 12 {
			t.Errorf("%s, asked %d", r.Verdict, len(s.asked))
		}
	})
}

// A badge may be a file, a text or an address; Verify finds out.
func ExampleVerify() {
	picture := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0" width="8" height="8">
  <ob:credential><![CDATA[{"type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "Knots"}]]></ob:credential>
</svg>`
	v := &vc.Verifier{Now: clock} // and a Fetcher, to reach issuers
	report, err := blazon.Verify(context.Background(), v, []byte(picture), vc.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict, report.Kind, report.Format)
	fmt.Println(report.Check(vc.CheckContext).Code)
	// Output:
	// invalid Open Badges 3.0 JSON
	// CONTEXT_NOT_ALLOWED
}
