package did

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"
	"time"

	"blazon/jsonld"
)

// A JWK is a public key as RFC 7517 writes it, with what it says about itself.
type JWK struct {
	Public    crypto.PublicKey
	KeyID     string // kid
	Algorithm string // alg, or what the kind of key implies: EdDSA, ES256, ES384, RS256
	Issuer    string // iss: Open Badges' mark of a key's owner in a shared key set

	unstated bool // it names no alg, so what it implies is not all it may be used with
	span     span
}

// Counts says why the key does not count at a moment, by what it says of itself: it was
// withdrawn, its end is past, or it is for later. It returns nil of others.
func (k JWK) Counts(now time.Time) error { return k.span.check(k.KeyID, now) }

// Allows reports whether the key may verify what is signed with an algorithm.
func (k JWK) Allows(alg string) bool { return allows(k.Algorithm, k.unstated, k.Public, alg) }

// allows: RFC 7517 4.4 has alg as optional, and an RSA key without it may be used
// with either padding (RFC 7518 3.3 and 3.5).
func allows(own string, unstated bool, pub crypto.PublicKey, alg string) bool {
	_, isRSA := pub.(*rsa.PublicKey)
	return alg != "" && (alg == own || unstated && isRSA && alg == "PS256")
}

// privateMembers are the names under which RFC 7518 keeps secrets.
var privateMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"}

// ParseJWK reads one public key. A key with a private member is refused, for
// then it is nobody's; so is one that is not for verifying signatures (use,
// key_ops) or whose alg does not fit its kind. Whether it counts yet, and still, Counts tells.
func ParseJWK(v *jsonld.Value) (JWK, error) {
	if v.Kind() != jsonld.Object {
		return JWK{}, fmt.Errorf("JWK: %w: not an object", ErrMalformed)
	}
	// OB 3.0 8.2.4.1: a JWK in the header must contain no private key.
	for _, name := range privateMembers {
		if !isUnset(v.Get(name)) {
			return JWK{}, fmt.Errorf("JWK: %w: it contains the private member %q", ErrMalformed, name)
		}
	}
	pub, err := parseJWKPublic(v)
	if err != nil {
		return JWK{}, fmt.Errorf("JWK: %w", err)
	}
	k := JWK{Public: pub, Algorithm: AlgorithmOf(pub), unstated: isUnset(v.Get("alg")), span: spanOf(v)}
	for _, text := range []struct {
		name string
		into *string
	}{{"kid", &k.KeyID}, {"iss", &k.Issuer}, {"alg", &k.Algorithm}} {
		member := v.Get(text.name)
		if isUnset(member) {
			continue
		}
		if !member.IsString() {
			return JWK{}, fmt.Errorf("JWK: %w: %s is not a string", ErrMalformed, text.name)
		}
		*text.into = member.Str()
	}
	if _, ok := pub.(ed25519.PublicKey); ok && k.Algorithm == "Ed25519" {
		k.Algorithm = "EdDSA" // RFC 9864 gave it the other name
	}
	if err := checkUse(v, k); err != nil {
		return JWK{}, fmt.Errorf("JWK: %w", err)
	}
	return k, nil
}

// checkUse: RFC 7517 4.2 to 4.4: use, key_ops and alg restrict a key.
func checkUse(v *jsonld.Value, k JWK) error {
	if use := v.Get("use"); !isUnset(use) && use.Str() != "sig" {
		return fmt.Errorf("%w: its use is %.20q, not sig", ErrKeyUse, use.Str())
	}
	if ops := v.Get("key_ops"); !isUnset(ops) {
		found := false
		for _, op := range ops.Items() {
			found = found || op.Str() == "verify"
		}
		if !found {
			return fmt.Errorf("%w: its key_ops do not include verify", ErrKeyUse)
		}
	}
	_, isRSA := k.Public.(*rsa.PublicKey)
	switch {
	case k.Algorithm == AlgorithmOf(k.Public):
	case isRSA && k.Algorithm == "PS256":
	default:
		return fmt.Errorf("%w: its alg is %.20q, its kind asks for %s", ErrKeyUse, k.Algorithm, AlgorithmOf(k.Public))
	}
	return nil
}

