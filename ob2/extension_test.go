package ob2_test

import (
	"fmt"
	"strings"
	"testing"

	"blazon/ob2"
)

func TestExtensions(t *testing.T) {
	address := &ob2.PostalAddress{StreetAddress: "Quay 1", AddressLocality: "Harbour", AddressCountry: "NL", PostalCode: "1011"}
	one := 1.0
	assessment := ob2.Assessment{
		Type: "Exam", Description: "An exam", AssessmentOutput: "A boat", EvaluationMethod: "By eye", AssessmentExample: "https://x.example/e",
		Rubrics: []ob2.Rubric{{Identifier: "r1", Title: "Boats", LastChangeDateTime: date("2026-05-01T09:00:00Z"), RubricCriteria: []ob2.RubricCriterion{
			{Identifier: "c1", Weight: &one, CriterionLevels: []ob2.RubricCriterionLevel{{Identifier: "l1", Description: "Floats", Score: &one}}},
		}}},
		Sections: []ob2.Section{{Title: "A", Questions: []ob2.Question{{Type: "TextQuestion", Text: "Why?", WordLimit: &one}}}},
	}
	tests := []struct {
		name, property string
		full, empty    any
		missing        string // of the empty one
	}{
		{"example", ob2.ExampleExtensionName, ob2.ExampleExtension{ExampleProperty: "x"}, ob2.ExampleExtension{}, "exampleProperty"},
		{"apply link", ob2.ApplyLinkName, ob2.ApplyLink{URL: "https://x.example/apply"}, ob2.ApplyLink{}, "url"},
		{"location", ob2.LocationName, ob2.Location{Name: "W", Description: "The wharf", Geo: &ob2.GeoCoordinates{}}, ob2.Location{}, "description"},
		{"accessibility", ob2.AccessibilityName, ob2.Accessibility{AccessibilityFeature: []string{"captions"}, AccessibilityAPI: ob2.OneOrMany{"ARIA"}, URL: "https://x.example"}, ob2.Accessibility{}, "accessibilityFeature"},
		{"license", ob2.LicenseName, ob2.License{ID: "CC-BY", Name: "Attribution", LegalCode: "https://x.example/by"}, ob2.License{}, "name"},
		{"creator", ob2.OriginalCreatorName, ob2.OriginalCreator{URL: "https://x.example"}, ob2.OriginalCreator{}, "url"},
		{
			"accreditation", ob2.IssuerAccreditationName,
			[]ob2.IssuerAccreditation{{Name: "A", ContactInstructions: "Call", URL: "https://x.example", Address: address, AccreditationDate: "2020-01-01", ParentOrganization: &ob2.Organization{Name: "P", Address: address}}},
			[]ob2.IssuerAccreditation{{}},
			"0/contactInstructions",
		},
		{"assessment", ob2.AssessmentName, ob2.AssessmentExtension{Description: "D", Assessments: []ob2.Assessment{assessment}}, ob2.AssessmentExtension{}, "assessments"},
		{"a wrong assessment", ob2.AssessmentName, ob2.AssessmentExtension{Description: "D", Assessments: []ob2.Assessment{assessment}}, ob2.AssessmentExtension{Description: "D", Assessments: []ob2.Assessment{{Type: "Exam"}}}, "assessments/0/description"},
		{"extra description", ob2.ExtraDescriptionName, ob2.ExtraDescription{Name: "N", Narrative: "T"}, ob2.ExtraDescription{}, "narrative"},
		{"recipient", ob2.RecipientProfileName, ob2.RecipientProfile{Name: "Ada", ID: "did:example:ada"}, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := hosted()
			a.Extensions = map[string]any{test.property: test.full}
			doc, findings := a.Prepare()
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			for _, want := range []string{`"Extension","extensions:`, `"@context":"https://`} {
				if !strings.Contains(string(doc.Bytes()), want) {
					t.Errorf("%s is not in %s", want, doc.Bytes())
				}
			}
			if test.empty == nil {
				return
			}
			a.Extensions[test.property] = test.empty
			at := "/" + test.property + "/" + test.missing
			if got := fmt.Sprint(a.Lint()); !strings.Contains(got, at+": ") {
				t.Errorf("nothing about %s in %s", at, got)
			}
		})
	}
}

// The published texts disagree on how the types of extensions are written.
func TestExtensionTypesInTheWild(t *testing.T) {
	for _, typ := range []string{
		"extensions:ApplyLink", "extensions:applyLink", "https://w3id.org/openbadges/extensions#ApplyLink", "obi:extensions/#ApplyLink",
	} {
		text := fmt.Sprintf(`{"@context":"https://w3id.org/openbadges/v2","type":"Issuer","id":"https://x.example","name":"X","url":"https://x.example","email":"a@x.example","hue":{"type":["Extension",%q]}}`, typ)
		if _, findings := ob2.Read(parse(t, text)); !strings.Contains(errorsOf(findings), "/hue/url") {
			t.Errorf("%s is not recognized: %v", typ, findings)
		}
	}
	own := `{"@context":"https://w3id.org/openbadges/v2","type":"Issuer","id":"https://x.example","name":"X","url":"https://x.example","email":"a@x.example","hue":{"type":["Extension","https://x.example/ApplyLink"]}}`
	if _, findings := ob2.Read(parse(t, own)); errorsOf(findings) != "" {
		t.Errorf("somebody's own extension: %v", findings)
	}
}

// An Assertion is checked and encoded in one step.
func ExampleAssertion_Prepare() {
	a := ob2.Assertion{
		ID:        "https://badges.example/assertions/1",
		Recipient: ob2.IdentityObject{Hashed: true, Identity: ob2.HashIdentity("ada@school.example", "c0ffee"), Salt: "c0ffee"},
		Badge:     ob2.BadgeClass{ID: "https://badges.example/badges/1"},
		IssuedOn:  date("2026-05-01T09:00:00Z"),
	}
	doc, findings := a.Prepare()
	fmt.Println(len(findings), strings.Contains(string(doc.Bytes()), `"verification":{"type":"HostedBadge"}`))
	a.ID = "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55"
	fmt.Println(a.Lint()[0])
	// Output:
	// 0 true
	// /id: id must be the address where a hosted badge is served; it is "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55". (OB 2.0 Assertion)
}
