package design

import (
	"math"
	"slices"
)

// Shape is the outline of a badge.
type Shape string

// The shapes.
const (
	Round      Shape = "round"
	Shield     Shape = "shield"
	Hexagon    Shape = "hexagon"
	Star       Shape = "star" // of eight points: two squares
	Scallop    Shape = "scallop"
	Rosette    Shape = "rosette" // a seal with many points
	Quatrefoil Shape = "quatrefoil"
	Square     Shape = "square" // with round corners
	Octagon    Shape = "octagon"
)

// side is the width and height of every drawing, in its units.
const side = 240

// middle is the centre of every drawing.
var middle = point{side / 2, side / 2}

// A form is a shape with what must be known to draw on it.
type form struct {
	shape Shape
	name  string // "a shield"
	// ring returns the outline, that much further in than the edge.
	ring func(in float64) []point
	// charge and room are where the charge stands without a ribbon, and the
	// radius of the circle in which it has to be; chargeR and roomR the same
	// with a ribbon.
	charge, chargeR point
	room, roomR     float64
	// ribbonY is where the middle of the ribbon's band is.
	ribbonY float64
	circle  float64 // radius, when the outline is a circle
}

var forms = []form{
	{Round, "a round badge", circleRing, middle, point{120, 97}, 67, 53, 182, 117},
	{Shield, "a shield", shieldRing, point{120, 108}, point{120, 91}, 62, 51, 173, 0},
	{Hexagon, "a hexagon", hexagonRing, middle, point{120, 96}, 65, 53, 181, 0},
	{Star, "an eight-pointed star", starRing, middle, point{120, 97}, 60, 50, 178, 0},
	{Scallop, "a scalloped badge", scallopRing, middle, point{120, 98}, 65, 51, 180, 0},
	{Rosette, "a rosette", rosetteRing, middle, point{120, 98}, 65, 51, 180, 0},
	{Quatrefoil, "a quatrefoil", quatrefoilRing, middle, point{120, 94}, 60, 48, 180, 0},
	{Square, "a square badge", squareRing, middle, point{120, 94}, 68, 54, 184, 0},
	{Octagon, "an octagon", octagonRing, middle, point{120, 96}, 67, 54, 183, 0},
}

// Shapes returns every shape.
func Shapes() []Shape {
	out := make([]Shape, len(forms))
	for i, f := range forms {
		out[i] = f.shape
	}
	return out
}

// form returns how s is drawn, and whether there is such a shape.
func (s Shape) form() (form, bool) {
	i := slices.IndexFunc(forms, func(f form) bool { return f.shape == s })
	if i < 0 {
		return form{}, false
	}
	return forms[i], true
}

// indented reports whether the outline of s turns inwards again and again.
func (s Shape) indented() bool {
	return s == Star || s == Scallop || s == Rosette || s == Quatrefoil
}

// outline returns the d attribute of the ring that much further in.
func (f form) outline(in float64) string {
	if f.circle > 0 {
		return new(path).circle(middle, f.circle-in).String()
	}
	return polygonPath(distinct(f.ring(in)))
}

func circleRing(in float64) []point { return arc(nil, middle, 117-in, 0, 360)[1:] }

func shieldRing(in float64) []point {
	half := []point{{120, 5}}
	half = bezier(half, point{120, 5}, point{148, 20}, point{178, 24}, point{208, 15}, 12)
	half = bezier(half, point{208, 15}, point{216, 13}, point{224, 18}, point{224, 27}, 6)
	half = append(half, point{224, 112})
	half = bezier(half, point{224, 112}, point{224, 172}, point{178, 212}, point{120, 236}, 28)
	return inset(mirrored(half), in)
}

// mirrored returns the closed outline whose right half, from the top down, is
// given.
func mirrored(right []point) []point {
	out := slices.Clone(right)
	for _, p := range slices.Backward(right[1 : len(right)-1]) {
		out = append(out, point{side - p.x, p.y})
	}
	return out
}

// regular returns a regular polygon with corners rounded by r.
func regular(sides int, radius, turn, r float64) []point {
	corners := make([]point, sides)
	for i := range corners {
		corners[i] = polar(middle, radius, turn+360*float64(i)/float64(sides))
	}
	return rounded(corners, r)
}

// rounded returns the convex polygon with its corners rounded by radius r.
func rounded(corners []point, r float64) []point {
	var out []point
	n := len(corners)
	for i, p := range corners {
		before, after := corners[(i+n-1)%n].sub(p).unit(), corners[(i+1)%n].sub(p).unit()
		half := math.Acos(before.dot(after)) / 2
		c := p.add(before.add(after).unit().times(r / math.Sin(half)))
		from, to := p.add(before.times(r/math.Tan(half))), p.add(after.times(r/math.Tan(half)))
		a := math.Atan2(from.x-c.x, c.y-from.y) * 180 / math.Pi
		b := math.Atan2(to.x-c.x, c.y-to.y) * 180 / math.Pi
		if b < a {
			b += 360
		}
		out = arc(out, c, r, a, b)
	}
	return out
}

func hexagonRing(in float64) []point { return inset(regular(6, 121, 0, 26), in) }

func octagonRing(in float64) []point { return inset(regular(8, 124, 22.5, 22), in) }

func squareRing(in float64) []point {
	return inset(rounded([]point{{8, 8}, {232, 8}, {232, 232}, {8, 232}}, 40), in)
}

func starRing(in float64) []point {
	const outer = 118.0
	inner := outer * math.Cos(math.Pi/4) / math.Cos(math.Pi/8)
	pts := make([]point, 0, 16)
	for i := range 16 {
		r := outer
		if i%2 == 1 {
			r = inner
		}
		pts = append(pts, polar(middle, r, float64(i)*22.5))
	}
	return inset(pts, in)
}

func rosetteRing(in float64) []point {
	const points = 24
	pts := make([]point, 0, 2*points)
	for i := range 2 * points {
		r := 118.0
		if i%2 == 1 {
			r = 109
		}
		pts = append(pts, polar(middle, r, float64(i)*180/points))
	}
	return inset(pts, in)
}

func scallopRing(in float64) []point {
	const lobes, radius = 20, 106.0
	bow := radius*math.Sin(math.Pi/lobes) + 0.6
	var pts []point
	for i := range lobes {
		at := float64(i) * 360 / lobes
		pts = arc(pts, polar(middle, radius, at), bow-in*0.4, at-84, at+84)
	}
	// The lobes keep their shape and the whole becomes smaller: moved inwards
	// they would soon be no lobes any more.
	f := (117 - in) / 117
	for i, p := range pts {
		pts[i] = middle.add(p.sub(middle).times(f))
	}
	return pts
}

func quatrefoilRing(in float64) []point {
	var pts []point
	const leaf, bow = 60.0, 57.0
	for i := range 4 {
		turn := float64(i) * 90
		pts = arc(pts, polar(middle, leaf, turn), bow, turn-72, turn+72)
		pts = append(pts, polar(middle, 106, turn+45)) // the barb between two leaves
	}
	return inset(pts, in)
}
