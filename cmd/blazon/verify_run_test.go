package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"blazon/did"
	"blazon/internal/fetch"
	"blazon/vc"
)

// files makes files in a new directory and returns its path.
func files(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(`{"is": "no badge"}`), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func verifyWith(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	w := &world{ctx: t.Context(), in: strings.NewReader(in), out: &o, err: &e, now: time.Now}
	code = run(w, append([]string{"verify"}, args...))
	return code, o.String(), e.String()
}

// lineNames returns the second word of each line.
func lineNames(dir, out string) []string {
	var names []string
	for line := range strings.Lines(out) {
		name, _ := filepath.Rel(dir, strings.Fields(line)[1])
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

func TestVerifyDirectories(t *testing.T) {
	dir := files(t, "b.json", "a.png", "notes.txt", "sub/c.JWT", "sub/d.html")
	code, _, errs := verifyWith(t, "", dir)
	if code != exitUsage || !strings.Contains(errs, "--recursive") {
		t.Errorf("a directory without --recursive: %d %s", code, errs)
	}
	code, out, errs := verifyWith(t, "", "--recursive", dir)
	if want := []string{"a.png", "b.json", "sub/c.JWT"}; fmt.Sprint(lineNames(dir, out)) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", lineNames(dir, out), want)
	}
	if code != exitInvalid || !strings.Contains(errs, "3 badges: 0 valid, 3 invalid, 0 indeterminate") || !strings.Contains(errs, "3 UNSUPPORTED_FORMAT") && !strings.Contains(errs, "UNSUPPORTED_FORMAT") {
		t.Errorf("code %d, summary %s", code, errs)
	}
	code, out, _ = verifyWith(t, "", filepath.Join(dir, "*.json"))
	if code != exitInvalid || fmt.Sprint(lineNames(dir, out)) != "[b.json]" {
		t.Errorf("a pattern: %d %s", code, out)
	}
	code, out, errs = verifyWith(t, filepath.Join(dir, "b.json")+"\r\n\n"+filepath.Join(dir, "sub", "c.JWT"), "--files-from", "-", filepath.Join(dir, "a.png"))
	if want := []string{"a.png", "b.json", "sub/c.JWT"}; code != exitInvalid || fmt.Sprint(lineNames(dir, out)) != fmt.Sprint(want) {
		t.Errorf("a list: %d %v %s", code, lineNames(dir, out), errs)
	}
}

// TestVerifyPassedOver: what is not looked at in directories is counted, by its kind.
func TestVerifyPassedOver(t *testing.T) {
	dir := files(t, "a.json", "photo.JPG", "sub/b.jpg", "sub/c.webp", "README", "sub/deeper/LICENSE", "strange.a name that is no ending")
	for link, to := range map[string]string{"other.json": "a.json", "more": "sub", "gone.png": "nowhere"} {
		if err := os.Symlink(filepath.Join(dir, to), filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	start := filepath.Join(files(t), "start")
	if err := os.Symlink(dir, start); err != nil {
		t.Fatal(err)
	}
	const want = "\n9 were not looked at: 3 links, 2 .jpg, 1 .webp, 3 of other kinds. Name them by themselves, or with a pattern, to have them judged.\n"
	for name, args := range map[string][]string{"a directory": {"-r", dir}, "a link to it": {"-r", start}, "a pattern": {"-r", filepath.Dir(start) + "/st*"}, "a list": {"-r", "--files-from", "-"}} {
		if _, out, errs := verifyWith(t, start+"\n", args...); strings.Count(out, "\n") != 1 || !strings.Contains(errs, "1 badges: 0 valid") || !strings.HasSuffix(errs, want) {
			t.Errorf("%s: %s%s", name, out, errs)
		}
	}
	if _, _, errs := verifyWith(t, "", filepath.Join(dir, "*")); !strings.Contains(errs, "\n2 were not looked at: 2 directories.") {
		t.Errorf("a pattern without --recursive: %s", errs)
	}
	if code, _, errs := verifyWith(t, "", "-r", files(t, "b.txt")); code != exitIndeterminate || !strings.Contains(errs, "1 was not looked at: 1 .txt. Name it by itself") {
		t.Errorf("nothing else in it: %d %s", code, errs)
	}
	if _, _, errs := verifyWith(t, "", "-r", files(t, "a.json", "b.json")); strings.Contains(errs, "not looked at") {
		t.Errorf("nothing was passed over: %s", errs)
	}
}

// TestVerifyDataAddress: a badge that is written out in its address is judged as a
// file with it is, alone and among others.
func TestVerifyDataAddress(t *testing.T) {
	dir := files(t, "draft.json")
	draft, key, file := filepath.Join(dir, "draft.json"), filepath.Join(dir, "key"), filepath.Join(dir, "badge.json")
	if err := os.WriteFile(draft, []byte(`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
		"id":"urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b11","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",
		"issuer":{"id":"urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b13","type":["Profile"],"name":"Scouts"},"validFrom":"2026-01-01T00:00:00Z",
		"credentialSubject":{"id":"mailto:ada@school.example","type":["AchievementSubject"],"achievement":{"id":"urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b12",
		"type":["Achievement"],"name":"Knots","description":"Ties knots.","criteria":{"narrative":"Tie ten."}}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"keys", "new", "--suite", "eddsa-rdfc-2022", "-o", key}, {"sign", "--key", key, "--set-issuer", "-o", file, draft}} {
		var o, e bytes.Buffer
		if code := run(&world{ctx: t.Context(), in: strings.NewReader(""), out: &o, err: &e, now: time.Now}, args); code != exitOK {
			t.Fatalf("%v: %s", args, e.String())
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data := "data:application/json;base64," + base64.StdEncoding.EncodeToString(text)
	fileCode, fileOut, errs := verifyWith(t, "", file)
	if fileCode != exitOK {
		t.Fatalf("%s%s", fileOut, errs)
	}
	code, out, errs := verifyWith(t, "", data)
	if _, same, _ := strings.Cut(fileOut, "\n"); code != fileCode || !strings.HasSuffix(out, same) || !strings.Contains(out, "  data:application/json;base64,") {
		t.Errorf("%d %s%s, want %d %s", code, out, errs, fileCode, fileOut)
	}
	if first, _, _ := strings.Cut(out, "\n"); len(first) > 100 {
		t.Errorf("the whole address is printed: %s", first)
	}
	_, out, errs = verifyWith(t, data+"\n"+"data:,x*y[z", "--files-from", "-", data)
	if strings.Count(out, "  data:application/json;base64,") != 2 || strings.Count(out, "\n") != 3 || !strings.Contains(errs, "3 badges") {
		t.Errorf("among others: %s%s", out, errs)
	}
	if code, _, errs := verifyWith(t, "", "data:application/json;base64,%%%"); code != exitInvalid || strings.Contains(errs, "no file") {
		t.Errorf("a damaged one: %d %s", code, errs)
	}
}

// TestVerifyMisuse: only a badge that was judged is ever called invalid.
func TestVerifyMisuse(t *testing.T) {
	dir := files(t)
	damaged, empty := filepath.Join(files(t, "x.json"), "x.json"), filepath.Join(t.TempDir(), "index.json")
	if err := os.WriteFile(damaged, []byte(`{"is": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(empty, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"nothing", nil, exitUsage, "nothing to verify"},
		{"jobs", []string{"--jobs", "1000", "x"}, exitUsage, "--jobs"},
		{"two standard inputs", []string{"--files-from", "-", "-"}, exitUsage, "standard input"},
		{"offline and docs", []string{"--offline", "--docs", "x", "y"}, exitUsage, "its own documents"},
		{"an empty directory", []string{"--recursive", dir}, exitIndeterminate, "nothing to verify"},
		{"no such pattern", []string{filepath.Join(dir, "*.json")}, exitIndeterminate, "no file fits"},
		{"no such list", []string{"--files-from", filepath.Join(dir, "list")}, exitIndeterminate, "there is no list"},
		{"no such index", []string{"--docs", filepath.Join(dir, "a"), "x"}, exitIndeterminate, "there is no file"},
		{"no index", []string{"--docs", damaged, "x"}, exitIndeterminate, "not an index"},
		{"no such list of issuers", []string{"--trust", filepath.Join(dir, "a"), "x"}, exitIndeterminate, "there is no file"},
		{"no list of issuers", []string{"--trust", damaged, "x", "y"}, exitIndeterminate, "not a list of issuers"},
		{"a registry that is not there", []string{"--docs", empty, "--registry", "https://a.example/r=https://a.example", "x"}, exitIndeterminate, "could not be had"},
		{"no registry", []string{"--registry", "foo", "x"}, exitUsage, "write it as"},
		{"no port", []string{"--ports", "8443,https", "x"}, exitUsage, "--ports"},
		{"no such context", []string{"--context", "https://a.example/c=" + filepath.Join(dir, "a"), "x"}, exitUsage, "--context"},
		{"no such file", []string{filepath.Join(dir, "a")}, exitIndeterminate, "there is no file"},
		{"no such bundle", []string{"--offline", filepath.Join(dir, "a")}, exitIndeterminate, "there is no bundle"},
		{"no such file among others", []string{filepath.Join(dir, "a"), filepath.Join(dir, "b")}, exitIndeterminate, "2 could not be read"},
		{"a line without end", []string{"--files-from", "-"}, exitIndeterminate, "ends too early"},
		{"a line without end, behind a badge that is invalid", []string{"--files-from", "-", damaged}, exitInvalid, "ends too early"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, errs := verifyWith(t, strings.Repeat("x", 2*maxName), tt.args...)
			if code != tt.code || !strings.Contains(errs, tt.says) {
				t.Errorf("code %d, %s", code, errs)
			}
		})
	}
}

// Answers come in the order of the inputs, whichever is ready first, and no more
// are under way than there are workers and places to wait.
func TestVerifyOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, jobs = 500, 3
		var o, e bytes.Buffer
		w := &world{ctx: t.Context(), out: &o, err: &e, now: time.Now}
		c := &verifyCommand{Jobs: jobs}
		for i := range n {
			c.Inputs = append(c.Inputs, fmt.Sprintf("https://badges.example/%d", i))
		}
		var running, most atomic.Int64
		judge := func(ctx context.Context, name string) (*finding, error) {
			now := running.Add(1)
			defer running.Add(-1)
			if now > most.Load() {
				most.Store(now)
			}
			time.Sleep(time.Duration(len(o.Bytes())%7) * time.Millisecond)
			return &finding{name: name, report: vc.Refuse(vc.Strict, time.Now(), vc.MalformedInput, "")}, nil
		}
		names, total, err := c.names(w, nil)
		if err != nil || total != n {
			t.Fatal(total, err)
		}
		if err := c.runAll(w, judge, names, newSummary(w, total, nil)); !errors.Is(err, exit(exitInvalid)) {
			t.Fatal(err)
		}
		i := 0
		for line := range strings.Lines(o.String()) {
			if want := fmt.Sprintf("https://badges.example/%d", i); strings.Fields(line)[1] != want {
				t.Fatalf("line %d is %q", i, line)
			}
			i++
		}
		if i != n || most.Load() > jobs {
			t.Errorf("%d lines, %d at once", i, most.Load())
		}
	})
}

func TestVerifyInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var o, e bytes.Buffer
		w := &world{ctx: ctx, out: &o, err: &e, now: time.Now}
		c := &verifyCommand{Jobs: 2}
		judge := func(ctx context.Context, name string) (*finding, error) {
			if name == "3" {
				cancel()
			}
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(time.Second):
			}
			return &finding{name: name, report: vc.Refuse(vc.Strict, time.Now(), vc.MalformedInput, "")}, nil
		}
		names := func(yield func(string, error) bool) {
			for i := range 1000 {
				if !yield(fmt.Sprint(i), nil) {
					return
				}
			}
		}
		err := c.runAll(w, judge, names, newSummary(w, 1000, nil))
		if !errors.Is(err, exit(exitInvalid)) || !strings.Contains(e.String(), "interrupted") {
			t.Fatal(err, e.String())
		}
		if lines := strings.Count(o.String(), "\n"); lines > 4 {
			t.Errorf("%d lines", lines)
		}
	})
}

