package vc_test

import (
	"context"
	"crypto"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// holder is somebody whose name is a key.
func holder(t testing.TB) (id, method string) {
	t.Helper()
	id, method, err := did.KeyDID(ed(5).Public())
	if err != nil {
		t.Fatal(err)
	}
	return id, method
}

// presentation is an unsigned presentation of credentials.
func presentation(holder string, credentials ...string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"holder":"` + holder + `",` +
		`"verifiableCredential":[` + strings.Join(credentials, ",") + `]}`
}

// shown signs a presentation as its holder.
func shown(t testing.TB, doc string) string {
	t.Helper()
	_, method := holder(t)
	return signWith(t, doc, ed(5), dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Minute), Purpose: "authentication", Domain: "shop.example", Challenge: "42"})
}

// rawToken is a token with any header and payload.
func rawToken(header, payload string, key interface {
	Sign(message string) string
},
) string {
	b64 := base64.RawURLEncoding.EncodeToString
	text := b64([]byte(header)) + "." + b64([]byte(payload))
	return text + "." + key.Sign(text)
}

// envelope puts a token in an envelope.
func envelope(kind, media, text string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"data:` + media + `,` + text + `","type":"` + kind + `"}`
}

func TestPresentation(t *testing.T) {
	id, _ := holder(t)
	own, given := sealed(t, badge), sealed(t, replace(t, badge, "did:example:ada", id))
	jwt := token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	forged := replace(t, own, "Ties knots", "Ties nots")
	tests := []struct {
		name, doc string
		verdict   vc.Verdict
		also      int
		note      string
	}{
		{"signed", shown(t, presentation(id, own)), vc.Valid, 1, "not how it calls its recipient"},
		{"signed by the recipient", shown(t, presentation(id, given)), vc.Valid, 1, "once shown by its recipient"},
		{"of two", shown(t, presentation(id, own, others(t))), vc.Valid, 2, ""},
		{"signed by nobody", presentation(id, own), vc.Valid, 0, "nobody signed"},
		{"of a forged badge", shown(t, presentation(id, own, forged)), vc.Invalid, 2, ""},
		{"changed after it was signed", replace(t, shown(t, presentation(id, own)), `"holder":"`+id, `"holder":"did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH`), vc.Invalid, 1, "not proven who shows it"},
		{"with a credential left out", replace(t, shown(t, presentation(id, own, others(t))), ","+others(t), ""), vc.Invalid, 1, ""},
		{"of a token in an envelope", shown(t, presentation(id, envelope("EnvelopedVerifiableCredential", "application/vc+jwt", jwt))), vc.Valid, 1, ""},
		{"of a forged token in an envelope", shown(t, presentation(id, envelope("EnvelopedVerifiableCredential", "application/vc+jwt", jwt[:len(jwt)-9]+"AAAAAAAAA"))), vc.Invalid, 1, ""},
		{"of nothing", shown(t, presentation(id)), vc.Invalid, 0, ""},
		{"of a record", shown(t, presentation(id, sealed(t, record("", own)))), vc.Valid, 2, ""},
		{"of a status list", shown(t, presentation(id, sealed(t, published(t, uni, "revocation")))), vc.Invalid, 1, ""},
		{"of a presentation", presentation(id, presentation(id, own)), vc.Invalid, 0, ""},
		{"of an unknown word", presentation(id, own)[:len(presentation(id, own))-1] + `,"honours":"yes"}`, vc.Valid, 0, "not as the standard has it: \"honours\""},
		{"of an unknown word, signed", replace(t, shown(t, presentation(id, own)), `"holder"`, `"honours":"yes","holder"`), vc.Invalid, 1, ""},
		{"of an older model", replace(t, presentation(id, own), "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"), vc.Valid, 0, "not as the standard has it: Two of its contexts"},
		{"of a token as it is", presentation(id, fmt.Sprintf("%q", jwt)), vc.Valid, 0, "not as the standard has it"},
		{"of a forged token as it is", presentation(id, fmt.Sprintf("%q", jwt[:len(jwt)-9]+"AAAAAAAAA")), vc.Invalid, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
			r := judge(t, s, tt.doc)
			expect(t, r, tt.verdict)
			if len(r.Also) != tt.also || !strings.Contains(strings.Join(r.Notes, " "), tt.note) {
				t.Errorf("%d others, notes %q", len(r.Also), r.Notes)
				for _, other := range r.Also {
					t.Logf("%s %s\n%s", other.Kind, other.Verdict, lines(other))
				}
			}
		})
	}
}

