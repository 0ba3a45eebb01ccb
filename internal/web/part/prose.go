package part

import (
	"strings"

	"github.com/a-h/templ"
)

// maxProse bounds what one page spends on Markdown, in steps of about a nanosecond.
// The longest texts that this program takes need a tenth of it.
const maxProse = 50_000_000

// Prose is what one page shows of the Markdown that others wrote. Readers of
// Markdown need the square of its length for some texts, and a badge has room for
// many, so one page has a bound for all of its texts. Those that are too much work
// are shown as they were written. The zero Prose has spent nothing.
type Prose struct{ spent int64 }

// Markdown is text that others wrote, made safe. Its headings begin below those of
// the page.
func (p *Prose) Markdown(text string) templ.Component {
	w := work(text)
	if w > maxProse-p.spent {
		return plain(text)
	}
	p.spent += w
	return templ.Raw(clean(text))
}

// What each part of a text costs at most to read as Markdown and to make safe, in
// steps. TestMarkdownIsBounded looks for texts that cost more than that.
const (
	stepsByte  = 50
	stepsLine  = 1000
	stepsLevel = 200 // for each line: it is tried at each level that is open
	stepsMark  = 4   // for each byte of what stands between two empty lines
	stepsCell  = 500 // each row of a table is given all cells of the widest
)

// work returns how many steps a text costs at most. It looks at each byte once or
// twice.
func work(text string) int64 {
	total := stepsByte * int64(len(text))
	var lines, deepest int64
	var b block
	for line := range strings.SplitSeq(text, "\n") {
		lines++
		if strings.Trim(line, " \t\r") == "" {
			total += b.work()
			b = block{}
			continue
		}
		deepest = max(deepest, levels(line))
		b.lines++
		b.bytes += int64(len(line))
		b.marks += marks(line)
		b.columns = max(b.columns, int64(strings.Count(line, "|")))
	}
	return total + b.work() + lines*(stepsLine+stepsLevel*deepest)
}

// A block is lines without an empty one between them. No link, emphasis or table
// goes on behind it.
type block struct{ lines, bytes, marks, columns int64 }

func (b block) work() int64 {
	return stepsMark*b.marks*b.bytes + stepsCell*b.lines*b.columns
}

// marks counts the bytes of a line that may mean something to a reader of Markdown.
func marks(line string) int64 {
	var n int64
	for i := range len(line) {
		switch c := line[i]; {
		case c <= ' ', c >= 0x7f, '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
		default:
			n++
		}
	}
	return n
}

// levels returns how deep within lists and quotations a line may be: it opens a
// level with each mark at its beginning, and keeps a list open with two columns of
// white space.
func levels(line string) int64 {
	var opened, white int64
	for i := range len(line) {
		switch c := line[i]; c {
		case ' ':
			white++
		case '\t':
			white += 4
		case '>', '.', ')':
			opened++
		case '-', '+', '*':
			if i+1 < len(line) && !strings.ContainsRune(" \t\r", rune(line[i+1])) {
				return opened + white/2
			}
			opened++
		default:
			if c < '0' || c > '9' {
				return opened + white/2
			}
		}
	}
	return opened + white/2
}
