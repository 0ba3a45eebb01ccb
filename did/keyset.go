package did

import (
	"crypto"
	"fmt"
	"strings"

	"blazon/jsonld"
)

// A KeySet is what the authority of issuers publishes at /.well-known/jwks.json, with
// its keys decoded. FetchJWKS gets it.
//
// Many issuers may share one host, so a key counts for the issuer that it names as
// iss; one that names nobody is the host's own, and counts for an issuer whose
// identifier is the host and nothing more. The set says nothing where the issuer's own
// document lists keys (ListsKeys).
//
// OB 3.0 implementation guide, key provenance: the JWK's iss equals issuer.id.
type KeySet struct{ keys []setKey }

// A setKey is one key of a set. Of one that is not understood the id is kept, and why.
type setKey struct {
	JWK
	err         error
	fingerprint string
}

// ParseKeySet reads the text of a key set.
func ParseKeySet(jwks []byte) (*KeySet, error) {
	v, err := jsonld.Parse(jwks, jsonld.Limits{})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if v.Get("keys").Kind() != jsonld.Array {
		return nil, fmt.Errorf("%w: no array keys", ErrMalformed)
	}
	s, items := new(KeySet), v.Get("keys").Items()
	lost := lostIn(items)
	for _, item := range items {
		k, err := ParseJWK(item)
		if mark := markOf(k.Public); err == nil && (lost[[2]string{item.Get("iss").Str(), mark}] || lost[[2]string{"", mark}]) {
			err = fmt.Errorf("JWK: %w: its private key is published, too", ErrKeyWeak)
		}
		if err != nil {
			k = JWK{KeyID: item.Get("kid").Str()}
		}
		s.keys = append(s.keys, setKey{k, err, Key{public: k.Public}.Fingerprint()})
	}
	return s, nil
}

// Bind finds the key with the id kid that the set lists for an issuer.
func (s *KeySet) Bind(issuer, kid string) (Key, error) {
	return s.bind(issuer, func(k JWK) bool { return kid != "" && k.KeyID == kid })
}

// BindKey finds pub itself among those that the set lists for an issuer.
func (s *KeySet) BindKey(issuer string, pub crypto.PublicKey) (Key, error) {
	return s.bind(issuer, func(k JWK) bool { return equalKeys(k.Public, pub) })
}

func (s *KeySet) bind(issuer string, wanted func(JWK) bool) (Key, error) {
	if issuer == "" {
		return Key{}, fmt.Errorf("%w: no issuer", ErrNotBound)
	}
	notBound := fmt.Errorf("%w: the key set of %.200s does not list it", ErrNotBound, issuer)
	found, whole := Key{}, isWholeHost(issuer)
	for _, k := range s.keys {
		if k.err != nil {
			// RFC 7517 5: keys that are not understood are passed over. If the
			// one that is wanted is among them, that is worth saying.
			if k.KeyID != "" && wanted(k.JWK) {
				notBound = fmt.Errorf("key set of %.200s: %w", issuer, k.err)
			}
			continue
		}
		if !wanted(k.JWK) || !k.isOf(issuer, whole) {
			continue
		}
		if found.bound && !equalKeys(found.public, k.Public) {
			return Key{}, fmt.Errorf("key set of %.200s: %w: two keys with the id %.200q", issuer, ErrMalformed, k.KeyID)
		}
		found = k.key(issuer)
	}
	if !found.bound {
		return Key{}, notBound
	}
	return found, nil
}

// Keys returns the keys that Bind would bind to an issuer, up to as many as are read of
// a document.
func (s *KeySet) Keys(issuer string) []Key {
	var keys []Key
	whole := isWholeHost(issuer)
	for _, k := range s.keys {
		if k.err == nil && issuer != "" && k.isOf(issuer, whole) && len(keys) < maxMethods {
			keys = append(keys, k.key(issuer))
		}
	}
	return keys
}

// isOf reports whether a key may be one of an issuer: it says so, or it names nobody
// and the whole host is the issuer.
func (k setKey) isOf(issuer string, whole bool) bool {
	return k.Issuer == issuer || k.Issuer == "" && whole
}

func (k setKey) key(issuer string) Key {
	return Key{issuer, k.KeyID, assertion, k.Algorithm, k.Public, true, k.unstated, k.fingerprint}
}

// BindJWKS is Bind of the set whose text is at hand.
func BindJWKS(issuer string, jwks []byte, kid string) (Key, error) {
	s, err := ParseKeySet(jwks)
	if err != nil {
		return Key{}, fmt.Errorf("key set of %.200s: %w", issuer, err)
	}
	return s.Bind(issuer, kid)
}

// BindJWKSKey is BindKey of the set whose text is at hand.
func BindJWKSKey(issuer string, jwks []byte, pub crypto.PublicKey) (Key, error) {
	s, err := ParseKeySet(jwks)
	if err != nil {
		return Key{}, fmt.Errorf("key set of %.200s: %w", issuer, err)
	}
	return s.BindKey(issuer, pub)
}

// isWholeHost reports whether an identifier is that of a whole host: https://host/.
func isWholeHost(id string) bool {
	u, err := parseWeb(id)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
}
