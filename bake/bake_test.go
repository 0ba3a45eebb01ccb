package bake_test

import (
	"bytes"
	"errors"
	"image/png"
	"io"
	"strings"
	"testing"

	"blazon/bake"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFormsOfBadges(t *testing.T) {
	tests := []struct {
		name  string
		badge bake.Badge
		svg   string // the element that holds it
		chunk string
	}{
		{
			"OB 3.0 as JSON",
			bake.Badge{Kind: bake.OB3, Text: jsonOB3},
			`<openbadges:credential><![CDATA[` + jsonOB3 + `]]></openbadges:credential>`,
			"iTXt:openbadgecredential\x00\x00\x00\x00\x00" + jsonOB3,
		},
		{
			"OB 3.0 as JWT",
			bake.Badge{Kind: bake.OB3, Text: jws},
			`<openbadges:credential verify="` + jws + `"/>`,
			"iTXt:openbadgecredential\x00\x00\x00\x00\x00" + jws,
		},
		{
			"OB 2.0, hosted",
			bake.Badge{Kind: bake.OB2, Text: jsonOB2, HostedURL: hosted},
			`<openbadges:assertion verify="` + hosted + `"><![CDATA[` + jsonOB2 + `]]></openbadges:assertion>`,
			"iTXt:openbadges\x00\x00\x00\x00\x00" + jsonOB2,
		},
		{
			"OB 2.0, signed",
			bake.Badge{Kind: bake.OB2, Text: jws},
			`<openbadges:assertion verify="` + jws + `"/>`,
			"iTXt:openbadges\x00\x00\x00\x00\x00" + jws,
		},
		{
			"OB 2.0 as URL",
			bake.Badge{Kind: bake.OB2, Text: hosted + "?a=1&b"},
			`<openbadges:assertion verify="` + hosted + `?a=1&amp;b"/>`,
			"iTXt:openbadges\x00\x00\x00\x00\x00" + hosted + "?a=1&b",
		},
		{
			"CLR 2.0 as JSON",
			bake.Badge{Kind: bake.CLR, Text: jsonOB3},
			`<clr:credential><![CDATA[` + jsonOB3 + `]]></clr:credential>`,
			"iTXt:clrcredential\x00\x00\x00\x00\x00" + jsonOB3,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			svg := putSVG(t, svgHead+svgBody, tt.badge)
			if want := ">" + tt.svg + svgBody; !strings.Contains(svg, want) {
				t.Errorf("SVG is %s\nwant the first child %s", svg, tt.svg)
			}
			got, err := bake.From([]byte(svg))
			if diff := cmp.Diff([]bake.Badge{tt.badge}, got); err != nil || diff != "" {
				t.Errorf("from SVG: %v\n%s", err, diff)
			}
			pic := putPNG(t, picture(t), tt.badge)
			if all := chunks(t, pic); all[1] != tt.chunk {
				t.Errorf("the chunk after IHDR is %q, want %q", all[1], tt.chunk)
			}
			want := tt.badge
			want.HostedURL = ""
			got, err = bake.From(pic)
			if diff := cmp.Diff([]bake.Badge{want}, got); err != nil || diff != "" {
				t.Errorf("from PNG: %v\n%s", err, diff)
			}
		})
	}
}

func TestTwoVersionsSideBySide(t *testing.T) {
	ob2 := bake.Badge{Kind: bake.OB2, Text: jsonOB2}
	ob3 := bake.Badge{Kind: bake.OB3, Text: jws}
	clr := bake.Badge{Kind: bake.CLR, Text: jsonOB3}
	want := []bake.Badge{ob3, clr, ob2}
	for name, put := range map[string]func(testing.TB, ...bake.Badge) []byte{
		"PNG": func(t testing.TB, b ...bake.Badge) []byte { return putPNG(t, picture(t), b...) },
		"SVG": func(t testing.TB, b ...bake.Badge) []byte { return []byte(putSVG(t, svgHead+svgBody, b...)) },
	} {
		got, err := bake.From(put(t, ob2, clr, ob3))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	// One after the other.
	one := putSVG(t, svgHead+svgBody, ob2)
	two := putSVG(t, putSVG(t, one, clr), ob3)
	got, err := bake.From([]byte(two))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v in %s\n%s", err, two, diff)
	}
	if n := strings.Count(two, "xmlns:openbadges="); n != 2 {
		t.Errorf("xmlns:openbadges is declared %d times, want one for each namespace: %s", n, two)
	}
}

