package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// ownBadge signs a badge with a key that is its own issuer's identifier, and
// returns its file.
func ownBadge(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	key, draft, badge := filepath.Join(dir, "key"), filepath.Join(dir, "draft.json"), filepath.Join(dir, "badge.json")
	if _, code := blazon(t, "keys", "new", "--suite", "eddsa-rdfc-2022", "-o", key); code != 0 {
		t.Fatalf("keys new: exit %d", code)
	}
	text := `{
		"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
		"id": "urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b11", "type": ["VerifiableCredential", "OpenBadgeCredential"],
		"issuer": {"id": "did:key:z6Mk", "type": ["Profile"], "name": "Harbour Scouts"}, "validFrom": "2026-01-01T00:00:00Z", "name": "Knot Tyer",
		"credentialSubject": {"id": "mailto:ada@school.example", "type": ["AchievementSubject"], "achievement": {
			"id": "urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b12", "type": ["Achievement"], "name": "Knot Tyer",
			"description": "Ties ten knots.", "criteria": {"narrative": "Tie **ten** knots."}}}}`
	if err := os.WriteFile(draft, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, code := blazon(t, "sign", "--key", key, "--set-issuer", draft)
	if code != 0 {
		t.Fatalf("sign: exit %d", code)
	}
	if err := os.WriteFile(badge, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	return badge
}

// nameClaimed is what is said of a badge whose issuer is known by a key alone.
const nameClaimed = "Unchanged and valid, but its issuer’s name is only claimed"

// A wire notes the requests of a browser.
type wire struct {
	mu       sync.Mutex
	requests []string // method, address and body
}

// tap notes what a browser sends from now on.
func tap(b *browser) *wire {
	b.t.Helper()
	w := new(wire)
	err := chromedp.Listen(b.ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.requests = append(w.requests, fmt.Sprintf("%s %s %+v", e.Request.Method, e.Request.URL, e.Request.PostDataEntries))
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.do("listen", func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		_, err = cdp.Call(ctx, t, network.Enable, network.EnableParams{})
		return none, err
	})
	return w
}

func (w *wire) sent() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.requests)
}

