package ob2_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/jsonld"
	"blazon/ob2"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const base = "https://badges.harbour.example"

func date(s string) ob2.DateTime {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return ob2.At(t)
}

// golden compares text with a file that a person has read.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	v, err := jsonld.Parse(got, jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got = append(v.JSON(), '\n')
	path := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s:\n got %s\nwant %s", name, got, want)
	}
}

func parse(t *testing.T, text string) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// errorsOf are the findings that are no warnings, a line each.
func errorsOf(findings []ob2.Finding) string {
	var out []string
	for _, f := range ob2.Errors(findings) {
		out = append(out, f.String())
	}
	return strings.Join(out, "\n")
}

// hosted is an assertion as most are.
func hosted() ob2.Assertion {
	const salt = "3a1f7c9be25d48067f1b2c3d4e5f6071"
	return ob2.Assertion{
		ID: base + "/ob2/assertions/4mqf2a6h3x",
		Recipient: ob2.IdentityObject{
			Type: "email", Hashed: true, Salt: salt, Identity: ob2.HashIdentity("ada@school.example", salt),
		},
		Badge:        ob2.BadgeClass{ID: base + "/ob2/badges/h5w3k7c2z4"},
		Verification: ob2.VerificationObject{Type: ob2.OneOrMany{ob2.HostedBadge}},
		IssuedOn:     date("2026-05-01T09:00:00Z"),
	}
}

// rich is an assertion that says nearly everything, with the badge and the
// issuer within it.
func rich() ob2.Assertion {
	no := false
	a := hosted()
	a.ID, a.Verification = "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55", ob2.VerificationObject{Creator: base + "/ob2/keys/1"}
	a.Expires, a.Narrative, a.Revoked, a.UID = date("2028-05-01T09:00:00Z"), "Built a boat.", &no, "4mqf"
	a.Image = &ob2.Image{ID: base + "/ob2/assertions/4mqf2a6h3x/image", Caption: "A rowing boat"}
	a.Evidence = []ob2.Evidence{
		{ID: base + "/work/1"},
		{ID: base + "/work/2", Name: "The boat", Narrative: "It **floats**.", Description: "A boat", Genre: "Photo", Audience: "Public"},
	}
	a.Language, a.Version = "en", "2"
	a.Related = []ob2.Related{{ID: base + "/ob2/assertions/1", Language: "nl", Version: "1"}}
	a.Endorsement = []ob2.Endorsement{{ID: base + "/ob2/endorsements/1"}}
	a.Badge = ob2.BadgeClass{
		ID: base + "/ob2/badges/h5w3k7c2z4", Name: "Boat Builder", Description: "Builds boats that float.",
		Image:    &ob2.Image{ID: base + "/ob2/badges/h5w3k7c2z4/image.png", Caption: "A boat", Author: base + "/people/1"},
		Criteria: ob2.Criteria{ID: base + "/criteria", Narrative: "Build a boat."},
		Issuer: ob2.Profile{
			ID: base + "/ob2/issuers/kq7c2w5h4z", Name: "Harbour College", URL: "https://harbour.example", Email: "badges@harbour.example",
			Telephone: "+31201234567", Description: "A college of crafts", PublicKey: []ob2.CryptographicKey{{ID: base + "/ob2/keys/1"}},
			Verification:   &ob2.VerificationObject{StartsWith: ob2.OneOrMany{base + "/ob2/assertions/"}, AllowedOrigins: ob2.OneOrMany{"badges.harbour.example"}},
			RevocationList: base + "/ob2/issuers/kq7c2w5h4z/revoked",
		},
		Alignment: []ob2.AlignmentObject{{TargetName: "Joinery", TargetURL: "https://frameworks.example/joinery", TargetFramework: "Crafts", TargetCode: "J1", TargetDescription: "Joins wood"}},
		Tags:      []string{"wood", "water"},
		Extensions: map[string]any{
			ob2.ApplyLinkName: ob2.ApplyLink{URL: "https://harbour.example/apply"},
			ob2.LocationName:  ob2.Location{Description: "The wharf", Geo: &ob2.GeoCoordinates{Latitude: 52.3, Longitude: 4.9}},
		},
	}
	return a
}
