package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
	"blazon/internal/mail"
	"blazon/internal/serve"
	"blazon/internal/web"
)

type object = apptest.Object

// A desk is a site on which the main job was done, and its owner's session.
type desk struct {
	*apptest.Site
	t                                 *testing.T
	session, token                    string
	issuer, achievement, draft, award string
}

// words are what newDesk writes into every field.
type words struct{ name, text, email string }

func newDesk(t *testing.T, with ...words) *desk {
	t.Helper()
	say := words{"Knot Tyer", "Ties **ten knots** blindfold.", "ada@school.example"}
	if len(with) > 0 {
		say = with[0]
	}
	s := apptest.New(t)
	d := &desk{Site: s, t: t, token: s.Token(s.Owner), session: s.Session(s.Owner)}
	d.issuer = d.make("/api/v1/issuers", object{"name": say.name, "description": say.text, "url": "https://harbourscouts.example", "email": "hello@harbourscouts.example"})
	badge := object{
		"name": say.name, "description": say.text, "criteria": object{"narrative": say.text}, "tags": []string{say.name}, "imageAlt": say.name,
		"alignments": []object{{"targetName": say.name, "targetUrl": "https://esco.example/1", "targetFramework": say.name, "targetCode": "S1"}},
	}
	d.achievement = d.make("/api/v1/issuers/"+d.issuer+"/achievements", badge)
	badge["draft"] = true
	d.draft = d.make("/api/v1/issuers/"+d.issuer+"/achievements", badge)
	d.award = d.make("/api/v1/achievements/"+d.achievement+"/awards", object{
		"recipient": object{"email": say.email, "name": say.name}, "narrative": say.text,
		"evidence": []object{{"url": "https://harbourscouts.example/film", "name": say.name, "description": say.text, "narrative": say.text}},
	})
	return d
}

func (d *desk) make(path string, body any) string {
	d.t.Helper()
	id, _ := d.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: d.token, JSON: body}).Want(http.StatusCreated)["id"].(string)
	return id
}

// page asks for a page as the owner.
func (d *desk) page(path string) apptest.Answer {
	d.t.Helper()
	return d.Do(apptest.Call{Path: path, Session: d.session, Header: map[string]string{"Accept": "text/html"}})
}

// public asks for a page as nobody.
func (d *desk) public(path string, header ...string) apptest.Answer {
	d.t.Helper()
	h := map[string]string{"Accept": "text/html"}
	for i := 0; i+1 < len(header); i += 2 {
		h[header[i]] = header[i+1]
	}
	return d.Do(apptest.Call{Path: path, Header: h})
}

// send sends a form as the owner. Fields are names and values in turn.
func (d *desk) send(path string, fields ...string) apptest.Answer {
	d.t.Helper()
	return d.Do(apptest.Call{Method: http.MethodPost, Path: path, Session: d.session, Form: formOf(fields), Header: map[string]string{"Accept": "text/html"}})
}

func formOf(fields []string) string {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return v.Encode()
}

// desk is the beginning of the addresses of the workspace.
func (d *desk) at(path string) string { return "/workspace/" + d.issuer + path }

// count returns how many awards there are.
func (d *desk) count() int {
	d.t.Helper()
	n, _ := d.Do(apptest.Call{Path: "/api/v1/issuers/" + d.issuer + "/awards", Token: d.token}).Want(http.StatusOK)["total"].(float64)
	return int(n)
}

var pathPart = regexp.MustCompile(`\{[^}]*\}`)

// fill writes the names of what is on the desk into the path of a route.
func (d *desk) fill(path string) string {
	parts := map[string]string{
		"issuer": d.issuer, "achievement": d.achievement, "award": d.award, "n": "1", "file": "credential.json", "$": "",
	}
	return pathPart.ReplaceAllStringFunc(path, func(p string) string {
		if value, ok := parts[strings.Trim(p, "{}")]; ok {
			return value
		}
		return "nothing"
	})
}

// routes are those of the pages.
func routes() []serve.Route {
	return (&web.Server{Outbox: &mail.Outbox{}}).Routes()
}

// hidden returns the value of a hidden field of a page.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`<input type="hidden" name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no hidden field %s", name)
	}
	return m[1]
}
