package design

import (
	"math"
	"strconv"
	"strings"
)

// Charge is what stands on the field of a badge. The empty Charge is none.
type Charge string

// A chargeForm is how a charge is drawn and called.
type chargeForm struct {
	charge Charge
	name   string // "an oak leaf"
	// layers returns its parts from the back to the front, in a circle of radius
	// 50 around the origin.
	layers func() []layer
}

// index returns which charge c is, or -1.
func (c Charge) index() int {
	for i := range charges {
		if charges[i].charge == c {
			return i
		}
	}
	return -1
}

// Charges returns every charge.
func Charges() []Charge {
	out := make([]Charge, len(charges))
	for i, c := range charges {
		out[i] = c.charge
	}
	return out
}

// Name returns what c is called, such as "an oak leaf"; "" if there is no such
// charge.
func (c Charge) Name() string {
	if i := c.index(); i >= 0 {
		return charges[i].name
	}
	return ""
}

// A tone is one of the colours in which a charge is drawn. They follow from its
// tincture.
type tone uint8

const (
	body   tone = iota // the tincture itself
	light              // where light falls
	shade              // where it does not
	ink                // outlines and the finest lines
	second             // parts in the other metal: the pages of a golden book
	dim                // and where no light falls on those
	none               // no area, only a line
)

// A layer is one part of a charge.
type layer struct {
	d     string
	fill  tone
	edge  tone    // of the line around it, or none
	width float64 // of that line
}

// edgeWidth is how wide the outlines of charges are.
const edgeWidth = 2.6

// solid is a part with an outline.
func solid(t tone, d string) layer { return layer{d, t, ink, edgeWidth} }

// area is a part without one.
func area(t tone, d string) layer { return layer{d, t, none, 0} }

// stroke is a line.
func stroke(t tone, width float64, d string) layer { return layer{d, none, t, width} }

// bar is a thick line with an outline.
func bar(t tone, width float64, d string) []layer {
	return []layer{stroke(ink, width+2*edgeWidth, d), stroke(t, width, d)}
}

// A palette holds the colour of every tone.
type palette [none]string

// paletteOf returns the colours of a charge of tincture p on a field.
func paletteOf(p, field paint) palette {
	out := palette{body: p.base, light: p.light, shade: p.shade, ink: p.ink, second: p.light, dim: p.base}
	if !p.metal {
		// On a colour the second tone of a coloured charge is gold.
		gold := paintOf(Or)
		out[second], out[dim] = gold.light, gold.base
		return out
	}
	out[ink] = field.ink
	other := paintOf(Argent)
	if p.tincture == Argent {
		other = paintOf(Or)
	}
	out[second], out[dim] = other.base, other.shade
	return out
}

// drawCharge draws a charge where the scene has room for it.
func drawCharge(c *canvas, s scene, ch Charge, p paint) {
	c.group(s.at, s.room/50, func() { drawLayers(c, charges[ch.index()].layers(), paletteOf(p, s.first)) })
}

func drawLayers(c *canvas, layers []layer, p palette) {
	for _, l := range layers {
		switch {
		case l.fill == none:
			c.stroke(l.d, p[l.edge], l.width)
		case l.edge == none:
			c.fill(l.d, p[l.fill])
		default:
			c.both(l.d, p[l.fill], p[l.edge], l.width)
		}
	}
}

// mapped returns the path with every point put where to says. The path is
// written with M, L, C, Q and Z only.
func mapped(d string, to func(point) point) string {
	var out path
	var pts []point
	op := byte(0)
	flush := func() {
		switch {
		case op == 'Z':
			out.close()
		case op != 0:
			out.op(op, pts...)
		}
		pts = nil
	}
	for i := 0; i < len(d); {
		if d[i] >= 'A' && d[i] <= 'Z' {
			flush()
			op = d[i]
			i++
			continue
		}
		j := i
		for j < len(d) && (d[j] < 'A' || d[j] > 'Z') && d[j] != ' ' {
			j++
		}
		if x, y, ok := strings.Cut(d[i:j], ","); ok {
			pts = append(pts, to(point{value(x), value(y)}))
		}
		i = j
		if i < len(d) && d[i] == ' ' {
			i++
		}
	}
	flush()
	return out.String()
}

// value reads a number of a path of ours.
func value(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("design: a path has the number " + s) // a slip in a charge
	}
	return f
}

// mirror returns the path with left and right exchanged.
func mirror(d string) string {
	return mapped(d, func(p point) point { return point{-p.x, p.y} })
}

// twice returns the path together with its mirror image.
func twice(d string) string { return d + mirror(d) }

// turned returns the path turned clockwise around the origin.
func turned(d string, deg float64) string {
	sin, cos := math.Sincos(deg * math.Pi / 180)
	return mapped(d, func(p point) point { return point{p.x*cos - p.y*sin, p.x*sin + p.y*cos} })
}

// disc is a circle as a path.
func disc(x, y, r float64) string { return new(path).circle(point{x, y}, r).String() }

// leaf adds a pointed leaf to p.
func leaf(p *path, base point, turn, length, width float64) {
	tip, belly := polar(base, length, turn), polar(base, length*0.42, turn)
	p.move(base).op('Q', polar(belly, width, turn-90), tip).op('Q', polar(belly, width, turn+90), base).close()
}
