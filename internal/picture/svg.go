package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"blazon/internal/fault"
)

// What an SVG may consist of.
const (
	maxDepth    = 64
	maxElements = 20_000
	maxUses     = 10_000
	maxVisits   = 100_000 // elements when every use is drawn out
	maxPainted  = 4 << 20 // bytes of path data when every use is drawn out
)

// svgSpace is the namespace of SVG.
const svgSpace = "http://www.w3.org/2000/svg"

// A node is an element that we know, with the attributes that we know.
type node struct {
	name  string
	attrs []attr // in the order in which they are written
	kids  []*node
	up    *node
	text  string // of a title, a description or what cannot be drawn
	line  int    // of the file, where it begins
	raw   raw
}

// A raw is what is needed of an element until the style sheets are resolved.
type raw struct {
	element, id, style string
	classes            []string
}

type attr struct{ name, value string }

// get returns the value of an attribute, or "".
func (n *node) get(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (n *node) set(name, value string) {
	for i := range n.attrs {
		if n.attrs[i].name == name {
			n.attrs[i].value = value
			return
		}
	}
	n.attrs = append(n.attrs, attr{name, value})
}

func (n *node) unset(names ...string) {
	n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool { return slices.Contains(names, a.name) })
}

func (n *node) add(kids ...*node) {
	for _, k := range kids {
		k.up = n
	}
	n.kids = append(n.kids, kids...)
}

// A drawing is an SVG that was read: its root and the box that it shows.
type drawing struct {
	root                *node
	x, y, width, height float64
	ids                 map[string]*node
	frames              int // clipping paths that we made
}

// kept says of each element we draw what it is written as: "a" and "switch"
// only hold others together.
var kept = map[string]string{
	"svg": "svg", "g": "g", "a": "g", "switch": "g", "defs": "defs", "symbol": "symbol", "use": "use",
	"path": "path", "rect": "rect", "circle": "circle", "ellipse": "ellipse", "line": "line", "polyline": "polyline", "polygon": "polygon",
	"linearGradient": "linearGradient", "radialGradient": "radialGradient", "stop": "stop", "title": "title", "desc": "desc",
	"clipPath": "clipPath", "mask": "mask",
}

// readSVG reads an uploaded SVG.
func readSVG(data []byte) (*drawing, error) {
	if len(data) > maxSVG {
		return nil, tooLarge(fmt.Errorf("%d bytes", len(data)))
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return nil, damaged(errors.New("not UTF-8"))
	}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("the encoding %q is not UTF-8", label)
	}
	r := reader{dec: dec, d: &drawing{ids: make(map[string]*node)}}
	if err := r.read(); err != nil {
		return nil, err
	}
	if err := r.d.finish(&r.rules); err != nil {
		return nil, err
	}
	return r.d, nil
}

// A reader builds a drawing from tokens.
type reader struct {
	dec      *xml.Decoder
	d        *drawing
	open     []*node // nil for what is left out
	line     int
	sheet    *node // the style element that is open
	rules    sheet
	elements int
	ended    bool
}

func (r *reader) read() error {
	for {
		r.line, _ = r.dec.InputPos()
		tok, err := r.dec.Token()
		if errors.Is(err, io.EOF) {
			if !r.ended {
				return damaged(errors.New("no svg element"))
			}
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			err = r.start(tok)
		case xml.EndElement:
			err = r.end()
		case xml.CharData:
			if n := r.top(); n != nil && (n.name == "title" || n.name == "desc" || n.name == "text" || n.name == "style") {
				n.text += string(tok)
			}
		case xml.Directive:
			err = fault.Field("image", "Line %d of the SVG is a document type declaration (<!DOCTYPE …>), which can be misused. Delete that line in a text editor, or open the file in Inkscape and save it as Plain SVG.", r.line)
		}
		if err != nil {
			return err
		}
	}
}

// top returns the element that is open, or nil if it is left out.
func (r *reader) top() *node {
	if len(r.open) == 0 {
		return nil
	}
	return r.open[len(r.open)-1]
}

func (r *reader) end() error {
	n := r.top()
	r.open = r.open[:len(r.open)-1]
	r.ended = len(r.open) == 0
	if r.sheet == nil || n != r.sheet {
		return nil
	}
	r.sheet = nil
	return r.rules.read(n.text, n.line)
}

