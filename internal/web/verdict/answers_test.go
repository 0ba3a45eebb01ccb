package verdict_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/internal/web/verdict"
	"blazon/internal/web/words"
	"blazon/vc"
)

// english are the words of the tests.
func english(t *testing.T) words.Words {
	t.Helper()
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.For("en")
}

// reportOf is a report in which the checks have results, and all others passed.
func reportOf(results map[string]string) *vc.Report {
	rep := &vc.Report{Verdict: vc.Valid, Summary: vc.Summary{
		ID: "https://uni.example/a/1", Name: "Knots", Description: "Ties knots.", IssuerName: "Club of U", IssuerID: "https://uni.example/issuer", IssuerHost: "uni.example",
	}}
	for _, name := range vc.CheckNames() {
		result := vc.Pass
		if r, ok := results[name]; ok {
			result = r
		}
		rep.Checks = append(rep.Checks, vc.Check{Name: name, Result: result, Text: "Says " + name + " " + result + "."})
	}
	return rep
}

// answerTo returns one of the five lines.
func answerTo(t *testing.T, answers []verdict.Answer, id string) verdict.Answer {
	t.Helper()
	i := slices.IndexFunc(answers, func(a verdict.Answer) bool { return a.ID == id })
	if i < 0 {
		t.Fatalf("no line %s", id)
	}
	return answers[i]
}

// combinations calls f with every combination of results of the checks.
func combinations(checks []string, f func(map[string]string)) {
	results := []string{vc.Pass, vc.Warning, vc.Skipped, vc.Unknown, vc.Fail}
	total := 1
	for range checks {
		total *= len(results)
	}
	for n := range total {
		got := make(map[string]string, len(checks))
		for rest, i := n, 0; i < len(checks); i++ {
			got[checks[i]] = results[rest%len(results)]
			rest /= len(results)
		}
		f(got)
	}
}

// TestNoYesWithoutItsChecks: of all combinations of results, no line says yes but
// where every check that it speaks of passed; one that passed with a remark lets it
// say yes only with that remark, and one that was left out does not.
func TestNoYesWithoutItsChecks(t *testing.T) {
	ws := english(t)
	about := map[string][]string{
		"issuer":    {vc.CheckFormat, vc.CheckContext, vc.CheckProof, vc.CheckIssuer},
		"unchanged": {vc.CheckFormat, vc.CheckContext, vc.CheckSchema, vc.CheckProof},
		"valid":     {vc.CheckTime, vc.CheckStatus},
		"recipient": {vc.CheckFormat, vc.CheckContext, vc.CheckProof, vc.CheckRecipient},
		"meaning":   {vc.CheckFormat, vc.CheckContext, vc.CheckProof, vc.CheckIssuer},
	}
	for id, checks := range about {
		for _, recipient := range []string{"", "ada@uni.example"} {
			greens := 0
			combinations(checks, func(results map[string]string) {
				a := answerTo(t, verdict.Answers(ws, reportOf(results), recipient), id)
				if a.Text == "" {
					t.Fatalf("%s: %v says nothing", id, results)
				}
				if a.Tone != "good" {
					return
				}
				greens++
				for _, name := range checks {
					if r := results[name]; r != vc.Pass && r != vc.Warning {
						t.Fatalf("%s says yes (%q) where %s is %s: %v", id, a.Text, name, r, results)
					}
				}
			})
			if greens == 0 {
				t.Errorf("%s never says yes", id)
			}
		}
	}
}

// TestYesToAll: where all is well, every line says yes.
func TestYesToAll(t *testing.T) {
	for _, a := range verdict.Answers(english(t), reportOf(nil), "ada@uni.example") {
		if a.Tone != "good" || a.More != "" || a.Remedy != "" || a.Link != "" {
			t.Errorf("%+v", a)
		}
	}
}

// forged are the results of a badge whose words were changed: the day is still to be
// read, and nothing after that was asked.
func forged() *vc.Report {
	rep := reportOf(map[string]string{vc.CheckProof: vc.Fail, vc.CheckStatus: vc.Skipped, vc.CheckRecipient: vc.Skipped, vc.CheckEndorsement: vc.Skipped})
	rep.Verdict = vc.Invalid
	return rep
}

