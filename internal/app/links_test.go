package app_test

import (
	"slices"
	"strings"
	"testing"

	"blazon/internal/app/apptest"
	"blazon/jsonld"
)

// TestLinksBothWays follows every link between the two standards, from each
// document to the other and back: award, badge and issuer (EX-04).
func TestLinksBothWays(t *testing.T) {
	s := apptest.New(t)
	issuer, achievement, award := furnish(t, s, s.Token(s.Owner))
	const vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
	get := func(url string) *jsonld.Value {
		t.Helper()
		path, ours := strings.CutPrefix(url, apptest.BaseURL)
		if !ours {
			t.Fatalf("%q is not ours", url)
		}
		got := s.Do(apptest.Call{Path: path, Header: map[string]string{"Accept": "application/ld+json"}})
		v, err := jsonld.Parse(got.Body.Bytes(), jsonld.Limits{})
		if err != nil || got.Code != 200 {
			t.Fatalf("%s: status %d, %v", url, got.Code, err)
		}
		if id := v.Get("id").Str(); id != url && !strings.HasPrefix(id, "did:web:") {
			t.Errorf("%s calls itself %s", url, id)
		}
		return v
	}
	// related returns the id of what is related and has a type and a version.
	related := func(v *jsonld.Value, name, kind, version string) string {
		t.Helper()
		for _, r := range each(v.Get(name)) {
			typed := slices.ContainsFunc(each(r.Get("type")), func(k *jsonld.Value) bool { return k.Str() == kind })
			if typed && (version == "" || r.Get("version").Str() == version) {
				return r.Get("id").Str()
			}
		}
		t.Errorf("%s has no %s that is a %s: %s", v.Get("id").Str(), name, kind, v.Get(name).JSON())
		return apptest.BaseURL
	}
	same := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s leads to %s, want %s", what, got, want)
		}
	}

	credential := get(apptest.BaseURL + "/awards/" + award)
	assertion := get(related(credential, "evidence", "https://w3id.org/openbadges#Assertion", ""))
	same("the assertion", related(assertion, "related", vocabulary+"AchievementCredential", "Open Badges v3p0"), credential.Get("id").Str())

	stated := credential.Get("credentialSubject").Get("achievement")
	class := get(related(stated, "related", "https://w3id.org/openbadges#BadgeClass", "Open Badges v2p0"))
	version := get(related(class, "related", vocabulary+"Achievement", "Open Badges v3p0"))
	same("the assertion's badge", assertion.Get("badge").Str(), class.Get("id").Str())
	same("the badge class", version.Get("id").Str(), stated.Get("id").Str())
	same("the achievement", related(version, "related", "https://w3id.org/openbadges#BadgeClass", "Open Badges v2p0"), class.Get("id").Str())

	profile := get(credential.Get("issuer").Get("id").Str())
	old := get(class.Get("issuer").Str())
	same("the 2.0 issuer", related(old, "related", vocabulary+"Profile", "Open Badges v3p0"), profile.Get("id").Str())
	for what, p := range map[string]*jsonld.Value{"profile": profile, "issuer in the credential": credential.Get("issuer")} {
		found := slices.ContainsFunc(each(p.Get("otherIdentifier")), func(e *jsonld.Value) bool {
			return e.Get("type").Str() == "IdentifierEntry" && e.Get("identifierType").Str() == "identifier" && e.Get("identifier").Str() == old.Get("id").Str()
		})
		if !found {
			t.Errorf("the %s does not name %s: %s", what, old.Get("id").Str(), p.Get("otherIdentifier").JSON())
		}
	}
	did := get(apptest.BaseURL + "/issuers/" + issuer + "/did.json")
	for what, v := range map[string]*jsonld.Value{"DID document": did, "profile": profile} {
		also := each(v.Get("alsoKnownAs"))
		for _, want := range []string{profile.Get("id").Str(), old.Get("id").Str(), did.Get("id").Str()} {
			known := slices.ContainsFunc(also, func(a *jsonld.Value) bool { return a.Str() == want })
			if !known && v.Get("id").Str() != want {
				t.Errorf("the %s is not also known as %s: %s", what, want, v.Get("alsoKnownAs").JSON())
			}
		}
	}
	if !strings.Contains(version.Get("id").Str(), achievement) {
		t.Errorf("the achievement is %s", version.Get("id").Str())
	}
}

// each returns the items of an array, or the one value that stands for it.
func each(v *jsonld.Value) []*jsonld.Value {
	switch {
	case v == nil:
		return nil
	case v.Kind() == jsonld.Array:
		return v.Items()
	}
	return []*jsonld.Value{v}
}
