package vc_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
	"blazon/vcjwt"
)

// extensionsOB3 are the extensions of Open Badges 3.0, each in a badge.
var extensionsOB3 = map[string]struct {
	context string
	pairs   []string // what is replaced in the badge
	word    string   // one that the extension adds
}{
	"apply link":    {"https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json", []string{`"type":["Achievement"]`, `"type":["Achievement","ApplyLinkAchievement"]`}, ""},
	"accessibility": {"https://openbadgespec.org/extensions/accessibilityExtension/context-3.0.0.json", []string{`"type":["Achievement"]`, `"type":["Achievement"],"accessibilityAPI":"ARIA","accessibilityFeature":["captions"]`}, "accessibilityAPI"},
	"license": {"https://openbadgespec.org/extensions/licenseExtension/context-3.0.0.json", []string{
		`"type":["Achievement"]`, `"type":["Achievement","CCAchievement"],"license":{"id":"http://creativecommons.org/licenses/by/4.0/","name":"Attribution"}`,
	}, "license"},
	"place": {"https://openbadgespec.org/extensions/geoCoordinatesExtension/context-3.0.0.json", []string{`"type":["Achievement"]`, `"type":["Achievement","Place"]`}, ""},
	"assessment": {"https://purl.imsglobal.org/spec/ob-assessment/v2p0/context/", []string{
		`"type":["Achievement"]`, `"type":["Achievement"],"resultDescription":[{"id":"urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c","type":["ResultDescription","AssessmentResultDescription"],"name":"Grade","resultType":"LetterGrade","allowedValue":["A","B"],"assessmentType":"Artifact","hasGroupEvaluation":false}]`,
	}, "hasGroupEvaluation"},
	"accreditation": {"https://purl.imsglobal.org/spec/ob-accred/v2p0/context", []string{
		`"type":["Profile"]`, `"type":["Profile","IssuerAccreditationProfile"],"accreditations":[{"id":"https://board.example","type":["Profile","AccreditationProfile"],"name":"Board","contactInstructions":"Call","accreditationDate":"2010-09-01"}]`,
	}, "accreditations"},
}

// TestExtensionsOfOB3: badges with the extensions of the standard are valid, and a
// word of an extension is one only with its context.
func TestExtensionsOfOB3(t *testing.T) {
	for name, e := range extensionsOB3 {
		t.Run(name, func(t *testing.T) {
			plain := replace(t, badge, e.pairs...)
			named := replace(t, plain, `context-3.0.3.json"`, `context-3.0.3.json","`+e.context+`"`)
			r := judge(t, world(t), sealed(t, named))
			expect(t, r, vc.Valid, "context=pass", "proof=pass")
			sum := sha256.Sum256(jsonld.PinnedText(e.context))
			own := r.Check(vc.CheckContext).Detail["ownTexts"]
			if !strings.Contains(own, e.context) || !strings.Contains(own, hex.EncodeToString(sum[:])) || len(r.Notes) > 0 {
				t.Errorf("%q %v", own, r.Notes)
			}
			if e.word != "" {
				bare := token(t, plain, ed(1), vcjwt.SignHeader{Kid: uniKey})
				expect(t, judge(t, world(t), bare), vc.Invalid, "context=fail:TERM_UNDEFINED")
			}
			whole := token(t, named, ed(1), vcjwt.SignHeader{Kid: uniKey})
			expect(t, judge(t, world(t), whole), vc.Valid, "context=pass")
		})
	}
}

// What the published contexts leave without meaning, and the examples of the
// extensions use, is without meaning by ours, too.
func TestExtensionsThatSayTooLittle(t *testing.T) {
	for context, with := range map[string]string{
		"https://openbadgespec.org/extensions/geoCoordinatesExtension/context-3.0.0.json": `"type":["Achievement","Place"],"place":{"name":"The wharf"}`,
		"https://openbadgespec.org/extensions/accessibilityExtension/context-3.0.0.json":  `"type":["Achievement","Accessibility"]`,
		"https://openbadgespec.org/extensions/licenseExtension/context-3.0.0.json":        `"type":["Achievement","CCAchievement"],"license":{"id":"http://creativecommons.org/licenses/by/4.0/","legalCode":"https://x.example"}`,
	} {
		doc := replace(t, badge, `context-3.0.3.json"`, `context-3.0.3.json","`+context+`"`, `"type":["Achievement"]`, with)
		expect(t, judge(t, world(t), token(t, doc, ed(1), vcjwt.SignHeader{Kid: uniKey})), vc.Invalid, "context=fail:TERM_UNDEFINED")
	}
}

