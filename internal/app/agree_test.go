package app_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"blazon"
	"blazon/internal/app/apptest"
	"blazon/internal/keyring"
	"blazon/vc"
)

// forms are the ways in which one award is had, below its address.
var forms = []string{"/credential.json", "/credential.jwt", "/badge.png", "/badge.svg", "ob2"}

// An asked is a site with an award, of which everyone is asked what it is.
type asked struct {
	*apptest.Site
	token, session, issuer, award string
}

// a key of the issuer that signs now.
func (a asked) key(t *testing.T, p keyring.Purpose, kind keyring.Kind) string {
	t.Helper()
	keys, err := a.Issuers.SigningKeys(t.Context(), a.Owner.ID, a.issuer)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if k.Purpose == p && k.Kind == kind && k.State == keyring.Active {
			return k.ID
		}
	}
	t.Fatalf("no %s key signs for %s", kind, p)
	return ""
}

func (a asked) rotate(t *testing.T, p keyring.Purpose, kind keyring.Kind) string {
	t.Helper()
	key := a.key(t, p, kind)
	if _, err := a.Issuers.RotateKey(t.Context(), a.Owner.ID, a.issuer, key); err != nil {
		t.Fatal(err)
	}
	return key
}

func (a asked) withdraw(t *testing.T, key string) {
	t.Helper()
	if err := a.Issuers.CompromiseKey(t.Context(), a.Owner.ID, a.issuer, key); err != nil {
		t.Fatal(err)
	}
}

func (a asked) revoke(t *testing.T) {
	t.Helper()
	if _, err := a.Awarder.Revoke(t.Context(), a.Owner.ID, a.award, "A mistake."); err != nil {
		t.Fatal(err)
	}
}

// path is where a form of the award is.
func (a asked) path(form string) string {
	if form == "ob2" {
		return "/ob2/awards/" + a.award
	}
	return "/awards/" + a.award + form
}

