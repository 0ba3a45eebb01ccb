package vc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// TestAbuse_SIG_01: tokens that are not signed are not read.
func TestAbuse_SIG_01(t *testing.T) {
	for _, alg := range []string{`"none"`, `"None"`, `"nOnE"`, `""`, `"HS256"`, `7`, `null`} {
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			r := judgeAs(t, world(t), reheaded(t, `{"alg":`+alg+`,"kid":"`+uniKey+`"}`), vc.Options{Profile: profile})
			if r.Verdict != vc.Invalid || r.Check(vc.CheckFormat).Result != vc.Fail || r.Check(vc.CheckProof).Result != vc.Skipped {
				t.Errorf("alg %s\n%s", alg, lines(r))
			}
		}
	}
	expect(t, judge(t, world(t), reheaded(t, `{"alg":"none","kid":"`+uniKey+`"}`)), vc.Invalid, "format=fail:ALG_NOT_ALLOWED")
}

// TestAbuse_SIG_03: the algorithm is that of the issuer's key.
func TestAbuse_SIG_03(t *testing.T) {
	for _, alg := range []string{"ES256", "RS256", "PS256"} {
		r := judge(t, world(t), reheaded(t, `{"alg":"`+alg+`","kid":"`+uniKey+`"}`))
		expect(t, r, vc.Invalid, "proof=fail:ALG_NOT_ALLOWED")
	}
	// A key that says it is for encryption.
	s := world(t, keySet(jwk(t, ed(2).Public(), `,"kid":"k2","use":"enc"`))...)
	expect(t, judge(t, s, token(t, badge, ed(2), vcjwt.SignHeader{Kid: "k2"})), vc.Invalid, "issuer_binding=fail:ALG_NOT_ALLOWED")
}

// TestAbuse_SIG_13: a weak key of the issuer's own proves nothing.
func TestAbuse_SIG_13(t *testing.T) {
	n := new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), 1023), big.NewInt(12345))
	weak := map[string]string{
		"RSA of 1024 bits":    `{"kty":"RSA","n":"` + base64.RawURLEncoding.EncodeToString(n.Bytes()) + `","e":"AQAB","kid":"weak"}`,
		"a small point":       `{"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(append([]byte{1}, make([]byte, 31)...)) + `","kid":"weak"}`,
		"off its curve":       `{"kty":"EC","crv":"P-256","x":"` + base64.RawURLEncoding.EncodeToString(make([]byte, 32)) + `","y":"` + base64.RawURLEncoding.EncodeToString(make([]byte, 32)) + `","kid":"weak"}`,
		"a key of 31 bytes":   `{"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(make([]byte, 31)) + `","kid":"weak"}`,
		"a key with a secret": jwk(t, ed(2).Public(), `,"kid":"weak","d":"AAAA"`),
	}
	for name, key := range weak {
		s := world(t, keySet(key)...)
		for _, alg := range []string{"RS256", "EdDSA", "ES256"} {
			r := judge(t, s, reheaded(t, `{"alg":"`+alg+`","kid":"weak"}`))
			if r.Verdict == vc.Valid || r.Check(vc.CheckIssuer).Result == vc.Pass {
				t.Errorf("%s, %s: %s", name, alg, lines(r))
			}
			if strings.HasPrefix(name, "RSA") && r.Check(vc.CheckIssuer).Code != vc.KeyWeak {
				t.Errorf("%s: %s", name, lines(r))
			}
		}
	}
}

// TestAbuse_DID_02: an issuer at an address of a private network is not asked.
func TestAbuse_DID_02(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "169.254.169.254", "%5B%3A%3A1%5D", "2130706433"} {
		s := &site{}
		issuer := "did:web:" + host
		r := judge(t, s, sign(t, replace(t, badge, `"issuer":{"id":"`+uni+`"`, `"issuer":{"id":"`+issuer+`"`), ed(9), issuer+"#key-1"))
		if r.Verdict == vc.Valid || r.Check(vc.CheckIssuer).Result == vc.Pass || len(s.asked) > 0 {
			t.Errorf("%s: asked %v\n%s", host, s.asked, lines(r))
		}
	}
	s := world(t, "https://intranet.example/.well-known/did.json", "!blocked")
	doc := sign(t, replace(t, badge, `"issuer":{"id":"`+uni+`"`, `"issuer":{"id":"did:web:intranet.example"`), ed(9), "did:web:intranet.example#key-1")
	expect(t, judge(t, s, doc), vc.Indeterminate, "issuer_binding=unknown:FETCH_BLOCKED")
}

