package did_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/jsonld"
)

// TestKeysListed: the keys that count, and those alone.
func TestKeysListed(t *testing.T) {
	const uni = "https://uni.example/issuers/7"
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	method := func(name, more string) string {
		pub, _, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		text, err := did.EncodeMultikey(pub)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"id":"%s#%s","type":"Multikey","controller":"%s","publicKeyMultibase":"%s"%s}`, uni, name, uni, text, more)
	}
	foreign := strings.Replace(method("foreign", ""), `"controller":"`+uni, `"controller":"https://evil.example/`, 1)
	text := `{"id":"` + uni + `","verificationMethod":[` + strings.Join([]string{
		method("good", ""), method("other", ""), method("revoked", `,"revoked":"2026-01-01T00:00:00Z"`),
		method("expired", `,"expires":"2026-01-01T00:00:00Z"`), method("unlisted", ""), foreign,
	}, ",") + `],"assertionMethod":["#good","` + uni + `#other","#revoked","#expired","#foreign"],"authentication":["#unlisted"]}`
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := did.ParseDocument(v)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	prints := make(map[string]bool)
	for _, k := range doc.Keys("assertionMethod", now) {
		names = append(names, strings.TrimPrefix(k.Method(), uni))
		prints[k.Fingerprint()] = true
		if !k.Bound() || k.Issuer() != uni || len(k.Fingerprint()) != 64 {
			t.Errorf("%s: bound %t to %s, fingerprint %q", k.Method(), k.Bound(), k.Issuer(), k.Fingerprint())
		}
	}
	if got := strings.Join(names, " "); got != "#good #other" || len(prints) != 2 {
		t.Errorf("the keys are %s with %d fingerprints", got, len(prints))
	}
}

