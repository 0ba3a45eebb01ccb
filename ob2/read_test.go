package ob2_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blazon/jsonld"
	"blazon/ob2"
)

const v05 = `{
  "recipient": "sha256$2f8a4a1ae0d4a5d1a1e6f9f0a0b1c2d3e4f5061728394a5b6c7d8e9f00112233", "salt": "sodium",
  "evidence": "/work/1", "issued_on": "2011-08-25", "expires": 1893456000,
  "badge": {
    "version": "0.5.0", "name": "HTML5", "image": "/html5.png", "description": "Knows HTML", "criteria": "/html5.html",
    "issuer": {"origin": "https://old.example", "name": "Old School", "org": "Web Dept", "contact": "web@old.example"}
  }
}`

const v10hosted = `{
  "uid": "f2c2", "recipient": {"type": "email", "hashed": false, "identity": "ada@school.example"},
  "badge": "https://old.example/badge", "verify": {"type": "hosted", "url": "https://old.example/a/f2c2"}, "issuedOn": 1359217910
}`

const v11signed = `{
  "@context": "https://w3id.org/openbadges/v1", "type": "Assertion", "id": "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55", "uid": "f2c2",
  "recipient": {"type": "email", "hashed": false, "identity": "ada@school.example"}, "issuedOn": "2013-01-26T16:45:10",
  "badge": {"type": "BadgeClass", "id": "https://old.example/badge", "name": "B", "description": "D", "image": "https://old.example/i.png",
    "criteria": "https://old.example/c", "issuer": "https://old.example/issuer",
    "alignment": [{"name": "N", "url": "https://f.example/n", "description": "D"}]},
  "verify": {"type": "signed", "url": "https://old.example/key"}
}`

func TestOlderVersionsAreReadAs20(t *testing.T) {
	tests := []struct {
		name     string
		text     string
		version  ob2.Version
		upgraded []string // paths
		check    func(a ob2.Assertion) bool
	}{
		{"0.5", v05, ob2.V05, []string{"/recipient", "/issuedOn", "/expires", "/badge/image", "/badge/issuer/name", "/badge/issuer/url", "/badge/id"}, func(a ob2.Assertion) bool {
			return a.Recipient.Hashed && a.Recipient.Salt == "sodium" && a.Recipient.Type == "email" &&
				a.IssuedOn.String() == "2011-08-25T00:00:00Z" && a.Expires.String() == "2030-01-01T00:00:00Z" &&
				a.Badge.Image.ID == "https://old.example/html5.png" && a.Badge.Criteria.ID == "https://old.example/html5.html" &&
				a.Badge.Issuer.Name == "Old School: Web Dept" && a.Badge.Issuer.Email == "web@old.example" && a.Badge.Issuer.ID == "https://old.example" &&
				a.Evidence[0].ID == "https://old.example/work/1" && a.Verification.Type[0] == ob2.HostedBadge
		}},
		{"1.0", v10hosted, ob2.V10, []string{"/id", "/type", "/verification", "/issuedOn"}, func(a ob2.Assertion) bool {
			return a.ID == "https://old.example/a/f2c2" && a.UID == "f2c2" && a.IssuedOn.String() == "2013-01-26T16:31:50Z" &&
				a.Badge.ID == "https://old.example/badge" && a.Verification.Type[0] == ob2.HostedBadge && !a.Recipient.Hashed
		}},
		{"1.1", v11signed, ob2.V11, []string{"/issuedOn", "/verification", "/verification/creator", "/badge/alignment/0/targetUrl", "/@context"}, func(a ob2.Assertion) bool {
			return a.Verification.Creator == "https://old.example/key" && a.Verification.Type[0] == ob2.SignedBadge &&
				a.Badge.Alignment[0].TargetURL == "https://f.example/n" && a.Badge.Alignment[0].TargetName == "N" && a.Badge.Alignment[0].TargetDescription == "D"
		}},
	}
	tests = append(tests, tests[2])
	tests[3].name, tests[3].text = "1.1 with nothing in alignment", strings.Replace(v11signed, `[{"name": "N", "url": "https://f.example/n", "description": "D"}]`, "null", 1)
	tests[3].upgraded = []string{"/issuedOn", "/verification", "/verification/creator", "/@context"}
	tests[3].check = func(a ob2.Assertion) bool { return len(a.Badge.Alignment) == 0 }
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o, findings := ob2.Read(parse(t, test.text))
			if o.Version != test.version || o.Class != ob2.ClassAssertion || o.Assertion == nil {
				t.Fatalf("version %s, class %s", o.Version, o.Class)
			}
			if !test.check(*o.Assertion) {
				t.Errorf("read as %s", o.Value.JSON())
			}
			paths := " "
			for _, u := range o.Upgraded {
				paths += u.Path + " "
			}
			for _, want := range test.upgraded {
				if !strings.Contains(paths, " "+want+" ") {
					t.Errorf("nothing is noted about %s, only %s", want, paths)
				}
			}
			if got := errorsOf(findings); got != "" && test.name != "0.5" || test.name == "0.5" && got != "/id: id is missing: give the address where the assertion is served, or urn:uuid: of a signed one. (OB 2.0 Assertion)" {
				t.Errorf("findings: %s", got)
			}
		})
	}
}

