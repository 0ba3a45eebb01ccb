package vcjwt_test

import (
	"errors"
	"fmt"
	"testing"

	"blazon/vcjwt"
)

// TestAbuse_SIG_14_Hidden: what decides whether a token counts cannot be left out,
// disclosed or not, in whole or in part.
func TestAbuse_SIG_14_Hidden(t *testing.T) {
	for _, name := range []string{
		"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "jti", "@context", "id", "type", "issuer", "validFrom", "validUntil",
		"issuanceDate", "expirationDate", "credentialStatus", "credentialSchema", "credentialSubject", "vc",
	} {
		text, digest := disclosure(fmt.Sprintf(`["salt", %q, {}]`, name))
		item, itemDigest := disclosure(`["salt", "x"]`)
		part, partDigest := disclosure(`["salt", "id", "x"]`)
		for what, token := range map[string]string{
			"disclosed":                    sd(`{"_sd":["`+digest+`"]}`, text),
			"disclosed in vc":              sd(`{"vc":{"_sd":["`+digest+`"]}}`, text),
			"an item of it, disclosed":     sd(fmt.Sprintf(`{%q:["x",{"...":%q}]}`, name, itemDigest), item),
			"an item of it":                sd(fmt.Sprintf(`{%q:["x",{"...":%q}]}`, name, itemDigest)),
			"a part of it, disclosed":      sd(fmt.Sprintf(`{%q:{"_sd":[%q]}}`, name, partDigest), part),
			"a part of an item, disclosed": sd(fmt.Sprintf(`{%q:[{"_sd":[%q]}]}`, name, partDigest), part),
		} {
			if tok, err := vcjwt.ParseSD(token); !errors.Is(err, vcjwt.ErrMalformed) {
				t.Errorf("%s, %s: %v, %v", name, what, tok, err)
			}
		}
	}
	for _, name := range []string{"id", "type", "identifier", "achievement"} {
		text, digest := disclosure(fmt.Sprintf(`["salt", %q, {}]`, name))
		if tok, err := vcjwt.ParseSD(sd(`{"credentialSubject":{"_sd":["`+digest+`"]}}`, text)); !errors.Is(err, vcjwt.ErrMalformed) {
			t.Errorf("credentialSubject.%s: %v, %v", name, tok, err)
		}
	}
	for _, open := range []string{
		`{"credentialSubject":{"_sd":["x"]}}`, `{"credentialSubject":{"achievement":{"_sd":["x"],"tag":[{"...":"y"}]}}}`,
		`{"evidence":[{"...":"x"}]}`, `{"credentialStatus":{"_sd":[]}}`, `{"_sd":[]}`,
	} {
		if tok := parseSD(t, sd(open)); tok.Hides() {
			t.Errorf("%s hides claims of the root", open)
		}
	}
	refresh, digest := disclosure(`["salt", "refreshService", {}]`)
	for payload, hidden := range map[string]bool{`{"_sd":["` + digest + `"]}`: false, `{"_sd":["` + digest + `","x"]}`: true, `{"vc":{"_sd":["` + digest + `","x"]}}`: true} {
		if tok := parseSD(t, sd(payload, refresh)); tok.Hides() != hidden {
			t.Errorf("%s: Hides() = %v", payload, tok.Hides())
		}
	}
}
