package blazon

import (
	"bytes"
	"context"

	"blazon/bake"
	"blazon/ob2"
	"blazon/vc"
)

// formatOB2JSON is a hosted badge of Open Badges 2.0, or one of its other
// documents.
//
// OB 2.0 4.1, and Baking: a picture may hold no more than the address.
func formatOB2JSON() Format {
	return Format{
		Name:  "Open Badges 2.0, JSON",
		About: "A hosted Assertion, also of 2.1: what its issuer serves at its own address is judged, and not the copy.",
		level: text,
		recognizes: func(s *source) bool {
			if s.kind == bake.OB2 && isWeb(string(bytes.TrimSpace(s.data))) {
				return true
			}
			return firstByte(s.data) == '{' && ob2.Recognize(s.text().JSON) && ob2.VersionOf(s.text().JSON) >= ob2.V20
		},
		verify: verifyHosted,
	}
}

// formatOB2JWS is a signed badge of Open Badges 2.0 or 1.
//
// OB 2.0 4.2.
func formatOB2JWS() Format {
	return Format{
		Name:  "Open Badges 2.0 and 1, JWS",
		About: "A signed Assertion: the key must be one that the issuer's own Profile lists.",
		level: text,
		recognizes: func(s *source) bool {
			return isCompact(bytes.TrimSpace(s.data)) && s.text().Token != nil && s.text().SD == nil && ob2.Recognize(s.text().Token.Value)
		},
		verify: func(ctx context.Context, r *run, s *source) (*vc.Report, error) {
			return r.v.VerifyAssertionText(ctx, s.text(), r.opt)
		},
	}
}

// verifyHosted judges a hosted badge: by the address that led to it, if the text
// itself came from there, else by the text and what it says of its address.
func verifyHosted(ctx context.Context, r *run, s *source) (*vc.Report, error) {
	switch data := bytes.TrimSpace(s.data); {
	case s.kind == 0 && s.url != "":
		return r.v.VerifyAssertion(ctx, []byte(s.url), r.opt)
	case s.kind != 0 && isWeb(string(data)):
		return r.v.VerifyAssertion(ctx, data, r.opt)
	}
	return r.v.VerifyAssertionText(ctx, s.text(), r.opt)
}
