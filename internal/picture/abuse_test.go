package picture

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/bake"
	"blazon/internal/fault"
)

// chunk is one chunk of a PNG.
func chunk(name, body string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, name+body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(name+body)))
}

// with puts chunks after the IHDR of a PNG.
func with(png []byte, chunks ...[]byte) []byte {
	const head = 8 + 25
	return slices.Concat(png[:head], bytes.Join(chunks, nil), png[head:])
}

// refused fails unless an upload is refused as a fault of the field.
func refused(t *testing.T, what string, upload []byte) {
	t.Helper()
	p, m := newPictures()
	_, _, err := p.Keep(t.Context(), upload)
	if f := fault.Fields(err); len(f) != 1 || f[0].Field != "image" || f[0].Kind != fault.Invalid {
		t.Errorf("%s: %v", what, err)
	}
	if len(m.data) != 0 {
		t.Errorf("%s: something was kept", what)
	}
}

// keptAs returns what is kept of an upload.
func keptAs(t *testing.T, upload []byte) []byte {
	t.Helper()
	p, _ := newPictures()
	key, _, err := p.Keep(t.Context(), upload)
	if err != nil {
		t.Fatalf("%.200s: %v", upload, err)
	}
	data, err := p.Load(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// inert fails if an SVG has anything in it but elements and attributes that
// only draw.
func inert(t *testing.T, data []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%.300s", err, data)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name.Space != svgSpace || kept[tok.Name.Local] != tok.Name.Local {
				t.Errorf("element %v", tok.Name)
			}
			for _, a := range tok.Attr {
				if a.Name.Local == "xmlns" || tok.Name.Local == "svg" && a.Name.Local == "viewBox" {
					continue
				}
				if a.Name.Local == "style" || a.Name.Local == "class" || attributes[a.Name.Local] == nil || a.Name.Space != "" || strings.Contains(a.Value, ":") || strings.Contains(a.Value, "//") {
					t.Errorf("attribute %v=%q", a.Name, a.Value)
				}
				if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") || strings.Contains(a.Value, "url(") && !strings.HasPrefix(a.Value, "url(#") {
					t.Errorf("an address: %q", a.Value)
				}
			}
		case xml.EndElement, xml.CharData:
		default:
			t.Errorf("%T is in it", tok)
		}
	}
}

func TestAbuse_PNG_01_Upload(t *testing.T) {
	t.Parallel()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 20_000), 20_000)
	bomb := slices.Concat([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", string(head)+"\x08\x06\x00\x00\x00"), chunk("IDAT", ""), chunk("IEND", ""))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	refused(t, "20 000 pixels a side", bomb)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 256<<20 { // other tests run beside
		t.Errorf("it took %d bytes to say so", used)
	}
}

func TestAbuse_PNG_05_Upload(t *testing.T) {
	t.Parallel()
	refused(t, "a page after the end", append(aPNG(t, 40, 40), "<html><script>alert(1)</script>"...))
}

