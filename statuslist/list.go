package statuslist

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MinEntries is the least number of entries of a list, so that an index
// betrays nothing about the credential that has it.
//
// Bitstring Status List 2.3: at least 131 072 entries (16 KiB).
const MinEntries = 131072

// The greatest lists that are read: 2^26 entries, the bound proposed to the
// W3C working group, and their worst compressed form.
const (
	maxEncoded = 3 << 19 // 1.5 MiB
	maxBytes   = 8 << 20
)

// The kinds of failure; errors of this package wrap exactly one, and ErrShort beside
// ErrInvalidList.
var (
	// ErrMalformed: a credentialStatus or list that is not of its form.
	ErrMalformed = errors.New("malformed status")
	// ErrInvalidList: the list cannot answer: damaged, too short, too large, or
	// kept for another purpose than the entry asks about.
	ErrInvalidList = errors.New("invalid status list")
	// ErrShort: the list has fewer than MinEntries. What it says can be read all the same.
	ErrShort = errors.New("fewer entries than the standard requires")
	// ErrRange: the index is beyond the end of the list.
	ErrRange = errors.New("status index out of range")
)

// A List is a string of bits, one for each credential. Make one with New or
// Decode; the zero List is empty and can neither be set nor read. A List is
// not safe for use by several goroutines while one of them sets.
type List struct{ bits []byte }

// New returns a list of at least the given number of entries, and never fewer
// than MinEntries, all clear. A list cannot be longer than 2^26 entries; what
// is asked beyond that is not given, see Len.
func New(entries int) *List {
	entries = min(max(entries, MinEntries), maxBytes*8)
	return &List{bits: make([]byte, (entries+7)/8)}
}

// Len returns the number of entries.
func (l *List) Len() int { return len(l.bits) * 8 }

// Set sets or clears entry i. The only error is ErrRange.
//
// Bitstring Status List 3.1: index 0 is the most significant bit of the first byte.
func (l *List) Set(i int, on bool) error {
	if i < 0 || i >= l.Len() {
		return fmt.Errorf("set entry %d of %d: %w", i, l.Len(), ErrRange)
	}
	mask := byte(0x80) >> (i % 8)
	if on {
		l.bits[i/8] |= mask
	} else {
		l.bits[i/8] &^= mask
	}
	return nil
}

// Get reads entry i. The only error is ErrRange.
func (l *List) Get(i int) (bool, error) {
	if i < 0 {
		return false, fmt.Errorf("entry %d: %w", i, ErrRange)
	}
	v, err := l.Value(uint64(i), 1)
	return v == 1, err
}

// Value reads entry i of a list whose entries have size bits each, most
// significant bit first.
func (l *List) Value(i uint64, size int) (uint64, error) {
	if size < 1 || size > maxSize || !l.has(i, size) {
		return 0, fmt.Errorf("entry %d of %d bits in a list of %d bits: %w", i, size, l.Len(), ErrRange)
	}
	var v uint64
	start := int(i) * size //nolint:gosec // it is less than the length, an int
	for at := start; at < start+size; at++ {
		v = v<<1 | uint64(l.bits[at/8]>>(7-at%8)&1)
	}
	return v, nil
}

// has reports whether the list has an entry i if each has size bits.
func (l *List) has(i uint64, size int) bool {
	return i < uint64(l.Len()/size) //nolint:gosec // lengths are not negative
}

// SetValue gives entry i of a list whose entries have size bits each a value. Make
// a list of n entries with New(n*size). Errors wrap ErrRange.
func (l *List) SetValue(i uint64, size int, v uint64) error {
	if size < 1 || size > maxSize || !l.has(i, size) || v >= 1<<size {
		return fmt.Errorf("set entry %d of %d bits to %d in a list of %d bits: %w", i, size, v, l.Len(), ErrRange)
	}
	start := int(i) * size //nolint:gosec // it is less than the length, an int
	for bit := range size {
		if err := l.Set(start+bit, v>>(size-1-bit)&1 == 1); err != nil {
			return err
		}
	}
	return nil
}

// Encode compresses the list for encodedList. Equal lists give equal text.
//
// Bitstring Status List 3.3: multibase base64url without padding of GZIP.
func (l *List) Encode() (string, error) {
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return "", fmt.Errorf("encode status list: %w", err)
	}
	if _, err := z.Write(l.bits); err != nil {
		return "", fmt.Errorf("encode status list: %w", err)
	}
	if err := z.Close(); err != nil {
		return "", fmt.Errorf("encode status list: %w", err)
	}
	if base64.RawURLEncoding.EncodedLen(buf.Len()) > maxEncoded {
		return "", fmt.Errorf("encode status list: %w: longer than %d bytes compressed", ErrInvalidList, maxEncoded)
	}
	return "u" + base64.RawURLEncoding.EncodeToString(buf.Bytes()), nil
}

// Decode reads what Encode writes. It refuses text beyond 1.5 MiB, lists beyond
// 8 MiB, more than one gzip member and anything behind it. Lists of before the
// standard was finished lack the prefix u, and may be in plain base64; they are read, too.
func Decode(s string) (*List, error) {
	if len(s) > maxEncoded {
		return nil, fmt.Errorf("decode status list: %w: %d characters, more than %d", ErrInvalidList, len(s), maxEncoded)
	}
	body, ok := strings.CutPrefix(s, "u")
	if !ok && !strings.HasPrefix(s, "H4sI") { // how gzip begins in base64
		return nil, fmt.Errorf("decode status list: %w: it does not begin with u (base64url)", ErrInvalidList)
	}
	if strings.ContainsAny(body, "\r\n") { // which the decoder would skip
		return nil, fmt.Errorf("decode status list: %w: a line break", ErrInvalidList)
	}
	if !ok {
		// Status List 2021 4: base-64, of whichever alphabet, padded or not.
		body = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(body, "="))
	}
	packed, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return nil, fmt.Errorf("decode status list: %w: %w", ErrInvalidList, err)
	}
	bits, err := inflate(packed)
	if err != nil {
		return nil, fmt.Errorf("decode status list: %w: %w", ErrInvalidList, err)
	}
	return &List{bits: bits}, nil
}

// inflate unpacks exactly one gzip member. Its last four bytes tell the size of
// the content (RFC 1952, ISIZE), so memory is taken once and only when the size
// is acceptable; a member that lies about it is refused.
func inflate(packed []byte) ([]byte, error) {
	if len(packed) < 18 { // header and trailer alone
		return nil, errors.New("shorter than any gzip member")
	}
	size := binary.LittleEndian.Uint32(packed[len(packed)-4:])
	if size > maxBytes {
		return nil, fmt.Errorf("%d bytes when unpacked, more than %d", size, maxBytes)
	}
	in := bytes.NewReader(packed)
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	bits := make([]byte, size)
	if _, err := io.ReadFull(z, bits); err != nil {
		return nil, fmt.Errorf("the content is shorter than announced: %w", err)
	}
	// Reading on checks the checksum and that nothing is left.
	if n, err := z.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return nil, errors.New("the content is longer than announced or its checksum is wrong")
	}
	if in.Len() > 0 {
		return nil, errors.New("something follows the compressed list")
	}
	return bits, nil
}