// TestPresentationReport: the badge is what the report is about, and the
// presentation stands beside it.
func TestPresentationReport(t *testing.T) {
	id, _ := holder(t)
	r := judge(t, world(t), shown(t, presentation(id, sealed(t, badge))))
	if r.Kind != "Open Badges 3.0" || r.Summary.Name != "Knots" || len(r.Documents) != 1 {
		t.Errorf("%s %+v %v", r.Kind, r.Summary, r.Documents)
	}
	own := r.Also[0]
	expect(t, own, vc.Valid, "proof=pass", "issuer_binding=pass", "time=pass", "status=pass", "schema=pass", "context=pass")
	if own.Kind != "Verifiable Presentation" || own.Check(vc.CheckIssuer).Detail["holder"] != id || own.Summary.Name != "" {
		t.Errorf("%+v", own)
	}
}

// TestAbuse_DI_04_Presentation: a proof for one purpose does not count for
// another, and a key listed for assertions shows nothing.
func TestAbuse_DI_04_Presentation(t *testing.T) {
	id, method := holder(t)
	own := sealed(t, badge)
	asserted := signWith(t, presentation(id, own), ed(5), dataintegrity.Options{VerificationMethod: method, Created: now})
	r := judge(t, world(t), asserted)
	expect(t, r.Also[len(r.Also)-1], vc.Invalid, "proof=fail:PROOF_PURPOSE_MISMATCH")
	if r.Verdict != vc.Invalid {
		t.Error(r.Verdict)
	}
	// The university lists its key for assertions only.
	byUni := signWith(t, presentation(uni, own), ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now, Purpose: "authentication"})
	r = judge(t, world(t), byUni)
	expect(t, r.Also[0], vc.Invalid, "proof=pass", "issuer_binding=fail:PROOF_PURPOSE_MISMATCH")
	// Somebody else's key in the holder's name.
	foreign := signWith(t, presentation(uni, own), ed(5), dataintegrity.Options{VerificationMethod: method, Created: now, Purpose: "authentication"})
	r = judge(t, world(t), foreign)
	expect(t, r.Also[0], vc.Invalid, "proof=pass", "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}

// TestAbuse_DI_08_Presentation: a presentation that was made for somebody else, or
// in answer to another question.
func TestAbuse_DI_08_Presentation(t *testing.T) {
	id, method := holder(t)
	doc := shown(t, presentation(id, sealed(t, badge)))
	payload := presentation(id, envelope("EnvelopedVerifiableCredential", "application/vc+jwt", token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})))
	jwt := rawToken(`{"alg":"EdDSA","typ":"vp+jwt","kid":"`+method+`"}`, strings.TrimSuffix(payload, "}")+`,"aud":"shop.example","nonce":"42"}`, edSigner(5))
	for _, input := range []string{doc, jwt} {
		for _, tt := range []struct {
			domain, challenge string
			want              vc.Verdict
			proof             string
		}{
			{"", "", vc.Valid, "pass"},
			{"shop.example", "42", vc.Valid, "pass"},
			{"bank.example", "42", vc.Invalid, "fail:PROOF_DOMAIN_MISMATCH"},
			{"shop.example", "43", vc.Invalid, "fail:PROOF_CHALLENGE_MISMATCH"},
		} {
			r := judgeAs(t, world(t), input, vc.Options{Domain: tt.domain, Challenge: tt.challenge})
			expect(t, r, tt.want)
			expect(t, r.Also[len(r.Also)-1], tt.want, "proof="+tt.proof)
		}
	}
}

