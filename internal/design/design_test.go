package design_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"blazon/internal/design"
	"blazon/internal/fault"
)

// plain is a design with nothing special about it.
func plain() design.Design {
	return design.Design{
		Shape: design.Round, Division: design.Plain, Field: design.Azure, Border: design.Rope, Metal: design.Or,
		Charge: "oak-leaf", ChargeTincture: design.Or,
	}
}

// wellFormed fails unless the drawing is XML of nothing but paths in groups.
func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
		s, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains([]string{"svg", "title", "g", "path"}, s.Name.Local) {
			t.Errorf("element %s", s.Name.Local)
		}
		for _, a := range s.Attr {
			if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || strings.Contains(a.Value, "url(") {
				t.Errorf("%s=%q", a.Name.Local, a.Value)
			}
		}
	}
}

// TestEveryPart draws each member of each table, in picture and in words.
func TestEveryPart(t *testing.T) {
	t.Parallel()
	var all []design.Design
	for i, s := range design.Shapes() {
		for j, b := range design.Borders() {
			d := plain()
			d.Shape, d.Border = s, b
			d.Charge = design.Charges()[(i*len(design.Borders())+j)%len(design.Charges())]
			all = append(all, d)
		}
		for _, div := range design.Divisions() {
			d := plain()
			d.Shape, d.Division = s, div
			if div != design.Plain {
				d.Second = design.Argent
			}
			r, err := design.NewRibbon("Première étape", design.Argent)
			if err != nil {
				t.Fatal(err)
			}
			d.Ribbon = &r
			all = append(all, d)
		}
	}
	for _, tin := range design.Tinctures() {
		d := plain()
		d.Field, d.ChargeTincture = design.Tenne, tin
		if tin != design.Tenne {
			all = append(all, d)
		}
	}
	for _, d := range all {
		if err := d.Check(); err != nil {
			t.Fatalf("%+v: %v", d, err)
		}
		svg := d.SVG("A & <B>")
		wellFormed(t, svg)
		if len(svg) > 150_000 || !bytes.Contains(svg, []byte("A &amp; &lt;B&gt;")) {
			t.Errorf("%+v: %d bytes", d, len(svg))
		}
		if !strings.HasSuffix(d.Blazon(), ".") || !strings.HasSuffix(d.Words(), ".") || strings.Contains(d.Words()+d.Blazon(), "%!") {
			t.Errorf("%q, %q", d.Blazon(), d.Words())
		}
		back, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := design.Parse(back)
		if err != nil || !bytes.Equal(again.SVG(""), d.SVG("")) {
			t.Errorf("%s is drawn otherwise when read again: %v", back, err)
		}
	}
}

func TestEveryChargeHasAName(t *testing.T) {
	t.Parallel()
	if n := len(design.Charges()); n < 16 {
		t.Errorf("only %d charges", n)
	}
	seen := make(map[design.Charge]bool)
	for _, c := range design.Charges() {
		if seen[c] || c.Name() == "" || c.Icon() == "" {
			t.Errorf("charge %q: twice, or without name or icon", c)
		}
		seen[c] = true
		wellFormed(t, []byte(c.Icon()))
	}
	if design.Charge("dragon").Name() != "" || design.Charge("dragon").Icon() != "" {
		t.Error("a charge that does not exist has a name")
	}
}

func TestIcons(t *testing.T) {
	t.Parallel()
	var icons []string
	for _, s := range design.Shapes() {
		icons = append(icons, s.Icon())
	}
	for _, d := range design.Divisions() {
		icons = append(icons, d.Icon())
	}
	for _, b := range design.Borders() {
		icons = append(icons, b.Icon())
	}
	for _, tin := range design.Tinctures() {
		icons = append(icons, tin.Icon())
	}
	for _, i := range icons {
		wellFormed(t, []byte(i))
	}
	if design.Shape("").Icon()+design.Division("").Icon()+design.Border("").Icon()+design.Tincture("").Icon() != "" {
		t.Error("nothing has an icon")
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*design.Design)
		want   string
	}{
		{"nothing", func(*design.Design) {}, ""},
		{"no charge", func(d *design.Design) { d.Charge, d.ChargeTincture = "", "" }, ""},
		{"all is missing", func(d *design.Design) { *d = design.Design{} }, "shape division border field second metal"},
		{"an unknown shape", func(d *design.Design) { d.Shape = "blob" }, "shape"},
		{"a plain field with two tinctures", func(d *design.Design) { d.Second = design.Or }, "second"},
		{"a field divided into the same", func(d *design.Design) { d.Division, d.Second = design.PerPale, d.Field }, "second"},
		{"a blue border", func(d *design.Design) { d.Metal = design.Azure }, "metal"},
		{"a charge that cannot be seen", func(d *design.Design) { d.ChargeTincture = d.Field }, "chargeTincture"},
		{"a tincture of nothing", func(d *design.Design) { d.Charge = "" }, "chargeTincture"},
		{"an unknown charge", func(d *design.Design) { d.Charge = "dragon" }, "charge"},
		{"a ribbon of three lines", func(d *design.Design) {
			d.Ribbon = &design.Ribbon{Tincture: design.Or, Lines: []string{"a", "b", "c"}}
		}, "ribbon"},
		{"a ribbon that is too full", func(d *design.Design) {
			d.Ribbon = &design.Ribbon{Tincture: design.Or, Lines: []string{strings.Repeat("W", 60)}}
		}, "ribbon"},
		{"a ribbon in letters that we do not have", func(d *design.Design) {
			d.Ribbon = &design.Ribbon{Tincture: design.Or, Lines: []string{"漢字"}}
		}, "ribbon"},
		{"letters that cannot be seen", func(d *design.Design) {
			d.Ribbon = &design.Ribbon{Tincture: design.Or, Letters: design.Or, Lines: []string{"a"}}
		}, "ribbonTincture"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := plain()
			tt.change(&d)
			err := d.Check()
			var got []string
			for _, f := range fault.Fields(err) {
				got = append(got, f.Field)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("Check = %v; want faults of %q", err, tt.want)
			}
			if drawn := d.SVG("x") != nil; drawn != (err == nil) {
				t.Errorf("SVG drew: %v, but Check = %v", drawn, err)
			}
			if _, pngErr := d.PNG(32); (pngErr == nil) != (err == nil) {
				t.Errorf("PNG = %v, but Check = %v", pngErr, err)
			}
		})
	}
}

