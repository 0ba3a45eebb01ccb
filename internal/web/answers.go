package web

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"blazon/vc"
)

// An answer is one of the five lines in which a report is told to people.
type answer struct {
	ID     string // issuer, unchanged, valid, recipient, meaning
	Tone   string // good, bad, wait, or plain where nothing was asked
	Text   string
	More   string // a second sentence
	Remedy string
}

// answers tells a report in five lines. Recipient is the address that the
// reader wanted to know about, if any.
func (v *view) answers(rep *vc.Report, recipient string) []answer {
	return []answer{
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
		if slices.Contains(names, c.Name) && slices.Index(order, string(c.Result)) > slices.Index(order, string(found.Result)) {
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
func (v *view) tell(id string, c vc.Check, well string) answer {
	a := answer{ID: id, Tone: toneOf(string(c.Result)), Text: well}
	if a.Tone != "good" {
		a.Text, a.Remedy = c.Text, c.Remedy
	}
	if a.Tone == "plain" {
		a.Text = v.T("answer." + id + ".skipped")
	}
	return a
}

func (v *view) whoIssued(rep *vc.Report) answer {
	sum := rep.Summary
	name := orElse(sum.IssuerName, sum.IssuerID)
	a := v.tell("issuer", worst(rep, "issuer_binding"), v.T("answer.issuer.pass", "Name", name, "Host", orElse(sum.IssuerHost, sum.IssuerID)))
	a.More = v.recognised(rep.Trust)
	return a
}

// recognised says who vouches for an issuer. Of one that nobody vouches for it
// says nothing: not to be known is no fault.
func (v *view) recognised(t vc.Recognition) string {
	switch {
	case t.State != vc.Recognized:
		return ""
	case t.Name != "":
		return v.T("verify.trust.as", "By", t.By, "Name", t.Name)
	}
	return v.T("verify.trust", "By", t.By)
}

func (v *view) unchanged(rep *vc.Report) answer {
	return v.tell("unchanged", worst(rep, "format", "context", "schema", "proof"), v.T("answer.unchanged.pass"))
}

func (v *view) stillValid(rep *vc.Report) answer {
	well := v.T("answer.valid.pass")
	if until := rep.Summary.ValidUntil; !until.IsZero() {
		well = v.T("answer.valid.until", "When", v.Moment(until))
	}
	return v.tell("valid", worst(rep, "time", "status"), well)
}

func (v *view) thisPerson(rep *vc.Report, recipient string) answer {
	well := v.T("answer.recipient.kept")
	if recipient != "" {
		well = v.T("answer.recipient.pass", "Address", recipient)
	}
	return v.tell("recipient", worst(rep, "recipient"), well)
}

// meaning is told in the badge's own words, and only when those are proven to
// be its own.
func (v *view) meaning(rep *vc.Report) answer {
	if worst(rep, "proof").Result != "pass" {
		return answer{ID: "meaning", Tone: "plain", Text: v.T("answer.meaning.unproven")}
	}
	text := orElse(firstLine(rep.Summary.Description), v.T("answer.meaning.none"))
	return answer{ID: "meaning", Tone: "good", Text: text}
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

// shortened cuts an address that a stranger chose to what fits on a line or two.
func shortened(address string) string {
	const most = 120
	if letters := []rune(address); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return address
}

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
