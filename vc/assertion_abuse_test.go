package vc_test

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"blazon/did"
	"blazon/vc"
)

// TestAbuse_SIG_15: a badge that names a key of its own in the name of the
// university. The key's document even says that the university is its owner.
func TestAbuse_SIG_15(t *testing.T) {
	const evilKey = "https://evil.example/key"
	w := web2(t, evilKey, keyDocument(t, evilKey, issuer2, ed(9).Public()))
	forged := replace(t, toSign, key2, evilKey)
	asked := &watched{web: w}
	r := assertionAs(t, asked, sign2With(t, forged, "EdDSA", ed(9)), vc.Options{})
	expect(t, r, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	if r.Summary.Name != "" {
		t.Error("a forged badge is shown")
	}
	if strings.Contains(strings.Join(asked.asked, " "), "evil.example") {
		t.Errorf("the forger was asked for a key: %v", asked.asked)
	}
	// The same in the profile of 1EdTech, and as version 1.1 has it.
	expect(t, assertionAs(t, w, sign2With(t, forged, "EdDSA", ed(9)), vc.Options{Profile: vc.OneEdTech}), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	old := replace(t, forged, "openbadges/v2", "openbadges/v1", `"verification":{"type":"SignedBadge","creator"`, `"verify":{"type":"signed","url"`)
	expect(t, judge2(t, w, sign2With(t, old, "EdDSA", ed(9))), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	// The forger's issuer lists the university's key as its own.
	const mallory = "https://evil.example/issuer"
	w = web2(t, mallory, replace(t, profile2, issuer2, mallory), "https://evil.example/badge", replace(t, badgeClass2, badge2, "https://evil.example/badge", issuer2, mallory))
	expect(t, judge2(t, w, sign2(t, replace(t, toSign, badge2, "https://evil.example/badge"))), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	// The forger copies the university's badge and names itself its issuer.
	copied := replace(t, toSign, `"`+badge2+`"`, replace(t, badgeClass2, issuer2, mallory), key2, evilKey)
	w = web2(t, mallory, replace(t, profile2, issuer2, mallory, key2, evilKey), evilKey, keyDocument(t, evilKey, mallory, ed(9).Public()))
	expect(t, judge2(t, w, sign2With(t, copied, "EdDSA", ed(9))), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}

// watched notes who was asked.
type watched struct {
	web   web
	asked []string
}

func (w *watched) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	w.asked = append(w.asked, url)
	return w.web.Fetch(ctx, url, accept)
}

// TestAbuse_SIG_16: hosted badges that are not where they say, or of an issuer
// that is nowhere.
func TestAbuse_SIG_16(t *testing.T) {
	const at = "https://evil.example/a"
	forged := replace(t, hosted, "ada@uni.example", "eve@uni.example")
	atEvil := replace(t, forged, hostedID, at)
	nowhere := replace(t, badgeClass2, `"issuer":"`+issuer2+`"`, `"issuer":{"type":"Issuer","name":"Example University","url":"https://uni.example","email":"a@uni.example"}`)
	urn := strings.Replace(nowhere, `"type":"Issuer"`, `"type":"Issuer","id":"urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55"`, 1)
	tests := []struct {
		name   string
		web    web
		input  string
		checks []string
	}{
		{"the forger serves a badge with the id of the university's", web2(t, at, forged), forged, []string{"proof=fail:PROOF_INVALID"}},
		{"the forger serves it at an address of its own", web2(t, at, atEvil), atEvil, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"by its address", web2(t, at, atEvil), at, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"the issuer has no id", web2(t, badge2, nowhere), hosted, []string{"issuer_binding=fail:ISSUER_UNRESOLVABLE"}},
		{"the issuer is no address", web2(t, badge2, urn), hosted, []string{"issuer_binding=fail:ISSUER_UNRESOLVABLE"}},
		{"the issuer calls itself no address", web2(t, issuer2, replace(t, profile2, issuer2, "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55")), hosted, []string{"issuer_binding=fail:ISSUER_UNRESOLVABLE"}},
		{"the university redirects to the forger", web2(t, hostedID, ">"+at, at, forged), hosted, []string{"proof=unknown:FETCH_FAILED"}},
		{"the forger redirects to the university", web2(t, at, ">"+hostedID), atEvil, []string{"issuer_binding=fail:ISSUER_UNRESOLVABLE"}},
		{"the university redirects to where it is not protected", web2(t, hostedID, ">http://uni.example/a", "http://uni.example/a", hosted), hosted, []string{"proof=unknown:FETCH_FAILED"}},
		{"the issuer redirects to the forger", web2(t, issuer2, ">"+at, at, with(profile2, `"verification":{"allowedOrigins":"evil.example"}`)), hosted, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE"}},
		{"the issuer within says where badges may be", web2(t, at, replace(t, atEvil, `"`+badge2+`"`, replace(t, badgeClass2, `"`+issuer2+`"`, with(profile2, `"verification":{"allowedOrigins":"evil.example"}`)))), at, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			// That an address leads elsewhere shows no forgery, and nothing else.
			want := vc.Invalid
			if strings.Contains(test.checks[0], "=unknown:") {
				want = vc.Indeterminate
			}
			expect(t, judge2(t, test.web, test.input), want, test.checks...)
		})
	}
	// From the forger's address to the university's own badge: that badge counts.
	r := judge2(t, web2(t, at, hosted), at)
	expect(t, r, vc.Valid)
	if r.Summary.ID != hostedID || string(r.Raw) != hosted {
		t.Errorf("judged %s: %s", r.Summary.ID, r.Raw)
	}
}

// TestAbuse_SIG_17: addresses that begin as the issuer says, and lead elsewhere.
func TestAbuse_SIG_17(t *testing.T) {
	tests := []struct {
		policy string
		id     string
		want   bool
	}{
		{`"startsWith":"https://uni.example"`, "https://uni.example/a", true},
		{`"startsWith":"https://uni.example"`, "https://uni.example.evil.example/a", false},
		{`"startsWith":"https://uni.example"`, "https://uni.example@evil.example/a", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/a/1", true},
		{`"startsWith":"https://uni.example/ob2"`, "https://uni.example/ob2/a/1", true},
		{`"startsWith":"https://uni.example/ob2"`, "https://uni.example/ob2?a=1", true},
		{`"startsWith":"https://uni.example/ob2"`, "https://uni.example/ob2students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/../students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%2e%2e/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/..%2fstudents/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "http://uni.example/ob2/a/1", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example:8443/ob2/a/1", false},
		{`"startsWith":["https://uni.example/x/","https://uni.example/ob2/"]`, "https://uni.example/ob2/a/1", true},
		{`"startsWith":"https://uni.example/a?id="`, "https://uni.example/a?id=7", true},
		{`"startsWith":"https://uni.example/a?tenant=1"`, "https://uni.example/a?tenant=1&id=7", true},
		{`"startsWith":"https://uni.example/a?tenant=1"`, "https://uni.example/a?tenant=1&tenant=2", false},
		{`"startsWith":"https://uni.example/a?tenant=1"`, "https://uni.example/a?tenant=1&id=7;%54enant[]=2", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%c0%ae%c0%ae/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/.%09./students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%00/../students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%25%32%65%25%32%65/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%25c0%25ae%25c0%25ae/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%2525252525252e/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%252e%252e/students/eve%25", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%25%32%65%25%32%65/students/eve%25", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%25252e%25252e/students/eve%2525x", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/..%25%32fstudents/eve%25", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%25%2532e%25%2532e/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%25c0%ae%25c0%ae/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/100%25/a", true},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/100%25/%C3%A0%C2%80/%2525zz%25", true},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%EF%BC%8E%EF%BC%8E/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/%E2%80%A5/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/x%EF%BC%8F..%EF%BC%8F..%EF%BC%8Fstudents/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/x%EF%BC%BC..%EF%BC%BC..%EF%BC%BCstudents/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/..%20/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/..%C2%A0./students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/...%20./students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/..%0d/students/eve", false},
		{`"startsWith":"https://uni.example/ob2/"`, "https://uni.example/ob2/a..b/.well-known/%C3%A9.json", true},
		{`"startsWith":"http://uni.example/ob2/"`, "https://uni.example/ob2/a/1", false},
		{`"allowedOrigins":"uni.example"`, "https://uni.example/anywhere", true},
		{`"allowedOrigins":["badges.example","uni.example"]`, "https://badges.example/1", true},
		{`"allowedOrigins":"uni.example"`, "https://sub.uni.example/1", false},
		{`"allowedOrigins":"uni.example"`, "https://uni.example@evil.example/1", false},
		{`"allowedOrigins":"uni.example:8443"`, "https://uni.example:8443/1", true},
		{`"allowedOrigins":"badges.example","startsWith":"https://uni.example/"`, "https://badges.example/1", false},
		{`"verificationProperty":"id"`, "https://uni.example/elsewhere", true},
		{`"verificationProperty":"id"`, "http://uni.example/elsewhere", false},
		{`"verificationProperty":"id"`, "https://badges.example/1", false},
	}
	for _, test := range tests {
		t.Run(test.policy+" "+test.id, func(t *testing.T) {
			text := replace(t, hosted, hostedID, test.id)
			w := web2(t, issuer2, with(profile2, fmt.Sprintf(`"verification":{%s}`, test.policy)), test.id, text)
			r := judge2(t, w, text)
			if (r.Verdict == vc.Valid) != test.want {
				t.Errorf("%s\n%s", r.Verdict, lines(r))
			}
		})
	}
}

// TestAbuse_REC_07_OB2: what identifies nobody. A badge whose recipient can be
// read in two ways was given to neither.
func TestAbuse_REC_07_OB2(t *testing.T) {
	for _, recipient := range []string{
		`{"type":"email","hashed":true,"salt":"","identity":"md5$1a4b5a0c0b7f6a6e6f4cbb3f3b0f7b4d"}`,
		`{"type":"email","hashed":true,"identity":"ada@uni.example"}`,
		`{"type":"url","hashed":false,"identity":"ada@uni.example"}`,
		`{"type":"telephone","hashed":false,"identity":"ada@uni.example"}`,
		`{"type":"email","hashed":false,"identity":"sha256$0000000000000000000000000000000000000000000000000000000000000000"}`,
	} {
		text := replace(t, hosted, `{"type":"email","hashed":false,"identity":"ada@uni.example"}`, recipient)
		r := assertionAs(t, web2(t, hostedID, text), hostedID, vc.Options{Recipient: "ada@uni.example"})
		expect(t, r, vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
	}
	// The versions before 2.0 knew other hashes. They make a badge nobody's who asks, also
	// those whose address it is, and no false one.
	const at = "https://uni.example/a/1"
	sum1, sum512 := sha1.Sum([]byte("ada@uni.example")), sha512.Sum512([]byte("ada@uni.example"))
	for identity, schema := range map[string]string{
		fmt.Sprintf("sha1$%x", sum1): "warning", fmt.Sprintf("SHA1$%X", sum1): "warning", fmt.Sprintf("sha512$%x", sum512): "warning",
		fmt.Sprintf("sha1$%x", sum512): "fail:SCHEMA_INVALID", fmt.Sprintf("sha1$%x0", sum1): "fail:SCHEMA_INVALID", "sha1$": "fail:SCHEMA_INVALID", "crc$00": "fail:SCHEMA_INVALID",
	} {
		first := `{"uid":"1","recipient":{"type":"email","hashed":true,"identity":"` + identity + `"},"badge":"` + badge2 + `","issuedOn":"2026-01-01","verify":{"type":"hosted","url":"` + at + `"}}`
		for _, doc := range []string{first, replace(t, assertion05(""), "ada@uni.example", identity)} {
			r := judge2(t, web2(t, at, doc), at)
			expect(t, r, map[bool]vc.Verdict{true: vc.Valid, false: vc.Invalid}[schema == "warning"], "schema="+schema, "recipient=skipped")
			if schema == "warning" {
				r = assertionAs(t, web2(t, at, doc), at, vc.Options{Recipient: "ada@uni.example"})
				expect(t, r, vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
			}
		}
		later := replace(t, hosted, `"hashed":false,"identity":"ada@uni.example"`, `"hashed":true,"identity":"`+identity+`"`)
		expect(t, judge2(t, web2(t, hostedID, later), hostedID), vc.Invalid, "schema=fail:SCHEMA_INVALID")
	}
}

// TestAbuse_SIG_08_Assertions: of a badge before 3.0 the standard says no more than that it
// is a JWS, so a token of one may say no more. Of anything else it must say what it is.
func TestAbuse_SIG_08_Assertions(t *testing.T) {
	signed := func(typ, payload string) string {
		text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","typ":"`+typ+`"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
		sum := sha256.Sum256([]byte(text))
		sig, err := rsa.SignPKCS1v15(nil, rsaKey(), crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return text + "." + base64.RawURLEncoding.EncodeToString(sig)
	}
	first := `{"uid":"1","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"badge":"` + badge2 + `","issuedOn":"2026-01-01","verify":{"type":"signed","url":"` + key2 + `"}}`
	for _, typ := range []string{"JWT", "JOSE", "jose", "JWS"} {
		for _, payload := range []string{toSign, first} {
			expect(t, judge2(t, web2(t), signed(typ, payload)), vc.Valid, "format=pass", "proof=pass", "issuer_binding=pass")
		}
		changed := strings.Split(signed(typ, toSign), ".")
		changed[1] = strings.Split(signed(typ, replace(t, toSign, "ada@", "eve@")), ".")[1]
		expect(t, judge2(t, web2(t), strings.Join(changed, ".")), vc.Invalid, "proof=fail:PROOF_INVALID")
	}
	for _, typ := range []string{"at+jwt", "kb+jwt", "jose+json", "x"} {
		expect(t, judge2(t, web2(t), signed(typ, toSign)), vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
	}
	for _, payload := range []string{
		badge, `{"vc":` + badge + `}`, `{}`, with(first, `"vc":`+badge), with(first, `"vp":{}`),
		replace(t, toSign, `"Assertion"`, `["Assertion","VerifiableCredential"]`), `{"iss":"https://uni.example","sub":"ada@uni.example"}`,
	} {
		for _, typ := range []string{"JOSE", "JWS"} {
			expect(t, judge2(t, web2(t), signed(typ, payload)), vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
			expect(t, judge(t, world(t), signed(typ, payload)), vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
		}
	}
}

// TestAbuse_TokensOfAssertions: tokens that ask to be believed (SIG-01 and its
// neighbours).
func TestAbuse_TokensOfAssertions(t *testing.T) {
	token := sign2(t, toSign)
	parts := strings.Split(token, ".")
	header := func(s string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(s)) + "." + parts[1] + "." + parts[2]
	}
	for name, test := range map[string]struct{ input, code string }{
		"no algorithm":         {header(`{"alg":"none"}`), vc.AlgNotAllowed},
		"a secret":             {header(`{"alg":"HS256"}`), vc.AlgNotAllowed},
		"a key from elsewhere": {header(`{"alg":"RS256","jku":"https://evil.example/keys"}`), vc.KeyUntrustedSource},
		"critical":             {header(`{"alg":"RS256","crit":["b64"],"b64":false}`), vc.MalformedInput},
		"no signature":         {parts[0] + "." + parts[1] + ".", vc.MalformedInput},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, web2(t), test.input)
			expect(t, r, vc.Invalid, "format=fail:"+test.code)
		})
	}
}
