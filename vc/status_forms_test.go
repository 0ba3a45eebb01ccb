package vc_test

import (
	"testing"

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

// TestAbuse_STA_04_Plus: a plus in a query is a space to servers, and one behind a percent sign
// is a plus, so that the two are the addresses of two lists.
func TestAbuse_STA_04_Plus(t *testing.T) {
	for want, id := range map[string]string{
		"pass": "https://uni.example/status?l=a%2bb", "fail:STATUS_LIST_INVALID": "https://uni.example/status?l=a+b",
	} {
		const at = "https://uni.example/status?l=a%2Bb"
		served := sealed(t, replace(t, published(t, uni, "revocation"), `"id":"`+list+`"`, `"id":"`+id+`"`))
		entry := replace(t, statusOf("7", "revocation"), `"statusListCredential":"`+list+`"`, `"statusListCredential":"`+at+`"`)
		r := judge(t, world(t, at, served), revocable(t, entry))
		expect(t, r, r.Verdict, "status="+want)
	}
}
