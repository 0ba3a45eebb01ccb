package picture

import (
	"image"
	"image/color"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/fixed"
)

// A brush paints shapes on pictures that lie one upon the other.
type brush struct {
	d      *drawing
	paths  map[*node]rasterx.Path
	m      rasterx.Matrix2D
	layers []layer // the last is painted on
	masks  []*image.Alpha
	spare  []layer
	spent  int // pixels that were looked at
}

// A layer is a picture with what paints on it.
type layer struct {
	*image.RGBA
	dasher *rasterx.Dasher
}

func newLayer(bounds image.Rectangle, spent *int) layer {
	img := image.NewRGBA(bounds)
	w, h := bounds.Dx(), bounds.Dy()
	return layer{img, rasterx.NewDasher(w, h, &filler{img: img, spent: spent})}
}

// maxPasses is how many times all pixels of the picture may be looked at.
const maxPasses = 1200

// spentAll reports whether a drawing takes more time than we give it.
func (b *brush) spentAll() bool {
	size := b.layers[0].Bounds().Dx()
	return b.spent > maxPasses*size*size
}

func newBrush(d *drawing, size int, m rasterx.Matrix2D, paths map[*node]rasterx.Path) *brush {
	b := &brush{d: d, m: m, paths: paths}
	b.layers = []layer{newLayer(image.Rect(0, 0, size, size), &b.spent)}
	return b
}

func (b *brush) top() layer { return b.layers[len(b.layers)-1] }

// blank returns a picture of which nothing can be seen.
func (b *brush) blank() layer {
	b.spent += 3 * len(b.layers[0].Pix) / 4 // to clear it, and to lay it on another
	if n := len(b.spare); n > 0 {
		img := b.spare[n-1]
		b.spare = b.spare[:n-1]
		clear(img.Pix)
		return img
	}
	return newLayer(b.layers[0].Bounds(), &b.spent)
}

// do does one step.
func (b *brush) do(s step) {
	switch s.do {
	case drawShape:
		b.draw(s)
	case pushLayer:
		b.layers = append(b.layers, b.blank())
	case makeMask:
		b.masks = append(b.masks, alphaOfPicture(b.pop().RGBA, s.bright))
	case popLayer:
		b.lay(s)
	}
}

// pop takes the picture on top away.
func (b *brush) pop() layer {
	img := b.top()
	b.layers = b.layers[:len(b.layers)-1]
	b.spare = append(b.spare, img)
	return img
}

// lay puts the picture on top on the one below, through its masks.
func (b *brush) lay(s step) {
	img := b.pop()
	whole := uint8(s.alpha*255 + 0.5)
	var mask image.Image = image.NewUniform(color.Alpha{whole})
	if n := len(b.masks) - s.masks; s.masks > 0 {
		first := b.masks[n]
		for i := range first.Pix {
			v := int(whole)
			for _, m := range b.masks[n:] {
				v = v * int(m.Pix[i]) / 255
			}
			first.Pix[i] = uint8(v) //nolint:gosec // at most 255
		}
		mask = first
		b.masks = b.masks[:n]
	}
	draw.DrawMask(b.top().RGBA, img.Bounds(), img.RGBA, image.Point{}, mask, image.Point{}, draw.Over)
}

// alphaOfPicture returns what a picture lets through: where it is opaque, or
// where it is also bright.
func alphaOfPicture(img *image.RGBA, bright bool) *image.Alpha {
	out := image.NewAlpha(img.Bounds())
	for i := range out.Pix {
		p := img.Pix[4*i : 4*i+4 : 4*i+4]
		out.Pix[i] = p[3]
		if bright { // the colours hold the alpha already
			out.Pix[i] = uint8((2125*int(p[0]) + 7154*int(p[1]) + 721*int(p[2])) / 10_000) //nolint:gosec // at most 255
		}
	}
	return out
}

// draw paints one shape.
func (b *brush) draw(s step) {
	path := b.paths[s.shape]
	m := b.m.Mult(s.style.m)
	if s.clips {
		b.fill(path, m, color.White, s.evenOdd)
		return
	}
	st := s.style
	fill, line := b.d.ink(st.fill, st.fillAlpha*s.alpha, path, m), any(nil)
	if st.width > 0 {
		line = b.d.ink(st.stroke, st.strokeAlpha*s.alpha, path, m)
	}
	if line != nil && st.strokeFirst {
		b.stroke(path, m, line, s)
	}
	if fill != nil {
		b.fill(path, m, fill, s.evenOdd)
	}
	if line != nil && !st.strokeFirst {
		b.stroke(path, m, line, s)
	}
}

// fill fills a path. The painter does not know the even-odd rule, under which
// no more is filled than under its own, so there its picture is cut by a mask.
func (b *brush) fill(path rasterx.Path, m rasterx.Matrix2D, ink any, evenOdd bool) {
	parts := split(path)
	if !evenOdd || len(parts) < 2 {
		b.top().fill(path, m, ink)
		return
	}
	mask, over := image.NewAlpha(b.top().Bounds()), b.blank()
	for _, part := range parts {
		if b.spent += 2 * len(mask.Pix); b.spentAll() {
			return
		}
		clear(over.Pix)
		over.fill(part, m, color.White)
		for i := range mask.Pix {
			// What is covered by one of the two, but not by both.
			x, y := int(mask.Pix[i]), int(over.Pix[4*i+3])
			mask.Pix[i] = uint8(x + y - 2*x*y/255) //nolint:gosec // from 0 to 255
		}
	}
	clear(over.Pix)
	over.fill(path, m, ink)
	draw.DrawMask(b.top().RGBA, over.Bounds(), over.RGBA, image.Point{}, mask, image.Point{}, draw.Over)
	b.spare = append(b.spare, over)
}

func (l layer) fill(path rasterx.Path, m rasterx.Matrix2D, ink any) {
	l.dasher.Clear()
	f := &l.dasher.Filler
	f.SetWinding(true)
	path.AddTo(&rasterx.MatrixAdder{Adder: f, M: m})
	f.SetColor(ink)
	f.Draw()
}

// stroke draws the line of a path.
func (b *brush) stroke(path rasterx.Path, m rasterx.Matrix2D, ink any, s step) {
	caps := map[string]rasterx.CapFunc{"round": rasterx.RoundCap, "square": rasterx.SquareCap}[s.style.cap]
	if caps == nil {
		caps = rasterx.ButtCap
	}
	join := rasterx.Miter
	switch s.style.join {
	case "round":
		join = rasterx.Round
	case "bevel":
		join = rasterx.Bevel
	}
	d := b.top().dasher
	d.Clear()
	d.SetStroke(fixed.Int26_6(s.style.width*64), fixed.Int26_6(s.style.miter*64), caps, caps, nil, join, s.dash, s.style.offset)
	path.AddTo(&rasterx.MatrixAdder{Adder: d, M: m})
	d.SetColor(ink)
	d.Draw()
}

// split returns the parts of a path, each of which begins with a move.
func split(p rasterx.Path) []rasterx.Path {
	var out []rasterx.Path
	start := 0
	for i := 0; i < len(p); i += 1 + numbersAfter(p[i]) {
		if p[i] == fixed.Int26_6(rasterx.PathMoveTo) && i > start {
			out = append(out, p[start:i])
			start = i
		}
	}
	return append(out, p[start:])
}
