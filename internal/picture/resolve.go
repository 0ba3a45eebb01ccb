package picture

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/srwiley/rasterx"

	"blazon/internal/fault"
)

// finish turns what was read into what is kept: style sheets into attributes,
// frames within the frame into groups; and checks what can be known only of the
// whole.
func (d *drawing) finish(rules *sheet) error {
	looked := 0
	if err := d.cascade(d.root, rules, &looked); err != nil {
		return err
	}
	d.root.unset("clip-path", "mask", "x", "y") // whole pictures are not cut
	d.root.set("viewBox", number(d.x)+" "+number(d.y)+" "+number(d.width)+" "+number(d.height))
	d.root.set("width", number(d.width))
	d.root.set("height", number(d.height))
	if err := d.groups(d.root, d.width, d.height); err != nil {
		return err
	}
	f := &flattener{d: d, zoom: 1}
	if err := f.walk(d.root, plainStyle(), 0); err != nil {
		return err
	}
	if f.shapes == 0 {
		return fault.Field("image", "The SVG shows nothing that can be drawn. Turn everything into paths, or save it as PNG.")
	}
	d.prune(d.root, f)
	if elements, depth := d.root.measure(); elements > maxElements || depth > maxDepth {
		return tooLarge(fmt.Errorf("%d elements, %d deep, with what was inside", elements, depth))
	}
	if n := len(d.write()); n > maxSVG {
		return tooLarge(fmt.Errorf("%d bytes when written anew", n))
	}
	return nil
}

// cascade gives n and all within it the attributes that styles say.
func (d *drawing) cascade(n *node, rules *sheet, looked *int) error {
	if n.raw.element != "" {
		if err := rules.apply(n, looked); err != nil {
			return err
		}
	}
	for _, key := range colours {
		v, alpha := n.get(unread+key), n.get(key+alphaOf)
		if v == "" && key == "color" && alpha != "" {
			v = n.get(key) + ", seen through"
		}
		if v != "" {
			return cannotDraw(n.line, fmt.Sprintf("the colour %q", shortened(v)), "Write it as #rrggbb, or upload the whole as PNG.")
		}
		if alpha != "" {
			opacity := strings.TrimSuffix(key, "-color") + "-opacity"
			n.set(opacity, number(share(d.plain(attr{opacity, n.get(opacity)}), 1)*values(alpha)[0]))
			n.unset(key + alphaOf)
		}
	}
	for _, k := range n.kids {
		if err := d.cascade(k, rules, looked); err != nil {
			return err
		}
	}
	return nil
}

// shortened returns the beginning of what a stranger wrote.
func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// groups turns every frame within n into a group, and the symbols into groups
// that are only used. The frame around n is so wide and so high.
func (d *drawing) groups(n *node, width, height float64) error {
	for i := 0; i < len(n.kids); i++ {
		k, w, h := n.kids[i], width, height
		switch k.name {
		case "svg":
			in, err := d.nested(k, width, height)
			if err != nil {
				return err
			}
			w, h = in[0], in[1]
		case "symbol":
			if err := d.symbol(n, i); err != nil {
				return err
			}
			if v, ok := fourNumbers(k.get("viewBox")); ok {
				w, h = v[2], v[3]
			}
		case "use":
			inner, err := d.useOfSymbol(k, width, height)
			if err != nil {
				return err
			}
			if inner != nil {
				k.name = "g"
				k.unset("href", "x", "y", "width", "height")
				k.kids = nil
				k.add(inner)
				continue
			}
		}
		if (width != d.width || height != d.height) && (slices.Contains(shapeNames, k.name) || k.name == "use") {
			k.absolute(width, height)
		}
		if err := d.groups(k, w, h); err != nil {
			return err
		}
	}
	return nil
}

// absolute turns the lengths in percent of a frame into numbers.
func (n *node) absolute(width, height float64) {
	frame := &drawing{width: width, height: height}
	for i := range n.attrs {
		switch a := &n.attrs[i]; a.name {
		case "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "stroke-width", "stroke-dashoffset":
			a.value = frame.plain(*a)
		}
	}
}

// side returns a width or height of n: all of the frame if it says none.
func side(n *node, name string, all float64) float64 {
	v := n.get(name)
	if v == "" {
		return all
	}
	if strings.HasSuffix(v, "%") {
		return values(v)[0] / 100 * all
	}
	return values(v)[0]
}

// nested turns an svg element within another into a group and returns how wide
// and high it is within.
func (d *drawing) nested(n *node, width, height float64) (in [2]float64, err error) {
	x, y := side(n, "x", width), side(n, "y", height)
	if n.get("x") == "" {
		x = 0
	}
	if n.get("y") == "" {
		y = 0
	}
	w, h := side(n, "width", width), side(n, "height", height)
	m := transformed(rasterx.Identity, n.get("transform")).Translate(x, y)
	fit := rasterx.Identity
	in = [2]float64{w, h}
	if v, ok := fourNumbers(n.get("viewBox")); ok {
		fit = fitted(v, w, h, n.get("preserveAspectRatio"))
		in = [2]float64{v[2], v[3]}
	}
	if err := setMatrix(n, m.Mult(fit)); err != nil {
		return in, err
	}
	n.name = "g"
	clip := n.get("clip-path")
	n.unset("x", "y", "width", "height")
	if n.get("overflow") == "visible" {
		return in, nil
	}
	if clip != "" || n.get("mask") != "" {
		// What is cut once more is a group of its own.
		inner := &node{name: "g", line: n.line}
		inner.add(n.kids...)
		n.kids = nil
		n.add(inner)
		return in, d.frame(inner, fit, w, h)
	}
	return in, d.frame(n, fit, w, h)
}

