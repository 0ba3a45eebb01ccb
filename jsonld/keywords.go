package jsonld

import (
	"errors"
	"strconv"
	"strings"
)

// plainKeywords are the keywords that stand for what a reader of plain JSON sees
// as well. Others make the document and its RDF differ in shape: a credential
// could be signed in one and shown in the other.
const plainKeywords = 1<<kwID | 1<<kwType | 1<<kwValue | 1<<kwLanguage | 1<<kwDirection

// keyword is step 13.4 of the Expansion Algorithm: an entry whose key expands to
// a keyword. It returns true for @nest.
func (e *expansion) keyword(kw keyword, m *Member) (nest bool, err error) {
	r, o, value := e.run, e.result, m.Value
	if e.property.name == "@reverse" { // step 13.4.1
		return false, r.fail("invalid reverse property map", "a keyword cannot be reversed")
	}
	if r.plain && plainKeywords&(1<<kw) == 0 {
		return false, &TermError{Pointer: r.pointer(), Term: m.Name}
	}
	if kw == kwNest { // step 13.4.14
		return true, nil
	}
	entry := keywordEntries[kw]
	if entry == 0 {
		return false, r.droppedHere(m.Name)
	}
	if o.has(entry) && (kw != kwType || r.mode10) && kw != kwIncluded && kw != kwReverse { // step 13.4.2
		return false, r.fail("colliding keywords", m.Name)
	}
	switch kw {
	case kwID:
		err = e.id(value)
	case kwType:
		err = e.typeEntry(value)
	case kwGraph:
		err = e.graphEntry(value)
	case kwIncluded:
		err = e.included(value)
	case kwValue:
		err = e.value(value)
	case kwLanguage:
		err = e.language(value)
	case kwDirection:
		err = e.direction(value)
	case kwIndex:
		err = e.indexEntry(m.Name, value)
	case kwList, kwSet:
		err = e.collection(kw, value)
	case kwReverse:
		err = e.reverse(value)
	default: // has no entry, and was refused above
	}
	return false, err
}

// keywordEntries says which entry of an object each keyword makes.
var keywordEntries = [kwVocab + 1]entries{
	kwID: hasID, kwType: hasType, kwGraph: hasGraph, kwIncluded: hasIncluded, kwValue: hasValue, kwLanguage: hasLanguage,
	kwDirection: hasDirection, kwIndex: hasIndex, kwList: hasList, kwSet: hasSet, kwReverse: hasReverse,
}

// id is step 13.4.3.
func (e *expansion) id(value *Value) (err error) {
	if !value.IsString() {
		return e.run.fail("invalid @id value", "it is "+value.Kind().String())
	}
	e.result.keys |= hasID
	e.result.id, err = e.run.identifier(e.ac, value.text, true, false)
	return err
}

// identifier expands what names a node, or is one of its types.
func (r *run) identifier(ac *activeContext, s string, documentRelative, vocab bool) (string, error) {
	if def := ac.terms[s]; def != nil && vocab && def.absolute {
		return def.iri, nil
	}
	iri, ok, err := r.expandIRI(ac, s, documentRelative, vocab, nil)
	if err != nil {
		return "", err
	}
	if !ok {
		iri = ""
	}
	if !r.lossy && !isIRI(iri) && !isBlank(iri) {
		return "", &TermError{Pointer: r.pointer(), Term: s}
	}
	if r.isDisguised(ac, s, iri, vocab) {
		return "", &TermError{Pointer: r.pointer(), Term: s, Disguised: true}
	}
	return iri, nil
}

// isDisguised reports whether a reader of plain JSON would take s for something else than
// the IRI that it stands for: an id that begins with a prefix of a context, or the
// address of a type or value for which the document has a word. To a proof over statements both
// are one, and whoever looks for the one overlooks the other.
func (r *run) isDisguised(ac *activeContext, s, iri string, vocab bool) bool {
	if !r.plain {
		return false
	}
	if !vocab {
		return iri != s
	}
	return strings.Contains(s, ":") && ac.hasWord(iri)
}

// hasWord reports whether a term means an IRI.
func (ac *activeContext) hasWord(iri string) bool {
	for name, def := range ac.terms {
		if def != nil && def.iri == iri && !strings.Contains(name, ":") {
			return true
		}
	}
	return false
}

// typeEntry is step 13.4.4.
func (e *expansion) typeEntry(value *Value) error {
	r, o := e.run, e.result
	if value.Kind() == Array || o.has(hasType) {
		o.keys |= isArray
	}
	o.keys |= hasType
	var one [1]*Value
	items := itemsOf(value, &one)
	start := len(r.strings)
	for i, item := range items {
		if !item.IsString() {
			return r.fail("invalid type value", "it is "+item.Kind().String())
		}
		if def := e.typeScoped.terms[item.text]; def != nil && def.absolute {
			r.strings = append(r.strings, def.iri)
			continue
		}
		iri, err := e.typeIRI(item.text)
		if err != nil {
			if term := (*TermError)(nil); errors.As(err, &term) && value.Kind() == Array {
				term.Pointer += "/" + strconv.Itoa(i)
			}
			return err
		}
		if iri == "@json" {
			o.keys |= isJSON
		}
		r.strings = append(r.strings, iri)
	}
	types := r.names.copy(r.strings[start:])
	r.strings = r.strings[:start]
	if o.types == nil {
		o.types = types
	} else {
		o.types = append(o.types, types...)
	}
	return nil
}

