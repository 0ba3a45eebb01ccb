package design

// charges are all charges, in the order in which they are offered.
var charges = []chargeForm{
	{"star", "a star", drawnStar},
	{"compass", "a compass rose", drawnCompass},
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
	return append(facets(49, 20, 5, 0), area(body, new(path).polygon(starPoints(point{}, 21, 8.6, 5)...).String()))
}

func drawnCompass() []layer {
	var ring, ticks path
	ring.circle(point{}, 33)
	for i := range 32 {
		at := 360 * float64(i) / 32
		ticks.segment(polar(point{}, 33, at), polar(point{}, 36.5, at))
	}
	out := []layer{stroke(ink, 5, ring.String()), stroke(body, 1.8, ring.String()), stroke(body, 1.1, ticks.String())}
	for _, l := range facets(27, 8, 4, 45) {
		l.fill = map[tone]tone{light: second, shade: dim}[l.fill]
		out = append(out, l)
	}
	out = append(out, facets(50, 11, 4, 0)...)
	return append(out, solid(second, new(path).circle(point{}, 4.6).String()))
}
