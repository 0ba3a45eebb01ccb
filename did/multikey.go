package did

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"fmt"
)

// multikeys are the kinds of public key that a Multikey may hold here, by the
// two bytes that begin it.
//
// Controlled Identifiers 2.2.2: the header is the varint of the multicodec code.
var multikeys = []struct {
	name   string
	header [2]byte
	size   int
	decode func(b []byte) (crypto.PublicKey, error)
	encode func(pub crypto.PublicKey) ([]byte, bool)
}{
	{"Ed25519", [2]byte{0xed, 0x01}, ed25519.PublicKeySize, decodeEd25519, encodeEd25519},
	{"P-256", [2]byte{0x80, 0x24}, 33, decodeCompressed(elliptic.P256()), encodeCompressed(elliptic.P256())},
	{"P-384", [2]byte{0x81, 0x24}, 49, decodeCompressed(elliptic.P384()), encodeCompressed(elliptic.P384())},
}

const maxMultikey = 2 + 49 // the longest of multikeys

// EncodeMultikey writes a public key in the form of publicKeyMultibase: z6Mk…
// for Ed25519, zDn… for P-256, z82… for P-384. RSA has no such form; use a JWK.
func EncodeMultikey(pub crypto.PublicKey) (string, error) {
	if err := CheckKey(pub); err != nil {
		return "", err
	}
	for _, m := range multikeys {
		if b, ok := m.encode(pub); ok {
			return EncodeMultibase(append(m.header[:], b...)), nil
		}
	}
	return "", fmt.Errorf("multikey: %w: %T has no Multikey form here", ErrUnsupported, pub)
}

// DecodeMultikey reads what EncodeMultikey writes. Each key has exactly one
// text: any other is refused, and so are keys that CheckKey calls weak.
func DecodeMultikey(s string) (crypto.PublicKey, error) {
	if s == "" || s[0] != 'z' {
		// Controlled Identifiers 2.2.2: a Multikey is base58btc.
		return nil, fmt.Errorf("multikey: %w: it begins with z", ErrMalformed)
	}
	b, err := DecodeMultibase(s, maxMultikey)
	if err != nil {
		return nil, fmt.Errorf("multikey: %w", err)
	}
	for _, m := range multikeys {
		body, ok := bytes.CutPrefix(b, m.header[:])
		if !ok {
			continue
		}
		if len(body) != m.size {
			return nil, fmt.Errorf("multikey: %w: an %s key has %d bytes, this one %d", ErrKeyWeak, m.name, m.size, len(body))
		}
		pub, err := m.decode(body)
		if err != nil {
			return nil, fmt.Errorf("multikey: %w", err)
		}
		return pub, nil
	}
	return nil, fmt.Errorf("multikey: %w: it is neither an Ed25519, P-256 nor P-384 public key", ErrUnsupported)
}

func decodeEd25519(b []byte) (crypto.PublicKey, error) {
	pub := ed25519.PublicKey(bytes.Clone(b))
	if err := CheckKey(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

func encodeEd25519(pub crypto.PublicKey) ([]byte, bool) {
	k, ok := pub.(ed25519.PublicKey)
	return k, ok
}

// decodeCompressed reads a point of curve from SEC 1 compressed form.
func decodeCompressed(curve elliptic.Curve) func([]byte) (crypto.PublicKey, error) {
	return func(b []byte) (crypto.PublicKey, error) {
		x, y := elliptic.UnmarshalCompressed(curve, b)
		if x == nil {
			return nil, fmt.Errorf("%w: not a point of %s", ErrKeyWeak, curve.Params().Name)
		}
		size := (curve.Params().BitSize + 7) / 8
		point := make([]byte, 1+2*size)
		point[0] = 4
		x.FillBytes(point[1 : 1+size])
		y.FillBytes(point[1+size:])
		return parsePoint(curve, point)
	}
}

func encodeCompressed(curve elliptic.Curve) func(crypto.PublicKey) ([]byte, bool) {
	return func(pub crypto.PublicKey) ([]byte, bool) {
		k, ok := pub.(*ecdsa.PublicKey)
		if !ok || k.Curve != curve {
			return nil, false
		}
		point, err := k.Bytes()
		if err != nil {
			return nil, false
		}
		size := (len(point) - 1) / 2
		return append([]byte{2 + point[len(point)-1]&1}, point[1:1+size]...), true
	}
}

// parsePoint reads a point in SEC 1 uncompressed form; it must lie on curve.
func parsePoint(curve elliptic.Curve, point []byte) (*ecdsa.PublicKey, error) {
	pub, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	if err != nil {
		return nil, fmt.Errorf("%w: not a point of %s", ErrKeyWeak, curve.Params().Name)
	}
	return pub, nil
}