// TestAbuse_DI_08_Replay: what a holder showed to somebody else long ago does not
// say who shows it now. Only the answer to a question does, and every credential
// says so.
func TestAbuse_DI_08_Replay(t *testing.T) {
	id, method := holder(t)
	given := sealed(t, replace(t, badge, "did:example:ada", id))
	payload := presentation(id, given, sealed(t, badge))
	signed := signWith(t, payload, ed(5), dataintegrity.Options{VerificationMethod: method, Created: now.Add(-400 * 24 * time.Hour), Purpose: "authentication", Domain: "shop.example", Challenge: "42"})
	jwt := rawToken(`{"alg":"EdDSA","typ":"vp+jwt","kid":"`+method+`"}`, strings.TrimSuffix(payload, "}")+`,"aud":"shop.example","nonce":"42"}`, edSigner(5))
	for _, input := range []string{signed, jwt} {
		for _, tt := range []struct {
			opt           vc.Options
			first, second string
		}{
			{vc.Options{}, "It was once shown by its recipient", "It was once shown by did:key"},
			{vc.Options{Domain: "shop.example"}, "It was once shown by its recipient", "It was once shown by did:key"},
			{vc.Options{Challenge: "42"}, "It was once shown by its recipient", "It was once shown by did:key"},
			{vc.Options{Domain: "shop.example", Challenge: "42"}, "It is shown by its recipient", "It is shown by did:key"},
			{vc.Options{Domain: "bank.example", Challenge: "42"}, "not proven who shows it", "not proven who shows it"},
		} {
			r := judgeAs(t, world(t), input, tt.opt)
			if notes := strings.Join(r.Notes, " "); !strings.Contains(notes, tt.first) {
				t.Errorf("%+v: %q, want %q", tt.opt, notes, tt.first)
			}
			if notes := strings.Join(r.Also[0].Notes, " "); !strings.Contains(notes, tt.second) {
				t.Errorf("%+v: %q, want %q", tt.opt, notes, tt.second)
			}
		}
	}
	r := judge(t, world(t), payload)
	for _, each := range []*vc.Report{r, r.Also[0]} {
		if !strings.Contains(strings.Join(each.Notes, " "), "nobody signed") {
			t.Errorf("notes %q", each.Notes)
		}
	}
}

// edSigner signs texts with the key of a number.
type edSigner byte

// Sign returns the signature of a text in base64url.
func (n edSigner) Sign(message string) string {
	sig, err := ed(byte(n)).Sign(nil, []byte(message), crypto.Hash(0))
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(sig)
}

