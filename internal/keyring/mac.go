package keyring

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
)

// MAC returns a code by which data that left the program is known when it comes
// back unchanged. It is made with a key of its own for each purpose, derived
// from the master key, so every node makes the same.
func (k *Keyring) MAC(purpose string, data []byte) ([]byte, error) {
	if len(k.Master.key) != masterSize {
		return nil, errors.New("there is no master key")
	}
	key, err := hkdf.Key(sha256.New, k.Master.key, nil, "blazon mac 1\x00"+purpose, masterSize)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	h := hmac.New(sha256.New, key)
	_, _ = h.Write(data) // a hash never fails
	return h.Sum(nil), nil
}
