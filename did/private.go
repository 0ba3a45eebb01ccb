package did

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"math/big"
	"slices"
	"strings"

	"blazon/jsonld"
)

// maxReckoned bounds the work for the private halves in one key set: 0.2 s or so, in parts of
// which a key of Ed25519 or P-256 takes one. As many as a set can hold fit in.
const maxReckoned = 10_000

// The work for other keys; that for RSA grows with the cube of the length.
const (
	workP384    = 6
	workRSA1024 = 19
)

// isPrivateJWK reports whether a JWK has more than the public half of a key. Of RSA each other
// member shows it, for they lead to one another.
//
// RFC 7518 6.2.2 and 6.3.2.
func isPrivateJWK(v *jsonld.Value) bool {
	members := []string{"d"}
	if v.Get("kty").Str() == "RSA" {
		members = []string{"d", "p", "q", "dp", "dq", "qi", "oth"}
	}
	return slices.ContainsFunc(members, func(name string) bool { return !isUnset(v.Get(name)) })
}

// lostIn finds the keys of which the private half is in a key set, under whichever id: of the
// same issuer, or of the host. Anybody can write the public half of another's and call
// something d. Whose half it truly is, is lost whoever shows it. The names are those of the
// issuer, or none, and of the key.
func lostIn(items []*jsonld.Value) map[[2]string]bool {
	lost, listed := make(map[[2]string]bool), make(map[string]bool)
	var halves []half
	for _, item := range items {
		if !isPrivateJWK(item) {
			listed[jwkMark(item)] = true
		}
	}
	for _, item := range items {
		if !isPrivateJWK(item) {
			continue
		}
		mark := jwkMark(item)
		lost[[2]string{item.Get("iss").Str(), mark}] = true
		// Of RSA the public half says which key it would be of, and that may be none that is here.
		if h := halfOf(item); h.mark != nil && (jwkKind(item) != "RSA" || listed[mark]) {
			halves = append(halves, h)
		}
	}
	// Those that are little work come first, so that others do not keep them from being seen.
	slices.SortStableFunc(halves, func(a, b half) int { return a.work - b.work })
	left := maxReckoned
	for _, h := range halves {
		if left -= h.work; left < 0 {
			break
		}
		lost[[2]string{"", h.mark()}] = true
	}
	return lost
}

// A half is the private one of a key: mark names the public key that it belongs to, as markOf
// does, or nothing if there is none; nil if that is plain without reckoning.
type half struct {
	work int
	mark func() string
}

// halfOf reads the private half of a JWK. Nothing else that it says is asked, but for RSA,
// whose public half cannot be reckoned.
func halfOf(jwk *jsonld.Value) half {
	d := jwkPart(jwk, "d")
	switch jwkKind(jwk) {
	case "Ed25519":
		// Some write the public half behind it.
		if len(d) == ed25519.SeedSize || len(d) == ed25519.PrivateKeySize {
			return half{1, func() string { return markOf(ed25519.NewKeyFromSeed([]byte(d)[:ed25519.SeedSize]).Public()) }}
		}
	case "P-256":
		return halfOfPoint(elliptic.P256(), 1, d)
	case "P-384":
		return halfOfPoint(elliptic.P384(), workP384, d)
	case "RSA":
		n, e := jwkPart(jwk, "n"), jwkPart(jwk, "e")
		pub := publicRSA(n, e)
		if pub == nil {
			break
		}
		size := (pub.N.BitLen() + 1023) / 1024
		return half{workRSA1024 * size * size * size, func() string {
			if isFactor(pub.N, jwkPart(jwk, "p")) || isFactor(pub.N, jwkPart(jwk, "q")) || isPrivateRSA(pub, d) {
				return rsaMark(n)
			}
			return ""
		}}
	}
	return half{}
}

// halfOfPoint is the half of a key of an elliptic curve, with or without zeros before it.
func halfOfPoint(curve elliptic.Curve, work int, d string) half {
	size := (curve.Params().BitSize + 7) / 8
	if d = strings.TrimLeft(d, "\x00"); d == "" || len(d) > size {
		return half{}
	}
	return half{work, func() string {
		k, err := ecdsa.ParseRawPrivateKey(curve, new(big.Int).SetBytes([]byte(d)).FillBytes(make([]byte, size)))
		if err != nil {
			return ""
		}
		return markOf(k.Public())
	}}
}

// publicRSA makes a public key that may be believed; nil of what is none.
func publicRSA(n, e string) *rsa.PublicKey {
	exp := new(big.Int).SetBytes([]byte(e))
	if len(n) > maxRSABits/8+1 || exp.BitLen() > 31 {
		return nil
	}
	pub := &rsa.PublicKey{N: new(big.Int).SetBytes([]byte(n)), E: int(exp.Int64())}
	if checkRSA(pub) != nil {
		return nil
	}
	return pub
}

// isFactor reports whether a number divides n, by which whoever sees it has the private half.
func isFactor(n *big.Int, factor string) bool {
	p := new(big.Int).SetBytes([]byte(factor))
	return p.BitLen() > 1 && p.Cmp(n) < 0 && new(big.Int).Mod(n, p).Sign() == 0
}

// isPrivateRSA reports whether d takes back what the public exponent does to a number.
func isPrivateRSA(pub *rsa.PublicKey, d string) bool {
	if d == "" || len(d) > len(pub.N.Bytes()) {
		return false
	}
	two := big.NewInt(2)
	x := new(big.Int).Exp(two, big.NewInt(int64(pub.E)), pub.N)
	return x.Exp(x, new(big.Int).SetBytes([]byte(d)), pub.N).Cmp(two) == 0
}
