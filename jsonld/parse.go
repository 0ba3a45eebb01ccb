package jsonld

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// Limits bound what Parse reads. A field that is zero means its default.
type Limits struct {
	Bytes       int // of the whole text; 4 MiB
	StringBytes int // of one string; 64 KiB. One string that is a data: URI may be as long as the text.
	Depth       int // of arrays and objects within each other; 64
	Members     int // of all objects and arrays together; 20 000
}

// The defaults of Limits.
const (
	defaultBytes       = 4 << 20
	defaultStringBytes = 64 << 10
	defaultDepth       = 64
	defaultMembers     = 20_000
)

// maxSafe is the greatest integer that every reader of JSON understands alike
// (RFC 8259 6).
const maxSafe = 1<<53 - 1

// Parse reads one JSON value. It refuses what two readers could understand
// differently: a name twice in an object, invalid UTF-8, half surrogate pairs,
// anything after the value, integers beyond 2^53-1. The error is a *SyntaxError
// or a *LimitError.
func Parse(data []byte, lim Limits) (*Value, error) {
	p := parsers.Get().(*parser)
	defer p.release()
	p.lim = lim.orDefault()
	return p.parse(data)
}

func (p *parser) parse(data []byte) (*Value, error) {
	if len(data) > p.lim.Bytes {
		return nil, &LimitError{"bytes", p.lim.Bytes}
	}
	// Strings without escapes are parts of this one.
	p.src = string(data)
	p.values.size, p.allMembers.size = len(data)/24, len(data)/28
	p.dec.Reset(bytes.NewBuffer(data))
	v, err := p.value(0)
	if err != nil {
		return nil, p.explain(err)
	}
	if _, err := p.dec.ReadToken(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("there is more after the value")
		}
		return nil, p.explain(err)
	}
	return v, nil
}

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = defaultBytes
	}
	if l.StringBytes == 0 {
		l.StringBytes = defaultStringBytes
	}
	if l.Depth == 0 {
		l.Depth = defaultDepth
	}
	if l.Members == 0 {
		l.Members = defaultMembers
	}
	return l
}

// parser builds the tree of one text.
type parser struct {
	dec     jsontext.Decoder
	src     string
	lim     Limits
	members int
	unsafe  bool // integers of any size
	dataURI bool // one long data: URI was read

	items []*Value // of the arrays being read, a stack
	named []Member // of the objects being read, a stack

	// The tree keeps these: they are never reset.
	values     slab[Value]
	parts      slab[parts]
	allItems   slab[*Value]
	allMembers slab[Member]
}

// parsers keeps the memory of parsers that are done.
var parsers = sync.Pool{New: func() any { return new(parser) }}

func (p *parser) release() {
	if cap(p.items)+cap(p.named) > 1024 {
		return
	}
	clear(p.items[:cap(p.items)])
	clear(p.named[:cap(p.named)])
	p.dec.Reset(new(bytes.Buffer)) // forget the text
	*p = parser{dec: p.dec, items: p.items[:0], named: p.named[:0]}
	parsers.Put(p)
}

// value reads the next value, which lies in depth arrays and objects.
func (p *parser) value(depth int) (*Value, error) {
	switch kind := p.dec.PeekKind(); kind {
	case '{', '[':
		if depth++; depth > p.lim.Depth {
			return nil, &LimitError{"levels", p.lim.Depth}
		}
		if _, err := p.dec.ReadToken(); err != nil {
			return nil, err
		}
		if kind == '{' {
			return p.object(depth)
		}
		return p.array(depth)
	case '"':
		s, err := p.string()
		if err != nil {
			return nil, err
		}
		return p.add(Value{kind: String, text: s}), nil
	case '0':
		return p.number()
	default: // null, true, false, and all that is wrong
		tok, err := p.dec.ReadToken()
		if err != nil {
			return nil, err
		}
		if tok.Kind() == 'n' {
			return p.add(Value{kind: Null}), nil
		}
		return p.add(Value{kind: Bool, yes: tok.Kind() == 't'}), nil
	}
}

func (p *parser) object(depth int) (*Value, error) {
	start := len(p.named)
	for p.dec.PeekKind() == '"' {
		if err := p.count(); err != nil {
			return nil, err
		}
		name, err := p.string()
		if err != nil {
			return nil, err
		}
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		p.named = append(p.named, Member{name, v})
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, err
	}
	object := &p.parts.take(1)[0]
	object.members = p.allMembers.copy(p.named[start:])
	p.named = p.named[:start]
	return p.add(Value{kind: Object, parts: object}), nil
}

func (p *parser) array(depth int) (*Value, error) {
	start := len(p.items)
	for k := p.dec.PeekKind(); k != ']' && k != 0; k = p.dec.PeekKind() {
		if err := p.count(); err != nil {
			return nil, err
		}
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		p.items = append(p.items, v)
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, err
	}
	array := &p.parts.take(1)[0]
	array.items = p.allItems.copy(p.items[start:])
	p.items = p.items[:start]
	return p.add(Value{kind: Array, parts: array}), nil
}

func (p *parser) count() error {
	if p.members++; p.members > p.lim.Members {
		return &LimitError{"members", p.lim.Members}
	}
	return nil
}

// string reads a string: a part of the text, unless it has escapes.
func (p *parser) string() (string, error) {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return "", err
	}
	end := int(p.dec.InputOffset())
	s := p.src[end-len(raw)+1 : end-1]
	if strings.IndexByte(s, '\\') >= 0 {
		b, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return "", err
		}
		s = string(b)
	}
	if len(s) > p.lim.StringBytes {
		if p.dataURI || !strings.HasPrefix(s, "data:") {
			return "", &LimitError{"bytes in a string", p.lim.StringBytes}
		}
		p.dataURI = true
	}
	return s, nil
}

func (p *parser) number() (*Value, error) {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	end := int(p.dec.InputOffset())
	literal := p.src[end-len(raw) : end]
	if len(literal) > p.lim.StringBytes {
		return nil, &LimitError{"digits in a number", p.lim.StringBytes}
	}
	if !p.unsafe && !isSafe(literal) {
		return nil, errors.New("the number " + shorten(literal) + " is too large to be understood alike by all")
	}
	return p.add(Value{kind: Number, text: literal}), nil
}

// isSafe reports whether a number is within what readers agree on: integers
// within 2^53-1, others within a float64.
func isSafe(literal string) bool {
	if len(literal) <= 15 && !strings.ContainsAny(literal, "eE") {
		return true
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil || math.IsInf(f, 0) {
		return false
	}
	if strings.ContainsAny(literal, ".eE") {
		return true
	}
	n, err := strconv.ParseInt(literal, 10, 64)
	return err == nil && -maxSafe <= n && n <= maxSafe
}

func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

func (p *parser) add(v Value) *Value {
	out := &p.values.take(1)[0]
	*out = v
	return out
}

// explain makes an error of jsontext one of ours.
func (p *parser) explain(err error) error {
	var limit *LimitError
	if errors.As(err, &limit) {
		return limit
	}
	out := &SyntaxError{Offset: p.dec.InputOffset(), Pointer: string(p.dec.StackPointer()), Text: err.Error()}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		out.Offset, out.Pointer, out.Text = syntax.ByteOffset, string(syntax.JSONPointer), syntax.Err.Error()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		out.Text = "it ends too early"
	}
	return out
}
