package bake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	svgSpace      = "http://www.w3.org/2000/svg"
	byteOrderMark = "\uFEFF"
	xmlSpace      = " \t\r\n"
)

// FromSVG is the function FromSVG within l.
func (l Limits) FromSVG(r io.Reader) ([]Badge, error) {
	badges, err := l.orDefaults().takeSVG(r)
	if err != nil {
		return nil, fmt.Errorf("SVG: %w", err)
	}
	return badges, nil
}

func (l Limits) takeSVG(r io.Reader) ([]Badge, error) {
	d, err := l.readSVG(r)
	if err != nil {
		return nil, err
	}
	badges := make([]Badge, 0, len(d.holders))
	for _, h := range d.holders {
		b, err := h.badge(l)
		if err != nil {
			return nil, err
		}
		badges = append(badges, b)
	}
	if d.hidden && len(badges) > 0 {
		return nil, fmt.Errorf("%w: another is in a comment", ErrMultiple)
	}
	return inOrder(badges)
}

// A drawing is an SVG text and what matters in it for baking: where its root
// element begins, and which elements hold badges. The text is never changed,
// only cut and joined, so that what is not a badge stays byte for byte.
type drawing struct {
	text    []byte
	root    xml.StartElement
	rootAt  int  // where the start tag of the root begins
	rootEnd int  // where it ends
	closed  bool // the root is an empty element: it has no end tag
	doctype bool
	hidden  bool // a comment holds what looks like a badge
	holders []holder
}

// A holder is an element that holds a badge.
type holder struct {
	kind       Kind
	start, end int // the bytes of the element
	verify     string
	body       strings.Builder
}

// badge returns the badge in h.
//
// OB 3.0 SVG: a JWS is in the attribute verify, JSON is in the body.
// OB 2.0 SVG: a JWS or the URL of a hosted assertion is in verify; the JSON of
// the assertion is in the body.
func (h *holder) badge(l Limits) (Badge, error) {
	verify, body := trim(h.verify), trim(h.body.String())
	b := Badge{Kind: h.kind, Text: body}
	switch {
	case body == "" || body == verify:
		b.Text = verify
	case verify == "":
	case h.kind == OB2 && isURL(verify):
		b.HostedURL = verify
		if id := hostedID(body); id != "" && !alike(verify, id) {
			return Badge{}, ErrDisagree
		} else if id != "" {
			b.HostedURL = id
		}
	default:
		return Badge{}, fmt.Errorf("%w: one in the attribute verify, another in the element", ErrMultiple)
	}
	if b.Text == "" {
		return Badge{}, fmt.Errorf("%w: the %s badge is empty", ErrMalformed, h.kind)
	}
	if len(b.Text) > l.Text {
		return Badge{}, fmt.Errorf("%w: the %s badge in it has more than %d bytes", ErrTooLarge, h.kind, l.Text)
	}
	return b, nil
}

// element returns how many bytes the element of a badge may have: the badge,
// and some room for what XML makes longer.
func (l Limits) element() int { return l.Text + l.Text/4 + maxTextHead }

// readSVG reads and scans the drawing from r.
func (l Limits) readSVG(r io.Reader) (*drawing, error) {
	most := l.SVG + len(places)*l.element()
	text, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return nil, err
	}
	if len(text) > most {
		return nil, fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, most)
	}
	if !IsSVG(text) {
		return nil, ErrUnsupported
	}
	s := scanner{lim: l, drawing: &drawing{text: text}, in: xml.NewDecoder(bytes.NewReader(text))}
	s.in.CharsetReader = func(encoding string, _ io.Reader) (io.Reader, error) {
		s.encoding = encoding
		return nil, ErrUnread
	}
	if err := s.scan(); err != nil {
		return nil, err
	}
	return s.drawing, s.within(len(text))
}

// A scanner walks over the tokens of a drawing. It resolves namespaces itself,
// because it needs the tokens as they stand and where they stand.
type scanner struct {
	lim      Limits
	drawing  *drawing
	in       *xml.Decoder
	elements int
	open     []xml.Name // the names of the open elements, as written
	bound    []binding
	seen     kinds
	inside   bool   // within the last holder
	badges   int    // the bytes of the holders before
	encoding string // the one it says that it is in, if that is not read
}

// A binding is a namespace declaration that is in force at some depth.
type binding struct {
	prefix, space string
	depth         int
}

// maxBindings bounds those in force at once, which are gone through for each element.
const maxBindings = 1024

