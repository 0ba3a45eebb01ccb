package api_test

import (
	"net/http"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
)

type object = apptest.Object

// A desk is a site with an issuer, an achievement and an award of its owner.
type desk struct {
	*apptest.Site
	t                          *testing.T
	token                      string
	issuer, achievement, award string
}

// Do sends c, and holds the answer to what the OpenAPI document says of it.
func (d *desk) Do(c apptest.Call) apptest.Answer {
	d.t.Helper()
	got := d.Site.Do(c)
	if strings.HasPrefix(c.Path, "/api/v1/") {
		checkDescribed(d.t, described(d.t, d.Site), c, got)
	}
	return got
}

// newDesk does the main job by REST.
func newDesk(t *testing.T) *desk {
	t.Helper()
	s := apptest.New(t)
	d := &desk{Site: s, t: t, token: s.Token(s.Owner)}
	d.furnish()
	return d
}

// of is the same site for someone else, with an issuer of their own.
func (d *desk) of(email string) *desk {
	d.t.Helper()
	other := &desk{Site: d.Site, t: d.t, token: d.Token(d.Person(email, "Someone Else"))}
	other.furnish()
	return other
}

func (d *desk) furnish() {
	d.t.Helper()
	d.issuer = d.id(d.post("/api/v1/issuers", object{"name": "Harbour Scouts", "url": "https://harbourscouts.example", "email": "hello@harbourscouts.example"}).Want(http.StatusCreated))
	d.achievement = d.id(d.post("/api/v1/issuers/"+d.issuer+"/achievements", knots()).Want(http.StatusCreated))
	d.award = d.id(d.post("/api/v1/achievements/"+d.achievement+"/awards", ada()).Want(http.StatusCreated))
}

// knots is an achievement, ada an award.
func knots() object {
	return object{
		"name": "Knot Tyer", "description": "Ties ten knots blindfold.",
		"criteria": object{"narrative": "Tie **ten knots** blindfold."},
	}
}

func ada() object {
	return object{"recipient": object{"email": "ada@school.example", "name": "Ada Lovelace"}}
}

// key returns the key that signs the badges of an issuer as JSON, or did.
func (d *desk) key(issuer string) string {
	d.t.Helper()
	items, _ := d.get("/api/v1/issuers/" + issuer + "/keys").Want(http.StatusOK)["items"].([]any)
	for _, item := range items {
		if k, _ := item.(object); k["purpose"] == "badge" && k["kind"] == "ed25519" {
			return d.id(k)
		}
	}
	d.t.Fatalf("no key in %v", items)
	return ""
}

// withdraw withdraws the key that signed the award of the desk, which people do on
// a page, and returns it.
func (d *desk) withdraw() string {
	d.t.Helper()
	key := d.key(d.issuer)
	if err := d.Issuers.CompromiseKey(d.t.Context(), d.Owner.ID, d.issuer, key); err != nil {
		d.t.Fatal(err)
	}
	return key
}

func (d *desk) id(o object) string {
	d.t.Helper()
	id, _ := o["id"].(string)
	if id == "" {
		d.t.Fatalf("there is no id in %v", o)
	}
	return id
}

// post and get call with the token of the desk.
func (d *desk) post(path string, body any, header ...string) apptest.Answer {
	d.t.Helper()
	return d.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: d.token, JSON: body, Header: pairs(header)})
}

func (d *desk) get(path string) apptest.Answer {
	d.t.Helper()
	return d.Do(apptest.Call{Path: path, Token: d.token})
}

func pairs(list []string) map[string]string {
	m := make(map[string]string)
	for i := 0; i+1 < len(list); i += 2 {
		m[list[i]] = list[i+1]
	}
	return m
}

// count returns how many awards the issuer of the desk has made.
func (d *desk) count() int {
	d.t.Helper()
	total, _ := d.get("/api/v1/issuers/" + d.issuer + "/awards").Want(http.StatusOK)["total"].(float64)
	return int(total)
}
