package did_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/did"
	"blazon/jsonld"
)

const uni = "https://uni.example/issuers/7"

// document parses an issuer's document from its verification methods (which
// may say KEY for a good key) and its other members.
func document(t testing.TB, id, methods, rest string) *did.Document {
	t.Helper()
	text := fmt.Sprintf(`{"id":%q,"verificationMethod":[%s]%s}`, id, methods, rest)
	text = strings.ReplaceAll(text, "KEY", `"publicKeyMultibase":"`+multikey(t, ed(1).Public())+`"`)
	doc, err := did.ParseDocument(parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

const (
	k1     = `{"id":"https://uni.example/issuers/7#k1","type":"Multikey","controller":"https://uni.example/issuers/7",KEY}`
	assert = `,"assertionMethod":["https://uni.example/issuers/7#k1"]`
)

func TestBind(t *testing.T) {
	tests := []struct {
		name, methods, rest string
		issuer, method      string // empty: uni and its #k1
		want                error
	}{
		{name: "a key that the issuer lists", methods: k1, rest: assert},
		{name: "the method written into the relationship", rest: `,"assertionMethod":[` + k1 + `]`},
		{name: "the method written twice alike", methods: k1, rest: `,"assertionMethod":[` + k1 + `]`},
		{name: "one method, not in an array", rest: `,"assertionMethod":` + k1},
		{name: "a relative id", methods: `{"id":"#k1","type":"Multikey","controller":"https://uni.example/issuers/7",KEY}`, rest: `,"assertionMethod":["#k1"]`},
		{name: "an Ed25519VerificationKey2020", methods: strings.Replace(k1, "Multikey", "Ed25519VerificationKey2020", 1), rest: assert},
		{name: "a method of another kind beside it", methods: `{"id":"#x","type":"X","controller":"#"},` + k1, rest: assert},
		{name: "a key that the issuer does not list", methods: k1, rest: assert, method: uni + "#k2", want: did.ErrNotBound},
		{name: "an id that differs in case", methods: k1, rest: assert, method: uni + "#K1", want: did.ErrNotBound},
		{name: "a relative id in the proof", methods: k1, rest: assert, method: "#k1", want: did.ErrNotBound},
		{name: "another name altogether", methods: k1, rest: assert, method: "-", want: did.ErrNotBound},
		{name: "the document of another", methods: k1, rest: assert, issuer: "https://evil.example", want: did.ErrNotBound},
		{name: "another controller", methods: strings.Replace(k1, `"controller":"https://uni`, `"controller":"https://evil`, 1), rest: assert, want: did.ErrNotBound},
		{name: "no controller", methods: strings.Replace(k1, `"controller"`, `"x"`, 1), rest: assert, want: did.ErrNotBound},
		{name: "a type that is not understood", methods: strings.Replace(k1, "Multikey", "EcdsaKoblitz", 1), rest: assert, want: did.ErrUnsupported},
		{name: "a private key beside it", methods: strings.Replace(k1, "KEY", `KEY,"secretKeyMultibase":"z3u2"`, 1), rest: assert, want: did.ErrKeyWeak},
		{name: "two forms of key in one method", methods: strings.Replace(k1, "KEY", `KEY,"publicKeyJwk":{}`, 1), rest: assert, want: did.ErrMalformed},
		{name: "no key in the method", methods: strings.Replace(k1, "KEY", `"x":1`, 1), rest: assert, want: did.ErrMalformed},

		{name: "revoked in the past", methods: strings.Replace(k1, "KEY", `KEY,"revoked":"2026-03-01T11:59:59Z"`, 1), rest: assert, want: did.ErrKeyRevoked},
		{name: "revoked now", methods: strings.Replace(k1, "KEY", `KEY,"revoked":"2026-03-01T12:00:00Z"`, 1), rest: assert, want: did.ErrKeyRevoked},
		{name: "revoked and listed for nothing", methods: strings.Replace(k1, "KEY", `KEY,"revoked":"2026-03-01T11:59:59Z"`, 1), want: did.ErrKeyRevoked},
		{name: "to be revoked", methods: strings.Replace(k1, "KEY", `KEY,"revoked":"2026-03-01T12:00:01Z"`, 1), rest: assert},
		{name: "expired", methods: strings.Replace(k1, "KEY", `KEY,"expires":"2026-03-01T11:59:59Z"`, 1), rest: assert, want: did.ErrKeyExpired},
		{name: "expired and revoked", methods: strings.Replace(k1, "KEY", `KEY,"expires":"2026-03-01T11:59:59Z","revoked":"2026-03-01T11:59:59Z"`, 1), rest: assert, want: did.ErrKeyRevoked},
		{name: "expires in a moment", methods: strings.Replace(k1, "KEY", `KEY,"expires":"2026-03-01T12:00:00Z"`, 1), rest: assert},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := document(t, uni, tt.methods, tt.rest)
			issuer, method := or(tt.issuer, uni), or(tt.method, uni+"#k1")
			k, err := did.Bind(doc, issuer, method, "assertionMethod", now)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Bind = %v, want %v", err, tt.want)
			}
			if got, want := k.Bound(), tt.want == nil; got != want {
				t.Errorf("Bound() = %v, want %v", got, want)
			}
			if tt.want == nil && (k.Issuer() != uni || k.Method() != uni+"#k1" || k.Purpose() != "assertionMethod" || k.Algorithm() != "EdDSA") {
				t.Errorf("the key is %s's, called %s, for %s and %s", k.Issuer(), k.Method(), k.Purpose(), k.Algorithm())
			}
			if tt.want != nil && k.Public() != nil {
				t.Error("a key although it is refused")
			}
		})
	}
	t.Run("no document", func(t *testing.T) {
		if _, err := did.Bind(nil, uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("err = %v", err)
		}
	})
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func TestAbuse_DI_01_DI_02_DI_03(t *testing.T) {
	attacker := multikey(t, ed(66).Public())
	doc := document(t, uni, k1, assert)
	t.Run("DI-01 the attacker's key as the fragment of the issuer's URL", func(t *testing.T) {
		if _, err := did.Bind(doc, uni, uni+"#"+attacker, "assertionMethod", now); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("err = %v, want ErrNotBound", err)
		}
	})
	t.Run("DI-02 the attacker's did:key", func(t *testing.T) {
		for _, method := range []string{"did:key:" + attacker, "did:key:" + attacker + "#" + attacker} {
			if _, err := did.Bind(doc, uni, method, "assertionMethod", now); !errors.Is(err, did.ErrNotBound) {
				t.Errorf("%s: err = %v, want ErrNotBound", method, err)
			}
		}
	})
	t.Run("DI-03 the attacker's document that calls the issuer its controller", func(t *testing.T) {
		lie := document(t, "did:web:evil.example", `{"id":"did:web:evil.example#k1","type":"Multikey","controller":"`+uni+`",KEY}`, `,"assertionMethod":["#k1"]`)
		for _, issuer := range []string{uni, "did:web:evil.example"} {
			if _, err := did.Bind(lie, issuer, "did:web:evil.example#k1", "assertionMethod", now); !errors.Is(err, did.ErrNotBound) {
				t.Errorf("for %s: err = %v, want ErrNotBound", issuer, err)
			}
		}
	})
}

