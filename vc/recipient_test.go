package vc_test

import (
	"strings"
	"testing"

	"blazon/ob3"
	"blazon/vc"
)

// given is a badge, signed, with identifiers of its recipient.
func given(t testing.TB, id string, identifiers ...string) string {
	t.Helper()
	subject := `"type":["AchievementSubject"]`
	if len(identifiers) > 0 {
		subject += `,"identifier":[` + strings.Join(identifiers, ",") + `]`
	}
	doc := replace(t, badge, `"type":["AchievementSubject"]`, subject)
	if id == "" {
		return sealed(t, replace(t, doc, `"id":"did:example:ada",`, ``))
	}
	return sealed(t, replace(t, doc, "did:example:ada", id))
}

// plain is an identifier that is not hashed, and hashed one that is.
func plain(kind, text string) string {
	return `{"type":"IdentityObject","hashed":false,"identityHash":"` + text + `","identityType":"` + kind + `"}`
}

func hashed(kind, hash, salt string) string {
	if salt != "" {
		salt = `,"salt":"` + salt + `"`
	}
	return `{"type":"IdentityObject","hashed":true,"identityHash":"` + hash + `","identityType":"` + kind + `"` + salt + `}`
}

// TestOnlyRecipient: the badge of somebody else is genuine where nothing but that is
// the matter, and in no other case.
func TestOnlyRecipient(t *testing.T) {
	foreign := func(s *site, input string) *vc.Report {
		return judgeAs(t, s, input, vc.Options{Recipient: "mallory@uni.example"})
	}
	good := func() *vc.Report { return foreign(world(t), sealed(t, badge)) }
	lax := judgeAs(t, world(t), sealed(t, badge), vc.Options{Recipient: "mallory@uni.example", Profile: vc.OneEdTech})
	tests := map[string]struct {
		report *vc.Report
		want   bool
	}{
		"somebody else's":            {good(), true},
		"nobody asked":               {judge(t, world(t), sealed(t, badge)), false},
		"two of somebody else":       {vc.Join(good(), good()), true},
		"in Open Badges 2.0":         {assertionAs(t, web2(t), hostedID, vc.Options{Recipient: "mallory@uni.example"}), true},
		"with one that is forged":    {vc.Join(good(), foreign(world(t), badge)), false},
		"with one not known":         {vc.Join(good(), foreign(world(t, uni, "!down"), sealed(t, badge))), false},
		"changed":                    {foreign(world(t), replace(t, sealed(t, badge), "Ties", "Tied")), false},
		"not signed":                 {foreign(world(t), badge), false},
		"by an issuer not known":     {foreign(world(t, uni, "!down"), sealed(t, badge)), false},
		"ended":                      {foreign(world(t), sealed(t, with(badge, `"validUntil":"2026-01-02T00:00:00Z"`))), false},
		"of which no status is had":  {foreign(world(t, list, "!down"), revocable(t, statusOf("7", "revocation"))), false},
		"by a profile that believes": {lax, false},
	}
	for name, tt := range tests {
		if got := tt.report.OnlyRecipient(); got != tt.want {
			t.Errorf("%s: %v, %s %+v", name, got, tt.report.Verdict, tt.report.Checks)
		}
		if tt.want && tt.report.Verdict != vc.Invalid {
			t.Errorf("%s is %s", name, tt.report.Verdict)
		}
	}
}

