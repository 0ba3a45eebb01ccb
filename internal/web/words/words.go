// Package words says things to people in their language.
//
// Text for people is in messages/*.json and nowhere else, so another language
// is only more files. A file is called area.language.json and has a text for
// each message, or one for each plural form of it. {{.Name}} in a text is the
// value called Name.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed messages/*.json
var files embed.FS

// A Catalogue has every message in every language. One may be used by many
// goroutines.
type Catalogue struct {
	tags    []language.Tag // English first: it has every message
	matcher language.Matcher
	said    []map[string]message // by id, one map for each tag
}

// A message is a text for each plural form: "one", "few", "other" and so on.
// One that depends on no number has only "other".
type message map[string]string

// UnmarshalJSON reads a text, or one for each plural form.
func (m *message) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*m = message{"other": text}
		return nil
	}
	return json.Unmarshal(data, (*map[string]string)(m))
}

// Load reads the catalogue.
func Load() (*Catalogue, error) { return load(files) }

// load reads a catalogue from messages/*.json.
func load(from fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(from, "messages/*.json")
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	c := &Catalogue{}
	c.in(language.English)
	for _, name := range names {
		parts := strings.Split(name, ".")
		tag, err := language.Parse(parts[max(0, len(parts)-2)])
		if err != nil {
			return nil, fmt.Errorf("messages: %s: %w", name, err)
		}
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("messages: %w", err)
		}
		var some map[string]message
		if err := json.Unmarshal(data, &some); err != nil {
			return nil, fmt.Errorf("messages: %s: %w", name, err)
		}
		all := c.in(tag)
		for id, m := range some {
			all[id] = m
		}
	}
	c.matcher = language.NewMatcher(c.tags)
	return c, nil
}

// in returns the messages of a language, which are none yet for a new one.
func (c *Catalogue) in(tag language.Tag) map[string]message {
	for i, t := range c.tags {
		if t == tag {
			return c.said[i]
		}
	}
	c.tags, c.said = append(c.tags, tag), append(c.said, make(map[string]message))
	return c.said[len(c.said)-1]
}

// For returns the words of the language that suits an Accept-Language header
// best.
func (c *Catalogue) For(accept string) Words {
	_, i := language.MatchStrings(c.matcher, accept)
	return Words{c, i}
}

// Words say things in the language of one reader.
type Words struct {
	from     *Catalogue
	language int // in from
}

// find returns a message, in English where the language does not have it, and
// the language it is in.
func (ws Words) find(id string) (message, language.Tag) {
	if ws.from == nil {
		return nil, language.Und
	}
	if m := ws.from.said[ws.language][id]; m != nil {
		return m, ws.from.tags[ws.language]
	}
	return ws.from.said[0][id], ws.from.tags[0]
}

// T returns the message called id. Args are names and values in turn. A message
// that is missing is its own id, which a test finds.
func (ws Words) T(id string, args ...any) string {
	m, _ := ws.find(id)
	if text, ok := m["other"]; ok {
		return fill(text, args)
	}
	return id
}

// N is T for a message that depends on a number, which it calls Count.
func (ws Words) N(id string, n int, args ...any) string {
	m, tag := ws.find(id)
	text, ok := m[formOf(tag, n)]
	if !ok {
		text, ok = m["other"]
	}
	if !ok {
		return id
	}
	return fill(text, append([]any{"Count", n}, args...))
}

// formOf names the plural form of a number.
func formOf(tag language.Tag, n int) string {
	switch plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	case plural.Other:
	}
	return "other"
}

// fill puts values into a text. A name without a value stays as it is, which a
// test finds.
func fill(text string, args []any) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{{.")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}}")
		value, known := valueOf(name, args)
		if !closed || !known {
			b.WriteString("{{.")
			text = rest
			continue
		}
		b.WriteString(value)
		text = after
	}
}

// valueOf finds a value among names and values in turn.
func valueOf(name string, args []any) (string, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return fmt.Sprint(args[i+1]), true
		}
	}
	return "", false
}

// Has reports whether there is a message called id.
func (ws Words) Has(id string) bool {
	m, _ := ws.find(id)
	return m != nil
}

// Day returns the date of t, in UTC.
func (ws Words) Day(t time.Time) string {
	t = t.UTC()
	return ws.T("date.day", "Day", t.Day(), "Month", ws.T("date.month."+strconv.Itoa(int(t.Month()))), "Year", t.Year())
}

// Moment returns the date of t and, unless it is the beginning of a day, the
// time, both in UTC and saying so.
func (ws Words) Moment(t time.Time) string {
	t = t.UTC()
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return ws.T("date.wholeDay", "Day", ws.Day(t))
	}
	return ws.T("date.moment", "Day", ws.Day(t), "Time", t.Format("15:04"))
}

// Size returns how large a file is.
func (ws Words) Size(bytes int) string {
	switch {
	case bytes >= 1<<20:
		return ws.T("size.mb", "N", strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64))
	case bytes >= 1<<10:
		return ws.T("size.kb", "N", bytes>>10)
	}
	return ws.T("size.b", "N", bytes)
}