func TestPresentationToken(t *testing.T) {
	id, method := holder(t)
	jwt := token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	head := `{"alg":"EdDSA","typ":"vp+jwt","kid":"` + method + `"}`
	payload := presentation(id, envelope("EnvelopedVerifiableCredential", "application/vc+jwt", jwt))
	old := `{"iss":"` + id + `","vp":{"@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiablePresentation"],"verifiableCredential":["` + jwt + `"]}}`
	until := func(d time.Duration) string {
		return strings.TrimSuffix(payload, "}") + fmt.Sprintf(`,"exp":%d}`, now.Add(d).Unix())
	}
	own := rawToken(head, payload, edSigner(5))
	tests := []struct {
		name, input string
		verdict     vc.Verdict
	}{
		{"as it is", own, vc.Valid},
		{"of the data model 1.1", rawToken(`{"alg":"EdDSA","typ":"JWT","kid":"`+method+`"}`, old, edSigner(5)), vc.Valid},
		{"in an envelope", envelope("EnvelopedVerifiablePresentation", "application/vp+jwt", own), vc.Valid},
		{"in an envelope, base64", envelope("EnvelopedVerifiablePresentation", "application/vp+jwt;base64", base64.StdEncoding.EncodeToString([]byte(own))), vc.Valid},
		{"in an envelope, escaped", envelope("EnvelopedVerifiablePresentation", "application/vp+jwt", url.PathEscape(own)), vc.Valid},
		{"by another key", rawToken(head, payload, edSigner(6)), vc.Invalid},
		{"of another iss", rawToken(head, strings.TrimSuffix(payload, "}")+`,"iss":"did:example:eve"}`, edSigner(5)), vc.Invalid},
		{"that counts for an hour", rawToken(head, until(time.Hour), edSigner(5)), vc.Valid},
		{"that has expired", rawToken(head, until(-time.Hour), edSigner(5)), vc.Invalid},
		{"that is a credential", rawToken(`{"alg":"EdDSA","typ":"vp+jwt","kid":"`+uniKey+`"}`, badge, edSigner(1)), vc.Invalid},
		{"in the envelope of a credential", envelope("EnvelopedVerifiableCredential", "application/vp+jwt", own), vc.Invalid},
		{"in an envelope without a token", envelope("EnvelopedVerifiablePresentation", "application/vp+jwt", "hello"), vc.Invalid},
		{"in an envelope that is no data: URL", replace(t, envelope("EnvelopedVerifiablePresentation", "application/vp+jwt", own), "data:", "https://"), vc.Invalid},
		{"in an envelope of COSE", envelope("EnvelopedVerifiablePresentation", "application/vp+cose", "AAAA"), vc.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, world(t), tt.input)
			expect(t, r, tt.verdict)
			if tt.verdict == vc.Valid && (r.Kind != "Open Badges 3.0" || r.Format != "JWT" || len(r.Also) != 1 || r.Also[0].Format != "JWT") {
				t.Errorf("%s %s, %d others", r.Kind, r.Format, len(r.Also))
			}
		})
	}
}

