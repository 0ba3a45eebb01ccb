package picture

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/srwiley/rasterx"
)

// defined returns the style in which a clip or a mask is drawn for something
// drawn in s: that of where it stands, in the place of where it is used.
func (f *flattener) defined(n *node, s style) style {
	var above []*node
	for up := n.up; up != nil; up = up.up {
		above = append(above, up)
	}
	out := plainStyle()
	for _, up := range slices.Backward(above) {
		out = f.within(out, up)
	}
	out.m, out.uses, out.hidden = s.m, s.uses, false
	return out
}

// mark remembers that n is cut by to.
func (f *flattener) mark(n, to *node) {
	if f.used == nil {
		f.used, f.cuts = make(map[*node]bool), make(map[*node]bool)
	}
	f.used[to], f.cuts[n] = true, true
}

// masks adds the steps that make the masks of n, and returns how many.
func (f *flattener) masks(n *node, s style, depth int) (count int, err error) {
	for _, kind := range []string{"clip-path", "mask"} {
		id := local(n.get(kind))
		to := f.d.ids[id]
		if to == nil || to.name != map[string]string{"clip-path": "clipPath", "mask": "mask"}[kind] {
			continue
		}
		if to.get("clipPathUnits") == "objectBoundingBox" || to.get("maskContentUnits") == "objectBoundingBox" {
			return 0, cannotDraw(to.line, "a clip or mask measured by what it cuts (objectBoundingBox)", "Cut the shapes with each other instead (Inkscape: Path > Intersection; Illustrator: Pathfinder > Crop), or upload the whole as PNG.")
		}
		if f.covers(to, s) {
			continue
		}
		f.mark(n, to)
		in, err := f.entered(s, id)
		if err != nil {
			return 0, err
		}
		if f.level++; f.level > maxNested {
			return 0, tooLarge(errors.New("clips and masks too deep within each other"))
		}
		made, err := f.mask(to, in, depth+1)
		f.level--
		if err != nil {
			return 0, err
		}
		count += made
	}
	return count, nil
}

// mask adds the steps that make one mask, and those that cut it.
func (f *flattener) mask(n *node, s style, depth int) (int, error) {
	if depth > maxDepth {
		return 0, tooLarge(errors.New("too deep when every use is drawn out"))
	}
	in := f.within(f.defined(n, s), n)
	in.hidden = false
	if n.name == "mask" {
		in.m = s.m // a mask has no transform
	}
	count, err := f.masks(n, in, depth)
	if err != nil {
		return 0, err
	}
	if region := f.region(n); region != nil {
		if err := f.push(); err != nil {
			return 0, err
		}
		if err := f.shape(region, style{m: in.m, width: 1, miter: 4}, 1, true); err != nil {
			return 0, err
		}
		f.steps = append(f.steps, step{do: makeMask})
		count++
	}
	if err := f.push(); err != nil {
		return 0, err
	}
	shapes := f.shapes
	for _, k := range n.kids {
		if n.name == "mask" {
			err = f.walk(k, in, depth+1)
		} else {
			err = f.clip(k, in, depth+1)
		}
		if err != nil {
			return 0, err
		}
	}
	f.shapes = shapes // those do not show
	f.steps = append(f.steps, step{do: makeMask, bright: n.name == "mask" && n.get("mask-type") != "alpha"})
	return count + 1, nil
}

// region returns the rectangle outside of which a mask hides all, if it is in
// units of the drawing. One in shares of what is masked is a little larger than
// that and hides nothing of it.
func (f *flattener) region(n *node) *node {
	if n.get("maskUnits") != "userSpaceOnUse" {
		return nil
	}
	rect := &node{name: "rect"}
	for _, side := range []attr{{"x", "-10%"}, {"y", "-10%"}, {"width", "120%"}, {"height", "120%"}} {
		if v := n.get(side.name); v != "" {
			side.value = v
		}
		rect.set(side.name, f.d.plain(side))
	}
	if f.covers(&node{kids: []*node{rect}}, style{m: rasterx.Identity}) {
		return nil
	}
	return rect
}

// clip adds one part of a clip: a shape, or a use of a shape.
func (f *flattener) clip(n *node, s style, depth int) error {
	if f.visits++; f.visits > maxVisits {
		return tooLarge(fmt.Errorf("more than %d elements when drawn out", maxVisits))
	}
	s = f.within(s, n)
	if s.hidden {
		return nil
	}
	if err := f.d.refusal(n); err != nil {
		return err
	}
	if n.get("clip-path") != "" && f.d.ids[local(n.get("clip-path"))] != nil {
		return cannotDraw(n.line, "a clip within a clip", "Cut the shapes with each other instead (Inkscape: Path > Intersection; Illustrator: Pathfinder > Crop), or upload the whole as PNG.")
	}
	if slices.Contains(shapeNames, n.name) {
		return f.shape(n, s, 1, true)
	}
	if n.name != "use" {
		return nil // a group in a clip cuts nothing out
	}
	id := strings.TrimPrefix(n.get("href"), "#")
	to := f.d.ids[id]
	if to == nil || !slices.Contains(shapeNames, to.name) && cannot[to.name] == (advice{}) {
		return nil
	}
	s, err := f.entered(s, id)
	if err != nil {
		return err
	}
	s.m = s.m.Translate(f.coordinate(n, "x"), f.coordinate(n, "y"))
	return f.clip(to, s, depth+1)
}

// covers reports whether a clip, or an opaque mask, is one rectangle that holds
// all that the drawing shows, so that it cuts nothing.
func (f *flattener) covers(n *node, s style) bool {
	if len(n.kids) != 1 || n.kids[0].name != "rect" || n.get("clip-path") != "" || n.get("mask") != "" || n.get("maskUnits") != "" || n.name == "mask" && n.get("mask-type") != "alpha" {
		return false
	}
	r := n.kids[0]
	in := f.within(f.within(f.defined(n, s), n), r)
	if n.name == "mask" && (in.fillAlpha < 1 || in.fill == "none" || local(in.fill) != "" || r.get("opacity") != "") {
		return false
	}
	if in.hidden || in.invisible || in.m != s.m || r.get("rx") != "" || r.get("ry") != "" || r.get("clip-path") != "" || r.get("mask") != "" {
		return false
	}
	det := s.m.A*s.m.D - s.m.B*s.m.C
	if !(math.Abs(det) > 1e-12) {
		return false
	}
	back := s.m.Invert()
	x, y := f.coordinate(r, "x"), f.coordinate(r, "y")
	w, h := f.coordinate(r, "width"), f.coordinate(r, "height")
	slack := 1e-6 * max(f.d.width, f.d.height)
	for _, c := range [][2]float64{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		px, py := back.Transform(f.d.x+c[0]*f.d.width, f.d.y+c[1]*f.d.height)
		if !(px >= x-slack && py >= y-slack && px <= x+w+slack && py <= y+h+slack) {
			return false
		}
	}
	return true
}
