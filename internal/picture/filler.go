package picture

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A filler fills outlines on a picture. It looks only at the box around each,
// so that a small shape costs little however large the picture is.
type filler struct {
	img    *image.RGBA
	points []point
	raster vector.Rasterizer
	mask   image.Alpha
	ink    any  // a color.Color or a rasterx.ColorFunc
	spent  *int // pixels, of all fillers of a drawing
}

// A point is where an outline begins or goes on.
type point struct {
	x, y   float32
	begins bool
}

var _ rasterx.Scanner = (*filler)(nil)

func (f *filler) Start(a fixed.Point26_6) { f.add(a, true) }
func (f *filler) Line(b fixed.Point26_6)  { f.add(b, false) }

func (f *filler) add(p fixed.Point26_6, begins bool) {
	f.points = append(f.points, point{float32(p.X) / 64, float32(p.Y) / 64, begins})
}

func (f *filler) Clear()             { f.points = f.points[:0] }
func (f *filler) SetColor(ink any)   { f.ink = ink }
func (f *filler) SetBounds(_, _ int) {}
func (f *filler) SetWinding(bool)    {}

// SetClip is not used: layers are cut instead.
func (f *filler) SetClip(image.Rectangle) {}

// GetPathExtent returns the box around the outline.
func (f *filler) GetPathExtent() fixed.Rectangle26_6 {
	box := f.box()
	return fixed.R(box.Min.X, box.Min.Y, box.Max.X, box.Max.Y)
}

// box returns the part of the picture that the outline may touch.
func (f *filler) box() image.Rectangle {
	b := f.img.Bounds()
	if len(f.points) == 0 {
		return image.Rectangle{}
	}
	lowX, lowY := f.points[0].x, f.points[0].y
	highX, highY := lowX, lowY
	for _, p := range f.points[1:] {
		lowX, lowY, highX, highY = min(lowX, p.x), min(lowY, p.y), max(highX, p.x), max(highY, p.y)
	}
	most := float32(b.Dx() + 2)
	at := func(v float32) int { return int(min(max(v, -2), most)) }
	return image.Rect(at(lowX)-1, at(lowY)-1, at(highX)+2, at(highY)+2).Intersect(b)
}

// Draw fills the outline.
func (f *filler) Draw() {
	box := f.box()
	if box.Empty() {
		return
	}
	f.raster.Reset(box.Dx(), box.Dy())
	dx, dy := float32(box.Min.X), float32(box.Min.Y)
	for _, p := range f.points { // closed as a whole, if not one by one
		if p.begins {
			f.raster.MoveTo(p.x-dx, p.y-dy)
			continue
		}
		f.raster.LineTo(p.x-dx, p.y-dy)
	}
	area := box.Dx() * box.Dy()
	*f.spent += area
	switch ink := f.ink.(type) {
	case color.Color:
		f.raster.DrawOp = draw.Over
		f.raster.Draw(f.img, box, image.NewUniform(ink), image.Point{})
	case rasterx.ColorFunc:
		*f.spent += 7 * area // each is looked at by itself
		f.shade(box, ink)
	}
}

// shade fills the outline with a colour that differs from place to place.
func (f *filler) shade(box image.Rectangle, ink rasterx.ColorFunc) {
	w, h := box.Dx(), box.Dy()
	if cap(f.mask.Pix) < w*h {
		f.mask.Pix = make([]uint8, w*h)
	}
	f.mask = image.Alpha{Pix: f.mask.Pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
	f.raster.DrawOp = draw.Src
	f.raster.Draw(&f.mask, f.mask.Rect, image.Opaque, image.Point{})
	for y := range h {
		for x := range w {
			cover := uint32(f.mask.Pix[y*w+x])
			if cover == 0 {
				continue
			}
			r, g, b, a := ink(box.Min.X+x, box.Min.Y+y).RGBA()
			at := f.img.PixOffset(box.Min.X+x, box.Min.Y+y)
			pix := f.img.Pix[at : at+4 : at+4]
			rest := 0xffff - a*cover/255
			for i, v := range [4]uint32{r, g, b, a} {
				pix[i] = uint8((uint32(pix[i])*0x101*rest/0xffff + v*cover/255) >> 8) //nolint:gosec // at most 0xffff before
			}
		}
	}
}