func TestReadAsNamesWhatVersion10DoesNot(t *testing.T) {
	badge := `{"name": "B", "description": "D", "image": "https://old.example/i.png", "criteria": "https://old.example/c", "issuer": "https://old.example/issuer", "id": "https://old.example/badge"}`
	if o, findings := ob2.ReadAs(parse(t, badge), ob2.ClassBadgeClass); o.BadgeClass == nil || errorsOf(findings) != "" {
		t.Errorf("%+v, %v", o, findings)
	}
	list := `{"qp8g1s": "Issued in error", "2i9016k": ""}`
	o, findings := ob2.ReadAs(parse(t, list), ob2.ClassRevocationList)
	if o.RevocationList == nil || errorsOf(findings) != "" {
		t.Fatalf("%+v, %v", o, findings)
	}
	if revoked, reason := o.RevocationList.Lookup("x", "qp8g1s"); !revoked || reason != "Issued in error" {
		t.Errorf("%v, %s", revoked, reason)
	}
	if _, findings := ob2.ReadAs(parse(t, `{"@context": "https://w3id.org/openbadges/v2", "type": "Criteria"}`), ob2.ClassIssuer); errorsOf(findings) == "" {
		t.Error("an issuer that says it is something else has no finding")
	}
	compacted := `{"@context": "https://w3id.org/openbadges/v2", "type": "RevocationList", "revoked": ["urn:a:b"]}`
	if o, _ := ob2.Read(parse(t, compacted)); len(o.RevocationList.RevokedAssertions) != 1 {
		t.Error("a list under its other name is not read")
	}
}

