package text

import (
	"slices"
	"strings"
	"unicode"
)

// What looks like a quotation mark, by itself: a double one, and a single one, of which
// two look like a double one. Unicode's list of what looks alike is in it, and what is not
// on that list and looks so.
const (
	doubles = "\"“”„‟＂″‶‴‷⁗〝〞〟〃«»❝❞❠🙶🙷🙸⹂" +
		"ʺˮ˝״˵˶¨΅῭΅᳓" +
		"\u030e\u030b\u030f\u3099゛ﾞ\u05f2\ufb1f"
	singles = "'‘’‚‛′‵`´❛❜❟＇｀⸲" +
		"ʹʻʼʽʾʿˊˋˈˎˏ˙˴\u0374͵΄᾽᾿῾῍῎῏῝῞῟\u1fef\u1ffd" +
		"ՙ՚՛՜՝׳ߴߵꞋꞌ\U00016f51\U00016f52" +
		"\u030d\u0312\u0313\u0314\u0315\u0343\u05d9\ufb1d\ufb39ᛌᑊ"
)

// A mark is what a letter looks like that may close a quotation.
type mark uint8

const (
	noMark mark = iota
	single
	double
)

// markAt says what the letter at i looks like. Some are letters of a script, or belong to
// them, and are that beside others of it.
func markAt(letters []rune, i int) mark {
	c := letters[i]
	m := noMark
	switch {
	case strings.ContainsRune(doubles, c):
		m = double
	case strings.ContainsRune(singles, c):
		m = single
	}
	if m != noMark && belongs(letters, i) {
		return noMark
	}
	return m
}

// belongs reports whether what looks like a mark is part of a word that needs it.
func belongs(letters []rune, i int) bool {
	c := letters[i]
	var before rune
	if i > 0 {
		before = letters[i-1]
	}
	switch c {
	case 0x030b: // as ő and ű are written in two characters, and ӳ
		return strings.ContainsRune("oOuUуУ", before)
	case 0x030f: // as are the vowels of Serbian verse
		return strings.ContainsRune("aAeEiIoOrRuUаАеЕиИоОрРуУѴѵ", before)
	case 0x3099, '゛', 'ﾞ':
		return unicode.In(before, unicode.Hiragana, unicode.Katakana)
	case 'Ꞌ', 'ꞌ':
		return false // a letter of some languages, and an apostrophe in all
	}
	for _, script := range []*unicode.RangeTable{unicode.Hebrew, unicode.Runic, unicode.Canadian_Aboriginal} {
		if unicode.IsLetter(c) && unicode.Is(script, c) {
			return besideOthers(letters, i, script)
		}
	}
	return false
}

// besideOthers reports whether the run of marks at i is beside a letter of a script that
// looks like none.
func besideOthers(letters []rune, i int, script *unicode.RangeTable) bool {
	other := func(run []rune) bool {
		for _, c := range run {
			if strings.ContainsRune(doubles+singles, c) || unicode.Is(unicode.M, c) {
				continue
			}
			return unicode.Is(script, c)
		}
		return false
	}
	const near = 8 // letters; no word has as many of these in a row
	before := slices.Clone(letters[max(0, i-near):i])
	slices.Reverse(before)
	return other(before) || other(letters[i+1:min(len(letters), i+1+near)])
}
