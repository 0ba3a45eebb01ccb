package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is how many letters of a name that a stranger chose stand in a sentence of
// ours. Those that people choose for themselves are shorter.
const MaxName = 100

// maxMarks is how many marks one letter may have, one above the other. No script needs
// more, and a tower of them covers the lines around it.
const maxMarks = 4

// Name returns a name that a stranger chose as it may stand in a sentence of ours, or
// beside one: a Line, and not longer than names are.
func Name(s string) string { return Short(s, MaxName) }

// Quoted is Name for what stands between our “marks”, which it cannot close: those within
// are single ones, as within quotations they are, and no two stand side by side.
func Quoted(s string) string {
	letters := []rune(strings.ToValidUTF8(beginning(s, MaxName), "\ufffd"))
	var b strings.Builder
	quoted := false // the letter before looked like a mark
	for i, c := range letters {
		switch m := markAt(letters, i); {
		case m != noMark && quoted:
			continue // two single ones look like a double one
		case m == double:
			c, quoted = '’', true
		case m == single:
			quoted = true
		case !attached(c) && !unseen(c) && !unicode.Is(unicode.M, c):
			quoted = false
		}
		b.WriteRune(c)
	}
	return Short(b.String(), MaxName)
}

// Short is a Line of at most so many letters, with a sign that it was cut.
func Short(s string, most int) string {
	s = Line(beginning(s, most))
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	letters := []rune(s)[:most]
	for len(letters) > 0 && (letters[len(letters)-1] == ' ' || attached(letters[len(letters)-1])) {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimSuffix(string(letters), "…") + "…"
}

// beginning returns what there is to look at for a Short.
func beginning(s string, most int) string {
	const enough = 128 // bytes for a letter with its marks and white space
	if len(s) <= most*enough {
		return s
	}
	return strings.ToValidUTF8(s[:most*enough], "") + "…"
}

// Line makes the words of a stranger harmless within ours: one line, without what moves
// a cursor or what changes the direction of writing, without letters that nobody sees,
// and with one space where there was anything that looks like space. What people write
// stays as it is. A Line of a Line is the same.
func Line(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune // that was written; 0: none, or a space is still to be
	space, marks := false, 0
	for _, c := range s {
		switch {
		case blank(c):
			space, last = true, 0
			continue
		case attached(c):
			// Scripts and emoji join letters, and choose how they look, with letters that
			// nobody sees. One has something to do, behind a letter.
			if last == 0 || attached(last) && (joiner(last) || !joiner(c)) {
				continue
			}
		case unseen(c):
			continue
		case unicode.Is(unicode.M, c):
			if marks++; last == 0 || marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space, last = false, c
		b.WriteRune(c)
	}
	return b.String()
}

// plain reports whether s is a Line as it is, for those that nearly all are.
func plain(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return s == "" || before != ' '
}

// Visible returns the words of a stranger letter by letter, for experts: what a Line
// would leave out or take for space stands there as its number, as Go and JSON write it.
func Visible(s string) string {
	hidden := func(c rune) bool { return c != ' ' && (blank(c) || unseen(c) || attached(c)) }
	if strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, c := range s {
		switch {
		case !hidden(c):
			b.WriteRune(c)
		case c > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, c)
		default:
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	return b.String()
}

// blank reports whether c is space, or looks like it: a letter of Braille or Hangul
// without anything in it among others. A control character is one that was not obeyed.
func blank(c rune) bool {
	switch c {
	case 0x2800, 0x3164, 0xffa0, 0x115f, 0x1160, 0x1d159:
		return true
	}
	return unicode.IsSpace(c) || unicode.IsControl(c) || unicode.Is(unicode.Z, c)
}

// attached reports whether c is not seen itself and does something to the letter before
// it: it joins it to the next one, keeps it from that, or chooses its look.
func attached(c rune) bool { return joiner(c) || unicode.Is(unicode.Variation_Selector, c) }

func joiner(c rune) bool { return c == 0x200c || c == 0x200d }

// unseen reports whether c has no width, and is needed by nobody who writes a line: it
// turns the direction of writing, is a tag, or nothing at all.
func unseen(c rune) bool {
	switch {
	case c == utf8.RuneError:
		return false
	case c&0xfffe == 0xfffe, c >= 0xfdd0 && c <= 0xfdef, c == 0xfffc:
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, c):
		return false // of the category of those that are not seen, and seen
	}
	return unicode.In(c, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Cs)
}
