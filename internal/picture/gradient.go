package picture

import (
	"image/color"
	"math"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
)

// solid returns a colour as the painter takes it.
func solid(name string, alpha float64) color.NRGBA {
	c, err := oksvg.ParseSVGColor(name)
	rgb, ok := c.(color.NRGBA)
	if err != nil || !ok {
		rgb = color.NRGBA{}
	}
	rgb.A = uint8(alpha*255 + 0.5)
	return rgb
}

// ink returns what a shape is painted with: a color.Color, a rasterx.ColorFunc,
// or nil for nothing. The shape is path, which m places in the picture.
func (d *drawing) ink(paint string, alpha float64, path rasterx.Path, m rasterx.Matrix2D) any {
	if paint == "none" || alpha <= 0 {
		return nil
	}
	id := local(paint)
	if id == "" {
		return solid(paint, alpha)
	}
	g := d.ids[id]
	if g == nil || !strings.HasSuffix(g.name, "Gradient") {
		return nil
	}
	ramp := d.ramp(g, alpha)
	if len(ramp) == 0 {
		return nil
	}
	if d.said(g, "gradientUnits") != "userSpaceOnUse" {
		box := extent(path)
		if box[2] <= 0 || box[3] <= 0 {
			return nil
		}
		m = m.Translate(box[0], box[1]).Scale(box[2], box[3])
	}
	m = transformed(m, d.said(g, "gradientTransform"))
	last := ramp[len(ramp)-1]
	if !(math.Abs(m.A*m.D-m.B*m.C) > 1e-12) {
		return last
	}
	at := d.line(g)
	if g.name == "radialGradient" {
		at = d.circle(g)
	}
	if at == nil {
		return last
	}
	back, spread := m.Invert(), d.said(g, "spreadMethod")
	return rasterx.ColorFunc(func(x, y int) color.Color {
		t := spreadOut(at(back.Transform(float64(x)+0.5, float64(y)+0.5)), spread)
		return ramp[int(t*float64(len(ramp)-1)+0.5)]
	})
}

// spreadOut brings t into 0 to 1.
func spreadOut(t float64, method string) float64 {
	if math.IsNaN(t) {
		return 1
	}
	switch method {
	case "repeat":
		t -= math.Floor(t)
	case "reflect":
		if t = math.Abs(math.Mod(t, 2)); t > 1 {
			t = 2 - t
		}
	}
	return min(max(t, 0), 1)
}

// said returns an attribute of a gradient, or of the one it follows.
func (d *drawing) said(g *node, name string) string {
	for range 8 {
		if v := g.get(name); v != "" {
			return v
		}
		next := d.ids[strings.TrimPrefix(g.get("href"), "#")]
		if next == nil || !strings.HasSuffix(next.name, "Gradient") {
			break
		}
		g = next
	}
	return ""
}

// at returns a coordinate of a gradient, in its units.
func (d *drawing) at(g *node, name, otherwise string) float64 {
	v := d.said(g, name)
	if v == "" {
		v = otherwise
	}
	if d.said(g, "gradientUnits") == "userSpaceOnUse" {
		v = d.plain(attr{name, v})
	} else {
		v = d.plain(attr{"offset", v})
	}
	return values(v)[0]
}

// line returns how far along a linear gradient a point is.
func (d *drawing) line(g *node) func(x, y float64) float64 {
	x1, y1 := d.at(g, "x1", "0%"), d.at(g, "y1", "0%")
	dx, dy := d.at(g, "x2", "100%")-x1, d.at(g, "y2", "0%")-y1
	square := dx*dx + dy*dy
	if square == 0 {
		return nil
	}
	return func(x, y float64) float64 { return ((x-x1)*dx + (y-y1)*dy) / square }
}

