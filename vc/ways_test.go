package vc_test

import (
	"testing"

	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

const (
	// between is something of the stranger's, by way of which something else is named.
	between = "https://evil.example/n"
	// byWord has the id of what a word stands for.
	byWord = "https://w3id.org/security#assertionMethod"
	// works is a stranger's credential as evidence, up to its subject.
	works = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d22","type":["VerifiableCredential","Evidence"],` +
		`"issuer":"https://evil.example/issuer","validFrom":"2026-01-01T00:00:00Z","credentialSubject":`
)

// TestAbuse_LD_06_EndorserWithinOwn: what an endorser says within a signed badge of the
// record's issuer is not that issuer's word.
func TestAbuse_LD_06_EndorserWithinOwn(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const subject = "urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d99"
	said := `[{"id":"https://uni.example/badges/2","type":["Achievement"],` + degree[:len(degree)-1] + `},` +
		`{"id":"https://uni.example/awards/2","type":["VerifiableCredential","OpenBadgeCredential"],"awardedDate":"2010-01-01T00:00:00Z"}]`
	e := sign(t, endorsement("https://uni.example/awards/1", `,"renderMethod":`+said), ed(9), evil+"#key-1")
	nameless := replace(t, badge, `,"name":"Example University","url":"https://uni.example"`, "")
	h, g := sealed(t, with(nameless, `"endorsement":[`+e+`]`)), replace(t, nameless, "awards/1", "awards/2", "badges/1", "badges/2")
	signed := sealed(t, replace(t, record("", h, g), `"id":"did:example:ada","type":["ClrSubject"]`, `"id":"`+subject+`","type":["ClrSubject"]`, `,"name":"Example University"`, ""))
	expect(t, judge(t, s, h), vc.Valid, "endorsement=pass")
	for _, doc := range []string{
		replace(t, signed, g, replace(t, g, `"type":["Achievement"],`, `"type":["Achievement"],`+degree)),
		replace(t, signed, g, replace(t, g, `"validFrom"`, `"awardedDate":"2010-01-01T00:00:00Z","validFrom"`)),
	} {
		if r := judge(t, s, doc); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Code != vc.PartsExchangeable {
			t.Error(lines(r))
		}
	}
	// Nor what that says of the issuer, who does not.
	h = sealed(t, with(nameless, `"endorsement":[`+sign(t, endorsement("https://uni.example/awards/1", `,"renderMethod":[{"id":"`+uni+`","type":["Profile"],"name":"Harvard"}]`), ed(9), evil+"#key-1")+`]`))
	expect(t, judge(t, s, h), vc.Valid, "endorsement=pass")
	signed = sealed(t, replace(t, record("", h, g), `"id":"did:example:ada","type":["ClrSubject"]`, `"id":"`+subject+`","type":["ClrSubject"]`, `,"name":"Example University"`, ""))
	harvard := `{"id":"` + uni + `","type":["Profile"],"name":"Harvard"}`
	for _, doc := range []string{string(value(t, h).With("issuer", value(t, harvard)).JSON()), string(value(t, signed).With("issuer", value(t, harvard)).JSON())} {
		if r := judge(t, s, doc); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Code != vc.PartsExchangeable {
			t.Error(lines(r))
		}
	}
}

// TestAbuse_LD_06_Ways: words are not moved out of a credential that leads to them over
// something else: a word, the comment of an endorsement, or what another credential names.
func TestAbuse_LD_06_Ways(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	for _, more := range []string{bobs, rector} {
		ada := func(by string) string {
			return `{` + more + `"id":"did:example:ada","type":["AchievementSubject","Profile"],"source":{"id":"` + by + `"}}`
		}
		v := sign(t, works+`{"id":"`+between+`","type":["Profile","EndorsementSubject"],"endorsementComment":`+ada(between)+`}}`, ed(9), evil+"#key-1")
		less := string(value(t, v).With("credentialSubject", value(t, `{"id":"`+between+`"}`)).JSON())
		signed := sealed(t, with(badge, `"evidence":[`+v+`]`))
		neverFor(t, "by a comment", s, replace(t, signed, v, less, toAda+`"type":["AchievementSubject"],`, toAda+more+`"type":["AchievementSubject","Profile"],"source":{"id":"`+between+`","type":["Profile","EndorsementSubject"],"endorsementComment":{"id":"did:example:ada"}},`))

		v = sign(t, works+`{"type":["DataIntegrityProof"],"proofPurpose":{"id":"`+byWord+`","type":["Profile"],"parentOrg":`+ada(byWord)+`}}}`, ed(9), evil+"#key-1")
		less = string(value(t, v).With("credentialSubject", value(t, `{"type":["DataIntegrityProof"],"proofPurpose":"assertionMethod"}`)).JSON())
		signed = sealed(t, with(badge, `"evidence":[`+v+`]`))
		neverFor(t, "by a word", s, replace(t, signed, v, less, toAda+`"type":["AchievementSubject"],`, toAda+more+`"type":["AchievementSubject","Profile"],"source":{"id":"`+byWord+`","type":["Profile"],"parentOrg":{"id":"did:example:ada","type":["Profile"]}},`))

		// The learner endorses the achievement, and that is whole.
		learner := "did:key:" + multikey(t, ed(5).Public())
		const w = "urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d33"
		own := sign(t, replace(t, endorsement("https://uni.example/badges/1", ""), evil, learner, "urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d11", w, `,"name":"Somebody"`, ""), ed(5), learner+"#"+multikey(t, ed(5).Public()))
		v = sign(t, works+`{"id":"https://evil.example/x","type":["Profile"]},"renderMethod":[{"id":"`+w+`","type":["VerifiableCredential"],"issuer":{`+more+`"id":"`+learner+`","type":["Profile","AchievementSubject"]}}]}`, ed(9), evil+"#key-1")
		less = string(value(t, v).With("renderMethod", value(t, `["`+w+`"]`)).JSON())
		signed = sealed(t, replace(t, with(badge, `"evidence":[`+v+`]`), "did:example:ada", learner, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+own+`],`))
		at := `"credentialSubject":{"id":"` + learner + `",`
		neverFor(t, "over the learner's own", s, replace(t, signed, v, less, at, at+more))

		// A record, and in it somebody else's badge, which is whole.
		whole := sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `"name":"Knots"`, `"renderMethod":[{"id":"`+between+`","type":["Profile"],"parentOrg":{"id":"did:example:ada"}}],"name":"Knots"`), ed(9), evil+"#key-1")
		e := sign(t, endorsement("https://evil.example/x", `,"renderMethod":[{"id":"`+between+`","type":["Profile"],"parentOrg":{`+more+`"id":"did:example:ada","type":["AchievementSubject"]}}]`), ed(9), evil+"#key-1")
		less = string(value(t, e).With("renderMethod", value(t, `["`+between+`"]`)).JSON())
		const ofRecord = toAda + `"type":["ClrSubject"]`
		signed = sealed(t, with(record("", whole), `"endorsement":[`+e+`]`))
		neverFor(t, "over a badge in a record", s, replace(t, signed, e, less, ofRecord, toAda+more+`"type":["ClrSubject"]`))
	}
}

