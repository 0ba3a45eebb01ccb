package award

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/once"
	"blazon/ob3"
	"blazon/statuslist"
)

// Award gives one person one achievement, in its newest version. The credential
// is composed, checked against the standard and signed; only then is it saved,
// together with the job that tells the recipient. If any step fails nothing has
// happened, but for an index of the status list that is never used again. The
// same request with the same idempotency key gives one award.
func (a *Awarder) Award(ctx context.Context, req Request) (Award, error) {
	req, err := a.check(req)
	if err != nil {
		return Award{}, err
	}
	k, err := req.key()
	if err != nil {
		return Award{}, err
	}
	v, err := a.version(ctx, req.By, req.AchievementID)
	if err != nil {
		return Award{}, err
	}
	if given, err := a.given(ctx, k); err != nil || given.ID != "" {
		return given, err
	}
	g, err := a.ground(ctx, req.By, v)
	if err != nil {
		return Award{}, err
	}
	a.step(stepAllowed)
	d, err := a.draft(ctx, g, req)
	if err == nil {
		err = a.afford(ctx, v.IssuerID, g.unreviewed)
	}
	if err != nil {
		return Award{}, err
	}
	return a.signAndSave(ctx, d, k)
}

// afford takes one from what an issuer may give, or send again, in a day while no
// operator has looked at it: anybody may register, and mail goes to whomever they name.
// What was taken for an award that could not be saved is not given back.
func (a *Awarder) afford(ctx context.Context, issuerID string, unreviewed bool) error {
	if !unreviewed || a.UnreviewedDaily <= 0 {
		return nil
	}
	today := dayOf(a.now())
	key := limitKey("unreviewed issuer", issuerID+today.Format(" 2006-01-02"))
	wait, _, err := a.Store.Spend(ctx, a.now(), account.Limit{Key: key, Burst: a.UnreviewedDaily, Every: day})
	if err != nil {
		return fmt.Errorf("award: %w", err)
	}
	if wait > 0 {
		return &fault.Error{
			Kind: fault.TooMany, RetryAfter: today.Add(day).Sub(a.now()),
			Text: fmt.Sprintf("The operator of this site has not looked at this issuer yet, and until then it may give %d awards a day; those of today are given. Go on after midnight (UTC), or write to %s and ask to be reviewed.", a.UnreviewedDaily, a.Issuers.Contact),
		}
	}
	return nil
}

const day = 24 * time.Hour

// dayOf is the beginning of a day, in UTC.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(day) }

// Left returns how many awards an issuer may still give today, and whether that is
// limited: until an operator has looked at it.
func (a *Awarder) Left(ctx context.Context, i issuer.Issuer) (left int, limited bool, err error) {
	if i.Standing != issuer.Unreviewed || a.UnreviewedDaily <= 0 {
		return 0, false, nil
	}
	n, err := a.Store.AwardedSince(ctx, i.ID, dayOf(a.now()))
	if err != nil {
		return 0, false, fmt.Errorf("count the awards of today: %w", err)
	}
	return max(a.UnreviewedDaily-n, 0), true, nil
}

// tries is how often something is signed while its keys are being changed.
const tries = 3

// signAndSave signs an award and saves it. If a key was replaced or withdrawn in
// between, what it signed is thrown away and signed again with the new one.
func (a *Awarder) signAndSave(ctx context.Context, d draft, k once.Key) (Award, error) {
	for range tries {
		if err := a.sign(ctx, &d); err != nil {
			return Award{}, err
		}
		aw, err := a.save(ctx, d, k)
		if !errors.Is(err, ErrKeyChanged) {
			return aw, err
		}
	}
	return Award{}, keysChange()
}

// keysChange is the answer while the keys of an issuer are changed again and again.
func keysChange() error {
	return fault.Wrap(ErrKeyChanged, fault.Unavailable, "The signing keys of this issuer are being changed just now, so nothing was signed. Try again in a minute.")
}

// version returns the newest version of an achievement to someone who may award
// it. What belongs to others is not found, in the same words as what does not
// exist.
func (a *Awarder) version(ctx context.Context, by, achievementID string) (achievement.Version, error) {
	nothing := fault.New(fault.NotFound, "There is no such badge, or you do not work for its issuer.")
	if !id.Valid(achievementID) {
		return achievement.Version{}, nothing
	}
	v, err := a.Catalogue.Version(ctx, achievementID, 0)
	if fault.Is(err, fault.NotFound) {
		if _, err := a.Catalogue.Achievement(ctx, by, achievementID); err == nil {
			return achievement.Version{}, fault.New(fault.Conflict, "This badge is not published yet, so it cannot be awarded. Publish it first.")
		}
		return achievement.Version{}, nothing
	}
	if err != nil {
		return achievement.Version{}, fmt.Errorf("award: %w", err)
	}
	err = a.Issuers.May(ctx, by, v.IssuerID, issuer.Award)
	if fault.Is(err, fault.NotFound) {
		return achievement.Version{}, nothing
	}
	return v, err
}

