package verdict

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"blazon/internal/text"
	"blazon/internal/web/part"
	"blazon/internal/web/words"
	"blazon/ob2"
	"blazon/vc"
)

// An Answer is one of the five lines in which a report is told to people.
type Answer struct {
	ID     string // issuer, unchanged, valid, recipient, meaning
	Tone   string // good, bad, wait, or plain where nothing was asked
	Text   string
	More   string // a second sentence
	Remedy string
	Link   string // the page on which an answer can be had; "" if none
}

// linkWord names the message on the link of an answer, which is on this page or another.
func linkWord(a Answer) string {
	if strings.HasPrefix(a.Link, "#") {
		return "answer." + a.ID + ".here"
	}
	return "answer." + a.ID + ".link"
}

// A voice is the words in which answers are told.
type voice struct{ words.Words }

// Answers tells a report in five lines. Recipient is the address that the
// reader wanted to know about, if any.
func Answers(ws words.Words, rep *vc.Report, recipient string) []Answer {
	v := voice{ws}
	return []Answer{
		v.whoIssued(rep),
		v.unchanged(rep),
		v.stillValid(rep),
		v.thisPerson(rep, recipient),
		v.meaning(rep),
	}
}

// severity orders results by what they take from a yes: a check that was left
// out is no reason for one.
var severity = map[string]int{vc.Pass: 0, vc.Warning: 1, vc.Skipped: 2, vc.Unknown: 3, vc.Fail: 4}

// worst returns the check among those named that says the worst, and of several
// as bad the first. One that the report does not have was skipped.
func worst(rep *vc.Report, names ...string) vc.Check {
	found := vc.Check{Result: vc.Pass}
	for i, name := range names {
		c := rep.Check(name)
		if _, ok := severity[c.Result]; !ok {
			c.Result = vc.Skipped
		}
		if i == 0 || severity[c.Result] > severity[found.Result] {
			found = c
		}
	}
	return found
}

// sound reports whether what a report repeats is what somebody signed, or what
// its issuer publishes.
func sound(rep *vc.Report) bool {
	return severity[worst(rep, vc.CheckFormat, vc.CheckContext, vc.CheckProof).Result] <= severity[vc.Warning]
}

// proven reports whether the words of a badge are those of the issuer it names.
func proven(rep *vc.Report) bool {
	c := rep.Check(vc.CheckIssuer)
	return sound(rep) && c.Result == vc.Pass && c.Detail["believed"] == ""
}

// copyDiffers reports whether a badge is its issuer's, and says something else
// there than in the copy that was checked.
func copyDiffers(rep *vc.Report) bool { return rep.Check(vc.CheckProof).Result == vc.Warning }

// toneOf is how a result looks.
func toneOf(result string) string {
	switch result {
	case "pass":
		return "good"
	case "fail":
		return "bad"
	case "skipped":
		return "plain"
	}
	return "wait"
}

// tell makes an answer of a check: what the verifier says, unless all is well.
func (v voice) tell(id string, c vc.Check, well string) Answer {
	a := Answer{ID: id, Tone: toneOf(c.Result), Text: well}
	if a.Tone != "good" {
		a.Text, a.Remedy = sentence(c.Text), sentence(c.Remedy)
	}
	if a.Tone == "plain" {
		a.Text = v.T("answer." + id + ".skipped")
	}
	return a
}

// whoIssued says who issued it only where the issuer confirms it, and the words
// are proven. A name that nobody confirms is told as what it is.
func (v voice) whoIssued(rep *vc.Report) Answer {
	sum, c := rep.Summary, worst(rep, vc.CheckIssuer)
	if severity[c.Result] <= severity[vc.Warning] && !sound(rep) {
		// Whose key it names was found, and not that these are the issuer's words.
		return Answer{ID: "issuer", Tone: "plain", Text: claimed(v.Words, sum)}
	}
	if c.Detail["believed"] != "" {
		// The profile took a key for the issuer's that the issuer was not asked about.
		return Answer{ID: "issuer", Tone: "plain", Text: claimed(v.Words, sum)}
	}
	if c.Result == vc.Pass && onlyKey(rep) {
		return v.onlyKey(rep)
	}
	issuer := issuerOf(v.Words, sum)
	a := v.tell("issuer", c, v.T("answer.issuer.pass", "Issuer", issuer))
	switch {
	case a.Tone == "good" && rep.Signer.Code == vc.KeyChanged:
		a.Tone, a.Remedy = "wait", v.T("answer.issuer.changed.do")
		a.Text = v.T("answer.issuer.changed", "Issuer", issuer, "When", v.Day(rep.Signer.ReplacedAt))
	case a.Tone == "good":
		a.More = strings.TrimSpace(v.recognised(rep.Trust) + " " + v.keySince(rep))
	case sum.IssuerName != "" || sum.IssuerID != "":
		a.More = claimed(v.Words, sum)
	}
	return a
}

