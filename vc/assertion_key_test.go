package vc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"blazon/vc"
)

// TestKeysNotLookedAt: a badge may leave open which of its issuer's keys signed it. That
// none of those did that were looked at says nothing of the others.
func TestKeysNotLookedAt(t *testing.T) {
	ec := func() crypto.PublicKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k.Public()
	}
	open := sign2(t, replace(t, toSign, `,"creator":"`+key2+`"`, ""))
	lists := func(keys ...string) string {
		return replace(t, profile2, `"publicKey":"`+key2+`"`, `"publicKey":[`+strings.Join(keys, ",")+`]`)
	}
	quoted := func(s string) string { return `"` + s + `"` }
	// many keys of others, and that of the university after them.
	many := func(n int, own string) web {
		w := web2(t)
		var keys []string
		for i := range n {
			id := fmt.Sprintf("%s/k%d", uni2, i)
			w[id] = keyDocument(t, id, issuer2, ec())
			keys = append(keys, quoted(id))
		}
		w[issuer2] = lists(append(keys, own)...)
		return w
	}
	const other = uni2 + "/key-2"
	two := func(more ...string) web {
		return web2(t, append([]string{issuer2, lists(quoted(key2), quoted(other)), other, keyDocument(t, other, issuer2, ec())}, more...)...)
	}
	within := keyDocument(t, key2, issuer2, rsaKey().Public())
	unknown := []string{"proof=unknown:ISSUER_UNRESOLVABLE", "issuer_binding=unknown:ISSUER_UNRESOLVABLE"}
	for name, tt := range map[string]struct {
		web     web
		input   string
		verdict vc.Verdict
		checks  []string
	}{
		"both are there":                 {two(), open, vc.Valid, []string{"proof=pass"}},
		"the one that signed is not":     {two(key2, "!down"), open, vc.Indeterminate, unknown},
		"the one that signed is a page":  {two(key2, "<html>"), open, vc.Indeterminate, unknown},
		"the other is not":               {two(other, "!down"), open, vc.Valid, []string{"proof=pass"}},
		"neither is":                     {two(key2, "!down", other, "!down"), open, vc.Indeterminate, []string{"proof=unknown", "issuer_binding=unknown:ISSUER_UNRESOLVABLE"}},
		"one is not, one is withdrawn":   {two(key2, "!down", other, with(keyDocument(t, other, issuer2, ec()), `"revoked":true`)), open, vc.Indeterminate, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE"}},
		"none of them signed":            {two(key2, keyDocument(t, key2, issuer2, ec())), open, vc.Invalid, []string{"proof=fail:ALG_NOT_ALLOWED"}},
		"one that fits did not sign":     {two(), tamper(t, open), vc.Invalid, []string{"proof=fail:PROOF_INVALID"}},
		"the last of five signed":        {many(4, quoted(key2)), open, vc.Valid, []string{"proof=pass"}},
		"the sixth signed":               {many(5, quoted(key2)), open, vc.Indeterminate, unknown},
		"the sixth signed and is within": {many(5, within), open, vc.Valid, []string{"proof=pass"}},
		"it names the sixth":             {many(5, quoted(key2)), sign2(t, toSign), vc.Valid, []string{"proof=pass"}},
		"very many within":               {web2(t, issuer2, lists(append(repeated(keyDocument(t, other, issuer2, ec()), 80), within)...)), open, vc.Indeterminate, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, tt.web, tt.input)
			expect(t, r, tt.verdict, tt.checks...)
			if c := r.Check(vc.CheckIssuer); tt.verdict == vc.Indeterminate && strings.Contains(c.Text, "none signed") {
				t.Error(c.Text)
			}
		})
	}
}

