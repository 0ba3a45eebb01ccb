package vc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/vc"
)

const (
	rector = `"role":"Rector","creditsEarned":300,`
	degree = `"achievementType":"DoctoralDegree","creditsAvailable":300,`
)

// neverFor reports an error if a text is valid, or given to bob.
func neverFor(t *testing.T, name string, s *site, doc string) {
	t.Helper()
	for _, opt := range []vc.Options{{}, {Recipient: "bob@school.example"}} {
		if r := judgeAs(t, s, doc, opt); r.Verdict == vc.Valid || r.Check(vc.CheckRecipient).Result == vc.Pass {
			t.Errorf("%s: %s", name, lines(r))
		}
	}
}

// TestAbuse_LD_06_TopByWord: what is on top is not named by a word whose meaning is its id.
func TestAbuse_LD_06_TopByWord(t *testing.T) {
	const award, other = "https://uni.example/awards/1", "https://w3id.org/security#assertionMethod"
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	doctor := func(more string) string {
		return `{"id":"` + other + `","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Doctor","issuer":{"id":"` + uni + `","type":["Profile"]},"validFrom":"2026-01-01T00:00:00Z",` +
			`"credentialSubject":{"id":"did:example:mallory","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/badges/md",` +
			`"type":["Achievement"],"name":"Doctor","description":"Heals","criteria":{"narrative":"Study"}}},"renderMethod":` + more + `}`
	}
	e := sign(t, endorsement(award, `,"evidence":[{"type":"DataIntegrityProof","proofPurpose":`+doctor(`{"id":"`+award+`"}`)+`}]`), ed(9), evil+"#key-1")
	signed := sealed(t, with(badge, `"endorsement":[`+e+`]`))
	end := value(t, signed).Get("endorsement").Items()[0].With("evidence", value(t, `[{"type":"DataIntegrityProof","proofPurpose":"assertionMethod"}]`))
	expect(t, judge(t, s, onTop(t, signed, doctor(`{}`), "renderMethod", value(t, signed).With("endorsement", jsonld.NewArray(end)))), vc.Invalid, "context=fail:TERM_UNDEFINED")
}

// TestAbuse_LD_06_Unseen: what stands in credentials that nobody looks at is not the
// issuer's word: endorsements in a credential of a record without a proof, and credentials
// as evidence.
func TestAbuse_LD_06_Unseen(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const ofRecord, ofBadge = `"credentialSubject":{"id":"did:example:ada","type":["ClrSubject"]`, `"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"]`
	inUnsigned := func(e string) string {
		return sealed(t, record("", replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+e+`],`)))
	}
	e := sign(t, endorsement("https://uni.example/badges/1", `,"termsOfUse":[{`+bobs+rector+`"type":["AchievementSubject"],"id":"did:example:ada"}]`), ed(9), evil+"#key-1")
	signed := inUnsigned(e)
	neverFor(t, "recipient", s, replace(t, signed, e, replace(t, e, bobs, ""), ofRecord, strings.Replace(ofRecord, `"id"`, bobs+`"id"`, 1)))
	neverFor(t, "role", s, replace(t, signed, e, replace(t, e, rector, ""), ofBadge, strings.Replace(ofBadge, `"id"`, rector+`"id"`, 1)))
	e = sign(t, replace(t, endorsement("https://uni.example/badges/1", ""), `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","Achievement"],`+degree), ed(9), evil+"#key-1")
	neverFor(t, "achievement", s, replace(t, inUnsigned(e), degree, "", `"type":["Achievement"],`, `"type":["Achievement"],`+degree))
	for _, where := range []string{"evidence", "renderMethod", "confidenceMethod"} {
		for _, more := range []string{bobs, bobs + rector} {
			v := sign(t, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d22","type":["VerifiableCredential","Evidence"],`+
				`"issuer":"`+evil+`","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{`+more+`"id":"did:example:ada","type":["AchievementSubject"]}}`, ed(9), evil+"#key-1")
			signed := sealed(t, with(badge, `"`+where+`":[`+v+`]`))
			neverFor(t, where, s, replace(t, signed, v, strings.Replace(v, more, "", 1), toAda, toAda+more))
		}
	}
}

