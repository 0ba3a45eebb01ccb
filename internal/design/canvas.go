package design

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// A canvas is an SVG drawing in the making. It uses nothing but paths in flat
// colours, some in a moved group, so that every program draws it alike.
type canvas struct {
	out bytes.Buffer
	// thick is by how much lines are drawn thicker, for a painter that does not
	// enlarge them with the rest; 0 is 1.
	thick float64
}

// width writes the width of a line.
func (c *canvas) width(w float64) []byte {
	if c.thick != 0 {
		w *= c.thick
	}
	return number(nil, w)
}

// begin writes the head. The title is what is read aloud in place of the
// picture.
func (c *canvas) begin(title string) {
	fmt.Fprintf(&c.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img"><title>`, side, side, side, side)
	_ = xml.EscapeText(&c.out, []byte(title)) // a Buffer does not fail
	c.out.WriteString("</title>\n")
}

func (c *canvas) end() []byte {
	c.out.WriteString("</svg>\n")
	return c.out.Bytes()
}

// fill draws the area of d.
func (c *canvas) fill(d, colour string) {
	if d != "" {
		fmt.Fprintf(&c.out, `<path d="%s" fill="%s"/>`+"\n", d, colour)
	}
}

// stroke draws a line along d with round ends and corners.
func (c *canvas) stroke(d, colour string, width float64) {
	if d != "" {
		fmt.Fprintf(&c.out, `<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round" stroke-linejoin="round"/>`+"\n",
			d, colour, c.width(width))
	}
}

// both draws the area of d and a line around it.
func (c *canvas) both(d, colour, edge string, width float64) {
	if d != "" {
		fmt.Fprintf(&c.out, `<path d="%s" fill="%s" stroke="%s" stroke-width="%s" stroke-linejoin="round"/>`+"\n",
			d, colour, edge, c.width(width))
	}
}

// group draws what f draws at another place, in another size.
func (c *canvas) group(at point, scale float64, f func()) {
	fmt.Fprintf(&c.out, `<g transform="translate(%s %s) scale(%[3]s %[3]s)">`+"\n", number(nil, at.x), number(nil, at.y), number(nil, scale))
	was := c.thick
	c.thick *= scale
	f()
	c.thick = was
	c.out.WriteString("</g>\n")
}