// TestAbuse_PNG_08 proves that no place, name or credential in an upload is
// ever public.
func TestAbuse_PNG_08(t *testing.T) {
	t.Parallel()
	upload := with(aPNG(t, 40, 40),
		chunk("eXIf", "MM\x00*GPS 48.85,2.35"), chunk("tEXt", "Author\x00secret person"),
		chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00<x>secret place</x>"), chunk("tIME", "\x07\xea\x01\x01\x00\x00\x00"))
	got := keptAs(t, upload)
	for _, word := range []string{"eXIf", "GPS", "secret", "tEXt", "iTXt", "tIME"} {
		if bytes.Contains(got, []byte(word)) {
			t.Errorf("%s survived", word)
		}
	}
	var baked bytes.Buffer
	if err := bake.PNG(&baked, bytes.NewReader(aPNG(t, 40, 40)), bake.Badge{Kind: bake.OB3, Text: `{"of":"someone"}`}); err != nil {
		t.Fatal(err)
	}
	if _, err := bake.FromPNG(bytes.NewReader(keptAs(t, baked.Bytes()))); !errors.Is(err, bake.ErrNoBadge) {
		t.Errorf("a badge survived: %v", err)
	}
}

func TestAbuse_PNG_06_Upload(t *testing.T) {
	t.Parallel()
	refused(t, "an unknown critical chunk", with(aPNG(t, 40, 40), chunk("EVIL", "x")))
	refused(t, "two headers", with(aPNG(t, 40, 40), aPNG(t, 40, 40)[8:33]))
	moving := with(aPNG(t, 40, 40), chunk("acTL", "\x00\x00\x00\x02\x00\x00\x00\x00"))
	if bytes.Contains(keptAs(t, moving), []byte("acTL")) {
		t.Error("a moving picture still moves")
	}
}

func TestAbuse_SVG_01(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`<script>alert(1)</script>`, `<script href="https://evil.example/x.js"/>`, `<g onload="alert(1)" onclick="alert(1)"/>`,
		`<set attributeName="onclick" to="alert(1)"/>`, `<a href="#x"><animate attributeName="href" to="javascript:alert(1)"/></a>`,
		`<handler xmlns="http://www.w3.org/2001/xml-events">alert(1)</handler>`, `<g><script><![CDATA[alert(1)]]></script></g>`,
	} {
		got := keptAs(t, []byte(svg(body+square)))
		inert(t, got)
		if bytes.Contains(got, []byte("alert")) {
			t.Errorf("%s became %s", body, got)
		}
	}
}

func TestAbuse_SVG_02(t *testing.T) {
	t.Parallel()
	got := keptAs(t, []byte(svg(`<switch><foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/><form xmlns="http://www.w3.org/1999/xhtml" action="/x"/></foreignObject><g>`+square+`</g></switch>`)))
	inert(t, got)
	if bytes.Contains(got, []byte("evil")) || bytes.Contains(got, []byte("form")) {
		t.Errorf("became %s", got)
	}
}

func TestAbuse_SVG_03(t *testing.T) {
	t.Parallel()
	for _, href := range []string{
		"java&#9;script&#58;alert(1)", "javascript:alert(1)", "data:text/html,x", "data:image/svg+xml,x", "//evil.example#x", "x.svg#a", " #a b", "#",
	} {
		inert(t, keptAs(t, []byte(svg(`<use href="`+href+`"/><use xlink:href="`+href+`"/>`+square))))
	}
	rebound := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:q="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"><use q:href="javascript:x"/><rect width="9" height="9"/></svg>`
	inert(t, keptAs(t, []byte(rebound)))
	for _, source := range []string{"data:image/svg+xml;base64,PHN2Zy8+", "data:image/png;base64,AAAA"} {
		refused(t, source, []byte(svg(`<image href="`+source+`"/>`+square)))
	}
}

// TestAbuse_SVG_04 proves that nothing elsewhere is asked for: no address
// survives, and the painter sees only what survived.
func TestAbuse_SVG_04(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`<use href="//evil.example#x"/>`, `<rect width="9" height="9" fill="url(http://127.0.0.1/x#y)"/>`,
		`<rect width="9" height="9" style="fill:url('https://evil.example#a');background:url(//evil.example)"/>`,
		`<g filter="url(https://evil.example)" mask="url(//evil.example#a)" cursor="url(//evil.example)"/>`,
		`<style>@font-face{font-family:x;src:url(//evil.example)}</style>`,
		`<linearGradient id="a" href="https://evil.example#b"/>`, `<?xml-stylesheet href="https://evil.example/x.css"?>`,
	} {
		got := keptAs(t, []byte(svg(body+square)))
		inert(t, got)
		if bytes.Contains(got, []byte("evil")) || bytes.Contains(got, []byte("127.0")) {
			t.Errorf("%s became %s", body, got)
		}
	}
	for _, body := range []string{
		`<image href="http://127.0.0.1/x"/>`, `<style>@import url(//evil.example);</style>`,
	} {
		refused(t, body, []byte(svg(body+square)))
	}
}

func TestAbuse_SVG_05_Upload(t *testing.T) {
	t.Parallel()
	for _, head := range []string{
		`<!DOCTYPE svg>`, `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>`, `<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">`,
	} {
		refused(t, head, []byte(head+svg(square)))
	}
	refused(t, "an entity of nobody", []byte(svg(`<title>&x;</title>`+square)))
}

func TestAbuse_SVG_06_Upload(t *testing.T) {
	t.Parallel()
	start := time.Now()
	var laughs strings.Builder
	laughs.WriteString(`<defs><g id="a0">` + square + `</g>`)
	for i := 1; i <= 5; i++ {
		fmt.Fprintf(&laughs, `<g id="a%d">%s</g>`, i, strings.Repeat(fmt.Sprintf(`<use href="#a%d"/>`, i-1), 10))
	}
	laughs.WriteString(`</defs><use href="#a5"/>`)
	refused(t, "uses of uses", []byte(svg(laughs.String())))
	refused(t, "a use of itself", []byte(svg(`<g id="a"><use href="#a"/></g>`+square)))
	refused(t, "two of each other", []byte(svg(`<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>`+square)))
	long := `<path id="p" d="M0,0` + strings.Repeat("L1,1 2,2", 10_000) + `"/>`
	refused(t, "long paths used often", []byte(svg(long+strings.Repeat(`<use href="#p"/>`, 500))))
	refused(t, "much of nothing used often", []byte(svg(`<g id="n">`+strings.Repeat("<g/>", 9000)+`</g>`+strings.Repeat(`<use href="#n"/>`, 9000)+square)))
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v to say so", took)
	}
}