// TestAbuse_LD_06_ProofMoved: the proof of a badge in a record is not taken for that of
// something else with its id, so that the badge would have none.
func TestAbuse_LD_06_ProofMoved(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sealed(t, published(t, uni, "revocation", 7)))
	e := sign(t, endorsement("https://uni.example/awards/1", ""), ed(9), evil+"#key-1")
	h := sealed(t, with(badge, `"credentialStatus":`+statusOf("7", "revocation")+`,"endorsement":[`+e+`]`))
	signed := sealed(t, record("", h))
	expect(t, judge(t, s, signed), vc.Invalid)
	proof, bare := string(value(t, h).Get("proof").JSON()), string(value(t, h).Without("proof").JSON())
	for _, more := range []string{"", `"issuer":{"id":"` + uni + `"},`} {
		to := replace(t, string(value(t, e).JSON()), `"type":["EndorsementSubject"]`, `"type":["EndorsementSubject","VerifiableCredential","OpenBadgeCredential"],`+more+`"proof":`+proof)
		if more == "" {
			to = replace(t, string(value(t, e).JSON()), `"endorsementComment"`, `"proof":`+proof+`,"endorsementComment"`)
		}
		moved := replace(t, string(value(t, signed).JSON()), h, replace(t, bare, string(value(t, e).JSON()), to))
		for _, added := range []string{"", `,"https://w3id.org/security/suites/ed25519-2020/v1"`} {
			doc := moved
			if added != "" {
				doc = replace(t, moved, `context-3.0.3.json"]`, `context-3.0.3.json"`+added+`]`)
			}
			neverFor(t, "moved", s, doc)
		}
	}
}

// A catcher tells what would be signed, or gives a signature that there is.
type catcher struct {
	pub    crypto.PublicKey
	digest *[]byte
	der    []byte
}

func (c catcher) Public() crypto.PublicKey { return c.pub }

func (c catcher) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	if c.der != nil {
		return c.der, nil
	}
	*c.digest = digest
	return nil, errors.New("caught")
}

// twice returns a key, and two documents with one signature of ECDSA that holds over both:
// the key is chosen after them.
func twice(t testing.TB, one, two string) (pub *ecdsa.PublicKey, a, b string) {
	t.Helper()
	opt := dataintegrity.Options{VerificationMethod: evil + "#key-1", Created: now.Add(-time.Hour)}
	sum := new(big.Int)
	var first *big.Int
	for _, doc := range []string{one, two} {
		var d []byte
		if _, err := dataintegrity.Default().Sign(t.Context(), processor, []byte(doc), "ecdsa-rdfc-2019", catcher{discloser(t).Public(), &d, nil}, opt); d == nil {
			t.Fatal(err)
		}
		first = new(big.Int).SetBytes(d)
		sum.Add(sum, first)
	}
	n, k := elliptic.P256().Params().N, discloser(t)
	point, err := k.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := k.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	r := new(big.Int).Mod(new(big.Int).SetBytes(point[1:33]), n)
	// d = -(e1+e2)/2r, s = (e2+rd)/k: over the other it holds with -k.
	d := new(big.Int).Mul(sum.Neg(sum), new(big.Int).ModInverse(new(big.Int).Lsh(r, 1), n))
	d.Mod(d, n)
	s := new(big.Int).Mul(r, d)
	s.Add(s, first).Mul(s, new(big.Int).ModInverse(new(big.Int).SetBytes(raw), n)).Mod(s, n)
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), d.FillBytes(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	if err != nil {
		t.Fatal(err)
	}
	var out [2]string
	for i, doc := range []string{one, two} {
		signed, err := dataintegrity.Default().Sign(t.Context(), processor, []byte(doc), "ecdsa-rdfc-2019", catcher{key.Public(), nil, der}, opt)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = string(signed)
	}
	return &key.PublicKey, out[0], out[1]
}

