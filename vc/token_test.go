package vc_test

import (
	"fmt"
	"strings"
	"testing"

	"blazon/vc"
)

// older is a token of the data model 1.1 of the university. Without members of its
// own, what the claims say is all that is said about when it counts.
func older(t testing.TB, claims string) string {
	t.Helper()
	doc := replace(t, badge, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
	doc = replace(t, doc, `"validFrom":"2026-01-01T00:00:00Z"`, `"issuanceDate":"2020-01-01T00:00:00Z"`)
	return rawToken(`{"alg":"EdDSA","typ":"JWT","kid":"`+uniKey+`"}`,
		`{"iss":"`+uni+`","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1577836800,`+claims+`"vc":`+doc+`}`, edSigner(1))
}

// TestAbuse_SIG_10_Unreadable: an end that is written in an unusual way is an end,
// and one that cannot be read is never taken for none.
func TestAbuse_SIG_10_Unreadable(t *testing.T) {
	id, method := holder(t)
	payload := strings.TrimSuffix(presentation(id, sealed(t, badge)), "}")
	for exp, code := range map[string]string{
		"1600000000": vc.Expired, "1.6e9": vc.Expired, "16e8": vc.Expired, "1600000000.5": vc.Expired,
		`"1600000000"`: vc.MalformedInput, "1600000000000": vc.MalformedInput, "null": vc.MalformedInput, "true": vc.MalformedInput, "[]": vc.MalformedInput,
	} {
		check := "time=fail:" + code
		if code == vc.MalformedInput {
			check = "format=fail:" + code
		}
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			expect(t, judgeAs(t, world(t), older(t, `"exp":`+exp+`,`), vc.Options{Profile: profile}), vc.Invalid, check)
		}
		shown := judge(t, world(t), rawToken(`{"alg":"EdDSA","typ":"vp+jwt","kid":"`+method+`"}`, payload+`,"exp":`+exp+`}`, edSigner(5)))
		if shown.Verdict != vc.Invalid {
			t.Errorf("a presentation with exp %s is %s", exp, shown.Verdict)
		}
		if r := judge(t, world(t), selective(t, true, fmt.Sprintf(`,"exp":%s`, exp))); r.Verdict != vc.Invalid {
			t.Errorf("a token with disclosures and exp %s is %s", exp, r.Verdict)
		}
	}
	expect(t, judge(t, world(t), older(t, `"exp":4e9,`)), vc.Valid, "time=pass")
	for nbf, want := range map[string]string{"4e9": "time=fail:NOT_YET_VALID", `"4000000000"`: "format=fail:MALFORMED_INPUT"} {
		text := rawToken(`{"alg":"EdDSA","typ":"vp+jwt","kid":"`+method+`"}`, payload+`,"nbf":`+nbf+`}`, edSigner(5))
		r := judge(t, world(t), text)
		if len(r.Also) > 0 {
			r = r.Also[0]
		}
		expect(t, r, vc.Invalid, want)
	}
}
