// Package text checks what people type before anything else sees it: that it is
// text at all, that it can be stored and shown, and that it is no longer than
// its place. What passes is kept as it is but for spaces at the ends, line
// endings, and characters that nobody can see.
//
// What strangers wrote elsewhere, in a badge that somebody brings, is shown and not
// refused: Name, Line and Visible make it harmless.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"blazon/internal/fault"
)

// A Rule is what one field accepts.
type Rule struct {
	// Field names the field of the form or document.
	Field string
	// Label names it to people, with its article: "The name".
	Label string
	// Max is how many characters there may be.
	Max int
	// Required refuses the empty text.
	Required bool
	// Lines allows line breaks and tabs, as Markdown needs.
	Lines bool
}

// Check returns s as it is to be kept, or a fault about r.Field.
func (r Rule) Check(s string) (string, error) {
	if len(s) > r.Max*utf8.UTFMax {
		return "", r.tooLong()
	}
	if !utf8.ValidString(s) {
		return "", fault.Field(r.Field, "%s has bytes that are not text in UTF-8. Type it again, or save the file it came from as UTF-8.", r.Label)
	}
	if r.Lines {
		s = lineBreaks.Replace(s)
	}
	s = strings.TrimSpace(invisible.Replace(s))
	for _, c := range s {
		if r.Lines && (c == '\n' || c == '\t') {
			continue
		}
		if why := refused(c); why != "" {
			return "", fault.Field(r.Field, "%s contains %s (U+%04X). Remove it and type the words again.", r.Label, why, c)
		}
	}
	switch n := utf8.RuneCountInString(s); {
	case n > r.Max:
		return "", r.tooLong()
	case n == 0 && r.Required:
		return "", fault.Field(r.Field, "%s is missing. Fill it in.", r.Label)
	}
	return s, nil
}

func (r Rule) tooLong() error {
	return fault.Field(r.Field, "%s is too long. At most %d characters fit.", r.Label, r.Max)
}

// lineBreaks makes every kind of line break the same.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u0085", "\n")

// invisible takes out characters of no width, which come along when text is
// copied. The joiners U+200C and U+200D stay: scripts and emoji need them.
var invisible = strings.NewReplacer("\u200b", "", "\u2060", "", "\ufeff", "", "\u00ad", "")

// refused says what is wrong with c, or nothing.
func refused(c rune) string {
	switch {
	case unicode.IsControl(c), c == '\u2028', c == '\u2029':
		return "a control character"
	case c >= '\u202a' && c <= '\u202e', c >= '\u2066' && c <= '\u2069':
		// They make a text read as another: "gnp.exe" as "exe.png".
		return "a character that changes the direction of writing"
	case c&0xfffe == 0xfffe, c >= '\ufdd0' && c <= '\ufdef':
		return "a character that Unicode reserves"
	case c >= 0xe0000 && c <= 0xe007f:
		return "an invisible tag character"
	}
	return ""
}