// onlyKey tells of an issuer for which nothing but a key stands.
func (v voice) onlyKey(rep *vc.Report) Answer {
	a := Answer{ID: "issuer", Tone: "wait", More: v.T("answer.issuer.key.why")}
	if nameless(rep) {
		key := address(part.OrElse(rep.Summary.IssuerID, rep.Summary.IssuerHost))
		a.Text, a.Remedy = v.T("answer.issuer.nameless", "Key", part.Place(key)), v.T("answer.issuer.nameless.do")
		return a
	}
	a.Text, a.Remedy = v.T("answer.issuer.key", "Name", part.Apart(text.Quoted(rep.Summary.IssuerName))), v.T("answer.issuer.key.do")
	return a
}

// Earlier returns when a badge was awarded, of the moment it says so and the one
// it counts from. A moment that is zero is not known.
func Earlier(awarded, from time.Time) time.Time {
	if awarded.IsZero() || from.Before(awarded) {
		return from
	}
	return awarded
}

// onlyKey reports whether nothing but a key stands for an issuer, and nobody vouches
// for that: the name it gives, if it gives one, is only claimed.
func onlyKey(rep *vc.Report) bool {
	return rep.Summary.OnlyKey() && rep.Trust.State != vc.Recognized
}

// recognised says who vouches for an issuer. Of one that nobody vouches for it
// says nothing: not to be known is no fault.
func (v voice) recognised(t vc.Recognition) string {
	switch {
	case t.State != vc.Recognized:
		return ""
	case t.Name != "":
		return v.T("verify.trust.as", "By", part.Apart(text.Name(t.By)), "Name", part.Apart(text.Quoted(t.Name)))
	}
	return v.T("verify.trust", "By", part.Apart(text.Name(t.By)))
}

// keySince says since when the key of an issuer has been seen here, where that is
// remembered.
func (v voice) keySince(rep *vc.Report) string {
	const now = time.Minute
	switch seen := rep.Signer.FirstSeen; {
	case seen.IsZero():
		return ""
	case rep.At.Sub(rep.Signer.IssuerSince) < now:
		return v.T("answer.issuer.first")
	case rep.At.Sub(seen) < now:
		return v.T("answer.issuer.newKey", "When", v.Day(rep.Signer.IssuerSince))
	default:
		return v.T("answer.issuer.since", "When", v.Day(seen))
	}
}

func (v voice) unchanged(rep *vc.Report) Answer {
	c, proof := worst(rep, vc.CheckFormat, vc.CheckContext, vc.CheckSchema, vc.CheckProof), rep.Check(vc.CheckProof)
	well := v.T("answer.unchanged.pass")
	if proof.Detail["method"] == ob2.HostedBadge {
		well = v.T("answer.unchanged.published")
	}
	switch {
	case severity[c.Result] <= severity[vc.Warning] && (copyDiffers(rep) || proof.Detail["believed"] != ""):
		return Answer{ID: "unchanged", Tone: "wait", Text: sentence(proof.Text), Remedy: sentence(proof.Remedy)}
	case c.Name == vc.CheckSchema && c.Result == vc.Warning:
		// What the issuer could write better does not change the answer.
		return Answer{ID: "unchanged", Tone: "good", Text: well, More: sentence(c.Text + " " + c.Remedy)}
	}
	return v.tell("unchanged", c, well)
}

