package vc

import (
	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob3"
)

// Who says something within a credential.
const (
	ownWords     = iota // its issuer, to whom nobody else objects
	asideWords          // an endorsement: its proof may be broken, and the badge stands
	foreignWords        // somebody else, in a credential whose proof has to hold
	sameWords           // the issuer, in a credential whose proof has to hold
)

// Speakers tell of credentials within a credential who says what stands in them. Only those
// are told apart of which a proof is looked at: what is moved out of any other, or into
// it, breaks nothing.
type speakers map[*jsonld.Value]int

func (c *credential) speakers() speakers {
	by := make(speakers)
	if c.read != nil {
		for _, e := range c.read.Endorsements() {
			if e.Value != nil {
				by[e.Value] = asideWords
			}
		}
	}
	if c.record != nil {
		for _, h := range c.record.CredentialSubject.VerifiableCredential {
			switch {
			case h.Value == nil || !hasProof(h.Value):
			case idOf(h.Value.Get("issuer")) != c.issuer:
				by[h.Value] = foreignWords
			default:
				by[h.Value] = sameWords
			}
		}
	}
	return by
}

// of tells who says what is said in the place of a thing.
func (by speakers) of(t ob3.Thing) int {
	for _, v := range t.Within[min(1, len(t.Within)):] { // the first is the whole
		if who, ok := by[v]; ok {
			return who
		}
	}
	return ownWords
}

// movedOut returns an id of which the issuer says something, and which stands in a
// credential that is not known to be whole, so that it may have been said there; "" if
// there is none. Whole are those of which each proof was seen to hold.
func movedOut(c *credential, whole map[*jsonld.Value]bool) string {
	if !isShared(c.doc) {
		return ""
	}
	by, loose, own, order := c.speakers(), make(map[string]bool), make(map[string]bool), []string(nil)
	for v := range by {
		if !whole[v] {
			addIDs(v, loose, 0)
		}
	}
	clr2.Things(c.doc, func(t ob3.Thing) {
		id := idOf(t.Value)
		if by.of(t) == ownWords && saysMore(t.Value) && !own[id] {
			own[id] = true
			order = append(order, id)
		}
	})
	for _, id := range order {
		if loose[id] {
			return id
		}
	}
	return ""
}

// addIDs adds all that may be an id within a value.
func addIDs(v *jsonld.Value, ids map[string]bool, depth int) {
	if depth > maxDepth {
		return
	}
	for _, item := range v.Items() {
		if item.IsString() {
			ids[item.Str()] = true
		}
		if item.Kind() == jsonld.Array {
			addIDs(item, ids, depth+1)
		}
		for _, m := range item.Members() {
			if m.Name != "@context" && m.Name != "proof" && m.Name != "type" {
				addIDs(m.Value, ids, depth+1)
			}
		}
	}
}