// TestAbuse_LD_06_TopBetween: nor does the way from a credential to what is put on top of
// it lead over a word, or what is written with a prefix.
func TestAbuse_LD_06_TopBetween(t *testing.T) {
	const award, other = "https://uni.example/awards/1", "https://uni.example/awards/999"
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	doctor := func(more string) string {
		return `{"id":"` + other + `","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Doctor","issuer":{"id":"` + uni + `","type":["Profile"]},"validFrom":"2026-01-01T00:00:00Z",` +
			`"credentialSubject":{"id":"did:example:mallory","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/badges/md",` +
			`"type":["Achievement"],"name":"Doctor","description":"Heals","criteria":{"narrative":"Study"}}},"renderMethod":` + more + `}`
	}
	e := sign(t, endorsement(award, `,"evidence":[{"type":"DataIntegrityProof","proofPurpose":{"id":"`+byWord+`","type":["Profile"],"parentOrg":`+doctor(`[{"id":"`+award+`"},{"id":"`+byWord+`"}]`)+`}}]`), ed(9), evil+"#key-1")
	signed := value(t, sealed(t, with(badge, `"endorsement":[`+e+`]`)))
	end := signed.Get("endorsement").Items()[0].With("evidence", value(t, `[{"type":"DataIntegrityProof","proofPurpose":"assertionMethod"}]`))
	all := signed.With("endorsement", jsonld.NewArray(end)).Without("proof", "@context")
	rest := jsonld.NewArray(all, value(t, `{"id":"`+byWord+`","type":["Profile"],"parentOrg":{"id":"`+other+`"}}`))
	forged := value(t, doctor(`{}`)).With("renderMethod", rest).With("@context", signed.Get("@context")).With("proof", signed.Get("proof"))
	neverFor(t, "a word between", s, string(forged.JSON()))
}

