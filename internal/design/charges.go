package design

import "math"

// charges are all charges, in the order in which they are offered.
var charges = []chargeForm{
	{"star", "a star", drawnStar},
	{"compass", "a compass rose", drawnCompass},
	{"sun", "a sun", drawnSun},
	{"crescent", "a crescent moon", drawnCrescent},
	{"flame", "a flame", drawnFlame},
	{"mountain", "a mountain", drawnMountain},
	{"waves", "a breaking wave", drawnWaves},
	{"tree", "a tree", drawnTree},
	{"oak-leaf", "an oak leaf", drawnOakLeaf},
	{"trefoil", "a trefoil", drawnTrefoil},
	{"rose", "a rose", drawnRose},
	{"wheat", "an ear of wheat", drawnWheat},
	{"palm", "a palm tree", drawnPalm},
	{"bee", "a bee", drawnBee},
	{"book", "an open book", drawnBook},
	{"quill", "a quill", drawnQuill},
	{"lamp", "an oil lamp", drawnLamp},
	{"key", "a key", drawnKey},
	{"anchor", "an anchor", drawnAnchor},
	{"lighthouse", "a lighthouse", drawnLighthouse},
	{"tower", "a tower", drawnTower},
	{"gear", "a gear wheel", drawnGear},
	{"hammer", "a hammer", drawnHammer},
	{"flask", "a flask", drawnFlask},
	{"scales", "a pair of scales", drawnScales},
	{"lyre", "a lyre", drawnLyre},
	{"crown", "a crown", drawnCrown},
	{"laurel", "a laurel wreath", drawnLaurel},
	{"hand", "an open hand", drawnHand},
	{"heart", "a heart", drawnHeart},
	{"knot", "an endless knot", drawnKnot},
	{"check", "a check mark in a ring", drawnCheck},
}

// facets returns a star drawn as if cut from stone: each point has a light and
// a dark side.
func facets(outer, inner float64, points int, turn float64) []layer {
	var all, dark path
	var outline []point
	for i := range points {
		at := turn + 360*float64(i)/float64(points)
		half := 180 / float64(points)
		tip, next := polar(point{}, outer, at), polar(point{}, inner, at+half)
		outline = append(outline, tip, next)
		dark.polygon(point{}, tip, next)
	}
	all.polygon(outline...)
	return []layer{solid(light, all.String()), area(shade, dark.String())}
}

func drawnStar() []layer {
	return append(facets(50, 20.5, 5, 0), area(body, new(path).polygon(starPoints(point{}, 22, 9)...).String()))
}

func drawnCompass() []layer {
	var ring, ticks path
	ring.circle(point{}, 33)
	for i := range 32 {
		at := 360 * float64(i) / 32
		ticks.segment(polar(point{}, 33, at), polar(point{}, 36.5, at))
	}
	out := []layer{stroke(ink, 5, ring.String()), stroke(body, 1.8, ring.String()), stroke(body, 1.1, ticks.String())}
	for _, l := range facets(27, 9, 4, 45) {
		if l.fill == light {
			l.fill = second
		} else {
			l.fill = dim
		}
		out = append(out, l)
	}
	out = append(out, facets(50, 11, 4, 0)...)
	return append(out, solid(second, disc(0, 0, 4.8)))
}

func drawnSun() []layer {
	var wavy path
	for i := range 12 {
		at := 15 + 30*float64(i)
		a, b := polar(point{}, 24, at-7), polar(point{}, 24, at+7)
		tip := polar(point{}, 46, at)
		wavy.move(a).curve(polar(point{}, 32, at-10), polar(point{}, 37, at+8), tip).
			curve(polar(point{}, 40, at+13), polar(point{}, 31, at+1), b).close()
	}
	out := []layer{solid(body, wavy.String())}
	out = append(out, facets(50, 20, 12, 0)...)
	return append(out, solid(body, disc(0, 0, 21)), area(light, disc(-1.2, -1.2, 16.5)), area(body, disc(1.4, 1.4, 14.6)))
}

func drawnCrescent() []layer {
	const moon = "M3.7,-43.9A44,44 0 1 0 41,15.9A36,36 0 1 1 3.7,-43.9Z"
	const dark = "M41,15.9A44,44 0 0 1 -31,31A46,46 0 0 0 41,15.9Z"
	var stars path
	stars.polygon(starPoints(point{17, -12}, 12, 5)...)
	return []layer{solid(body, moon), area(shade, dark), stroke(light, 3, "M-34,-12C-36,2 -32,16 -22,25"), solid(light, stars.String())}
}

func drawnGear() []layer {
	const teeth = 10
	var wheel []point
	for i := range teeth {
		at := 360 * float64(i) / teeth
		for _, c := range []struct{ r, turn float64 }{{38, -11}, {49, -6.5}, {49, 6.5}, {38, 11}} {
			wheel = append(wheel, polar(point{}, c.r, at+c.turn))
		}
	}
	var spokes path
	for i := range 5 {
		at := 72 * float64(i)
		spokes.segment(polar(point{}, 9, at), polar(point{}, 25, at))
	}
	out := []layer{solid(body, polygonPath(wheel)), stroke(light, 2, disc(0, 0, 34.5)), solid(ink, disc(0, 0, 26))}
	out = append(out, stroke(body, 7, spokes.String()), solid(body, disc(0, 0, 12)), area(ink, disc(0, 0, 5)))
	return append(out, stroke(shade, 2, disc(0, 0, 30)))
}

