package vc

import (
	"fmt"
	"slices"
	"strings"

	"blazon/jsonld"
)

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
