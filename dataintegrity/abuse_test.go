package dataintegrity_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

func TestSignAndVerify(t *testing.T) {
	p := processor(t)
	tests := []struct {
		suite  string
		signer crypto.Signer
	}{
		{"eddsa-rdfc-2022", ed(1)},
		{"ecdsa-rdfc-2019", ec(elliptic.P256())},
		{"ecdsa-rdfc-2019", ec(elliptic.P384())},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(tt.suite, " ", i), func(t *testing.T) {
			issuer, method, key := identity(t, tt.signer.Public())
			opt := dataintegrity.Options{VerificationMethod: method, Created: now}
			signed, err := dataintegrity.Default().Sign(ctx, p, []byte(credential(issuer)), tt.suite, tt.signer, opt)
			if err != nil {
				t.Fatal(err)
			}
			if err := verify(t, p, string(signed), 0, key, expect); err != nil {
				t.Error(err)
			}
			// DI-01 of the requirements: what a proof holds, and in an array.
			start := strings.TrimSuffix(credential(issuer), "}") + `,"proof":[{"type":"DataIntegrityProof","cryptosuite":"` + tt.suite +
				`","created":"2026-03-01T12:00:00Z","verificationMethod":"` + method + `","proofPurpose":"assertionMethod","proofValue":"z`
			if !strings.HasPrefix(string(signed), start) {
				t.Errorf("signed: %s\nwant %s…", signed, start)
			}
			again, err := dataintegrity.Default().Sign(ctx, p, []byte(credential(issuer)), tt.suite, tt.signer, opt)
			if err != nil || string(again) != string(signed) {
				t.Errorf("the same key signs the same twice with two results: %v", err)
			}
			if err := verify(t, p, replace(t, string(signed), "Ties knots", "Ties nots"), 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("one letter less: %v", err)
			}
		})
	}
}

// brokenSigner gives the signature of something else, or of nothing.
type brokenSigner struct {
	crypto.Signer
	sig []byte
	err error
}

func (b brokenSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return b.sig, b.err }

