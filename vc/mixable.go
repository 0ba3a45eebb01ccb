package vc

import (
	"bytes"

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
		if isMixableSubject(c.doc, h.Value.Get("credentialSubject"), 0) || saysOtherwise(c, h.Value) {
			return true
		}
	}
	return false
}

// saysOtherwise reports whether another credential without a proof describes an
// achievement of held, by the same id, in other words.
func saysOtherwise(c *credential, held *jsonld.Value) bool {
	for _, a := range achievementsOf(held) {
		for _, h := range c.record.CredentialSubject.VerifiableCredential {
			if h.Value == nil || h.Value == held || h.Signed() {
				continue
			}
			for _, b := range achievementsOf(h.Value) {
				if id := a.Get("id").Str(); id != "" && b.Get("id").Str() == id && !bytes.Equal(a.JSON(), b.JSON()) {
					return true
				}
			}
		}
	}
	return false
}

func achievementsOf(credential *jsonld.Value) []*jsonld.Value {
	var out []*jsonld.Value
	for _, subject := range credential.Get("credentialSubject").Items() {
		for _, a := range subject.Get("achievement").Items() {
			if a.Kind() == jsonld.Object {
				out = append(out, a)
			}
		}
	}
	return out
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
	if v == subject || depth > maxDepth {
		return false
	}
	if v.Kind() == jsonld.Object && v.Get("id").Str() == id && saysOfLearner(v) {
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
	doc := c.doc
	for _, subject := range doc.Get("credentialSubject").Items() {
		if s := misplacedIn(subject, true, 0); s != "" {
			return s
		}
	}
	return misplacedIn(doc.Without("credentialSubject"), false, 0)
}

// misplacedIn is misplaced of a part of a record, which is its own subject or not.
// Credentials with proofs of their own are judged by themselves.
func misplacedIn(v *jsonld.Value, own bool, depth int) string {
	if depth > maxDepth {
		return "it is nested too deeply"
	}
	if v.Kind() == jsonld.Array {
		return "an array stands in an array"
	}
	if v.Get("proof") != nil && depth > 0 {
		return ""
	}
	for _, m := range v.Members() {
		if m.Name == "@context" || m.Name == "proof" {
			continue
		}
		if m.Name == "verifiableCredential" && !own {
			return "credentials stand elsewhere than in the subject of the record"
		}
		for _, item := range m.Value.Items() {
			if s := misplacedIn(item, false, depth+1); s != "" {
				return s
			}
		}
	}
	return ""
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