// given returns the award that k made before, or none.
func (a *Awarder) given(ctx context.Context, k once.Key) (Award, error) {
	awardID, err := once.Find(ctx, a.Store, k)
	if err != nil || awardID == "" {
		return Award{}, err
	}
	return a.Store.Award(ctx, awardID)
}

// ground is what the awards of one version have in common.
type ground struct {
	version     achievement.Version
	achievement ob3.Achievement
	badgeClass  string // the same achievement in Open Badges 2.0
	issuer      ob3.Profile
	// unreviewed: no operator has looked at the issuer yet.
	unreviewed bool
	// mayBackdate returns nil if the person may award with a day long past.
	mayBackdate func() error
}

// clockSlack is how far the clocks of two nodes may differ.
const clockSlack = 5 * time.Minute

// ground refuses to award what is archived, and while the clock is wrong.
func (a *Awarder) ground(ctx context.Context, by string, v achievement.Version) (ground, error) {
	i, err := a.Issuers.Public(ctx, v.IssuerID)
	if err != nil {
		return ground{}, fmt.Errorf("award: %w", err)
	}
	switch {
	case !v.ArchivedAt.IsZero():
		return ground{}, fault.New(fault.Conflict, "This badge is archived, so it cannot be awarded. Take it out of the archive first.")
	case !i.ArchivedAt.IsZero():
		return ground{}, fault.New(fault.Conflict, "The issuer is archived, so it awards nothing.")
	}
	if err := a.Issuers.NotHeld(i); err != nil {
		return ground{}, err
	}
	last, err := a.Store.LastAwarded(ctx, v.IssuerID)
	if err != nil {
		return ground{}, fmt.Errorf("award: %w", err)
	}
	if a.now().Add(clockSlack).Before(last) {
		return ground{}, fault.New(fault.Unavailable, "The clock of the server is wrong: it stands before the last award. Set the clock and try again.")
	}
	g := ground{
		unreviewed: i.Standing == issuer.Unreviewed,
		version:    v, badgeClass: a.Catalogue.BadgeClassURL(v.AchievementID, v.Number),
		mayBackdate: func() error { return a.Issuers.May(ctx, by, v.IssuerID, issuer.Edit) },
	}
	if g.achievement, err = a.Catalogue.AsOB3(v); err != nil {
		return ground{}, fmt.Errorf("award: %w", err)
	}
	if g.issuer, err = a.Issuers.Profile(ctx, v.IssuerID); err != nil {
		return ground{}, fmt.Errorf("award: %w", err)
	}
	return g, nil
}

// A draft is an award on its way: composed, then signed, then saved.
type draft struct {
	award Award
	doc   ob3.Document
	entry audit.Entry
}

// longPast is how far back a day may lie before awarding with it is for those
// who manage the issuer.
const longPast = 366 * 24 * time.Hour

// draft composes an award that has an index in a status list.
func (a *Awarder) draft(ctx context.Context, g ground, req Request) (draft, error) {
	now := a.now()
	aw := Award{
		ID: id.New(a.Rand), IssuerID: g.version.IssuerID, AchievementID: g.version.AchievementID, Version: g.version.Number,
		RecipientEmail: req.Email, RecipientName: req.Name, State: Active,
		AwardedAt: now, ValidFrom: req.ValidFrom, ValidUntil: req.ValidUntil,
	}
	if aw.ValidFrom.IsZero() {
		aw.ValidFrom = now
	}
	if now.Sub(aw.ValidFrom) > longPast {
		if err := backdate(g.mayBackdate()); err != nil {
			return draft{}, err
		}
	}
	recipient, err := a.identify(ctx, &aw)
	if err != nil {
		return draft{}, err
	}
	f := facts{ground: g, award: aw, recipient: recipient, narrative: req.Narrative, evidence: req.Evidence, site: a.site()}
	return a.compose(ctx, f, entryOf(aw, req.By, g.version.Content.Name))
}

// compose gives an award its index and states it in both standards.
func (a *Awarder) compose(ctx context.Context, f facts, e audit.Entry) (draft, error) {
	slot, err := a.slot(ctx, f.award.IssuerID)
	if err != nil {
		return draft{}, err
	}
	f.award.StatusList, f.award.StatusIndex = slot.List, slot.Index
	a.step(stepIndexed)
	doc, findings := compose(f).Prepare()
	if err := departures(findings); err != nil {
		return draft{}, err
	}
	old, findings2 := composeOB2(f).Prepare()
	if err := departures(findings2); err != nil {
		return draft{}, err
	}
	f.award.OB2 = old.Bytes()
	a.step(stepComposed)
	return draft{f.award, doc, e}, nil
}

