package achievement

import (
	"context"
	"errors"
	"strconv"

	"blazon/internal/page"
	"blazon/ob3"
)

// Types lists the 31 achievement types.
func Types() []string { return nil }

func (c *Catalogue) Create(ctx context.Context, by, issuerID string, content Content, image []byte, publish bool, idempotencyKey string) (Achievement, error) {
	return Achievement{}, errors.ErrUnsupported
}
func (c *Catalogue) SaveDraft(ctx context.Context, by, achievementID string, revision int, content Content, image []byte) (Achievement, error) {
	return Achievement{}, errors.ErrUnsupported
}
func (c *Catalogue) Publish(ctx context.Context, by, achievementID string) (Version, error) {
	return Version{}, errors.ErrUnsupported
}

// Achievement is for staff.
func (c *Catalogue) Achievement(ctx context.Context, by, achievementID string) (Achievement, error) {
	return Achievement{}, errors.ErrUnsupported
}

// Version is for everybody; n == 0 is the newest.
func (c *Catalogue) Version(ctx context.Context, achievementID string, n int) (Version, error) {
	return Version{}, errors.ErrUnsupported
}
func (c *Catalogue) List(ctx context.Context, by, issuerID string, q page.Query) (page.Page[Achievement], error) {
	return page.Page[Achievement]{}, errors.ErrUnsupported
}
func (c *Catalogue) PublicList(ctx context.Context, issuerID string, q page.Query) (page.Page[Version], error) {
	return page.Page[Version]{}, errors.ErrUnsupported
}
func (c *Catalogue) Archive(ctx context.Context, by, achievementID string, archived bool) error {
	return errors.ErrUnsupported
}

// Image returns the picture of a published version; kind is "png" or "svg".
func (c *Catalogue) Image(ctx context.Context, achievementID string, n int, kind string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}

// DraftImage returns the picture of the draft, for staff.
func (c *Catalogue) DraftImage(ctx context.Context, by, achievementID, kind string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}

// Document is a version as machines get it: the OB 3.0 Achievement as JSON-LD.
func (c *Catalogue) Document(v Version) ([]byte, error) { return nil, errors.ErrUnsupported }

// AsOB3 is a version as it stands in credentials.
func (c *Catalogue) AsOB3(v Version) (ob3.Achievement, error) {
	return ob3.Achievement{}, errors.ErrUnsupported
}

// AsOB2 is a version as an OB 2.0 BadgeClass document.
func (c *Catalogue) AsOB2(v Version) ([]byte, error) { return nil, errors.ErrUnsupported }

// VersionURL is the permanent address of a version.
func (c *Catalogue) VersionURL(achievementID string, n int) string {
	return c.BaseURL + "/badges/" + achievementID + "/versions/" + strconv.Itoa(n)
}
