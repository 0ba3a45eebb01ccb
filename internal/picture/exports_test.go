package picture

import (
	"bytes"
	"flag"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A sample is a colour at a place of a picture of 512 by 512.
type sample struct {
	x, y int
	want color.NRGBA
}

var clear0 = color.NRGBA{}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// samples are what the pictures of testdata/exports must look like, worked out
// by hand.
var samples = map[string][]sample{
	"illustrator-classes": {
		{10, 10, clear0}, {256, 60, rgb(0xc80000)}, {256, 110, color.NRGBA{100, 0, 0, 255}}, // two circles at once are no darker
		{256, 166, color.NRGBA{100, 0, 0, 255}}, {256, 400, rgb(0x006464)}, {500, 500, clear0},
	},
	"illustrator-swf":   {{20, 20, clear0}, {60, 60, rgb(0x1d3557)}, {256, 220, clear0}, {256, 256, rgb(0xe63946)}, {100, 256, rgb(0xe63946)}},
	"inkscape":          {{30, 30, clear0}, {256, 256, rgb(0xc70001)}, {256, 340, rgb(0x750053)}, {340, 256, rgb(0x2400a4)}, {450, 450, rgb(0x0000c8)}},
	"figma":             {{2, 2, clear0}, {256, 60, rgb(0x264653)}, {256, 256, rgb(0xe9c46a)}, {256, 420, rgb(0x264653)}},
	"figma-inside-line": {{32, 32, clear0}, {96, 256, rgb(0x81b29a)}, {60, 256, clear0}, {160, 160, rgb(0xf4f1de)}, {256, 256, rgb(0xe07a5f)}, {256, 317, rgb(0x42415c)}},
	"canva":             {{5, 5, rgb(0xffffff)}, {60, 60, rgb(0xffffff)}, {100, 256, rgb(0xff914d)}, {256, 300, rgb(0x004aad)}},
	"affinity":          {{20, 20, clear0}, {256, 100, rgb(0x2a9d8f)}, {256, 190, clear0}, {256, 256, color.NRGBA{231, 111, 81, 128}}},
	"sketch":            {{20, 20, clear0}, {256, 100, rgb(0x6d597a)}, {256, 400, rgb(0xeaac8b)}, {20, 500, clear0}},
	"coreldraw":         {{20, 20, clear0}, {256, 150, rgb(0xf4a261)}, {256, 256, rgb(0x2b2a29)}},
	"sprite":            {{30, 150, clear0}, {150, 150, rgb(0x264653)}, {270, 300, rgb(0xe76f51)}, {250, 300, clear0}, {360, 300, rgb(0xe76f51)}, {360, 370, clear0}, {180, 400, color.NRGBA{0, 0, 255, 128}}, {120, 400, color.NRGBA{0, 0, 255, 128}}},
}

// TestExports keeps pictures in the manner of drawing programs, and compares
// what is kept and how it looks.
func TestExports(t *testing.T) {
	t.Parallel()
	for name, looks := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("testdata", "exports", name)
			upload, err := os.ReadFile(path + ".svg")
			if err != nil {
				t.Fatal(err)
			}
			d, err := readSVG(upload)
			if err != nil {
				t.Fatal(err)
			}
			got := d.write()
			inert(t, got)
			if *update {
				if err := os.WriteFile(path+".golden", got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path + ".golden")
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("kept as\n%s\nwant\n%s%v", got, want, err)
			}
			again, err := readSVG(got)
			if err != nil || !bytes.Equal(again.write(), got) {
				t.Errorf("not the same when read again: %v", err)
			}
			looksLike(t, d, looks)
			if again != nil {
				looksLike(t, again, looks)
			}
		})
	}
	files, err := filepath.Glob("testdata/exports/*.svg")
	if err != nil || len(files) != len(samples) {
		t.Errorf("%d files for %d samples, %v", len(files), len(samples), err)
	}
}

// looksLike fails unless a drawing has the colours of the samples.
func looksLike(t *testing.T, d *drawing, looks []sample) {
	t.Helper()
	data, err := d.paint(painted)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	near := func(a, b uint8) bool { return a < b+3 && b < a+3 || a > 252 && b > 252 }
	for _, s := range looks {
		got, _ := color.NRGBAModel.Convert(img.At(s.x, s.y)).(color.NRGBA)
		if got.A == 0 && s.want.A == 0 {
			continue
		}
		if !near(got.R, s.want.R) || !near(got.G, s.want.G) || !near(got.B, s.want.B) || !near(got.A, s.want.A) {
			t.Errorf("at %d, %d it is %v; want %v", s.x, s.y, got, s.want)
		}
	}
}

