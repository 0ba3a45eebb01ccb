package vc_test

import (
	"strings"
	"testing"

	"blazon/jsonld"
	"blazon/vc"
)

// bobs says who the learner is, in words that anybody can write.
const (
	bobs  = `"identifier":[{"type":"IdentityObject","identityHash":"bob@school.example","identityType":"emailAddress","hashed":false}],`
	toAda = `"credentialSubject":{"id":"did:example:ada",`
)

func value(t testing.TB, text string) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// onTop writes the statements of a signed credential with something on top that stands
// within it: the member of which holds all the rest. Within, under changed.
func onTop(t testing.TB, signed, top, member string, rest *jsonld.Value) string {
	t.Helper()
	v, holder := value(t, signed), value(t, top)
	out := holder.With(member, rest.Without("proof", "@context")).With("@context", v.Get("@context")).With("proof", v.Get("proof"))
	return string(out.JSON())
}

// TestAbuse_LD_06_OtherTop: a proof over statements does not say which of the things it is
// about is the credential. What an endorser wrote within it does not come to stand on top.
func TestAbuse_LD_06_OtherTop(t *testing.T) {
	const award, other = "https://uni.example/awards/1", "https://uni.example/awards/999"
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sealed(t, published(t, uni, "revocation", 7)))
	for _, word := range []string{"renderMethod", "confidenceMethod", "termsOfUse", "evidence"} {
		for _, status := range []string{"", `,"credentialStatus":` + statusOf("7", "revocation")} {
			doctor := func(more string) string {
				return `{"id":"` + other + `","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Doctor of Medicine",` +
					`"issuer":{"id":"` + uni + `","type":["Profile"]},"validFrom":"2026-01-01T00:00:00Z",` +
					`"credentialSubject":{"id":"did:example:mallory","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/badges/md",` +
					`"type":["Achievement"],"name":"Doctor of Medicine","achievementType":"DoctoralDegree","description":"Heals","criteria":{"narrative":"Study"}}},"renderMethod":` + more + `}`
			}
			e := sign(t, endorsement(award, `,"`+word+`":[`+doctor(`{"id":"`+award+`"}`)+`]`), ed(9), evil+"#key-1")
			signed := sealed(t, strings.TrimSuffix(badge, "}")+status+`,"endorsement":[`+e+`]}`)
			v := value(t, signed)
			end := v.Get("endorsement").Items()[0].With(word, value(t, `{"id":"`+other+`"}`))
			forged := onTop(t, signed, doctor(`{}`), "renderMethod", v.With("endorsement", jsonld.NewArray(end)))
			r := judgeAs(t, s, forged, vc.Options{Recipient: "did:example:mallory"})
			expect(t, r, vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")
			if r.Summary.Name != "" {
				t.Errorf("shown as %q", r.Summary.Name)
			}
		}
	}
}

// TestAbuse_LD_06_RecordOnTop: a record that has ended does not end up within one of its
// own credentials.
func TestAbuse_LD_06_RecordOnTop(t *testing.T) {
	s := world(t)
	held := with(badge, `"evidence":[{"id":"https://uni.example/records/1","type":["Evidence"],"name":"Transcript"}]`)
	rec := sealed(t, with(record("", held), `"validUntil":"2026-02-01T00:00:00Z"`))
	expect(t, judge(t, s, rec), vc.Invalid)
	v := value(t, rec)
	subject := v.Get("credentialSubject").With("verifiableCredential", value(t, `[{"id":"https://uni.example/awards/1"}]`))
	inner := v.With("credentialSubject", subject).With("type", value(t, `["VerifiableCredential","ClrCredential","Evidence"]`))
	forged := value(t, onTop(t, rec, held, "evidence", inner))
	contexts := `["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"]`
	forged = forged.With("@context", value(t, contexts))
	if r := judge(t, s, string(forged.JSON())); r.Verdict == vc.Valid || r.Check(vc.CheckProof).Code != vc.PartsExchangeable {
		t.Error(lines(r))
	}
}

