package vcjwt_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"blazon/jsonld"
	"blazon/vcjwt"
)

// claims is the token of a payload as it stands.
func claims(t testing.TB, payload string) string {
	t.Helper()
	return describe(parse(t, signed(edHeader, payload, ed(1))).ClaimMismatches())
}

func TestAbuse_SIG_10(t *testing.T) {
	payload := string(payloadOf(t).JSON())
	tests := []struct{ name, old, new, want string }{
		{"nothing changed", `"iss"`, `"iss"`, ""},
		{"iss of another", `"iss":"https://uni.example/issuers/7"`, `"iss":"https://uni.example/issuers/8"`, "iss/issuer.id differs"},
		{"iss as object", `"iss":"https://uni.example/issuers/7"`, `"iss":{"id":"https://uni.example/issuers/7"}`, "iss/issuer.id differs"},
		{"iss in an array", `"iss":"https://uni.example/issuers/7"`, `"iss":["https://uni.example/issuers/7"]`, "iss/issuer.id differs"},
		{"no iss", `"iss":"https://uni.example/issuers/7",`, ``, "iss/issuer.id claim missing"},
		{"an issuer without id", `"issuer":{"id":"https://uni.example/issuers/7",`, `"issuer":{`, "iss/issuer.id property missing"},
		{"sub of another", `"sub":"urn:uuid:1"`, `"sub":"urn:uuid:2"`, "sub/credentialSubject.id differs"},
		{"no sub", `"sub":"urn:uuid:1",`, ``, "sub/credentialSubject.id claim missing"},
		{"a subject without id", `"credentialSubject":{"id":"urn:uuid:1",`, `"credentialSubject":{`, "sub/credentialSubject.id property missing"},
		{"jti of another", `"jti":"https://uni.example/awards/1"`, `"jti":"https://uni.example/awards/2"`, "jti/id differs"},
		{"no jti", `"jti":"https://uni.example/awards/1",`, ``, "jti/id claim missing"},
		{"no id", `"id":"https://uni.example/awards/1",`, ``, "jti/id property missing"},
		{"nbf earlier", `"nbf":1772366400`, `"nbf":1772366399`, "nbf/validFrom differs"},
		{"nbf with an exponent", `"nbf":1772366400`, `"nbf":1.7723664e9`, ""},
		{"exp with another exponent", `"exp":1803902400`, `"exp":1.9E+9`, "exp/validUntil differs"},
		{"nbf with a fraction of the second", `"nbf":1772366400`, `"nbf":1772366400.5`, ""},
		{"no nbf", `"nbf":1772366400,`, ``, "nbf/validFrom claim missing"},
		{"validFrom in another zone", `"validFrom":"2026-03-01T12:00:00Z"`, `"validFrom":"2026-03-01T13:00:00+01:00"`, ""},
		{"validFrom without zone", `"validFrom":"2026-03-01T12:00:00Z"`, `"validFrom":"2026-03-01T12:00:00"`, "nbf/validFrom differs"},
		{"exp later", `"exp":1803902400`, `"exp":1803902401`, "exp/validUntil differs"},
		{"no exp", `,"exp":1803902400`, ``, "exp/validUntil claim missing"},
		{"no validUntil", `"validUntil":"2027-03-01T12:00:00Z",`, ``, "exp/validUntil property missing"},
		{"a vc beside the credential", `"iss"`, `"vc":{"@context":["https://www.w3.org/2018/credentials/v1"]},"iss"`, "vc/credential at the root differs"},
		{"a vc that is null", `"iss"`, `"vc":null,"iss"`, "vc/credential at the root differs; vc/@context differs"},
		{"the context of version 1", `"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/2018/credentials/v1"`, "vc/@context differs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := claims(t, replace(t, payload, tt.old, tt.new)); got != tt.want {
				t.Errorf("mismatches %q, want %q", got, tt.want)
			}
		})
	}
}

// version1 is a credential of the data model 1.1 in its claim.
const version1 = `{"vc":{"@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential","OpenBadgeCredential"],` +
	`"id":"https://uni.example/awards/1","issuer":{"id":"https://uni.example/issuers/7","type":"Profile"},` +
	`"issuanceDate":"2010-01-01T00:00:00Z","expirationDate":"2011-01-01T00:00:00Z","credentialSubject":{"id":"did:example:x"}},` +
	`"iss":"https://uni.example/issuers/7","nbf":1262304000,"exp":1293840000,"jti":"https://uni.example/awards/1","sub":"did:example:x"}`

