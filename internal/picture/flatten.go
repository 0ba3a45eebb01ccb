package picture

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/srwiley/rasterx"
)

// A style is what an element hands down to those within it.
type style struct {
	hidden, invisible      bool
	evenOdd, clipOdd       bool
	strokeFirst            bool
	fill, stroke, color    string
	fillAlpha, strokeAlpha float64
	miter                  float64
	cap, join              string
	m                      rasterx.Matrix2D // of all transforms
	width, offset          float64          // of lines and of their dashes
	dash                   string
	uses                   []string // ids of the uses and clips it is drawn for
}

// plainStyle is what the root begins with.
func plainStyle() style {
	return style{m: rasterx.Identity, width: 1, fill: "black", stroke: "none", fillAlpha: 1, strokeAlpha: 1, miter: 4}
}

// scale is by how much a length is enlarged, on the whole.
func (s style) scale() float64 { return math.Sqrt(math.Abs(s.m.A*s.m.D - s.m.B*s.m.C)) }

// most is by how much it is enlarged at most.
func (s style) most() float64 {
	return max(math.Hypot(s.m.A, s.m.B), math.Hypot(s.m.C, s.m.D))
}

// An action is what the painter does in a step.
type action int

const (
	drawShape action = iota
	pushLayer        // begin a picture of its own
	makeMask         // turn that picture into a mask of the next layer
	popLayer         // lay that picture on the one below, through its masks
)

// A step is one thing that the painter does, in the order of drawing.
type step struct {
	do      action
	shape   *node
	style   style
	dash    []float64 // in units of the drawing as it is painted
	alpha   float64   // of a layer or a shape
	masks   int       // of a layer
	bright  bool      // of a mask: what is bright shows
	clips   bool      // of a shape: it is part of a clip, in one colour
	evenOdd bool
}

// A flattener draws every use out, so that what is painted is a plain sequence
// of steps, and counts what that costs.
type flattener struct {
	d      *drawing
	steps  []step
	shapes int // that show
	layers int
	level  int // of clips and masks within each other
	uses   int
	visits int     // of elements
	data   int     // bytes of path data
	zoom   float64 // by how much all is enlarged; the painter does not enlarge lines
	known  map[*node]measure
	used   map[*node]bool // clips and masks that cut something
	cuts   map[*node]bool // elements that are cut by theirs
}

// What layers may cost.
const (
	maxLayers = 600
	maxNested = 12 // of clips and masks
)

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
	switch n.name {
	case "title", "desc", "linearGradient", "radialGradient", "defs", "clipPath", "mask", "pattern", "filter", "marker", "meshgradient", "hatch":
		return nil // used by others, if at all
	}
	if s.hidden || s.invisible && len(n.kids) == 0 && n.name != "use" {
		return nil
	}
	if err := f.d.refusal(n); err != nil {
		return err
	}
	shape := slices.Contains(shapeNames, n.name)
	alpha := share(f.d.plain(attr{"opacity", n.get("opacity")}), 1)
	layered := alpha < 1 && (!shape || s.fill != "none" && s.stroke != "none")
	return f.layered(n, s, alpha, layered, depth, func(alpha float64) error {
		switch {
		case shape:
			return f.shape(n, s, alpha, false)
		case n.name == "use":
			return f.use(n, s, depth)
		}
		for _, k := range n.kids {
			if err := f.walk(k, s, depth+1); err != nil {
				return err
			}
		}
		return nil
	})
}

// layered does what draw does in a layer of its own if n is cut or asks for it.
func (f *flattener) layered(n *node, s style, alpha float64, own bool, depth int, draw func(float64) error) error {
	start := len(f.steps)
	masks, err := f.masks(n, s, depth)
	if err != nil {
		return err
	}
	if masks == 0 && !own {
		return draw(alpha)
	}
	if err := f.push(); err != nil {
		return err
	}
	begun := len(f.steps)
	if err := draw(1); err != nil {
		return err
	}
	if len(f.steps) == begun { // nothing was drawn
		f.steps = f.steps[:start]
		return nil
	}
	f.steps = append(f.steps, step{do: popLayer, alpha: alpha, masks: masks})
	return nil
}

func (f *flattener) push() error {
	if f.layers++; f.layers > maxLayers {
		return tooLarge(fmt.Errorf("more than %d groups that are cut or seen through", maxLayers))
	}
	f.steps = append(f.steps, step{do: pushLayer})
	return nil
}