// TestAbuse_LD_06_TwoOfOneID: of two endorsements with one id none is taken for the other.
func TestAbuse_LD_06_TwoOfOneID(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const id = "urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d11"
	ea := sign(t, endorsement("https://uni.example/awards/1", `,"renderMethod":[{"id":"`+between+`","type":["Profile"],"parentOrg":[{`+bobs+`"id":"did:example:ada","type":["AchievementSubject"],"source":{"id":"`+between+`"}},{"id":"`+id+`"}]}]`), ed(9), evil+"#key-1")
	eb := sign(t, endorsement("https://uni.example/awards/1", ``), ed(9), evil+"#key-1")
	stub := `{"id":"` + id + `","type":["VerifiableCredential"],"renderMethod":"` + between + `","proof":` + string(value(t, ea).Get("proof").JSON()) + `}`
	signed := sealed(t, with(badge, `"endorsement":[`+ea+`,`+eb+`]`))
	neverFor(t, "a stub", s, replace(t, signed, ea+",", "", toAda, toAda+bobs+`"source":{"id":"`+between+`","type":["Profile"],"parentOrg":[{"id":"did:example:ada"},`+stub+`]},`))
	// The same one in two places is one.
	twice := replace(t, badge, `"url":"https://uni.example"`, `"url":"https://uni.example","endorsement":[`+sign(t, endorsement(uni, ""), ed(9), evil+"#key-1")+`]`)
	issuer := string(value(t, twice).Get("issuer").JSON())
	expect(t, judge(t, s, sealed(t, replace(t, twice, `"type":["Achievement"],`, `"type":["Achievement"],"creator":`+issuer+`,`))), vc.Valid, "endorsement=pass")
}

// TestAbuse_LD_06_Comment: the comment of an endorsement is its author's.
func TestAbuse_LD_06_Comment(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const said = `"endorsementComment":"The best of all",`
	v := sign(t, works+`{`+said+`"id":"https://school.example/badges/7","type":["EndorsementSubject"]}}`, ed(9), evil+"#key-1")
	signed := sealed(t, replace(t, endorsement("https://school.example/badges/7", `,"evidence":[`+v+`]`), evil+`"`, uni+`"`, `,"endorsementComment":"Good knots"`, ``))
	signed = replace(t, signed, said, "", `"credentialSubject":{"id":"https://school.example/badges/7"`, `"credentialSubject":{`+said+`"id":"https://school.example/badges/7"`)
	r := judge(t, s, signed)
	if r.Verdict == vc.Valid || r.Summary.Narrative != "" {
		t.Errorf("%q %s", r.Summary.Narrative, lines(r))
	}
}

// TestAbuse_LD_06_Dissolved: what is a credential where one names it is one where another
// does not say so.
func TestAbuse_LD_06_Dissolved(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const v = `"https://evil.example/v"`
	for _, more := range []string{bobs, rector} {
		evidence := `{"id":` + v + `,"type":["VerifiableCredential","Evidence","Profile"],"issuer":"` + evil + `","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"https://evil.example/x","type":["Profile"]},` +
			`"parentOrg":{"id":"did:example:ada","type":["AchievementSubject","Profile"],` + more[:len(more)-1] + `}}`
		w := sign(t, endorsement("https://uni.example/awards/1", `,"renderMethod":[{"id":`+v+`,"type":["VerifiableCredential"],"issuer":"`+evil+`","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"https://evil.example/x","type":["Profile"]}}]`), ed(9), evil+"#key-1")
		signed := sealed(t, with(badge, `"evidence":[`+evidence+`],"endorsement":[`+w+`]`))
		less := `{"id":` + v + `,"type":["Evidence","Profile"],"parentOrg":{"id":"did:example:ada","type":["Profile"]}}`
		neverFor(t, "dissolved", s, replace(t, signed, evidence, less, toAda+`"type":["AchievementSubject"]`, toAda+more+`"type":["AchievementSubject"]`))
	}
}

