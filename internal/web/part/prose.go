package part

import (
	"strings"

	"github.com/a-h/templ"
)

// maxProse bounds what one page spends on Markdown, in steps of about a nanosecond.
// What people write by hand, up to the longest that this program takes, is within it.
const maxProse = 150_000_000

// Prose is what one page shows of the Markdown that others wrote. Readers of
// Markdown need the square of its length for some texts, and a badge has room for
// many, so one page has a bound for all of its texts. Those that are too much work
// are shown as they were written. The zero Prose has spent nothing.
type Prose struct {
	// AsWritten says above such a text why it stands there so; nothing if it is empty.
	AsWritten string
	spent     int64
}

// Markdown is text that others wrote, made safe. Its headings begin below those of
// the page.
func (p *Prose) Markdown(text string) templ.Component {
	w := work(text)
	if w > maxProse-p.spent {
		return plain(p.AsWritten, text)
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
	stepsMark  = 1   // for each byte of what stands between two empty lines
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
		deep := levels(line)
		deepest = max(deepest, deep)
		if begins(line) {
			total += b.work()
			b = block{}
		}
		b.lines++
		b.bytes += int64(len(line))
		b.marks += marks(line) + deep
		b.columns = max(b.columns, int64(strings.Count(line, "|")))
	}
	return total + b.work() + lines*(stepsLine+stepsLevel*deepest)
}

// A block is lines without an empty one between them, up to one that begins another. No
// link, emphasis or table goes on behind it.
type block struct{ lines, bytes, marks, columns int64 }

func (b block) work() int64 {
	return stepsMark*b.marks*b.bytes + stepsCell*b.lines*b.columns
}

// marks counts the bytes of a line at which a reader of Markdown looks for what belongs
// to them.
func marks(line string) int64 {
	var n int64
	for i := range len(line) {
		if strings.IndexByte("[]!*_`<~\\&", line[i]) >= 0 {
			n++
		}
	}
	return n
}

// begins reports whether a line begins a block of its own, whatever is before it: an item
// of a list, or a heading. Nothing in it belongs to something before.
//
// CommonMark 4.2 and 5.2: behind at most three spaces, and not empty. A number begins an
// item within a paragraph only if it is 1.
func begins(line string) bool {
	text := strings.TrimLeft(line, " ")
	if len(line)-len(text) > 3 {
		return false
	}
	for _, mark := range []string{"- ", "* ", "+ ", "1. ", "1) ", "# ", "## ", "### ", "#### "} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			return strings.Trim(rest, " \t\r") != ""
		}
	}
	return false
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
