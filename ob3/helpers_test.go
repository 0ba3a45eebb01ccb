package ob3_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/jsonld"
	"blazon/ob3"
)

// base is where the issuer of the tests keeps its badges.
const base = "https://badges.harbour.example"

func date(s string) ob3.DateTime {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return ob3.At(t)
}

// simple is a badge as most are: a name, a picture, criteria and an e-mail
// address.
func simple() ob3.AchievementCredential {
	return ob3.AchievementCredential{
		ID:   base + "/awards/4mqf2a6h3x5u7k2jw6d4n3pvcy",
		Name: "Knot Tyer",
		Issuer: ob3.Profile{
			ID:   base + "/issuers/kq7c2w5h4z6x3n2bd7jfmvt5au",
			Name: "Harbour Scouts",
			URL:  "https://harbour.example",
		},
		ValidFrom: date("2026-05-01T09:00:00Z"),
		CredentialSubject: ob3.AchievementSubject{
			ID: "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55",
			Identifier: []ob3.IdentityObject{{
				Hashed:       true,
				IdentityHash: ob3.HashIdentity("ada@school.example", "3a1f7c9be25d48067f1b2c3d4e5f6071"),
				IdentityType: ob3.IdentifierEmailAddress,
				Salt:         "3a1f7c9be25d48067f1b2c3d4e5f6071",
			}},
			Achievement: ob3.Achievement{
				ID:              base + "/badges/h5w3k7c2z4x6n2bd7jfmvt5auq/versions/1",
				Name:            "Knot Tyer",
				Description:     "Ties ten knots blindfold.",
				AchievementType: ob3.AchievementTypeBadge,
				Criteria:        ob3.Criteria{Narrative: "Tie ten knots blindfold in front of **two scouts**."},
				Image: &ob3.Image{
					ID:      base + "/badges/h5w3k7c2z4x6n2bd7jfmvt5auq/versions/1/image.png",
					Caption: "A blue shield with a golden knot",
				},
			},
		},
		CredentialStatus: &ob3.CredentialStatus{
			ID:                   base + "/issuers/kq7c2w5h4z6x3n2bd7jfmvt5au/status/1#90211",
			Type:                 ob3.TypeBitstringStatus,
			StatusPurpose:        "revocation",
			StatusListIndex:      "90211",
			StatusListCredential: base + "/issuers/kq7c2w5h4z6x3n2bd7jfmvt5au/status/1",
		},
	}
}