func TestAbuse_DI_04_Relationships(t *testing.T) {
	for name, rest := range map[string]string{
		"listed for signing in only":   `,"authentication":["#k1"]`,
		"listed for encryption only":   `,"keyAgreement":["#k1"]`,
		"written into another purpose": `,"capabilityInvocation":["#k1"]`,
		"listed nowhere":               ``,
		"another key listed":           `,"assertionMethod":["#k2"]`,
	} {
		t.Run(name, func(t *testing.T) {
			doc := document(t, uni, k1, rest)
			if _, err := did.Bind(doc, uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, did.ErrPurpose) {
				t.Errorf("err = %v, want ErrPurpose", err)
			}
		})
	}
	t.Run("for signing in it does", func(t *testing.T) {
		doc := document(t, uni, k1, `,"authentication":["#k1"]`)
		if k, err := did.Bind(doc, uni, uni+"#k1", "authentication", now); err != nil || k.Purpose() != "authentication" {
			t.Errorf("Bind = %v, %v", k, err)
		}
	})
	t.Run("a purpose that nobody knows", func(t *testing.T) {
		doc := document(t, uni, k1, assert+`,"x":["#k1"]`)
		if _, err := did.Bind(doc, uni, uni+"#k1", "x", now); !errors.Is(err, did.ErrPurpose) {
			t.Errorf("err = %v, want ErrPurpose", err)
		}
	})
}

