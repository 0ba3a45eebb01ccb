package ob2

import (
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
	return v.Find(func(name string) bool { return slices.Contains(plain[:], jsonld.PlainID(name)) })
}

// Find is Lookup for who knows by what names an entry may call a badge.
func (v RevocationList) Find(isNamed func(name string) bool) (revoked bool, reason string) {
	for _, e := range v.RevokedAssertions {
		if e.Revoked != nil && !*e.Revoked { // only what plainly says so
			continue
		}
		for _, name := range []string{e.ID, e.UID} {
			if jsonld.PlainID(name) != "" && isNamed(name) {
				return true, e.RevocationReason
			}
		}
	}
	return false, ""
}

// UID returns the uid of an Assertion of version 1, also where it is a number; "" if it
// has none.
func UID(v *jsonld.Value) string {
	uid := v.Get("uid")
	return uid.Str() + uid.Number()
}
