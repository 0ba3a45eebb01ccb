package design

import (
	"math"
	"strconv"
)

// Tincture is a heraldic colour or metal. The empty Tincture is none.
type Tincture string

// The tinctures. Two are metals, the others colours; a metal shows on a colour
// and a colour on a metal.
const (
	Or      Tincture = "or"      // gold
	Argent  Tincture = "argent"  // silver, white
	Azure   Tincture = "azure"   // blue
	Gules   Tincture = "gules"   // red
	Vert    Tincture = "vert"    // green
	Purpure Tincture = "purpure" // purple
	Celeste Tincture = "celeste" // sea blue, bleu céleste
	Tenne   Tincture = "tenne"   // tawny
	Sable   Tincture = "sable"   // black
)

// A hatch is a way of drawing lines or dots on a tincture.
type hatch uint8

const (
	noHatch hatch = iota
	level
	upright
	falling // as the line from top left to bottom right
	rising
	crossed
	dotted
)

// paint is how a tincture is drawn.
type paint struct {
	tincture Tincture
	name     string // in a blazon
	plain    string // in plain words
	metal    bool
	base     string // the tincture itself
	light    string // where light falls
	shade    string // where it does not
	ink      string // for outlines and for letters on a metal
	line     string // the hatching
	hatch    hatch
}

// paints are all tinctures, each with the hatching by which heralds have drawn
// it without colour since the seventeenth century.
var paints = []paint{
	{Azure, "azure", "blue", false, "#23479b", "#3f6bcb", "#1a3578", "#142b66", "#2f58b4", level},
	{Gules, "gules", "red", false, "#b3252f", "#d3525a", "#8d1a23", "#6d1019", "#c23a42", upright},
	{Vert, "vert", "green", false, "#1c6b4c", "#3d9470", "#14523a", "#0d3f2c", "#28805d", falling},
	{Purpure, "purpure", "purple", false, "#63408f", "#8a66b8", "#4b2d72", "#371f57", "#7450a3", rising},
	{Celeste, "bleu celeste", "sea blue", false, "#0f5f73", "#3590a6", "#0b4959", "#083844", "#1b7488", level},
	{Tenne, "tenné", "tawny", false, "#96481c", "#c07442", "#743511", "#55260b", "#a8592b", rising},
	{Sable, "sable", "black", false, "#262c40", "#4a5166", "#1b2030", "#10131d", "#343b52", crossed},
	{Or, "Or", "gold", true, "#dcae4a", "#f4d98d", "#a9781d", "#5c3d08", "#cd9c35", dotted},
	{Argent, "argent", "white", true, "#fbf8ef", "#ffffff", "#d6d3c8", "#3a3f50", "#e6e1d3", noHatch},
}

// Tinctures returns every tincture, colours first.
func Tinctures() []Tincture {
	out := make([]Tincture, len(paints))
	for i, p := range paints {
		out[i] = p.tincture
	}
	return out
}

// paint returns how t is drawn, and whether there is such a tincture.
func (t Tincture) paint() (paint, bool) {
	for _, p := range paints {
		if p.tincture == t {
			return p, true
		}
	}
	return paint{}, false
}

// paintOf returns how a tincture is drawn that is known to exist.
func paintOf(t Tincture) paint {
	p, _ := t.paint()
	return p
}

// Metal reports whether t is one of the two metals.
func (t Tincture) Metal() bool { return paintOf(t).metal }

// Name returns what t is called in everyday words, such as "gold"; "" if there
// is no such tincture.
func (t Tincture) Name() string { return paintOf(t).plain }

// Hex returns t as a colour of the web, such as "#23479b"; "" if there is no
// such tincture.
func (t Tincture) Hex() string { return paintOf(t).base }

// luminance returns the relative luminance of a colour "#rrggbb".
//
// WCAG 2.2 relative luminance.
func luminance(hex string) float64 {
	v, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return 0
	}
	linear := func(shift uint) float64 {
		c := float64(v>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

// contrast returns the contrast ratio of two colours, from 1 to 21.
//
// WCAG 2.2 contrast ratio.
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}