func TestParseDocument(t *testing.T) {
	doc := document(t, uni, k1, assert+`,"controller":"https://uni.example","alsoKnownAs":["did:web:uni.example:issuers:7"],"name":"University","authentication":"#k1"`)
	if diff := cmp.Diff([]string{"https://uni.example"}, doc.Controller); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"did:web:uni.example:issuers:7"}, doc.AlsoKnownAs); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{uni + "#k1"}, doc.Authentication); diff != "" {
		t.Error(diff)
	}
	if doc.Raw.Get("name").Str() != "University" {
		t.Error("the rest of the document is lost")
	}
	m := doc.VerificationMethod[0]
	if pub, err := m.PublicKey(); err != nil || multikey(t, pub) != m.PublicKeyMultibase {
		t.Errorf("PublicKey = %v, %v", pub, err)
	}
}

func TestParseDocumentRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"text":                       `"x"`,
		"no id":                      `{"name":"x"}`,
		"an id that is no text":      `{"id":1}`,
		"a method without id":        `{"id":"a","verificationMethod":[{"type":"Multikey"}]}`,
		"a method without type":      `{"id":"a","verificationMethod":[{"id":"#k"}]}`,
		"two methods with one id":    `{"id":"a","verificationMethod":[{"id":"#k","type":"A"},{"id":"a#k","type":"B"}]}`,
		"one id in two places":       `{"id":"a","verificationMethod":[{"id":"#k","type":"A"}],"assertionMethod":[{"id":"#k","type":"A","controller":"b"}]}`,
		"a number as a relationship": `{"id":"a","assertionMethod":[1]}`,
		"a time without zone":        `{"id":"a","verificationMethod":[{"id":"#k","type":"A","expires":"2026-01-01T00:00:00"}]}`,
		"a time that is no text":     `{"id":"a","verificationMethod":[{"id":"#k","type":"A","revoked":true}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if doc, err := did.ParseDocument(parse(t, text)); !errors.Is(err, did.ErrMalformed) {
				t.Errorf("ParseDocument = %v, %v, want ErrMalformed", doc, err)
			}
		})
	}
	methods := func(n int) string {
		var b strings.Builder
		b.WriteString(`{"id":"a","verificationMethod":[`)
		for i := range n {
			fmt.Fprintf(&b, `%s{"id":"#%d","type":"A"}`, strings.Repeat(",", min(i, 1)), i)
		}
		return b.String() + `]}`
	}
	if _, err := did.ParseDocument(parse(t, methods(256))); err != nil {
		t.Errorf("256 methods: %v", err)
	}
	if _, err := did.ParseDocument(parse(t, methods(257))); !errors.Is(err, did.ErrMalformed) {
		t.Errorf("257 methods: %v", err)
	}
}

func TestBindKey(t *testing.T) {
	doc := document(t, uni, k1, assert)
	k, err := did.BindKey(doc, uni, ed(1).Public(), "assertionMethod", now)
	if err != nil || !k.Bound() || k.Method() != uni+"#k1" {
		t.Errorf("the issuer's key: %v, %v", k, err)
	}
	if _, err := did.BindKey(doc, uni, ed(66).Public(), "assertionMethod", now); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("another key: %v", err)
	}
	if _, err := did.BindKey(doc, uni, ed(1).Public(), "authentication", now); !errors.Is(err, did.ErrPurpose) {
		t.Errorf("another purpose: %v", err)
	}
	if _, err := did.BindKey(doc, "https://evil.example", ed(1).Public(), "assertionMethod", now); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("another issuer: %v", err)
	}
	if _, err := did.BindKey(doc, uni, nil, "assertionMethod", now); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("no key: %v", err)
	}
}

func TestListsKeys(t *testing.T) {
	for text, want := range map[string]bool{
		`{"id":"https://uni.example"}`:                          false,
		`{"id":"https://uni.example","verificationMethod":[]}`:  true,
		`{"id":"https://uni.example","assertionMethod":["#k"]}`: true,
		`{"id":"https://uni.example","keyAgreement":[]}`:        true,
	} {
		v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := did.ParseDocument(v)
		if err != nil || doc.ListsKeys() != want {
			t.Errorf("%s: %v, %v", text, doc, err)
		}
	}
}

func TestBindJWKS(t *testing.T) {
	key := func(pub crypto.PublicKey, members string) string {
		if !strings.Contains(members, `"iss"`) {
			members += `,"iss":"` + uni + `"`
		}
		return with(mustJWK(t, pub), members)
	}
	p256 := ec(t, elliptic.P256(), 1).Public()
	tests := []struct {
		name, keys, kid string
		want            error
	}{
		{"the key with the id", key(ed(1).Public(), `"kid":"k1"`), "k1", nil},
		{"SIG-19 a key that names no issuer", with(mustJWK(t, ed(1).Public()), `"kid":"k1"`), "k1", did.ErrNotBound},
		{"SIG-19 a key whose issuer is empty", with(mustJWK(t, ed(1).Public()), `"kid":"k1","iss":""`), "k1", did.ErrNotBound},
		{"beside one that names no issuer", with(mustJWK(t, p256), `"kid":"k1"`) + "," + key(ed(1).Public(), `"kid":"k1"`), "k1", nil},
		{"among keys that are not understood", `{"kty":"XX"},1,` + key(ed(1).Public(), `"kid":"k1"`), "k1", nil},
		{"the same key twice", key(ed(1).Public(), `"kid":"k1"`) + "," + key(ed(1).Public(), `"kid":"k1"`), "k1", nil},
		{"the right one of two tenants", key(p256, `"kid":"k1","iss":"https://uni.example/issuers/8"`) + "," + key(ed(1).Public(), `"kid":"k1","iss":"`+uni+`"`), "k1", nil},
		{"no such id", key(ed(1).Public(), `"kid":"k1"`), "k2", did.ErrNotBound},
		{"no id asked for", key(ed(1).Public(), `"kid":""`), "", did.ErrNotBound},
		{"SIG-19 the key of another tenant", key(ed(1).Public(), `"kid":"k1","iss":"https://uni.example/issuers/8"`), "k1", did.ErrNotBound},
		{"two keys with the id", key(ed(1).Public(), `"kid":"k1"`) + "," + key(p256, `"kid":"k1"`), "k1", did.ErrMalformed},
		{"SIG-03 a key for encryption", key(ed(1).Public(), `"kid":"k1","use":"enc"`), "k1", did.ErrKeyUse},
		{"SIG-13 a weak key", `{"kid":"k1","kty":"RSA","n":"wAAB","e":"AQAB"}`, "k1", did.ErrKeyWeak},
		{"a key with its secret", key(ed(1).Public(), `"kid":"k1","d":"AAAA"`), "k1", did.ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k, err := did.BindJWKS(uni, []byte(`{"keys":[`+tt.keys+`]}`), tt.kid)
			if !errors.Is(err, tt.want) {
				t.Fatalf("BindJWKS = %v, want %v", err, tt.want)
			}
			if k.Bound() != (tt.want == nil) {
				t.Errorf("Bound() = %v", k.Bound())
			}
			if tt.want == nil && (k.Issuer() != uni || k.Algorithm() != "EdDSA") {
				t.Errorf("the key is %s's for %s", k.Issuer(), k.Algorithm())
			}
		})
	}
	for name, set := range map[string]string{"no JSON": "<html>", "no keys": "{}", "keys that is no array": `{"keys":{}}`, "one JWK": mustJWK(t, p256), "keys twice": `{"keys":[],"keys":[]}`} {
		t.Run(name, func(t *testing.T) {
			if _, err := did.BindJWKS(uni, []byte(set), "k1"); !errors.Is(err, did.ErrMalformed) {
				t.Errorf("err = %v, want ErrMalformed", err)
			}
		})
	}
	t.Run("by the key itself", func(t *testing.T) {
		set := []byte(`{"keys":[` + key(p256, `"kid":"k1"`) + `]}`)
		if k, err := did.BindJWKSKey(uni, set, p256); err != nil || !k.Bound() {
			t.Errorf("the key in the set: %v, %v", k, err)
		}
		if _, err := did.BindJWKSKey(uni, set, ed(1).Public()); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("SIG-04 a key that is not in the set: %v", err)
		}
		if _, err := did.BindJWKSKey("", set, p256); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("no issuer: %v", err)
		}
	})
	t.Run("SIG-19 of a host", func(t *testing.T) {
		set := []byte(`{"keys":[` + with(mustJWK(t, p256), `"kid":"k1"`) + `]}`)
		for issuer, want := range map[string]bool{
			"https://uni.example": true, "https://uni.example/": true, "https://uni.example:8443": true,
			"https://uni.example/?tenant=7": false, "https://uni.example/#7": false, "https://uni.example/7": false, "did:web:uni.example": false,
		} {
			if k, err := did.BindJWKS(issuer, set, "k1"); k.Bound() != want || (err == nil) != want {
				t.Errorf("a key of nobody for %s: %v", issuer, err)
			}
		}
	})
	t.Run("where the set is", func(t *testing.T) {
		for in, want := range map[string]string{
			uni:                              "https://uni.example/.well-known/jwks.json",
			"https://uni.example:8443/a?b#c": "https://uni.example:8443/.well-known/jwks.json",
		} {
			if got, err := did.JWKSURL(in); err != nil || got != want {
				t.Errorf("JWKSURL(%q) = %q, %v, want %q", in, got, err, want)
			}
		}
		if got, err := did.JWKSURL("did:web:uni.example"); err == nil {
			t.Errorf("JWKSURL of a DID = %q", got)
		}
	})
}

func TestBindPEM(t *testing.T) {
	pub := rsaPublic(2048)
	pkix, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	good := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix}))
	pkcs1 := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(pub)}))
	for name, text := range map[string]string{"PKIX": good, "PKCS #1": pkcs1, "white space around": "\n " + good + "\r\n "} {
		t.Run(name, func(t *testing.T) {
			k, err := did.BindPEM(uni, uni+"/key", []byte(text))
			if err != nil || !k.Bound() || k.Issuer() != uni || k.Algorithm() != "RS256" || !pub.Equal(k.Public()) {
				t.Errorf("BindPEM = %+v, %v", k, err)
			}
		})
	}
	for name, text := range map[string]string{
		"nothing":         "",
		"no PEM":          "key",
		"two keys":        good + good,
		"text before":     "x\n" + good,
		"text behind":     good + "x",
		"a private key":   strings.ReplaceAll(good, "PUBLIC", "PRIVATE"),
		"a certificate":   strings.ReplaceAll(good, "PUBLIC KEY", "CERTIFICATE"),
		"not the content": strings.ReplaceAll(pkcs1, "RSA PUBLIC", "PUBLIC"),
		"too long":        good + strings.Repeat("\n", 10_000),
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if k, err := did.BindPEM(uni, uni+"/key", []byte(text)); !errors.Is(err, did.ErrMalformed) || k.Bound() {
				t.Errorf("BindPEM = %v, %v, want ErrMalformed", k, err)
			}
		})
	}
	if _, err := did.BindPEM("", uni+"/key", []byte(good)); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("without an issuer: %v", err)
	}
}

func TestUnprovenIsNeverBound(t *testing.T) {
	k, err := did.Unproven("did:key:x", ed(1).Public())
	if err != nil || k.Bound() || k.Issuer() != "" || k.Public() == nil || k.Method() != "did:key:x" {
		t.Errorf("Unproven = %+v, %v", k, err)
	}
	var zero did.Key
	if zero.Bound() || zero.Public() != nil {
		t.Error("the zero Key is worth something")
	}
}

// FuzzBindOnlyWhatIsListed: no document binds a key that it does not list, by
// its own id, under assertionMethod and with itself as controller.
func FuzzBindOnlyWhatIsListed(f *testing.F) {
	f.Add(`{"id":"a:b","verificationMethod":[{"id":"a:b#k","type":"Multikey","controller":"a:b","publicKeyMultibase":"z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"}],"assertionMethod":["#k"]}`, "a:b", "a:b#k")
	f.Add(`{"id":"a:b","assertionMethod":{"id":"#k","type":"JsonWebKey","controller":"#","publicKeyJwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}}`, "a:b", "a:b#k")
	f.Fuzz(func(t *testing.T, text, issuer, method string) {
		v, err := parseFuzz(text)
		if err != nil {
			return
		}
		doc, err := did.ParseDocument(v)
		if err != nil {
			return
		}
		k, err := did.Bind(doc, issuer, method, "assertionMethod", time.Unix(0, 0))
		if err != nil {
			if k.Bound() {
				t.Error("bound, although there is an error")
			}
			return
		}
		if doc.ID != issuer || v.Get("assertionMethod") == nil || k.Method() != method || did.CheckKey(k.Public()) != nil {
			t.Errorf("%s binds %q to %q", text, method, issuer)
		}
	})
}

// A key of which the private half is published, or that is withdrawn, is so wherever in
// the document that stands and by whichever name.
func TestBindSecretElsewhere(t *testing.T) {
	const id = "https://uni.example/issuers/7"
	pub, err := did.EncodeMultikey(ed(1).Public())
	if err != nil {
		t.Fatal(err)
	}
	method := `{"id":"` + id + `#k","type":"Multikey","controller":"` + id + `","publicKeyMultibase":"` + pub + `"`
	for more, want := range map[string]error{
		`,"secretKeyMultibase":"z3u2"`:                                did.ErrKeyWeak,
		`,"https://w3id.org/security#revoked":"2020-01-01T00:00:00Z"`: did.ErrKeyRevoked,
		`,"sec:revoked":"2020-01-01T00:00:00Z"`:                       did.ErrKeyRevoked,
	} {
		methods := method + `},` + method + more + `}`
		if errors.Is(want, did.ErrKeyRevoked) {
			methods = method + more + `}`
		}
		v, err := jsonld.Parse([]byte(`{"id":"`+id+`","verificationMethod":[`+methods+`],"assertionMethod":["`+id+`#k"]}`), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := did.ParseDocument(v)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := did.Bind(doc, id, id+"#k", "assertionMethod", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", more, err, want)
		}
	}
}

// TestBindWithdrawnElsewhere: what was withdrawn is the key, under whichever id and in
// whichever form it is listed as well.
func TestBindWithdrawnElsewhere(t *testing.T) {
	pub := ed(1).Public().(ed25519.PublicKey)
	other := `{"id":"#k2","type":"JsonWebKey","controller":"` + uni + `","publicKeyJwk":{"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(pub) + `"}}`
	for name, tt := range map[string]struct {
		methods string
		want    error
	}{
		"revoked under one id":       {strings.Replace(k1, "KEY", `KEY,"revoked":"2026-03-01T11:59:59Z"`, 1) + "," + other, did.ErrKeyRevoked},
		"revoked under the other id": {k1 + "," + strings.Replace(other, "}}", `},"revoked":"2026-03-01T11:59:59Z"}`, 1), did.ErrKeyRevoked},
		"to be revoked":              {strings.Replace(k1, "KEY", `KEY,"revoked":"2026-03-01T12:00:01Z"`, 1) + "," + other, nil},
		"another key that is":        {k1 + "," + other + `,{"id":"#k3","type":"Multikey","controller":"` + uni + `","publicKeyMultibase":"` + multikey(t, ed(2).Public()) + `","revoked":"2020-01-01T00:00:00Z"}`, nil},
	} {
		doc := document(t, uni, tt.methods, `,"assertionMethod":["#k1","#k2","#k3"]`)
		for _, id := range []string{"#k1", "#k2"} {
			if _, err := did.Bind(doc, uni, uni+id, "assertionMethod", now); !errors.Is(err, tt.want) {
				t.Errorf("%s: %s: %v, want %v", name, id, err, tt.want)
			}
		}
		if _, err := did.BindKey(doc, uni, pub, "assertionMethod", now); !errors.Is(err, tt.want) {
			t.Errorf("%s: the key itself: %v, want %v", name, err, tt.want)
		}
	}
}

// A JWK of which the private half stands anywhere in the document is nobody's.
func TestBindSecretJWK(t *testing.T) {
	const id = "https://uni.example/issuers/7"
	public := `"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(ed(1).Public().(ed25519.PublicKey)) + `"`
	method := func(fragment, key string) string {
		return `{"id":"` + id + fragment + `","type":"JsonWebKey","controller":"` + id + `","publicKeyJwk":{` + key + `}}`
	}
	for _, other := range []string{method("#k", public+`,"d":"AAAA"`), method("#other", public+`,"d":"AAAA"`), `{"id":"` + id + `#x","privateKeyJwk":{` + public + `,"d":"AAAA"}}`} {
		v, err := jsonld.Parse([]byte(`{"id":"`+id+`","verificationMethod":[`+method("#k", public)+`],"assertionMethod":["`+id+`#k"],"keyAgreement":[`+other+`]}`), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := did.ParseDocument(v)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := did.Bind(doc, id, id+"#k", "assertionMethod", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)); !errors.Is(err, did.ErrKeyWeak) {
			t.Errorf("%s: %v", other, err)
		}
	}
}
