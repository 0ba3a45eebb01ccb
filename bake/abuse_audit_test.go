package bake_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"blazon/bake"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestAbuse_PNG_01_Memory: 72 bytes that stand for 20 000 pixels a side are
// refused by what their head says, for next to nothing.
func TestAbuse_PNG_01_Memory(t *testing.T) {
	pic := picture(t)
	head := string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 20_000), 20_000)) + "\x08\x06\x00\x00\x00"
	bomb := append(append(pic[:8:8], chunk("IHDR", head)...), pic[33:]...)[:72]
	before := memory()
	if _, err := bake.From(bomb); !errors.Is(err, bake.ErrTooLarge) {
		t.Errorf("%v; want %v", err, bake.ErrTooLarge)
	}
	if err := bake.PNG(io.Discard, bytes.NewReader(bomb), bake.Badge{Kind: bake.OB3, Text: jws}); !errors.Is(err, bake.ErrTooLarge) {
		t.Errorf("%v; want %v", err, bake.ErrTooLarge)
	}
	if used := memory() - before; used > 16<<20 {
		t.Errorf("used %d MiB", used>>20)
	}
}

// TestAbuse_SVG_07_Depth: a drawing of very many elements within each other is
// refused, and soon.
func TestAbuse_SVG_07_Depth(t *testing.T) {
	start := time.Now()
	run(t, []attack{
		{"SVG-07 200 000 groups", []byte(svgHead + strings.Repeat("<g>", 200_000)), bake.ErrTooLarge},
		{"SVG-07 70 groups within each other", []byte(svgHead + strings.Repeat("<g>", 70) + strings.Repeat("</g>", 70) + svgBody), bake.ErrTooLarge},
		{"SVG-07 200 000 groups side by side", []byte(svgHead + strings.Repeat("<g/>", 200_000) + svgBody), bake.ErrTooLarge},
		{"SVG-07 an attribute of 2 MB", []byte(svgHead + `<path d="` + strings.Repeat("L1 1", 1<<19) + `"/>` + svgBody), bake.ErrTooLarge},
	})
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestAbuse_SVG_07_Attributes: what is compared with each other in a drawing is
// bounded, and what is beyond the bound is not even read.
func TestAbuse_SVG_07_Attributes(t *testing.T) {
	numbered := func(format string, n int) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, format, i)
		}
		return out.String()
	}
	declared := strings.Repeat(`<g `+numbered(` xmlns:p%x=""`, 200)+`>`, 60)
	start, before := time.Now(), memory()
	run(t, []attack{
		{"SVG-07 100 000 attributes", []byte(svgHead + `<g` + numbered(` a%x=""`, 100_000) + `/>` + svgBody), bake.ErrTooLarge},
		{"SVG-07 1 000 000 attributes of the root", []byte(`<svg` + numbered(` a%x=''`, 1_000_000)), bake.ErrTooLarge},
		{"SVG-07 1 000 000 attributes of a badge", []byte(svgHead + `<credential xmlns="https://purl.imsglobal.org/ob/v3p0"` + numbered(` a%x=""`, 1_000_000)), bake.ErrTooLarge},
		{"SVG-07 12 000 namespaces for 19 000 elements", []byte(svgHead + declared + strings.Repeat(`<g/>`, 19_000)), bake.ErrTooLarge},
		{"SVG-07 16 MB of a drawing", []byte(svgHead + strings.Repeat(`<!-- -->`, 2<<20) + svgBody), bake.ErrTooLarge},
	})
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	if used := memory() - before; used > 700<<20 {
		t.Errorf("used %d MiB", used>>20)
	}
}

// TestBakingAgain: whatever badge a picture held before, after baking it holds
// the new one, once, and the pixels or drawing are what they were; baking the
// same twice is baking it once.
func TestBakingAgain(t *testing.T) {
	pic := picture(t)
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom([]bake.Kind{bake.OB3, bake.CLR, bake.OB2}).Draw(rt, "kind")
		first := bake.Badge{Kind: kind, Text: badgeText(kind).Draw(rt, "first")}
		second := bake.Badge{Kind: kind, Text: badgeText(kind).Draw(rt, "second")}
		once := putPNG(t, pic, second)
		again := putPNG(t, putPNG(t, pic, first), second)
		if !bytes.Equal(once, again) {
			rt.Fatalf("PNG: %q instead of %q leaves %d bytes, want %d", second.Text, first.Text, len(again), len(once))
		}
		drawnOnce := putSVG(t, svgHead+svgBody, second)
		drawnAgain := putSVG(t, putSVG(t, svgHead+svgBody, first), second)
		got, err := bake.From([]byte(drawnAgain))
		if diff := cmp.Diff([]bake.Badge{second}, got); err != nil || diff != "" {
			rt.Fatalf("SVG: %v\n%s", err, diff)
		}
		if len(drawnAgain) < len(drawnOnce) {
			rt.Fatalf("SVG: %s instead of %s", drawnAgain, drawnOnce)
		}
		for name, baked := range map[string]string{"PNG": string(again), "SVG": drawnAgain} {
			var twice bytes.Buffer
			put := bake.SVG
			if name == "PNG" {
				put = bake.PNG
			}
			if err := put(&twice, strings.NewReader(baked), second); err != nil || twice.String() != baked {
				rt.Fatalf("%s: baking twice is not baking once: %v", name, err)
			}
		}
	})
}

// TestNoChangedBitIsOverlooked: whichever bit of a baked PNG is turned, the badge
// that comes out is the one that went in, or none does.
func TestNoChangedBitIsOverlooked(t *testing.T) {
	want := bake.Badge{Kind: bake.OB3, Text: jsonOB3}
	pic := putPNG(t, picture(t), want)
	for i := range pic {
		for bit := range 8 {
			changed := bytes.Clone(pic)
			changed[i] ^= 1 << bit
			got, err := bake.From(changed)
			if err == nil && (len(got) != 1 || got[0] != want) {
				t.Errorf("bit %d of byte %d: %v", bit, i, got)
			}
		}
	}
}
