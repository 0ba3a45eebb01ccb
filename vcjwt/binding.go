package vcjwt

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"blazon/did"
	"blazon/jsonld"
)

// ErrNoBinding says that a token does not tell who showed it: the issuer named no key of
// the holder (cnf), or the holder did not sign.
var ErrNoBinding = errors.New("not bound to a holder")

// A BindingExpect is what a verifier wants of the holder's signature. Now is
// required; Audience and Nonce are compared if they are set, and a verifier that
// asked for the token sets both.
type BindingExpect struct {
	Now      time.Time
	Skew     time.Duration // how far the holder's clock may be off
	MaxAge   time.Duration // how old the signature may be; 0: any age
	Audience string
	Nonce    string
}

// VerifyBinding checks that whoever showed the token has the key to which the
// issuer gave it, and showed exactly these disclosures. It says something only
// after Verify has succeeded, for the issuer names the key. Errors wrap
// ErrNoBinding if there is nothing to check.
//
// RFC 9901 4.3 and 7.3.
func (t *SDToken) VerifyBinding(want BindingExpect) error {
	if want.Now.IsZero() {
		return fmt.Errorf("verify holder: %w: the caller did not say what time it is", ErrMalformed)
	}
	cnf := t.Value.Get("cnf")
	if t.Binding == nil || cnf == nil {
		return fmt.Errorf("verify holder: %w", ErrNoBinding)
	}
	jwk := cnf.Get("jwk")
	if jwk == nil {
		return fmt.Errorf("verify holder: %w: cnf names no key as jwk", ErrUnsupported)
	}
	k, err := did.ParseJWK(jwk)
	if err != nil {
		return fmt.Errorf("verify holder: %w", err)
	}
	if !k.Allows(t.Binding.Header.Alg) {
		return fmt.Errorf("verify holder: %w: alg is %s, the key is for %s", ErrAlg, t.Binding.Header.Alg, k.Algorithm)
	}
	if err := t.Binding.verify(k.Public); err != nil {
		return fmt.Errorf("verify holder: %w", err)
	}
	if err := t.checkBinding(want); err != nil {
		return fmt.Errorf("verify holder: %w", err)
	}
	return nil
}

// checkBinding looks at what the holder signed.
func (t *SDToken) checkBinding(want BindingExpect) error {
	claims := t.Binding.Value
	issued, ok := numericDate(claims.Get("iat"))
	switch hash := claims.Get("sd_hash").Str(); {
	case !ok || !claims.Get("nonce").IsString() || claims.Get("aud") == nil:
		return fmt.Errorf("%w: the holder's token lacks iat, aud or nonce", ErrMalformed)
	case subtle.ConstantTimeCompare([]byte(hash), []byte(t.digest(t.bound))) != 1:
		return fmt.Errorf("%w: the holder signed other disclosures", ErrProofInvalid)
	case issued.After(want.Now.Add(want.Skew)):
		return fmt.Errorf("%w: the holder's token is of the future", ErrProofInvalid)
	case want.MaxAge > 0 && issued.Before(want.Now.Add(-want.MaxAge-want.Skew)):
		return fmt.Errorf("%w: the holder's token is too old", ErrProofInvalid)
	}
	named := func(v *jsonld.Value) bool { return v.IsString() && v.Str() == want.Audience }
	if want.Audience != "" && !slices.ContainsFunc(claims.Get("aud").Items(), named) {
		return ErrAudience
	}
	if want.Nonce != "" && claims.Get("nonce").Str() != want.Nonce {
		return ErrNonce
	}
	return nil
}
