package jsonld

import (
	"errors"
	"slices"
	"strings"
)

// definition is a term definition: JSON-LD 1.1 API 4.1.
type definition struct {
	iri         string  // IRI mapping; "" for null
	keyword     keyword // which keyword iri is
	absolute    bool    // iri is a well-formed absolute IRI
	prefix      bool    // prefix flag
	protected   bool
	reverse     bool // reverse property flag
	container   container
	direction   direction
	hasLanguage bool     // there is a language mapping, perhaps to null
	typed       typing   // what type mapping is
	typeMapping string   // the IRI, if typed is byIRI
	datatype    []string // typeMapping, as the @type of values
	language    string
	index       string // index mapping
	nest        string // nest value
	context     *Value // local context, of scoped contexts
	base        string // base URL of context
	inline      bool   // from a context that a document writes out
}

// typing is the kind of a type mapping.
type typing uint8

const (
	untyped typing = iota
	byID           // @id
	byVocab        // @vocab
	byJSON         // @json
	byNone         // @none
	byIRI
)

// same reports whether two definitions are the same, apart from protection.
func (x *definition) same(y *definition) bool {
	return x.iri == y.iri && x.prefix == y.prefix && x.reverse == y.reverse && x.container == y.container &&
		x.direction == y.direction && x.hasLanguage == y.hasLanguage && x.language == y.language && x.typed == y.typed &&
		x.typeMapping == y.typeMapping && x.index == y.index && x.nest == y.nest && x.base == y.base && equal(x.context, y.context)
}

// equal reports whether x and y are the same JSON value.
func equal(x, y *Value) bool {
	if x == y || x.Kind() != y.Kind() {
		return x == y
	}
	switch x.kind {
	case Array:
		return slices.EqualFunc(x.items, y.items, equal)
	case Object:
		for _, m := range x.members {
			if other := y.Get(m.Name); other == nil || !equal(m.Value, other) {
				return false
			}
		}
		return len(x.members) == len(y.members)
	default:
		return x.yes == y.yes && x.text == y.text
	}
}

// definer defines the terms of one local context in ac.
type definer struct {
	run       *run
	ac        *activeContext
	local     *Value
	names     map[string]*Value // the entries of local
	base      string
	scope     scope
	protected bool            // the value of @protected in local
	defined   map[string]bool // false while a term is being defined
}

// maxDefinitions bounds the terms that are defined for one document, those of
// contexts which are already compiled not counted. A term that is copied to
// another context counts a tenth.
const maxDefinitions = 200_000

// work counts tenths of definitions.
func (r *run) work(n int) error {
	if r.definitions += n; r.definitions > 10*maxDefinitions {
		return &LimitError{"term definitions in its contexts", maxDefinitions}
	}
	return r.ctx.Err()
}

// term is Create Term Definition: JSON-LD 1.1 API 4.2.2.
func (d *definer) term(term string) error {
	r := d.run
	if done, begun := d.defined[term]; done { // step 1
		return nil
	} else if begun {
		return r.fail("cyclic IRI mapping", term)
	}
	if err := r.work(10); err != nil {
		return err
	}
	if term == "" { // step 2
		return r.fail("invalid term definition", "a term cannot be empty")
	}
	d.defined[term] = false
	value := d.names[term] // step 3
	switch {
	case term == "@type": // step 4
		if err := d.checkType(value); err != nil {
			return err
		}
	case keywordOf(term) != notKeyword: // step 5
		return r.fail("keyword redefinition", term)
	case hasKeywordForm(term):
		return nil
	}
	previous := d.ac.terms[term] // step 6
	delete(d.ac.terms, term)

	simple := false // steps 7 to 9
	entries := value
	switch value.Kind() {
	case Null, String:
		simple = value.Kind() == String
		entries = newObject([]Member{{"@id", value}})
	case Object:
	default:
		return r.fail("invalid term definition", term+" is "+value.Kind().String())
	}
	def := &definition{protected: d.protected} // step 10
	ignored, err := d.fill(def, term, entries, simple)
	if err != nil {
		return err
	}
	// Step 27. Reverse properties and terms that are ignored return before it, but
	// 4.1.11 of JSON-LD 1.1 says of no way that it takes protection away.
	if previous != nil && previous.protected && !d.scope.override {
		if ignored || !def.same(previous) {
			return r.fail("protected term redefinition", term)
		}
		d.ac.terms[term], d.defined[term] = previous, true // which other goroutines may read
		return nil
	}
	if !ignored {
		d.set(term, def) // step 28
	}
	return nil
}

