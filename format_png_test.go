package blazon_test

import (
	"strings"
	"testing"

	"blazon/vc"
)

// TestPicturesNotRead: of a picture that is not read nobody says that the badge in it is
// false, and it is told why, without the names of packages.
func TestPicturesNotRead(t *testing.T) {
	picture := string(bakedSVG(t, ob3(signed(t))))
	more := func(text string) string { return strings.Replace(picture, "</svg>", "<desc>"+text+"</desc></svg>", 1) }
	const unread = "The picture is written in a way that is not read here, so nobody can say what is in it: "
	for name, tt := range map[string]struct {
		input   string
		verdict vc.Verdict
		code    string
		text    string
	}{
		"an SVG that is too large":           {more(strings.Repeat("x", 1<<20)), vc.Indeterminate, vc.ImageTooLarge, "The picture is larger than pictures of badges may be."},
		"with entities, as of Illustrator":   {`<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>` + picture, vc.Indeterminate, vc.UnsupportedFormat, unread + "it has declarations of its own (DOCTYPE with entities)."},
		"in another encoding":                {`<?xml version="1.0" encoding="iso-8859-1"?>` + picture, vc.Indeterminate, vc.UnsupportedFormat, unread + `it is in the encoding "iso-8859-1", and only UTF-8 is read.`},
		"with an entity that is of nobody":   {more("&x;"), vc.Invalid, vc.MalformedInput, "The picture is damaged: line 1: invalid character entity &x;."},
		"a data: address that is too long":   {"data:," + strings.Repeat("x", 12<<20), vc.Indeterminate, vc.LimitExceeded, "The input is larger or more complicated than any real badge."},
		"with bytes behind the end of a PNG": {string(bakedPNG(t, ob3(signed(t)))) + "x", vc.Invalid, vc.MalformedInput, "The picture is damaged: there are bytes after its end."},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := verify(t, []byte(tt.input), nil)
			if c := r.Check(vc.CheckFormat); r.Verdict != tt.verdict || c.Code != tt.code || c.Text != tt.text || c.Remedy == "" {
				t.Errorf("%s %s %q, want %s %s %q", r.Verdict, c.Code, c.Text, tt.verdict, tt.code, tt.text)
			}
		})
	}
}
