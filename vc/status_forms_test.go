package vc_test

import (
	"fmt"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/vc"
)

// TestHonestListSpellings: a list may write its own address, and a plain one that of its
// issuer, in another way than the badge does.
func TestHonestListSpellings(t *testing.T) {
	const at = "https://uni.example/revoked"
	plain := revocable(t, `{"id":"`+at+`","type":"1EdTechRevocationList"}`)
	for _, names := range [][2]string{
		{at, uni},
		{"https://UNI.example/revoked", uni},
		{"http://uni.example/revoked", uni},
		{"https://uni.example:443/revoked#list", uni},
		{at, "https://UNI.example/issuers/7"},
		{at, "http://uni.example/issuers/7"},
		{at, "https://uni.example:443/issuers/7"},
	} {
		served := `{"id":"` + names[0] + `","issuer":"` + names[1] + `","revokedCredential":[`
		expect(t, judge(t, world(t, at, served+`]}`), plain), vc.Valid, "status=pass")
		expect(t, judge(t, world(t, at, served+`{"id":"https://uni.example/awards/1"}]}`), plain), vc.Invalid, "status=fail:STATUS_REVOKED")
	}
	for _, id := range []string{"https://UNI.example/status/1", "https://uni.example:443/status/1", list + "#list"} {
		for want, set := range map[string][]int{"pass": nil, "fail:STATUS_REVOKED": {7}} {
			served := sealed(t, replace(t, published(t, uni, "revocation", set...), `"id":"`+list+`"`, `"id":"`+id+`"`))
			r := judge(t, world(t, list, served), revocable(t, statusOf("7", "revocation")))
			expect(t, r, r.Verdict, "status="+want)
		}
	}
}

// TestHonestListNulls: what a list or an entry has no value for may be null, and how long a
// list may be kept may be a text, as the index is.
func TestHonestListNulls(t *testing.T) {
	for want, set := range map[string][]int{"pass": nil, "fail:STATUS_REVOKED": {7}} {
		for _, member := range []string{`"ttl":null`, `"ttl":"86400000"`, `"ttl":86400000`} {
			served := sealed(t, replace(t, published(t, uni, "revocation", set...), `"statusPurpose"`, member+`,"statusPurpose"`))
			r := judge(t, world(t, list, served), revocable(t, statusOf("7", "revocation")))
			expect(t, r, r.Verdict, "status="+want)
		}
		for _, member := range []string{`"statusSize":null`, `"statusMessage":null`, `"statusReference":null`} {
			entry := replace(t, statusOf("7", "revocation"), `"statusPurpose"`, member+`,"statusPurpose"`)
			r := judge(t, world(t, list, sealed(t, published(t, uni, "revocation", set...))), revocable(t, entry))
			expect(t, r, r.Verdict, "status="+want)
		}
	}
}

// TestAbuse_STA_10_Resigned: a list that keeps its date when it is signed anew is not shown
// in an older copy to take a withdrawal back. Its issuer may take one back, and copies that
// differ in age alone say the same.
func TestAbuse_STA_10_Resigned(t *testing.T) {
	proven := func(at time.Duration, set ...int) string {
		return signWith(t, published(t, uni, "suspension", set...), ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(at)})
	}
	token := func(at time.Duration, set ...int) string {
		claims := fmt.Sprintf(`"iss":%q,"jti":%q,"iat":%d`, uni, list, now.Add(at).Unix())
		return rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":"`+uniKey+`"}`, with(published(t, uni, "suspension", set...), claims), edSigner(1))
	}
	const withdrawn, old = "fail:STATUS_SUSPENDED", "unknown:STATUS_LIST_INVALID"
	for _, signed := range []func(time.Duration, ...int) string{proven, token} {
		s := world(t)
		v := &vc.Verifier{Fetcher: s, Now: clock, Memory: vc.NewMemory()}
		for i, step := range []struct{ served, index, want string }{
			{signed(-50 * time.Minute), "7", "pass"},
			{signed(-40*time.Minute, 7), "7", withdrawn},
			{signed(-50 * time.Minute), "7", old},
			{signed(-50 * time.Minute), "8", "pass"}, // of which nothing else was ever said
			{signed(-40*time.Minute, 7), "8", "pass"},
			{signed(-40 * time.Minute), "7", "pass"}, // signed in the same second
			{signed(-30 * time.Minute), "7", "pass"},
			{signed(-50 * time.Minute), "7", old},
			{signed(-20*time.Minute, 7), "7", withdrawn},
			{signed(-30 * time.Minute), "7", old},
			{signed(-10 * time.Minute), "7", "pass"},
		} {
			s.documents[list] = step.served
			r, err := v.Verify(t.Context(), []byte(revocable(t, statusOf(step.index, "suspension"))), vc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if expect(t, r, r.Verdict, "status="+step.want); t.Failed() {
				t.Fatalf("step %d", i)
			}
		}
	}
}
