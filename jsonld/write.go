package jsonld

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// JSON returns v as compact JSON: members in their order, numbers as they were
// written, strings with no more escapes than needed. Of nothing it is null.
func (v *Value) JSON() []byte { return v.appendJSON(make([]byte, 0, v.size())) }

// size is about how long the JSON of v is.
func (v *Value) size() int {
	n := 5
	if v != nil {
		n += len(v.text)
	}
	if v.Kind() == Array {
		for _, item := range v.items {
			n += 1 + item.size()
		}
	}
	for _, m := range v.Members() {
		n += 4 + len(m.Name) + m.Value.size()
	}
	return n
}

func (v *Value) appendJSON(b []byte) []byte {
	switch v.Kind() {
	case Bool:
		return strconv.AppendBool(b, v.yes)
	case Number:
		return append(b, v.text...)
	case String:
		return appendQuoted(b, v.text)
	case Array:
		b = append(b, '[')
		for i, item := range v.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.appendJSON(b)
		}
		return append(b, ']')
	case Object:
		b = append(b, '{')
		for i, m := range v.members {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendQuoted(b, m.Name), ':')
			b = m.Value.appendJSON(b)
		}
		return append(b, '}')
	default:
		return append(b, "null"...)
	}
}

// appendQuoted appends s as RFC 8785 3.2.2.2 writes strings. Invalid UTF-8 (only
// NewString can bring it) becomes U+FFFD.
func appendQuoted(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// JCS returns the canonical form of RFC 8785. The error is about a number that
// is not one, or text that is not UTF-8; Parse lets neither in.
func (v *Value) JCS() ([]byte, error) { return v.appendJCS(nil) }

func (v *Value) appendJCS(b []byte) (_ []byte, err error) {
	switch v.Kind() {
	case Number:
		return appendNumber(b, v.text)
	case String:
		return appendText(b, v.text)
	case Array:
		b = append(b, '[')
		for i, item := range v.items {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = item.appendJCS(b); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case Object:
		members := slices.Clone(v.members)
		slices.SortFunc(members, func(x, y Member) int { return compareUTF16(x.Name, y.Name) })
		b = append(b, '{')
		for i, m := range members {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendText(b, m.Name); err != nil {
				return nil, err
			}
			if b, err = m.Value.appendJCS(append(b, ':')); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	default:
		return v.appendJSON(b), nil
	}
}

func appendText(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("canonical JSON: %q is not UTF-8", s)
	}
	return appendQuoted(b, s), nil
}

// appendNumber: RFC 8785 3.2.2.3, numbers as ECMAScript writes them.
func appendNumber(b []byte, literal string) ([]byte, error) {
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil || math.IsInf(f, 0) || !jsontext.Value(literal).IsValid() {
		return nil, fmt.Errorf("canonical JSON: %q is not a number", shorten(literal))
	}
	if f == 0 {
		return append(b, '0'), nil // minus zero too
	}
	return append(b, jsontext.Float(f).String()...), nil
}

// compareUTF16 orders by UTF-16 code units: RFC 8785 3.2.3. It differs from the
// order of bytes only where one character is beyond U+FFFF and the other between
// U+E000 and U+FFFF.
func compareUTF16(x, y string) int {
	for x != "" && y != "" {
		a, n := utf8.DecodeRuneInString(x)
		b, m := utf8.DecodeRuneInString(y)
		if a != b {
			if (a > 0xFFFF) != (b > 0xFFFF) {
				return cmp.Compare(firstUnit(a), firstUnit(b))
			}
			return cmp.Compare(a, b)
		}
		x, y = x[n:], y[m:]
	}
	return strings.Compare(x, y)
}

// firstUnit returns the first UTF-16 code unit of r.
func firstUnit(r rune) rune {
	if r > 0xFFFF {
		return 0xD800 + (r-0x10000)>>10
	}
	return r
}