// TestFingerprint: it is of the key, whatever form it was read in.
func TestFingerprint(t *testing.T) {
	priv, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := did.EncodeJWK(priv.Public())
	if err != nil {
		t.Fatal(err)
	}
	named := strings.TrimSuffix(string(jwk.JSON()), "}") + `,"kid":"k1"}`
	other := `{"kty":"oct","kid":"x","k":"AAAA"}`
	set, err := did.ParseKeySet([]byte(`{"keys":[` + named + `,` + other + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	keys := set.Keys("https://uni.example")
	plain, err := did.Unproven("", priv.Public())
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) != 1 || keys[0].Fingerprint() != plain.Fingerprint() || plain.Fingerprint() == "" {
		t.Errorf("the set gives %v, the key is %s", keys, plain.Fingerprint())
	}
	if got := (did.Key{}).Fingerprint(); got != "" {
		t.Errorf("of no key it is %q", got)
	}
	// Of a host with several issuers, a key is one's own only if it says so.
	for _, issuer := range []string{"https://uni.example/issuers/7", ""} {
		if keys := set.Keys(issuer); len(keys) != 0 {
			t.Errorf("%d keys of nobody for %q", len(keys), issuer)
		}
	}
	for _, bad := range []string{"", "{", "[]", `{"keys":7}`} {
		if _, err := did.ParseKeySet([]byte(bad)); !errors.Is(err, did.ErrMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestAbuse_CAN_04: each key of a document is decoded once, however many are withdrawn or
// named; a document that lists more than any issuer has is refused.
func TestAbuse_CAN_04(t *testing.T) {
	methods, ids := "", ""
	for i := range 256 {
		key := multikey(t, ec(t, elliptic.P384(), byte(i%200+1)).Public())
		methods += fmt.Sprintf(`,{"id":"#k%d","type":"Multikey","controller":"https://uni.example/issuers/7","revoked":"2020-01-01T00:00:00Z","publicKeyMultibase":%q}`, i, key)
		ids += fmt.Sprintf(`,"#k%d"`, i)
	}
	text := func(more string) string {
		return `{"id":"https://uni.example/issuers/7","verificationMethod":[` + methods[1:] + `],"assertionMethod":[` + strings.Repeat(ids, 70)[1:] + more + `]}`
	}
	begun := time.Now()
	doc, err := did.ParseDocument(parse(t, text("")))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		doc.Keys("assertionMethod", now)
		_, err = did.BindKey(doc, uni, ec(t, elliptic.P384(), 1).Public(), "assertionMethod", now)
	}
	if took := time.Since(begun); !errors.Is(err, did.ErrKeyRevoked) || took > 3*time.Second {
		t.Errorf("%v after %s", err, took)
	}
	if _, err := did.ParseDocument(parse(t, text(`,"#another"`))); !errors.Is(err, did.ErrMalformed) {
		t.Errorf("257 keys for one purpose: %v", err)
	}
}

// TestAbuse_CAN_04_Secrets: a document with thousands of private keys in it is gone through
// once, however many methods it has and however they are written.
func TestAbuse_CAN_04_Secrets(t *testing.T) {
	multibase := multikey(t, ec(t, elliptic.P384(), 1).Public())
	for name, secret := range map[string]string{
		"empty":        `{"privateKeyJwk":{}}`,
		"by id":        `{"id":"#m","privateKeyJwk":""}`,
		"as Multikeys": `{"secretKeyMultibase":"","publicKeyMultibase":"` + multibase + `"}`,
		"as JWKs":      `{"privateKeyJwk":{"x":"AAAA","y":"AAAA","crv":"P-256"}}`,
	} {
		methods, junk := "", ""
		for i := range 30 {
			junk += fmt.Sprintf(`"q%d":1,`, i)
		}
		for i := range 255 {
			methods += fmt.Sprintf(`,{"id":"#m%d","type":"JsonWebKey","controller":"https://uni.example/issuers/7","publicKeyJwk":{%s"x":""}}`, i, junk)
		}
		v := parse(t, `{"id":"https://uni.example/issuers/7","verificationMethod":[`+methods[1:]+`],"more":[`+strings.Repeat(secret+",", 9000/strings.Count(secret, ":")/2)+secret+`]}`)
		begun := time.Now()
		for range 5 {
			if _, err := did.ParseDocument(v); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(begun); took > time.Second {
			t.Errorf("%s: it took %s", name, took)
		}
	}
}

// TestSecretInAnotherForm: what is lost is the key, in whichever form its private half is
// published.
func TestSecretInAnotherForm(t *testing.T) {
	pem := func(pub crypto.PublicKey) string {
		der, err := x509.MarshalPKIXPublicKey(pub)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%q", "-----BEGIN PUBLIC KEY-----\n"+base64.StdEncoding.EncodeToString(der)+"\n-----END PUBLIC KEY-----")
	}
	for _, pub := range []crypto.PublicKey{ed(1).Public(), ec(t, elliptic.P256(), 1).Public(), ec(t, elliptic.P384(), 2).Public(), rsaPublic(2048)} {
		own := `{"id":"#k1","type":"JsonWebKey","controller":"` + uni + `","publicKeyJwk":` + mustJWK(t, pub) + `}`
		others := []string{`{"publicKeyPem":` + pem(pub) + `,"privateKeyPem":"-"}`, `{"publicKeyJwk":` + with(mustJWK(t, pub), `"d":"AAAA"`) + `}`, `{"secretKeyJwk":` + mustJWK(t, pub) + `}`}
		if _, isRSA := pub.(*rsa.PublicKey); !isRSA {
			others = append(others, `{"publicKeyMultibase":"`+multikey(t, pub)+`","secretKeyMultibase":"z3u2"}`)
		}
		if _, ok := pub.(ed25519.PublicKey); ok {
			key, err := did.DecodeMultibase(multikey(t, pub), 34)
			if err != nil {
				t.Fatal(err)
			}
			others = append(others, `{"publicKeyBase58":"`+did.EncodeMultibase(key[2:])[1:]+`","privateKeyBase58":"3u2"}`)
		}
		for _, other := range others {
			for _, more := range []string{`,"more":[` + other + `]`, `,"keyAgreement":` + other} {
				doc, err := did.ParseDocument(parse(t, `{"id":"`+uni+`","verificationMethod":[`+own+`],"assertionMethod":["#k1"]`+more+`}`))
				if err != nil {
					t.Fatal(err)
				}
				if _, err = did.Bind(doc, uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, did.ErrKeyWeak) {
					t.Errorf("%s: %v", other, err)
				}
			}
		}
	}
}

// TestWithdrawnInAnotherForm: a key is withdrawn also where the form that says so is one
// that is not used here.
func TestWithdrawnInAnotherForm(t *testing.T) {
	key, err := did.DecodeMultibase(multikey(t, ed(1).Public()), 34)
	if err != nil {
		t.Fatal(err)
	}
	public := `"publicKeyMultibase":"` + multikey(t, ed(1).Public()) + `"`
	base58 := `"publicKeyBase58":"` + did.EncodeMultibase(key[2:])[1:] + `"`
	for _, other := range []string{
		`"type":"Ed25519VerificationKey2018",` + base58,
		`"type":"Ed25519VerificationKey2018","publicKeyBase58":"` + multikey(t, ed(1).Public())[1:] + `"`,
		`"type":"https://w3id.org/security#Multikey",` + public,
		`"type":"Multikey","secretKeyMultibase":"z3u2",` + public,
		`"type":"Multikey","publicKeyJwk":` + mustJWK(t, ed(1).Public()) + `,` + public,
		`"type":"JsonWebKey","publicKeyJwk":` + with(mustJWK(t, ed(1).Public()), `"use":"enc"`),
	} {
		method := `,{"id":"#old","controller":"` + uni + `",` + other
		doc := document(t, uni, k1+method+`,"revoked":"2026-01-15T00:00:00Z"}`, assert)
		if _, err := did.Bind(doc, uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, did.ErrKeyRevoked) && !errors.Is(err, did.ErrKeyWeak) {
			t.Errorf("%s: %v", other, err)
		}
		doc = document(t, uni, strings.Replace(k1, "KEY", `"publicKeyMultibase":"`+multikey(t, ed(2).Public())+`"`, 1)+method+`,"revoked":"2026-01-15T00:00:00Z"}`, assert)
		if _, err := did.Bind(doc, uni, uni+"#k1", "assertionMethod", now); err != nil {
			t.Errorf("another key than %s: %v", other, err)
		}
	}
}

// TestDatesOfMethods: dates of keys are read as those of badges are.
func TestDatesOfMethods(t *testing.T) {
	for date, want := range map[string]error{
		"2026-01-15T00:00:00Z":      did.ErrKeyRevoked,
		"2026-01-15t00:00:00z":      did.ErrKeyRevoked,
		"2016-12-31T23:59:60Z":      did.ErrKeyRevoked,
		"2017-01-01T00:59:60+01:00": did.ErrKeyRevoked,
		"2036-12-31t23:59:60.5z":    nil,
		"2026-01-15T12:00:60Z":      did.ErrMalformed,
		"2026-01-15T23:59:61Z":      did.ErrMalformed,
		"2026-01-15T23:59:60":       did.ErrMalformed,
		"2026-01-15":                did.ErrMalformed,
	} {
		doc, err := did.ParseDocument(parse(t, `{"id":"`+uni+`","verificationMethod":[{"id":"#k1","type":"Multikey","controller":"`+uni+`","publicKeyMultibase":"`+multikey(t, ed(1).Public())+`","revoked":"`+date+`"}],"assertionMethod":["#k1"]}`))
		if err == nil {
			_, err = did.Bind(doc, uni, uni+"#k1", "assertionMethod", now)
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", date, err, want)
		}
	}
}

// TestHonestNotRevoked: only what says that a key is withdrawn takes it, in whichever list and
// by whichever name, and no date is told that nobody wrote.
func TestHonestNotRevoked(t *testing.T) {
	key := `"publicKeyMultibase":"` + multikey(t, ed(1).Public()) + `"`
	for value, want := range map[string]string{
		`null`: "", `false`: "", `0`: "", `""`: "", `" "`: "", `"False"`: "", `[]`: "", `[null]`: "", `[false,""]`: "", `{"@value":false}`: "", `"2036-01-01T00:00:00Z"`: "",
		`true`: "was revoked", `"true"`: "was revoked", `1`: "was revoked", `{}`: "was revoked", `["",true]`: "was revoked", `"in May"`: "was revoked", `{"@value":"false?"}`: "was revoked",
		`"2020-01-01T00:00:00Z"`: "was revoked on 2020-01-01T00:00:00Z", `"1970-01-01T00:00:00Z"`: "was revoked on 1970-01-01T00:00:00Z",
	} {
		for _, name := range []string{"revoked", "sec:revoked", "https://w3id.org/security#revoked"} {
			doc := document(t, uni, k1, assert+`,"publicKey":[{"id":"#k9",`+key+`,"`+name+`":`+value+`}]`)
			_, err := did.Bind(doc, uni, uni+"#k1", "assertionMethod", now)
			if want == "" && err != nil || want != "" && (!errors.Is(err, did.ErrKeyRevoked) || !strings.HasSuffix(err.Error(), want)) {
				t.Errorf("%s %s: %v", name, value, err)
			}
			if want == "" { // in the method itself, too
				doc = document(t, uni, strings.Replace(k1, "KEY", `KEY,"`+name+`":`+value, 1), assert)
				if _, err = did.Bind(doc, uni, uni+"#k1", "assertionMethod", now); err != nil {
					t.Errorf("method, %s %s: %v", name, value, err)
				}
			}
		}
	}
}

// TestNeighbours: what others write beside a key, in a set that many share or in a
// credential of theirs within the issuer's document, takes nothing from it.
func TestNeighbours(t *testing.T) {
	pub := ed(1).Public()
	own := with(mustJWK(t, pub), `"iss":"`+uni+`","kid":"k1"`)
	for _, more := range []string{`"iss":"https://uni.example/issuers/8","d":"AAAA"`, `"iss":"` + uni + `","d":null`} {
		set, err := did.ParseKeySet([]byte(`{"keys":[` + own + `,` + with(mustJWK(t, pub), more+`,"kid":"k2"`) + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := set.Bind(uni, "k1"); err != nil {
			t.Errorf("%s: %v", more, err)
		}
	}
	// The true private half is lost, whoever shows it.
	curve := ec(t, elliptic.P256(), 1)
	raw, err := curve.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	for _, k := range []struct {
		public  crypto.PublicKey
		private string
	}{{pub, b64(ed(1).Seed())}, {curve.Public(), b64(raw)}} {
		set, err := did.ParseKeySet([]byte(`{"keys":[` + with(mustJWK(t, k.public), `"iss":"`+uni+`","kid":"k1"`) + `,` + with(mustJWK(t, k.public), `"iss":"https://uni.example/issuers/8","d":"`+k.private+`","kid":"k2"`) + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := set.Bind(uni, "k1"); !errors.Is(err, did.ErrKeyWeak) {
			t.Errorf("%T: %v", k.public, err)
		}
	}
	key := `"publicKeyMultibase":"` + multikey(t, pub) + `"`
	for _, more := range []string{
		`,"endorsement":[{"credentialSubject":{"id":"x","a":{` + key + `,"privateKeyHint":"none"}}}]`,
		`,"a":{"proof":{},"b":{"id":"#k1","privateKeyNote":"never"}}`,
	} {
		if _, err := did.Bind(document(t, uni, k1, assert+more), uni, uni+"#k1", "assertionMethod", now); err != nil {
			t.Errorf("%s: %v", more, err)
		}
	}
	if _, err := did.Bind(document(t, uni, k1, assert+`,"publicKey":[{"id":"#k9",`+key+`,"revoked":false}]`), uni, uni+"#k1", "assertionMethod", now); err != nil {
		t.Error(err)
	}
	if _, err := did.Bind(document(t, uni, k1, assert+`,"publicKey":[{"id":"#k9",`+key+`,"revoked":true}]`), uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, did.ErrKeyRevoked) {
		t.Errorf("withdrawn as 2.0 has it: %v", err)
	}
	// Whoever's list it is in which the issuer says that a key is withdrawn.
	for _, name := range []string{"keyAgreement", "capabilityInvocation", "publicKey"} {
		doc := document(t, uni, k1, assert+`,"`+name+`":[{"id":"#k9","type":"Multikey","controller":"`+uni+`",`+key+`,"revoked":"2020-01-01T00:00:00Z"}]`)
		if _, err := did.Bind(doc, uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, did.ErrKeyRevoked) {
			t.Errorf("withdrawn under %s: %v", name, err)
		}
	}
}

// TestAbuse_SIG_13_PrivateHalf: a private half takes the key that it belongs to, whatever
// stands beside it and however it is written; one that belongs to none takes none, and many
// cost little.
func TestAbuse_SIG_13_PrivateHalf(t *testing.T) {
	b64 := base64.RawURLEncoding.EncodeToString
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		public  crypto.PublicKey
		private []byte
		wrong   []byte
	}{
		{ed(1).Public(), ed(1).Seed(), ed(2).Seed()},
		{ed(1).Public(), ed(1), ed(2)},
		{ec(t, elliptic.P256(), 1).Public(), []byte{2}, []byte{3}},
		{ec(t, elliptic.P384(), 1).Public(), []byte{0, 2}, []byte{0, 3}},
		{rsaKey.Public(), rsaKey.D.Bytes(), new(big.Int).Add(rsaKey.D, big.NewInt(2)).Bytes()},
	} {
		lost := func(d, more string) error {
			set, err := did.ParseKeySet([]byte(`{"keys":[` + with(mustJWK(t, k.public), `"iss":"`+uni+`","kid":"k1"`) + `,` + with(mustJWK(t, k.public), more+`"iss":"https://uni.example/","d":"`+d+`"`) + `]}`))
			if err != nil {
				t.Fatal(err)
			}
			_, err = set.Bind(uni, "k1")
			return err
		}
		for _, more := range []string{``, `"key_ops":["sign"],`, `"use":"enc",`, `"alg":"EDDSA",`, `"kid":1,`} {
			if err := lost(b64(k.private), more); !errors.Is(err, did.ErrKeyWeak) {
				t.Errorf("%T with %s: %v", k.public, more, err)
			}
		}
		if err := lost(b64(k.private)+"=", ""); !errors.Is(err, did.ErrKeyWeak) {
			t.Errorf("%T, padded: %v", k.public, err)
		}
		if err := lost(b64(k.wrong), ""); err != nil {
			t.Errorf("%T, another: %v", k.public, err)
		}
	}
	n := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 8192), big.NewInt(12345))
	costly := `{"kty":"RSA","n":"` + b64(n.Bytes()) + `","e":"f____w","d":"` + b64(n.Bytes()) + `"}`
	begun := time.Now()
	if _, err := did.ParseKeySet([]byte(`{"keys":[` + strings.Repeat(costly+`,`, 299) + costly + `]}`)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestSecretBeside: a key is lost of which the private half stands in its document as a JWK,
// whatever the member is called.
func TestSecretBeside(t *testing.T) {
	for more, want := range map[string]error{
		`,"jwks":{"keys":[` + with(mustJWK(t, ed(1).Public()), `"d":"AAAA"`) + `]}`:          did.ErrKeyWeak,
		`,"jwk":` + with(mustJWK(t, ed(1).Public()), `"d":"AAAA"`):                           did.ErrKeyWeak,
		`,"jwk":` + with(mustJWK(t, ed(1).Public()), `"d":null`):                             nil,
		`,"jwk":` + with(mustJWK(t, ed(2).Public()), `"d":"AAAA"`):                           nil,
		`,"a":{"proof":{},"jwk":` + with(mustJWK(t, ed(1).Public()), `"d":"AAAA"`) + `}`:     nil,
		`,"location":{"x":"AAAA","y":"AAAA","d":"AAAA"},"more":{"crv":"Ed25519","d":"AAAA"}`: nil,
	} {
		if _, err := did.Bind(document(t, uni, k1, assert+more), uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, want) {
			t.Errorf("%s: %v", more, err)
		}
	}
}

// TestSecretInSet: a key of which the private half is in a key set is lost under each id.
func TestSecretInSet(t *testing.T) {
	for _, pub := range []crypto.PublicKey{ed(1).Public(), ec(t, elliptic.P256(), 1).Public(), rsaPublic(2048)} {
		key := with(mustJWK(t, pub), `"iss":"`+uni+`","kid":"`)
		own, lost := strings.TrimSuffix(key, "}")+`k1"}`, with(strings.TrimSuffix(key, "}")+`k2"}`, `"d":"AAAA"`)
		other := with(mustJWK(t, ed(2).Public()), `"iss":"`+uni+`","kid":"k3"`)
		for _, keys := range []string{own + "," + lost + "," + other, lost + "," + other + "," + own} {
			set, err := did.ParseKeySet([]byte(`{"keys":[` + keys + `]}`))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := set.Bind(uni, "k1"); !errors.Is(err, did.ErrKeyWeak) {
				t.Errorf("%T: %v", pub, err)
			}
			if k, err := set.BindKey(uni, pub); err == nil || k.Bound() {
				t.Errorf("%T: bound by itself", pub)
			}
			if _, err := set.Bind(uni, "k3"); err != nil {
				t.Error(err)
			}
		}
	}
}
