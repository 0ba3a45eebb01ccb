package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon"
	"blazon/did"
	"blazon/internal/award"
	"blazon/jsonld"
	"blazon/vc"
)

// maxNamed is how many single things a finding names.
const maxNamed = 5

// clockSlack is how far ahead of the clock a date may be.
const clockSlack = 5 * time.Minute

// documents looks at everything that was signed and every picture.
func (d *doctor) documents(ctx context.Context) error {
	a := d.app
	if a.files == nil {
		return nil // storage has its own finding
	}
	if err := a.openMail(ctx); err != nil {
		return nil //nolint:nilerr // mail has its own finding
	}
	if err := a.wire(); err != nil {
		return err
	}
	if err := a.surface(); err != nil { //nolint:contextcheck // each request has its own
		return err
	}
	own := stayHome{a.Verifier.Fetcher, a.config.BaseURL}
	a.Verifier.Fetcher, a.Verifier.Methods = own, did.Default(own)
	for _, check := range []func(context.Context) error{d.awards, d.statusLists, d.pictures} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stayHome is a fetcher that asks nobody but this site, and not for status
// lists, which would be signed anew.
type stayHome struct {
	did.Fetcher
	base string
}

// Fetch implements did.Fetcher.
func (s stayHome) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	path, own := strings.CutPrefix(url, s.base)
	if !own || strings.Contains(path, "/status/") || strings.HasSuffix(path, "/revocations") {
		return nil, &did.FetchError{URL: url, Err: errors.New("not asked by the doctor")}
	}
	return s.Fetcher.Fetch(ctx, url, accept)
}

// An examined is what was seen of all awards.
type examined struct {
	total                              int
	unsound, unfaithful, moved, future []string
}

// awards verifies every award as it was signed, against its issuer's keys.
func (d *doctor) awards(ctx context.Context) error {
	var seen examined
	err := d.app.store.EachAward(ctx, func(aw award.Award) error {
		seen.total++
		if latest(aw).After(d.app.deps.Now().Add(clockSlack)) {
			seen.future = append(seen.future, aw.ID)
		}
		if !d.here(aw) {
			seen.moved = append(seen.moved, aw.ID)
			return nil
		}
		sound, err := d.sound(ctx, aw)
		if !sound {
			seen.unsound = append(seen.unsound, aw.ID)
		}
		if err != nil {
			return err
		}
		if same, err := d.app.Awarder.Faithful(ctx, aw); err != nil || !same {
			seen.unfaithful = append(seen.unfaithful, aw.ID)
		}
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("check awards: %w", err)
	}
	if len(seen.moved) > 0 {
		d.bad("base URL", "Awards were made under another address than "+d.app.config.BaseURL+": "+few(seen.moved)+".", "Start with the base URL the badges were made under. It stands in each of them and can never change.")
	}
	if len(seen.future) > 0 {
		d.bad("clock", "Awards have dates that have not come yet: "+few(seen.future)+".", "Set the clock of this machine, best by NTP, before anything is signed.")
	}
	if len(seen.unfaithful) > 0 {
		d.bad("awards", "What Open Badges 2.0 readers are told is not what was signed: "+few(seen.unfaithful)+".", "Stop the server, keep a copy of the database, and compare it with the last backup. The signed credential is the one to believe.")
	}
	if len(seen.unsound) > 0 {
		d.bad("awards", "Signatures of awards do not verify: "+few(seen.unsound)+".", "Stop the server, keep a copy of the database, and compare it with the last backup.")
		return nil
	}
	if len(seen.unfaithful) > 0 {
		return nil
	}
	d.good("awards", "All %d verify as they were signed.", seen.total-len(seen.moved))
	return nil
}

// latest is the latest moment at which something was done with an award.
func latest(aw award.Award) time.Time {
	return slices.MaxFunc([]time.Time{aw.AwardedAt, aw.RevokedAt, aw.NotifiedAt}, time.Time.Compare)
}

// here reports whether an award was made under this base URL.
func (d *doctor) here(aw award.Award) bool {
	doc, err := jsonld.Parse(aw.Credential, jsonld.Limits{})
	return err != nil || strings.HasPrefix(doc.Get("id").Str(), d.app.config.BaseURL+"/")
}

// sound reports whether an award is signed by its issuer in both forms.
func (d *doctor) sound(ctx context.Context, aw award.Award) (bool, error) {
	for _, signed := range [][]byte{aw.Credential, []byte(aw.JWT)} {
		rep, err := blazon.Verify(ctx, d.app.Verifier, signed, vc.Options{})
		if err != nil {
			return false, err
		}
		for _, name := range []string{"format", "context", "proof", "issuer_binding"} {
			c := rep.Check(name)
			// A key that was withdrawn takes its proofs with it, as it should.
			if c.Result != vc.Pass && c.Result != vc.Warning && c.Code != vc.KeyRevoked {
				return false, nil
			}
		}
	}
	return true, nil
}

// few names some of many.
func few(names []string) string {
	if len(names) <= maxNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNamed], ", "), len(names)-maxNamed)
}
