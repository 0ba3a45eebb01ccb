package vc

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"blazon/clr2"
	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/ob3"
)

// A proof over statements does not say which of the things that it is about is the
// credential, nor in whose words within it something stands. The rules here are about
// both; see exchangeable.

// A wording is a credential with all that stands in it, and who says it.
type wording struct {
	*credential
	*speakers
	things []ob3.Thing
}

func (c *credential) wording() *wording {
	r := &wording{credential: c, speakers: c.speakers()}
	clr2.Things(c.doc, func(t ob3.Thing) { r.things = append(r.things, t) })
	return r
}

// first returns the id of the first thing that is so; "" if none is.
func (r *wording) first(isSo func(t ob3.Thing, id string) bool) string {
	for _, t := range r.things {
		if id := idOf(t.Value); id != "" && isSo(t, id) {
			return id
		}
	}
	return ""
}

// otherTop returns the id of the credential if the text may have been signed with another
// one on top; "" if not. What stands within could have been on top only if it is a
// credential of the same issuer, and what is on top now can be come to from there.
func otherTop(c *credential) string {
	ids, byID := make(map[string]bool), make(map[string][]*jsonld.Value)
	for _, m := range c.doc.Members() {
		if m.Name != "@context" && m.Name != "proof" {
			addRivals(m.Value, c.issuer, ids, 0)
			addObjects(m.Value, byID, 0)
		}
	}
	if follow(ids, byID); ids[c.id] {
		return c.id
	}
	return ""
}

// addRivals adds all that is named in the credentials of an issuer within v.
func addRivals(v *jsonld.Value, issuer string, ids map[string]bool, depth int) {
	if depth > maxDepth {
		return
	}
	for _, item := range v.Items() {
		if item.Kind() == jsonld.Array {
			addRivals(item, issuer, ids, depth+1)
		}
		if by := item.Get("issuer"); by != nil && mentions(by, issuer, 0) {
			addIDs(item, ids, 0)
			continue // with all that stands in it
		}
		for _, m := range item.Members() {
			if m.Name != "@context" && m.Name != "proof" && !isLiteral(m.Name) {
				addRivals(m.Value, issuer, ids, depth+1)
			}
		}
	}
}

// mentions reports whether a text stands in v.
func mentions(v *jsonld.Value, text string, depth int) bool {
	if depth > maxDepth {
		return true
	}
	for _, item := range v.Items() {
		if item.Str() == text || item.Kind() == jsonld.Array && mentions(item, text, depth+1) {
			return true
		}
		for _, m := range item.Members() {
			if mentions(m.Value, text, depth+1) {
				return true
			}
		}
	}
	return false
}

// unsealed returns an id that two credentials within have which are not the same, letter
// by letter: the proof could have been taken from one to the other; "" if there is none.
func (r *wording) unsealed() string {
	forms := make(map[string]string)
	return r.first(func(t ob3.Thing, id string) bool {
		if t.Value == r.doc || !ob3.IsCredential(t.Value) {
			return false
		}
		form := string(t.Value.JSON())
		other, ok := forms[id]
		forms[id] = form
		return ok && other != form
	})
}

// dissolved returns an id of which something within is a credential, and something else is
// not and says more: what its author said could stand there without a sign that it is
// somebody else's, and what the issuer said could be called somebody else's; "" if there
// is none.
func (r *wording) dissolved() string {
	sealed := make(map[string]bool)
	for _, t := range r.things {
		if t.Value != r.doc && ob3.IsCredential(t.Value) {
			sealed[t.Value.Get("id").Str()] = true
		}
	}
	return r.first(func(t ob3.Thing, id string) bool {
		return sealed[id] && !ob3.IsCredential(t.Value) && tellsMore(t.Value) && (r.of(t) == ownWords || !endorses(t))
	})
}

// endorses reports whether something only says that it is endorsed, and how.
func endorses(t ob3.Thing) bool {
	return t.Class == "EndorsementSubject" && !tellsMore(t.Value.Without("endorsementComment"))
}

