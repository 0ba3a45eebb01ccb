package web

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/design"
	"blazon/internal/keyring"
	"blazon/internal/web/words"
)

// catalogue returns the messages of the files, by id: a text, or one for each
// plural form.
func catalogue(t *testing.T) map[string]any {
	t.Helper()
	names, err := filepath.Glob("words/messages/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]any)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var some map[string]any
		if err := json.Unmarshal(data, &some); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for id, m := range some {
			if _, twice := all[id]; twice {
				t.Errorf("%s is in two files", id)
			}
			all[id] = m
		}
	}
	return all
}

// sources returns the text of every page, handler and script.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, pattern := range []string{"*.go", "*.templ", "part/*.go", "part/*.templ", "verdict/*.go", "verdict/*.templ", "words/*.go", "script/*.js"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(data)
		}
	}
	return all
}

// sayings finds where a message is said by its full id.
var sayings = regexp.MustCompile(`\b(?:(?:v|ws|words)\.(T|N|Rich)|[sS]\.(?:deskView|view)\(w, r,)\(? ?"([^"]+)"\s*([,)])`)

// leavings finds the notice that a page leaves for the next.
var leavings = regexp.MustCompile(`s\.done\([^\n]*, "([A-Za-z]+)"\)`)

// ids returns the messages whose ids are made of names while the program runs.
func ids() []string {
	var out []string
	add := func(prefix string, names ...string) {
		for _, n := range names {
			out = append(out, prefix+n)
		}
	}
	for _, s := range design.Shapes() {
		add("shape.", string(s))
	}
	for _, d := range design.Divisions() {
		add("division.", string(d))
	}
	for _, b := range design.Borders() {
		add("border.", string(b))
	}
	for _, c := range design.Charges() {
		add("charge.", string(c))
	}
	for _, c := range design.Tinctures() {
		add("tincture.", string(c))
	}
	for _, k := range []keyring.Kind{keyring.Ed25519, keyring.P256, keyring.RSA2048} {
		add("keys.kind.", string(k))
	}
	add("keys.purpose.", string(keyring.Badge), string(keyring.Status))
	add("scope.", account.Scopes()...)
	add("type.", achievement.Types()...)
	add("tone.", "good", "bad", "wait", "plain")
	add("result.", "pass", "fail", "warning", "skipped", "unknown")
	for _, v := range []string{"valid", "invalid", "indeterminate"} {
		add("verdict."+v, "", ".lead", ".word")
	}
	add("verdict.none", "", ".lead")
	add("verdict.differs", "", ".lead")
	add("verdict.valid", ".endorsement", ".record")
	add("verdict.invalid", ".endorsement", ".record")
	for _, q := range []string{"issuer", "unchanged", "valid", "recipient", "meaning"} {
		add("question.", q)
	}
	for _, m := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"} {
		add("date.month.", m)
	}
	for _, status := range []int{400, 401, 403, 404, 409, 410, 422, 429, 500, 503} {
		add("", titleOf(status))
	}
	return out
}

func TestMessagesAreThere(t *testing.T) {
	all := catalogue(t)
	there := func(where, id string, plural bool) {
		switch m := all[id].(type) {
		case nil:
			t.Errorf("%s: there is no message %s", where, id)
		case string:
			if plural {
				t.Errorf("%s: %s depends on a number and has one form", where, id)
			}
		case map[string]any:
			if !plural || m["one"] == nil || m["other"] == nil {
				t.Errorf("%s: %s has the forms %v", where, id, m)
			}
		}
	}
	for name, text := range sources(t) {
		for _, m := range sayings.FindAllStringSubmatch(text, -1) {
			there(name, m[2], m[1] == "N")
		}
		for _, m := range leavings.FindAllStringSubmatch(text, -1) {
			there(name, "notice."+m[1], false)
		}
	}
	for _, id := range ids() {
		there("made while running", id, false)
	}
}

// TestMessagesAreSaid finds messages that no page says. A page says a message if
// its id is in the source, or the beginning or the end from which it is made.
func TestMessagesAreSaid(t *testing.T) {
	var text strings.Builder
	for _, s := range sources(t) {
		text.WriteString(s)
	}
	source := text.String()
	made := ids()
	for id := range catalogue(t) {
		if strings.Contains(source, `"`+id+`"`) || slices.Contains(made, id) || strings.HasPrefix(id, "notice.") && strings.Contains(source, `"`+strings.TrimPrefix(id, "notice.")+`"`) {
			continue
		}
		if !composed(source, id) {
			t.Errorf("nothing says %s", id)
		}
	}
}

// composed reports whether id is put together: "drawing." + name, id + ".help",
// "keys." + change + ".do".
func composed(source, id string) bool {
	for i := range id {
		if id[i] != '.' || i == 0 {
			continue
		}
		if strings.Contains(source, `"`+id[:i+1]+`" +`) || strings.Contains(source, `"`+id[:i+1]+`"+`) {
			return true
		}
		end := `"` + id[i:] + `"`
		if (strings.Contains(source, "+ "+end) || strings.Contains(source, "+"+end)) && strings.Contains(source, `"`+id[:i]+`"`) {
			return true
		}
	}
	return false
}

// Every text can be said with what it is given, and asks for nothing else.
func TestMessagesAreComplete(t *testing.T) {
	all, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := all.For("en")
	for id, m := range catalogue(t) {
		texts := []string{}
		switch m := m.(type) {
		case string:
			texts = append(texts, m)
		case map[string]any:
			for _, form := range m {
				s, _ := form.(string)
				texts = append(texts, s)
			}
			for _, n := range []int{0, 1, 2, 500} {
				if got := w.N(id, n, "Version", "1", "Badge", "B"); got == id {
					t.Errorf("%s is not said of %d", id, n)
				}
			}
		}
		for _, s := range texts {
			if strings.Count(s, "{{") != strings.Count(s, "}}") || strings.TrimSpace(s) == "" {
				t.Errorf("%s: %q", id, s)
			}
		}
	}
	if got := w.T("date.day", "Day", 1, "Month", "May", "Year", 2026); got != "1 May 2026" {
		t.Errorf("a day is %q", got)
	}
}