func TestSignRefuses(t *testing.T) {
	p := processor(t)
	issuer, method, _ := identity(t, ed(1).Public())
	doc := credential(issuer)
	opt := dataintegrity.Options{VerificationMethod: method}
	tests := []struct {
		name   string
		doc    string
		suite  string
		signer crypto.Signer
		opt    dataintegrity.Options
		want   error
	}{
		{"a suite that is not in the table", doc, "bbs-2023", ed(1), opt, dataintegrity.ErrUnsupported},
		{"mandatory parts, where all is shown or nothing", doc, "eddsa-rdfc-2022", ed(1), dataintegrity.Options{VerificationMethod: method, Mandatory: []string{"/issuer"}}, dataintegrity.ErrUnsupported},
		{"a pointer to nothing", doc, "ecdsa-sd-2023", p256(), dataintegrity.Options{VerificationMethod: method, Mandatory: []string{"/nothing"}}, dataintegrity.ErrPointer},
		{"a curve that selective disclosure does not take", doc, "ecdsa-sd-2023", ec(elliptic.P384()), opt, did.ErrKeyUse},
		{"no suite", doc, "", ed(1), opt, dataintegrity.ErrUnsupported},
		{"the key of another suite", doc, "ecdsa-rdfc-2019", ed(1), opt, did.ErrKeyUse},
		{"the key of the other suite", doc, "eddsa-rdfc-2022", ec(elliptic.P256()), opt, did.ErrKeyUse},
		{"a curve that is not supported", doc, "ecdsa-rdfc-2019", ec(elliptic.P521()), opt, did.ErrUnsupported},
		{"no key", doc, "eddsa-rdfc-2022", nil, opt, did.ErrKeyWeak},
		{"no verificationMethod", doc, "eddsa-rdfc-2022", ed(1), dataintegrity.Options{}, dataintegrity.ErrMalformed},
		{"a verificationMethod that is no URL", doc, "eddsa-rdfc-2022", ed(1), dataintegrity.Options{VerificationMethod: "key-1"}, dataintegrity.ErrMalformed},
		{"no @context", `{"id":"urn:uuid:1"}`, "eddsa-rdfc-2022", ed(1), opt, dataintegrity.ErrMalformed},
		{"a proof that is no proof", replace(t, doc, `"name"`, `"proof":"x","name"`), "eddsa-rdfc-2022", ed(1), opt, dataintegrity.ErrMalformed},
		{"an array", `[]`, "eddsa-rdfc-2022", ed(1), opt, dataintegrity.ErrMalformed},
		{"a previous proof that is not there", doc, "eddsa-rdfc-2022", ed(1), dataintegrity.Options{VerificationMethod: method, PreviousProof: []string{"urn:uuid:9"}}, dataintegrity.ErrMissing},
		{"a signature of something else", doc, "eddsa-rdfc-2022", brokenSigner{Signer: ed(1), sig: make([]byte, 64)}, opt, dataintegrity.ErrProofInvalid},
		{"a signer that fails", doc, "eddsa-rdfc-2022", brokenSigner{Signer: ed(1), err: io.ErrClosedPipe}, opt, io.ErrClosedPipe},
		{"a signature that is no DER", doc, "ecdsa-rdfc-2019", brokenSigner{Signer: ec(elliptic.P256()), sig: []byte{1, 2}}, opt, nil},
		{"a signature that is too long", doc, "ecdsa-rdfc-2019", brokenSigner{Signer: ec(elliptic.P256()), sig: der(t, new(big.Int).Lsh(big.NewInt(1), 256))}, opt, nil},
		{"a signature of zeros", doc, "ecdsa-rdfc-2019", brokenSigner{Signer: ec(elliptic.P256()), sig: der(t, new(big.Int))}, opt, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			signed, err := dataintegrity.Default().Sign(ctx, p, []byte(tt.doc), tt.suite, tt.signer, tt.opt)
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || signed != nil {
				t.Errorf("Sign = %s, %v, want %v", signed, err, tt.want)
			}
		})
	}
	t.Run("a term that means nothing", func(t *testing.T) {
		var undefined *jsonld.TermError
		_, err := dataintegrity.Default().Sign(ctx, p, []byte(replace(t, doc, `"name"`, `"nickname":"K","name"`)), "eddsa-rdfc-2022", ed(1), opt)
		if !errors.As(err, &undefined) {
			t.Errorf("err = %v, want a TermError", err)
		}
	})
	t.Run("a ninth proof", func(t *testing.T) {
		var err error
		signed := []byte(doc)
		for range 8 {
			if signed, err = dataintegrity.Default().Sign(ctx, p, signed, "eddsa-rdfc-2022", ed(1), opt); err != nil {
				t.Fatal(err)
			}
		}
		var limit *jsonld.LimitError
		if _, err := dataintegrity.Default().Sign(ctx, p, signed, "eddsa-rdfc-2022", ed(1), opt); !errors.As(err, &limit) {
			t.Errorf("err = %v, want a LimitError", err)
		}
	})
}

func der(t *testing.T, n *big.Int) []byte {
	t.Helper()
	b, err := asn1.Marshal(struct{ R, S *big.Int }{n, n})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAbuse_DI_04(t *testing.T) {
	p := processor(t)
	_, method, _ := identity(t, ed(1).Public())
	for _, purpose := range []string{"authentication", "keyAgreement", "capabilityInvocation"} {
		doc, key := sealed(t, p, dataintegrity.Options{Purpose: purpose})
		if err := verify(t, p, doc, 0, key, expect); !errors.Is(err, dataintegrity.ErrPurpose) {
			t.Errorf("a proof for %s: %v, want ErrPurpose", purpose, err)
		}
	}
	doc, key := sealed(t, p, dataintegrity.Options{})
	for name, change := range map[string]string{"another purpose": `"authentication"`, "no text": `["assertionMethod"]`, "null": "null"} {
		changed := replace(t, doc, `"proofPurpose":"assertionMethod"`, `"proofPurpose":`+change)
		if err := verify(t, p, changed, 0, key, expect); !errors.Is(err, dataintegrity.ErrPurpose) {
			t.Errorf("%s: %v, want ErrPurpose", name, err)
		}
	}
	t.Run("an assertion by a key that is for signing in", func(t *testing.T) {
		issuer, _, _ := identity(t, ed(1).Public())
		d, err := did.Default(nil).Resolve(ctx, issuer)
		if err != nil {
			t.Fatal(err)
		}
		wrong, err := did.Bind(d, issuer, method, "authentication", now)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(t, p, doc, 0, wrong, expect); !errors.Is(err, dataintegrity.ErrPurpose) {
			t.Errorf("err = %v, want ErrPurpose", err)
		}
		signIn, _ := sealed(t, p, dataintegrity.Options{Purpose: "authentication", Domain: "uni.example", Challenge: "c"})
		want := dataintegrity.Expect{Now: now, Purpose: "authentication", Domain: "uni.example", Challenge: "c"}
		if err := verify(t, p, signIn, 0, wrong, want); err != nil {
			t.Errorf("signing in with it: %v", err)
		}
		for other, want := range map[dataintegrity.Expect]error{
			{Now: now, Purpose: "authentication", Domain: "evil.example", Challenge: "c"}: dataintegrity.ErrDomain,
			{Now: now, Purpose: "authentication", Domain: "uni.example", Challenge: "d"}:  dataintegrity.ErrChallenge,
		} {
			if err := verify(t, p, signIn, 0, wrong, other); !errors.Is(err, want) || errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("%v, want %v", err, want)
			}
		}
	})
}

