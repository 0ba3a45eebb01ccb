package vc

import (
	"cmp"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/ob3"
)

// exchangeable returns an id of which something is said in a place where it may not
// have been signed; "" if there is none.
//
// A proof over statements covers what is said of each id, and not in which of the
// places of the text where that id stands it is said. Whoever holds the text can move
// it from one to another, write it twice, and take away what stands twice. So a text is
// read as it was signed only if each place says all that is said of its id anywhere, as
// far as what stands there is read for such a thing. What a stranger says in a
// credential of his own within it is covered as well, and can be copied out: where that
// is found in the issuer's words, it may not be the issuer's.
//
// RDF 1.1 Semantics 3: an IRI is one thing wherever it stands.
func exchangeable(c *credential) string {
	// What is in a presentation stands in graphs of its own.
	if c.kind == kindPresentation || !isShared(c.doc) {
		return ""
	}
	r, issuers := c.wording(), c.issuers()
	places, order := make(map[string][]placed), []string(nil)
	for _, t := range r.things {
		id := idOf(t.Value)
		if id == "" {
			continue
		}
		if places[id] == nil {
			order = append(order, id)
		}
		who := r.of(t)
		if id == c.issuer {
			who = r.ofIssuer(t)
		}
		places[id] = append(places[id], placed{t, who, issuers[id]})
	}
	for _, id := range order {
		if of := places[id]; len(of) > 1 && isSpread(of) {
			return id
		}
	}
	return cmp.Or(otherTop(c), r.redefined(), r.unsealed(), r.miscalled(), r.dissolved(), r.namedAside())
}

// issuers returns the ids of those of whom it is told that they issued it, or a credential
// in the record that it is for which it vouches.
func (c *credential) issuers() map[string]bool {
	ids := map[string]bool{c.issuer: true}
	if c.record != nil {
		for _, h := range c.record.CredentialSubject.VerifiableCredential {
			if h.Value != nil && !hasProof(h.Value) {
				ids[idOf(h.Value.Get("issuer"))] = true
			}
		}
	}
	return ids
}

// isShared reports whether some id stands in two places, which most texts have not.
func isShared(doc *jsonld.Value) bool {
	ids := make(map[string]bool)
	return repeats(doc, ids, 0)
}

// repeats reports whether an object has an id that another has, or that stands for it.
func repeats(v *jsonld.Value, ids map[string]bool, depth int) bool {
	if depth > maxDepth {
		return true
	}
	for _, item := range v.Items() {
		id := item.Get("id").Str()
		switch {
		case item.IsString():
			id = item.Str()
		case item.Kind() == jsonld.Array && repeats(item, ids, depth+1):
			return true
		}
		if id != "" && strings.Contains(id, ":") {
			if ids[id] {
				return true
			}
			ids[id] = true
		}
		for _, m := range item.Members() {
			if !isLiteral(m.Name) && m.Name != "@context" && m.Name != "proof" && m.Name != "id" && m.Name != "type" && repeats(m.Value, ids, depth+1) {
				return true
			}
		}
	}
	return false
}

// isSpread reports whether what is read in some place of an id is not for certain what
// was signed there.
func isSpread(of []placed) bool {
	all := make(map[string]map[source]*values)
	for _, p := range of {
		for _, m := range p.Value.Members() {
			if all[m.Name] == nil {
				all[m.Name] = make(map[source]*values)
			}
			from := source{p.Class, p.by}
			if all[m.Name][from] == nil {
				all[m.Name][from] = newValues(nil)
			}
			all[m.Name][from].add(m.Value)
		}
	}
	return slices.ContainsFunc(of, func(p placed) bool { return p.by == ownWords && p.unlike(all) })
}

// A placed is something with an id in its place.
type placed struct {
	ob3.Thing
	by       int
	isIssuer bool // its id is that of an issuer of whom is told
}

// A source is who says something of an id, and as a thing of which class.
type source struct {
	class string
	by    int
}

// unlike reports whether what is read in the place is not for certain what was signed
// there, as everything that is said of its id has it: by the names of properties, and by
// who says it.
func (p placed) unlike(all map[string]map[source]*values) bool {
	members := make(map[string]*jsonld.Value, len(p.Value.Members()))
	for _, m := range p.Value.Members() {
		members[m.Name] = m.Value
	}
	for _, name := range p.Reads {
		if name == "id" || name == "type" || name == "@context" || name == "proof" || len(all[name]) == 0 {
			continue
		}
		own := newValues(members[name])
		for from, said := range all[name] {
			if !said.isEmpty() && !p.stays(name, own, from, said) {
				return true
			}
		}
	}
	// Words that its class has not are not read here, but others may.
	for name, value := range members {
		if slices.Contains(p.Reads, name) {
			continue
		}
		own := newValues(value)
		for from, said := range all[name] {
			if (from.by == asideWords || from.by == foreignWords) && name != "id" && name != "type" && said.isShared(own) {
				return true
			}
		}
	}
	return false
}

