package verdict

import (
	"strings"

	"blazon/internal/text"
	"blazon/internal/web/part"
	"blazon/internal/web/words"
	"blazon/vc"
)

// maxSentence is how many letters of what the verifier says stand in an answer. It may
// repeat much of a badge; experts read all of it below.
const maxSentence = 1000

// sentence is what the verifier says, which may have words of strangers in it.
func sentence(s string) string { return text.Short(s, maxSentence) }

// address is an address or identifier that a stranger chose. Who reads it looks for its
// host, so it is not cut, but for keys.
func address(s string) string { return part.Brief(text.Line(s)) }

// issuerOf names the issuer of a badge that is proven to be its own: first where it is,
// which is what was proven, and then, marked as a quotation, what it calls itself. One
// without an address of its own has only a label in its badge, which says nothing to
// people.
func issuerOf(ws words.Words, sum vc.Summary) string {
	name, where := text.Quoted(sum.IssuerName), address(part.OrElse(sum.IssuerHost, sum.IssuerID))
	switch {
	case name != "" && (where == "" || strings.HasPrefix(where, "_:")):
		return ws.T("verify.issuer.name", "Name", part.Apart(name))
	case name == "" || strings.EqualFold(name, where):
		return part.Place(where)
	}
	return ws.T("verify.issuer.named", "Host", part.Place(where), "Name", part.Apart(name))
}

// issuedBy names an issuer where it is proven, and else says whom the badge names.
func issuedBy(ws words.Words, rep *vc.Report) string {
	if rep.Check(vc.CheckIssuer).Result != vc.Pass {
		return claimed(ws, rep.Summary)
	}
	return ws.T("verify.by", "Issuer", issuerOf(ws, rep.Summary))
}

// claimed says whom a badge names as its issuer where that is not proven.
func claimed(ws words.Words, sum vc.Summary) string {
	name := text.Quoted(sum.IssuerName)
	if name == "" {
		name = text.Short(part.Brief(sum.IssuerID), text.MaxName)
	}
	if name == "" || strings.HasPrefix(name, "_:") {
		return ws.T("answer.issuer.unproven")
	}
	return ws.T("answer.issuer.claimed", "Name", part.Apart(name))
}

// nameless reports whether an issuer gives no name that anybody could read.
func nameless(rep *vc.Report) bool { return text.Name(rep.Summary.IssuerName) == "" }

// endorsedBy names who endorsed a badge, as issuerOf does.
func endorsedBy(ws words.Words, e vc.Endorsement) string {
	return issuerOf(ws, vc.Summary{IssuerName: e.IssuerName, IssuerHost: e.IssuerHost, IssuerID: e.IssuerID})
}

// A signedName is a name of which a sentence has room for a part, or which has letters
// that nobody sees.
type signedName struct{ word, name string }

// signedNames lists the names in a report that are not shown as they were signed.
func signedNames(rep *vc.Report) []signedName {
	all := []signedName{
		{"experts.name.badge", rep.Summary.Name}, {"experts.name.issuer", rep.Summary.IssuerName}, {"experts.name.recipient", rep.Summary.RecipientName},
	}
	for _, e := range rep.Endorsements {
		all = append(all, signedName{"experts.name.endorser", e.IssuerName})
	}
	var out []signedName
	for _, n := range all {
		if text.Name(n.name) != n.name {
			out = append(out, n)
		}
	}
	return out
}
