package award

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/job"
	"blazon/internal/keyring"
	"blazon/internal/once"
	"blazon/ob3"
)

// SignedBy returns how many awards a key signed, to someone who may see the
// workspace of the issuer: what withdrawing it would make invalid, or what has
// been awarded again since it was withdrawn.
func (a *Awarder) SignedBy(ctx context.Context, by, issuerID, keyID string) (Signed, error) {
	if err := a.Issuers.May(ctx, by, issuerID, issuer.View); err != nil {
		return Signed{}, err
	}
	n, err := a.Store.AwardsSigned(ctx, issuerID, keyID)
	if err != nil {
		return Signed{}, fmt.Errorf("count what a key signed: %w", err)
	}
	return n, nil
}

// renewJob is a job of JobRenew: some of the awards after an id.
type renewJob struct {
	Issuer string `json:"issuer"`
	Key    string `json:"key"`
	By     string `json:"by"`
	After  string `json:"after,omitempty"`
}

// Renew awards again what a withdrawn key signed, for someone who may award: to
// the same people, with the same facts and dates, signed with the key there is
// now. Each new award points to the old one, which is revoked with it. Renew
// only saves the job that does it; SignedBy tells how far it is. An award is
// replaced once, however often Renew is called or the job is interrupted.
func (a *Awarder) Renew(ctx context.Context, by, issuerID, keyID string) error {
	if err := a.Issuers.May(ctx, by, issuerID, issuer.Award); err != nil {
		return err
	}
	if err := a.Issuers.Open(ctx, issuerID); err != nil {
		return err
	}
	if err := a.withdrawn(ctx, issuerID, keyID); err != nil {
		return err
	}
	n, err := a.Store.AwardsSigned(ctx, issuerID, keyID)
	if err != nil {
		return fmt.Errorf("renew awards: %w", err)
	}
	if n.Waiting == 0 {
		return fault.New(fault.Conflict, "No award waits to be given again: this key signed none, or all have been replaced or revoked.")
	}
	if err := a.Store.SaveJobs(ctx, job.New(JobRenew, renewJob{Issuer: issuerID, Key: keyID, By: by})); err != nil {
		return fmt.Errorf("renew awards: %w", err)
	}
	return nil
}

// withdrawn returns nil if the key is one of the issuer that was withdrawn.
func (a *Awarder) withdrawn(ctx context.Context, issuerID, keyID string) error {
	keys, err := a.Keys.Keys(ctx, issuerID)
	if err != nil {
		return err
	}
	for _, k := range keys {
		switch {
		case k.ID != keyID:
		case k.State == keyring.Compromised:
			return nil
		default:
			return fault.New(fault.Conflict, "This key has not been withdrawn, so what it signed is valid. There is nothing to award again.")
		}
	}
	return fault.New(fault.NotFound, "There is no such key.")
}

// renewSome does a job of JobRenew, and saves the next one if there is more. What
// cannot be awarded as it stands is left out, and stays KeyWithdrawn.
func (a *Awarder) renewSome(ctx context.Context, args []byte) error {
	var j renewJob
	if err := json.Unmarshal(args, &j); err != nil {
		return job.GiveUp(fmt.Errorf("read job: %w", err))
	}
	if held, err := a.heldBack(ctx, JobRenew, j, j.Issuer); err != nil || held {
		return err
	}
	some, err := a.Store.WithdrawnAwards(ctx, j.Issuer, j.Key, j.After, together)
	if err != nil {
		return fmt.Errorf("renew awards: %w", err)
	}
	for _, old := range some {
		if err := a.renew(ctx, j.By, old); err != nil && !fault.Is(err, fault.Invalid) {
			return fmt.Errorf("renew award %s: %w", old.ID, err)
		}
	}
	if len(some) < together {
		return nil
	}
	j.After = some[len(some)-1].ID
	if err := a.Store.SaveJobs(ctx, job.New(JobRenew, j)); err != nil {
		return fmt.Errorf("renew awards: %w", err)
	}
	return nil
}