func TestAbuse_SVG_07(t *testing.T) {
	t.Parallel()
	start := time.Now()
	refused(t, "deep", []byte(svg(strings.Repeat("<g>", 70)+square+strings.Repeat("</g>", 70))))
	refused(t, "deeper", []byte(svg(strings.Repeat("<g>", 100_000))))
	refused(t, "many", []byte(svg(strings.Repeat("<g/>", 20_001)+square)))
	refused(t, "long", []byte(svg(square+strings.Repeat(" ", maxSVG))))
	refused(t, "a vast frame", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1e9">`+square+`</svg>`))
	refused(t, "a frame of nothing", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 NaN Inf">`+square+`</svg>`))
	refused(t, "far outside", []byte(svg(`<path d="M0,0L900000,900000"/>`)))
	refused(t, "enlarged", []byte(svg(`<g transform="scale(1000)"><g transform="scale(1000)">`+square+`</g></g>`)))
	blur := `<filter id="f"><feGaussianBlur stdDeviation="1e9"/></filter>`
	refused(t, "a filter", []byte(svg(blur+`<g filter="url(#f)">`+square+`</g>`)))
	if got := keptAs(t, []byte(svg(blur+square))); bytes.Contains(got, []byte("Blur")) {
		t.Errorf("a filter that nothing uses became %s", got)
	}
	points := `<path d="M0,0` + strings.Repeat("L9,9 1,5", 120_000) + `" stroke="red" stroke-linejoin="round" stroke-dasharray="0.001"/>`
	if p, _ := newPictures(); true {
		_, _, _ = p.Keep(t.Context(), []byte(svg(points))) // refused or not, but soon
	}
	gradient := `<linearGradient id="g"><stop stop-color="red"/><stop offset="1"/></linearGradient>`
	clip := `<clipPath id="c"><circle r="50"/></clipPath>`
	refused(t, "gradients upon gradients", []byte(svg(gradient+strings.Repeat(`<rect width="90" height="90" fill="url(#g)"/>`, 9000))))
	refused(t, "clips upon clips", []byte(svg(clip+strings.Repeat(`<g clip-path="url(#c)">`+square+`</g>`, 9000))))
	refused(t, "holes upon holes", []byte(svg(`<path fill-rule="evenodd" d="`+strings.Repeat("M0,0H90V90H0Z", 9000)+`"/>`)))
	refused(t, "a clip that cuts itself", []byte(svg(`<clipPath id="c" clip-path="url(#c)"><circle r="5"/></clipPath><g clip-path="url(#c)">`+square+`</g>`)))
	refused(t, "a mask that masks itself", []byte(svg(`<mask id="m"><g mask="url(#m)">`+square+`</g></mask><g mask="url(#m)">`+square+`</g>`)))
	if took := time.Since(start); took > 60*time.Second { // other tests run beside
		t.Errorf("it took %v", took)
	}
}

func TestAbuse_SVG_08(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>`, `<SCRIPT>alert(1)</SCRIPT>`, `<sCrIpT>alert(1)</sCrIpT>`,
		`<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>`, `<x:script>alert(1)</x:script>`, `<!--><script>alert(1)</script>-->`,
		`<title><script>alert(1)</script></title>`, `<desc><![CDATA[<script>alert(1)</script>]]></desc>`, `<?php alert(1) ?>`,
		`<g ONLOAD="alert(1)" x:onload="alert(1)"/>`,
	} {
		inert(t, keptAs(t, []byte(svg(body+square))))
	}
	refused(t, "an attribute twice", []byte(svg(`<g fill="red" fill="blue"/>`+square)))
	refused(t, "another encoding", []byte(`<?xml version="1.0" encoding="UTF-7"?>`+svg(square)))
	refused(t, "not UTF-8", []byte(svg("<title>\xff</title>"+square)))
	refused(t, "UTF-16", []byte("\xff\xfe<\x00s\x00v\x00g\x00"))
	refused(t, "another root", []byte(`<html xmlns="http://www.w3.org/1999/xhtml"><svg/></html>`))
	refused(t, "no namespace", []byte(`<svg viewBox="0 0 9 9">`+square+`</svg>`))
	refused(t, "two roots", []byte(svg(square)+svg(square)))
}

func TestAbuse_SVG_09(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		square, `<title> a &lt;b&gt; &amp;amp; "c" </title>` + square, `<g style="fill: red ; stroke-width:2px" transform="scale(2) rotate(5,1 2)"><circle r="9.50"/></g>`,
		"<path d='M1 1\n L 9,9\tZ' stroke='currentColor'/>", `<rect width="1e1" height="50%" fill="url( '#g' ) red"/><linearGradient id="g"><stop offset="5%"/></linearGradient>`,
		`<desc>]]&gt;</desc>` + square,
	} {
		once := keptAs(t, []byte(svg(body)))
		if twice := keptAs(t, once); !bytes.Equal(once, twice) {
			t.Errorf("once  %s\ntwice %s", once, twice)
		}
	}
}

// TestAbuse_SVG_10_Upload proves that a credential in an upload does not stay.
func TestAbuse_SVG_10_Upload(t *testing.T) {
	t.Parallel()
	body := `<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify="a">{"of":"someone"}</openbadges:credential><!-- {"of":"someone"} -->`
	if got := keptAs(t, []byte(svg(body+body+square))); bytes.Contains(got, []byte("someone")) {
		t.Errorf("it stayed: %s", got)
	}
}

func TestAbuse_HT_10_Upload(t *testing.T) {
	t.Parallel()
	for what, data := range map[string]string{
		"nothing": "", "GIF": "GIF89a", "JPEG": "\xff\xd8\xff\xe0JFIF", "TIFF": "II*\x00", "AVIF": "\x00\x00\x00 ftypavif", "PDF": "%PDF-1.7",
		"EICAR": `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`, "HTML": "<html>svg</html>", "half a PNG": string(aPNG(t, 40, 40)[:60]),
	} {
		refused(t, what, []byte(data))
	}
}

// TestAbuse_SVG_12 proves that a style sheet asks for nothing, hides nothing
// and is gone when it has done its work.
func TestAbuse_SVG_12(t *testing.T) {
	t.Parallel()
	for _, css := range []string{
		`.a{fill:url(https://evil.example/x#y)}`, `.a{background:url(//evil.example);fill:#b3252f}`, `.a{width:expression(alert(1));behavior:url(x.htc)}`,
		`.a{-moz-binding:url("https://evil.example#x")}`, `.a{cursor:url(javascript:alert(1)),auto}`, `@charset "evil";.a{fill:red}`,
		`.a{filter:url(https://evil.example#f);clip-path:url(https://evil.example#c);mask:url(//evil.example#m)}`,
		`@font-face{font-family:x;src:url("//evil.example/f.woff")}.a{font-family:x}`, `.a{content:"</style><script>alert(1)"}`,
		`/* <script>alert(1)</script> evil */ .a{fill:red}`, `<!-- .a{fill:red} -->`, `.a:hover{fill:url(//evil.example)}`,
	} {
		css = strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(css)
		got := keptAs(t, []byte(svg(`<style>`+css+`</style><g class="a">`+square+`</g>`+square)))
		inert(t, got)
		for _, word := range []string{"evil", "alert", "style", "class", "expression"} {
			if bytes.Contains(got, []byte(word)) {
				t.Errorf("%s became %s", css, got)
			}
		}
	}
	for _, css := range []string{
		`@import "//evil.example/x.css";`, `@IMPORT url(//evil.example);`, `@\69mport url(//evil.example);`, `@media screen{.a{fill:red}}`,
		`@keyframes x{from{fill:red}}`, `.a{fill:\75rl(//evil.example)}`, `.a{f\69ll:red}`, `.\61{fill:red}`, `.a{fill:expression(alert(1))}`,
		`.a .b{fill:red}`, `[class=a]{fill:red}`, `.a{fill:red`, `.a{.b{fill:red}}`, `.a{fill:"red}`, `/* .a{fill:red}`, `.a{transform:scale(9)}`, `}{`, `@`, `.a`,
	} {
		refused(t, css, []byte(svg(`<style>`+css+`</style><path class="a b" d="M0 0H9V9Z"/>`+square)))
	}
	refused(t, "an escape in an attribute", []byte(svg(`<path style="fill:\75rl(//evil.example)" d="M0 0H9V9Z"/>`+square)))
}

func TestAbuse_SVG_13(t *testing.T) {
	t.Parallel()
	start := time.Now()
	var many, classes strings.Builder
	for i := range maxSelectors + 1 {
		fmt.Fprintf(&many, ".c%d{fill:red}", i)
	}
	refused(t, "many rules", []byte(svg(`<style>`+many.String()+`</style>`+square)))
	refused(t, "one rule with many selectors", []byte(svg(`<style>`+strings.Repeat(".a,", maxSelectors+1)+`.b{fill:red}</style>`+square)))
	for i := range 3000 {
		fmt.Fprintf(&classes, ".b%d.a,", i)
	}
	refused(t, "many rules for many elements", []byte(svg(`<style>`+classes.String()+`.a{fill:red}</style>`+strings.Repeat(`<g class="a"/>`, 9000)+square)))
	refused(t, "many rules for everything", []byte(svg(`<style>`+strings.Repeat("*,", 3000)+`*{fill:red}</style>`+strings.Repeat(`<g/>`, 9000)+square)))
	refused(t, "much said of many elements", []byte(svg(`<style>*{`+strings.Repeat("fill:red;", 9000)+`}</style>`+strings.Repeat(`<g/>`, 9000)+square)))
	refused(t, "a long sheet", []byte(svg(`<style>.a{fill:red}`+strings.Repeat(" ", maxSVG)+`</style>`+square)))
	refused(t, "a long sheet of brackets", []byte(svg(`<style>`+strings.Repeat("(", maxSVG-2000)+`</style>`+square)))
	refused(t, "a long sheet of comments", []byte(svg(`<style>`+strings.Repeat("/*", maxSVG/2-2000)+`</style>`+square)))
	if got := keptAs(t, []byte(svg(`<style>`+strings.Repeat("/**/", maxSVG/4-2000)+`</style>`+square))); len(got) > 1000 {
		t.Errorf("comments became %d bytes", len(got))
	}
	grown := `<style>.a{stroke-dasharray:` + strings.Repeat("1 ", 90) + `}</style>` + strings.Repeat(`<path class="a" d="M0 0H9V9Z"/>`, 9000)
	refused(t, "a sheet that makes the picture large", []byte(svg(grown)))
	if took := time.Since(start); took > 60*time.Second { // other tests run beside
		t.Errorf("it took %v", took)
	}
}
