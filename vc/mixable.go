package vc

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon/jsonld"
)

// isMixable reports whether what the credentials within a record say could have been
// exchanged between them although a proof over statements holds. What is said of one
// id is said of one thing, wherever in the text it stands: of two credentials of one
// learner without proofs of their own, each with its result, the statements are the
// same whichever of the two has the better one.
//
// RDF 1.1 Semantics 3; CLR 2.0 CL-04.
func isMixable(c *credential) bool {
	if c.record == nil {
		return false
	}
	for _, h := range c.record.CredentialSubject.VerifiableCredential {
		if h.Value == nil || h.Signed() {
			continue
		}
		if isMixableSubject(c.doc, h.Value.Get("credentialSubject"), 0) {
			return true
		}
	}
	return false
}

// isMixableSubject reports whether of a subject, or one of several, more is said
// elsewhere in doc. A subject may be no more than an id.
func isMixableSubject(doc, subject *jsonld.Value, depth int) bool {
	if depth > maxDepth {
		return true
	}
	if subject.Kind() == jsonld.Array {
		for _, item := range subject.Items() {
			if isMixableSubject(doc, item, depth+1) {
				return true
			}
		}
		return false
	}
	id := idOf(subject)
	return id != "" && saysElsewhere(doc, subject, id, 0)
}

// saysElsewhere reports whether another object within v than subject is about the
// same id and says something that could stand in subject.
func saysElsewhere(v, subject *jsonld.Value, id string, depth int) bool {
	if depth > maxDepth {
		return false
	}
	if v != subject && v.Kind() == jsonld.Object && v.Get("id").Str() == id && saysOfLearner(v) {
		return true
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			if saysElsewhere(item, subject, id, depth+1) {
				return true
			}
		}
	}
	for _, m := range v.Members() {
		if saysElsewhere(m.Value, subject, id, depth+1) {
			return true
		}
	}
	return false
}

// saysOfLearner reports whether an object says more of somebody than who it is and
// which credentials it has.
func saysOfLearner(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		switch m.Name {
		case "id", "type", "identifier", "verifiableCredential", "association":
		default:
			return true
		}
	}
	return false
}

// misplaced says what stands in a record where nobody looks for it: credentials of it
// elsewhere than in its own subject, which would be its credentials all the same, and
// arrays in arrays, which mean no more than one array.
func misplaced(c *credential) string {
	if c.record == nil {
		return ""
	}
	for _, subject := range c.doc.Get("credentialSubject").Items() {
		if s := misplacedIn(subject, true, 0); s != "" {
			return s
		}
	}
	return misplacedIn(c.doc.Without("credentialSubject"), false, 0)
}

