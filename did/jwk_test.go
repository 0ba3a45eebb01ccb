package did_test

import (
	"crypto"
	"crypto/elliptic"
	"errors"
	"fmt"
	"strings"
	"testing"

	"blazon/did"
	"blazon/jsonld"
)

func TestJWK(t *testing.T) {
	tests := []struct {
		name string
		pub  crypto.PublicKey
		alg  string
	}{
		{"Ed25519", ed(1).Public(), "EdDSA"},
		{"P-256", ec(t, elliptic.P256(), 1).Public(), "ES256"},
		{"P-384", ec(t, elliptic.P384(), 1).Public(), "ES384"},
		{"RSA", rsaPublic(2048), "RS256"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := did.EncodeJWK(tt.pub)
			if err != nil {
				t.Fatal(err)
			}
			k, err := did.ParseJWK(v.With("kid", jsonld.NewString("k1")).With("iss", jsonld.NewString("did:web:a")))
			if err != nil {
				t.Fatal(err)
			}
			if !k.Public.(interface{ Equal(crypto.PublicKey) bool }).Equal(tt.pub) {
				t.Error("the key changed on the way")
			}
			if k.Algorithm != tt.alg || k.KeyID != "k1" || k.Issuer != "did:web:a" {
				t.Errorf("got %q %q %q, want %q k1 did:web:a", k.Algorithm, k.KeyID, k.Issuer, tt.alg)
			}
		})
	}
}

// TestJWKOfRFC8037 reads the key of RFC 8037, appendix A.2.
func TestJWKOfRFC8037(t *testing.T) {
	k, err := did.ParseJWK(parse(t, `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := multikey(t, k.Public), "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"; got != want {
		t.Errorf("as Multikey: %s, want %s", got, want)
	}
}

func TestJWKRefuses(t *testing.T) {
	const x = `"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"`
	tests := []struct {
		name, json string
		want       error
	}{
		{"text", `"key"`, did.ErrMalformed},
		{"nothing in it", `{}`, did.ErrUnsupported},
		{"a secret key", `{"kty":"oct","k":"c2VjcmV0"}`, did.ErrMalformed},
		{"another curve", `{"kty":"OKP","crv":"X25519","x":"AAAA"}`, did.ErrUnsupported},
		{"kty in the wrong case", `{"kty":"okp","crv":"Ed25519","x":"AAAA"}`, did.ErrUnsupported},
		{"no x", `{"kty":"OKP","crv":"Ed25519"}`, did.ErrMalformed},
		{"padded base64", `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="}`, did.ErrMalformed},
		{"alg that is no string", `{` + x + `,"alg":5}`, did.ErrMalformed},
	}
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
		tests = append(tests, struct {
			name, json string
			want       error
		}{"the private member " + name, fmt.Sprintf(`{%s,%q:"AAAA"}`, x, name), did.ErrMalformed})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if k, err := did.ParseJWK(parse(t, tt.json)); !errors.Is(err, tt.want) {
				t.Errorf("ParseJWK = %v, %v, want %v", k, err, tt.want)
			}
		})
	}
	t.Run("nothing at all", func(t *testing.T) {
		if _, err := did.ParseJWK(nil); !errors.Is(err, did.ErrMalformed) {
			t.Errorf("err = %v", err)
		}
	})
}

// TestAbuse_SIG_03_KeyUse: a key that is not for signatures verifies none.
func TestAbuse_SIG_03_KeyUse(t *testing.T) {
	okp := mustJWK(t, ed(1).Public())
	rsa := mustJWK(t, rsaPublic(2048))
	tests := []struct {
		name, json string
		want       error
	}{
		{"use is sig", with(okp, `"use":"sig"`), nil},
		{"use is enc", with(okp, `"use":"enc"`), did.ErrKeyUse},
		{"use is no text", with(okp, `"use":1`), did.ErrKeyUse},
		{"key_ops has verify", with(okp, `"key_ops":["sign","verify"]`), nil},
		{"key_ops has not", with(okp, `"key_ops":["sign"]`), did.ErrKeyUse},
		{"key_ops says nothing", with(okp, `"key_ops":[]`), nil},
		{"key_ops names none", with(okp, `"key_ops":[null]`), did.ErrKeyUse},
		{"key_ops is a number", with(okp, `"key_ops":1`), did.ErrKeyUse},
		{"alg is its own", with(okp, `"alg":"EdDSA"`), nil},
		{"alg is its new name", with(okp, `"alg":"Ed25519"`), nil},
		{"alg is another kind's", with(okp, `"alg":"ES256"`), did.ErrKeyUse},
		{"alg is symmetric", with(rsa, `"alg":"HS256"`), did.ErrKeyUse},
		{"alg is none", with(rsa, `"alg":"none"`), did.ErrKeyUse},
		{"RSA for PS256", with(rsa, `"alg":"PS256"`), nil},
		{"RSA for encryption", with(rsa, `"alg":"RSA-OAEP"`), did.ErrKeyUse},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := did.ParseJWK(parse(t, tt.json)); !errors.Is(err, tt.want) {
				t.Errorf("ParseJWK of %s: %v, want %v", tt.json, err, tt.want)
			}
		})
	}
}

// TestHonestUnsetMembers: what a program has no value for and writes as null, or as nothing,
// takes no key, wherever that is listed. What is no text and not nothing may be a private
// half.
func TestHonestUnsetMembers(t *testing.T) {
	for more, want := range map[string]error{
		`"d":null`: nil, `"d":""`: nil, `"use":null`: nil, `"alg":null`: nil, `"key_ops":null`: nil, `"key_ops":[],"oth":[],"x5c":[]`: nil, `"p":null,"q":null,"dp":null,"dq":null,"qi":null,"oth":null,"k":null`: nil,
		`"d":"AAAA"`: did.ErrKeyWeak, `"d":0`: did.ErrKeyWeak, `"d":{}`: did.ErrKeyWeak, `"use":"enc"`: did.ErrKeyUse, `"key_ops":["sign"]`: did.ErrKeyUse,
	} {
		key := with(mustJWK(t, ed(1).Public()), more)
		k, err := did.ParseJWK(parse(t, key))
		if (err == nil) != (want == nil) || err == nil && k.Algorithm != "EdDSA" {
			t.Errorf("ParseJWK with %s: %v %s", more, err, k.Algorithm)
		}
		set, err := did.ParseKeySet([]byte(`{"keys":[` + with(key, `"iss":"`+uni+`","kid":"k1"`) + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := set.Bind(uni, "k1"); (err == nil) != (want == nil) {
			t.Errorf("key set with %s: %v", more, err)
		}
		doc := document(t, uni, `{"id":"#k1","type":"JsonWebKey","controller":"`+uni+`","publicKeyJwk":`+key+`,"privateKeyMultibase":"","secretKeyJwk":null}`, assert)
		if _, err := did.Bind(doc, uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, want) {
			t.Errorf("document with %s: %v", more, err)
		}
	}
}

func mustJWK(t testing.TB, pub crypto.PublicKey) string {
	t.Helper()
	v, err := did.EncodeJWK(pub)
	if err != nil {
		t.Fatal(err)
	}
	return string(v.JSON())
}

// with adds members to a JSON object.
func with(object, members string) string {
	return strings.TrimSuffix(object, "}") + "," + members + "}"
}
