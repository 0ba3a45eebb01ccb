package mail

import (
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"
)

// Letters are the texts of messages in one language: a file of templates in
// which each message NAME has "NAME.subject", "NAME.text" and "NAME.html". What
// is put into HTML is escaped.
type Letters struct {
	language string
	text     *texttemplate.Template
	html     *htmltemplate.Template
}

// MustLetters returns the texts in source, which are in a language (BCP 47). It
// panics if source is not a file of templates, which is a mistake of the caller.
func MustLetters(language, source string) *Letters {
	return &Letters{
		language: language,
		text:     texttemplate.Must(texttemplate.New("").Option("missingkey=error").Parse(source)),
		html:     htmltemplate.Must(htmltemplate.New("").Option("missingkey=error").Parse(source)),
	}
}

// Write returns m with the subject and both texts of the message called name,
// which say data.
func (l *Letters) Write(m Message, name string, data any) (Message, error) {
	var subject, text, html strings.Builder
	for _, err := range []error{
		l.text.ExecuteTemplate(&subject, name+".subject", data),
		l.text.ExecuteTemplate(&text, name+".text", data),
		l.html.ExecuteTemplate(&html, name+".html", data),
	} {
		if err != nil {
			return Message{}, fmt.Errorf("write message %s: %w", name, err)
		}
	}
	m.Subject = Fit(strings.Join(strings.Fields(subject.String()), " "), maxHeader)
	m.Text = strings.TrimSpace(text.String()) + "\n"
	m.HTML = fmt.Sprintf(frame, l.language, strings.TrimSpace(html.String()))
	return m, nil
}

// frame is around every message in HTML. It loads nothing, so that reading a
// message tells nobody that it was read. Programs that show mail in the dark and
// know of style sheets get dark colours; others show the light ones or turn them.
const frame = `<!DOCTYPE html>
<html lang="%s">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>
:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){body{background:#14171c!important;color:#e6e8eb!important}.soft{color:#a9b0ba!important}.quote{border-color:#4a515c!important}a{color:#8fb6ff}a.button{background:#9cc0ff!important;color:#0d1117!important}}
</style></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1c1c1c;font-family:sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:36em;margin:0 auto">
%s
</div>
</body>
</html>
`

// Fit returns s, or as much of its beginning as has at most limit bytes with an
// ellipsis.
func Fit(s string, limit int) string {
	const more = "…"
	if len(s) <= limit {
		return s
	}
	cut := limit - len(more)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimRight(s[:cut], " ") + more
}
