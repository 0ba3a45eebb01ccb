package statuslist_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"blazon/statuslist"
)

// pack compresses bytes the way a list is, as many times as asked, without any
// check.
func pack(t testing.TB, bits []byte, times int) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	for range times {
		if _, err := z.Write(bits); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func text(b []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(b) }

func TestAbuse_STA_07(t *testing.T) {
	l := statuslist.New(0)
	if err := l.Set(0, true); err != nil {
		t.Fatal(err)
	}
	s, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	z, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(s, "u"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(z))
	if err != nil {
		t.Fatal(err)
	}
	one := make([]byte, 1)
	if _, err := r.Read(one); err != nil {
		t.Fatal(err)
	}
	if one[0] != 0x80 {
		t.Errorf("the first byte is %#x, want 0x80", one[0])
	}
	back, err := statuslist.Decode(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]bool{0: true, 1: false, 7: false, 8: false} {
		if got, err := back.Get(i); err != nil || got != want {
			t.Errorf("entry %d is %v, %v, want %v", i, got, err, want)
		}
	}
}

func TestListKeepsWhatIsSet(t *testing.T) {
	const size = statuslist.MinEntries + 4321
	l := statuslist.New(size)
	if l.Len() < size || l.Len() >= size+8 {
		t.Fatalf("Len() = %d, want %d, rounded up to whole bytes", l.Len(), size)
	}
	r := rand.New(rand.NewPCG(1, 2))
	want := make(map[int]bool)
	for range 5000 {
		i, on := r.IntN(size), r.IntN(3) > 0
		if err := l.Set(i, on); err != nil {
			t.Fatal(err)
		}
		want[i] = on
	}
	s, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := l.Encode(); again != s {
		t.Error("the same list has two texts")
	}
	back, err := statuslist.Decode(s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range size {
		if got, err := back.Get(i); err != nil || got != want[i] {
			t.Fatalf("entry %d is %v, %v, want %v", i, got, err, want[i])
		}
	}
}

func TestListHasEnds(t *testing.T) {
	if got := statuslist.New(1).Len(); got != statuslist.MinEntries {
		t.Errorf("a list of 1 has %d entries, want %d", got, statuslist.MinEntries)
	}
	if got := statuslist.New(1 << 30).Len(); got != 1<<26 {
		t.Errorf("a list of 2^30 has %d entries, want 2^26", got)
	}
	l := statuslist.New(0)
	for _, i := range []int{-1, statuslist.MinEntries, 1 << 40} {
		if err := l.Set(i, true); !errors.Is(err, statuslist.ErrRange) {
			t.Errorf("Set(%d) = %v", i, err)
		}
		if _, err := l.Get(i); !errors.Is(err, statuslist.ErrRange) {
			t.Errorf("Get(%d) = %v", i, err)
		}
	}
	if err := l.Set(statuslist.MinEntries-1, true); err != nil {
		t.Errorf("the last entry: %v", err)
	}
	if _, err := new(statuslist.List).Get(0); !errors.Is(err, statuslist.ErrRange) {
		t.Errorf("the zero List: %v", err)
	}
}

func TestValuesOfSeveralBits(t *testing.T) {
	l := statuslist.New(0)
	for _, i := range []int{3, 4, 6, 8} { // 00 01 10 10 10
		if err := l.Set(i, true); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []uint64{0, 1, 2, 2, 2, 0} {
		if got, err := l.Value(uint64(i), 2); err != nil || got != want {
			t.Errorf("entry %d of 2 bits is %d, %v, want %d", i, got, err, want)
		}
	}
	if got, err := l.Value(0, 8); err != nil || got != 0b00011010 {
		t.Errorf("entry 0 of 8 bits is %b, %v", got, err)
	}
	if _, err := l.Value(statuslist.MinEntries/2, 2); !errors.Is(err, statuslist.ErrRange) {
		t.Errorf("beyond the end: %v", err)
	}
	if _, err := l.Value(1<<63, 2); !errors.Is(err, statuslist.ErrRange) {
		t.Errorf("an index whose double overflows: %v", err)
	}
	for _, size := range []int{0, -1, 9, 1 << 40} {
		if _, err := l.Value(0, size); !errors.Is(err, statuslist.ErrRange) {
			t.Errorf("entries of %d bits: %v", size, err)
		}
	}
}

func TestAbuse_STA_01(t *testing.T) {
	zeros := func(n int) []byte { return pack(t, make([]byte, n), 1) }
	lie := func(n uint32) []byte { // a member that announces another size
		b := zeros(16 << 10)
		binary.LittleEndian.PutUint32(b[len(b)-4:], n)
		return b
	}
	damaged := zeros(16 << 10)
	damaged[len(damaged)-6] ^= 1 // the checksum
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"a list of 16 KiB", text(zeros(16 << 10)), true},
		{"the longest list", text(zeros(8 << 20)), true},
		{"one byte more", text(zeros(8<<20 + 1)), false},
		{"a list without u, as before the standard", text(zeros(16 << 10))[1:], true},
		{"two members", text(append(zeros(8<<10), zeros(8<<10)...)), false},
		{"bytes behind the member", text(append(zeros(16<<10), 0)), false},
		{"a member that says it is longer", text(lie(16<<10 + 1)), false},
		{"a member that says it is shorter", text(lie(16<<10 - 1)), false},
		{"a member that says it is empty", text(lie(0)), false},
		{"a member that says it has 4 GiB", text(lie(1<<32 - 1)), false},
		{"a damaged checksum", text(damaged), false},
		{"half a member", text(zeros(16 << 10)[:20]), false},
		{"nothing", "", false},
		{"only the prefix", "u", false},
		{"base58", "z1111", false},
		{"no gzip", text(make([]byte, 100)), false},
		{"padding", text(zeros(16<<10)) + "=", false},
		{"a line break", text(zeros(16 << 10))[:20] + "\n" + text(zeros(16 << 10))[20:], false},
		{"1.5 MiB and a character of text", "u" + strings.Repeat("A", 3<<19), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := statuslist.Decode(tt.in)
			if tt.ok && err != nil || !tt.ok && !errors.Is(err, statuslist.ErrInvalidList) {
				t.Errorf("Decode = %v, %v", l != nil, err)
			}
		})
	}
}

