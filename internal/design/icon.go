package design

import "fmt"

// iconOf returns a small picture for a form, without words and without a size
// of its own.
func iconOf(box string, draw func(c *canvas)) string {
	var c canvas
	fmt.Fprintf(&c.out, `<svg viewBox="%s" aria-hidden="true" focusable="false">`+"\n", box)
	draw(&c)
	return string(c.end())
}

// wholeBox shows a whole drawing, chargeBox only a charge.
const (
	wholeBox  = "0 0 240 240"
	chargeBox = "-54 -54 108 108"
)

// iconPaint is the tincture in which choices are shown.
const iconPaint = Azure

// Icon returns a small picture of s for a form; "" if there is no such shape.
func (s Shape) Icon() string {
	f, ok := s.form()
	if !ok {
		return ""
	}
	return iconOf(wholeBox, func(c *canvas) {
		p := paintOf(iconPaint)
		c.fill(f.outline(0), p.ink)
		c.fill(f.outline(7), paintOf(Or).base)
		c.fill(f.outline(14), p.base)
	})
}

// Icon returns a small picture of d for a form; "" if there is no such division.
func (d Division) Icon() string {
	if d.index() < 0 {
		return ""
	}
	return iconOf(wholeBox, func(c *canvas) {
		f, _ := Round.form()
		first, second := paintOf(iconPaint), paintOf(Or)
		first.hatch, second.hatch = noHatch, noHatch
		s := Design{Division: d}.scene(f)
		s.first, s.second, s.metal = first, second, paintOf(Argent)
		c.fill(f.outline(fieldIn-10), first.ink)
		c.fill(f.outline(fieldIn), first.base)
		drawField(c, s, d)
	})
}

// Icon returns a small picture of b for a form; "" if there is no such border.
func (b Border) Icon() string {
	if b.index() < 0 {
		return ""
	}
	return iconOf(wholeBox, func(c *canvas) {
		f, _ := Round.form()
		drawBorder(c, f, b, paintOf(iconPaint), paintOf(Or))
	})
}

// Icon returns a small picture of c for a form; "" if there is no such charge.
func (c Charge) Icon() string {
	i := c.index()
	if i < 0 {
		return ""
	}
	return iconOf(chargeBox, func(out *canvas) {
		drawLayers(out, charges[i].layers(), paletteOf(paintOf(Or), paintOf(iconPaint)))
	})
}

// Icon returns a small picture of t for a form; "" if there is no such tincture.
func (t Tincture) Icon() string {
	p, ok := t.paint()
	if !ok {
		return ""
	}
	return iconOf("0 0 120 120", func(c *canvas) {
		square := []point{{10, 10}, {110, 10}, {110, 110}, {10, 110}}
		c.both(polygonPath(square), p.base, p.shade, 4)
		drawHatch(c, square, p)
	})
}