// A counting fetcher takes a second for each answer.
type counting struct {
	asked atomic.Int64
	err   error
}

func (c *counting) Fetch(ctx context.Context, url, _ string) (*did.Response, error) {
	c.asked.Add(1)
	select {
	case <-ctx.Done():
		return nil, &did.FetchError{URL: url, Err: ctx.Err()}
	case <-time.After(time.Second):
	}
	if c.err != nil {
		return nil, c.err
	}
	return &did.Response{URL: url, Status: 200, Body: []byte("answer")}, nil
}

func TestSharedFetcher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		site := &counting{}
		f := &sharedFetcher{next: site, now: time.Now}
		var wg sync.WaitGroup
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		wg.Go(func() {
			if _, err := f.Fetch(impatient, "https://a.example", "x"); err == nil {
				t.Error("an answer after the time was used up")
			}
		})
		synctest.Wait()
		for range 50 {
			wg.Go(func() {
				resp, err := f.Fetch(t.Context(), "https://a.example", "x")
				if err != nil || string(resp.Body) != "answer" {
					t.Error(resp, err)
				}
			})
		}
		wg.Wait()
		if n := site.asked.Load(); n != 2 {
			t.Errorf("asked %d times, want once for whoever went away and once for all others", n)
		}
		time.Sleep(sharedFor)
		if _, err := f.Fetch(t.Context(), "https://a.example", "x"); err != nil || site.asked.Load() != 3 {
			t.Errorf("after a minute: %v, asked %d times", err, site.asked.Load())
		}
		site.err = &did.FetchError{URL: "x", Err: errors.New("down")}
		for range 2 {
			if _, err := f.Fetch(t.Context(), "https://b.example", "x"); err == nil {
				t.Error("no error")
			}
		}
		if n := site.asked.Load(); n != 5 {
			t.Errorf("asked %d times; a failure must not be kept", n)
		}
	})
}