// TestEnvelope: a credential in an envelope is judged as the token in it.
func TestEnvelope(t *testing.T) {
	jwt := token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	r := judge(t, world(t), envelope("EnvelopedVerifiableCredential", "application/vc+jwt", jwt))
	expect(t, r, vc.Valid, "proof=pass")
	if r.Format != "JWT" || string(r.Raw) != jwt {
		t.Errorf("%s %.40s", r.Format, r.Raw)
	}
	r = judge(t, world(t), envelope("EnvelopedVerifiableCredential", "text/plain", jwt))
	expect(t, r, vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
}

// TestAbuse_SIG_18_Presentation: whatever is changed in a presentation, somebody's
// signature does not hold, or the credential is no longer there.
func TestAbuse_SIG_18_Presentation(t *testing.T) {
	id, _ := holder(t)
	s := world(t)
	doc := shown(t, presentation(id, sealed(t, badge)))
	v, err := jsonld.Parse([]byte(doc), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	mutate(v, func(what string, mutant *jsonld.Value) {
		n++
		r := judge(t, s, string(mutant.JSON()))
		// Without the holder's proof it is only a badge that anyone may show.
		unsealed := what == "remove /proof" || what == "remove /proof/0"
		if r.Verdict == vc.Valid && !unsealed {
			t.Errorf("%s is valid, notes %q", what, r.Notes)
		}
		if unsealed && (len(r.Also) != 0 || !strings.Contains(strings.Join(r.Notes, ""), "nobody signed")) {
			t.Errorf("%s: notes %q", what, r.Notes)
		}
	})
	if n < 100 {
		t.Errorf("only %d mutants", n)
	}
}

// TestUnsignedWhenAsked: who asks that a badge be shown by its holder is not content with a
// presentation that nobody signed.
func TestUnsignedWhenAsked(t *testing.T) {
	id, _ := holder(t)
	doc := presentation(id, sealed(t, badge))
	expect(t, judge(t, world(t), doc), vc.Valid)
	for _, opt := range []vc.Options{{Domain: "bank.example"}, {Challenge: "7"}, {Domain: "bank.example", Challenge: "7"}} {
		if r := judgeAs(t, world(t), doc, opt); r.Verdict != vc.Invalid || len(r.Also) != 1 || r.Also[0].Check(vc.CheckProof).Code != vc.ProofMissing {
			t.Errorf("%+v: %s", opt, r.Verdict)
		}
	}
}

// TestContextsInProofs: a suite that signs the text puts the contexts into the proof. What
// is signed so may stand within something else, however that is signed.
//
// VC-DI-EDDSA 3.3.1, VC-DI-ECDSA 3.3.1.
func TestContextsInProofs(t *testing.T) {
	id, method := holder(t)
	opt := dataintegrity.Options{VerificationMethod: uniKey, Created: now.Add(-time.Hour)}
	jcs := signBy(t, "eddsa-jcs-2022", badge, ed(1), opt)
	about := signBy(t, "eddsa-jcs-2022", endorsement("https://uni.example/badges/1", ""), ed(9), dataintegrity.Options{VerificationMethod: evil + "#key-1", Created: now})
	if !strings.Contains(jcs[strings.Index(jcs, `"proof"`):], `"@context"`) {
		t.Fatalf("the proof has no contexts: %s", jcs)
	}
	endorsed := replace(t, badge, `"type":["Achievement"],`, `"type":["Achievement"],"endorsement":[`+about+`],`)
	holders := dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Minute), Purpose: "authentication"}
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	for name, doc := range map[string]string{
		"alone":                                      jcs,
		"shown by nobody":                            presentation(id, jcs),
		"shown by a holder":                          shown(t, presentation(id, jcs)),
		"shown by a holder with such a proof":        signBy(t, "eddsa-jcs-2022", presentation(id, jcs), ed(5), holders),
		"in a record":                                sealed(t, record("", jcs)),
		"in a record with such a proof":              signBy(t, "eddsa-jcs-2022", record("", jcs), ed(1), opt),
		"in a record that is a token":                token(t, record("", jcs), ed(1), vcjwt.SignHeader{Kid: uniKey}),
		"as an endorsement":                          sealed(t, endorsed),
		"as an endorsement in one with such a proof": signBy(t, "eddsa-jcs-2022", endorsed, ed(1), opt),
		"as an endorsement in a token":               token(t, endorsed, ed(1), vcjwt.SignHeader{Kid: uniKey}),
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, s, doc)
			expect(t, r, vc.Valid)
			if strings.Contains(name, "endorsement") {
				expect(t, r, vc.Valid, "endorsement=pass")
			}
			if !strings.Contains(name, "token") {
				expect(t, judge(t, s, replace(t, doc, `"name":"Knots"`, `"name":"Nots"`)), vc.Invalid)
			}
		})
	}
	at := strings.Index(jcs, `"proof"`)
	other := jcs[:at] + replace(t, jcs[at:], `"https://www.w3.org/ns/credentials/v2",`, "")
	expect(t, judge(t, s, sealed(t, record("", other))), vc.Invalid)
}

