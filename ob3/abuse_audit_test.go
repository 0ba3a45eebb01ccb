package ob3_test

import (
	"strings"
	"testing"

	"blazon/jsonld"
	"blazon/ob3"
)

// TestFieldsThatAreNoMembers: a struct may have fields that stand for nothing in
// JSON; members without a name, or called as Go calls such fields, do not fill
// them.
func TestFieldsThatAreNoMembers(t *testing.T) {
	type inner struct {
		Path  string
		Value *jsonld.Value
		Off   *jsonld.Value `json:"-"`
		Name  string        `json:"name"`
	}
	var got struct {
		List []inner `json:"list"`
	}
	v, err := jsonld.Parse([]byte(`{"list":[{"":{"":{"":1}},"-":{"-":{}},"Path":"x","Value":{"a":1},"Off":{},"name":"n"},{"":"x","name":"m"}]}`), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	ob3.Decode(v, &got)
	if len(got.List) != 2 || got.List[0] != (inner{Name: "n"}) || got.List[1] != (inner{Name: "m"}) {
		t.Errorf("got %+v", got)
	}
}

// FuzzRead: no document makes the reader panic, and what it finds has words.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots","issuer":{"id":"https://uni.example/1","type":["Profile"],"name":"University"},"validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"urn:uuid:2","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/b/1","type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`,
		`{"issuer":"x:y","credentialSubject":[{"identifier":[{"hashed":true}],"result":[{"value":1}],"":{"":{}}}],"evidence":{"-":{}},"endorsement":[{"proof":{}}],"endorsementJwt":["a.b.c",1]}`,
		`{"@context":"https://www.w3.org/2018/credentials/v1","issuanceDate":"x","expirationDate":[],"issuer":[[]],"credentialSubject":null}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
		if err != nil {
			return
		}
		c, findings := ob3.Read(v)
		if c == nil {
			t.Fatal("no credential")
		}
		c.Endorsements()
		c.Same(c)
		for _, finding := range findings {
			if strings.TrimSpace(finding.Text) == "" {
				t.Errorf("%+v has no words", finding)
			}
		}
	})
}
