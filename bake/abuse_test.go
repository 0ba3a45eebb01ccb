package bake_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"blazon/bake"
)

type attack struct {
	name string
	in   []byte
	want error
}

// run holds both directions to the answer: neither takes a badge out of the
// picture nor puts one into it.
func run(t *testing.T, attacks []attack) {
	t.Helper()
	badge := bake.Badge{Kind: bake.OB3, Text: jws}
	for _, tt := range attacks {
		t.Run(tt.name, func(t *testing.T) {
			badges, err := bake.From(tt.in)
			if !errors.Is(err, tt.want) || badges != nil {
				t.Errorf("taking out: %v, %v; want %v", badges, err, tt.want)
			}
			put := bake.SVG
			if bake.IsPNG(tt.in) {
				put = bake.PNG
			}
			if err := put(io.Discard, bytes.NewReader(tt.in), badge); !errors.Is(err, tt.want) {
				t.Errorf("putting in: %v; want %v", err, tt.want)
			}
		})
	}
}

func TestAbuse_PNG_01(t *testing.T) {
	pic := picture(t)
	side := func(n uint32) []byte {
		head := string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, n), n)) + "\x08\x06\x00\x00\x00"
		return append(append(pic[:8:8], chunk("IHDR", head)...), pic[33:]...)
	}
	run(t, []attack{
		{"PNG-01 20 000 pixels a side", side(20_000)[:72], bake.ErrTooLarge},
		{"4097 pixels", side(4097), bake.ErrTooLarge},
		{"no pixels", side(0), bake.ErrMalformed},
		{"2³¹ pixels", side(1 << 31), bake.ErrMalformed},
	})
	putPNG(t, side(4096), bake.Badge{Kind: bake.OB3, Text: jws})
}

func TestAbuse_PNG_02(t *testing.T) {
	pic := picture(t)
	bomb := deflate(t, "{"+strings.Repeat(" ", 50<<20)+"}")
	tiny := bytes.Repeat(chunk("tIME", ""), 100_000)
	long := afterHeader(pic, []byte("\x7f\xff\xff\xffiTXtopenbadges\x00\x00\x00\x00\x00{}")) // no more follows
	before := memory()
	for _, tt := range []attack{
		{"PNG-02 iTXt that inflates to 50 MB", afterHeader(pic, chunk("iTXt", "openbadges\x00\x01\x00\x00\x00"+bomb)), bake.ErrTooLarge},
		{"PNG-02 zTXt that inflates to 50 MB", afterHeader(pic, chunk("zTXt", "openbadgecredential\x00\x00"+bomb)), bake.ErrTooLarge},
		{"PNG-02 chunk length 0x7fffffff", long, bake.ErrTooLarge},
		{"PNG-02 chunk length 0xffffffff", afterHeader(pic, []byte("\xff\xff\xff\xffteSt")), bake.ErrMalformed},
		{"PNG-02 100 000 tiny chunks", afterHeader(pic, tiny), bake.ErrTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := bake.From(tt.in); !errors.Is(err, tt.want) {
				t.Errorf("%v; want %v", err, tt.want)
			}
		})
	}
	if used := memory() - before; used > 64<<20 {
		t.Errorf("used %d MiB", used>>20)
	}
}

// memory returns how many bytes were ever allocated.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestAbuse_PNG_03(t *testing.T) {
	pic := putPNG(t, picture(t), bake.Badge{Kind: bake.OB2, Text: jsonOB2})
	flip := func(at int) []byte {
		out := bytes.Clone(pic)
		out[at] ^= 1
		return out
	}
	endOfText := 33 + 12 + len("openbadges") + 5 + len(jsonOB2) - 1
	run(t, []attack{
		{"PNG-03 wrong checksum of the iTXt", flip(endOfText), bake.ErrMalformed},
		{"PNG-03 one changed letter in the iTXt", flip(endOfText - 10), bake.ErrMalformed},
		{"PNG-03 one changed bit in the pixels", flip(len(pic) - 20), bake.ErrMalformed},
		{"PNG-03 wrong checksum of the IEND", flip(len(pic) - 1), bake.ErrMalformed},
		{"PNG-03 half an IEND", pic[:len(pic)-6], bake.ErrMalformed},
		{"PNG-03 no IEND", pic[:len(pic)-12], bake.ErrMalformed},
		{"PNG-03 half an iTXt", pic[:60], bake.ErrMalformed},
		{"PNG-03 half a keyword", pic[:45], bake.ErrMalformed},
		{"PNG-03 nothing but the signature", pic[:8], bake.ErrMalformed},
	})
	for n := range pic {
		if badges, err := bake.From(pic[:n]); err == nil {
			t.Fatalf("PNG-03 the first %d bytes give %v", n, badges)
		}
	}
}

