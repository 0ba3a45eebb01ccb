package vc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// record is an unsigned record of the university with credentials in it.
func record(members string, held ...string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"https://uni.example/records/1","type":["VerifiableCredential","ClrCredential"],"name":"Transcript","partial":false,` +
		`"issuer":{"id":"` + uni + `","type":["Profile"],"name":"Example University"},"validFrom":"2026-01-01T00:00:00Z",` +
		`"credentialSubject":{"id":"did:example:ada","type":["ClrSubject"],"verifiableCredential":[` + strings.Join(held, ",") + `]` + members + `}}`
}

// others is a badge of somebody else about the same learner.
func others(t testing.TB) string {
	return sign(t, replace(t, badge, uni, evil, "awards/1", "awards/77", "badges/1", "badges/77"), ed(9), evil+"#key-1")
}

// apart is a badge of another number whose learner is not called by an id, so that
// nothing that is said in it could be said anywhere else.
func apart(t testing.TB, badge string, n int) string {
	return replace(t, badge, "awards/1", fmt.Sprintf("awards/%d", n), "badges/1", fmt.Sprintf("badges/%d", n), `"id":"did:example:ada",`,
		`"identifier":[{"type":"IdentityObject","identityHash":"ada@school.example","identityType":"emailAddress","hashed":false}],`)
}

func TestRecord(t *testing.T) {
	own := sealed(t, badge)
	tests := []struct {
		name    string
		held    []string
		verdict vc.Verdict
		also    []vc.Verdict
		note    string
	}{
		{"one of its own issuer", []string{own}, vc.Valid, []vc.Verdict{vc.Valid}, ""},
		{"of two issuers", []string{own, others(t)}, vc.Valid, []vc.Verdict{vc.Valid, vc.Valid}, ""},
		{"a token", []string{fmt.Sprintf("%q", token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}))}, vc.Valid, []vc.Verdict{vc.Valid}, ""},
		{"one that is not signed", []string{own, apart(t, badge, 2)}, vc.Valid, []vc.Verdict{vc.Valid, vc.Indeterminate}, "One of the 2 credentials"},
		{"two that are not signed", []string{badge, apart(t, badge, 2)}, vc.Valid, []vc.Verdict{vc.Indeterminate, vc.Indeterminate}, "2 of the 2 credentials"},
		{"one that is forged", []string{own, replace(t, others(t), "Ties knots", "Ties nots")}, vc.Invalid, []vc.Verdict{vc.Valid, vc.Invalid}, ""},
		{"one that has expired", []string{sealed(t, with(badge, `"validUntil":"2026-02-01T00:00:00Z"`))}, vc.Invalid, []vc.Verdict{vc.Invalid}, ""},
		{"one in somebody's name", []string{sign(t, badge, ed(9), evil+"#key-1")}, vc.Invalid, []vc.Verdict{vc.Invalid}, ""},
		{"not signed and expired", []string{with(badge, `"validUntil":"2026-02-01T00:00:00Z"`)}, vc.Valid, []vc.Verdict{vc.Invalid}, "One of the 1"},
		{"a credential that is no badge", []string{sealed(t, general), replace(t, general, "urn:uuid:5", "urn:uuid:6", `"id":"did:example:ada",`, "")}, vc.Valid, []vc.Verdict{vc.Valid, vc.Indeterminate}, "One of the 2"},
		{"a status list", []string{sealed(t, published(t, uni, "revocation"))}, vc.Invalid, []vc.Verdict{vc.Invalid}, ""},
	}
	// Records within records are not read, so nobody knows what stands there.
	within := sealed(t, record("", sealed(t, replace(t, record("", own), "records/1", "records/2"))))
	if r := judge(t, world(t), within); r.Verdict == vc.Valid {
		t.Error(lines(r))
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
			r := judge(t, s, sealed(t, record("", tt.held...)))
			expect(t, r, tt.verdict, "proof=pass", "issuer_binding=pass")
			if r.Kind != "Comprehensive Learner Record 2.0" || len(r.Also) != len(tt.also) || strings.Join(r.Notes, " ") == "" != (tt.note == "") {
				t.Fatalf("%s, %d others, notes %q", r.Kind, len(r.Also), r.Notes)
			}
			for i, want := range tt.also {
				if r.Also[i].Verdict != want {
					t.Errorf("number %d is %s, want %s\n%s", i, r.Also[i].Verdict, want, lines(r.Also[i]))
				}
			}
			if tt.note != "" && !strings.Contains(r.Notes[0], tt.note) {
				t.Errorf("notes %q", r.Notes)
			}
		})
	}
}

// TestAbuse_SIG_18_Envelope: a credential in an envelope is judged by what is in it,
// as one with a proof is.
func TestAbuse_SIG_18_Envelope(t *testing.T) {
	claims := func(doc string) string {
		return strings.TrimSuffix(doc, "}") + `,"iss":"` + uni + `","sub":"did:example:ada","jti":"https://uni.example/awards/1","nbf":1767225600}`
	}
	envelope := func(types, doc string, key byte) string {
		return `{"@context":"https://www.w3.org/ns/credentials/v2","type":` + types + `,"id":"data:application/vc+jwt,` +
			rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":"`+uniKey+`"}`, claims(doc), edSigner(key)) + `"}`
	}
	broken := `{"@context":"https://www.w3.org/ns/credentials/v2","type":["VerifiableCredential","EnvelopedVerifiableCredential"],"id":"urn:uuid:1"}`
	for _, types := range []string{`"EnvelopedVerifiableCredential"`, `["EnvelopedVerifiableCredential"]`, `["VerifiableCredential","EnvelopedVerifiableCredential"]`} {
		for name, tt := range map[string]struct {
			held    string
			verdict vc.Verdict
		}{
			"genuine": {envelope(types, badge, 1), vc.Valid},
			"forged":  {envelope(types, badge, 2), vc.Invalid},
			"expired": {envelope(types, with(badge, `"validUntil":"2026-02-01T00:00:00Z"`), 1), vc.Invalid},
			"empty":   {broken, vc.Invalid},
		} {
			r := judge(t, world(t), sealed(t, record("", tt.held)))
			expect(t, r, tt.verdict, "proof=pass", "issuer_binding=pass")
			if len(r.Also) != 1 || r.Also[0].Verdict != tt.verdict || len(r.Notes) != 0 {
				t.Errorf("%s %s: %d others, notes %q", types, name, len(r.Also), r.Notes)
			}
			if tt.verdict == vc.Valid && (r.Also[0].Summary.Name != "Knots" || r.Also[0].Format != "JWT") {
				t.Errorf("%s %s: %+v", types, name, r.Also[0].Summary)
			}
		}
	}
}

// TestRecordIsSigned: a record whose own proof does not hold is not looked into.
func TestRecordIsSigned(t *testing.T) {
	s := world(t)
	r := judge(t, s, replace(t, sealed(t, record("", sealed(t, badge))), `"Transcript"`, `"Diploma"`))
	expect(t, r, vc.Invalid, "proof=fail:PROOF_INVALID")
	if len(r.Also) != 0 || r.Summary.Name != "" {
		t.Errorf("%d others, %+v", len(r.Also), r.Summary)
	}
}

// TestUnsignedInRecord: what only the record's issuer vouches for is shown as
// that, and never with the host of the issuer that it names.
func TestUnsignedInRecord(t *testing.T) {
	r := judge(t, world(t), sealed(t, record("", replace(t, badge, uni, evil))))
	inner := r.Also[0]
	expect(t, inner, vc.Indeterminate, "proof=skipped", "issuer_binding=skipped", "status=skipped", "schema=pass")
	if inner.Check(vc.CheckProof).Detail["vouchedFor"] != uni || inner.Summary.IssuerHost != "" || inner.Summary.Name != "Knots" {
		t.Errorf("%+v %+v", inner.Check(vc.CheckProof), inner.Summary)
	}
}

func TestRecordRecipient(t *testing.T) {
	doc := sealed(t, record("", sealed(t, badge)))
	expect(t, judgeAs(t, world(t), doc, vc.Options{Recipient: "did:example:ada"}), vc.Valid, "recipient=pass")
	expect(t, judgeAs(t, world(t), doc, vc.Options{Recipient: "did:example:bob"}), vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
}

func TestRecordContexts(t *testing.T) {
	doc := record("", badge)
	for name, tt := range map[string]struct {
		doc, want string
		unsigned  bool
	}{
		"without the context of records": {unsigned: true, doc: replace(t, doc, `"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",`, ""), want: "context=fail:CONTEXT_NOT_ALLOWED"},
		"in another order":               {doc: replace(t, doc, `"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"`), want: "context=fail:CONTEXT_NOT_ALLOWED"},
		"an association of no kind":      {doc: record(`,"association":[{"type":"Association","associationType":"likes","sourceId":"urn:a","targetId":"urn:b"}]`, badge), want: "schema=fail:SCHEMA_INVALID"},
		"without a credential":           {doc: record(""), want: "schema=fail:SCHEMA_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			if !tt.unsigned {
				tt.doc = sealed(t, tt.doc)
			}
			expect(t, judge(t, world(t), tt.doc), vc.Invalid, tt.want)
		})
	}
}

// TestAbuse_CAN_05_Record: a record of very many credentials is refused before
// work is spent on it.
func TestAbuse_CAN_05_Record(t *testing.T) {
	many := make([]string, 101)
	for i := range many {
		many[i] = `{}`
	}
	s := world(t)
	expect(t, judge(t, s, record("", many...)), vc.Indeterminate, "format=unknown:LIMIT_EXCEEDED")
	if len(s.asked) != 0 {
		t.Errorf("asked %v", s.asked)
	}
}

// TestRecordEndorsements: those of the achievements that a record describes are
// judged, too.
func TestRecordEndorsements(t *testing.T) {
	described := `,"achievement":[{"id":"https://uni.example/badges/1","type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"},` +
		`"endorsement":[` + sign(t, endorsement("https://uni.example/badges/1", ""), ed(9), evil+"#key-1") + `]}]`
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	r := judge(t, s, sealed(t, record(described, sealed(t, badge))))
	expect(t, r, vc.Valid, "endorsement=pass")
}

// TestAbuse_LD_06_Record: what is said of a credential that only the record's
// issuer signed cannot be moved out of sight, into another object with its id. The
// statements are the same, so the proof of the record holds.
func TestAbuse_LD_06_Record(t *testing.T) {
	expires := with(badge, `"validUntil":"2026-02-01T00:00:00Z"`)
	doc := sealed(t, record("", expires))
	if r := judge(t, world(t), doc); len(r.Also) != 1 || r.Also[0].Check(vc.CheckTime).Code != vc.Expired {
		t.Fatalf("%s\n%s", r.Verdict, lines(r))
	}
	context := `"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`
	for name, hiding := range map[string]string{
		"a second credential": badge + `,{` + context + `"id":"https://uni.example/awards/1","type":["VerifiableCredential","OpenBadgeCredential"],"validUntil":"2026-02-01T00:00:00Z"}`,
		"one of no type":      badge + `,{"id":"https://uni.example/awards/1","validUntil":"2026-02-01T00:00:00Z"}`,
	} {
		r := judge(t, world(t), replace(t, doc, expires, hiding))
		if r.Verdict == vc.Valid || r.Check(vc.CheckProof).Result == vc.Pass {
			t.Errorf("%s: %s\n%s", name, r.Verdict, lines(r))
		}
		expect(t, judgeAs(t, world(t), replace(t, doc, expires, hiding), vc.Options{Profile: vc.OneEdTech}), vc.Invalid, "context=fail:TERM_UNDEFINED")
		if len(r.Also) != 0 {
			t.Errorf("%s: %d others\n%s", name, len(r.Also), lines(r))
		}
	}
}

