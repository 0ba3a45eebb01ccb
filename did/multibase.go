package did

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// base58 is the alphabet of Bitcoin: digits and letters without 0, O, I and l.
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// EncodeMultibase writes b in base58btc with the prefix z, the form of keys
// and signatures in verifiable credentials.
//
// Controlled Identifiers 2.4: z is base58btc, u is base64url without padding.
func EncodeMultibase(b []byte) string {
	// Five digits at a time, which fit in 32 bits, of four bytes at a time: this
	// runs with every signature.
	const five = 58 * 58 * 58 * 58 * 58
	limbs := make([]uint32, 0, len(b)*8/29+2) // log2(five) > 29
	for rest := b; len(rest) > 0; {
		n, carry := min(4, len(rest)), uint64(0)
		for _, c := range rest[:n] {
			carry = carry<<8 | uint64(c)
		}
		rest = rest[n:]
		for i, limb := range limbs {
			carry += uint64(limb) << (8 * n)
			limbs[i], carry = uint32(carry%five), carry/five
		}
		for ; carry > 0; carry /= five {
			limbs = append(limbs, uint32(carry%five))
		}
	}
	out := make([]byte, 0, 1+len(b)+5*len(limbs))
	out = append(out, 'z')
	for _, c := range b {
		if c != 0 {
			break
		}
		out = append(out, '1')
	}
	zeros := len(out)
	for i := len(limbs) - 1; i >= 0; i-- {
		for power := uint32(58 * 58 * 58 * 58); power > 0; power /= 58 {
			if d := limbs[i] / power % 58; d > 0 || len(out) > zeros {
				out = append(out, base58[d])
			}
		}
	}
	return string(out)
}

// DecodeMultibase reads s, which starts with z (base58btc) or u (base64url
// without padding) and stands for at most limit bytes. Base58 costs the square
// of its length, so the length is looked at before anything is decoded.
func DecodeMultibase(s string, limit int) ([]byte, error) {
	if s == "" {
		return nil, fmt.Errorf("multibase: %w: empty", ErrMalformed)
	}
	body := s[1:]
	switch s[0] {
	case 'z':
		// A byte is at most 1.366 digits: log(256)/log(58).
		if len(body) > limit*137/100+1 {
			return nil, fmt.Errorf("multibase: %w: %d characters, longer than %d bytes can be", ErrMalformed, len(body), limit)
		}
		return decodeBase58(body, limit)
	case 'u':
		if len(body) > base64.RawURLEncoding.EncodedLen(limit) {
			return nil, fmt.Errorf("multibase: %w: %d characters, longer than %d bytes can be", ErrMalformed, len(body), limit)
		}
		return decodeBase64(body)
	}
	return nil, fmt.Errorf("multibase: %w: the first character is %q, want z or u", ErrMalformed, s[:1])
}

func decodeBase58(s string, limit int) ([]byte, error) {
	out := make([]byte, 0, len(s)) // little-endian
	for i := 0; i < len(s); i++ {
		carry := strings.IndexByte(base58, s[i])
		if carry < 0 {
			return nil, fmt.Errorf("base58: %w: character %d is not of its alphabet", ErrMalformed, i+1)
		}
		for j, b := range out {
			carry += int(b) * 58
			out[j] = byte(carry & 0xff)
			carry >>= 8
		}
		for ; carry > 0; carry >>= 8 {
			out = append(out, byte(carry&0xff))
		}
	}
	for i := 0; i < len(s) && s[i] == '1'; i++ {
		out = append(out, 0)
	}
	if len(out) > limit {
		return nil, fmt.Errorf("base58: %w: more than %d bytes", ErrMalformed, limit)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, nil
}

// decodeBase64 reads base64url without padding, line breaks or stray bits at
// the end: each value has one text.
func decodeBase64(s string) ([]byte, error) {
	if strings.ContainsAny(s, "\r\n") { // which the decoder would skip
		return nil, fmt.Errorf("base64url: %w: a line break", ErrMalformed)
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("base64url: %w: %w", ErrMalformed, err)
	}
	return b, nil
}
