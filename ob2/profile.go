package ob2

import (
	"iter"
	"slices"

	"blazon/jsonld"
)

// Profile is a person or an organization: an issuer, or a recipient.
//
// OB 2.0 Profile.
type Profile struct {
	Context        OneOrMany           `json:"@context,omitempty"`
	ID             string              `json:"id,omitempty"`
	Type           OneOrMany           `json:"type,omitempty"` // Issuer, unless Profile is set
	Name           string              `json:"name,omitempty"`
	URL            string              `json:"url,omitempty"`
	Email          string              `json:"email,omitempty"`
	Telephone      string              `json:"telephone,omitempty"` // E.164
	Description    string              `json:"description,omitempty"`
	Image          *Image              `json:"image,omitempty"`
	PublicKey      []CryptographicKey  `json:"publicKey,omitempty"`
	Verification   *VerificationObject `json:"verification,omitempty"`
	RevocationList string              `json:"revocationList,omitempty"` // the address of a RevocationList
	Language       string              `json:"@language,omitempty"`      // BCP 47
	Version        string              `json:"version,omitempty"`
	Related        []Related           `json:"related,omitempty"` // the same in other languages, of other versions
	Endorsement    []Endorsement       `json:"endorsement,omitempty"`
	Extensions     map[string]any      `json:",embed"` // members of other contexts
}

// CryptographicKey is a key of an issuer. The issuer lists it in publicKey, and
// it names the issuer as its owner.
//
// OB 2.0 CryptographicKey.
type CryptographicKey struct {
	Context      OneOrMany      `json:"@context,omitempty"`
	ID           string         `json:"id,omitempty"`
	Type         OneOrMany      `json:"type,omitempty"`
	Owner        string         `json:"owner,omitempty"` // the id of the issuer
	PublicKeyPEM string         `json:"publicKeyPem,omitempty"`
	Extensions   map[string]any `json:",embed"`
}

// RevocationList lists the signed Assertions that an issuer has taken back.
//
// OB 2.0 RevocationList.
type RevocationList struct {
	Context           OneOrMany          `json:"@context,omitempty"`
	ID                string             `json:"id,omitempty"`
	Type              OneOrMany          `json:"type,omitempty"`
	Issuer            string             `json:"issuer,omitempty"`
	RevokedAssertions []RevokedAssertion `json:"revokedAssertions"` // also when empty
	Extensions        map[string]any     `json:",embed"`
}

// RevokedAssertion is an entry of a RevocationList.
type RevokedAssertion struct {
	ID               string         `json:"id,omitempty"`
	Type             OneOrMany      `json:"type,omitempty"`
	UID              string         `json:"uid,omitempty"`
	Revoked          *bool          `json:"revoked,omitempty"` // nil: revoked
	RevocationReason string         `json:"revocationReason,omitempty"`
	Extensions       map[string]any `json:",embed"`
}

// Lookup reports whether the list has an Assertion with this id or uid, and the
// reason it states. An entry that says revoked: false revokes nothing.
func (v RevocationList) Lookup(id, uid string) (revoked bool, reason string) {
	plain := [2]string{jsonld.PlainID(id), jsonld.PlainID(uid)}
	for name, reason := range v.Revoked() {
		if slices.Contains(plain[:], jsonld.PlainID(name)) {
			return true, reason
		}
	}
	return false, ""
}

// Revoked goes through what Lookup looks at: each id and uid of a withdrawn Assertion,
// and the reason.
func (v RevocationList) Revoked() iter.Seq2[string, string] {
	return func(yield func(name, reason string) bool) {
		for _, e := range v.RevokedAssertions {
			if e.Revoked != nil && !*e.Revoked { // only what plainly says so
				continue
			}
			for _, name := range []string{e.ID, e.UID} {
				if jsonld.PlainID(name) != "" && !yield(name, e.RevocationReason) {
					return
				}
			}
		}
	}
}

// UID returns the uid of an Assertion of version 1, also where it is a number; "" if it
// has none.
func UID(v *jsonld.Value) string {
	uid := v.Get("uid")
	return uid.Str() + uid.Number()
}
