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
	seenOfIssuer  = 64      // keys of one issuer that are remembered for one version
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
	if saysNothingNew(known, noted, l) {
		return historyOf(known, l), nil
	}
	err = db.write(ctx, "note the keys of an issuer", func(ctx context.Context, t tx) error {
		if known, err = t.SeenKeys(ctx, l.Issuer); err != nil {
			return err
		}
		if err := t.takeKeys(ctx, known, l); err != nil {
			return err
		}
		if err := t.noteKeys(ctx, noted, lineOf(comparedWith(known, l.Version), l), l); err != nil {
			return err
		}
		if known, err = t.SeenKeys(ctx, l.Issuer); err != nil {
			return err
		}
		return t.forgetKeys(ctx, tooMany(known, noted, l), l)
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

// takeKeys notes of keys of which it was not known for which version they are listed that
// it is that of the listing, and marks them so in known: of those that are listed, and of
// those that were once listed beside them.
func (t tx) takeKeys(ctx context.Context, known []sqlcgen.SeenKeysRow, l vc.KeyListing) error {
	lines := make(map[int64]bool)
	for _, k := range known {
		if k.Version == "" && slices.Contains(l.Listed, k.Fingerprint) {
			lines[k.Line] = true
		}
	}
	for i, k := range known {
		if k.Version != "" || !lines[k.Line] {
			continue
		}
		known[i].Version = l.Version
		err := t.NoteListedKey(ctx, sqlcgen.NoteListedKeyParams{Issuer: l.Issuer, Version: l.Version, Fingerprint: k.Fingerprint, Line: k.Line, FirstSeen: k.FirstSeen, LastSeen: k.LastSeen})
		if err != nil {
			return err
		}
	}
	return nil
}

// noteKeys notes keys of a listing, those that were not known as of that line.
func (t tx) noteKeys(ctx context.Context, noted []string, line int64, l vc.KeyListing) error {
	at := micros(l.At)
	for _, key := range noted {
		err := t.NoteSeenKey(ctx, sqlcgen.NoteSeenKeyParams{Issuer: l.Issuer, Fingerprint: key, Line: line, FirstSeen: at, LastSeen: at})
		if err != nil {
			return err
		}
		err = t.NoteListedKey(ctx, sqlcgen.NoteListedKeyParams{Issuer: l.Issuer, Version: l.Version, Fingerprint: key, Line: line, FirstSeen: at, LastSeen: at})
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetKeys forgets that keys were listed for the version of a listing, and those that
// were listed for none beside it.
func (t tx) forgetKeys(ctx context.Context, keys []sqlcgen.SeenKeysRow, l vc.KeyListing) error {
	for _, k := range keys {
		if err := t.ForgetListedKey(ctx, sqlcgen.ForgetListedKeyParams{Issuer: l.Issuer, Version: k.Version, Fingerprint: k.Fingerprint}); err != nil {
			return err
		}
		if err := t.ForgetUnlistedKey(ctx, sqlcgen.ForgetUnlistedKeyParams{Issuer: l.Issuer, Fingerprint: k.Fingerprint}); err != nil {
			return err
		}
	}
	return nil
}

// tooMany are the keys that an issuer listed for the version of a listing which are
// forgotten, of which nothing was heard for longest. The first of the version is never,
// nor are those noted just now: since when an issuer is known, and that its keys are others
// now, stays known. Those of other versions are not touched, however many there are of one.
func tooMany(known []sqlcgen.SeenKeysRow, noted []string, l vc.KeyListing) []sqlcgen.SeenKeysRow {
	same := ofVersion(known, l.Version)
	surplus := len(same) - seenOfIssuer
	if surplus <= 0 {
		return nil
	}
	old := slices.DeleteFunc(same[1:], func(k sqlcgen.SeenKeysRow) bool { return slices.Contains(noted, k.Fingerprint) })
	slices.SortStableFunc(old, func(a, b sqlcgen.SeenKeysRow) int { return cmp.Compare(a.LastSeen, b.LastSeen) })
	return old[:min(surplus, len(old))]
}

// ofVersion are the keys that were listed for badges of one version.
func ofVersion(known []sqlcgen.SeenKeysRow, version string) []sqlcgen.SeenKeysRow {
	return slices.DeleteFunc(slices.Clone(known), func(k sqlcgen.SeenKeysRow) bool { return k.Version != version })
}

// comparedWith are the keys with which those of a version are compared: those that were
// listed for it, and those of which that is not known. A document may list others for
// another version, which were not looked at.
func comparedWith(known []sqlcgen.SeenKeysRow, version string) []sqlcgen.SeenKeysRow {
	return slices.DeleteFunc(slices.Clone(known), func(k sqlcgen.SeenKeysRow) bool { return k.Version != version && k.Version != "" })
}

// saysNothingNew reports whether the listing, of which some keys would be noted, is what
// was noted last, not long ago.
func saysNothingNew(known []sqlcgen.SeenKeysRow, noted []string, l vc.KeyListing) bool {
	same := ofVersion(known, l.Version)
	if len(same) == 0 {
		return false
	}
	latest := lastSeen(same)
	if micros(l.At)-latest > seenAgain.Microseconds() {
		return false
	}
	there := 0
	for _, k := range comparedWith(known, l.Version) {
		listed := slices.Contains(l.Listed, k.Fingerprint)
		switch {
		case k.Version == "" && listed:
			return false
		case k.Version != "" && k.LastSeen == latest && l.Whole && !listed:
			return false
		case k.Version != "" && slices.Contains(noted, k.Fingerprint):
			there++
		}
	}
	return there == len(noted)
}

// lineOf returns the line of the keys of a listing that were not known: that of the
// keys beside them, or a new one if all keys are others than before. Where not all
// keys were read, nobody knows that.
func lineOf(known []sqlcgen.SeenKeysRow, l vc.KeyListing) int64 {
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

func lastSeen(known []sqlcgen.SeenKeysRow) int64 {
	var latest int64
	for _, k := range known {
		latest = max(latest, k.LastSeen)
	}
	return latest
}

// historyOf tells what is known of the key that signed; known is in the order of first
// seen.
func historyOf(known []sqlcgen.SeenKeysRow, l vc.KeyListing) vc.KeyHistory {
	i := slices.IndexFunc(known, func(k sqlcgen.SeenKeysRow) bool { return k.Fingerprint == l.Signer })
	if i < 0 {
		return vc.KeyHistory{}
	}
	h := vc.KeyHistory{FirstSeen: moment(known[i].FirstSeen), IssuerSince: moment(known[0].FirstSeen)}
	with := comparedWith(known, l.Version)
	i = slices.IndexFunc(with, func(k sqlcgen.SeenKeysRow) bool { return k.Fingerprint == l.Signer })
	if i >= 0 {
		h.ReplacedAt = replacedAt(with, with[i].Line)
	}
	return h
}

// replacedAt is when the first key of a line was seen, if there were keys of one before it;
// else the zero time. A key of which the version is not known, and that was still seen
// after those of the line, is one of another version that was in use beside them.
func replacedAt(with []sqlcgen.SeenKeysRow, line int64) time.Time {
	first := with[slices.IndexFunc(with, func(k sqlcgen.SeenKeysRow) bool { return k.Line == line })]
	for _, k := range with {
		if k.Line < line && (k.Version != "" || k.LastSeen < first.FirstSeen) {
			return moment(first.FirstSeen)
		}
	}
	return time.Time{}
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
		with := known // the version of which is not known may be any
		if k.Version != "" {
			with = comparedWith(known, k.Version)
		}
		at := goneAt(with, k)
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
func goneAt(known []sqlcgen.SeenKeysRow, key sqlcgen.SeenKeysRow) time.Time {
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
