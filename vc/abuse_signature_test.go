package vc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// TestAbuse_SIG_04: a key that comes with the token shows that the text is whole
// and not who wrote it.
func TestAbuse_SIG_04(t *testing.T) {
	r := judge(t, world(t), token(t, badge, ed(9), vcjwt.SignHeader{JWK: ed(9).Public()}))
	expect(t, r, vc.Invalid, "proof=pass", "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	if r.Summary.IssuerHost != "" {
		t.Errorf("the issuer's host is shown: %+v", r.Summary)
	}
}

// reheaded is a token with another header; its signature holds no more.
func reheaded(t testing.TB, header string) string {
	t.Helper()
	parts := strings.Split(token(t, badge, ed(9), vcjwt.SignHeader{Kid: uniKey}), ".")
	parts[0] = base64.RawURLEncoding.EncodeToString([]byte(header))
	return strings.Join(parts, ".")
}

// TestAbuse_SIG_05: addresses of keys in the header are not asked.
func TestAbuse_SIG_05(t *testing.T) {
	for _, member := range []string{`"jku":"https://evil/jwks"`, `"x5u":"http://169.254.169.254/"`, `"x5c":["MIIB"]`} {
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			s := world(t)
			r := judgeAs(t, s, reheaded(t, `{"alg":"EdDSA",`+member+`}`), vc.Options{Profile: profile})
			expect(t, r, vc.Invalid, "format=fail:KEY_UNTRUSTED_SOURCE")
			if len(s.asked) > 0 {
				t.Errorf("%s: asked %v", member, s.asked)
			}
		}
	}
}

