package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"blazon/internal/text"
	"blazon/vc"
)

// The badge of somebody else is said to be genuine, where nothing else is the matter.
func TestSomebodyElses(t *testing.T) {
	for status, want := range map[string]bool{vc.Pass: true, vc.Fail: false, vc.Unknown: false} {
		r := &vc.Report{Verdict: vc.Invalid}
		for _, name := range vc.CheckNames() {
			c := vc.Check{Name: name, Result: vc.Pass}
			switch name {
			case vc.CheckRecipient:
				c.Result, c.Code = vc.Fail, vc.RecipientMismatch
			case vc.CheckStatus:
				c.Result = status
			}
			r.Checks = append(r.Checks, c)
		}
		got := string((&finding{name: "x", report: r}).details(false))
		if !strings.HasPrefix(got, "invalid  x\n") || strings.Contains(got, "It is genuine, unchanged and valid, but") != want {
			t.Errorf("status %s: %s", status, got)
		}
	}
}

// A name that only a key stands for is said to be claimed.
func TestNameOfKey(t *testing.T) {
	for host, want := range map[string]string{
		"uni.example": "issued by uni.example, under the name “Club of U”", "did:key:z6Mk": "issued by did:key:z6Mk, which calls itself “Club of U”; that name is only claimed",
	} {
		r := &vc.Report{Summary: vc.Summary{Name: "Knots", IssuerName: "Club of U", IssuerHost: host}, Checks: []vc.Check{{Name: vc.CheckIssuer, Result: vc.Pass}}}
		if got := string((&finding{name: "x", report: r}).details(false)); !strings.Contains(got, "\n\n  "+want+"\n  “Knots”\n") {
			t.Errorf("%s: %s", host, got)
		}
	}
}

// An issuer that gives no name is not better known for that.
func TestKeyWithoutName(t *testing.T) {
	for state, want := range map[string]string{
		"":              "issued by did:key:z6Mk, which gives no name; anyone can make such a key",
		vc.Unrecognized: "issued by did:key:z6Mk, which gives no name; anyone can make such a key",
		vc.Recognized:   "issued by did:key:z6Mk",
	} {
		r := &vc.Report{Summary: vc.Summary{Name: "Knots", IssuerHost: "did:key:z6Mk"}, Trust: vc.Recognition{State: state}, Checks: []vc.Check{{Name: vc.CheckIssuer, Result: vc.Pass}}}
		if got := string((&finding{name: "x", report: r}).details(false)); !strings.Contains(got, "\n\n  "+want+"\n  “Knots”\n") {
			t.Errorf("%q: %s", state, got)
		}
	}
}

// TestAbuse_DID_10_Terminal: whatever badges, issuers and endorsers call themselves, the
// host that is proven is before that, on a line before what a badge calls itself, and
// nothing of theirs is a line or a sentence of ours. Who explains shows it whole.
func TestAbuse_DID_10_Terminal(t *testing.T) {
	for _, name := range []string{
		"Harvard University (harvard.edu)" + strings.Repeat("\u2800 ", 1500), "Harvard University”, issued by harvard.edu, under the name “Harvard", "Harvard University\n  format          pass     x\u202e",
		strings.Repeat("Harvard University ", 500), "Harvard University\x1b[2K\r", "Degree᾿᾿, issued by harvard.edu",
	} {
		r := &vc.Report{
			Summary: vc.Summary{Name: name, IssuerName: name, IssuerHost: "evil.example"}, Checks: []vc.Check{{Name: vc.CheckIssuer, Result: vc.Pass, Text: "It says " + name}},
			Endorsements: []vc.Endorsement{{IssuerName: name, IssuerHost: "evil.example", Comment: name}}, Notes: []string{name}, Kind: "Open Badges 3.0", Format: "JSON",
		}
		got := string((&finding{name: "x", report: r}).details(false))
		if strings.Count(got, "\n") != 8 || strings.ContainsAny(got, "\u2800\u202e\x1b\r") {
			t.Errorf("%.40q: %q", name, got)
		}
		lines := strings.Split(got, "\n")
		first, isFirst := strings.CutPrefix(lines[2], "  issued by evil.example, under the name “")
		if !isFirst || strings.Count(first, "”") != 1 || !strings.HasSuffix(first, "”") || len([]rune(first)) > 120 {
			t.Errorf("%.40q: %q", name, lines[2])
		}
		if own := lines[3]; !strings.HasPrefix(own, "  “") || strings.Count(own, "“") != 1 || strings.Count(own, "”") != 1 || !strings.HasSuffix(own, "”") || strings.Contains(own, "᾿᾿") {
			t.Errorf("%.40q: %q", name, own)
		}
		if explained := string((&finding{name: "x", report: r}).details(true)); !strings.Contains(explained, "name of the issuer as signed: ") && text.Name(name) != name {
			t.Errorf("%.40q: the name is nowhere whole", name)
		}
	}
}