// stays reports whether what a place has of a property is what was signed there for all
// that a source says of it.
func (p placed) stays(name string, own *values, from source, said *values) bool {
	switch {
	case p.Class == "" && isOfResource(name) && said.isAmong(own) && own.isAmong(said):
		return true
	case from.by == foreignWords && (isCredentialClass(p.Class) || isOfWhole(name)):
		return false // what ends it, and all else that decides, could also be taken away
	case isOfPerson(p.Class, name) && isOfPerson(from.class, name) && (from.by == ownWords || from.by == sameWords):
		return true
	case isOfWhatever(p.Class, name) && p.Class == from.class:
		return true
	case from.by == ownWords:
		return said.isAmong(own) || own.isEmpty() && maySayLess(p.Class, name, from.class)
	case p.Class == "Image" || p.Class == "Related":
		// Only what is told must be the issuer's.
		return from.by == sameWords || !said.isShared(own)
	case p.Class == "Profile":
		// Of others than the issuer nothing is told but in whose words it stands.
		return from.by == sameWords || !p.isIssuer || !said.isShared(own)
	case from.by == sameWords && p.Class != "AchievementSubject":
		return true // of the thing, whoever reads it where
	case from.by == asideWords:
		return false // it may have been moved from either to the other
	}
	// Of a learner each credential says something of its own. Of all else, and where nothing
	// is said by now, what was the issuer's word could also have been taken away where
	// somebody else says it.
	return (p.Class == "ClrSubject" || p.Class == "AchievementSubject" && (!own.isEmpty() || name == "image" || name == "identifier")) && !said.mayBeIn(own)
}

// isOfWhole reports whether a property says what belongs to a record or an award: what was
// the issuer's word could be taken away where somebody else says it as well.
func isOfWhole(name string) bool {
	return name == "verifiableCredential" || name == "result" || name == "association"
}

// isCredentialClass reports whether something of a class is a credential.
func isCredentialClass(class string) bool {
	return class == "AchievementCredential" || class == "EndorsementCredential" || class == "ClrCredential"
}

// isOfResource reports whether a property says what a resource on the web is, as a context
// that is named with its digest: the same, whoever says it.
//
// VCDM 2.0 5.3.
func isOfResource(name string) bool {
	return name == "digestSRI" || name == "digestMultibase" || name == "mediaType"
}

// isOfPerson reports whether a property is so of a person whichever credential it stands
// in: what they are known by.
func isOfPerson(class, name string) bool {
	return name == "identifier" && (class == "AchievementSubject" || class == "ClrSubject")
}

// isOfWhatever reports whether a property, which may have many values, is so of something
// wherever it stands: what endorses it, and what else it is known by.
func isOfWhatever(class, name string) bool {
	return name == "endorsement" || name == "endorsementJwt" || name == "otherIdentifier" && class == "Profile"
}

// maySayLess reports whether something of a class may leave out a property that is
// stated where its id stands for something of another, as is usual: what an
// organization is like, what a picture shows, and the achievements of a learner, which
// stand in the credentials.
func maySayLess(class, name, other string) bool {
	switch class {
	case "Profile", "Image", "Related":
		return other == class || class == "Related" && other == "Achievement"
	case "AchievementSubject":
		return name == "image" && other == "Profile"
	case "Achievement":
		return other == "Related" && (name == "version" || name == "inLanguage")
	case "ClrSubject":
		return name == "achievement" && other == "AchievementSubject"
	}
	return false
}

// values are what a property has.
type values struct {
	forms   map[string]bool // in one form each
	isPlain bool            // one is a text or a number, which may be written in several ways
}

func newValues(value *jsonld.Value) *values {
	v := &values{forms: make(map[string]bool)}
	v.add(value)
	return v
}

func (v *values) add(value *jsonld.Value) {
	for _, item := range value.Items() {
		v.isPlain = v.isPlain || item.Kind() != jsonld.Object
		v.forms[inOneForm(item)] = true
	}
}

// isShared reports whether one of them is among others.
func (v *values) isShared(others *values) bool {
	fewer, more := v.forms, others.forms
	if len(fewer) > len(more) {
		fewer, more = more, fewer
	}
	for form := range fewer {
		if more[form] {
			return true
		}
	}
	return false
}

func (v *values) isEmpty() bool { return len(v.forms) == 0 }

// isAmong reports whether all of them are among others.
func (v *values) isAmong(others *values) bool {
	if len(v.forms) > len(others.forms) {
		return false
	}
	for form := range v.forms {
		if !others.forms[form] {
			return false
		}
	}
	return true
}

// mayBeIn reports whether one of them may be written among others as well. What has an
// id is known by that, and what has none cannot be said of twice.
func (v *values) mayBeIn(others *values) bool {
	if v.isEmpty() || others.isEmpty() {
		return false
	}
	if v.isPlain || others.isPlain {
		return true
	}
	fewer, more := v.forms, others.forms
	if len(fewer) > len(more) {
		fewer, more = more, fewer
	}
	for form := range fewer {
		if more[form] && !strings.HasPrefix(form, "{") {
			return true
		}
	}
	return false
}

// inOneForm is a value as text in which neither the order of members and items counts,
// nor whether one value stands in an array. What has an id is that id: what is said of
// it is compared by itself.
func inOneForm(v *jsonld.Value) string {
	switch {
	case v.Kind() == jsonld.Array && len(v.Items()) == 1:
		return inOneForm(v.Items()[0])
	case v.Kind() == jsonld.Array:
		items := make([]string, 0, len(v.Items()))
		for _, item := range v.Items() {
			items = append(items, inOneForm(item))
		}
		slices.Sort(items)
		return "[" + strings.Join(items, ",") + "]"
	case v.Kind() == jsonld.Object && v.Get("id").Str() != "":
		return string(v.Get("id").JSON())
	case v.Kind() == jsonld.Object:
		members := make([]string, 0, len(v.Members()))
		for _, m := range v.Members() {
			members = append(members, string(jsonld.NewString(m.Name).JSON())+":"+inOneForm(m.Value))
		}
		slices.Sort(members)
		return "{" + strings.Join(members, ",") + "}"
	}
	if text, err := v.JCS(); err == nil {
		return string(text)
	}
	return string(v.JSON())
}