// rich is a certificate that says nearly everything the standard has words for.
func rich() ob3.AchievementCredential {
	const achievement = base + "/badges/z4x6n2bd7jfmvt5auqh5w3k7c2/versions/3"
	const issuer = base + "/issuers/2n7c4w5h6z3x5k2bd7jfmvt6ae"
	const grade, level, mastered, seen = "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c", "urn:uuid:a70ddc6a-4c4a-4bd8-8277-cb97c79f40c5",
		"urn:uuid:d05a0867-d0ad-4b03-bdb5-28fb5d2aab7a", "urn:uuid:6b84b429-31ee-4dac-9d20-e5c55881f80e"
	return ob3.AchievementCredential{
		ID:          base + "/awards/k7c2z4x6n2bd7jfmvt5auqh5w3",
		Name:        "Boat Builder's Certificate – Zoë Šimić",
		Description: "Awarded by the Harbour College of Crafts for building a seaworthy boat.",
		Image:       &ob3.Image{ID: base + "/awards/k7c2z4x6n2bd7jfmvt5auqh5w3/badge.png", Caption: "A rowing boat under a star"},
		Issuer: ob3.Profile{
			ID:          issuer,
			Name:        "Harbour College of Crafts",
			URL:         "https://college.harbour.example",
			Email:       "registrar@college.harbour.example",
			Phone:       "+31201234567",
			Description: "Teaches crafts of the sea since 1891.",
			Image:       &ob3.Image{ID: issuer + "/image", Caption: "An anchor"},
			Address: &ob3.Address{
				StreetAddress: "Kade 12", PostalCode: "1011 AB", AddressLocality: "Amsterdam", AddressRegion: "Noord-Holland",
				AddressCountry: "Netherlands", AddressCountryCode: "NL", PostOfficeBoxNumber: "77",
				Geo: &ob3.GeoCoordinates{Latitude: 52.3731, Longitude: 4.8922},
			},
			OtherIdentifier: []ob3.IdentifierEntry{
				{Identifier: base + "/ob2/issuers/2n7c4w5h6z3x5k2bd7jfmvt6ae", IdentifierType: ob3.IdentifierIdentifier},
				{Identifier: "NL-4711", IdentifierType: "ext:chamber-of-commerce"},
			},
			Official:  "J. de Vries",
			ParentOrg: &ob3.Profile{ID: "https://port.example/about", Name: "Port of Amsterdam"},
		},
		ValidFrom:   date("2026-06-12T12:30:00+02:00"),
		ValidUntil:  date("2031-06-12T12:30:00+02:00"),
		AwardedDate: date("2026-06-05T10:00:00Z"),
		CredentialSubject: ob3.AchievementSubject{
			ID: "urn:uuid:0f5a7c1e-52c9-4d7e-9a44-3b1f0c8e2d61",
			Identifier: []ob3.IdentityObject{
				{
					Hashed: true, IdentityType: ob3.IdentifierEmailAddress, Salt: "9f86d081884c7d659a2feaa0c55ad015",
					IdentityHash: ob3.HashIdentity("zoe@mail.example", "9f86d081884c7d659a2feaa0c55ad015"),
				},
				{IdentityType: ob3.IdentifierName, IdentityHash: "Zoë Šimić"},
			},
			ActivityStartDate: date("2025-09-01T08:00:00Z"),
			ActivityEndDate:   date("2026-06-05T10:00:00Z"),
			CreditsEarned:     new(29.5),
			LicenseNumber:     "BB-2026-0117",
			Narrative:         "Built a clinker dinghy of *4.2 m* from larch on oak, alone from lofting to launch.",
			Role:              "Lead builder",
			Term:              "2025/2026",
			Source:            &ob3.Profile{ID: "https://wharf.example/team", Name: "Old Wharf Workshop"},
			Result: []ob3.Result{
				{ResultDescription: grade, Value: "A"},
				{ResultDescription: level, AchievedLevel: mastered},
				{Status: ob3.ResultStatusCompleted},
			},
			Achievement: ob3.Achievement{
				ID:               achievement,
				Name:             "Boat Builder's Certificate",
				Description:      "Can build a small wooden boat that a surveyor finds seaworthy.",
				AchievementType:  ob3.AchievementTypeCertificate,
				Criteria:         ob3.Criteria{ID: achievement + "#criteria", Narrative: "# What to do\n\n1. Loft the lines.\n2. Build.\n3. Pass the survey."},
				Image:            &ob3.Image{ID: achievement + "/image.svg", Caption: "A rowing boat under a star"},
				Creator:          &ob3.Profile{ID: issuer, Name: "Harbour College of Crafts"},
				Tag:              []string{"boats", "wood", "craft"},
				CreditsAvailable: new(30.0),
				FieldOfStudy:     "Naval carpentry",
				HumanCode:        "BB-3",
				InLanguage:       "en",
				Specialization:   "Clinker",
				Version:          "3",
				OtherIdentifier:  []ob3.IdentifierEntry{{Identifier: "0715-04", IdentifierType: "ext:isced-f"}},
				Related: []ob3.Related{
					{ID: base + "/ob2/badges/z4x6n2bd7jfmvt5auqh5w3k7c2/versions/3", Type: []string{"https://w3id.org/openbadges#BadgeClass"}, Version: "Open Badges v2p0"},
					{ID: base + "/badges/b6jz4x2n2bd7fmvt5auqh5w3k7/versions/1", InLanguage: "nl-NL", Version: "3"},
				},
				Alignment: []ob3.Alignment{{
					TargetName: "build wooden boats", TargetURL: "http://data.europa.eu/esco/skill/5a1f0c8e",
					TargetType: ob3.TargetCompetency, TargetFramework: "ESCO", TargetCode: "S6.11", TargetDescription: "Make boats of wood by hand.",
				}},
				ResultDescription: []ob3.ResultDescription{
					{ID: grade, Name: "Grade", ResultType: ob3.ResultTypeLetterGrade, AllowedValue: []string{"D", "C", "B", "A"}, RequiredValue: "C"},
					{
						ID: level, Name: "Joinery", ResultType: ob3.ResultTypeRubricCriterionLevel, RequiredLevel: seen,
						RubricCriterionLevel: []ob3.RubricCriterionLevel{
							{ID: seen, Name: "Shown", Level: "1", Points: "1", Description: "Has made each joint once."},
							{ID: mastered, Name: "Mastered", Level: "2", Points: "3", Description: "Makes each joint tight without filler."},
						},
					},
				},
			},
		},
		Evidence: []ob3.Evidence{
			{ID: "https://wharf.example/boats/17", Name: "The boat", Narrative: "Photographs of every stage.", Genre: "Photographs", Audience: "Everyone"},
			{ID: base + "/ob2/awards/k7c2z4x6n2bd7jfmvt5auqh5w3", Type: []string{"https://w3id.org/openbadges#Assertion"}, Description: "The same award in Open Badges 2.0."},
		},
		CredentialSchema: []ob3.CredentialSchema{{ID: ob3.SchemaAchievementCredential, Type: ob3.TypeSchemaValidator}},
		CredentialStatus: &ob3.CredentialStatus{
			ID:                   issuer + "/status/1#1177",
			Type:                 ob3.TypeBitstringStatus,
			StatusPurpose:        "revocation",
			StatusListIndex:      "1177",
			StatusListCredential: issuer + "/status/1",
		},
		RefreshService: &ob3.RefreshService{ID: base + "/awards/k7c2z4x6n2bd7jfmvt5auqh5w3/newest?key=7f1b2c3d4e5f6071", Type: ob3.TypeRefresh},
		TermsOfUse:     []ob3.TermsOfUse{{ID: "https://college.harbour.example/terms", Type: "Terms"}},
	}
}

