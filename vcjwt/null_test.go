package vcjwt_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vcjwt"
)

// signedAs is token with a signature of a key of any kind that is right.
func signedAs(t testing.TB, header, payload string, key crypto.Signer) string {
	t.Helper()
	input := strings.TrimSuffix(token(header, payload, nil), ".")
	sum := sha256.Sum256([]byte(input))
	var sig []byte
	var err error
	switch k := key.(type) {
	case ed25519.PrivateKey:
		sig = ed25519.Sign(k, []byte(input))
	case *rsa.PrivateKey:
		sig, err = rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:])
	case *ecdsa.PrivateKey:
		r, s, errSign := ecdsa.Sign(rand.Reader, k, sum[:])
		if err = errSign; err == nil {
			sig = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// TestHonestNulls: what a program has no value for and writes as null says nothing, in a
// header and among the claims.
func TestHonestNulls(t *testing.T) {
	payload := string(payloadOf(t).JSON())
	for alg, key := range map[string]crypto.Signer{"EdDSA": ed(1), "ES256": p256(), "RS256": rsaKey()} {
		own := bound(t, key.Public(), "")
		try := func(name, header, payload, want string) {
			t.Helper()
			tok, err := vcjwt.Parse(signedAs(t, header, payload, key))
			if err == nil {
				err = tok.Verify(own)
			}
			if err != nil {
				t.Errorf("%s, %s: %v", alg, name, err)
			} else if got := describe(tok.ClaimMismatches()); got != want {
				t.Errorf("%s, %s: mismatches %q, want %q", alg, name, got, want)
			}
		}
		header := `{"alg":"` + alg + `","typ":"JWT","kid":"k1"`
		for _, more := range []string{
			``, `,"jwk":null`, `,"cty":null`, `,"x5c":null`, `,"x5c":[]`, `,"x5u":null`, `,"x5u":""`, `,"jku":null`, `,"x5t":null`, `,"zip":null`, `,"nonce":null`, `,"iss":null`,
		} {
			try(more, header+more+"}", payload, "")
		}
		try("kid null", `{"alg":"`+alg+`","typ":null,"kid":null,"jwk":`+jwkOf(t, key.Public(), "")+`}`, payload, "")
		for _, claim := range []string{"aud", "iat", "nonce", "cnf", "status"} {
			try(claim, header+"}", strings.TrimSuffix(payload, "}")+`,"`+claim+`":null}`, "")
		}
		for claim, property := range map[string]string{"iss": "issuer.id", "sub": "credentialSubject.id", "jti": "id", "nbf": "validFrom", "exp": "validUntil"} {
			v, err := jsonld.Parse([]byte(payload), jsonld.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			try(claim, header+"}", strings.TrimSuffix(string(v.Without(claim).JSON()), "}")+`,"`+claim+`":null}`, claim+"/"+property+" claim missing")
		}
		try("in vc", header+"}", replace(t, version1, `"credentialSubject":{"id":"did:example:x"}`, `"credentialSubject":{"id":null}`), "")
	}
	c := parse(t, signed(edHeader, replace(t, version1, `"id":"https://uni.example/awards/1"`, `"id":null`), ed(1))).Credential
	if got := c.Get("id").Str(); got != "https://uni.example/awards/1" {
		t.Errorf("the id is %q", got)
	}
	c = parse(t, signed(edHeader, replace(t, replace(t, version1, `"id":"https://uni.example/awards/1",`, ""), `"jti":"https://uni.example/awards/1"`, `"jti":null`), ed(1))).Credential
	if c.Get("id") != nil {
		t.Errorf("the id is %s", c.Get("id").JSON())
	}
}

// TestAbuse_SIG_07_Null: what decides how a token is verified is not passed over because it is
// null, and no name may be there twice.
func TestAbuse_SIG_07_Null(t *testing.T) {
	for header, want := range map[string]error{
		`{"alg":"EdDSA","crit":null}`:             vcjwt.ErrMalformed,
		`{"alg":"EdDSA","b64":null}`:              vcjwt.ErrMalformed,
		`{"alg":null}`:                            vcjwt.ErrAlg,
		`{"alg":"EdDSA","ALG":null}`:              vcjwt.ErrMalformed,
		`{"alg":"EdDSA","kid":"k1","KID":null}`:   vcjwt.ErrMalformed,
		`{"alg":"EdDSA","kid":[]}`:                vcjwt.ErrMalformed,
		`{"alg":"EdDSA","zip":""}`:                vcjwt.ErrUnsupported,
		`{"alg":"EdDSA","jwk":{}}`:                did.ErrUnsupported,
		`{"alg":"EdDSA","x5c":[[]]}`:              vcjwt.ErrKeySource,
		`{"alg":"EdDSA","jwk":[],"kid":"k1"}`:     did.ErrMalformed,
		`{"alg":"EdDSA","jwk":{"kty":null}}`:      did.ErrUnsupported,
		`{"alg":"EdDSA","enc":"","kid":"k1"}`:     vcjwt.ErrUnsupported,
		`{"alg":"EdDSA","typ":{},"kid":"k1"}`:     vcjwt.ErrMalformed,
		`{"alg":"EdDSA","crit":[],"kid":"k1"}`:    vcjwt.ErrMalformed,
		`{"alg":"EdDSA","b64":"","kid":"k1"}`:     vcjwt.ErrMalformed,
		`{"alg":"EdDSA","jku":[null],"kid":"k1"}`: vcjwt.ErrKeySource,
	} {
		if _, err := vcjwt.Parse(signed(header, credential, ed(1))); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", header, err, want)
		}
	}
	for _, claims := range []string{`"iss":"x:y","ISS":null`, `"exp":[null]`, `"nbf":[]`} {
		if _, err := vcjwt.Parse(signed(edHeader, strings.TrimSuffix(credential, "}")+","+claims+"}", ed(1))); !errors.Is(err, vcjwt.ErrMalformed) {
			t.Errorf("%s: %v", claims, err)
		}
	}
}

// TestHonestNullDigests: null among the claims that hide others hides none.
func TestHonestNullDigests(t *testing.T) {
	name, nameDigest := disclosure(`["salt1", "name", "Ada"]`)
	tok := parseSD(t, sd(`{"iss":"`+uni+`","vct":"urn:badge","_sd_alg":null,"_sd":["`+nameDigest+`"],"medal":{"_sd":null}}`, name))
	if got := string(tok.Value.JSON()); !strings.Contains(got, `"name":"Ada"`) {
		t.Error(got)
	}
}
