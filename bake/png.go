package bake

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"
)

// signature is how every PNG file begins.
//
// PNG (Third Edition) 5.2 PNG signature.
const signature = "\x89PNG\r\n\x1a\n"

// PNGTo is the function PNG within l.
func (l Limits) PNGTo(w io.Writer, r io.Reader, badges ...Badge) error {
	if err := l.orDefaults().putPNG(w, r, badges); err != nil {
		return fmt.Errorf("PNG: %w", err)
	}
	return nil
}

// FromPNG is the function FromPNG within l.
func (l Limits) FromPNG(r io.Reader) ([]Badge, error) {
	badges, err := l.orDefaults().takePNG(r)
	if err != nil {
		return nil, fmt.Errorf("PNG: %w", err)
	}
	return badges, nil
}

func (l Limits) putPNG(out io.Writer, r io.Reader, badges []Badge) error {
	badges, err := l.prepare(badges)
	if err != nil {
		return err
	}
	wk, err := newWalker(r, l)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	_, _ = w.WriteString(signature) // an error stays in w until Flush
	var seen kinds
	for {
		c, err := wk.next()
		if err == nil {
			err = seen.add(c.kind)
		}
		if err != nil {
			return err
		}
		if slices.ContainsFunc(badges, func(b Badge) bool { return b.Kind == c.kind }) {
			if err := wk.skip(c); err != nil {
				return err
			}
			continue
		}
		if err := wk.copy(w, c); err != nil {
			return err
		}
		if c.name == "IHDR" {
			// PNG 11.3.3.4 iTXt: may be anywhere between IHDR and IEND. Directly
			// after IHDR even a reader that stops at the pixels finds it.
			for _, b := range badges {
				writeText(w, b)
			}
		}
		if c.name == "IEND" {
			return w.Flush()
		}
	}
}

func (l Limits) takePNG(r io.Reader) ([]Badge, error) {
	wk, err := newWalker(r, l)
	if err != nil {
		return nil, err
	}
	var again kinds
	var badges []Badge
	for {
		c, err := wk.next()
		switch {
		case err != nil:
			return nil, err
		case c.kind == 0:
			err = wk.skip(c)
		default:
			badges, err = wk.another(c, badges, &again)
		}
		if err != nil {
			return nil, err
		}
		if c.name == "IEND" {
			return inOrder(badges)
		}
	}
}

// another adds the badge in c. A second of its kind that is the same letter by letter is
// the work of two bakers, and leaves no doubt about which one is meant; a third is not
// even read, since each may be packed.
func (w *walker) another(c chunk, badges []Badge, again *kinds) ([]Badge, error) {
	i := slices.IndexFunc(badges, func(b Badge) bool { return b.Kind == c.kind })
	if i >= 0 {
		if err := again.add(c.kind); err != nil {
			return nil, err
		}
	}
	b, err := w.badge(c)
	switch {
	case err != nil:
		return nil, err
	case i < 0:
		return append(badges, b), nil
	case badges[i] != b:
		return nil, fmt.Errorf("%w: two of kind %s", ErrMultiple, c.kind)
	}
	return badges, nil
}

// A chunk is the head of a PNG chunk; its body has not been read yet.
type chunk struct {
	name   string
	length int
	kind   Kind // the kind of badge in a text chunk, or 0
}

// critical reports whether a reader must know this type of chunk.
//
// PNG 5.4 Chunk naming conventions: the case of the first letter.
func (c chunk) critical() bool { return c.name[0]&0x20 == 0 }

// isText reports whether c is one of the three types of text chunk.
func (c chunk) isText() bool { return c.name == "iTXt" || c.name == "tEXt" || c.name == "zTXt" }

// A walker reads a PNG from chunk to chunk. It holds the picture to the
// standard's rules of length, order, number and checksum, and to the limits,
// without ever looking at the pixels.
type walker struct {
	r       *bufio.Reader
	lim     Limits
	picture int    // bytes read that are not badges
	chunks  int    // chunks read that are not badges
	last    string // the type of the chunk before
	pixels  bool   // IDAT has been seen
	colours bool   // PLTE has been seen
	crc     hash.Hash32
	buf     [16 << 10]byte
}

func newWalker(r io.Reader, l Limits) (*walker, error) {
	w := &walker{r: bufio.NewReader(r), lim: l, picture: len(signature), crc: crc32.NewIEEE()}
	head := w.buf[:len(signature)]
	if _, err := io.ReadFull(w.r, head); err != nil || string(head) != signature {
		if err = notEnd(err); err != nil {
			return nil, err
		}
		return nil, ErrUnsupported
	}
	return w, nil
}

