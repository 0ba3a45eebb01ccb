package bake_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"blazon/bake"
)

// credential is about as large as a real one.
var credential = `{"a":"` + strings.Repeat("badge ", 700) + `"}`

// largePicture is a PNG with 1 MiB of pixels in chunks as encoders write them.
func largePicture(b *testing.B) []byte {
	b.Helper()
	pic := picture(b)
	out := bytes.Clone(pic[:33])
	part := chunk("IDAT", strings.Repeat("x", 32<<10))
	for range 32 {
		out = append(out, part...)
	}
	return append(out, pic[len(pic)-12:]...)
}

func BenchmarkPNG(b *testing.B) {
	pic := largePicture(b)
	b.SetBytes(int64(len(pic)))
	b.ReportAllocs()
	for b.Loop() {
		if err := bake.PNG(io.Discard, bytes.NewReader(pic), bake.Badge{Kind: bake.OB3, Text: credential}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFromPNG(b *testing.B) {
	pic := putPNG(b, largePicture(b), bake.Badge{Kind: bake.OB3, Text: credential})
	b.SetBytes(int64(len(pic)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bake.FromPNG(bytes.NewReader(pic)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	drawing := svgHead + strings.Repeat(`<path d="M113.5,16.7C119.6,13 120.4,9 127.2,5.7" fill="#142b66"/>`, 200) + svgBody
	b.SetBytes(int64(len(drawing)))
	b.ReportAllocs()
	for b.Loop() {
		if err := bake.SVG(io.Discard, strings.NewReader(drawing), bake.Badge{Kind: bake.OB3, Text: credential}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFromSVG(b *testing.B) {
	drawing := putSVG(b, svgHead+svgBody, bake.Badge{Kind: bake.OB3, Text: credential})
	b.SetBytes(int64(len(drawing)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bake.FromSVG(strings.NewReader(drawing)); err != nil {
			b.Fatal(err)
		}
	}
}