func TestTheRestOfAnSVGStays(t *testing.T) {
	badge := bake.Badge{Kind: bake.OB3, Text: jws}
	element := `<openbadges:credential verify="` + jws + `"/>`
	declaration := ` xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"`
	tests := []struct{ name, in, want string }{
		{
			"odd spelling", "\uFEFF<?xml version='1.0'?>\r\n<!-- c --><svg\n xmlns = 'http://www.w3.org/2000/svg' >\r\n<g  a='&#65;'></g ><![CDATA[x]]>\t</svg >\n<!-- d -->",
			"\uFEFF<?xml version='1.0'?>\r\n<!-- c --><svg" + declaration + "\n xmlns = 'http://www.w3.org/2000/svg' >" + element + "\r\n<g  a='&#65;'></g ><![CDATA[x]]>\t</svg >\n<!-- d -->",
		},
		{"an empty root", `<svg xmlns="http://www.w3.org/2000/svg" />`, `<svg` + declaration + ` xmlns="http://www.w3.org/2000/svg" >` + element + `</svg>`},
		{
			"a root with a prefix", `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>`,
			`<s:svg` + declaration + ` xmlns:s="http://www.w3.org/2000/svg">` + element + `<s:g/></s:svg>`,
		},
		{
			"the prefix is taken", `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"/>`,
			`<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"><openbadges:credential` + declaration + ` verify="` + jws + `"/></svg>`,
		},
		{
			"the badge of another baker is replaced", `<svg xmlns="http://www.w3.org/2000/svg"><g><b:credential xmlns:b="https://purl.imsglobal.org/ob/v3p0">{}</b:credential></g></svg>`,
			`<svg` + declaration + ` xmlns="http://www.w3.org/2000/svg">` + element + `<g></g></svg>`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := putSVG(t, tt.in, badge)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if again := putSVG(t, got, badge); again != got {
				t.Errorf("baking the same badge again changed it:\n%s", cmp.Diff(got, again))
			}
		})
	}
}

func TestThePixelsOfAPNGStay(t *testing.T) {
	before := picture(t)
	after := putPNG(t, before, bake.Badge{Kind: bake.OB3, Text: jsonOB3})
	if _, err := png.Decode(bytes.NewReader(after)); err != nil {
		t.Fatal(err)
	}
	was, is := chunks(t, before), chunks(t, after)
	if diff := cmp.Diff(was, append(is[:1:1], is[2:]...)); diff != "" {
		t.Error(diff)
	}
}

