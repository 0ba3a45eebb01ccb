package verdict_test

import (
	"strings"
	"testing"

	"blazon/internal/web/verdict"
	"blazon/vc"
)

// named are names with which strangers write over what was proven.
var named = map[string]string{
	"another host":      "Harvard University, at harvard.edu.",
	"a screen of space": "Harvard University, at harvard.edu." + strings.Repeat("\u2800 ", 1500),
	"lines":             "Harvard University, at harvard.edu." + strings.Repeat("\n\u00a0", 1500),
	"override":          "Harvard University, at \u202e",
	"isolates":          "Harvard University\u2069\u2069, at harvard.edu\u2067\u2066",
	"its own sentence":  "Harvard University, at harvard.edu. The register of universities has it as",
	"our marks":         "Harvard University”, confirmed by harvard.edu. Earlier it was “Club",
	"very long":         strings.Repeat("Harvard University, at harvard.edu. ", 1500),
	"tags and towers":   "Harvard University\U000e0041\U000e007f" + strings.Repeat("\u0301", 500),
	"marks of HTML":     "Harvard University</bdi></p><h1>You can rely on it</h1>",
}

// TestAbuse_DID_10_HostFirst: whatever an issuer calls itself, the host that is proven
// is first, in an element of its own, and the name is a short quotation in another; in
// the five lines, beside the badge, where a report was kept, and of endorsers.
func TestAbuse_DID_10_HostFirst(t *testing.T) {
	for kind, name := range named {
		rep := reportOf(nil)
		rep.Summary.IssuerName, rep.Summary.IssuerHost, rep.Summary.IssuerID = name, "evil.example", "https://evil.example/i"
		rep.Endorsements = []vc.Endorsement{{IssuerName: name, IssuerHost: "evil.example", IssuerID: "https://evil.example/e"}}
		a := answerTo(t, verdict.Answers(english(t), rep, ""), "issuer")
		if !strings.HasPrefix(a.Text, "\u2066evil.example\u2069, under the name “\u2068Harvard University") || len([]rune(a.Text)) > 160 {
			t.Errorf("%s: %q", kind, a.Text)
		}
		var kept strings.Builder
		if err := verdict.Result(english(t), &verdict.Told{Report: rep, Kept: true}).Render(t.Context(), &kept); err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{show(t, rep).HTML, kept.String()} {
			const begin = `<b><bdi dir="ltr">evil.example</bdi></b>, under the name “<bdi>Harvard University`
			if n := strings.Count(page, begin); n != 3 {
				t.Errorf("%s: the host is before the name %d times, want 3", kind, n)
			}
			for _, rest := range strings.Split(page, begin)[1:] {
				inside, _, _ := strings.Cut(rest, "</bdi>")
				if len([]rune(inside)) > 120 || strings.ContainsAny(inside, "“”\u2800\u00a0\u202e\u2066\u2067\u2069\n") {
					t.Errorf("%s: the name goes on with %q", kind, inside)
				}
			}
		}
	}
}

// TestAbuse_XSS_09_Names: names of badges and people, and what the verifier repeats of a
// badge, hold nothing that could change how the page is read. Experts see what it was.
func TestAbuse_XSS_09_Names(t *testing.T) {
	const trick = "Knots\u202e\u2066 \u2800\u2800\u2800 \u3164\U000e0041"
	long := trick + strings.Repeat("x", 500)
	rep := reportOf(map[string]string{vc.CheckTime: vc.Fail})
	rep.Summary.Name, rep.Summary.RecipientName, rep.Summary.Description, rep.Summary.IssuerName = long, long, long, trick
	rep.Notes, rep.Kind = []string{"It says " + long}, "Open Badges 3.0"
	rep.Trust = vc.Recognition{State: vc.Recognized, By: trick, Name: trick}
	rep.Documents = []vc.Document{{URL: "https://a.example/" + trick, From: "https://b.example/" + trick, MediaType: trick, Status: 200}, {URL: "https://c.example/", Error: long}}
	for i := range rep.Checks {
		rep.Checks[i].Text = "It says " + long + strings.Repeat("y", 5000)
	}
	other := *rep
	rep.Also = []*vc.Report{&other}
	page := show(t, rep).HTML
	if strings.ContainsAny(page, "\u202e\u2066\u2800\u3164\U000e0041") {
		t.Error("the page has letters that change how it is read")
	}
	before, experts, _ := strings.Cut(page, "For experts")
	if strings.Contains(before, strings.Repeat("y", 1001)) {
		t.Error("a text is not cut")
	}
	if !strings.Contains(before, "<h2><bdi>Knots "+strings.Repeat("x", 94)+"…</bdi></h2>") {
		t.Error("the name of the badge is not there")
	}
	if want := `Knots\u202e\u2066 \u2800\u2800\u2800 \u3164\U000e0041` + strings.Repeat("x", 500); !strings.Contains(experts, want) || !strings.Contains(experts, strings.Repeat("y", 5000)) {
		t.Error("experts do not see what was signed")
	}
}

// TestNobodySees: a name that nobody can see is none, and changes no headline.
func TestNobodySees(t *testing.T) {
	const key = "did:key:z6MkeYMhq4LyLWLrnyJ4KnQNzwmcDFQzKjAu2UrJGn5zz5Eb"
	rep := reportOf(nil)
	rep.Summary.IssuerID, rep.Summary.IssuerHost, rep.Summary.IssuerName = key, key, "\u2800\u3164\u200b"
	if s := show(t, rep); s.Title != "Unchanged and valid, but only a key stands for its issuer" || !strings.Contains(s.HTML, "Somebody who gives no name") {
		t.Errorf("%q", s.Title)
	}
	rep.Summary.IssuerID, rep.Summary.IssuerHost = "https://uni.example/i", "uni.example"
	if a := answerTo(t, verdict.Answers(english(t), rep, ""), "issuer"); a.Text != "\u2066uni.example\u2069." {
		t.Errorf("%q", a.Text)
	}
	rep.Summary.IssuerName = "uni.example"
	if a := answerTo(t, verdict.Answers(english(t), rep, ""), "issuer"); a.Text != "\u2066uni.example\u2069." {
		t.Errorf("%q", a.Text)
	}
}
