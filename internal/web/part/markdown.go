package part

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// markdownReader reads CommonMark with tables and strikethrough. HTML within it
// is left out: goldmark does so unless told otherwise.
var markdownReader = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))

// markdownPolicy is what may be on a page of text that others wrote. There are
// no pictures: they would tell their host who reads.
var markdownPolicy = newMarkdownPolicy()

func newMarkdownPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(false)
	return p
}

// clean returns the HTML of Markdown that others wrote, without what could do harm.
func clean(text string) string {
	var b bytes.Buffer
	if err := markdownReader.Convert([]byte(text), &b); err != nil {
		return "<p>" + templ.EscapeString(text) + "</p>"
	}
	out := headings.Replace(b.String())
	out = markdownPolicy.Sanitize(out)
	return strings.ReplaceAll(out, `rel="nofollow noreferrer"`, `rel="ugc nofollow noopener noreferrer"`)
}

// headings moves the headings of a text below the h2 it stands under.
var headings = strings.NewReplacer(
	"<h1>", "<h3>", "</h1>", "</h3>", "<h2>", "<h4>", "</h2>", "</h4>",
	"<h3>", "<h5>", "</h3>", "</h5>", "<h4>", "<h6>", "</h4>", "</h6>",
	"<h5>", "<h6>", "</h5>", "</h6>",
)

// SafeURL returns an address that people may follow: absolute, http or https,
// without a password; anything else is "".
func SafeURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	return u.String()
}

// HostOf returns the host of an address, for people.
func HostOf(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	return u.Host
}

// Brief returns an identifier as a line has room for it. A DID that is a key is
// hundreds of letters which nobody reads; enough are left of it, at both ends, that
// two can be told apart, and what shows it to experts has all of it.
func Brief(id string) string {
	const most, begin, end = 44, 28, 10
	if len(id) <= most || !strings.HasPrefix(id, "did:") {
		return id
	}
	letters := []rune(id)
	if len(letters) <= most {
		return id
	}
	return string(letters[:begin]) + "…" + string(letters[len(letters)-end:])
}

// FirstLine returns the beginning of a text, for lists.
func FirstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	const longest, enough = 160, 8 << 10
	if len(s) > enough {
		s = strings.ToValidUTF8(s[:enough], "")
	}
	if runes := []rune(s); len(runes) > longest {
		return strings.TrimSpace(string(runes[:longest])) + "…"
	}
	return s
}

// Joined is words with a dot between them, without those that are missing.
func Joined(all ...string) string {
	var some []string
	for _, w := range all {
		if w != "" {
			some = append(some, w)
		}
	}
	return strings.Join(some, " · ")
}
