package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"slices"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"blazon/internal/fault"
)

// A style is what an element hands down to those within it.
type style struct {
	evenOdd, hidden bool
	m               rasterx.Matrix2D // of all transforms
	width, offset   float64          // of lines and of their dashes
	dash            string
	uses            []string // ids of the uses it is drawn for
}

// plainStyle is what the root begins with.
func plainStyle() style { return style{m: rasterx.Identity, width: 1} }

// scale is by how much a length is enlarged, on the whole.
func (s style) scale() float64 { return math.Sqrt(math.Abs(s.m.A*s.m.D - s.m.B*s.m.C)) }

// most is by how much it is enlarged at most.
func (s style) most() float64 {
	return max(math.Hypot(s.m.A, s.m.B), math.Hypot(s.m.C, s.m.D))
}

// A shape is one element that is drawn, in the order of drawing.
type shape struct{ evenOdd bool }

// A flattener draws every use out, so that what is painted is a plain sequence
// of shapes, and counts what that costs.
type flattener struct {
	d      *drawing
	out    bytes.Buffer // the flat drawing
	shapes []shape
	uses   int
	visits int // of elements
	data   int     // bytes of path data
	zoom   float64 // by how much all is enlarged; the painter does not enlarge lines
	known  map[*node]measure
}

// A measure is what the numbers of a shape say of it.
type measure struct {
	bytes, points int
	most          float64
	empty         bool
}

// measured returns the measure of n, which is taken once however often it is
// used.
func (f *flattener) measured(n *node) measure {
	if m, ok := f.known[n]; ok {
		return m
	}
	m := measure{bytes: 64, points: 8, empty: n.empty()}
	for _, a := range n.attrs {
		switch a.name {
		case "d", "points":
			m.bytes += len(a.value)
			m.points += len(values(a.value)) / 2
			m.most = max(m.most, largest(a.value))
		case "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height":
			m.most = max(m.most, largest(f.d.plain(a)))
		}
	}
	if f.known == nil {
		f.known = make(map[*node]measure)
	}
	f.known[n] = m
	return m
}

