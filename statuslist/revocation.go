package statuslist

import (
	"fmt"

	"blazon/jsonld"
)

// A RevocationList is a 1EdTech Revocation List: the credentials of one issuer
// that are revoked. It is public, so neither ids nor reasons may tell who
// somebody is.
type RevocationList struct {
	ID                string              `json:"id"`     // the URL of the list
	Issuer            string              `json:"issuer"` // the issuer of the credentials
	RevokedCredential []RevokedCredential `json:"revokedCredential"`
}

// A RevokedCredential is one line of a RevocationList.
type RevokedCredential struct {
	ID               string `json:"id"`
	RevocationReason string `json:"revocationReason,omitempty"`
}

// JSON encodes the list for publication.
//
// VCRL 1.0: the property is revokedCredential, in the singular, and revoked is
// true unless the entry says otherwise.
func (r RevocationList) JSON() ([]byte, error) {
	if r.ID == "" || r.Issuer == "" {
		return nil, fmt.Errorf("encode revocation list: %w: ID and Issuer are required", ErrMalformed)
	}
	if r.RevokedCredential == nil {
		r.RevokedCredential = []RevokedCredential{}
	}
	b, err := encode(r)
	if err != nil {
		return nil, fmt.Errorf("encode revocation list: %w", err)
	}
	return b, nil
}

// Revoked reports whether the list names the credential with this id, however it is
// written there, and why.
//
// OB 3.0 B.7 EQ-01.
func (r RevocationList) Revoked(id string) (revoked bool, reason string) {
	plain := jsonld.PlainID(id)
	for _, c := range r.RevokedCredential {
		if plain != "" && jsonld.PlainID(c.ID) == plain {
			return true, c.RevocationReason
		}
	}
	return false, ""
}

// ParseRevocationList reads a list. Entries with "revoked": false are not kept.
// Some issuers write revokedCredentials, in the plural, or give plain ids
// instead of objects; both are read. Long lists need greater jsonld.Limits than
// the usual ones.
func ParseRevocationList(v *jsonld.Value) (RevocationList, error) {
	if v.Kind() != jsonld.Object {
		return RevocationList{}, fmt.Errorf("revocation list: %w: not an object", ErrMalformed)
	}
	r := RevocationList{ID: v.Get("id").Str(), Issuer: issuerOf(v.Get("issuer"))}
	if r.Issuer == "" {
		return RevocationList{}, fmt.Errorf("revocation list: %w: no issuer", ErrMalformed)
	}
	one, many := v.Get("revokedCredential"), v.Get("revokedCredentials")
	if isNothing(one) && isNothing(many) {
		return RevocationList{}, fmt.Errorf("revocation list: %w: no revokedCredential", ErrMalformed)
	}
	for _, entries := range []*jsonld.Value{one, many} {
		if isNothing(entries) {
			continue
		}
		for _, item := range entries.Items() {
			c, revoked, err := parseRevoked(item)
			if err != nil {
				return RevocationList{}, err
			}
			if revoked {
				r.RevokedCredential = append(r.RevokedCredential, c)
			}
		}
	}
	return r, nil
}

func parseRevoked(v *jsonld.Value) (c RevokedCredential, revoked bool, err error) {
	if v.IsString() {
		return RevokedCredential{ID: v.Str()}, true, nil
	}
	c = RevokedCredential{ID: v.Get("id").Str(), RevocationReason: v.Get("revocationReason").Str()}
	if c.ID == "" {
		return c, false, fmt.Errorf("revocation list: %w: an entry without id", ErrMalformed)
	}
	state := v.Get("revoked")
	if isNothing(state) {
		return c, true, nil
	}
	revoked, ok := state.Bool()
	if !ok {
		return c, false, fmt.Errorf("revocation list: %w: revoked is neither true nor false", ErrMalformed)
	}
	return c, revoked, nil
}

// isNothing reports whether a member is not there.
//
// JSON-LD 1.1 API 5.1.2: null is left out.
func isNothing(v *jsonld.Value) bool {
	return v.Kind() == jsonld.Absent || v.Kind() == jsonld.Null
}

// issuerOf returns the id of an issuer given as id or as object.
func issuerOf(v *jsonld.Value) string {
	if v.IsString() {
		return v.Str()
	}
	return v.Get("id").Str()
}
