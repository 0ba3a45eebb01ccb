package web_test

import (
	"crypto/ed25519"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/app/apptest"
	"blazon/jsonld"
)

// inputs reads the fields of the form on a page that changes something, as a
// browser would send them.
func inputs(t *testing.T, page, action string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, name string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val, true
			}
		}
		return "", false
	}
	text := func(n *html.Node) (s string) {
		for c := range n.Descendants() {
			if c.Type == html.TextNode {
				s += c.Data
			}
		}
		return s
	}
	var out []string
	for form := range root.Descendants() {
		if to, _ := attr(form, "action"); form.Data != "form" || to != action {
			continue
		}
		for n := range form.Descendants() {
			name, _ := attr(n, "name")
			value, _ := attr(n, "value")
			kind, _ := attr(n, "type")
			_, ticked := attr(n, "checked")
			switch {
			case name == "":
			case n.Data == "textarea":
				out = append(out, name, text(n))
			case n.Data == "select":
				for o := range n.Descendants() {
					if _, chosen := attr(o, "selected"); chosen {
						v, _ := attr(o, "value")
						out = append(out, name, v)
					}
				}
			case n.Data == "input" && kind != "file" && (kind != "radio" && kind != "checkbox" || ticked):
				out = append(out, name, value)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("there is no form for %s", action)
	}
	return out
}

// set changes the value of a field.
func set(fields []string, name, value string) []string {
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == name {
			fields[i+1] = value
			return fields
		}
	}
	return append(fields, name, value)
}

// What another program said of a badge is still there after the form was sent,
// though it shows less.
func TestEditKeepsWhatTheAPISaid(t *testing.T) {
	d := newDesk(t)
	alignment := map[string]any{
		"targetName": "Knots", "targetUrl": "https://esco.example/1", "targetDescription": "All of them.\nEven two.", "targetFramework": "ESCO", "targetCode": "S1", "targetType": "CFItem",
	}
	badge := d.make("/api/v1/issuers/"+d.issuer+"/achievements", object{
		"name": "Bowline", "description": "Ties one.", "criteria": object{"narrative": "Tie one."}, "inLanguage": "en-GB", "alignments": []any{alignment},
	})
	edit := d.at("/badges/" + badge + "/edit")
	fields := inputs(t, d.page(edit).Body.String(), edit)
	if got := d.send(edit, set(fields, "description", "Ties a bowline.")...); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Code, got.Body)
	}
	if got := d.send(d.at("/badges/"+badge+"/publish"), "do", "publish"); got.Code != http.StatusSeeOther {
		t.Fatalf("publish: status %d", got.Code)
	}
	got := d.Do(apptest.Call{Path: "/api/v1/achievements/" + badge, Token: d.token}).Body.String()
	for _, want := range []string{"Ties a bowline.", `"inLanguage":"en-GB"`, `"targetType":"CFItem"`, `Even two.`, `"targetFramework":"ESCO"`} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s in %s", want, got)
		}
	}
}

// The words of a drawing follow it, unless somebody wrote their own.
func TestWordsFollowTheDrawing(t *testing.T) {
	d := newDesk(t)
	badge := d.make("/api/v1/issuers/"+d.issuer+"/achievements", object{
		"name": "Bowline", "description": "Ties one.", "criteria": object{"narrative": "Tie one."},
	})
	edit := d.at("/badges/" + badge + "/edit")
	for _, c := range []struct{ field, alt, want, not string }{
		{"gules", "", "red", ""},
		{"vert", "", "green", "red"},
		{"sable", "My own words", "My own words", "green"},
		{"azure", "", "My own words", "blue"},
	} {
		fields := set(inputs(t, d.page(edit).Body.String(), edit), "field", c.field)
		fields = set(set(fields, "division", "plain"), "metal", "or")
		if c.alt != "" {
			fields = set(fields, "imageAlt", c.alt)
		}
		if got := d.send(edit, fields...); got.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d: %s", c.field, got.Code, got.Body)
		}
		page := inputs(t, d.page(edit).Body.String(), edit)
		alt := ""
		for i := 0; i < len(page); i += 2 {
			if page[i] == "imageAlt" {
				alt = page[i+1]
			}
		}
		if !strings.Contains(alt, c.want) || c.not != "" && strings.Contains(alt, c.not) {
			t.Errorf("%s: the words are %q", c.field, alt)
		}
	}
}