// backdate says what to do about a day long past for which a right is missing.
func backdate(err error) error {
	if !fault.Is(err, fault.Denied) {
		return err
	}
	return &fault.Error{
		Kind: fault.Denied, Field: "validFrom", Err: err,
		Text: "This day is more than a year ago. Only owners and admins of the issuer may award with it: ask one, or choose a later day.",
	}
}

// departures is an error if what is to be signed departs from a standard. What
// people enter is checked before, so it is a mistake of ours; but the sentence
// of a finding says what to do about it.
func departures[F fmt.Stringer](findings []F) error {
	if len(findings) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "The badge cannot be awarded as it stands: %s", findings[0])
}

// entryOf is what is written down about an award. A day that is not that of
// the award is part of it.
func entryOf(aw Award, by, name string) audit.Entry {
	detail := fmt.Sprintf("%s, version %d", name, aw.Version)
	if !aw.ValidFrom.Equal(aw.AwardedAt) {
		detail = fmt.Sprintf("valid from %s: %s", aw.ValidFrom.Format(time.DateOnly), detail)
	}
	return audit.Entry{At: aw.AwardedAt, Actor: by, Action: "award.give", Object: aw.ID, IssuerID: aw.IssuerID, Detail: audit.Detail(detail)}
}

// identify gives the recipient the name that the issuer has for their address,
// and hashes the address with a salt of its own. The name means nothing
// elsewhere: two badges of a person from two issuers show strangers no
// connection.
func (a *Awarder) identify(ctx context.Context, aw *Award) (ob3.IdentityObject, error) {
	addr, err := account.ParseAddress("email", aw.RecipientEmail)
	if err != nil {
		return ob3.IdentityObject{}, err
	}
	if aw.SubjectID == "" {
		name, err := newURN(a.Rand)
		if err != nil {
			return ob3.IdentityObject{}, fmt.Errorf("award: name the recipient: %w", err)
		}
		if aw.SubjectID, err = a.Store.Subject(ctx, aw.IssuerID, addr.Key(), name); err != nil {
			return ob3.IdentityObject{}, fmt.Errorf("award: name the recipient: %w", err)
		}
	}
	o, err := ob3.NewIdentityObject(ob3.IdentifierEmailAddress, addr.Key(), a.Rand)
	if err != nil {
		return ob3.IdentityObject{}, fmt.Errorf("award: %w", err)
	}
	return o, nil
}

// newURN returns a random UUID (RFC 9562 5.4, version 4) as a URN.
func newURN(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// candidates is how many random places of a status list are tried. A list is
// never more than 15/16 full, so all are taken less than once in ten million
// times, and then the next list is opened, which is no harm.
const candidates = 256

// slot takes a random place in a status list of the issuer.
func (a *Awarder) slot(ctx context.Context, issuerID string) (Slot, error) {
	b := make([]byte, 3*candidates)
	if _, err := io.ReadFull(a.Rand, b); err != nil {
		return Slot{}, fmt.Errorf("award: choose a status index: %w", err)
	}
	tried := make([]int, candidates)
	for i := range tried {
		n := int(b[3*i])<<16 | int(b[3*i+1])<<8 | int(b[3*i+2])
		tried[i] = n % statuslist.MinEntries // a power of two, so all are equally likely
	}
	s, err := a.Store.TakeStatusIndex(ctx, issuerID, tried)
	if err != nil {
		return Slot{}, fmt.Errorf("award: take a status index: %w", err)
	}
	return s, nil
}

// sign makes both forms of the credential. No transaction is open meanwhile.
func (a *Awarder) sign(ctx context.Context, d *draft) (err error) {
	if d.award.Credential, d.award.ProofKey, err = a.Keys.SignCredential(ctx, d.award.IssuerID, d.doc); err != nil {
		return fmt.Errorf("award: %w", err)
	}
	a.step(stepProved)
	if d.award.JWT, d.award.TokenKey, err = a.Keys.SignCredentialJWT(ctx, d.award.IssuerID, d.doc); err != nil {
		return fmt.Errorf("award: %w", err)
	}
	a.step(stepSigned)
	return nil
}

// save keeps an award with what follows from it, or returns the one that the
// same request made in the meantime.
func (a *Awarder) save(ctx context.Context, d draft, k once.Key) (Award, error) {
	err := a.Store.SaveAward(ctx, d.award, k, d.entry, tell(JobNotify, d.award.ID))
	if errors.Is(err, once.ErrDone) {
		return a.given(ctx, k)
	}
	if err != nil {
		return Award{}, fmt.Errorf("award: %w", err)
	}
	a.step(stepSaved)
	return d.award, nil
}
