package jsonld

import (
	"slices"
	"strings"
)

// outcome is what an expansion gives: null, one object, or an array of them,
// which stand at the end of the run's stack.
type outcome uint8

const (
	nothing outcome = iota
	one
	many
)

// activeProperty is an active property, "" for null, with the definition it has
// where it stands.
type activeProperty struct {
	name string
	def  *definition
}

// free reports whether a value or reference without a property is dropped here.
func (p activeProperty) free() bool { return p.name == "" || p.name == "@graph" }

// scoped reports whether the property has a context of its own: step 3.
func (p activeProperty) scoped() bool { return p.def != nil && p.def.context != nil }

// expand is the Expansion Algorithm: JSON-LD 1.1 API 5.1.2. Results are pushed on
// r.stack. fromMap is from map; lists says that arrays in element are lists within
// a list. The order of keys is that of the document: ordered is false.
func (r *run) expand(ac *activeContext, property activeProperty, element *Value, fromMap, lists bool) (outcome, error) {
	if len(r.path) > maxDepth {
		return nothing, &LimitError{"levels", maxDepth}
	}
	switch element.Kind() {
	case Null, Absent: // step 1
		return nothing, nil
	case Array:
		return r.expandArray(ac, property, element, fromMap, lists)
	case Object:
		return r.expandMap(ac, property, element, fromMap)
	default: // step 4: a scalar
	}
	if property.free() {
		return nothing, r.dropped(element)
	}
	def := property.def
	if property.scoped() { // step 4.2
		var err error
		if ac, err = r.apply(ac, def, true, true); err != nil {
			return nothing, err
		}
		def = ac.terms[property.name]
	}
	o, err := r.expandValue(ac, def, element)
	if err != nil {
		return nothing, err
	}
	r.stack = append(r.stack, o)
	return one, nil
}

// maxDepth bounds trees that do not come from Parse.
const maxDepth = 1000

// expandArray is step 5.
func (r *run) expandArray(ac *activeContext, property activeProperty, element *Value, fromMap, lists bool) (outcome, error) {
	if property.def != nil && property.def.container.has(inList) {
		lists = true
	}
	for i, item := range element.items {
		r.path = append(r.path, step{index: i, isIndex: true})
		start := len(r.stack)
		got, err := r.expand(ac, property, item, fromMap, lists)
		if err != nil {
			return nothing, err
		}
		if got == many && lists { // step 5.2.2
			r.push(r.listOf(item, start))
		}
		r.path = r.path[:len(r.path)-1]
	}
	return many, nil
}

// push puts o on the stack.
func (r *run) push(o *object) { r.stack = append(r.stack, o) }

// pop takes what lies on the stack above start.
func (r *run) pop(start int) []*object {
	out := r.pointers.copy(r.stack[start:])
	r.stack = r.stack[:start]
	return out
}

// list makes a list object of what lies on the stack above start.
func (r *run) list(start int) *object {
	o := r.newObject()
	o.keys, o.items = hasList, r.pop(start)
	return o
}

// listOf is list for the items of v.
func (r *run) listOf(v *Value, start int) *object {
	o := r.list(start)
	r.origins.from(o, v)
	return o
}

// expandMap is steps 6 to 21.
func (r *run) expandMap(ac *activeContext, property activeProperty, element *Value, fromMap bool) (outcome, error) {
	if r.batch != nil && r.graphs == 0 && !fromMap {
		if f := r.batch.fragment(r, ac, property, element); f != nil {
			o := r.newObject()
			o.keys, o.rare().fragment = hasProperty, f
			r.push(o)
			return one, nil
		}
	}
	var err error
	// Step 7: a context that is not propagated ends at the next node object.
	if ac.previous != nil && !fromMap && endsScope(ac, element) {
		ac = ac.previous
	}
	if property.scoped() { // step 8
		if ac, err = r.apply(ac, property.def, true, true); err != nil {
			return nothing, err
		}
	}
	if local := element.Get("@context"); local != nil { // step 9
		r.path = append(r.path, step{name: "@context"})
		if ac, err = r.applyNamed(ac, local); err != nil {
			return nothing, err
		}
		r.path = r.path[:len(r.path)-1]
	}
	e := expansion{run: r, ac: ac, typeScoped: ac, property: property} // step 10
	if err := e.typeScopes(element); err != nil {                      // step 11
		return nothing, err
	}
	e.result = r.newObject() // step 12
	r.origins.from(e.result, element)
	if err := e.entries(element); err != nil {
		return nothing, err
	}
	return e.finish(element) // steps 15 to 20
}

