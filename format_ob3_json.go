package blazon

import (
	"context"
	"slices"

	"blazon/clr2"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
)

// formatOB3JSON is a credential of Open Badges 3.0 with embedded proofs.
//
// OB 3.0 8.3.
func formatOB3JSON() Format {
	return Format{
		Name:  "Open Badges 3.0, JSON",
		About: "A verifiable credential (AchievementCredential or EndorsementCredential) with Data Integrity proofs.",
		level: text,
		recognizes: func(s *source) bool {
			return firstByte(s.data) == '{' && isCredential(s.text().JSON)
		},
		verify: verifyText,
	}
}

// verifyText has package vc judge a text.
func verifyText(ctx context.Context, r *run, s *source) (*vc.Report, error) {
	return r.v.VerifyText(ctx, s.text(), r.opt)
}

// isCredential reports whether v calls itself a verifiable credential, and is not
// of a kind that is a format of its own.
func isCredential(v *jsonld.Value) bool {
	return hasType(v, func(name string) bool { return name == "VerifiableCredential" }) && !isStatusList(v) && !clr2.IsRecord(v) && !isPresentation(v)
}

func isPresentation(v *jsonld.Value) bool {
	return hasType(v, func(name string) bool { return name == "VerifiablePresentation" })
}

func isStatusList(v *jsonld.Value) bool { return hasType(v, statuslist.IsListType) }

func hasType(v *jsonld.Value, is func(name string) bool) bool {
	return slices.ContainsFunc(v.Get("type").Items(), func(t *jsonld.Value) bool { return is(t.Str()) })
}

// firstByte returns the first byte of data that is not white space; 0 if there
// is none.
func firstByte(data []byte) byte {
	for _, c := range data {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}
