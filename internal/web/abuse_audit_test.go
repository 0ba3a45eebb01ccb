package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"blazon/internal/fault"
	"blazon/internal/web/part"
)

// TestAbuse_XSS_02 reads texts that try to be more than text.
func TestAbuse_XSS_02(t *testing.T) {
	elements := []string{"p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a"}
	for _, text := range []string{
		"[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))", "[x](&#106;avascript:alert(1))", "[x](javascript&colon;alert(1))", "[x](\x01javascript:alert(1))",
		"[x](data:text/html,<script>alert(1)</script>)", "[x](vbscript:x)", "[x](//evil.example)", "[x](/\\evil.example)", "<javascript:alert(1)>", "[x](https://good@evil.example)",
		"[x][y]\n\n[y]: javascript:alert(1)", "[y]: https://a.example \"\\\"><script>alert(1)</script>\"\n\n[x][y]", `[x](https://a.example "t\" onmouseover=\"alert(1)")`,
		"<svg/onload=alert(1)>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=javascript:alert(1)>x</a>", "<iframe srcdoc=x>", "<math><mtext></mtext><style><img src=x onerror=alert(1)></style></math>",
		"![x](https://tracker.example/p.png)", "![x](javascript:alert(1))", "<style>*{background:url(//evil.example)}</style>", "<!-- --!><img src=x onerror=alert(1)>", "<?php x ?>", "<![CDATA[<img src=x onerror=alert(1)>]]>",
		"`<img src=x onerror=alert(1)>`", "```\n</code></pre><img src=x onerror=alert(1)>\n```", "```\" onload=\"alert(1)\nx\n```", "| a |\n|---|\n| <img src=x onerror=alert(1)> |", "# <img src=x onerror=alert(1)>", "<p title='\"><img src=x onerror=alert(1)>'>",
		"a\x00b <scr\x00ipt>alert(1)</script>", "\u2028<img src=x onerror=alert(1)>", "1. x\n<ol start=\"1 onload=alert(1)\">",
	} {
		root, err := html.Parse(strings.NewReader(prose(t, text)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type == html.CommentNode {
				t.Errorf("%q has a comment", text)
			}
			if n.Type != html.ElementNode || slices.Contains([]string{"html", "head", "body"}, n.Data) {
				continue
			}
			if !slices.Contains(elements, n.Data) {
				t.Errorf("%q has the element %s: %s", text, n.Data, prose(t, text))
			}
			for _, a := range n.Attr {
				if a.Key == "href" {
					if u, err := url.Parse(a.Val); err != nil || !slices.Contains([]string{"https", "http", "mailto"}, u.Scheme) {
						t.Errorf("%q leads to %q", text, a.Val)
					}
				} else if a.Key != "rel" && a.Key != "start" {
					t.Errorf("%q has the attribute %s=%q", text, a.Key, a.Val)
				}
			}
			if n.Data == "a" && !strings.Contains(prose(t, text), `rel="ugc nofollow noopener noreferrer"`) {
				t.Errorf("%q: %s", text, prose(t, text))
			}
		}
	}
}

// prose returns the HTML of a text on a page that has no other.
func prose(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	if err := new(part.Prose).Markdown(text).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAddressesToFollow: XSS-03, addresses that lead where they do not say.
func TestAddressesToFollow(t *testing.T) {
	for _, s := range []string{
		"javascript:alert(1)", "JAVASCRIPT://a.example/%0aalert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "https:evil.example", "https:///evil.example", "https://good.example@evil.example/", "https://a:b@evil.example/",
		"mailto:a@b.example", "ftp://a.example", " https://a.example", "\x01https://a.example", "ht\ntps://a.example", "", "x",
	} {
		if got := part.SafeURL(s); got != "" {
			t.Errorf("%q may be followed, to %q", s, got)
		}
	}
	if got := part.SafeURL("https://a.example/ä"); got != "https://a.example/%C3%A4" {
		t.Errorf("got %q", got)
	}
}

// TestAbuse_BULK_02 reads lists that are no lists of people.
func TestAbuse_BULK_02(t *testing.T) {
	for name, list := range map[string]string{
		"NUL":                   "ada\x00@school.example, Ada",
		"a NUL in a name":       "ada@school.example, A\x00da",
		"UTF-16":                "a\x00d\x00a\x00@\x00s\x00.\x00e\x00",
		"bad UTF-8":             "ada@school.example, \xff",
		"a cell of 1 MB":        "ada@school.example, " + strings.Repeat("x", 1<<20),
		"a million columns":     "ada@school.example" + strings.Repeat(",", 1_000_000) + "x@y.example",
		"an open quotation":     `"ada@school.example, Ada`,
		"two people":            "ada@school.example, bob@school.example",
		"a list in an address":  "Ada <ada@school.example,eve@school.example>",
		"an address not closed": "Ada <ada@school.example",
		"a header of mail":      "ada@school.example%0aBcc: eve@school.example, Ada",
		"no address":            "Ada Lovelace",
	} {
		start := time.Now()
		p, err := readPeople(list)
		if err == nil && len(p.Ready) > 0 {
			t.Errorf("%s: awarded to %v", name, p.Ready)
		}
		if err == nil && len(p.Lost) == 0 {
			t.Errorf("%s: nothing is said about it", name)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	// BULK-06: the same person twice, however written, is one.
	p, err := readPeople("\ufeffemail;name\r\nada@school.example;Ada\rADA@School.Example;Ada again\n\"ada@school.example\";\"A; B\"")
	if err != nil || len(p.Ready) != 1 || len(p.Twice) != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	var many strings.Builder
	for i := range maxPeople + 1 {
		fmt.Fprintf(&many, "p%d@school.example\n", i)
	}
	if _, err := readPeople(many.String()); !fault.Is(err, fault.Invalid) {
		t.Errorf("%d people: %v", maxPeople+1, err)
	}
}

// TestAbuse_BULK_03 has a table with columns of its own: they are no more than
// part of a name.
func TestAbuse_BULK_03(t *testing.T) {
	p, err := readPeople("email,name,issuer_id,role,status,approved_by\nada@school.example,Ada,i1,owner,revoked,eve")
	if err != nil || len(p.Ready) != 1 || p.Ready[0].Email != "ada@school.example" {
		t.Errorf("%+v, %v", p, err)
	}
}

// FuzzMarkdown: no text makes a page with anything but text and links, or takes long.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# a\n**b** [c](https://d.example)", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "| a |\n|---|\n| b |"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		z := html.NewTokenizer(strings.NewReader(prose(t, text)))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%q took %v", text, took)
		}
		for z.Next() != html.ErrorToken {
			tok := z.Token()
			if tok.Type == html.CommentToken || tok.Type == html.DoctypeToken || slices.Contains([]string{"script", "img", "svg", "iframe", "style", "object", "form", "input", "math"}, tok.Data) && tok.Type != html.TextToken {
				t.Errorf("%q has %v", text, tok)
			}
			for _, a := range tok.Attr {
				if a.Key != "href" && a.Key != "rel" && a.Key != "start" || a.Key == "href" && !strings.HasPrefix(a.Val, "http") && !strings.HasPrefix(a.Val, "mailto:") {
					t.Errorf("%q has %v", text, tok)
				}
			}
		}
	})
}