// drawnKnot is a cord without an end, over and under itself in turn.
func drawnKnot() []layer {
	at := func(deg float64) point {
		s, c := math.Sincos(3 * deg * math.Pi / 180)
		s2, c2 := math.Sincos(-deg * math.Pi / 180)
		return point{32*s + 15.5*s2, -32*c - 15.5*c2}
	}
	cord := func(from, to float64) string {
		var pts []point
		for d := from; d <= to; d += 2 {
			pts = append(pts, at(d))
		}
		return new(path).move(pts[0]).line(pts[1:]...).String()
	}
	whole := cord(0, 360)
	out := []layer{stroke(ink, 12, whole), stroke(body, 7.4, whole), stroke(light, 1.4, whole)}
	for i := range 4 {
		for _, over := range []float64{17.8, 56.7} {
			middle := over + 90*float64(i)
			// The dark sides are shorter than the cord so that they leave no marks.
			out = append(out, stroke(ink, 12, cord(middle-2, middle+2)), stroke(body, 7.4, cord(middle-7, middle+7)), stroke(light, 1.4, cord(middle-7, middle+7)))
		}
	}
	return out
}

func drawnCheck() []layer {
	const mark = "M-21,1L-6,17L22,-16"
	out := bar(body, 5.5, disc(0, 0, 42))
	out = append(out, stroke(light, 1.4, disc(0, 0, 42)))
	out = append(out, bar(second, 12, mark)...)
	return out
}

func drawnHeart() []layer {
	const half = "M0,45C-30,23 -49,3 -49,-17C-49,-34 -37,-43 -25,-43C-12,-43 -4,-36 0,-27"
	return []layer{
		solid(body, half+"C4,-36 12,-43 25,-43C37,-43 49,-34 49,-17C49,3 30,23 0,45Z"),
		area(shade, "M0,45C30,23 49,3 49,-17C49,-34 37,-43 25,-43C38,-36 42,-2 0,45Z"),
		stroke(light, 4, "M-39,-14C-40,-25 -33,-33 -25,-34"),
	}
}

func drawnCrown() []layer {
	balls := disc(-46, -25, 4) + disc(0, -40, 5) + disc(46, -25, 4)
	return []layer{
		solid(body, "M-40,26L-47,-22L-23,4L0,-36L23,4L47,-22L40,26Z"),
		area(shade, "M0,-36L23,4L47,-22L40,26L18,26Z"),
		solid(light, balls),
		solid(light, "M-41,22L41,22L39,38L-39,38Z"),
		solid(second, disc(0, 30, 5)+disc(-23, 30, 3.6)+disc(23, 30, 3.6)),
		stroke(ink, 1.3, "M-39,17L39,17"),
	}
}

// drawnHand is the right hand, raised.
func drawnHand() []layer {
	fingers := []string{"M25,6L31.5,-18", "M13,2L16,-36", "M0,0L0,-43", "M-12.5,4L-16,-36", "M-14,26C-24,20 -32,10 -38,-3"}
	const palm = "M-19,4L31,4C33,22 28,32 20,38L20,46L-12,46L-12,38C-20,32 -21,18 -19,4Z"
	var out []layer
	for _, f := range fingers {
		out = append(out, stroke(ink, 11+2*edgeWidth, f))
	}
	out = append(out, solid(body, palm))
	for _, f := range fingers {
		out = append(out, stroke(body, 11, f))
	}
	out = append(out, area(body, palm), stroke(ink, 1.5, "M-6.4,4L-6.4,-8M6.6,4L6.6,-8M18.8,6L19.4,-6"))
	out = append(out, area(shade, "M31,4C33,22 28,32 20,38L20,46L8,46C22,36 26,22 25,8Z"))
	out = append(out, stroke(ink, 1.5, "M-17,12C-8,14 -2,22 -2,34M-10,10C4,18 14,18 26,12"))
	return append(out, solid(second, "M-16,43L24,43L24,50L-16,50Z"))
}

func drawnLaurel() []layer {
	var stem, leaves, dark path
	for i := range 9 {
		at := 170 - 17.5*float64(i)
		p := polar(point{}, 38, at)
		for _, lean := range []float64{-150, -215} {
			turn := at + lean + 90
			leaf(&leaves, p, turn, 16, 6)
			if lean < -200 {
				leaf(&dark, p, turn, 15, 3)
			}
		}
	}
	stemPts := arc(nil, point{}, 38, 186, 26)
	stem.move(stemPts[0]).line(stemPts[1:]...)
	star := new(path).polygon(starPoints(point{0, -2}, 17, 7)...).String()
	l, d := leaves.String(), dark.String()
	out := []layer{stroke(ink, 6, twice(stem.String())), solid(body, twice(l)), area(shade, twice(d)), stroke(shade, 1.6, twice(stem.String()))}
	return append(out, solid(second, star))
}

// lined returns lines of the same width that lie in one another's outline.
func lined(t tone, width float64, d ...string) []layer {
	var out []layer
	for _, l := range d {
		out = append(out, stroke(ink, width+2*edgeWidth, l))
	}
	for _, l := range d {
		out = append(out, stroke(t, width, l))
	}
	return out
}
