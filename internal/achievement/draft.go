package achievement

import (
	"context"
	"fmt"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/issuer"
)

// SaveDraft changes what an achievement is to say next. Revision is the one the
// change was made from: if someone else was faster it is fault.Conflict. Without
// an image and a design the picture stays as it is.
func (c *Catalogue) SaveDraft(ctx context.Context, by, achievementID string, revision int, content Content, image []byte) (Achievement, error) {
	a, err := c.find(ctx, by, achievementID, issuer.Design)
	if err != nil {
		return Achievement{}, err
	}
	if content, err = c.check(content, false); err != nil {
		return Achievement{}, err
	}
	switch {
	case a.Revision != revision:
		return Achievement{}, stale(nil)
	case !a.ArchivedAt.IsZero():
		return Achievement{}, archived()
	}
	if err := c.picture(ctx, &content, image, a.latest()); err != nil {
		return Achievement{}, err
	}
	d := Draft{IssuerID: a.IssuerID, AchievementID: a.ID, Revision: revision, Content: content, At: c.now()}
	err = c.Store.SaveDraft(ctx, d, audit.Entry{
		At: d.At, Actor: by, Action: "achievement.edit", Object: a.ID, IssuerID: a.IssuerID, Detail: audit.Detail(content.Name),
	})
	if fault.Is(err, fault.Conflict) {
		return Achievement{}, stale(err)
	}
	if err != nil {
		return Achievement{}, fmt.Errorf("save draft: %w", err)
	}
	a.Draft, a.Revision, a.UpdatedAt = &content, revision+1, d.At
	return a, nil
}

// latest is what the makers of an achievement wrote last.
func (a Achievement) latest() Content {
	switch {
	case a.Draft != nil:
		return *a.Draft
	case a.Current != nil:
		return *a.Current
	}
	return Content{}
}

// stale is the answer to a change of what has changed since.
func stale(err error) error {
	return fault.Wrap(err, fault.Conflict, "Someone else changed this badge while you were writing. Load the page again and repeat your change.")
}

// archived is the answer to a change of what is out of use.
func archived() error {
	return fault.New(fault.Conflict, "This badge is archived, so it does not change. Restore it first.")
}