func TestVersion1(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"all said twice", `"vc"`, `"vc"`, ""},
		{"the id only in jti", `"id":"https://uni.example/awards/1",`, ``, ""},
		{"the subject's id only in sub", `"id":"did:example:x"`, ``, ""},
		{"the date only in nbf", `"issuanceDate":"2010-01-01T00:00:00Z",`, ``, ""},
		{"the end only in exp", `"expirationDate":"2011-01-01T00:00:00Z",`, ``, ""},
		{"the issuer only in iss", `"issuer":{"id":"https://uni.example/issuers/7","type":"Profile"},`, ``, ""},
		{"the issuer's id only in iss", `{"id":"https://uni.example/issuers/7","type":"Profile"}`, `{"type":"Profile"}`, ""},
		{"another issuer", `"iss":"https://uni.example/issuers/7"`, `"iss":"x:y"`, "iss/issuer.id differs"},
		{"another date", `"nbf":1262304000`, `"nbf":1262304001`, "nbf/issuanceDate differs"},
		{"no nbf", `"nbf":1262304000,`, ``, "nbf/issuanceDate claim missing"},
		{"the context of version 2", `"https://www.w3.org/2018/credentials/v1"`, `"https://www.w3.org/ns/credentials/v2"`, "vc/@context differs"},
		{"the issuer at the root, too, in another order", `"iss"`, `"issuer":{"type":"Profile","id":"https://uni.example/issuers/7"},"iss"`, ""},
		{"another issuer at the root, too", `"iss"`, `"issuer":{"type":"Profile","id":"https://uni.example/issuers/8"},"iss"`, "vc/credential at the root differs"},
		{"a status at the root", `"iss"`, `"credentialStatus":{"id":"x:y"},"iss"`, "vc/credential at the root differs"},
		{"a credential at the root, too", `"iss"`, `"type":"VerifiableCredential","iss"`, "vc/credential at the root differs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := claims(t, replace(t, version1, tt.old, tt.new)); got != tt.want {
				t.Errorf("mismatches %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("is completed from the claims", func(t *testing.T) {
		lean := `{"vc":{"@context":["https://www.w3.org/2018/credentials/v1"],"credentialSubject":{}},` + version1[strings.Index(version1, `"iss":`):]
		c := parse(t, signed(edHeader, lean, ed(1))).Credential
		for path, want := range map[string]string{
			"id": "https://uni.example/awards/1", "issuer": uni, "issuanceDate": "2010-01-01T00:00:00Z", "expirationDate": "2011-01-01T00:00:00Z",
		} {
			if got := c.Get(path).Str(); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
		if got := c.Get("credentialSubject").Get("id").Str(); got != "did:example:x" {
			t.Errorf("credentialSubject.id is %q", got)
		}
	})
}

func TestTimesOfTheClaims(t *testing.T) {
	tok := parse(t, sign(t, credential, "EdDSA", ed(1)))
	if at, ok := tok.NotBefore(); !ok || !at.Equal(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("NotBefore = %v, %v", at, ok)
	}
	if at, ok := tok.Expires(); !ok || !at.Equal(time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("Expires = %v, %v", at, ok)
	}
	for exp, want := range map[string]int64{"1e9": 1_000_000_000, "1.6e9": 1_600_000_000, "16E8": 1_600_000_000, "1600000000.9": 1_600_000_000, "-1": -1, "16000000000e-1": 1_600_000_000} {
		if at, ok := parse(t, withExp(t, exp)).Expires(); !ok || at.Unix() != want {
			t.Errorf("exp %s is %v, %v", exp, at, ok)
		}
	}
}

// withExp is a token whose claim exp is as given.
func withExp(t testing.TB, exp string) string {
	t.Helper()
	return signed(edHeader, strings.TrimSuffix(string(payloadOf(t).Without("exp").JSON()), "}")+`,"exp":`+exp+"}", ed(1))
}

// TestAbuse_SIG_10_Unreadable: a moment that cannot be read is not one that was
// never given.
func TestAbuse_SIG_10_Unreadable(t *testing.T) {
	refused := func(err error) bool {
		var syntax *jsonld.SyntaxError
		return errors.Is(err, vcjwt.ErrMalformed) || errors.As(err, &syntax) // JSON has bounds, too
	}
	for _, exp := range []string{
		`"1600000000"`, `""`, `[null]`, `true`, `false`, `[1600000000]`, `{}`, `1600000000000`, `253402300800`, `1e400`, `1e-400`, `1e99`, `1e-999999999`,
		`99999999999999999999`, `-99999999999999999999`, `1600000000.0000000000000000000000000000`,
	} {
		for _, claim := range []string{"exp", "nbf", "iat"} {
			lean := `{"vc":` + credential + `,"iss":"` + uni + `","` + claim + `":` + exp + `}`
			if tok, err := parseErr(signed(edHeader, lean, ed(1))); !refused(err) {
				t.Errorf("%s of %s: %v, %v", claim, exp, tok, err)
			}
			if tok, err := vcjwt.ParseSD(sd(lean)); !refused(err) {
				t.Errorf("%s of %s, with disclosures: %v, %v", claim, exp, tok, err)
			}
		}
		if tok, err := parseErr(withExp(t, exp)); err == nil {
			t.Errorf("exp %s: %v", exp, tok)
		}
	}
}

// TestCredentialHasNoClaims: what is read as JSON-LD has none of the token's words.
func TestCredentialHasNoClaims(t *testing.T) {
	payload := payloadOf(t).With("iat", jsonld.NewNumber("1")).With("aud", jsonld.NewString("x"))
	c := parse(t, signed(edHeader, string(payload.JSON()), ed(1))).Credential
	if string(c.JSON()) != credential {
		t.Errorf("the credential is %s", c.JSON())
	}
}
