package vc_test

import (
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// exchanged is doc with two parts of it in each other's place.
func exchanged(t testing.TB, doc, a, b string) string {
	t.Helper()
	return replace(t, doc, a, "@@", b, a, "@@", b)
}

// subjectOf and achievementOf are parts of a badge as they are written in it.
func subjectOf(t testing.TB, badge string) string {
	t.Helper()
	v, err := jsonld.Parse([]byte(badge), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return string(v.Get("credentialSubject").JSON())
}

func achievementOf(t testing.TB, badge string) string {
	t.Helper()
	v, err := jsonld.Parse([]byte(badge), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return string(v.Get("credentialSubject").Get("achievement").JSON())
}

// TestAbuse_LD_06_Exchanged: of one learner's credentials without proofs of their own, the
// statements are the same whichever has the better result. What a proof over statements
// does not cover is not called valid, and nothing of it is shown.
func TestAbuse_LD_06_Exchanged(t *testing.T) {
	const (
		good = `"result":[{"type":["Result"],"value":"A"}],"creditsEarned":30,`
		bad  = `"result":[{"type":["Result"],"value":"F"}],"creditsEarned":1,`
		at   = `"type":["AchievementSubject"],`
		own  = `{"id":"https://uni.example/badges/1","type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}`
		high = `{"id":"https://uni.example/badges/9","type":["Achievement"],"name":"Rector","description":"Is rector","criteria":{"narrative":"Tie ten"}}`
	)
	knots := replace(t, badge, at, at+good)
	medicine := replace(t, badge, at, at+bad, "awards/1", "awards/2", "badges/1", "badges/2", `"name":"Knots","description":"Ties knots"`, `"name":"Medicine","description":"Heals"`)
	opt := dataintegrity.Options{VerificationMethod: uniKey, Created: now}
	for name, tt := range map[string]struct{ doc, a, b string }{
		"two of one learner":            {record("", knots, medicine), good, bad},
		"one beside one with a proof":   {record("", sealed(t, knots), medicine), "", ""},
		"one beside what the record is": {record(`,"achievement":[`+high+`]`, badge), own, high},
	} {
		t.Run(name, func(t *testing.T) {
			doc := tt.doc
			for _, suite := range []string{"eddsa-rdfc-2022", "eddsa-jcs-2022"} {
				signed := signBy(t, suite, doc, ed(1), opt)
				want, whole := vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE"
				if suite == "eddsa-jcs-2022" {
					want, whole = vc.Valid, "proof=pass"
				}
				r := judge(t, world(t), signed)
				expect(t, r, want, whole)
				if tt.a == "" {
					continue
				}
				r = judge(t, world(t), exchanged(t, signed, tt.a, tt.b))
				if r.Verdict == vc.Valid || len(r.Also) != 0 || r.Summary.Name != "" {
					t.Errorf("%s, exchanged: %s, %d shown, %+v", suite, r.Verdict, len(r.Also), r.Summary)
				}
			}
		})
	}
	// Written in ways that a first look misses.
	pair := sealed(t, record("", knots, medicine))
	first, second := `"credentialSubject":`+subjectOf(t, knots), `"credentialSubject":`+subjectOf(t, medicine)
	both := strings.Replace(first, good, `"result":[{"type":["Result"],"value":"A"},{"type":["Result"],"value":"F"}],"creditsEarned":[30,1],`, 1)
	both = replace(t, both, `"achievement":`, `"achievement":[`+achievementOf(t, medicine)+`,`)
	both = strings.TrimSuffix(both, "}") + "]}"
	shares := record("", knots, medicine)
	shares = replace(t, shares, `"name":"Transcript",`, `"name":"Transcript","validUntil":"2027-01-01T00:00:00Z","credentialStatus":`+statusOf("7", "revocation")+`,`)
	for name, doc := range map[string]string{
		"under the first text of the context": with(exchanged(t, pair, good, bad), `"endorsementJwt":["x.y.z"]`),
		"one of which is no more than an id":  replace(t, pair, first, both, second, `"credentialSubject":"did:example:ada"`),
		"of one achievement":                  sealed(t, record("", apart(t, badge, 3), replace(t, apart(t, replace(t, badge, "Ties knots", "Audited only"), 4), "badges/4", "badges/3"))),
		"@in arrays of arrays":                exchanged(t, replace(t, pair, first, `"credentialSubject":[[`+subjectOf(t, knots)+`]]`, second, `"credentialSubject":[[`+subjectOf(t, medicine)+`]]`), good, bad),
		"of which parts may be left out":      exchanged(t, shownOf(t, based(t, shares), ""), good, bad),
	} {
		s := world(t, uni, profileOf(t), list, signedList(t))
		if name != "of which parts may be left out" {
			s = world(t)
		}
		r := judge(t, s, doc)
		if strings.HasPrefix(name, "@") { // which is no form of a record at all
			expect(t, r, vc.Invalid, "context=fail:TERM_UNDEFINED")
		} else if expect(t, r, vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE"); len(r.Also) != 0 {
			t.Errorf("%s: %d shown", name, len(r.Also))
		}
	}
	// What has a proof of its own, or a token around it, cannot be exchanged.
	for name, doc := range map[string]string{
		"each with a proof": sealed(t, record("", sealed(t, knots), sealed(t, medicine))),
		"one alone":         sealed(t, record("", knots)),
		"two learners":      sealed(t, record("", knots, replace(t, medicine, "did:example:ada", "did:example:bob"))),
		"a token":           token(t, record("", knots, medicine), ed(1), vcjwt.SignHeader{Kid: uniKey}),
	} {
		r := judge(t, world(t), doc)
		if expect(t, r, vc.Valid, "proof=pass"); len(r.Also) == 0 {
			t.Errorf("%s: nothing is shown", name)
		}
	}
}

// TestAbuse_SIG_18_ArrayOfOne: what stands in an array of one is read as what stands by
// itself: it means the same, so the proof holds over both.
func TestAbuse_SIG_18_ArrayOfOne(t *testing.T) {
	wrapped := func(doc string) string {
		v, err := jsonld.Parse([]byte(doc), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return string(v.With("credentialSubject", jsonld.NewArray(v.Get("credentialSubject"))).JSON())
	}
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	for name, tt := range map[string]struct {
		held string
		want vc.Verdict
	}{
		"genuine": {sealed(t, badge), vc.Valid},
		"expired": {sealed(t, with(badge, `"validUntil":"2026-02-01T00:00:00Z"`)), vc.Invalid},
		"forged":  {sign(t, badge, ed(9), uniKey), vc.Invalid},
	} {
		doc := sealed(t, record("", tt.held))
		for _, text := range []string{doc, wrapped(doc)} {
			if r := judge(t, s, text); r.Verdict != tt.want || len(r.Also) != 1 {
				t.Errorf("%s: %s, %d in it\n%s", name, r.Verdict, len(r.Also), lines(r))
			}
		}
	}
	about := sign(t, endorsement("https://uni.example/badges/1", ""), ed(9), evil+"#key-1")
	endorsed := sealed(t, replace(t, badge, `"name":"Knots","description"`, `"endorsement":[`+about+`],"name":"Knots","description"`))
	for _, text := range []string{endorsed, wrapped(endorsed)} {
		expect(t, judge(t, s, text), vc.Valid, "endorsement=pass")
	}
	altered := replace(t, endorsed, "Good knots", "Best knots")
	for _, text := range []string{altered, wrapped(altered)} {
		if c := judge(t, s, text).Check(vc.CheckEndorsement); c.Result == vc.Pass || strings.Contains(c.Text, "has no") {
			t.Errorf("an altered endorsement: %s %s", c.Result, c.Text)
		}
	}
}

// TestChainWitness: a signature that builds on that of somebody who cannot be reached
// could not be checked, and is not wrong.
func TestChainWitness(t *testing.T) {
	const witness = "did:web:witness.example"
	const page = "https://witness.example/.well-known/did.json"
	first := signWith(t, badge, ed(7), dataintegrity.Options{VerificationMethod: witness + "#key-1", Created: now, ID: "urn:uuid:11111111-1111-4111-8111-111111111111"})
	doc := signWith(t, first, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now, PreviousProof: []string{"urn:uuid:11111111-1111-4111-8111-111111111111"}})
	listed := strings.Replace(profile(t, witness, ed(7).Public(), ""), `"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/ns/did/v1"`, 1)
	expect(t, judge(t, world(t, page, listed), doc), vc.Valid, "proof=pass")
	expect(t, judge(t, world(t, page, "!down"), doc), vc.Indeterminate, "proof=unknown:ISSUER_UNRESOLVABLE", "issuer_binding=pass")
	wrong := strings.Replace(profile(t, witness, ed(8).Public(), ""), `"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/ns/did/v1"`, 1)
	expect(t, judge(t, world(t, page, wrong), doc), vc.Invalid, "proof=fail:PROOF_INVALID")
}

// TestProofSet: each proof of a set stands for itself. One for another purpose, or until
// a moment that is past, takes nothing from one that counts, and counts for nothing.
func TestProofSet(t *testing.T) {
	past := now.Add(-time.Hour)
	old := signWith(t, badge, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-48 * time.Hour), Expires: past})
	expect(t, judge(t, world(t), old), vc.Invalid, "proof=fail:PROOF_EXPIRED")
	expect(t, judge(t, world(t), sign(t, old, ed(1), uniKey)), vc.Valid, "proof=pass", "issuer_binding=pass")
	other := signWith(t, badge, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: past, Purpose: "authentication"})
	expect(t, judge(t, world(t), other), vc.Invalid, "proof=fail:PROOF_PURPOSE_MISMATCH")
	expect(t, judge(t, world(t), sign(t, other, ed(1), uniKey)), vc.Valid, "proof=pass", "issuer_binding=pass")
	// One that is wrong and no more than that still counts against it.
	broken := replace(t, sign(t, old, ed(1), uniKey), `"expires":"`+past.Format(time.RFC3339)+`"`, `"expires":"2027-01-01T00:00:00Z"`)
	expect(t, judge(t, world(t), broken), vc.Invalid, "proof=fail:PROOF_INVALID")
}