func TestAbuse_DI_05(t *testing.T) {
	for proof, want := range map[string]error{
		`[]`: dataintegrity.ErrMissing, `null`: dataintegrity.ErrMissing, ``: dataintegrity.ErrMissing,
		`{}`: dataintegrity.ErrMalformed, `"x"`: dataintegrity.ErrMalformed, `[{}]`: dataintegrity.ErrMalformed,
		`1`: dataintegrity.ErrMalformed, `[1]`: dataintegrity.ErrMalformed, `[null]`: dataintegrity.ErrMalformed,
		`[[]]`: dataintegrity.ErrMalformed, `{"type":1}`: dataintegrity.ErrMalformed, `true`: dataintegrity.ErrMalformed,
	} {
		t.Run(proof, func(t *testing.T) {
			doc := `{"id":"urn:uuid:1"}`
			if proof != "" {
				doc = `{"proof":` + proof + `}`
			}
			if got, err := dataintegrity.Proofs(parse(t, []byte(doc))); !errors.Is(err, want) || got != nil {
				t.Errorf("Proofs = %v, %v, want %v", got, err, want)
			}
		})
	}
}

func TestAbuse_DI_06(t *testing.T) {
	p := processor(t)
	doc, key := sealed(t, p, dataintegrity.Options{})
	issuer, _, _ := identity(t, ed(1).Public())
	_, evilMethod, evil := identity(t, ed(66).Public())
	both, err := dataintegrity.Default().Sign(ctx, p, []byte(doc), "eddsa-rdfc-2022", ed(66), dataintegrity.Options{VerificationMethod: evilMethod})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("a set of the issuer's proof and the attacker's", func(t *testing.T) {
		if err := verify(t, p, string(both), 0, key, expect); err != nil {
			t.Errorf("the issuer's: %v", err)
		}
		if err := verify(t, p, string(both), 1, evil, expect); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("the attacker's with the attacker's key: %v, want ErrNotBound", err)
		}
		if err := verify(t, p, string(both), 1, key, expect); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("the attacker's with the issuer's key: %v, want ErrNotBound", err)
		}
		alone, err := did.Unproven(evilMethod, ed(66).Public())
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(t, p, string(both), 1, alone, expect); err != nil {
			t.Errorf("the attacker's, as mathematics: %v", err)
		}
	})
	t.Run("the issuer's proof broken", func(t *testing.T) {
		broken := replace(t, string(both), `"proofValue":"z`, `"proofValue":"z2`)
		if err := verify(t, p, broken, 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
			t.Errorf("err = %v, want ErrProofInvalid", err)
		}
	})
	t.Run("an unknown suite beside a sound proof", func(t *testing.T) {
		v := parse(t, []byte(doc))
		odd := v.Get("proof").Items()[0].With("cryptosuite", jsonld.NewString("x-2026"))
		v = v.With("proof", jsonld.NewArray(odd, v.Get("proof").Items()[0]))
		if err := verify(t, p, string(v.JSON()), 0, key, expect); !errors.Is(err, dataintegrity.ErrUnsupported) {
			t.Errorf("the unknown: %v, want ErrUnsupported", err)
		}
		if err := verify(t, p, string(v.JSON()), 1, key, expect); err != nil {
			t.Errorf("the sound: %v", err)
		}
	})
	for _, n := range []int{8, 9, 10_000} {
		t.Run(fmt.Sprint(n, " proofs"), func(t *testing.T) {
			many := make([]*jsonld.Value, n)
			for i := range many {
				many[i] = jsonld.NewObject(jsonld.Member{Name: "type", Value: jsonld.NewString("x")})
			}
			got, err := dataintegrity.Proofs(jsonld.NewObject(jsonld.Member{Name: "proof", Value: jsonld.NewArray(many...)}))
			var limit *jsonld.LimitError
			if n <= 8 && len(got) != n || n > 8 && !errors.As(err, &limit) {
				t.Errorf("Proofs = %d, %v", len(got), err)
			}
		})
	}
	t.Run("SIG-19 the credential of another issuer", func(t *testing.T) {
		other := strings.Replace(credential(issuer), issuer, "did:web:uni.example", 1)
		_, method, _ := identity(t, ed(1).Public())
		signed, err := dataintegrity.Default().Sign(ctx, p, []byte(other), "eddsa-rdfc-2022", ed(1), dataintegrity.Options{VerificationMethod: method})
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(t, p, string(signed), 0, key, expect); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("err = %v, want ErrNotBound", err)
		}
	})
	t.Run("no key", func(t *testing.T) {
		if err := verify(t, p, doc, 0, did.Key{}, expect); !errors.Is(err, did.ErrNotBound) {
			t.Errorf("err = %v, want ErrNotBound", err)
		}
	})
}

