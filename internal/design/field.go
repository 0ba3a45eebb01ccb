package design

import "math"

// Division says how a field is divided between two tinctures, or what lies on
// it behind the charge.
type Division string

// The divisions.
const (
	Plain     Division = "plain"
	PerPale   Division = "per-pale"    // left and right
	PerFess   Division = "per-fess"    // above and below
	PerBend   Division = "per-bend"    // from the top left corner
	Quarterly Division = "quarterly"   // four quarters
	Chevron   Division = "per-chevron" // a roof
	Chief     Division = "chief"       // a band at the top
	Base      Division = "base"        // waves at the bottom
	Gyronny   Division = "gyronny"     // wedges
	Rays      Division = "rays"        // light from behind the charge
)

// A scene is a field with what must be known to draw on it.
type scene struct {
	field         []point // its outline
	low, high     point   // the box around it
	at            point   // where the charge stands
	room          float64 // and the radius it may have
	first, second paint
	metal         paint // of border and fillets
}

// divisions holds the divisions, how they are blazoned and how they are called
// in plain words: the first verb is the field's tincture, the second the other
// one.
var divisions = []struct {
	division Division
	blazon   string
	words    string
	draw     func(c *canvas, s scene)
}{
	{Plain, "%s", "%s", nil},
	{PerPale, "Per pale %s and %s", "%s and %s side by side", drawPerPale},
	{PerFess, "Per fess %s and %s", "%s above and %s below", drawPerFess},
	{PerBend, "Per bend %s and %s", "%s and %s divided aslant", drawPerBend},
	{Quarterly, "Quarterly %s and %s", "quarters of %s and %s", drawQuarterly},
	{Chevron, "Per chevron %s and %s", "%s with a rising point of %s", drawChevron},
	{Chief, "%s, a chief %s", "%s with a band of %s at the top", drawChief},
	{Base, "%s, a base barry wavy Argent and %s", "%s above waves of white and %s", drawBase},
	{Gyronny, "Gyronny %s and %s", "wedges of %s and %s", drawGyronny},
	{Rays, "%s, rays %s", "%s with rays of %s", drawRays},
}

// Divisions returns every division.
func Divisions() []Division {
	out := make([]Division, len(divisions))
	for i, d := range divisions {
		out[i] = d.division
	}
	return out
}

// index returns which division d is, or -1.
func (d Division) index() int {
	for i := range divisions {
		if divisions[i].division == d {
			return i
		}
	}
	return -1
}

// party reports whether d divides the field so that the charge lies on both
// tinctures.
func (d Division) party() bool {
	switch d {
	case PerPale, PerFess, PerBend, Quarterly, Chevron, Gyronny:
		return true
	default:
		return false
	}
}

// drawField draws the field and its division, without the charge.
func drawField(c *canvas, s scene, d Division) {
	drawHatch(c, s.field, s.first)
	if draw := divisions[d.index()].draw; draw != nil {
		draw(c, s)
	}
}

// drawArea lays the second tincture on the part of the field within by.
func drawArea(c *canvas, s scene, by ...point) {
	part := within(s.field, by)
	if len(part) < 3 {
		return
	}
	c.fill(polygonPath(distinct(part)), s.second.base)
	drawHatch(c, part, s.second)
}

// far is outside of every drawing.
const far = 2 * side

func drawPerPale(c *canvas, s scene) {
	drawArea(c, s, point{s.at.x, -far}, point{far, -far}, point{far, far}, point{s.at.x, far})
}

func drawPerFess(c *canvas, s scene) {
	drawArea(c, s, point{-far, s.at.y}, point{far, s.at.y}, point{far, far}, point{-far, far})
}

func drawPerBend(c *canvas, s scene) {
	drawArea(c, s, s.at.add(point{-far, -far}), s.at.add(point{far, far}), s.at.add(point{-far, far}))
}

func drawQuarterly(c *canvas, s scene) {
	drawArea(c, s, point{s.at.x, -far}, point{far, -far}, point{far, s.at.y}, s.at)
	drawArea(c, s, point{-far, s.at.y}, s.at, point{s.at.x, far}, point{-far, far})
}

func drawChevron(c *canvas, s scene) {
	drawArea(c, s, point{s.at.x, s.at.y - 8}, point{s.at.x + far, s.at.y - 8 + far*0.8}, point{s.at.x - far, s.at.y - 8 + far*0.8})
}

func drawGyronny(c *canvas, s scene) {
	for turn := 0.0; turn < 360; turn += 90 {
		drawArea(c, s, s.at, polar(s.at, far, turn), polar(s.at, far, turn+45))
	}
}

// chiefDepth is how far down a chief comes, and chiefRoom by how much the
// charge makes way for it.
//
// baseUp and baseRoom do the same for the waves of a base.
const (
	baseUp     = 7.0
	baseRoom   = 0.9
	chiefDepth = 29.0
	chiefDown  = 11.0
	chiefRoom  = 0.84
)

func drawChief(c *canvas, s scene) {
	y := s.low.y + chiefDepth
	drawArea(c, s, point{-far, -far}, point{far, -far}, point{far, y}, point{-far, y})
	rule := chords(s.field, point{0, y}, point{1, 0})
	if len(rule) < 2 {
		return
	}
	left, right := rule[0], rule[len(rule)-1]
	c.stroke(new(path).segment(left, right).String(), s.first.ink, 3.4)
	c.stroke(new(path).segment(left, right).String(), s.metal.base, 1.5)
	var stars path
	for i := -1.0; i <= 1; i++ {
		stars.polygon(starPoints(point{s.at.x + i*28, s.low.y + chiefDepth/2 + 1}, 8, 3.4)...)
	}
	colour := s.first.base
	if s.first.metal == s.second.metal {
		colour = s.metal.base
	}
	c.fill(stars.String(), colour)
}

