package did

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"
	"time"
)

// A Key is a public key together with the proof of whose it is. Its fields are
// not exported: whoever holds a bound Key knows that this package has read the
// key from something the issuer publishes. The zero Key verifies nothing.
type Key struct {
	issuer, method, purpose string
	algorithm               string
	public                  crypto.PublicKey
	bound                   bool
	unstated                bool   // its record names no algorithm
	fingerprint             string // if it was made already
}

// Bound reports whether the issuer is known to own the key. With an unbound
// key, a signature that verifies shows that the text is whole, not who wrote it.
func (k Key) Bound() bool { return k.bound }

// Issuer returns the identifier of the issuer the key is bound to, or nothing.
func (k Key) Issuer() string { return k.issuer }

// Method returns the id under which the issuer lists the key: the
// verificationMethod of a proof or the kid of a JWS.
func (k Key) Method() string { return k.method }

// Purpose returns the relationship under which the key was found, such as
// assertionMethod.
func (k Key) Purpose() string { return k.purpose }

// Public returns the key itself, nil of the zero Key.
func (k Key) Public() crypto.PublicKey { return k.public }

// Algorithm returns the JOSE algorithm of the key: that of its record, or that of
// its kind.
func (k Key) Algorithm() string { return k.algorithm }

// Allows reports whether the key may verify what is signed with a JOSE algorithm:
// that of its record, or one that its kind allows where its record names none.
func (k Key) Allows(alg string) bool { return allows(k.algorithm, k.unstated, k.public, alg) }

// assertion is the purpose of keys that sign credentials.
const assertion = "assertionMethod"

// Bind finds the key that a signature names by method in the document of the
// issuer. The document must be the issuer's, the id must stand there letter by
// letter with the issuer as controller, and the purpose must list it.
//
// Controlled Identifiers 3.3, OB 3.0 DI-04 and DI-05: the document decides; what
// a key says about its controller elsewhere counts for nothing.
func Bind(doc *Document, issuer, method, purpose string, now time.Time) (Key, error) {
	if doc == nil || issuer == "" || doc.ID != issuer {
		return Key{}, fmt.Errorf("%w: the document at hand is not that of %.200q", ErrNotBound, issuer)
	}
	m, ok := doc.method(method)
	if !ok {
		return Key{}, fmt.Errorf("%w: %.200s does not list %.200q", ErrNotBound, issuer, method)
	}
	return doc.bind(m, purpose, now)
}

// BindKey finds pub itself in the document of the issuer, for signatures that
// carry a key instead of naming one (jwk in the header of a JWS).
func BindKey(doc *Document, issuer string, pub crypto.PublicKey, purpose string, now time.Time) (Key, error) {
	if doc == nil || issuer == "" || doc.ID != issuer {
		return Key{}, fmt.Errorf("%w: the document at hand is not that of %.200q", ErrNotBound, issuer)
	}
	err := fmt.Errorf("%w: %.200s does not list this key", ErrNotBound, issuer)
	for _, m := range doc.VerificationMethod {
		own, decodeErr := m.PublicKey()
		if decodeErr != nil || !equalKeys(own, pub) {
			continue
		}
		var k Key
		if k, err = doc.bind(m, purpose, now); err == nil {
			return k, nil
		}
	}
	return Key{}, err
}

// bind makes the Key of a method of doc.
func (doc *Document) bind(m VerificationMethod, purpose string, now time.Time) (Key, error) {
	if m.Controller != doc.ID {
		return Key{}, fmt.Errorf("%w: %.200q is controlled by %.200q, not by %.200s", ErrNotBound, m.ID, m.Controller, doc.ID)
	}
	// Before the purpose: an issuer that withdraws a key also takes it out of its
	// relationships, and that it was withdrawn says more.
	//
	// Controlled Identifiers 2.2: a method must not be used to verify once it has
	// expired.
	if err := (span{m.from, m.Expires, m.Revoked}).check(m.ID, now); err != nil {
		return Key{}, err
	}
	if !slices.Contains(doc.listed(purpose), m.ID) {
		return Key{}, fmt.Errorf("%w: %.200s does not list %.200q under %.40s", ErrPurpose, doc.ID, m.ID, purpose)
	}
	k, err := m.jwk()
	if err != nil {
		return Key{}, err
	}
	fingerprint := ""
	if m.read != nil {
		fingerprint = m.read.fingerprint
	}
	return Key{doc.ID, m.ID, purpose, k.Algorithm, k.Public, true, k.unstated, fingerprint}, nil
}

