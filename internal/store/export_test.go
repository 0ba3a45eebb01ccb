package store

import (
	"context"
	"time"
)

// What the memory of strangers is bounded by.
const (
	SeenOfIssuer = seenOfIssuer
	FetchedMost  = fetchedMost
	FetchedCheck = fetchedCheck
)

// ForgetStrangers is ForgetSeenKeys and ForgetFetched with bounds that a test can reach.
func (db *DB) ForgetStrangers(ctx context.Context, now time.Time, keys, editions int64) error {
	if err := db.forgetSeenKeys(ctx, now, keys); err != nil {
		return err
	}
	return db.forgetFetched(ctx, now, fetchedMost, editions)
}
