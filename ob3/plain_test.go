package ob3_test

import (
	"slices"
	"strings"
	"testing"

	"blazon/jsonld"
	"blazon/ob3"
)

// drawn is a badge as people write them by hand: sound, and in many ways not in
// the form that we issue.
const drawn = `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:3f0b1f5e-2f57-4a0c-9f4d-1d2f6a1c9b11",
  "type": ["OpenBadgeCredential", "VerifiableCredential"],
  "name": "Knot Tyer",
  "issuer": "https://club.example/issuer",
  "validFrom": "2026-01-02T12:00:00.25+02:00",
  "credentialSubject": {
    "id": "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55",
    "type": "AchievementSubject",
    "creditsEarned": 1e1,
    "achievement": {
      "id": "urn:uuid:0b6d3c7e-51d6-4e0b-8a6c-0a4b6c1f7d22", "type": "Achievement",
      "name": "Knot Tyer", "description": "Ties ten knots.", "tag": "knots",
      "criteria": {"narrative": "Tie ten knots."}
    }
  }
}`

// TestPlain: departures of form are brought into form, and nothing else changes.
func TestPlain(t *testing.T) {
	doc, findings := ob3.Plain(parse(t, drawn))
	if len(findings) > 0 {
		t.Fatalf("findings: %v", findings)
	}
	got := parse(t, string(doc.Bytes()))
	want := parse(t, `{
	  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
	  "id": "urn:uuid:3f0b1f5e-2f57-4a0c-9f4d-1d2f6a1c9b11",
	  "type": ["VerifiableCredential", "OpenBadgeCredential"],
	  "name": "Knot Tyer",
	  "issuer": {"id": "https://club.example/issuer", "type": ["Profile"]},
	  "validFrom": "2026-01-02T10:00:00Z",
	  "credentialSubject": {
	    "id": "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55",
	    "type": ["AchievementSubject"],
	    "achievement": {
	      "id": "urn:uuid:0b6d3c7e-51d6-4e0b-8a6c-0a4b6c1f7d22", "type": ["Achievement"],
	      "criteria": {"narrative": "Tie ten knots."}, "description": "Ties ten knots.", "name": "Knot Tyer", "tag": ["knots"]
	    },
	    "creditsEarned": 10
	  }
	}`)
	if a, b := sorted(got), sorted(want); a != b {
		t.Errorf("got  %s\nwant %s", a, b)
	}
}

