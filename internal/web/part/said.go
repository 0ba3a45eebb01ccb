package part

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// The marks of Unicode between which the words of strangers stand in a sentence of ours,
// so that neither can change how the other is read. Package text takes them out of
// strangers' words.
const (
	leftToRight = "\u2066"
	asItBegins  = "\u2068"
	endApart    = "\u2069"
)

// Apart marks words of a stranger within a sentence.
func Apart(s string) string { return asItBegins + s + endApart }

// Place marks, within a sentence, what was proven of a stranger: the host where it is,
// or its key.
func Place(s string) string { return leftToRight + s + endApart }

// Said is a sentence in which what Apart and Place have marked is an element of its own.
// A place stands out from what is only said.
func Said(sentence string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for rest := sentence; rest != ""; {
			at := strings.IndexAny(rest, leftToRight+asItBegins)
			if at < 0 {
				b.WriteString(templ.EscapeString(rest))
				break
			}
			mark := rest[at : at+len(asItBegins)]
			inside, after, _ := strings.Cut(rest[at+len(mark):], endApart)
			before, begin, end := rest[:at], "<bdi>", "</bdi>"
			if mark == leftToRight {
				begin, end = `<b><bdi dir="ltr">`, "</bdi></b>"
			}
			b.WriteString(templ.EscapeString(before) + begin + templ.EscapeString(inside) + end)
			rest = after
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}
