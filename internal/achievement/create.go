package achievement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"blazon/internal/audit"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/once"
)

// Create makes an achievement of an issuer, as a draft, or with its first
// version if publish is set. The picture is image; without one it is drawn. The
// same request with the same idempotency key makes it once.
func (c *Catalogue) Create(ctx context.Context, by, issuerID string, content Content, image []byte, publish bool, idempotencyKey string) (Achievement, error) {
	if err := c.Issuers.May(ctx, by, issuerID, issuer.Design); err != nil {
		return Achievement{}, err
	}
	content, err := c.check(content, publish)
	if err != nil {
		return Achievement{}, err
	}
	k, err := requestKey(by, issuerID, content, image, publish, idempotencyKey)
	if err != nil {
		return Achievement{}, err
	}
	if made, err := c.made(ctx, k); err != nil || made.ID != "" {
		return made, err
	}
	if err := c.picture(ctx, &content, image, Content{}); err != nil {
		return Achievement{}, err
	}
	now := c.now()
	n := New{Achievement: Achievement{ID: id.New(c.Rand), IssuerID: issuerID, Revision: 1, CreatedAt: now, UpdatedAt: now}, Once: k}
	a := &n.Achievement
	n.Audit = audit.Entry{At: now, Actor: by, Action: "achievement.create", Object: a.ID, IssuerID: issuerID, Detail: audit.Detail(content.Name)}
	if publish {
		if err := c.Issuers.Open(ctx, issuerID); err != nil {
			return Achievement{}, err
		}
		a.Version, a.Current, a.PublishedAt = 1, &content, now
		n.First = &Version{AchievementID: a.ID, IssuerID: issuerID, Number: 1, Content: content, PublishedAt: now}
		if err := c.lint(*n.First); err != nil {
			return Achievement{}, err
		}
	} else {
		a.Draft = &content
	}
	err = c.Store.AddAchievement(ctx, n)
	if errors.Is(err, once.ErrDone) {
		return c.made(ctx, k)
	}
	if err != nil {
		return Achievement{}, fmt.Errorf("create achievement: %w", err)
	}
	return n.Achievement, nil
}

// requestKey is what a request to create is remembered by. The content is what
// was checked, before it has a picture.
func requestKey(by, issuerID string, content Content, image []byte, publish bool, text string) (once.Key, error) {
	content.ImageKey, content.ImageType = "", ""
	said, err := json.Marshal(content)
	if err != nil {
		return once.Key{}, fmt.Errorf("create achievement: %w", err)
	}
	return once.New(by, "achievement", text, []byte(issuerID), said, image, strconv.AppendBool(nil, publish))
}

// made returns the achievement that k made before, or none.
func (c *Catalogue) made(ctx context.Context, k once.Key) (Achievement, error) {
	achievementID, err := once.Find(ctx, c.Store, k)
	if err != nil || achievementID == "" {
		return Achievement{}, err
	}
	return c.Store.Achievement(ctx, achievementID)
}
