package picture

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"blazon/bake"
	"blazon/internal/achievement"
	"blazon/internal/design"
	"blazon/internal/fault"
	"blazon/internal/issuer"
)

var (
	_ achievement.Pictures = (*Pictures)(nil)
	_ issuer.Pictures      = (*Pictures)(nil)
)

// memory remembers files.
type memory struct {
	mu   sync.Mutex
	data map[string][]byte
	down error
}

func (m *memory) Put(_ context.Context, key string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return m.down
	}
	m.data[key] = bytes.Clone(data)
	return nil
}

func (m *memory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	data, ok := m.data[key]
	if !ok {
		return nil, fault.New(fault.NotFound, "There is no such file.")
	}
	return data, nil
}

func newPictures() (*Pictures, *memory) {
	m := &memory{data: make(map[string][]byte)}
	return &Pictures{Files: m}, m
}

// aPNG is a picture with a red middle.
func aPNG(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := h / 4; y < h*3/4; y++ {
		for x := w / 4; x < w*3/4; x++ {
			img.SetNRGBA(x, y, color.NRGBA{200, 10, 10, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// svg is an SVG with body in it.
func svg(body string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100">` + body + `</svg>`
}

const square = `<path d="M10,10H90V90H10Z" fill="#b3252f"/>`

func TestKeepAndShow(t *testing.T) {
	t.Parallel()
	p, m := newPictures()
	ctx := t.Context()
	for name, upload := range map[string][]byte{"png": aPNG(t, 120, 80), "svg": []byte(svg(square))} {
		key, mediaType, err := p.Keep(ctx, upload)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, _, err := p.Keep(ctx, upload)
		if err != nil || again != key || !strings.HasSuffix(key, "."+name) || !strings.Contains(mediaType, name) {
			t.Errorf("%s: %s then %s, %s, %v", name, key, again, mediaType, err)
		}
		for _, kind := range []string{"png", "svg"} {
			data, err := p.As(ctx, key, kind)
			if err != nil || bake.IsPNG(data) != (kind == "png") || bake.IsSVG(data) != (kind == "svg") {
				t.Errorf("%s as %s: %v", name, kind, err)
			}
			var baked bytes.Buffer
			badge := bake.Badge{Kind: bake.OB3, Text: `{"a":"b"}`}
			if kind == "png" {
				err = bake.PNG(&baked, bytes.NewReader(data), badge)
			} else {
				err = bake.SVG(&baked, bytes.NewReader(data), badge)
			}
			if err != nil {
				t.Errorf("%s as %s cannot be baked: %v", name, kind, err)
			}
		}
		if kept, err := p.Load(ctx, key); err != nil || len(kept) == 0 {
			t.Errorf("Load: %v", err)
		}
		m.data[key] = append(m.data[key], 'x')
		if _, err := p.Load(ctx, key); err == nil {
			t.Errorf("%s: a changed file was served", name)
		}
	}
	for _, key := range []string{"", "pictures/x.png", "../secret", "master.key", folder + strings.Repeat("a", 64) + ".gif"} {
		if _, err := p.As(ctx, key, "png"); !fault.Is(err, fault.NotFound) {
			t.Errorf("As(%q): %v", key, err)
		}
		if _, err := p.Load(ctx, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("Load(%q): %v", key, err)
		}
	}
}

func TestDraw(t *testing.T) {
	t.Parallel()
	p, _ := newPictures()
	ctx := t.Context()
	d, err := p.Draw(ctx, nil, "First Aid")
	if err != nil || d.MediaType != typeSVG || !strings.Contains(d.Alt, "heart") {
		t.Fatalf("Draw = %+v, %v", d, err)
	}
	again, err := p.Draw(ctx, d.Design, "Another name")
	if err != nil || again.Key != d.Key {
		t.Errorf("the same design is %+v, %v", again, err)
	}
	data, err := p.As(ctx, d.Key, "png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds().Dx() != painted {
		t.Errorf("painted: %v, %v", img.Bounds(), err)
	}
	if _, err := p.Draw(ctx, json.RawMessage(`{"shape":"blob"}`), "x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a design that cannot be drawn: %v", err)
	}
}

// TestPaintedAlike proves that a drawing is painted alike here and in design.
func TestPaintedAlike(t *testing.T) {
	t.Parallel()
	d := design.For("Harbour Guide")
	want, err := d.PNG(64)
	if err != nil {
		t.Fatal(err)
	}
	read, err := readSVG(d.SVG("x"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := read.paint(64)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := png.Decode(bytes.NewReader(got))
	b, errB := png.Decode(bytes.NewReader(want))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	for i, x := range a.(*image.NRGBA).Pix {
		if y := b.(*image.NRGBA).Pix[i]; x > y+16 && y < 240 || y > x+16 && x < 240 {
			t.Fatalf("painted otherwise: at %d, %d is %d", i, y, x)
		}
	}
}

// TestPainted looks at the middle of what was painted.
func TestPainted(t *testing.T) {
	t.Parallel()
	red := color.RGBA{200, 0, 0, 255}
	tests := []struct {
		name, body string
		want       color.RGBA
	}{
		{"a rectangle", `<rect x="10" y="10" width="80" height="80" fill="#c80000"/>`, red},
		{"in percent", `<rect width="100%" height="100%" fill="#c80000"/>`, red},
		{"with a style attribute", `<rect width="90" height="90" fill="blue" style="fill:#c80000;stroke:none"/>`, red},
		{"a use", `<defs><rect id="a" width="10" height="10" fill="#c80000"/></defs><use href="#a" transform="scale(9)"/>`, red},
		{"an old use, moved", `<defs><g id="a"><rect width="20" height="20" fill="#c80000"/></g></defs><use xlink:href="#a" x="40" y="40"/>`, red},
		{"a symbol", `<symbol id="a"><rect width="90" height="90" fill="#c80000"/></symbol><use href="#a"/>`, red},
		{"scaled by one number", `<g transform="scale(2)"><rect x="20" y="20" width="10" height="10" fill="#c80000"/></g>`, red},
		{"a hole by even and odd", `<path fill-rule="evenodd" fill="#c80000" d="M0,0H100V100H0ZM30,30H70V70H30Z"/>`, color.RGBA{}},
		{"no hole without", `<path fill="#c80000" d="M0,0H100V100H0ZM30,30H70V70H30Z"/>`, red},
		{"what is not displayed", `<rect width="9" height="9"/><rect width="90" height="90" display="none"/>`, color.RGBA{}},
		{"a line as wide as it is enlarged", `<g transform="scale(10)"><path d="M1,5H9" stroke="#c80000" stroke-width="4" transform="translate(0 1.5)"/></g>`, red},
		{"a line of width 1 is not seen there", `<path d="M1,52.5H99" stroke="#c80000"/><rect width="9" height="9"/>`, color.RGBA{}},
		{"a line of two points", `<polyline points="0,50 100,50" stroke="#c80000" stroke-width="9"/>`, red},
		{"opacity of a filling is not handed down twice", `<g fill-opacity="0.5"><rect width="99" height="99" fill="#c80000" fill-opacity="1"/></g>`, red},
		{"more than opaque", `<rect width="99" height="99" fill="#c80000" opacity="7"/>`, red},
		{"what is visible within what is not", `<g visibility="hidden"><rect width="99" height="99"/><rect width="99" height="99" fill="#c80000" visibility="visible"/></g>`, red},
		{"a line under its filling", `<rect x="40" y="40" width="20" height="20" fill="#c80000" stroke="blue" stroke-width="50" paint-order="stroke"/>`, red},
		{"a colour in percent", `<rect width="99" height="99" fill="rgb(78.43%, 0%, 0%)"/>`, red},
		{"in millimetres", `<rect width="20mm" height="20mm" fill="#c80000"/>`, red},
		{"a corner cut by rx alone", `<rect x="45" y="45" width="99" height="99" rx="49" fill="blue"/><rect width="9" height="9"/>`, color.RGBA{}},
		{"a clip that cuts", `<clipPath id="c"><circle cx="20" cy="20" r="20"/></clipPath><g clip-path="url(#c)"><rect width="99" height="99"/></g>`, color.RGBA{}},
		{"a clip that is moved along", `<clipPath id="c"><circle cx="20" cy="20" r="20"/></clipPath><g transform="translate(40 40)"><g clip-path="url(#c)"><rect width="99" height="99" fill="#c80000"/></g></g>`, red},
		{"a clip with a hole", `<clipPath id="c"><path clip-rule="evenodd" d="M0,0H100V100H0ZM30,30H70V70H30Z"/></clipPath><rect width="99" height="99" clip-path="url(#c)"/>`, color.RGBA{}},
		{"a clip by nothing", `<clipPath id="c"/><rect width="99" height="99" clip-path="url(#c)"/><rect width="9" height="9"/>`, color.RGBA{}},
		{"a clip that is not there", `<rect width="99" height="99" clip-path="url(#c)" fill="#c80000"/>`, red},
		{"a mask of what is bright", `<mask id="m"><rect width="99" height="99" fill="white"/></mask><g mask="url(#m)"><rect width="99" height="99" fill="#c80000"/></g>`, red},
		{"a mask of what is dark", `<mask id="m"><rect width="99" height="99"/><rect width="9" height="9" fill="white"/></mask><g mask="url(#m)"><rect width="99" height="99" fill="#c80000"/></g>`, color.RGBA{}},
		{"a turned gradient", `<linearGradient id="g"><stop offset="0.6" stop-color="#c80000"/><stop offset="0.6"/></linearGradient><g transform="rotate(45 50 50)"><rect x="20" y="20" width="60" height="60" fill="url(#g)"/></g>`, red},
		{"a frame with slices", `<svg x="25" y="25" width="50" height="50" viewBox="0 0 10 20" preserveAspectRatio="xMidYMin slice"><rect width="10" height="5" /><rect y="5" width="10" height="9" fill="#c80000"/></svg>`, red},
		{"a name in other letters", `<linearGradient id="Verlauf 1"><stop stop-color="#c80000"/></linearGradient><rect width="99" height="99" fill="url('#Verlauf 1')"/>`, red},
		{"within a link", `<a href="https://evil.example"><rect width="90" height="90" fill="#c80000"/></a>`, red},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := readSVG([]byte(svg(tt.body)))
			if err != nil {
				t.Fatal(err)
			}
			data, err := d.paint(100)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if got := color.RGBAModel.Convert(img.At(50, 50)); got != tt.want {
				t.Errorf("the middle is %v; want %v", got, tt.want)
			}
		})
	}
}

// TestWrappedAlwaysFits wraps the PNG that is hardest to make small.
func TestWrappedAlwaysFits(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewNRGBA(image.Rect(0, 0, 1100, 900))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
	}
	var noise bytes.Buffer
	if err := png.Encode(&noise, img); err != nil {
		t.Fatal(err)
	}
	p, _ := newPictures()
	key, _, err := p.Keep(t.Context(), noise.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.As(t.Context(), key, "svg")
	if err != nil || len(data) > maxSVG || !bytes.Contains(data, []byte(`viewBox="0 0 1100 900"`)) {
		t.Errorf("wrapped: %d bytes, %v", len(data), err)
	}
}

func TestStorageIsDown(t *testing.T) {
	t.Parallel()
	p, m := newPictures()
	m.down = fault.New(fault.Unavailable, "down")
	if _, _, err := p.Keep(t.Context(), aPNG(t, 40, 40)); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Keep: %v", err)
	}
	if _, err := p.Draw(t.Context(), nil, "x"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Draw: %v", err)
	}
}

// FuzzSanitize holds that what is kept is kept as it is when it is read again,
// and holds nothing that acts.
func FuzzSanitize(f *testing.F) {
	for _, body := range []string{square, `<use href="#a"/><g id="a"/>` + square, `<script>alert(1)</script>` + square, `<title>a &amp; b</title>` + square} {
		f.Add([]byte(svg(body)))
	}
	f.Add(design.For("x").SVG("x"))
	exports, err := filepath.Glob("testdata/exports/*.svg")
	if err != nil || len(exports) == 0 {
		f.Fatalf("no exports to begin with: %v", err)
	}
	for _, path := range exports {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := readSVG(data)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("not a fault of the file: %v", err)
			}
			return
		}
		once := d.write()
		inert(t, once)
		again, err := readSVG(once)
		if err != nil {
			t.Fatalf("what was kept is refused: %v\n%s", err, once)
		}
		if twice := again.write(); !bytes.Equal(once, twice) {
			t.Fatalf("not the same when read again:\n%s\n%s", once, twice)
		}
	})
}

func BenchmarkKeepSVG(b *testing.B) {
	p, _ := newPictures()
	data := design.For("First Aid").SVG("First Aid")
	for b.Loop() {
		if _, _, err := p.Keep(b.Context(), data); err != nil {
			b.Fatal(err)
		}
	}
}
