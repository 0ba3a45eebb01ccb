package jsonld

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// NQuads returns the dataset as N-Quads: a line a quad, in the order of d, each
// in canonical form (RDFC-1.0 appendix A).
func (d *Dataset) NQuads() []byte {
	var b []byte
	for i := range d.Quads {
		b = appendQuad(b, &d.Quads[i])
	}
	return b
}

func appendQuad(b []byte, q *Quad) []byte {
	b = append(appendTerm(b, &q.Subject), ' ')
	b = append(appendTerm(b, &q.Predicate), ' ')
	b = append(appendTerm(b, &q.Object), ' ')
	if q.Graph.Kind != NoTerm {
		b = append(appendTerm(b, &q.Graph), ' ')
	}
	return append(b, '.', '\n')
}

func appendTerm(b []byte, t *Term) []byte {
	switch t.Kind {
	case IRI:
		b = append(b, '<')
		b = append(b, t.Value...)
		return append(b, '>')
	case BlankNode:
		b = append(b, '_', ':')
		return append(b, t.Value...)
	default: // a literal
	}
	b = append(appendEscaped(append(b, '"'), t.Value), '"')
	switch {
	case t.Language != "":
		b = append(b, '@')
		b = append(b, t.Language...)
	case t.Datatype != xsdString && t.Datatype != "":
		b = append(b, '^', '^', '<')
		b = append(b, t.Datatype...)
		b = append(b, '>')
	}
	return b
}

// escapes holds, for each byte that canonical N-Quads escape, how: RDFC-1.0 A,
// a letter where there is one, \u with upper-case digits for other controls.
var escapes = func() (table [256]string) {
	for c := range 0x20 {
		table[c] = fmt.Sprintf(`\u%04X`, c)
	}
	table[0x7F] = `\u007F`
	for c, s := range map[byte]string{'\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`, '"': `\"`, '\\': `\\`} {
		table[c] = s
	}
	return table
}()

func appendEscaped(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		if e := escapes[s[i]]; e != "" {
			b = append(b, s[start:i]...)
			b = append(b, e...)
			start = i + 1
		}
	}
	return append(b, s[start:]...)
}

// ParseNQuads reads RDF 1.1 N-Quads. A quad that comes twice is kept once. The
// error is a *SyntaxError.
func ParseNQuads(data []byte) (*Dataset, error) { return parseNQuads(data, false) }

// parseNQuads reads generalized RDF, in which a blank node may be a predicate,
// if asked to.
func parseNQuads(data []byte, generalized bool) (*Dataset, error) {
	if !utf8.Valid(data) {
		return nil, &SyntaxError{Text: "these N-Quads are not UTF-8"}
	}
	r := nquadReader{src: string(data), generalized: generalized}
	d := &Dataset{}
	seen := make(map[Quad]struct{})
	for r.skipLines(); r.pos < len(r.src); r.skipLines() {
		q, err := r.quad()
		if err != nil {
			return nil, &SyntaxError{Offset: int64(r.pos), Text: "these N-Quads are wrong: " + err.Error()}
		}
		if _, twice := seen[q]; !twice {
			seen[q] = struct{}{}
			d.Quads = append(d.Quads, q)
		}
	}
	return d, nil
}

// nquadReader reads statements from src at pos.
type nquadReader struct {
	src         string
	pos         int
	generalized bool
}

// skipLines skips empty lines and comments.
func (r *nquadReader) skipLines() {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ' ', '\t', '\r', '\n':
			r.pos++
		case '#':
			r.skipComment()
		default:
			return
		}
	}
}

func (r *nquadReader) skipComment() {
	if n := strings.IndexAny(r.src[r.pos:], "\r\n"); n >= 0 {
		r.pos += n
	} else {
		r.pos = len(r.src)
	}
}

func (r *nquadReader) quad() (q Quad, err error) {
	if q.Subject, err = r.term(); err != nil {
		return q, err
	}
	if q.Predicate, err = r.term(); err != nil {
		return q, err
	}
	if q.Object, err = r.term(); err != nil {
		return q, err
	}
	predicate := q.Predicate.Kind == IRI || r.generalized && q.Predicate.Kind == BlankNode
	if q.Subject.Kind == Literal || !predicate {
		return q, fmt.Errorf("a subject must be an IRI or blank node, a predicate an IRI")
	}
	if r.peek() != '.' {
		if q.Graph, err = r.term(); err != nil {
			return q, err
		}
		if q.Graph.Kind == Literal {
			return q, fmt.Errorf("a graph name must be an IRI or blank node")
		}
	}
	if r.peek() != '.' {
		return q, fmt.Errorf("a statement must end with a full stop")
	}
	r.pos++
	switch r.peek() {
	case '#':
		r.skipComment()
	case '\n', '\r', 0:
	default:
		return q, fmt.Errorf("a statement must end its line")
	}
	return q, nil
}

// peek skips blanks and returns the next byte, 0 at the end.
func (r *nquadReader) peek() byte {
	for r.pos < len(r.src) && (r.src[r.pos] == ' ' || r.src[r.pos] == '\t') {
		r.pos++
	}
	if r.pos == len(r.src) {
		return 0
	}
	return r.src[r.pos]
}