// next reads the head of the next chunk and checks that it may stand here.
func (w *walker) next() (chunk, error) {
	head := w.buf[:8]
	if _, err := io.ReadFull(w.r, head); err != nil {
		return chunk{}, truncated(err)
	}
	length, name := binary.BigEndian.Uint32(head), string(head[4:])
	for _, b := range head[4:] {
		if b|0x20 < 'a' || b|0x20 > 'z' {
			return chunk{}, fmt.Errorf("%w: a chunk has no valid name", ErrMalformed)
		}
	}
	// PNG 5.3 Chunk layout: the length must not exceed 2³¹-1 bytes.
	if length > 1<<31-1 {
		return chunk{}, fmt.Errorf("%w: chunk %s has an impossible length", ErrMalformed, name)
	}
	c := chunk{name: name, length: int(length)}
	if c.length > max(w.lim.PNG, w.lim.Text+maxTextHead) {
		return chunk{}, fmt.Errorf("%w: chunk %s announces %d bytes", ErrTooLarge, name, length)
	}
	if err := w.order(c); err != nil {
		return chunk{}, err
	}
	w.last = name
	if c.isText() {
		var err error
		if c.kind, err = w.keyword(c); err != nil {
			return chunk{}, err
		}
	}
	if err := w.size(c); err != nil {
		return chunk{}, err
	}
	w.crc.Reset()
	_, _ = w.crc.Write([]byte(name))
	return c, nil
}

// order holds c to the rules of what may follow what.
//
// PNG 5.6 Chunk ordering.
func (w *walker) order(c chunk) error {
	wrong := ""
	switch {
	case (w.last == "") != (c.name == "IHDR"):
		wrong = "the header is not exactly at the beginning"
	case c.name == "IHDR" && c.length != 13, c.name == "IEND" && c.length != 0:
		wrong = "chunk " + c.name + " has the wrong length"
	case c.name == "PLTE" && (w.pixels || w.colours):
		wrong = "the palette comes twice or too late"
	case c.name == "IDAT" && w.pixels && w.last != "IDAT":
		wrong = "the pixels are not in one piece"
	case c.name == "IEND" && !w.pixels:
		wrong = "it has no pixels"
	case c.critical() && c.name != "IHDR" && c.name != "PLTE" && c.name != "IDAT" && c.name != "IEND":
		wrong = "chunk " + c.name + " is not known"
	}
	if wrong != "" {
		return fmt.Errorf("%w: %s", ErrMalformed, wrong)
	}
	w.pixels = w.pixels || c.name == "IDAT"
	w.colours = w.colours || c.name == "PLTE"
	return nil
}

// size holds c to the limits before any of its body is read.
func (w *walker) size(c chunk) error {
	if c.kind != 0 {
		if c.length > w.lim.Text+maxTextHead {
			return fmt.Errorf("%w: the %s badge in it has more than %d bytes", ErrTooLarge, c.kind, w.lim.Text)
		}
		return nil
	}
	if w.chunks++; w.chunks > w.lim.Chunks {
		return fmt.Errorf("%w: it has more than %d chunks", ErrTooLarge, w.lim.Chunks)
	}
	if w.picture += 12 + c.length; w.picture > w.lim.PNG {
		return fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, w.lim.PNG)
	}
	return nil
}

// copy writes the chunk c, whose head was read, to out as it is.
func (w *walker) copy(out io.Writer, c chunk) error {
	var head [8]byte
	binary.BigEndian.PutUint32(head[:], uint32(c.length)) //nolint:gosec // at most 2³¹-1, see next
	copy(head[4:], c.name)
	if _, err := out.Write(head[:]); err != nil {
		return err
	}
	if err := w.body(out, c); err != nil {
		return err
	}
	_, err := out.Write(w.crc.Sum(head[:0]))
	return err
}

// skip reads the chunk c and throws it away.
func (w *walker) skip(c chunk) error { return w.body(io.Discard, c) }

// body writes the body of c to out, and checks its checksum and, of the two
// chunks that say so, what it means for the walk.
func (w *walker) body(out io.Writer, c chunk) error {
	for left := c.length; left > 0; {
		part := w.buf[:min(left, len(w.buf))]
		if _, err := io.ReadFull(w.r, part); err != nil {
			return truncated(err)
		}
		if c.name == "IHDR" {
			if err := w.header(part); err != nil {
				return err
			}
		}
		_, _ = w.crc.Write(part)
		if _, err := out.Write(part); err != nil {
			return err
		}
		left -= len(part)
	}
	sum := w.buf[:4]
	if _, err := io.ReadFull(w.r, sum); err != nil {
		return truncated(err)
	}
	if binary.BigEndian.Uint32(sum) != w.crc.Sum32() {
		return fmt.Errorf("%w: the checksum of chunk %s is wrong", ErrMalformed, c.name)
	}
	if c.name == "IEND" {
		return w.end()
	}
	return nil
}

// header checks the body of the IHDR chunk.
func (w *walker) header(b []byte) error {
	width, height := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return fmt.Errorf("%w: its size is impossible", ErrMalformed)
	}
	if max(width, height) > uint32(w.lim.Side) { //nolint:gosec // a limit is small and positive
		return fmt.Errorf("%w: it measures %d × %d pixels, %d × %d are allowed", ErrTooLarge, width, height, w.lim.Side, w.lim.Side)
	}
	return nil
}

// end checks that nothing follows the picture: what follows would be carried
// along unseen, and may be another file altogether.
func (w *walker) end() error {
	_, err := w.r.ReadByte()
	if err == nil {
		return fmt.Errorf("%w: there are bytes after its end", ErrMalformed)
	}
	return notEnd(err)
}

// truncated tells a picture that ends too early from one that cannot be read.
func truncated(err error) error {
	if err = notEnd(err); err != nil {
		return err
	}
	return fmt.Errorf("%w: it ends too early", ErrMalformed)
}

// notEnd returns err unless it only says that there is no more to read.
func notEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