// sorted writes a value with its members in the order of their names.
func sorted(v *jsonld.Value) string {
	switch v.Kind() {
	case jsonld.Object:
		members := slices.Clone(v.Members())
		slices.SortFunc(members, func(a, b jsonld.Member) int { return strings.Compare(a.Name, b.Name) })
		parts := make([]string, 0, len(members))
		for _, m := range members {
			parts = append(parts, m.Name+":"+sorted(m.Value))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case jsonld.Array:
		parts := make([]string, 0, len(v.Items()))
		for _, item := range v.Items() {
			parts = append(parts, sorted(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	default:
		return string(v.JSON())
	}
}

// TestPlainIsAFixedPoint: what is in form stays, byte for byte.
func TestPlainIsAFixedPoint(t *testing.T) {
	for name, text := range map[string]string{
		"simple": prepared(t, simple()), "rich": prepared(t, rich()), "endorsement": prepared(t, endorsement()),
	} {
		doc, findings := ob3.Plain(parse(t, text))
		if len(findings) > 0 || string(doc.Bytes()) != text {
			t.Errorf("%s: %v\ngot  %s\nwant %s", name, findings, doc.Bytes(), text)
		}
	}
}

// TestPlainKeepsExtensions: members of other contexts stay, and so do those
// contexts, whether addresses or objects, in their order.
func TestPlainKeepsExtensions(t *testing.T) {
	text := strings.Replace(drawn, `context-3.0.3.json"]`, `context-3.0.1.json", {"honours": "https://club.example/terms#honours"}, "https://www.w3.org/ns/credentials/examples/v2"]`, 1)
	text = strings.Replace(text, `"tag": "knots"`, `"honours": {"of": ["merit", 1.50]}`, 1)
	doc, findings := ob3.Plain(parse(t, text))
	if len(findings) > 0 {
		t.Fatalf("findings: %v", findings)
	}
	for _, want := range []string{
		`["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",{"honours":"https://club.example/terms#honours"},"https://www.w3.org/ns/credentials/examples/v2"]`,
		`"honours":{"of":["merit",1.50]}`,
	} {
		if !strings.Contains(string(doc.Bytes()), want) {
			t.Errorf("%s\nlacks %s", doc.Bytes(), want)
		}
	}
}

// TestPlainRefuses: what departs in more than form is not brought into any.
func TestPlainRefuses(t *testing.T) {
	const wrong = `"https://www.w3.org/ns/credentials/v2"`
	tests := []struct{ name, old, new, path string }{
		{"no id", `"id": "urn:uuid:3f0b1f5e-2f57-4a0c-9f4d-1d2f6a1c9b11",`, ``, "/id"},
		{"no validFrom", `"validFrom": "2026-01-02T12:00:00.25+02:00",`, ``, "/validFrom"},
		{"a date without a time", `2026-01-02T12:00:00.25+02:00`, `2026-01-02`, "/validFrom"},
		{"no criteria", `"criteria": {"narrative": "Tie ten knots."}`, `"fieldOfStudy": "Knots"`, "/credentialSubject/achievement/criteria"},
		{"nobody is named", `"id": "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55",`, ``, "/credentialSubject"},
		{"it ends before it begins", `"issuer":`, `"validUntil": "2025-01-01T00:00:00Z", "issuer":`, "/validUntil"},
		{"null", `"knots"`, `null`, "/credentialSubject/achievement/tag"},
		{"null in an extension", `"tag": "knots"`, `"ext": {"a": [1, null]}`, "/credentialSubject/achievement/ext/a/1"},
		{"a proof", `"issuer":`, `"proof": [], "issuer":`, "/proof"},
		{"two places of status", `"issuer":`, `"credentialStatus": [{"id": "urn:x:1", "type": "A"}, {"id": "urn:x:2", "type": "A"}], "issuer":`, "/credentialStatus"},
		{"an older data model", wrong, `"https://www.w3.org/2018/credentials/v1"`, "/@context/0"},
		{"no badge", `"OpenBadgeCredential", `, ``, "/type"},
		{"an endorsement that is a token", `"tag": "knots"`, `"endorsement": ["a.b.c"]`, "/credentialSubject/achievement/endorsement/0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(drawn, tt.old, tt.new, 1)
			if text == drawn {
				t.Fatal("the test changes nothing")
			}
			doc, findings := ob3.Plain(parse(t, text))
			if len(doc.Bytes()) > 0 || len(findings) == 0 {
				t.Fatalf("it was brought into form: %s", doc.Bytes())
			}
			texts(t, findings)
			if !slices.Contains(paths(findings), tt.path) {
				t.Errorf("findings %v do not name %s", findings, tt.path)
			}
		})
	}
}

// TestPlainWarns: what is only advised does not stand in the way.
func TestPlainWarns(t *testing.T) {
	doc, findings := ob3.Plain(parse(t, strings.Replace(drawn, `"name": "Knot Tyer",`, ``, 1)))
	if len(doc.Bytes()) == 0 || !slices.Equal(paths(findings), []string{"w:/name"}) {
		t.Errorf("got %v", findings)
	}
}

// FuzzPlain: what comes out is in form, and stays as it is when it is brought into
// form again.
func FuzzPlain(f *testing.F) {
	f.Add(drawn)
	f.Add(strings.Replace(drawn, `"knots"`, `["knots", ""]`, 1))
	f.Add(strings.Replace(drawn, `context-3.0.3.json"]`, `context.json", {"a": "urn:a:b"}]`, 1))
	f.Fuzz(func(t *testing.T, text string) {
		v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
		if err != nil {
			return
		}
		doc, findings := ob3.Plain(v)
		if len(doc.Bytes()) == 0 {
			if len(findings) == 0 {
				t.Error("there is neither a document nor a reason")
			}
			return
		}
		again, findings := ob3.Plain(parse(t, string(doc.Bytes())))
		if len(ob3.Errors(findings)) > 0 || string(again.Bytes()) != string(doc.Bytes()) {
			t.Errorf("%v\n%s\n%s", findings, doc.Bytes(), again.Bytes())
		}
	})
}
