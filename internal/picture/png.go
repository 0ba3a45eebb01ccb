package picture

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/png"

	"golang.org/x/image/draw"

	"blazon/bake"
	"blazon/internal/fault"
)

// cleanPNG decodes an uploaded PNG and encodes it anew, so that only pixels
// survive. The picture is measured before any of it is decoded.
func (p *Pictures) cleanPNG(upload []byte) ([]byte, error) {
	limits := bake.Limits{PNG: maxPNG, Side: maxSide}
	switch _, err := limits.FromPNG(bytes.NewReader(upload)); {
	case err == nil, errors.Is(err, bake.ErrNoBadge):
	case errors.Is(err, bake.ErrTooLarge):
		return nil, tooLarge(err)
	case errors.Is(err, bake.ErrMultiple):
		return nil, fieldFault(err, "The picture holds more than one badge. Choose the picture without any.")
	default:
		return nil, damaged(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(upload))
	switch {
	case err != nil:
		return nil, damaged(err)
	case size.Width > maxSide || size.Height > maxSide:
		return nil, tooLarge(fmt.Errorf("%d x %d pixels", size.Width, size.Height))
	case size.Width < leastPNG || size.Height < leastPNG:
		return nil, fault.Field("image", "The picture is only %d by %d pixels. Choose one of at least %d, better 400.", size.Width, size.Height, leastPNG)
	}
	p.one.Lock()
	defer p.one.Unlock()
	img, err := png.Decode(bytes.NewReader(upload))
	if err != nil {
		return nil, damaged(err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode uploaded picture: %w", err)
	}
	if out.Len() > maxPNG {
		return nil, tooLarge(fmt.Errorf("%d bytes when encoded anew", out.Len()))
	}
	return out.Bytes(), nil
}

// fieldFault is a fault of the field "image" with a cause.
func fieldFault(err error, format string, args ...any) error {
	f := fault.Wrap(err, fault.Invalid, format, args...)
	f.Field = "image"
	return f
}

func damaged(err error) error {
	return fieldFault(err, "The picture is damaged and cannot be read. Save it once more and choose it again.")
}

func tooLarge(err error) error {
	return fieldFault(err, "The picture is too large. A PNG may have %d MB and %d pixels a side, an SVG %d MB; make it smaller and choose it again.", maxPNG>>20, maxSide, maxSVG>>20)
}

// sides are the sizes to which a PNG may be brought to go into an SVG, largest
// first. The last always fits.
var sides = []int{maxSide, 1024, 512, 384}

// maxWrapped is how large a PNG may be that goes into an SVG of at most maxSVG,
// in base64 with room for the rest.
const maxWrapped = (maxSVG - 1024) / 4 * 3

// wrapPNG returns an SVG that shows the PNG, made smaller if it must be so that
// a badge can be baked into it.
func wrapPNG(data []byte) ([]byte, error) {
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode picture: %w", err)
	}
	b := img.Bounds()
	for _, side := range sides {
		if longer := max(b.Dx(), b.Dy()); longer > side || len(data) > maxWrapped {
			if data, err = scaled(img, min(1, float64(side)/float64(longer))); err != nil {
				return nil, err
			}
		}
		if len(data) <= maxWrapped {
			break
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%[1]d" height="%[2]d"><image width="%[1]d" height="%[2]d" href="data:image/png;base64,`, b.Dx(), b.Dy())
	out.WriteString(base64.StdEncoding.EncodeToString(data))
	out.WriteString(`"/></svg>` + "\n")
	return out.Bytes(), nil
}

// scaled returns the picture so much smaller, as PNG.
func scaled(img image.Image, by float64) ([]byte, error) {
	b := img.Bounds()
	small := image.NewNRGBA(image.Rect(0, 0, max(1, int(float64(b.Dx())*by)), max(1, int(float64(b.Dy())*by))))
	draw.CatmullRom.Scale(small, small.Bounds(), img, b, draw.Src, nil)
	var out bytes.Buffer
	if err := png.Encode(&out, small); err != nil {
		return nil, fmt.Errorf("encode smaller picture: %w", err)
	}
	return out.Bytes(), nil
}
