package picture

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxNumber is the largest number of a drawing, either way.
const maxNumber = 1e6

// A check returns a value as it is written, and false to leave it out.
type check func(string) (string, bool)

// attributes are those we write, each with what its value may be. Everything
// else is left out: handlers of events, addresses, what editors note.
var attributes = map[string]check{
	"id": name, "href": fragment, "d": pathData, "points": numbers,
	"x": length, "y": length, "x1": length, "y1": length, "x2": length, "y2": length, "cx": length, "cy": length,
	"r": length, "rx": length, "ry": length, "fx": length, "fy": length, "width": length, "height": length, "offset": length,
	"transform": transform, "gradientTransform": transform,
	"gradientUnits": word("userSpaceOnUse", "objectBoundingBox"), "spreadMethod": word("pad", "reflect", "repeat"),
	"fill": paint, "stroke": paint, "stop-color": colour,
	"fill-rule": word("nonzero", "evenodd"), "display": word("none", "inline"), "visibility": word("hidden", "visible"),
	"opacity": length, "fill-opacity": length, "stroke-opacity": length, "stop-opacity": length,
	"stroke-width": length, "stroke-miterlimit": length, "stroke-dashoffset": length, "stroke-dasharray": dashes,
	"stroke-linecap": word("butt", "round", "square"), "stroke-linejoin": word("miter", "round", "bevel"),
}

// styled are the attributes that may also stand in a style attribute, where
// they count more.
var styled = []string{
	"fill", "stroke", "stop-color", "fill-rule", "display", "visibility", "opacity", "fill-opacity", "stroke-opacity", "stop-opacity",
	"stroke-width", "stroke-miterlimit", "stroke-dashoffset", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
}

// rootDrops are attributes of the root that are written from its box.
var rootDrops = []string{"x", "y", "width", "height", "id", "transform", "href"}

// xlink is the namespace in which addresses of SVG 1.1 are.
const xlink = "http://www.w3.org/1999/xlink"

// newNode returns an element with those attributes of it that are known.
func newNode(element string, attrs []xml.Attr) *node {
	n := &node{name: element}
	if element == "title" || element == "desc" || element == "defs" {
		return n
	}
	style := ""
	for _, a := range attrs {
		switch {
		case a.Name.Space == "" && a.Name.Local == "style":
			style = a.Value
		case a.Name.Space == "", a.Name.Space == xlink && a.Name.Local == "href":
			n.accept(a.Name.Local, a.Value)
		}
	}
	for part := range strings.SplitSeq(style, ";") {
		key, value, _ := strings.Cut(part, ":")
		if key = strings.TrimSpace(key); slices.Contains(styled, key) {
			n.accept(key, strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		}
	}
	return n
}

func (n *node) accept(key, value string) {
	if n.name == "svg" && slices.Contains(rootDrops, key) || key == "href" && n.name != "use" && !strings.HasSuffix(n.name, "Gradient") {
		return
	}
	if c := attributes[key]; c != nil {
		if v, ok := c(strings.TrimSpace(value)); ok {
			n.set(key, v)
		}
	}
}

var (
	nameForm     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,127}$`)
	lengthForm   = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?(px|%)?$`)
	pathForm     = regexp.MustCompile(`^[MmLlHhVvCcSsQqTtAaZz0-9eE.,+\s-]*$`)
	numbersForm  = regexp.MustCompile(`^[0-9eE.,+\s-]*$`)
	functionForm = regexp.MustCompile(`^\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([0-9eE.,+\s-]*)\)[\s,]*`)
	colourForm   = regexp.MustCompile(`^(#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|[A-Za-z]{3,24}|rgb\([0-9., %]{5,40}\))$`)
	urlForm      = regexp.MustCompile(`^url\(\s*["']?#([A-Za-z_][A-Za-z0-9_.-]{0,127})["']?\s*\)`)
	numberForm   = regexp.MustCompile(`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`)
)

func name(s string) (string, bool) { return s, nameForm.MatchString(s) }

// fragment accepts a reference to an element of the same picture and no other.
func fragment(s string) (string, bool) {
	return s, strings.HasPrefix(s, "#") && nameForm.MatchString(s[1:])
}

func length(s string) (string, bool) {
	if !lengthForm.MatchString(s) {
		return "", false
	}
	s = strings.TrimSuffix(s, "px")
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil || f > maxNumber || f < -maxNumber {
		return "", false
	}
	if strings.HasSuffix(s, "%") {
		return number(f) + "%", true
	}
	return number(f), true
}

func pathData(s string) (string, bool) {
	return oneLine(s), pathForm.MatchString(s) && largest(s) <= maxNumber
}

func numbers(s string) (string, bool) {
	return oneLine(s), numbersForm.MatchString(s) && largest(s) <= maxNumber
}

// oneLine returns s with single spaces where there was white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func dashes(s string) (string, bool) {
	if s == "none" {
		return s, true
	}
	return oneLine(s), numbersForm.MatchString(s) && largest(s) <= maxNumber && !strings.Contains(s, "-") && len(s) < 200
}

// largest returns the largest number in s, either way.
func largest(s string) float64 {
	out := 0.0
	for _, n := range numberForm.FindAllString(s, -1) {
		f, err := strconv.ParseFloat(n, 64)
		if err != nil {
			return 2 * maxNumber
		}
		out = max(out, f, -f)
	}
	return out
}

// values returns the numbers in s.
func values(s string) []float64 {
	var out []float64
	for _, n := range numberForm.FindAllString(s, -1) {
		if f, err := strconv.ParseFloat(n, 64); err == nil {
			out = append(out, f)
		}
	}
	return out
}

// arguments says how many numbers each function of a transform may have.
var arguments = map[string][]int{"matrix": {6}, "translate": {1, 2}, "scale": {1, 2}, "rotate": {1, 3}, "skewX": {1}, "skewY": {1}}

// transform writes each function in the one form that all programs read alike.
func transform(s string) (string, bool) {
	var out []string
	for s != "" {
		m := functionForm.FindStringSubmatch(s)
		if m == nil || len(out) > 20 {
			return "", false
		}
		v := values(m[2])
		if !slices.Contains(arguments[m[1]], len(v)) || largest(m[2]) > maxNumber {
			return "", false
		}
		if m[1] == "scale" && len(v) == 1 {
			v = append(v, v[0])
		}
		words := make([]string, len(v))
		for i, f := range v {
			words[i] = number(f)
		}
		out = append(out, m[1]+"("+strings.Join(words, " ")+")")
		s = s[len(m[0]):]
	}
	return strings.Join(out, " "), len(out) > 0
}

func colour(s string) (string, bool) {
	if strings.EqualFold(s, "currentColor") {
		return "black", true
	}
	return s, colourForm.MatchString(s)
}

// paint accepts a colour, or a gradient of the same picture.
func paint(s string) (string, bool) {
	if m := urlForm.FindStringSubmatch(s); m != nil {
		return "url(#" + m[1] + ")", true
	}
	return colour(s)
}

// word accepts one of a few words.
func word(words ...string) check {
	return func(s string) (string, bool) { return s, slices.Contains(words, s) }
}
