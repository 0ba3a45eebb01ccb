package award

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/internal/achievement"
	"blazon/internal/mail"
	"blazon/ob3"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got); run the test with -update if that is meant\n%s", file, diff)
	}
}

// example is all that one credential states.
func example() facts {
	at := time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)
	const issuerID, achievementID = "issueraaaaaaaaaaaaaaaaaaaa", "achievementaaaaaaaaaaaaaaa"
	return facts{
		ground: ground{
			version: achievement.Version{AchievementID: achievementID, IssuerID: issuerID, Number: 2},
			achievement: ob3.Achievement{
				ID: "https://badges.example/badges/" + achievementID + "/versions/2", Name: "Bowline", Description: "Ties a bowline.",
				Criteria: ob3.Criteria{Narrative: "Tie it *blind*."}, Version: "2",
			},
			badgeClass: "https://badges.example/ob2/badges/" + achievementID + "/versions/2",
			issuer:     ob3.Profile{ID: "https://badges.example/issuers/" + issuerID, Name: "Knot School", URL: "https://school.example"},
		},
		award: Award{
			ID: "awardaaaaaaaaaaaaaaaaaaaaa", IssuerID: issuerID, AchievementID: achievementID, Version: 2,
			RecipientEmail: "Grace@navy.example", RecipientName: "Grace Hopper", SubjectID: "urn:uuid:5a5cbd4c-8a0c-4b5e-9b0b-0a7b4b0c9d11",
			State: Active, AwardedAt: at, ValidFrom: at.AddDate(0, 0, -1), ValidUntil: at.AddDate(3, 0, 0), StatusList: 1, StatusIndex: 94567,
		},
		recipient: ob3.IdentityObject{
			Hashed: true, IdentityType: ob3.IdentifierEmailAddress, Salt: "00112233445566778899aabbccddeeff",
			IdentityHash: ob3.HashIdentity("grace@navy.example", "00112233445566778899aabbccddeeff"),
		},
		narrative: "She tied it <at> *sea* & “blind”.",
		evidence:  []Evidence{{URL: "https://navy.example/log", Name: "Log", Description: "A log book.", Narrative: "Page 3."}, {Narrative: "Seen by all."}},
		site:      site{"https://badges.example"},
	}
}

// What leaves the building: both versions of a badge before they are signed.
func TestGoldenCredential(t *testing.T) {
	three, findings := compose(example()).Prepare()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	two, departures := composeOB2(example()).Prepare()
	if len(departures) > 0 {
		t.Fatal(departures)
	}
	for name, doc := range map[string][]byte{"credential.golden.json": three.Bytes(), "assertion.golden.json": two.Bytes()} {
		var b bytes.Buffer
		if err := json.Indent(&b, append(doc, '\n'), "", "  "); err != nil {
			t.Fatal(err)
		}
		golden(t, name, b.Bytes())
	}
	least := example()
	least.narrative, least.evidence, least.award.ValidUntil = "", nil, time.Time{}
	if _, findings := compose(least).Prepare(); len(findings) > 0 {
		t.Error(findings)
	}
	if _, findings := composeOB2(least).Prepare(); len(findings) > 0 {
		t.Error(findings)
	}
}

// What recipients read.
func TestGoldenMail(t *testing.T) {
	l := letter{
		Name: greeting("Grace Hopper"), Badge: "Bowline", Issuer: "Knot School", URL: "https://badges.example/awards/awardaaaaaaaaaaaaaaaaaaaaa",
		Reason: "It was a granny knot.", Contact: "site@badges.example",
	}
	for _, name := range []string{"notify", "revoked"} {
		m, err := letters.Write(mail.Message{}, name, l)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".golden.txt", []byte("Subject: "+m.Subject+"\n\n"+m.Text))
		golden(t, name+".golden.html", []byte(m.HTML))
	}
}