// TestAlgorithms: what an issuer may well sign with, and is not verified here, is not
// known and not wrong; one algorithm has two names.
func TestAlgorithms(t *testing.T) {
	claims := strings.TrimSuffix(badge, "}") + `,"iss":"` + uni + `","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1767225600}`
	for alg, want := range map[string]vc.Verdict{"EdDSA": vc.Valid, "Ed25519": vc.Valid, "RS512": vc.Indeterminate, "ES256K": vc.Indeterminate, "HS256": vc.Invalid, "none": vc.Invalid, "RS256": vc.Invalid} {
		text := rawToken(`{"alg":"`+alg+`","typ":"JWT","kid":"`+uniKey+`"}`, claims, edSigner(1))
		r := judge(t, world(t), text)
		if expect(t, r, want); want == vc.Indeterminate && r.Check(vc.CheckFormat).Code != vc.UnsupportedFormat {
			t.Errorf("%s: %s", alg, lines(r))
		}
	}
	changed := rawToken(`{"alg":"Ed25519","typ":"JWT","kid":"`+uniKey+`"}`, claims, edSigner(2))
	expect(t, judge(t, world(t), changed), vc.Invalid, "proof=fail:PROOF_INVALID")
}

// TestUndefinedInToken: a word without a meaning is refused in tokens, too, whose
// signature covers it all the same.
func TestUndefinedInToken(t *testing.T) {
	r := judge(t, world(t), token(t, with(badge, `"honours":"summa"`), ed(1), vcjwt.SignHeader{Kid: uniKey}))
	expect(t, r, vc.Invalid, "context=fail:TERM_UNDEFINED")
	if text := r.Check(vc.CheckContext).Text; strings.Contains(text, "no signature covers it") || !strings.Contains(text, "honours") {
		t.Error(text)
	}
}