func TestFetchCacheBounds(t *testing.T) {
	c := newFetchCache()
	body := make([]byte, 512<<10)
	for i := range 1000 {
		if err := c.KeepFetched(t.Context(), fetch.Entry{URL: fmt.Sprint(i), Body: body}); err != nil {
			t.Fatal(err)
		}
		if c.bytes > maxCacheBytes {
			t.Fatalf("%d bytes", c.bytes)
		}
	}
	e, ok, err := c.Fetched(t.Context(), "999", "")
	if !ok || err != nil || e.URL != "999" {
		t.Error("the last one is gone")
	}
	if _, ok, _ := c.Fetched(t.Context(), "999", "other"); ok {
		t.Error("an answer to another request")
	}
}

func TestBar(t *testing.T) {
	var e bytes.Buffer
	now := time.Unix(1, 0)
	s := newSummary(&world{err: &e, now: func() time.Time { return now }}, 10, nil)
	if s.show(); e.Len() != 0 {
		t.Error("a bar where nobody watches")
	}
	s.terminal = true
	for range 5 {
		s.add(outcome{verdict: vc.Invalid, codes: []string{"B", "A", "B"}})
	}
	now = now.Add(time.Second)
	s.show()
	s.show() // too soon
	if got, want := e.String(), "\r\x1b[K[############............] 5 of 10, 5 not valid, 5 per second"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e.Reset()
	s.close()
	if got, want := e.String(), "\r\x1b[K5 badges: 0 valid, 5 invalid, 0 indeterminate; 1s, 5 per second\n       5 A\n       5 B\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLongIssuersAreShortened: a key as a DID is cut with a sign that it is.
func TestLongIssuersAreShortened(t *testing.T) {
	long := "did:jwk:" + strings.Repeat("a", 600)
	for in, want := range map[string]string{
		"The issuer, " + long + ", lists it.":   "The issuer, did:jwk:" + strings.Repeat("a", 48) + "…, lists it.",
		"The issuer, " + long[:200] + ", it.":   "The issuer, did:jwk:" + strings.Repeat("a", 48) + "…, it.",
		"The issuer, did:jwk:eyJ9, lists it.":   "The issuer, did:jwk:eyJ9, lists it.",
		"The issuer, did:key:z6Mk, lists aaaa.": "The issuer, did:key:z6Mk, lists aaaa.",
	} {
		if got := shortened(in); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestAbuse_XSS_09_FileNames: whatever a file is called, nothing in what is said of it is
// obeyed by a terminal, nor taken for a line of ours.
func TestAbuse_XSS_09_FileNames(t *testing.T) {
	const evil = "no\x1b[31m\u202eX\nblazon: all is valid"
	dir := files(t)
	loop := filepath.Join(dir, evil+".json") // a link to itself, of which the system says that it cannot be read
	if err := os.Symlink(filepath.Base(loop), loop); err != nil {
		t.Skip(err)
	}
	for name, tt := range map[string]struct {
		in   string
		args []string
	}{
		"one that is not there": {"", []string{evil}},
		"of several":            {"", []string{evil, evil + "2"}},
		"in a list":             {"no\x1b[31m\u202eX\n", []string{"--files-from", "-"}},
		"a list":                {"", []string{"--files-from", evil}},
		"a pattern":             {"", []string{evil + "*"}},
		"that cannot be read":   {"", []string{loop}},
		"of several, a link":    {"", []string{loop, loop}},
		"of a bundle":           {"", []string{"--offline", evil}},
		"of an index":           {"", []string{"--docs", evil, "x"}},
		"an option":             {"", []string{"--no\x1b[31m"}},
	} {
		code, out, errs := verifyWith(t, tt.in, tt.args...)
		if code == exitOK || strings.ContainsAny(out+errs, "\x1b\u202e") || strings.Contains("\n"+out+errs, "\nblazon: all is valid") {
			t.Errorf("%s: %d %q %q", name, code, out, errs)
		}
		if !strings.Contains(out+errs, `no\u001b[31m`) {
			t.Errorf("%s: what it is about is not said: %q %q", name, out, errs)
		}
	}
}
