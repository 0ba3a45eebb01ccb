package award

import (
	"fmt"
	"strconv"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/once"
	"blazon/internal/text"
)

// How much an award may say.
const (
	maxName      = 200
	maxNarrative = 10_000
	maxReason    = 500
	maxEvidence  = 50
	// maxDescription is for the description of evidence.
	maxDescription = 2000
)

// check returns a request as it is carried out, or all that is wrong with it.
func (a *Awarder) check(req Request) (Request, error) {
	var errs [7]error
	var addr account.Address
	addr, errs[0] = account.ParseAddress("email", req.Email)
	req.Email = addr.String()
	req.Name, errs[1] = text.Rule{Field: "name", Label: "The name", Max: maxName}.Check(req.Name)
	req.Narrative, errs[2] = text.Rule{Field: "narrative", Label: "The text about this person", Max: maxNarrative, Lines: true}.Check(req.Narrative)
	req.Evidence, errs[3] = a.checkEvidence(req.Evidence)
	req.ValidFrom, req.ValidUntil = seconds(req.ValidFrom), seconds(req.ValidUntil)
	errs[4] = checkDates(req.ValidFrom, req.ValidUntil, a.now())
	_, errs[5] = req.key()
	errs[6] = req.Wrong
	return req, fault.Join(errs[:]...)
}

// seconds drops what is finer than a second; a JWT could not repeat it.
func seconds(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// checkDates refuses dates that could not be written or read, and an end that
// does not come after the beginning.
func checkDates(from, until, now time.Time) error {
	var errs [2]error
	for i, d := range []struct {
		field string
		at    time.Time
	}{{"validFrom", from}, {"validUntil", until}} {
		if y := d.at.Year(); !d.at.IsZero() && (y < 1900 || y > 9999) {
			errs[i] = fault.Field(d.field, "The year %d cannot be right. Use one between 1900 and 9999.", y)
		}
	}
	if from.IsZero() {
		from = now
	}
	if errs[0] == nil && errs[1] == nil && !until.IsZero() && !until.After(from) {
		errs[1] = fault.Field("validUntil", "The award would end before it begins. Choose a later end, or none.")
	}
	return fault.Join(errs[:]...)
}

// checkEvidence leaves out what is empty.
func (a *Awarder) checkEvidence(all []Evidence) ([]Evidence, error) {
	if len(all) > maxEvidence {
		return nil, fault.Field("evidence", "There are %d pieces of evidence, and at most %d fit. Put several on one page and link to that.", len(all), maxEvidence)
	}
	var out []Evidence
	var errs []error
	for i, e := range all {
		if e == (Evidence{}) {
			continue
		}
		of := " of evidence " + strconv.Itoa(i+1)
		field := func(name string) string { return fmt.Sprintf("evidence[%d].%s", i, name) }
		var err [4]error
		e.URL, err[0] = text.URL(field("url"), "The address"+of, e.URL, a.AllowHTTP)
		e.Name, err[1] = text.Rule{Field: field("name"), Label: "The name" + of, Max: maxName}.Check(e.Name)
		e.Description, err[2] = text.Rule{Field: field("description"), Label: "The description" + of, Max: maxDescription, Lines: true}.Check(e.Description)
		e.Narrative, err[3] = text.Rule{Field: field("narrative"), Label: "The text" + of, Max: maxNarrative, Lines: true}.Check(e.Narrative)
		errs = append(errs, err[:]...)
		if e != (Evidence{}) {
			out = append(out, e)
		}
	}
	return out, fault.Join(errs...)
}

// key returns what a checked request is remembered under.
func (req Request) key() (once.Key, error) {
	parts := [][]byte{
		[]byte(req.AchievementID), []byte(req.Email), []byte(req.Name), []byte(req.Narrative), moment(req.ValidFrom), moment(req.ValidUntil),
	}
	for _, e := range req.Evidence {
		parts = append(parts, []byte(e.URL), []byte(e.Name), []byte(e.Description), []byte(e.Narrative))
	}
	return once.New(req.By, "award", req.IdempotencyKey, parts...)
}

// moment writes a time for a digest.
func moment(t time.Time) []byte {
	if t.IsZero() {
		return nil
	}
	return fmt.Append(nil, t.Unix())
}
