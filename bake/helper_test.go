package bake_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blazon/bake"
)

const (
	jsonOB3 = `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","name":"Bêche d’or ✦"}`
	jsonOB2 = `{"@context":"https://w3id.org/openbadges/v2","id":"https://club.example/awards/1","type":"Assertion"}`
	jws     = "eyJhbGciOiJFUzI1NiJ9.eyJpZCI6InVybjp1dWlkOjEifQ.c2lnbmF0dXJlLV8"
	hosted  = "https://club.example/awards/1"
	svgHead = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">`
	svgBody = `<circle cx="5" cy="5" r="4"/></svg>`
)

// picture returns a small PNG picture.
func picture(t testing.TB) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range 8 {
		img.Set(i, i, color.NRGBA{0x23, 0x47, 0x9b, 0xff})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// chunk returns a PNG chunk with the right checksum.
func chunk(name, body string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// afterHeader returns the PNG with chunks directly after its IHDR chunk.
func afterHeader(pic []byte, chunks ...[]byte) []byte {
	const end = 8 + 12 + 13
	return bytes.Join([][]byte{pic[:end], bytes.Join(chunks, nil), pic[end:]}, nil)
}

// chunks returns the chunks of a PNG, name and body joined by a colon.
func chunks(t testing.TB, pic []byte) []string {
	t.Helper()
	var out []string
	for at := 8; at < len(pic); {
		n := int(binary.BigEndian.Uint32(pic[at:]))
		body := pic[at+4 : at+8+n]
		if crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(pic[at+8+n:]) {
			t.Errorf("chunk %s has a wrong checksum", body[:4])
		}
		out = append(out, string(body[:4])+":"+string(body[4:]))
		at += 12 + n
	}
	return out
}

func deflate(t testing.TB, s string) string {
	t.Helper()
	var out strings.Builder
	w := zlib.NewWriter(&out)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func putPNG(t testing.TB, pic []byte, badges ...bake.Badge) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := bake.PNG(&out, bytes.NewReader(pic), badges...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func putSVG(t testing.TB, drawing string, badges ...bake.Badge) string {
	t.Helper()
	var out strings.Builder
	if err := bake.SVG(&out, strings.NewReader(drawing), badges...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// vector reads a file of others, or skips the test where there are none.
func vector(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "vectors", "1edtech", name))
	if err != nil {
		t.Skip("1EdTech's pictures are not present")
	}
	return data
}
