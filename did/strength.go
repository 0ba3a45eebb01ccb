package did

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
)

// The sizes of RSA keys that are believed. Above the greater one, a single
// verification costs a stranger's computer more than a badge is worth.
const (
	minRSABits = 2048
	maxRSABits = 8192
)

// CheckKey refuses a public key with which others could sign, too, or that
// would make the arithmetic panic: RSA of fewer than 2048 bits or with an even
// modulus or exponent 1, points outside their curve, Ed25519 points of small
// order or in a second spelling. It knows Ed25519, P-256, P-384 and RSA;
// anything else is ErrUnsupported.
func CheckKey(pub crypto.PublicKey) error {
	switch k := pub.(type) {
	case ed25519.PublicKey:
		return checkEd25519(k)
	case *ecdsa.PublicKey:
		return checkECDSA(k)
	case *rsa.PublicKey:
		return checkRSA(k)
	}
	return fmt.Errorf("%w: a public key of type %T", ErrUnsupported, pub)
}

func checkECDSA(k *ecdsa.PublicKey) error {
	if k == nil || k.Curve == nil {
		return fmt.Errorf("%w: no curve", ErrKeyWeak)
	}
	if k.Curve != elliptic.P256() && k.Curve != elliptic.P384() {
		return fmt.Errorf("%w: the curve %s", ErrUnsupported, k.Curve.Params().Name)
	}
	if _, err := k.Bytes(); err != nil { // an error unless the point is on the curve
		return fmt.Errorf("%w: not a point of %s", ErrKeyWeak, k.Curve.Params().Name)
	}
	return nil
}

func checkRSA(k *rsa.PublicKey) error {
	switch {
	case k == nil || k.N == nil || k.N.Sign() <= 0:
		return fmt.Errorf("%w: RSA without a modulus", ErrKeyWeak)
	case k.N.BitLen() < minRSABits:
		return fmt.Errorf("%w: RSA of %d bits, at least %d are needed", ErrKeyWeak, k.N.BitLen(), minRSABits)
	case k.N.BitLen() > maxRSABits:
		return fmt.Errorf("%w: RSA of %d bits, more than %d", ErrUnsupported, k.N.BitLen(), maxRSABits)
	case k.N.Bit(0) == 0:
		return fmt.Errorf("%w: RSA with an even modulus", ErrKeyWeak)
	case k.E < 3 || k.E&1 == 0 || k.E > 1<<31-1:
		return fmt.Errorf("%w: RSA with the exponent %d", ErrKeyWeak, k.E)
	}
	return nil
}

// smallOrder holds the y coordinates, little-endian, of the Ed25519 points of
// order 1, 2, 4 and 8. Under such a key one signature fits many messages.
var smallOrder = []string{
	"0100000000000000000000000000000000000000000000000000000000000000",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
}

// checkEd25519 decides whether k is the one spelling of a point of the curve
// -x² + y² = 1 + d·x²·y² that has a large order (RFC 8032, 5.1.3).
func checkEd25519(k ed25519.PublicKey) error {
	if len(k) != ed25519.PublicKeySize {
		return fmt.Errorf("%w: an Ed25519 key has %d bytes, this one %d", ErrKeyWeak, ed25519.PublicKeySize, len(k))
	}
	little := slices.Clone(k)
	little[31] &= 0x7f // the sign of x
	if slices.Contains(smallOrder, hex.EncodeToString(little)) {
		return fmt.Errorf("%w: an Ed25519 point of small order", ErrKeyWeak)
	}
	slices.Reverse(little)
	y := new(big.Int).SetBytes(little)
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	if y.Cmp(p) >= 0 {
		return fmt.Errorf("%w: a second spelling of an Ed25519 point", ErrKeyWeak)
	}
	// x² = (y²-1)/(d·y²+1) with d = -121665/121666. It has a root exactly if
	// (y²-1)·(d·y²+1) is a square; times 121666² to do without the fraction.
	yy := new(big.Int).Mul(y, y)
	u := new(big.Int).Sub(yy, big.NewInt(1))
	v := new(big.Int).Mul(yy, big.NewInt(-121665))
	v.Add(v, big.NewInt(121666)).Mul(v, big.NewInt(121666))
	if big.Jacobi(u.Mul(u, v).Mod(u, p), p) != 1 {
		return fmt.Errorf("%w: not a point of Ed25519", ErrKeyWeak)
	}
	return nil
}