// TestChangedBadgeIsNotStillValid: of a changed badge nobody asked whether it was
// withdrawn, nor to whom it was given, whatever was entered.
func TestChangedBadgeIsNotStillValid(t *testing.T) {
	for _, recipient := range []string{"", "ada@uni.example"} {
		answers := verdict.Answers(english(t), forged(), recipient)
		for _, id := range []string{"valid", "recipient"} {
			if a := answerTo(t, answers, id); a.Tone != "plain" || a.Text != "We did not get so far." || a.Link != "" {
				t.Errorf("%s: %+v", id, a)
			}
		}
		if a := answerTo(t, answers, "issuer"); a.Tone != "plain" || a.Text != "It says it is from “\u2068Club of U\u2069”; that is not proven." {
			t.Errorf("%+v", a)
		}
		page := show(t, forged()).HTML
		if strings.Contains(page, "Issued by") || strings.Contains(page, "Enter an email address") || strings.Contains(page, "has not ended") {
			t.Error("the page says of a changed badge what is not known")
		}
	}
}

// TestForeignKeyIsNoIssuer: a badge that anybody signed in the name of an issuer is
// not said to be issued by it, in no place.
func TestForeignKeyIsNoIssuer(t *testing.T) {
	for _, result := range []string{vc.Fail, vc.Unknown} {
		rep := reportOf(map[string]string{vc.CheckIssuer: result})
		rep.Summary.IssuerHost = ""
		rep.Trust = vc.Recognition{State: vc.Recognized, By: "The Registry"}
		page := show(t, rep).HTML
		if strings.Contains(page, "Issued by") || strings.Contains(page, "Recognised by") || strings.Count(page, "It says it is from “<bdi>Club of U</bdi>”; that is not proven.") != 2 {
			t.Errorf("%s: the page names an issuer that did not confirm it", result)
		}
		if a := answerTo(t, verdict.Answers(english(t), rep, ""), "meaning"); a.Tone != "wait" || a.More == "" {
			t.Errorf("%s: %+v", result, a)
		}
	}
}

// TestNameOfKey: where a key alone stands for an issuer, its name is a claim, in the
// headline, the answer and beside the name. One that gives no name is no better known.
// Who is on the web, or vouched for, is told as before.
func TestNameOfKey(t *testing.T) {
	const key = "did:key:z6MkeYMhq4LyLWLrnyJ4KnQNzwmcDFQzKjAu2UrJGn5zz5Eb"
	known := vc.Recognition{State: vc.Recognized, By: "The Registry"}
	for name, test := range map[string]struct {
		id, host, name string
		trust          vc.Recognition
		claimed        bool
	}{
		"key":                 {key, key, "Club of U", vc.Recognition{}, true},
		"key of a list":       {key, key, "Club of U", vc.Recognition{State: vc.Unrecognized}, true},
		"jwk":                 {"did:jwk:eyJ", "did:jwk:eyJ", "Club of U", vc.Recognition{}, true},
		"key, vouched for":    {key, key, "Club of U", known, false},
		"web":                 {"https://uni.example/issuer", "uni.example", "Club of U", vc.Recognition{}, false},
		"did:web":             {"did:web:uni.example", "uni.example", "Club of U", vc.Recognition{}, false},
		"old, without a name": {"_:issuer", "_:issuer", "Club of U", vc.Recognition{}, false},
	} {
		rep := reportOf(nil)
		rep.Summary.IssuerID, rep.Summary.IssuerHost, rep.Summary.IssuerName, rep.Trust = test.id, test.host, test.name, test.trust
		a, page := answerTo(t, verdict.Answers(english(t), rep, ""), "issuer"), show(t, rep)
		if (a.Tone == "wait") != test.claimed || strings.Contains(a.Text, "Somebody who calls itself “\u2068Club of U\u2069”. That name is only claimed.") != test.claimed {
			t.Errorf("%s: %+v", name, a)
		}
		if strings.Contains(page.Title, "only claimed") != test.claimed || strings.Contains(page.HTML, `<div class="verdict good">`) == test.claimed || strings.Contains(page.HTML, "<p><b>That name is only claimed.</b></p>") != test.claimed {
			t.Errorf("%s: %q", name, page.Title)
		}
	}
}

