package bundle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon/vc"
)

// How far documents and the moment of the verdict may be apart: a document comes
// after it only as far as clocks differ and fetching takes, and is told of where it
// is old.
const (
	skew = 5 * time.Minute
	old  = 24 * time.Hour
)

// checkTime holds a document to the moment as of which the badge was judged: what was
// fetched later was not known then.
func (d *Document) checkTime(asOf time.Time) error {
	switch {
	case d.Error != "":
		return nil // there was no answer, and so no time
	case d.FetchedAt.IsZero():
		return fmt.Errorf("%w: it does not say when %.200s was fetched", ErrMalformed, d.URL)
	case d.FetchedAt.After(asOf.Add(skew)):
		return fmt.Errorf("%w: %.200s was fetched at %s, after the moment of the verdict, %s", ErrMalformed, d.URL, d.FetchedAt.UTC().Format(time.RFC3339), asOf.UTC().Format(time.RFC3339))
	}
	return nil
}

// Notes says in sentences what a verdict rests on that was reached with b, where b says
// that another was reached when it was made, and how old what it rests on is.
func (b *Bundle) Notes(report *vc.Report) []string {
	out := append([]string{Note(b.AsOf)}, b.differs(report)...)
	lists := make(map[string]bool)
	for _, r := range append([]*vc.Report{report}, report.Also...) {
		lists[r.Check(vc.CheckStatus).Detail["list"]] = true
	}
	var others []Document
	for _, d := range b.Documents {
		switch {
		case d.Error != "" || b.AsOf.Sub(d.FetchedAt) <= old:
		case lists[d.URL]:
			out = append(out, fmt.Sprintf("The list of withdrawn badges at %.200s was fetched %s. Whether the badge was withdrawn between the two is not known.", d.URL, b.before(d)))
		default:
			others = append(others, d)
		}
	}
	if len(others) == 0 {
		return out
	}
	oldest := slices.MinFunc(others, func(x, y Document) int { return x.FetchedAt.Compare(y.FetchedAt) })
	text := fmt.Sprintf("The document at %.200s was fetched %s.", oldest.URL, b.before(oldest))
	if n := len(others) - 1; n > 0 {
		text += fmt.Sprintf(" %d more documents are older than a day, too.", n)
	}
	return append(out, text)
}

// differs says where what b says of the answer when it was made is not what is answered
// now. No digest covers that. Who it was given to may be another question by now.
func (b *Bundle) differs(report *vc.Report) []string {
	if report.Profile != b.Profile {
		return []string{fmt.Sprintf("The bundle was made with the profile %.40q and says that the verdict was %.40q; here it is judged with %q.", b.Profile, b.Verdict, report.Profile)}
	}
	var out []string
	if report.Verdict != b.Verdict && !report.OnlyRecipient() {
		out = append(out, fmt.Sprintf("The bundle says that the verdict was %.40q when it was made; here it is %q.", b.Verdict, report.Verdict))
	}
	status := report.Check(vc.CheckStatus)
	if status.Result != b.Status.Result || status.Code != b.Status.Code {
		then, now := strings.TrimSpace(b.Status.Result+" "+b.Status.Code), strings.TrimSpace(status.Result+" "+status.Code)
		out = append(out, fmt.Sprintf("The bundle says that the check %s was answered with %.80q when it was made; here it is %q.", vc.CheckStatus, then, now))
	}
	return out
}

// before says when an old document was fetched.
func (b *Bundle) before(d Document) string {
	days := "a day"
	if n := int(b.AsOf.Sub(d.FetchedAt) / old); n > 1 {
		days = fmt.Sprintf("%d days", n)
	}
	return fmt.Sprintf("at %s, more than %s before the moment of this answer", d.FetchedAt.UTC().Format(time.RFC3339), days)
}
