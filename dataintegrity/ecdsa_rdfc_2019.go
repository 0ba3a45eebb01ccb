package dataintegrity

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"

	"blazon/did"
)

// ecdsaRDFC2019 is ECDSA over RDFC-1.0: P-256 with SHA-256 and P-384 with
// SHA-384. A signature is r and s, each of the full length of the curve. Both
// signatures that ECDSA allows for one message (s and n-s) verify, as in the
// standard: nothing here tells credentials apart by their signature.
//
// VC Data Integrity ECDSA Cryptosuites 3.2.
func ecdsaRDFC2019() Suite { return hashed{"ecdsa-rdfc-2019", rdfc{}, nistScheme} }

// nistScheme is how keys of P-256 and P-384 sign.
func nistScheme(pub crypto.PublicKey) (scheme, error) {
	k, ok := pub.(*ecdsa.PublicKey)
	switch {
	case ok && k != nil && k.Curve == elliptic.P256():
		return ecdsaScheme(crypto.SHA256, 32), nil
	case ok && k != nil && k.Curve == elliptic.P384():
		return ecdsaScheme(crypto.SHA384, 48), nil
	}
	return scheme{}, fmt.Errorf("%w: it takes P-256 and P-384 keys, not %T", did.ErrKeyUse, pub)
}

// ecdsaScheme is ECDSA with numbers of size bytes.
func ecdsaScheme(h crypto.Hash, size int) scheme {
	return scheme{
		hash: h,
		size: 2 * size,
		sign: func(signer crypto.Signer, data []byte) ([]byte, error) {
			// Without randomness, keys of the standard library sign
			// deterministically (RFC 6979).
			der, err := signer.Sign(nil, sum(h, data), h)
			if err != nil {
				return nil, err
			}
			return rawSignature(der, size)
		},
		verify: func(pub crypto.PublicKey, data, sig []byte) bool {
			k, ok := pub.(*ecdsa.PublicKey)
			r, s := new(big.Int).SetBytes(sig[:size]), new(big.Int).SetBytes(sig[size:])
			return ok && ecdsa.Verify(k, sum(h, data), r, s)
		},
	}
}

// rawSignature turns the DER of a crypto.Signer into r and s side by side.
func rawSignature(der []byte, size int) ([]byte, error) {
	var sig struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &sig)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 || sig.R.Sign() <= 0 || sig.S.Sign() <= 0 || sig.R.BitLen() > 8*size || sig.S.BitLen() > 8*size {
		return nil, errors.New("not an ECDSA signature of this curve")
	}
	raw := make([]byte, 2*size)
	sig.R.FillBytes(raw[:size])
	sig.S.FillBytes(raw[size:])
	return raw, nil
}