// endorsement speaks for the issuer of rich.
func endorsement() ob3.EndorsementCredential {
	return ob3.EndorsementCredential{
		ID:          "https://board.example/endorsements/31",
		Name:        "Recognition of the Harbour College of Crafts",
		Description: "The college is inspected every two years.",
		Issuer:      ob3.Profile{ID: "https://board.example/about", Name: "Board of Crafts", URL: "https://board.example"},
		ValidFrom:   date("2026-01-15T00:00:00Z"),
		ValidUntil:  date("2028-01-15T00:00:00Z"),
		CredentialSubject: ob3.EndorsementSubject{
			ID:                 base + "/issuers/2n7c4w5h6z3x5k2bd7jfmvt6ae",
			EndorsementComment: "Teaches to the standard of the trade.",
		},
		CredentialStatus: &ob3.CredentialStatus{ID: "https://board.example/revocations", Type: ob3.TypeRevocationList},
	}
}

// parse reads JSON or fails the test.
func parse(t testing.TB, text string) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatalf("parse %.200s: %v", text, err)
	}
	return v
}

// prepared returns the encoding of a credential that has no findings.
func prepared(t testing.TB, c interface {
	Prepare() (ob3.Document, []ob3.Finding)
},
) string {
	t.Helper()
	doc, findings := c.Prepare()
	if len(findings) > 0 {
		t.Fatalf("findings: %v", findings)
	}
	return string(doc.Bytes())
}

// vector reads a file of 1EdTech's tests.
func vector(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../shared/vectors/1edtech", name))
	if os.IsNotExist(err) {
		t.Skip("../shared/vectors/1edtech not present")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// paths lists where the findings are, with w: before warnings.
func paths(findings []ob3.Finding) []string {
	out := []string{}
	for _, f := range findings {
		if f.Warning {
			f.Path = "w:" + f.Path
		}
		out = append(out, f.Path)
	}
	return slices.Compact(out)
}

// texts checks that every finding is a sentence with a rule behind it.
func texts(t testing.TB, findings []ob3.Finding) {
	t.Helper()
	for _, f := range findings {
		if !strings.HasSuffix(f.Text, ".") && !strings.HasSuffix(f.Text, "…") || f.Cite == "" || strings.Contains(f.Text, "%!") {
			t.Errorf("finding %+v is no sentence with a rule", f)
		}
	}
}
