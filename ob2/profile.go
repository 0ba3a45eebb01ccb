package ob2

import (
	"net/url"
	"strings"
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
	for _, e := range v.RevokedAssertions {
		if e.Revoked != nil && !*e.Revoked { // only what plainly says so
			continue
		}
		for _, name := range []string{e.ID, e.UID} {
			if name != "" && (sameID(name, id) || sameID(name, uid)) {
				return true, e.RevocationReason
			}
		}
	}
	return false, ""
}

// sameID reports whether two ids are one, however they are written.
//
// RFC 8141 3.1 and RFC 9562 4: a UUID has no case; RFC 3986 6.2.2.1 and 6.2.3: nor
// have scheme and host of an address, whose usual port need not be written.
func sameID(a, b string) bool {
	return a == b || a != "" && plainID(a) == plainID(b)
}

func plainID(id string) string {
	id = strings.TrimSpace(id)
	const uuid = "urn:uuid:"
	if len(id) > len(uuid) && strings.EqualFold(id[:len(uuid)], uuid) {
		return strings.ToLower(id)
	}
	u, err := url.Parse(id)
	if err != nil || u.Host == "" {
		return spelled(id)
	}
	u.Scheme = strings.ToLower(u.Scheme)
	port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	u.Host = strings.TrimSuffix(strings.ToLower(u.Host), port)
	if u.Path == "" { // what needs no percent sign is written without
		u.Path = "/"
	}
	return spelled(u.String())
}

// spelled writes an id without percent signs, where it can be: not where they hide what
// would separate.
func spelled(id string) string {
	for _, hidden := range []string{"%2f", "%3f", "%23", "%26", "%25"} {
		if strings.Contains(strings.ToLower(id), hidden) {
			return id
		}
	}
	if plain, err := url.PathUnescape(id); err == nil {
		return plain
	}
	return id
}