func TestAbuse_DI_07(t *testing.T) {
	p := processor(t)
	first, key := sealed(t, p, dataintegrity.Options{ID: "urn:uuid:a"})
	_, method, _ := identity(t, ed(1).Public())
	b, err := dataintegrity.Default().Sign(ctx, p, []byte(first), "eddsa-rdfc-2022", ed(1),
		dataintegrity.Options{VerificationMethod: method, ID: "urn:uuid:b", PreviousProof: []string{"urn:uuid:a"}})
	if err != nil {
		t.Fatal(err)
	}
	chain := parse(t, b)
	for n := range 2 {
		if err := verify(t, p, string(b), n, key, expect); err != nil {
			t.Errorf("proof %d of the chain: %v", n+1, err)
		}
	}
	proofs := chain.Get("proof").Items()
	set := func(proofs ...*jsonld.Value) string {
		return string(chain.With("proof", jsonld.NewArray(proofs...)).JSON())
	}
	previous := func(proof *jsonld.Value, json string) *jsonld.Value {
		return proof.With("previousProof", parse(t, []byte(json)))
	}
	tests := []struct {
		name, doc string
		proof     int
	}{
		{"an unknown one", set(proofs[0], previous(proofs[1], `"urn:uuid:x"`)), 1},
		{"a known and an unknown one", set(proofs[0], previous(proofs[1], `["urn:uuid:a","urn:uuid:x"]`)), 1},
		{"stripped from the document", set(proofs[1]), 0},
		{"itself", set(proofs[0], previous(proofs[1], `"urn:uuid:b"`)), 1},
		{"a circle of two", set(previous(proofs[0], `"urn:uuid:b"`), proofs[1]), 1},
		{"two with the same id", set(proofs[0], proofs[0], proofs[1]), 2},
		{"nothing", set(proofs[0], previous(proofs[1], `[]`)), 1},
		{"a number", set(proofs[0], previous(proofs[1], `1`)), 1},
		{"an empty text", set(proofs[0].Without("id"), previous(proofs[1], `""`)), 1},
		{"null", set(proofs[0], previous(proofs[1], `null`)), 1},
		{"one twice", set(proofs[0], previous(proofs[1], `["urn:uuid:a","urn:uuid:a"]`)), 1},
		{"the reference taken away", set(proofs[0], proofs[1].Without("previousProof")), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := verify(t, p, tt.doc, tt.proof, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v, want ErrProofInvalid", err)
			}
		})
	}
}