// TestAbuse_LD_06_CalledCredential: what is no credential is not taken out of the issuer's
// words by calling it one.
func TestAbuse_LD_06_CalledCredential(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	for _, more := range []string{bobs, rector} {
		v := sign(t, works+`{"id":"https://evil.example/x","type":["Profile"]},"renderMethod":[{`+more+`"id":"did:example:ada","type":["AchievementSubject","VerifiableCredential"]}]}`, ed(9), evil+"#key-1")
		less := string(value(t, v).With("renderMethod", value(t, `["did:example:ada"]`)).JSON())
		signed := sealed(t, with(badge, `"evidence":[`+v+`]`))
		neverFor(t, "the subject", s, replace(t, signed, v, less, toAda+`"type":["AchievementSubject"]`, toAda+more+`"type":["AchievementSubject","VerifiableCredential"]`))
	}
	e := sign(t, replace(t, endorsement("https://uni.example/badges/1", ""), `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","Achievement","VerifiableCredential"],`+degree), ed(9), evil+"#key-1")
	signed := sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+e+`],`))
	neverFor(t, "the achievement", s, replace(t, signed, degree, "", `"type":["Achievement"],`, `"type":["Achievement","VerifiableCredential"],`+degree))
}

// TestAbuse_LD_06_OtherWords: what a class of the standard has no property for is not copied
// to a place of that class either: others may read it.
func TestAbuse_LD_06_OtherWords(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	e := sign(t, replace(t, endorsement("did:example:ada", ""), `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","Profile"],"name":"Mallory",`), ed(9), evil+"#key-1")
	signed := sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+e+`],`))
	for _, doc := range []string{replace(t, signed, toAda, toAda+`"name":"Mallory",`), replace(t, signed, toAda+`"type":["AchievementSubject"]`, toAda+`"name":"Mallory","type":["AchievementSubject","Profile"]`)} {
		neverFor(t, "a name of the learner", s, doc)
	}
}

// TestAbuse_LD_06_ArrayInArray: what stands in an array in an array is the same to a proof
// over statements, and is not passed over where values are compared.
func TestAbuse_LD_06_ArrayInArray(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	e := sign(t, endorsement(uni, `,"renderMethod":[{"id":"`+uni+`","type":["Profile"],"name":[["Harvard University","Uni"]]}]`), ed(9), evil+"#key-1")
	nameless := replace(t, badge, `,"name":"Example University","url":"https://uni.example"`, `,"endorsement":[`+e+`]`)
	neverFor(t, "an array in an array", s, replace(t, sealed(t, nameless), `"issuer":{`, `"issuer":{"name":"Harvard University",`))
	expect(t, judge(t, s, sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"tag":[["a"],"b"],`))), vc.Invalid, "context=fail:TERM_UNDEFINED")
}

// TestAbuse_LD_06_TakenOut: a revoked badge is not taken out of a record because somebody
// else says as well that it stands there.
func TestAbuse_LD_06_TakenOut(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sealed(t, published(t, uni, "revocation", 7)))
	h := sealed(t, replace(t, with(badge, `"credentialStatus":`+statusOf("7", "revocation")), `"id":"did:example:ada",`, `"identifier":[{"type":"IdentityObject","identityHash":"ada@uni.example","identityType":"emailAddress","hashed":false}],`, `,"name":"Example University","url":"https://uni.example"`, ""))
	f := sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"`,
		`"name":"Knots"`, `"renderMethod":[{"id":"did:example:ada","type":["ClrSubject"],"verifiableCredential":[{"id":"https://uni.example/awards/1"}]}],"name":"Knots"`), ed(9), evil+"#key-1")
	const named = `"renderMethod":[{"id":"https://uni.example/awards/1","type":["VerifiableCredential"]}]`
	signed := sealed(t, with(replace(t, record("", h, f), `,"name":"Example University"`, ""), named))
	out := replace(t, signed, h+",", "", named, `"renderMethod":[`+h+`]`)
	neverFor(t, "taken out", s, out)
}

// TestAbuse_LD_06_Dropped: what the issuer says of a result, or of how something is earned,
// is not dropped because somebody else says it as well.
func TestAbuse_LD_06_Dropped(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const criteria = `{"id":"https://uni.example/badges/1/criteria","narrative":"Only attendance, nobody was examined"}`
	g := replace(t, badge, `"criteria":{"narrative":"Tie ten"}`, `"criteria":`+criteria)
	f := sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `"name":"Knots"`, `"renderMethod":[`+replace(t, criteria, `"narrative"`, `"type":["Criteria"],"narrative"`)+`],"name":"Knots"`), ed(9), evil+"#key-1")
	signed := sealed(t, record("", g, f))
	less := replace(t, signed, `"criteria":`+criteria, `"criteria":{"id":"https://uni.example/badges/1/criteria","type":["Criteria"]}`)
	for _, doc := range []string{less, replace(t, less, `,"type":["Criteria"]}}`, `}}`)} {
		if r := judge(t, s, doc); r.Verdict == vc.Valid {
			t.Error(lines(r))
		}
	}
}

