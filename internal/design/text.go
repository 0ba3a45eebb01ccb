package design

import (
	"bytes"
	"embed"
	"fmt"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// fontFiles are the letters on badges: Alegreya SC Bold, in the parts in which
// it is published. Together they cover Latin, Greek and Cyrillic. The licence
// (SIL Open Font License 1.1) is beside them.
//
//go:embed font/*.woff font/OFL.txt
var fontFiles embed.FS

// fontParts are the files of the font, the most used first.
var fontParts = []string{"latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"}

// faces returns the parts of the font, which are read once.
var faces = sync.OnceValue(func() []*font.Face {
	out := make([]*font.Face, len(fontParts))
	for i, part := range fontParts {
		data, err := fontFiles.ReadFile("font/alegreya-sc-" + part + "-bold.woff")
		if err == nil {
			out[i], err = font.ParseTTF(bytes.NewReader(data))
		}
		if err != nil {
			panic(fmt.Sprintf("design: embedded font %s: %v", part, err)) // a broken build
		}
	}
	return out
})

// faceFor returns the part of the font that has c, or nil.
func faceFor(c rune) *font.Face {
	for _, f := range faces() {
		if _, ok := f.NominalGlyph(c); ok {
			return f
		}
	}
	return nil
}

// canWrite reports whether every letter of s can be drawn.
func canWrite(s string) bool {
	for _, c := range s {
		if c != ' ' && faceFor(c) == nil {
			return false
		}
	}
	return true
}

// A glyph is the outline of one letter at its place on a line of text of size
// 1, with y downwards and the base line at 0.
type glyph struct {
	x, y     float64
	scale    float64
	segments []opentype.Segment
}

// A line is shaped text: its outlines and how wide it is, at size 1.
type line struct {
	glyphs []glyph
	width  float64
}

// capHeight is how high a capital letter of the font is at size 1, and
// smallCapHeight how high its small capitals are.
const (
	capHeight      = 0.645
	smallCapHeight = 0.49
)

// setLine shapes one line of text. Letters that the font does not have are
// left out; callers ask canWrite before.
func setLine(s string) line {
	const size = 1000
	var out line
	shaper := &shaping.HarfbuzzShaper{}
	text := []rune(s)
	for start := 0; start < len(text); {
		face := faceFor(text[start])
		end := start + 1
		for end < len(text) && (unicode.Is(unicode.Mn, text[end]) || faceFor(text[end]) == face) {
			end++
		}
		if face == nil {
			start = end
			continue
		}
		run := shaper.ShapeNoExtents(shaping.Input{
			Text: text, RunStart: start, RunEnd: end,
			Direction: di.DirectionLTR, Face: face, Size: fixed.I(size),
			Script: language.LookupScript(text[start]), Language: "en",
		})
		scale := 1 / float64(face.Upem())
		for _, g := range run.Glyphs {
			if o, ok := face.GlyphDataOutline(g.GlyphID); ok && len(o.Segments) > 0 {
				out.glyphs = append(out.glyphs, glyph{
					x: out.width + float64(g.XOffset)/64/size, y: -float64(g.YOffset) / 64 / size,
					scale: scale, segments: o.Segments,
				})
			}
			out.width += float64(g.Advance) / 64 / size
		}
		start = end
	}
	return out
}

// outline adds the letters of l at the given size to p. Each point goes through
// place, which may bend the line.
func (l line) outline(p *path, size float64, place func(point) point) {
	for _, g := range l.glyphs {
		at := func(a opentype.SegmentPoint) point {
			return place(point{(g.x + float64(a.X)*g.scale) * size, (g.y - float64(a.Y)*g.scale) * size})
		}
		for i, s := range g.segments {
			switch s.Op {
			case opentype.SegmentOpMoveTo:
				if i > 0 {
					p.close()
				}
				p.move(at(s.Args[0]))
			case opentype.SegmentOpLineTo:
				p.line(at(s.Args[0]))
			case opentype.SegmentOpQuadTo:
				p.op('Q', at(s.Args[0]), at(s.Args[1]))
			case opentype.SegmentOpCubeTo:
				p.curve(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
			}
		}
		p.close()
	}
}
