package vc_test

import (
	"strconv"
	"strings"
	"testing"

	"blazon/vc"
	"blazon/vcjwt"
)

func TestEndorsements(t *testing.T) {
	const of = "https://uni.example/awards/1"
	const method = evil + "#key-1"
	good := sign(t, endorsement(of, ""), ed(9), method)
	attach := func(name, text string) string { return sealed(t, with(badge, `"`+name+`":[`+text+`]`)) }
	text := func(s string) string { return `"` + s + `"` }
	tests := []struct {
		name, input string
		want        string
		loose       vc.Verdict
	}{
		{"none", sealed(t, badge), "skipped", vc.Valid},
		{"one", attach("endorsement", good), "pass", vc.Valid},
		{"two", attach("endorsement", good+","+good), "pass", vc.Valid},
		{"a token", attach("endorsementJwt", text(token(t, endorsement(of, ""), ed(9), vcjwt.SignHeader{Kid: method}))), "pass", vc.Valid},
		{"of the achievement", sealed(t, replace(t, badge, `"type":["Achievement"]`, `"type":["Achievement"],"endorsement":[`+sign(t, endorsement("https://uni.example/badges/1", ""), ed(9), method)+`]`)), "pass", vc.Valid},
		{"of something else", attach("endorsement", sign(t, endorsement("https://uni.example/awards/2", ""), ed(9), method)), "warning", vc.Invalid},
		{"forged", attach("endorsement", strings.Replace(good, "Good knots", "Best knots", 1)), "warning:PROOF_INVALID", vc.Invalid},
		{"not signed", attach("endorsement", endorsement(of, "")), "warning:PROOF_MISSING", vc.Invalid},
		{"by a stranger in another's name", attach("endorsement", sign(t, endorsement(of, ""), ed(8), "did:key:"+multikey(t, ed(8).Public()))), "warning:KEY_NOT_BOUND_TO_ISSUER", vc.Valid},
		{"expired", attach("endorsement", sign(t, endorsement(of, `,"validUntil":"2026-02-01T00:00:00Z"`), ed(9), method)), "warning:EXPIRED", vc.Invalid},
		{"by somebody who cannot be reached", attach("endorsement", sign(t, strings.Replace(endorsement(of, ""), evil, "https://gone.example/", 1), ed(9), "https://gone.example/#key-1")), "unknown:ISSUER_UNRESOLVABLE", vc.Invalid},
		{"a badge", attach("endorsementJwt", text(token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}))), "warning", vc.Invalid},
		{"good and forged", attach("endorsement", good+","+strings.Replace(good, "Good knots", "Best knots", 1)), "warning:PROOF_INVALID", vc.Invalid},
		{"no token", attach("endorsementJwt", text("a.b.c")), "warning:MALFORMED_INPUT", vc.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
			r := judge(t, s, tt.input)
			if tt.name != "not signed" { // of which the data model says more
				expect(t, r, vc.Valid)
			}
			expect(t, r, r.Verdict, "proof=pass", "endorsement="+tt.want)
			if genuine := r.Check(vc.CheckEndorsement).Detail["genuine"]; genuine != "" && genuine != strconv.Itoa(len(r.Endorsements)) {
				t.Errorf("%s are genuine, and there are %+v", genuine, r.Endorsements)
			}
			for _, e := range r.Endorsements {
				if e.IssuerID != evil || e.IssuerHost != "evil.example" || e.Comment != "Good knots" || e.Of == "" || e.Path == "" || e.ValidFrom.IsZero() {
					t.Errorf("endorsement %+v", e)
				}
			}
			// 1EdTech's validator wants all of them to be good.
			expect(t, judgeAs(t, s, tt.input, vc.Options{Profile: vc.OneEdTech}), tt.loose)
		})
	}
}

// TestEndorsementAlone: an endorsement is a credential and judged as one.
func TestEndorsementAlone(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	r := judge(t, s, sign(t, endorsement("https://uni.example/awards/1", ""), ed(9), evil+"#key-1"))
	expect(t, r, vc.Valid, "schema=pass", "endorsement=skipped")
	if r.Kind != "Open Badges 3.0 endorsement" || r.Summary.IssuerHost != "evil.example" || r.Summary.Name != "Seconded" || r.Summary.Narrative != "Good knots" || r.Summary.Endorses != "https://uni.example/awards/1" {
		t.Errorf("%s %+v", r.Kind, r.Summary)
	}
}