func TestRecipient(t *testing.T) {
	hash := ob3.HashIdentity("ada@uni.example", "salt")
	tests := []struct {
		name, input, asked string
		match              bool
	}{
		{"by id", given(t, "did:example:ada"), "did:example:ada", true},
		{"by another id", given(t, "did:example:ada"), "did:example:eve", false},
		{"by address as id", given(t, "mailto:ada@uni.example"), "Ada@uni.example", true},
		{"by address", given(t, "", plain("emailAddress", "ada@uni.example")), "ada@uni.example", true},
		{"by address under the other name", given(t, "", plain("emailAddress", "Ada@Uni.example")), " ada@uni.example ", true},
		{"by hash", given(t, "", hashed("emailAddress", hash, "salt")), "ada@uni.example", true},
		{"by hash in capitals", given(t, "", hashed("emailAddress", "sha256$"+strings.ToUpper(hash[7:]), "salt")), "ADA@uni.example", true},
		{"by hash with another salt", given(t, "", hashed("emailAddress", hash, "pepper")), "ada@uni.example", false},
		{"by the second", given(t, "", plain("emailAddress", "bo@uni.example"), plain("emailAddress", "ada@uni.example")), "ada@uni.example", true},
		{"by number", given(t, "", plain("sourcedId", "4711")), "4711", true},
		{"a number for an address", given(t, "", plain("sourcedId", "ada@uni.example")), "ada@uni.example", false},
		{"nobody in it", given(t, ""), "ada@uni.example", false},
		{"by address with a scheme", given(t, "", plain("emailAddress", "ada@uni.example")), "MAILTO:Ada@uni.example", true},
		{"by address with an escape", given(t, "", plain("emailAddress", "ada+x@uni.example")), "mailto:ada%2Bx@uni.example", true},
		{"by address as id, with a scheme", given(t, "mailto:Ada@uni.example"), "mailto:ada@uni.example", true},
		{"by hash, with a scheme", given(t, "", hashed("emailAddress", hash, "salt")), "mailto:ada@uni.example", true},
		{"by address in ASCII", given(t, "", plain("emailAddress", "ada@müller.example")), "ada@xn--mller-kva.example", true},
		{"by address in Unicode", given(t, "", plain("emailAddress", "ada@xn--mller-kva.example")), "ada@müller.example", true},
		{"by hash of what is in Unicode", given(t, "", hashed("emailAddress", ob3.HashIdentity("ada@müller.example", "s"), "s")), "ada@xn--mller-kva.example", true},
		{"by hash of what is in ASCII", given(t, "", hashed("emailAddress", ob3.HashIdentity("ada@xn--mller-kva.example", "s"), "s")), "Ada@müller.example", true},
		{"by telephone as id", given(t, "tel:+358-40-1234"), "+358 40 1234", true},
		{"by telephone with a scheme", given(t, "", plain("ext:telephone", "+358401234")), "tel:+358-(40)-1234", true},
		{"by another telephone", given(t, "tel:+358-40-1234"), "+358 40 1235", false},
		{"by hash of a telephone", given(t, "", hashed("ext:telephone", ob3.HashIdentity("+358401234", "s"), "s")), "+358 40 1234", true},
		{"by page", given(t, "https://Ada.example"), "https://ada.example/", true},
		{"by another page", given(t, "https://ada.example/Ada"), "https://ada.example/ada", false},
		{"a number like a telephone's", given(t, "", plain("sourcedId", "47-11")), "4711", false},
		{"REC-04 Kelvin in the host", given(t, "", plain("emailAddress", "ada@kim.example")), "ada@Kim.example", false},
		{"REC-04 long s", given(t, "mailto:ſam@uni.example"), "sam@uni.example", false},
		{"REC-03 plus", given(t, "", plain("emailAddress", "ada@uni.example")), "ada+x@uni.example", false},
		{"REC-03 dots", given(t, "", plain("emailAddress", "a.da@uni.example")), "ada@uni.example", false},
		{"REC-04 Kelvin asked", given(t, "", plain("emailAddress", "kim@uni.example")), "\u212aim@uni.example", false},
		{"REC-04 Kelvin given", given(t, "", plain("emailAddress", "\u212aim@uni.example")), "kim@uni.example", false},
		{"REC-04 Kelvin as id", given(t, "mailto:\u212aim@uni.example"), "kim@uni.example", false},
		{"REC-04 Kelvin hashed", given(t, "", hashed("emailAddress", ob3.HashIdentity("kim@uni.example", "s"), "s")), "\u212aim@uni.example", false},
		{"REC-04 dotted I", given(t, "", plain("emailAddress", "ida@uni.example")), "\u0130da@uni.example", false},
		{"REC-04 Cyrillic", given(t, "", plain("emailAddress", "bo@uni.example")), "b\u043e@uni.example", false},
		{"REC-04 full width", given(t, "", plain("emailAddress", "bo@uni.example")), "\uff42o@uni.example", false},
		{"REC-07 md5", given(t, "", hashed("emailAddress", "md5$0e8a3ad980ec179856012b7eecf4327e", "")), "ada@uni.example", false},
		{"REC-07 hash without salt", given(t, "", hashed("emailAddress", ob3.HashIdentity("ada@uni.example", ""), "")), "ada@uni.example", true},
		{"REC-07 called hashed and is not", given(t, "", hashed("emailAddress", "ada@uni.example", "")), "ada@uni.example", false},
		{"REC-07 called plain and is hashed", given(t, "", plain("emailAddress", hash)), "ada@uni.example", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judgeAs(t, world(t), tt.input, vc.Options{Recipient: tt.asked})
			expect(t, r, r.Verdict, "proof=pass")
			if tt.match {
				expect(t, r, r.Verdict, "recipient=pass")
			} else {
				expect(t, r, vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
			}
		})
	}
}

