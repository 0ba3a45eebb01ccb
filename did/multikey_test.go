package did_test

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"blazon/did"
)

func TestMultibase(t *testing.T) {
	tests := []struct{ name, hex, want string }{
		{"nothing", "", "z"},
		{"a zero", "00", "z1"},
		{"zeros and a one", "000001", "z112"},
		{"a word", hex.EncodeToString([]byte("Hello World!")), "z2NEpo7TZRRrLZSi2U"},
		{"a sentence", hex.EncodeToString([]byte("The quick brown fox jumps over the lazy dog.")), "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"},
		{"the example of the draft with zeros", "0000287fb4cd", "z11233QC4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := hex.DecodeString(tt.hex)
			if err != nil {
				t.Fatal(err)
			}
			if got := did.EncodeMultibase(b); got != tt.want {
				t.Errorf("EncodeMultibase = %q, want %q", got, tt.want)
			}
			got, err := did.DecodeMultibase(tt.want, len(b))
			if err != nil || !bytes.Equal(got, b) {
				t.Errorf("DecodeMultibase = %x, %v, want %s", got, err, tt.hex)
			}
			if len(b) > 0 {
				if got, err := did.DecodeMultibase(tt.want, len(b)-1); !errors.Is(err, did.ErrMalformed) {
					t.Errorf("with a limit one too small: %x, %v", got, err)
				}
			}
		})
	}
}

func TestMultibaseRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":                      "",
		"hexadecimal":                  "f00ff",
		"no prefix":                    "2NEpo7TZRRrLZSi2U",
		"a letter outside of base58":   "z2NEpo0",
		"a space":                      "z2N Epo",
		"padding":                      "uAA==",
		"the other base64":             "u+/+/",
		"bits left over at the end":    "uYR",
		"a line break inside base64":   "uYQ\nYQ",
		"base64 longer than the limit": "u" + strings.Repeat("A", 1000),
	} {
		t.Run(name, func(t *testing.T) {
			if b, err := did.DecodeMultibase(in, 64); !errors.Is(err, did.ErrMalformed) {
				t.Errorf("DecodeMultibase(%.40q) = %x, %v, want ErrMalformed", in, b, err)
			}
		})
	}
	t.Run("base64url is read", func(t *testing.T) {
		if b, err := did.DecodeMultibase("uYWI", 2); err != nil || string(b) != "ab" {
			t.Errorf("got %q, %v", b, err)
		}
	})
}

// TestAbuse_DI_10_Base58 asks for an answer before the work: decoding base58
// takes the square of its length.
func TestAbuse_DI_10_Base58(t *testing.T) {
	text := "z" + strings.Repeat("2", 1<<20)
	start := time.Now()
	if _, err := did.DecodeMultibase(text, 96); !errors.Is(err, did.ErrMalformed) {
		t.Errorf("err = %v, want ErrMalformed", err)
	}
	if d := time.Since(start); d > 500*time.Millisecond {
		t.Errorf("refusing a megabyte took %v", d)
	}
}

func TestMultikey(t *testing.T) {
	tests := []struct {
		name   string
		pub    crypto.PublicKey
		prefix string
	}{
		{"Ed25519", ed(1).Public(), "z6Mk"},
		{"P-256", ec(t, elliptic.P256(), 1).Public(), "zDn"},
		{"P-384", ec(t, elliptic.P384(), 1).Public(), "z82"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := multikey(t, tt.pub)
			if !strings.HasPrefix(s, tt.prefix) {
				t.Errorf("EncodeMultikey = %s, want %s…", s, tt.prefix)
			}
			got, err := did.DecodeMultikey(s)
			if err != nil {
				t.Fatal(err)
			}
			if !got.(interface{ Equal(crypto.PublicKey) bool }).Equal(tt.pub) {
				t.Error("the key changed on the way")
			}
		})
	}
	t.Run("RSA has none", func(t *testing.T) {
		if s, err := did.EncodeMultikey(rsaPublic(2048)); !errors.Is(err, did.ErrUnsupported) {
			t.Errorf("EncodeMultikey = %q, %v", s, err)
		}
	})
}

// TestMultikeyVectors reads the keys of the W3C's own examples.
func TestMultikeyVectors(t *testing.T) {
	for _, file := range []string{"eddsa/keyPair.json", "ecdsa/p256KeyPair.json", "ecdsa/p384KeyPair.json"} {
		t.Run(file, func(t *testing.T) {
			var pair struct{ PublicKeyMultibase string }
			if err := json.Unmarshal(vector(t, file), &pair); err != nil {
				t.Fatal(err)
			}
			pub, err := did.DecodeMultikey(pair.PublicKeyMultibase)
			if err != nil {
				t.Fatal(err)
			}
			if got := multikey(t, pub); got != pair.PublicKeyMultibase {
				t.Errorf("written again it is %s, want %s", got, pair.PublicKeyMultibase)
			}
		})
	}
}

// FuzzMultikeyOneText: whatever decodes, encodes to the same text.
func FuzzMultikeyOneText(f *testing.F) {
	f.Add("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
	f.Add("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP")
	f.Add("z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ")
	f.Add("z111")
	f.Add("uYWI")
	f.Fuzz(func(t *testing.T, s string) {
		pub, err := did.DecodeMultikey(s)
		if err != nil {
			return
		}
		got, err := did.EncodeMultikey(pub)
		if err != nil || got != s {
			t.Errorf("%q decodes, but encodes to %q, %v", s, got, err)
		}
	})
}

// FuzzMultibaseOneText: base58 and base64url have one text for each value.
func FuzzMultibaseOneText(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 1})
	f.Add([]byte("The quick brown fox"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1000 {
			return
		}
		s := did.EncodeMultibase(b)
		got, err := did.DecodeMultibase(s, len(b))
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("%x became %x, %v", b, got, err)
		}
		// As text the same bytes must not have a second reading either.
		if got, err := did.DecodeMultibase(string(b), 1000); err == nil && len(b) > 0 && b[0] == 'z' && did.EncodeMultibase(got) != string(b) {
			t.Errorf("%q has a second text, %q", b, did.EncodeMultibase(got))
		}
	})
}