// The context of the scouts, which does not come with the program.
const (
	scoutsURL = "https://scouts.example/context/v1"
	scouts    = `{"@context":{"@protected":true,"rope":"https://scouts.example/terms#rope"}}`
)

// TestGivenContext: a badge whose words are defined by a context that whoever runs
// the program gave may be valid, and the report says that it rests on that.
func TestGivenContext(t *testing.T) {
	contexts, err := jsonld.Pinned().Add(scoutsURL, []byte(scouts))
	if err != nil {
		t.Fatal(err)
	}
	p := &jsonld.Processor{Contexts: contexts}
	signed := func(doc string) string {
		text, err := dataintegrity.Default().Sign(context.Background(), p, []byte(doc), "eddsa-rdfc-2022", ed(1), dataintegrity.Options{VerificationMethod: uniKey, Created: now})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	judged := func(s *site, doc string) *vc.Report {
		r, err := (&vc.Verifier{Fetcher: s, Now: clock, Processor: p}).Verify(context.Background(), []byte(doc), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	sum := sha256.Sum256([]byte(scouts))
	digest := hex.EncodeToString(sum[:])
	rests := func(r *vc.Report) bool {
		notes := fmt.Sprint(r.Notes)
		return strings.Contains(notes, scoutsURL) && strings.Contains(notes, digest)
	}
	named := replace(t, badge, `context-3.0.3.json"`, `context-3.0.3.json","`+scoutsURL+`"`, `"type":["Achievement"]`, `"type":["Achievement"],"rope":"hemp"`)

	r := judged(world(t), signed(named))
	expect(t, r, vc.Valid, "context=pass", "proof=pass")
	if !rests(r) || !strings.Contains(r.Check(vc.CheckContext).Detail["givenTexts"], digest) {
		t.Errorf("%v %v", r.Notes, r.Check(vc.CheckContext).Detail)
	}
	if text := r.Check(vc.CheckContext).Text; strings.Contains(text, "by the standards") {
		t.Error(text)
	}
	expect(t, judge(t, world(t), signed(named)), vc.Invalid, "context=fail:CONTEXT_NOT_ALLOWED")
	if r := judged(world(t), sealed(t, badge)); rests(r) {
		t.Errorf("a badge that does not name it: %v", r.Notes)
	}
	// The digest in the badge is that of the text that was given, or it is invalid.
	related := func(sri string) string {
		return signed(with(named, `"relatedResource":[{"id":"`+scoutsURL+`","digestSRI":"`+sri+`"}]`))
	}
	expect(t, judged(world(t), related(sri(scouts))), vc.Valid, "schema=pass")
	expect(t, judged(world(t), related(sri(scouts+" "))), vc.Invalid, "schema=fail:SCHEMA_INVALID")
	// Of our own text of a context no digest is compared: it is not the published one.
	const apply = "https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json"
	r = judged(world(t), signed(with(replace(t, badge, `context-3.0.3.json"`, `context-3.0.3.json","`+apply+`"`), `"relatedResource":[{"id":"`+apply+`","digestSRI":"`+sri("as published")+`"}]`)))
	expect(t, r, vc.Valid, "schema=pass")
	if r.Check(vc.CheckSchema).Detail["notCompared"] != apply {
		t.Errorf("%v", r.Check(vc.CheckSchema).Detail)
	}
	// A verdict rests on it also where only the status list names it.
	lists := signed(replace(t, published(t, uni, "revocation"), `"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/ns/credentials/v2","`+scoutsURL+`"`))
	r = judged(world(t, list, lists), signed(with(badge, `"credentialStatus":`+statusOf("7", statuslist.Revocation))))
	expect(t, r, vc.Valid, "status=pass")
	if !rests(r) {
		t.Errorf("%v", r.Notes)
	}
}

// extensionsOB2 are the extensions of Open Badges 2.0: good ones, and what their
// corrected JSON schemas do not allow. On is where they may stand.
//
// Pitfall 116: the published schemas and contexts disagree on the names of types.
var extensionsOB2 = []struct{ name, on, good, bad, at string }{
	{"example", "abi", `"type":["Extension","extensions:ExampleExtension"],"exampleProperty":"x"`, `"type":["Extension","extensions:ExampleExtension"],"exampleProperty":7`, "exampleProperty"},
	{"apply link", "b", `"type":["Extension","extensions:ApplyLink"],"url":"https://x.example/apply"`, `"type":["Extension","extensions:ApplyLink"],"url":7`, "url"},
	{"place", "abi", `"type":["Extension","extensions:GeoCoordinates","schema:Place"],"description":"The wharf","geo":{"latitude":1.5,"longitude":2}`, `"type":["Extension","extensions:GeoCoordinates"],"description":"The wharf","geo":{"latitude":"north","longitude":2}`, "latitude"},
	{"accessibility", "abi", `"type":["Extension","extensions:accessibility"],"accessibilityFeature":"captions","url":"https://x.example"`, `"type":["Extension","extensions#accessibility"],"url":"https://x.example"`, "accessibilityFeature"},
	{"license", "b", `"type":["Extension","extensions:LicenseExtension","cc:License"],"id":"CC-BY","name":"Attribution"`, `"type":["Extension","extensions:LicenseExtension"],"id":"GPL","name":"Free"`, "id"},
	{"license by address", "b", `"type":["Extension","extensions:LicenseExtension"],"id":"http://creativecommons.org/licenses/by/4.0/","name":"Attribution"`, `"type":["Extension","extensions:LicenseExtension"],"id":"CC-BY"`, "name"},
	{"creator", "b", `"type":["Extension","extensions:originalCreator"],"url":"https://x.example"`, `"type":["Extension","extensions:OriginalCreator"]`, "url"},
	{"accreditation", "i", `"type":["Extension","extensions:IssuerAccreditation"],"name":"Board","contactInstructions":"Call","url":"https://x.example","address":{"streetAddress":"Quay 1"}`, `"type":["Extension","extensions:IssuerAccreditation"],"name":"Board","contactInstructions":"Call","url":"https://x.example"`, "address"},
	{
		"assessment", "ab", `"type":["Extension","extensions:AssessmentExtension"],"description":"An exam","assessments":{"type":"Exam","description":"One","assessmentOutput":"A boat","hasGroupParticipation":false,"hasGroupEvaluation":true,"evaluationMethod":"By eye"}`,
		`"type":["Extension","extensions:AssessmentExtension"],"description":"An exam","assessments":[{"type":"Exam","description":"One","assessmentOutput":"A boat","hasGroupParticipation":"no","hasGroupEvaluation":true,"evaluationMethod":"By eye"}]`, "hasGroupParticipation",
	},
	{"description", "bi", `"type":["Extension","extensions:ExtraDescriptionExtension"],"name":"More","narrative":"Much"`, `"type":["Extension","extensions:ExtraDescriptionExtension"],"name":"More"`, "narrative"},
	{"recipient", "a", `"type":["Extension","extensions:RecipientProfile"],"name":"Ada","publicKey":"ecdsa-koblitz-pubkey:1AAG"`, `"type":["Extension","extensions:RecipientProfile"],"name":7`, "name"},
}

// TestExtensionsOfOB2: each extension of the standard is held to its JSON schema,
// wherever it may stand, on hosted badges and on signed ones.
func TestExtensionsOfOB2(t *testing.T) {
	for _, e := range extensionsOB2 {
		t.Run(e.name, func(t *testing.T) {
			for _, on := range e.on {
				for _, body := range []string{e.good, e.bad} {
					more := `"extensions:x":{"@context":"https://w3id.org/openbadges/extensions/x/context.json",` + body + `}`
					w, host, toBeSigned := web2(t), hosted, toSign
					switch on {
					case 'a':
						host, toBeSigned = with(hosted, more), with(toSign, more)
						w[hostedID] = host
					case 'b':
						w[badge2] = with(badgeClass2, more)
					default:
						w[issuer2] = with(profile2, more)
					}
					for form, input := range map[string]string{"hosted": host, "signed": sign2(t, toBeSigned)} {
						r := judge2(t, w, input)
						if body == e.good {
							expect(t, r, vc.Valid, "context=pass", "proof=pass")
							continue
						}
						expect(t, r, vc.Invalid, "proof=pass", "schema=fail:SCHEMA_INVALID")
						if found := fmt.Sprint(r.Check(vc.CheckSchema).Detail); !strings.Contains(found, "/extensions:x") || !strings.Contains(found, e.at) {
							t.Errorf("%s, on %c: %s", form, on, found)
						}
					}
				}
			}
		})
	}
	// The contexts of the extensions are known, also at the top.
	for _, context := range []string{
		"https://w3id.org/openbadges/extensions/geoCoordinatesExtension/context.json", "https://openbadgespec.org/extensions/licenseExtension/context.json",
		"https://purl.imsglobal.org/spec/ob-exdesc/v1p0/context/", "https://openbadgespec.org/extensions/applyLinkExtension/context.json",
	} {
		top := replace(t, hosted, `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2","`+context+`"]`)
		expect(t, judge2(t, web2(t, hostedID, top), top), vc.Valid, "context=pass")
	}
}