// miscalled returns the id of something within that says that it is a credential where
// the standard has something else, as the subject, its achievement or an issuer, or that
// nobody issued. Who looks for the words of others would take what is said there for
// such; "" if there is none.
func (r *wording) miscalled() string {
	for _, t := range r.things {
		if t.Value == r.doc || !ob3.IsCredential(t.Value) {
			continue
		}
		if t.Class != "" && t.Class != "Evidence" && !isCredentialClass(t.Class) || t.Class == "Evidence" && isOfNobody(t.Value) {
			return cmp.Or(t.Value.Get("id").Str(), r.id, t.Class)
		}
	}
	return ""
}

// isOfNobody reports whether evidence that is called a credential says more than that, and
// not whose it is. A presentation has no issuer.
func isOfNobody(v *jsonld.Value) bool {
	return v.Get("issuer") == nil && !IsEnveloped(v) && !slices.Contains(texts(v.Get("type")), typePresentation) && tellsMore(v.Without("@context"))
}

// isLiteral reports whether a member has a value of JSON, of which a proof over statements
// covers the text: nothing in it is a word of a context, or has an id.
//
// VCDM 2.0, context: jsonSchema is of the type @json.
func isLiteral(name string) bool { return name == "jsonSchema" }

// An elsewhere is something with an id that is decisive for the credential, in another
// place than that in which it decides.
type elsewhere struct {
	value *jsonld.Value
	own   bool // in the words of the issuer
}