func repeated(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

// TestSignedBadgesOfMovedIssuers: a token cannot be written anew when its issuer moves to
// another host. That the key at the old one is not listed at the new one shows no forgery.
func TestSignedBadgesOfMovedIssuers(t *testing.T) {
	www := strings.NewReplacer("https://uni.example/", "https://www.uni.example/")
	moved := func(changes ...string) web {
		w := web{}
		for at, text := range web2(t) {
			w[at], w[www.Replace(at)] = ">"+www.Replace(at), www.Replace(text)
		}
		for i := 0; i+1 < len(changes); i += 2 {
			w[changes[i]] = changes[i+1]
		}
		return w
	}
	r := judge2(t, moved(), sign2(t, toSign))
	expect(t, r, vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE")
	if c := r.Check(vc.CheckIssuer); !strings.Contains(c.Text, "uni.example") || !strings.Contains(c.Text, "www.uni.example") {
		t.Error(c.Text)
	}
	expect(t, judge2(t, moved(), sign2(t, www.Replace(toSign))), vc.Valid)
	// The badge names a key of somebody else, or the issuer has not moved.
	const evil = "https://evil.example/key"
	expect(t, judge2(t, moved(evil, keyDocument(t, evil, issuer2, ed(9).Public())), sign2With(t, replace(t, toSign, key2, evil), "EdDSA", ed(9))), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	expect(t, judge2(t, web2(t), sign2(t, replace(t, toSign, key2, uni2+"/other"))), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	// Within one host nothing is in doubt: the issuer says what is its own.
	within := web2(t, issuer2, ">"+uni2+"/new", uni2+"/new", replace(t, profile2, issuer2, uni2+"/new", key2, uni2+"/new-key"))
	expect(t, judge2(t, within, sign2(t, toSign)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	if r := assertionAs(t, moved(), sign2(t, toSign), vc.Options{Profile: vc.OneEdTech}); r.Verdict != vc.Invalid {
		t.Errorf("1edtech: %s\n%s", r.Verdict, lines(r))
	}
}

// TestSignedBadgeThatSaysItIsHosted: an issuer that signs what it also serves takes it back
// where it serves it.
func TestSignedBadgeThatSaysItIsHosted(t *testing.T) {
	doc := replace(t, toSign, signedID, hostedID, `{"type":"SignedBadge","creator":"`+key2+`"}`, `{"type":"HostedBadge"}`)
	only := replace(t, toSign, signedID, hostedID)
	gone := "status=fail:STATUS_REVOKED"
	const stub, other = `{` + contextOB + `"id":"` + hostedID + `","revoked":true}`, "https://other.example/a/1"
	listed := with(profile2, `"revocationList":"`+revoked2+`"`)
	for name, tt := range map[string]struct {
		web     web
		doc     string
		verdict vc.Verdict
		want    string
	}{
		"served":                           {web2(t), doc, vc.Valid, "status=pass"},
		"gone":                             {web2(t, hostedID, "!410"), doc, vc.Invalid, gone},
		"gone, by its older name":          {web2(t, hostedID, "!410"), replace(t, doc, `"verification":{"type":"HostedBadge"}`, `"verify":{"type":"hosted"}`), vc.Invalid, gone},
		"gone, and both at once":           {web2(t, hostedID, "!410"), replace(t, doc, `"HostedBadge"`, `["SignedBadge","obi:HostedBadge"]`), vc.Invalid, gone},
		"withdrawn there":                  {web2(t, hostedID, with(hosted, `"revoked":true`)), doc, vc.Invalid, gone},
		"nobody answers":                   {web2(t, hostedID, "!down"), doc, vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		"a page":                           {web2(t, hostedID, "<html>"), doc, vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		"another badge is there":           {web2(t, hostedID, replace(t, hosted, "ada@", "eve@")), doc, vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		"on the list":                      {web2(t, hostedID, "!down", issuer2, listed, revoked2, `{`+contextOB+`"type":"RevocationList","revokedAssertions":["`+hostedID+`"]}`), doc, vc.Invalid, gone},
		"the list does not answer":         {web2(t, hostedID, "!410", issuer2, listed), doc, vc.Invalid, gone},
		"only signed, and withdrawn there": {web2(t, hostedID, with(hosted, `"revoked":true`)), only, vc.Invalid, gone},
		"only signed, and another there":   {web2(t, hostedID, replace(t, hosted, "ada@", "eve@")), only, vc.Valid, "status=pass"},
		"only signed, and no answer":       {web2(t, hostedID, "!down"), only, vc.Valid, "status=pass"},
		"only signed, and gone":            {web2(t, hostedID, "!410"), only, vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		"only signed, gone and withdrawn":  {web2(t, hostedID, "!410"+stub), only, vc.Invalid, gone},
		"the same in other words":          {web2(t, hostedID, "!410"+replace(t, stub, `"id"`, `"@id"`, `"revoked"`, `"obi:revoked"`, "https:", "HTTPS:")), only, vc.Invalid, gone},
		"only signed, another withdrawn":   {web2(t, hostedID, "!410"+replace(t, stub, hostedID, hostedID+"2")), only, vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		"it leads to one that is gone":     {web2(t, hostedID, replace(t, hosted, hostedID, other), other, "!410"+replace(t, stub, hostedID, other)), only, vc.Valid, "status=pass"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, tt.web, sign2(t, tt.doc))
			expect(t, r, tt.verdict, tt.want, "proof=pass", "issuer_binding=pass")
		})
	}
	expect(t, judge2(t, web2(t, hostedID, "!410"), tamper(t, sign2(t, doc))), vc.Invalid, "proof=fail:PROOF_INVALID", "status=skipped")
}

// TestKeyListedTwice: a key that the issuer lists twice has ended if it has by either.
func TestKeyListedTwice(t *testing.T) {
	doc := keyDocument(t, key2, issuer2, rsaKey().Public())
	const ended = "issuer_binding=fail:PROOF_EXPIRED"
	for keys, want := range map[string]string{
		doc + `,` + doc:                                                   "issuer_binding=pass",
		doc + `,` + with(doc, `"revoked":true`):                           "issuer_binding=fail:KEY_REVOKED",
		with(doc, `"revoked":true`) + `,"` + key2 + `"`:                   "issuer_binding=fail:KEY_REVOKED",
		`"` + key2 + `",` + with(doc, `"sec:revoked":true`):               "issuer_binding=fail:KEY_REVOKED",
		with(doc, `"expires":"2020-01-01T00:00:00Z"`) + `,` + doc:         ended,
		with(doc, `"expires":"2040-01-01T00:00:00Z"`) + `,"` + key2 + `"`: "issuer_binding=pass",
	} {
		w := web2(t, issuer2, replace(t, profile2, `"publicKey":"`+key2+`"`, `"publicKey":[`+keys+`]`))
		for _, text := range []string{toSign, replace(t, toSign, `,"creator":"`+key2+`"`, "")} {
			r := judge2(t, w, sign2(t, text))
			expect(t, r, r.Verdict, want)
		}
	}
}

// TestKeyLostByAnotherID: a key that was withdrawn, or whose private half is published, is
// lost under whichever id the issuer lists it as well; one that has ended may go on by another.
func TestKeyLostByAnotherID(t *testing.T) {
	const lost, far = uni2 + "/key-lost", "https://other.example/key"
	pub := rsaKey().Public()
	doc, alone := keyDocument(t, lost, issuer2, pub), `"`+lost+`"`
	const revoked, pass = "issuer_binding=fail:KEY_REVOKED", "issuer_binding=pass"
	private := with(doc, `"privateKeyPem":"-----BEGIN PRIVATE KEY-----"`)
	another, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		listed string
		more   []string
		want   string
	}{
		"withdrawn within":        {with(doc, `"revoked":true`), nil, revoked},
		"withdrawn where it is":   {alone, []string{lost, with(doc, `"revoked":true`)}, revoked},
		"its private half within": {private, nil, "issuer_binding=fail:KEY_WEAK"},
		"its private half there":  {alone, []string{lost, private}, "issuer_binding=fail:KEY_WEAK"},
		"listed twice":            {alone, []string{lost, doc}, pass},
		"ended under the other":   {with(doc, `"expires":"2020-01-01T00:00:00Z"`), nil, pass},
		"another is withdrawn":    {with(keyDocument(t, lost, issuer2, another.Public()), `"revoked":true`), nil, pass},
		"the other is not there":  {alone, []string{lost, "!down"}, pass},
	} {
		for _, listed := range []string{`"` + key2 + `",` + tt.listed, tt.listed + `,"` + key2 + `"`, keyDocument(t, key2, issuer2, pub) + `,` + tt.listed} {
			w := web2(t, append([]string{issuer2, replace(t, profile2, `"publicKey":"`+key2+`"`, `"publicKey":[`+listed+`]`)}, tt.more...)...)
			for _, text := range []string{toSign, replace(t, toSign, `,"creator":"`+key2+`"`, "")} {
				t.Run(name, func(t *testing.T) {
					r := judge2(t, w, sign2(t, text))
					expect(t, r, r.Verdict, tt.want)
				})
			}
		}
	}
	// Nor by what stands beside them for newer badges, in whichever list.
	jwk := `"type":"JsonWebKey","controller":"` + issuer2 + `","publicKeyJwk":{"kty":"RSA","n":"` + base64.RawURLEncoding.EncodeToString(rsaKey().N.Bytes()) + `","e":"AQAB"}`
	for _, list := range []string{"verificationMethod", "assertionMethod", "authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation"} {
		for more, want := range map[string]string{
			`"id":"` + issuer2 + `#new",` + jwk:                                                                                    pass,
			`"id":"` + issuer2 + `#new","revoked":"2025-01-01T00:00:00Z",` + jwk:                                                   revoked,
			`"id":"` + issuer2 + `#new","revoked":true,` + jwk:                                                                     revoked,
			`"id":"` + issuer2 + `#new","revoked":"2030-01-01T00:00:00Z",` + jwk:                                                   pass,
			`"id":"` + issuer2 + `#new","privateKeyJwk":{"kty":"RSA","d":"x"},` + jwk:                                              "issuer_binding=fail:KEY_WEAK",
			`"id":"` + issuer2 + `#new","expires":"2025-01-01T00:00:00Z",` + jwk:                                                   pass,
			`"id":"` + key2 + `","expires":"2025-01-01T00:00:00Z",` + jwk:                                                          "issuer_binding=fail:" + vc.ProofExpired,
			`"id":"` + key2 + `","expires":" 2025-01-01T00:00:00+0000 ",` + jwk:                                                    "issuer_binding=fail:" + vc.ProofExpired,
			`"id":"` + key2 + `","type":"JsonWebKey","controller":"` + issuer2 + `","publicKeyJwk":{"kty":"RSA","exp":1735689600}`: "issuer_binding=fail:" + vc.ProofExpired,
			`"id":"` + key2 + `","expires":"2025-01-01T00:00:00Z","revoked":"2025-01-01T00:00:00Z",` + jwk:                         revoked,
		} {
			r := judge2(t, web2(t, issuer2, with(profile2, `"`+list+`":[{`+more+`}]`)), sign2(t, toSign))
			expect(t, r, r.Verdict, want)
		}
	}
	// No other host is asked about keys that the badge does not name.
	w := web2(t, issuer2, replace(t, profile2, `"publicKey":"`+key2+`"`, `"publicKey":["`+key2+`","`+far+`"]`), far, with(keyDocument(t, far, issuer2, pub), `"revoked":true`))
	expect(t, judge2(t, w, sign2(t, toSign)), vc.Valid, pass)
}

// TestSettingsThatNobodyMade: an empty text where an issuer could name a list or say where
// its badges are leaves no doubt; what is not empty does.
func TestSettingsThatNobodyMade(t *testing.T) {
	const prefix = `"https://uni.example/ob2/"`
	for member, want := range map[string]vc.Verdict{
		`"revocationList":""`:                                   vc.Valid,
		`"revocationList":" "`:                                  vc.Valid,
		`"revocationList":"x"`:                                  vc.Invalid,
		`"verification":""`:                                     vc.Valid,
		`"verification":"x"`:                                    vc.Invalid,
		`"verification":{"startsWith":""}`:                      vc.Valid,
		`"verification":{"startsWith":[]}`:                      vc.Valid,
		`"verification":{"startsWith":["",` + prefix + `]}`:     vc.Invalid,
		`"verification":{"startsWith":"","allowedOrigins":""}`:  vc.Valid,
		`"verification":{"startsWith":"https://x.example/"}`:    vc.Invalid,
		`"verification":{"startsWith":"","allowedOrigins":"x"}`: vc.Invalid,
	} {
		if r := judge2(t, web2(t, issuer2, with(profile2, member)), hosted); r.Verdict != want {
			t.Errorf("%s: %s, want %s\n%s", member, r.Verdict, want, lines(r))
		}
	}
	// Where nobody said anything, badges are at the issuer's own host.
	at := "https://evil.example/a"
	text := replace(t, hosted, hostedID, at)
	if r := judge2(t, web2(t, issuer2, with(profile2, `"verification":{"startsWith":""}`), at, text), text); r.Verdict != vc.Invalid {
		t.Errorf("elsewhere: %s", lines(r))
	}
}

// TestSettingsInOtherForms: a telephone number that is written for people, and a host that
// is written as an address, leave no doubt.
func TestSettingsInOtherForms(t *testing.T) {
	for member, want := range map[string]string{
		`"telephone":"+31 20 123"`: "schema=warning",
		`"telephone":7`:            "schema=fail:SCHEMA_INVALID",
		`"verification":{"allowedOrigins":"https://uni.example"}`:                "schema=warning",
		`"verification":{"allowedOrigins":["https://UNI.example:443/"]}`:         "schema=warning",
		`"verification":{"allowedOrigins":"https://other.example"}`:              "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER",
		`"verification":{"allowedOrigins":"https://uni.example/ob2"}`:            "schema=fail:SCHEMA_INVALID",
		`"verification":{"allowedOrigins":"https://uni.example@other.example/"}`: "schema=fail:SCHEMA_INVALID",
	} {
		w := web2(t, issuer2, with(profile2, member))
		r := judge2(t, w, hosted)
		expect(t, r, r.Verdict, want)
		if valid := want == "schema=warning"; (r.Verdict == vc.Valid) != valid {
			t.Errorf("%s: %s", member, lines(r))
		}
		if r := assertionAs(t, w, hosted, vc.Options{Profile: vc.OneEdTech}); r.Verdict != vc.Invalid {
			t.Errorf("%s, 1edtech: %s", member, lines(r))
		}
	}
}

// TestKeyNamedWithItsType: an object that is no more than the address of a key and its type
// is that address.
func TestKeyNamedWithItsType(t *testing.T) {
	ref := func(id, more string) string {
		return replace(t, profile2, `"publicKey":"`+key2+`"`, `"publicKey":{"id":"`+id+`","type":"CryptographicKey"`+more+`}`)
	}
	for _, input := range []string{hosted, sign2(t, toSign)} {
		expect(t, judge2(t, web2(t, issuer2, ref(key2, "")), input), vc.Valid, "schema=warning")
		expect(t, judge2(t, web2(t, issuer2, ref(key2, `,"revoked":true`)), input), vc.Invalid, "schema=fail:SCHEMA_INVALID")
		expect(t, judge2(t, web2(t, issuer2, ref("_:key", "")), input), vc.Invalid, "schema=fail:SCHEMA_INVALID")
		if r := assertionAs(t, web2(t, issuer2, ref(key2, "")), input, vc.Options{Profile: vc.OneEdTech}); r.Verdict != vc.Invalid {
			t.Error(lines(r))
		}
	}
	expect(t, judge2(t, web2(t, issuer2, ref(key2, ""), key2, "!down"), sign2(t, toSign)), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE")
}
