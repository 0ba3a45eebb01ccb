package api

import (
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/award"
	"blazon/internal/fault"
)

// A moment is a time as it was sent. It is read with the rest of a request and
// not before, so that all that is wrong with it is told at once.
type moment string

// Schema describes what a moment has to be. The form is told to readers and not
// to huma, which would look at nothing else when it is wrong.
func (moment) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Extensions: map[string]any{"format": "date-time"}}
}

// read returns the time, or a fault of the field it is in. No moment is no time.
func (m *moment) read(field string) (time.Time, error) {
	if m == nil {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, strings.ToUpper(string(*m))) // RFC 3339 5.6: t and z may be small
	switch {
	case err != nil:
		return time.Time{}, fault.Field(field, "This is not a time with a zone as RFC 3339 writes it. Write it like 2027-01-31T12:00:00Z.")
	case t.IsZero():
		return time.Time{}, fault.Field(field, "The year 1 cannot be right. Leave this out if no time is meant.")
	}
	return t, nil
}

// setTimes puts the times of an award into req, with what is wrong with them.
func setTimes(req *award.Request, from, until *moment) {
	var err1, err2 error
	req.ValidFrom, err1 = from.read("validFrom")
	req.ValidUntil, err2 = until.read("validUntil")
	req.Wrong = fault.Join(err1, err2)
}
