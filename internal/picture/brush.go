package picture

import (
	"image"
	"image/color"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/fixed"
)

// A brush paints shapes on a picture.
type brush struct {
	img    *image.RGBA
	dasher *rasterx.Dasher
	m      rasterx.Matrix2D
	passes int // over the whole picture
}

// maxPasses is how many parts of shapes with holes are painted.
const maxPasses = 1000

func newBrush(size int, m rasterx.Matrix2D) *brush {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	return &brush{img: img, dasher: dasherOn(img), m: m}
}

func dasherOn(img *image.RGBA) *rasterx.Dasher {
	b := img.Bounds()
	return rasterx.NewDasher(b.Dx(), b.Dy(), rasterx.NewScannerGV(b.Dx(), b.Dy(), img, b))
}

// evenOdd paints a shape that is filled where an odd number of its parts lie
// one upon the other. The painter knows only the other rule, under which no
// less is filled, so its picture is cut by a mask.
func (b *brush) evenOdd(p oksvg.SvgPath) {
	parts := split(p.Path)
	b.passes += len(parts)
	if len(parts) < 2 || b.passes > maxPasses {
		p.DrawTransformed(b.dasher, 1, b.m)
		return
	}
	bounds := b.img.Bounds()
	mask, layer := image.NewAlpha(bounds), image.NewRGBA(bounds)
	for _, part := range parts {
		one := p
		one.Path = part
		one.FillOpacity = 1
		one.SetFillColor(color.White)
		one.SetLineColor(nil)
		clear(layer.Pix)
		one.DrawTransformed(dasherOn(layer), 1, b.m)
		for i := range mask.Pix {
			// What is covered by one of the two, but not by both.
			x, y := int(mask.Pix[i]), int(layer.Pix[4*i+3])
			mask.Pix[i] = uint8(x + y - 2*x*y/255)
		}
	}
	fill := p
	fill.SetLineColor(nil)
	clear(layer.Pix)
	fill.DrawTransformed(dasherOn(layer), 1, b.m)
	draw.DrawMask(b.img, bounds, layer, image.Point{}, mask, image.Point{}, draw.Over)
	p.SetFillColor(nil)
	p.DrawTransformed(b.dasher, 1, b.m)
}

// split returns the parts of a path, each of which begins with a move.
func split(p rasterx.Path) []rasterx.Path {
	// How many numbers follow each command.
	length := map[rasterx.PathCommand]int{
		rasterx.PathMoveTo: 2, rasterx.PathLineTo: 2, rasterx.PathQuadTo: 4, rasterx.PathCubicTo: 6, rasterx.PathClose: 0,
	}
	var out []rasterx.Path
	start := 0
	for i := 0; i < len(p); i += 1 + length[rasterx.PathCommand(p[i])] {
		if p[i] == fixed.Int26_6(rasterx.PathMoveTo) && i > start {
			out = append(out, p[start:i])
			start = i
		}
	}
	return append(out, p[start:])
}
