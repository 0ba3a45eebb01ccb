package verdict

import (
	"html"
	"net/url"
	"path"
	"strings"

	"blazon/internal/web/words"
	"blazon/vc"
)

// A Told is a report and what is said beside it.
type Told struct {
	Report *vc.Report
	// Recipient is the address that was asked about, if any.
	Recipient string
	Picture   string // where the picture of the badge can be shown from, or ""
	// Offer is what the button that keeps the report sends; without one there is
	// no button.
	Offer string
	Kept  bool // it was kept, and is read later by somebody else
	Local bool // it was judged in the reader's browser
	// Asked says of a report that was made there that this site was among those which
	// were asked, and so learned what for.
	Asked bool
	// Withdrawn says when and why the badge was withdrawn, where that is known
	// from elsewhere than the report; "" if not.
	Withdrawn string

	shown int // bytes of long texts that the page has so far
}

// How much of one text of a badge a page shows, and of all together as HTML. Programs get
// all. A picture that is written out in the badge is as large as all texts at most.
const (
	maxText  = 64 << 10
	maxTexts = 2 << 20
)

// room returns as much of a text as the page has room for.
func (d *Told) room(s string) string {
	most := min(maxText, maxTexts-d.shown)
	if len(s) > most {
		s = strings.ToValidUTF8(s[:max(most, 0)], "")
	}
	d.shown += len(html.EscapeString(s)) // up to five times as much
	return s
}

// answers tells the report in five lines.
func (d *Told) answers(ws words.Words) []Answer {
	return WithWithdrawal(d.answersOn(ws, d.Report), d.Withdrawn)
}

// answersOn tells the report, or one that came with it. The page that checks has a
// field for the address of a person; a reader of a kept report finds it elsewhere.
func (d *Told) answersOn(ws words.Words, rep *vc.Report) []Answer {
	all := Answers(ws, rep, d.Recipient)
	for i, a := range all {
		if a.Link != "" && !d.Kept {
			all[i].Link = "#recipient" // the field of the form below
		}
	}
	return all
}

// WithForm lets the link to the page that checks lead to one on which the address of
// the badge is filled in.
func WithForm(answers []Answer, address string) []Answer {
	for i, a := range answers {
		if a.Link != "" {
			answers[i].Link = a.Link + "?badge=" + url.QueryEscape(address) + "#recipient"
		}
	}
	return answers
}

// WithWithdrawal adds to the answer whether a badge is still valid, if it is no,
// when and why it was withdrawn.
func WithWithdrawal(answers []Answer, withdrawn string) []Answer {
	for i, a := range answers {
		if a.ID == "valid" && a.Tone == "bad" && withdrawn != "" {
			answers[i].More = withdrawn
		}
	}
	return answers
}

// Title says a report in one line.
func Title(ws words.Words, rep *vc.Report) string {
	if id := saying(rep) + "." + what(rep); ws.Has(id) {
		return ws.T(id)
	}
	return ws.T(saying(rep))
}

// what names what a report is on, where that is something else than a badge; ""
// for a badge.
func what(rep *vc.Report) string {
	switch {
	case strings.Contains(rep.Kind, "endorsement"):
		return "endorsement"
	case strings.Contains(rep.Kind, "Learner Record"):
		return "record"
	}
	return ""
}

// saying names the message that says a report in one line; with ".lead" it is
// the one that goes on.
func saying(rep *vc.Report) string {
	if noBadge(rep) {
		return "verdict.none"
	}
	if unreached(rep) {
		return "verdict.unreached"
	}
	if isGenuine(rep) && copyDiffers(rep) {
		return "verdict.differs"
	}
	if rep.OnlyRecipient() {
		return "verdict.elsewhere"
	}
	if rep.Verdict == vc.Valid && onlyKey(rep) {
		if nameless(rep) {
			return "verdict.nameless"
		}
		return "verdict.claimed"
	}
	return "verdict." + string(rep.Verdict)
}

// isGenuine reports whether nothing is wrong with a badge, or not known, but what
// its copy says.
func isGenuine(rep *vc.Report) bool {
	c := worst(rep, vc.CheckFormat, vc.CheckContext, vc.CheckProof, vc.CheckIssuer, vc.CheckTime, vc.CheckStatus)
	return rep.Verdict == vc.Indeterminate && severity[c.Result] <= severity[vc.Warning]
}

// noBadge reports whether what was checked is no badge at all. Of that it would
// be wrong to say that nobody should rely on the badge.
func noBadge(rep *vc.Report) bool {
	c := rep.Check(vc.CheckFormat)
	return c.Result == vc.Fail && (c.Code == vc.UnsupportedFormat || c.Code == vc.MalformedInput && rep.Kind == "")
}

// unreached reports whether there was nothing to check: nobody answered with a badge
// where one was said to be.
func unreached(rep *vc.Report) bool {
	c := rep.Check(vc.CheckFormat)
	return c.Result == vc.Unknown && (c.Code == vc.FetchFailed || c.Code == vc.FetchBlocked)
}

// PictureOf returns an address from which the picture of a verified badge can
// be shown without telling anyone that it was checked: one of this site, or within
// the credential itself, if it may be one. Pictures elsewhere are not loaded.
func PictureOf(base string, sum vc.Summary) string {
	own, ours := strings.CutPrefix(sum.Image, base)
	switch {
	case base != "" && ours && strings.HasPrefix(own, "/badges/") && !strings.ContainsAny(own, "?#%\\") && path.Clean(own) == own:
		return own
	case len(sum.Image) <= maxTexts && writtenOut(sum.Image):
		return sum.Image
	}
	return ""
}

// writtenOut reports whether an address has a picture in it, of the kinds that badges
// have: what is no base64 would be shown by nobody, and written longer in a page.
func writtenOut(address string) bool {
	kind, picture, _ := strings.Cut(address, ",")
	if kind != "data:image/png;base64" && kind != "data:image/svg+xml;base64" {
		return false
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
	return !strings.ContainsFunc(picture, func(c rune) bool { return !strings.ContainsRune(letters, c) })
}