func TestAbuse_PNG_04(t *testing.T) {
	pic := picture(t)
	honest := chunk("iTXt", "openbadgecredential\x00\x00\x00\x00\x00"+jsonOB3)
	forged := chunk("iTXt", "openbadgecredential\x00\x00\x00\x00\x00"+jws)
	plain := chunk("tEXt", "openbadgecredential\x00"+jsonOB3)
	other := chunk("iTXt", "openbadges\x00\x00\x00\x00\x00"+jsonOB2)
	run(t, []attack{
		{"PNG-04 two credential chunks", afterHeader(pic, honest, forged), bake.ErrMultiple},
		{"PNG-04 one three times", afterHeader(pic, honest, honest, honest), bake.ErrMultiple},
		{"PNG-04 tEXt and iTXt", afterHeader(pic, plain, forged), bake.ErrMultiple},
		{"PNG-04 the second after the pixels", append(append(bytes.Clone(afterHeader(pic, honest)[:len(pic)+len(honest)-12]), forged...), pic[len(pic)-12:]...), bake.ErrMultiple},
	})
	// Two bakers write the same badge: which one is meant is in no doubt.
	for name, twice := range map[string][]byte{"twice": afterHeader(pic, honest, honest), "tEXt and iTXt": afterHeader(pic, plain, honest), "another kind between": afterHeader(pic, honest, other, plain)} {
		if badges, err := bake.From(twice); err != nil || badges[0].Text != jsonOB3 {
			t.Errorf("the same badge %s: %v, %v", name, badges, err)
		}
	}
	badges, err := bake.From(afterHeader(pic, other, honest))
	if err != nil || len(badges) != 2 {
		t.Errorf("PNG-04 both openbadges and openbadgecredential: %v, %v; want both", badges, err)
	}
}

func TestAbuse_PNG_05(t *testing.T) {
	pic := putPNG(t, picture(t), bake.Badge{Kind: bake.OB3, Text: jws})
	for _, tail := range []string{"\x00", "\n", "<html><script>", "PK\x03\x04", "%PDF-1.7", string(pic)} {
		run(t, []attack{{fmt.Sprintf("PNG-05 followed by %.6q", tail), append(bytes.Clone(pic), tail...), bake.ErrMalformed}})
	}
}

