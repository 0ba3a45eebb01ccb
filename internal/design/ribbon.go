package design

import (
	"math"
	"strings"

	"blazon/internal/fault"
)

// A Ribbon carries letters across the lower part of a badge.
type Ribbon struct {
	Tincture Tincture `json:"tincture"`
	Letters  Tincture `json:"letters,omitzero"` // empty: dark on a metal, white on a colour
	Lines    []string `json:"lines"`            // one or two
}

// The measures of the ribbon, in units of the drawing.
const (
	ribbonHalf    = 93.0 // half the width of the band
	ribbonPad     = 9.0  // between letters and the ends of the band
	ribbonBend    = 330.0
	ribbonLow     = 25.0 // height with one line
	ribbonHigh    = 41.0 // with two
	largestLetter = 21.0
	smallLetter   = 13.5 // the smallest on one line before a second is better
	leastLetter   = 11.0
	largestOfTwo  = 17.0
)

// A setting is a ribbon's text with the size at which it fits.
type setting struct {
	lines []line
	size  float64
}

// setRibbon finds the size at which the lines fit on the band, and false if it
// is too small to read.
func setRibbon(lines []string) (setting, bool) {
	s := setting{size: largestLetter}
	if len(lines) > 1 {
		s.size = largestOfTwo
	}
	for _, l := range lines {
		set := setLine(l)
		s.lines = append(s.lines, set)
		s.size = min(s.size, 2*(ribbonHalf-ribbonPad)/max(set.width, 0.1))
	}
	return s, s.size >= leastLetter
}

// wrap divides a name into one or two lines that fit a ribbon; false if it is
// too long.
func wrap(name string) ([]string, bool) {
	words := strings.Fields(name)
	if len(words) == 0 {
		return nil, false
	}
	one := []string{strings.Join(words, " ")}
	set, fits := setRibbon(one)
	if fits && set.size >= smallLetter || fits && len(words) == 1 {
		return one, true
	}
	best, size := one, set.size
	if !fits {
		size = 0
	}
	for i := 1; i < len(words); i++ {
		two := []string{strings.Join(words[:i], " "), strings.Join(words[i:], " ")}
		if set, ok := setRibbon(two); ok && set.size > size {
			best, size = two, set.size
		}
	}
	return best, size > 0
}

// band is the curved band of a ribbon. Places on it are given by how far they
// are from its middle, along it and below it.
type band struct {
	y    float64 // of its middle
	half float64 // of its height
}

// place returns the point of the drawing that is x along the band and y below
// its middle line. The band hangs as if held at both ends.
func (b band) place(p point) point {
	turn := p.x / ribbonBend
	r := ribbonBend + p.y
	return point{middle.x + r*math.Sin(turn), b.y + 6 - ribbonBend + r*math.Cos(turn)}
}

// piece returns the outline of the part of the band from one place to another.
func (b band) piece(from, to, top, bottom float64) []point {
	const steps = 24
	var out []point
	for i := range steps + 1 {
		out = append(out, b.place(point{from + (to-from)*float64(i)/steps, top}))
	}
	for i := steps; i >= 0; i-- {
		out = append(out, b.place(point{from + (to-from)*float64(i)/steps, bottom}))
	}
	return out
}

// drawRibbon draws the ribbon around the height y.
func drawRibbon(c *canvas, r Ribbon, y float64, ink string) {
	p := paintOf(r.Tincture)
	set, _ := setRibbon(r.Lines)
	b := band{y: y, half: ribbonLow / 2}
	if len(r.Lines) > 1 {
		b.half = ribbonHigh / 2
	}
	drop := b.half * 0.42
	for _, way := range []float64{-1, 1} {
		tail := b.tail(way, drop)
		c.both(polygonPath(tail), p.shade, ink, 2.6)
		fold := []point{
			b.place(point{way * ribbonHalf, b.half}),
			b.place(point{way * (ribbonHalf - 15), b.half}),
			b.place(point{way * (ribbonHalf - 15), b.half + drop}),
		}
		c.both(polygonPath(fold), p.ink, ink, 2.6)
	}
	c.both(polygonPath(b.piece(-ribbonHalf, ribbonHalf, -b.half, b.half)), p.base, ink, 2.6)
	trim := p.light
	if r.Tincture == Argent {
		trim = p.shade
	}
	for _, y := range []float64{-b.half + 2.9, b.half - 2.9} {
		var rule path
		const steps = 24
		for i := range steps + 1 {
			at := b.place(point{(ribbonHalf - 1.6) * (2*float64(i)/steps - 1), y})
			if i == 0 {
				rule.move(at)
			} else {
				rule.line(at)
			}
		}
		c.stroke(rule.String(), trim, 1.1)
	}
	drawLetters(c, set, b, r.lettersOn(p))
}

