package words

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/a-h/templ"
)

// catalogue is one of two languages, of which Polish has three plural forms and
// not every message.
func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := load(fstest.MapFS{
		"messages/site.en.json": {Data: []byte(`{
			"hello": "Hello {{.Name}}", "only": "Only English",
			"files": {"one": "{{.Count}} file", "other": "{{.Count}} files"}}`)},
		"messages/site.pl.json": {Data: []byte(`{
			"hello": "Cześć {{.Name}}",
			"files": {"one": "{{.Count}} plik", "few": "{{.Count}} pliki", "many": "{{.Count}} plików", "other": "{{.Count}} pliku"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSay(t *testing.T) {
	c := catalogue(t)
	en, pl := c.For("en-GB,en;q=0.8"), c.For("pl-PL, de;q=0.5")
	for _, tt := range []struct{ got, want string }{
		{en.T("hello", "Name", "Ada"), "Hello Ada"},
		{pl.T("hello", "Name", "Ada"), "Cześć Ada"},
		{pl.T("only"), "Only English"},
		{c.For("xx, *").T("only"), "Only English"},
		{c.For("").T("only"), "Only English"},
		{c.For(strings.Repeat("pl,", 5000)).T("only"), "Only English"},
		{en.T("nothing"), "nothing"},
		{en.N("nothing", 3), "nothing"},
		{en.T("hello"), "Hello {{.Name}}"},
		// A value is no text: what is in it is not filled in again.
		{en.T("hello", "Name", "{{.Name}}"), "Hello {{.Name}}"},
		{en.N("files", 0), "0 files"},
		{en.N("files", 1), "1 file"},
		{pl.N("files", 1), "1 plik"},
		{pl.N("files", 3), "3 pliki"},
		{pl.N("files", 12), "12 plików"},
		{Words{}.T("hello"), "hello"},
	} {
		if tt.got != tt.want {
			t.Errorf("said %q, want %q", tt.got, tt.want)
		}
	}
	if !pl.Has("only") || pl.Has("nothing") {
		t.Error("Has is wrong")
	}
}

func TestRich(t *testing.T) {
	var b strings.Builder
	if err := catalogue(t).For("en").Rich("hello", "Name", templ.Raw("<b>Ada</b>")).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if b.String() != "Hello <b>Ada</b>" {
		t.Errorf("said %q", b.String())
	}
}

func TestDates(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	ws := c.For("en")
	if got := ws.Day(time.Date(2026, 5, 1, 23, 30, 0, 0, time.UTC)); got != "1 May 2026" {
		t.Errorf("a day is %q", got)
	}
	if got := ws.Size(3 << 19); got != "1.5 MB" {
		t.Errorf("a size is %q", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, text := range map[string]string{"messages/a.en.json": `{"x": 1}`, "messages/a.english-tongue.json": `{}`} {
		if _, err := load(fstest.MapFS{name: {Data: []byte(text)}}); err == nil {
			t.Errorf("%s: %s was read", name, text)
		}
	}
}