// TestAbuse_LD_06_Limits: nor is what the issuer of a record says of a learner in a badge
// without a proof taken away because somebody else says it as well.
func TestAbuse_LD_06_Limits(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	for _, word := range []string{`"narrative":"Took part, and failed"`, `"role":"Auditor"`, `"creditsEarned":0`, `"term":"withdrawn"`, `"licenseNumber":"void"`} {
		said := `"type":["AchievementSubject"],` + word
		own := replace(t, badge, `"type":["AchievementSubject"]`, said)
		foreign := sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `"name":"Example University"`, `"name":"Somebody"`, `"type":["AchievementSubject"]`, said), ed(9), evil+"#key-1")
		signed := sealed(t, record("", own, foreign))
		if r := judge(t, s, replace(t, signed, own, badge)); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Code != vc.PartsExchangeable {
			t.Errorf("%s: %s", word, lines(r))
		}
	}
}

// TestAbuse_LD_06_CalledEvidence: nor is evidence of the issuer's told in the words of a
// stranger who calls it a credential.
func TestAbuse_LD_06_CalledEvidence(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const own, named = `{"id":"https://uni.example/e/1","type":["Evidence"]}`, `{"id":"https://uni.example/e/1","type":["Evidence","VerifiableCredential"],"name":"Nobel prize"}`
	v := sign(t, works+`{"id":"https://evil.example/x","type":["Profile"]},"renderMethod":[`+named+`]}`, ed(9), evil+"#key-1")
	less := string(value(t, v).With("renderMethod", value(t, `["https://uni.example/e/1"]`)).JSON())
	signed := sealed(t, with(badge, `"evidence":[`+own+`,`+v+`]`))
	if r := judge(t, s, replace(t, signed, v, less, own, named)); r.Verdict == vc.Valid || len(r.Summary.Evidence) > 0 && r.Summary.Evidence[0].Name != "" {
		t.Error(lines(r))
	}
	// Nor is what the issuer says of it taken to the stranger's.
	film := `{"id":"https://uni.example/e/1","type":["Evidence"],"name":"Film"}`
	v = sign(t, works+`{"id":"https://evil.example/x","type":["Profile"]},"evidence":[{"id":"https://uni.example/e/1","type":["Evidence","VerifiableCredential"],"genre":"Prize"}]}`, ed(9), evil+"#key-1")
	signed = sealed(t, with(badge, `"evidence":[`+film+`,`+v+`]`))
	moved := string(value(t, v).With("evidence", value(t, "["+film+"]")).JSON())
	if r := judge(t, s, replace(t, signed, v, moved, film, `{"id":"https://uni.example/e/1","type":["Evidence","VerifiableCredential"],"genre":"Prize"}`)); r.Verdict == vc.Valid {
		t.Error(lines(r))
	}
	if r := judge(t, s, sealed(t, with(badge, `"evidence":[{"id":"https://uni.example/e/1","type":["Evidence"],"name":"Film"}]`))); r.Summary.Evidence[0].Name != "Film" {
		t.Errorf("the issuer's own: %+v", r.Summary.Evidence)
	}
}

