package did

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"math/big"
	"strings"

	"blazon/jsonld"
)

// maxReckoned bounds the work for the private halves in one key set, in keys of elliptic
// curves.
const maxReckoned = 100

// privateMark names the public key that the member d of a JWK is the private half of, as
// markOf does, and tells the work it was to find out; "" if it is of none. Nothing else
// that the JWK says is asked, but for RSA, whose public half cannot be reckoned.
func privateMark(jwk *jsonld.Value) (mark string, work int) {
	d := jwkPart(jwk, "d")
	switch jwk.Get("crv").Str() {
	case "Ed25519":
		// Some write the public half behind it.
		if len(d) == ed25519.SeedSize || len(d) == ed25519.PrivateKeySize {
			mark = markOf(ed25519.NewKeyFromSeed([]byte(d)[:ed25519.SeedSize]).Public())
		}
		return mark, 1
	case "P-256":
		return pointMarkOf(elliptic.P256(), d), 1
	case "P-384":
		return pointMarkOf(elliptic.P384(), d), 1
	}
	n := jwkPart(jwk, "n")
	if isPrivateRSA(n, jwkPart(jwk, "e"), d) {
		mark = rsaMark(n)
	}
	size := 1 + len(n)*8/minRSABits
	return mark, size * size * size
}

// pointMarkOf names the public key of a private one, with or without zeros before it.
func pointMarkOf(curve elliptic.Curve, d string) string {
	size := (curve.Params().BitSize + 7) / 8
	if d = strings.TrimLeft(d, "\x00"); len(d) > size {
		return ""
	}
	k, err := ecdsa.ParseRawPrivateKey(curve, new(big.Int).SetBytes([]byte(d)).FillBytes(make([]byte, size)))
	if err != nil {
		return ""
	}
	return markOf(k.Public())
}

// isPrivateRSA reports whether d takes back what the public exponent does to a number.
func isPrivateRSA(n, e, d string) bool {
	exp := new(big.Int).SetBytes([]byte(e))
	if len(n) > maxRSABits/8+1 || len(d) > len(n) || exp.BitLen() > 31 {
		return false
	}
	pub := &rsa.PublicKey{N: new(big.Int).SetBytes([]byte(n)), E: int(exp.Int64())}
	if checkRSA(pub) != nil {
		return false
	}
	two := big.NewInt(2)
	x := new(big.Int).Exp(two, exp, pub.N)
	return x.Exp(x, new(big.Int).SetBytes([]byte(d)), pub.N).Cmp(two) == 0
}