// TestLargeIsNotWrong: that a badge has more in it than is read here is no fault of it.
func TestLargeIsNotWrong(t *testing.T) {
	tags := strings.TrimSuffix(strings.Repeat(`"t",`, 20_100), ",")
	large := replace(t, badge, `"name":"Knots","description"`, `"tag":[`+tags+`],"name":"Knots","description"`)
	for _, text := range []string{large, rawToken(`{"alg":"EdDSA","typ":"JWT","kid":"`+uniKey+`"}`, large, edSigner(1))} {
		expect(t, judge(t, world(t), text), vc.Indeterminate, "format=unknown:LIMIT_EXCEEDED", "proof=skipped")
	}
}

// TestAbuse_LD_06_Hidden: a credential of a record that has ended cannot be moved to where
// nobody looks for it.
func TestAbuse_LD_06_Hidden(t *testing.T) {
	ended := sealed(t, with(apart(t, badge, 2), `"validUntil":"2026-02-01T00:00:00Z"`))
	doc := sealed(t, record("", badge, ended))
	if r := judge(t, world(t), doc); r.Verdict != vc.Invalid || len(r.Also) != 2 {
		t.Fatalf("%s, %d in it", r.Verdict, len(r.Also))
	}
	subject := subjectOf(t, badge)
	alone := replace(t, doc, ","+ended, "")
	aside := `{"id":"did:example:ada","type":["ClrSubject"],"verifiableCredential":[` + ended + `]}`
	for name, moved := range map[string]string{
		"into an array within":     replace(t, alone, `"credentialSubject":`+subject, `"credentialSubject":[`+subject+`,[`+aside+`]]`),
		"beside the subject":       replace(t, alone, `"credentialSubject":`+subject, `"credentialSubject":[`+subject+`,`+aside+`]`),
		"into the subject within":  replace(t, alone, `"credentialSubject":`+subject, `"credentialSubject":`+with(subject, `"verifiableCredential":[`+ended+`]`)),
		"into an endorsement":      replace(t, alone, `"id":"https://uni.example/records/1",`, `"id":"https://uni.example/records/1","endorsement":[`+replace(t, sign(t, endorsement("did:example:ada", ""), ed(9), evil+"#key-1"), `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","ClrSubject"],"verifiableCredential":[`+ended+`],`)+`],`),
		"behind an empty proof":    replace(t, alone, `"credentialSubject":`+subject, `"proof":[],"credentialSubject":`+with(subject, `"verifiableCredential":[`+ended+`]`)),
		"into an array of subject": replace(t, alone, `"credentialSubject":{"id":"did:example:ada","type":["ClrSubject"]`, `"credentialSubject":{"id":"did:example:ada","type":["ClrSubject"],"association":[[]]`),
	} {
		if r := judge(t, world(t), moved); r.Verdict == vc.Valid {
			t.Errorf("%s: %s, %d in it\n%s", name, r.Verdict, len(r.Also), lines(r))
		}
	}
}