// TestAbuse_LD_06_ClaimedOwn: what only calls itself the issuer's, as evidence, is not.
func TestAbuse_LD_06_ClaimedOwn(t *testing.T) {
	s := world(t)
	nameless := replace(t, badge, `,"name":"Example University","url":"https://uni.example"`, "")
	claimed := `{"type":["VerifiableCredential","Evidence"],"issuer":"` + uni + `","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"https://evil.example/x","type":["Profile"]},"renderMethod":[{"id":"https://uni.example/badges/2","type":["Achievement"],` + degree[:len(degree)-1] + `}]}`
	h, g := sealed(t, with(nameless, `"evidence":[`+claimed+`]`)), replace(t, nameless, "awards/1", "awards/2", "badges/1", "badges/2")
	signed := sealed(t, replace(t, record("", h, g), `,"name":"Example University"`, ""))
	if r := judge(t, s, replace(t, signed, g, replace(t, g, `"type":["Achievement"],`, `"type":["Achievement"],`+degree))); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Code != vc.PartsExchangeable {
		t.Error(lines(r))
	}
	// Nor with a proof that nobody looks at, in what is no record.
	under := `{"id":"https://evil.example/e","type":["Evidence","ClrSubject"],"verifiableCredential":[` + replace(t, claimed, `"issuer":`, `"proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","verificationMethod":"`+uniKey+`","proofPurpose":"assertionMethod","proofValue":"z1"},"issuer":`) + `]}`
	h = sealed(t, replace(t, with(nameless, `"evidence":[`+under+`]`), `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"`))
	signed = sealed(t, replace(t, record("", h, g), `,"name":"Example University"`, ""))
	if r := judge(t, s, replace(t, signed, g, replace(t, g, `"type":["Achievement"],`, `"type":["Achievement"],`+degree))); r.Verdict == vc.Valid {
		t.Error(lines(r))
	}
}

// TestAbuse_LD_06_HeldIssuer: who issued a credential without a proof in a record, nobody
// else says.
func TestAbuse_LD_06_HeldIssuer(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const school, named = `{"id":"https://school.example/issuers/2","type":["Profile"]}`, `{"id":"https://school.example/issuers/2","type":["Profile"],"name":"Harvard University"}`
	g := string(value(t, badge).With("issuer", value(t, school)).JSON())
	f := sign(t, string(value(t, replace(t, badge, "awards/1", "awards/77", "badges/1", "badges/77")).With("issuer", value(t, `{"id":"`+evil+`","type":["Profile"],"parentOrg":`+named+`}`)).JSON()), ed(9), evil+"#key-1")
	signed := sealed(t, record("", g, f))
	r := judge(t, s, replace(t, signed, g, replace(t, g, school, named)))
	if r.Verdict == vc.Valid || r.Check(vc.CheckProof).Code != vc.PartsExchangeable {
		t.Error(lines(r))
	}
	// Nor who issued the record, in a badge that names somebody else as its issuer.
	const us, harvard = `{"id":"https://uni.example/issuers/7","type":["Profile"]}`, `{"id":"https://uni.example/issuers/7","type":["Profile"],"name":"Harvard University"}`
	g = string(value(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"creator":`+harvard+`,`)).With("issuer", value(t, school)).JSON())
	signed = sealed(t, string(value(t, record("", g)).With("issuer", value(t, us)).JSON()))
	moved := string(value(t, replace(t, signed, harvard, us)).With("issuer", value(t, harvard)).JSON())
	for _, doc := range []string{moved, string(value(t, signed).With("issuer", value(t, harvard)).JSON())} {
		if r := judge(t, s, doc); r.Verdict == vc.Valid || r.Summary.IssuerName != "" {
			t.Error(lines(r))
		}
	}
}

// TestHonestResources: what a resource is, is the same whoever says it.
func TestHonestResources(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const schema = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
	const related = `"relatedResource":[{"id":"https://www.w3.org/ns/credentials/v2","digestSRI":"sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"}]`
	end := sign(t, with(endorsement("https://uni.example/awards/1", ""), related), ed(9), evil+"#key-1")
	foreign := sign(t, with(replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77"), related), ed(9), evil+"#key-1")
	for name, doc := range map[string]string{
		"a badge and its endorsement":            with(badge, related+`,"endorsement":[`+end+`]`),
		"the schema of a badge":                  replace(t, with(badge, `"credentialSchema":[{"id":"`+schema+`","type":"1EdTechJsonSchemaValidator2019"}],`+replace(t, related, "https://www.w3.org/ns/credentials/v2", schema)), `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`),
		"a record, and somebody else's badge in": with(record("", foreign), related),
		"the issuer is named as a creator":       record("", sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `"type":["Achievement"],`, `"type":["Achievement"],"creator":{"id":"`+uni+`","type":["Profile"]},`), ed(9), evil+"#key-1")),
		"a presentation as evidence":             with(badge, `"evidence":[{"type":["VerifiablePresentation","Evidence"],"name":"Shown","proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","verificationMethod":"did:example:x","proofPurpose":"authentication","proofValue":"z1"}}]`),
	} {
		if r := judge(t, s, sealed(t, doc)); r.Verdict != vc.Valid {
			t.Errorf("%s: %s", name, lines(r))
		}
	}
}

// TestAbuse_LD_06_AroundToken: what stands on the envelope of a token in a record is nobody's
// word, since the token does not sign it.
func TestAbuse_LD_06_AroundToken(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	envelope := func(of, more string) string {
		return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"],` +
			`"id":"data:application/vc+jwt,` + of + `","type":["VerifiableCredential","EnvelopedVerifiableCredential"]` + more + `}`
	}
	own := token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	expect(t, judge(t, s, sealed(t, record("", envelope(own, "")))), vc.Valid)
	const ofRecord = toAda + `"type":["ClrSubject"]`
	madeUp := `,"proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","verificationMethod":"` + uniKey + `","proofPurpose":"assertionMethod","proofValue":"z1"}`
	for _, proof := range []string{"", madeUp} {
		signed := sealed(t, record("", envelope(own, `,"renderMethod":[{`+bobs+`"id":"did:example:ada","type":["ClrSubject"]}]`+proof)))
		neverFor(t, "recipient", s, replace(t, signed, bobs, "", ofRecord, toAda+bobs+`"type":["ClrSubject"]`))
	}
	g := apart(t, badge, 2)
	more := `{` + degree + `"id":"https://uni.example/badges/2","type":["Achievement"]}`
	signed := sealed(t, record("", envelope(own, `,"renderMethod":[`+more+`]`), g))
	neverFor(t, "achievement", s, replace(t, signed, more, `"https://uni.example/badges/2"`, g, replace(t, g, `"type":["Achievement"],`, `"type":["Achievement"],`+degree)))
}

