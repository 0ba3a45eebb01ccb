package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
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

// A node is an element that we draw, with the attributes that we know.
type node struct {
	name  string
	attrs []attr // in the order in which they are written
	kids  []*node
	text  string // of a title or a description
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

// A drawing is an SVG that was read: its root and the box that it shows.
type drawing struct {
	root                *node
	x, y, width, height float64
	ids                 map[string]*node
}

// kept says of each element we draw what it is written as: "a" and "switch"
// only hold others together.
var kept = map[string]string{
	"svg": "svg", "g": "g", "a": "g", "switch": "g", "defs": "defs", "symbol": "symbol", "use": "use",
	"path": "path", "rect": "rect", "circle": "circle", "ellipse": "ellipse", "line": "line", "polyline": "polyline", "polygon": "polygon",
	"linearGradient": "linearGradient", "radialGradient": "radialGradient", "stop": "stop", "title": "title", "desc": "desc",
}

// shows names elements that show and that cannot be drawn alike everywhere. To
// leave them out would change the picture without a word.
var shows = map[string]string{
	"text": "text as letters", "image": "a photograph or another picture inside", "style": "a style sheet",
	"mask": "masks", "clipPath": "clipping paths", "pattern": "patterns", "filter": "filters",
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
	if err := r.d.finish(); err != nil {
		return nil, err
	}
	return r.d, nil
}

// A reader builds a drawing from tokens.
type reader struct {
	dec      *xml.Decoder
	d        *drawing
	open     []*node // nil for what is left out
	elements int
	ended    bool
}

func (r *reader) read() error {
	for {
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
			r.open = r.open[:len(r.open)-1]
			r.ended = len(r.open) == 0
		case xml.CharData:
			if n := r.top(); n != nil && (n.name == "title" || n.name == "desc") {
				n.text += string(tok)
			}
		case xml.Directive:
			err = fault.Field("image", "The SVG has a document type declaration, which can be misused. Save it without (as plain or optimized SVG) and choose it again.")
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
	parent := r.top()
	if len(r.open) == 0 {
		if r.ended || tok.Name.Space != svgSpace || tok.Name.Local != "svg" {
			return damaged(errors.New("the root is not one svg element"))
		}
		r.d.root = newNode("svg", tok.Attr)
		r.open = append(r.open, r.d.root)
		return r.d.box(tok.Attr)
	}
	name := kept[tok.Name.Local]
	if what := shows[tok.Name.Local]; what != "" && parent != nil && tok.Name.Space == svgSpace {
		return fault.Field("image", "The SVG uses %s, which not every program shows alike. In your drawing program turn everything into paths (and save as plain SVG), or save it as PNG.", what)
	}
	if parent == nil || tok.Name.Space != svgSpace || name == "" || name == "svg" || (parent.name == "title" || parent.name == "desc") {
		if name == "svg" && parent != nil && tok.Name.Space == svgSpace {
			return fault.Field("image", "The SVG has another SVG inside. Draw them as one, or save it as PNG.")
		}
		r.open = append(r.open, nil)
		return nil
	}
	n := newNode(name, tok.Attr)
	parent.kids = append(parent.kids, n)
	r.open = append(r.open, n)
	if id := n.get("id"); id != "" {
		if r.d.ids[id] != nil {
			return damaged(fmt.Errorf("the id %s is there twice", id))
		}
		r.d.ids[id] = n
	}
	return nil
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
			width = a.Value
		case "height":
			height = a.Value
		}
	}
	if box == "" {
		box = "0 0 " + strings.TrimSuffix(width, "px") + " " + strings.TrimSuffix(height, "px")
	}
	words := strings.FieldsFunc(box, func(c rune) bool { return c == ' ' || c == ',' || c == '\n' || c == '\t' })
	var v [4]float64
	ok := len(words) == len(v)
	for i := range min(len(words), len(v)) {
		f, err := strconv.ParseFloat(words[i], 64)
		ok = ok && err == nil && f >= -maxNumber && f <= maxNumber
		v[i] = f
	}
	if !ok || v[2] < 1 || v[3] < 1 || v[2] > 20*v[3] || v[3] > 20*v[2] {
		return fault.Field("image", "The SVG does not say how large it is, or is out of all measure. Give it a viewBox, such as 0 0 400 400.")
	}
	d.x, d.y, d.width, d.height = v[0], v[1], v[2], v[3]
	return nil
}

// finish checks what can be known only of the whole.
func (d *drawing) finish() error {
	d.root.set("viewBox", number(d.x)+" "+number(d.y)+" "+number(d.width)+" "+number(d.height))
	d.root.set("width", number(d.width))
	d.root.set("height", number(d.height))
	f := &flattener{d: d}
	if err := f.walk(d.root, style{}, 0); err != nil {
		return err
	}
	if len(f.shapes) == 0 {
		return fault.Field("image", "The SVG shows nothing that can be drawn. Turn everything into paths, or save it as PNG.")
	}
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

// number writes a number of a drawing.
func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
