package achievement

import (
	"context"
	"fmt"
	"time"

	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/page"
)

func (c *Catalogue) now() time.Time { return c.Now().UTC().Truncate(time.Microsecond) }

// none is the answer for an achievement that does not exist and for one that is
// not for the person who asks; nobody can tell the two apart.
func none() error {
	return fault.New(fault.NotFound, "There is no such badge, or you do not work for its issuer.")
}

// find returns an achievement to someone who may do what they want with it.
func (c *Catalogue) find(ctx context.Context, by, achievementID string, want issuer.Action) (Achievement, error) {
	if by == "" || !id.Valid(achievementID) {
		return Achievement{}, none()
	}
	a, err := c.Store.Achievement(ctx, achievementID)
	if fault.Is(err, fault.NotFound) {
		return Achievement{}, none()
	}
	if err != nil {
		return Achievement{}, fmt.Errorf("find achievement: %w", err)
	}
	err = c.Issuers.May(ctx, by, a.IssuerID, want)
	if fault.Is(err, fault.NotFound) {
		return Achievement{}, none()
	}
	if err != nil {
		return Achievement{}, err
	}
	return a, nil
}

// Achievement returns an achievement with its draft to the staff of its issuer.
func (c *Catalogue) Achievement(ctx context.Context, by, achievementID string) (Achievement, error) {
	return c.find(ctx, by, achievementID, issuer.View)
}

// List returns the achievements of an issuer to its staff; see
// Reader.AchievementsOf for the filters.
func (c *Catalogue) List(ctx context.Context, by, issuerID string, q page.Query) (page.Page[Achievement], error) {
	if err := c.Issuers.May(ctx, by, issuerID, issuer.View); err != nil {
		return page.Page[Achievement]{}, err
	}
	return c.Store.AchievementsOf(ctx, issuerID, q)
}

// PublicList returns what anyone can earn from an issuer: the newest version of
// each achievement that is published and not archived.
func (c *Catalogue) PublicList(ctx context.Context, issuerID string, q page.Query) (page.Page[Version], error) {
	if !id.Valid(issuerID) {
		return page.Page[Version]{}, nil
	}
	return c.Store.PublishedAchievements(ctx, issuerID, q)
}

// Version returns version n of an achievement to anyone, or the newest if n is
// 0. Versions stay public when the achievement is archived, because awards of
// them remain.
func (c *Catalogue) Version(ctx context.Context, achievementID string, n int) (Version, error) {
	missing := fault.New(fault.NotFound, "There is no such badge.")
	if !id.Valid(achievementID) || n < 0 {
		return Version{}, missing
	}
	v, err := c.Store.AchievementVersion(ctx, achievementID, n)
	if fault.Is(err, fault.NotFound) {
		return Version{}, missing
	}
	if err != nil {
		return Version{}, fmt.Errorf("find version: %w", err)
	}
	return v, nil
}
