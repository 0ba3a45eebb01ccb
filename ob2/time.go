package ob2

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DateTime is a moment. Written, it is in UTC, to the second, with the zone Z.
// The zero DateTime is left out.
type DateTime struct{ time.Time }

// At makes a DateTime. What is finer than a second is dropped.
func At(t time.Time) DateTime {
	if t.IsZero() {
		return DateTime{}
	}
	return DateTime{t.UTC().Truncate(time.Second)}
}

const layoutUTC = "2006-01-02T15:04:05Z"

// String returns the written form, and nothing for the zero DateTime.
func (d DateTime) String() string {
	if d.IsZero() {
		return ""
	}
	return d.UTC().Format(layoutUTC)
}

// MarshalJSON writes the moment as a string.
func (d DateTime) MarshalJSON() ([]byte, error) { return []byte(`"` + d.String() + `"`), nil }

// UnmarshalJSON reads a string as ParseDateTime does; "" is the zero DateTime.
func (d *DateTime) UnmarshalJSON(text []byte) (err error) {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return errors.New("a date and time is a string")
	}
	*d = DateTime{}
	if len(text) > 2 {
		*d, err = ParseDateTime(string(text[1 : len(text)-1]))
	}
	return err
}

// The forms of ISO 8601 that are met in badges, beside RFC 3339.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700",
	"2006-01-02T15:04:05Z07", "2006-01-02T15:04Z07",
	"20060102T150405Z0700", "20060102T150405Z07:00", "20060102T150405Z07", "20060102T1504Z0700",
}

// ParseDateTime reads a date and time with a zone: RFC 3339, and the forms of
// ISO 8601 without seconds, without signs between, or with a shorter zone.
//
// OB 2.0 DateTime: the zone must be there. RFC 3339 5.6: T and Z may be small, and
// a minute may have a second more.
func ParseDateTime(s string) (DateTime, error) {
	upper := strings.ToUpper(s)
	for _, layout := range layouts {
		if t, err := time.Parse(layout, upper); err == nil {
			return DateTime{t}, nil
		}
		if i := strings.Index(upper, ":60"); i == len("2006-01-02T15:04") {
			if t, err := time.Parse(layout, upper[:i]+":59"+upper[i+len(":60"):]); err == nil {
				return DateTime{t.Add(time.Second)}, nil
			}
		}
	}
	return DateTime{}, fmt.Errorf("%.80q is not a date and time with a zone, such as 2026-05-01T09:00:00Z", s)
}

// The forms without a zone that versions before 2.0 permitted. They are read as
// UTC.
var naiveLayouts = []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04:05.999999999", time.DateOnly, "20060102T150405", "20060102T1504", "20060102"}

// The seconds since 1970 between which a date of a badge may lie.
const (
	minSeconds = -62135596800 // year 1
	maxSeconds = 253402300799 // year 9999
)

// parseOldDateTime reads what versions before 2.0 permitted: also a day, a time
// without a zone, and the seconds since 1970. Eight digits that can be a day are one:
// as seconds they would be of 1970.
//
// OB 1.1 DateTime: an ISO 8601 date or a Unix timestamp of ten digits.
func parseOldDateTime(s string) (DateTime, bool) {
	if d, err := ParseDateTime(s); err == nil {
		return d, true
	}
	for _, layout := range naiveLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return DateTime{t}, true
		}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= minSeconds && n <= maxSeconds {
		return DateTime{time.Unix(int64(n), 0).UTC()}, true
	}
	return DateTime{}, false
}
