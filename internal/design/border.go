package design

// Border is what runs around the field of a badge.
type Border string

// The borders.
const (
	Stitched Border = "stitched"
	Rope     Border = "rope"
	Studded  Border = "studded"
	Beaded   Border = "beaded"
	Fillet   Border = "fillet" // two plain lines
)

// borders names each border for people and says how to draw it.
var borders = []struct {
	border Border
	name   string
	draw   func(c *canvas, f form, field, metal paint)
}{
	{Stitched, "a stitched border", drawStitched},
	{Rope, "a rope border", drawRope},
	{Studded, "a studded border", drawStudded},
	{Beaded, "a beaded border", drawBeaded},
	{Fillet, "a plain border", drawFillet},
}

// Borders returns every border.
func Borders() []Border {
	out := make([]Border, len(borders))
	for i, b := range borders {
		out[i] = b.border
	}
	return out
}

// index returns which border b is, or -1.
func (b Border) index() int {
	for i := range borders {
		if borders[i].border == b {
			return i
		}
	}
	return -1
}

// fieldIn is how far within the edge the field begins.
const fieldIn = 18.5

// drawBorder draws the border and leaves the field in its base colour.
func drawBorder(c *canvas, f form, b Border, field, metal paint) {
	c.fill(f.outline(0), field.ink)
	borders[b.index()].draw(c, f, field, metal)
	c.fill(f.outline(fieldIn-3.6), metal.base)
	c.fill(f.outline(fieldIn-1.7), field.ink)
	c.fill(f.outline(fieldIn), field.base)
}

func drawStitched(c *canvas, f form, field, metal paint) {
	c.fill(f.outline(2.2), metal.base)
	c.fill(f.outline(4), field.shade)
	at := stations(f.ring(9.2), 4.3)
	var p path
	for i := 0; i+1 < len(at); i += 2 {
		p.segment(at[i].at, at[i+1].at)
	}
	c.stroke(p.String(), metal.light, 1.7)
}

func drawRope(c *canvas, f form, field, metal paint) {
	var p path
	for _, s := range stations(f.ring(7.6), 10.5) {
		in := s.along.left().times(-1)
		a := s.at.add(in.times(4.4)).sub(s.along.times(6.6))
		b := s.at.sub(in.times(4.4)).add(s.along.times(6.6))
		p.move(a).curve(a.add(s.along.times(5.2)).sub(in.times(3.4)), b.sub(s.along.times(5.2)).add(in.times(3.4)), b)
	}
	pale := paintOf(Argent)
	if metal.tincture == Or {
		pale = metal
	}
	c.stroke(p.String(), pale.shade, 7.4)
	c.stroke(p.String(), pale.light, 4.8)
	c.fill(f.outline(13.2), field.ink)
}

func drawStudded(c *canvas, f form, field, metal paint) {
	c.fill(f.outline(2), metal.base)
	c.fill(f.outline(3.4), metal.light)
	c.fill(f.outline(4.8), metal.base)
	var p path
	for _, s := range stations(f.ring(9.4), 10.5) {
		p.circle(s.at, 1.9)
	}
	c.fill(p.String(), field.ink)
}

func drawBeaded(c *canvas, f form, field, metal paint) {
	c.fill(f.outline(1.8), metal.base)
	c.fill(f.outline(3.2), field.ink)
	var pearl, shine path
	for _, s := range stations(f.ring(9), 9) {
		pearl.circle(s.at, 3.1)
		shine.circle(s.at.add(point{-0.9, -0.9}), 1.1)
	}
	c.fill(pearl.String(), metal.base)
	c.fill(shine.String(), metal.light)
}

func drawFillet(c *canvas, f form, field, metal paint) {
	c.fill(f.outline(3), metal.base)
	c.fill(f.outline(4.2), metal.light)
	c.fill(f.outline(6.2), metal.base)
	c.fill(f.outline(7.4), field.shade)
	c.fill(f.outline(13), field.ink)
}