// TestOlderShapes: what the versions before 2.0 permitted has no finding, and dates
// are read as what they were written for.
func TestOlderShapes(t *testing.T) {
	old := func(from, to string) string {
		out := strings.Replace(v11signed, from, to, 1)
		if out == v11signed {
			t.Fatalf("%q is not there", from)
		}
		return out
	}
	date := func(s string) string { return old(`"2013-01-26T16:45:10"`, s) }
	png := `"data:image/png;base64,iVBORw0KGgo="`
	for name, tt := range map[string]struct{ text, issued string }{
		"an IssuerOrg within":      {old(`"https://old.example/issuer"`, `{"type":"IssuerOrg","id":"https://old.example/issuer","name":"Old","url":"https://old.example"}`), ""},
		"the picture written out":  {old(`"uid"`, `"image":`+png+`,"uid"`), ""},
		"a JPEG":                   {old(`"https://old.example/i.png"`, `"data:image/jpeg;base64,/9j/"`), ""},
		"a picture in capitals":    {old(`"https://old.example/i.png"`, strings.Replace(png, "image/png", "image/PNG", 1)), ""},
		"the context of 1.1":       {old("https://w3id.org/openbadges/v1", "https://standard.openbadges.org/1.1/context.json"), ""},
		"seconds":                  {date(`1359217910`), "2013-01-26T16:31:50Z"},
		"a day without signs":      {date(`"20130601"`), "2013-06-01T00:00:00Z"},
		"such a day as a number":   {date(`20130601`), "2013-06-01T00:00:00Z"},
		"a moment without signs":   {date(`"20130601T100000Z"`), "2013-06-01T10:00:00Z"},
		"such a moment, no zone":   {date(`"20130601T100000"`), "2013-06-01T10:00:00Z"},
		"eight digits that are no": {date(`"20139901"`), "1970-08-22T02:25:01Z"},
	} {
		o, findings := ob2.Read(parse(t, tt.text))
		if got := errorsOf(findings); got != "" || o.Version != ob2.V11 {
			t.Errorf("%s: version %s, %s", name, o.Version, got)
		}
		if tt.issued != "" && o.Assertion.IssuedOn.String() != tt.issued {
			t.Errorf("%s: issued on %s, want %s", name, o.Assertion.IssuedOn, tt.issued)
		}
	}
	if o, findings := ob2.ReadAs(parse(t, `{"@context":"https://w3id.org/openbadges/v1","type":"IssuerOrg","id":"https://old.example/issuer","name":"Old","url":"https://old.example"}`), ob2.ClassIssuer); o.Profile == nil || errorsOf(findings) != "" {
		t.Errorf("%+v, %v", o, findings)
	}
	const draft = `{"@context":"http://standard.openbadges.org/1.1/context",`
	for class, text := range map[string]string{
		ob2.ClassAssertion:  replaced(t, v11signed, `"https://w3id.org/openbadges/v1"`, `"http://standard.openbadges.org/1.1/context"`, `"Assertion"`, `"assertion"`, `"BadgeClass"`, `"badgeclass"`),
		ob2.ClassBadgeClass: draft + `"@type":["badgeclass","x:y"],"@id":"https://old.example/badge","name":"B","description":"D","image":"https://old.example/i.png","criteria":"https://old.example/c","issuer":"https://old.example/issuer"}`,
		ob2.ClassIssuer:     draft + `"@type":"issuerorg","@id":"https://old.example/issuer","name":"Old","url":"https://old.example"}`,
	} {
		o, findings := ob2.Read(parse(t, text))
		if o.Version != ob2.V11 || o.Class != class || errorsOf(findings) != "" || strings.Contains(string(o.Value.Get("type").JSON()), strings.ToLower(class)) {
			t.Errorf("%s of the draft: %s, %s, %v", class, o.Class, o.Value.Get("type").JSON(), findings)
		}
		if o, _ := ob2.Read(parse(t, replaced(t, text, "http://standard.openbadges.org/1.1/context", "https://w3id.org/openbadges/v2"))); o.Class != "" {
			t.Errorf("2.0 has no such names: %s", o.Class)
		}
	}
	// What 2.0 does not permit has one still.
	for _, text := range []string{
		strings.Replace(hostedText, `"issuedOn"`, `"image":`+png+`,"issuedOn"`, 1),
		strings.Replace(hostedText, `"2026-01-01T00:00:00Z"`, `"20260101"`, 1),
	} {
		if _, findings := ob2.Read(parse(t, text)); errorsOf(findings) == "" {
			t.Errorf("no finding: %s", text)
		}
	}
	if _, findings := ob2.ReadAs(parse(t, `{"@context":"https://w3id.org/openbadges/v2","type":"IssuerOrg","id":"https://old.example/issuer","name":"Old","url":"https://old.example","email":"a@old.example"}`), ob2.ClassIssuer); errorsOf(findings) == "" {
		t.Error("2.0 has no IssuerOrg")
	}
	if _, findings := ob2.Read(parse(t, old(`"https://old.example/i.png"`, `"data:text/html,x"`))); errorsOf(findings) == "" {
		t.Error("a page is no picture")
	}
}

const hostedText = `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://x.example/1","recipient":{"type":"email","hashed":false,"identity":"ada@x.example"},` +
	`"issuedOn":"2026-01-01T00:00:00Z","badge":"https://x.example/b","verification":{"type":"HostedBadge"}}`

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"2019-01-07t18:53:46z":      "2019-01-07T18:53:46Z",
		"2016-12-31T23:59:60Z":      "2017-01-01T00:00:00Z",
		"2016-12-31T23:59:60+00:00": "2017-01-01T00:00:00Z",
		"20190107T185346Z":          "2019-01-07T18:53:46Z",
		"20190107T185346+0100":      "2019-01-07T17:53:46Z",
		"2016-12-31T23:60:00Z":      "",
		"2016-12-31T23:59:61Z":      "",
		"20190107T185346":           "",
		"20190107":                  "",
		"2019-01-07":                "",
	} {
		d, err := ob2.ParseDateTime(text)
		if d.String() != want || (err == nil) != (want != "") {
			t.Errorf("%s is %q, want %q: %v", text, d, want, err)
		}
	}
}

func TestRevokedAssertionMayBeMinimal(t *testing.T) {
	o, findings := ob2.Read(parse(t, `{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://x.example/1", "revoked": true, "revocationReason": "why"}`))
	if errorsOf(findings) != "" || o.Assertion.Revoked == nil || !*o.Assertion.Revoked || o.Assertion.RevocationReason != "why" {
		t.Errorf("%+v, %v", o.Assertion, findings)
	}
}

