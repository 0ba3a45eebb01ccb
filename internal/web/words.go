package web

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The catalogue of messages. A file is called area.language.json.
//
//go:embed messages/*.json
var messageFiles embed.FS

// loadMessages reads the catalogue.
func loadMessages() (*i18n.Bundle, error) {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(messageFiles, "messages/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := b.LoadMessageFileFS(messageFiles, name); err != nil {
			return nil, fmt.Errorf("messages: %w", err)
		}
	}
	return b, nil
}

// words says things in the language of a reader.
type words struct{ in *i18n.Localizer }

// newWords chooses a language from an Accept-Language header.
func newWords(b *i18n.Bundle, accept string) words {
	return words{i18n.NewLocalizer(b, accept)}
}

// T returns the message called id. Args are names and values in turn. A message
// that is missing is its own id, which a test finds.
func (ws words) T(id string, args ...any) string { return ws.say(id, nil, args) }

// N is T for a message that depends on a number, which it calls Count.
func (ws words) N(id string, n int, args ...any) string {
	return ws.say(id, n, append([]any{"Count", strconv.Itoa(n)}, args...))
}

func (ws words) say(id string, count any, args []any) string {
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		data[name] = args[i+1]
	}
	s, err := ws.in.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data, PluralCount: count})
	if err != nil {
		return id
	}
	return s
}

// has reports whether there is a message called id.
func (ws words) has(id string) bool {
	_, err := ws.in.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: map[string]any{}})
	return err == nil
}

// Rich is T for a message with components in it. Args are names and components
// (or strings) in turn.
func (ws words) Rich(id string, args ...any) templ.Component {
	parts := make(map[string]templ.Component, len(args)/2)
	plain := make([]any, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		c, ok := args[i+1].(templ.Component)
		if !ok {
			plain = append(plain, args[i], args[i+1])
			continue
		}
		mark := "\x00" + strconv.Itoa(i) + "\x00"
		parts[strconv.Itoa(i)] = c
		plain = append(plain, args[i], mark)
	}
	pieces := strings.Split(ws.T(id, plain...), "\x00")
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for n, piece := range pieces {
			if c := parts[piece]; n%2 == 1 && c != nil {
				if err := c.Render(ctx, w); err != nil {
					return err
				}
				continue
			}
			if _, err := io.WriteString(w, templ.EscapeString(piece)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Day returns the date of t, in UTC.
func (ws words) Day(t time.Time) string {
	t = t.UTC()
	return ws.T("date.day", "Day", t.Day(), "Month", ws.T("date.month."+strconv.Itoa(int(t.Month()))), "Year", t.Year())
}

// Moment returns the date of t and, unless it is the beginning of a day, the
// time, both in UTC and saying so.
func (ws words) Moment(t time.Time) string {
	t = t.UTC()
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return ws.T("date.wholeDay", "Day", ws.Day(t))
	}
	return ws.T("date.moment", "Day", ws.Day(t), "Time", t.Format("15:04"))
}

// Size returns how large a file is.
func (ws words) Size(bytes int) string {
	switch {
	case bytes >= 1<<20:
		return ws.T("size.mb", "N", strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64))
	case bytes >= 1<<10:
		return ws.T("size.kb", "N", bytes>>10)
	}
	return ws.T("size.b", "N", bytes)
}
