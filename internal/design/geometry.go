package design

import (
	"math"
	"slices"
	"strconv"
)

// A point is a place on the drawing, in its units, with y downwards.
type point struct{ x, y float64 }

func (p point) add(q point) point     { return point{p.x + q.x, p.y + q.y} }
func (p point) sub(q point) point     { return point{p.x - q.x, p.y - q.y} }
func (p point) times(f float64) point { return point{p.x * f, p.y * f} }
func (p point) dot(q point) float64   { return p.x*q.x + p.y*q.y }
func (p point) length() float64       { return math.Hypot(p.x, p.y) }
func (p point) unit() point           { return p.times(1 / max(p.length(), 1e-9)) }
func (p point) left() point           { return point{p.y, -p.x} }
func polar(c point, r, deg float64) point { // 0 is up, clockwise
	sin, cos := math.Sincos(deg * math.Pi / 180)
	return point{c.x + r*sin, c.y - r*cos}
}

// A path builds the d attribute of an SVG path.
type path struct{ d []byte }

func (p *path) op(letter byte, pts ...point) *path {
	p.d = append(p.d, letter)
	for i, q := range pts {
		if i > 0 {
			p.d = append(p.d, ' ')
		}
		p.d = number(p.d, q.x)
		p.d = append(p.d, ',')
		p.d = number(p.d, q.y)
	}
	return p
}

func (p *path) move(to point) *path        { return p.op('M', to) }
func (p *path) line(to ...point) *path     { return p.op('L', to...) }
func (p *path) curve(a, b, to point) *path { return p.op('C', a, b, to) }
func (p *path) close() *path               { p.d = append(p.d, 'Z'); return p }
func (p *path) polygon(pts ...point) *path { return p.move(pts[0]).line(pts[1:]...).close() }
func (p *path) segment(a, b point) *path   { return p.move(a).line(b) }
func (p *path) String() string             { return string(p.d) }

// circle adds a circle as two arcs.
func (p *path) circle(c point, r float64) *path {
	p.move(point{c.x - r, c.y})
	for _, x := range []float64{c.x + r, c.x - r} {
		p.d = append(p.d, 'A')
		p.d = number(p.d, r)
		p.d = append(p.d, ',')
		p.d = number(p.d, r)
		p.d = append(p.d, " 0 0 1 "...)
		p.d = number(p.d, x)
		p.d = append(p.d, ',')
		p.d = number(p.d, c.y)
	}
	return p.close()
}