// TestBesideVc: what the issuer signed beside the claim vc is no part of a credential of
// 1.1, and is not passed over either.
func TestBesideVc(t *testing.T) {
	expect(t, judge(t, world(t), older(t, "")), vc.Valid)
	for claims, want := range map[string]string{
		`"credentialStatus":` + statusOf("7", "revocation") + `,`:                       "proof=fail:CLAIM_MISMATCH",
		`"validUntil":"2026-02-01T00:00:00Z",`:                                          "proof=fail:CLAIM_MISMATCH",
		`"issuer":"` + evil + `",`:                                                      "proof=fail:CLAIM_MISMATCH",
		`"status":{"status_list":{"idx":7,"uri":"https://uni.example/statuslists/1"}},`: "status=unknown:STATUS_UNAVAILABLE",
	} {
		if r := judge(t, world(t), older(t, claims)); r.Verdict == vc.Valid {
			t.Errorf("%s: %s", claims, lines(r))
		} else {
			expect(t, r, r.Verdict, want)
		}
	}
}

// TestAbuse_STA_08_OneID: of two status entries with one id, which place belongs to which
// list could have been exchanged.
func TestAbuse_STA_08_OneID(t *testing.T) {
	entry := func(id, purpose, index string) string {
		return `{"id":"` + id + `","type":"BitstringStatusListEntry","statusPurpose":"` + purpose + `","statusListIndex":"` + index + `","statusListCredential":"` + list + `"}`
	}
	served := sealed(t, replace(t, published(t, uni, "revocation", 7), `"statusPurpose":"revocation"`, `"statusPurpose":["revocation","refresh"]`))
	doc := sealed(t, with(badge, `"credentialStatus":[`+entry("urn:x:1", "revocation", "7")+`,`+entry("urn:x:1", "refresh", "8")+`]`))
	s := world(t, list, served)
	expect(t, judge(t, s, doc), vc.Invalid, "status=fail:STATUS_REVOKED")
	expect(t, judge(t, s, exchanged(t, doc, `"statusListIndex":"7"`, `"statusListIndex":"8"`)), vc.Indeterminate, "status=unknown:PARTS_EXCHANGEABLE")
	apart := sealed(t, with(badge, `"credentialStatus":[`+entry("urn:x:1", "revocation", "9")+`,`+entry("urn:x:2", "refresh", "8")+`]`))
	expect(t, judge(t, s, apart), vc.Valid, "status=pass")
}

