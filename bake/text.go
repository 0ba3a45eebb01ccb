package bake

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"unicode/utf8"
)

// maxKeyword is how long the keyword of a text chunk may be, and maxTextHead
// how much may stand before the text altogether.
//
// PNG 11.3.3.2 tEXt: Keyword, 1-79 bytes.
const (
	maxKeyword  = 79
	maxTextHead = 1 << 10
)

// keyword looks at the keyword of the text chunk c without reading on, and
// returns the kind of badge it stands for, or 0.
func (w *walker) keyword(c chunk) (Kind, error) {
	head, err := w.r.Peek(min(c.length, maxKeyword+1))
	if err != nil {
		return 0, truncated(err)
	}
	end := bytes.IndexByte(head, 0)
	if end < 1 {
		return 0, fmt.Errorf("%w: chunk %s has no valid keyword", ErrMalformed, c.name)
	}
	for _, p := range places {
		if string(head[:end]) == p.keyword {
			return p.kind, nil
		}
	}
	return 0, nil
}

// badge reads the text chunk c, which holds a badge.
func (w *walker) badge(c chunk) (Badge, error) {
	var body bytes.Buffer
	if err := w.body(&body, c); err != nil {
		return Badge{}, err
	}
	_, rest, _ := bytes.Cut(body.Bytes(), []byte{0})
	text, err := w.text(c.name, rest)
	if err != nil {
		return Badge{}, fmt.Errorf("the %s badge: %w", c.kind, err)
	}
	s := trim(string(text))
	if s == "" {
		return Badge{}, fmt.Errorf("%w: the %s badge is empty", ErrMalformed, c.kind)
	}
	return Badge{Kind: c.kind, Text: s}, nil
}

// text returns what stands after the keyword of a text chunk, as UTF-8.
func (w *walker) text(name string, b []byte) ([]byte, error) {
	var err error
	switch name {
	case "tEXt":
		b, err = w.within(b)
	case "zTXt":
		if len(b) == 0 || b[0] != 0 {
			return nil, fmt.Errorf("%w: its compression is not known", ErrMalformed)
		}
		b, err = w.inflate(b[1:])
	case "iTXt":
		return w.international(b)
	}
	if err == nil && !utf8.Valid(b) {
		// PNG 11.3.3.2 tEXt: Latin-1. Bakers are known to write UTF-8 here, which
		// is told from Latin-1 by being valid.
		b, err = w.within(fromLatin1(b))
	}
	return b, err
}

// international returns the text of an iTXt chunk after its keyword.
//
// PNG 11.3.3.4 iTXt: compression flag, compression method, language tag,
// translated keyword, text.
func (w *walker) international(b []byte) ([]byte, error) {
	if len(b) < 2 || b[0] > 1 || b[1] != 0 {
		return nil, fmt.Errorf("%w: its compression is not known", ErrMalformed)
	}
	compressed := b[0] == 1
	_, b, tagged := bytes.Cut(b[2:], []byte{0})
	_, b, translated := bytes.Cut(b, []byte{0})
	if !tagged || !translated {
		return nil, fmt.Errorf("%w: its chunk is not complete", ErrMalformed)
	}
	var err error
	if compressed {
		b, err = w.inflate(b)
	} else {
		b, err = w.within(b)
	}
	if err == nil && !utf8.Valid(b) {
		return nil, fmt.Errorf("%w: it is not UTF-8 text", ErrMalformed)
	}
	return b, err
}

// within returns b if it is not too large for a badge.
func (w *walker) within(b []byte) ([]byte, error) {
	if len(b) > w.lim.Text {
		return nil, fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, w.lim.Text)
	}
	return b, nil
}

// inflate returns b uncompressed, and stops at the limit whatever b promises.
func (w *walker) inflate(b []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be uncompressed", ErrMalformed)
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(w.lim.Text)+1))
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be uncompressed", ErrMalformed)
	}
	return w.within(out)
}

func fromLatin1(b []byte) []byte {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return []byte(string(out))
}

// writeText writes the chunk that holds b.
//
// OB 3.0 PNG iTXt chunk: uncompressed (flag 0, method 0), language tag and
// translated keyword empty.
func writeText(w *bufio.Writer, b Badge) {
	head := places[b.Kind.rank()].keyword + "\x00\x00\x00\x00\x00"
	length := binary.BigEndian.AppendUint32(nil, uint32(len(head)+len(b.Text))) //nolint:gosec // a badge is at most Limits.Text
	crc := crc32.NewIEEE()
	_, _ = w.Write(length) // an error stays in w until Flush
	for _, part := range []string{"iTXt", head, b.Text} {
		_, _ = io.WriteString(io.MultiWriter(w, crc), part)
	}
	_, _ = w.Write(crc.Sum(nil))
}
