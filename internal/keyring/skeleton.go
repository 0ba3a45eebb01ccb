package keyring

import (
	"context"
	"errors"
	"io"
)

// Master is the key that encrypts the others.
type Master struct{}

// LoadMaster: text is BLAZON_MASTER_KEY or empty, file the path used when it is.
func LoadMaster(ctx context.Context, store CheckValue, text, file string, rand io.Reader) (Master, error) {
	return Master{}, errors.ErrUnsupported
}

// New makes the first keys of an issuer, to be saved with it.
func (k *Keyring) New(issuerID string) ([]Sealed, error) { return nil, errors.ErrUnsupported }

// Keys returns all keys of an issuer, oldest first.
func (k *Keyring) Keys(ctx context.Context, issuerID string) ([]Key, error) {
	return nil, errors.ErrUnsupported
}

// Rotate replaces an active key and returns the new one. Callers are issuer.Issuers, which knows who may.
func (k *Keyring) Rotate(ctx context.Context, by, issuerID, keyID string) (Key, error) {
	return Key{}, errors.ErrUnsupported
}

// Retire stops a key from signing.
func (k *Keyring) Retire(ctx context.Context, by, issuerID, keyID string) error {
	return errors.ErrUnsupported
}

// Compromise withdraws a key; an active one is replaced.
func (k *Keyring) Compromise(ctx context.Context, by, issuerID, keyID string) error {
	return errors.ErrUnsupported
}
