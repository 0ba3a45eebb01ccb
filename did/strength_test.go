package did_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"slices"
	"testing"

	"blazon/did"
)

func TestAbuse_SIG_13(t *testing.T) {
	point := func(text string) ed25519.PublicKey {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	signed := func(text string) ed25519.PublicKey { // the same y with the other sign of x
		b := point(text)
		b[31] |= 0x80
		return b
	}
	even := rsaPublic(2048)
	even.N.SetBit(even.N, 0, 0)
	one := rsaPublic(2048)
	one.E = 1
	negative := rsaPublic(2048)
	negative.N.Neg(negative.N)
	offCurve := &ecdsa.PublicKey{Curve: elliptic.P256(), X: big.NewInt(1), Y: big.NewInt(1)} //nolint:staticcheck // there is no other way to a point that is none
	infinity := &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int), Y: new(big.Int)}   //nolint:staticcheck // there is no other way to a point that is none
	tests := []struct {
		name string
		pub  crypto.PublicKey
	}{
		{"RSA-512", rsaPublic(512)},
		{"RSA-1024", rsaPublic(1024)},
		{"RSA-2047", rsaPublic(2047)},
		{"an even modulus", even},
		{"a negative modulus", negative},
		{"e=1", one},
		{"e=2", &rsa.PublicKey{N: rsaPublic(2048).N, E: 2}},
		{"no modulus", &rsa.PublicKey{E: 3}},
		{"a nil RSA key", (*rsa.PublicKey)(nil)},
		{"Ed25519 of 31 bytes", ed25519.PublicKey(make([]byte, 31))},
		{"Ed25519 of 33 bytes", ed25519.PublicKey(make([]byte, 33))},
		{"a nil Ed25519 key", ed25519.PublicKey(nil)},
		{"Ed25519, y=1, order 1", point("0100000000000000000000000000000000000000000000000000000000000000")},
		{"Ed25519, y=-1, order 2", point("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")},
		{"Ed25519, y=0, order 4", point("0000000000000000000000000000000000000000000000000000000000000000")},
		{"Ed25519, y=0 with the sign", signed("0000000000000000000000000000000000000000000000000000000000000000")},
		{"Ed25519, order 8", point("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")},
		{"Ed25519, order 8 with the sign", signed("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")},
		{"Ed25519, the other order 8", point("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")},
		{"Ed25519, the other order 8 with the sign", signed("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")},
		{"Ed25519, y=p, which is 0 again", point("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")},
		{"Ed25519, y=p+1, which is 1 again", point("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")},
		{"Ed25519, the greatest y", point("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")},
		{"Ed25519, a y without an x", point("0200000000000000000000000000000000000000000000000000000000000000")},
		{"P-256 off the curve", offCurve},
		{"P-256 at infinity", infinity},
		{"an ECDSA key without a curve", &ecdsa.PublicKey{}},
		{"a nil ECDSA key", (*ecdsa.PublicKey)(nil)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := did.CheckKey(tt.pub); !errors.Is(err, did.ErrKeyWeak) {
				t.Errorf("CheckKey = %v, want ErrKeyWeak", err)
			}
			if k, err := did.Unproven("x", tt.pub); err == nil {
				t.Errorf("Unproven made a key of it: %v", k)
			}
		})
	}
	for name, pub := range map[string]crypto.PublicKey{
		"P-224":    &ecdsa.PublicKey{Curve: elliptic.P224(), X: big.NewInt(1), Y: big.NewInt(1)}, //nolint:staticcheck // there is no other way to a point that is none
		"P-521":    &ecdsa.PublicKey{Curve: elliptic.P521(), X: big.NewInt(1), Y: big.NewInt(1)}, //nolint:staticcheck // the same
		"RSA-8193": rsaPublic(8193),
		"text":     "z6Mk",
		"nothing":  nil,
		"secrets":  []byte("secret"),
	} {
		t.Run(name+" is not supported", func(t *testing.T) {
			if err := did.CheckKey(pub); !errors.Is(err, did.ErrUnsupported) {
				t.Errorf("CheckKey = %v, want ErrUnsupported", err)
			}
		})
	}
}

// TestAbuse_SIG_13_Texts gives the weak keys in each form that keys arrive in.
func TestAbuse_SIG_13_Texts(t *testing.T) {
	small := make([]byte, 32)
	small[0] = 1
	b256 := append([]byte{0x80, 0x24, 0x02}, bytes.Repeat([]byte{0xff}, 32)...) // x > p
	short := multikeyOf([]byte{0xed, 0x01}, make([]byte, 31))
	long := multikeyOf([]byte{0xed, 0x01}, make([]byte, 33))
	for name, s := range map[string]string{
		"Ed25519 of small order": multikeyOf([]byte{0xed, 0x01}, small),
		"Ed25519 of 31 bytes":    short,
		"Ed25519 of 33 bytes":    long,
		"P-256 off the curve":    did.EncodeMultibase(b256),
		"P-256 uncompressed":     multikeyOf([]byte{0x80, 0x24, 0x04}, make([]byte, 46)),
		"P-256 at infinity":      multikeyOf([]byte{0x80, 0x24}, []byte{0}),
	} {
		t.Run("multikey: "+name, func(t *testing.T) {
			if pub, err := did.DecodeMultikey(s); !errors.Is(err, did.ErrKeyWeak) {
				t.Errorf("DecodeMultikey = %v, %v, want ErrKeyWeak", pub, err)
			}
		})
	}
	zero32 := "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for name, s := range map[string]string{
		"Ed25519 of small order": `{"kty":"OKP","crv":"Ed25519","x":"` + zero32 + `"}`,
		"Ed25519 of 3 bytes":     `{"kty":"OKP","crv":"Ed25519","x":"AAAA"}`,
		"P-256 at infinity":      `{"kty":"EC","crv":"P-256","x":"` + zero32 + `","y":"` + zero32 + `"}`,
		"P-256 with a short x":   `{"kty":"EC","crv":"P-256","x":"AAAA","y":"` + zero32 + `"}`,
		"RSA of 24 bits":         `{"kty":"RSA","n":"wAAB","e":"AQAB"}`,
		"RSA with a huge e":      `{"kty":"RSA","n":"wAAB","e":"AQABAQABAQAB"}`,
	} {
		t.Run("JWK: "+name, func(t *testing.T) {
			if k, err := did.ParseJWK(parse(t, s)); !errors.Is(err, did.ErrKeyWeak) {
				t.Errorf("ParseJWK = %v, %v, want ErrKeyWeak", k, err)
			}
		})
	}
	t.Run("PEM: RSA-1024", func(t *testing.T) {
		text := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(rsaPublic(1024))})
		if pub, err := did.ParsePEM(text); !errors.Is(err, did.ErrKeyWeak) {
			t.Errorf("ParsePEM = %v, %v, want ErrKeyWeak", pub, err)
		}
	})
}

func multikeyOf(header, body []byte) string { return did.EncodeMultibase(slices.Concat(header, body)) }

// TestKeysThatAreMadeAreStrong holds CheckKey to the keys that people really have.
func TestKeysThatAreMadeAreStrong(t *testing.T) {
	for range 50 {
		pub, _, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := did.CheckKey(pub); err != nil {
			t.Errorf("%x: %v", pub, err)
		}
	}
	for _, bits := range []int{2048, 3072, 8192} {
		if err := did.CheckKey(rsaPublic(bits)); err != nil {
			t.Errorf("RSA-%d: %v", bits, err)
		}
	}
}