// set sets a definition that is new.
func (d *definer) set(term string, def *definition) {
	def.keyword = keywordOf(def.iri)
	def.absolute = isIRI(def.iri)
	def.inline = d.scope.inline
	d.ac.terms[term] = def
	d.defined[term] = true
}

// checkType is step 4: all that may be said of @type is that it is a set, and
// protected.
func (d *definer) checkType(value *Value) error {
	ok := !d.run.mode10 && value.Kind() == Object && len(value.members) > 0
	for _, m := range value.Members() {
		ok = ok && (m.Name == "@container" && m.Value.Str() == "@set" || m.Name == "@protected")
	}
	if !ok {
		return d.run.fail("keyword redefinition", "@type")
	}
	return nil
}

// fill is steps 11 to 26. It returns true if the term is ignored, because what it
// is mapped to looks like a keyword of a time to come.
func (d *definer) fill(def *definition, term string, entries *Value, simple bool) (ignored bool, err error) {
	r := d.run
	if v := entries.Get("@protected"); v != nil { // step 11
		var ok bool
		if def.protected, ok = v.Bool(); !ok {
			return false, r.fail("invalid @protected value", term)
		}
		if r.mode10 {
			return false, r.fail("invalid term definition", "@protected is of JSON-LD 1.1")
		}
	}
	if err := d.typeMapping(def, term, entries); err != nil { // step 12
		return false, err
	}
	if v := entries.Get("@reverse"); v != nil { // step 13
		return d.reverse(def, term, entries, v)
	}
	if ignored, err := d.iriMapping(def, term, entries, simple); ignored || err != nil { // steps 14 to 18
		return ignored, err
	}
	if err := d.container(def, term, entries); err != nil { // step 19
		return false, err
	}
	if err := d.index(def, term, entries); err != nil { // step 20
		return false, err
	}
	if err := d.scoped(def, term, entries); err != nil { // step 21
		return false, err
	}
	return false, d.rest(def, term, entries) // steps 22 to 26
}

// typeMapping is step 12.
func (d *definer) typeMapping(def *definition, term string, entries *Value) error {
	v := entries.Get("@type")
	if v == nil {
		return nil
	}
	r := d.run
	if !v.IsString() {
		return r.fail("invalid type mapping", term)
	}
	iri, ok, err := r.expandIRI(d.ac, v.text, false, true, d)
	if err != nil {
		return err
	}
	switch kw := keywordOf(iri); {
	case kw == kwID:
		def.typed = byID
	case kw == kwVocab:
		def.typed = byVocab
	case kw == kwJSON && !r.mode10:
		def.typed = byJSON
	case kw == kwNone && !r.mode10:
		def.typed = byNone
	case ok && schemeLen(iri) > 0:
		def.typed, def.typeMapping, def.datatype = byIRI, iri, []string{iri}
	default:
		return r.fail("invalid type mapping", term)
	}
	return nil
}

