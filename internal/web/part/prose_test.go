package part

import (
	"fmt"
	"io"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
	"time"
)

// longest is how long a text of a badge may be.
const longest = 64 << 10

// pieces are what texts that are hard to read are made of.
var pieces = []string{
	"[", "]", "(", ")", "![", "[](", "[a](", "[a](b)", "[a][", "[a]: ", "[a]:b\n", "[a](<", "[a](b \"", "*", "**", "_", "__", "~", "~~", "*a ", "a*", "**a", "a**",
	"`", "``", "```", "~~~", "\\", "&", "&amp;", "&#35;", "<", "</", "<a", "<a href='", "<!--", "<?", "<![CDATA[", "<div>\n", "http://", "x@y.example",
	">", "> ", "- ", "* ", "+ ", "1. ", "1) ", "      - a\n", "# ", "=\n", "-\n", "---\n", "|", "-|", "|\n", "|-|\n", "a|b\n", strings.Repeat("|-", 60) + "|",
	"a", "a ", "é", "\"", "'", " ", "    ", "\t", "\n", "\n\n", "\r", "\x00",
}

// filled repeats unit up to n bytes.
func filled(unit string, n int) string { return strings.Repeat(unit, n/len(unit)+1)[:n] }

// deeper is a list in a list in a list, up to n bytes.
func deeper(mark string, n int) string {
	var b strings.Builder
	for level := 0; b.Len() < n; level++ {
		b.WriteString(strings.Repeat("  ", level) + mark + "\n")
	}
	return b.String()[:n]
}

// TestMarkdownOfOnePage fills a page with the texts that take longest. Without a
// bound for the page the first of them takes half a minute.
func TestMarkdownOfOnePage(t *testing.T) {
	const texts = 22 // what somebody did, what was asked, and 20 endorsements
	for _, text := range []string{
		filled("[](", longest), filled("[a](", longest), filled("![](", longest), filled("*a ", longest), filled("`", longest) + "x", filled("\\``\n", longest),
		filled("> ", longest), filled(">", longest), filled("1. ", longest), filled("<", longest), filled("a\n\n", longest), filled("\n", longest),
		filled("- ", longest/2) + filled("\n", longest/2), filled("+ ", 3000) + "x" + filled("\n", 3000), deeper("-", longest/2) + filled("\n", longest/2),
		filled("|-", longest/2) + "\n" + filled("|\n", longest/2), filled("|", longest/2) + "\n|-|\n",
	} {
		start := time.Now()
		var page Prose
		for range texts {
			if err := page.Markdown(text).Render(t.Context(), io.Discard); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%.20q… took %v", text, took)
		}
	}
}

// TestMarkdownIsBounded makes texts of a few pieces, as long as are still read as
// Markdown, and looks for one that takes longer than work says.
func TestMarkdownIsBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	unit := func() string {
		var b strings.Builder
		for range 1 + rng.IntN(4) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
		}
		return b.String()
	}
	for i := range 150 {
		text, name := shape(i, unit)
		n := sort.Search(longest, func(n int) bool { return work(text(n)) > maxProse })
		start := time.Now()
		clean(text(max(n-1, 0)))
		if took := time.Since(start); took > time.Second {
			t.Errorf("%d bytes of %s took %v", n, name, took)
		}
	}
}

// shape returns the text number i, by its length, and what it is made of.
func shape(i int, unit func() string) (text func(n int) string, name string) {
	a, b, c := unit(), unit(), unit()
	switch {
	case i < len(pieces):
		return func(n int) string { return filled(pieces[i], n) }, fmt.Sprintf("%q", pieces[i])
	case i%4 == 0:
		return func(n int) string { return deeper(a, n/2) + filled(b, n/2) }, fmt.Sprintf("%q, deeper and deeper, then %q", a, b)
	case i%4 == 1:
		return func(n int) string { return filled(a, n/2) + "\n" + filled(b, n/2) }, fmt.Sprintf("a line of %q, then %q", a, b)
	}
	return func(n int) string { return filled(a, n/3) + filled(b, n/3) + filled(c, n/3) }, fmt.Sprintf("%q, %q and %q", a, b, c)
}