func (v voice) stillValid(rep *vc.Report) Answer {
	well, status := v.T("answer.valid.pass"), rep.Check(vc.CheckStatus)
	until, unlisted := rep.Summary.ValidUntil, status.Detail["withdrawal"] == vc.Nowhere
	switch {
	case !until.IsZero() && unlisted:
		well = v.T("answer.valid.until.unlisted", "When", v.Moment(until))
	case !until.IsZero():
		well = v.T("answer.valid.until", "When", v.Moment(until))
	case unlisted:
		well = v.T("answer.valid.pass.unlisted")
	}
	c := worst(rep, vc.CheckTime, vc.CheckStatus)
	a := v.tell("valid", c, well)
	if c.Result == vc.Fail && c.Name != vc.CheckStatus && status.Result == vc.Fail {
		a.More = sentence(status.Text) // it has ended, and was withdrawn besides
	}
	return a
}

// thisPerson says whether the badge was given to the address that was asked
// about. Where none was, it says where one can be: on the page that checks.
func (v voice) thisPerson(rep *vc.Report, recipient string) Answer {
	c := worst(rep, vc.CheckRecipient)
	well := v.T("answer.recipient.kept")
	if recipient != "" {
		well = v.T("answer.recipient.pass", "Address", part.Apart(text.Line(recipient)))
	}
	a := v.tell("recipient", c, well)
	switch {
	case !sound(rep):
		return Answer{ID: "recipient", Tone: "plain", Text: v.T("answer.recipient.skipped")}
	case a.Tone == "plain" && recipient != "":
		a.Text = part.OrElse(sentence(c.Text), a.Text) // it is given to nobody
	case a.Tone == "plain":
		a.Text, a.Link = v.T("answer.recipient.unasked"), "/verify"
	}
	return a
}

// meaning is told in the badge's own words, and only when those are proven to
// be its own. It is no yes where nobody knows whose words they are.
func (v voice) meaning(rep *vc.Report) Answer {
	if !sound(rep) {
		return Answer{ID: "meaning", Tone: "plain", Text: v.T("answer.meaning.unproven")}
	}
	says := rep.Summary.Description
	if rep.Summary.Endorses != "" {
		says = rep.Summary.Narrative
	}
	meaning := part.OrElse(text.Line(part.FirstLine(says)), v.T("answer.meaning.none"))
	switch {
	case worst(rep, vc.CheckIssuer).Result != vc.Pass:
		return Answer{ID: "meaning", Tone: "wait", Text: meaning, More: v.T("answer.meaning.unconfirmed")}
	case copyDiffers(rep):
		return Answer{ID: "meaning", Tone: "good", Text: meaning, More: v.T("answer.meaning.published")}
	}
	return Answer{ID: "meaning", Tone: "good", Text: meaning}
}

// verdictTone is how a verdict looks. A genuine badge of somebody else looks like
// nothing that is wrong with a badge, and a key that anyone can make is no yes.
func verdictTone(rep *vc.Report) string {
	switch {
	case rep.Verdict == vc.Valid && !onlyKey(rep):
		return "good"
	case rep.Verdict == vc.Invalid && !rep.OnlyRecipient():
		return "bad"
	}
	return "wait"
}

// toneWord says in a word how a verdict looks.
func toneWord(ws words.Words, rep *vc.Report) string {
	if id := saying(rep) + ".tone"; ws.Has(id) {
		return ws.T(id)
	}
	return ws.T("tone." + verdictTone(rep))
}

// verdictWord says a verdict on a credential that came with another in a word.
func verdictWord(ws words.Words, rep *vc.Report) string {
	if id := saying(rep) + ".word"; ws.Has(id) {
		return ws.T(id)
	}
	return ws.T("verdict." + string(rep.Verdict) + ".word")
}

// longValue is how long a value for experts may be to stand in a line.
const longValue = 200

// rawText is a credential as it was found, or the beginning of one, for those who want to
// read it, and how long all of it is; "" for what is no text.
func rawText(raw []byte) (text string, whole int) {
	if !utf8.Valid(raw) {
		return "", 0
	}
	if len(raw) > maxText {
		return strings.ToValidUTF8(string(raw[:maxText]), ""), len(raw)
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") == nil {
		return b.String(), b.Len()
	}
	return string(raw), len(raw)
}
