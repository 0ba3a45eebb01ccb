package issuer

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"

	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/keyring"
	"blazon/jsonld"
	"blazon/ob2"
	"blazon/ob3"
)

// A method is a verification method: a key as it stands in the document of its
// issuer.
//
// Controlled Identifiers 2.2.
type method struct {
	ID                 string          `json:"id"`
	Type               string          `json:"type"` // Multikey or JsonWebKey
	Controller         string          `json:"controller"`
	PublicKeyMultibase string          `json:"publicKeyMultibase,omitempty"`
	PublicKeyJWK       json.RawMessage `json:"publicKeyJwk,omitempty"`
	Revoked            string          `json:"revoked,omitempty"`
	withdrawn          bool
}

// methods returns keys as they stand in the document of the controller, which is
// the issuer under its address or under its DID.
func (s *Issuers) methods(keys []keyring.Key, controller string) ([]method, error) {
	out := make([]method, 0, len(keys))
	for _, k := range keys {
		m := method{Controller: controller, Type: "Multikey"}
		var err error
		if k.Kind == keyring.RSA2048 {
			m, err = s.rsaMethod(k, controller)
		} else if m.PublicKeyMultibase, err = did.EncodeMultikey(k.Public); err == nil {
			m.ID = controller + "#" + m.PublicKeyMultibase
		}
		if err != nil {
			return nil, fmt.Errorf("publish key %s: %w", k.ID, err)
		}
		if k.State == keyring.Compromised {
			m.withdrawn, m.Revoked = true, ob3.At(k.RetiredAt).String()
		}
		out = append(out, m)
	}
	return out, nil
}

// rsaMethod is the method of an RSA key, which has no Multikey. Under the address
// of the issuer its id is that of the key itself, as tokens name it.
func (s *Issuers) rsaMethod(k keyring.Key, controller string) (method, error) {
	m := method{Type: "JsonWebKey", Controller: controller, ID: s.Keys.KeyURL(k)}
	if controller != s.IDURL(k.IssuerID) {
		m.ID = controller + "#" + k.ID
	}
	jwk, err := s.jwk(k)
	if err != nil {
		return method{}, err
	}
	m.PublicKeyJWK = jwk.JSON()
	return m, nil
}

