package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/store/sqlcgen"
	"blazon/vc"
)

var _ check.Keys = (*DB)(nil)

const (
	seenAgain     = time.Hour                // after which a listing that says nothing new is noted again
	seenKeysFor   = 5 * 365 * 24 * time.Hour // that nothing was heard of an issuer
	seenKeysMost  = 300_000
	seenKeysCheck = 20_000  // keys noted, after which somebody looks whether there are more
	seenOfListing = 16      // keys of one listing that are noted
	seenOfIssuer  = 64      // keys of one issuer that are remembered
	maxIssuerURL  = 2 << 10 // bytes
)

// KeysListed implements vc.KeyMemory.
func (db *DB) KeysListed(ctx context.Context, l vc.KeyListing) (vc.KeyHistory, error) {
	if len(l.Issuer) > maxIssuerURL || l.Issuer != storable(l.Issuer) {
		return vc.KeyHistory{}, fault.New(fault.Invalid, "The name of the issuer is too long, or has characters that cannot be kept.")
	}
	known, err := db.query.SeenKeys(ctx, l.Issuer)
	if err != nil {
		return vc.KeyHistory{}, db.explain(err, "look for keys that were seen")
	}
	noted := toNote(l)
	if saysNothingNew(ofVersion(known, l.Version), noted, l) {
		return historyOf(known, l), nil
	}
	err = db.write(ctx, "note the keys of an issuer", func(ctx context.Context, t tx) error {
		if known, err = t.SeenKeys(ctx, l.Issuer); err != nil {
			return err
		}
		line := lineOf(ofVersion(known, l.Version), l)
		for _, key := range noted {
			err := t.NoteSeenKey(ctx, sqlcgen.NoteSeenKeyParams{Issuer: l.Issuer, Version: l.Version, Fingerprint: key, Line: line, Seen: micros(l.At)})
			if err != nil {
				return err
			}
		}
		if known, err = t.SeenKeys(ctx, l.Issuer); err != nil {
			return err
		}
		for _, k := range tooMany(known, noted, l) {
			if err := t.ForgetSeenKey(ctx, sqlcgen.ForgetSeenKeyParams{Issuer: l.Issuer, Version: k.Version, Fingerprint: k.Fingerprint}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return vc.KeyHistory{}, err
	}
	// Whoever has many checks made must not fill the disk until the next hour.
	if n := int64(len(noted)); db.noted.Add(n)%seenKeysCheck < n {
		if err := db.ForgetSeenKeys(ctx, l.At); err != nil {
			return vc.KeyHistory{}, err
		}
	}
	return historyOf(known, l), nil
}

// toNote are the keys of a listing that are noted: the one that signed, and some of those
// beside it, which is enough to know the issuer by. Strangers list as many as they like.
func toNote(l vc.KeyListing) []string {
	noted := []string{l.Signer}
	for _, key := range l.Listed {
		if len(noted) == seenOfListing {
			break
		}
		if key != l.Signer {
			noted = append(noted, key)
		}
	}
	return noted
}

// tooMany are the keys of an issuer that are forgotten, of which nothing was heard for
// longest. The first is never, nor are those noted just now: since when an issuer is
// known, and that its keys are others now, stays known.
func tooMany(known []sqlcgen.SeenKey, noted []string, l vc.KeyListing) []sqlcgen.SeenKey {
	surplus := len(known) - seenOfIssuer
	if surplus <= 0 {
		return nil
	}
	old := slices.DeleteFunc(slices.Clone(known[1:]), func(k sqlcgen.SeenKey) bool {
		return k.Version == l.Version && slices.Contains(noted, k.Fingerprint)
	})
	slices.SortStableFunc(old, func(a, b sqlcgen.SeenKey) int { return cmp.Compare(a.LastSeen, b.LastSeen) })
	return old[:min(surplus, len(old))]
}

// ofVersion are the keys that were listed for badges of one version. Keys are compared
// with those alone: a document may list others for another, which were not looked at.
func ofVersion(known []sqlcgen.SeenKey, version string) []sqlcgen.SeenKey {
	return slices.DeleteFunc(slices.Clone(known), func(k sqlcgen.SeenKey) bool { return k.Version != version })
}

// saysNothingNew reports whether the listing, of which some keys would be noted, is what
// was noted last, not long ago.
func saysNothingNew(known []sqlcgen.SeenKey, noted []string, l vc.KeyListing) bool {
	if len(known) == 0 {
		return false
	}
	latest := lastSeen(known)
	if micros(l.At)-latest > seenAgain.Microseconds() {
		return false
	}
	there := 0
	for _, k := range known {
		if k.LastSeen == latest && l.Whole && !slices.Contains(l.Listed, k.Fingerprint) {
			return false
		}
		if slices.Contains(noted, k.Fingerprint) {
			there++
		}
	}
	return there == len(noted)
}

// lineOf returns the line of the keys of a listing that were not known: that of the
// keys beside them, or a new one if all keys are others than before. Where not all
// keys were read, nobody knows that.
func lineOf(known []sqlcgen.SeenKey, l vc.KeyListing) int64 {
	var last, beside int64
	for _, k := range known {
		last = max(last, k.Line)
		if slices.Contains(l.Listed, k.Fingerprint) {
			beside = max(beside, k.Line)
		}
	}
	switch {
	case beside > 0:
		return beside
	case last > 0 && !l.Whole:
		return last
	}
	return last + 1
}

func lastSeen(known []sqlcgen.SeenKey) int64 {
	var latest int64
	for _, k := range known {
		latest = max(latest, k.LastSeen)
	}
	return latest
}

// historyOf tells what is known of the key that signed; known is in the order of first
// seen.
func historyOf(known []sqlcgen.SeenKey, l vc.KeyListing) vc.KeyHistory {
	i := slices.IndexFunc(known, func(k sqlcgen.SeenKey) bool { return k.Fingerprint == l.Signer })
	if i < 0 {
		return vc.KeyHistory{}
	}
	h := vc.KeyHistory{FirstSeen: moment(known[i].FirstSeen), IssuerSince: moment(known[0].FirstSeen)}
	same := ofVersion(known, l.Version)
	i = slices.IndexFunc(same, func(k sqlcgen.SeenKey) bool { return k.Fingerprint == l.Signer })
	if i < 0 {
		return h
	}
	if line := same[i].Line; line > 1 {
		first := slices.IndexFunc(same, func(k sqlcgen.SeenKey) bool { return k.Line == line })
		h.ReplacedAt = moment(same[first].FirstSeen)
	}
	return h
}

// KeyGone implements check.Keys.
func (db *DB) KeyGone(ctx context.Context, issuer, key string) (time.Time, error) {
	if len(issuer) > maxIssuerURL || issuer != storable(issuer) {
		return time.Time{}, nil
	}
	known, err := db.query.SeenKeys(ctx, issuer)
	if err != nil {
		return time.Time{}, db.explain(err, "look for keys that were seen")
	}
	var gone time.Time
	for _, k := range known {
		if k.Fingerprint != key {
			continue
		}
		at := goneAt(ofVersion(known, k.Version), k)
		if at.IsZero() {
			return at, nil // it is still there for one version
		}
		if at.After(gone) {
			gone = at
		}
	}
	return gone, nil
}

// goneAt is when the first key of a later line was seen, while the key itself was not
// seen again; the zero time if there is none.
func goneAt(known []sqlcgen.SeenKey, key sqlcgen.SeenKey) time.Time {
	for _, k := range known {
		if k.Line > key.Line && k.FirstSeen > key.LastSeen {
			return moment(k.FirstSeen)
		}
	}
	return time.Time{}
}

// ForgetSeenKeys deletes the keys of issuers of which nothing was heard for years,
// and where there are very many, those of issuers that were heard of over the shortest
// time.
func (db *DB) ForgetSeenKeys(ctx context.Context, now time.Time) error {
	return db.forgetSeenKeys(ctx, now, seenKeysMost)
}

func (db *DB) forgetSeenKeys(ctx context.Context, now time.Time, keep int64) error {
	return db.write(ctx, "forget keys that were seen", func(ctx context.Context, t tx) error {
		if err := t.ForgetSeenKeysBefore(ctx, micros(now.Add(-seenKeysFor))); err != nil {
			return err
		}
		if n, err := t.CountSeenKeys(ctx); err != nil || n <= keep {
			return err
		}
		return t.ForgetBrieflySeenKeys(ctx, keep)
	})
}
