package ob3

import (
	"slices"
	"strings"

	"blazon/jsonld"
)

// A Thing is something that stands in a credential: an object, or the id of one in its
// place.
type Thing struct {
	Value *jsonld.Value // an object, or the text that is its id
	// Class is the name of its class in the standard; empty if the standard has no class
	// for what stands there.
	Class string
	// Reads are the names of the properties that the class has, and of credentials those
	// that all have; of an object without a class, also those that it has itself.
	Reads []string
	// Within are the credentials around it, outermost first, and itself if it is one.
	Within []*jsonld.Value
}

// Things calls see with everything that stands in a credential, outermost first, the
// credential included. Contexts and proofs are passed over. Of what is nested deeper
// than jsonld lets documents be, nothing is seen.
func (e *Extension) Things(v *jsonld.Value, see func(Thing)) {
	w := walker{checker: checker{beyond: e}, see: see, known: make(map[string]*readable)}
	w.thing(v, w.credentialClass(v), nil, 0)
}

// A walker goes through a credential by the tables of the standard.
type walker struct {
	checker checker
	see     func(Thing)
	known   map[string]*readable
}

// A readable is what is read of a class: the names of its properties, and which of them
// hold things, of which classes.
type readable struct {
	names  []string
	things map[string]string
}

// class returns what is read of a class; nil if the standard has none of that name.
func (w *walker) class(name string) *readable {
	if r, ok := w.known[name]; ok {
		return r
	}
	var r *readable
	if def, ok := w.checker.class(name); ok && name != "" {
		r = &readable{things: make(map[string]string)}
		for _, p := range def.properties {
			r.names = append(r.names, p.name)
			if _, isClass := w.checker.class(p.typ); isClass || p.typ == "VerifiableCredential" {
				r.things[p.name] = p.typ
			}
		}
		r.names = slices.Clip(r.names)
	}
	w.known[name] = r
	return r
}

// deepest is as deep as documents are read.
const deepest = 64

// thing sees one thing and what stands in it.
func (w *walker) thing(v *jsonld.Value, className string, within []*jsonld.Value, depth int) {
	if depth > deepest {
		return
	}
	t := Thing{Value: v}
	read := w.class(className)
	if read != nil {
		t.Class, t.Reads = className, read.names
	} else {
		for _, m := range v.Members() {
			t.Reads = append(t.Reads, m.Name)
		}
	}
	if IsCredential(v) {
		within = append(slices.Clip(within), v)
		t.Reads = append(t.Reads, ofAllCredentials()...)
	}
	t.Within = within
	w.see(t)
	for _, m := range v.Members() {
		if m.Name == "@context" || m.Name == "proof" {
			continue
		}
		typ, isClass := "", false
		if read != nil {
			typ, isClass = read.things[m.Name], read.things[m.Name] != ""
		}
		w.items(m.Value, typ, isClass && typ != "VerifiableCredential", within, depth+1)
	}
}

// ofAllCredentials are properties by which a credential of whichever kind is judged.
//
// VCDM 1.1 and 2.0.
func ofAllCredentials() []string {
	return strings.Fields(`issuer name description validFrom validUntil issuanceDate expirationDate credentialStatus credentialSchema
		credentialSubject refreshService relatedResource termsOfUse evidence`)
}

// items sees what stands in a member whose values are of a type.
func (w *walker) items(v *jsonld.Value, typ string, isClass bool, within []*jsonld.Value, depth int) {
	for _, item := range v.Items() {
		switch {
		case depth > deepest:
			return
		case item.Kind() == jsonld.Array:
			w.items(item, typ, isClass, within, depth+1)
		case item.Kind() == jsonld.Object && (typ == "VerifiableCredential" || !isClass && IsCredential(item)):
			w.thing(item, w.credentialClass(item), within, depth)
		case item.Kind() == jsonld.Object, item.IsString() && isClass:
			w.thing(item, typ, within, depth)
		}
	}
}

// credentialClass returns the class of a credential by its types; none if it is of
// another standard.
func (w *walker) credentialClass(v *jsonld.Value) string {
	for _, t := range v.Get("type").Items() {
		switch name := t.Str(); name {
		case "OpenBadgeCredential":
			return "AchievementCredential"
		case "AchievementCredential", "EndorsementCredential", "ClrCredential":
			return name
		}
	}
	return ""
}

// IsCredential reports whether an object is a credential or a presentation by any of what
// tells one: its types, that it has an issuer or a holder, or a proof. What stands in it may
// be somebody else's words.
func IsCredential(v *jsonld.Value) bool {
	return v.Get("issuer") != nil || v.Get("holder") != nil || v.Get("proof") != nil || hasType(v.Get("type"), "VerifiableCredential",
		"EnvelopedVerifiableCredential", "AchievementCredential", "OpenBadgeCredential", "EndorsementCredential", "ClrCredential",
		"VerifiablePresentation", "EnvelopedVerifiablePresentation")
}