// within returns the style inside n, where s is the one around it.
func (f *flattener) within(s style, n *node) style {
	s.hidden = s.hidden || n.get("display") == "none"
	s.m = transformed(s.m, n.get("transform"))
	for _, a := range n.attrs {
		switch a.name {
		case "fill-rule":
			s.evenOdd = a.value == "evenodd"
		case "clip-rule":
			s.clipOdd = a.value == "evenodd"
		case "visibility":
			s.invisible = a.value == "hidden"
		case "paint-order":
			s.strokeFirst = a.value == "stroke"
		case "fill":
			s.fill = a.value
		case "stroke":
			s.stroke = a.value
		case "color":
			s.color = a.value
		case "fill-opacity":
			s.fillAlpha = share(f.d.plain(a), 1)
		case "stroke-opacity":
			s.strokeAlpha = share(f.d.plain(a), 1)
		case "stroke-width":
			s.width = values(f.d.plain(a))[0]
		case "stroke-miterlimit":
			s.miter = min(max(1, values(f.d.plain(a))[0]), 1000)
		case "stroke-linecap":
			s.cap = a.value
		case "stroke-linejoin":
			s.join = a.value
		case "stroke-dashoffset":
			s.offset = values(f.d.plain(a))[0]
		case "stroke-dasharray":
			s.dash = a.value
		}
	}
	return s
}

// share reads a number from 0 to 1.
func share(value string, otherwise float64) float64 {
	v := values(value)
	if len(v) == 0 {
		return otherwise
	}
	return min(max(v[0], 0), 1)
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

// plain returns a value for the painter: lengths in percent become numbers.
func (d *drawing) plain(a attr) string {
	if !strings.HasSuffix(a.value, "%") {
		return a.value
	}
	v := values(a.value)[0] / 100
	switch a.name {
	case "x", "width", "cx", "rx", "x1", "x2", "fx":
		return number(v * d.width)
	case "y", "height", "cy", "ry", "y1", "y2", "fy":
		return number(v * d.height)
	case "r", "stroke-width", "stroke-dashoffset":
		return number(v * math.Hypot(d.width, d.height) / math.Sqrt2)
	}
	return number(v)
}

func (f *flattener) shape(n *node, s style, alpha float64, clips bool) error {
	m := f.measured(n)
	f.data += m.bytes
	size := max(f.d.width, f.d.height) + max(math.Abs(f.d.x), math.Abs(f.d.y))
	far := max(m.most, s.width)*s.most() + math.Hypot(s.m.E, s.m.F)
	if f.data > maxPainted || !(far <= 3*reach*size) || !(max(m.most, s.width)*s.most() <= reach*size) || math.IsNaN(s.scale()) {
		return tooLarge(errors.New("too much path data, or too far outside"))
	}
	if m.empty || s.invisible {
		return nil
	}
	for _, p := range []*string{&s.fill, &s.stroke} {
		if *p == currentColour {
			*p = cmp.Or(s.color, "black")
		}
	}
	st := step{shape: n, style: s, alpha: alpha, clips: clips, evenOdd: s.evenOdd}
	if clips {
		st.evenOdd = s.clipOdd
	} else {
		f.shapes++
	}
	lines := s.scale() * f.zoom
	if dash := values(s.dash); len(dash) > 0 && !tooFine(dash, m) {
		for _, v := range dash {
			st.dash = append(st.dash, v*lines)
		}
	}
	st.style.width, st.style.offset = s.width*lines, s.offset*lines
	f.steps = append(f.steps, st)
	return nil
}

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

// entered returns the style inside what has an id, which must not hold itself.
func (f *flattener) entered(s style, id string) (style, error) {
	if f.uses++; f.uses > maxUses {
		return s, tooLarge(fmt.Errorf("more than %d uses when drawn out", maxUses))
	}
	if slices.Contains(s.uses, id) {
		return s, damaged(fmt.Errorf("%s uses itself", id))
	}
	s.uses = append(slices.Clone(s.uses), id)
	return s, nil
}

func (f *flattener) use(n *node, s style, depth int) error {
	id := strings.TrimPrefix(n.get("href"), "#")
	to := f.d.ids[id]
	if to == nil {
		return nil
	}
	s, err := f.entered(s, id)
	if err != nil {
		return err
	}
	s.m = s.m.Translate(f.coordinate(n, "x"), f.coordinate(n, "y"))
	return f.walk(to, s, depth+1)
}

// coordinate returns a coordinate of n, or 0 if it has none.
func (f *flattener) coordinate(n *node, name string) float64 {
	if v := values(f.d.plain(attr{name, n.get(name)})); len(v) > 0 {
		return v[0]
	}
	return 0
}

// outline returns a shape as the painter reads it: with all of its lengths.
func (d *drawing) outline(n *node) *node {
	out := &node{name: n.name}
	for _, a := range n.attrs {
		if slices.Contains(geometry, a.name) {
			out.set(a.name, d.plain(a))
		}
	}
	switch n.name {
	case "polyline", "polygon":
		end := map[string]string{"polyline": "", "polygon": "Z"}[n.name]
		return &node{name: "path", attrs: []attr{{"d", "M" + n.get("points") + end}}}
	case "rect":
		// A corner that is said in one direction is that in the other too.
		if rx, ry := out.get("rx"), out.get("ry"); rx != "" || ry != "" {
			out.set("rx", cmp.Or(rx, ry))
			out.set("ry", cmp.Or(ry, rx))
		}
	}
	return out
}

// geometry are the attributes that say where a shape is.
var geometry = []string{"d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height"}
