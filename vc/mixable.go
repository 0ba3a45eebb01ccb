package vc

import "blazon/jsonld"

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
		for _, subject := range h.Value.Get("credentialSubject").Items() {
			if id := subject.Get("id").Str(); id != "" && saysElsewhere(c.doc, subject, id, 0) {
				return true
			}
		}
	}
	return false
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
