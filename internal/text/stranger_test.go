package text_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mtibben/confusables"

	"blazon/internal/text"
)

// TestAbuse_XSS_09_Strangers: what strangers call themselves is one line within ours,
// without what nobody sees; what people write stays.
func TestAbuse_XSS_09_Strangers(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "Harbour Scouts": "Harbour Scouts", "Zoë, ein Abzeichen 🏅": "Zoë, ein Abzeichen 🏅", "جامعة هارفارد": "جامعة هارفارد",
		"می\u200cخواهم 👩\u200d🔬 ❤\ufe0f\u200d🔥": "می\u200cخواهم 👩\u200d🔬 ❤\ufe0f\u200d🔥", "辻\U000e0100さん": "辻\U000e0100さん", "Việt Nam": "Việt Nam",
		"  a \t\r\n\u0085\u2028 b ": "a b", "a\u00a0\u3000\u2003b": "a b", "a" + strings.Repeat("\u2800 ", 1500) + "b": "a b", "\u3164\u115f\u1160\uffa0": "",
		"Harvard, at \u202e": "Harvard, at", "\u2066a\u2069\u202ab\u202c\u200e\u200f\u061c": "ab", "Har\u200bva\ufeff\u00ad\u2060rd": "Harvard",
		"a\U000e0041\U000e007f": "a", "\x1b[2Kvalid\u009b1m\x07": "[2Kvalid 1m", "a\u200d\u200d\u200d\u200db": "a\u200db", " \u200d\ufe0fa": "a",
		"a" + strings.Repeat("\u0301", 40): "a" + strings.Repeat("\u0301", 4), "\u0301a": "a", "a\xffb": "a\ufffdb", "a\uffff\ufdd0\ufffcb": "ab", "a\u034fb": "ab",
	} {
		if got := text.Line(s); got != want {
			t.Errorf("%.60q is %q, want %q", s, got, want)
		}
	}
}

// TestAbuse_XSS_09_Long: a name is cut, with a sign, and takes no time however long it is.
func TestAbuse_XSS_09_Long(t *testing.T) {
	for s, want := range map[string]string{
		strings.Repeat("é", 100): strings.Repeat("é", 100), strings.Repeat("é", 101): strings.Repeat("é", 100) + "…",
		strings.Repeat("e\u0301", 90): strings.Repeat("e\u0301", 50) + "…", strings.Repeat("x ", 80): strings.TrimSpace(strings.Repeat("x ", 50)) + "…",
		strings.Repeat("\u2800", 9<<20) + "x": "…", strings.Repeat("x", 9<<20): strings.Repeat("x", 100) + "…",
	} {
		began := time.Now()
		if got := text.Name(s); got != want || text.Quoted(s) != want || time.Since(began) > 100*time.Millisecond {
			t.Errorf("%.40q is %q, want %q", s, got, want)
		}
	}
}

// TestAbuse_XSS_09_Quoted: what stands between marks does not close them.
func TestAbuse_XSS_09_Quoted(t *testing.T) {
	for s, want := range map[string]string{
		"St. John's": "St. John's", `The "Best" School`: "The ’Best’ School", "Harvard”, at harvard.edu. “": "Harvard’, at harvard.edu. ’",
		"Harvard''. It": "Harvard'. It", "Harvard’\u200d\u200b’. It": "Harvard’\u200d. It", "«Гарвард»": "’Гарвард’",
		"Degree❞, issued by harvard.edu, under the name ‶Harvard״": "Degree’, issued by harvard.edu, under the name ’Harvard’", "X❜ʼY": "X❜Y",
		"Degree\u030e, issued by x": "Degree’, issued by x", "Degree\u0315\u0315, it": "Degree\u0315, it", "Degreeיי, it": "Degreeי, it", "Degree ﾞ": "Degree ’",
		// What belongs to words stays.
		"Ő ő O\u030b u\u030b \u04f3": "Ő ő O\u030b u\u030b \u04f3", "ייִדיש": "ייִדיש", "יום": "יום", "שיי": "שיי", "ガ カ\u3099 ｶﾞｯｺｳ": "ガ カ\u3099 ｶﾞｯｺｳ", "Հա՛յ": "Հա՛յ", "ʻOkina Hawaiʻi": "ʻOkina Hawaiʻi", "ἀρετή": "ἀρετή", "Bahá’í": "Bahá’í",
	} {
		if got := text.Quoted(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

// TestAbuse_XSS_09_Alike: nothing that looks like a quotation mark, by Unicode's list of
// what looks alike or by how it is drawn, stands twice in what stands between ours, nor
// once if it looks like two.
func TestAbuse_XSS_09_Alike(t *testing.T) {
	alike := []rune("˵˶՚՛՝ՙ᾽᾿῾´΄Ꞌߴߵ᳓ʾ˴ˈ\u030e\u030b")
	for c := rune(0x80); c <= unicode.MaxRune; c++ {
		if s := confusables.Skeleton(string(c)); s != "" && strings.Trim(s, "'\u0300\u0301\u0303\u0323\u05bc\u05b7") == "" && strings.Contains(s, "'") {
			alike = append(alike, c)
		}
	}
	if len(alike) < 60 {
		t.Fatalf("the list has only %d", len(alike))
	}
	for _, c := range alike {
		for name, s := range map[string]string{"two": "Degree" + strings.Repeat(string(c), 2) + ", x", "with another": "Degree’" + string(c) + ", x"} {
			got := text.Quoted(s)
			if rest := strings.TrimSuffix(strings.TrimPrefix(got, "Degree"), ", x"); utf8.RuneCountInString(rest) > 1 {
				t.Errorf("%s of %U: %q is %q", name, c, s, got)
			}
		}
		if s := confusables.Skeleton(string(c)); strings.HasPrefix(s, "''") {
			if got := text.Quoted("Degree" + string(c) + ", x"); got != "Degree’, x" {
				t.Errorf("%U, which looks like two, stays: %q", c, got)
			}
		}
	}
}

// TestVisible: experts see what a line leaves out.
func TestVisible(t *testing.T) {
	for s, want := range map[string]string{
		"Zoë  a": "Zoë  a", "a\u202eb\x1b\n\u2800\U000e0041": `a\u202eb\u001b\u000a\u2800\U000e0041`,
	} {
		if got := text.Visible(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

// FuzzLine: a line of a line is the same, and has nothing that could do harm.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"a b", "\u202e", "a\u200d\u200db\u0301", "\xff\x1b[2J", "❤\ufe0f\u200d🔥", " \u2800 \ufe0f\u0301x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, line := range []string{text.Line(s), text.Name(s), text.Quoted(s)} {
			if again := text.Line(line); again != line || !utf8.ValidString(line) || strings.TrimSpace(line) != line || strings.Contains(line, "  ") {
				t.Errorf("%q became %q, which became %q", s, line, again)
			}
			for _, c := range line {
				if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == '\u2800' || c == '\u3164' || c != ' ' && unicode.Is(unicode.Z, c) {
					t.Errorf("%q became %q with %U", s, line, c)
				}
			}
		}
	})
}