// typeIRI expands one type.
func (e *expansion) typeIRI(name string) (string, error) {
	r := e.run
	iri, ok, err := r.expandIRI(e.typeScoped, name, true, true, nil)
	switch {
	case err != nil || iri == "@json":
		return iri, err
	case ok && (isIRI(iri) || isBlank(iri)):
		if r.isDisguised(e.typeScoped, name, iri, true) {
			return "", &TermError{Pointer: r.pointer(), Term: name, Disguised: true}
		}
	case !r.lossy:
		return "", &TermError{Pointer: r.pointer(), Term: name}
	}
	return iri, nil
}

// graphEntry is step 13.4.5.
func (e *expansion) graphEntry(value *Value) error {
	r := e.run
	r.graphs++
	defer func() { r.graphs-- }()
	start := len(r.stack)
	if _, err := r.expand(e.ac, activeProperty{name: "@graph"}, value, false, false); err != nil {
		return err
	}
	e.result.keys |= hasGraph
	e.result.items = r.pop(start)
	return nil
}

// included is step 13.4.6.
func (e *expansion) included(value *Value) error {
	r, o := e.run, e.result
	if r.mode10 {
		return nil
	}
	start := len(r.stack)
	// Not with null as active property, which would drop what is wrong.
	if _, err := r.expand(e.ac, activeProperty{name: "@included"}, value, false, false); err != nil {
		return err
	}
	for _, item := range r.stack[start:] {
		if !item.isNode() {
			return r.fail("invalid @included value", "only nodes can be included")
		}
		if item.only(hasID) {
			if err := r.droppedHere(item.id); err != nil {
				return err
			}
		}
	}
	o.keys |= hasIncluded
	o.rare().included = append(o.rare().included, r.pop(start)...)
	return nil
}

// value is step 13.4.7.
func (e *expansion) value(value *Value) error {
	o := e.result
	isJSON, err := e.isJSON()
	if err != nil {
		return err
	}
	if (value.Kind() == Array || value.Kind() == Object) && !isJSON || isJSON && e.run.mode10 {
		return e.run.fail("invalid value object value", "it is "+value.Kind().String())
	}
	o.keys |= hasValue
	o.value = value
	return nil
}

// language is step 13.4.8.
func (e *expansion) language(value *Value) error {
	if !value.IsString() {
		return e.run.fail("invalid language-tagged string", "the @language must be a string")
	}
	return e.run.setLanguage(e.result, value.text)
}

// direction is step 13.4.9.
func (e *expansion) direction(value *Value) error {
	if e.run.mode10 {
		return nil
	}
	dir, ok := directionOf(value)
	if !ok || dir == null {
		return e.run.fail("invalid base direction", "")
	}
	return e.run.setDirection(e.result, dir)
}

// indexEntry is step 13.4.10.
func (e *expansion) indexEntry(name string, value *Value) error {
	if !value.IsString() {
		return e.run.fail("invalid @index value", "")
	}
	if err := e.run.droppedHere(name); err != nil {
		return err
	}
	e.result.keys |= hasIndex
	e.result.rare().index = value.text
	return nil
}

// collection is steps 13.4.11 and 12: @list and @set.
func (e *expansion) collection(kw keyword, value *Value) error {
	r, o := e.run, e.result
	if kw == kwList && e.property.free() {
		return r.dropped(value)
	}
	start := len(r.stack)
	if _, err := r.expand(e.ac, e.property, value, false, kw == kwList); err != nil {
		return err
	}
	o.keys |= keywordEntries[kw]
	o.items = r.pop(start)
	return nil
}

// reverse is step 13.4.13.
func (e *expansion) reverse(value *Value) error {
	r, o := e.run, e.result
	if value.Kind() != Object {
		return r.fail("invalid @reverse value", "it is "+value.Kind().String())
	}
	start := len(r.stack)
	if _, err := r.expand(e.ac, activeProperty{name: "@reverse"}, value, false, false); err != nil {
		return err
	}
	o.keys |= hasReverse
	for _, inner := range r.pop(start) {
		if inner.has(hasReverse) { // reversed twice
			o.keys |= hasProperty
			o.props = append(o.props, inner.more.reverse...)
		}
		for _, p := range inner.props {
			if err := e.addReverse(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// expandValue is Value Expansion: JSON-LD 1.1 API 5.3.2. def is the definition of
// the active property in ac.
func (r *run) expandValue(ac *activeContext, def *definition, value *Value) (*object, error) {
	if def == nil {
		def = &noDefinition
	}
	o := r.newObject()
	if (def.typed == byID || def.typed == byVocab) && value.IsString() { // steps 1 and 2
		var err error
		o.keys = hasID
		o.id, err = r.identifier(ac, value.text, true, def.typed == byVocab)
		return o, err
	}
	o.keys, o.value = hasValue, value // step 3
	switch {
	case def.typed == byIRI: // step 4
		o.keys |= hasType
		o.types = def.datatype
		if !r.lossy && !isIRI(def.typeMapping) {
			return nil, &TermError{Pointer: r.pointer(), Term: def.typeMapping}
		}
	case def.typed == byJSON:
		o.keys |= hasType | isJSON
	case value.IsString(): // step 5
		language, dir := ac.language, ac.direction
		if def.hasLanguage {
			language = def.language
		}
		if def.direction != unset {
			dir = def.direction
		}
		if language != "" {
			if err := r.setLanguage(o, language); err != nil {
				return nil, err
			}
		}
		return o, r.setDirection(o, dir)
	}
	return o, nil
}
