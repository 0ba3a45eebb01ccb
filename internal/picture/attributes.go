package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/image/colornames"
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
	"clipPathUnits": word("userSpaceOnUse", "objectBoundingBox"), "maskUnits": word("userSpaceOnUse", "objectBoundingBox"),
	"maskContentUnits": word("userSpaceOnUse", "objectBoundingBox"), "mask-type": word("alpha", "luminance"),
	"clip-path": reference, "mask": reference, "clip-rule": word("nonzero", "evenodd"),
	"fill": paint, "stroke": paint, "stop-color": colour, "color": colour, "paint-order": paintOrder,
	"fill-rule": word("nonzero", "evenodd"), "display": display, "visibility": visibility,
	"opacity": length, "fill-opacity": length, "stroke-opacity": length, "stop-opacity": length,
	"stroke-width": length, "stroke-miterlimit": length, "stroke-dashoffset": length, "stroke-dasharray": dashes,
	"stroke-linecap": word("butt", "round", "square"), "stroke-linejoin": word("miter", "round", "bevel"),
}

// styled are the attributes that may also stand in a style, where they count
// more.
var styled = []string{
	"fill", "stroke", "stop-color", "fill-rule", "display", "visibility", "opacity", "fill-opacity", "stroke-opacity", "stop-opacity",
	"stroke-width", "stroke-miterlimit", "stroke-dashoffset", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
	"clip-path", "clip-rule", "mask", "mask-type", "paint-order", "color",
}

// hints are what is read of an element and not written: it is turned into
// something else, or is why a picture is refused.
var hints = map[string]check{
	"overflow": word("visible", "hidden", "scroll", "auto"), "preserveAspectRatio": aspect, "viewBox": viewBox,
	"filter": reference, "marker": reference, "marker-start": reference, "marker-mid": reference, "marker-end": reference,
	"mix-blend-mode": lowerWord, "vector-effect": lowerWord,
}

// styledPlace is the hint that a style moves an element or sizes it.
const styledPlace = "?place"

// places are the properties by which a style can move or size an element.
var places = map[string]bool{
	"transform": true, "translate": true, "rotate": true, "scale": true, "d": true, "x": true, "y": true,
	"cx": true, "cy": true, "r": true, "rx": true, "ry": true, "width": true, "height": true,
}

// rootDrops are attributes of the root that are written from its box or that
// say nothing there.
var rootDrops = []string{"x", "y", "width", "height", "id", "transform", "href", "viewBox", "preserveAspectRatio", "overflow"}

// xlink is the namespace in which addresses of SVG 1.1 are.
const xlink = "http://www.w3.org/1999/xlink"

// newNode returns an element with those attributes of it that are known.
func newNode(name string, tok xml.StartElement, root bool) *node {
	n := &node{name: name}
	if name == "title" || name == "desc" {
		return n
	}
	n.raw.element = tok.Name.Local
	for _, a := range tok.Attr {
		if a.Name.Space != "" && (a.Name.Space != xlink || a.Name.Local != "href") {
			continue
		}
		switch key := a.Name.Local; {
		case key == "style":
			n.raw.style = a.Value
		case key == "class":
			n.raw.classes = strings.Fields(a.Value)
			n.raw.classes = n.raw.classes[:min(len(n.raw.classes), maxClasses)]
		case root && slices.Contains(rootDrops, key), key == "href" && name != "use" && !strings.HasSuffix(name, "Gradient"):
		default:
			if key == "id" {
				n.raw.id = a.Value
			}
			n.accept(key, a.Value)
		}
	}
	return n
}

// colours are the attributes that are colours.
var colours = []string{"fill", "stroke", "stop-color", "color"}

// unread is put before the name of a colour of which the value was not read.
const unread = "?"

// accept gives an element an attribute if it is one we know with a value it may
// have. What is not known leaves what was said before, as in CSS.
func (n *node) accept(key, value string) {
	if key == styledPlace {
		n.set(key, value)
		return
	}
	c := attributes[key]
	if c == nil {
		c = hints[key]
	}
	value = strings.TrimSpace(value)
	if c == nil || value == "" {
		return
	}
	if value == "inherit" || value == "initial" || value == "unset" || value == "none" && (key == "clip-path" || key == "mask" || key == "filter" || strings.HasPrefix(key, "marker")) {
		n.unset(key, unread+key, key+alphaOf)
		return
	}
	v, ok := c(value)
	coloured := slices.Contains(colours, key)
	switch {
	case key == "color" && (v == currentColour || v == "none"):
	case ok && coloured:
		v, alpha, _ := strings.Cut(v, "/")
		n.set(key, v)
		n.unset(unread+key, key+alphaOf)
		if alpha != "" {
			n.set(key+alphaOf, alpha)
		}
	case ok:
		n.set(key, v)
	case coloured && n.get(key) == "":
		n.set(unread+key, value)
	}
}

var (
	nameForm     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,127}$`)
	lengthForm   = regexp.MustCompile(`^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(px|pt|pc|mm|cm|in|%)?$`)
	pathForm     = regexp.MustCompile(`^[MmLlHhVvCcSsQqTtAaZz0-9eE.,+\s-]*$`)
	numbersForm  = regexp.MustCompile(`^[0-9eE.,+\s-]*$`)
	functionForm = regexp.MustCompile(`^\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([0-9eE.,+\s-]*)\)[\s,]*`)
	hexForm      = regexp.MustCompile(`^#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$`)
	rgbForm      = regexp.MustCompile(`^rgba?\(([0-9eE., %/+-]{5,80})\)$`)
	urlForm      = regexp.MustCompile(`^url\(\s*(?:"#([^"]+)"|'#([^']+)'|#([^\s"')]+))\s*\)`)
	wordForm     = regexp.MustCompile(`^[a-z-]{1,30}$`)
	aspectForm   = regexp.MustCompile(`^(?:none|x(Min|Mid|Max)Y(Min|Mid|Max))(?:\s+(meet|slice))?$`)
	numberForm   = regexp.MustCompile(`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`)
)

