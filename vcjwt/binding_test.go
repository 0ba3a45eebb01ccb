package vcjwt_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"blazon/vcjwt"
)

// signedBy is the holder's token of an RSA key.
func signedBy(t testing.TB, alg, text, claims string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	input := strings.TrimSuffix(token(`{"alg":"`+alg+`","typ":"kb+jwt"}`, strings.ReplaceAll(claims, "HASH", base64.RawURLEncoding.EncodeToString(sum[:])), nil), ".")
	hash := sha256.Sum256([]byte(input))
	var opts crypto.SignerOpts = crypto.SHA256
	if alg == "PS256" {
		opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
	}
	sig, err := rsaKey().Sign(rand.Reader, hash[:], opts)
	if err != nil {
		t.Fatal(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// TestVerifyBindingRSA: a holder's key that names no algorithm may be used with either
// padding, one that names one with that.
func TestVerifyBindingRSA(t *testing.T) {
	name, digest := disclosure(`["salt", "name", "Ada"]`)
	const claims = `{"iat":1780000000,"aud":"https://uni.example","nonce":"n","sd_hash":"HASH"}`
	want := vcjwt.BindingExpect{Now: time.Unix(1_780_000_000, 0), Audience: "https://uni.example", Nonce: "n"}
	for alg, members := range map[string][2]string{"RS256": {"", `,"alg":"PS256"`}, "PS256": {"", `,"alg":"RS256"`}} {
		for i, more := range members {
			// RFC 7517 4.4: alg is optional, and restricts a key that has it.
			text := sd(`{"iss":"`+uni+`","cnf":{"jwk":`+jwkOf(t, rsaKey().Public(), more)+`},"_sd":["`+digest+`"]}`, name)
			err := parseSD(t, text+signedBy(t, alg, text, claims)).VerifyBinding(want)
			if (i == 0) != (err == nil) || i == 1 && !errors.Is(err, vcjwt.ErrAlg) {
				t.Errorf("%s with a key that says %q: %v", alg, more, err)
			}
		}
	}
}
