package did

import (
	"context"
	"crypto"
	"encoding/base64"
	"fmt"

	"blazon/jsonld"
)

// jwkMethod is did:jwk: the identifier is a JWK, in base64url.
type jwkMethod struct{}

func (jwkMethod) Name() string { return "jwk" }

// Resolve makes the document of a did:jwk.
func (jwkMethod) Resolve(_ context.Context, did string) (*Document, error) {
	u, err := parseBare(did)
	if err != nil {
		return nil, err
	}
	b, err := decodeBase64(u.Identifier())
	if err != nil {
		return nil, fmt.Errorf("did:jwk: %w", err)
	}
	v, err := jsonld.Parse(b, jsonld.Limits{Bytes: maxDID})
	if err != nil {
		return nil, fmt.Errorf("did:jwk: %w: %w", ErrMalformed, err)
	}
	if _, err := ParseJWK(v); err != nil {
		return nil, fmt.Errorf("did:jwk: %w", err)
	}
	return selfMade(did, did+"#0", "JsonWebKey", jsonld.Member{Name: "publicKeyJwk", Value: v})
}

// JWKDID returns the did:jwk of a public key and the id of its one method.
func JWKDID(pub crypto.PublicKey) (did, method string, err error) {
	v, err := EncodeJWK(pub)
	if err != nil {
		return "", "", fmt.Errorf("did:jwk: %w", err)
	}
	did = "did:jwk:" + base64.RawURLEncoding.EncodeToString(v.JSON())
	return did, did + "#0", nil
}
