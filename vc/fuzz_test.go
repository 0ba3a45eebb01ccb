package vc_test

import (
	"strings"
	"testing"

	"blazon/vc"
	"blazon/vcjwt"
)

// FuzzVerify: no input makes the verifier panic, and none but the ones that the
// university signed is valid.
func FuzzVerify(f *testing.F) {
	signed := map[string]bool{}
	for _, input := range []string{
		sealed(f, badge), sealed(f, everything(f)), token(f, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}),
		revocable(f, statusOf("7", "revocation")), sealed(f, published(f, uni, "revocation", 7)),
	} {
		signed[strings.TrimSpace(input)] = true
		f.Add(input)
	}
	for _, input := range []string{badge, "", "{}", "[]", "a.b.c", `{"@context":[],"type":["VerifiableCredential","OpenBadgeCredential"],"proof":{}}`, with(badge, `"proof":[{"type":"DataIntegrityProof"}]`)} {
		f.Add(input)
	}
	s := world(f, list, sealed(f, published(f, uni, "revocation")))
	f.Fuzz(func(t *testing.T, input string) {
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			r := judgeAs(t, s, input, vc.Options{Profile: profile, Recipient: "ada@uni.example", Explain: true})
			if r.Verdict == "" || r.Summary.IssuerHost != "" && r.Check(vc.CheckIssuer).Result != vc.Pass {
				t.Errorf("%+v", r)
			}
			if r.Check(vc.CheckProof).Result != vc.Pass && (r.Verdict == vc.Valid || r.Summary.Name != "") {
				t.Errorf("shown or valid without a proof: %s", input)
			}
		}
	})
}
