package bundle

import (
	"fmt"
	"slices"
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

// Notes says in sentences what a verdict rests on that was reached with b, and how
// old that is.
func (b *Bundle) Notes(report *vc.Report) []string {
	out := []string{Note(b.AsOf)}
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

// before says when an old document was fetched.
func (b *Bundle) before(d Document) string {
	days := "a day"
	if n := int(b.AsOf.Sub(d.FetchedAt) / old); n > 1 {
		days = fmt.Sprintf("%d days", n)
	}
	return fmt.Sprintf("at %s, more than %s before the moment of this answer", d.FetchedAt.UTC().Format(time.RFC3339), days)
}
