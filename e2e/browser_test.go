package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A browser is one person at one device: a Chromium with cookies of its own.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// newBrowser opens a browser with no cookies. It is closed with the test.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		skipOrFail(t, "chromium is not installed (Debian: apt-get install chromium)")
	}
	opts := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.WindowSize(1280, 900)}
	for _, f := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
		"disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars",
	} {
		opts = append(opts, chromedp.Flag(f, true))
	}
	opts = append(opts, chromedp.Flag("force-color-profile", "srgb"))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() { stop(); stopAlloc() })
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as this context
		t.Fatal(err)
	}
	return &browser{t, ctx}
}

// do runs browser actions or fails the test with what the page says.
func (b *browser) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.fail(what, err)
	}
}

// fail ends the test.
func (b *browser) fail(what string, err error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	url, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	b.t.Fatalf("%s: %v\nat %s\n%.1500s", what, err, url, text)
}

// result runs an action that returns something.
func result[T any](b *browser, what string, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	out, err := chromedp.Run(ctx, action)
	if err != nil {
		b.fail(what, err)
	}
	return out
}

// open goes to url.
func (b *browser) open(url string) {
	b.t.Helper()
	b.do("open "+url, chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("body")))
}

// fill types into the first field whose name attribute is name.
func (b *browser) fill(name, value string) {
	b.t.Helper()
	b.do("fill "+name, chromedp.SetValue(chromedp.CSS(fmt.Sprintf(`[name=%q]`, name)), value))
}

// press clicks the first thing that matches the CSS selector and waits for the
// page that follows.
func (b *browser) press(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.fail("press "+selector, err)
	}
}

// text returns what a reader sees of the first match of selector.
func (b *browser) text(selector string) string {
	b.t.Helper()
	return strings.TrimSpace(result(b, "read "+selector, chromedp.Text(chromedp.CSS(selector))))
}

// url returns where the browser is.
func (b *browser) url() string {
	b.t.Helper()
	return result(b, "read the address", chromedp.Location())
}

// has reports whether selector matches anything.
func (b *browser) has(selector string) bool {
	b.t.Helper()
	return result(b, "look for "+selector, chromedp.Evaluate[int](fmt.Sprintf("document.querySelectorAll(%q).length", selector))) > 0
}

// A view is a device and a colour scheme.
type view struct {
	name   string
	width  int64
	scheme string
}

// views are those every page must look right in.
var views = []view{
	{"phone-light", 390, "light"},
	{"phone-dark", 390, "dark"},
	{"desktop-light", 1280, "light"},
	{"desktop-dark", 1280, "dark"},
}

// see changes the device and the colour scheme.
func (b *browser) see(v view) {
	b.t.Helper()
	b.do("view "+v.name, chromedp.EmulateViewport(v.width, 900),
		func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
			_, err = cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: v.scheme},
				{Name: "prefers-reduced-motion", Value: "reduce"},
			}})
			return none, err
		})
}

// picturesDir, when set, receives a picture of every page in every view.
func picturesDir() string { return os.Getenv("BLAZON_PICTURES") }

// picture keeps a full-page picture when BLAZON_PICTURES names a folder.
func (b *browser) picture(name string) {
	b.t.Helper()
	dir := picturesDir()
	if dir == "" {
		return
	}
	png := result(b, "picture "+name, chromedp.FullScreenshot(100))
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // pictures to be looked at
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil { //nolint:gosec // as above
		b.t.Fatal(err)
	}
}

// axeFinding is one rule of axe-core that a page breaks.
type axeFinding struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// checkAxe runs axe-core on the page and fails for every finding.
func (b *browser) checkAxe(where string) {
	b.t.Helper()
	src, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		skipOrFail(b.t, "axe-core is not installed; run `npm ci` in e2e")
	}
	result(b, "load axe", chromedp.Evaluate[int](string(src)+"\n;0"))
	out := result(b, "axe on "+where, chromedp.Evaluate[string](
		`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations))`,
		chromedp.EvalAsValue, chromedp.EvalAwaitPromise))
	var findings []axeFinding
	if err := json.Unmarshal([]byte(out), &findings); err != nil {
		b.t.Fatal(err)
	}
	for _, f := range findings {
		for _, n := range f.Nodes {
			b.t.Errorf("%s: axe %s: %s\n  %s\n  %s", where, f.ID, f.Help, n.HTML, n.Summary)
		}
	}
}

// checkWidth fails when the page scrolls sideways.
func (b *browser) checkWidth(where string) {
	b.t.Helper()
	over := result(b, "measure", chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if over > 0 {
		wide := result(b, "find what is too wide", chromedp.Evaluate[string](
			`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth && !e.children.length).map(e => e.outerHTML.slice(0, 120)).slice(0, 5).join("\n")`))
		b.t.Errorf("%s scrolls sideways by %d px:\n%s", where, over, wide)
	}
}

// check looks at the page in every view: pictures, axe, width, also at 320 px.
func (b *browser) check(name string) {
	b.t.Helper()
	for _, v := range views {
		b.see(v)
		b.picture(name + "-" + v.name)
		b.checkAxe(name + " " + v.name)
		b.checkWidth(name + " " + v.name)
	}
	b.see(view{"narrow", 320, "light"})
	b.checkWidth(name + " at 320 px")
	b.see(views[2])
}
