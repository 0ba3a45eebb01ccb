package issuer

import (
	"context"
	"errors"

	"blazon/internal/keyring"
	"blazon/internal/page"
)

func (s *Issuers) Create(ctx context.Context, by string, d Draft, idempotencyKey string) (Issuer, error) {
	return Issuer{}, errors.ErrUnsupported
}
func (s *Issuers) Update(ctx context.Context, by, issuerID string, revision int, d Draft) (Issuer, error) {
	return Issuer{}, errors.ErrUnsupported
}

// Issuer is for staff.
func (s *Issuers) Issuer(ctx context.Context, by, issuerID string) (Issuer, error) {
	return Issuer{}, errors.ErrUnsupported
}

// Public is for everybody.
func (s *Issuers) Public(ctx context.Context, issuerID string) (Issuer, error) {
	return Issuer{}, errors.ErrUnsupported
}
func (s *Issuers) List(ctx context.Context, by string, q page.Query) (page.Page[Issuer], error) {
	return page.Page[Issuer]{}, errors.ErrUnsupported
}
func (s *Issuers) PublicList(ctx context.Context, q page.Query) (page.Page[Issuer], error) {
	return page.Page[Issuer]{}, errors.ErrUnsupported
}

// May returns nil, fault.Denied, or fault.NotFound for those who are not staff.
func (s *Issuers) May(ctx context.Context, by, issuerID string, a Action) error {
	return errors.ErrUnsupported
}
func (s *Issuers) Role(ctx context.Context, by, issuerID string) (Role, error) {
	return "", errors.ErrUnsupported
}

// Image returns the mark of an issuer and its media type.
func (s *Issuers) Image(ctx context.Context, issuerID string) (data []byte, mediaType string, err error) {
	return nil, "", errors.ErrUnsupported
}

// SigningKeys and the three after it are what the keys page calls.
func (s *Issuers) SigningKeys(ctx context.Context, by, issuerID string) ([]keyring.Key, error) {
	return nil, errors.ErrUnsupported
}
func (s *Issuers) RotateKey(ctx context.Context, by, issuerID, keyID string) (keyring.Key, error) {
	return keyring.Key{}, errors.ErrUnsupported
}
func (s *Issuers) RetireKey(ctx context.Context, by, issuerID, keyID string) error {
	return errors.ErrUnsupported
}
func (s *Issuers) CompromiseKey(ctx context.Context, by, issuerID, keyID string) error {
	return errors.ErrUnsupported
}

// Documents. Profile(ctx, id) (ob3.Profile, error) follows when ob3 compiles.
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
