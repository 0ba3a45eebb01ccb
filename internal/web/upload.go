package web

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"strconv"
	"strings"

	"blazon/bake"
	"blazon/internal/serve"
)

// keptPicture is the field that stands for a file which was uploaded with a form
// that was not carried out: browsers do not send a file twice. It holds the key
// of the picture, which is the digest of what is in it. So it names nothing that
// whoever sends it does not know, and needs no signature.
const keptPicture = "keptImage"

// uploadedPicture returns the picture of a form: the file that was chosen, or
// else the one that was kept when the form was sent before; nil if there is none.
func (s *Server) uploadedPicture(r *serve.Request) ([]byte, error) {
	image, err := upload(r, "image", maxImage)
	key := r.Posted(keptPicture)
	if err != nil || image != nil || key == "" {
		return image, err
	}
	kind := "png"
	if strings.HasSuffix(key, ".svg") {
		kind = "svg"
	}
	if image, err = s.Catalogue.Pictures.As(r.Context(), key, kind); err != nil {
		image = nil // what is not there any more has to be chosen again, and the form says so
	}
	return image, nil
}

// keepPicture keeps the picture of a form that is shown once more. One that
// cannot be used is a fault of its field, unless it has one already.
func (s *Server) keepPicture(r *serve.Request, f *form, image []byte) {
	f.Set(keptPicture, "")
	if len(image) == 0 || f.Fault("image") != "" {
		return
	}
	// What is wrong with the file is said when the form is sent to be saved.
	if key, _, err := s.Catalogue.Pictures.Keep(r.Context(), image); err == nil {
		f.Set(keptPicture, key)
	}
}

// square reports whether a picture is as wide as it is high, as far as it says;
// no picture is.
func square(image []byte) bool {
	if bake.IsPNG(image) {
		c, err := png.DecodeConfig(bytes.NewReader(image))
		return err != nil || c.Width == c.Height
	}
	width, height := drawnSize(image)
	return width == height
}

// drawnSize is the size that an SVG gives itself: its viewBox, or else its width
// and height. What it does not say is 0.
func drawnSize(image []byte) (width, height float64) {
	number := func(s string) float64 {
		n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
		if err != nil {
			return 0
		}
		return n
	}
	for in := xml.NewDecoder(bytes.NewReader(image)); ; {
		token, err := in.RawToken()
		if err != nil {
			return 0, 0
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "viewBox":
				if box := strings.FieldsFunc(a.Value, func(c rune) bool { return c == ' ' || c == ',' }); len(box) == 4 {
					return number(box[2]), number(box[3])
				}
			case "width":
				width = number(a.Value)
			case "height":
				height = number(a.Value)
			}
		}
		return width, height
	}
}
