package blazon_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"runtime"
	"slices"
	"testing"
	"time"

	"blazon/vc"
)

// jpegOf writes a JPEG of one colour: a frame of a kind (0xc0 sequential, 0xc2
// progressive) with components that are sampled so, and as many scans.
func jpegOf(kind byte, side, scans int, sampling ...byte) []byte {
	segment := func(marker byte, body ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
	}
	out := []byte{0xff, 0xd8}
	out = append(out, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)...)
	frame := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, uint16(side)), uint16(side))
	frame = append(frame, byte(len(sampling)))
	for i, s := range sampling {
		frame = append(frame, byte(i+1), s, 0)
	}
	out = append(out, segment(kind, frame...)...)
	// One code of one bit in each table: no difference for DC, and for AC the end of
	// this block and of the next 16383 (an end of the block alone in a sequential one).
	symbol := byte(0)
	if kind == 0xc2 {
		symbol = 0xe0
	}
	table := func(class, symbol byte) []byte {
		return append(append([]byte{class, 1}, make([]byte, 15)...), symbol)
	}
	out = append(out, segment(0xc4, append(table(0, 0), table(0x10, symbol)...)...)...)
	blocks := (side/8)*(side/8) + 1
	for i := range scans {
		if kind == 0xc2 && i > 0 {
			out = append(out, segment(0xda, 1, 1, 0, 1, 63, 0)...)
			out = append(out, make([]byte, 15*(blocks>>14+1)/8+1)...)
			continue
		}
		scan := []byte{byte(len(sampling))}
		for c := range sampling {
			scan = append(scan, byte(c+1), 0)
		}
		end := byte(63)
		if kind == 0xc2 {
			end = 0
		}
		out = append(out, segment(0xda, append(scan, 0, end, 0)...)...)
		out = append(out, make([]byte, blocks*len(sampling)/2)...)
	}
	return append(out, 0xff, 0xd9)
}

// interlaced says in the head of a PNG that its lines are interlaced, which
// changes what a reader asks for, and not whether it is one.
func interlaced(data []byte) []byte {
	data = bytes.Clone(data)
	data[28] = 1
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

// filled puts what readers pass over behind the first segment of jpegOf.
func filled(data []byte) []byte {
	const first = 2 + 4 + 65
	return slices.Concat(data[:first], []byte("\x00\xff\x00\xff\xff"), data[first+1:])
}

// TestAbuse_PNG_01_Decoded: what the reader of a picture would ask for is known
// before it is asked, and the worst that is let through takes bounded memory and
// time.
func TestAbuse_PNG_01_Decoded(t *testing.T) {
	deep := func(side int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewNRGBA64(image.Rect(0, 0, side, side))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	many := jpegOf(0xc2, 4096, 33, 0x11)
	tests := []struct {
		name  string
		input []byte
		code  string
	}{
		{"PNG of eight bytes a point", deep(4096), vc.UnsupportedFormat},
		{"PNG of eight bytes a point, interlaced", interlaced(deep(4096)), vc.ImageTooLarge},
		{"JPEG", jpegOf(0xc0, 4096, 1, 0x11, 0x11, 0x11), vc.UnsupportedFormat},
		{"JPEG, progressive, of a telephone", jpegOf(0xc2, 3491, 10, 0x22, 0x11, 0x11), vc.UnsupportedFormat},
		{"JPEG, progressive, of all colours", jpegOf(0xc2, 4096, 1, 0x11, 0x11, 0x11), vc.ImageTooLarge},
		{"JPEG, progressive, with a fourth", jpegOf(0xc2, 3000, 1, 0x11, 0x11, 0x11, 0x11), vc.ImageTooLarge},
		{"JPEG of 33 scans", many, vc.ImageTooLarge},
		{"JPEG of 32 scans", jpegOf(0xc2, 4096, 32, 0x11), vc.UnsupportedFormat},
		{"JPEG with a frame hidden behind filling", filled(jpegOf(0xc2, 4096, 1, 0x11, 0x11, 0x11)), vc.ImageTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begun := time.Now()
			r, _ := verify(t, tt.input, nil)
			took := time.Since(begun)
			runtime.ReadMemStats(&after)
			if c := r.Check(vc.CheckFormat); c.Code != tt.code {
				t.Fatalf("%s: %s", c.Code, lines(r))
			}
			asked := int(after.TotalAlloc-before.TotalAlloc) >> 20
			t.Logf("%d bytes: %d MiB, %s", len(tt.input), asked, took)
			switch {
			case tt.code == vc.ImageTooLarge && (asked > 8 || took > time.Second):
				t.Error("refused too late")
			case asked > 170 || took > 20*time.Second:
				t.Error("not bounded")
			}
		})
	}
	// The pictures are real ones, which is why they are refused and not for damage.
	for _, input := range [][]byte{many, jpegOf(0xc2, 64, 2, 0x11, 0x11, 0x11), jpegOf(0xc0, 64, 1, 0x22, 0x11, 0x11), filled(jpegOf(0xc0, 64, 1, 0x11))} {
		if _, err := jpeg.Decode(bytes.NewReader(input)); err != nil {
			t.Error(err)
		}
	}
}

// TestPhotographOfTelephone: what telephones write is searched.
func TestPhotographOfTelephone(t *testing.T) {
	const at = "https://scouts.example/awards/1"

	flat := image.NewRGBA(image.Rect(0, 0, 4032, 3024))
	draw.Draw(flat, flat.Rect, image.NewUniform(color.RGBA{250, 245, 240, 255}), image.Point{}, draw.Src)
	draw.Draw(flat, image.Rect(900, 400, 2580, 2080), codeOf(t, at, 1600), image.Point{}, draw.Src)
	r, _ := verify(t, encoded(t, flat, "jpeg"), map[string]string{at: signed(t)})
	if r.Verdict != vc.Valid {
		t.Errorf("%s\n%s", r.Verdict, lines(r))
	}
}