// TestKeyWithoutName: whoever leaves the name of an issuer out gets no better headline
// for that, alone or among others.
func TestKeyWithoutName(t *testing.T) {
	const key = "did:key:z6MkeYMhq4LyLWLrnyJ4KnQNzwmcDFQzKjAu2UrJGn5zz5Eb"
	for name, trust := range map[string]vc.Recognition{"unknown": {}, "on no list": {State: vc.Unrecognized}, "vouched for": {State: vc.Recognized, By: "The Registry"}} {
		rep := reportOf(nil)
		rep.Summary.IssuerID, rep.Summary.IssuerHost, rep.Summary.IssuerName, rep.Trust = key, key, "", trust
		good := trust.State == vc.Recognized
		a, page := answerTo(t, verdict.Answers(english(t), rep, ""), "issuer"), show(t, rep)
		if (a.Tone == "good") != good || strings.Contains(a.Text, "Somebody who gives no name") == good || (a.Remedy == "") != good {
			t.Errorf("%s: %+v", name, a)
		}
		for part, want := range map[string]bool{
			"<h1 id=\"verdict\" tabindex=\"-1\">You can rely on this badge": good, `<div class="verdict good">`: good,
			"Unchanged and valid, but only a key stands for its issuer": !good, "<p><b>Only a key stands for the issuer.</b></p>": !good,
		} {
			if strings.Contains(page.HTML, part) != want {
				t.Errorf("%s: %q is on the page: %v", name, part, !want)
			}
		}
		other := reportOf(nil)
		other.Also = []*vc.Report{rep}
		if got := strings.Contains(show(t, other).HTML, "Issuer not known"); got == good {
			t.Errorf("%s, beside another: its issuer is said not to be known: %v", name, got)
		}
	}
}

// TestUnprovenIsMarked: what experts can read of a badge whose words are not proven to
// be its issuer's is marked as that, and folded away.
func TestUnprovenIsMarked(t *testing.T) {
	for name, test := range map[string]struct {
		results map[string]string
		marked  int
	}{
		"proven": {nil, 0}, "ended": {map[string]string{vc.CheckTime: vc.Fail}, 0},
		"changed": {map[string]string{vc.CheckProof: vc.Fail}, 2}, "with a key of somebody": {map[string]string{vc.CheckIssuer: vc.Fail}, 2},
		"not known whose": {map[string]string{vc.CheckIssuer: vc.Unknown}, 2}, "with words of its own": {map[string]string{vc.CheckContext: vc.Fail}, 2},
	} {
		rep := reportOf(test.results)
		rep.Raw = []byte(`{"name":"a coastal passage"}`)
		page := show(t, rep).HTML
		if got := strings.Count(page, "Anyone can have written it.") + strings.Count(page, ">Not proven<"); got != test.marked {
			t.Errorf("%s: marked %d times, want %d", name, got, test.marked)
		}
		before, _, found := strings.Cut(page, "a coastal passage")
		if !found || strings.Count(before, "<details>")+strings.Count(before, `<details class=`) < 2 || strings.Contains(page, " open") {
			t.Errorf("%s: the text is not folded away", name)
		}
		if test.marked > 0 && !strings.Contains(before, ">Not proven<") {
			t.Errorf("%s: the text comes before its mark", name)
		}
	}
}