// TestAbuse_LD_06_OneSignature: whoever has a key of ECDSA can make one signature that
// holds over two texts, so it does not show which of them was there.
func TestAbuse_LD_06_OneSignature(t *testing.T) {
	plain := endorsement("https://uni.example/badges/1", "")
	nested := func(more string) string {
		return endorsement("https://uni.example/badges/1", `,"evidence":[{"type":["VerifiableCredential","Evidence"],"credentialSubject":{`+more+`"type":["AchievementSubject"],"id":"did:example:ada"}}]`)
	}
	for name, c := range map[string]struct{ less, more, part, at string }{
		"recipient":   {nested(""), nested(bobs), bobs, toAda},
		"role":        {nested(""), nested(rector), rector, toAda},
		"achievement": {plain, replace(t, plain, `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","Achievement"],`+degree), degree, `"type":["Achievement"],`},
	} {
		pub, less, more := twice(t, c.less, c.more)
		s := world(t, evil, profile(t, evil, pub, ""))
		for _, e := range []string{less, more} {
			expect(t, judge(t, s, e), vc.Valid)
		}
		signed := sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+more+`],`))
		neverFor(t, name, s, replace(t, signed, more, less, c.at, c.at+c.part))
	}
	foreign := func(more string) string {
		return replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"`,
			`"name":"Knots"`, `"termsOfUse":[{`+more+`"type":"ClrSubject","id":"did:example:ada"}],"name":"Knots"`)
	}
	pub, less, more := twice(t, foreign(""), foreign(bobs))
	s := world(t, evil, profile(t, evil, pub, ""))
	signed := sealed(t, record("", more))
	expect(t, judge(t, s, signed), vc.Indeterminate)
	const ofRecord = toAda + `"type":["ClrSubject"]`
	neverFor(t, "in a record", s, replace(t, signed, more, less, ofRecord, toAda+bobs+`"type":["ClrSubject"]`))
	// What is known by its key alone is signed with the key.
	method := "did:key:" + multikey(t, discloser(t).Public()) + "#" + multikey(t, discloser(t).Public())
	known := signBy(t, "ecdsa-rdfc-2019", replace(t, plain, `"id":"`+evil+`"`, `"id":"did:key:`+multikey(t, discloser(t).Public())+`"`), discloser(t), dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Hour)})
	expect(t, judge(t, s, sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+known+`],`))), vc.Valid, "endorsement=pass")
}

// TestAbuse_CAN_04_ManyPlaces: an id in thousands of places, of which somebody else says
// thousands of things, is gone through once, however many proofs there are.
func TestAbuse_CAN_04_ManyPlaces(t *testing.T) {
	const n = 9800
	said, places := make([]string, 0, n), make([]string, 0, n)
	for i := range n {
		said = append(said, fmt.Sprintf(`"u:%d"`, i))
		places = append(places, `"`+uni+`"`)
	}
	end := `{"id":"urn:uuid:1","type":["VerifiableCredential","EndorsementCredential"],"issuer":{"id":"` + uni + `","type":["Profile"],"url":[` + strings.Join(said, ",") + `]},"credentialSubject":{"id":"https://uni.example/badges/1","type":["EndorsementSubject"]}}`
	signed := value(t, sealed(t, with(replace(t, badge, `"criteria":{`, `"creator":[`+strings.Join(places, ",")+`],"criteria":{`), `"endorsement":[`+end+`]`)))
	proof := signed.Get("proof").Items()[0]
	doc := string(signed.With("proof", jsonld.NewArray(proof, proof, proof, proof, proof, proof, proof, proof)).JSON())
	begun := time.Now()
	if r := judge(t, world(t), doc); r.Verdict == vc.Valid {
		t.Error(lines(r))
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestHonestPlaces: what issuers do and mean no harm by stays valid.
func TestHonestPlaces(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sealed(t, published(t, uni, "revocation", 9)))
	end := func(of string) string { return sign(t, endorsement(of, ""), ed(9), evil+"#key-1") }
	signed := sealed(t, with(badge, `"credentialStatus":`+statusOf("7", "revocation")))
	for name, doc := range map[string]string{
		"an endorsed record":                        with(record("", signed), `"endorsement":[`+end("https://uni.example/records/1")+`]`),
		"one with a badge without a proof":          with(record("", badge), `"endorsement":[`+end("https://uni.example/records/1")+`]`),
		"one with somebody else's":                  with(record("", others(t)), `"endorsement":[`+end("https://uni.example/records/1")+`]`),
		"an endorsed issuer":                        replace(t, badge, `"url":"https://uni.example"`, `"url":"https://uni.example","endorsement":[`+end(uni)+`]`),
		"an achievement endorsed by its creator":    replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"creator":{"id":"`+evil+`","type":["Profile"],"name":"Somebody"},"endorsement":[`+end("https://uni.example/badges/1")+`],`),
		"a badge that is refreshed at its address":  with(extended(t), `"refreshService":{"id":"https://uni.example/awards/1","type":"1EdTechCredentialRefresh"}`),
		"two editions of one achievement in record": record("", signed, sealed(t, replace(t, badge, "awards/1", "awards/2", `"description":"Ties knots"`, `"description":"Ties more knots"`))),
	} {
		if r := judge(t, s, sealed(t, doc)); r.Verdict != vc.Valid {
			t.Errorf("%s: %s", name, lines(r))
		}
	}
}
