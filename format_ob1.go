package blazon

import (
	"context"

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
			if s.kind != 0 && isWeb(s.hostedURL) && s.text().JSON.Get("id") == nil && s.text().JSON.Get("verify") == nil {
				// Version 0.5 does not say where it is; the picture does.
				return r.v.VerifyAssertion(ctx, []byte(s.hostedURL), r.opt)
			}
			return verifyHosted(ctx, r, s)
		},
	}
}
