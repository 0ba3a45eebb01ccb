package vc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"os"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// discloser is the key with which the university signs for selective disclosure.
func discloser(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	raw := make([]byte, 32)
	raw[31] = 7
	k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// based is a document with a base proof of the university.
func based(t testing.TB, doc string) string {
	t.Helper()
	return signBy(t, "ecdsa-sd-2023", doc, discloser(t), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)})
}

// shownOf is what a holder shows of a document with a base proof.
func shownOf(t testing.TB, doc string, pointers ...string) string {
	t.Helper()
	out, err := dataintegrity.Default().Derive(t.Context(), processor, []byte(doc), dataintegrity.Selection{Pointers: pointers})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// careless is a badge that ended in 2021 and has a status, with a base proof of
// another program that made only the issuer mandatory.
func careless(t testing.TB) string { t.Helper(); return stored(t, "careless") }

// stored is a document with a base proof of a program that makes nothing mandatory
// but what it is asked to.
func stored(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAbuse_SIG_18_Shown: what a holder does not show is not taken for something
// that is not there.
func TestAbuse_SIG_18_Shown(t *testing.T) {
	const end = `"validUntil":"2027-01-01T00:00:00Z"`
	entry := `"credentialStatus":` + statusOf("7", "revocation")
	whole := with(extended(t), end+","+entry)
	part := []string{"/credentialSubject", "/validFrom", "/name"}
	tests := []struct {
		name, doc string
		revoked   bool
		verdict   vc.Verdict
		want      []string
	}{
		{"with its end and its status", shownOf(t, based(t, whole)), false, vc.Valid, []string{"time=pass", "status=pass"}},
		{"and it is withdrawn", shownOf(t, based(t, whole)), true, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"without an end", shownOf(t, based(t, with(extended(t), entry))), false, vc.Indeterminate, []string{"time=unknown:PARTS_HIDDEN", "status=pass"}},
		{"without a status", shownOf(t, based(t, with(badge, end))), false, vc.Indeterminate, []string{"time=pass", "status=unknown:PARTS_HIDDEN"}},
		{"without either, all of it", shownOf(t, based(t, badge), ""), false, vc.Indeterminate, []string{"proof=pass", "time=unknown:PARTS_HIDDEN", "status=unknown:PARTS_HIDDEN"}},
		{"its end and its status left out", shownOf(t, careless(t), part...), true, vc.Indeterminate, []string{"proof=unknown:PARTS_HIDDEN", "issuer_binding=pass", "time=unknown:PARTS_HIDDEN", "status=unknown:PARTS_HIDDEN"}},
		{"its end shown", shownOf(t, careless(t), append(part, "/validUntil")...), true, vc.Invalid, []string{"time=fail:EXPIRED"}},
		{"its status shown", shownOf(t, careless(t), append(part, "/credentialStatus")...), false, vc.Indeterminate, []string{"time=unknown:PARTS_HIDDEN", "status=unknown:PARTS_HIDDEN"}},
		{"its status shown, and it is withdrawn", shownOf(t, careless(t), append(part, "/credentialStatus")...), true, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var set []int
			if tt.revoked {
				set = []int{7}
			}
			s := world(t, uni, profileOf(t), list, signedList(t, set...))
			expect(t, judge(t, s, tt.doc), tt.verdict, tt.want...)
			if r := judge(t, s, tt.doc); r.Verdict == vc.Indeterminate && strings.Contains(r.Check(vc.CheckTime).Text, "has no end") {
				t.Errorf("it says that there is no end\n%s", lines(r))
			}
		})
	}
}

// TestAbuse_SIG_18_OutOfPlace: what an endorser said is not shown as what the issuer said,
// with the endorsement left out.
func TestAbuse_SIG_18_OutOfPlace(t *testing.T) {
	s := world(t, uni, profileOf(t), list, signedList(t), evil, profile(t, evil, ed(9).Public(), ""))
	const role = `"role":"Rector","creditsEarned":300,`
	bob := vc.Options{Recipient: "bob@school.example"}
	base := stored(t, "careless-endorsed")
	for _, more := range []string{bobs + role, bobs, role} {
		moved := replace(t, base, bobs+role, strings.Replace(bobs+role, more, "", 1), toAda, toAda+more)
		shown := value(t, shownOf(t, moved, "/credentialSubject"))
		array := shown.With("credentialSubject", jsonld.NewArray(shown.Get("credentialSubject")))
		for _, doc := range []string{string(shown.JSON()), string(array.JSON())} {
			r := judgeAs(t, s, doc, bob)
			if r.Verdict == vc.Valid || r.Check(vc.CheckRecipient).Result == vc.Pass || r.Check(vc.CheckProof).Code != vc.PartsHidden {
				t.Errorf("%s\n%s", r.Verdict, lines(r))
			}
		}
	}
	// What the endorser said of the award itself, and of how it was earned.
	const said = `"awardedDate":"2020-01-01T00:00:00Z",`
	base = stored(t, "careless-dated")
	moved := shownOf(t, replace(t, base, said, "", `"validFrom"`, said+`"validFrom"`), "/awardedDate")
	expect(t, judge(t, s, moved), vc.Indeterminate, "proof=unknown:PARTS_HIDDEN")
	const works = `"evidence":[{"id":"https://evil.example/e","type":["Evidence"],"name":"Nobel prize"}],`
	moved = shownOf(t, replace(t, base, works, "", `"validFrom"`, works+`"validFrom"`), "/evidence")
	r := judge(t, s, moved)
	expect(t, r, vc.Valid, "proof=pass")
	if len(r.Summary.Evidence) > 0 || !strings.Contains(strings.Join(r.Notes, " "), "may be what somebody else said") {
		t.Errorf("%+v %q", r.Summary.Evidence, r.Notes)
	}
	// What is signed here has its endorsements with it, whatever is shown.
	e := sign(t, endorsement("https://uni.example/badges/1", ""), ed(9), evil+"#key-1")
	ours := based(t, with(extended(t), `"validUntil":"2027-01-01T00:00:00Z","credentialStatus":`+statusOf("7", "revocation")+`,"endorsement":[`+e+`]`))
	if shown := shownOf(t, ours); !strings.Contains(shown, `"endorsementComment"`) {
		t.Errorf("the endorsement is not shown: %s", shown)
	}
}

// TestBeside: beside a proof over the whole nothing can have been left out.
func TestBeside(t *testing.T) {
	s := world(t, uni, profileOf(t))
	doc := shownOf(t, based(t, badge), "")
	both := signBy(t, "ecdsa-rdfc-2019", doc, discloser(t), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)})
	expect(t, judge(t, s, both), vc.Valid, "time=pass", "status=pass")
	stranger := sign(t, doc, ed(9), evil+"#key-1")
	s.documents[evil] = profile(t, evil, ed(9).Public(), "")
	expect(t, judge(t, s, stranger), vc.Indeterminate, "time=unknown:PARTS_HIDDEN")
}

