package vc_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"blazon/did"
	"blazon/vc"
)

// selective is the badge of the university as an SD-JWT of which the narrative of
// the subject may be left out. disclosed says whether it is there.
func selective(t testing.TB, disclosed bool, members string) string {
	t.Helper()
	b64 := base64.RawURLEncoding.EncodeToString
	disclosure := b64([]byte(`["salt","narrative","Tied them all"]`))
	sum := sha256.Sum256([]byte(disclosure))
	payload := replace(t, badge, `"credentialSubject":{`, `"credentialSubject":{"_sd":["`+b64(sum[:])+`"],`)
	text := rawToken(`{"alg":"EdDSA","typ":"vc+sd-jwt","kid":"`+uniKey+`"}`,
		strings.TrimSuffix(payload, "}")+`,"iss":"`+uni+`","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1767225600`+members+`}`, edSigner(1)) + "~"
	if disclosed {
		text += disclosure + "~"
	}
	return text
}

// holding is the claim that binds a token to the key of the holder.
func holding(t testing.TB) string {
	t.Helper()
	pub, ok := ed(5).Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("no Ed25519 key")
	}
	return `,"cnf":{"jwk":{"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(pub) + `"}}`
}

// bindingOf is the holder's own token to one with selective disclosure.
func bindingOf(text, audience string, key edSigner) string {
	sum := sha256.Sum256([]byte(text))
	return rawToken(`{"alg":"EdDSA","typ":"kb+jwt"}`, fmt.Sprintf(`{"iat":%d,"aud":%q,"nonce":"42","sd_hash":%q}`, now.Unix(), audience, base64.RawURLEncoding.EncodeToString(sum[:])), key)
}

func TestSelective(t *testing.T) {
	shown, hidden, held := selective(t, true, ""), selective(t, false, ""), selective(t, true, holding(t))
	foreign := base64.RawURLEncoding.EncodeToString([]byte(`["salt","role","Captain"]`)) + "~"
	tests := []struct {
		name, input string
		opt         vc.Options
		verdict     vc.Verdict
		want        string
		narrative   string
	}{
		{"with all of it", shown, vc.Options{}, vc.Valid, "proof=pass", "Tied them all"},
		{"with a part left out", hidden, vc.Options{}, vc.Valid, "proof=pass", ""},
		{"with a part that nobody signed", shown + foreign, vc.Options{}, vc.Invalid, "format=fail", ""},
		{"changed", replace(t, shown, ".", "x."), vc.Options{}, vc.Invalid, "format=fail", ""},
		{"signed by another key", hidden[:strings.LastIndexByte(hidden, '.')+1] + edSigner(2).Sign("x") + "~", vc.Options{}, vc.Invalid, "proof=fail:PROOF_INVALID", ""},
		{"shown by its holder", held + bindingOf(held, "shop.example", 5), vc.Options{}, vc.Valid, "proof=pass", "Tied them all"},
		{"shown by its holder to whom it should be", held + bindingOf(held, "shop.example", 5), vc.Options{Domain: "shop.example", Challenge: "42"}, vc.Valid, "proof=pass", "Tied them all"},
		{"shown by its holder to somebody else", held + bindingOf(held, "shop.example", 5), vc.Options{Domain: "bank.example"}, vc.Invalid, "proof=fail:PROOF_DOMAIN_MISMATCH", ""},
		{"shown by its holder as an answer to another question", held + bindingOf(held, "shop.example", 5), vc.Options{Domain: "shop.example", Challenge: "43"}, vc.Invalid, "proof=fail:PROOF_CHALLENGE_MISMATCH", ""},
		{"shown by a thief", held + bindingOf(held, "shop.example", 6), vc.Options{}, vc.Invalid, "proof=fail:PROOF_INVALID", ""},
		{"bound to other disclosures", held + bindingOf(held+foreign, "shop.example", 5), vc.Options{}, vc.Invalid, "proof=fail:PROOF_INVALID", ""},
		{"only the proof", shown, vc.Options{ProofOnly: true}, vc.Indeterminate, "proof=pass", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judgeAs(t, world(t), tt.input, tt.opt)
			expect(t, r, tt.verdict, tt.want)
			if r.Format != "SD-JWT" || r.Summary.Narrative != tt.narrative {
				t.Errorf("%s, %q", r.Format, r.Summary.Narrative)
			}
		})
	}
}