// TestAbuse_DI_07_Paths: each proof builds on all before it, so the ways through them
// are without number, and on each of those many times.
func TestAbuse_DI_07_Paths(t *testing.T) {
	chain := func(n, times int) *jsonld.Value {
		var proofs []string
		for i := range n {
			var ids []string
			for before := range i {
				ids = append(ids, slices.Repeat([]string{fmt.Sprintf(`"urn:p:%d"`, before)}, times)...)
			}
			proofs = append(proofs, fmt.Sprintf(`{"id":"urn:p:%d","type":"DataIntegrityProof","previousProof":[%s]}`, i, strings.Join(ids, ",")))
		}
		proofs[0] = `{"id":"urn:p:0","type":"DataIntegrityProof"}`
		return parse(t, []byte(`{"proof":[`+strings.Join(proofs, ",")+`]}`))
	}
	last := func(doc *jsonld.Value) *jsonld.Value { items := doc.Get("proof").Items(); return items[len(items)-1] }
	doc := chain(8, 1)
	if found, err := dataintegrity.Previous(doc, last(doc)); err != nil || len(found) != 7 {
		t.Errorf("%d proofs, %v", len(found), err)
	}
	doc = chain(8, 50)
	began := time.Now()
	if _, err := dataintegrity.Previous(doc, last(doc)); !errors.Is(err, dataintegrity.ErrProofInvalid) {
		t.Errorf("each named many times: %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestAbuse_DI_08(t *testing.T) {
	p := processor(t)
	doc, key := sealed(t, p, dataintegrity.Options{
		Created: now.Add(-time.Hour), Expires: now.Add(time.Hour), Domain: "uni.example", Challenge: "c", Nonce: "n",
	})
	if err := verify(t, p, doc, 0, key, expect); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new string }{
		{"created", `"created":"2026-03-01T11`, `"created":"2026-03-01T10`},
		{"created taken away", `"created":"2026-03-01T11:00:00Z",`, ``},
		{"created without zone", `"created":"2026-03-01T11:00:00Z"`, `"created":"2026-03-01T11:00:00"`},
		{"created that is no time", `"created":"2026-03-01T11:00:00Z"`, `"created":"yesterday"`},
		{"expires later", `"expires":"2026-03-01T13`, `"expires":"2036-03-01T13`},
		{"expires in the past", `"expires":"2026-03-01T13`, `"expires":"2026-01-01T13`},
		{"expires taken away", `"expires":"2026-03-01T13:00:00Z",`, ``},
		{"domain", `"domain":"uni.example"`, `"domain":"evil.example"`},
		{"domain taken away", `"domain":"uni.example",`, ``},
		{"a second domain", `"domain":"uni.example"`, `"domain":["uni.example","evil.example"]`},
		{"challenge", `"challenge":"c"`, `"challenge":"d"`},
		{"nonce", `"nonce":"n"`, `"nonce":"m"`},
		{"nonce taken away", `"nonce":"n",`, ``},
		{"a context of the proof's own", `"nonce":"n"`, `"nonce":"n","@context":"https://www.w3.org/ns/credentials/v2"`},
		{"the document's context in the proof", `"nonce":"n"`, `"nonce":"n","@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`},
		{"an id", `"nonce":"n"`, `"nonce":"n","id":"urn:uuid:9"`},
		{"the proofValue", `"proofValue":"z`, `"proofValue":"z1`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := verify(t, p, replace(t, doc, tt.old, tt.new), 0, key, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v, want ErrProofInvalid", err)
			}
		})
	}
	t.Run("another suite", func(t *testing.T) {
		if err := verify(t, p, replace(t, doc, "eddsa-rdfc-2022", "ecdsa-rdfc-2019"), 0, key, expect); !errors.Is(err, did.ErrKeyUse) {
			t.Errorf("err = %v, want ErrKeyUse", err)
		}
	})
	t.Run("a word that means nothing", func(t *testing.T) {
		var undefined *jsonld.TermError
		if err := verify(t, p, replace(t, doc, `"nonce"`, `"note":"x","nonce"`), 0, key, expect); !errors.As(err, &undefined) {
			t.Errorf("err = %v, want a TermError", err)
		}
	})
	times := []struct {
		name string
		now  time.Time
		skew time.Duration
		want error
	}{
		{"at the moment it expires", now.Add(time.Hour), 0, nil},
		{"a second later", now.Add(time.Hour + time.Second), 0, dataintegrity.ErrExpired},
		{"at the moment it was made", now.Add(-time.Hour), 0, nil},
		{"a second before", now.Add(-time.Hour - time.Second), 0, dataintegrity.ErrNotYet},
		{"a second before, by a clock that may be wrong", now.Add(-time.Hour - time.Second), time.Second, nil},
		{"at no time at all", time.Time{}, 0, dataintegrity.ErrMalformed},
	}
	for _, tt := range times {
		t.Run(tt.name, func(t *testing.T) {
			if err := verify(t, p, doc, 0, key, dataintegrity.Expect{Now: tt.now, Skew: tt.skew}); !errors.Is(err, tt.want) {
				t.Errorf("err = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAbuse_DI_09(t *testing.T) {
	p := processor(t)
	doc, key := sealed(t, p, dataintegrity.Options{})
	for name, change := range map[string][2]string{
		"another type":          {`"DataIntegrityProof"`, `"Ed25519Signature2020"`},
		"two types":             {`"DataIntegrityProof"`, `["DataIntegrityProof","Ed25519Signature2020"]`},
		"the type in an array":  {`"DataIntegrityProof"`, `["DataIntegrityProof"]`},
		"jcs for rdfc":          {`"eddsa-rdfc-2022"`, `"eddsa-jcs-2022"`},
		"the draft's name":      {`"eddsa-rdfc-2022"`, `"eddsa-2022"`},
		"another case":          {`"eddsa-rdfc-2022"`, `"EDDSA-RDFC-2022"`},
		"the suite in an array": {`"eddsa-rdfc-2022"`, `["eddsa-rdfc-2022"]`},
		"none":                  {`"eddsa-rdfc-2022"`, `"none"`},
		"no suite":              {`"cryptosuite":"eddsa-rdfc-2022",`, ``},
		"an empty suite":        {`"eddsa-rdfc-2022"`, `""`},
	} {
		t.Run(name, func(t *testing.T) {
			err := verify(t, p, replace(t, doc, change[0], change[1]), 0, key, expect)
			if !errors.Is(err, dataintegrity.ErrUnsupported) && !errors.Is(err, dataintegrity.ErrMalformed) && !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v, want ErrUnsupported, ErrMalformed or ErrProofInvalid", err)
			}
		})
	}
	t.Run("every suite under the name of every other", func(t *testing.T) { confuse(t, p) })
	t.Run("the signature of Ed25519Signature2020 under the new name", func(t *testing.T) {
		v := parse(t, vector(t, "eddsa/Ed25519Signature2020/signedEdSig.json"))
		proof := v.Get("proof").With("type", jsonld.NewString("DataIntegrityProof")).With("cryptosuite", jsonld.NewString("eddsa-rdfc-2022"))
		k := unproven(t, proof.Get("verificationMethod").Str())
		v = v.With("@context", parse(t, vector(t, "eddsa/unsigned.json")).Get("@context")).With("proof", proof)
		if err := dataintegrity.Default().Verify(ctx, p, v, proof, k, expect); !errors.Is(err, dataintegrity.ErrProofInvalid) {
			t.Errorf("err = %v, want ErrProofInvalid", err)
		}
	})
	t.Run("a suite of its own type as a cryptosuite", func(t *testing.T) {
		v := parse(t, vector(t, "eddsa/Ed25519Signature2020/signedEdSig.json"))
		proof := v.Get("proof").With("type", jsonld.NewString("DataIntegrityProof")).With("cryptosuite", jsonld.NewString("Ed25519Signature2020"))
		k := unproven(t, proof.Get("verificationMethod").Str())
		v = v.With("proof", proof)
		if err := dataintegrity.Default().Verify(ctx, p, v, proof, k, expect); !errors.Is(err, dataintegrity.ErrUnsupported) {
			t.Errorf("err = %v, want ErrUnsupported", err)
		}
	})
	t.Run("a table without the suite", func(t *testing.T) {
		v := parse(t, []byte(doc))
		err := dataintegrity.Default()[1:].Verify(ctx, p, v, v.Get("proof").Items()[0], key, expect)
		if !errors.Is(err, dataintegrity.ErrUnsupported) {
			t.Errorf("err = %v, want ErrUnsupported", err)
		}
	})
}

func TestAbuse_DI_10(t *testing.T) {
	p := processor(t)
	doc, key := sealed(t, p, dataintegrity.Options{})
	proof := parse(t, []byte(doc)).Get("proof").Items()[0]
	good := proof.Get("proofValue").Str()
	raw, err := did.DecodeMultibase(good, 64)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"the prefix of base64url":    "u" + good[1:],
		"the prefix of hexadecimal":  "f" + good[1:],
		"no prefix":                  good[1:],
		"nothing":                    "",
		"only the prefix":            "z",
		"63 bytes":                   did.EncodeMultibase(raw[:63]),
		"65 bytes":                   did.EncodeMultibase(append(raw[:64:64], 0)),
		"a zero byte before":         "z1" + good[1:],
		"a letter outside of base58": good[:10] + "0" + good[11:],
		"a space":                    good + " ",
		"1 MB of base58":             "z" + strings.Repeat("2", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			v := parse(t, []byte(doc)).With("proof", proof.With("proofValue", jsonld.NewString(value)))
			// The shortest of several counts: this computer has more to do.
			var err error
			took := time.Hour
			for range 5 {
				start := time.Now()
				err = dataintegrity.Default().Verify(ctx, p, v, v.Get("proof"), key, expect)
				took = min(took, time.Since(start))
			}
			if took > 5*time.Millisecond {
				t.Errorf("it took %v", took)
			}
			if !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v, want ErrProofInvalid", err)
			}
		})
	}
	t.Run("a number", func(t *testing.T) {
		v := parse(t, []byte(doc)).With("proof", proof.With("proofValue", jsonld.NewNumber("1")))
		if err := dataintegrity.Default().Verify(ctx, p, v, v.Get("proof"), key, expect); !errors.Is(err, dataintegrity.ErrMalformed) {
			t.Errorf("err = %v, want ErrMalformed", err)
		}
	})
}

func TestAbuse_SIG_12(t *testing.T) {
	p := processor(t)
	signer := ec(elliptic.P256())
	issuer, method, key := identity(t, signer.Public())
	signed, err := dataintegrity.Default().Sign(ctx, p, []byte(credential(issuer)), "ecdsa-rdfc-2019", signer, dataintegrity.Options{VerificationMethod: method})
	if err != nil {
		t.Fatal(err)
	}
	doc := parse(t, signed)
	proof := doc.Get("proof").Items()[0]
	raw, err := did.DecodeMultibase(proof.Get("proofValue").Str(), 64)
	if err != nil {
		t.Fatal(err)
	}
	n := elliptic.P256().Params().N
	r, s := new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])
	sig := func(r, s *big.Int) []byte {
		out := make([]byte, 64)
		r.FillBytes(out[:32])
		s.FillBytes(out[32:])
		return out
	}
	asDER, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	if err != nil {
		t.Fatal(err)
	}
	zero := new(big.Int)
	tests := []struct {
		name string
		sig  []byte
		ok   bool
	}{
		{"the signature", raw, true},
		{"its twin with the other s", sig(r, new(big.Int).Sub(n, s)), true},
		{"r=s=0", sig(zero, zero), false},
		{"r=0", sig(zero, s), false},
		{"s=0", sig(r, zero), false},
		{"r=n", sig(n, s), false},
		{"s=n", sig(r, n), false},
		{"DER", asDER, false},
		{"63 bytes", raw[:63], false},
		{"65 bytes", append(raw[:64:64], 0), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := doc.With("proof", proof.With("proofValue", jsonld.NewString(did.EncodeMultibase(tt.sig))))
			err := dataintegrity.Default().Verify(ctx, p, v, v.Get("proof"), key, expect)
			if tt.ok && err != nil || !tt.ok && !errors.Is(err, dataintegrity.ErrProofInvalid) {
				t.Errorf("err = %v", err)
			}
		})
	}
	t.Run("a signer with randomness of its own", func(t *testing.T) {
		signed, err := dataintegrity.Default().Sign(ctx, p, []byte(credential(issuer)), "ecdsa-rdfc-2019", random{signer}, dataintegrity.Options{VerificationMethod: method})
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(t, p, string(signed), 0, key, expect); err != nil {
			t.Error(err)
		}
	})
}

