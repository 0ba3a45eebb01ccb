package e2e

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestAbuse_DID_10: somebody else makes an issuer whose name looks like one of the
// site. A check mark is refused; the host stands beside the name; the operator finds
// it, with the warning, and pauses it.
func TestAbuse_DID_10(t *testing.T) {
	s := start(t)
	olive, eve := newBrowser(t), newBrowser(t)

	olive.open(s.setup)
	olive.fill("name", "Olive Owner")
	olive.fill("email", "olive@harbourscouts.example")
	olive.fill("password", password)
	olive.press(`form[action^="/setup/"] button[type=submit]`)
	olive.open(s.base + "/workspace/new")
	olive.fill("name", "Harbour Scouts")
	olive.press(`form[action="/workspace/new"] button.primary`)

	// Somebody else registers; the mail is in the outbox.
	eve.open(s.base + "/register")
	eve.fill("name", "Eve Elsewhere")
	eve.fill("email", "eve@other.example")
	eve.fill("password", password)
	eve.press(`form[action="/register"] button[type=submit]`)
	link := ""
	for deadline := time.Now().Add(20 * time.Second); link == "" && time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		olive.open(s.base + "/outbox")
		if !olive.has(`main a[href^="/outbox/"]`) {
			continue
		}
		olive.press(`main a[href^="/outbox/"]`)
		link = result(olive, "find the link", chromedp.Evaluate[string](`(document.body.innerText.match(/https?:\/\/\S+\/confirm\/\S+/) || [""])[0]`))
	}
	eve.open(link)
	eve.press(`form[action^="/confirm/"] button[type=submit]`)
	if strings.Contains(eve.url(), "/sign-in") {
		eve.fill("email", "eve@other.example")
		eve.fill("password", password)
		eve.press(`form[action="/sign-in"] button[type=submit]`)
	}

	// A check mark is refused, and what was typed stays.
	eve.open(s.base + "/workspace/new")
	eve.fill("name", "Harbour Scouts ✔")
	eve.fill("description", "A troop by the sea.")
	eve.press(`form[action="/workspace/new"] button.primary`)
	if text := eve.text("main"); !strings.Contains(text, "check mark") {
		t.Errorf("a check mark is not refused: %.500s", text)
	}
	if got := result(eve, "read the form", chromedp.Evaluate[string](`document.querySelector('[name=name]').value + '|' + document.querySelector('[name=description]').value`)); got != "Harbour Scouts ✔|A troop by the sea." {
		t.Errorf("the form keeps %q", got)
	}
	eve.fill("name", "Наrbour Sсouts") // three letters are Cyrillic
	eve.press(`form[action="/workspace/new"] button.primary`)
	desk := eve.url()
	issuer := strings.TrimPrefix(desk, s.base+"/workspace/")
	issuer, _, _ = strings.Cut(issuer, "?")
	eve.check("workspace-unreviewed")
	eve.open(s.base + "/issuers/" + issuer)
	if text := eve.text("main header"); !strings.Contains(text, "localhost") {
		t.Errorf("the host does not stand beside the name: %q", text)
	}
	if got := eve.text("body"); strings.Contains(got, "✔") || strings.Contains(got, "✓") {
		t.Error("there is a check mark on the page of an issuer")
	}

	// It awards a badge: the host stands beside its name there, too, and where the badge
	// is checked.
	eve.open(s.base + "/workspace/" + issuer + "/badges/new")
	eve.fill("name", "Boat Builder")
	eve.fill("description", "Builds boats.")
	eve.fill("criteria", "Build a boat.")
	eve.press(`form[action$="/badges/new"] button.primary`)
	eve.press(`form[action$="/publish"] button[type=submit]`)
	badge := eve.url()
	give := func(email string) {
		eve.open(strings.Split(badge, "?")[0] + "/award")
		eve.fill("email", email)
		eve.fill("name", "Ada Lovelace")
		eve.press(`form[action$="/award"] button.primary`)
	}
	give("ada@school.example")
	award := result(eve, "find the public page", chromedp.Evaluate[string](`document.querySelector('a[href*="/awards/"]:not([href*="/workspace/"]), input[value*="/awards/"]').getAttribute("href") || document.querySelector('input[value*="/awards/"]').value`))
	if strings.HasPrefix(award, "/") {
		award = s.base + award
	}
	eve.open(award)
	if text := eve.text("main .who"); !strings.Contains(text, "at localhost") {
		t.Errorf("the page of the award: the issuer is %q", text)
	}
	eve.open(s.base + "/verify?address=" + url.QueryEscape(award))
	if text := eve.text("#result"); !strings.Contains(text, "localhost") || !strings.Contains(text, ", under the name “") {
		t.Errorf("the page of the check: %.600s", text)
	}

	// The operator.
	olive.open(s.base + "/workspace")
	olive.open(s.base + "/admin/issuers")
	olive.check("admin-issuers")
	if text := olive.text("main"); !strings.Contains(text, "looks like that of Harbour Scouts") || !strings.Contains(text, "several scripts") || !strings.Contains(text, "eve@other.example") {
		t.Errorf("the queue: %.1500s", text)
	}
	olive.press(`main .list a[href$="` + issuer + `"]`)
	olive.check("admin-issuer")
	olive.fill("reason", "The Harbour Scouts are somebody else.")
	olive.press(`form[action$="/hold"] button[type=submit]`)
	olive.check("admin-held")
	olive.open(s.base + "/admin/issuers")
	if text := olive.text("main"); !strings.Contains(text, "Nothing to review") {
		t.Errorf("the queue is not empty: %.500s", text)
	}
	olive.check("admin-empty")

	eve.open(desk)
	eve.check("workspace-held")
	give("bob@school.example")
	if text := eve.text("main"); !strings.Contains(text, "The Harbour Scouts are somebody else") || eve.text(`main h1`) == "" {
		t.Errorf("a paused issuer awards: %.800s", text)
	}
	if got := result(eve, "read the form", chromedp.Evaluate[string](`document.querySelector('[name=email]').value`)); got != "bob@school.example" {
		t.Errorf("the form keeps %q", got)
	}
	eve.open(s.base + "/workspace/" + issuer + "/badges/new")
	eve.fill("name", "Knot Tyer")
	eve.fill("description", "Ties ten knots.")
	eve.fill("criteria", "Tie ten knots.")
	eve.press(`form[action$="/badges/new"] button.primary`)
	eve.press(`form[action$="/publish"] button[type=submit]`)
	if text := eve.text("main"); !strings.Contains(text, "The Harbour Scouts are somebody else") {
		t.Errorf("a paused issuer publishes: %.800s", text)
	}
}