// revokedError says that a key was withdrawn, and since when if that is known.
func revokedError(method string, at time.Time) error {
	if at.Equal(sometime()) {
		return fmt.Errorf("%w: %.200q was revoked", ErrKeyRevoked, method)
	}
	return fmt.Errorf("%w: %.200q was revoked on %s", ErrKeyRevoked, method, at.UTC().Format(time.RFC3339))
}

// listed returns the ids of the methods that may act for one purpose.
func (doc *Document) listed(purpose string) []string {
	switch purpose {
	case assertion:
		return doc.AssertionMethod
	case "authentication":
		return doc.Authentication
	}
	return nil
}

// BindPEM makes the Key of an Open Badges 2.0 CryptographicKey. OB 2.0 has no
// verification methods, so the caller must have found method in the publicKey
// of the issuer's own Profile and issuer as the owner of the key.
func BindPEM(issuer, method string, text []byte) (Key, error) {
	if issuer == "" || method == "" {
		return Key{}, fmt.Errorf("%w: no issuer or no id of its key", ErrNotBound)
	}
	pub, err := ParsePEM(text)
	if err != nil {
		return Key{}, fmt.Errorf("key %.200s: %w", method, err)
	}
	return Key{issuer, method, assertion, AlgorithmOf(pub), pub, true, false, ""}, nil
}

// ParsePEM reads one public key in PEM, as PKIX (PUBLIC KEY) or PKCS #1
// (RSA PUBLIC KEY). Private keys and anything before or behind the block are
// refused.
func ParsePEM(text []byte) (crypto.PublicKey, error) {
	if len(text) > maxPEM {
		return nil, fmt.Errorf("PEM: %w: longer than %d bytes", ErrMalformed, maxPEM)
	}
	text = bytes.TrimSpace(text)
	block, rest := pem.Decode(text)
	if block == nil || len(rest) > 0 || !bytes.HasPrefix(text, []byte("-----BEGIN")) {
		return nil, fmt.Errorf("PEM: %w: want one block and nothing else", ErrMalformed)
	}
	var pub crypto.PublicKey
	var err error
	switch block.Type {
	case "PUBLIC KEY":
		pub, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		pub, err = x509.ParsePKCS1PublicKey(block.Bytes)
	default:
		return nil, fmt.Errorf("PEM: %w: a block of type %.40q, want PUBLIC KEY", ErrMalformed, block.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("PEM: %w: %s", ErrMalformed, err.Error())
	}
	if err := CheckKey(pub); err != nil {
		return nil, fmt.Errorf("PEM: %w", err)
	}
	return pub, nil
}

// maxPEM holds an RSA key of 8192 bits with room.
const maxPEM = 8 << 10

// Unproven makes a Key of which nobody knows whose it is, for the mathematics
// alone: to tell a damaged text from one whose author could not be confirmed.
// Bound of such a Key is false for good.
func Unproven(method string, pub crypto.PublicKey) (Key, error) {
	return UnprovenFor(method, assertion, pub)
}

// UnprovenFor is Unproven for another purpose than assertions.
func UnprovenFor(method, purpose string, pub crypto.PublicKey) (Key, error) {
	if err := CheckKey(pub); err != nil {
		return Key{}, err
	}
	return Key{method: method, purpose: purpose, algorithm: AlgorithmOf(pub), public: pub, unstated: true}, nil
}

// Unproven returns k as a Key of which nobody knows whose it is, with the algorithm
// that its record names.
func (k Key) Unproven() Key {
	return Key{method: k.method, purpose: k.purpose, algorithm: k.algorithm, public: k.public, unstated: k.unstated}
}

// equalKeys compares two public keys of any kind.
func equalKeys(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && b != nil && k.Equal(b)
}
