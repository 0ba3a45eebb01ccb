package vcjwt

import (
	"crypto"
	"crypto/ed25519"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"blazon/did"
)

// Verify checks the signature with a key that the caller has from the issuer.
// The algorithm of the header must be the one of the key, a jwk in the header
// must be that key, and the issuer of the credential must be the one the key
// is bound to. The claims are another matter: see ClaimMismatches.
//
// Errors wrap ErrAlg, ErrProofInvalid or did.ErrNotBound.
func (t *Token) Verify(key did.Key) error {
	if key.Public() == nil {
		return fmt.Errorf("verify token: %w: no key", did.ErrNotBound)
	}
	if !key.Allows(t.Header.Alg) {
		return fmt.Errorf("verify token: %w: alg is %s, the key is for %s", ErrAlg, t.Header.Alg, key.Algorithm())
	}
	if t.Header.key != nil && !equal(t.Header.key.Public, key.Public()) {
		return fmt.Errorf("verify token: %w: the key that came with it is another than the issuer's", did.ErrNotBound)
	}
	issuer := idOf(t.Credential.Get("issuer"))
	if key.Bound() && issuer != nil && issuer.Str() != key.Issuer() {
		return fmt.Errorf("verify token: %w: the key is that of %.200q, the credential's issuer is %.200q", did.ErrNotBound, key.Issuer(), issuer.Str())
	}
	if err := t.verify(key.Public()); err != nil {
		return fmt.Errorf("verify token: %w", err)
	}
	return nil
}

// verify does the mathematics.
func (t *Token) verify(pub crypto.PublicKey) error {
	if own, ok := pub.(ed25519.PublicKey); ok && t.Header.Alg == "EdDSA" {
		return t.verifyEd25519(own)
	}
	jws, err := jose.ParseSignedCompact(t.compact, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(t.Header.Alg)})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProofInvalid, err)
	}
	if _, err := jws.Verify(pub); err != nil {
		return fmt.Errorf("%w: the text was changed or another key signed it", ErrProofInvalid)
	}
	return nil
}

// verifyEd25519 does it for the algorithm of two names, of which the library knows
// the older one.
//
// RFC 8037 3.1, RFC 9864 2.2.
func (t *Token) verifyEd25519(pub ed25519.PublicKey) error {
	i := strings.LastIndexByte(t.compact, '.')
	if i < 0 {
		return fmt.Errorf("%w: no signature", ErrMalformed)
	}
	sig, err := decode(t.compact[i+1:])
	if err != nil {
		return err
	}
	if len(pub) != ed25519.PublicKeySize || !ed25519.Verify(pub, []byte(t.compact[:i]), sig) {
		return fmt.Errorf("%w: the text was changed or another key signed it", ErrProofInvalid)
	}
	return nil
}

// Key returns the public key that came in the header (jwk), or nil. It shows
// that the text is whole and nothing else, unless the issuer publishes it: see
// did.BindKey and did.BindJWKSKey.
func (h Header) Key() crypto.PublicKey {
	if h.key == nil {
		return nil
	}
	return h.key.Public
}

func equal(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && k.Equal(b)
}