// TestAbuse_DID_01: an issuer whose DID is not spelled as it is read here is not known, and
// its badge is neither valid nor damaged. One that could be read in two ways is.
func TestAbuse_DID_01(t *testing.T) {
	for did, want := range map[string]string{
		"did:web:Uni.Example":             "unknown:ISSUER_UNRESOLVABLE",
		"did:web:uni.example%3a443":       "unknown:ISSUER_UNRESOLVABLE",
		"did:web:uni_x.example":           "unknown:ISSUER_UNRESOLVABLE",
		"did:web:uni.example:a%20b":       "unknown:ISSUER_UNRESOLVABLE",
		"did:web:uni.example:%7Eada":      "unknown:ISSUER_UNRESOLVABLE",
		"did:web:uni.example:~ada":        "unknown:ISSUER_UNRESOLVABLE",
		"did:ebsi:z123":                   "unknown:ISSUER_UNRESOLVABLE",
		"did:web:uni.example:..:evil":     "fail:MALFORMED_INPUT",
		"did:web:uni.example:%2e%2e:evil": "fail:MALFORMED_INPUT",
		"did:web:uni.example%2Fevil":      "fail:MALFORMED_INPUT",
		"did:web:uni.example%40evil":      "fail:MALFORMED_INPUT",
		"did:web:uni.example:a%252e":      "fail:MALFORMED_INPUT",
		"did:web:uni.example:a%00b":       "fail:MALFORMED_INPUT",
	} {
		s := &site{}
		doc := signBy(t, "eddsa-jcs-2022", replace(t, badge, uni, did), ed(9), dataintegrity.Options{VerificationMethod: did + "#key-1", Created: now})
		r := judge(t, s, doc)
		if expect(t, r, r.Verdict, "issuer_binding="+want); r.Verdict == vc.Valid || len(s.asked) > 0 {
			t.Errorf("%s is %s, asked %v", did, r.Verdict, s.asked)
		}
	}
}

// TestOtherSuites: proofs of every suite that signs are judged.
func TestOtherSuites(t *testing.T) {
	old := replace(t, badge, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://w3id.org/security/suites/ed25519-2020/v1"`)
	doc := signBy(t, "Ed25519Signature2020", old, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now})
	expect(t, judge(t, world(t), doc), vc.Valid)
	expect(t, judge(t, world(t), replace(t, doc, "Ties knots", "Ties nots")), vc.Invalid, "proof=fail:PROOF_INVALID")
}

// TestFirstText: the context 3.0.3 is in the wild in two texts. In the earlier,
// jti means nothing, so a proof made by it covers everything but jti, and what is
// not covered is not handed on.
func TestFirstText(t *testing.T) {
	first := &jsonld.Processor{Contexts: jsonld.Pinned().Alternate()}
	signed, err := dataintegrity.Default().Sign(t.Context(), first, []byte(badge), "eddsa-rdfc-2022", ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now})
	if err != nil {
		t.Fatal(err)
	}
	r := judge(t, world(t), with(string(signed), `"jti":"https://uni.example/awards/1"`))
	expect(t, r, vc.Valid, "proof=pass")
	if string(r.Raw) != string(signed) || !strings.Contains(r.Check(vc.CheckProof).Text, "left out") {
		t.Errorf("%s\n%s", r.Raw, lines(r))
	}
	expect(t, judge(t, world(t), replace(t, with(string(signed), `"jti":"x:y"`), "Ties knots", "Ties nots")), vc.Invalid, "proof=fail:PROOF_INVALID")
}

// TestAbuse_CAN_04: one picture may be written out in a credential, however
// large within the whole; a second may not.
func TestAbuse_CAN_04(t *testing.T) {
	picture := `{"id":"data:image/png;base64,` + strings.Repeat("A", 200<<10) + `","type":"Image"}`
	one := replace(t, badge, `"criteria":`, `"image":`+picture+`,"criteria":`)
	expect(t, judge(t, world(t), sealed(t, one)), vc.Valid)
	two := strings.TrimSuffix(replace(t, one, `"name":"Knots",`, `"name":"Knots","image":`+picture+`,`), "}") + `,"proof":[]}`
	expect(t, judge(t, world(t), two), vc.Indeterminate, "format=unknown:LIMIT_EXCEEDED")
	long := strings.Repeat("A", 4<<20)
	expect(t, judge(t, world(t), long+".A.A"), vc.Indeterminate, "format=unknown:LIMIT_EXCEEDED")
}

