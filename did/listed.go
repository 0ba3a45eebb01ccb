package did

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"time"

	"blazon/jsonld"
)

// Fingerprint names the public key itself, whatever it is called where it is
// listed: SHA-256 of its SubjectPublicKeyInfo, in hexadecimal. It is empty for
// the zero Key.
func (k Key) Fingerprint() string {
	if k.public == nil {
		return ""
	}
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return "" // of no kind that this package makes keys of
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// Keys returns the keys that doc lists for a purpose and that count at now. Those
// that cannot be read, or that somebody else controls, are passed over.
func (doc *Document) Keys(purpose string, now time.Time) []Key {
	var keys []Key
	for _, m := range doc.VerificationMethod {
		if k, err := doc.bind(m, purpose, now); err == nil {
			keys = append(keys, k)
		}
	}
	return keys
}

// JWKSKeys returns the keys in the key set of the issuer's authority that BindJWKS
// would bind to the issuer.
func JWKSKeys(issuer string, jwks []byte) []Key {
	v, err := jsonld.Parse(jwks, jsonld.Limits{})
	if err != nil || issuer == "" {
		return nil
	}
	var keys []Key
	for _, item := range v.Get("keys").Items() {
		k, err := ParseJWK(item)
		if err == nil && ofSet(k, issuer) && len(keys) < maxMethods {
			keys = append(keys, Key{issuer, k.KeyID, assertion, k.Algorithm, k.Public, true, k.unstated})
		}
	}
	return keys
}

// ofSet reports whether a key of a key set may be one of the issuer's: it says so,
// or it names nobody and the whole host is the issuer.
func ofSet(k JWK, issuer string) bool {
	return k.Issuer == issuer || k.Issuer == "" && isWholeHost(issuer)
}