// TestAbuse_SIG_14: claims that follow no data model of badges are no badge,
// however well they are signed.
func TestAbuse_SIG_14(t *testing.T) {
	claims := rawToken(`{"alg":"EdDSA","typ":"dc+sd-jwt","kid":"`+uniKey+`"}`, `{"iss":"`+uni+`","vct":"urn:example:degree","degree":"Doctor"}`, edSigner(1)) + "~"
	r := judge(t, world(t), claims)
	expect(t, r, vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
	// A credential whose header does not say that parts may be left out.
	plain := rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":"`+uniKey+`"}`, badge, edSigner(1)) + "~"
	expect(t, judge(t, world(t), plain), vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
}

// TestSelectiveOfAnother: the claim iss and the issuer are one.
func TestSelectiveOfAnother(t *testing.T) {
	id, _, err := did.KeyDID(ed(1).Public())
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(selective(t, false, ""), ".", 3)
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	text := rawToken(`{"alg":"EdDSA","typ":"vc+sd-jwt","kid":"`+uniKey+`"}`, strings.Replace(string(payload), `"iss":"`+uni, `"iss":"`+id, 1), edSigner(1)) + "~"
	r := judge(t, world(t), text)
	if r.Verdict != vc.Invalid {
		t.Errorf("%s\n%s", r.Verdict, lines(r))
	}
}

// hiding is the badge of the university as an SD-JWT with a digest at its root that
// nobody says anything about.
func hiding(t testing.TB, members, digest, disclosed string) string {
	t.Helper()
	return rawToken(`{"alg":"EdDSA","typ":"vc+sd-jwt","kid":"`+uniKey+`"}`,
		strings.TrimSuffix(badge, "}")+`,"iss":"`+uni+`","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1767225600`+members+`,"_sd":["`+digest+`"]}`, edSigner(1)) + "~" + disclosed
}

// TestAbuse_SIG_14_Hidden: an end or a status that may have been left out is not
// taken for none.
func TestAbuse_SIG_14_Hidden(t *testing.T) {
	b64 := base64.RawURLEncoding.EncodeToString
	digestOf := func(text string) string { sum := sha256.Sum256([]byte(text)); return b64(sum[:]) }
	end, status := `,"validUntil":"2027-01-01T00:00:00Z","exp":1798761600`, `,"credentialStatus":`+statusOf("7", "revocation")
	over := b64([]byte(`["salt","validUntil","2026-02-01T00:00:00Z"]`))
	revoked := b64([]byte(`["salt","credentialStatus",` + statusOf("7", "revocation") + `]`))
	harmless := b64([]byte(`["salt","awardedDate","2026-01-01T00:00:00Z"]`))
	const noEnd, noStatus = "time=unknown:PARTS_HIDDEN", "status=unknown:PARTS_HIDDEN"
	for name, tt := range map[string]struct {
		input   string
		verdict vc.Verdict
		want    []string
	}{
		"the end left out":                   {hiding(t, "", digestOf(over), ""), vc.Indeterminate, []string{noEnd, noStatus}},
		"the status left out":                {hiding(t, end, digestOf(revoked), ""), vc.Indeterminate, []string{"time=pass", noStatus}},
		"the end left out, the status there": {hiding(t, status, digestOf(over), ""), vc.Indeterminate, []string{noEnd, "status=pass"}},
		"both there":                         {hiding(t, end+status, digestOf(harmless), ""), vc.Valid, []string{"time=pass", "status=pass"}},
		"nothing left out":                   {hiding(t, "", digestOf(harmless), harmless+"~"), vc.Valid, []string{"time=pass", "status=pass"}},
		"the end disclosed":                  {hiding(t, "", digestOf(over), over+"~"), vc.Invalid, []string{"format=fail:MALFORMED_INPUT"}},
		"the status disclosed":               {hiding(t, "", digestOf(revoked), revoked+"~"), vc.Invalid, []string{"format=fail:MALFORMED_INPUT"}},
		"a status of another kind":           {hiding(t, end+`,"status":{"status_list":{"idx":0,"uri":"https://uni.example/s"}}`, digestOf(harmless), harmless+"~"), vc.Indeterminate, []string{"status=unknown:STATUS_UNAVAILABLE"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := world(t, list, sealed(t, published(t, uni, "revocation")))
			r := judge(t, s, tt.input)
			expect(t, r, tt.verdict, tt.want...)
		})
	}
}

// TestAbuse_DI_08_Selective: a token that its holder signed for somebody else says
// nothing of who shows it now.
func TestAbuse_DI_08_Selective(t *testing.T) {
	text := selective(t, true, holding(t))
	text += bindingOf(text, "shop.example", 5)
	for opt, want := range map[vc.Options]string{
		{}:                       "once shown by its holder",
		{Domain: "shop.example"}: "once shown by its holder",
		{Challenge: "42"}:        "once shown by its holder",
		{Domain: "shop.example", Challenge: "42"}: "whoever shows it has the key",
	} {
		r := judgeAs(t, world(t), text, opt)
		if got := r.Check(vc.CheckProof).Text; r.Verdict != vc.Valid || !strings.Contains(got, want) {
			t.Errorf("%+v: %s, %q, want %q", opt, r.Verdict, got, want)
		}
	}
}
