package vc

import (
	"bytes"
	"slices"

	"blazon/jsonld"
)

// Things are objects within a document that say something, by their ids.
type things map[string][]*jsonld.Value

func (t things) add(v *jsonld.Value, depth int) {
	if depth > maxDepth {
		return
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			t.add(item, depth+1)
		}
		return
	}
	if id := v.Get("id").Str(); id != "" && saysMore(v) {
		t[id] = append(t[id], v)
	}
	for _, m := range v.Members() {
		t.add(m.Value, depth+1)
	}
}

// misplaced says what stands in a record where nobody looks for it: credentials of it
// elsewhere than in its own subject, which would be its credentials all the same.
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
	things := make(things)
	things.add(doc, 0)
	for _, entry := range doc.Get("credentialStatus").Items() {
		for _, v := range things[entry.Get("id").Str()] {
			if v != entry && !bytes.Equal(v.JSON(), entry.JSON()) {
				return true
			}
		}
	}
	return false
}

// mayHideSignature reports whether a credential in a record that has no proof may have
// had one, or an end, which the holder of the record did not show: that all that is shown
// had to be shown says nothing of the rest.
func (j *judgement) mayHideSignature() bool {
	if !j.strict() || j.cred.record == nil || j.cred.sd == nil && j.shown == nil {
		return false
	}
	for _, h := range j.cred.record.CredentialSubject.VerifiableCredential {
		if !h.Signed() {
			return true
		}
	}
	return false
}