func (r *nquadReader) term() (Term, error) {
	switch r.peek() {
	case '<':
		iri, err := r.iri()
		return Term{Kind: IRI, Value: iri}, err
	case '_':
		label, err := r.label()
		return Term{Kind: BlankNode, Value: label}, err
	case '"':
		return r.literal()
	}
	return Term{}, fmt.Errorf("want an IRI, a blank node or a literal")
}

func (r *nquadReader) iri() (string, error) {
	n := strings.IndexByte(r.src[r.pos:], '>')
	if n < 0 {
		return "", fmt.Errorf("an IRI does not end")
	}
	iri, err := unescape(r.src[r.pos+1:r.pos+n], false)
	if err != nil {
		return "", err
	}
	if !isIRI(iri) {
		return "", fmt.Errorf("%q is not an absolute IRI", shorten(iri))
	}
	r.pos += n + 1
	return iri, nil
}

func (r *nquadReader) label() (string, error) {
	rest, ok := strings.CutPrefix(r.src[r.pos:], "_:")
	if !ok {
		return "", fmt.Errorf("want _: and a label")
	}
	n := 0
	for i, c := range rest {
		if !isLabelRune(c, i == 0) {
			break
		}
		n = i + utf8.RuneLen(c)
	}
	label := strings.TrimRight(rest[:n], ".")
	if label == "" {
		return "", fmt.Errorf("a blank node has no label")
	}
	r.pos += 2 + len(label)
	return label, nil
}

func isLabelRune(c rune, first bool) bool {
	switch {
	case c == '_', '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		return true
	case c == '-', c == '.':
		return !first
	case c == 0xB7, 0x300 <= c && c <= 0x36F, c == 0x203F, c == 0x2040:
		return !first
	}
	// PN_CHARS_BASE
	for _, span := range [...][2]rune{
		{0xC0, 0xD6},
		{0xD8, 0xF6},
		{0xF8, 0x2FF},
		{0x370, 0x37D},
		{0x37F, 0x1FFF},
		{0x200C, 0x200D},
		{0x2070, 0x218F},
		{0x2C00, 0x2FEF},
		{0x3001, 0xD7FF},
		{0xF900, 0xFDCF},
		{0xFDF0, 0xFFFD},
		{0x10000, 0xEFFFF},
	} {
		if span[0] <= c && c <= span[1] {
			return true
		}
	}
	return false
}

func (r *nquadReader) literal() (Term, error) {
	start := r.pos + 1
	end := start
	for ; end < len(r.src) && r.src[end] != '"'; end++ {
		switch r.src[end] {
		case '\n', '\r':
			return Term{}, fmt.Errorf("a literal goes over the end of its line")
		case '\\':
			end++
		}
	}
	if end >= len(r.src) {
		return Term{}, fmt.Errorf("a literal does not end")
	}
	text, err := unescape(r.src[start:end], true)
	if err != nil {
		return Term{}, err
	}
	t := Term{Kind: Literal, Value: text, Datatype: xsdString}
	r.pos = end + 1
	switch rest := r.src[r.pos:]; {
	case strings.HasPrefix(rest, "^^<"):
		r.pos += 2
		t.Datatype, err = r.iri()
	case strings.HasPrefix(rest, "@"):
		n := 1
		for n < len(rest) && (isAlphanumeric(rest[n]) || rest[n] == '-') {
			n++
		}
		t.Language, t.Datatype = rest[1:n], rdfLangString
		if !isLanguageTag(t.Language) {
			err = fmt.Errorf("%q is not a language tag", shorten(t.Language))
		}
		r.pos += n
	}
	return t, err
}

func isAlpha(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isAlphanumeric(c byte) bool { return isAlpha(c) || '0' <= c && c <= '9' }

// isLanguageTag: RDF 1.1 N-Quads LANGTAG, [a-zA-Z]+ ('-' [a-zA-Z0-9]+)*.
func isLanguageTag(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if part == "" {
			return false
		}
		for j := range len(part) {
			if !isAlphanumeric(part[j]) || i == 0 && !isAlpha(part[j]) {
				return false
			}
		}
	}
	return true
}

// unescape replaces UCHAR and, if letters, ECHAR.
func unescape(s string, letters bool) (string, error) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", fmt.Errorf("an escape is cut off")
		}
		if at := strings.IndexByte(`tbnrf"'\`, s[i]); at >= 0 && letters {
			b.WriteByte("\t\b\n\r\f\"'\\"[at])
			continue
		}
		digits := map[byte]int{'u': 4, 'U': 8}[s[i]]
		if digits == 0 || i+digits >= len(s) {
			return "", fmt.Errorf(`\%c is not an escape`, s[i])
		}
		n, err := strconv.ParseUint(s[i+1:i+1+digits], 16, 32)
		char := rune(n) //nolint:gosec // what is too large becomes negative, and is refused
		if err != nil || !utf8.ValidRune(char) {
			return "", fmt.Errorf(`\%s is not a character`, s[i:i+1+digits])
		}
		b.WriteRune(char)
		i += digits
	}
	return b.String(), nil
}
