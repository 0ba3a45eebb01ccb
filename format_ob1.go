package blazon

import (
	"context"

	"blazon/jsonld"
	"blazon/ob2"
	"blazon/vc"
)

// formatOB1JSON is a hosted badge of a version before Open Badges 2.0.
//
// OB 2.0 L1-01: what tells the versions apart.
func formatOB1JSON() Format {
	return Format{
		Name:  "Open Badges 0.5 to 1.1, JSON",
		About: "A hosted assertion, read in the form of 2.0; what is served at its address is judged.",
		level: text,
		recognizes: func(s *source) bool {
			return firstByte(s.data) == '{' && ob2.Recognize(s.text().JSON) && ob2.VersionOf(s.text().JSON) < ob2.V20
		},
		verify: func(ctx context.Context, r *run, s *source) (*vc.Report, error) {
			t := s.text()
			if s.kind == 0 || !isWeb(s.hostedURL) || t.JSON.Get("id") != nil || t.JSON.Get("verify") != nil {
				return verifyHosted(ctx, r, s)
			}
			// Version 0.5 does not say where it is; the picture does. What the picture
			// says beside that is compared with what is there.
			if r.opt.Profile == vc.OneEdTech {
				return r.v.VerifyAssertion(ctx, []byte(s.hostedURL), r.opt)
			}
			t.JSON = t.JSON.With("id", jsonld.NewString(s.hostedURL))
			return r.v.VerifyAssertionText(ctx, t, r.opt)
		},
	}
}