func (s *scanner) scan() error {
	for {
		start := int(s.in.InputOffset())
		if err := s.within(start); err != nil {
			return err
		}
		tok, err := s.in.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.token(tok, start)
		}
		if syntax := (*xml.SyntaxError)(nil); errors.As(err, &syntax) {
			return fmt.Errorf("%w: line %d: %s", ErrMalformed, syntax.Line, syntax.Msg)
		}
		if s.encoding != "" {
			return fmt.Errorf("%w: it is in the encoding %.40q, and only UTF-8 is read", ErrUnread, s.encoding)
		}
		if err != nil && !isOurs(err) {
			// Such as a version of XML other than 1.0.
			return fmt.Errorf("%w: %s", ErrUnread, strings.TrimPrefix(err.Error(), "xml: "))
		}
		if err != nil {
			return err
		}
	}
	if len(s.open) > 0 || s.drawing.rootEnd == 0 {
		return fmt.Errorf("%w: it ends too early", ErrMalformed)
	}
	return nil
}

// within refuses a drawing that has too many bytes before at, or there a start tag
// of too many attributes. It is asked before each token is read, and not when all
// are: whoever sends the drawing chooses how much that is.
func (s *scanner) within(at int) error {
	if !s.inside && at-s.badges > s.lim.SVG {
		return fmt.Errorf("%w: the drawing has more than %d bytes", ErrTooLarge, s.lim.SVG)
	}
	if attributes(s.drawing.text[at:], s.lim.Attributes) > s.lim.Attributes {
		return fmt.Errorf("%w: an element has more than %d attributes", ErrTooLarge, s.lim.Attributes)
	}
	return nil
}

// attributes counts the values in the start tag that text begins with, if it does,
// up to one more than most.
func attributes(text []byte, most int) int {
	if len(text) < 2 || text[0] != '<' || bytes.IndexByte([]byte("/!?"), text[1]) >= 0 {
		return 0
	}
	for n := range most + 1 {
		from := bytes.IndexAny(text, `"'>`)
		if from < 0 || text[from] == '>' {
			return n
		}
		to := bytes.IndexByte(text[from+1:], text[from])
		if to < 0 {
			return n
		}
		text = text[from+1+to+1:]
	}
	return most + 1
}

func isOurs(err error) bool {
	return errors.Is(err, ErrMalformed) || errors.Is(err, ErrUnread) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrUnsupported) || errors.Is(err, ErrMultiple)
}

// token handles one token, which begins at start.
func (s *scanner) token(tok xml.Token, start int) error {
	switch tok := tok.(type) {
	case xml.StartElement:
		return s.startElement(tok, start)
	case xml.EndElement:
		return s.endElement(tok)
	case xml.CharData:
		switch {
		case s.inside:
			s.holder().body.Write(tok)
		case len(s.open) == 0 && len(bytes.Trim(trimMark(tok, start), xmlSpace)) > 0:
			return fmt.Errorf("%w: there is text outside the drawing", ErrMalformed)
		}
	case xml.Comment:
		if s.inside {
			return fmt.Errorf("%w: there is a comment within the %s badge", ErrMalformed, s.holder().kind)
		}
		s.drawing.hidden = s.drawing.hidden || looksLikeBadge(tok)
	case xml.ProcInst:
		if s.inside {
			return fmt.Errorf("%w: there is an instruction within the %s badge", ErrMalformed, s.holder().kind)
		}
	case xml.Directive:
		return s.directive(tok)
	}
	return nil
}

// directive takes note of a DOCTYPE. One without declarations of its own does
// nothing here, since nothing it names is ever loaded; many drawing programs
// write it. One with declarations could define entities, and is refused.
func (s *scanner) directive(tok xml.Directive) error {
	switch {
	case !bytes.HasPrefix(tok, []byte("DOCTYPE")), s.drawing.doctype, s.drawing.rootEnd > 0:
		return fmt.Errorf("%w: it has a declaration where none may be", ErrMalformed)
	case bytes.ContainsAny(tok, "[]<%&"):
		return fmt.Errorf("%w: it has declarations of its own (DOCTYPE with entities)", ErrUnread)
	}
	s.drawing.doctype = true
	return nil
}