func drawRays(c *canvas, s scene) {
	const rays = 16
	var p path
	for i := range rays {
		turn := (float64(i) + 0.5) * 360 / rays
		wide := 3.4
		part := within(s.field, []point{
			polar(s.at, s.room*0.2, turn-1), polar(s.at, far, turn-wide), polar(s.at, far, turn+wide),
			polar(s.at, s.room*0.2, turn+1),
		})
		if len(part) >= 3 {
			p.polygon(distinct(part)...)
		}
	}
	colour := s.second.base
	if s.second.metal {
		colour = s.second.light
	}
	c.fill(p.String(), colour)
	c.fill(new(path).circle(s.at, s.room+3).String(), s.first.base)
	var ring path
	ring.circle(s.at, s.room+3)
	c.stroke(ring.String(), colour, 1.5)
	drawHatch(c, arc(nil, s.at, s.room+1.6, 0, 360), s.first)
}

// drawBase draws waves in the lowest part of the field.
func drawBase(c *canvas, s scene) {
	top := s.at.y + s.room + 4
	for i := 0; top < s.high.y; i++ {
		colour := paintOf(Argent).base
		if i%2 == 1 {
			colour = s.second.base
		}
		if part := below(s.field, wave(top, float64(i)*0.5)); len(part) >= 3 {
			c.fill(polygonPath(distinct(part)), colour)
		}
		top += 9.5
	}
}

// wave returns a level wavy line across the drawing, left to right.
func wave(y, shift float64) []point {
	const length, height, steps = 30.0, 3.6, 96
	out := make([]point, 0, steps+1)
	for i := range steps + 1 {
		x := side * float64(i) / steps
		out = append(out, point{x, y - height*math.Sin((x/length+shift)*2*math.Pi)})
	}
	return out
}

// below returns the part of the outline that is below the line, which runs from
// left to right and has no steep parts. The outline is taken as one that a
// vertical line crosses twice, as every shape is at its bottom.
func below(outline, line []point) []point {
	var top, bottom []point
	for _, p := range line {
		ends := chords(outline, point{p.x, 0}, point{0, 1})
		if len(ends) < 2 {
			continue
		}
		low := ends[len(ends)-1]
		if low.y > p.y {
			top = append(top, point{p.x, max(p.y, ends[0].y)})
			bottom = append(bottom, low)
		}
	}
	for i := len(bottom) - 1; i >= 0; i-- {
		top = append(top, bottom[i])
	}
	return top
}

// drawHatch draws the hatching of paint within the outline.
func drawHatch(c *canvas, outline []point, p paint) {
	const apart = 5.0
	diagonal := math.Sqrt2 / 2
	var lines path
	switch p.hatch {
	case noHatch:
		return
	case level:
		hatchLines(&lines, outline, point{1, 0}, apart)
	case upright:
		hatchLines(&lines, outline, point{0, 1}, apart)
	case falling:
		hatchLines(&lines, outline, point{diagonal, diagonal}, apart)
	case rising:
		hatchLines(&lines, outline, point{diagonal, -diagonal}, apart)
	case crossed:
		hatchLines(&lines, outline, point{1, 0}, apart+2)
		hatchLines(&lines, outline, point{0, 1}, apart+2)
	case dotted:
		hatchDots(&lines, outline)
		c.fill(lines.String(), p.line)
		return
	}
	c.stroke(lines.String(), p.line, 1.2)
}

// hatchLines adds parallel lines within the outline, a little away from it.
func hatchLines(p *path, outline []point, dir point, apart float64) {
	const gap = 1.5
	n := dir.left()
	for i := -side / apart; i <= side/apart; i++ {
		ends := chords(outline, middle.add(n.times((i+0.5)*apart)), dir)
		for j := 0; j+1 < len(ends); j += 2 {
			if ends[j+1].sub(ends[j]).length() > 3*gap {
				p.segment(ends[j].add(dir.times(gap)), ends[j+1].sub(dir.times(gap)))
			}
		}
	}
}

// hatchDots adds dots in staggered rows within the outline.
func hatchDots(p *path, outline []point) {
	const apart, gap = 8.0, 2.5
	for row := -18; row <= 18; row++ {
		y := side/2 + float64(row)*apart*0.87
		ends := chords(outline, point{side / 2, y}, point{1, 0})
		for j := 0; j+1 < len(ends); j += 2 {
			for i := -18; i <= 18; i++ {
				x := side/2 + float64(i)*apart + float64(row&1)*apart/2
				if x > ends[j].x+gap && x < ends[j+1].x-gap {
					p.circle(point{x, y}, 0.95)
				}
			}
		}
	}
}

// starPoints returns a star of five points, the first upwards.
func starPoints(c point, outer, inner float64) []point {
	const points = 5
	out := make([]point, 0, 2*points)
	for i := range points {
		turn := 360 * float64(i) / float64(points)
		out = append(out, polar(c, outer, turn), polar(c, inner, turn+180/float64(points)))
	}
	return out
}