// tail returns the end of the ribbon that hangs behind the band on one side.
func (b band) tail(way, drop float64) []point {
	inner, outer, notch := ribbonHalf-15, ribbonHalf+21, ribbonHalf+11
	at := func(x, y float64) point { return b.place(point{way * x, y + drop}) }
	return []point{at(inner, -b.half), at(outer, -b.half), at(notch, 0), at(outer, b.half), at(inner, b.half)}
}

// drawLetters sets the lines in the middle of the band.
func drawLetters(c *canvas, s setting, b band, colour string) {
	var letters path
	apart := s.size * 0.94
	for i, l := range s.lines {
		// Between the middle of capitals and of small capitals looks centred.
		base := s.size*(capHeight+smallCapHeight)/4 + apart*(float64(i)-float64(len(s.lines)-1)/2)
		l.outline(&letters, s.size, func(p point) point {
			return b.place(point{p.x - l.width*s.size/2, p.y + base})
		})
	}
	c.fill(letters.String(), colour)
}

// lettersOn returns the colour of the letters.
func (r Ribbon) lettersOn(p paint) string {
	switch {
	case r.Letters != "":
		return paintOf(r.Letters).base
	case p.metal:
		return p.ink
	}
	return paintOf(Argent).base
}

// NewRibbon returns a ribbon that carries the text, on one line or two. A text
// that does not fit, or has letters that cannot be drawn, is a fault of the
// field "ribbon".
func NewRibbon(text string, t Tincture) (Ribbon, error) {
	if len(text) > maxRibbon {
		return Ribbon{}, fault.Field("ribbon", "The text does not fit on the ribbon. Shorten it to about %d letters.", aboutFits)
	}
	r := Ribbon{Tincture: t, Lines: []string{strings.Join(strings.Fields(text), " ")}}
	if lines, ok := wrap(text); ok {
		r.Lines = lines
	}
	return r, r.check()
}

// maxRibbon is how many bytes a line may have before anyone measures it, and
// aboutFits how many letters fit on two.
const (
	maxRibbon = 200
	aboutFits = 40
)

// check returns nil if the ribbon can be drawn.
func (r Ribbon) check() error {
	var wrong []error
	if _, ok := r.Tincture.paint(); !ok {
		wrong = append(wrong, fault.Field("ribbonTincture", "There is no tincture %q. Choose one of %s.", clip(r.Tincture), list(Tinctures())))
	}
	if _, ok := r.Letters.paint(); r.Letters != "" && (!ok || r.Letters == r.Tincture) {
		wrong = append(wrong, fault.Field("ribbonTincture", "Letters in %q cannot be read on this ribbon. Leave them out and they are chosen for you.", clip(r.Letters)))
	}
	if len(r.Lines) < 1 || len(r.Lines) > 2 {
		return fault.Join(append(wrong, fault.Field("ribbon", "A ribbon has one line or two."))...)
	}
	for _, l := range r.Lines {
		switch {
		case strings.TrimSpace(l) == "":
			wrong = append(wrong, fault.Field("ribbon", "A line of the ribbon is empty. Write something, or leave it out."))
		case len(l) > maxRibbon:
			wrong = append(wrong, fault.Field("ribbon", "The text does not fit on the ribbon. Shorten it to about %d letters.", aboutFits))
		case !canWrite(l):
			wrong = append(wrong, fault.Field("ribbon", "The ribbon can carry Latin, Greek and Cyrillic letters, figures and marks. Write it in those, or leave it out."))
		}
	}
	if len(wrong) == 0 {
		if _, ok := setRibbon(r.Lines); !ok {
			wrong = append(wrong, fault.Field("ribbon", "The text does not fit on the ribbon. Shorten it to about %d letters.", aboutFits))
		}
	}
	return fault.Join(wrong...)
}
