package ob3

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
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

// The forms of ISO 8601 that are met in credentials, RFC 3339 first.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700"}

// How those are written. What else package time reads in them is of neither standard.
//
// RFC 3339 5.6.
var (
	formRFC3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)
	formISO8601 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$`)
)

// ParseDateTime reads a date and time with a zone: RFC 3339, which also knows small
// letters and the second that is put in, and the forms of ISO 8601 without seconds or
// without the colon in the zone.
//
// OB 3.0 DateTimeZ: the zone must be there.
func ParseDateTime(s string) (DateTime, error) { return parseAs(formISO8601, s) }

// isRFC3339 reports whether s has exactly the form that JSON schemas check.
func isRFC3339(s string) bool {
	d, err := parseAs(formRFC3339, s)
	return err == nil && d.Year() > 0
}

func parseAs(form *regexp.Regexp, s string) (DateTime, error) {
	upper := strings.ToUpper(s)
	for _, layout := range layouts {
		if !form.MatchString(upper) {
			break
		}
		if t, err := time.Parse(layout, upper); err == nil {
			return DateTime{t}, nil
		}
		// RFC 3339 5.7: the second that is put in is the last of a day in UTC. It is that
		// after it here, as in Unix time.
		const minute = len("2006-01-02T15:04")
		if !strings.HasPrefix(upper[minute:], ":60") {
			continue
		}
		if t, err := time.Parse(layout, upper[:minute]+":59"+upper[minute+len(":60"):]); err == nil && t.UTC().Hour() == 23 && t.UTC().Minute() == 59 {
			return DateTime{t.Add(time.Second)}, nil
		}
	}
	return DateTime{}, fmt.Errorf("%.80q is not a date and time with a zone, such as 2026-05-01T09:00:00Z", s)
}

// Date is a day: 2026-05-01. The empty Date is left out.
type Date string

// isDate reports whether s is a day of the calendar.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