// TestLocal: a badge is judged on the reader's device, and nothing of it is sent.
func TestLocal(t *testing.T) {
	s := start(t)
	b := newBrowser(t)
	badge := ownBadge(t)
	b.open(s.base + "/verify")
	if !b.has("button[data-local]:not([hidden])") {
		t.Fatal("the page does not offer to check on this device; was the program made with `make build`?")
	}
	b.check("verify-form")
	w := tap(b)
	large := filepath.Join(t.TempDir(), "large.png")
	if err := os.WriteFile(large, make([]byte, 10<<20+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"": "Choose a file or paste the text", large: "larger than 10 MB"} {
		if file != "" {
			b.do("choose what is too large", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
		}
		b.do("check it here", chromedp.Click(chromedp.CSS("button[data-local]")), chromedp.WaitVisible(chromedp.CSS("#file-fault")))
		if got := b.text("#file-fault"); !strings.Contains(got, want) || !b.has(`#file[aria-invalid=true][aria-describedby~="file-fault"]`) || !b.has(`.notice[role=alert]:focus a[href="#file"]`) {
			t.Errorf("the field says %q, want %q; or it is not marked", got, want)
		}
		result(b, "forget the file", chromedp.Evaluate[string](`document.querySelector("input[type=file]").value = ""`))
	}
	b.check("verify-local-wrong")
	b.do("choose the badge", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{badge}))
	b.do("check it here", chromedp.Click(chromedp.CSS("button[data-local]")), chromedp.WaitVisible(chromedp.CSS("#verdict")))
	if got := b.text("#verdict"); got != nameClaimed {
		t.Errorf("the verdict is %q", got)
	}
	b.check("verify-local")

	changed, err := os.ReadFile(badge)
	if err != nil {
		t.Fatal(err)
	}
	b.fill("text", strings.Replace(string(changed), "ten knots", "two knots", 1))
	result(b, "forget the file", chromedp.Evaluate[string](`document.querySelector("input[type=file]").value = ""`))
	b.do("check the text here", chromedp.Click(chromedp.CSS("button[data-local]")), chromedp.WaitVisible(chromedp.CSS(".verdict.bad")))

	// A badge in the field of the address is a badge, too.
	result(b, "forget the text", chromedp.Evaluate[string](`document.getElementById("text").value = ""`))
	b.fill("address", strings.ReplaceAll(string(changed), "\n", " "))
	b.do("check the address here", chromedp.Click(chromedp.CSS("button[data-local]")), chromedp.WaitVisible(chromedp.CSS("#verdict")))
	if got := b.text("#verdict"); got != nameClaimed {
		t.Errorf("of the badge as an address the verdict is %q", got)
	}

	requests := w.sent()
	if len(requests) == 0 {
		t.Error("not even the program was asked for: the network is not seen")
	}
	for _, r := range requests {
		if !strings.HasPrefix(r, "GET "+s.base+"/static/") || strings.Contains(r, "Knot") || strings.Contains(r, "ada") {
			t.Errorf("the browser sent %s", r)
		}
	}
}

// refusing makes a server refuse what a page sends, and counts how often it is sent.
const refusing = `((status, kind, text) => {
	window.sent = 0;
	window.fetch = () => { window.sent++; return Promise.resolve(new Response(text, {status, headers: {"Content-Type": kind}})); };
	HTMLFormElement.prototype.submit = () => { window.sent++; };
	return "";
})(%d, %q, %q)`

// TestRefusedIsNotSentAgain: where the server has no room for a badge, the page says
// what the server said and sends it no second time.
func TestRefusedIsNotSentAgain(t *testing.T) {
	s := start(t)
	b := newBrowser(t)
	for _, tt := range []struct {
		status           int
		kind, text, want string
	}{
		{429, "application/problem+json", `{"detail": "Too many requests came from your network."}`, "Too many requests came from your network."},
		{503, "application/problem+json", `{"detail": "Many badges are being checked just now."}`, "Many badges are being checked just now."},
		{413, "text/html", `<main id="main"><div class="notice bad"><p><b>One</b></p><ul><li><a href="#file">The file is larger than 10 MB.</a></li></ul></div></main>`, "The file is larger than 10 MB."},
		{503, "text/plain", "proxy", "no room for it just now"},
	} {
		b.open(s.base + "/verify")
		result(b, "refuse", chromedp.Evaluate[string](fmt.Sprintf(refusing, tt.status, tt.kind, tt.text)))
		b.fill("text", `{"@context": "https://w3id.org/openbadges/v2"}`)
		b.do("check it", chromedp.Click(chromedp.CSS(`form[action="/verify"] button.primary`)), chromedp.WaitVisible(chromedp.CSS("#verdict")))
		if got := b.text("main .notice"); !strings.Contains(got, tt.want) {
			t.Errorf("%d: the page says %q", tt.status, got)
		}
		if n := result(b, "count", chromedp.Evaluate[int](`window.sent`)); n != 1 {
			t.Errorf("%d: it was sent %d times", tt.status, n)
		}
		if got := result(b, "look into the field", chromedp.Evaluate[string](`document.querySelector("textarea[name=text]").value`)); got == "" {
			t.Errorf("%d: what was typed is lost", tt.status)
		}
	}
}

// endless makes a page's requests to one host be answered without end, and notes how
// much of an answer was taken at most. So that a page which takes all is not waited for
// without end either, an answer ends at 64 MB.
const endless = `(() => {
	const ask = window.fetch;
	window.most = 0;
	window.fetch = (url, options) => {
		if (!String(url).startsWith("https://endless.example/")) return ask(url, options);
		let taken = 0;
		return Promise.resolve(new Response(new ReadableStream({pull(stream) {
			taken += 1 << 16;
			window.most = Math.max(window.most, taken);
			stream.enqueue(new Uint8Array(1 << 16).fill(32));
			if (taken >= 64 << 20) stream.close();
		}}, {highWaterMark: 0}), {headers: {"Content-Type": "application/json"}}));
	};
	return "";
})()`

// TestLocalIsBounded: of an answer that does not end no more is taken than a document
// may have.
func TestLocalIsBounded(t *testing.T) {
	s := start(t)
	b := newBrowser(t)
	b.open(s.base + "/verify")
	result(b, "answer without end", chromedp.Evaluate[string](endless))
	b.fill("text", `{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://endless.example/award", "recipient": {"type": "email", "hashed": false, "identity": "ada@school.example"},
		"issuedOn": "2026-01-01T00:00:00Z", "badge": "https://endless.example/badge", "verification": {"type": "HostedBadge"}}`)
	b.do("check it here", chromedp.Click(chromedp.CSS("button[data-local]")), chromedp.WaitVisible(chromedp.CSS("#verdict")))
	if got := b.text("#verdict"); got != "We could not find out everything" {
		t.Errorf("the verdict is %q", got)
	}
	if got := result(b, "look how much was taken", chromedp.Evaluate[int](`window.most`)); got < 1<<16 || got > 5<<20+1<<17 {
		t.Errorf("%d bytes of one answer were taken", got)
	}
}

// paper looks at a report as it is printed: what is folded away stays so, and the day
// of the check is there.
func (b *browser) paper(t *testing.T) {
	t.Helper()
	media := func(name string) {
		b.do("media "+name, func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
			_, err = cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: name})
			return none, err
		})
	}
	shown := func() string {
		return result(b, "look at the report", chromedp.Evaluate[string](
			`[document.querySelector("#result details table"), document.querySelector("#result > section time")].map(e => e.checkVisibility()).join()`))
	}
	media("print")
	if got := shown(); got != "false,true" {
		t.Errorf("on paper the part for experts and the day of the check are shown: %s", got)
	}
	result(b, "open it", chromedp.Evaluate[string](`document.querySelector("#result > details").open = true; ""`))
	if got := shown(); got != "true,true" {
		t.Errorf("on paper, when it was opened: %s", got)
	}
	media("")
}