func TestParseIsStrict(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "null x", "[]", `{"shape":"round","onload":"alert(1)"}`, `{"shape":7}`, `{} {}`,
		`{"ribbon":{"lines":["` + strings.Repeat("a", 5000) + `"]}}`,
	} {
		if d, err := design.Parse([]byte(bad)); err == nil {
			t.Errorf("Parse(%.40q) = %+v", bad, d)
		} else if kind, _ := fault.Public(err); kind != fault.Invalid && kind != fault.TooLarge {
			t.Errorf("Parse(%.40q): %v", bad, err)
		}
	}
}

func TestForFollowsFromTheName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "First Aid", "漢字検定", "Ποιητής", strings.Repeat("long ", 60), "\x00\xff", "<script>", "é"} {
		d := design.For(name)
		if err := d.Check(); err != nil {
			t.Errorf("For(%q): %v", name, err)
		}
		if advice := d.Advice(); len(advice) > 0 {
			t.Errorf("For(%q) needs advice: %q", name, advice)
		}
		if !bytes.Equal(d.SVG(name), design.For(name).SVG(name)) {
			t.Errorf("For(%q) is another drawing each time", name)
		}
	}
	d := design.For("First Aid")
	if d.Charge != "heart" || d.Ribbon == nil || d.Ribbon.Text() != "First Aid" {
		t.Errorf("For(First Aid) = %+v", d)
	}
}

// TestForIsAlwaysInGoodTaste holds every palette to the rule of tincture.
func TestForIsAlwaysInGoodTaste(t *testing.T) {
	t.Parallel()
	for i := range 400 {
		d := design.For("Badge " + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26))
		if err := d.Check(); err != nil || len(d.Advice()) > 0 {
			t.Fatalf("%+v: %v %q", d, err, d.Advice())
		}
	}
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	d := plain()
	d.Field, d.ChargeTincture = design.Argent, design.Or
	if got := d.Advice(); len(got) != 1 || !strings.Contains(got[0], "metals") {
		t.Errorf("gold on white: %q", got)
	}
	d.Field, d.ChargeTincture = design.Gules, design.Purpure
	if got := d.Advice(); len(got) != 1 || !strings.Contains(got[0], "colours") {
		t.Errorf("purple on red: %q", got)
	}
	d = plain()
	d.Division, d.Second, d.ChargeTincture = design.PerPale, design.Or, design.Or
	if got := d.Advice(); len(got) != 1 {
		t.Errorf("gold on blue and gold: %q", got)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	d := plain()
	if got, want := d.Blazon(), "Azure, an oak leaf Or; a rope border Or."; got != want {
		t.Errorf("Blazon = %q; want %q", got, want)
	}
	if got, want := d.Words(), "A round badge, blue, with a gold oak leaf and a rope border."; got != want {
		t.Errorf("Words = %q; want %q", got, want)
	}
}

func TestPNG(t *testing.T) {
	t.Parallel()
	data, err := plain().PNG(64)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds().Dx() != 64 || img.Bounds().Dy() != 64 {
		t.Fatalf("%v, %v", img.Bounds(), err)
	}
	if _, _, _, a := img.At(0, 0).RGBA(); a != 0 {
		t.Error("the corner of a round badge is not empty")
	}
	if r, _, b, _ := img.At(32, 52).RGBA(); b <= r {
		t.Errorf("the field is not blue: %v", img.At(32, 52))
	}
	for _, size := range []int{-1, 0, 15, 2049} {
		if _, err := plain().PNG(size); err == nil {
			t.Errorf("a picture of %d pixels was painted", size)
		}
	}
}

// FuzzParse holds that what Parse accepts can be drawn, in XML that is well
// formed, and described.
func FuzzParse(f *testing.F) {
	good, err := json.Marshal(design.For("First Aid"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"shape":"round","division":"plain","field":"or","border":"rope","metal":"or","ribbon":{"tincture":"or","lines":["<\u0000&"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := design.Parse(data)
		if err != nil {
			return
		}
		wellFormed(t, d.SVG("t"))
		if d.Words() == "" || d.Blazon() == "" {
			t.Errorf("%s has no words", data)
		}
	})
}

func BenchmarkSVG(b *testing.B) {
	d := design.For("First Aid")
	for b.Loop() {
		if len(d.SVG("First Aid")) == 0 {
			b.Fatal("nothing was drawn")
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	d := design.For("First Aid")
	for b.Loop() {
		if _, err := d.PNG(512); err != nil {
			b.Fatal(err)
		}
	}
}
