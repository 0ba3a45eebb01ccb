package blazon_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"blazon/vc"
)

// codeOf is a QR code, with the margin that readers want.
func codeOf(t testing.TB, text string, side int) *image.Gray {
	t.Helper()
	code, err := qr.Encode(text, qr.L, qr.Unicode)
	if err != nil {
		t.Fatal(err)
	}
	scaled, err := barcode.Scale(code, side, side)
	if err != nil {
		t.Fatal(err)
	}
	const margin = 40
	out := image.NewGray(image.Rect(0, 0, side+2*margin, side+2*margin))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, image.Rect(margin, margin, margin+side, margin+side), scaled, scaled.Bounds().Min, draw.Src)
	return out
}

// drawnCode is a QR code as a PNG.
func drawnCode(t testing.TB, text string) []byte {
	t.Helper()
	return encoded(t, codeOf(t, text, 800), "png")
}

// photographed is a QR code as a JPEG.
func photographed(t testing.TB, text string) []byte {
	t.Helper()
	return encoded(t, codeOf(t, text, 800), "jpeg")
}

// encoded writes a picture in some format.
func encoded(t testing.TB, img image.Image, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, img)
	case "gif":
		err = gif.Encode(&b, img, nil)
	default:
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sideBySide puts two pictures into one.
func sideBySide(a, b image.Image) image.Image {
	w := a.Bounds().Dx()
	out := image.NewGray(image.Rect(0, 0, w+b.Bounds().Dx(), max(a.Bounds().Dy(), b.Bounds().Dy())))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, a.Bounds(), a, image.Point{}, draw.Src)
	draw.Draw(out, b.Bounds().Add(image.Pt(w, 0)), b, image.Point{}, draw.Src)
	return out
}

func TestQRCode(t *testing.T) {
	const at = "https://scouts.example/awards/1"
	large := image.NewNRGBA(image.Rect(0, 0, 3000, 2000))
	draw.Draw(large, large.Bounds(), image.NewUniform(color.NRGBA{250, 245, 240, 255}), image.Point{}, draw.Src)
	draw.Draw(large, image.Rect(900, 400, 1980, 1480), codeOf(t, at, 1000), image.Point{}, draw.Src)
	short, long := codeOf(t, at, 600), codeOf(t, "https://scouts.example/awards/2", 600)
	tests := []struct {
		name    string
		input   []byte
		served  string // at the address
		verdict vc.Verdict
		code    string
	}{
		{"an address", photographed(t, at), signed(t), vc.Valid, ""},
		{"an address, as PNG", drawnCode(t, at), signed(t), vc.Valid, ""},
		{"an address, as GIF", encoded(t, codeOf(t, at, 800), "gif"), signed(t), vc.Valid, ""},
		{"a token", drawnCode(t, compact(t)), "", vc.Valid, ""},
		{"on a photograph", encoded(t, large, "jpeg"), compact(t), vc.Valid, ""},
		{"the same twice", encoded(t, sideBySide(short, short), "png"), signed(t), vc.Valid, ""},
		{"two", encoded(t, sideBySide(short, long), "png"), signed(t), vc.Invalid, vc.MultipleCredentials},
		{"of something else", drawnCode(t, "WIFI:T:WPA;S:harbour;;"), "", vc.Invalid, vc.UnsupportedFormat},
		{"of an address where nobody is", drawnCode(t, "https://nobody.example/"), "", vc.Indeterminate, vc.FetchFailed},
		{"that leads to a picture with a badge", photographed(t, at), string(bakedPNG(t, ob3(signed(t)))), vc.Valid, ""},
		{"that leads to another code", photographed(t, at), string(drawnCode(t, at)), vc.Invalid, vc.UnsupportedFormat},
		{"none", encoded(t, image.NewGray(image.Rect(0, 0, 300, 200)), "jpeg"), "", vc.Invalid, vc.UnsupportedFormat},
		{"a picture cut short", photographed(t, at)[:500], "", vc.Invalid, vc.MalformedInput},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, s := verify(t, tt.input, map[string]string{at: tt.served})
			if c := r.Check(vc.CheckFormat); r.Verdict != tt.verdict || c.Code != tt.code || len(s.asked) > 1 {
				t.Fatalf("%s %s, asked %v\n%s", r.Verdict, c.Code, s.asked, lines(r))
			}
			if tt.verdict == vc.Valid && !strings.Contains(strings.Join(r.Notes, " "), "QR code") {
				t.Errorf("notes %q", r.Notes)
			}
		})
	}
}

// TestBakedBeforeCode: a badge in a picture counts, and not the code on it.
func TestBakedBeforeCode(t *testing.T) {
	forged := strings.Replace(signed(t), "Ties knots", "Ties nots", 1)
	r, s := verify(t, bakedInto(t, drawnCode(t, "https://scouts.example/awards/1"), ob3(forged)), map[string]string{"https://scouts.example/awards/1": signed(t)})
	if r.Verdict != vc.Invalid || len(s.asked) != 0 || len(r.Notes) != 0 {
		t.Errorf("%s, asked %v, %q", r.Verdict, s.asked, r.Notes)
	}
}

// TestAbuse_PNG_01_Photograph: a picture too large is refused by what its head says.
func TestAbuse_PNG_01_Photograph(t *testing.T) {
	for name, input := range map[string][]byte{
		"a side":   encoded(t, image.NewGray(image.Rect(0, 0, 4097, 1)), "jpeg"),
		"its file": append(photographed(t, "x"), make([]byte, 5<<20)...),
	} {
		begun := time.Now()
		r, _ := verify(t, input, nil)
		if c := r.Check(vc.CheckFormat); r.Verdict != vc.Indeterminate || c.Code != vc.ImageTooLarge || time.Since(begun) > time.Second {
			t.Errorf("%s: %s", name, c.Code)
		}
	}
}

// TestAbuse_PNG_01_Corners: a picture full of things that look like corners of
// codes, or of noise, takes no long search.
func TestAbuse_PNG_01_Corners(t *testing.T) {
	corner := image.NewGray(image.Rect(0, 0, 14, 14))
	for y := range 14 {
		for x := range 14 {
			// The rings of a corner, two pixels a module.
			if max(abs(x/2-3), abs(y/2-3)) == 2 {
				corner.SetGray(x, y, color.Gray{255})
			}
		}
	}
	grid := image.NewGray(image.Rect(0, 0, 2000, 2000))
	draw.Draw(grid, grid.Bounds(), image.White, image.Point{}, draw.Src)
	noise := image.NewGray(image.Rect(0, 0, 1000, 1000))
	random := rand.New(rand.NewPCG(1, 2))
	for y := 4; y+14 < 2000; y += 18 {
		for x := 4; x+14 < 2000; x += 18 {
			draw.Draw(grid, image.Rect(x, y, x+14, y+14), corner, image.Point{}, draw.Src)
		}
	}
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.IntN(2) * 255)
	}
	for name, img := range map[string]image.Image{"corners": grid, "noise": noise} {
		t.Run(name, func(t *testing.T) {
			input := encoded(t, img, "png")
			begun := time.Now()
			r, _ := verify(t, input, nil)
			if c := r.Check(vc.CheckFormat); c.Code != vc.UnsupportedFormat || time.Since(begun) > 8*time.Second {
				t.Errorf("%s after %s", c.Code, time.Since(begun))
			}
		})
	}
}

func abs(n int) int { return max(n, -n) }
