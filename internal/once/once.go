// Package once lets a request be repeated safely. A caller who is not told how
// a request ended sends it again with the same key, and is answered with what
// the first one made. The memory of it is saved in the transaction of the deed.
package once

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"blazon/internal/fault"
)

// MaxKey is the longest key, in bytes.
const MaxKey = 200

// ErrDone is returned by a store that was asked to save what a Key names and
// finds that it was saved before. Nothing was changed; Find has the result.
var ErrDone = errors.New("this was done before under the same key")

// A Key names one request of one caller. The zero Key names none: nothing is
// remembered.
type Key struct {
	// Account is who asks. Two people may use the same text.
	Account string
	// Operation is what is asked for, such as "award".
	Operation string
	// Text is what the caller sent.
	Text string
	// Request is a digest of everything in the request.
	Request []byte
}

// IsZero reports whether the request has no key.
func (k Key) IsZero() bool { return k.Text == "" }

// New returns the Key for text, which may be empty. The parts are everything
// the request says, in an order of the operation's own.
func New(account, operation, text string, parts ...[]byte) (Key, error) {
	if text == "" {
		return Key{}, nil
	}
	if len(text) > MaxKey {
		return Key{}, fault.Field("Idempotency-Key", "The idempotency key is longer than %d characters. Use a shorter one, such as a UUID.", MaxKey)
	}
	for _, c := range []byte(text) {
		if c < 0x20 || c > 0x7e {
			return Key{}, fault.Field("Idempotency-Key", "The idempotency key has characters other than plain ASCII. Use letters, digits and hyphens, such as a UUID.")
		}
	}
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write(p)
	}
	return Key{Account: account, Operation: operation, Text: text, Request: h.Sum(nil)}, nil
}

// A Memory is where results are looked up.
type Memory interface {
	// Done returns the id of what was made under (k.Account, k.Operation,
	// k.Text), and the digest of the request that made it. It is
	// fault.NotFound when nothing was.
	Done(ctx context.Context, k Key) (object string, request []byte, err error)
}

// Find returns the id of what k made before, or "" if it made nothing yet. It
// is fault.Invalid if it made something from a different request.
func Find(ctx context.Context, m Memory, k Key) (string, error) {
	if k.IsZero() {
		return "", nil
	}
	object, request, err := m.Done(ctx, k)
	switch {
	case fault.Is(err, fault.NotFound):
		return "", nil
	case err != nil:
		return "", err
	case string(request) != string(k.Request):
		return "", fault.Field("Idempotency-Key", "This idempotency key was used before for a different request. Use a new key for a new request.")
	}
	return object, nil
}