// TestBaseProof: the copy that is for its holder alone is called that.
func TestBaseProof(t *testing.T) {
	r := judge(t, world(t, uni, profileOf(t)), based(t, badge))
	expect(t, r, vc.Indeterminate, "proof=unknown:UNSUPPORTED_FORMAT", "issuer_binding=pass")
	c := r.Check(vc.CheckProof)
	if !strings.Contains(c.Text, "holder's own copy") || !strings.Contains(c.Remedy, "blazon derive") || strings.Contains(c.Text, "not understood") {
		t.Errorf("%+v", c)
	}
	if text := r.Check(vc.CheckIssuer).Text; strings.Contains(text, "signed") {
		t.Errorf("%q", text)
	}
}

func profileOf(t testing.TB) string { return profile(t, uni, discloser(t).Public(), "") }

// signedList is the status list of the university, signed with the same key.
func signedList(t testing.TB, set ...int) string {
	t.Helper()
	return signBy(t, "ecdsa-rdfc-2019", published(t, uni, "revocation", set...), discloser(t), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)})
}

// TestHiddenRecipient: what a holder does not show of its recipient may be whom was asked
// about; what it shows counts.
func TestHiddenRecipient(t *testing.T) {
	s := world(t, uni, profileOf(t), list, signedList(t))
	base := stored(t, "careless-nameless") // given to bob, which is always shown, and to ada
	for asked, want := range map[string]string{
		"ada@school.example": "recipient=unknown:PARTS_HIDDEN",
		"eve@school.example": "recipient=unknown:PARTS_HIDDEN",
		"bob@school.example": "recipient=pass",
	} {
		r := judgeAs(t, s, shownOf(t, base), vc.Options{Recipient: asked})
		expect(t, r, r.Verdict, want)
		if r.Verdict == vc.Invalid {
			t.Errorf("%s: %s", asked, lines(r))
		}
	}
	// Nor does an id show that it is somebody else's, for a badge may have several names.
	doc := with(badge, `"validUntil":"2027-01-01T00:00:00Z","credentialStatus":`+statusOf("7", "revocation"))
	expect(t, judgeAs(t, s, shownOf(t, based(t, doc), ""), vc.Options{Recipient: "did:example:bob"}), vc.Indeterminate, "recipient=unknown:PARTS_HIDDEN")
	expect(t, judgeAs(t, s, shownOf(t, based(t, doc), ""), vc.Options{Recipient: "did:example:ada"}), vc.Valid, "recipient=pass")
}