// TestAbuse_SIG_06: kid is looked up among the issuer's keys and nowhere else.
func TestAbuse_SIG_06(t *testing.T) {
	for _, kid := range []string{"../../dev/null", "file:///etc/passwd", "' UNION SELECT", "https://evil.example/k.json", "did:web:evil.example#k1", uni + "/../key-1", "//uni.example/issuers/7#key-1", strings.Repeat("k", 2048)} {
		s := world(t)
		r := judge(t, s, token(t, badge, ed(9), vcjwt.SignHeader{Kid: kid}))
		expect(t, r, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
		for _, url := range s.asked {
			if url != uni && url != "https://uni.example/.well-known/jwks.json" {
				t.Errorf("%.60s: asked %s", kid, url)
			}
		}
	}
	expect(t, judge(t, world(t), reheaded(t, `{"alg":"EdDSA","kid":"`+strings.Repeat("k", 2049)+`"}`)), vc.Invalid, "format=fail")
}

// TestAbuse_SIG_08: a list of statuses is told from a badge, and other tokens
// are no credentials.
func TestAbuse_SIG_08(t *testing.T) {
	if r := judge(t, world(t), sealed(t, published(t, uni, "revocation"))); r.Kind != "Bitstring Status List" || r.Summary.Name != "" {
		t.Errorf("kind %s, summary %+v", r.Kind, r.Summary)
	}
	for _, payload := range []string{`{"iss":"https://uni.example","aud":"client","nonce":"n"}`, `{"scope":"read"}`} {
		text, err := vcjwt.SignPayload([]byte(payload), "EdDSA", ed(1), vcjwt.SignHeader{Kid: uniKey})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, judge(t, world(t), text), vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
	}
}

// TestAbuse_SIG_10: the claims of a token say what its credential says.
func TestAbuse_SIG_10(t *testing.T) {
	doc := with(badge, `"validUntil":"2027-01-01T00:00:00Z"`)
	good := with(doc, `"iss":"`+uni+`","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1767225600,"exp":1798761600`)
	sign := func(payload string) string {
		t.Helper()
		text, err := vcjwt.SignPayload([]byte(payload), "EdDSA", ed(1), vcjwt.SignHeader{Kid: uniKey})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	expect(t, judge(t, world(t), sign(good)), vc.Valid)
	for claim, other := range map[string]string{
		`"iss":"` + uni + `"`: `"iss":"` + evil + `"`, `"sub":"did:example:ada"`: `"sub":"did:example:eve"`,
		`"jti":"https://uni.example/awards/1"`: `"jti":"https://uni.example/awards/2"`, `"nbf":1767225600`: `"nbf":1767225601`, `"exp":1798761600`: `"exp":1798761599`,
	} {
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			r := judgeAs(t, world(t), sign(replace(t, good, claim, other)), vc.Options{Profile: profile})
			expect(t, r, vc.Invalid, "proof=fail:CLAIM_MISMATCH")
			if name := claim[1:4]; !strings.Contains(r.Check(vc.CheckProof).Text, name) {
				t.Errorf("%s is not named: %s", name, r.Check(vc.CheckProof).Text)
			}
		}
	}
	// What is not repeated contradicts nothing. 1EdTech's own example lacks sub.
	for _, claims := range []string{`"sub":"did:example:ada",`, `"iss":"` + uni + `","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1767225600,"exp":1798761600`} {
		lacking := sign(strings.Replace(replace(t, good, claims, ""), ",}", "}", 1))
		r := judge(t, world(t), lacking)
		if expect(t, r, vc.Valid, "proof=pass"); !strings.Contains(strings.Join(r.Notes, " "), "does not repeat") {
			t.Errorf("notes %q", r.Notes)
		}
		expect(t, judgeAs(t, world(t), lacking, vc.Options{Profile: vc.OneEdTech}), vc.Valid)
	}
	// Claims that are none of the credential's, and a status that is not understood.
	expect(t, judge(t, world(t), sign(with(good, `"nonce":"n","vct":"https://uni.example/t","cnf":{"jwk":{}}`))), vc.Valid)
	expect(t, judge(t, world(t), sign(with(good, `"status":{"status_list":{"idx":7,"uri":"https://uni.example/s"}}`))), vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE")
	both := strings.TrimSuffix(strings.Replace(good, `"validUntil":"2027`, `"credentialStatus":`+statusOf("7", "revocation")+`,"validUntil":"2027`, 1), "}") + `,"status":{"status_list":{"idx":7,"uri":"https://uni.example/s"}}}`
	listed := world(t, list, sealed(t, published(t, uni, "revocation")))
	expect(t, judge(t, listed, sign(both)), vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE")
	expect(t, judge(t, world(t, list, sealed(t, published(t, uni, "revocation", 7))), sign(both)), vc.Invalid, "status=fail:STATUS_REVOKED")
	expect(t, judge(t, world(t), sign(replace(t, good, `"validUntil":"2027-01-01T00:00:00Z",`, ""))), vc.Invalid, "proof=fail:CLAIM_MISMATCH")
}

// TestAbuse_SIG_11: members that some readers would take for each other.
func TestAbuse_SIG_11(t *testing.T) {
	good := sealed(t, badge)
	for _, member := range []string{`"ISSUER":"did:web:evil"`, `"i\u017f\u017fuer":"did:web:evil"`, `"issuer":"did:web:evil"`, `"proof":[]`, `"Proof":[]`} {
		expect(t, judge(t, world(t), with(good, member)), vc.Invalid, "format=fail:MALFORMED_INPUT")
	}
	inner := replace(t, good, `"name":"Knots","description"`, `"name":"Knots","Name":"Splices","description"`)
	expect(t, judge(t, world(t), inner), vc.Invalid, "format=fail:MALFORMED_INPUT")
}

// TestAbuse_SIG_18: nothing signed can be changed, taken away or added to, with
// any suite.
func TestAbuse_SIG_18(t *testing.T) {
	p256, p384 := ec(t, elliptic.P256()), ec(t, elliptic.P384())
	for _, tt := range []struct {
		suite string
		key   crypto.Signer
	}{
		{"eddsa-rdfc-2022", ed(1)},
		{"eddsa-jcs-2022", ed(1)},
		{"ecdsa-rdfc-2019", p256},
		{"ecdsa-rdfc-2019", p384},
		{"ecdsa-jcs-2019", p256},
	} {
		t.Run(tt.suite, func(t *testing.T) {
			s := world(t, uni, profile(t, uni, tt.key.Public(), ""))
			doc := signBy(t, tt.suite, everything(t), tt.key, dataintegrity.Options{VerificationMethod: uniKey, Created: now})
			expect(t, judge(t, s, doc), vc.Valid)
			v, err := jsonld.Parse([]byte(doc), jsonld.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			mutate(v, func(what string, mutant *jsonld.Value) {
				n++
				r := judge(t, s, string(mutant.JSON()))
				if r.Verdict == vc.Valid {
					t.Errorf("%s is valid: %s", what, mutant.JSON())
				}
				if r.Check(vc.CheckProof).Result == vc.Pass {
					t.Errorf("%s: the proof holds", what)
				}
			})
			if n < 120 {
				t.Errorf("only %d mutants", n)
			}
		})
	}
}

// ec returns a key of a curve that is the same in each run.
func ec(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	secret := make([]byte, (curve.Params().BitSize+7)/8)
	secret[len(secret)-1] = 7
	key, err := ecdsa.ParseRawPrivateKey(curve, secret)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestAbuse_LD_04_Text: a suite that signs the text and not what it means lets
// no word without a meaning through.
func TestAbuse_LD_04_Text(t *testing.T) {
	opt := dataintegrity.Options{VerificationMethod: uniKey, Created: now}
	for _, doc := range []string{with(badge, `"honours":"summa"`), replace(t, badge, `"type":["Achievement"]`, `"type":["Achievement","Wonder"]`)} {
		signed, err := dataintegrity.Default().Sign(t.Context(), processor, []byte(doc), "eddsa-jcs-2022", ed(1), opt)
		if err != nil {
			t.Fatalf("the suite signs the text, and now does not: %v", err)
		}
		expect(t, judge(t, world(t), string(signed)), vc.Invalid, "context=fail:TERM_UNDEFINED")
	}
}

// TestAbuse_SIG_18_JWT: the same of a token, whose signature is kept.
func TestAbuse_SIG_18_JWT(t *testing.T) {
	s := world(t)
	parts := strings.Split(token(t, everything(t), ed(1), vcjwt.SignHeader{Kid: uniKey}), ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonld.Parse(payload, jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	mutate(v, func(what string, mutant *jsonld.Value) {
		text := parts[0] + "." + base64.RawURLEncoding.EncodeToString(mutant.JSON()) + "." + parts[2]
		if r := judge(t, s, text); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Result == vc.Pass {
			t.Errorf("%s: %s\n%s", what, r.Verdict, mutant.JSON())
		}
	})
}

// mutate calls f with each value that differs from v in one leaf or member: one
// changed, one taken away, one added. The proofs of the root are left alone but
// for their options.
func mutate(v *jsonld.Value, f func(what string, mutant *jsonld.Value)) {
	mutateAt(v, "", f)
}

func mutateAt(v *jsonld.Value, at string, f func(string, *jsonld.Value)) {
	switch v.Kind() {
	case jsonld.String:
		f("change "+at, jsonld.NewString(v.Str()+"x"))
	case jsonld.Bool:
		b, _ := v.Bool()
		f("change "+at, jsonld.NewBool(!b))
	case jsonld.Number:
		f("change "+at, jsonld.NewNumber("7"+strings.TrimPrefix(v.Number(), "-")))
	case jsonld.Array:
		items := v.Items()
		for i, item := range items {
			swap := func(x *jsonld.Value) *jsonld.Value {
				out := append([]*jsonld.Value(nil), items...)
				out[i] = x
				return jsonld.NewArray(out...)
			}
			mutateAt(item, fmt.Sprint(at, "/", i), func(what string, m *jsonld.Value) { f(what, swap(m)) })
			f(fmt.Sprint("remove ", at, "/", i), jsonld.NewArray(append(append([]*jsonld.Value(nil), items[:i]...), items[i+1:]...)...))
		}
	case jsonld.Object:
		for _, m := range v.Members() {
			mutateAt(m.Value, at+"/"+m.Name, func(what string, x *jsonld.Value) { f(what, v.With(m.Name, x)) })
			f("remove "+at+"/"+m.Name, v.Without(m.Name))
		}
		for _, name := range []string{"narrative", "honours", "validUntil"} {
			if v.Get(name) == nil {
				f("add "+at+"/"+name, v.With(name, jsonld.NewString("2030-01-01T00:00:00Z")))
			}
		}
	case jsonld.Null, jsonld.Absent: // there is only one of each
	}
}

// TestAbuse_SIG_19: the key of another issuer signs, whether that issuer is
// known or not.
func TestAbuse_SIG_19(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	expect(t, judge(t, s, sign(t, badge, ed(9), evil+"#key-1")), vc.Invalid, "proof=pass", "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	expect(t, judge(t, s, token(t, badge, ed(9), vcjwt.SignHeader{Kid: evil + "#key-1"})), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}

// TestAbuse_SIG_21: text is compared letter by letter and has to be UTF-8.
func TestAbuse_SIG_21(t *testing.T) {
	good := sealed(t, replace(t, badge, `"name":"Knots","description"`, `"name":"Nœud caf\u00e9","description"`))
	expect(t, judge(t, world(t), good), vc.Valid)
	expect(t, judge(t, world(t), replace(t, good, `café`, "cafe\u0301")), vc.Invalid, "proof=fail:PROOF_INVALID")
	expect(t, judge(t, world(t), replace(t, good, "Tie ten", `Tie \ud800`)), vc.Invalid, "format=fail:MALFORMED_INPUT")
	expect(t, judge(t, world(t), replace(t, good, "Tie ten", "Tie \xff")), vc.Invalid, "format=fail:MALFORMED_INPUT")
}

// TestAbuse_SIG_22: numbers that readers disagree on.
func TestAbuse_SIG_22(t *testing.T) {
	doc := replace(t, badge, `"criteria":`, `"creditsAvailable":3,"criteria":`)
	good := sealed(t, doc)
	expect(t, judge(t, world(t), good), vc.Valid)
	for _, n := range []string{"1e400", "9007199254740993", "1e999999999"} {
		start := time.Now()
		r := judge(t, world(t), replace(t, good, `"creditsAvailable":3`, `"creditsAvailable":`+n))
		expect(t, r, vc.Invalid)
		if d := time.Since(start); d > time.Second {
			t.Errorf("%s took %s", n, d)
		}
	}
	expect(t, judge(t, world(t), replace(t, good, `"creditsAvailable":3`, `"creditsAvailable":4`)), vc.Invalid, "proof=fail:PROOF_INVALID")
}

// TestAbuse_DI_01: the attacker's key stands in the fragment of the issuer's id.
func TestAbuse_DI_01(t *testing.T) {
	r := judge(t, world(t), sign(t, badge, ed(9), uni+"#"+multikey(t, ed(9).Public())))
	expect(t, r, vc.Invalid, "proof=pass", "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}

// TestAbuse_DI_02: a did:key without fragment, and one with.
func TestAbuse_DI_02(t *testing.T) {
	bare, method, err := did.KeyDID(ed(9).Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []string{bare, method} {
		expect(t, judge(t, world(t), sign(t, badge, ed(9), m)), vc.Invalid, "proof=pass", "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	}
	// The issuer is the key, but the bare DID names no method of its document.
	own := replace(t, badge, `"issuer":{"id":"`+uni+`"`, `"issuer":{"id":"`+bare+`"`)
	expect(t, judge(t, world(t), sign(t, own, ed(9), bare)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}

// TestAbuse_DI_03: a document elsewhere says that its key is the issuer's.
func TestAbuse_DI_03(t *testing.T) {
	key := `{"id":"https://evil.example/key","type":"Multikey","controller":"` + uni + `","publicKeyMultibase":"` + multikey(t, ed(9).Public()) + `"}`
	document := `{"id":"https://evil.example/key","verificationMethod":[` + replace(t, key, `evil.example/key"`, `evil.example/key#1"`) + `],"assertionMethod":["https://evil.example/key#1"]}`
	for method, served := range map[string]string{"https://evil.example/key": key, "https://evil.example/key#1": document} {
		s := world(t, "https://evil.example/key", served)
		expect(t, judge(t, s, sign(t, badge, ed(9), method)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	}
}

// TestAbuse_DI_04: a key of the issuer that is not for issuing.
func TestAbuse_DI_04(t *testing.T) {
	for _, relationship := range []string{"authentication", "keyAgreement", "other"} {
		s := world(t, uni, replace(t, profile(t, uni, ed(1).Public(), ""), `"assertionMethod"`, `"`+relationship+`"`))
		expect(t, judge(t, s, sealed(t, badge)), vc.Invalid, "proof=pass", "issuer_binding=fail:PROOF_PURPOSE_MISMATCH")
	}
	login := signWith(t, badge, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now, Purpose: "authentication"})
	expect(t, judge(t, world(t), login), vc.Invalid, "proof=fail:PROOF_PURPOSE_MISMATCH", "issuer_binding=skipped")
}

// TestAbuse_DI_05: what stands where a proof should.
func TestAbuse_DI_05(t *testing.T) {
	for proof, want := range map[string]string{
		`[]`: "PROOF_MISSING", `null`: "PROOF_MISSING", `{}`: "MALFORMED_INPUT", `"x"`: "MALFORMED_INPUT", `[{}]`: "MALFORMED_INPUT", `[[]]`: "MALFORMED_INPUT", `7`: "MALFORMED_INPUT",
	} {
		r := judge(t, world(t), with(badge, `"proof":`+proof))
		expect(t, r, vc.Invalid)
		if c := r.Check(vc.CheckProof); c.Result != vc.Fail || c.Code != want {
			t.Errorf("proof %s: %s %s, want %s\n%s", proof, c.Result, c.Code, want, lines(r))
		}
	}
}

// proofIn returns the proofs of a document as text.
func proofIn(t testing.TB, doc string) string {
	t.Helper()
	_, proofs, ok := strings.Cut(doc, `,"proof":[`)
	if !ok {
		t.Fatalf("no proof in %s", doc)
	}
	return strings.TrimSuffix(proofs, "]}")
}

// TestAbuse_DI_06: sets of proofs. A proof of the issuer must hold and none that
// names a key of the issuer may be wrong; strangers' proofs decide nothing.
func TestAbuse_DI_06(t *testing.T) {
	good := proofIn(t, sealed(t, badge))
	strange := proofIn(t, sign(t, badge, ed(9), evil+"#key-1"))
	var (
		wrong        = proofIn(t, sealed(t, replace(t, badge, "Ties knots", "Ties nots")))
		strangeWrong = proofIn(t, sign(t, replace(t, badge, "Ties knots", "Ties nots"), ed(9), evil+"#key-1"))
		unknown      = strings.Replace(good, "eddsa-rdfc-2022", "eddsa-rdfc-3022", 1)
		undefined    = strings.Replace(good, `"type":"DataIntegrityProof"`, `"type":"SomeProofType"`, 1)
	)
	tests := []struct {
		name   string
		proofs []string
		want   vc.Verdict
	}{
		{"issuer", []string{good}, vc.Valid},
		{"stranger", []string{strange}, vc.Invalid},
		{"stranger and issuer", []string{strange, good}, vc.Valid},
		{"stranger's broken and issuer's good", []string{strangeWrong, good}, vc.Valid},
		{"stranger's good and issuer's broken", []string{strange, wrong}, vc.Invalid},
		{"issuer's good and issuer's broken", []string{good, wrong}, vc.Invalid},
		{"issuer's good and one not understood", []string{good, unknown}, vc.Valid},
		{"only one not understood", []string{unknown}, vc.Indeterminate},
		{"stranger's good and issuer's not understood", []string{strange, unknown}, vc.Indeterminate},
		{"a type that no context defines", []string{good, undefined}, vc.Valid}, // which anybody can put there
		{"only a type that no context defines", []string{undefined}, vc.Indeterminate},
		{"eight", []string{good, good, good, good, good, good, good, good}, vc.Valid},
		{"nine", []string{good, good, good, good, good, good, good, good, good}, vc.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
			r := judge(t, s, with(badge, `"proof":[`+strings.Join(tt.proofs, ",")+`]`))
			expect(t, r, tt.want)
		})
	}
	r := judge(t, world(t), with(badge, `"proof":[`+strings.TrimSuffix(strings.Repeat(good+",", 9), ",")+`]`))
	expect(t, r, vc.Invalid, "proof=fail:LIMIT_EXCEEDED")
}

// TestAbuse_DI_07: proofs that build on others need them, and the others count.
func TestAbuse_DI_07(t *testing.T) {
	first := signWith(t, badge, ed(9), dataintegrity.Options{VerificationMethod: evil + "#key-1", Created: now, ID: "urn:uuid:first"})
	chain := signWith(t, first, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now, PreviousProof: []string{"urn:uuid:first"}})
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	expect(t, judge(t, s, chain), vc.Valid, "proof=pass", "issuer_binding=pass")
	last := proofIn(t, chain)[len(proofIn(t, first))+1:]
	expect(t, judge(t, s, with(badge, `"proof":[`+last+`]`)), vc.Invalid, "proof=fail:PROOF_INVALID")
	broken := proofIn(t, signWith(t, replace(t, badge, "Ties knots", "Ties nots"), ed(9), dataintegrity.Options{VerificationMethod: evil + "#key-1", Created: now, ID: "urn:uuid:first"}))
	forged := signWith(t, with(badge, `"proof":[`+broken+`]`), ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now, PreviousProof: []string{"urn:uuid:first"}})
	expect(t, judge(t, s, forged), vc.Invalid, "proof=fail:PROOF_INVALID")
}

// TestAbuse_DI_08: a proof that counts no more, and one from the future.
func TestAbuse_DI_08(t *testing.T) {
	for _, tt := range []struct {
		opt  dataintegrity.Options
		want string
	}{
		{dataintegrity.Options{Created: now.Add(-time.Hour), Expires: now.Add(-time.Minute)}, "PROOF_EXPIRED"},
		{dataintegrity.Options{Created: now.Add(6 * time.Minute)}, "NOT_YET_VALID"},
	} {
		tt.opt.VerificationMethod = uniKey
		r := judge(t, world(t), signWith(t, badge, ed(1), tt.opt))
		expect(t, r, vc.Invalid, "proof=fail:"+tt.want)
		if text := r.Check(vc.CheckProof).Text; strings.Contains(text, "changed") {
			t.Errorf("nothing was changed: %s", text)
		}
	}
	expect(t, judge(t, world(t), signWith(t, badge, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(4 * time.Minute), Expires: now.Add(time.Hour)})), vc.Valid)
}

// TestAbuse_KEY_01: what a key signed does not count once the issuer revoked it.
func TestAbuse_KEY_01(t *testing.T) {
	for more, want := range map[string]vc.Verdict{
		`,"revoked":"2026-02-01T00:00:00Z"`: vc.Invalid,
		`,"expires":"2026-02-01T00:00:00Z"`: vc.Invalid,
		`,"revoked":"2026-04-01T00:00:00Z"`: vc.Valid,
	} {
		s := world(t, uni, profile(t, uni, ed(1).Public(), more))
		r := judge(t, s, sealed(t, badge))
		expect(t, r, want)
		if want == vc.Invalid {
			code := map[bool]string{true: vc.KeyRevoked, false: vc.ProofExpired}[strings.Contains(more, "revoked")]
			expect(t, r, want, "proof=pass", "issuer_binding=fail:"+code)
		}
		expect(t, judge(t, s, token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})), want)
		expect(t, judge(t, s, token(t, badge, ed(1), vcjwt.SignHeader{JWK: ed(1).Public()})), want)
	}
}
