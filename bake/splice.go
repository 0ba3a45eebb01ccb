package bake

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// SVGTo is the function SVG within l.
func (l Limits) SVGTo(w io.Writer, r io.Reader, badges ...Badge) error {
	text, err := l.orDefaults().putSVG(r, badges)
	if err == nil {
		_, err = w.Write(text)
	}
	if err != nil {
		return fmt.Errorf("SVG: %w", err)
	}
	return nil
}

func (l Limits) putSVG(r io.Reader, badges []Badge) ([]byte, error) {
	badges, err := l.prepare(badges)
	if err != nil {
		return nil, err
	}
	d, err := l.readSVG(r)
	if err != nil {
		return nil, err
	}
	if d.doctype {
		return nil, fmt.Errorf("%w: it has a DOCTYPE, which is not allowed: remove the line that begins with <!DOCTYPE", ErrMalformed)
	}
	if d.hidden {
		return nil, fmt.Errorf("%w: one is in a comment", ErrMultiple)
	}
	for i := range badges {
		if n := elementSize(badges[i]); n > l.element() {
			return nil, fmt.Errorf("%w: the %s badge takes %d bytes in XML, %d are allowed", ErrTooLarge, badges[i].Kind, n, l.element())
		}
	}
	return d.with(badges), nil
}

// with returns the drawing with badges as the first children of its root, and
// without the badges of their kinds that were in it.
//
// OB 3.0 SVG: the namespace is declared on svg, and the element follows it
// directly.
func (d *drawing) with(badges []Badge) []byte {
	bound := make(map[string]string) // by the root
	for _, a := range d.root.Attr {
		if a.Name.Space == "xmlns" {
			bound[a.Name.Local] = a.Value
		}
	}
	var declarations, elements bytes.Buffer
	for _, b := range badges {
		p := places[b.Kind.rank()]
		if _, taken := bound[p.prefix]; !taken {
			bound[p.prefix] = p.space
			fmt.Fprintf(&declarations, ` xmlns:%s="%s"`, p.prefix, p.space)
		}
		writeElement(&elements, b, p, bound[p.prefix] == p.space)
	}
	var out bytes.Buffer
	name := d.root.Name.Local
	if d.root.Name.Space != "" {
		name = d.root.Name.Space + ":" + name
	}
	afterName := d.rootAt + len("<") + len(name)
	out.Write(d.text[:afterName])
	out.Write(declarations.Bytes())
	if d.closed {
		out.Write(d.text[afterName : d.rootEnd-len("/>")])
		out.WriteByte('>')
		out.Write(elements.Bytes())
		out.WriteString("</" + name + ">")
	} else {
		out.Write(d.text[afterName:d.rootEnd])
		out.Write(elements.Bytes())
	}
	at := d.rootEnd
	for i := range d.holders {
		h := &d.holders[i]
		if slices.ContainsFunc(badges, func(b Badge) bool { return b.Kind == h.kind }) {
			out.Write(d.text[at:h.start])
			at = h.end
		}
	}
	out.Write(d.text[at:])
	return out.Bytes()
}

// writeElement writes the element that holds b. Where the prefix stands for
// another namespace on the root, the element declares its own.
func writeElement(w *bytes.Buffer, b Badge, p place, declared bool) {
	fmt.Fprintf(w, "<%s:%s", p.prefix, p.local)
	if !declared {
		fmt.Fprintf(w, ` xmlns:%s="%s"`, p.prefix, p.space)
	}
	verify, body := b.Text, ""
	if isJSON(b.Text) {
		verify, body = b.HostedURL, b.Text
	}
	if verify != "" {
		w.WriteString(` verify="`)
		_ = xml.EscapeText(w, []byte(verify)) // a Buffer does not fail
		w.WriteByte('"')
	}
	if body == "" {
		w.WriteString("/>")
		return
	}
	fmt.Fprintf(w, ">%s</%s:%s>", characterData(body), p.prefix, p.local)
}

// elementSize returns how many bytes the element that holds b may take.
func elementSize(b Badge) int {
	var w bytes.Buffer
	writeElement(&w, b, places[b.Kind.rank()], false)
	return w.Len()
}

// characterData returns a CDATA section that a reader of XML reads as JSON text s.
func characterData(s string) string {
	return "<![CDATA[" + strings.NewReplacer(
		// XML 1.0, 2.7 CDATA Sections: the end cannot be inside, so it is divided.
		"]]>", "]]]]><![CDATA[>",
		// XML 1.0, 2.11 End-of-Line Handling: a reader would make this a line feed.
		"\r", "]]>&#13;<![CDATA[",
		// XML 1.0, 2.2 Characters: not allowed, and in JSON only within strings.
		"\uFFFE", `\ufffe`, "\uFFFF", `\uffff`,
	).Replace(s) + "]]>"
}

// agree reports whether url is the address of the OB 2 assertion. One that
// gives no address agrees with any.
func agree(url, assertion string) bool {
	id := hostedID(assertion)
	return id == "" || id == url
}

// alike reports whether two addresses differ at most in what does not matter to which
// badge is meant: encryption, the case of the host, and the usual port.
//
// RFC 3986 6.2.2.1, 6.2.3.
func alike(a, b string) bool {
	plain := func(s string) string {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" {
			return s
		}
		port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
		u.Host = strings.TrimSuffix(strings.ToLower(u.Host), port)
		if u.Scheme == "http" {
			u.Scheme = "https"
		}
		return u.String()
	}
	return plain(a) == plain(b)
}

// hostedID returns the address that an OB 2 assertion gives for itself, or ""
// if it gives none or is not JSON.
func hostedID(assertion string) string {
	var a struct {
		ID     string `json:"id"`
		Verify struct {
			URL string `json:"url"`
		} `json:"verify"` // Open Badges 1.x
	}
	if err := json.Unmarshal([]byte(assertion), &a); err != nil {
		return ""
	}
	if a.Verify.URL != "" && !isURL(a.ID) {
		return a.Verify.URL
	}
	return a.ID
}