// reverse is step 13. It returns true if the term is ignored.
func (d *definer) reverse(def *definition, term string, entries, v *Value) (ignored bool, err error) {
	r := d.run
	if entries.Get("@id") != nil || entries.Get("@nest") != nil { // step 13.1
		return false, r.fail("invalid reverse property", term)
	}
	if !v.IsString() { // step 13.2
		return false, r.fail("invalid IRI mapping", term)
	}
	if hasKeywordForm(v.text) { // step 13.3
		return true, nil
	}
	iri, ok, err := r.expandIRI(d.ac, v.text, false, true, d) // step 13.4
	if err != nil {
		return false, err
	}
	if !ok || schemeLen(iri) == 0 && !isBlank(iri) {
		return false, r.fail("invalid IRI mapping", term)
	}
	def.iri = iri
	if c := entries.Get("@container"); c != nil && c.Kind() != Null { // step 13.5
		if def.container = containerOf(c.Str()); !def.container.has(inSet | inIndex) {
			return false, r.fail("invalid reverse property", term)
		}
	}
	def.reverse = true // step 13.6
	return false, nil
}

// iriMapping is steps 14 to 18. It returns true if the term is ignored.
func (d *definer) iriMapping(def *definition, term string, entries *Value, simple bool) (ignored bool, err error) {
	r := d.run
	id := entries.Get("@id")
	colon := strings.IndexByte(term[1:], ':') + 1 // after the first character
	switch {
	case id != nil && (!id.IsString() || id.text != term): // step 14
		if id.Kind() == Null {
			return false, nil
		}
		return d.idMapping(def, term, id, simple)
	case colon > 0: // step 15
		prefix, suffix := term[:colon], term[colon+1:]
		if d.names[prefix] != nil {
			if err := d.term(prefix); err != nil {
				return false, err
			}
		}
		def.iri = term
		if p := d.ac.terms[prefix]; p != nil {
			def.iri = p.iri + suffix
		}
	case strings.IndexByte(term, '/') >= 0: // step 16
		iri, ok, err := r.expandIRI(d.ac, term, false, true, nil)
		if err != nil {
			return false, err
		}
		if !ok || schemeLen(iri) == 0 {
			return false, r.fail("invalid IRI mapping", term)
		}
		def.iri = iri
	case term == "@type": // step 17
		def.iri = term
	case d.ac.hasVocab: // step 18
		def.iri = d.ac.vocab + term
	default:
		return false, r.fail("invalid IRI mapping", term)
	}
	return false, nil
}

// idMapping is step 14.2: the term has an @id.
func (d *definer) idMapping(def *definition, term string, id *Value, simple bool) (ignored bool, err error) {
	r := d.run
	if !id.IsString() {
		return false, r.fail("invalid IRI mapping", term)
	}
	if hasKeywordForm(id.text) && keywordOf(id.text) == notKeyword {
		return true, nil
	}
	iri, ok, err := r.expandIRI(d.ac, id.text, false, true, d)
	if err != nil {
		return false, err
	}
	if !ok || keywordOf(iri) == notKeyword && schemeLen(iri) == 0 && !isBlank(iri) {
		return false, r.fail("invalid IRI mapping", term)
	}
	if iri == "@context" {
		return false, r.fail("invalid keyword alias", term)
	}
	def.iri = iri
	inner := len(term) > 2 && strings.IndexByte(term[1:len(term)-1], ':') >= 0
	if inner || strings.IndexByte(term, '/') >= 0 { // step 14.2.4
		d.defined[term] = true
		again, _, err := r.expandIRI(d.ac, term, false, true, d)
		if err != nil {
			return false, err
		}
		if again != iri {
			return false, r.fail("invalid IRI mapping", term+" looks like another IRI than the one it is mapped to")
		}
	}
	// Step 14.2.5.
	if !strings.ContainsAny(term, ":/") && simple && (isBlank(iri) || strings.IndexByte(":/?#[]@", iri[len(iri)-1]) >= 0) {
		def.prefix = true
	}
	return false, nil
}