// TestAbuse_LD_06_FirstText: what stands in jti under the later text of the context is
// covered by the badge, and not by the endorsement that was signed under the earlier.
func TestAbuse_LD_06_FirstText(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	bob := vc.Options{Recipient: "bob@school.example"}
	e := sign(t, endorsement("https://uni.example/awards/1", ""), ed(9), evil+"#key-1")
	for _, more := range []string{bobs, `"role":"Rector","creditsEarned":300,`} {
		long := with(e, `"jti":{`+more+`"type":["AchievementSubject"],"id":"did:example:ada"}`)
		less := with(e, `"jti":{"type":["AchievementSubject"],"id":"did:example:ada"}`)
		signed := sealed(t, with(badge, `"endorsement":[`+long+`]`))
		if r := judgeAs(t, s, replace(t, signed, long, less, toAda, toAda+more), bob); r.Verdict == vc.Valid || r.Check(vc.CheckRecipient).Result == vc.Pass {
			t.Error(lines(r))
		}
	}
	// A credential of somebody else within a record, of which the same is true.
	doctor := `{"id":"https://evil.example/md","type":["Achievement"],"name":"Doctor","description":"Heals","criteria":{"id":"https://evil.example/md/c"}}`
	foreign := sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"`), ed(9), evil+"#key-1")
	long := with(foreign, `"jti":{"type":["ClrSubject"],"id":"did:example:ada","achievement":[`+doctor+`]}`)
	less := with(foreign, `"jti":{"type":["ClrSubject"],"id":"did:example:ada"}`)
	signed := sealed(t, record("", sealed(t, badge), long))
	if r := judge(t, s, replace(t, signed, long, less, `"type":["ClrSubject"],"verifiableCredential"`, `"type":["ClrSubject"],"achievement":[`+doctor+`],"verifiableCredential"`)); r.Verdict == vc.Valid {
		t.Error(lines(r))
	}
	// A text there is no more than a name.
	expect(t, judge(t, s, sealed(t, with(badge, `"endorsement":[`+with(e, `"jti":"urn:uuid:1"`)+`]`))), vc.Valid, "endorsement=pass")
}