// TestStolenSelective: who asks that a token be shown to them is not content with one from
// which the holder's signature was cut off.
func TestStolenSelective(t *testing.T) {
	held := selective(t, true, holding(t))
	asked := vc.Options{Domain: "bank.example", Challenge: "7"}
	expect(t, judgeAs(t, world(t), held, asked), vc.Invalid, "proof=fail:PROOF_INVALID")
	expect(t, judgeAs(t, world(t), held, vc.Options{}), vc.Valid, "proof=pass")
}

// TestAbuse_LD_06_Twofold: what two things of one id are said to be could have been
// exchanged between them. The same said twice could not.
func TestAbuse_LD_06_Twofold(t *testing.T) {
	evidence := func(first, second string) string {
		return with(badge, `"evidence":[{"id":"https://uni.example/e/1","type":["Evidence"],"name":"`+first+`"},{"id":"https://uni.example/e/1","type":["Evidence"],"name":"`+second+`"}]`)
	}
	expect(t, judge(t, world(t), sealed(t, evidence("Thesis", "Homework"))), vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")
	expect(t, judge(t, world(t), sealed(t, evidence("Thesis", "Thesis"))), vc.Valid, "proof=pass")
	expect(t, judge(t, world(t), token(t, evidence("Thesis", "Homework"), ed(1), vcjwt.SignHeader{Kid: uniKey})), vc.Valid, "proof=pass")
	creator := func(name string) string {
		return sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"creator":{"id":"`+uni+`","type":["Profile"],"name":"`+name+`","description":"Founded in 1500"},`))
	}
	expect(t, judge(t, world(t), creator("Example University")), vc.Valid, "proof=pass")
	expect(t, judge(t, world(t), creator("Another name")), vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")
	// A result that is moved into an endorsement about the learner.
	graded := sealed(t, replace(t, badge, `"type":["AchievementSubject"],`, `"type":["AchievementSubject"],"creditsEarned":1,`, `"type":["Achievement"],`,
		`"type":["Achievement"],"endorsement":[`+sign(t, endorsement("did:example:ada", ""), ed(9), evil+"#key-1")+`],`))
	moved := replace(t, graded, `"creditsEarned":1,`, "", `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","AchievementSubject"],"creditsEarned":1,`)
	if r := judge(t, world(t), moved); r.Verdict == vc.Valid {
		t.Errorf("moved out of sight: %s\n%s", r.Verdict, lines(r))
	}
}

// TestHiddenSignature: a credential without a signature in a record of which its holder
// chose what to show may have had one, whoever signed the record: that its issuer let nothing
// of it be left out cannot be seen.
func TestHiddenSignature(t *testing.T) {
	doc := replace(t, record("", badge), `"name":"Transcript",`, `"name":"Transcript","validUntil":"2027-01-01T00:00:00Z","credentialStatus":`+statusOf("7", "revocation")+`,`)
	s := world(t, uni, profileOf(t), list, signedList(t))
	expect(t, judge(t, s, shownOf(t, stored(t, "careless-record"), "")), vc.Indeterminate, "proof=unknown:PARTS_HIDDEN")
	expect(t, judge(t, s, shownOf(t, based(t, doc), "")), vc.Indeterminate, "proof=unknown:PARTS_HIDDEN")
	s.documents[list] = signedList(t, 7)
	expect(t, judge(t, s, shownOf(t, based(t, doc), "")), vc.Invalid, "proof=unknown:PARTS_HIDDEN", "status=fail:STATUS_REVOKED")
	s.documents[list] = signedList(t)
	// One with a signature shows it.
	s.documents[evil] = profile(t, evil, ed(9).Public(), "")
	expect(t, judge(t, s, shownOf(t, based(t, replace(t, doc, badge, others(t))), "")), vc.Valid, "proof=pass")
}

// TestAbuse_LD_06_CopiedOut: what others say in signatures of their own is not copied into
// what has none, and what an endorsement says beside its comment is not the issuer's word.
func TestAbuse_LD_06_CopiedOut(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	foreign := others(t)
	same := replace(t, apart(t, badge, 2), "badges/2", "badges/77")
	expect(t, judge(t, s, sealed(t, record("", foreign, same))), vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")

	more := sign(t, replace(t, endorsement("https://uni.example/badges/1", ""), `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","Achievement"],"creditsAvailable":30,`), ed(9), evil+"#key-1")
	endorsed := sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+more+`],`))
	expect(t, judge(t, s, endorsed), vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")
	usual := sign(t, endorsement("https://uni.example/badges/1", ""), ed(9), evil+"#key-1")
	renamed := sign(t, replace(t, endorsement("https://uni.example/badges/1", ""), `"name":"Somebody"`, `"name":"Somebody else"`, "9e1f6b9a", "9e1f6b9b"), ed(9), evil+"#key-1")
	expect(t, judge(t, s, sealed(t, replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+usual+`,`+renamed+`],`))), vc.Valid, "endorsement=pass")
}

// TestUnsignedOfNoForm: the form of a credential in a record that has no proof is covered
// by the record's own alone.
func TestUnsignedOfNoForm(t *testing.T) {
	r := judge(t, world(t), sealed(t, record("", replace(t, badge, `"description":"Ties knots",`, ""))))
	expect(t, r, vc.Indeterminate, "proof=pass")
	if notes := strings.Join(r.Notes, " "); !strings.Contains(notes, "does not have the form") {
		t.Error(notes)
	}
}

// TestAbuse_LD_06_CopiedWords: what somebody else says of an id in a credential of his own
// that the issuer took in is not copied into the words of the issuer, nor is what the
// issuer says moved out of sight into criteria of the same id.
func TestAbuse_LD_06_CopiedWords(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const more = `"role":"Director","licenseNumber":"MD-1","creditsEarned":300,"result":[{"id":"urn:r:1","type":["Result"],"value":"A+","status":"Completed"}],`
	const subject, achievement = `"credentialSubject":{"id":"did:example:ada",`, `"type":["Achievement"],`
	terms := `,"termsOfUse":[{"type":["AchievementSubject"],` + more + `"id":"did:example:ada"}]`
	about := sign(t, endorsement("https://uni.example/badges/1", terms), ed(9), evil+"#key-1")
	endorsed := sealed(t, replace(t, badge, achievement, achievement+`"endorsement":[`+about+`],`))
	doctor := `{"id":"https://evil.example/md","type":["Achievement"],"name":"Doctor","description":"Heals","criteria":{"id":"https://evil.example/md/c"},"achievementType":"DoctoralDegree"}`
	held := sign(t, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"https://evil.example/c/1","type":["VerifiableCredential"],`+
		`"issuer":{"id":"`+evil+`","type":["Profile"],"name":"Somebody"},"validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"did:example:ada","type":["ClrSubject"],"achievement":[`+doctor+`]}}`, ed(9), evil+"#key-1")
	rec := sealed(t, record("", sealed(t, badge), held))
	expect(t, judge(t, s, rec), vc.Valid)
	typed := sign(t, replace(t, others(t)[:strings.Index(others(t), `,"proof"`)]+"}", achievement, achievement+`"achievementType":"DoctoralDegree","creditsAvailable":300,`), ed(9), evil+"#key-1")
	own := replace(t, achievementOf(t, badge), "badges/1", "badges/77")
	listed := sealed(t, record(`,"achievement":[`+own+`]`, typed))
	same := sealed(t, replace(t, badge, `"criteria":{`, `"achievementType":"Membership","criteria":{"id":"https://uni.example/badges/1","type":"Criteria",`))
	expect(t, judge(t, s, same), vc.Valid, "proof=pass")
	for name, doc := range map[string]string{
		"of the learner, in an endorsement":  replace(t, endorsed, subject, subject+more),
		"of the learner, in a record":        replace(t, rec, `"type":["ClrSubject"],"verifiableCredential"`, `"type":["ClrSubject"],"achievement":[`+doctor+`],"verifiableCredential"`),
		"of an achievement, in a record":     replace(t, listed, own, replace(t, own, achievement, achievement+`"achievementType":"DoctoralDegree","creditsAvailable":300,`)),
		"of an achievement, to its criteria": replace(t, same, `"achievementType":"Membership",`, "", `"type":"Criteria",`, `"type":["Criteria","Achievement"],"achievementType":"Membership",`),
	} {
		if r := judge(t, s, doc); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Code == vc.ProofInvalid {
			t.Errorf("%s: %s\n%s", name, r.Verdict, lines(r))
		}
	}
}

// TestAbuse_LD_06_TypeAsAddress: a type is written by its word, since checks that go by
// types are told by words and the proof is not.
func TestAbuse_LD_06_TypeAsAddress(t *testing.T) {
	const clr, revocation = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential", "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList"
	ended := sealed(t, with(badge, `"validUntil":"2026-02-01T00:00:00Z"`))
	rec := sealed(t, replace(t, record("", ended), `"partial":false,`, ""))
	disguised := replace(t, rec, `"ClrCredential"`, `"`+clr+`"`)
	for _, opt := range []vc.Options{{}, {AnyKind: true}, {Profile: vc.OneEdTech}, {Profile: vc.OneEdTech, AnyKind: true}} {
		expect(t, judgeAs(t, world(t), rec, opt), vc.Invalid)
		if r := judgeAs(t, world(t), disguised, opt); r.Verdict == vc.Valid {
			t.Errorf("%+v: valid\n%s", opt, lines(r))
		}
	}
	const at = "https://uni.example/revocations"
	revoked := revocable(t, `{"id":"`+at+`","type":"1EdTechRevocationList"}`)
	s := world(t, at, `{"id":"`+at+`","issuer":"`+uni+`","revokedCredential":[{"id":"https://uni.example/awards/1","revoked":true}]}`)
	for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
		expect(t, judgeAs(t, s, revoked, vc.Options{Profile: profile}), vc.Invalid, "status=fail:STATUS_REVOKED")
		// The same without the context that has the word for it.
		bare := replace(t, replace(t, revoked, `"1EdTechRevocationList"`, `"`+revocation+`"`), `,"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`, "")
		expect(t, judgeAs(t, s, bare, vc.Options{Profile: profile}), vc.Invalid, "context=fail:TERM_UNDEFINED")
		expect(t, judgeAs(t, s, replace(t, revoked, `"1EdTechRevocationList"`, `"`+revocation+`"`), vc.Options{Profile: profile}), vc.Invalid, "context=fail:TERM_UNDEFINED")
	}
}
