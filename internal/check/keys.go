package check

import (
	"context"
	"fmt"
	"time"

	"blazon/vc"
)

// Keys remembers the keys of issuers. Each method is one transaction.
type Keys interface {
	vc.KeyMemory
	// KeyGone returns when an issuer was first seen with none of the keys that it
	// had listed together with key, if key was not seen since; else the zero time.
	KeyGone(ctx context.Context, issuer, key string) (time.Time, error)
}

// ChangedSince returns when it was first seen that the issuer of a kept report has
// no longer any of the keys it had; the zero time if that was not seen. What the
// report says is still what was found then.
func (c *Checker) ChangedSince(ctx context.Context, k Kept) (time.Time, error) {
	s := k.Report.Signer
	if s.Key == "" || c.Keys == nil {
		return time.Time{}, nil
	}
	at, err := c.Keys.KeyGone(ctx, s.Issuer, s.Key)
	if err != nil {
		return time.Time{}, fmt.Errorf("ask for the keys of an issuer: %w", err)
	}
	return at, nil
}