func TestAbuse_PNG_06(t *testing.T) {
	pic := picture(t)
	header := pic[8:33]
	frame := chunk("fcTL", strings.Repeat("\x00", 26))
	data := pic[33 : len(pic)-12]
	keyword := func(k string) []byte { return afterHeader(pic, chunk("tEXt", k+"\x00x")) }
	run(t, []attack{
		{"PNG-06 10 000 frames", afterHeader(pic, chunk("acTL", "\x00\x00\x27\x10\x00\x00\x00\x00"), bytes.Repeat(frame, 10_000)), bake.ErrTooLarge},
		{"PNG-06 two headers", afterHeader(pic, header), bake.ErrMalformed},
		{"PNG-06 header not first", append(append(bytes.Clone(pic[:8]), chunk("gAMA", "1234")...), pic[8:]...), bake.ErrMalformed},
		{"PNG-06 header too short", append(append(bytes.Clone(pic[:8]), chunk("IHDR", "")...), pic[33:]...), bake.ErrMalformed},
		{"PNG-06 an unknown critical chunk", afterHeader(pic, chunk("ABCD", "")), bake.ErrMalformed},
		{"PNG-06 a chunk whose name is no name", afterHeader(pic, chunk("a\x00cd", "")), bake.ErrMalformed},
		{"PNG-06 two palettes", afterHeader(pic, chunk("PLTE", "abc"), chunk("PLTE", "abc")), bake.ErrMalformed},
		{"PNG-06 pixels in two pieces", afterHeader(pic, data, chunk("gAMA", "1234")), bake.ErrMalformed},
		{"PNG-06 no pixels", append(bytes.Clone(pic[:33]), pic[len(pic)-12:]...), bake.ErrMalformed},
		{"PNG-06 an end with a body", append(bytes.Clone(pic[:len(pic)-12]), chunk("IEND", "x")...), bake.ErrMalformed},
		{"PNG-06 an empty keyword", keyword(""), bake.ErrMalformed},
		{"PNG-06 a keyword of 80 bytes", keyword(strings.Repeat("k", 80)), bake.ErrMalformed},
		{"PNG-06 a keyword without end", afterHeader(pic, chunk("tEXt", "openbadges")), bake.ErrMalformed},
		{"PNG-06 a keyword in an empty chunk", afterHeader(pic, chunk("iTXt", "")), bake.ErrMalformed},
	})
	if _, err := bake.From(keyword(strings.Repeat("k", 79))); !errors.Is(err, bake.ErrNoBadge) {
		t.Errorf("PNG-06 a keyword of 79 bytes: %v", err)
	}
	for name, body := range map[string]string{
		"unknown compression flag":        "openbadges\x00\x02\x00\x00\x00{}",
		"unknown compression method":      "openbadges\x00\x01\x01\x00\x00{}",
		"nothing after the keyword":       "openbadges\x00",
		"no end of the language":          "openbadges\x00\x00\x00en",
		"no end of the translation":       "openbadges\x00\x00\x00en\x00x",
		"no text":                         "openbadges\x00\x00\x00\x00\x00 ",
		"text that is not UTF-8":          "openbadges\x00\x00\x00\x00\x00{\"\xff\"}",
		"compressed text that is not":     "openbadges\x00\x01\x00\x00\x00{}",
		"compressed text that breaks off": "openbadges\x00\x01\x00\x00\x00" + deflate(t, jsonOB2)[:20],
	} {
		if _, err := bake.From(afterHeader(pic, chunk("iTXt", body))); !errors.Is(err, bake.ErrMalformed) {
			t.Errorf("PNG-06 %s: %v", name, err)
		}
	}
}

func TestAbuse_PNG_09(t *testing.T) {
	pic := putPNG(t, picture(t), bake.Badge{Kind: bake.OB3, Text: jws}, bake.Badge{Kind: bake.OB2, Text: jsonOB2})
	large := bake.Badge{Kind: bake.OB3, Text: `{"image":"` + strings.Repeat("x", 1<<20) + `"}`}
	again := putPNG(t, pic, large)
	got, err := bake.From(again)
	if err != nil || len(got) != 2 || got[0] != large || got[1].Text != jsonOB2 {
		t.Errorf("PNG-09 %v, %.100v", err, got)
	}
	if n := strings.Count(strings.Join(chunks(t, again), "\n"), "openbadgecredential\x00"); n != 1 {
		t.Errorf("PNG-09 %d chunks with the keyword, want 1", n)
	}
}