// symbol turns the symbol that is the kid i of n into a group within defs.
func (d *drawing) symbol(n *node, i int) error {
	k := n.kids[i]
	k.name = "g"
	for up := n; up != nil; up = up.up {
		if up.name == "defs" {
			return nil
		}
	}
	defs := &node{name: "defs", line: k.line, up: n}
	defs.add(k)
	n.kids[i] = defs
	return nil
}

// useOfSymbol returns what is inside a use of a symbol: a use that is placed as
// the symbol says. It returns nil if n is a use of something else.
func (d *drawing) useOfSymbol(n *node, width, height float64) (*node, error) {
	to := d.ids[strings.TrimPrefix(n.get("href"), "#")]
	if to == nil || to.raw.element != "symbol" || n.up != nil && n.raw.element != "use" {
		return nil, nil
	}
	w, h := side(n, "width", side(to, "width", width)), side(n, "height", side(to, "height", height))
	x, y := 0.0, 0.0
	if n.get("x") != "" {
		x = side(n, "x", width)
	}
	if n.get("y") != "" {
		y = side(n, "y", height)
	}
	fit := rasterx.Identity
	if v, ok := fourNumbers(to.get("viewBox")); ok {
		fit = fitted(v, w, h, to.get("preserveAspectRatio"))
	}
	inner := &node{name: "use", line: n.line}
	inner.set("href", n.get("href"))
	if err := setMatrix(inner, rasterx.Identity.Translate(x, y).Mult(fit)); err != nil {
		return nil, err
	}
	if to.get("overflow") == "visible" {
		return inner, nil
	}
	return inner, d.frame(inner, fit, w, h)
}

// setMatrix writes the transform of a node as one matrix.
func setMatrix(n *node, m rasterx.Matrix2D) error {
	words := make([]string, 0, 6)
	for _, f := range []float64{m.A, m.B, m.C, m.D, m.E, m.F} {
		if !(math.Abs(f) <= maxNumber) {
			return tooLarge(fmt.Errorf("line %d is placed too far outside", n.line))
		}
		words = append(words, number(f))
	}
	n.unset("transform")
	if m != rasterx.Identity {
		n.set("transform", "matrix("+strings.Join(words, " ")+")")
	}
	return nil
}

// fitted returns how what a viewBox shows is placed in a frame.
func fitted(v [4]float64, width, height float64, aspect string) rasterx.Matrix2D {
	sx, sy := width/v[2], height/v[3]
	dx, dy := 0.0, 0.0
	if !strings.HasPrefix(aspect, "none") {
		m := aspectForm.FindStringSubmatch(aspect)
		if m == nil {
			m = []string{"", "Mid", "Mid", "meet"}
		}
		s := min(sx, sy)
		if m[3] == "slice" {
			s = max(sx, sy)
		}
		part := map[string]float64{"Min": 0, "Mid": 0.5, "Max": 1}
		dx, dy = part[m[1]]*(width-v[2]*s), part[m[2]]*(height-v[3]*s)
		sx, sy = s, s
	}
	return rasterx.Identity.Translate(dx, dy).Scale(sx, sy).Translate(-v[0], -v[1])
}

// frame clips n to the frame that its content is fitted in.
func (d *drawing) frame(n *node, fit rasterx.Matrix2D, width, height float64) error {
	if fit.A == 0 || fit.D == 0 || width <= 0 || height <= 0 {
		n.set("display", "none")
		return nil
	}
	var id string
	for id == "" || d.ids[id] != nil {
		d.frames++
		id = fmt.Sprintf("frame-%d", d.frames)
	}
	rect := &node{name: "rect"}
	for _, a := range []struct {
		name  string
		value float64
	}{{"x", -fit.E / fit.A}, {"y", -fit.F / fit.D}, {"width", width / fit.A}, {"height", height / fit.D}} {
		if !(math.Abs(a.value) <= maxNumber) {
			return tooLarge(fmt.Errorf("the frame in line %d is too large", n.line))
		}
		rect.set(a.name, number(a.value))
	}
	clip := &node{name: "clipPath"}
	clip.set("id", id)
	clip.add(rect)
	d.ids[id] = clip
	defs := &node{name: "defs"}
	defs.add(clip)
	d.root.add(defs)
	n.set("clip-path", "url(#"+id+")")
	return nil
}

// prune leaves out what does not show and what is no longer needed.
func (d *drawing) prune(n *node, f *flattener) {
	for _, name := range []string{"clip-path", "mask"} {
		if ref := n.get(name); ref != "" && (!f.cuts[n] || !f.used[d.ids[local(ref)]]) {
			n.unset(name)
		}
	}
	for _, k := range n.kids {
		d.prune(k, f)
	}
	n.kids = slices.DeleteFunc(n.kids, func(k *node) bool {
		_, not := cannot[k.name]
		return not || (k.name == "clipPath" || k.name == "mask") && !f.used[k] || k.name == "defs" && len(k.kids) == 0
	})
}

// measure returns how many elements n is and how deep they lie.
func (n *node) measure() (elements, depth int) {
	elements, depth = 1, 0
	for _, k := range n.kids {
		e, d := k.measure()
		elements += e
		depth = max(depth, d)
	}
	return elements, depth + 1
}
