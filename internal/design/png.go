package design

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// maxPNG is the largest picture that PNG paints, in pixels a side.
const maxPNG = 2048

// PNG paints the drawing as a square picture of so many pixels a side, from 16
// to 2048, on a ground that can be seen through.
func (d Design) PNG(size int) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if size < 16 || size > maxPNG {
		return nil, fmt.Errorf("design: a picture of %d pixels is not from 16 to %d", size, maxPNG)
	}
	c := canvas{thick: float64(size) / side}
	c.begin("")
	d.draw(&c)
	icon, err := oksvg.ReadIconStream(bytes.NewReader(c.end()), oksvg.StrictErrorMode)
	if err != nil {
		return nil, fmt.Errorf("read our own drawing: %w", err)
	}
	if len(icon.SVGPaths) == 0 {
		return nil, errors.New("design: our own drawing is empty")
	}
	icon.SetTarget(0, 0, float64(size), float64(size))
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, img, img.Bounds())), 1)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode drawing: %w", err)
	}
	return out.Bytes(), nil
}
