package vcjwt_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vcjwt"
)

// foreign signs the payload with a library and no opinion.
func foreign(t testing.TB, alg string, key any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(alg), Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign(payloadOf(t).JSON())
	if err != nil {
		t.Fatal(err)
	}
	s, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAbuse_SIG_01(t *testing.T) {
	payload := `{"` // it must not even be looked at
	for _, alg := range []string{`"none"`, `"None"`, `"nOnE"`, `"NONE"`, `""`, `0`, `null`, `["EdDSA"]`, `{"x":"EdDSA"}`, `"eddsa"`, `"EdDSA "`, `true`} {
		for name, sig := range map[string][]byte{"no signature": nil, "a left-over signature": make([]byte, 64)} {
			t.Run(alg+" with "+name, func(t *testing.T) {
				if tok, err := vcjwt.Parse(token(`{"alg":`+alg+`}`, payload, sig)); !errors.Is(err, vcjwt.ErrAlg) {
					t.Errorf("Parse = %v, %v, want ErrAlg", tok, err)
				}
			})
		}
	}
	t.Run("no alg", func(t *testing.T) {
		if _, err := vcjwt.Parse(token(`{"typ":"JWT"}`, payload, nil)); !errors.Is(err, vcjwt.ErrAlg) {
			t.Errorf("err = %v, want ErrAlg", err)
		}
	})
}

func TestAbuse_SIG_02(t *testing.T) {
	for name, pub := range map[string]crypto.PublicKey{"RSA": rsaKey().Public(), "P-256": p256().Public(), "Ed25519": ed(1).Public()} {
		der, err := x509.MarshalPKIXPublicKey(pub)
		if err != nil {
			t.Fatal(err)
		}
		secrets := map[string][]byte{
			"PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}),
			"DER": der,
			"JWK": []byte(jwkOf(t, pub, "")),
			"raw": der[len(der)-32:],
		}
		for form, secret := range secrets {
			t.Run(name+" as "+form, func(t *testing.T) {
				input := strings.TrimSuffix(token(`{"alg":"HS256"}`, credential, nil), ".")
				mac := hmac.New(sha256.New, secret)
				mac.Write([]byte(input))
				s := input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
				if _, err := vcjwt.Parse(s); !errors.Is(err, vcjwt.ErrAlg) {
					t.Errorf("err = %v, want ErrAlg", err)
				}
			})
		}
	}
}

// TestAbuse_SIG_03 tries every algorithm with every kind of key.
func TestAbuse_SIG_03(t *testing.T) {
	keys := []struct {
		own string
		key did.Key
	}{
		{"RS256 PS256", bound(t, rsaKey().Public(), "")}, // RFC 7517 4.4: it names none
		{"RS256", bound(t, rsaKey().Public(), `,"alg":"RS256"`)},
		{"PS256", bound(t, rsaKey().Public(), `,"alg":"PS256"`)},
		{"ES256", bound(t, p256().Public(), "")},
		{"ES384", bound(t, ec(elliptic.P384(), 1).Public(), "")},
		{"EdDSA", bound(t, ed(1).Public(), "")},
	}
	signers := map[string]any{"RS256": rsaKey(), "PS256": rsaKey(), "ES256": p256(), "ES384": ec(elliptic.P384(), 1), "EdDSA": ed(1)}
	for alg, signer := range signers {
		s := foreign(t, alg, signer)
		for _, k := range keys {
			t.Run(fmt.Sprintf("%s with a key for %s", alg, k.own), func(t *testing.T) {
				err := parse(t, s).Verify(k.key)
				if fits := slices.Contains(strings.Fields(k.own), alg); fits && err != nil || !fits && !errors.Is(err, vcjwt.ErrAlg) {
					t.Errorf("Verify = %v", err)
				}
			})
		}
	}
	for name, tt := range map[string]struct {
		alg, jwk string
		want     error
	}{
		"jwk of another kind":       {"ES256", jwkOf(t, ed(1).Public(), ""), vcjwt.ErrAlg},
		"jwk.alg of another kind":   {"EdDSA", jwkOf(t, ed(1).Public(), `,"alg":"ES256"`), did.ErrKeyUse},
		"jwk.alg that differs":      {"RS256", jwkOf(t, rsaKey().Public(), `,"alg":"PS256"`), vcjwt.ErrAlg},
		"jwk for encryption":        {"EdDSA", jwkOf(t, ed(1).Public(), `,"use":"enc"`), did.ErrKeyUse},
		"jwk that must not verify":  {"EdDSA", jwkOf(t, ed(1).Public(), `,"key_ops":["sign"]`), did.ErrKeyUse},
		"jwk with its private part": {"EdDSA", jwkOf(t, ed(1).Public(), `,"d":"AAAA"`), did.ErrMalformed},
		"jwk that is weak (SIG-13)": {"EdDSA", `{"kty":"OKP","crv":"Ed25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`, did.ErrKeyWeak},
		"jwk that is no key":        {"EdDSA", `"x"`, did.ErrMalformed},
		"jwk that is symmetric":     {"EdDSA", `{"kty":"oct","k":"AAAA"}`, did.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			s := token(fmt.Sprintf(`{"alg":%q,"jwk":%s}`, tt.alg, tt.jwk), credential, make([]byte, 64))
			if _, err := vcjwt.Parse(s); !errors.Is(err, tt.want) {
				t.Errorf("err = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAbuse_SIG_04(t *testing.T) {
	s, err := vcjwt.Sign([]byte(credential), "EdDSA", ed(66), vcjwt.SignHeader{JWK: ed(66).Public()})
	if err != nil {
		t.Fatal(err)
	}
	tok := parse(t, s)
	unproven, err := did.Unproven("", tok.Header.Key())
	if err != nil {
		t.Fatal(err)
	}
	if err := tok.Verify(unproven); err != nil {
		t.Errorf("the text is whole, but: %v", err)
	}
	if unproven.Bound() {
		t.Error("the attacker's key is bound to the issuer")
	}
	if err := tok.Verify(bound(t, ed(1).Public(), "")); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("with the issuer's key: %v, want ErrNotBound", err)
	}
	if err := tok.Verify(did.Key{}); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("with no key: %v, want ErrNotBound", err)
	}
}

func TestAbuse_SIG_05(t *testing.T) {
	for _, member := range []string{
		`"jku":"https://evil.example/jwks"`, `"jku":"http://169.254.169.254/"`, `"x5u":"https://evil.example/cert"`, `"x5c":["MIIB"]`, `"x5c":[null]`, `"jku":false`, `"x5u":{}`,
	} {
		t.Run(member, func(t *testing.T) {
			if _, err := vcjwt.Parse(token(`{"alg":"EdDSA",`+member+`}`, credential, make([]byte, 64))); !errors.Is(err, vcjwt.ErrKeySource) {
				t.Errorf("err = %v, want ErrKeySource", err)
			}
		})
	}
}

// TestAbuse_SIG_06: a kid is a word to look up and nothing else; here it must
// only be short, and a string.
func TestAbuse_SIG_06(t *testing.T) {
	for _, kid := range []string{"../../dev/null", "file:///etc/passwd", "' UNION SELECT", `x\u0000y`, "https://evil.example/k.json", "did:web:evil#k1", strings.Repeat("k", 2<<10)} {
		tok := parse(t, signed(`{"alg":"EdDSA","kid":"`+kid+`"}`, credential, ed(66)))
		if err := tok.Verify(bound(t, ed(1).Public(), "")); !errors.Is(err, vcjwt.ErrProofInvalid) {
			t.Errorf("kid %.40q: %v, want ErrProofInvalid", kid, err)
		}
		if _, err := did.BindJWKS(uni, []byte(`{"keys":[`+jwkOf(t, ed(1).Public(), `,"kid":"k1"`)+`]}`), tok.Header.Kid); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("kid %.40q is bound: %v", kid, err)
		}
	}
	for name, header := range map[string]string{
		"a kid of 2049 bytes":   `{"alg":"EdDSA","kid":"` + strings.Repeat("k", 2<<10+1) + `"}`,
		"a kid of 1 MB":         `{"alg":"EdDSA","kid":"` + strings.Repeat("k", 1<<20) + `"}`,
		"a kid that is no text": `{"alg":"EdDSA","kid":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := vcjwt.Parse(token(header, credential, make([]byte, 64))); !errors.Is(err, vcjwt.ErrMalformed) {
				t.Errorf("err = %v, want ErrMalformed", err)
			}
		})
	}
}

func TestAbuse_SIG_07(t *testing.T) {
	for _, members := range []string{`"crit":["b64"],"b64":false`, `"crit":["x"]`, `"crit":[]`, `"crit":null`, `"crit":["exp"],"exp":1`, `"b64":false`, `"b64":true`} {
		t.Run(members, func(t *testing.T) {
			if _, err := vcjwt.Parse(signed(`{"alg":"EdDSA",`+members+`}`, credential, ed(1))); !errors.Is(err, vcjwt.ErrMalformed) {
				t.Errorf("err = %v, want ErrMalformed", err)
			}
		})
	}
}

// TestAbuse_SIG_08: a token that says it is something else is not read as a badge.
func TestAbuse_SIG_08(t *testing.T) {
	for typ, ok := range map[string]bool{
		"JWT": true, "jwt": true, "vc+jwt": true, "vc+ld+json+jwt": true, "vc+ld+jwt": true,
		"at+jwt": false, "application/at+jwt": false, "logout+jwt": false, "secevent+jwt": false, "dpop+jwt": false,
		"oauth-authz-req+jwt": false, "kb+jwt": false, "vp+jwt": false, "JOSE": false, "x": false,
	} {
		t.Run(typ, func(t *testing.T) {
			_, err := vcjwt.Parse(signed(fmt.Sprintf(`{"alg":"EdDSA","typ":%q}`, typ), credential, ed(1)))
			if ok && err != nil || !ok && !errors.Is(err, vcjwt.ErrUnsupported) {
				t.Errorf("err = %v", err)
			}
		})
	}
	if _, err := vcjwt.Parse(signed(`{"alg":"EdDSA","cty":"JWT"}`, credential, ed(1))); !errors.Is(err, vcjwt.ErrUnsupported) {
		t.Errorf("a token within a token: %v", err)
	}
	if _, err := vcjwt.Parse(signed(`{"alg":"EdDSA","typ":1}`, credential, ed(1))); !errors.Is(err, vcjwt.ErrMalformed) {
		t.Errorf("a typ that is a number: %v", err)
	}
}

func TestAbuse_SIG_09(t *testing.T) {
	good := sign(t, credential, "EdDSA", ed(1))
	p := strings.Split(good, ".")
	general := fmt.Sprintf(`{"payload":%q,"signatures":[{"protected":%q,"signature":%q},{"protected":%q,"signature":"AA"}]}`, p[1], p[0], p[2], p[0])
	tests := []struct {
		name, in string
		want     error
	}{
		{"nothing", "", vcjwt.ErrMalformed},
		{"one part", p[0], vcjwt.ErrMalformed},
		{"two parts", p[0] + "." + p[1], vcjwt.ErrMalformed},
		{"four parts", good + "." + p[2], vcjwt.ErrMalformed},
		{"six parts", strings.Repeat("a.", 5) + "a", vcjwt.ErrMalformed},
		{"no header", "." + p[1] + "." + p[2], vcjwt.ErrMalformed},
		{"no payload", p[0] + ".." + p[2], vcjwt.ErrMalformed},
		{"no signature", p[0] + "." + p[1] + ".", vcjwt.ErrMalformed},
		{"the JSON form with one bad signature", general, vcjwt.ErrMalformed},
		{"padding of the header", p[0] + "=." + p[1] + "." + p[2], vcjwt.ErrMalformed},
		{"padding of the signature", good + "==", vcjwt.ErrMalformed},
		{"a line break in the header", p[0][:4] + "\n" + p[0][4:] + "." + p[1] + "." + p[2], vcjwt.ErrMalformed},
		{"a line break in the payload", p[0] + "." + p[1][:4] + "\r\n" + p[1][4:] + "." + p[2], vcjwt.ErrMalformed},
		{"a line break in the signature", good[:len(good)-4] + "\n" + good[len(good)-4:], vcjwt.ErrMalformed},
		{"a space at a dot", p[0] + " ." + p[1] + "." + p[2], vcjwt.ErrMalformed},
		{"the other base64", p[0] + "." + p[1] + ".+/+/", vcjwt.ErrMalformed},
		{"bits left over in the signature", p[0] + "." + p[1] + "." + twin(p[2]), vcjwt.ErrMalformed},
		{"bits left over, YR for YQ", p[0] + "." + p[1] + ".YR", vcjwt.ErrMalformed},
		{"a length that base64 cannot have", p[0] + "." + p[1] + ".AAAAA", vcjwt.ErrMalformed},
		{"a signature of 2 KiB and more", p[0] + "." + p[1] + "." + strings.Repeat("A", 2<<10+4), vcjwt.ErrMalformed},
		{"letters that are not ASCII", "ä" + good, vcjwt.ErrMalformed},
		{"Bearer before it", "Bearer " + good, vcjwt.ErrMalformed},
		{"1 MB of dots", strings.Repeat(".", 1<<20), vcjwt.ErrMalformed},
		{"a header that is no JSON", "YWJj." + p[1] + "." + p[2], vcjwt.ErrMalformed},
		{"a header that is an array", token(`[]`, credential, []byte{1}), vcjwt.ErrMalformed},
		{"a header with text behind", token(edHeader+" x", credential, []byte{1}), vcjwt.ErrMalformed},
		{"a header of 16 KiB and more", token(edHeader+strings.Repeat(" ", 16<<10), credential, []byte{1}), vcjwt.ErrMalformed},
		{"a payload that is text", token(edHeader, `"x"`, []byte{1}), vcjwt.ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tok, err := vcjwt.Parse(tt.in); !errors.Is(err, tt.want) {
				t.Errorf("Parse = %v, %v, want %v", tok, err, tt.want)
			}
		})
	}
	t.Run("white space around it is passed over", func(t *testing.T) {
		if err := parse(t, "\r\n\t "+good+" \n").Verify(bound(t, ed(1).Public(), "")); err != nil {
			t.Error(err)
		}
	})
	t.Run("4 MiB and one more", func(t *testing.T) {
		var limit *jsonld.LimitError
		if _, err := vcjwt.Parse(strings.Repeat("a", 4<<20)); errors.As(err, &limit) || !errors.Is(err, vcjwt.ErrMalformed) {
			t.Errorf("4 MiB: %v", err)
		}
		if _, err := vcjwt.Parse(strings.Repeat("a", 4<<20+1)); !errors.As(err, &limit) {
			t.Errorf("one more: %v, want a LimitError", err)
		}
	})
}

// twin changes the bits of the last character that stand for nothing.
func twin(s string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return s[:len(s)-1] + string(alphabet[strings.IndexByte(alphabet, s[len(s)-1])+1])
}

// TestAbuse_SIG_09_Allocations: refusing a megabyte costs less than two.
func TestAbuse_SIG_09_Allocations(t *testing.T) {
	for name, in := range map[string]string{
		"dots": strings.Repeat(".", 1<<20), "one letter": strings.Repeat("a", 1<<20),
		"a header": strings.Repeat("a", 1<<20) + ".a.a", "five parts": strings.Repeat("a", 1<<20) + ".a.a.a.a",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := vcjwt.Parse(in); err == nil {
			t.Errorf("%s: it parses", name)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 2*uint64(len(in)) {
			t.Errorf("%s: %d bytes for %d", name, used, len(in))
		}
	}
}

func BenchmarkParseRefuses(b *testing.B) {
	in := strings.Repeat(".", 1<<20)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := vcjwt.Parse(in); err == nil {
			b.Fatal("it parses")
		}
	}
}

func TestAbuse_SIG_11(t *testing.T) {
	payload := string(payloadOf(t).JSON())
	for name, tt := range map[string]struct{ header, payload string }{
		"iss twice":               {edHeader, replace(t, payload, `"iss":`, `"iss":"did:web:evil","iss":`)},
		"ISSUER beside issuer":    {edHeader, replace(t, payload, `"issuer":`, `"ISSUER":{},"issuer":`)},
		"a long s for an s":       {edHeader, replace(t, payload, `"issuer":`, `"is\u017fuer":{},"issuer":`)},
		"alg twice":               {`{"alg":"none","alg":"EdDSA"}`, payload},
		"ALG beside alg":          {`{"ALG":"none","alg":"EdDSA"}`, payload},
		"proof twice":             {edHeader, replace(t, payload, `"issuer":`, `"proof":1,"proof":2,"issuer":`)},
		"a lone surrogate":        {edHeader, replace(t, payload, `Knots & Boats`, `\ud800`)},
		"a byte that is no UTF-8": {edHeader, replace(t, payload, `Knots & Boats`, "\xff")},
	} {
		t.Run(name, func(t *testing.T) {
			if tok, err := vcjwt.Parse(signed(tt.header, tt.payload, ed(1))); err == nil {
				t.Errorf("it parses: %s", tok.Value.JSON())
			}
		})
	}
}

func TestAbuse_SIG_12(t *testing.T) {
	good := sign(t, credential, "ES256", p256())
	input := good[:strings.LastIndexByte(good, '.')]
	sig, err := base64.RawURLEncoding.DecodeString(good[len(input)+1:])
	if err != nil {
		t.Fatal(err)
	}
	n := elliptic.P256().Params().N
	raw := func(r, s *big.Int) []byte {
		out := make([]byte, 64)
		r.FillBytes(out[:32])
		s.FillBytes(out[32:])
		return out
	}
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])
	digest := sha256.Sum256([]byte(input))
	der, err := ecdsa.SignASN1(nil, p256(), digest[:])
	if err != nil {
		t.Fatal(err)
	}
	zero, all := new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	tests := []struct {
		name string
		sig  []byte
		ok   bool
	}{
		{"the signature", sig, true},
		{"its twin", raw(r, new(big.Int).Sub(n, s)), true},
		{"r=s=0", raw(zero, zero), false},
		{"r=0", raw(zero, s), false},
		{"s=0", raw(r, zero), false},
		{"s=n", raw(r, n), false},
		{"r=n", raw(n, s), false},
		{"s beyond n", raw(r, all), false},
		{"r beyond n", raw(all, s), false},
		{"DER", der, false},
		{"63 bytes", sig[:63], false},
		{"65 bytes", append(append([]byte{}, sig...), 0), false},
		{"65 bytes with a zero before", append([]byte{0}, sig...), false},
		{"96 bytes", make([]byte, 96), false},
		{"one byte", []byte{1}, false},
	}
	key := bound(t, p256().Public(), "")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := parse(t, input+"."+base64.RawURLEncoding.EncodeToString(tt.sig)).Verify(key)
			if tt.ok && err != nil || !tt.ok && !errors.Is(err, vcjwt.ErrProofInvalid) {
				t.Errorf("Verify of %s = %v", hex.EncodeToString(tt.sig), err)
			}
		})
	}
}

func TestAbuse_SIG_14(t *testing.T) {
	good := sign(t, credential, "EdDSA", ed(1))
	for name, in := range map[string]string{
		"JWE":                          "eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d",
		"JWE without key":              "eyJhbGciOiJkaXIifQ..b.c.d",
		"zip":                          signed(`{"alg":"EdDSA","zip":"DEF"}`, credential, ed(1)),
		"enc":                          signed(`{"alg":"EdDSA","enc":"A256GCM"}`, credential, ed(1)),
		"SD-JWT":                       good + "~",
		"SD-JWT with a disclosure":     good + "~WyJzYWx0Il0~",
		"SD-JWT with a key at the end": good + "~WyJzYWx0Il0~" + good,
	} {
		t.Run(name, func(t *testing.T) {
			if tok, err := vcjwt.Parse(in); !errors.Is(err, vcjwt.ErrUnsupported) {
				t.Errorf("Parse = %v, %v, want ErrUnsupported", tok, err)
			}
		})
	}
}

// TestAbuse_SIG_18 changes each byte of each part of a token.
func TestAbuse_SIG_18(t *testing.T) {
	good := sign(t, credential, "EdDSA", ed(1))
	key := bound(t, ed(1).Public(), "")
	for i := range good {
		for _, c := range []byte{'A', 'Z', '_', '.'} {
			if good[i] == c {
				continue
			}
			tok, err := vcjwt.Parse(good[:i] + string(c) + good[i+1:])
			if err == nil && tok.Verify(key) == nil {
				t.Errorf("with %q for %q at %d it still verifies", c, good[i], i)
			}
		}
	}
}

func TestAbuse_SIG_19(t *testing.T) {
	other := replace(t, credential, uni, "https://uni.example/issuers/8")
	tok := parse(t, sign(t, other, "EdDSA", ed(1)))
	if err := tok.Verify(bound(t, ed(1).Public(), "")); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("the key of one issuer verifies the credential of another: %v", err)
	}
}

// FuzzParseThenVerify: what parses and verifies under a key that signed one
// token only is that token.
func FuzzParseThenVerify(f *testing.F) {
	key := ed(1)
	good, err := vcjwt.Sign([]byte(credential), "EdDSA", key, vcjwt.SignHeader{Kid: "k1"})
	if err != nil {
		f.Fatal(err)
	}
	k, err := did.Unproven("k1", key.Public())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(token(edHeader, `{}`, make([]byte, ed25519.SignatureSize)))
	f.Add(token(`{"alg":"none"}`, `{}`, nil))
	f.Add("eyJhbGciOiJkaXIifQ..b.c.d")
	f.Add("..")
	f.Fuzz(func(t *testing.T, s string) {
		tok, err := vcjwt.Parse(s)
		if err != nil {
			return
		}
		tok.ClaimMismatches()
		if tok.Verify(k) == nil && strings.Trim(s, " \t\r\n") != good {
			t.Errorf("%q verifies", s)
		}
	})
}

// TestParseOptions: a status list has one very long string, and a presentation a
// type of its own; only who expects them reads them.
func TestParseOptions(t *testing.T) {
	long := signed(`{"alg":"EdDSA","typ":"vc+jwt"}`, `{"credentialSubject":{"encodedList":"`+strings.Repeat("u", 64<<10+1)+`"}}`, ed(1))
	var limit *jsonld.LimitError
	if _, err := vcjwt.Parse(long); !errors.As(err, &limit) {
		t.Errorf("a long string: %v", err)
	}
	if _, err := (vcjwt.ParseOptions{Limits: jsonld.Limits{StringBytes: 1 << 20}}).Parse(long); err != nil {
		t.Errorf("a long string that is expected: %v", err)
	}
	for _, typ := range []string{"vp+jwt", "VP+JWT", "application/vp+jwt"} {
		shown := signed(`{"alg":"EdDSA","typ":"`+typ+`"}`, `{}`, ed(1))
		if _, err := vcjwt.Parse(shown); !errors.Is(err, vcjwt.ErrUnsupported) {
			t.Errorf("%s: %v", typ, err)
		}
		if _, err := (vcjwt.ParseOptions{Presentation: true}).Parse(shown); err != nil || !vcjwt.IsPresentationType(typ) {
			t.Errorf("%s that is expected: %v", typ, err)
		}
	}
	for _, typ := range []string{"JOSE", "jose", "JWS"} {
		token := signed(`{"alg":"EdDSA","typ":"`+typ+`"}`, `{}`, ed(1))
		if _, err := (vcjwt.ParseOptions{Presentation: true}).Parse(token); !errors.Is(err, vcjwt.ErrUnsupported) {
			t.Errorf("%s: %v", typ, err)
		}
		if _, err := (vcjwt.ParseOptions{JWS: true}).Parse(token); err != nil || !vcjwt.IsJWSType(typ) {
			t.Errorf("%s that is expected: %v", typ, err)
		}
	}
	if vcjwt.IsJWSType("JWT") || vcjwt.IsJWSType("") || vcjwt.IsJWSType("jose+json") {
		t.Error("what says what it is is called any JWS")
	}
	if vcjwt.IsPresentationType("vc+jwt") || vcjwt.IsPresentationType("") {
		t.Error("a credential is called a presentation")
	}
}
