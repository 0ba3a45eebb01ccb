package did

import (
	"context"
	"crypto"
	"fmt"

	"blazon/jsonld"
)

// keyMethod is did:key: the identifier is the key itself, as a Multikey.
type keyMethod struct{}

func (keyMethod) Name() string { return "key" }

// Resolve makes the document of a did:key. Only the canonical text of a key is
// an identifier of it.
func (keyMethod) Resolve(_ context.Context, did string) (*Document, error) {
	u, err := parseBare(did)
	if err != nil {
		return nil, err
	}
	if _, err := DecodeMultikey(u.Identifier()); err != nil {
		return nil, err
	}
	method := did + "#" + u.Identifier()
	return selfMade(did, method, "Multikey", jsonld.Member{Name: "publicKeyMultibase", Value: jsonld.NewString(u.Identifier())})
}

// KeyDID returns the did:key of a public key and the id of its one method,
// which goes into a proof's verificationMethod. RSA keys have none; see JWKDID.
func KeyDID(pub crypto.PublicKey) (did, method string, err error) {
	s, err := EncodeMultikey(pub)
	if err != nil {
		return "", "", fmt.Errorf("did:key: %w", err)
	}
	return "did:key:" + s, "did:key:" + s + "#" + s, nil
}

// selfMade makes the document of a DID that contains its key.
func selfMade(did, method, kind string, key jsonld.Member) (*Document, error) {
	str := func(name, s string) jsonld.Member { return jsonld.Member{Name: name, Value: jsonld.NewString(s)} }
	ids := jsonld.NewArray(jsonld.NewString(method))
	return ParseDocument(jsonld.NewObject(
		jsonld.Member{Name: "@context", Value: jsonld.NewArray(
			jsonld.NewString("https://www.w3.org/ns/did/v1"), jsonld.NewString("https://w3id.org/security/multikey/v1"))},
		str("id", did),
		jsonld.Member{Name: "verificationMethod", Value: jsonld.NewArray(
			jsonld.NewObject(str("id", method), str("type", kind), str("controller", did), key))},
		jsonld.Member{Name: "assertionMethod", Value: ids},
		jsonld.Member{Name: "authentication", Value: ids},
	))
}