// TestAbuse_LD_06_HandedIn: what an earner hands in as evidence is not the issuer's word: a
// presentation, signed or not, or what evidence has no words for.
func TestAbuse_LD_06_HandedIn(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	shown := token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	for name, begins := range map[string]string{
		"enveloped": `"id":"data:application/vp+jwt,` + shown + `","type":["EnvelopedVerifiablePresentation","Evidence","Profile"]`,
		"unsigned":  `"type":["VerifiablePresentation","Evidence","Profile"],"holder":"` + evil + `"`,
		"plain":     `"type":["Evidence","Profile"],"name":"My works"`,
	} {
		for _, more := range []string{bobs, rector} {
			handed := `{` + begins + `,"parentOrg":{` + more + `"id":"did:example:ada","type":["AchievementSubject"]}}`
			signed := sealed(t, with(badge, `"evidence":[`+handed+`]`))
			for _, rest := range []string{`{"id":"did:example:ada","type":["AchievementSubject"]}`, `{"id":"did:example:ada"}`, `"did:example:ada"`, `{` + more + `"id":"did:example:ada","type":["AchievementSubject"]}`} {
				moved := replace(t, handed, `{`+more+`"id":"did:example:ada","type":["AchievementSubject"]}`, rest)
				neverFor(t, name, s, replace(t, signed, handed, moved, toAda, toAda+more))
			}
		}
	}
	for _, e := range []string{`{"id":"https://ada.example/film","type":["Evidence"],"name":"Film","genre":"video"}`, `{"id":"data:application/vp+jwt,` + shown + `","type":["EnvelopedVerifiablePresentation","Evidence"],"name":"What I had"}`} {
		expect(t, judge(t, s, sealed(t, with(badge, `"evidence":[`+e+`]`))), vc.Valid)
	}
}

// TestHonestStrangersWords: a picture and an achievement of somebody else may be described by
// them and not by the issuer.
func TestHonestStrangersWords(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const logo = `"image":{"id":"https://district.example/logo.png","type":"Image"}`
	foreign := sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `"url":"https://uni.example"`, `"url":"https://uni.example",`+logo[:len(logo)-1]+`,"caption":"Logo"}`,
		`"type":["Achievement"],`, `"type":["Achievement"],"version":"2","inLanguage":"en",`), ed(9), evil+"#key-1")
	expect(t, judge(t, s, sealed(t, replace(t, record(`,"achievement":[{"id":"https://uni.example/badges/5","type":["Achievement"],"name":"Ropes","description":"Knows ropes","criteria":{"narrative":"Tie"},"related":[{"id":"https://uni.example/badges/77","type":["Related"]}]}]`, foreign),
		`"name":"Example University"}`, `"name":"Example University",`+logo+`}`))), vc.Valid)
}