func TestUnknownMembersAreKept(t *testing.T) {
	const text = `{"@context":["https://w3id.org/openbadges/v2",{"hue":"https://x.example/hue"}],"id":"https://x.example/1","type":"BadgeClass","hue":{"deep":[1,"two"]}}`
	o, _ := ob2.Read(parse(t, text))
	got, ok := o.BadgeClass.Extensions["hue"]
	if !ok || got.(interface{ String() string }).String() != `{"deep":[1,"two"]}` {
		t.Errorf("%v", o.BadgeClass.Extensions)
	}
}

func TestRecognize(t *testing.T) {
	for text, want := range map[string]bool{
		v05: true, v10hosted: true, v11signed: true,
		`{"@context": "https://w3id.org/openbadges/v2", "type": "Profile"}`:                           true,
		`{"@context": "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld", "type": "Assertion"}`: true,
		`{"@context": "https://x.example/other", "type": "Assertion"}`:                                true,
		`{"@context": "https://www.w3.org/ns/credentials/v2", "type": ["VerifiableCredential"]}`:      false,
		`{"@context": "https://schema.org", "type": "Person"}`:                                        false,
		`{"a": 1}`: false, `[]`: false, `"x"`: false,
	} {
		if got := ob2.Recognize(parse(t, text)); got != want {
			t.Errorf("%v for %s", got, text)
		}
	}
}

func TestPublishedExamples(t *testing.T) {
	files, _ := filepath.Glob("../../shared/vectors/1edtech/ob20/*/*.json")
	more, _ := filepath.Glob("../../shared/vectors/1edtech/ob20/*.json")
	files = append(files, more...)
	if len(files) == 0 {
		t.Skip("the published examples are not here")
	}
	bad := []string{"invalid", "assertion-with-data-image", "expired-before-issued", "openbadges_context", "redirected", "criteria", "cool-class", "alignment-object"}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		v, err := jsonld.Parse(text, jsonld.Limits{})
		skip := false
		for _, b := range bad {
			skip = skip || strings.Contains(name, b)
		}
		if err != nil || skip && !strings.Contains(name, "starts-with") {
			continue
		}
		if _, findings := ob2.Read(v); errorsOf(findings) != "" {
			t.Errorf("%s: %s", name, errorsOf(findings))
		}
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	for _, seed := range []string{v05, v10hosted, v11signed, `{}`, `[]`, `{"@context":"https://w3id.org/openbadges/v2","type":"RevocationList","revoked":[1,{}]}`} {
		f.Add([]byte(seed))
	}
	for _, file := range []string{"hosted", "rich", "badge", "issuer", "key", "revocation-list", "endorsement"} {
		text, err := os.ReadFile(filepath.Join("testdata", file+".golden.json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	classes := []string{"", ob2.ClassAssertion, ob2.ClassBadgeClass, ob2.ClassIssuer, ob2.ClassRevocationList, ob2.ClassCryptographicKey, ob2.ClassEndorsement}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := jsonld.Parse(text, jsonld.Limits{})
		if err != nil {
			return
		}
		for _, class := range classes {
			o, findings := ob2.ReadAs(v, class)
			if o == nil || len(findings) > 100 || len(o.Upgraded) > 100 {
				t.Fatalf("%v, %d findings, %d upgrades", o, len(findings), len(o.Upgraded))
			}
		}
		ob2.Recognize(v)
	})
}

func FuzzRoundTrip(f *testing.F) {
	for _, file := range []string{"hosted", "rich"} {
		text, err := os.ReadFile(filepath.Join("testdata", file+".golden.json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, _, err := ob2.Parse(text)
		if err != nil || o.Assertion == nil {
			return
		}
		doc, findings := o.Assertion.Prepare()
		if len(findings) > 0 {
			return
		}
		again, findings, err := ob2.Parse(doc.Bytes())
		if err != nil || len(ob2.Errors(findings)) > 0 {
			t.Fatalf("what was prepared cannot be read: %v, %v: %s", err, findings, doc.Bytes())
		}
		second, findings := again.Assertion.Prepare()
		if len(findings) > 0 || string(second.Bytes()) != string(doc.Bytes()) {
			t.Fatalf("%v\n got %s\nwant %s", findings, second.Bytes(), doc.Bytes())
		}
	})
}

// replaced exchanges parts of a text, each of which must be there.
func replaced(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s is not there", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}
