package clr2

import (
	"fmt"
	"strings"

	"blazon/jsonld"
	"blazon/ob3"
)

// A Record is what Read understood.
type Record struct {
	ClrCredential
	Raw *jsonld.Value // what was read
}

// Read understands a record as well as it can and says what is wrong with it. The
// Record is never nil. The credentials in it are passed over: each is judged by
// itself.
func Read(v *jsonld.Value) (*Record, []ob3.Finding) {
	r := &Record{Raw: v}
	if v.Kind() != jsonld.Object {
		return r, []ob3.Finding{{Text: fmt.Sprintf("A record is an object and this is %s.", v.Kind()), Cite: "VCDM 2.0 4.1"}}
	}
	findings := standard.Check(v, "ClrCredential")
	ob3.Decode(v, &r.ClrCredential)
	r.CredentialSubject.VerifiableCredential = nil
	subjects := v.Get("credentialSubject")
	for i, subject := range subjects.Items() {
		at := "/credentialSubject"
		if subjects.Kind() == jsonld.Array {
			at = fmt.Sprintf("%s/%d", at, i)
		}
		r.CredentialSubject.VerifiableCredential = append(r.CredentialSubject.VerifiableCredential, held(subject, at)...)
	}
	findings = append(findings, contexts(v)...)
	return r, append(findings, r.loose()...)
}

// held lists the credentials of a subject, which stands at a place in the record.
func held(subject *jsonld.Value, at string) []Held {
	list := subject.Get("verifiableCredential")
	var out []Held
	for i, item := range list.Items() {
		h := Held{Path: at + "/verifiableCredential"}
		if list.Kind() == jsonld.Array {
			h.Path = fmt.Sprintf("%s/%d", h.Path, i)
		}
		switch {
		case item.IsString():
			h.JWT = strings.TrimSpace(item.Str())
		case item.Kind() == jsonld.Object:
			h.Value = item
		default:
			continue
		}
		out = append(out, h)
	}
	return out
}

// contexts checks the contexts, whose order matters.
//
// CLR 2.0 ClrCredential @context: Verifiable Credentials, CLR, Open Badges.
func contexts(v *jsonld.Value) []ob3.Finding {
	const cite = "CLR 2.0 ClrCredential"
	items := v.Get("@context").Items()
	at := func(i int) string {
		if i < len(items) {
			return items[i].Str()
		}
		return ""
	}
	var out []ob3.Finding
	switch at(0) {
	case ob3.ContextVC:
	case ob3.ContextVC1:
		out = append(out, ob3.Finding{Path: "/@context/0", Text: "The record follows version 1.1 of Verifiable Credentials: issue it anew with version 2.0.", Cite: cite, Warning: true})
	default:
		out = append(out, ob3.Finding{Path: "/@context/0", Text: "The first context must be " + ob3.ContextVC + ".", Cite: cite})
	}
	switch {
	case at(1) == Context:
	case IsContext(at(1)):
		out = append(out, ob3.Finding{Path: "/@context/1", Text: "The second context is an older one: use " + Context + ".", Cite: cite, Warning: true})
	default:
		out = append(out, ob3.Finding{Path: "/@context/1", Text: "The second context must be " + Context + ".", Cite: cite})
	}
	if !strings.HasPrefix(at(2), "https://purl.imsglobal.org/spec/ob/v3p0/context") {
		out = append(out, ob3.Finding{Path: "/@context/2", Text: "The third context must be that of Open Badges, " + ob3.ContextOB + ".", Cite: cite})
	}
	return out
}

// loose finds associations that lead nowhere: their ends are achievements of the
// record.
//
// CLR 2.0 Association: sourceId and targetId are ids of Achievements.
func (r *Record) loose() []ob3.Finding {
	known := make(map[string]bool)
	for _, a := range r.CredentialSubject.Achievement {
		known[a.ID] = true
	}
	for _, h := range r.CredentialSubject.VerifiableCredential {
		for _, subject := range h.Value.Get("credentialSubject").Items() {
			for _, a := range subject.Get("achievement").Items() {
				known[a.Get("id").Str()] = true
			}
		}
		if h.JWT != "" || h.enveloped() {
			return nil // what is in tokens is not read here
		}
	}
	var out []ob3.Finding
	for i, a := range r.CredentialSubject.Association {
		for _, end := range [][2]string{{"sourceId", a.SourceID}, {"targetId", a.TargetID}} {
			if end[1] != "" && !known[end[1]] {
				out = append(out, ob3.Finding{
					Path: fmt.Sprintf("/credentialSubject/association/%d/%s", i, end[0]), Cite: "CLR 2.0 Association", Warning: true,
					Text: fmt.Sprintf("There is no achievement %.200q in the record.", end[1]),
				})
			}
		}
	}
	return out
}

// Credential is the record in the form in which package ob3 has credentials, for
// what they have in common: their endorsements, and which is the newer edition.
func (r *Record) Credential() *ob3.Credential {
	c := &ob3.Credential{
		ID: r.ID, Name: r.Name, Description: r.Description, Image: r.Image, Issuer: r.Issuer,
		ValidFrom: r.ValidFrom, ValidUntil: r.ValidUntil, AwardedDate: r.AwardedDate, Raw: r.Raw,
	}
	if items := r.Raw.Get("@context").Items(); len(items) > 0 && items[0].Str() == ob3.ContextVC1 {
		c.Model = ob3.VCDM1
	}
	return c
}

// Things calls see with everything that stands in a credential of either standard; see
// ob3.Extension.Things.
func Things(v *jsonld.Value, see func(ob3.Thing)) { standard.Things(v, see) }