// shapeNames are the elements that draw something.
var shapeNames = []string{"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}

// reach is how many times the size of a drawing its parts may be large.
const reach = 50

func (f *flattener) walk(n *node, s style, depth int) error {
	if depth > maxDepth {
		return tooLarge(errors.New("too deep when every use is drawn out"))
	}
	if f.visits++; f.visits > maxVisits {
		return tooLarge(fmt.Errorf("more than %d elements when drawn out", maxVisits))
	}
	s = f.within(s, n)
	switch {
	case n.name == "title" || n.name == "desc" || s.hidden || n.name == "symbol" && len(s.uses) == 0:
		return nil
	case strings.HasSuffix(n.name, "Gradient") || n.name == "defs":
		return nil // gradients are written by themselves
	case slices.Contains(shapeNames, n.name):
		return f.shape(n, s)
	case n.name == "use":
		return f.use(n, s, depth)
	}
	f.out.WriteString("<g")
	f.presentation(n)
	f.out.WriteString(">")
	for _, k := range n.kids {
		if err := f.walk(k, s, depth+1); err != nil {
			return err
		}
	}
	f.out.WriteString("</g>")
	return nil
}

// within returns the style inside n, where s is the one around it.
func (f *flattener) within(s style, n *node) style {
	switch n.get("fill-rule") {
	case "evenodd":
		s.evenOdd = true
	case "nonzero":
		s.evenOdd = false
	}
	s.hidden = s.hidden || n.get("display") == "none" || n.get("visibility") == "hidden"
	s.m = transformed(s.m, n.get("transform"))
	if w := n.get("stroke-width"); w != "" {
		s.width = values(f.d.plain(attr{"stroke-width", w}))[0]
	}
	if o := n.get("stroke-dashoffset"); o != "" {
		s.offset = values(f.d.plain(attr{"stroke-dashoffset", o}))[0]
	}
	if d := n.get("stroke-dasharray"); d != "" {
		s.dash = d
	}
	return s
}

// transformed returns m after the functions of a transform as we write it.
func transformed(m rasterx.Matrix2D, functions string) rasterx.Matrix2D {
	for part := range strings.SplitSeq(functions, ")") {
		name, _, _ := strings.Cut(strings.TrimSpace(part), "(")
		v := append(values(part), 0, 0)
		switch name {
		case "matrix":
			m = m.Mult(rasterx.Matrix2D{A: v[0], B: v[1], C: v[2], D: v[3], E: v[4], F: v[5]})
		case "translate":
			m = m.Translate(v[0], v[1])
		case "scale":
			m = m.Scale(v[0], v[1])
		case "rotate":
			if len(v) == 5 {
				m = m.Translate(v[1], v[2]).Rotate(v[0]*math.Pi/180).Translate(-v[1], -v[2])
				continue
			}
			m = m.Rotate(v[0] * math.Pi / 180)
		case "skewX":
			m = m.SkewX(v[0] * math.Pi / 180)
		case "skewY":
			m = m.SkewY(v[0] * math.Pi / 180)
		}
	}
	return m
}

// presentation writes the attributes of n that are handed down.
func (f *flattener) presentation(n *node) {
	for _, a := range n.attrs {
		if slices.Contains(styled, a.name) && !slices.Contains(notPainted, a.name) || a.name == "transform" {
			fmt.Fprintf(&f.out, " %s=%q", a.name, f.d.plain(a))
		}
	}
}

// plain returns a value for the painter: lengths in percent become numbers, and
// a gradient that does not exist no paint.
func (d *drawing) plain(a attr) string {
	switch {
	case strings.HasPrefix(a.value, "url("):
		if g := d.ids[a.value[5:len(a.value)-1]]; g == nil || !strings.HasSuffix(g.name, "Gradient") || len(d.stops(g, 0)) == 0 {
			return "none"
		}
	case strings.HasSuffix(a.value, "%"):
		v := values(a.value)[0] / 100
		switch a.name {
		case "x", "width", "cx", "rx", "x1", "x2":
			return number(v * d.width)
		case "y", "height", "cy", "ry", "y1", "y2":
			return number(v * d.height)
		case "r", "stroke-width", "stroke-dashoffset":
			return number(v * math.Hypot(d.width, d.height) / math.Sqrt2)
		}
		return number(v)
	}
	return a.value
}

func (f *flattener) shape(n *node, s style) error {
	m := f.measured(n)
	f.data += m.bytes
	size := max(f.d.width, f.d.height) + max(math.Abs(f.d.x), math.Abs(f.d.y))
	if f.data > maxPainted || max(m.most, s.width)*s.most() > reach*size || math.IsNaN(s.scale()) {
		return tooLarge(errors.New("too much path data, or too far outside"))
	}
	if m.empty {
		return nil
	}
	f.shapes = append(f.shapes, shape{s.evenOdd})
	f.out.WriteString("<" + n.name)
	for _, a := range n.attrs {
		if !slices.Contains(notPainted, a.name) {
			fmt.Fprintf(&f.out, " %s=%q", a.name, f.d.plain(a))
		}
	}
	lines := s.scale() * f.zoom
	fmt.Fprintf(&f.out, " stroke-width=%q", number(s.width*lines))
	if dash := values(s.dash); len(dash) > 0 && !tooFine(dash, m) {
		words := make([]string, len(dash))
		for i, v := range dash {
			words[i] = number(v * lines)
		}
		fmt.Fprintf(&f.out, " stroke-dasharray=%q stroke-dashoffset=%q", strings.Join(words, " "), number(s.offset*lines))
	}
	f.out.WriteString("/>")
	return nil
}

// notPainted are attributes of a shape that the painter does not see, or sees
// otherwise.
var notPainted = []string{"id", "fill-rule", "display", "visibility", "stroke-width", "stroke-dasharray", "stroke-dashoffset"}

// empty reports whether a shape draws nothing, in which case the painter skips
// it.
func (n *node) empty() bool {
	positive := func(names ...string) bool {
		for _, name := range names {
			if v := values(n.get(name)); len(v) == 0 || v[0] <= 0 {
				return false
			}
		}
		return true
	}
	switch n.name {
	case "path":
		return len(values(n.get("d"))) < 3
	case "polyline", "polygon":
		v := values(n.get("points"))
		return len(v) < 4 || len(v)%2 != 0
	case "rect":
		return !positive("width", "height")
	case "circle":
		return !positive("r")
	case "ellipse":
		return !positive("rx", "ry")
	}
	return false
}

// tooFine reports whether a dashed line would be so many dashes that it takes
// for ever and looks like a plain line.
func tooFine(dash []float64, m measure) bool {
	const maxDashes = 50_000
	sum := 0.0
	for _, v := range dash {
		sum += v
	}
	return sum <= 0 || float64(m.points)*m.most*4/sum > maxDashes
}

func (f *flattener) use(n *node, s style, depth int) error {
	id := strings.TrimPrefix(n.get("href"), "#")
	to := f.d.ids[id]
	if to == nil {
		return nil
	}
	if f.uses++; f.uses > maxUses {
		return tooLarge(fmt.Errorf("more than %d uses when drawn out", maxUses))
	}
	if slices.Contains(s.uses, id) {
		return damaged(fmt.Errorf("%s uses itself", id))
	}
	s.uses = append(slices.Clone(s.uses), id)
	f.out.WriteString("<g")
	f.presentation(n)
	x, y := f.d.plain(attr{"x", orZero(n.get("x"))}), f.d.plain(attr{"y", orZero(n.get("y"))})
	fmt.Fprintf(&f.out, `><g transform="translate(%s %s)">`, x, y)
	s.m = s.m.Translate(values(x)[0], values(y)[0])
	if err := f.walk(to, s, depth+1); err != nil {
		return err
	}
	f.out.WriteString("</g></g>")
	return nil
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

// stops returns the stops of a gradient, which may be those of another.
func (d *drawing) stops(g *node, depth int) []*node {
	var out []*node
	for _, k := range g.kids {
		if k.name == "stop" {
			out = append(out, k)
		}
	}
	if next := d.ids[strings.TrimPrefix(g.get("href"), "#")]; len(out) == 0 && next != nil && depth < 8 && strings.HasSuffix(next.name, "Gradient") {
		return d.stops(next, depth+1)
	}
	return out
}

// gradients writes every gradient with its stops.
func (d *drawing) gradients(out *bytes.Buffer, n *node) {
	if strings.HasSuffix(n.name, "Gradient") && n.get("id") != "" {
		if stops := d.stops(n, 0); len(stops) > 0 {
			out.WriteString("<" + n.name)
			for _, a := range n.attrs {
				if a.name != "href" {
					fmt.Fprintf(out, " %s=%q", a.name, a.value)
				}
			}
			out.WriteString(">")
			for _, s := range stops {
				(&node{name: "stop", attrs: s.attrs}).write(out, false)
			}
			out.WriteString("</" + n.name + ">")
		}
	}
	for _, k := range n.kids {
		d.gradients(out, k)
	}
}

// paint returns the drawing as a PNG of so many pixels a side, in the middle of
// a square that can be seen through.
func (d *drawing) paint(size int) (data []byte, err error) {
	// The painter is the work of others and sees what strangers drew.
	defer func() {
		if p := recover(); p != nil {
			err = fieldFault(fmt.Errorf("painter: %v", p), cannotPaint)
		}
	}()
	scale := float64(size) / max(d.width, d.height)
	f := &flattener{d: d, zoom: scale}
	if err := f.walk(d.root, plainStyle(), 0); err != nil {
		return nil, err
	}
	var flat bytes.Buffer
	fmt.Fprintf(&flat, `<svg xmlns=%q viewBox="%s %s %s %s" stroke-linejoin="miter" stroke-linecap="butt"><defs>`, svgSpace, number(d.x), number(d.y), number(d.width), number(d.height))
	d.gradients(&flat, d.root)
	flat.WriteString("</defs>")
	flat.Write(f.out.Bytes())
	flat.WriteString("</svg>")
	icon, err := oksvg.ReadIconStream(&flat, oksvg.IgnoreErrorMode)
	if err != nil {
		return nil, fieldFault(err, cannotPaint)
	}
	if len(icon.SVGPaths) != len(f.shapes) {
		return nil, fieldFault(fmt.Errorf("%d shapes were read as %d", len(f.shapes), len(icon.SVGPaths)), cannotPaint)
	}
	w, h := d.width*scale, d.height*scale
	icon.SetTarget((float64(size)-w)/2, (float64(size)-h)/2, w, h)
	b := newBrush(size, icon.Transform)
	for i := range icon.SVGPaths {
		if f.shapes[i].evenOdd {
			b.evenOdd(icon.SVGPaths[i])
		} else {
			icon.SVGPaths[i].DrawTransformed(b.dasher, 1, icon.Transform)
		}
	}
	if b.passes > maxPasses {
		return nil, tooLarge(errors.New("too many parts filled by the even-odd rule"))
	}
	img := b.img
	if blank(img) {
		return nil, fault.Field("image", "The SVG shows nothing within its frame. Look at its viewBox, or save it as PNG.")
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode painted picture: %w", err)
	}
	return out.Bytes(), nil
}

const cannotPaint = "The SVG cannot be painted. Save it as plain SVG with everything as paths, or as PNG."

// blank reports whether nothing of a picture can be seen.
func blank(img *image.RGBA) bool {
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] != 0 {
			return false
		}
	}
	return true
}
