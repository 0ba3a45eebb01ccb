package vcjwt

import (
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/cryptosigner"

	"blazon/did"
	"blazon/jsonld"
)

// A SignHeader says how the header of a new token names the key: by Kid, a URL
// at which the public key is to be had as one JWK, or by JWK, the key itself.
//
// OB 3.0 8.2.4.1: kid is required if there is no jwk, and jwk if there is no kid.
type SignHeader struct {
	Kid string
	JWK crypto.PublicKey
}

// fits reports whether a key signs with alg: the one that its kind implies, or
// PS256 with RSA, which the issuer's record of the key must then say (alg).
func fits(alg string, pub crypto.PublicKey) bool {
	if _, isRSA := pub.(*rsa.PublicKey); isRSA && alg == "PS256" {
		return true
	}
	return slices.Contains(algorithms, alg) && did.AlgorithmOf(pub) == alg
}

// ErrCredential says that what is to be signed is no credential that a token can hold.
var ErrCredential = errors.New("not a credential that can be signed as a token")

// Sign makes a token of the credential doc: the claims iss, jti, sub, nbf and
// exp are added to its root, the rest is signed as it stands. alg is RS256,
// PS256, ES256, ES384 or EdDSA and must fit the signer's key. An embedded proof
// stays.
//
// The signer is asked without randomness, so the keys of the standard library
// give the same token each time, but for PS256, which is random by nature.
//
// OB 3.0 8.2.4.2: the payload is the credential, with the claims beside it.
func Sign(doc []byte, alg string, signer crypto.Signer, h SignHeader) (string, error) {
	v, err := jsonld.Parse(doc, jsonld.Limits{})
	if err != nil {
		return "", fmt.Errorf("sign credential: %w: %w", ErrCredential, err)
	}
	v, err = withClaims(v)
	if err != nil {
		return "", fmt.Errorf("sign credential: %w", err)
	}
	if (h.Kid == "") == (h.JWK == nil) {
		return "", fmt.Errorf("sign credential: %w: the header has either kid or jwk", ErrMalformed)
	}
	return SignPayload(v.JSON(), alg, signer, h)
}

// withClaims adds the claims to the root of a credential.
func withClaims(v *jsonld.Value) (*jsonld.Value, error) {
	for _, name := range append([]string{"vc"}, registered...) {
		if v.Get(name) != nil {
			return nil, fmt.Errorf("%w: it has the claim %s already", ErrCredential, name)
		}
	}
	claims := []jsonld.Member{
		{Name: "iss", Value: idOf(v.Get("issuer"))},
		{Name: "jti", Value: v.Get("id")},
		{Name: "sub", Value: idOf(v.Get("credentialSubject"))},
	}
	for _, c := range claims {
		// A subject that is known by identifier only has no id, so there is no sub.
		if c.Value == nil && c.Name == "sub" {
			continue
		}
		if c.Value.Str() == "" {
			return nil, fmt.Errorf("%w: nothing to make the claim %s of; it needs id, issuer.id and validFrom", ErrCredential, c.Name)
		}
		v = v.With(c.Name, c.Value)
	}
	for _, pair := range [][2]string{{"nbf", "validFrom"}, {"exp", "validUntil"}} {
		property := v.Get(pair[1])
		if property == nil && pair[0] == "exp" {
			continue
		}
		t, err := time.Parse(time.RFC3339, property.Str())
		if err != nil {
			return nil, fmt.Errorf("%w: %s must be a time with a zone", ErrCredential, pair[1])
		}
		v = v.With(pair[0], jsonld.NewNumber(strconv.FormatInt(t.Unix(), 10)))
	}
	return v, nil
}

// SignPayload makes a token of any payload, as Open Badges 2.0 does with an
// Assertion. The header may name no key at all.
func SignPayload(payload []byte, alg string, signer crypto.Signer, h SignHeader) (string, error) {
	if signer == nil {
		return "", fmt.Errorf("sign token: %w: no key", did.ErrKeyWeak)
	}
	pub := signer.Public()
	if err := did.CheckKey(pub); err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	if !fits(alg, pub) {
		return "", fmt.Errorf("sign token: %w: %.20q with a key for %s", ErrAlg, alg, did.AlgorithmOf(pub))
	}
	opts := new(jose.SignerOptions).WithType("JWT")
	switch {
	case h.Kid != "" && h.JWK != nil:
		return "", fmt.Errorf("sign token: %w: the header has either kid or jwk", ErrMalformed)
	case h.JWK != nil && !equal(h.JWK, pub):
		return "", fmt.Errorf("sign token: %w: jwk is another key than the signer's", did.ErrNotBound)
	case h.JWK != nil:
		// A key that is not used as its kind implies must say so.
		opts.WithHeader("jwk", jose.JSONWebKey{Key: pub, Algorithm: unlessImplied(alg, pub)})
	case h.Kid != "":
		opts.WithHeader("kid", h.Kid)
	}
	maker, err := jose.NewSigner(jose.SigningKey{
		Algorithm: jose.SignatureAlgorithm(alg),
		Key:       cryptosigner.Opaque(withoutRandom{signer}),
	}, opts)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	jws, err := maker.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	// A damaged signature must not leave the building: it may betray the key.
	if _, err := jws.Verify(pub); err != nil {
		return "", fmt.Errorf("sign token: the signer's answer is wrong: %w", err)
	}
	return jws.CompactSerialize()
}

// unlessImplied returns alg, or nothing if the kind of the key implies it.
func unlessImplied(alg string, pub crypto.PublicKey) string {
	if did.AlgorithmOf(pub) == alg {
		return ""
	}
	return alg
}

// withoutRandom is a signer that uses no randomness where it is not needed: RFC
// 6979 for ECDSA. RSA-PSS has a salt.
type withoutRandom struct{ crypto.Signer }

func (s withoutRandom) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if _, salted := opts.(*rsa.PSSOptions); salted {
		return s.Signer.Sign(random, digest, opts)
	}
	return s.Signer.Sign(nil, digest, opts)
}