func (r *reader) start(tok xml.StartElement) error {
	r.elements++
	if len(r.open) >= maxDepth || r.elements > maxElements {
		return tooLarge(errors.New("too many elements, or too deep"))
	}
	seen := make(map[xml.Name]bool, len(tok.Attr))
	for _, a := range tok.Attr {
		if seen[a.Name] {
			return damaged(fmt.Errorf("the attribute %s is there twice", a.Name.Local))
		}
		seen[a.Name] = true
	}
	if len(r.open) == 0 {
		if r.ended || tok.Name.Space != svgSpace || tok.Name.Local != "svg" {
			return damaged(errors.New("the root is not one svg element"))
		}
		r.d.root = newNode("svg", tok, true)
		r.d.root.line = r.line
		r.open = append(r.open, r.d.root)
		return r.d.box(tok.Attr)
	}
	r.open = append(r.open, r.child(tok, r.top()))
	return nil
}

// child returns the node of an element inside parent, or nil to leave it out.
func (r *reader) child(tok xml.StartElement, parent *node) *node {
	element := tok.Name.Local
	if parent == nil || tok.Name.Space != svgSpace || parent.name == "title" || parent.name == "desc" || parent.name == "style" {
		return nil
	}
	if parent.name == "text" {
		if element == "title" || element == "desc" {
			return nil
		}
		return parent // what is in a text is text
	}
	name, ok := kept[element]
	switch _, shows := cannot[parent.name]; {
	case shows:
		return nil
	case element == "style":
		r.sheet = &node{name: "style", line: r.line}
		if !forScreens(tok.Attr) {
			return nil
		}
		return r.sheet
	case cannot[element] != (advice{}):
		if element == "foreignObject" && parent.raw.element == "switch" {
			return nil // the other branch is for us
		}
		name = element
	case !ok:
		return nil
	}
	n := newNode(name, tok, false)
	n.line = r.line
	parent.add(n)
	if id := n.get("id"); id != "" {
		if r.d.ids[id] == nil {
			r.d.ids[id] = n
		} else {
			n.unset("id") // the first counts
		}
	}
	return n
}

// forScreens reports whether a style element is CSS for what is shown.
func forScreens(attrs []xml.Attr) bool {
	for _, a := range attrs {
		switch v := strings.TrimSpace(a.Value); a.Name.Local {
		case "type":
			if v != "" && !strings.EqualFold(v, "text/css") {
				return false
			}
		case "media":
			if v != "" && v != "all" && v != "screen" {
				return false
			}
		}
	}
	return true
}

// box reads what part of the plane the root shows.
func (d *drawing) box(attrs []xml.Attr) error {
	var box, width, height string
	for _, a := range attrs {
		if a.Name.Space != "" {
			continue
		}
		switch a.Name.Local {
		case "viewBox":
			box = a.Value
		case "width":
			width, _ = length(strings.TrimSpace(a.Value))
		case "height":
			height, _ = length(strings.TrimSpace(a.Value))
		}
	}
	if strings.TrimSpace(box) == "" {
		box = "0 0 " + width + " " + height
	}
	v, ok := fourNumbers(box)
	if !ok || v[2] < 1 || v[3] < 1 || v[2] > 20*v[3] || v[3] > 20*v[2] {
		return fault.Field("image", "The SVG does not say how large it is, or is out of all measure. Give it a viewBox, such as 0 0 400 400.")
	}
	d.x, d.y, d.width, d.height = v[0], v[1], v[2], v[3]
	return nil
}

// write returns the drawing as it is kept. It is made of elements, names and
// values that are known, each written by us.
func (d *drawing) write() []byte {
	var out bytes.Buffer
	d.root.write(&out, true)
	out.WriteByte('\n')
	return out.Bytes()
}

func (n *node) write(out *bytes.Buffer, root bool) {
	out.WriteString("<" + n.name)
	if root {
		out.WriteString(` xmlns="` + svgSpace + `"`)
	}
	for _, a := range n.attrs {
		if attributes[a.name] == nil && (!root || a.name != "viewBox") {
			continue // a hint
		}
		out.WriteString(" " + a.name + `="`)
		_ = xml.EscapeText(out, []byte(a.value)) // a Buffer does not fail
		out.WriteByte('"')
	}
	if len(n.kids) == 0 && n.text == "" {
		out.WriteString("/>")
		return
	}
	out.WriteByte('>')
	_ = xml.EscapeText(out, []byte(n.text))
	for _, k := range n.kids {
		k.write(out, false)
	}
	out.WriteString("</" + n.name + ">")
}
