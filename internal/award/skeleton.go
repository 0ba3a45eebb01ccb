package award

import (
	"context"
	"errors"
	"io"

	"blazon/internal/page"
)

func (a *Awarder) Award(ctx context.Context, req Request) (Award, error) {
	return Award{}, errors.ErrUnsupported
}

// Revoke of what is revoked already changes nothing and returns it.
func (a *Awarder) Revoke(ctx context.Context, by, awardID, reason string) (Award, error) {
	return Award{}, errors.ErrUnsupported
}
func (a *Awarder) ForStaff(ctx context.Context, by, awardID string) (Award, error) {
	return Award{}, errors.ErrUnsupported
}
func (a *Awarder) Public(ctx context.Context, awardID string) (Award, error) {
	return Award{}, errors.ErrUnsupported
}
func (a *Awarder) List(ctx context.Context, by, issuerID string, q page.Query) (page.Page[Award], error) {
	return page.Page[Award]{}, errors.ErrUnsupported
}

// Bake writes the picture with OB 3.0 and OB 2.0 inside; kind is "png" or "svg".
func (a *Awarder) Bake(ctx context.Context, awardID, kind string, w io.Writer) error {
	return errors.ErrUnsupported
}
func (a *Awarder) StatusList(ctx context.Context, issuerID string, n int) ([]byte, error) {
	return nil, errors.ErrUnsupported
}
func (a *Awarder) Revocations(ctx context.Context, issuerID string) ([]byte, error) {
	return nil, errors.ErrUnsupported
}
func (a *Awarder) AssertionOB2(ctx context.Context, awardID string) (body []byte, gone bool, err error) {
	return nil, false, errors.ErrUnsupported
}

// Notify tells the recipient; a second call is harmless.
func (a *Awarder) Notify(ctx context.Context, awardID string) error { return errors.ErrUnsupported }

// Resend sends the mail about an award once more, for staff.
func (a *Awarder) Resend(ctx context.Context, by, awardID string) error {
	return errors.ErrUnsupported
}

// Jobs maps each kind of job of this package to what does it.
func (a *Awarder) Jobs() map[string]func(ctx context.Context, args []byte) error { return nil }

// Status is "active", "expired" or "revoked".
func (a *Awarder) Status(aw Award) string { return string(aw.State) }

// URL is the permanent address of an award, and the id of its credential.
func (a *Awarder) URL(awardID string) string { return a.BaseURL + "/awards/" + awardID }
