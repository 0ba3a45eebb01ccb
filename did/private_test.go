package did_test

import (
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"blazon/did"
)

// lostBeside says what becomes of a key of the issuer beside which others are in a set.
func lostBeside(t *testing.T, own string, others ...string) error {
	t.Helper()
	set, err := did.ParseKeySet([]byte(`{"keys":[` + strings.Join(others, ",") + `,` + with(own, `"iss":"`+uni+`","kid":"k1"`) + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = set.Bind(uni, "k1")
	return err
}

// TestAbuse_SIG_13_Factors: who shows a factor of an RSA modulus shows the private half.
func TestAbuse_SIG_13_Factors(t *testing.T) {
	b64 := base64.RawURLEncoding.EncodeToString
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p, q := b64(k.Primes[0].Bytes()), b64(k.Primes[1].Bytes())
	own := mustJWK(t, k.Public())
	const mine, others = `"iss":"` + uni + `","kid":"k2"`, `"iss":"https://uni.example/issuers/8","kid":"k2"`
	for beside, want := range map[string]error{
		with(own, mine+`,"p":"AAAA","q":"AAAA"`):                 did.ErrKeyWeak,
		with(own, mine+`,"dp":"AAAA"`):                           did.ErrKeyWeak,
		with(own, mine+`,"p":null,"q":"","oth":[]`):              nil,
		with(own, others+`,"p":"`+p+`","q":"`+q+`"`):             did.ErrKeyWeak,
		with(own, others+`,"q":"`+q+`"`):                         did.ErrKeyWeak,
		with(own, others+`,"d":"AAAA","p":"`+p+`"`):              did.ErrKeyWeak,
		with(own, others+`,"crv":"P-256","p":"`+p+`"`):           did.ErrKeyWeak,
		with(own, mine+`,"crv":"P-256","d":"AAAA"`):              did.ErrKeyWeak,
		with(own, others+`,"p":"AAAA","q":"AAAA"`):               nil,
		with(own, others+`,"p":"AQ","q":"`+b64(k.N.Bytes())+`"`): nil,
		with(own, others+`,"d":"AQ"`):                            nil,
	} {
		if err := lostBeside(t, own, beside); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", strings.TrimPrefix(beside, strings.TrimSuffix(own, "}")), err, want)
		}
	}
	method := strings.Replace(strings.Replace(k1, "Multikey", "JsonWebKey", 1), "KEY", `"publicKeyJwk":`+own, 1)
	for more, want := range map[string]error{
		`,"jwks":{"keys":[` + with(own, `"p":"AAAA"`) + `]}`: did.ErrKeyWeak,
		`,"jwks":{"keys":[` + with(own, `"p":null`) + `]}`:   nil,
		`,"page":{"n":"AAAA","p":"3","q":"what is it?"}`:     nil,
	} {
		if _, err := did.Bind(document(t, uni, method, assert+more), uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, want) {
			t.Errorf("%.60s: %v, want %v", more, err, want)
		}
	}
}

// TestAbuse_SIG_13_Junk: what is not reckoned, or is much work, keeps no private half from being
// seen that stands behind it.
func TestAbuse_SIG_13_Junk(t *testing.T) {
	b64 := base64.RawURLEncoding.EncodeToString
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	const others = `"iss":"https://uni.example/issuers/8","kid":"k2"`
	junk := func(n []byte, more string) string {
		return `{"kty":"RSA","n":"` + b64(n) + `","e":"AQAB","d":"AQ"` + more + `}`
	}
	large := func(bits uint, less int64) []byte {
		return new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(less)).Bytes()
	}
	many := func(n int, one func(i int64) string) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = one(int64(i))
		}
		return out
	}
	point := ec(t, elliptic.P384(), 1)
	raw, err := point.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for name, before := range map[string][]string{
		"too long":                 many(3, func(int64) string { return junk(make([]byte, 6000), "") }),
		"nobody's":                 many(200, func(i int64) string { return junk(large(2048, 2*i+1), "") }),
		"long ones, of one":        many(20, func(int64) string { return junk(large(8192, 12345), "") }),
		"even":                     many(200, func(int64) string { return junk(large(2048, 2), "") }),
		"points with too much":     many(200, func(int64) string { return `{"kty":"EC","crv":"P-256","d":"` + b64(large(400, 1)) + `"}` }),
		"Ed25519 with too little":  many(200, func(int64) string { return `{"kty":"OKP","crv":"Ed25519","d":"AAAA"}` }),
		"RSA that says P-256":      many(200, func(int64) string { return junk(large(2048, 3), `,"crv":"P-256"`) }),
		"curves that are not read": many(200, func(int64) string { return `{"kty":"OKP","crv":"X25519","d":"AAAA"}` }),
		"points of others":         many(1500, func(i int64) string { return `{"kty":"EC","crv":"P-384","d":"` + b64(big.NewInt(i+100).Bytes()) + `"}` }),
		"many of Ed25519":          many(4500, func(i int64) string { return `{"kty":"OKP","crv":"Ed25519","d":"` + b64(ed(byte(i))) + `"}` }),
		"no keys":                  many(200, func(i int64) string { return fmt.Sprintf(`{"d":"%d"},%d,null`, i, i) }),
	} {
		begun := time.Now()
		if err := lostBeside(t, mustJWK(t, k.Public()), append(before, with(mustJWK(t, k.Public()), others+`,"d":"`+b64(k.D.Bytes())+`"`))...); !errors.Is(err, did.ErrKeyWeak) {
			t.Errorf("%s, RSA: %v", name, err)
		}
		if err := lostBeside(t, mustJWK(t, point.Public()), append(before, with(mustJWK(t, point.Public()), others+`,"d":"`+b64(raw)+`"`))...); !errors.Is(err, did.ErrKeyWeak) {
			t.Errorf("%s, P-384: %v", name, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: it took %s", name, took)
		}
	}
	// What is truly reckoned is bounded.
	begun := time.Now()
	if err := lostBeside(t, mustJWK(t, k.Public()), many(1500, func(i int64) string {
		return with(mustJWK(t, k.Public()), others+fmt.Sprintf(`,"d":"%s"`, b64(large(2048, i+1))))
	})...); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}