// verdict judges a form as the site gives it out, after change. The oldest
// standard has what is taken back answer 410, which is what is judged there.
func (a asked) verdict(t *testing.T, form string, change func([]byte) []byte) *vc.Report {
	t.Helper()
	got := a.Do(apptest.Call{Path: a.path(form)})
	if got.Code != http.StatusOK && got.Code != http.StatusGone {
		t.Fatalf("%s: status %d: %.300s", form, got.Code, got.Body)
	}
	r, err := blazon.Verify(t.Context(), a.Verifier, change(got.Body.Bytes()), vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// chips returns the words in the chips of a page.
func (a asked) chips(t *testing.T, path, session string) string {
	t.Helper()
	got := a.Do(apptest.Call{Path: path, Session: session, Header: map[string]string{"Accept": "text/html"}})
	if got.Code != http.StatusOK {
		t.Fatalf("%s: status %d: %.300s", path, got.Code, got.Body)
	}
	root, err := html.Parse(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for n := range root.Descendants() {
		for _, at := range n.Attr {
			if at.Key == "class" && strings.HasPrefix(at.Val+" ", "chip ") && n.FirstChild != nil {
				words = append(words, strings.TrimSpace(n.FirstChild.Data))
			}
		}
	}
	return strings.Join(words, "|")
}

// TestAllAgree asks everyone what an award is, in every state it can be in: each
// form of the badge as a stranger judges it, the program, the REST API, the list
// of the staff and the public page. There is one answer.
func TestAllAgree(t *testing.T) {
	const day = 24 * time.Hour
	badge, status := keyring.Badge, keyring.Status
	as := func(b []byte) []byte { return b }
	for _, tt := range []struct {
		name    string
		from    time.Duration // when it begins, after now
		until   time.Duration
		happens func(t *testing.T, a asked)
		// what the program and the API say, and whether the forms are valid
		status string
		valid  bool
		code   string // of the check that failed, where it is the same for all forms
		// the words that people see: the staff, and everybody
		staff, public string
	}{
		{name: "active", status: "active", valid: true, staff: "Mail on its way to the outbox", public: "Genuine and valid"},
		{name: "not yet", from: day, status: "notYet", code: vc.NotYetValid, staff: "Not valid yet", public: "Not valid yet"},
		{name: "its day has come", from: day, happens: func(_ *testing.T, a asked) { a.Pass(day) }, status: "active", valid: true, staff: "Mail on its way to the outbox", public: "Genuine and valid"},
		{name: "expired", until: day, happens: func(_ *testing.T, a asked) { a.Pass(day + time.Hour) }, status: "expired", code: vc.Expired, staff: "Expired", public: "Expired"},
		{name: "revoked", happens: func(t *testing.T, a asked) { a.revoke(t) }, status: "revoked", code: vc.StatusRevoked, staff: "Withdrawn", public: "Withdrawn"},
		{name: "revoked and expired", until: day, happens: func(t *testing.T, a asked) { a.revoke(t); a.Pass(2 * day) }, status: "revoked", staff: "Withdrawn", public: "Withdrawn"},
		{
			name: "badge keys replaced", happens: func(t *testing.T, a asked) {
				a.rotate(t, badge, keyring.Ed25519)
				a.rotate(t, badge, keyring.RSA2048)
				a.rotate(t, badge, keyring.P256)
			},
			status: "active", valid: true, staff: "Mail on its way to the outbox", public: "Genuine and valid",
		},
		{
			name: "badge key withdrawn", happens: func(t *testing.T, a asked) { a.withdraw(t, a.key(t, badge, keyring.Ed25519)) },
			status: "keyWithdrawn", staff: "Invalid: its key was withdrawn", public: "Invalid: its key was withdrawn",
		},
		{
			name: "key of the token withdrawn", happens: func(t *testing.T, a asked) { a.withdraw(t, a.key(t, badge, keyring.RSA2048)) },
			status: "keyWithdrawn", staff: "Invalid: its key was withdrawn", public: "Invalid: its key was withdrawn",
		},
		{
			name: "badge key replaced, then withdrawn", happens: func(t *testing.T, a asked) { a.withdraw(t, a.rotate(t, badge, keyring.Ed25519)) },
			status: "keyWithdrawn", staff: "Invalid: its key was withdrawn", public: "Invalid: its key was withdrawn",
		},
		{
			name: "a key withdrawn that signed nothing", happens: func(t *testing.T, a asked) { a.withdraw(t, a.key(t, badge, keyring.P256)) },
			status: "active", valid: true, staff: "Mail on its way to the outbox", public: "Genuine and valid",
		},
		{
			name: "status key replaced", happens: func(t *testing.T, a asked) { a.rotate(t, status, keyring.Ed25519) },
			status: "active", valid: true, staff: "Mail on its way to the outbox", public: "Genuine and valid",
		},
		{
			name: "status key withdrawn", happens: func(t *testing.T, a asked) { a.withdraw(t, a.key(t, status, keyring.Ed25519)) },
			status: "active", valid: true, staff: "Mail on its way to the outbox", public: "Genuine and valid",
		},
		{
			name: "status key replaced, then withdrawn", happens: func(t *testing.T, a asked) { a.withdraw(t, a.rotate(t, status, keyring.Ed25519)) },
			status: "active", valid: true, staff: "Mail on its way to the outbox", public: "Genuine and valid",
		},
		{
			name: "revoked, then the status key withdrawn", happens: func(t *testing.T, a asked) {
				a.revoke(t)
				a.withdraw(t, a.key(t, status, keyring.Ed25519))
			},
			status: "revoked", code: vc.StatusRevoked, staff: "Withdrawn", public: "Withdrawn",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newAsked(t, tt.from, tt.until)
			for _, form := range forms { // which makes the site keep a status list
				a.verdict(t, form, as)
			}
			if tt.happens != nil {
				tt.happens(t, a)
			}
			a.token, a.session = a.Token(a.Owner), a.Session(a.Owner) // the old ones may have ended
			for _, form := range forms {
				r := a.verdict(t, form, as)
				if (r.Verdict == vc.Valid) != tt.valid || r.Verdict == vc.Indeterminate {
					t.Errorf("%s is %s: %+v", form, r.Verdict, r.Checks)
				}
				if tt.code != "" && !failed(r, tt.code) {
					t.Errorf("%s does not say %s: %+v", form, tt.code, r.Checks)
				}
				// Of what a stranger has changed nothing is valid, ever.
				if r := a.verdict(t, form, tampered); r.Verdict == vc.Valid {
					t.Errorf("%s is valid with another name in it", form)
				}
			}
			aw, err := a.Awarder.Public(t.Context(), a.award)
			if err != nil {
				t.Fatal(err)
			}
			if got := a.Awarder.Status(aw); got != tt.status {
				t.Errorf("the program says %q, want %q", got, tt.status)
			}
			if got := a.Do(apptest.Call{Path: "/api/v1/awards/" + a.award, Token: a.token}).Want(http.StatusOK)["status"]; got != tt.status {
				t.Errorf("the API says %q, want %q", got, tt.status)
			}
			for _, filter := range []string{"active", "notYet", "expired", "revoked", "keyWithdrawn"} {
				list := a.Do(apptest.Call{Path: "/api/v1/issuers/" + a.issuer + "/awards?status=" + filter, Token: a.token}).Want(http.StatusOK)
				if found := len(list["items"].([]any)) == 1; found != (filter == tt.status) {
					t.Errorf("the list of those that are %s: %v", filter, list["items"])
				}
			}
			if got := a.chips(t, "/workspace/"+a.issuer+"/awards", a.session); got != tt.staff {
				t.Errorf("the staff sees %q, want %q", got, tt.staff)
			}
			if got := a.chips(t, "/awards/"+a.award, ""); got != tt.public {
				t.Errorf("everybody sees %q, want %q", got, tt.public)
			}
		})
	}
}

// newAsked makes a site with one award.
func newAsked(t *testing.T, from, until time.Duration) asked {
	t.Helper()
	s := apptest.New(t)
	a := asked{Site: s, token: s.Token(s.Owner)}
	post := func(path string, body any) string {
		id, _ := s.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: a.token, JSON: body}).Want(http.StatusCreated)["id"].(string)
		return id
	}
	a.issuer = post("/api/v1/issuers", object{"name": "Harbour Scouts"})
	achievement := post("/api/v1/issuers/"+a.issuer+"/achievements", object{"name": "Knot Tyer", "description": "Ties ten knots.", "criteria": "Tie ten knots."})
	body := object{"recipient": object{"email": "ada@school.example"}, "narrative": "Tied ten knots."}
	if from > 0 {
		body["validFrom"] = s.Now().Add(from)
	}
	if until > 0 {
		body["validUntil"] = s.Now().Add(until)
	}
	a.award = post("/api/v1/achievements/"+achievement+"/awards", body)
	s.Pass(time.Second)
	return a
}

