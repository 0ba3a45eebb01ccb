package clr2_test

import (
	"strings"
	"testing"

	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob3"
)

const whole = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
"id":"urn:uuid:1","type":["VerifiableCredential","ClrCredential"],"name":"Transcript","partial":true,
"issuer":{"id":"https://uni.example","type":["Profile"],"name":"Uni"},"validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z",
"credentialSubject":{"id":"did:example:ada","type":["ClrSubject"],
 "identifier":[{"type":"IdentityObject","hashed":false,"identityHash":"Ada","identityType":"name"}],
 "achievement":[{"id":"urn:a","type":["Achievement"],"name":"A","description":"An A","criteria":{"narrative":"Be good"}}],
 "verifiableCredential":[{"type":["VerifiableCredential","OpenBadgeCredential"],"credentialSubject":{"achievement":{"id":"urn:b"}},"proof":{}},{"type":"x"}],
 "association":[{"type":"Association","associationType":"isChildOf","sourceId":"urn:a","targetId":"urn:b"}]}}`

func value(t testing.TB, text string) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRead(t *testing.T) {
	r, findings := clr2.Read(value(t, whole))
	if len(findings) != 0 {
		t.Errorf("%v", findings)
	}
	s := r.CredentialSubject
	if r.Name != "Transcript" || r.Partial == nil || !*r.Partial || r.Issuer.Name != "Uni" || len(s.Achievement) != 1 || s.Identifier[0].IdentityHash != "Ada" {
		t.Errorf("%+v", r)
	}
	if len(s.Association) != 1 || s.Association[0].AssociationType != clr2.AssociationIsChildOf {
		t.Errorf("%+v", s.Association)
	}
	held := s.VerifiableCredential
	if len(held) != 2 || held[0].Path != "/credentialSubject/verifiableCredential/0" || !held[0].Signed() || held[1].Signed() {
		t.Errorf("%+v", held)
	}
	if c := r.Credential(); c.ID != "urn:uuid:1" || c.ValidUntil.IsZero() || c.Model != ob3.VCDM2 {
		t.Errorf("%+v", c)
	}
}

func TestFindings(t *testing.T) {
	for name, tt := range map[string]struct {
		old, new string
		path     string
		warning  bool
	}{
		"no name":                     {`"name":"Transcript",`, "", "/name", false},
		"no type of its own":          {`,"ClrCredential"`, "", "/type", false},
		"partial in words":            {`"partial":true`, `"partial":"yes"`, "/partial", false},
		"an unknown association":      {"isChildOf", "isNephewOf", "/credentialSubject/association/0/associationType", false},
		"an association to nowhere":   {`"targetId":"urn:b"`, `"targetId":"urn:c"`, "/credentialSubject/association/0/targetId", true},
		"a number as credential":      {`{"type":"x"}`, `7`, "/credentialSubject/verifiableCredential/1", false},
		"a token as credential":       {`{"type":"x"}`, `"a.b.c"`, "/credentialSubject/verifiableCredential/1", true},
		"an achievement unnamed":      {`"name":"A",`, "", "/credentialSubject/achievement/0/name", false},
		"the first of the contexts":   {"https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1", "/@context/0", true},
		"another context":             {"https://www.w3.org/ns/credentials/v2", "https://example.com", "/@context/0", false},
		"the older context":           {"context-2.0.1.json", "context.json", "/@context/1", true},
		"without that of Open Badges": {`,"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`, "", "/@context/2", false},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(whole, tt.old) {
				t.Fatal(tt.old)
			}
			_, findings := clr2.Read(value(t, strings.Replace(whole, tt.old, tt.new, 1)))
			for _, f := range findings {
				if f.Path == tt.path && f.Warning == tt.warning && f.Text != "" && (strings.HasPrefix(f.Cite, "CLR 2.0") || strings.HasPrefix(f.Cite, "OB 3.0")) {
					return
				}
			}
			t.Errorf("%v", findings)
		})
	}
}

// TestEnvelope: an envelope has a proof of its own, in its token; which achievement
// is in it is not read here.
func TestEnvelope(t *testing.T) {
	for _, envelope := range []string{
		`{"type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,a.b.c"}`,
		`{"type":["VerifiableCredential","EnvelopedVerifiableCredential"],"id":"data:,"}`,
		`{"type":["EnvelopedVerifiablePresentation"]}`,
	} {
		text := strings.NewReplacer(`{"type":"x"}`, envelope, `"targetId":"urn:b"`, `"targetId":"urn:in-the-token"`).Replace(whole)
		r, findings := clr2.Read(value(t, text))
		if held := r.CredentialSubject.VerifiableCredential; len(held) != 2 || !held[1].Signed() {
			t.Errorf("%s: %+v", envelope, held)
		}
		if len(findings) != 0 {
			t.Errorf("%s: %v", envelope, findings)
		}
	}
}

func TestReadNothing(t *testing.T) {
	for _, text := range []string{"null", "[]", `"x"`, "{}"} {
		r, findings := clr2.Read(value(t, text))
		if r == nil || len(findings) == 0 {
			t.Errorf("%s: %v %v", text, r, findings)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(`{"credentialSubject":{"association":[{}],"verifiableCredential":["a"]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
		if err != nil {
			return
		}
		r, _ := clr2.Read(v)
		r.Credential().Endorsements()
	})
}
