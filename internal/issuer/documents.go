package issuer

import (
	"context"
	"errors"

	"blazon/ob3"
)

// Profile is the issuer as it stands in credentials.
func (s *Issuers) Profile(ctx context.Context, issuerID string) (ob3.Profile, error) {
	return ob3.Profile{}, errors.ErrUnsupported
}

func (s *Issuers) ControllerDocument(ctx context.Context, issuerID string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}
func (s *Issuers) DIDDocument(ctx context.Context, issuerID string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}
func (s *Issuers) ProfileOB2(ctx context.Context, issuerID string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}
func (s *Issuers) CryptographicKey(ctx context.Context, issuerID, keyID string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}
func (s *Issuers) JWK(ctx context.Context, issuerID, keyID string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}
func (s *Issuers) JWKS(ctx context.Context) ([]byte, error) { return nil, errors.ErrUnsupported }

// IDURL is the stable https identity of an issuer.
func (s *Issuers) IDURL(issuerID string) string { return s.BaseURL + "/issuers/" + issuerID }
