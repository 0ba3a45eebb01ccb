package did

import (
	"crypto"
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon/jsonld"
)

// A KeySet is what the authority of issuers publishes at /.well-known/jwks.json, with
// its keys decoded. FetchJWKS gets it.
//
// Many issuers may share one host, so a key counts for the issuer that it names as
// iss; one that names nobody is the host's own, and counts for an issuer whose
// identifier is the host and nothing more. The set says nothing where the issuer's own
// document lists keys (ListsKeys). Which of its keys count at a moment, At tells.
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
	lost, withdrawn := lostIn(items), withdrawnIn(items)
	for _, item := range items {
		k, err := ParseJWK(item)
		for _, name := range [][2]string{{item.Get("iss").Str(), markOf(k.Public)}, {"", markOf(k.Public)}} {
			if err == nil && lost[name] {
				err = fmt.Errorf("JWK: %w: its private key is published, too", ErrKeyWeak)
			}
			k.span.revoked = earlier(k.span.revoked, withdrawn[name])
		}
		if err != nil {
			k = JWK{KeyID: item.Get("kid").Str()}
		}
		s.keys = append(s.keys, setKey{k, err, Key{public: k.Public}.Fingerprint()})
	}
	return s, nil
}

// withdrawnIn tells since when keys of a set are withdrawn, by the names that lostIn has: what
// is said under one id holds for all, of the same issuer or of the host.
func withdrawnIn(items []*jsonld.Value) map[[2]string]time.Time {
	withdrawn := make(map[[2]string]time.Time)
	for _, item := range items {
		if at := spanOf(item).revoked; !at.IsZero() {
			name := [2]string{item.Get("iss").Str(), jwkMark(item)}
			withdrawn[name] = earlier(withdrawn[name], at)
		}
	}
	return withdrawn
}

// At returns the set as it is at a moment: without the keys that do not count then by what
// they say of themselves. One that is there twice under one id has the end that either says.
func (s *KeySet) At(now time.Time) *KeySet {
	out := &KeySet{slices.Clone(s.keys)}
	over := make(map[[3]string]error)
	name := func(k setKey) [3]string { return [3]string{k.Issuer, k.KeyID, markOf(k.Public)} }
	for _, k := range s.keys {
		if err := k.Counts(now); k.err == nil && err != nil {
			over[name(k)] = err
		}
	}
	for i, k := range s.keys {
		err := k.Counts(now)
		if err == nil && k.KeyID != "" && len(over) > 0 {
			err = over[name(k)]
		}
		if k.err == nil && err != nil {
			out.keys[i].err = err
		}
	}
	return out
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
			if wanted(k.JWK) && (k.Public == nil || k.isOf(issuer, whole)) {
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

// BindJWKS is Bind of the set whose text is at hand, whatever the moment.
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