// random is a key in a box that does not care for our wish to be without.
type random struct{ *ecdsa.PrivateKey }

func (r random) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return r.PrivateKey.Sign(strings.NewReader(""), digest, opts)
}

// TestAbuse_SIG_18 changes, takes away and adds to every leaf of a badge signed
// with each suite.
func TestAbuse_SIG_18(t *testing.T) {
	p := processor(t)
	for _, s := range signings(t, p) {
		t.Run(s.name, func(t *testing.T) {
			v := parse(t, []byte(s.doc))
			if err := verify(t, p, s.doc, 0, s.key, expect); err != nil {
				t.Fatal(err)
			}
			n := 0
			mutate(v, func(what string, m *jsonld.Value) {
				n++
				if string(m.JSON()) == s.doc {
					t.Fatalf("%s: not a mutation", what)
				}
				// EdDSA and ECDSA 3.3.2, step 4: contexts may be added behind.
				if strings.Contains(s.name, "jcs") && what == "@context.[+] added" {
					return
				}
				if err := verify(t, p, string(m.JSON()), 0, s.key, expect); err == nil {
					t.Errorf("%s: it still verifies", what)
				}
			})
			if n < 60 {
				t.Errorf("only %d mutants", n)
			}
		})
	}
}

// signing is a badge signed with one suite.
type signing struct {
	name, doc string
	key       did.Key
}

