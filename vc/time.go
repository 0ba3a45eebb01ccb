package vc

import (
	"fmt"
	"time"

	"blazon/jsonld"
	"blazon/ob3"
)

// checkTime answers whether the credential counts at this moment. Clocks may
// differ by skew.
//
// OB 3.0 9.2 steps 5 and 6; VCDM 2.0 4.9; VCDM 1.1 4.6, which also reserves the
// names of 2.0. All that are there count.
func (j *judgement) checkTime() {
	var start, end time.Time
	for _, name := range j.cred.validity() {
		t, err := instant(j.cred.doc, name)
		switch {
		case err != nil:
			j.report.fail(CheckTime, MalformedInput, fmt.Sprintf("%s is not a date and time with a zone.", name))
			return
		case t.IsZero():
		case name == "issuanceDate" || name == "validFrom":
			if t.After(start) {
				start = t
			}
		case end.IsZero() || t.Before(end):
			end = t
		}
	}
	j.within(start, end)
	j.endUnknown(end)
}

// edition is when a credential says that it was made; the zero time if it does
// not say.
func (c *credential) edition() time.Time {
	for _, name := range []string{"validFrom", "issuanceDate"} {
		if t, err := instant(c.doc, name); err == nil && !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// within answers the check time for an interval of which either end may be
// open.
func (j *judgement) within(start, end time.Time) {
	switch {
	case !start.IsZero() && !end.IsZero() && end.Before(start):
		j.report.fail(CheckTime, MalformedInput, fmt.Sprintf("It ends (%s) before it begins (%s).", date(end), date(start)))
	case start.After(j.now.Add(skew)):
		j.report.fail(CheckTime, NotYetValid, fmt.Sprintf("The badge does not count before %s.", date(start)))
	case !end.IsZero() && j.now.After(end.Add(skew)):
		j.report.fail(CheckTime, Expired, fmt.Sprintf("The badge counted until %s.", date(end)))
	case end.IsZero() && j.shown != nil:
		j.unseen(CheckTime, "It shows no end, which its holder may have left out.")
	case end.IsZero():
		j.report.pass(CheckTime, j.counts()+" and has no end.")
	default:
		j.report.pass(CheckTime, fmt.Sprintf("%s, until %s.", j.counts(), date(end)))
	}
}

// counts says when a badge counts: now, or then, where it is judged as of the past.
func (j *judgement) counts() string {
	if j.Past {
		return "It counted on " + date(j.now)
	}
	return "It counts now"
}

// instant reads a date and time; the zero time if the member is absent. Any
// other form than a string is an error: the statement that is signed is the
// same for "t", ["t"] and {"@value": "t"}, and only one of them is read by all.
func instant(v *jsonld.Value, name string) (time.Time, error) {
	member := v.Get(name)
	if member == nil || member.Kind() == jsonld.Null {
		return time.Time{}, nil
	}
	t, err := ob3.ParseDateTime(member.Str())
	return t.Time, err
}

// date writes a moment for people.
func date(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