// TestWhereToAskForAPerson: the page that checks has a field for an address; others
// lead to it.
func TestWhereToAskForAPerson(t *testing.T) {
	ws, rep := english(t), reportOf(map[string]string{vc.CheckRecipient: vc.Skipped})
	if a := answerTo(t, verdict.Answers(ws, rep, ""), "recipient"); a.Link != "/verify" || strings.Contains(a.Text, "Enter") {
		t.Errorf("%+v", a)
	}
	for name, test := range map[string]struct {
		told  *verdict.Told
		field bool
	}{
		"the page": {&verdict.Told{Report: rep}, true}, "kept": {&verdict.Told{Report: rep, Kept: true}, false},
	} {
		var b strings.Builder
		if err := verdict.Result(ws, test.told).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "Enter an email address") != test.field || strings.Contains(b.String(), `<a href="#recipient">Enter an email address`) != test.field || strings.Contains(b.String(), `href="/verify"`) == test.field {
			t.Errorf("%s: wrong words", name)
		}
	}
	if a := answerTo(t, verdict.Answers(ws, rep, "ada@uni.example"), "recipient"); a.Text != "Says recipient skipped." {
		t.Errorf("a badge that is given to nobody: %+v", a)
	}
}

// hostedReport is the report on a hosted badge.
func hostedReport(results map[string]string) *vc.Report {
	rep := reportOf(results)
	for i := range rep.Checks {
		if rep.Checks[i].Name == vc.CheckProof {
			rep.Checks[i].Detail = map[string]string{"method": "HostedBadge"}
		}
	}
	return rep
}

// TestHostedBadge: nobody signed a hosted badge, so no word of it is as it was
// signed; and a copy that differs is no reason to rely on what it says.
func TestHostedBadge(t *testing.T) {
	ws := english(t)
	a := answerTo(t, verdict.Answers(ws, hostedReport(nil), ""), "unchanged")
	if a.Tone != "good" || !strings.Contains(a.Text, "as its issuer publishes it") || strings.Contains(a.Text, "signed") {
		t.Errorf("as published: %+v", a)
	}
	for _, schema := range []string{vc.Pass, vc.Warning} {
		rep := hostedReport(map[string]string{vc.CheckProof: vc.Warning, vc.CheckSchema: schema})
		rep.Verdict = vc.Indeterminate
		if a := answerTo(t, verdict.Answers(ws, rep, ""), "unchanged"); a.Tone != "wait" || a.Text != "Says proof warning." {
			t.Errorf("a copy that differs: %+v", a)
		}
		if s := show(t, rep); s.Title != "Genuine, but your copy says something else" || strings.Contains(s.HTML, "You can rely on this badge") || strings.Contains(s.HTML, "as it was signed") {
			t.Errorf("a copy that differs: %q", s.Title)
		}
	}
	for name, result := range map[string]string{vc.CheckStatus: vc.Unknown, vc.CheckIssuer: vc.Unknown} {
		rep := hostedReport(map[string]string{vc.CheckProof: vc.Warning, name: result})
		rep.Verdict = vc.Indeterminate
		if title := verdict.Title(ws, rep); title != "We could not find out everything" {
			t.Errorf("%s is %s: %q", name, result, title)
		}
	}
}

// TestBelievedIsNotUnchanged: a text that was not compared with anything is not
// said to be unchanged.
func TestBelievedIsNotUnchanged(t *testing.T) {
	rep := reportOf(nil)
	for i := range rep.Checks {
		if rep.Checks[i].Name == vc.CheckProof {
			rep.Checks[i].Detail = map[string]string{"believed": "the text as it came"}
		}
	}
	if a := answerTo(t, verdict.Answers(english(t), rep, ""), "unchanged"); a.Tone != "wait" || a.Text != "Says proof pass." {
		t.Errorf("%+v", a)
	}
}

// TestBelievedKeyIsNoIssuer: a key that only a profile took for the issuer's proves
// nobody.
func TestBelievedKeyIsNoIssuer(t *testing.T) {
	rep := reportOf(nil)
	for i := range rep.Checks {
		if rep.Checks[i].Name == vc.CheckIssuer {
			rep.Checks[i].Detail = map[string]string{"believed": "a did:key"}
		}
	}
	if a := answerTo(t, verdict.Answers(english(t), rep, ""), "issuer"); a.Tone == "good" || !strings.Contains(a.Text, "not proven") {
		t.Errorf("%+v", a)
	}
}