// TestRecipientIncomparable: what names nobody as they were asked for is not said to
// belong to another; what does, is.
func TestRecipientIncomparable(t *testing.T) {
	hash := ob3.HashIdentity("ada@uni.example", "salt")
	tests := []struct {
		name, input, asked string
		compared           bool
	}{
		{"another address", given(t, "", plain("emailAddress", "bo@uni.example")), "ada@uni.example", true},
		{"another address, hashed", given(t, "", hashed("emailAddress", hash, "salt")), "bo@uni.example", true},
		{"another address as id", given(t, "mailto:bo@uni.example"), "ada@uni.example", true},
		{"another DID", given(t, "did:example:bo"), "did:example:ada", true},
		{"another page", given(t, "https://bo.example/"), "https://ada.example/", true},
		{"another number", given(t, "", plain("sourcedId", "4711")), "4712", true},
		{"a UUID", given(t, "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55"), "ada@uni.example", false},
		{"a DID", given(t, "did:example:ada"), "ada@uni.example", false},
		{"a DID, and a UUID", given(t, "did:example:ada"), "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55", false},
		{"an address, and a DID", given(t, "", plain("emailAddress", "ada@uni.example")), "did:example:ada", false},
		{"a number", given(t, "", plain("sourcedId", "4711")), "ada@uni.example", false},
		{"nobody", given(t, ""), "ada@uni.example", false},
		{"REC-07 md5", given(t, "", hashed("emailAddress", "md5$0e8a3ad980ec179856012b7eecf4327e", "")), "ada@uni.example", false},
		{"REC-07 called hashed and is not", given(t, "", hashed("emailAddress", "ada@uni.example", "")), "ada@uni.example", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judgeAs(t, world(t), tt.input, vc.Options{Recipient: tt.asked})
			expect(t, r, vc.Invalid, "proof=pass", "recipient=fail:RECIPIENT_MISMATCH")
			if c := r.Check(vc.CheckRecipient); strings.Contains(c.Text, "cannot be compared") == tt.compared || c.Remedy == "" {
				t.Errorf("%q, %q", c.Text, c.Remedy)
			}
		})
	}
}

// TestAbuse_REC_04 and its neighbours are rows of TestRecipient: whoever has an
// address that only looks like another's is not its owner.
func TestAbuse_REC_04(t *testing.T) {
	r := judgeAs(t, world(t), given(t, "", plain("emailAddress", "quack@uni.example")), vc.Options{Recipient: "quac\u212a@uni.example"})
	expect(t, r, vc.Invalid, "proof=pass", "recipient=fail:RECIPIENT_MISMATCH")
}

// TestAbuse_REC_07: a hash that two addresses can share proves nothing.
func TestAbuse_REC_07(t *testing.T) {
	md5 := given(t, "", hashed("emailAddress", "md5$900150983cd24fb0d6963f7d28e17f72", "")) // of abc
	expect(t, judgeAs(t, world(t), md5, vc.Options{Recipient: "abc"}), vc.Invalid, "proof=pass", "recipient=fail:RECIPIENT_MISMATCH")
}

// TestRecipientOfNobody: whoever asks whether something is somebody's is told no of what
// is given to no person; beside a badge of theirs it does no harm.
func TestRecipientOfNobody(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	seconded := sign(t, endorsement("https://uni.example/awards/1", ""), ed(9), evil+"#key-1")
	ada := vc.Options{Recipient: "did:example:ada"}
	expect(t, judge(t, s, seconded), vc.Valid, "recipient=skipped")
	r := judgeAs(t, s, seconded, ada)
	expect(t, r, vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
	if !r.OnlyRecipient() {
		t.Error("nothing else is the matter with it")
	}
	expect(t, judgeAs(t, s, presentation("", seconded), ada), vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
	expect(t, judgeAs(t, s, presentation("", seconded, sealed(t, badge)), ada), vc.Valid, "recipient=skipped")
	expect(t, judgeAs(t, s, presentation("", seconded, sealed(t, badge)), vc.Options{Recipient: "did:example:bob"}), vc.Invalid)
	expect(t, judgeAs(t, s, sealed(t, badge), vc.Options{Recipient: "  "}), vc.Valid, "recipient=skipped")
}

// TestAbuse_REC_03_Numbers: a number that is not said to be a telephone's is of somebody else
// if it differs in a hyphen, hashed or not, and so is a page that differs in a slash.
func TestAbuse_REC_03_Numbers(t *testing.T) {
	of := func(kind, text string) string {
		return given(t, "", hashed(kind, ob3.HashIdentity(text, "s"), "s"))
	}
	tests := []struct {
		kind, text, asked string
		match             bool
	}{
		{"ext:studentId", "12345", "12345", true},
		{"ext:studentId", "12345", "123-45", false},
		{"systemId", "12345", "12-345", false},
		{"lisSourcedId", "12345", "(1)2345", false},
		{"ext:studentId", "12345", "1 2345", false},
		{"ext:studentId", "12345", "tel:123-45", false},
		{"ext:studentId", "123-45", "123-45", true},
		{"ext:phoneNumber", "12345", "123-45", true},
		{"ext:telephone", "tel:12345", "123-45", true},
		{"ext:page", "https://social.example/ada", "https://social.example/ada/", false},
		{"ext:page", "https://social.example/ada", "https://SOCIAL.example/ada", true},
		{"ext:page", "https://ada.example", "https://ada.example/", true},
	}
	for _, tt := range tests {
		r := judgeAs(t, world(t), of(tt.kind, tt.text), vc.Options{Recipient: tt.asked})
		expect(t, r, r.Verdict, "proof=pass", map[bool]string{true: "recipient=pass", false: "recipient=fail:RECIPIENT_MISMATCH"}[tt.match])
		if (r.Verdict == vc.Valid) != tt.match {
			t.Errorf("%s of %s, asked for %s: %s", tt.kind, tt.text, tt.asked, r.Verdict)
		}
	}
}