// name writes a name in the letters that all programs take, by its digest if it
// has others.
func name(s string) (string, bool) {
	if s == "" || len(s) > 1000 {
		return "", false
	}
	if nameForm.MatchString(s) {
		return s, true
	}
	sum := sha256.Sum256([]byte(s))
	return "_" + hex.EncodeToString(sum[:8]), true
}

// fragment accepts a reference to an element of the same picture and no other.
func fragment(s string) (string, bool) {
	if !strings.HasPrefix(s, "#") {
		return "", false
	}
	n, ok := name(s[1:])
	return "#" + n, ok
}

// reference accepts url(#name).
func reference(s string) (string, bool) {
	m := urlForm.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	n, ok := name(m[1] + m[2] + m[3])
	return "url(#" + n + ")", ok
}

// units are the absolute units of length, in pixels.
var units = map[string]float64{"": 1, "px": 1, "pt": 96.0 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}

func length(s string) (string, bool) {
	m := lengthForm.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	f, err := strconv.ParseFloat(m[1], 64)
	unit := ""
	if m[2] == "%" {
		unit = "%"
	} else {
		f *= units[m[2]]
	}
	if err != nil || f > maxNumber || f < -maxNumber {
		return "", false
	}
	return number(f) + unit, true
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
	s = strings.ReplaceAll(s, "px", " ")
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

// currentColour is a colour that is what the color of the element is.
const currentColour = "currentColor"

// alphaOf follows the name of a colour: how far it can be seen through.
const alphaOf = "?alpha"

// colour writes a colour as a name or in hex, with how far it can be seen
// through after a slash if it can.
func colour(s string) (string, bool) {
	s = strings.ToLower(s)
	switch _, known := colornames.Map[s]; {
	case s == "currentcolor":
		return currentColour, true
	case known, s == "none":
		return s, true
	case s == "transparent":
		return "black/0", true
	case hexForm.MatchString(s):
		return hexColour(s)
	}
	m := rgbForm.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	parts := strings.FieldsFunc(m[1], func(c rune) bool { return c == ' ' || c == ',' || c == '/' })
	if len(parts) != 3 && len(parts) != 4 {
		return "", false
	}
	var v [4]float64
	v[3] = 1
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSuffix(p, "%"), 64)
		if err != nil {
			return "", false
		}
		most := 255.0
		if i == 3 {
			most = 1
		}
		if strings.HasSuffix(p, "%") {
			f *= most / 100
		}
		v[i] = min(max(f, 0), most)
	}
	out := fmt.Sprintf("#%02x%02x%02x", int(v[0]+0.5), int(v[1]+0.5), int(v[2]+0.5))
	if v[3] < 1 {
		out += "/" + number(v[3])
	}
	return out, true
}

// hexColour takes the fourth part from a colour in hex.
func hexColour(s string) (string, bool) {
	digits := 1
	if len(s) > 5 {
		digits = 2
	}
	if len(s) == 1+3*digits {
		return s, true
	}
	a := s[1+3*digits:]
	if digits == 1 {
		a += a
	}
	v, err := strconv.ParseUint(a, 16, 8)
	return s[:1+3*digits] + "/" + number(float64(v)/255), err == nil
}

// paint accepts a colour, or what is in the same picture. What is elsewhere
// paints nothing, as with programs that may not fetch it.
func paint(s string) (string, bool) {
	if v, ok := reference(s); ok {
		return v, true
	}
	if strings.HasPrefix(strings.ToLower(s), "url(") {
		return "none", true
	}
	return colour(s)
}

// word accepts one of a few words.
func word(words ...string) check {
	return func(s string) (string, bool) { return s, slices.Contains(words, s) }
}

func lowerWord(s string) (string, bool) { return s, wordForm.MatchString(s) }

// display accepts any way to display; all are one to us but none.
func display(s string) (string, bool) {
	if s == "none" {
		return s, true
	}
	return "inline", wordForm.MatchString(s)
}

func visibility(s string) (string, bool) {
	if s == "collapse" {
		s = "hidden"
	}
	return s, s == "hidden" || s == "visible"
}

// paintOrder says only whether the line is under the filling.
func paintOrder(s string) (string, bool) {
	stroke, fill := strings.Index(s, "stroke"), strings.Index(s, "fill")
	if stroke >= 0 && (fill < 0 || stroke < fill) {
		return "stroke", true
	}
	return "normal", true
}

func aspect(s string) (string, bool) { return s, aspectForm.MatchString(s) }

func viewBox(s string) (string, bool) {
	v, ok := fourNumbers(s)
	return number(v[0]) + " " + number(v[1]) + " " + number(v[2]) + " " + number(v[3]), ok && v[2] > 0 && v[3] > 0
}

// fourNumbers reads the numbers of a viewBox.
func fourNumbers(s string) (v [4]float64, ok bool) {
	words := strings.FieldsFunc(s, func(c rune) bool { return c == ',' || unicode.IsSpace(c) })
	ok = len(words) == len(v)
	for i := range min(len(words), len(v)) {
		f, err := strconv.ParseFloat(strings.TrimSuffix(words[i], "px"), 64)
		ok = ok && err == nil && f >= -maxNumber && f <= maxNumber
		v[i] = f
	}
	return v, ok
}

// number writes a number of a drawing.
func number(f float64) string {
	if f == 0 {
		return "0" // and not -0
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