// endsScope reports whether element is a new node object: it has no entry that
// expands to @value, and is not a reference of @id alone.
func endsScope(ac *activeContext, element *Value) bool {
	for i := range element.members {
		switch ac.keyword(element.members[i].Name) {
		case kwValue:
			return false
		case kwID:
			if len(element.members) == 1 {
				return false
			}
		default:
		}
	}
	return true
}

// expansion is the expansion of one map.
type expansion struct {
	run        *run
	ac         *activeContext
	typeScoped *activeContext // type-scoped context
	property   activeProperty
	firstType  *Value // the first entry that expands to @type
	result     *object
}

// typeScopes is step 11: contexts that come with types.
func (e *expansion) typeScopes(element *Value) error {
	var room [4]*Member
	members := room[:0]
	for i := range element.members {
		m := &element.members[i]
		if e.ac.keyword(m.Name) == kwType {
			members = append(members, m)
		}
	}
	if len(members) > 1 {
		slices.SortFunc(members, func(x, y *Member) int { return strings.Compare(x.Name, y.Name) })
	}
	for i, m := range members {
		if i == 0 {
			e.firstType = m.Value
		}
		if err := e.typeScope(m); err != nil {
			return err
		}
	}
	return nil
}

// typeScope is step 11 for one entry.
func (e *expansion) typeScope(m *Member) (err error) {
	var one [1]*Value
	var room [8]string
	terms := room[:0]
	for _, item := range itemsOf(m.Value, &one) {
		if item.IsString() {
			if def := e.typeScoped.terms[item.text]; def != nil && def.context != nil {
				terms = append(terms, item.text)
			}
		}
	}
	if len(terms) > 1 {
		slices.Sort(terms)
	}
	for _, term := range terms {
		def := e.typeScoped.terms[term]
		e.run.path = append(e.run.path, step{name: m.Name})
		if e.ac, err = e.run.apply(e.ac, def, false, false); err != nil {
			return err
		}
		e.run.path = e.run.path[:len(e.run.path)-1]
	}
	return nil
}

// isJSON is the use of step 12: whether the last type of the first entry of types
// is @json.
func (e *expansion) isJSON() (bool, error) {
	if e.firstType == nil {
		return false, nil
	}
	var one [1]*Value
	items := itemsOf(e.firstType, &one)
	if len(items) == 0 || !items[len(items)-1].IsString() {
		return false, nil
	}
	iri, _, err := e.run.expandIRI(e.ac, items[len(items)-1].text, true, true, nil)
	return iri == "@json", err
}

// finish is steps 15 to 20: what kind of object the result is, and whether it is
// one that may stand where it stands.
func (e *expansion) finish(element *Value) (outcome, error) {
	r, o := e.run, e.result
	switch {
	case o.has(hasValue): // step 15
		if drop, err := e.finishValue(); err != nil || drop {
			return nothing, err
		}
	case o.has(isJSON): // nothing but a value can be a JSON literal
		if err := r.droppedHere("@json"); err != nil {
			return nothing, err
		}
	}
	if o.has(hasSet | hasList) { // step 17
		if !o.only(hasSet|hasList|hasIndex) || o.has(hasSet) && o.has(hasList) {
			return nothing, r.fail("invalid set or list object", "it has other entries")
		}
		if o.has(hasSet) {
			r.stack = append(r.stack, o.items...)
			return many, nil
		}
	}
	if o.keys == hasLanguage { // step 18
		return nothing, r.dropped(element)
	}
	if e.property.free() { // step 19
		if o.keys == 0 || o.has(hasValue|hasList) || o.keys == hasID {
			return nothing, r.dropped(element)
		}
	}
	r.push(o)
	return one, nil
}

// finishValue is step 15. It returns true if the value is dropped.
func (e *expansion) finishValue() (drop bool, err error) {
	r, o := e.run, e.result
	if !o.only(hasValue|hasType|hasLanguage|hasDirection|hasIndex) || o.has(hasType) && o.has(hasLanguage|hasDirection) {
		return false, r.fail("invalid value object", "it has entries that do not go together")
	}
	switch {
	case o.has(isJSON) && !o.has(isArray): // step 15.2
	case o.value.Kind() == Null || o.value.Kind() == Array && len(o.value.items) == 0: // step 15.3
		return true, r.droppedHere("null")
	case o.has(hasLanguage) && !o.value.IsString(): // step 15.4
		return false, r.fail("invalid language-tagged value", "only strings have a language")
	case o.has(hasType) && (o.has(isArray) || !isIRI(o.types[0])): // step 15.5
		return false, r.fail("invalid typed value", "the @type of a value must be one IRI")
	}
	return false, nil
}

// itemsOf is Items, with room for one.
func itemsOf(v *Value, one *[1]*Value) []*Value {
	if v.Kind() == Array {
		return v.items
	}
	one[0] = v
	return one[:]
}