// TestLongTextsAreMarkdown has texts as people write them, of the greatest length
// that this program takes itself.
func TestLongTextsAreMarkdown(t *testing.T) {
	paragraph := "You tie **three knots** of the [list](https://knots.example/list), and say (in your own words) when each is used. " + filled("It holds, and it comes loose again. ", 700) + "\n\n"
	list := filled("- *Bowline*: tie it in less than 10 s, with [both hands](https://knots.example/bowline).\n", 5000) + "\n\n"
	table := "| Knot | Time |\n|---|---|\n" + filled("| Reef knot | 10 s |\n", 2000) + "\n\n"
	var page Prose
	for _, text := range []string{filled(paragraph, 20_000), list + table + filled(paragraph, 13_000), filled(paragraph, 10_000)} {
		var b strings.Builder
		if err := page.Markdown(text).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "<a href=") || strings.Contains(b.String(), "**three") {
			t.Errorf("%.60q… is not read as Markdown; it takes %d steps", text, work(text))
		}
	}
}

// TestLongestTextsAreMarkdown has the longest texts that this program takes, of each kind
// that people write, twice on one page.
func TestLongestTextsAreMarkdown(t *testing.T) {
	const longest = 20_000
	var numbered strings.Builder
	for i := 1; numbered.Len() < longest; i++ {
		fmt.Fprintf(&numbered, "%d. **Bowline**: tie it in less than 10 s, with [both hands](https://knots.example/bowline).\n", i)
	}
	for name, text := range map[string]string{
		"a list":          filled("- **Bowline**: tie it in less than 10 s, with [both hands](https://knots.example/bowline).\n", longest),
		"a numbered list": numbered.String()[:longest],
		"lines":           filled("You tie **three knots** of the [list](https://knots.example/list), and say (in your own words) when each is used.\n", longest),
		"a table":         "| Knot | Time |\n|---|---|\n" + filled("| **Reef** knot | [10 s](https://knots.example/reef) |\n", longest),
		"one paragraph":   "**It** holds, [see](https://knots.example). " + filled("It holds, and it comes loose again - when it's tied well, it's said to \"hold\"! ", longest),
	} {
		var page Prose
		for range 2 {
			var b strings.Builder
			if err := page.Markdown(text).Render(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), "<a href=") || !strings.Contains(b.String(), "<strong>") {
				t.Errorf("%s is not read as Markdown; it takes %d steps", name, work(text))
			}
		}
	}
}

// TestTooMuchMarkdownIsPlain shows what is too much work as it was written, and what
// comes after it as usual.
func TestTooMuchMarkdownIsPlain(t *testing.T) {
	var page Prose
	show := func(text string) string {
		var b strings.Builder
		if err := page.Markdown(text).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	hard := filled("[](", longest) + "<b>\n**x**"
	if got, want := show(hard), `<p class="plain">`+strings.Replace(hard, "<b>", "&lt;b&gt;", 1)+"</p>"; got != want {
		t.Errorf("a hard text is shown as %.60q … %q", got, got[len(got)-30:])
	}
	page.AsWritten = "As <it> is"
	if got := show(hard); !strings.HasPrefix(got, `<p class="soft">As &lt;it&gt; is</p><p class="plain">[](`) {
		t.Errorf("a hard text is shown as %.60q", got)
	}
	if got := show("**x**"); got != "<p><strong>x</strong></p>\n" {
		t.Errorf("a text after that is shown as %q", got)
	}
}

func BenchmarkMarkdown(b *testing.B) {
	for name, text := range map[string]string{
		"prose": filled("You tie **three knots** of the [list](https://knots.example/list).\n\n", 2000), "hard": filled("[](", 3000), "deep": filled("+ ", 300) + filled("\n", 300),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				clean(text)
			}
			b.ReportMetric(float64(work(text)), "steps")
		})
	}
}