// assertionMethod returns the ids of the keys that may have signed credentials. A
// key that was withdrawn is not among them.
func assertionMethod(methods []method) []string {
	ids := make([]string, 0, len(methods))
	for _, m := range methods {
		if !m.withdrawn {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// jwk returns a key as RFC 7517 has it, with the name under which tokens call
// it and the one algorithm it is for.
func (s *Issuers) jwk(k keyring.Key) (*jsonld.Value, error) {
	v, err := did.EncodeJWK(k.Public)
	if err != nil {
		return nil, err
	}
	return v.With("kid", jsonld.NewString(s.Keys.KeyURL(k))).
		With("alg", jsonld.NewString(did.AlgorithmOf(k.Public))).
		With("use", jsonld.NewString("sig")), nil
}

// maxWithdrawn is how many withdrawn keys the document of an issuer names, so
// that it stays as short as readers want; see keyring.Keyring.Rotate.
const maxWithdrawn = 50

// listed returns the keys in the document of an issuer: those with which
// something can be verified, and the latest that were withdrawn. The latter are
// there to say so: they are marked as revoked, and no relationship has them.
//
// Controlled Identifiers 2.2: revoked.
func (s *Issuers) listed(ctx context.Context, issuerID string) ([]keyring.Key, error) {
	all, err := s.Keys.Keys(ctx, issuerID)
	if err != nil {
		return nil, err
	}
	var sound, withdrawn []keyring.Key
	for _, k := range all {
		switch {
		case isPublished(k):
			sound = append(sound, k)
		case k.State == keyring.Compromised:
			withdrawn = append(withdrawn, k)
		}
	}
	return append(sound, withdrawn[max(0, len(withdrawn)-maxWithdrawn):]...), nil
}

// published returns the keys of an issuer with which something can be verified.
// A compromised key is not among them, so nothing it signed verifies.
func (s *Issuers) published(ctx context.Context, issuerID string) ([]keyring.Key, error) {
	all, err := s.Keys.Keys(ctx, issuerID)
	if err != nil {
		return nil, err
	}
	var out []keyring.Key
	for _, k := range all {
		if isPublished(k) {
			out = append(out, k)
		}
	}
	return out, nil
}

func isPublished(k keyring.Key) bool {
	return k.State == keyring.Active || k.State == keyring.Retired
}

// publishedKey returns one of them.
func (s *Issuers) publishedKey(ctx context.Context, issuerID, keyID string) (keyring.Key, error) {
	if id.Valid(issuerID) && id.Valid(keyID) {
		keys, err := s.published(ctx, issuerID)
		if err != nil {
			return keyring.Key{}, err
		}
		for _, k := range keys {
			if k.ID == keyID {
				return k, nil
			}
		}
	}
	return keyring.Key{}, fault.New(fault.NotFound, "There is no such key, or it has been withdrawn.")
}

// JWK returns one public key at its KeyURL.
//
// OB 3.0 8.2.4.1: kid is dereferenced to the JWK, not to a set.
func (s *Issuers) JWK(ctx context.Context, issuerID, keyID string) ([]byte, error) {
	k, err := s.publishedKey(ctx, issuerID, keyID)
	if err != nil {
		return nil, err
	}
	v, err := s.jwk(k)
	if err != nil {
		return nil, fmt.Errorf("publish key %s: %w", k.ID, err)
	}
	return v.JSON(), nil
}

// JWKS returns the public keys of all issuers of the site, each with the issuer
// it belongs to.
//
// OB 3.0 implementation guide, key provenance: the iss of a key is the id of its
// issuer, so that issuers of one host cannot sign for one another.
func (s *Issuers) JWKS(ctx context.Context) ([]byte, error) {
	keys, err := s.Keys.Published(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]*jsonld.Value, 0, len(keys))
	for _, k := range keys {
		v, err := s.jwk(k)
		if err != nil {
			return nil, fmt.Errorf("publish key %s: %w", k.ID, err)
		}
		list = append(list, v.With("iss", jsonld.NewString(s.IDURL(k.IssuerID))))
	}
	return jsonld.NewObject(jsonld.Member{Name: "keys", Value: jsonld.NewArray(list...)}).JSON(), nil
}

// ProfileOB2 returns an issuer as an Open Badges 2.0 Profile.
//
// Our 2.0 badges are hosted, and a revoked one answers 410 Gone itself, so there
// is no revocationList, which is about signed badges only.
func (s *Issuers) ProfileOB2(ctx context.Context, issuerID string) ([]byte, error) {
	i, err := s.Public(ctx, issuerID)
	if err != nil {
		return nil, err
	}
	p := s.profileOB2(i)
	keys, err := s.published(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		// OB 2.0 SignedBadge: RS256 is the algorithm that all readers have.
		if k.Purpose == keyring.Badge && k.Kind == keyring.RSA2048 {
			p.PublicKey = append(p.PublicKey, ob2.CryptographicKey{ID: s.ob2KeyURL(k)})
		}
	}
	doc, findings := p.Prepare()
	return doc.Bytes(), departures(findings)
}

// profileOB2 is what an issuer says about itself, in the words of 2.0.
func (s *Issuers) profileOB2(i Issuer) ob2.Profile {
	p := ob2.Profile{ID: s.OB2URL(i.ID), Name: i.Name, URL: i.URL, Email: i.Email, Description: i.Description}
	// OB 2.0 Profile: an issuer has a url and an email.
	if p.URL == "" {
		p.URL = s.IDURL(i.ID)
	}
	if p.Email == "" {
		p.Email = s.Contact
	}
	if i.ImageKey != "" {
		p.Image = &ob2.Image{ID: s.imageURL(i.ID), Caption: i.ImageAlt}
	}
	p.Related = []ob2.Related{{ID: s.IDURL(i.ID), Type: ob2.OneOrMany{"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile"}, Version: "Open Badges v3p0"}}
	return p
}

// CryptographicKey returns one public key as Open Badges 2.0 has it.
func (s *Issuers) CryptographicKey(ctx context.Context, issuerID, keyID string) ([]byte, error) {
	k, err := s.publishedKey(ctx, issuerID, keyID)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(k.Public)
	if err != nil {
		return nil, fmt.Errorf("publish key %s: %w", k.ID, err)
	}
	doc, findings := ob2.CryptographicKey{
		ID: s.ob2KeyURL(k), Owner: s.OB2URL(issuerID),
		PublicKeyPEM: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
	}.Prepare()
	return doc.Bytes(), departures(findings)
}