// keysOf are the methods of a document with n keys of P-384, and their ids.
func keysOf(t testing.TB, id string, n int) (methods, ids string) {
	t.Helper()
	for i := range n {
		k, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		methods += fmt.Sprintf(`,{"id":"%s#k%d","type":"Multikey","controller":%q,"publicKeyMultibase":%q}`, id, i, id, multikey(t, k.Public()))
		ids += fmt.Sprintf(`,"%s#k%d"`, id, i)
	}
	return methods, ids
}

// presented is a presentation of n times the same, that nobody signed.
func presented(item string, n int) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"verifiableCredential":[` + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + `]}`
}

// TestAbuse_CAN_04_Keys: the keys of an issuer that lists many, or many times, are read
// once, however many proofs are theirs; and when the time is over, no more work is done.
func TestAbuse_CAN_04_Keys(t *testing.T) {
	methods, ids := keysOf(t, evil, 255)
	doc := replace(t, profile(t, evil, ed(9).Public(), ""), `}],"assertionMethod":[`, `}`+methods+`],"assertionMethod":[`+strings.Repeat(ids, 60)[1:]+`,`)
	var proofs []string
	for i := range 8 {
		proofs = append(proofs, fmt.Sprintf(`{"type":"DataIntegrityProof","cryptosuite":"ecdsa-jcs-2019","created":"2026-01-01T00:00:00Z","verificationMethod":"%s#k%d","proofPurpose":"assertionMethod","proofValue":"z%s"}`, evil, i, strings.Repeat("1", 96)))
	}
	theirs := replace(t, badge, uni, evil)
	wrong := with(theirs, `"proof":[`+strings.Join(proofs, ",")+`]`)
	signed := func(h vcjwt.SignHeader) string {
		endorsement := `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:1",` +
			`"type":["VerifiableCredential","EndorsementCredential"],"name":"E","issuer":{"id":"` + evil + `","type":["Profile"]},"validFrom":"2026-01-01T00:00:00Z",` +
			`"credentialSubject":{"id":"https://uni.example/awards/1","type":["EndorsementSubject"]}}`
		text := `"` + token(t, endorsement, ed(9), h) + `",`
		return `"` + token(t, with(theirs, `"endorsementJwt":[`+strings.TrimSuffix(strings.Repeat(text, 20), ",")+`]`), ed(9), h) + `"`
	}
	own, err := did.EncodeJWK(ed(9).Public())
	if err != nil {
		t.Fatal(err)
	}
	mine := with(string(own.JSON()), `"kid":"mine","iss":"`+evil+`"`)
	set := `{"keys":[` + mine + strings.Repeat(","+replace(t, mine, evil, "https://evil.example/other"), 3_000) + `]}`
	listed, unlisted := world(t, evil, doc), world(t, evil, `{"id":"`+evil+`","type":["Profile"]}`, "https://evil.example/.well-known/jwks.json", set)
	for name, tt := range map[string]struct {
		site *site
		text string
		want vc.Verdict
	}{
		"wrong proofs":               {listed, presented(wrong, 100), vc.Invalid},
		"tokens with kid":            {listed, presented(signed(vcjwt.SignHeader{Kid: evil + "#key-1"}), 100), vc.Valid},
		"tokens with jwk":            {listed, presented(signed(vcjwt.SignHeader{JWK: ed(9).Public()}), 100), vc.Valid},
		"tokens and a set of a host": {unlisted, presented(signed(vcjwt.SignHeader{Kid: "mine"}), 100), vc.Valid},
	} {
		t.Run(name, func(t *testing.T) {
			v := &vc.Verifier{Fetcher: tt.site, Now: clock, Keys: new(notes)}
			begun := time.Now()
			r, err := v.Verify(t.Context(), []byte(tt.text), vc.Options{})
			took := time.Since(begun)
			if err != nil || took > 5*time.Second || r.Verdict != tt.want {
				t.Errorf("it took %s: %v, %v", took, r.Verdict, err)
			}
			v.Budget.Time = time.Nanosecond
			begun = time.Now()
			r, err = v.Verify(t.Context(), []byte(tt.text), vc.Options{})
			if took = time.Since(begun); err != nil || took > time.Second || r.Verdict != vc.Indeterminate {
				t.Errorf("without time it took %s: %v, %v", took, r.Verdict, err)
			}
		})
	}
}