// TestOrderOfProofs: a set of proofs has no order. That of a stranger takes nothing away, and
// of two of the issuer's the one that covers more counts.
func TestOrderOfProofs(t *testing.T) {
	s := world(t, evil, profile(t, evil, discloser(t).Public(), ""))
	s.documents["https://ada.example/1"] = profile(t, "https://ada.example/1", ed(8).Public(), "")
	jwt := token(t, replace(t, endorsement("https://uni.example/awards/1", ""), evil, "https://ada.example/1"), ed(8), vcjwt.SignHeader{Kid: "https://ada.example/1#key-1"})
	doc := with(badge, `"endorsementJwt":["`+jwt+`"]`)
	first := *processor
	first.Contexts = jsonld.Pinned().Alternate()
	stranger := "did:key:" + multikey(t, ed(12).Public()) + "#" + multikey(t, ed(12).Public())
	theirs, err := dataintegrity.Default().Sign(t.Context(), &first, []byte(badge), "eddsa-rdfc-2022", ed(12), dataintegrity.Options{VerificationMethod: stranger, Created: now.Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	own := func(suite, doc string) *jsonld.Value {
		return value(t, signBy(t, suite, doc, ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)})).Get("proof").Items()[0]
	}
	both := func(doc string, one, other *jsonld.Value) []string {
		set := func(proofs ...*jsonld.Value) string {
			return string(value(t, doc).With("proof", jsonld.NewArray(proofs...)).JSON())
		}
		return []string{set(one, other), set(other, one)}
	}
	for _, suite := range []string{"eddsa-rdfc-2022", "eddsa-jcs-2022"} {
		for _, text := range both(doc, own(suite, doc), value(t, string(theirs)).Get("proof").Items()[0]) {
			r := judge(t, s, text)
			expect(t, r, vc.Valid, "proof=pass", "endorsement=pass")
			if len(r.Endorsements) != 1 {
				t.Errorf("%s: %d endorsements", suite, len(r.Endorsements))
			}
		}
	}
	e := signBy(t, "ecdsa-rdfc-2019", endorsement("https://uni.example/badges/1", ""), discloser(t), dataintegrity.Options{VerificationMethod: evil + "#key-1", Created: now.Add(-time.Hour)})
	doc = with(badge, `"endorsement":[`+e+`]`)
	for _, text := range both(doc, own("eddsa-rdfc-2022", doc), own("eddsa-jcs-2022", doc)) {
		expect(t, judge(t, s, text), vc.Valid, "proof=pass")
	}
}

// TestHonestProofOfItsOwnWords: a proof over the letters of a badge of 1.1 needs no context
// for its words; the badge does for its own.
func TestHonestProofOfItsOwnWords(t *testing.T) {
	opt := dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)}
	old := replace(t, badge, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1", `"validFrom"`, `"issuanceDate"`)
	signed := signBy(t, "eddsa-jcs-2022", old, ed(1), opt)
	expect(t, judge(t, world(t), signed), vc.Valid, "context=pass")
	for name, doc := range map[string]string{
		"in a record":    signBy(t, "eddsa-jcs-2022", record("", signed), ed(1), opt),
		"in a token":     token(t, record("", signed), ed(1), vcjwt.SignHeader{Kid: uniKey}),
		"beside another": string(value(t, signed).With("proof", value(t, `[`+string(value(t, signed).Get("proof").Items()[0].JSON())+`,{"type":"UnheardProof2030","verificationMethod":"did:example:x#1"}]`)).JSON()),
	} {
		if r := judge(t, world(t), doc); r.Verdict != vc.Valid {
			t.Errorf("%s: %s", name, lines(r))
		}
	}
	expect(t, judge(t, world(t), replace(t, signed, `"proofPurpose"`, `"unsigned":"words","proofPurpose"`)), vc.Invalid, "proof=fail:PROOF_INVALID")
	r := judge(t, world(t), signBy(t, "eddsa-jcs-2022", with(old, `"unheard":"of"`), ed(1), opt))
	expect(t, r, vc.Invalid, "context=fail:TERM_UNDEFINED")
	if text := r.Check(vc.CheckContext).Text; strings.Contains(text, "no signature covers") {
		t.Error(text)
	}
}
