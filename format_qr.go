package blazon

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"github.com/makiuchi-d/gozxing"
	multiqr "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"blazon/bake"
	"blazon/vc"
)

// formatQR is a picture that cannot hold a badge but may show one: a photograph
// or a screenshot of a QR code. A PNG without a badge in it is looked at, too.
func formatQR() Format {
	return Format{
		Name:  "Picture of a QR code",
		About: "A JPEG, GIF or WebP picture, or a PNG without a badge in it: the address or the text in its QR code is judged, and the report says where it came from.",
		level: picture,
		recognizes: func(s *source) bool {
			return photographOf(s.data).decode != nil && !bake.IsPNG(s.data)
		},
		verify: verifyCode,
	}
}

// The bounds of a picture that is searched for a code: those of badges, and the
// side to which it is shrunk first.
const (
	maxPhotograph = 5 << 20
	maxSide       = 4096
	searchedSide  = 1600
)

// A photograph is a kind of picture that is searched.
type photograph struct {
	magic  string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	cost   func(data []byte, points int) int // bytes of memory that decode asks for
}

func photographs() []photograph {
	return []photograph{
		{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode, costPNG},
		{"\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode, costJPEG},
		{"GIF8", gif.DecodeConfig, gif.Decode, costGIF},
		{"RIFF", webp.DecodeConfig, webp.Decode, costWebP},
	}
}

// photographOf tells the kind of a picture by its first bytes; the zero
// photograph if it is none.
func photographOf(data []byte) photograph {
	for _, p := range photographs() {
		if bytes.HasPrefix(data, []byte(p.magic)) && (p.magic != "RIFF" || len(data) > 12 && string(data[8:12]) == "WEBP") {
			return p
		}
	}
	return photograph{}
}

var (
	errNoCode     = errors.New("there is no QR code in it")
	errManyCodes  = errors.New("there are several QR codes in it")
	errPhotograph = errors.New("the picture is damaged")
	errLarge      = errors.New("the picture is too large")
)

// verifyCode judges what the code in a picture holds. An address may lead to
// another picture, but the code in that is not followed.
func verifyCode(ctx context.Context, r *run, s *source) (*vc.Report, error) {
	if r.inCode {
		return r.refuse(vc.UnsupportedFormat, "This is a picture without a badge in it, to which a QR code led."), nil
	}
	text, err := codeIn(s.data)
	switch {
	case errors.Is(err, errNoCode):
		return r.refuse(vc.UnsupportedFormat, "This is a picture, but there is no badge in it and no QR code that can be read. Programs that shrink or convert pictures lose the badge."), nil
	case errors.Is(err, errManyCodes):
		return r.refuse(vc.MultipleCredentials, "There are several QR codes in the picture, so it is not clear which one is meant."), nil
	case errors.Is(err, errLarge):
		return r.unreached(vc.ImageTooLarge, ""), nil // it may have a code in it
	case err != nil:
		return r.refuse(vc.MalformedInput, "The picture is damaged."), nil
	}
	r.inCode = true
	report, err := r.judge(ctx, &source{data: []byte(text)})
	if err != nil {
		return nil, err
	}
	report.Notes = append(report.Notes, "It was read from a QR code in the picture; there is no badge in the picture itself.")
	return report, nil
}

// codeIn returns the text of the QR code in a picture.
func codeIn(data []byte) (string, error) {
	p := photographOf(data)
	if len(data) > maxPhotograph {
		return "", errLarge
	}
	config, err := p.config(bytes.NewReader(data))
	switch {
	case err != nil:
		return "", errPhotograph
	case config.Width > maxSide || config.Height > maxSide || p.cost(data, config.Width*config.Height) > maxDecoded:
		return "", errLarge
	}
	img, err := p.decode(bytes.NewReader(data))
	if err != nil {
		return "", errPhotograph
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(shrunk(img))
	if err != nil {
		return "", errNoCode
	}
	texts, err := search(maxCornersOfMany, func(hints hints) ([]*gozxing.Result, error) {
		return multiqr.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
	})
	if err != nil {
		texts, err = search(maxCorners, func(hints hints) ([]*gozxing.Result, error) {
			one, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
			return []*gozxing.Result{one}, err
		})
	}
	switch {
	case err != nil || len(texts) == 0:
		return "", errNoCode
	case slices.ContainsFunc(texts, func(other string) bool { return other != texts[0] }):
		return "", errManyCodes
	}
	return texts[0], nil
}

// The readers of codes try all sets of three things that may be corners of one. A
// picture can be full of such things, so their number is bound: where several
// codes are looked for, to those of a few codes, and where one is, to what a
// photograph of a brick wall has.
const (
	maxCornersOfMany = 24
	maxCorners       = 150
)

type hints = map[gozxing.DecodeHintType]any

// search runs a reader of codes with a bound on the corners that it may try. The
// reader is not made for the pictures of attackers: where it gives up in a panic,
// there is no code.
func search(corners int, read func(hints) ([]*gozxing.Result, error)) (texts []string, err error) {
	defer func() {
		if recover() != nil {
			texts, err = nil, errNoCode
		}
	}()
	seen := gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
		if corners--; corners < 0 {
			panic(errNoCode) // the reader has no other way out
		}
	})
	found, err := read(hints{gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: seen}) //nolint:exhaustive // hints are a choice
	if err != nil {
		return nil, errNoCode
	}
	for _, f := range found {
		texts = append(texts, f.GetText())
	}
	return texts, nil
}

// shrunk returns a picture in gray, on white, no larger than is searched.
func shrunk(img image.Image) *image.Gray {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if most := max(w, h); most > searchedSide {
		w, h = max(1, w*searchedSide/most), max(1, h*searchedSide/most)
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}