func TestAbuse_SVG_05(t *testing.T) {
	badge := `<credential xmlns="https://purl.imsglobal.org/ob/v3p0">{"a":"&x;"}</credential>`
	run(t, []attack{
		{"SVG-05 an external entity", []byte(`<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + svgHead + badge + svgBody), bake.ErrUnread},
		{"SVG-05 a parameter entity", []byte(`<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>` + svgHead + svgBody), bake.ErrUnread},
		{"SVG-05 an empty subset", []byte(`<!DOCTYPE svg []>` + svgHead + svgBody), bake.ErrUnread},
		{"SVG-05 an entity nobody declared", []byte(svgHead + badge + svgBody), bake.ErrMalformed},
		{"SVG-05 an entity nobody declared, with a DOCTYPE", []byte(`<!DOCTYPE svg SYSTEM "file:///etc/passwd">` + svgHead + badge + svgBody), bake.ErrMalformed},
		{"SVG-05 a declaration after the root", []byte(svgHead + `<!DOCTYPE svg>` + svgBody), bake.ErrMalformed},
		{"SVG-05 two of them", []byte(`<!DOCTYPE svg><!DOCTYPE svg>` + svgHead + svgBody), bake.ErrMalformed},
	})
	plain := []byte(`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + svgHead + svgBody)
	if err := bake.SVG(io.Discard, bytes.NewReader(plain), bake.Badge{Kind: bake.OB3, Text: jws}); !errors.Is(err, bake.ErrMalformed) {
		t.Errorf("SVG-05 putting into a drawing with any DOCTYPE: %v", err)
	}
}

func TestAbuse_SVG_06(t *testing.T) {
	var dtd strings.Builder
	dtd.WriteString(`<!ENTITY a0 "ha">`)
	for i := range 30 {
		fmt.Fprintf(&dtd, `<!ENTITY a%d "&a%d;&a%d;&a%d;">`, i+1, i, i, i)
	}
	start := time.Now()
	run(t, []attack{{"SVG-06 billion laughs", []byte(`<!DOCTYPE svg [` + dtd.String() + `]>` + svgHead + `&a30;` + svgBody), bake.ErrUnread}})
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("SVG-06 took %v", d)
	}
}

func TestAbuse_SVG_10(t *testing.T) {
	ob3 := `<credential xmlns="https://purl.imsglobal.org/ob/v3p0" verify="` + jws + `"/>`
	run(t, []attack{
		{"SVG-10 two elements", []byte(svgHead + ob3 + `<g>` + ob3 + `</g>` + svgBody), bake.ErrMultiple},
		{"SVG-10 one in a comment", []byte(svgHead + ob3 + `<!-- <openbadges:credential verify="x"/> -->` + svgBody), bake.ErrMultiple},
	})
	for name, in := range map[string]string{
		"verify and body disagree in OB 3.0":   `<credential xmlns="https://purl.imsglobal.org/ob/v3p0" verify="` + jws + `">` + jsonOB3 + `</credential>`,
		"a signature and a body in OB 2.0":     `<assertion xmlns="http://openbadges.org" verify="` + jws + `">` + jsonOB2 + `</assertion>`,
		"another address than the assertion":   `<assertion xmlns="http://openbadges.org" verify="https://evil.example/1">` + jsonOB2 + `</assertion>`,
		"a longer address":                     `<assertion xmlns="http://openbadges.org" verify="https://club.example/awards/1/">` + jsonOB2 + `</assertion>`,
		"another address than Open Badges 1's": `<assertion xmlns="http://openbadges.org" verify="https://evil.example/1">{"uid":"1","verify":{"type":"hosted","url":"https://club.example/1"}}</assertion>`,
	} {
		if got, err := bake.From([]byte(svgHead + in + svgBody)); !errors.Is(err, bake.ErrMultiple) {
			t.Errorf("SVG-10 %s: %v, %v", name, got, err)
		}
	}
	if _, err := bake.From([]byte(svgHead + `<!-- ` + ob3 + ` -->` + svgBody)); !errors.Is(err, bake.ErrNoBadge) {
		t.Errorf("SVG-10 only in a comment: %v", err)
	}
}

func TestDamagedSVG(t *testing.T) {
	open := `<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">`
	run(t, []attack{
		{"an element inside a badge", []byte(svgHead + open + `{}<g/></o:credential>` + svgBody), bake.ErrMalformed},
		{"a comment inside a badge", []byte(svgHead + open + `{<!-- x -->}</o:credential>` + svgBody), bake.ErrMalformed},
		{"an instruction inside a badge", []byte(svgHead + open + `{<?x y?>}</o:credential>` + svgBody), bake.ErrMalformed},
		{"an attribute twice", []byte(svgHead + `<g a="1" a="2"/>` + svgBody), bake.ErrMalformed},
		{"an undeclared prefix", []byte(svgHead + `<o:credential/>` + svgBody), bake.ErrMalformed},
		{"a wrong end", []byte(svgHead + `<g></h>` + svgBody), bake.ErrMalformed},
		{"no end", []byte(svgHead), bake.ErrMalformed},
		{"two roots", []byte(svgHead + svgBody + svgHead + svgBody), bake.ErrMalformed},
		{"text after the end", []byte(svgHead + svgBody + "x"), bake.ErrMalformed},
		{"another encoding", []byte(`<?xml version="1.0" encoding="utf-7"?>` + svgHead + svgBody), bake.ErrUnread},
		{"another version of XML", []byte(`<?xml version="1.1"?>` + svgHead + svgBody), bake.ErrUnread},
		{"not UTF-8", []byte(svgHead + "\xff" + svgBody), bake.ErrMalformed},
		{"a root that is no svg", []byte(`<svgs xmlns="http://www.w3.org/2000/svg"/>`), bake.ErrUnsupported},
		{"svg of another namespace", []byte(`<svg xmlns="urn:x"/>`), bake.ErrUnsupported},
	})
	if got, err := bake.From([]byte(svgHead + open + ` </o:credential>` + svgBody)); !errors.Is(err, bake.ErrMalformed) {
		t.Errorf("an empty badge: %v, %v", got, err)
	}
}

// TestLimits holds each limit at n and at n+1.
func TestLimits(t *testing.T) {
	badge := bake.Badge{Kind: bake.OB3, Text: jws}
	drawing := svgHead + `<g><g><circle r="4"/></g></g></svg>`
	pic := picture(t)
	tests := []struct {
		name      string
		at, below bake.Limits
		in        []byte
	}{
		{"bytes of a PNG", bake.Limits{PNG: len(pic)}, bake.Limits{PNG: len(pic) - 1}, pic},
		{"pixels of a PNG", bake.Limits{Side: 8}, bake.Limits{Side: 7}, pic},
		{"chunks of a PNG", bake.Limits{Chunks: len(chunks(t, pic))}, bake.Limits{Chunks: len(chunks(t, pic)) - 1}, pic},
		{"bytes of a badge in a PNG", bake.Limits{Text: len(jws)}, bake.Limits{Text: len(jws) - 1}, pic},
		{"bytes of an SVG", bake.Limits{SVG: len(drawing) + 60}, bake.Limits{SVG: len(drawing) - 1}, []byte(drawing)},
		{"elements of an SVG", bake.Limits{Elements: 4}, bake.Limits{Elements: 3}, []byte(drawing)},
		{"attributes of an element", bake.Limits{Attributes: 3}, bake.Limits{Attributes: 2}, []byte(svgHead + `<circle cx="5" cy='>' r="4"/></svg>`)},
		{"depth of an SVG", bake.Limits{Depth: 4}, bake.Limits{Depth: 3}, []byte(drawing)},
		{"bytes of a badge in an SVG", bake.Limits{Text: len(jws)}, bake.Limits{Text: len(jws) - 1}, []byte(drawing)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, below := tt.at.SVGTo, tt.below.SVGTo
			if bake.IsPNG(tt.in) {
				at, below = tt.at.PNGTo, tt.below.PNGTo
			}
			var out bytes.Buffer
			if err := at(&out, bytes.NewReader(tt.in), badge); err != nil {
				t.Fatalf("at the limit: %v", err)
			}
			if got, err := tt.at.From(out.Bytes()); err != nil || got[0] != badge {
				t.Errorf("reading back at the limit: %v, %v", got, err)
			}
			if err := below(io.Discard, bytes.NewReader(tt.in), badge); !errors.Is(err, bake.ErrTooLarge) {
				t.Errorf("putting in below it: %v", err)
			}
			if _, err := tt.below.From(out.Bytes()); !errors.Is(err, bake.ErrTooLarge) {
				t.Errorf("taking out below it: %v", err)
			}
		})
	}
}

// TestErrorsOfTheReader tells a picture that cannot be read from a damaged one.
func TestErrorsOfTheReader(t *testing.T) {
	broken := errors.New("the disk is gone")
	pic := picture(t)
	for n := range pic {
		r := io.MultiReader(bytes.NewReader(pic[:n]), errorReader{broken})
		if _, err := bake.FromPNG(r); !errors.Is(err, broken) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
	if _, err := bake.FromSVG(errorReader{broken}); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := bake.PNG(errorWriter{broken}, bytes.NewReader(pic), bake.Badge{Kind: bake.OB3, Text: jws}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

type errorWriter struct{ err error }

func (w errorWriter) Write([]byte) (int, error) { return 0, w.err }