// TestPresentationOfAnotherEdition: what a holder signed letter by letter may be of the data
// model 1.1, and what is in it of 2.0. What is signed for what it says may not, and no word
// may be undefined.
func TestPresentationOfAnotherEdition(t *testing.T) {
	id, method := holder(t)
	given := sealed(t, replace(t, badge, "did:example:ada", id))
	opt := vc.Options{Domain: "shop.example", Challenge: "42"}
	vp := func(contexts, more string) string {
		return `{"@context":[` + contexts + `],"type":["VerifiablePresentation"],"holder":"` + id + `","verifiableCredential":[` + given + `]` + more + `}`
	}
	jwt := func(vp string) string {
		return rawToken(`{"alg":"EdDSA","kid":"`+method+`","typ":"JWT"}`, `{"iss":"`+id+`","aud":"shop.example","nonce":"42","vp":`+vp+`}`, edSigner(5))
	}
	const old, proofs = `"https://www.w3.org/2018/credentials/v1"`, `"https://www.w3.org/2018/credentials/v1","https://w3id.org/security/data-integrity/v2"`
	embedded := func(suite string) string {
		return signBy(t, suite, vp(proofs, ""), ed(5), dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Minute), Purpose: "authentication", Domain: "shop.example", Challenge: "42"})
	}
	for name, text := range map[string]string{"a token": jwt(vp(old, "")), "a proof over the text": embedded("eddsa-jcs-2022")} {
		r := judgeAs(t, world(t), text, opt)
		if expect(t, r, vc.Valid); !strings.Contains(strings.Join(r.Notes, " "), "It is shown by its recipient") {
			t.Errorf("%s: %q", name, r.Notes)
		}
		r = judgeAs(t, world(t), text, vc.Options{Domain: "shop.example", Challenge: "43"})
		if r.Verdict != vc.Invalid {
			t.Errorf("%s, played back: %s", name, r.Verdict)
		}
		if r = judgeAs(t, world(t), replace(t, text, "a", "b"), opt); r.Verdict == vc.Valid {
			t.Errorf("%s, changed: %s", name, r.Verdict)
		}
	}
	if r := judgeAs(t, world(t), jwt(vp(old, `,"honours":"summa"`)), opt); r.Verdict == vc.Valid {
		t.Error("it has an undefined word")
	}
	if r := judgeAs(t, world(t), replace(t, embedded("eddsa-jcs-2022"), "eddsa-jcs-2022", "eddsa-rdfc-2022"), opt); r.Verdict == vc.Valid {
		t.Error("the suite is another")
	}
}

// byAccept answers one address with another text where that is asked for.
type byAccept struct {
	*site
	at, accept, body string
}

func (b *byAccept) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	if url == b.at && strings.Contains(accept, b.accept) {
		return &did.Response{URL: url, Status: 200, Body: []byte(b.body), FetchedAt: now}, nil
	}
	return b.site.Fetch(ctx, url, accept)
}

// TestRelatedBesideOthers: which text a digest is compared with is for the credential's own
// check to say, whatever else is shown beside it. Where that was given two, it is open.
func TestRelatedBesideOthers(t *testing.T) {
	const other = `{"html":"what else is at the address of the issuer"}`
	s := &byAccept{world(t), uni, "application/vc", other}
	related := func(text string) string {
		return `"relatedResource":{"id":"` + uni + `","digestSRI":"` + sri(text) + `"}`
	}
	signed := func(members string) string {
		return token(t, with(badge, members), ed(1), vcjwt.SignHeader{Kid: uniKey})
	}
	status := `"credentialStatus":{"id":"https://uni.example/x","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"1","statusListCredential":"` + uni + `"}`
	beside := signed(status)
	for _, tt := range []struct{ name, doc, want string }{
		{"the profile", signed(related(s.documents[uni])), "schema=pass"},
		{"the other text", signed(related(other)), "schema=fail:SCHEMA_INVALID"},
		{"either, where it asked for both", signed(status + "," + related(other)), "schema=unknown:SCHEMA_INVALID"},
		{"neither, where it asked for both", signed(status + "," + related("x")), "schema=fail:SCHEMA_INVALID"},
	} {
		for _, order := range [][]string{{tt.doc}, {tt.doc, beside}, {beside, tt.doc}, {beside, tt.doc, beside}} {
			var items []string
			for _, item := range order {
				items = append(items, envelope("EnvelopedVerifiableCredential", "application/vc+jwt", item))
			}
			v := &vc.Verifier{Fetcher: s, Now: clock}
			r, err := v.Verify(context.Background(), []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"verifiableCredential":[`+strings.Join(items, ",")+`]}`), vc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, one := range r.All() {
				if i < len(order) && order[i] == tt.doc {
					t.Run(fmt.Sprint(tt.name, ", ", i+1, " of ", len(order)), func(t *testing.T) { expect(t, one, one.Verdict, tt.want) })
				}
			}
		}
	}
}