func (s *scanner) startElement(tok xml.StartElement, start int) error {
	if len(s.open) == s.lim.Depth {
		return fmt.Errorf("%w: its elements are nested more than %d deep", ErrTooLarge, s.lim.Depth)
	}
	if s.inside {
		return fmt.Errorf("%w: there is an element within the %s badge", ErrMalformed, s.holder().kind)
	}
	s.open = append(s.open, tok.Name)
	if err := s.declare(tok); err != nil {
		return err
	}
	space, err := s.space(tok.Name.Space)
	if err != nil {
		return err
	}
	if len(s.open) == 1 {
		return s.rootElement(tok, space, start)
	}
	for _, p := range places {
		if space == p.space && tok.Name.Local == p.local {
			if err := s.seen.add(p.kind); err != nil {
				return err
			}
			s.inside = true
			s.drawing.holders = append(s.drawing.holders, holder{kind: p.kind, start: start, verify: attribute(tok, "verify")})
			return nil
		}
	}
	return s.count()
}

// rootElement takes note of the root.
func (s *scanner) rootElement(tok xml.StartElement, space string, start int) error {
	d := s.drawing
	if d.rootEnd > 0 {
		return fmt.Errorf("%w: it has two roots", ErrMalformed)
	}
	if tok.Name.Local != "svg" || space != svgSpace && space != "" {
		return fmt.Errorf("%w: its root element is not svg", ErrUnsupported)
	}
	d.root, d.rootAt, d.rootEnd = tok.Copy(), start, int(s.in.InputOffset())
	d.closed = d.text[d.rootEnd-2] == '/'
	return s.count()
}

// count counts one more element that is not a badge.
func (s *scanner) count() error {
	if s.elements++; s.elements > s.lim.Elements {
		return fmt.Errorf("%w: it has more than %d elements", ErrTooLarge, s.lim.Elements)
	}
	return nil
}

func (s *scanner) endElement(tok xml.EndElement) error {
	depth := len(s.open)
	if depth == 0 || s.open[depth-1] != tok.Name {
		return fmt.Errorf("%w: an element ends that was not open", ErrMalformed)
	}
	s.open = s.open[:depth-1]
	for len(s.bound) > 0 && s.bound[len(s.bound)-1].depth == depth {
		s.bound = s.bound[:len(s.bound)-1]
	}
	if s.inside {
		s.inside = false
		h := s.holder()
		h.end = int(s.in.InputOffset())
		s.badges += h.end - h.start
	}
	return nil
}

// declare notes the namespaces that tok declares, and refuses attributes that
// are given twice.
//
// Namespaces in XML 1.0, 6.3 Uniqueness of Attributes.
func (s *scanner) declare(tok xml.StartElement) error {
	for i, a := range tok.Attr {
		if slices.ContainsFunc(tok.Attr[:i], func(b xml.Attr) bool { return a.Name == b.Name }) {
			return fmt.Errorf("%w: an element has two attributes of one name", ErrMalformed)
		}
		switch {
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			s.bound = append(s.bound, binding{"", a.Value, len(s.open)})
		case a.Name.Space == "xmlns":
			s.bound = append(s.bound, binding{a.Name.Local, a.Value, len(s.open)})
		}
	}
	if len(s.bound) > maxBindings {
		return fmt.Errorf("%w: more than %d namespaces are declared in one place", ErrTooLarge, maxBindings)
	}
	return nil
}

// space returns the namespace that prefix stands for.
func (s *scanner) space(prefix string) (string, error) {
	for _, b := range slices.Backward(s.bound) {
		if b.prefix == prefix {
			return b.space, nil
		}
	}
	if prefix != "" && prefix != "xml" {
		return "", fmt.Errorf("%w: the prefix %q is not declared", ErrMalformed, prefix)
	}
	return "", nil
}

// holder returns the holder that was found last.
func (s *scanner) holder() *holder { return &s.drawing.holders[len(s.drawing.holders)-1] }

// attribute returns the value of the attribute of that name, without prefix.
func attribute(tok xml.StartElement, name string) string {
	for _, a := range tok.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// looksLikeBadge reports whether a program that does not understand comments
// could take a badge out of one.
func looksLikeBadge(comment []byte) bool {
	for _, p := range places {
		if bytes.Contains(comment, []byte(":"+p.local)) || bytes.Contains(comment, []byte("<"+p.local)) {
			return true
		}
	}
	return false
}

// trimMark takes the byte order mark off the beginning of a text.
func trimMark(b []byte, start int) []byte {
	if start > 0 {
		return b
	}
	return bytes.TrimPrefix(b, []byte(byteOrderMark))
}
