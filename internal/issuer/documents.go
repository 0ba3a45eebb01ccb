package issuer

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/keyring"
	"blazon/ob3"
)

// The contexts that define what a Profile holds beside the words of Open Badges.
const (
	contextDID      = "https://www.w3.org/ns/did/v1"
	contextMultikey = "https://w3id.org/security/multikey/v1"
	contextJWK      = "https://w3id.org/security/jwk/v1"
)

// IDURL is the identity of an issuer: the id of its Profile in credentials, the
// controller of its keys, and the address where both are published.
func (s *Issuers) IDURL(issuerID string) string { return s.BaseURL + "/issuers/" + issuerID }

// OB2URL is the address of the Open Badges 2.0 Profile of an issuer.
func (s *Issuers) OB2URL(issuerID string) string { return s.BaseURL + "/ob2/issuers/" + issuerID }

// ob2KeyURL is the address of a key as an Open Badges 2.0 CryptographicKey.
func (s *Issuers) ob2KeyURL(key keyring.Key) string {
	return s.OB2URL(key.IssuerID) + "/keys/" + key.ID
}

// imageURL is the address of the mark of an issuer.
func (s *Issuers) imageURL(issuerID string) string { return s.IDURL(issuerID) + "/image" }

// DID returns the did:web that leads to the same keys as IDURL. There is none,
// and ok is false, on a site whose host is an address and no name.
func (s *Issuers) DID(issuerID string) (id string, ok bool) {
	base, err := url.Parse(s.BaseURL)
	if err != nil || strings.Trim(base.Path, "/") != "" {
		return "", false
	}
	id = "did:web:" + strings.ReplaceAll(base.Host, ":", "%3A") + ":issuers:" + issuerID
	_, err = did.WebURL(id)
	return id, err == nil
}

// Profile returns an issuer as it stands in credentials.
func (s *Issuers) Profile(ctx context.Context, issuerID string) (ob3.Profile, error) {
	i, err := s.Public(ctx, issuerID)
	if err != nil {
		return ob3.Profile{}, err
	}
	return s.profile(i), nil
}

func (s *Issuers) profile(i Issuer) ob3.Profile {
	p := ob3.Profile{ID: s.IDURL(i.ID), Name: i.Name, Description: i.Description, URL: i.URL, Email: i.Email}
	// OB 3.0 Implementation Guide, migration: the same issuer in Open Badges 2.0.
	p.OtherIdentifier = []ob3.IdentifierEntry{{Identifier: s.OB2URL(i.ID), IdentifierType: ob3.IdentifierIdentifier}}
	if i.ImageKey != "" {
		p.Image = &ob3.Image{ID: s.imageURL(i.ID), Caption: i.ImageAlt}
	}
	return p
}

// ControllerDocument returns what machines get at IDURL: the OB 3.0 Profile of
// an issuer together with its keys. Whoever verifies a badge asks here whether
// the key that signed it is the issuer's.
//
// OB 3.0 8.2.4, Controlled Identifiers 2.1.
func (s *Issuers) ControllerDocument(ctx context.Context, issuerID string) ([]byte, error) {
	i, err := s.Public(ctx, issuerID)
	if err != nil {
		return nil, err
	}
	keys, err := s.listed(ctx, issuerID)
	if err != nil {
		return nil, err
	}
	methods, err := s.methods(keys, s.IDURL(issuerID))
	if err != nil {
		return nil, err
	}
	p := s.profile(i)
	p.Extensions = map[string]any{"verificationMethod": methods, "assertionMethod": assertionMethod(methods)}
	also := []string{s.OB2URL(issuerID)}
	if id, ok := s.DID(issuerID); ok {
		also = append([]string{id}, also...)
	}
	p.Extensions["alsoKnownAs"] = also
	data, findings := p.LinkedData(contextDID, contextMultikey, contextJWK)
	return data, departures(findings)
}

// DIDDocument returns what is published under the did:web of an issuer: the same
// keys, named by the DID.
//
// DID Core 5.3: assertionMethod holds strings, because not every reader
// understands embedded methods.
func (s *Issuers) DIDDocument(ctx context.Context, issuerID string) ([]byte, error) {
	i, err := s.Public(ctx, issuerID)
	if err != nil {
		return nil, err
	}
	id, ok := s.DID(i.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "This site has no name of its own, so its issuers have no DID. Use the address of the issuer.")
	}
	keys, err := s.listed(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	methods, err := s.methods(keys, id)
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Context            []string `json:"@context"`
		ID                 string   `json:"id"`
		AlsoKnownAs        []string `json:"alsoKnownAs"`
		VerificationMethod []method `json:"verificationMethod"`
		AssertionMethod    []string `json:"assertionMethod"`
	}{[]string{contextDID, contextMultikey, contextJWK}, id, []string{s.IDURL(i.ID), s.OB2URL(i.ID)}, methods, assertionMethod(methods)})
}

// departures is an error if what we publish departs from a standard. What
// people enter is checked before it is kept, so it is a mistake of ours.
func departures[F fmt.Stringer](findings []F) error {
	if len(findings) == 0 {
		return nil
	}
	var all []string
	for _, f := range findings {
		all = append(all, f.String())
	}
	return fmt.Errorf("this departs from the standard: %s", strings.Join(all, "; "))
}