// TestAbuse_STA_01_Memory unpacks half a megabyte that stands for 512 MiB.
func TestAbuse_STA_01_Memory(t *testing.T) {
	bomb := text(pack(t, make([]byte, 1<<20), 512))
	packed, err := base64.RawURLEncoding.DecodeString(bomb[1:])
	if err != nil {
		t.Fatal(err)
	}
	binary.LittleEndian.PutUint32(packed[len(packed)-4:], 8<<20) // and the same that claims to be small
	for name, in := range map[string]string{"that says so": bomb, "that hides it": text(packed)} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			if _, err := statuslist.Decode(in); !errors.Is(err, statuslist.ErrInvalidList) {
				t.Errorf("err = %v, want ErrInvalidList", err)
			}
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
				t.Errorf("it took %d MiB", used>>20)
			}
		})
	}
}

// FuzzDecodeRoundTrip: what decodes, encodes to text that decodes to the same.
func FuzzDecodeRoundTrip(f *testing.F) {
	f.Add(text(pack(f, make([]byte, 16<<10), 1)))
	f.Add(text(pack(f, []byte{0x80, 1, 2}, 1)))
	f.Add("uH4sIAAAAAAAA_-3BMQEAAAzDoMy_6cnoA9QFAAAAAAAAAAAAAAAAAAAAbD3uPa2cAEAAAA")
	f.Add("H4sIAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := statuslist.Decode(s)
		if err != nil {
			return
		}
		again, err := l.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := statuslist.Decode(again)
		if err != nil || back.Len() != l.Len() {
			t.Fatalf("%q: %v", again, err)
		}
		for i := range min(l.Len(), 4096) {
			a, _ := l.Get(i)
			if b, _ := back.Get(i); a != b {
				t.Fatalf("entry %d changed", i)
			}
		}
	})
}

// TestPlainBase64: lists of before the standard was finished are in base64 of either
// alphabet, padded or not. With u they are in one.
func TestPlainBase64(t *testing.T) {
	l := statuslist.New(1)
	for i := range 1000 {
		if err := l.Set(i*i%statuslist.MinEntries, true); err != nil {
			t.Fatal(err)
		}
	}
	text, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := base64.RawURLEncoding.DecodeString(text[1:])
	if err != nil {
		t.Fatal(err)
	}
	for name, encoding := range map[string]*base64.Encoding{"std": base64.StdEncoding, "raw": base64.RawStdEncoding, "url": base64.URLEncoding, "raw url": base64.RawURLEncoding} {
		plain := encoding.EncodeToString(packed)
		got, err := statuslist.Decode(plain)
		if err != nil || got.Len() != l.Len() {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := statuslist.Decode("u" + plain); (err == nil) != (name == "raw url") {
			t.Errorf("u and %s: %v", name, err)
		}
	}
}