// TestAwardedIsNotValidFrom: a badge that counts from a later day was awarded before.
func TestAwardedIsNotValidFrom(t *testing.T) {
	rep := reportOf(nil)
	rep.Summary.AwardedDate = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	rep.Summary.ValidFrom = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	page := show(t, rep).HTML
	for _, want := range []string{`<dt>Awarded</dt><dd><time datetime="2026-03-01`, `<dt>Valid from</dt><dd><time datetime="2030-01-01`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestKeySince: what is remembered of an issuer and its key, in a sentence.
func TestKeySince(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	long := at.AddDate(-1, 0, 0)
	for name, test := range map[string]struct {
		signer vc.Signer
		tone   string
		text   string
	}{
		"nothing is remembered": {vc.Signer{Key: "aa"}, "good", ""},
		"both are new":          {vc.Signer{Key: "aa", KeyHistory: vc.KeyHistory{FirstSeen: at, IssuerSince: at}}, "good", "This site sees this issuer for the first time."},
		"the key is new":        {vc.Signer{Key: "aa", KeyHistory: vc.KeyHistory{FirstSeen: at, IssuerSince: long}}, "good", "This site sees this key for the first time, and the issuer since 4 March 2025."},
		"both are known":        {vc.Signer{Key: "aa", KeyHistory: vc.KeyHistory{FirstSeen: long, IssuerSince: long}}, "good", "This site has seen it with this key since 4 March 2025."},
		"all keys are others":   {vc.Signer{Key: "aa", Code: vc.KeyChanged, KeyHistory: vc.KeyHistory{FirstSeen: at, IssuerSince: long, ReplacedAt: at}}, "wait", "all its keys are others"},
	} {
		rep := reportOf(nil)
		rep.At, rep.Signer = at, test.signer
		if a := answerTo(t, verdict.Answers(english(t), rep, ""), "issuer"); a.Tone != test.tone || !strings.Contains(a.Text+" "+a.More, test.text) || test.text == "" && a.More != "" {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// TestEndorsements: who vouches for a badge is shown with where it is and what it
// says, as text; an endorsement that was checked alone says what it says.
func TestEndorsements(t *testing.T) {
	rep := reportOf(nil)
	rep.Endorsements = []vc.Endorsement{{IssuerName: "The <b>Guild</b>", IssuerHost: "guild.example", Comment: "Good *knots*. <script>"}}
	page := show(t, rep).HTML
	for _, want := range []string{"Endorsed by", "The &lt;b&gt;Guild&lt;/b&gt;", "guild.example", "Good <em>knots</em>."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "<script>") {
		t.Error("a comment is no text")
	}
	alone := reportOf(map[string]string{vc.CheckRecipient: vc.Skipped})
	alone.Kind, alone.Summary.Description = "Open Badges 3.0 endorsement", ""
	alone.Summary.Endorses, alone.Summary.Narrative = "https://uni.example/badges/1", "Good knots."
	if a := answerTo(t, verdict.Answers(english(t), alone, ""), "meaning"); a.Text != "Good knots." {
		t.Errorf("%+v", a)
	}
}

// TestNotWithdrawnOnlyWhereThatIsKnown: where no issuer could have said that a badge was
// withdrawn, nobody is told that it was not.
func TestNotWithdrawnOnlyWhereThatIsKnown(t *testing.T) {
	ws := english(t)
	for _, until := range []time.Time{{}, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for detail, want := range map[string]bool{"": true, vc.Nowhere: false} {
			rep := reportOf(nil)
			rep.Summary.ValidUntil = until
			for i := range rep.Checks {
				if rep.Checks[i].Name == vc.CheckStatus {
					rep.Checks[i].Detail = map[string]string{"withdrawal": detail}
				}
			}
			a := answerTo(t, verdict.Answers(ws, rep, ""), "valid")
			if a.Tone != "good" || !strings.HasPrefix(a.Text, "Yes") || strings.Contains(a.Text, "has not been withdrawn") != want || strings.Contains(a.Text, "keeps no list") == want {
				t.Errorf("%q: %+v", detail, a)
			}
		}
	}
}
