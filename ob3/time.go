package ob3

import (
	"errors"
	"fmt"
	"time"
)

// DateTime is a moment. Written, it is in UTC, to the second, with the zone Z:
// the one form that every reader understands and that a JWT can repeat as a
// number. The zero DateTime is left out.
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

// MarshalText writes the moment.
func (d DateTime) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDateTime reads.
func (d *DateTime) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDateTime(string(text))
	return err
}

// UnmarshalJSON reads a string as ParseDateTime does; "" is the zero DateTime.
func (d *DateTime) UnmarshalJSON(text []byte) error {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return errors.New("a date and time is a string")
	}
	if len(text) == 2 {
		*d = DateTime{}
		return nil
	}
	return d.UnmarshalText(text[1 : len(text)-1])
}

// The forms of ISO 8601 that are met in credentials, beside RFC 3339.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700"}

// ParseDateTime reads a date and time with a zone: RFC 3339, and the forms of
// ISO 8601 without seconds or without the colon in the zone.
//
// OB 3.0 DateTimeZ: the zone must be there.
func ParseDateTime(s string) (DateTime, error) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return DateTime{t}, nil
		}
	}
	return DateTime{}, fmt.Errorf("%.80q is not a date and time with a zone, such as 2026-05-01T09:00:00Z", s)
}

// isRFC3339 reports whether s has exactly the form that JSON schemas check.
func isRFC3339(s string) bool {
	t, err := time.Parse(time.RFC3339Nano, s)
	return err == nil && t.Year() > 0
}

// Date is a day: 2026-05-01. The empty Date is left out.
type Date string

// isDate reports whether s is a day of the calendar.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
