package statuslist

import (
	"fmt"
	"net/url"
	"strings"

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

// Revoked reports whether the list names the credential with this id, and why.
func (r RevocationList) Revoked(id string) (revoked bool, reason string) {
	for _, c := range r.RevokedCredential {
		if id != "" && (c.ID == id || plainID(c.ID) == plainID(id)) {
			return true, c.RevocationReason
		}
	}
	return false, ""
}

// plainID writes an id in one way: without space around, and what has no case in small
// letters.
//
// OB 3.0 B.7; RFC 9562 4; RFC 3986 6.2.2 and 6.2.3.
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
	port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	u.Host = strings.TrimSuffix(strings.ToLower(u.Host), port)
	if u.Path == "" {
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
	if one.Kind() == jsonld.Absent && many.Kind() == jsonld.Absent {
		return RevocationList{}, fmt.Errorf("revocation list: %w: no revokedCredential", ErrMalformed)
	}
	for _, items := range [][]*jsonld.Value{one.Items(), many.Items()} {
		for _, item := range items {
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
	if state.Kind() == jsonld.Absent {
		return c, true, nil
	}
	revoked, ok := state.Bool()
	if !ok {
		return c, false, fmt.Errorf("revocation list: %w: revoked is neither true nor false", ErrMalformed)
	}
	return c, revoked, nil
}

// issuerOf returns the id of an issuer given as id or as object.
func issuerOf(v *jsonld.Value) string {
	if v.IsString() {
		return v.Str()
	}
	return v.Get("id").Str()
}