func parseJWKPublic(v *jsonld.Value) (crypto.PublicKey, error) {
	kty, crv := v.Get("kty").Str(), v.Get("crv").Str()
	switch {
	case kty == "OKP" && crv == "Ed25519":
		x, err := jwkBytes(v, "x", 0)
		if err != nil {
			return nil, err
		}
		return decodeEd25519(x)
	case kty == "EC" && crv == "P-256":
		return parseJWKPoint(v, elliptic.P256())
	case kty == "EC" && crv == "P-384":
		return parseJWKPoint(v, elliptic.P384())
	case kty == "RSA":
		return parseJWKRSA(v)
	}
	return nil, fmt.Errorf("%w: kty %.20q, crv %.20q", ErrUnsupported, kty, crv)
}

func parseJWKPoint(v *jsonld.Value, curve elliptic.Curve) (crypto.PublicKey, error) {
	// RFC 7518 6.2.1.2: the full length, with leading zeros.
	size := (curve.Params().BitSize + 7) / 8
	x, err := jwkBytes(v, "x", size)
	if err != nil {
		return nil, err
	}
	y, err := jwkBytes(v, "y", size)
	if err != nil {
		return nil, err
	}
	pub, err := parsePoint(curve, append(append([]byte{4}, x...), y...))
	if err != nil {
		return nil, err
	}
	return pub, nil
}

func parseJWKRSA(v *jsonld.Value) (crypto.PublicKey, error) {
	n, err := jwkBytes(v, "n", 0)
	if err != nil {
		return nil, err
	}
	e, err := jwkBytes(v, "e", 0)
	if err != nil {
		return nil, err
	}
	if len(n) > maxRSABits/8+1 {
		return nil, fmt.Errorf("%w: RSA of more than %d bits", ErrUnsupported, maxRSABits)
	}
	exp := new(big.Int).SetBytes(e)
	if exp.BitLen() > 31 {
		return nil, fmt.Errorf("%w: RSA with an exponent of %d bits", ErrKeyWeak, exp.BitLen())
	}
	pub := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(exp.Int64())}
	if err := checkRSA(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

// jwkBytes decodes a member of a JWK, of the given size unless that is 0.
func jwkBytes(v *jsonld.Value, name string, size int) ([]byte, error) {
	s := v.Get(name).Str()
	if s == "" {
		return nil, fmt.Errorf("%w: no %s", ErrMalformed, name)
	}
	b, err := decodeBase64(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if size != 0 && len(b) != size {
		return nil, fmt.Errorf("%w: %s has %d bytes, want %d", ErrKeyWeak, name, len(b), size)
	}
	return b, nil
}

// EncodeJWK writes pub as a JWK with the required members only, in the order
// of RFC 7638, so that equal keys give equal text. Add kid, alg and iss with
// With where they are wanted.
func EncodeJWK(pub crypto.PublicKey) (*jsonld.Value, error) {
	if err := CheckKey(pub); err != nil {
		return nil, fmt.Errorf("JWK: %w", err)
	}
	member := func(name, s string) jsonld.Member {
		return jsonld.Member{Name: name, Value: jsonld.NewString(s)}
	}
	b64 := base64.RawURLEncoding.EncodeToString
	switch k := pub.(type) {
	case ed25519.PublicKey:
		return jsonld.NewObject(member("crv", "Ed25519"), member("kty", "OKP"), member("x", b64(k))), nil
	case *ecdsa.PublicKey:
		point, err := k.Bytes()
		if err != nil {
			return nil, fmt.Errorf("JWK: %w: %w", ErrKeyWeak, err)
		}
		size := (len(point) - 1) / 2
		return jsonld.NewObject(member("crv", k.Curve.Params().Name), member("kty", "EC"),
			member("x", b64(point[1:1+size])), member("y", b64(point[1+size:]))), nil
	case *rsa.PublicKey:
		return jsonld.NewObject(member("e", b64(big.NewInt(int64(k.E)).Bytes())), member("kty", "RSA"),
			member("n", b64(k.N.Bytes()))), nil
	}
	return nil, fmt.Errorf("JWK: %w: %T", ErrUnsupported, pub)
}

// AlgorithmOf names the one JOSE algorithm that a key is used with unless it
// says otherwise itself: EdDSA, ES256, ES384, RS256; empty for other keys.
func AlgorithmOf(pub crypto.PublicKey) string {
	switch k := pub.(type) {
	case ed25519.PublicKey:
		return "EdDSA"
	case *rsa.PublicKey:
		return "RS256"
	case *ecdsa.PublicKey:
		switch k.Curve {
		case elliptic.P256():
			return "ES256"
		case elliptic.P384():
			return "ES384"
		}
	}
	return ""
}
