package did

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"time"
)

// Fingerprint names the public key itself, whatever it is called where it is
// listed: SHA-256 of its SubjectPublicKeyInfo, in hexadecimal. It is empty for
// the zero Key.
func (k Key) Fingerprint() string {
	if k.fingerprint != "" || k.public == nil {
		return k.fingerprint
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
