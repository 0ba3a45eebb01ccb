package ob3_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"blazon/jsonld"
	"blazon/ob3"
)

// TestWhatIsWrittenIsRead: credentials without findings are read as they were, and
// written again they are the same bytes.
func TestWhatIsWrittenIsRead(t *testing.T) {
	for name, c := range map[string]ob3.AchievementCredential{"simple": simple(), "rich": rich()} {
		t.Run(name, func(t *testing.T) {
			text := prepared(t, c)
			for _, bad := range []string{"null", "[]", "{}", `""`} {
				if strings.Contains(text, bad) {
					t.Errorf("%s is in %s", bad, text)
				}
			}
			read, findings := ob3.Read(parse(t, text))
			if len(findings) > 0 || read.Class != ob3.ClassAchievement || read.Model != ob3.VCDM2 {
				t.Fatalf("read as %s of %v with %v", read.Class, read.Model, findings)
			}
			if read.ID != c.ID || read.Issuer.Name != c.Issuer.Name || !read.ValidFrom.Equal(c.ValidFrom.Time) {
				t.Errorf("read %s of %s from %s", read.ID, read.Issuer.Name, read.ValidFrom)
			}
			if again := prepared(t, *read.Achievement); again != text {
				t.Errorf("written again:\n got %s\nwant %s", again, text)
			}
		})
	}
	text := prepared(t, endorsement())
	read, findings := ob3.Read(parse(t, text))
	if len(findings) > 0 || read.Class != ob3.ClassEndorsement || read.Achievement != nil {
		t.Fatalf("an endorsement is read as %s with %v", read.Class, findings)
	}
	if again := prepared(t, *read.Endorsement); again != text {
		t.Errorf("written again:\n got %s\nwant %s", again, text)
	}
}

// TestLintSaysWhatIsWrong has a fault for each rule that issuers meet most.
func TestLintSaysWhatIsWrong(t *testing.T) {
	tests := []struct {
		name   string
		change func(*ob3.AchievementCredential)
		path   string
	}{
		{"no id", func(c *ob3.AchievementCredential) { c.ID = "" }, "/id"},
		{"no name", func(c *ob3.AchievementCredential) { c.Name = "" }, "/name"},
		{"no issuer", func(c *ob3.AchievementCredential) { c.Issuer = ob3.Profile{} }, "/issuer/id"},
		{"an id that is no address", func(c *ob3.AchievementCredential) { c.Issuer.ID = "the club" }, "/issuer/id"},
		{"no beginning", func(c *ob3.AchievementCredential) { c.ValidFrom = ob3.DateTime{} }, "/validFrom"},
		{"an end before the beginning", func(c *ob3.AchievementCredential) { c.ValidUntil = date("2020-01-01T00:00:00Z") }, "/validUntil"},
		{"nobody", func(c *ob3.AchievementCredential) {
			c.CredentialSubject.ID, c.CredentialSubject.Identifier = "", nil
		}, "/credentialSubject"},
		{"no achievement", func(c *ob3.AchievementCredential) { c.CredentialSubject.Achievement = ob3.Achievement{} }, "/credentialSubject/achievement/id"},
		{"no description", func(c *ob3.AchievementCredential) { c.CredentialSubject.Achievement.Description = "" }, "/credentialSubject/achievement/description"},
		{"no criteria", func(c *ob3.AchievementCredential) { c.CredentialSubject.Achievement.Criteria = ob3.Criteria{} }, "/credentialSubject/achievement/criteria"},
		{"a type of achievement that is none", func(c *ob3.AchievementCredential) {
			c.CredentialSubject.Achievement.AchievementType = "Knot"
		}, "/credentialSubject/achievement/achievementType"},
		{"an alignment to nothing", func(c *ob3.AchievementCredential) {
			c.CredentialSubject.Achievement.Alignment = []ob3.Alignment{{TargetName: "knots"}}
		}, "/credentialSubject/achievement/alignment/0/targetUrl"},
		{"a hash that is none", func(c *ob3.AchievementCredential) {
			c.CredentialSubject.Identifier[0].IdentityHash = "sha256$abc"
		}, "/credentialSubject/identifier/0/identityHash"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := simple()
			c.CredentialSubject.Identifier = slices.Clone(c.CredentialSubject.Identifier)
			test.change(&c)
			doc, findings := c.Prepare()
			texts(t, findings)
			if len(doc.Bytes()) > 0 {
				t.Error("a document comes with the findings")
			}
			if at := paths(findings); !slices.Contains(at, test.path) && !slices.Contains(at, "w:"+test.path) {
				t.Errorf("got %v, want something at %s", findings, test.path)
			}
		})
	}
}

// TestReadTakesWhatItCan: other people's credentials are read although they depart
// from the standard, and each departure is told.
func TestReadTakesWhatItCan(t *testing.T) {
	var m map[string]any
	if err := json.Unmarshal([]byte(prepared(t, simple())), &m); err != nil {
		t.Fatal(err)
	}
	delete(m, "name")
	m["issuer"] = "https://harbour.example/issuer"
	m["credentialSubject"].(map[string]any)["achievement"].(map[string]any)["name"] = 7
	m["validFrom"] = "yesterday"
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	c, findings, err := ob3.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	texts(t, findings)
	got := paths(findings)
	for _, want := range []string{"w:/name", "/validFrom", "/credentialSubject/achievement/name"} {
		if !slices.Contains(got, want) {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	if errors := ob3.Errors(findings); slices.Contains(paths(errors), "w:/name") || len(errors) >= len(findings) {
		t.Errorf("errors: %v", errors)
	}
	if c.Issuer.ID != "https://harbour.example/issuer" || !c.ValidFrom.IsZero() || c.Achievement == nil {
		t.Errorf("read %+v", c)
	}
	if _, findings := ob3.Read(jsonld.NewString("badge")); len(findings) != 1 {
		t.Errorf("a text: %v", findings)
	}
	if _, _, err := ob3.Parse([]byte(`{"id":1,"id":2}`)); err == nil {
		t.Error("an ambiguous text is read")
	}
}

// TestPublishedExample: what 1EdTech itself publishes has no errors.
func TestPublishedExample(t *testing.T) {
	c, findings, err := ob3.Parse([]byte(vector(t, "ob30/complete.json")))
	if err != nil || len(ob3.Errors(findings)) > 0 || c.Class != ob3.ClassAchievement {
		t.Errorf("%s, %v, %v", c.Class, ob3.Errors(findings), err)
	}
}
