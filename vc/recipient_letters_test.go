package vc_test

import (
	"strings"
	"testing"

	"blazon/ob3"
	"blazon/vc"
)

// A personAsked is an identifier of a badge, hashed and in plain, and somebody who is asked for.
type personAsked struct {
	kind, text, asked string
	match             bool
}

func (p personAsked) try(t *testing.T) {
	t.Helper()
	for name, input := range map[string]string{
		"hashed": given(t, "", hashed(p.kind, ob3.HashIdentity(p.text, "s"), "s")),
		"plain":  given(t, "", plain(p.kind, p.text)),
	} {
		r := judgeAs(t, world(t), input, vc.Options{Recipient: p.asked})
		expect(t, r, r.Verdict, "proof=pass", map[bool]string{true: "recipient=pass", false: "recipient=fail:RECIPIENT_MISMATCH"}[p.match])
		if (r.Verdict == vc.Valid) != p.match {
			t.Errorf("%s of %s, %s, asked for %s: %s", p.kind, p.text, name, p.asked, r.Verdict)
		}
	}
}

// TestAbuse_REC_03_Capitals: of what is no e-mail address, two that differ in capitals are
// those of two people, hashed or not; and a number is that of a telephone only by a name that
// says so.
func TestAbuse_REC_03_Capitals(t *testing.T) {
	for _, p := range []personAsked{
		{"systemId", "ab12", "AB12", false},
		{"userName", "ada", "Ada", false},
		{"accountId", "ugxc9q", "UgxC9q", false},
		{"identifier", "ada", "ADA", false},
		{"ext:page", "https://video.example/channel/ucabc", "https://video.example/channel/UCabC", false},
		{"ext:page", "https://uni.example/?user=ab", "https://uni.example/?user=AB", false},
		{"ext:did", "did:example:ada", "did:example:ADA", false},
		{"ext:Phonebook-id", "12345", "123-45", false},
		{"ext:microphone", "12345", "123-45", false},
		{"ext:prisonCell", "12345", "123-45", false},
		{"ext:telephoneExtensionId", "12345", "123-45", false},
		{"ext:studentId", "12345", "tel:123-45", false},
	} {
		p.try(t)
	}
}

// TestHonestIdentifiers: addresses of e-mail have no capitals, hosts neither, and numbers of
// telephones may be written to be read, whatever platforms call them.
func TestHonestIdentifiers(t *testing.T) {
	for _, p := range []personAsked{
		{"emailAddress", "ada@uni.example", "Ada@Uni.example", true},
		{"email", "ada@uni.example", "mailto:ADA@uni.example", true},
		{"systemId", "AB12", "AB12", true},
		{"userName", "Ada", " Ada ", true},
		{"ext:page", "https://video.example/channel/UCabC", "HTTPS://Video.example/channel/UCabC", true},
		{"ext:phoneNumber", "+4312345", "+43 123 45", true},
		{"ext:phone_number", "+4312345", "tel:+43-123-45", true},
		{"ext:https://schema.org/telephone", "+4312345", "+43 123 45", true},
		{"ext:tel", "+4312345", "+43 (123) 45", true},
		{"ext:mobile", "+4312345", "+43 123 45", true},
		{"ext:homeTel", "+4312345", "+43 123 45", true},
		{"ext:userMobileNumber", "+4312345", "+43 123 45", true},
		{"ext:contactPhone", "+4312345", "+43 123 45", true},
		{"ext:phone_e164", "+4312345", "+43 123 45", true},
		{"ext:phoneNumberE164", "+4312345", "+43 123 45", true},
		{"ext:PHONE", "+4312345", "+43 123 45", true},
		{"identifier", "tel:+4312345", "+43 123 45", true},
		{"identifier", "tel:+4312345", "tel:+43-123-45", true},
	} {
		p.try(t)
	}
}

// TestHonestUUID: a UUID that was hashed in small letters is that in capitals.
func TestHonestUUID(t *testing.T) {
	const id = "6d3b9c0e-5c0e-4d55-9d0a-0a7b1f2c3d4e"
	for _, written := range []string{id, "urn:uuid:" + id, strings.ToUpper(id), "urn:uuid:" + strings.ToUpper(id)} {
		for _, asked := range []string{written, strings.ToUpper(written), strings.ToLower(written)} {
			r := judgeAs(t, world(t), given(t, "", hashed("systemId", ob3.HashIdentity(written, "s"), "s")), vc.Options{Recipient: asked})
			expect(t, r, vc.Valid, "recipient=pass")
		}
	}
}
