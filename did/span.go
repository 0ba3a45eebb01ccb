package did

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"blazon/jsonld"
)

// A span is when a key counts by what its own record says. A zero time says nothing.
type span struct{ from, until, revoked time.Time }

// early is how far the clock of who publishes a key may be before ours.
const early = 5 * time.Minute

// check says why a key does not count at a moment; nil if it does. When something was signed
// does not matter: whoever has the key writes that date.
func (s span) check(name string, now time.Time) error {
	switch {
	case !s.revoked.IsZero() && !now.Before(s.revoked):
		return revokedError(name, s.revoked)
	case !s.until.IsZero() && now.After(s.until):
		return fmt.Errorf("%w: %.200q expired on %s", ErrKeyExpired, name, s.until.UTC().Format(time.RFC3339))
	case !s.from.IsZero() && now.Before(s.from.Add(-early)):
		return fmt.Errorf("%w: %.200q counts from %s on", ErrKeyEarly, name, s.from.UTC().Format(time.RFC3339))
	}
	return nil
}

// spanOf reads what a JWK says of itself. That it is revoked holds also where nobody
// understands since when; other values that are no date say nothing.
//
// OpenID Federation 1.0 8.7: exp, nbf, and revoked with revoked_at in it. RFC 7517 4: members
// that are not understood are passed over.
func spanOf(jwk *jsonld.Value) span {
	expires, _ := timeOf(jwk, "expires")
	revoked, err := revokedAt(jwk)
	if err != nil {
		revoked = sometime()
	}
	return span{momentOf(jwk.Get("nbf")), earlier(momentOf(jwk.Get("exp")), expires), revoked}
}

// withdrawnAt is when a key was withdrawn, by itself or by the JWK that it is written as; zero
// if it was not.
func withdrawnAt(key *jsonld.Value) time.Time {
	at, err := revokedAt(key)
	if err != nil {
		at = sometime() // that it is withdrawn is said, and not since when
	}
	return earlier(at, spanOf(key.Get("publicKeyJwk")).revoked)
}

// revokedAt is when a key was withdrawn, the first where that is said by several names;
// zero if it was not.
func revokedAt(v *jsonld.Value) (time.Time, error) {
	var first time.Time
	for _, name := range []string{"revoked", "sec:revoked", "https://w3id.org/security#revoked"} {
		at, err := timeOf(v, name)
		if since := momentOf(v.Get(name).Get("revoked_at")); err != nil && !since.IsZero() {
			at, err = since, nil
		}
		if err != nil {
			return time.Time{}, err
		}
		first = earlier(first, at)
	}
	return first, nil
}

// earlier returns the earlier of two moments, of which a zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// sometime is the moment of which nothing is said but that it is past.
func sometime() time.Time { return time.Time{}.Add(1) }

// isDenial reports whether what stands in the place of a date says that there is none:
// nothing, or false however programs write that.
func isDenial(v *jsonld.Value) bool {
	if value := v.Get("@value"); value != nil {
		v = value
	}
	if yes, isBool := v.Bool(); isBool {
		return !yes
	}
	if v.Kind() == jsonld.Array {
		return !slices.ContainsFunc(v.Items(), func(item *jsonld.Value) bool { return !isDenial(item) })
	}
	text := strings.ToLower(strings.TrimSpace(v.Str()))
	if v.IsString() && slices.Contains([]string{"", "false", "no", "null", "none"}, text) || strings.HasPrefix(text, "0001-01-01t00:00:00") {
		return true // the last is what some languages have for no date
	}
	number, err := strconv.ParseFloat(v.Number()+text, 64)
	return isUnset(v) || err == nil && number == 0
}

// momentOf reads a moment as tokens and JWKs write it, in seconds since 1970, also as text, or
// as a date; zero of all else. What lies beyond the year 9999 is in milliseconds, mostly.
//
// RFC 7519 2: NumericDate.
func momentOf(v *jsonld.Value) time.Time {
	text := strings.TrimSpace(v.Number() + v.Str())
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		const last = 253_402_300_799
		if seconds > 0 && seconds <= last {
			return time.Unix(int64(seconds), 0).UTC()
		}
		return time.Time{}
	}
	at, err := parseTime(text)
	if err != nil {
		return time.Time{}
	}
	return at
}

// timeOf reads a dateTimeStamp; zero where none is told.
func timeOf(v *jsonld.Value, name string) (time.Time, error) {
	member := v.Get(name)
	if isDenial(member) {
		return time.Time{}, nil
	}
	at, err := parseTime(member.Str())
	if err != nil {
		return time.Time{}, fmt.Errorf("controller document: %w: %s is not a time with a zone", ErrMalformed, name)
	}
	return at, nil
}

// parseTime reads a date and time with a zone, as RFC 3339 has it, also in small letters and
// with the second that is put in.
func parseTime(text string) (time.Time, error) {
	text = strings.ToUpper(text)
	at, err := time.Parse(time.RFC3339, text)
	// RFC 3339 5.7: it is the last of a day in UTC, and that after it here, as in Unix time.
	const minute, second = len("2006-01-02T15:04"), len("2006-01-02T15:04:05")
	if err != nil && len(text) > second && text[minute:second] == ":60" {
		t, errLeap := time.Parse(time.RFC3339, text[:minute]+":59"+text[second:])
		if errLeap == nil && t.UTC().Hour() == 23 && t.UTC().Minute() == 59 {
			return t.Add(time.Second), nil
		}
	}
	return at, err
}