func TestReadsWhatOthersWrite(t *testing.T) {
	pic := picture(t)
	ob3 := []bake.Badge{{Kind: bake.OB3, Text: jsonOB3}}
	tests := []struct {
		name string
		in   []byte
		want []bake.Badge
	}{
		{"compressed iTXt with language", afterHeader(pic, chunk("iTXt", "openbadgecredential\x00\x01\x00en\x00Badge\x00"+deflate(t, jsonOB3))), ob3},
		{"zTXt", afterHeader(pic, chunk("zTXt", "openbadgecredential\x00\x00"+deflate(t, jsonOB3))), ob3},
		{"tEXt in UTF-8", afterHeader(pic, chunk("tEXt", "openbadgecredential\x00"+jsonOB3)), ob3},
		{"tEXt in Latin-1", afterHeader(pic, chunk("tEXt", "openbadges\x00{\"name\":\"\xe9\"}")), []bake.Badge{{Kind: bake.OB2, Text: `{"name":"é"}`}}},
		{"Open Badges 1: a URL in tEXt", afterHeader(pic, chunk("tEXt", "openbadges\x00"+hosted)), []bake.Badge{{Kind: bake.OB2, Text: hosted}}},
		{"other text chunks are passed over", afterHeader(pic, chunk("tEXt", "Author\x00openbadges"), chunk("zTXt", "x\x00\x07"), chunk("iTXt", "openbadgecredential\x00\x00\x00\x00\x00 \n"+jsonOB3+"\t")), ob3},
		{"any prefix, white space, entities", []byte(svgHead + `<g><x:credential xmlns:x="https://purl.imsglobal.org/ob/v3p0">` + "\n  {&quot;a&quot;:<![CDATA[\"<&]]]]><![CDATA[>\"}]]>\n</x:credential></g></svg>"), []bake.Badge{{Kind: bake.OB3, Text: `{"a":"<&]]>"}`}}},
		{"default namespace", []byte(svgHead + `<assertion xmlns="http://openbadges.org" verify="` + hosted + `"/></svg>`), []bake.Badge{{Kind: bake.OB2, Text: hosted}}},
		{"the same in verify and in the body", []byte(svgHead + `<assertion xmlns="http://openbadges.org" verify="` + jws + `">` + jws + `</assertion></svg>`), []bake.Badge{{Kind: bake.OB2, Text: jws}}},
		{"an address in other letters", []byte(svgHead + `<assertion xmlns="http://openbadges.org" verify="` + strings.NewReplacer("https:", "http:", "club", "CLUB").Replace(hosted) + `"><![CDATA[` + jsonOB2 + `]]></assertion></svg>`), []bake.Badge{{Kind: bake.OB2, Text: jsonOB2, HostedURL: hosted}}},
		{"a bare DOCTYPE", []byte(`<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + svgHead + `<credential xmlns="https://purl.imsglobal.org/ob/v3p0" verify="` + jws + `"/></svg>`), []bake.Badge{{Kind: bake.OB3, Text: jws}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := bake.From(tt.in)
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestWhatCannotBeBaked(t *testing.T) {
	ok := bake.Badge{Kind: bake.OB3, Text: jws}
	tests := []struct {
		name   string
		badges []bake.Badge
		want   error
	}{
		{"no badge", nil, bake.ErrBadge},
		{"no kind", []bake.Badge{{Text: jws}}, bake.ErrBadge},
		{"an unknown kind", []bake.Badge{{Kind: 9, Text: jws}}, bake.ErrBadge},
		{"an empty badge", []bake.Badge{{Kind: bake.OB3, Text: " \n"}}, bake.ErrBadge},
		{"plain text", []bake.Badge{{Kind: bake.OB3, Text: "hello"}}, bake.ErrBadge},
		{"a URL as OB 3.0", []bake.Badge{{Kind: bake.OB3, Text: hosted}}, bake.ErrBadge},
		{"not UTF-8", []bake.Badge{{Kind: bake.OB3, Text: "{\xff}"}}, bake.ErrBadge},
		{"a control character", []bake.Badge{{Kind: bake.OB3, Text: "{\x00}"}}, bake.ErrBadge},
		{"a hosted address that is none", []bake.Badge{{Kind: bake.OB2, Text: jsonOB2, HostedURL: "javascript:x"}}, bake.ErrBadge},
		{"a hosted address of another assertion", []bake.Badge{{Kind: bake.OB2, Text: jsonOB2, HostedURL: hosted + "2"}}, bake.ErrBadge},
		{"two of a kind", []bake.Badge{ok, ok}, bake.ErrMultiple},
		{"too long", []bake.Badge{{Kind: bake.OB3, Text: "{" + strings.Repeat(" ", 4<<20-1) + "}"}}, bake.ErrTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := bake.PNG(io.Discard, bytes.NewReader(picture(t)), tt.badges...); !errors.Is(err, tt.want) {
				t.Errorf("PNG: %v, want %v", err, tt.want)
			}
			if err := bake.SVG(io.Discard, strings.NewReader(svgHead+svgBody), tt.badges...); !errors.Is(err, tt.want) {
				t.Errorf("SVG: %v, want %v", err, tt.want)
			}
		})
	}
}

func TestWhatIsNoPicture(t *testing.T) {
	for _, in := range []string{
		"", "GIF89a", "\xff\xd8\xff\xe0 JFIF", `{"svg":1}`, "<html>", "<p>svg</p>", "%PDF", "\x89PNG\r\n\x1a", "PK\x03\x04",
		`<!doctype html><link rel="icon" href="/x.svg"><title>Ada&nbsp;</title>`, "<!DOCTYPE html>\n<html><svg></svg></html>",
		"<html><!-- --><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>", "<!-- <svg> --><html/>", `<?xml version="1.0"?><?x <svg?><rss/>`,
		"<svgs/>", "<x:svg:y/>", "</svg>", "<!-- svg", "<?xml svg", "<!DOCTYPE", "<",
	} {
		if _, err := bake.From([]byte(in)); !errors.Is(err, bake.ErrUnsupported) {
			t.Errorf("From(%q) = %v, want ErrUnsupported", in, err)
		}
	}
	for _, in := range []string{
		"<svg>", "<svg\n", "<svg/>", "<s:svg xmlns:s='http://www.w3.org/2000/svg'>", "\xef\xbb\xbf \r\n<?xml version=\"1.0\"?>\n<!-- a > b -->\n<svg ",
		"<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\" [<!ENTITY a \"b\">]>", "<!-- " + strings.Repeat("x", 1<<16) + " --><svg ",
	} {
		if !bake.IsSVG([]byte(in)) {
			t.Errorf("IsSVG(%.60q) is false", in)
		}
	}
	for _, in := range [][]byte{picture(t), []byte(svgHead + svgBody), []byte(svgHead + `<!-- none --><credential verify="` + jws + `"/>` + svgBody)} {
		if _, err := bake.From(in); !errors.Is(err, bake.ErrNoBadge) {
			t.Errorf("an empty picture: %v, want ErrNoBadge", err)
		}
	}
}

func TestPicturesOf1EdTech(t *testing.T) {
	tests := []struct {
		file string
		kind bake.Kind
		json bool
	}{
		{"ob30/simple-json.png", bake.OB3, true},
		{"ob30/simple-jwt.png", bake.OB3, false},
		{"ob30/simple-jwt_v1.png", bake.OB3, false},
		{"ob30/simple-json.svg", bake.OB3, true},
		{"ob30/simple-jwt.svg", bake.OB3, false},
		{"ob30/simple-jwt_v1.svg", bake.OB3, false},
		{"ob20/simple-badge.png", bake.OB2, true},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			data := vector(t, tt.file)
			got, err := bake.From(data)
			if err != nil || len(got) != 1 || got[0].Kind != tt.kind || strings.HasPrefix(got[0].Text, "{") != tt.json {
				t.Fatalf("%v, %.80v", err, got)
			}
			if bake.IsPNG(data) {
				again, err := bake.From(putPNG(t, data, got...))
				if diff := cmp.Diff(got, again); err != nil || diff != "" {
					t.Errorf("baked again: %v\n%s", err, diff)
				}
			}
		})
	}
	if _, err := bake.From(vector(t, "ob20/assets/robotics-badge.png")); !errors.Is(err, bake.ErrNoBadge) {
		t.Errorf("a picture without badge: %v", err)
	}
}

// badgeText generates the text of a badge of kind k.
func badgeText(k bake.Kind) *rapid.Generator[string] {
	inJSON := rapid.StringOfN(rapid.OneOf(rapid.SampledFrom([]rune("]]>\r\n\t<&'\"\\{} é✦\u2028\U0001F600\uFEFF")), rapid.Rune().Filter(func(c rune) bool { return c >= 0x20 && c != 0xFFFE && c != 0xFFFF })), 0, 60, -1)
	forms := []*rapid.Generator[string]{
		rapid.Map(inJSON, func(s string) string { return "{" + s + "}" }),
		rapid.StringMatching(`[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,40}`),
	}
	if k == bake.OB2 {
		forms = append(forms, rapid.StringMatching(`https?://[a-zé0-9&%?#/._~-]{1,40}`))
	}
	return rapid.OneOf(forms...)
}

func TestUnbakingIsTheReverseOfBaking(t *testing.T) {
	pic := picture(t)
	rapid.Check(t, func(rt *rapid.T) {
		var want []bake.Badge
		for _, k := range []bake.Kind{bake.OB3, bake.CLR, bake.OB2} {
			if rapid.Bool().Draw(rt, "with "+k.String()) {
				want = append(want, bake.Badge{Kind: k, Text: badgeText(k).Draw(rt, k.String())})
			}
		}
		if len(want) == 0 {
			return
		}
		inPNG, err := bake.From(putPNG(t, pic, want...))
		if diff := cmp.Diff(want, inPNG); err != nil || diff != "" {
			rt.Fatalf("PNG: %v\n%s", err, diff)
		}
		inSVG, err := bake.From([]byte(putSVG(t, svgHead+svgBody, want...)))
		if diff := cmp.Diff(want, inSVG); err != nil || diff != "" {
			rt.Fatalf("SVG: %v\n%s", err, diff)
		}
	})
}

func TestNoncharactersAreEscapedInSVG(t *testing.T) {
	svg := putSVG(t, svgHead+svgBody, bake.Badge{Kind: bake.OB3, Text: "{\"a\":\"\uFFFE\uFFFF\"}"})
	got, err := bake.From([]byte(svg))
	if err != nil || got[0].Text != `{"a":"\ufffe\uffff"}` {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzPNG(f *testing.F) {
	pic := picture(f)
	f.Add(pic)
	f.Add(putPNG(f, pic, bake.Badge{Kind: bake.OB3, Text: jsonOB3}, bake.Badge{Kind: bake.OB2, Text: jws}))
	f.Add(afterHeader(pic, chunk("iTXt", "openbadges\x00\x01\x00\x00\x00"+deflate(f, jsonOB2))))
	f.Add(afterHeader(pic, chunk("zTXt", "clrcredential\x00\x00"+deflate(f, jsonOB2)), chunk("tEXt", "openbadges\x00"+hosted)))
	f.Fuzz(func(t *testing.T, data []byte) {
		badges, err := bake.FromPNG(bytes.NewReader(data))
		known(t, err)
		if err == nil && len(badges) == 0 {
			t.Error("neither badge nor error")
		}
		badge := bake.Badge{Kind: bake.OB3, Text: jws}
		var out bytes.Buffer
		putErr := bake.PNG(&out, bytes.NewReader(data), badge)
		known(t, putErr)
		if putErr != nil {
			return
		}
		after, err := bake.FromPNG(bytes.NewReader(out.Bytes()))
		if err == nil && after[0] != badge {
			t.Errorf("baked %v, read %v", badge, after[0])
		}
	})
}

func FuzzSVG(f *testing.F) {
	f.Add(svgHead + svgBody)
	f.Add(putSVG(f, svgHead+svgBody, bake.Badge{Kind: bake.OB3, Text: jsonOB3}, bake.Badge{Kind: bake.OB2, Text: jsonOB2, HostedURL: hosted}))
	f.Add(`<?xml version="1.0"?><s:svg xmlns:s="http://www.w3.org/2000/svg"><a:b xmlns:a="x" a:c="d"/><!-- e --></s:svg>`)
	f.Fuzz(func(t *testing.T, drawing string) {
		_, err := bake.FromSVG(strings.NewReader(drawing))
		known(t, err)
		badge := bake.Badge{Kind: bake.OB3, Text: jws}
		var out bytes.Buffer
		err = bake.SVG(&out, strings.NewReader(drawing), badge)
		known(t, err)
		if err != nil {
			return
		}
		after, err := bake.FromSVG(bytes.NewReader(out.Bytes()))
		if err == nil && after[0] != badge {
			t.Errorf("baked %v, read %v", badge, after[0])
		}
		if errors.Is(err, bake.ErrNoBadge) || errors.Is(err, bake.ErrUnsupported) {
			t.Errorf("baked, then read: %v", err)
		}
		var again bytes.Buffer
		if err := bake.SVG(&again, bytes.NewReader(out.Bytes()), badge); err != nil || !bytes.Equal(again.Bytes(), out.Bytes()) {
			t.Errorf("baking again: %v\n%s", err, cmp.Diff(out.String(), again.String()))
		}
	})
}

// known fails the test if err is none of the package's errors.
func known(t *testing.T, err error) {
	t.Helper()
	for _, e := range []error{nil, bake.ErrNoBadge, bake.ErrMultiple, bake.ErrTooLarge, bake.ErrMalformed, bake.ErrUnsupported, bake.ErrBadge} {
		if errors.Is(err, e) {
			return
		}
	}
	t.Errorf("an error of no kind: %v", err)
}