// circle returns how far out in a radial gradient a point is.
func (d *drawing) circle(g *node) func(x, y float64) float64 {
	cx, cy, r := d.at(g, "cx", "50%"), d.at(g, "cy", "50%"), d.at(g, "r", "50%")
	if r <= 0 {
		return nil
	}
	fx, fy := cx, cy
	if d.said(g, "fx") != "" {
		fx = d.at(g, "fx", "")
	}
	if d.said(g, "fy") != "" {
		fy = d.at(g, "fy", "")
	}
	// A focus outside of the circle is brought to its edge.
	dx, dy := cx-fx, cy-fy
	if out := math.Hypot(dx, dy); out > 0.999*r {
		dx, dy = dx/out*0.999*r, dy/out*0.999*r
		fx, fy = cx-dx, cy-dy
	}
	a := r*r - dx*dx - dy*dy
	return func(x, y float64) float64 {
		px, py := x-fx, y-fy
		dot := px*dx + py*dy
		return (math.Sqrt(dot*dot+a*(px*px+py*py)) - dot) / a
	}
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

// ramp returns the colours of a gradient from its beginning to its end.
func (d *drawing) ramp(g *node, alpha float64) []color.NRGBA {
	const steps = 1024
	type stop struct {
		offset float64
		c      color.NRGBA
	}
	var stops []stop
	for _, s := range d.stops(g, 0) {
		name := s.get("stop-color")
		for up := s; name == currentColour && up != nil; up = up.up {
			if c := up.get("color"); c != "" {
				name = c
			}
		}
		if name == "" || name == currentColour {
			name = "black"
		}
		o := share(d.plain(attr{"offset", s.get("offset")}), 0)
		if len(stops) > 0 {
			o = max(o, stops[len(stops)-1].offset)
		}
		stops = append(stops, stop{o, solid(name, alpha*share(d.plain(attr{"stop-opacity", s.get("stop-opacity")}), 1))})
	}
	if len(stops) == 0 {
		return nil
	}
	out := make([]color.NRGBA, steps)
	next := 0
	for i := range out {
		t := float64(i) / (steps - 1)
		for next < len(stops) && stops[next].offset <= t {
			next++
		}
		switch {
		case next == 0:
			out[i] = stops[0].c
		case next == len(stops):
			out[i] = stops[next-1].c
		default:
			a, b := stops[next-1], stops[next]
			part := (t - a.offset) / (b.offset - a.offset)
			mix := func(x, y uint8) uint8 { return uint8(float64(x)*(1-part) + float64(y)*part + 0.5) }
			out[i] = color.NRGBA{mix(a.c.R, b.c.R), mix(a.c.G, b.c.G), mix(a.c.B, b.c.B), mix(a.c.A, b.c.A)}
		}
	}
	return out
}

// extent returns the box around a path: where it begins, and how large it is.
func extent(p rasterx.Path) [4]float64 {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	var last [2]float64
	add := func(x, y float64) {
		low = [2]float64{min(low[0], x), min(low[1], y)}
		high = [2]float64{max(high[0], x), max(high[1], y)}
	}
	for i := 0; i < len(p); {
		n := numbersAfter(p[i])
		var v [6]float64
		for j := range n {
			v[j] = float64(p[i+1+j]) / 64
		}
		if n == 4 { // a curve of the second degree as one of the third
			v = [6]float64{
				last[0] + 2*(v[0]-last[0])/3, last[1] + 2*(v[1]-last[1])/3,
				v[2] + 2*(v[0]-v[2])/3, v[3] + 2*(v[1]-v[3])/3, v[2], v[3],
			}
		}
		switch n {
		case 2:
			add(v[0], v[1])
			last = [2]float64{v[0], v[1]}
		case 4, 6:
			for k := 1; k <= 16; k++ {
				t := float64(k) / 16
				u := 1 - t
				a, b, c, e := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
				add(a*last[0]+b*v[0]+c*v[2]+e*v[4], a*last[1]+b*v[1]+c*v[3]+e*v[5])
			}
			last = [2]float64{v[4], v[5]}
		}
		i += 1 + n
	}
	return [4]float64{low[0], low[1], high[0] - low[0], high[1] - low[1]}
}

// numbersAfter returns how many numbers follow a command of a path.
func numbersAfter(command fixed.Int26_6) int {
	switch rasterx.PathCommand(command) {
	case rasterx.PathMoveTo, rasterx.PathLineTo:
		return 2
	case rasterx.PathQuadTo:
		return 4
	case rasterx.PathCubicTo:
		return 6
	case rasterx.PathClose:
	}
	return 0
}
