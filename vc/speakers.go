package vc

import (
	"maps"
	"slices"
	"strings"

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
type speakers struct {
	by      map[*jsonld.Value]int
	outer   []*jsonld.Value        // those that are in no other
	vouched map[*jsonld.Value]bool // those in a record without a proof that name another issuer
}

func (c *credential) speakers() *speakers {
	held := make(map[*jsonld.Value]bool)
	if c.record != nil {
		for _, h := range c.record.CredentialSubject.VerifiableCredential {
			held[h.Value] = true
		}
	}
	s := &speakers{by: make(map[*jsonld.Value]int), vouched: make(map[*jsonld.Value]bool)}
	s.find(c, c.doc, held, ownWords, 0)
	return s
}

// find adds the credentials within v, which is the whole at depth 0, and within the words
// of somebody.
func (s *speakers) find(c *credential, v *jsonld.Value, held map[*jsonld.Value]bool, within, depth int) {
	if depth > maxDepth {
		return
	}
	for _, item := range v.Items() {
		who := within
		if depth > 0 && item.Kind() == jsonld.Object && ob3.IsCredential(item) {
			who = wordsOf(c, item, held[item], within)
			if within == ownWords && who != ownWords {
				s.outer = append(s.outer, item)
			}
			if who != ownWords {
				s.by[item] = who
			} else if idOf(item.Get("issuer")) != c.issuer {
				s.vouched[item] = true
			}
		}
		if item.Kind() == jsonld.Array {
			s.find(c, item, held, who, depth+1)
		}
		for _, m := range item.Members() {
			if m.Name != "@context" && m.Name != "proof" {
				s.find(c, m.Value, held, who, depth+1)
			}
		}
	}
}

// wordsOf tells whose words stand in a credential within the words of somebody. What is
// within one whose proof has to hold is as that has it, and its author's.
func wordsOf(c *credential, v *jsonld.Value, isHeld bool, within int) int {
	switch {
	case within == asideWords:
		return asideWords
	case within != ownWords:
		return foreignWords
	case !isHeld, IsEnveloped(v): // a token does not sign what stands around it
		return asideWords
	case !hasProof(v):
		return ownWords
	case idOf(v.Get("issuer")) != c.issuer:
		return foreignWords
	default:
		return sameWords
	}
}

// of tells who says what is said in the place of a thing.
func (s *speakers) of(t ob3.Thing) int {
	for i := len(t.Within) - 1; i > 0; i-- { // the first is the whole
		if who, ok := s.by[t.Within[i]]; ok {
			return who
		}
	}
	return ownWords
}

// ofIssuer is of for a place of the issuer itself, about whom nobody else has a say: not
// what it vouches for in the name of another either.
func (s *speakers) ofIssuer(t ob3.Thing) int {
	who := s.of(t)
	if who == ownWords && slices.ContainsFunc(t.Within, func(v *jsonld.Value) bool { return s.vouched[v] }) {
		return foreignWords
	}
	return who
}

// movedOut returns an id of which the issuer says something, and to which a credential
// leads that is not known to be whole, so that it may have been said there; "" if there is
// none. It leads to what it names, and to what that names in it or in another.
func movedOut(c *credential, whole map[*jsonld.Value]bool) string {
	if !isShared(c.doc) {
		return ""
	}
	r := c.wording()
	loose, byID := make(map[string]bool), make(map[string][]*jsonld.Value)
	for _, v := range r.outer {
		if !whole[v] {
			addIDs(v, loose, 0)
		}
		addObjects(v, byID, 0)
	}
	follow(loose, byID)
	return r.first(func(t ob3.Thing, id string) bool { return loose[id] && r.of(t) == ownWords && tellsMore(t.Value) })
}

// follow adds to ids those that things of these ids name, and so on.
func follow(ids map[string]bool, byID map[string][]*jsonld.Value) {
	ways := slices.Collect(maps.Keys(ids))
	for len(ways) > 0 {
		id := ways[len(ways)-1]
		ways = ways[:len(ways)-1]
		next := make(map[string]bool)
		for _, v := range byID[id] {
			addIDs(v, next, 0)
		}
		for other := range next {
			if !ids[other] {
				ids[other] = true
				ways = append(ways, other)
			}
		}
	}
}

// addObjects adds the objects within v by their ids.
func addObjects(v *jsonld.Value, byID map[string][]*jsonld.Value, depth int) {
	if depth > maxDepth {
		return
	}
	for _, item := range v.Items() {
		if id := item.Get("id").Str(); id != "" {
			byID[id] = append(byID[id], item)
		}
		if item.Kind() == jsonld.Array {
			addObjects(item, byID, depth+1)
		}
		for _, m := range item.Members() {
			if m.Name != "@context" && m.Name != "proof" && !isLiteral(m.Name) {
				addObjects(m.Value, byID, depth+1)
			}
		}
	}
}

// tellsMore reports whether an object says more than what it is, but for the credentials
// of a record which are signed, each by its own issuer: whose words say that they stand in
// it makes no difference.
func tellsMore(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		switch m.Name {
		case "id", "type":
		case "verifiableCredential":
			for _, item := range m.Value.Items() {
				if item.IsString() && strings.Contains(item.Str(), ":") || !item.IsString() && !hasProof(item) {
					return true
				}
			}
		default:
			return true
		}
	}
	return false
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
			if m.Name != "@context" && m.Name != "proof" && m.Name != "type" && !isLiteral(m.Name) {
				addIDs(m.Value, ids, depth+1)
			}
		}
	}
}