// signings are badges signed with every suite; of selective disclosure, what a
// holder shows.
func signings(t testing.TB, p *jsonld.Processor) (out []signing) {
	t.Helper()
	signers := map[string][]crypto.Signer{
		"ecdsa-rdfc-2019": {ec(elliptic.P256()), ec(elliptic.P384())},
		"ecdsa-jcs-2019":  {ec(elliptic.P256()), ec(elliptic.P384())},
		"ecdsa-sd-2023":   {p256()},
	}
	for _, suite := range dataintegrity.Default() {
		for _, signer := range append(signers[suite.Name()], ed(1)) {
			if _, isEd := signer.(ed25519.PrivateKey); isEd && signers[suite.Name()] != nil {
				continue
			}
			issuer, method, key := identity(t, signer.Public())
			doc := credential(issuer)
			if suite.Name() == "Ed25519Signature2020" {
				doc = replace(t, doc, `context-3.0.3.json"]`, `context-3.0.3.json","https://w3id.org/security/suites/ed25519-2020/v1"]`)
			}
			signed, err := dataintegrity.Default().Sign(ctx, p, []byte(doc), suite.Name(), signer, dataintegrity.Options{VerificationMethod: method, Created: now})
			if err != nil {
				t.Fatalf("%s: %v", suite.Name(), err)
			}
			if suite.Name() == "ecdsa-sd-2023" {
				signed = []byte(derive(t, p, signed, "/type", "/id"))
			}
			out = append(out, signing{suite.Name() + " " + did.AlgorithmOf(signer.Public()), string(signed), key})
		}
	}
	return out
}

