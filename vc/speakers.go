package vc

import (
	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob3"
)

// Who says something within a credential.
const (
	ownWords     = iota // its issuer, to whom nobody else objects
	asideWords          // an endorsement, of which the proof may be broken, and the badge stands; or a credential that nobody looks at
	foreignWords        // somebody else, in a credential whose proof has to hold
	sameWords           // the issuer, in a credential whose proof has to hold
)

// Speakers tell of credentials within a credential who says what stands in them. Of those
// in a record without a proof it is the issuer of the record.
type speakers map[*jsonld.Value]int

func (c *credential) speakers() speakers {
	held := make(map[*jsonld.Value]bool)
	if c.record != nil {
		for _, h := range c.record.CredentialSubject.VerifiableCredential {
			held[h.Value] = true
		}
	}
	by := make(speakers)
	by.find(c, c.doc, held, 0)
	return by
}

// find adds the credentials within v, which is the whole at depth 0.
func (by speakers) find(c *credential, v *jsonld.Value, held map[*jsonld.Value]bool, depth int) {
	if depth > maxDepth {
		return
	}
	for _, item := range v.Items() {
		if depth > 0 && item.Kind() == jsonld.Object && ob3.IsCredential(item) {
			switch {
			case !held[item]:
				by[item] = asideWords
			case !hasProof(item): // its issuer's own words
			case idOf(item.Get("issuer")) != c.issuer:
				by[item] = foreignWords
			default:
				by[item] = sameWords
			}
			if _, ok := by[item]; ok {
				continue // what stands in it is its author's
			}
		}
		if item.Kind() == jsonld.Array {
			by.find(c, item, held, depth+1)
		}
		for _, m := range item.Members() {
			if m.Name != "@context" && m.Name != "proof" {
				by.find(c, m.Value, held, depth+1)
			}
		}
	}
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
// there is none.
func movedOut(c *credential, whole map[*jsonld.Value]bool) string {
	if !isShared(c.doc) {
		return ""
	}
	by, loose, found := c.speakers(), make(map[string]bool), ""
	for v := range by {
		if !whole[v] {
			addIDs(v, loose, 0)
		}
	}
	clr2.Things(c.doc, func(t ob3.Thing) {
		if id := idOf(t.Value); found == "" && loose[id] && by.of(t) == ownWords && tellsMore(t.Value) {
			found = id
		}
	})
	return found
}

// tellsMore is saysMore, but for the credentials of a record which are signed, each by its
// own issuer: whose words say that they stand in it makes no difference.
func tellsMore(v *jsonld.Value) bool {
	for _, item := range v.Get("verifiableCredential").Items() {
		if !item.IsString() && !hasProof(item) {
			return true
		}
	}
	return saysMore(v.Without("verifiableCredential"))
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
