package vc_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
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
		{"good and forged", attach("endorsement", good+","+strings.NewReplacer("Good knots", "Best knots", "9e1f6b9a", "9e1f6b9b").Replace(good)), "warning:PROOF_INVALID", vc.Invalid},
		{"no token", attach("endorsementJwt", text("a.b.c")), "warning:MALFORMED_INPUT", vc.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
			r := judge(t, s, tt.input)
			want, proof := vc.Valid, "proof=pass"
			switch tt.name {
			case "forged", "by somebody who cannot be reached", "good and forged":
				// What it said of the award may have been moved to the issuer's words.
				want, proof = vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE"
			case "not signed": // of which the data model says more
				want, proof = r.Verdict, "proof=unknown:PARTS_EXCHANGEABLE"
			}
			if expect(t, r, want, proof, "endorsement="+tt.want); proof != "proof=pass" {
				if r.Verdict == vc.Valid || r.Summary.Name != "" || len(r.Endorsements) != 0 {
					t.Errorf("%s, shown as %+v", r.Verdict, r.Summary)
				}
				return
			}
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

// TestEndorsementsOfTokens: where every letter is signed, a bad endorsement takes nothing
// from the badge.
func TestEndorsementsOfTokens(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	forged := replace(t, sign(t, endorsement("https://uni.example/awards/1", ""), ed(9), evil+"#key-1"), "Good knots", "Best knots")
	doc := with(badge, `"endorsement":[`+forged+`]`)
	opt := dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)}
	for _, input := range []string{token(t, doc, ed(1), vcjwt.SignHeader{Kid: uniKey}), signBy(t, "eddsa-jcs-2022", doc, ed(1), opt)} {
		expect(t, judge(t, s, input), vc.Valid, "proof=pass", "endorsement=warning:PROOF_INVALID")
	}
}

// TestAbuse_LD_06_MovedOut: what an endorser said beside the comment, or what stands in a
// credential whose proof nobody looks at, is not moved into the issuer's words.
func TestAbuse_LD_06_MovedOut(t *testing.T) {
	const more = `"identifier":[{"type":"IdentityObject","identityHash":"bob@school.example","identityType":"emailAddress","hashed":false}],"role":"Rector","creditsEarned":300,`
	const subject = `"credentialSubject":{"id":"did:example:ada",`
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	about := func(more string) string {
		return sign(t, endorsement("https://uni.example/awards/1", `,"termsOfUse":[{`+more+`"type":["AchievementSubject"],"id":"did:example:ada"}]`), ed(9), evil+"#key-1")
	}
	endorsed := sealed(t, with(badge, `"endorsement":[`+about(more)+`]`))
	asked := vc.Options{Recipient: "bob@school.example"}
	moved := replace(t, endorsed, more, "", subject, subject+more)
	gone := sealed(t, with(badge, `"endorsement":[`+strings.ReplaceAll(about(more), evil, "https://gone.example/")+`]`))
	held := sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", subject, subject+more), ed(9), evil+"#key-1")
	evidence := sealed(t, with(badge, `"evidence":[`+replace(t, held, `"OpenBadgeCredential"`, `"OpenBadgeCredential","Evidence"`)+`]`))
	for name, doc := range map[string]string{
		"as signed": endorsed, "moved": moved, "by somebody who is gone": replace(t, gone, more, "", subject, subject+more),
		"evidence": evidence, "out of evidence": replace(t, evidence, more, "", subject, subject+more),
	} {
		for _, opt := range []vc.Options{{}, asked} {
			if r := judgeAs(t, s, doc, opt); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Result != vc.Pass && (r.Summary.Name != "" || r.Check(vc.CheckRecipient).Result == vc.Pass) {
				t.Errorf("%s: %s\n%s", name, r.Verdict, lines(r))
			}
		}
	}
	// Nor what an endorser says of himself, if he takes the id of somebody else.
	for _, of := range []string{"did:example:ada", "https://uni.example/badges/1", "https://uni.example/awards/1"} {
		who := sign(t, replace(t, endorsement("https://uni.example/awards/1", ""), `{"id":"`+evil+`","type":["Profile"],`, `{"id":"`+of+`","type":["Profile","AchievementSubject","Achievement"],"role":"Rector","achievementType":"DoctoralDegree",`), ed(9), "did:key:"+multikey(t, ed(9).Public())+"#"+multikey(t, ed(9).Public()))
		signed := sealed(t, with(badge, `"endorsement":[`+who+`]`))
		for _, doc := range []string{signed, replace(t, signed, subject, subject+`"role":"Rector",`), replace(t, signed, `"type":["Achievement"],`, `"type":["Achievement"],"achievementType":"DoctoralDegree",`)} {
			r := judge(t, s, doc)
			moved := doc != signed && r.Check(vc.CheckProof).Code != vc.ProofInvalid
			if moved && r.Verdict == vc.Valid {
				t.Errorf("of %s: %s", of, lines(r))
			}
		}
	}
	// Whoever endorses an award has no need to name its learner, be it in what is wholly signed.
	expect(t, judge(t, s, sealed(t, with(badge, `"endorsement":[`+about("")+`]`))), vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")
	// An award that has ended does not lose its end to its evidence.
	ended := sealed(t, with(badge, `"validUntil":"2026-02-01T00:00:00Z","evidence":[`+replace(t, held, `"OpenBadgeCredential"`, `"OpenBadgeCredential","Evidence"`, "awards/77", "awards/1")+`]`))
	for _, doc := range []string{ended, replace(t, ended, `"validUntil":"2026-02-01T00:00:00Z",`, "", `"validFrom"`, `"validFrom"`)} {
		if r := judge(t, s, doc); r.Verdict == vc.Valid {
			t.Errorf("ended: %s", lines(r))
		}
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