// signerOf is the key of one of signings.
func signerOf(name string) crypto.Signer {
	switch {
	case strings.HasSuffix(name, "ES256"):
		return ec(elliptic.P256())
	case strings.HasSuffix(name, "ES384"):
		return ec(elliptic.P384())
	}
	return ed(1)
}

// confuse gives each proof the name of every other suite.
func confuse(t *testing.T, p *jsonld.Processor) {
	for _, s := range signings(t, p) {
		v := parse(t, []byte(s.doc))
		proof := v.Get("proof").Items()[0]
		for _, other := range dataintegrity.Default() {
			if strings.HasPrefix(s.name, other.Name()+" ") {
				continue
			}
			changed := proof.With("type", jsonld.NewString("DataIntegrityProof")).With("cryptosuite", jsonld.NewString(other.Name()))
			if other.Name() == "Ed25519Signature2020" {
				changed = proof.With("type", jsonld.NewString(other.Name())).Without("cryptosuite")
			}
			if err := verify(t, p, string(v.With("proof", changed).JSON()), 0, s.key, expect); err == nil {
				t.Errorf("%s verifies as %s", s.name, other.Name())
			}
		}
	}
}

// mutate calls f with each document that differs from v in one leaf.
func mutate(v *jsonld.Value, f func(what string, m *jsonld.Value)) {
	switch v.Kind() {
	case jsonld.String:
		f("changed", jsonld.NewString(v.Str()+"x"))
		f("another type", jsonld.NewObject())
	case jsonld.Array:
		items := v.Items()
		for i, item := range items {
			around := func(x ...*jsonld.Value) *jsonld.Value {
				return jsonld.NewArray(append(append(append([]*jsonld.Value{}, items[:i]...), x...), items[i+1:]...)...)
			}
			mutate(item, func(what string, m *jsonld.Value) { f(fmt.Sprintf("[%d] %s", i, what), around(m)) })
			f(fmt.Sprintf("[%d] taken away", i), around())
		}
		f("[+] added", jsonld.NewArray(append(append([]*jsonld.Value{}, items...), jsonld.NewString("urn:x"))...))
	case jsonld.Object:
		for _, m := range v.Members() {
			f(m.Name+" taken away", v.Without(m.Name))
			mutate(m.Value, func(what string, x *jsonld.Value) { f(m.Name+"."+what, v.With(m.Name, x)) })
		}
		for _, name := range []string{"image", "description", "x", "@id"} {
			if v.Get(name) == nil {
				f(name+" added", v.With(name, jsonld.NewString("urn:x")))
			}
		}
	default: // the badges here have texts only
	}
}

// A key whose public half is another's signs nothing: its signature would be
// wrong, and give the secret away.
func TestSignWithHalvesOfTwoKeys(t *testing.T) {
	p := processor(t)
	issuer, method, _ := identity(t, ed(2).Public())
	mixed := append(slices.Clone(ed(1)[:32]), ed(2)[32:]...)
	signed, err := dataintegrity.Default().Sign(ctx, p, []byte(credential(issuer)), "eddsa-rdfc-2022", mixed, dataintegrity.Options{VerificationMethod: method})
	if !errors.Is(err, dataintegrity.ErrProofInvalid) || signed != nil {
		t.Errorf("Sign = %s, %v, want ErrProofInvalid", signed, err)
	}
}
