package achievement

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/issuer"
)

// Publish makes the draft the next version, which never changes again.
func (c *Catalogue) Publish(ctx context.Context, by, achievementID string) (Version, error) {
	a, err := c.find(ctx, by, achievementID, issuer.Design)
	if err != nil {
		return Version{}, err
	}
	if err := c.Issuers.Open(ctx, a.IssuerID); err != nil {
		return Version{}, err
	}
	switch {
	case !a.ArchivedAt.IsZero():
		return Version{}, archived()
	case a.Draft == nil, a.Current != nil && reflect.DeepEqual(*a.Draft, *a.Current):
		return Version{}, fault.New(fault.Conflict, "Nothing has changed since version %d was published. Change something first, then publish it.", a.Version)
	}
	content, err := c.check(*a.Draft, true)
	if err != nil {
		return Version{}, err
	}
	v := Version{AchievementID: a.ID, IssuerID: a.IssuerID, Number: a.Version + 1, Content: content, PublishedAt: c.now()}
	if err := c.lint(v); err != nil {
		return Version{}, err
	}
	err = c.Store.PublishVersion(ctx, a.Revision, v, audit.Entry{
		At: v.PublishedAt, Actor: by, Action: "achievement.publish", Object: a.ID, IssuerID: a.IssuerID,
		Detail: audit.Detail(fmt.Sprintf("version %d: %s", v.Number, content.Name)),
	})
	if fault.Is(err, fault.Conflict) {
		return Version{}, stale(err)
	}
	if err != nil {
		return Version{}, fmt.Errorf("publish: %w", err)
	}
	return v, nil
}

// lint asks the standards themselves whether a version can be awarded, so that
// no award fails later for what is written here.
func (c *Catalogue) lint(v Version) error {
	a, err := c.AsOB3(v)
	if err != nil {
		return err
	}
	var all faults
	for _, f := range a.Lint() {
		all.add(fault.New(fault.Invalid, "This cannot be published as an Open Badge. %s (%s)", f.Text, f.Cite))
	}
	if len(all) > 0 {
		return fault.Join(all...)
	}
	_, err = c.AsOB2(v)
	return err
}

// Archive takes an achievement out of use, or back into it. What was awarded
// stays, and so do the versions; nothing is awarded any more. Asking for what is
// the case already changes nothing.
func (c *Catalogue) Archive(ctx context.Context, by, achievementID string, archived bool) error {
	a, err := c.find(ctx, by, achievementID, issuer.Design)
	if err != nil || archived == !a.ArchivedAt.IsZero() {
		return err
	}
	now := c.now()
	at, action := now, "achievement.archive"
	if !archived {
		at, action = time.Time{}, "achievement.restore"
	}
	err = c.Store.ArchiveAchievement(ctx, a.IssuerID, a.ID, at, audit.Entry{
		At: now, Actor: by, Action: action, Object: a.ID, IssuerID: a.IssuerID, Detail: audit.Detail(a.latest().Name),
	})
	if err != nil {
		return fmt.Errorf("archive achievement: %w", err)
	}
	return nil
}