// TestAbuse_SIG_18_Record: nothing in a record, and in what it holds, signed or
// not, can be changed, taken away or added to.
func TestAbuse_SIG_18_Record(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	doc := sealed(t, record(`,"association":[{"type":"Association","associationType":"precedes","sourceId":"https://uni.example/badges/1","targetId":"https://uni.example/badges/77"}]`,
		others(t), apart(t, replace(t, badge, uni, "https://third.example"), 2)))
	expect(t, judge(t, s, doc), vc.Valid)
	v, err := jsonld.Parse([]byte(doc), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	mutate(v, func(what string, mutant *jsonld.Value) {
		n++
		r := judge(t, s, string(mutant.JSON()))
		// A credential that is signed with the whole has the contexts of the whole, so
		// its own say nothing new; without them it is none.
		if strings.HasPrefix(what, "remove /credentialSubject/verifiableCredential/1/@context") {
			if r.Also[1].Verdict != vc.Invalid {
				t.Errorf("%s: %s\n%s", what, r.Also[1].Verdict, lines(r.Also[1]))
			}
			return
		}
		if r.Verdict == vc.Valid {
			t.Errorf("%s: %s, proof %s", what, r.Verdict, r.Check(vc.CheckProof).Result)
		}
	})
	if n < 200 {
		t.Errorf("only %d mutants", n)
	}
}

// TestRecordRecipientByAddress: who is asked about by the address that a record has for its learner
// is the one whom a badge in it calls by the id that the record has for them, too.
func TestRecordRecipientByAddress(t *testing.T) {
	named := func(held string) string {
		return sealed(t, replace(t, record("", held), `"type":["ClrSubject"],`, `"type":["ClrSubject"],"identifier":[{"type":"IdentityObject","identityHash":"ada@school.example","identityType":"emailAddress","hashed":false}],`))
	}
	own, bobs := sealed(t, badge), sealed(t, replace(t, badge, "did:example:ada", "did:example:bob"))
	asToken := fmt.Sprintf("%q", token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}))
	for _, tt := range []struct {
		held, recipient string
		want            vc.Verdict
	}{
		{own, "ada@school.example", vc.Valid},
		{own, "did:example:ada", vc.Valid},
		{asToken, "ada@school.example", vc.Valid},
		{envelope("EnvelopedVerifiableCredential", "application/vc+jwt", strings.Trim(asToken, `"`)), "ada@school.example", vc.Valid},
		{envelope("EnvelopedVerifiableCredential", "application/vc+jwt", strings.Trim(asToken, `"`)), "bob@school.example", vc.Invalid},
		{own, "bob@school.example", vc.Invalid},
		{own, "did:example:bob", vc.Invalid},
		{bobs, "ada@school.example", vc.Invalid},
		{others(t), "ada@school.example", vc.Indeterminate}, // of another issuer, who did not say who Ada is
		{others(t), "did:example:ada", vc.Valid},
		{bobs, "did:example:bob", vc.Invalid},
	} {
		if r := judgeAs(t, world(t, evil, profile(t, evil, ed(9).Public(), "")), named(tt.held), vc.Options{Recipient: tt.recipient}); r.Verdict != tt.want {
			t.Errorf("%s: %s", tt.recipient, r.Verdict)
		}
	}
}