// What is wrong with a row stands beside its field.
func TestFaultsOfRows(t *testing.T) {
	d := newDesk(t)
	edit := d.at("/badges/" + d.draft + "/edit")
	fields := set(set(inputs(t, d.page(edit).Body.String(), edit), "targetUrl", "nope"), "inLanguage", "english tongue")
	page := d.send(edit, fields...).Body.String()
	for _, field := range []string{"alignments[0].targetUrl", "inLanguage"} {
		for _, part := range []string{`href="#` + field + `"`, ` id="` + field + `"`, `id="` + field + `-fault"`} {
			if !strings.Contains(page, part) {
				t.Errorf("there is no %s in %s", part, regexp.MustCompile(`(?s)role="alert".*?</ul>`).FindString(page))
			}
		}
	}
	wholePage(t, edit, page)
}

// Links that are used up, or never were, say so before anything is typed.
func TestUsedLinks(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/confirm/never", "/reset/never"} {
		if got := d.public(path, "Accept", "text/html"); got.Code != http.StatusNotFound || strings.Contains(got.Body.String(), `type="password"`) || strings.Contains(got.Body.String(), `method="post" action="`+path) {
			t.Errorf("%s: status %d", path, got.Code)
		}
	}
}

// Whoever checks an award that was taken back reads when and why.
func TestWithdrawalIsTold(t *testing.T) {
	d := newDesk(t)
	if got := d.send(d.at("/awards/"+d.award+"/revoke"), "reason", "It was a granny knot."); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Code, got.Body)
	}
	credential := d.public("/awards/"+d.award+"/credential.json", "Accept", "*/*").Body.String()
	for where, page := range map[string]string{
		"the award": d.public("/awards/" + d.award).Body.String(), "the check": d.send("/verify", "text", credential).Body.String(),
	} {
		_, valid, _ := strings.Cut(page, "Is it still valid?")
		valid, _, _ = strings.Cut(valid, "</li>")
		for _, want := range []string{"It was withdrawn on ", "“It was a granny knot.”"} {
			if !strings.Contains(valid, want) {
				t.Errorf("%s does not say %q: %s", where, want, valid)
			}
		}
	}
}

// What is told of an award that was taken back is not told of a stranger's credential that
// has its id and is invalid, too.
func TestWithdrawalOfAStranger(t *testing.T) {
	d := newDesk(t)
	own := d.public("/awards/"+d.award+"/credential.json", "Accept", "*/*").Body.String()
	if got := d.send(d.at("/awards/"+d.award+"/revoke"), "reason", "It was a granny knot."); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Code, got.Body)
	}
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	id, method, err := did.KeyDID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonld.Parse([]byte(own), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	doc := v.Without("proof").With("issuer", v.Get("issuer").With("id", jsonld.NewString(id)))
	text, err := dataintegrity.Default().Sign(t.Context(), &jsonld.Processor{Contexts: jsonld.Pinned()}, doc.JSON(), "eddsa-rdfc-2022", key, dataintegrity.Options{VerificationMethod: method, Created: d.Now()})
	if err != nil {
		t.Fatal(err)
	}
	page := d.send("/verify", "text", string(text)).Body.String()
	_, valid, found := strings.Cut(page, "Is it still valid?")
	valid, _, _ = strings.Cut(valid, "</li>")
	if !found || strings.Contains(valid, "granny") {
		t.Errorf("it is told: %s", valid)
	}
}
