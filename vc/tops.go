package vc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob3"
)

// A proof over statements does not say which of the things that it is about is the
// credential, nor in whose words within it something stands. The rules here are about
// both; see exchangeable.

// otherTop returns the id of the credential if the text may have been signed with another
// one on top; "" if not. To stand on top, what stood within has to hold what was on top,
// and is named in it still; and each counts as a credential of one issuer.
func otherTop(c *credential) string {
	if c.id != "" && mentions(c.doc, c.id, 0) > 1 && hasRival(c.doc, c.issuer, 0) {
		return c.id
	}
	return ""
}

// mentions counts how often a text stands in v, other than in proofs and contexts.
func mentions(v *jsonld.Value, text string, depth int) int {
	if depth > maxDepth {
		return 1
	}
	n := 0
	for _, item := range v.Items() {
		switch {
		case item.Kind() == jsonld.Array:
			n += mentions(item, text, depth+1)
		case item.Str() == text:
			n++
		}
		for _, m := range item.Members() {
			if m.Name != "@context" && m.Name != "proof" {
				n += mentions(m.Value, text, depth+1)
			}
		}
	}
	return n
}

// hasRival reports whether something within v has an issuer, and that is the one.
func hasRival(v *jsonld.Value, issuer string, depth int) bool {
	if depth > maxDepth {
		return true
	}
	for _, item := range v.Items() {
		if item.Kind() == jsonld.Array && hasRival(item, issuer, depth+1) {
			return true
		}
		for _, m := range item.Members() {
			switch {
			case m.Name == "@context", m.Name == "proof":
			case depth > 0 && m.Name == "issuer" && mentions(m.Value, issuer, 0) > 0, hasRival(m.Value, issuer, depth+1):
				return true
			}
		}
	}
	return false
}

// An elsewhere is something with an id that is decisive for the credential, in another
// place than that in which it decides.
type elsewhere struct {
	value *jsonld.Value
	own   bool // in the words of the issuer
}

// redefined returns an id of what decides how the credential is judged if something of
// that id, elsewhere in it, may have been copied to where it decides, or been taken away
// from there; "" if there is none. Types decide here, which else say nothing.
func redefined(c *credential) string {
	found, by := make(map[string][]elsewhere), c.speakers()
	clr2.Things(c.doc, func(t ob3.Thing) {
		if id := idOf(t.Value); id != "" && t.Value != c.doc {
			who := by.of(t)
			found[id] = append(found[id], elsewhere{t.Value, who == ownWords || who == sameWords})
		}
	})
	if slices.ContainsFunc(found[c.id], func(e elsewhere) bool { return slices.ContainsFunc(texts(e.value.Get("type")), isDecisive) }) {
		return c.id
	}
	for _, name := range []string{"credentialStatus", "credentialSchema", "refreshService"} {
		entries := make(map[*jsonld.Value]bool)
		for _, entry := range c.doc.Get(name).Items() {
			entries[entry] = true
		}
		seen := make(map[[2]string]bool)
		for _, entry := range c.doc.Get(name).Items() {
			id := entry.Get("id").Str()
			same := [2]string{id, inFull(entry)}
			if len(found[id]) == 0 || seen[same] {
				continue
			}
			seen[same] = true
			// Two entries with one id are seen where they are judged.
			if slices.ContainsFunc(found[id], func(e elsewhere) bool { return !entries[e.value] && e.unlike(entry) }) {
				return id
			}
		}
	}
	return ""
}

// unlike reports whether something says other things than an entry with its id, or more
// in the words of somebody else than of which kind it is.
func (e elsewhere) unlike(entry *jsonld.Value) bool {
	switch {
	case e.value.IsString(), len(e.value.Members()) == 1:
		return false // it names the entry
	case inFull(e.value) != inFull(entry):
		return true
	}
	return !e.own && saysMore(entry)
}

// inFull is inOneForm of what an object says beside its id.
func inFull(v *jsonld.Value) string { return inOneForm(v.Without("id")) }

// namedAside returns an id by which an endorsement names something of which the issuer says
// more, other than as what it endorses and as its own issuer; "" if there is none. No
// endorsement needs to, and what it says of that, whoever holds the badge may have moved.
func namedAside(c *credential) string {
	by, ids, order := c.speakers(), make(map[string]bool), []string(nil)
	for v, who := range by {
		if who == asideWords {
			addOthers(v, ids, 0)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	clr2.Things(c.doc, func(t ob3.Thing) {
		if id := idOf(t.Value); ids[id] && by.of(t) == ownWords && saysMore(t.Value) && isToldOf(t.Class, id == c.issuer) {
			order = append(order, id)
		}
	})
	if len(order) > 0 {
		return order[0]
	}
	return ""
}

// isToldOf reports whether what is said of something of a class is told of the badge, or
// decides about it.
func isToldOf(class string, isIssuer bool) bool {
	switch class {
	case "Profile":
		return isIssuer
	case "Image", "Related", "Evidence":
		return false
	}
	return true
}

// addOthers adds all that may be an id within a credential, other than what it is about
// and who issued it, and so for those within it.
func addOthers(v *jsonld.Value, ids map[string]bool, depth int) {
	if depth > maxDepth {
		return
	}
	for _, item := range v.Items() {
		if item.IsString() {
			ids[item.Str()] = true
		}
		if item.Kind() == jsonld.Array {
			addOthers(item, ids, depth+1)
		}
		whole := isCredential(item)
		for _, m := range item.Members() {
			switch {
			case m.Name == "@context", m.Name == "proof", m.Name == "type", whole && m.Name == "id":
			case whole && (m.Name == "credentialSubject" || m.Name == "issuer"):
				for _, of := range m.Value.Items() {
					if of.Kind() != jsonld.String {
						addOthers(of.Without("id"), ids, depth+1)
					}
				}
			default:
				addOthers(m.Value, ids, depth+1)
			}
		}
	}
}

// checkChosen takes back that the proof holds over what is said where its holder chose to
// show something that tells to whom a badge was given, what for and as what. Each
// statement is signed by itself there, and what somebody else said in it is as well: out
// of its place, nothing tells it from what the issuer says.
//
// VC Data Integrity ECDSA Cryptosuites 3.5: mandatory and selected statements.
func (j *judgement) checkChosen(ctx context.Context) {
	if !j.strict() || j.shown == nil || j.report.Check(CheckProof).Result != Pass {
		return
	}
	for _, pointer := range []string{
		"/credentialSubject/identifier", "/credentialSubject/achievement", "/credentialSubject/role",
		"/credentialSubject/source", "/credentialSubject/creditsEarned", "/credentialSubject/licenseNumber",
	} {
		name := strings.TrimPrefix(pointer, "/credentialSubject/")
		if j.cred.doc.Get("credentialSubject").Get(name) != nil && !j.showsAll(ctx, pointer) {
			j.takeBack(PartsHidden, fmt.Sprintf("Its holder was free to show the %s of its subject or not. What is shown so may be what somebody else said, in a part that is not shown.", name))
			return
		}
	}
}
