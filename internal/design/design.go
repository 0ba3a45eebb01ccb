package design

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"blazon/internal/fault"
)

// A Design is what a badge looks like. Its zero value cannot be drawn; see
// Check.
type Design struct {
	Shape    Shape    `json:"shape"`
	Division Division `json:"division"`
	Field    Tincture `json:"field"`
	// Second is the other tincture of a divided field; with Plain it is empty.
	Second Tincture `json:"second,omitzero"`
	Border Border   `json:"border"`
	// Metal is the tincture of the border, Or or Argent.
	Metal Tincture `json:"metal"`
	// Charge is what stands on the field, in ChargeTincture; both may be empty.
	Charge         Charge   `json:"charge,omitzero"`
	ChargeTincture Tincture `json:"chargeTincture,omitzero"`
	// Ribbon is nil when there is none.
	Ribbon *Ribbon `json:"ribbon,omitempty"`
}

// maxDesign is the most bytes that Parse reads.
const maxDesign = 4 << 10

// Parse reads a design and checks it. Members it does not know are refused, so
// that no one believes to have asked for something that is not drawn.
func Parse(data []byte) (Design, error) {
	if len(data) > maxDesign {
		return Design{}, fault.New(fault.TooLarge, "The design is too long. At most %d bytes are read.", maxDesign)
	}
	var d Design
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(&d)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("something follows the design")
		}
	}
	if err != nil {
		return Design{}, fault.Wrap(err, fault.Invalid, "The design cannot be read. It must be one JSON object with the members shape, division, field, border, metal and, if wanted, second, charge, chargeTincture and ribbon.")
	}
	return d, d.Check()
}

// Check returns nil if d can be drawn. Otherwise it returns every reason, each
// a fault of the member it is about.
func (d Design) Check() error {
	var wrong []error
	must := func(ok bool, field, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fault.Field(field, format, args...))
		}
	}
	_, ok := d.Shape.form()
	must(ok, "shape", "There is no shape %q. Choose one of %s.", clip(d.Shape), list(Shapes()))
	must(d.Division.index() >= 0, "division", "There is no division %q. Choose one of %s.", clip(d.Division), list(Divisions()))
	must(d.Border.index() >= 0, "border", "There is no border %q. Choose one of %s.", clip(d.Border), list(Borders()))
	tincture := func(t Tincture, field string) {
		_, ok := t.paint()
		must(ok, field, "There is no tincture %q. Choose one of %s.", clip(t), list(Tinctures()))
	}
	tincture(d.Field, "field")
	if d.Division == Plain {
		must(d.Second == "", "second", "A plain field has one tincture. Leave the second out, or divide the field.")
	} else {
		tincture(d.Second, "second")
		must(d.Second == "" || d.Second != d.Field, "second", "Both tinctures of the field are the same. Choose another, or a plain field.")
	}
	must(d.Metal.Metal(), "metal", "A border is gold (or) or silver (argent).")
	if d.Charge == "" {
		must(d.ChargeTincture == "", "chargeTincture", "There is no charge to have a tincture. Choose a charge, or leave it out.")
	} else {
		must(d.Charge.index() >= 0, "charge", "There is no charge %q. Choose one of %s.", clip(d.Charge), list(Charges()))
		tincture(d.ChargeTincture, "chargeTincture")
		must(d.ChargeTincture != d.Field || d.Division.party(), "chargeTincture", "Charge and field have the same tincture. Choose another for one of them.")
	}
	if d.Ribbon != nil {
		wrong = append(wrong, d.Ribbon.check())
	}
	return fault.Join(wrong...)
}

// clip shortens a name that does not exist, to be repeated to who wrote it.
func clip[T ~string](name T) string {
	const most = 40
	if r := []rune(string(name)); len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(name)
}

// list writes names with commas between them.
func list[T ~string](names []T) string {
	words := make([]string, len(names))
	for i, n := range names {
		words[i] = string(n)
	}
	return strings.Join(words, ", ")
}

// Advice returns what would make the badge easier to recognize; d passes Check.
// It is advice: the drawing is outlined and can be used as it is.
//
// The rule of tincture: metal should not lie on metal, nor colour on colour.
func (d Design) Advice() []string {
	var out []string
	field, charge := paintOf(d.Field), paintOf(d.ChargeTincture)
	if d.Charge != "" && !d.Division.party() && field.metal == charge.metal && contrast(field.base, charge.base) < 3 {
		kind := "colours"
		if field.metal {
			kind = "metals"
		}
		out = append(out, fmt.Sprintf("From afar %s is hard to see on %s: both are %s. Make one of them a %s.",
			charge.plain, field.plain, kind, map[bool]string{true: "colour", false: "metal, gold or white"}[field.metal]))
	}
	if d.Charge != "" && d.Division.party() && (d.ChargeTincture == d.Field || d.ChargeTincture == d.Second) {
		out = append(out, fmt.Sprintf("Where the field is %s, %s shows only by its outline. Choose a third tincture for it.", charge.plain, charge.plain))
	}
	if d.Ribbon != nil && d.Ribbon.Letters != "" {
		p := paintOf(d.Ribbon.Tincture)
		if contrast(p.base, d.Ribbon.lettersOn(p)) < 4.5 {
			out = append(out, fmt.Sprintf("Letters in %s are hard to read on a ribbon in %s. Leave their colour out and it is chosen for you.",
				paintOf(d.Ribbon.Letters).plain, p.plain))
		}
	}
	return out
}

// SVG returns the drawing, or nil if d does not pass Check. The title is what
// is read aloud in place of the picture.
func (d Design) SVG(title string) []byte {
	if d.Check() != nil {
		return nil
	}
	var c canvas
	c.begin(title)
	d.draw(&c)
	return c.end()
}

// draw draws a design that passes Check.
func (d Design) draw(c *canvas) {
	f, _ := d.Shape.form()
	s := d.scene(f)
	drawBorder(c, f, d.Border, s.first, s.metal)
	drawField(c, s, d.Division)
	if d.Charge != "" {
		drawCharge(c, s, d.Charge, paintOf(d.ChargeTincture))
	}
	if d.Ribbon != nil {
		drawRibbon(c, *d.Ribbon, f.ribbonY, s.first.ink)
	}
}

// scene returns what must be known to draw on the field of f.
func (d Design) scene(f form) scene {
	s := scene{field: distinct(f.ring(fieldIn)), at: f.charge, room: f.room, first: paintOf(d.Field), second: paintOf(d.Second), metal: paintOf(d.Metal)}
	s.low, s.high = bounds(s.field)
	if d.Ribbon != nil {
		s.at, s.room = f.chargeR, f.roomR
	}
	switch d.Division {
	case Chief:
		s.at.y += chiefDown
		s.room *= chiefRoom
	case Base:
		s.at.y -= baseUp
		s.room *= baseRoom
	default: // the charge is in the middle
	}
	return s
}
