package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/draw"

	"blazon/internal/fault"
)

const cannotPaint = "The SVG cannot be painted. Save it as plain SVG with everything as paths, or as PNG."

// paint returns the drawing as a PNG of so many pixels a side, in the middle of
// a square that can be seen through.
func (d *drawing) paint(size int) (data []byte, err error) {
	// The painter is the work of others and sees what strangers drew.
	defer func() {
		if p := recover(); p != nil {
			err = fieldFault(fmt.Errorf("painter: %v", p), cannotPaint)
		}
	}()
	scale := float64(size) / max(d.width, d.height)
	f := &flattener{d: d, zoom: scale}
	if err := f.walk(d.root, plainStyle(), 0); err != nil {
		return nil, err
	}
	paths, err := d.paths(f.steps)
	if err != nil {
		return nil, err
	}
	left, top := (float64(size)-d.width*scale)/2, (float64(size)-d.height*scale)/2
	b := newBrush(d, size, rasterx.Identity.Translate(left, top).Scale(scale, scale).Translate(-d.x, -d.y), paths)
	for _, s := range f.steps {
		if b.do(s); b.spentAll() {
			return nil, tooLarge(errors.New("it takes too long to paint"))
		}
	}
	img := framed(b.top().RGBA, left, top)
	if blank(img) {
		return nil, fault.Field("image", "The SVG shows nothing within its frame. Look at its viewBox, or save it as PNG.")
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode painted picture: %w", err)
	}
	return out.Bytes(), nil
}

// paths reads the outline of every shape once.
func (d *drawing) paths(steps []step) (map[*node]rasterx.Path, error) {
	var flat bytes.Buffer
	fmt.Fprintf(&flat, `<svg xmlns=%q viewBox="0 0 %s %s">`, svgSpace, number(d.width), number(d.height))
	var shapes []*node
	paths := make(map[*node]rasterx.Path)
	for _, s := range steps {
		if _, ok := paths[s.shape]; ok || s.do != drawShape {
			continue
		}
		paths[s.shape] = nil
		shapes = append(shapes, s.shape)
		d.outline(s.shape).write(&flat, false)
	}
	flat.WriteString("</svg>")
	icon, err := oksvg.ReadIconStream(&flat, oksvg.IgnoreErrorMode)
	if err != nil {
		return nil, fieldFault(err, cannotPaint)
	}
	if len(icon.SVGPaths) != len(shapes) {
		return nil, fieldFault(fmt.Errorf("%d shapes were read as %d", len(shapes), len(icon.SVGPaths)), cannotPaint)
	}
	for i, n := range shapes {
		paths[n] = icon.SVGPaths[i].Path
	}
	return paths, nil
}

// framed returns the picture without what lies outside of the frame.
func framed(img *image.RGBA, left, top float64) *image.RGBA {
	size := img.Bounds().Dx()
	x, y := int(math.Floor(left+1e-6)), int(math.Floor(top+1e-6))
	if x <= 0 && y <= 0 {
		return img
	}
	out := image.NewRGBA(img.Bounds())
	in := image.Rect(x, y, size-x, size-y)
	draw.Draw(out, in, img, in.Min, draw.Src)
	return out
}

// blank reports whether nothing of a picture can be seen.
func blank(img *image.RGBA) bool {
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] != 0 {
			return false
		}
	}
	return true
}