// TestRefused says what people read about pictures that we cannot show alike.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, line, what, do string }{
		{"text", "\n<g>\n<text x='1'>Knots</text></g>", "Line 3", "text as letters", "Path > Object to Path"},
		{"text in a link", "<a><text><tspan>Knots</tspan></text></a>", "Line 1", "text as letters", "Create Outlines"},
		{"image", "\n<image href='data:image/png;base64,AAAA'/>", "Line 2", "photograph", "PNG"},
		{"pattern", "<pattern id='p'><path/></pattern>\n<path d='M0 0H9V9Z' fill='url(#p)'/>", "Line 2", "pattern", "colour"},
		{"filter", "<filter id='f'/>\n<g style='filter:url(#f)'>" + square + "</g>", "Line 2", "shadow", "Remove"},
		{"filter by a class", "<style>.s{filter:url(\"#f\")}</style><filter id='f'/>\n\n<g class='s'>" + square + "</g>", "Line 3", "shadow", "Remove"},
		{"marker", "<marker id='m'/><path d='M0 0H9V9Z' marker-end='url(#m)'/>", "Line 1", "arrow", "paths"},
		{"blending", "<g style='mix-blend-mode:multiply'>" + square + "</g>", "Line 1", "multiply", "Normal"},
		{"colour", "\n\n<path d='M0 0H9V9Z' fill='hsl(5 50% 50%)'/>", "Line 3", "hsl(5", "#rrggbb"},
		{"clip by box", "<clipPath id='c' clipPathUnits='objectBoundingBox'><circle r='1'/></clipPath>\n<g clip-path='url(#c)'>" + square + "</g>", "Line 1", "objectBoundingBox", "Intersection"},
		{"moved by a style", "<g style='transform:rotate(5deg)'>" + square + "</g>", "Line 1", "transform", "plain"},
		{"import", "<style>\n@import 'x.css';</style>", "line 2", "@import", "Presentation Attributes"},
		{"media", "<style>@media print{path{fill:red}}</style>", "line 1", "@media", "Presentation Attributes"},
		{"descendants", "<style>\n\ng .a{fill:red}</style>", "line 3", "selector", "Presentation Attributes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := readSVG([]byte(svg(tt.body + square)))
			if err == nil {
				t.Fatal("it was accepted")
			}
			for _, word := range []string{tt.line, tt.what, tt.do} {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q does not say %q", err, word)
				}
			}
		})
	}
	_, err := readSVG([]byte("<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n" + svg(square)))
	if err == nil || !strings.Contains(err.Error(), "Line 2") {
		t.Errorf("a document type: %v", err)
	}
}

// TestCascade looks at the middle of what styles paint.
func TestCascade(t *testing.T) {
	t.Parallel()
	const box = ` d="M0 0H100V100H0Z"`
	for name, body := range map[string]string{
		"a class over an attribute":  `<style>.a{fill:#c80000}</style><path class="a" fill="blue"` + box + `/>`,
		"a style over a class":       `<style>.a{fill:blue}</style><path class="a" style="fill:#c80000"` + box + `/>`,
		"the later of two":           `<style>.b{fill:blue}.a{fill:#c80000}</style><path class="a b"` + box + `/>`,
		"an id over classes":         `<style>#x{fill:#c80000}.a.b{fill:blue}</style><path id="x" class="a b"` + box + `/>`,
		"a class over an element":    `<style>.a{fill:#c80000}path{fill:blue}</style><path class="a"` + box + `/>`,
		"an element with a class":    `<style>path.a{fill:#c80000}.a{fill:blue}rect.a{fill:lime}</style><path class="a"` + box + `/>`,
		"one of a list":              `<style>.z , #y,.a{fill:#c80000}</style><path class="a"` + box + `/>`,
		"what is important":          `<style>.a{fill:#c80000 !important}#x{fill:blue}</style><path id="x" class="a" style="fill:lime"` + box + `/>`,
		"a sheet at the end":         `<path class="a"` + box + `/><style>.a{fill:#c80000}</style>`,
		"comments and strings":       `<style>/*.a{fill:blue}*/.a{font-family:"a;}b{";fill:#c80000/*;fill:blue*/}</style><path class="a"` + box + `/>`,
		"what is not read is passed": `<style>.a{fill:#c80000;fill:color(display-p3 0 1 0)}</style><path class="a"` + box + `/>`,
		"handed down":                `<style>.a{fill:#c80000}</style><g class="a"><path` + box + `/></g>`,
		"everything":                 `<style>*{fill:#c80000}</style><path` + box + `/>`,
	} {
		d, err := readSVG([]byte(svg(body)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Run(name, func(t *testing.T) { looksLike(t, d, []sample{{256, 256, rgb(0xc80000)}}) })
	}
}
