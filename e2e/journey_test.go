package e2e

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// password is that of everyone in these tests.
const password = "correct horse battery staple"

// TestMainJobByBrowser does what the README promises, as a person who has only a
// browser: set up, define a badge, award it, read the mail, look at the award,
// check it, revoke it. Every page on the way is looked at in every view.
func TestMainJobByBrowser(t *testing.T) {
	s := start(t)
	if s.setup == "" {
		t.Fatalf("no set-up link was printed\n%s", s.log)
	}
	b := newBrowser(t)

	// Set up with the link that was printed.
	b.open(s.setup)
	b.check("setup")
	b.fill("name", "Olive Owner")
	b.fill("email", "olive@harbourscouts.example")
	b.fill("password", password)
	b.press(`form[action^="/setup/"] button[type=submit]`)

	// An issuer.
	if !strings.Contains(b.url(), "/workspace/new") {
		b.open(s.base + "/workspace/new")
	}
	b.fill("name", "Harbour Scouts")
	b.fill("description", "A troop by the sea.")
	b.fill("url", "https://harbourscouts.example")
	b.fill("email", "hello@harbourscouts.example")
	b.check("issuer-new")
	b.press(`form[action="/workspace/new"] button.primary`)
	desk, ok := strings.CutPrefix(b.url(), s.base+"/workspace/")
	if !ok {
		t.Fatalf("after making the issuer the browser is at %s", b.url())
	}
	issuer, _, _ := strings.Cut(desk, "/")
	desk = s.base + "/workspace/" + issuer
	b.open(desk)
	b.check("workspace-empty")

	// A domain of its own, of which nobody has entered the record yet.
	b.open(desk + "/domain")
	b.check("domain-none")
	b.fill("host", "badges-of-all-who-learn.scouts-of-the-harbour-and-of-the-islands.harbourscouts.example")
	b.press(`form[action$="/domain"] button.primary`)
	b.check("domain-claimed")

	// A badge: saved as a draft, then published.
	b.open(desk + "/badges/new")
	b.fill("name", "Knot Tyer")
	b.fill("description", "Ties ten knots blindfold.")
	b.fill("criteria", "Tie **ten knots** blindfold in front of two scouts.")
	b.check("editor")
	b.press(`form[action$="/badges/new"] button.primary`)
	badge := b.url()
	b.check("badge-draft")
	b.press(`form[action$="/publish"] button[type=submit]`)
	b.check("badge")

	// An award.
	b.open(badge + "/award")
	b.fill("email", "ada@school.example")
	b.fill("name", "Ada Lovelace")
	b.fill("narrative", "Ada tied *twelve*.")
	b.fill("evidenceURL", "https://harbourscouts.example/ada")
	b.fill("evidenceName", "Film")
	b.check("give")
	b.press(`form[action$="/award"] button.primary`)
	staffAward := b.url()
	if !strings.HasPrefix(staffAward, desk+"/awards/") {
		t.Fatalf("after awarding the browser is at %s", staffAward)
	}
	b.check("staff-award")
	b.open(desk + "/awards")
	b.check("awards")
	b.open(desk + "/keys")
	b.check("keys")
	b.open(s.base + "/account")
	b.check("account")

	// The mail, in the outbox, has a link that works for someone without an account.
	link := awaitMail(t, b, s, "ada@school.example")
	ada := newBrowser(t)
	ada.open(link)
	if h := ada.text("h1"); !strings.Contains(h, "Knot Tyer") {
		t.Errorf("the award page is headed %q", h)
	}
	for _, want := range []string{"Harbour Scouts", "Ada Lovelace", "Ties ten knots blindfold.", "ten knots", "twelve", "Film"} {
		if text := ada.text("main"); !strings.Contains(text, want) {
			t.Errorf("the award page does not say %q", want)
		}
	}
	ada.check("award")
	for _, file := range []string{"badge.png", "badge.svg", "credential.json", "credential.jwt"} {
		if !ada.has(`a[href$="/` + file + `"]`) {
			t.Errorf("the award page offers no %s", file)
		}
	}

	// The verify button.
	ada.press(`a.primary[href^="/verify?address="]`)
	ada.check("verified")
	if h := ada.text("#verdict"); h == "" || !strings.Contains(strings.ToLower(ada.text("main")), "harbour scouts") {
		t.Errorf("the verdict page is headed %q", h)
	}
	genuine := ada.text("#verdict")

	// The downloaded picture is judged alike; a changed credential is not.
	dir := t.TempDir()
	award, _, _ := strings.Cut(link, "?")
	png := download(t, award+"/badge.png", filepath.Join(dir, "badge.png"))
	if got := verifyFile(ada, s, png); got != genuine {
		t.Errorf("the picture is %q, the page %q", got, genuine)
	}
	credential := download(t, award+"/credential.json", filepath.Join(dir, "credential.json"))
	text, err := os.ReadFile(credential)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(credential, []byte(strings.Replace(string(text), "twelve", "twenty", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := verifyFile(ada, s, credential); got == genuine {
		t.Errorf("a changed credential is %q", got)
	}
	ada.check("not-genuine")

	// Public pages.
	for name, path := range map[string]string{"home": "/", "issuers": "/issuers", "issuer": "/issuers/" + issuer, "verify": "/verify", "sign-in": "/sign-in", "lost": "/nothing"} {
		ada.open(s.base + path)
		ada.check(name)
	}

	// Revoke.
	b.open(staffAward)
	result(b, "open the form", chromedp.Evaluate[int](`document.querySelectorAll("details").forEach(d => d.open = true), 0`))
	b.fill("reason", "Awarded to the wrong Ada.")
	b.press(`form[action$="/revoke"] button.danger`)
	ada.open(award)
	if text := ada.text("main"); !strings.Contains(text, "Awarded to the wrong Ada.") {
		t.Errorf("the page of the revoked award does not say why: %s", text)
	}
	ada.check("revoked")
	ada.open(s.base + "/verify?address=" + url.QueryEscape(award))
	if got := ada.text("#verdict"); got == genuine {
		t.Errorf("the revoked award is %q", got)
	}
}

// awaitMail reads the outbox until there is a message to somebody, and returns
// the link in it.
func awaitMail(t *testing.T, b *browser, s *server, to string) string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		b.open(s.base + "/outbox")
		if !strings.Contains(b.text("main"), to) {
			continue
		}
		b.check("outbox")
		b.press(`a[href^="/outbox/"]`)
		b.check("letter")
		for _, word := range strings.Fields(b.text("main")) {
			if strings.HasPrefix(word, s.base+"/awards/") {
				return word
			}
		}
		t.Fatalf("there is no link in the mail: %s", b.text("main"))
	}
	t.Fatalf("no mail to %s arrived in the outbox", to)
	return ""
}

// verifyFile has the page check a file and returns the verdict.
func verifyFile(b *browser, s *server, path string) string {
	b.t.Helper()
	b.open(s.base + "/verify")
	b.do("choose "+path, chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{path}))
	b.do("check it", chromedp.Click(chromedp.CSS(`form[action="/verify"] button.primary`)), chromedp.WaitVisible(chromedp.CSS("#verdict")))
	return b.text("#verdict")
}

// download keeps what is at an address in a file and returns its path.
func download(t *testing.T, address, path string) string {
	t.Helper()
	status, _, body := get(t, address, "")
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d", address, status)
	}
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
