package blazon

import (
	"context"

	"blazon/vc"
)

// formatStatusList is a list that says which badges were taken back. Whoever
// brings one sees what it is and whether it is genuine; the verdict is that it is
// no badge. The profile of 1EdTech's validator, which takes lists, too, judges it by
// itself.
//
// Bitstring Status List 2.2; see docs/divergences.md.
func formatStatusList() Format {
	return Format{
		Name:  "Bitstring Status List",
		About: "The credential with the status of others, as JSON or JWT: its checks are made, and the verdict is that it is no badge.",
		level: text,
		recognizes: func(s *source) bool {
			v := s.credential()
			return isStatusList(v) && hasType(v, func(name string) bool { return name == "VerifiableCredential" })
		},
		verify: func(ctx context.Context, r *run, s *source) (*vc.Report, error) {
			report, err := r.v.VerifyText(ctx, s.text(), r.opt)
			if err != nil {
				return nil, err
			}
			if r.opt.ProofOnly || r.opt.Profile == vc.OneEdTech {
				return report, nil
			}
			return report.NoBadge("This is a list of the status of badges, and no badge."), nil
		},
	}
}