// TestKeptReport: a visitor has a report kept, passes it on, and deletes it.
func TestKeptReport(t *testing.T) {
	s := start(t)
	b := newBrowser(t)
	if got := verifyFile(b, s, ownBadge(t)); got != nameClaimed {
		t.Fatalf("the verdict is %q", got)
	}
	b.check("verify-result")
	b.paper(t)
	b.press(`form[action="/checks"] button`)
	b.check("report-kept")
	address := result(b, "read the address", chromedp.Value(chromedp.CSS("#kept-address")))
	remove := result(b, "read the other", chromedp.Value(chromedp.CSS("#kept-remove")))

	other := newBrowser(t)
	other.open(address)
	if got := other.text("#verdict"); got != nameClaimed {
		t.Errorf("the kept report says %q", got)
	}
	if !other.has(`meta[name=robots][content=noindex]`) || other.has(`form[action="/checks"]`) {
		t.Error("the page is for search engines, or offers to be kept again")
	}
	other.check("report")
	other.open(remove)
	other.check("report-delete")
	other.press("button.danger")
	if status, _, _ := get(t, address, "text/html"); status != http.StatusNotFound {
		t.Errorf("after it was deleted: status %d", status)
	}
}

// TestProgress: while an issuer is slow, the page says what it waits for, with
// and without scripts.
func TestProgress(t *testing.T) {
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(3 * time.Second):
		case <-r.Context().Done():
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(slow.Close)
	s := start(t, "--allow-private")
	for kind, want := range map[string][2]string{
		"text/html":         {"/slow-badge", `id="verdict"`},
		"text/event-stream": {`"url":"` + slow.URL + `/slow-badge","answered":false`, "event: report"},
	} {
		form := url.Values{"address": {slow.URL + "/slow-badge"}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/verify", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": kind, "Origin": s.base, "Sec-Fetch-Site": "same-origin"} {
			req.Header.Set(name, value)
		}
		begun := time.Now()
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var asked, told time.Duration
		var page strings.Builder
		piece := make([]byte, 32<<10)
		for err == nil {
			var n int
			n, err = resp.Body.Read(piece)
			page.Write(piece[:n])
			if asked == 0 && strings.Contains(page.String(), want[0]) {
				asked = time.Since(begun)
			}
			if told == 0 && strings.Contains(page.String(), want[1]) {
				told = time.Since(begun)
			}
		}
		_ = resp.Body.Close()
		if asked == 0 || told < 2*time.Second || asked > told-time.Second {
			t.Errorf("%s: asked after %s, told after %s (status %d)", kind, asked, told, resp.StatusCode)
		}
	}

	b := newBrowser(t)
	b.open(s.base + "/verify")
	b.fill("address", slow.URL+"/badge")
	b.do("check", chromedp.Click(chromedp.CSS(`form[action="/verify"] button.primary`)), chromedp.WaitVisible(chromedp.CSS(".progress li")))
	b.picture("verify-progress")
	b.checkAxe("progress")
	b.do("wait", chromedp.WaitVisible(chromedp.CSS("#verdict")))
	b.check("verify-unknown")
}