// number appends f with at most two decimals, which is finer than any screen
// and the same on every machine.
func number(b []byte, f float64) []byte {
	f = math.Round(f*100) / 100
	if f == 0 {
		f = 0 // not -0
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// polygonPath returns the d attribute of a closed polygon.
func polygonPath(pts []point) string { return new(path).polygon(pts...).String() }

// bezier appends points along a cubic curve from a to d, without a itself.
func bezier(pts []point, a, b, c, d point, steps int) []point {
	for i := 1; i <= steps; i++ {
		t := float64(i) / float64(steps)
		u := 1 - t
		pts = append(pts, a.times(u*u*u).add(b.times(3*u*u*t)).add(c.times(3*u*t*t)).add(d.times(t*t*t)))
	}
	return pts
}

// arc appends points on a circle from one angle to another, in degrees from
// the top, clockwise if to is greater.
func arc(pts []point, c point, r, from, to float64) []point {
	steps := max(2, int(math.Ceil(math.Abs(to-from)/180*math.Pi*math.Sqrt(r)*2)))
	for i := range steps + 1 {
		pts = append(pts, polar(c, r, from+(to-from)*float64(i)/float64(steps)))
	}
	return pts
}

// inset returns the polygon with its sides moved inwards by d. The polygon
// runs clockwise and d is small against it.
func inset(poly []point, d float64) []point {
	if d == 0 {
		return poly
	}
	poly = distinct(poly)
	out := make([]point, 0, len(poly))
	for i, p := range poly {
		before, after := poly[(i+len(poly)-1)%len(poly)], poly[(i+1)%len(poly)]
		a, b := p.sub(before).unit().left().times(-1), after.sub(p).unit().left().times(-1)
		n := a.add(b).unit()
		out = append(out, p.add(n.times(d/max(n.dot(a), 0.25))))
	}
	out = untangled(out)
	half := len(out) / 2
	return untangled(append(slices.Clone(out[half:]), out[:half]...))
}

// untangled returns the polygon without the small loops that moving its sides
// makes where they were short and the corner sharp. A loop that holds the first
// point is not seen.
func untangled(poly []point) []point {
	const longest = 40 // points of a loop
	var out []point
	for i := 0; i < len(poly); i++ {
		out = append(out, poly[i])
		for j := min(i+longest, len(poly)-2); j >= i+2; j-- {
			if at, ok := crossing(poly[i], poly[i+1], poly[j], poly[j+1]); ok {
				out = append(out, at)
				i = j
				break
			}
		}
	}
	return out
}

// crossing returns where two lines cross, if they do.
func crossing(a, b, c, d point) (point, bool) {
	u, v, w := b.sub(a), d.sub(c), c.sub(a)
	det := u.x*v.y - u.y*v.x
	if math.Abs(det) < 1e-12 {
		return point{}, false
	}
	s, t := (w.x*v.y-w.y*v.x)/det, (w.x*u.y-w.y*u.x)/det
	return a.add(u.times(s)), s >= 0 && s <= 1 && t >= 0 && t <= 1
}

// distinct returns pts without points that repeat the one before.
func distinct(pts []point) []point {
	out := make([]point, 0, len(pts))
	for _, p := range pts {
		if len(out) == 0 || p.sub(out[len(out)-1]).length() > 1e-3 {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0].sub(out[len(out)-1]).length() <= 1e-3 {
		out = out[:len(out)-1]
	}
	return out
}

// cut returns the part of the polygon on the side of the line through p to
// which n points.
func cut(poly []point, p, n point) []point {
	var out []point
	for i, a := range poly {
		b := poly[(i+1)%len(poly)]
		da, db := a.sub(p).dot(n), b.sub(p).dot(n)
		if da >= 0 {
			out = append(out, a)
		}
		if (da >= 0) != (db >= 0) {
			out = append(out, a.add(b.sub(a).times(da/(da-db))))
		}
	}
	return out
}

// within returns the part of the polygon that lies in the convex polygon by,
// which runs clockwise.
func within(poly, by []point) []point {
	for i, a := range by {
		if len(poly) == 0 {
			return nil
		}
		poly = cut(poly, a, by[(i+1)%len(by)].sub(a).left().times(-1))
	}
	return poly
}

// chords returns where the line through p in direction dir is inside the
// polygon, as pairs of points.
func chords(poly []point, p, dir point) []point {
	n := dir.left()
	var at []float64
	for i, a := range poly {
		b := poly[(i+1)%len(poly)]
		da, db := a.sub(p).dot(n), b.sub(p).dot(n)
		if (da >= 0) != (db >= 0) {
			at = append(at, a.add(b.sub(a).times(da/(da-db))).sub(p).dot(dir))
		}
	}
	slices.Sort(at)
	out := make([]point, 0, len(at))
	for _, t := range at[:len(at)/2*2] {
		out = append(out, p.add(dir.times(t)))
	}
	return out
}

// bounds returns the corners of the smallest box around the polygon.
func bounds(poly []point) (low, high point) {
	low, high = poly[0], poly[0]
	for _, p := range poly {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	return low, high
}

// A station is a point on an outline and the direction of the outline there.
type station struct{ at, along point }

// stations returns points at even distances along the polygon: as many as fit
// at about the given distance, but a multiple of four so that the pattern is
// the same on both sides of a symmetric shape.
func stations(poly []point, distance float64) []station {
	total := 0.0
	for i, a := range poly {
		total += poly[(i+1)%len(poly)].sub(a).length()
	}
	n := max(4, int(math.Round(total/distance/4))*4)
	step := total / float64(n)
	out := make([]station, 0, n)
	next, walked := 0.0, 0.0
	for i, a := range poly {
		b := poly[(i+1)%len(poly)]
		side := b.sub(a).length()
		for next < walked+side-1e-9 && len(out) < n {
			out = append(out, station{a.add(b.sub(a).times((next - walked) / side)), b.sub(a).unit()})
			next += step
		}
		walked += side
	}
	return out
}
