package verdict

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"blazon/internal/web/part"
	"blazon/internal/web/words"
	"blazon/vc"
)

// An Answer is one of the five lines in which a report is told to people.
type Answer struct {
	ID     string // issuer, unchanged, valid, recipient, meaning
	Tone   string // good, bad, wait, or plain where nothing was asked
	Text   string
	More   string // a second sentence
	Remedy string
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

// worst returns the check among those named that says the worst: failed before
// unknown before warning before passed. Skipped checks say nothing.
func worst(rep *vc.Report, names ...string) vc.Check {
	order := []string{"pass", "warning", "unknown", "fail"}
	found := vc.Check{Result: "skipped"}
	for _, c := range rep.Checks {
		if slices.Contains(names, c.Name) && slices.Index(order, c.Result) > slices.Index(order, found.Result) {
			found = c
		}
	}
	return found
}

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
		a.Text, a.Remedy = c.Text, c.Remedy
	}
	if a.Tone == "plain" {
		a.Text = v.T("answer." + id + ".skipped")
	}
	return a
}

func (v voice) whoIssued(rep *vc.Report) Answer {
	sum := rep.Summary
	name := part.OrElse(sum.IssuerName, sum.IssuerID)
	if name == "" && worst(rep, "issuer_binding").Result == "pass" {
		// Whose key it is was found, and that the words are not what it signed.
		return Answer{ID: "issuer", Tone: "plain", Text: v.T("answer.issuer.unproven")}
	}
	a := v.tell("issuer", worst(rep, "issuer_binding"), v.T("answer.issuer.pass", "Name", name, "Host", part.OrElse(sum.IssuerHost, sum.IssuerID)))
	a.More = v.recognised(rep.Trust)
	return a
}

// recognised says who vouches for an issuer. Of one that nobody vouches for it
// says nothing: not to be known is no fault.
func (v voice) recognised(t vc.Recognition) string {
	switch {
	case t.State != vc.Recognized:
		return ""
	case t.Name != "":
		return v.T("verify.trust.as", "By", t.By, "Name", t.Name)
	}
	return v.T("verify.trust", "By", t.By)
}

func (v voice) unchanged(rep *vc.Report) Answer {
	c, well := worst(rep, "format", "context", "schema", "proof"), v.T("answer.unchanged.pass")
	if c.Name == vc.CheckSchema && c.Result == vc.Warning && rep.Check(vc.CheckProof).Result == vc.Pass {
		// What the issuer could write better does not change the answer.
		return Answer{ID: "unchanged", Tone: "good", Text: well, More: c.Text}
	}
	return v.tell("unchanged", c, well)
}

func (v voice) stillValid(rep *vc.Report) Answer {
	well := v.T("answer.valid.pass")
	if until := rep.Summary.ValidUntil; !until.IsZero() {
		well = v.T("answer.valid.until", "When", v.Moment(until))
	}
	c := worst(rep, "time", "status")
	a := v.tell("valid", c, well)
	if status := rep.Check(vc.CheckStatus); c.Result == vc.Fail && c.Name != vc.CheckStatus && status.Result == vc.Fail {
		a.More = status.Text // it has ended, and was taken back besides
	}
	return a
}

func (v voice) thisPerson(rep *vc.Report, recipient string) Answer {
	well := v.T("answer.recipient.kept")
	if recipient != "" {
		well = v.T("answer.recipient.pass", "Address", recipient)
	}
	return v.tell("recipient", worst(rep, "recipient"), well)
}

// meaning is told in the badge's own words, and only when those are proven to
// be its own.
func (v voice) meaning(rep *vc.Report) Answer {
	if worst(rep, "proof").Result != "pass" {
		return Answer{ID: "meaning", Tone: "plain", Text: v.T("answer.meaning.unproven")}
	}
	text := part.OrElse(part.FirstLine(rep.Summary.Description), v.T("answer.meaning.none"))
	return Answer{ID: "meaning", Tone: "good", Text: text}
}

// verdictTone is how a verdict looks.
func verdictTone(verdict string) string {
	switch verdict {
	case "valid":
		return "good"
	case "invalid":
		return "bad"
	}
	return "wait"
}

// longValue is how long a value for experts may be to stand in a line.
const longValue = 200

// rawText is a credential as it was found, for those who want to read it.
func rawText(raw []byte) string {
	const most = 64 << 10
	if len(raw) > most || !utf8.Valid(raw) {
		return ""
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") == nil {
		return b.String()
	}
	return string(raw)
}
