package verdict_test

import (
	"context"
	"fmt"
	"html"
	"os"
	"strings"
	"testing"
	"time"

	"blazon"
	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/web/verdict"
	"blazon/internal/web/words"
	"blazon/jsonld"
	"blazon/vc"
)

// A nowhere has no document.
type nowhere struct{}

func (nowhere) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	return nil, &did.FetchError{URL: url, Err: os.ErrNotExist}
}

// judge checks input without a network.
func judge(t *testing.T, input string) *vc.Report {
	t.Helper()
	v := &vc.Verifier{
		Processor: &jsonld.Processor{Contexts: jsonld.Pinned()}, Suites: dataintegrity.Default(), Methods: did.Default(nowhere{}), Fetcher: nowhere{},
		Now: func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }, Memory: vc.NewMemory(),
	}
	rep, err := blazon.Verify(t.Context(), v, []byte(input), vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// show tells a report as the verifier for browsers does.
func show(t *testing.T, rep *vc.Report) verdict.Shown {
	t.Helper()
	s, err := verdict.Show(t.Context(), rep, "en", "https://badges.example", "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is no badge is not called a badge on which nobody should rely; what is one
// and is wrong is.
func TestNoBadge(t *testing.T) {
	for input, want := range map[string]string{
		"Dear all, please find attached":            "This is not a badge",
		"<html><body>Sign in</body></html>":         "This is not a badge",
		`{"name": "a recipe"}`:                      "This is not a badge",
		"\x89PNG\r\n\x1a\n":                         "This is not a badge",
		`{"@context": "https://w3id.org/openbadges`: "This is not a badge",
		`{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
			"type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "https://a.example/1"}`: "Do not rely on this badge",
	} {
		rep := judge(t, input)
		s := show(t, rep)
		if s.Title != want || !strings.Contains(s.HTML, want) {
			t.Errorf("%.40q: %q, %v", input, s.Title, rep.Check(vc.CheckFormat))
		}
	}
}

// The picture that a badge has inside is shown, and that of the site; no other is asked
// for, nor is anything of the site that is no picture.
func TestPicture(t *testing.T) {
	const inside = "data:image/png;base64,iVBORw0KGgo="
	for image, want := range map[string]string{
		inside: inside,
		"data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=":              "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
		"https://badges.example/badges/a/versions/1/image.png":    "/badges/a/versions/1/image.png",
		"https://elsewhere.example/a.png":                         "",
		"https://badges.example//elsewhere.example/a.png":         "",
		"https://badges.example/\\elsewhere.example/a.png":        "",
		"https://badges.example/verify?address=https://a.example": "",
		"https://badges.example/badges/../sign-in":                "",
		"https://badges.example/badges/%2e%2e/sign-in":            "",
		"data:text/html;base64,PGI+":                              "",
		"javascript:alert(1)":                                     "",
	} {
		rep := &vc.Report{Verdict: vc.Valid, Summary: vc.Summary{Name: "Knot Tyer", Image: image}}
		for _, name := range []string{vc.CheckFormat, vc.CheckContext, vc.CheckSchema, vc.CheckProof, vc.CheckIssuer, vc.CheckTime, vc.CheckStatus} {
			rep.Checks = append(rep.Checks, vc.Check{Name: name, Result: vc.Pass})
		}
		shown := ""
		if _, rest, ok := strings.Cut(show(t, rep).HTML, `<img class="badge xl" src="`); ok {
			shown, _, _ = strings.Cut(rest, `"`)
		}
		if html.UnescapeString(shown) != want {
			t.Errorf("%s: the picture is %q, want %q", image, shown, want)
		}
	}
}

// A credential that was changed says nothing of its issuer but that it is not
// theirs as it stands.
func TestChangedSaysNoEmptyName(t *testing.T) {
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	rep := &vc.Report{Verdict: vc.Invalid, Checks: []vc.Check{
		{Name: vc.CheckProof, Result: vc.Fail, Text: "Changed."}, {Name: vc.CheckIssuer, Result: vc.Pass},
	}}
	a := verdict.Answers(catalogue.For("en"), rep, "")[0]
	if a.ID != "issuer" || a.Tone == "good" || strings.Contains(a.Text, ", under") {
		t.Errorf("who issued it: %+v", a)
	}
}

// A badge that has ended and was withdrawn says both.
func TestEndedAndWithdrawn(t *testing.T) {
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	rep := &vc.Report{Verdict: vc.Invalid, Checks: []vc.Check{
		{Name: vc.CheckTime, Result: vc.Fail, Text: "It has ended."}, {Name: vc.CheckStatus, Result: vc.Fail, Text: "The issuer has withdrawn the badge: a mistake"},
	}}
	for _, a := range verdict.Answers(catalogue.For("en"), rep, "") {
		if a.ID == "valid" && (a.Text != "It has ended." || !strings.Contains(a.More, "a mistake")) {
			t.Errorf("is it still valid: %+v", a)
		}
	}
}

// A genuine badge of somebody else is called that, kept or not, and what is forged or
// withdrawn is not.
func TestSomebodyElses(t *testing.T) {
	for name, test := range map[string]struct {
		results map[string]string
		title   string
		red     bool
	}{
		"genuine":   {nil, "Genuine, but not given to the address that was asked about", false},
		"forged":    {map[string]string{vc.CheckProof: vc.Fail}, "Do not rely on this badge", true},
		"withdrawn": {map[string]string{vc.CheckStatus: vc.Fail}, "Do not rely on this badge", true},
		"not known": {map[string]string{vc.CheckStatus: vc.Unknown}, "Do not rely on this badge", true},
	} {
		rep := reportOf(test.results)
		rep.Verdict = vc.Invalid
		for i := range rep.Checks {
			if c := &rep.Checks[i]; c.Name == vc.CheckRecipient {
				c.Result, c.Code = vc.Fail, vc.RecipientMismatch
			}
		}
		var b strings.Builder
		if err := verdict.Result(english(t), &verdict.Told{Report: rep, Kept: true}).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{show(t, rep).HTML, b.String()} {
			if !strings.Contains(page, `tabindex="-1">`+test.title+"<") || strings.Contains(page, `<div class="verdict bad">`) != test.red {
				t.Errorf("%s: the page does not say %q", name, test.title)
			}
		}
		outer := reportOf(nil)
		outer.Also = []*vc.Report{rep}
		if page := show(t, outer).HTML; strings.Contains(page, ">Not valid<") != test.red || strings.Contains(page, ">Another address<") == test.red {
			t.Errorf("%s within another: it is not called what it is", name)
		}
	}
}

// Where there was nothing to check, none of the five questions is asked.
func TestUnreached(t *testing.T) {
	for code, want := range map[string]bool{vc.FetchFailed: true, vc.FetchBlocked: true, vc.LimitExceeded: false} {
		s := show(t, vc.Unreached("", time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), code, "Nobody is there."))
		if s.Verdict != vc.Indeterminate || (s.Title == "We could not get the badge") != want || strings.Contains(s.HTML, "Is it unchanged?") == want || !strings.Contains(s.HTML, "Nobody is there.") {
			t.Errorf("%s: %s %q", code, s.Verdict, s.Title)
		}
	}
	rep := reportOf(map[string]string{vc.CheckStatus: vc.Unknown})
	rep.Verdict = vc.Indeterminate
	if title := show(t, rep).Title; title != "We could not find out everything" {
		t.Errorf("a badge that is there: %q", title)
	}
}

// What was judged on the reader's device was not sent to the site; what was asked of
// the site shows it which badge that may be, and the page says so.
func TestLocalSaysWhatIsSeen(t *testing.T) {
	for url, want := range map[string]bool{"https://badges.example/issuers/1": true, "https://badges.example.org/issuers/1": false, "": false} {
		rep := reportOf(nil)
		if url != "" {
			rep.Documents = []vc.Document{{URL: url}}
		}
		if page := show(t, rep).HTML; strings.Contains(page, "Some of those documents are on this site") != want || !strings.Contains(page, "The badge was not sent to us.") {
			t.Errorf("%q: wrong words", url)
		}
	}
}

// What the earner did is shown as it was signed, and not of a badge that was changed.
func TestNarrative(t *testing.T) {
	for result, want := range map[string]bool{vc.Pass: true, vc.Fail: false} {
		rep := reportOf(map[string]string{vc.CheckProof: result})
		rep.Summary.Narrative = "Skippered the *Gull*."
		if strings.Contains(show(t, rep).HTML, "Skippered the <em>Gull</em>.") != want {
			t.Errorf("the proof is %s: wrong", result)
		}
	}
}

// What is no badge but a record or an endorsement is called what it is.
func TestTitleSaysWhat(t *testing.T) {
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	ws := catalogue.For("en")
	for kind, want := range map[string]string{
		"Open Badges 3.0": "You can rely on this badge", "Open Badges 3.0 endorsement": "You can rely on this endorsement",
		"Comprehensive Learner Record 2.0": "You can rely on this record",
	} {
		if got := verdict.Title(ws, &vc.Report{Verdict: vc.Valid, Kind: kind}); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}

// What an issuer could write better is a remark, and no doubt about the answer;
// a label within a badge is no address.
func TestOldBadge(t *testing.T) {
	rep := &vc.Report{Verdict: vc.Valid, Kind: "Open Badges 1.1", Summary: vc.Summary{Name: "Knot Tyer", IssuerName: "Harbour Scouts", IssuerID: "_:issuer"}, Checks: []vc.Check{
		{Name: vc.CheckFormat, Result: vc.Pass},
		{Name: vc.CheckContext, Result: vc.Pass},
		{Name: vc.CheckIssuer, Result: vc.Pass},
		{Name: vc.CheckSchema, Result: vc.Warning, Text: "email is missing"},
		{Name: vc.CheckProof, Result: vc.Pass},
	}}
	page := show(t, rep).HTML
	if strings.Contains(page, "_:issuer<") || !strings.Contains(page, "Issued by “<bdi>Harbour Scouts</bdi>”<") {
		t.Error("the page shows a label as an address")
	}
	_, answer, _ := strings.Cut(page, "Is it unchanged?")
	answer, _, _ = strings.Cut(answer, "</li>")
	if !strings.Contains(answer, "Every word is as it was signed") || !strings.Contains(answer, "email is missing") {
		t.Errorf("is it unchanged: %s", answer)
	}
}

// TestLongTexts shows a genuine badge whose texts, and those of all who endorse
// it, take as long to read as Markdown as they can.
func TestLongTexts(t *testing.T) {
	text := strings.Repeat("[](", 64<<10/3)
	rep := reportOf(nil)
	rep.Verdict = vc.Valid
	rep.Summary.Name, rep.Summary.Narrative, rep.Summary.CriteriaNarrative = "Knot Tyer", "**Tied** it.", text
	for range 20 {
		rep.Endorsements = append(rep.Endorsements, vc.Endorsement{IssuerName: "Ada", Comment: text})
	}
	start := time.Now()
	s := show(t, rep)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	if !strings.Contains(s.HTML, "<strong>Tied</strong>") || strings.Count(s.HTML, text) != 21 {
		t.Errorf("%d of 21 texts are shown", strings.Count(s.HTML, text))
	}
}

// TestAbuse_F_19_LargePages: a page has no more of a badge than people read, however
// large the badge is, and says where it leaves something out.
func TestAbuse_F_19_LargePages(t *testing.T) {
	large := strings.Repeat("é<", 1<<20)
	rep := reportOf(nil)
	rep.Summary.Name, rep.Summary.IssuerName, rep.Summary.Narrative, rep.Summary.CriteriaNarrative, rep.Summary.Description = large, large, large, large, large
	for range 20 {
		rep.Endorsements = append(rep.Endorsements, vc.Endorsement{IssuerName: large, Comment: large})
	}
	for i := range rep.Checks {
		rep.Checks[i].Text = large
		rep.Checks[i].Detail = map[string]string{"payload": large, "1.canonicalDocument": large, "small": "x"}
	}
	for range 30 {
		other := *rep
		other.Also = nil
		rep.Also = append(rep.Also, &other)
	}
	s := show(t, rep)
	if len(s.HTML) > 12<<20 { // of which a half is how marks are written in HTML
		t.Errorf("the page has %d bytes", len(s.HTML))
	}
	if n := strings.Count(s.HTML, "Only the beginning is shown here: 63 kB of 3.0 MB."); n < 10 || strings.Contains(s.HTML, strings.Repeat("é&lt;", maxShown)) {
		t.Errorf("it says %d times that a text goes on", n)
	}
	small := reportOf(nil)
	small.Checks[0].Detail = map[string]string{"payload": strings.Repeat("x", 60<<10)}
	if page := show(t, small).HTML; strings.Contains(page, "Only the beginning") || !strings.Contains(page, strings.Repeat("x", 60<<10)) {
		t.Error("what is not large is cut")
	}
}

// maxShown is how many letters of two and one bytes 64 kB are, and one.
const maxShown = 64<<10/3 + 1

// TestAbuse_F_19_Picture: a picture that is written out in a badge is shown, and what is
// none, or larger than a page has room for, is not in the page.
func TestAbuse_F_19_Picture(t *testing.T) {
	const png = "data:image/png;base64,"
	for image, shown := range map[string]bool{
		png + "iVBORw0KGgo+/A==": true, "data:image/svg+xml;base64,PHN2Zz4=": true, png + strings.Repeat("A", 1<<20): true,
		png + strings.Repeat("&", 1000): false, png + "A\"B": false, png + "AA\nAA": false, png + strings.Repeat("A", 3<<20): false, "data:text/html;base64,AAAA": false,
	} {
		if got := verdict.PictureOf("", vc.Summary{Image: image}); (got == image) != shown || !shown && got != "" {
			t.Errorf("%.60q is shown: %v", image, got != "")
		}
	}
	rep := &vc.Report{Summary: vc.Summary{Name: "Knots", Narrative: strings.Repeat("&", 4<<20)}}
	for range 60 {
		rep.Checks = append(rep.Checks, vc.Check{Name: vc.CheckProof, Result: vc.Pass, Text: strings.Repeat("\"", 60<<10)})
	}
	var page strings.Builder
	if err := verdict.Result(english(t), &verdict.Told{Report: rep}).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	if page.Len() > 5<<20 {
		t.Errorf("a page of %d bytes", page.Len())
	}
}

// TestSaysWhatIsLeftOut: of a picture, of a value and of the credential itself that are not
// shown, or not whole, that is said.
func TestSaysWhatIsLeftOut(t *testing.T) {
	badge := func() *vc.Report {
		rep := &vc.Report{Verdict: vc.Valid, Summary: vc.Summary{Name: "Knots"}}
		for _, name := range []string{vc.CheckFormat, vc.CheckContext, vc.CheckSchema, vc.CheckProof, vc.CheckIssuer, vc.CheckTime, vc.CheckStatus} {
			rep.Checks = append(rep.Checks, vc.Check{Name: name, Result: vc.Pass})
		}
		return rep
	}
	words := func(rep *vc.Report, want ...string) {
		t.Helper()
		page := show(t, rep).HTML
		for _, w := range want {
			not, no := strings.CutPrefix(w, "!")
			if strings.Contains(page, strings.TrimPrefix(w, "!")) == no {
				t.Errorf("%q in the page: %v", not, no)
			}
		}
	}
	rep := badge()
	rep.Summary.Image = "data:image/png;base64," + strings.Repeat("A", 1<<20)
	words(rep, "<img", "!is not shown here")
	rep.Summary.Image = "data:image/png;base64," + strings.Repeat("A", 3<<20)
	words(rep, "!<img", "A picture is written out in the badge, in 3.0 MB, and is not shown here")
	rep.Summary.Image = "data:image/gif;base64,AAAA"
	words(rep, "!<img", "and is not shown here")
	rep.Summary.Image = "https://elsewhere.example/a.png"
	words(rep, "!is not shown here")

	rep = badge()
	rep.Raw = []byte(`{"a":"b"}`)
	words(rep, "The credential as it was found", "&#34;a&#34;: &#34;b&#34;", "!Only the beginning")
	rep.Raw = []byte(`{"tags":[` + strings.Repeat(`"tag",`, 9000) + `"end"]}`) // indented it is longer
	words(rep, "The credential as it was found", "&#34;tag&#34;", "Only the beginning is shown here: 64 kB of ", "!&#34;end&#34;")
	rep.Raw = []byte(`{"tags":[` + strings.Repeat(`"tag",`, 20_000) + `"end"]}`)
	words(rep, "The credential as it was found", "&#34;tag&#34;", "Only the beginning is shown here: 64 kB of 117 kB", "!&#34;end&#34;")

	rep.Checks[0].Detail = map[string]string{"z": "short"}
	for i := range 40 {
		rep.Checks[0].Detail[fmt.Sprint("a", i)] = strings.Repeat("<", 60<<10)
	}
	words(rep, "The credential as it was found", "It is not shown here, for want of room: it has 117 kB.", "Only the beginning is shown here: 0 bytes of 5 bytes.")
}
