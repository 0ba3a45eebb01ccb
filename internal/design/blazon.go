package design

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Blazon describes the drawing as heralds do, such as "Azure, a compass rose
// Or; a rope border Argent." It is "" if d does not pass Check.
func (d Design) Blazon() string {
	if d.Check() != nil {
		return ""
	}
	first, second := heraldic(d.Field), heraldic(d.Second)
	var b strings.Builder
	div := divisions[d.Division.index()]
	if d.Division == Plain {
		b.WriteString(first)
	} else {
		fmt.Fprintf(&b, div.blazon, first, second)
	}
	if d.Charge != "" {
		b.WriteString(", " + d.Charge.Name() + " " + heraldic(d.ChargeTincture))
	}
	b.WriteString("; " + borders[d.Border.index()].name + " " + heraldic(d.Metal))
	if d.Ribbon != nil {
		b.WriteString("; on a ribbon " + heraldic(d.Ribbon.Tincture) + " the words “" + d.Ribbon.Text() + "”")
	}
	return upper(b.String()) + "."
}

// Words describes the drawing in plain words, for those who cannot see it, such
// as "A round badge, blue, with a gold compass rose and a rope border." It is ""
// if d does not pass Check.
func (d Design) Words() string {
	if d.Check() != nil {
		return ""
	}
	f, _ := d.Shape.form()
	first, second := paintOf(d.Field).plain, paintOf(d.Second).plain
	var b strings.Builder
	b.WriteString(f.name + ", ")
	if d.Division == Plain {
		b.WriteString(first)
	} else {
		fmt.Fprintf(&b, divisions[d.Division.index()].words, first, second)
	}
	b.WriteString(", with ")
	if d.Charge != "" {
		b.WriteString(coloured(d.Charge.Name(), paintOf(d.ChargeTincture).plain) + " and ")
	}
	b.WriteString(borders[d.Border.index()].name)
	if d.Ribbon != nil {
		b.WriteString("; the ribbon says “" + d.Ribbon.Text() + "”")
	}
	return upper(b.String()) + "."
}

// Text returns what the ribbon says, on one line.
func (r Ribbon) Text() string { return strings.Join(r.Lines, " ") }

// heraldic returns the name of a tincture in a blazon. Metals have a capital
// so that Or is not taken for the word.
func heraldic(t Tincture) string {
	p := paintOf(t)
	if p.metal {
		return upper(p.name)
	}
	return p.name
}

// coloured puts a colour before what a charge is called: "an oak leaf" in gold
// is "a gold oak leaf".
func coloured(name, colour string) string {
	article, noun, _ := strings.Cut(name, " ")
	if article != "a" && article != "an" {
		return colour + " " + name
	}
	return "a " + colour + " " + noun
}

// upper returns s with its first letter as a capital.
func upper(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[n:]
}
