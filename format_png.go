package blazon

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"blazon/bake"
	"blazon/vc"
)

// formatPNG is a PNG picture with badges in it.
//
// OB 3.0 5.3.1, OB 2.0 Baking.
func formatPNG() Format {
	return Format{
		Name:       "PNG picture",
		About:      "Badges are taken from the text chunks openbadgecredential (3.0) and openbadges (2.0).",
		level:      picture,
		recognizes: func(s *source) bool { return bake.IsPNG(s.data) },
		verify:     verifyPicture,
	}
}

// verifyPicture judges every badge in a picture, those of newer versions first.
func verifyPicture(ctx context.Context, r *run, s *source) (*vc.Report, error) {
	badges, err := bake.From(s.data)
	if errors.Is(err, bake.ErrNoBadge) && bake.IsPNG(s.data) {
		return verifyCode(ctx, r, s)
	}
	switch {
	case errors.Is(err, bake.ErrTooLarge), errors.Is(err, bake.ErrUnread):
		// Nothing shows that the badge in it is false.
		return r.unreached(pictureCode(err), pictureText(err)), nil
	case err != nil:
		return r.refuse(pictureCode(err), pictureText(err)), nil
	}
	reports := make([]*vc.Report, 0, len(badges))
	for _, b := range badges {
		report, err := r.judge(ctx, &source{data: []byte(b.Text), level: picture, url: s.url, kind: b.Kind, hostedURL: b.HostedURL})
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return vc.Join(reports...), nil
}

// pictureCode is the code for an error of package bake.
func pictureCode(err error) string {
	switch {
	case errors.Is(err, bake.ErrMultiple):
		return vc.MultipleCredentials
	case errors.Is(err, bake.ErrTooLarge):
		return vc.ImageTooLarge
	case errors.Is(err, bake.ErrNoBadge), errors.Is(err, bake.ErrUnsupported), errors.Is(err, bake.ErrUnread):
		return vc.UnsupportedFormat
	}
	return vc.MalformedInput
}

// pictureText is what people are told about an error of package bake; nothing
// where the code says enough.
func pictureText(err error) string {
	switch {
	case errors.Is(err, bake.ErrNoBadge):
		return "This is a picture, but there is no badge in it. Programs that shrink or convert pictures lose the badge."
	case errors.Is(err, bake.ErrDisagree):
		return "The picture names one address of the badge and the badge in it another. Programs differ in which of them they go by."
	case errors.Is(err, bake.ErrMalformed):
		return because("The picture is damaged", err, bake.ErrMalformed)
	case errors.Is(err, bake.ErrUnread):
		return because("The picture is written in a way that is not read here, so nobody can say what is in it", err, bake.ErrUnread)
	}
	return ""
}

// because is a sentence with what an error says behind its kind. What package bake says
// before is for programs, or the same again.
func because(text string, err, kind error) string {
	if _, why, ok := strings.Cut(err.Error(), kind.Error()+": "); ok {
		text += fmt.Sprintf(": %.200s", why)
	}
	return text + "."
}