// misplacedIn is misplaced of a part of a record, which is its own subject or not. The
// credentials of the record with proofs of their own are left out: what is moved into
// them breaks those. Endorsements are not, for a broken one only warns.
func misplacedIn(v *jsonld.Value, own bool, depth int) string {
	if depth > maxDepth {
		return "it is nested too deeply"
	}
	if v.Kind() == jsonld.Array {
		return "an array stands in an array"
	}
	for _, m := range v.Members() {
		if m.Name == "@context" || m.Name == "proof" {
			continue
		}
		if m.Name == "verifiableCredential" && !own {
			return "credentials stand elsewhere than in the subject of the record"
		}
		for _, item := range m.Value.Items() {
			if own && m.Name == "verifiableCredential" && hasProof(item) {
				continue
			}
			if s := misplacedIn(item, false, depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

// hasProof reports whether something has a proof of its own. An empty list of proofs
// says nothing.
func hasProof(v *jsonld.Value) bool {
	return slices.ContainsFunc(v.Get("proof").Items(), func(p *jsonld.Value) bool { return p.Kind() == jsonld.Object })
}

// isMixableStatus reports whether an entry of credentialStatus has an id that another
// object has: two entries with one id are one for a proof over statements, and which
// place belongs to which list is not said.
//
// Bitstring Status List 2.1: id is optional, and names the entry.
func isMixableStatus(doc *jsonld.Value) bool {
	for _, entry := range doc.Get("credentialStatus").Items() {
		if id := entry.Get("id").Str(); id != "" && isElsewhere(doc, entry, id, 0) {
			return true
		}
	}
	return false
}

// isElsewhere reports whether another object within v than entry has the same id, and
// says anything.
func isElsewhere(v, entry *jsonld.Value, id string, depth int) bool {
	if v == entry || depth > maxDepth {
		return false
	}
	if v.Kind() == jsonld.Object && v.Get("id").Str() == id && saysMore(v) && !bytes.Equal(v.JSON(), entry.JSON()) {
		return true
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			if isElsewhere(item, entry, id, depth+1) {
				return true
			}
		}
	}
	for _, m := range v.Members() {
		if isElsewhere(m.Value, entry, id, depth+1) {
			return true
		}
	}
	return false
}

// mayHideSignature reports whether a credential in a record that has no proof may have
// had one, which the holder of the record did not show.
func (j *judgement) mayHideSignature(ctx context.Context) bool {
	if !j.strict() || j.cred.record == nil || j.cred.sd == nil && j.showsAll(ctx, "/credentialSubject/verifiableCredential") {
		return false
	}
	for _, h := range j.cred.record.CredentialSubject.VerifiableCredential {
		if !h.Signed() {
			return true
		}
	}
	return false
}

// isTwofold returns an id that two objects within a document have that say different
// things, so that for a proof over statements each may say what the other does.
//
// What stands in different members is not compared: criteria often have the id of their
// achievement. Left out are what names nothing but itself; of Profiles all but their names, since
// what is said of one organization is so wherever it stands; the subjects in records, of
// which isMixable speaks; and what two credentials with proofs of their own say.
func isTwofold(c *credential) string {
	if c.kind == kindPresentation {
		return "" // what is in it stands in graphs of its own
	}
	w := twofold{said: make(map[string]said), not: make(map[*jsonld.Value]bool), endorsed: make(map[*jsonld.Value]bool), count: make(map[string]int), more: make(map[string]bool)}
	for _, related := range c.doc.Get("relatedResource").Items() {
		w.not[related] = true // which says what something else in it is
	}
	if c.record != nil {
		for _, subject := range c.doc.Get("credentialSubject").Items() {
			w.not[subject] = true
		}
		for _, h := range c.record.CredentialSubject.VerifiableCredential {
			for _, subject := range h.Value.Get("credentialSubject").Items() {
				w.not[subject] = true
			}
		}
	}
	if id := w.in(c.doc.Without("credentialStatus"), "", inItself, 0); id != "" {
		return id
	}
	for id := range w.more {
		if w.count[id] > 1 {
			return id
		}
	}
	return ""
}

// A twofold looks for ids that are described twice.
type twofold struct {
	said     map[string]said        // by where and id
	not      map[*jsonld.Value]bool // what is not compared itself
	endorsed map[*jsonld.Value]bool // the subjects of endorsements
	count    map[string]int         // how many things of an id say more than that
	more     map[string]bool        // ids of which an endorsement says more than its comment
}

// What is said of an id, by where: in the credential itself, in one within it without a
// proof of its own, or in one with a proof: what is taken out of that breaks it, and
// what is copied out does not.
type said [3]*jsonld.Value

const (
	inItself = iota
	inUnsigned
	inSigned
)

// in looks through what stands in a member called as.
func (w *twofold) in(v *jsonld.Value, as string, level, depth int) string {
	if depth > maxDepth {
		return ""
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			if id := w.in(item, as, level, depth+1); id != "" {
				return id
			}
		}
		return ""
	}
	if depth > 0 && isCredential(v) && level != inSigned {
		level = inUnsigned
		if hasProof(v) {
			level = inSigned
		}
	}
	if as == "endorsement" {
		for _, subject := range v.Get("credentialSubject").Items() {
			w.endorsed[subject] = true
		}
	}
	if id := v.Get("id").Str(); id != "" && saysMore(v) && (depth == 0 || !isCredential(v)) {
		w.count[id]++
		if w.endorsed[v] {
			w.more[id] = true
		} else if !w.not[v] && w.differs(v, id, as, level) {
			return id
		}
	}
	for _, m := range v.Members() {
		if m.Name == "@context" || m.Name == "proof" {
			continue
		}
		if id := w.in(m.Value, m.Name, level, depth+1); id != "" {
			return id
		}
	}
	return ""
}

// differs reports whether something else of an id may have been exchanged with v.
func (w *twofold) differs(v *jsonld.Value, id, as string, level int) bool {
	key, isProfile := as+" "+id, slices.Contains(texts(v.Get("type")), "Profile")
	if isProfile {
		key, v = "Profile "+id, v.Get("name")
		if v == nil {
			return false // and says nothing else
		}
	}
	others := w.said[key]
	for at, other := range others {
		switch {
		case other == nil, at != level && at+level == inSigned, at == inSigned && level == inSigned:
			// What the credential itself says of it beside is its issuer's word, too.
		case !isProfile && at+level == inUnsigned+inSigned && at != level:
			return true
		case written(other) != written(v):
			return true
		}
	}
	others[level] = v
	w.said[key] = others
	return false
}

// written is a value as JSON in which neither the order of members counts nor whether
// one value stands in an array.
func written(v *jsonld.Value) string {
	switch {
	case v.Kind() == jsonld.Array && len(v.Items()) == 1:
		return written(v.Items()[0])
	case v.Kind() == jsonld.Array:
		var b strings.Builder
		for _, item := range v.Items() {
			b.WriteString("," + written(item))
		}
		return "[" + b.String() + "]"
	case v.Kind() == jsonld.Object:
		members := slices.SortedFunc(slices.Values(v.Members()), func(a, b jsonld.Member) int { return strings.Compare(a.Name, b.Name) })
		var b strings.Builder
		for _, m := range members {
			fmt.Fprintf(&b, "%q:%s,", m.Name, written(m.Value))
		}
		return "{" + b.String() + "}"
	}
	return string(v.JSON())
}