// TestAbuse_LD_06_TwoProofs: whoever makes two proofs over two texts, of which the one or
// the other counts, has not signed either for certain.
func TestAbuse_LD_06_TwoProofs(t *testing.T) {
	bob := vc.Options{Recipient: "bob@school.example"}
	listing := func(name string, n byte) *site {
		return world(t, evil, strings.ReplaceAll(profile(t, evil, ed(n).Public(), ""), "#key-1", "#"+name))
	}
	proof := func(doc string) string { return string(value(t, doc).Get("proof").Items()[0].JSON()) }
	stranger := "did:key:" + multikey(t, ed(8).Public()) + "#" + multikey(t, ed(8).Public())
	for name, method := range map[string]string{"his own key": evil + "#a", "a stranger's": stranger} {
		for of, where := range map[string]string{"an endorsement": "", "a credential in a record": "record"} {
			text := func(more string) string {
				if where == "" {
					return endorsement("https://uni.example/awards/1", `,"termsOfUse":[{`+more+`"type":["AchievementSubject"],"id":"did:example:ada"}]`)
				}
				return with(replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77", "did:example:ada", "did:example:eve"), `"termsOfUse":[{`+more+`"type":["AchievementSubject"],"id":"did:example:ada"}]`)
			}
			set := `"proof":[` + proof(sign(t, text(""), ed(8), method)) + `,` + proof(sign(t, text(bobs), ed(9), evil+"#b")) + `]`
			long, less := with(text(bobs), set), with(text(""), set)
			signed, at := sealed(t, with(badge, `"endorsement":[`+long+`]`)), toAda
			if where != "" {
				signed, at = sealed(t, record("", long)), `"credentialSubject":{"id":"did:example:ada",`
			}
			moved := replace(t, signed, long, less, at, at+bobs)
			for _, s := range []*site{listing("a", 8), listing("b", 9), listing("c", 7)} {
				if r := judgeAs(t, s, moved, bob); r.Verdict == vc.Valid {
					t.Errorf("%s, %s: %s", of, name, lines(r))
				}
			}
		}
	}
}

// TestAbuse_LD_06_ClassWords: the word of a class says what that of a property says, and
// nobody looks for it.
func TestAbuse_LD_06_ClassWords(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	const own, other = `{"id":"https://uni.example/badges/1/criteria"}`, `{"id":"https://evil.example/pay-and-get"}`
	e := sign(t, replace(t, endorsement("https://uni.example/badges/1", ""), `"endorsementComment"`, `"Criteria":[`+own+`,`+other+`],"endorsementComment"`), ed(9), evil+"#key-1")
	signed := sealed(t, replace(t, badge, `"criteria":{"narrative":"Tie ten"}`, `"criteria":`+own, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+e+`],`))
	for _, doc := range []string{signed, replace(t, signed, `"criteria":`+own, `"criteria":`+other)} {
		expect(t, judge(t, s, doc), vc.Invalid, "context=fail:TERM_UNDEFINED")
	}
	for _, context := range []string{"context.json", "context-3.0.1.json", "context-3.0.2.json", "context-3.0.3.json"} {
		full := replace(t, badge, "context-3.0.3.json", context, `"type":["Achievement"],`, `"type":["Achievement"],"image":{"id":"https://uni.example/i.png","type":"Image"},"creator":{"id":"https://creator.example/","type":["Profile"],"name":"Creator"},`,
			`"name":"Example University",`, `"name":"Example University","address":{"type":["Address"],"addressCountry":"NO","geo":{"type":"GeoCoordinates","latitude":1,"longitude":2}},`)
		if !strings.Contains(context, "3.0.3") && !strings.Contains(context, "3.0.2") { // do not stand behind VC 2.0
			full = replace(t, full, `"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/2018/credentials/v1"`, context+`"`, context+`","https://w3id.org/security/data-integrity/v2"`, "validFrom", "issuanceDate")
		}
		signed := sealed(t, full)
		expect(t, judge(t, s, signed), vc.Valid)
		for from, to := range map[string]string{`"image":`: `"Image":`, `"creator":`: `"Profile":`, `"address":`: `"Address":`, `"geo":`: `"GeoCoordinates":`, `"criteria":`: `"Criteria":`, `"achievement":`: `"Achievement":`} {
			if r := judge(t, s, replace(t, signed, from, to)); r.Verdict == vc.Valid {
				t.Errorf("%s: %s as %s: %s", context, from, to, lines(r))
			}
		}
	}
}

// TestAbuse_LD_06_StatusElsewhere: an entry of a revoked badge does not become another that
// somebody wrote under the same id.
func TestAbuse_LD_06_StatusElsewhere(t *testing.T) {
	const at = "https://uni.example/revocations"
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sealed(t, published(t, uni, "revocation", 9)),
		at, `{"id":"`+at+`","issuer":"`+uni+`","revokedCredential":[{"id":"https://uni.example/awards/1","revoked":true}]}`)
	const honest = `{"id":"` + at + `","type":"1EdTechRevocationList"}`
	other := `{"id":"` + at + `","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"8","statusListCredential":"` + list + `"}`
	extended := func(doc string) string {
		return replace(t, doc, `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`)
	}
	e := sign(t, extended(endorsement("https://uni.example/awards/1", `,"renderMethod":[`+honest+`,`+other+`]`)), ed(9), evil+"#key-1")
	signed := sealed(t, extended(with(badge, `"credentialStatus":`+honest+`,"endorsement":[`+e+`]`)))
	expect(t, judge(t, s, replace(t, signed, `"credentialStatus":`+honest, `"credentialStatus":`+other)), vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")
	// Each credential in a record names the same list.
	held := sealed(t, extended(with(badge, `"credentialStatus":`+honest)))
	rec := sealed(t, replace(t, extended(with(record("", held), `"credentialStatus":`+honest)), "records/1", "records/2"))
	if r := judge(t, s, rec); r.Check(vc.CheckProof).Result != vc.Pass || r.Check(vc.CheckStatus).Result != vc.Pass {
		t.Error(lines(r))
	}
}

// TestAbuse_LD_06_TypeElsewhere: nobody else says of which kind the credential is.
func TestAbuse_LD_06_TypeElsewhere(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	e := sign(t, endorsement("https://uni.example/awards/1", `,"renderMethod":[{"id":"https://uni.example/awards/1","type":["EndorsementCredential"]}]`), ed(9), evil+"#key-1")
	signed := sealed(t, with(badge, `"endorsement":[`+e+`]`))
	expect(t, judge(t, s, signed), vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE")
}