// redefined returns an id of what decides how the credential is judged if something of
// that id, elsewhere in it, may have been copied to where it decides, or been taken away
// from there; "" if there is none. Types decide here, which else say nothing.
func (r *wording) redefined() string {
	found := make(map[string][]elsewhere)
	for _, t := range r.things {
		if id := idOf(t.Value); id != "" && t.Value != r.doc {
			who := r.of(t)
			found[id] = append(found[id], elsewhere{t.Value, who == ownWords || who == sameWords})
		}
	}
	if slices.ContainsFunc(found[r.id], func(e elsewhere) bool { return slices.ContainsFunc(texts(e.value.Get("type")), isKind) }) {
		return r.id
	}
	for _, name := range []string{"credentialStatus", "credentialSchema", "refreshService"} {
		entries := make(map[*jsonld.Value]bool)
		for _, entry := range r.doc.Get(name).Items() {
			entries[entry] = true
		}
		// Two entries with one id are seen where they are judged.
		beside := make(map[string][]elsewhere)
		for _, entry := range r.doc.Get(name).Items() {
			if id := entry.Get("id").Str(); beside[id] == nil {
				beside[id] = slices.DeleteFunc(slices.Clone(found[id]), func(e elsewhere) bool { return entries[e.value] })
			}
		}
		seen := make(map[[2]string]bool)
		for _, entry := range r.doc.Get(name).Items() {
			id := entry.Get("id").Str()
			same := [2]string{id, inFull(entry)}
			if len(beside[id]) == 0 || seen[same] {
				continue
			}
			seen[same] = true
			if slices.ContainsFunc(beside[id], func(e elsewhere) bool { return e.unlike(entry) }) {
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
	case e.own && isResource(e.value) && newValues(e.value.Get("type")).isAmong(newValues(entry.Get("type"))):
		return false // it says what is at its address, as a relatedResource
	case inFull(e.value) != inFull(entry):
		return true
	}
	return !e.own && saysMore(entry) && !isResource(entry)
}

// inFull is inOneForm of what an object says beside its id.
func inFull(v *jsonld.Value) string { return inOneForm(v.Without("id")) }

// isResource reports whether an object says nothing but what is at its address.
func isResource(v *jsonld.Value) bool {
	return !slices.ContainsFunc(v.Members(), func(m jsonld.Member) bool { return m.Name != "id" && m.Name != "type" && !isOfResource(m.Name) })
}

// namedAside returns an id by which somebody else's credential, or what was handed in as
// evidence, names something of which the issuer says more, other than as what it is about and as its own issuer, or in a
// record that record; "" if there is none. None needs to, and what it says of that,
// whoever holds the whole may have moved.
func (r *wording) namedAside() string {
	ids := make(map[string]bool)
	for v, who := range r.by {
		switch {
		case who == asideWords:
			addOthers(v, ids)
		case who == foreignWords && r.id != "" && mentions(v, r.id, 0):
			return r.id
		case who == foreignWords:
			// As its proof has to hold, only what it says could have been copied.
			addTold(v, ids)
		}
	}
	handed := r.handedIn()
	vouched := make(map[string]bool)
	for v := range r.vouched {
		addOthers(v, vouched)
	}
	if vouched[r.issuer] {
		ids[r.issuer] = true // of whom nobody else has a say
	}
	issuers := r.issuers()
	return r.first(func(t ob3.Thing, id string) bool {
		if !ids[id] && !handed[id] || r.of(t) != ownWords || !tellsMore(t.Value) {
			return false
		}
		return handed[id] || !isResource(t.Value) && isToldOf(t.Class, issuers[id])
	})
}

// handedIn returns all that is named in evidence by words that the standard has not for it.
// Earners hand in evidence, and what stands in it is theirs.
func (r *wording) handedIn() map[string]bool {
	ids := make(map[string]bool)
	for _, t := range r.things {
		if t.Class != "Evidence" {
			continue
		}
		for _, m := range t.Value.Members() {
			if m.Name != "@context" && m.Name != "proof" && m.Name != "type" && !slices.Contains(t.Reads, m.Name) {
				addIDs(m.Value, ids, 0)
			}
		}
	}
	return ids
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

// addOthers adds all that may be an id within a credential, other than its own, that of
// what it is about and that of who issued it.
func addOthers(v *jsonld.Value, ids map[string]bool) {
	for _, m := range v.Members() {
		switch m.Name {
		case "@context", "proof", "type", "id":
		case "credentialSubject", "issuer":
			for _, of := range m.Value.Items() {
				if of.Kind() != jsonld.String {
					addIDs(of.Without("id"), ids, 0)
				}
			}
		default:
			addIDs(m.Value, ids, 0)
		}
	}
}

// addTold adds the ids of all within a credential of which it says more, other than its
// own, that of what it is about and that of who issued it.
func addTold(v *jsonld.Value, ids map[string]bool) {
	byID := make(map[string][]*jsonld.Value)
	for _, m := range v.Members() {
		switch m.Name {
		case "@context", "proof", "type", "id":
		case "credentialSubject", "issuer":
			for _, of := range m.Value.Items() {
				addObjects(of.Without("id"), byID, 0)
			}
		default:
			addObjects(m.Value, byID, 0)
		}
	}
	for id, objects := range byID {
		if slices.ContainsFunc(objects, tellsMore) {
			ids[id] = true
		}
	}
}

// checkChosen takes back that the proof holds over what is said where its holder chose to
// show something that tells to whom a badge was given, what for, when and as what. Each
// statement is signed by itself there, and what somebody else said in it is as well: out
// of its place, nothing tells it from what the issuer says. What else its holder chose
// is not told.
//
// VC Data Integrity ECDSA Cryptosuites 3.5: mandatory and selected statements.
func (j *judgement) checkChosen(ctx context.Context) {
	if !j.strict() || j.shown == nil || j.report.Check(CheckProof).Result != Pass {
		return
	}
	if !j.showsAll(ctx, dataintegrity.Mandatory(j.cred.doc)...) {
		j.takeBack(PartsHidden, "Its holder was free to show some of what tells to whom it was given, what for, when or by whom. What is shown so may be what somebody else said, in a part that is not shown.")
		return
	}
	chosen := false
	for _, pointer := range dataintegrity.Chosen() {
		v := j.cred.doc
		for _, step := range strings.Split(pointer[1:], "/") {
			v = v.Get(step)
		}
		if v == nil || j.showsAll(ctx, pointer) {
			continue
		}
		chosen = true
		switch s := &j.report.Summary; pointer {
		case "/evidence":
			s.Evidence = nil
		case "/credentialSubject/narrative":
			s.Narrative = ""
		case "/description":
			if mentions(v, s.Description, 0) {
				s.Description = ""
			}
		case "/image":
			if mentions(v, s.Image, 0) {
				s.Image, s.ImageAlt = "", ""
			}
		}
	}
	if chosen {
		j.report.note("Its holder also shows what its issuer left to them to show, such as evidence. That is signed as well, and may be what somebody else said in a part that is not shown, so it is not told here.")
	}
}
