package text_test

import (
	"strings"
	"testing"
	"time"

	"blazon/internal/text"
)

// TestAbuse_HT_08_Domains: the name of a host is text, and what is made of it can
// be read again.
func TestAbuse_HT_08_Domains(t *testing.T) {
	for _, s := range []string{"\xce.\xce.\xce.\xce0", "\xff.example", "a\xce.example", "\xed\xa0\x80.example", "\ufffd.example", "xn--zn7c.example", "xn--0-p10i.example", "a\x00.example", "\u202e.example"} {
		if name, err := text.Domain(s); err == nil {
			t.Errorf("%q is %q", s, name)
		}
	}
	for s, want := range map[string]string{"Bücher.example": "xn--bcher-kva.example", "XN--BCHER-kva.example": "xn--bcher-kva.example", "school.example": "school.example"} {
		if name, err := text.Domain(s); err != nil || name != want {
			t.Errorf("%q is %q, %v, want %q", s, name, err, want)
		}
	}
}

// TestAbuse_HT_08_LongDomains: a name of very many letters, all of them different, is
// refused before any work is done on it.
func TestAbuse_HT_08_LongDomains(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 {
		b.WriteRune(rune(0x4e00 + i%20_000))
	}
	began := time.Now()
	for _, s := range []string{b.String(), b.String() + ".example", strings.Repeat("ü", 100_000) + ".example"} {
		if name, err := text.Domain(s); err == nil {
			t.Errorf("%d letters are %.40q", len(s), name)
		}
	}
	if took := time.Since(began); took > 100*time.Millisecond {
		t.Errorf("it took %s", took)
	}
	if _, err := text.Domain(strings.Repeat("ü.", 25) + "example"); err != nil {
		t.Errorf("one that is not too long: %v", err)
	}
}

// FuzzDomain: a name that is accepted is accepted as it then is.
func FuzzDomain(f *testing.F) {
	for _, s := range []string{"school.example", "Bücher.example", "xn--bcher-kva.example", "\xce.\xce0", "a..b", "ß.example", "1.2.3.4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := text.Domain(s)
		if err != nil {
			return
		}
		if again, err := text.Domain(name); err != nil || again != name {
			t.Errorf("%q became %q, which became %q, %v", s, name, again, err)
		}
	})
}