// renew gives one award again, unless that was done before.
func (a *Awarder) renew(ctx context.Context, by string, old Award) error {
	f, err := a.factsOf(ctx, old)
	if err != nil {
		return err
	}
	if f.achievement, err = a.Catalogue.AsOB3(f.version); err != nil {
		return err
	}
	if f.issuer, err = a.Issuers.Profile(ctx, old.IssuerID); err != nil {
		return err
	}
	f.award = Award{
		ID: id.New(a.Rand), IssuerID: old.IssuerID, AchievementID: old.AchievementID, Version: old.Version,
		RecipientEmail: old.RecipientEmail, RecipientName: old.RecipientName, SubjectID: old.SubjectID, State: Active,
		AwardedAt: a.now(), ValidFrom: old.ValidFrom, ValidUntil: old.ValidUntil, Replaces: old.ID,
	}
	if f.recipient, err = a.identify(ctx, &f.award); err != nil {
		return err
	}
	e := audit.Entry{
		At: f.award.AwardedAt, Actor: by, Action: "award.renew", Object: f.award.ID, IssuerID: old.IssuerID,
		Detail: audit.Detail(fmt.Sprintf("in place of %s: %s, version %d", old.ID, f.version.Content.Name, old.Version)),
	}
	d, err := a.compose(ctx, f, e)
	if err != nil {
		return err
	}
	_, err = a.signAndSave(ctx, d, once.Key{})
	if errors.Is(err, once.ErrDone) {
		return nil
	}
	return err
}

// stated is what is read again of a credential of ours.
type stated struct {
	AwardedDate time.Time `json:"awardedDate"`
	Subject     struct {
		Identifier []struct {
			Hash string `json:"identityHash"`
			Salt string `json:"salt"`
		} `json:"identifier"`
		Narrative string `json:"narrative"`
	} `json:"credentialSubject"`
	Evidence []struct {
		ID          string   `json:"id"`
		Type        []string `json:"type"`
		Name        string   `json:"name"`
		Description string   `json:"description"`
		Narrative   string   `json:"narrative"`
	} `json:"evidence"`
}

// factsOf reads the facts of an award from what was signed, all but how the
// achievement and the issuer are stated.
func (a *Awarder) factsOf(ctx context.Context, aw Award) (facts, error) {
	var s stated
	if err := json.Unmarshal(aw.Credential, &s); err != nil {
		return facts{}, fmt.Errorf("read the credential of award %s: %w", aw.ID, err)
	}
	v, err := a.Catalogue.Version(ctx, aw.AchievementID, aw.Version)
	if err != nil {
		return facts{}, err
	}
	f := facts{
		ground: ground{version: v, badgeClass: a.Catalogue.BadgeClassURL(v.AchievementID, v.Number)},
		award:  aw, narrative: s.Subject.Narrative, site: a.site(), first: s.AwardedDate,
	}
	if len(s.Subject.Identifier) > 0 {
		i := s.Subject.Identifier[0]
		f.recipient = ob3.IdentityObject{Salt: i.Salt, IdentityHash: i.Hash}
	}
	for _, e := range s.Evidence {
		ours := slices.Contains(e.Type, typeAssertion) || aw.Replaces != "" && e.ID == f.site.award(aw.Replaces)
		if !ours {
			f.evidence = append(f.evidence, Evidence{URL: e.ID, Name: e.Name, Description: e.Description, Narrative: e.Narrative})
		}
	}
	return f, nil
}

// Faithful reports whether the Open Badges 2.0 assertion of an award, which
// nobody signed, is what follows from its signed credential.
func (a *Awarder) Faithful(ctx context.Context, aw Award) (bool, error) {
	f, err := a.factsOf(ctx, aw)
	if err != nil {
		return false, err
	}
	doc, findings := composeOB2(f).Prepare()
	if len(findings) > 0 {
		return false, nil
	}
	return string(doc.Bytes()) == string(aw.OB2), nil
}
