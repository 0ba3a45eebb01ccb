package vc_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"blazon/vc"
)

func TestJoin(t *testing.T) {
	good := func() *vc.Report { return judge(t, world(t), sealed(t, badge)) }
	unsure := func() *vc.Report { return judge(t, world(t, uni, "!down"), sealed(t, badge)) }
	bad := func() *vc.Report { return judge(t, world(t), badge) }
	tests := []struct {
		reports []*vc.Report
		want    vc.Verdict
	}{
		{[]*vc.Report{good()}, vc.Valid},
		{[]*vc.Report{good(), good()}, vc.Valid},
		{[]*vc.Report{good(), unsure()}, vc.Indeterminate},
		{[]*vc.Report{unsure(), good()}, vc.Indeterminate},
		{[]*vc.Report{good(), bad()}, vc.Invalid},
		{[]*vc.Report{unsure(), bad(), good()}, vc.Invalid},
	}
	for i, tt := range tests {
		r := vc.Join(tt.reports...)
		if r != tt.reports[0] || r.Verdict != tt.want || len(r.Also) != len(tt.reports)-1 {
			t.Errorf("%d: %s and %d others, want %s", i, r.Verdict, len(r.Also), tt.want)
		}
	}
	if vc.Join() != nil {
		t.Error("a report on nothing")
	}
}

// TestRefuse: reports made elsewhere have all checks and the right verdict.
func TestRefuse(t *testing.T) {
	r := vc.Refuse("", now, vc.ImageTooLarge, "")
	expect(t, r, vc.Invalid, "format=fail:IMAGE_TOO_LARGE", "proof=skipped")
	if r.Profile != vc.Strict || r.Check(vc.CheckFormat).Text == "" || r.Check(vc.CheckFormat).Remedy == "" {
		t.Errorf("%+v", r)
	}
	r = vc.Unreached(vc.OneEdTech, now, vc.FetchFailed, "Nobody there.")
	expect(t, r, vc.Indeterminate, "format=unknown:FETCH_FAILED", "status=skipped")
	if r.Profile != vc.OneEdTech || r.Check(vc.CheckFormat).Text != "Nobody there." {
		t.Errorf("%+v", r)
	}
	if c := r.Check("nothing"); c.Name != "" || c.Result != "" {
		t.Error("a check that does not exist")
	}
}

// TestChecksSpeak: whatever the answer, it is a sentence, and what is wrong
// comes with something to do.
func TestChecksSpeak(t *testing.T) {
	s := world(t, list, "!down")
	inputs := []string{
		sealed(t, badge), badge, "", "{", "a.b.c", `{"type":[]}`, replace(t, sealed(t, badge), "Ties", "Tied"),
		revocable(t, statusOf("7", "revocation")), sign(t, badge, ed(9), evil), with(sealed(t, badge), `"x":1`),
	}
	for _, input := range inputs {
		for _, c := range judge(t, s, input).Checks {
			if !strings.HasSuffix(c.Text, ".") && !strings.HasSuffix(c.Text, ")") {
				t.Errorf("%s %s is no sentence: %q", c.Name, c.Result, c.Text)
			}
			if c.Code != "" && c.Remedy == "" {
				t.Errorf("%s %s %s: nothing to do", c.Name, c.Result, c.Code)
			}
		}
	}
}

// TestReportJSON: programs rely on the names.
func TestReportJSON(t *testing.T) {
	data, err := json.Marshal(judge(t, world(t), sealed(t, badge)))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range got {
		names = append(names, name)
	}
	slices.Sort(names)
	if s := strings.Join(names, " "); s != "at checks documents format kind profile signer summary verdict" {
		t.Errorf("members %s", s)
	}
	if !strings.HasPrefix(string(got["checks"]), `[{"check":"format","result":"pass","text":"This is a credential of Open Badges 3.0 (VCDM 2.0) as JSON."}`) {
		t.Errorf("checks %.200s", got["checks"])
	}
}

// TestSaysWhatItIs: of what is no badge is told what it says of itself, if anything.
func TestSaysWhatItIs(t *testing.T) {
	for input, want := range map[string]string{
		`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":[]}`:                       "it does not say what it is.",
		`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["Recipe"]}`:               `it says of itself that it is "Recipe".`,
		`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"]}`: `it says of itself that it is "VerifiableCredential".`,
	} {
		if c := judge(t, world(t), input).Check(vc.CheckFormat); c.Result != vc.Fail || !strings.HasSuffix(c.Text, want) {
			t.Errorf("%s: %+v", input, c)
		}
	}
}
