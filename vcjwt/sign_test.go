package vcjwt_test

import (
	"crypto"
	"crypto/elliptic"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/did"
	"blazon/vcjwt"
)

func TestSignAndVerify(t *testing.T) {
	tests := []struct {
		alg    string
		signer crypto.Signer
	}{
		{"RS256", rsaKey()},
		{"ES256", p256()},
		{"EdDSA", ed(1)},
		{"ES384", ec(elliptic.P384(), 1)},
		{"PS256", rsaKey()},
	}
	for _, tt := range tests {
		t.Run(tt.alg, func(t *testing.T) {
			members := ""
			if tt.alg == "PS256" {
				members = `,"alg":"PS256"`
			}
			s := sign(t, credential, tt.alg, tt.signer)
			tok := parse(t, s)
			if err := tok.Verify(bound(t, tt.signer.Public(), members)); err != nil {
				t.Error(err)
			}
			if got := describe(tok.ClaimMismatches()); got != "" {
				t.Errorf("mismatches: %s", got)
			}
			if diff := cmp.Diff(credential, string(tok.Credential.JSON())); diff != "" {
				t.Error(diff)
			}
			// OB 3.0 8.2.4.1: exactly alg, typ and one of kid and jwk.
			if got, want := string(tok.Header.Raw.JSON()), fmt.Sprintf(`{"alg":%q,"kid":"k1","typ":"JWT"}`, tt.alg); got != want {
				t.Errorf("the header is %s, want %s", got, want)
			}
			if again := sign(t, credential, tt.alg, tt.signer); again != s && tt.alg != "PS256" {
				t.Error("the same key makes two tokens of one credential")
			}
			embedded, err := vcjwt.Sign([]byte(credential), tt.alg, tt.signer, vcjwt.SignHeader{JWK: tt.signer.Public()})
			if err != nil {
				t.Fatal(err)
			}
			tok = parse(t, embedded)
			if k, ok := tok.Header.Key().(interface{ Equal(crypto.PublicKey) bool }); !ok || !k.Equal(tt.signer.Public()) {
				t.Error("the jwk of the header is not the signer's key")
			}
			if tok.Header.Raw.Get("kid") != nil || len(tok.Header.Raw.Members()) != 3 {
				t.Errorf("the header is %s", tok.Header.Raw.JSON())
			}
			if err := tok.Verify(bound(t, tt.signer.Public(), members)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSignAddsTheClaims(t *testing.T) {
	want := strings.TrimSuffix(credential, "}") + `,"iss":"https://uni.example/issuers/7","jti":"https://uni.example/awards/1",` +
		`"sub":"urn:uuid:1","nbf":1772366400,"exp":1803902400}`
	if diff := cmp.Diff(want, string(payloadOf(t).JSON())); diff != "" {
		t.Error(diff)
	}
	t.Run("no exp without validUntil", func(t *testing.T) {
		doc := replace(t, credential, `"validUntil":"2027-03-01T12:00:00Z",`, "")
		tok := parse(t, sign(t, doc, "EdDSA", ed(1)))
		if tok.Value.Get("exp") != nil {
			t.Errorf("exp is %s", tok.Value.Get("exp").JSON())
		}
		if got := describe(tok.ClaimMismatches()); got != "" {
			t.Errorf("mismatches: %s", got)
		}
	})
	t.Run("no sub for a subject without id", func(t *testing.T) {
		doc := replace(t, credential, `"id":"urn:uuid:1",`, "")
		tok := parse(t, sign(t, doc, "EdDSA", ed(1)))
		if tok.Value.Get("sub") != nil {
			t.Errorf("sub is %s", tok.Value.Get("sub").JSON())
		}
		if got := describe(tok.ClaimMismatches()); got != "" {
			t.Errorf("mismatches: %s", got)
		}
	})
	t.Run("an issuer that is only an id", func(t *testing.T) {
		doc := replace(t, credential, `{"id":"https://uni.example/issuers/7","type":"Profile","name":"Example University"}`, `"https://uni.example/issuers/7"`)
		if got := describe(parse(t, sign(t, doc, "EdDSA", ed(1))).ClaimMismatches()); got != "" {
			t.Errorf("mismatches: %s", got)
		}
	})
}

// brokenSigner answers with what it signed before.
type brokenSigner struct {
	crypto.Signer
	sig []byte
}

func (b brokenSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return b.sig, nil }

func TestSignRefuses(t *testing.T) {
	header := vcjwt.SignHeader{Kid: "k1"}
	tests := []struct {
		name   string
		doc    string
		alg    string
		signer crypto.Signer
		header vcjwt.SignHeader
		want   error
	}{
		{"no JSON", "{", "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"a member twice", `{"id":1,"id":2}`, "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"no id", replace(t, credential, `"id":"https://uni.example/awards/1",`, ""), "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"no issuer", replace(t, credential, `"issuer"`, `"x"`), "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"an issuer without id", replace(t, credential, `"id":"https://uni.example/issuers/7",`, ""), "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"no validFrom", replace(t, credential, `"validFrom"`, `"x"`), "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"a date without zone", replace(t, credential, `12:00:00Z","validU`, `12:00:00","validU`), "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"a validUntil that is no date", replace(t, credential, `"2027-03-01T12:00:00Z"`, `null`), "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"a credential with claims", replace(t, credential, `"name"`, `"iss":"x","name"`), "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"a credential in vc", `{"vc":` + credential + `}`, "EdDSA", ed(1), header, vcjwt.ErrCredential},
		{"neither kid nor jwk", credential, "EdDSA", ed(1), vcjwt.SignHeader{}, vcjwt.ErrMalformed},
		{"both kid and jwk", credential, "EdDSA", ed(1), vcjwt.SignHeader{Kid: "k1", JWK: ed(1).Public()}, vcjwt.ErrMalformed},
		{"another's jwk", credential, "EdDSA", ed(1), vcjwt.SignHeader{JWK: ed(2).Public()}, did.ErrNotBound},
		{"the algorithm of another key", credential, "ES256", ed(1), header, vcjwt.ErrAlg},
		{"the algorithm of another curve", credential, "ES256", ec(elliptic.P384(), 1), header, vcjwt.ErrAlg},
		{"the salted algorithm of another key", credential, "PS256", p256(), header, vcjwt.ErrAlg},
		{"an algorithm that is not read", credential, "RS512", rsaKey(), header, vcjwt.ErrAlg},
		{"none", credential, "none", ed(1), header, vcjwt.ErrAlg},
		{"HMAC", credential, "HS256", rsaKey(), header, vcjwt.ErrAlg},
		{"a curve that is not supported", credential, "ES512", ec(elliptic.P521(), 1), header, did.ErrUnsupported},
		{"no key", credential, "EdDSA", nil, header, did.ErrKeyWeak},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if s, err := vcjwt.Sign([]byte(tt.doc), tt.alg, tt.signer, tt.header); !errors.Is(err, tt.want) || s != "" {
				t.Errorf("Sign = %q, %v, want %v", s, err, tt.want)
			}
		})
	}
	t.Run("a signer whose answer is wrong", func(t *testing.T) {
		b := brokenSigner{ed(1), make([]byte, 64)}
		if s, err := vcjwt.Sign([]byte(credential), "EdDSA", b, header); err == nil {
			t.Errorf("Sign = %q", s)
		}
	})
	t.Run("a signer that is of no use", func(t *testing.T) {
		b := brokenSigner{p256(), []byte{1, 2, 3}}
		if s, err := vcjwt.Sign([]byte(credential), "ES256", b, header); err == nil {
			t.Errorf("Sign = %q", s)
		}
	})
}

func TestSignPayload(t *testing.T) {
	const assertion = `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"urn:uuid:1"}`
	s, err := vcjwt.SignPayload([]byte(assertion), "RS256", rsaKey(), vcjwt.SignHeader{})
	if err != nil {
		t.Fatal(err)
	}
	tok := parse(t, s)
	if string(tok.Payload) != assertion {
		t.Errorf("the payload became %s", tok.Payload)
	}
	if got, want := string(tok.Header.Raw.JSON()), `{"alg":"RS256","typ":"JWT"}`; got != want {
		t.Errorf("the header is %s, want %s", got, want)
	}
	if err := tok.Verify(bound(t, rsaKey().Public(), "")); err != nil {
		t.Error(err)
	}
}

// TestVerifyOfOthers verifies tokens that another implementation made.
func TestVerifyOfOthers(t *testing.T) {
	for _, tt := range []struct {
		alg     string
		key     crypto.Signer
		members string
	}{{"ES384", ec(elliptic.P384(), 1), ""}, {"PS256", rsaKey(), `,"alg":"PS256"`}} {
		t.Run(tt.alg, func(t *testing.T) {
			tok := parse(t, foreign(t, tt.alg, tt.key))
			if err := tok.Verify(bound(t, tt.key.Public(), tt.members)); err != nil {
				t.Error(err)
			}
		})
	}
}