// An issuer that did not confirm a badge is not said to have issued it.
func TestIssuedBy(t *testing.T) {
	for result, want := range map[string]string{
		vc.Pass:    "issued by uni.example, under the name “Club of U”",
		vc.Fail:    "not proven by whom it was issued; it says that it is from “Club of U”",
		vc.Unknown: "not proven by whom it was issued; it says that it is from “Club of U”",
		vc.Skipped: "not proven by whom it was issued; it says that it is from “Club of U”",
	} {
		r := &vc.Report{Summary: vc.Summary{Name: "Knots", IssuerName: "Club of U"}, Checks: []vc.Check{{Name: vc.CheckIssuer, Result: result}}}
		if result == vc.Pass {
			r.Summary.IssuerHost = "uni.example"
		}
		if got := string((&finding{name: "x", report: r}).details(false)); !strings.Contains(got, "\n\n  "+want+"\n  “Knots”\n") {
			t.Errorf("%s: %s", result, got)
		}
	}
}

// TestExplainDocuments: each document is told with its time and digest, where it came
// from, and nothing in it that a terminal would obey.
func TestExplainDocuments(t *testing.T) {
	at := time.Date(2026, 3, 1, 13, 0, 0, 0, time.FixedZone("", 3600))
	r := &vc.Report{Documents: []vc.Document{
		{URL: "https://a.example/\u009b31m\u202eevil", From: "https://b.example/\x1b[2J", Status: 404, MediaType: "text/html\x07", Size: 3, SHA256: "abc", FetchedAt: at},
		{URL: "https://c.example/", Error: "no usable answer\ncame"},
	}}
	got := string((&finding{name: "x", report: r}).details(true))
	for _, want := range []string{
		`  fetched https://a.example/\u009b31m\u202eevil from https://b.example/\u001b[2J at 2026-03-01T12:00:00Z: 404 text/html, 3 bytes, sha256 abc` + "\n",
		"  not had https://c.example/: no usable answer came\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}

// TestAddresses: a scheme has no letters of one case only.
func TestAddresses(t *testing.T) {
	for name, want := range map[string]bool{
		"https://a.example/1": true, "HTTPS://a.example/1": true, "Http://a.example/1": true, "data:,x": true,
		"https.json": false, "ftp://a.example/1": false, "/tmp/https://x": false, "datafile": false, "-": false,
	} {
		if isAddress(name) != want {
			t.Errorf("isAddress(%q) is %v", name, !want)
		}
	}
}

// TestPassedCanBeJudged: what is said of files that were not looked at helps with them.
func TestPassedCanBeJudged(t *testing.T) {
	const named, piped = "by itself", "on standard input"
	for _, tt := range []struct {
		passed       passed
		named, piped bool
	}{
		{passed{".txt": 1}, true, false},
		{passed{isSpecial: 1}, false, true},
		{passed{isSpecial: 2}, false, true},
		{passed{isSpecial: 1, ".txt": 1}, true, true},
		{passed{isLink: 2}, true, false},
	} {
		said := strings.ReplaceAll(tt.passed.String(), "by themselves", named)
		if strings.Contains(said, named) != tt.named || strings.Contains(said, piped) != tt.piped {
			t.Errorf("%v: %s", map[string]int(tt.passed), said)
		}
	}
}

// TestReportAsJSON: a report is one line, with the letters of the badge as they are.
func TestReportAsJSON(t *testing.T) {
	r := &vc.Report{Verdict: vc.Valid, Summary: vc.Summary{Name: "Knots & <Splices>\n"}}
	got, err := (&finding{name: "x", report: r}).json()
	if err != nil || strings.Count(string(got), "\n") != 1 || !strings.Contains(string(got), `"name":"Knots & <Splices>\n"`) {
		t.Errorf("%s, %v", got, err)
	}
}

// TestAbuse_DID_10_JSON: nothing in a report as JSON is obeyed by a terminal or turns the
// direction of writing, and whoever reads it gets every letter.
func TestAbuse_DID_10_JSON(t *testing.T) {
	const name = "a\u009b31m\u202eb\u2066c\x7fd\u2028e\U000e0041f\u200eg \U0001f469\u200d\U0001f680 \u0645\u06cc\u200c\u062e"
	r := &vc.Report{Verdict: vc.Valid, Summary: vc.Summary{Name: name}, Checks: []vc.Check{{Name: "proof", Detail: map[string]string{"k\u202e": name}}}}
	data, err := (&finding{name: "x\u009b.json", report: r}).json()
	if err != nil || strings.ContainsAny(string(data), "\u009b\u202e\u2066\x7f\u2028\U000e0041\u200e") || !strings.Contains(string(data), `a\u009b31m\u202eb\u2066c\u007fd\u2028e\udb40\udc41f\u200eg`) {
		t.Fatalf("%s, %v", data, err)
	}
	var got struct {
		Input string `json:"input"`
		vc.Report
	}
	if err := json.Unmarshal(data, &got); err != nil || got.Summary.Name != name || got.Checks[0].Detail["k\u202e"] != name || got.Input != "x\u009b.json" {
		t.Errorf("%+q, %v", got.Summary.Name, err)
	}
}