// failed reports whether a check, or one of what else was in the file, failed
// with a code.
func failed(r *vc.Report, code string) bool {
	for _, c := range r.Checks {
		if c.Code == code {
			return true
		}
	}
	return false
}

// tampered returns a badge in which somebody has changed a word, or a byte where
// words cannot be seen.
func tampered(b []byte) []byte {
	if hash := []byte("sha256$"); bytes.Contains(b, []byte("hosted")) || bytes.Contains(b, []byte("HostedBadge")) {
		// Open Badges 2.0: the narrative is that of the issuer's site, whatever a
		// copy says; whose badge it is must be the same.
		if i := bytes.Index(b, hash) + len(hash); i > len(hash) {
			out := bytes.Clone(b)
			out[i] = "10"[out[i]&1]
			return out
		}
	}
	if changed := bytes.ReplaceAll(b, []byte("Tied ten knots."), []byte("Tied two knots.")); !bytes.Equal(changed, b) {
		return changed
	}
	if parts := bytes.Split(b, []byte(".")); len(parts) == 3 { // a token
		i := len(parts[1]) / 2
		parts[1][i] = parts[1][i]%25 + 'a'
		return bytes.Join(parts, []byte("."))
	}
	out := bytes.Clone(b)
	if len(out) > 100 {
		out[len(out)/2] ^= 1
	}
	return out
}

// TestRenewOnThePage withdraws a key on the page of keys, which says first how
// much it signed, and has what it signed awarded again.
func TestRenewOnThePage(t *testing.T) {
	a := newAsked(t, 0, 0)
	a.session = a.Session(a.Owner)
	key := a.key(t, keyring.Badge, keyring.Ed25519)
	keys := "/workspace/" + a.issuer + "/keys"
	page := func() string {
		return a.Do(apptest.Call{Path: keys, Session: a.session, Header: map[string]string{"Accept": "text/html"}}).Body.String()
	}
	post := func(change string, status int) {
		t.Helper()
		got := a.Do(apptest.Call{Method: http.MethodPost, Path: keys + "/" + key + "/" + change, Session: a.session, Form: "sure=yes"})
		if got.Code != status {
			t.Fatalf("%s: status %d, want %d: %.300s", change, got.Code, status, got.Body)
		}
	}
	says := func(want ...string) {
		t.Helper()
		text := page()
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("the page does not say %q", w)
			}
		}
	}
	says("Valid badges signed with it: 1", "No badge has to be awarded again")
	if strings.Contains(page(), "Retire") {
		t.Error("a key can be retired")
	}
	post("retire", http.StatusNotFound)
	post("renew", http.StatusConflict)
	post("compromise", http.StatusSeeOther)
	says("awarded again: 0 of 1", "Award them again")
	post("renew", http.StatusSeeOther)

	do := a.Awarder.Jobs()["award.renew"]
	for range 2 {
		if err := do(t.Context(), []byte(`{"issuer":"`+a.issuer+`","key":"`+key+`","by":"`+a.Owner.ID+`"}`)); err != nil {
			t.Fatal(err)
		}
	}
	says("awarded again: 1 of 1")
	old, err := a.Awarder.Public(t.Context(), a.award)
	if err != nil || old.ReplacedBy == "" {
		t.Fatalf("it is %+v, %v", old, err)
	}
	got := a.Do(apptest.Call{Path: "/awards/" + a.award, Header: map[string]string{"Accept": "text/html"}}).Body.String()
	if !strings.Contains(got, `href="/awards/`+old.ReplacedBy+`"`) {
		t.Error("the old badge does not lead to the new one")
	}
	a.award = old.ReplacedBy
	for _, form := range forms {
		if r := a.verdict(t, form, func(b []byte) []byte { return b }); r.Verdict != vc.Valid {
			t.Errorf("%s of the new one is %s: %+v", form, r.Verdict, r.Checks)
		}
	}
}
