package web

import (
	"encoding/json"
	"strings"

	"blazon/internal/achievement"
	"blazon/internal/design"
)

// newDrawing is the drawing that a new badge begins with.
func newDrawing() json.RawMessage {
	return written(design.Design{
		Shape: design.Round, Division: design.Plain, Field: design.Azure, Border: design.Rope, Metal: design.Or,
		Charge: "star", ChargeTincture: design.Or,
	})
}

// written is a design as a badge keeps it.
func written(d design.Design) json.RawMessage {
	data, err := json.Marshal(d)
	if err != nil {
		return nil // a design is only words
	}
	return data
}

// drawingForm fills in the fields of a drawing. Without one the form offers what
// a new badge begins with.
func drawingForm(f *form, data json.RawMessage) {
	d, err := design.Parse(data)
	if err != nil {
		d, err = design.Parse(newDrawing())
	}
	if err != nil {
		return
	}
	second := d.Second
	if second == "" {
		second = design.Argent
	}
	chargeTincture := d.ChargeTincture
	if chargeTincture == "" {
		chargeTincture = design.Or
	}
	f.Set("shape", string(d.Shape))
	f.Set("division", string(d.Division))
	f.Set("field", string(d.Field))
	f.Set("second", string(second))
	f.Set("border", string(d.Border))
	f.Set("metal", string(d.Metal))
	f.Set("charge", string(d.Charge))
	f.Set("chargeTincture", string(chargeTincture))
	f.Set("ribbonTincture", string(design.Argent))
	f.Set("ribbon", "")
	if d.Ribbon != nil {
		f.Set("ribbon", d.Ribbon.Text())
		f.Set("ribbonTincture", string(d.Ribbon.Tincture))
	}
}

// readDrawing reads the fields of a drawing. What has no meaning is not looked
// at: the second tincture of a plain field, the tincture of no charge.
func readDrawing(values map[string][]string) (json.RawMessage, error) {
	d, err := drawingOf(&form{values: values})
	if err != nil {
		return nil, err
	}
	return written(d), nil
}

func drawingOf(f *form) (design.Design, error) {
	d := design.Design{
		Shape: design.Shape(f.Value("shape")), Division: design.Division(f.Value("division")), Field: design.Tincture(f.Value("field")),
		Border: design.Border(f.Value("border")), Metal: design.Tincture(f.Value("metal")), Charge: design.Charge(f.Value("charge")),
	}
	if d.Division != design.Plain {
		d.Second = design.Tincture(f.Value("second"))
	}
	if d.Charge != "" {
		d.ChargeTincture = design.Tincture(f.Value("chargeTincture"))
	}
	if text := strings.TrimSpace(f.Value("ribbon")); text != "" {
		// What is wrong with the ribbon is found by Check, with all the rest.
		r, _ := design.NewRibbon(text, design.Tincture(f.Value("ribbonTincture")))
		if r.Lines == nil {
			r = design.Ribbon{Tincture: design.Tincture(f.Value("ribbonTincture")), Lines: []string{text}}
		}
		d.Ribbon = &r
	}
	return d, d.Check()
}

// followDrawing leaves the words of a picture to be made anew if its drawing has
// changed and they are still those that were made from the drawing before.
func followDrawing(c *achievement.Content, was achievement.Content) {
	before, drawn := designOf(was)
	if !drawn || strings.TrimSpace(c.ImageAlt) != before.Words() {
		return
	}
	if now, drawn := designOf(*c); drawn && now.Words() != before.Words() {
		c.ImageAlt = ""
	}
}

// A drawn is a drawing as the form shows it before it is saved.
type drawn struct {
	Design design.Design
	OK     bool
}

// drawnNow is what the choices of a form look like.
func drawnNow(f *form) drawn {
	d, err := drawingOf(f)
	return drawn{d, err == nil}
}

// Picture is the drawing, to stand in a page.
func (d drawn) Picture() string { return string(d.Design.SVG(d.Design.Words())) }

// A choice is one of several pictures.
type choice struct{ Value, Label, Picture string }

// An emblem is a part of a drawing that can be chosen.
type emblem interface {
	~string
	Icon() string
}

// choicesOf are the parts of one kind, called as the catalogue of messages
// calls them.
func choicesOf[T emblem](v *view, kind string, parts []T) []choice {
	out := make([]choice, len(parts))
	for i, p := range parts {
		out[i] = choice{string(p), v.T(kind + "." + string(p)), p.Icon()}
	}
	return out
}

// tinctureOptions are the tinctures to choose from.
func tinctureOptions(v *view, only func(design.Tincture) bool) []option {
	var out []option
	for _, t := range design.Tinctures() {
		if only == nil || only(t) {
			out = append(out, option{string(t), v.T("tincture." + string(t))})
		}
	}
	return out
}

// tincture is the tincture of the field on which a badge is shown: its own, or
// none in particular for a picture that was uploaded.
func tincture(c achievement.Content) string {
	if d, ok := designOf(c); ok {
		return string(d.Field)
	}
	return string(design.Argent)
}

// blazonOf describes a drawing as heralds do; an uploaded picture has no blazon.
func blazonOf(c achievement.Content) string {
	if d, ok := designOf(c); ok {
		return d.Blazon()
	}
	return ""
}

func designOf(c achievement.Content) (design.Design, bool) {
	if len(c.Design) == 0 {
		return design.Design{}, false
	}
	d, err := design.Parse(c.Design)
	return d, err == nil
}
