package dataintegrity

import (
	"crypto"
	"crypto/ed25519"
	"fmt"

	"blazon/did"
)

// eddsaRDFC2022 is the suite that Open Badges asks every issuer and verifier
// for: Ed25519 over RDFC-1.0 with SHA-256.
//
// VC Data Integrity EdDSA Cryptosuites 3.2.
func eddsaRDFC2022() Suite { return hashed{"eddsa-rdfc-2022", rdfc{}, ed25519Scheme} }

// ed25519Scheme is how Ed25519 keys sign.
func ed25519Scheme(pub crypto.PublicKey) (scheme, error) {
	if k, ok := pub.(ed25519.PublicKey); !ok || len(k) != ed25519.PublicKeySize {
		return scheme{}, fmt.Errorf("%w: it takes Ed25519 keys, not %T", did.ErrKeyUse, pub)
	}
	return scheme{hash: crypto.SHA256, size: ed25519.SignatureSize, sign: signEd25519, verify: verifyEd25519, proven: isPair}, nil
}

// isPair reports whether signer is a key of this process, not of a device or a
// service, with the public half that belongs to its secret. What such a key
// signs verifies; that it is one costs a quarter of finding out by verifying.
func isPair(signer crypto.Signer) bool {
	if _, ok := signer.(pair); ok {
		return true
	}
	k, ok := signer.(ed25519.PrivateKey)
	return ok && len(k) == ed25519.PrivateKeySize && k.Equal(ed25519.NewKeyFromSeed(k.Seed()))
}

// pair is a key of which isPair was found to be true.
type pair struct{ ed25519.PrivateKey }

func signEd25519(signer crypto.Signer, data []byte) ([]byte, error) {
	return signer.Sign(nil, data, crypto.Hash(0))
}

func verifyEd25519(pub crypto.PublicKey, data, sig []byte) bool {
	k, ok := pub.(ed25519.PublicKey)
	return ok && len(k) == ed25519.PublicKeySize && ed25519.Verify(k, data, sig)
}
