package keyring

import (
	"context"
	"crypto"
	"fmt"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/fault"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/statuslist"
	"blazon/vcjwt"
)

// proofs is the cryptosuite with which a kind of key makes embedded proofs.
var proofs = map[Kind]string{Ed25519: "eddsa-rdfc-2022", P256: "ecdsa-rdfc-2019"} //nolint:exhaustive // RSA keys sign tokens only

// algorithms is the algorithm with which a kind of key signs tokens.
var algorithms = map[Kind]string{P256: "ES256", RSA2048: "RS256"} //nolint:exhaustive // Ed25519 keys make proofs only

// IssuerURL is the identifier of an issuer: the issuer of its credentials and
// the controller of its keys.
func (k *Keyring) IssuerURL(issuerID string) string { return k.BaseURL + "/issuers/" + issuerID }

// KeyURL is where one key is published as a JWK, and the kid of tokens it signs.
//
// OB 3.0 8.2.4.1: kid is dereferenced to the JWK.
func (k *Keyring) KeyURL(key Key) string { return k.IssuerURL(key.IssuerID) + "/keys/" + key.ID }

// Method is the id of the verification method of a key in the document of its
// issuer: the issuer's URL and the key itself as fragment, which says the same
// to those who look the document up and to those who do not. RSA keys have no
// such short form and are named by KeyURL.
func (k *Keyring) Method(key Key) (string, error) {
	if key.Kind == RSA2048 {
		return k.KeyURL(key), nil
	}
	text, err := did.EncodeMultikey(key.Public)
	if err != nil {
		return "", fmt.Errorf("name key %s: %w", key.ID, err)
	}
	return k.IssuerURL(key.IssuerID) + "#" + text, nil
}

// SignCredential returns doc with a proof by the issuer's Ed25519 badge key, and
// the id of that key.
func (k *Keyring) SignCredential(ctx context.Context, issuerID string, doc ob3.Document) (signed []byte, keyID string, err error) {
	signed, keyID, err = k.prove(ctx, issuerID, Badge, doc.Bytes())
	if err != nil {
		return nil, "", fmt.Errorf("sign credential: %w", err)
	}
	return signed, keyID, nil
}

// SignStatusList returns doc with a proof by the issuer's Ed25519 status key, and
// the id of that key.
func (k *Keyring) SignStatusList(ctx context.Context, issuerID string, doc statuslist.Document) (signed []byte, keyID string, err error) {
	signed, keyID, err = k.prove(ctx, issuerID, Status, doc.Bytes())
	if err != nil {
		return nil, "", fmt.Errorf("sign status list: %w", err)
	}
	return signed, keyID, nil
}

// Signs reports whether a key of the issuer is the one that signs for its
// purpose now, or one of those that do. A key that is replaced or withdrawn
// does not.
func (k *Keyring) Signs(ctx context.Context, issuerID, keyID string) (bool, error) {
	all, err := k.Store.IssuerKeys(ctx, issuerID)
	if err != nil {
		return false, fmt.Errorf("find key: %w", err)
	}
	for _, s := range all {
		if s.ID == keyID {
			return s.State == Active, nil
		}
	}
	return false, nil
}

// SignCredentialJWT returns doc as a token signed by the issuer's RSA badge key
// with RS256, the algorithm that every verifier has, and the id of that key.
func (k *Keyring) SignCredentialJWT(ctx context.Context, issuerID string, doc ob3.Document) (token, keyID string, err error) {
	body := doc.Bytes()
	if err := k.checkIssuer(issuerID, body); err != nil {
		return "", "", fmt.Errorf("sign credential: %w", err)
	}
	key, signer, err := k.signer(ctx, issuerID, Badge, RSA2048)
	if err != nil {
		return "", "", fmt.Errorf("sign credential: %w", err)
	}
	err = k.work(ctx, func() error {
		token, err = vcjwt.Sign(body, algorithms[key.Kind], signer, vcjwt.SignHeader{Kid: k.KeyURL(key)})
		return err
	})
	if err != nil {
		return "", "", fmt.Errorf("sign credential: %w", err)
	}
	return token, key.ID, nil
}

// prove adds an embedded proof to a document of the issuer.
func (k *Keyring) prove(ctx context.Context, issuerID string, p Purpose, body []byte) (signed []byte, keyID string, err error) {
	if err := k.checkIssuer(issuerID, body); err != nil {
		return nil, "", err
	}
	key, signer, err := k.signer(ctx, issuerID, p, Ed25519)
	if err != nil {
		return nil, "", err
	}
	method, err := k.Method(key)
	if err != nil {
		return nil, "", err
	}
	err = k.work(ctx, func() error {
		signed, err = k.Suites.Sign(ctx, k.Processor, body, proofs[key.Kind], signer, dataintegrity.Options{
			VerificationMethod: method,
			Created:            k.Now(),
		})
		return err
	})
	return signed, key.ID, err
}

// checkIssuer refuses to sign for one issuer what says it is from another.
func (k *Keyring) checkIssuer(issuerID string, body []byte) error {
	v, err := jsonld.Parse(body, jsonld.Limits{})
	if err != nil {
		return err
	}
	return k.checkNamed(issuerID, v)
}

// checkNamed is checkIssuer of what is parsed.
func (k *Keyring) checkNamed(issuerID string, v *jsonld.Value) error {
	named := v.Get("issuer")
	if named.Kind() == jsonld.Object {
		named = named.Get("id")
	}
	if want := k.IssuerURL(issuerID); named.Str() != want {
		return fmt.Errorf("it says it is from %q, and the key is that of %q", named.Str(), want)
	}
	return nil
}

// signer opens the newest active key of a purpose and kind.
func (k *Keyring) signer(ctx context.Context, issuerID string, p Purpose, kind Kind) (Key, crypto.Signer, error) {
	all, err := k.Store.IssuerKeys(ctx, issuerID)
	if err != nil {
		return Key{}, nil, err
	}
	var newest *Sealed
	for i, s := range all {
		if s.State == Active && s.Purpose == p && s.Kind == kind {
			newest = &all[i]
		}
	}
	if newest == nil {
		return Key{}, nil, fmt.Errorf("the issuer %s has no active %s key for %s", issuerID, kind, p)
	}
	// A clock that stands before the key was made is wrong, and so would be
	// every date that is signed now.
	if now := k.Now(); now.Before(newest.CreatedAt) {
		return Key{}, nil, fault.New(fault.Unavailable, "The clock of the server is wrong: it stands before the signing key was made. Set the clock and try again.")
	}
	key, err := newest.public()
	if err != nil {
		return Key{}, nil, err
	}
	signer, err := k.open(*newest)
	if err != nil {
		return Key{}, nil, fmt.Errorf("open key %s: %w", newest.ID, err)
	}
	return key, signer, nil
}