// container is step 19: the container mapping.
func (d *definer) container(def *definition, term string, entries *Value) error {
	v := entries.Get("@container")
	if v == nil {
		return nil
	}
	r := d.run
	var all container
	for _, item := range v.Items() {
		c := containerOf(item.Str())
		if c == 0 || all.has(c) {
			return r.fail("invalid container mapping", term)
		}
		all |= c
	}
	if !isContainer(all) || r.mode10 && (!v.IsString() || all.has(inGraph|inID|inType)) {
		return r.fail("invalid container mapping", term)
	}
	def.container = all
	if all.has(inType) { // step 19.4
		if def.typed == untyped {
			def.typed = byID
		}
		if def.typed != byID && def.typed != byVocab {
			return r.fail("invalid type mapping", term)
		}
	}
	return nil
}

// index is step 20: the index mapping.
func (d *definer) index(def *definition, term string, entries *Value) error {
	v := entries.Get("@index")
	if v == nil {
		return nil
	}
	r := d.run
	if r.mode10 || !def.container.has(inIndex) || !v.IsString() {
		return r.fail("invalid term definition", term)
	}
	iri, ok, err := r.expandIRI(d.ac, v.text, false, true, d)
	if err != nil {
		return err
	}
	if !ok || schemeLen(iri) == 0 {
		return r.fail("invalid term definition", "the @index of "+term+" must be a property")
	}
	def.index = v.text
	return nil
}

// isContainer: step 19.1, which containers go together.
func isContainer(c container) bool {
	switch c &^ inSet {
	case 0, inGraph, inID, inIndex, inLanguage, inType, inGraph | inID, inGraph | inIndex:
		return c != 0
	case inList:
		return c == inList
	default:
		return false
	}
}

// scoped is step 21: the context within the definition, which is tried now and
// applied when the term is used.
func (d *definer) scoped(def *definition, term string, entries *Value) error {
	v := entries.Get("@context")
	if v == nil {
		return nil
	}
	r := d.run
	if r.mode10 {
		return r.fail("invalid term definition", "a context in a term definition is of JSON-LD 1.1")
	}
	s := scope{remote: d.scope.remote, override: true, inline: d.scope.inline}
	if _, err := r.process(d.ac, v, d.base, s, true); err != nil {
		var e *Error
		if errors.As(err, &e) {
			return r.fail("invalid scoped context", term+": "+e.Code+" "+e.Text)
		}
		return err
	}
	def.context, def.base = v, d.base
	return nil
}

// rest is steps 22 to 26: @language, @direction, @nest, @prefix, and nothing else.
func (d *definer) rest(def *definition, term string, entries *Value) error {
	r := d.run
	typed := entries.Get("@type") != nil
	for _, m := range entries.members {
		switch keywordOf(m.Name) {
		case kwID, kwReverse, kwContainer, kwContext, kwIndex, kwProtected, kwType:
		case kwLanguage:
			if typed {
				continue
			}
			if m.Value.Kind() != Null && !m.Value.IsString() {
				return r.fail("invalid language mapping", term)
			}
			def.hasLanguage, def.language = true, m.Value.Str()
		case kwDirection:
			if typed {
				continue
			}
			var ok bool
			if def.direction, ok = directionOf(m.Value); !ok {
				return r.fail("invalid base direction", term)
			}
		case kwNest:
			if r.mode10 {
				return r.fail("invalid term definition", "@nest is of JSON-LD 1.1")
			}
			if !m.Value.IsString() || keywordOf(m.Value.text) != notKeyword && m.Value.text != "@nest" {
				return r.fail("invalid @nest value", term)
			}
			def.nest = m.Value.text
		case kwPrefix:
			if r.mode10 || strings.ContainsAny(term, ":/") {
				return r.fail("invalid term definition", term+" cannot be a prefix")
			}
			var ok bool
			if def.prefix, ok = m.Value.Bool(); !ok {
				return r.fail("invalid @prefix value", term)
			}
			if def.prefix && keywordOf(def.iri) != notKeyword {
				return r.fail("invalid term definition", "a keyword cannot be a prefix")
			}
		default:
			return r.fail("invalid term definition", term+" has the entry "+m.Name)
		}
	}
	return nil
}