// TestRecordOfOlderBadges: a badge of the data model 1.1 may stand in a record whose letters
// are signed. Words without a meaning are found in either.
func TestRecordOfOlderBadges(t *testing.T) {
	old := sealed(t, replace(t, badge, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1", `context-3.0.3.json"`, `context-3.0.3.json","https://w3id.org/security/data-integrity/v2"`, `"validFrom"`, `"issuanceDate"`))
	expect(t, judge(t, world(t), old), vc.Valid)
	asToken := func(doc string) string { return token(t, doc, ed(1), vcjwt.SignHeader{Kid: uniKey}) }
	asText := func(doc string) string {
		return signBy(t, "eddsa-jcs-2022", doc, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)})
	}
	for name, sign := range map[string]func(string) string{"a token": asToken, "a text": asText} {
		r := judge(t, world(t), sign(record("", old, apart(t, badge, 2))))
		if expect(t, r, vc.Valid, "context=pass"); len(r.Also) != 2 || r.Also[0].Verdict != vc.Valid {
			t.Errorf("%s: %d in it", name, len(r.Also))
		}
		for where, doc := range map[string]string{
			"in the record":        replace(t, record("", old), `"partial":false`, `"partial":false,"honours":"summa"`),
			"in the subject":       record(`,"honours":"summa"`, old),
			"in a badge unsigned":  record("", replace(t, badge, `"name":"Knots",`, `"name":"Knots","honours":"summa",`)),
			"in a badge of before": record("", replace(t, old, `"name":"Knots",`, `"name":"Knots","honours":"summa",`)),
		} {
			if r := judge(t, world(t), sign(doc)); r.Verdict != vc.Invalid || r.Check(vc.CheckContext).Code != vc.TermUndefined {
				t.Errorf("%s, %s: %s\n%s", name, where, r.Verdict, lines(r))
			}
		}
	}
}
