package jsonld

import "strings"

// entries is steps 13 and 14 of the Expansion Algorithm.
func (e *expansion) entries(element *Value) error {
	r := e.run
	var nests []*Member
	if e.result.props == nil {
		e.result.props = r.properties.take(len(element.members))[:0]
	}
	for i := range element.members {
		m := &element.members[i]
		if m.Name == "@context" { // step 13.1
			continue
		}
		r.path = append(r.path, step{name: m.Name})
		nest, err := e.entry(m)
		if err != nil {
			return err
		}
		if nest {
			nests = append(nests, m)
		}
		r.path = r.path[:len(r.path)-1]
	}
	for _, m := range nests {
		r.path = append(r.path, step{name: m.Name})
		if err := e.nest(m); err != nil {
			return err
		}
		r.path = r.path[:len(r.path)-1]
	}
	return nil
}

// entry is step 13 for one entry. It returns true for one that is nested.
func (e *expansion) entry(m *Member) (nest bool, err error) {
	r := e.run
	def := e.ac.terms[m.Name]
	p := property{}
	kw := notKeyword
	if def != nil { // step 13.2
		p.iri, p.absolute, kw = def.iri, def.absolute, def.keyword
	} else {
		iri, ok, err := r.expandIRI(e.ac, m.Name, false, true, nil)
		if err != nil {
			return false, err
		}
		if ok {
			p.iri, p.absolute, kw = iri, isIRI(iri), keywordOf(iri)
		}
	}
	switch {
	case kw != notKeyword: // step 13.4
		return e.keyword(kw, m)
	case !p.absolute && !r.lossy, strings.IndexByte(p.iri, ':') < 0: // step 13.3
		return false, r.droppedHere(m.Name)
	}
	return false, e.propertyValue(def, m.Name, p, m.Value)
}

// propertyValue is steps 13.5 to 13.14.
func (e *expansion) propertyValue(def *definition, key string, p property, value *Value) (err error) {
	r, o := e.run, e.result
	if def == nil {
		def = &noDefinition
	}
	start := len(r.stack)
	got := many
	if def.container.has(inGraph) {
		r.graphs++
		defer func() { r.graphs-- }()
	}
	switch {
	case def.typed == byJSON: // step 13.6
		j := r.newObject()
		j.keys, j.value = hasValue|hasType|isJSON, value
		r.push(j)
		got = one
	case def.container.has(inLanguage) && value.Kind() == Object: // step 13.7
		err = e.languageMap(def, value)
	case def.container.has(inIndex|inType|inID) && value.Kind() == Object: // step 13.8
		err = e.indexMap(def, key, value)
	default: // step 13.9
		got, err = r.expand(e.ac, activeProperty{key, def}, value, false, false)
	}
	if err != nil || got == nothing { // step 13.10
		return err
	}
	isList := got == one && r.stack[start].has(hasList)
	if def.container.has(inList) && !isList { // step 13.11
		r.push(r.listOf(value, start))
	}
	values := r.pop(start)
	if def.container.has(inGraph) && !def.container.has(inID|inIndex) { // step 13.12
		for i, v := range values {
			if values[i], err = r.graph(v); err != nil {
				return err
			}
		}
	}
	p.values = values
	if !def.reverse { // step 13.14
		o.keys |= hasProperty
		o.props = append(o.props, p)
		return nil
	}
	o.keys |= hasReverse // step 13.13
	return e.addReverse(p)
}

// noDefinition is what a key has that is not a term.
var noDefinition definition

// addReverse adds to the entry @reverse of the result.
func (e *expansion) addReverse(p property) error {
	for _, v := range p.values {
		if v.has(hasValue | hasList) {
			return e.run.fail("invalid reverse property value", "only nodes can have properties")
		}
	}
	more := e.result.rare()
	more.reverse = append(more.reverse, p)
	return nil
}

// graph makes a graph object of o. Of a value in a graph nothing is left in RDF,
// nor of a node without properties.
func (r *run) graph(o *object) (*object, error) {
	if !o.isNode() || o.only(hasID) {
		if err := r.droppedHere("a graph without statements"); err != nil {
			return nil, err
		}
	}
	g := r.newObject()
	g.keys, g.items = hasGraph, []*object{o}
	r.origins.from(g, r.origins.value(o))
	return g, nil
}

// nest is step 14 for one key: what is nested counts as if it stood in element.
func (e *expansion) nest(m *Member) error {
	r := e.run
	var one [1]*Value
	inner := *e
	if def := e.ac.terms[m.Name]; def != nil && def.context != nil { // steps 3 and 8
		var err error
		if inner.ac, err = r.apply(e.ac, def, true, true); err != nil {
			return err
		}
	}
	for _, item := range itemsOf(m.Value, &one) {
		if item.Kind() != Object {
			return r.fail("invalid @nest value", "it is "+item.Kind().String())
		}
		for i := range item.members {
			if inner.ac.keyword(item.members[i].Name) == kwValue {
				return r.fail("invalid @nest value", "it has a @value")
			}
		}
		if err := inner.entries(item); err != nil {
			return err
		}
	}
	return nil
}

// languageMap is step 13.7.
func (e *expansion) languageMap(def *definition, value *Value) error {
	r := e.run
	dir := e.ac.direction
	if def.direction != unset {
		dir = def.direction
	}
	var one [1]*Value
	for _, m := range value.members {
		r.path = append(r.path, step{name: m.Name})
		language, _, err := r.expandIRI(e.ac, m.Name, false, true, nil)
		if err != nil {
			return err
		}
		for _, item := range itemsOf(m.Value, &one) {
			if item.Kind() == Null {
				continue
			}
			if !item.IsString() {
				return r.fail("invalid language map value", "it is "+item.Kind().String())
			}
			v := r.newObject()
			v.keys, v.value = hasValue, item
			if language != "@none" {
				if err := r.setLanguage(v, m.Name); err != nil {
					return err
				}
			}
			if err := r.setDirection(v, dir); err != nil {
				return err
			}
			r.push(v)
		}
		r.path = r.path[:len(r.path)-1]
	}
	return nil
}

// setLanguage gives a value a language. Tags are in lower case, as the standard
// allows in every place where it names them, and as those implementations do
// with which most badges are signed; a signature covers the case.
func (r *run) setLanguage(v *object, language string) error {
	v.keys, v.language = v.keys|hasLanguage, strings.ToLower(language)
	if isBCP47(language) {
		return nil
	}
	return r.droppedHere(language)
}

// setDirection gives a value a direction, if dir is one.
func (r *run) setDirection(v *object, dir direction) error {
	if dir != ltr && dir != rtl {
		return nil
	}
	v.keys, v.direction = v.keys|hasDirection, dir
	if r.direction != NoDirection {
		return nil
	}
	return r.droppedHere("@direction")
}

// indexMap is step 13.8.
func (e *expansion) indexMap(def *definition, key string, value *Value) error {
	r := e.run
	for i := range value.members {
		m := &value.members[i]
		r.path = append(r.path, step{name: m.Name})
		mapContext, err := e.mapContext(def, m.Name)
		if err != nil {
			return err
		}
		start := len(r.stack)
		if _, err := r.expand(mapContext, activeProperty{key, mapContext.terms[key]}, asArray(m.Value), true, false); err != nil { // step 13.8.3.6
			return err
		}
		for j, item := range r.stack[start:] {
			if def.container.has(inGraph) && !item.isGraph() { // step 13.8.3.7.1
				graph, err := r.graph(item)
				if err != nil {
					return err
				}
				item = graph
				r.stack[start+j] = item
			}
			if err := e.index(def, m.Name, item); err != nil {
				return err
			}
		}
		r.path = r.path[:len(r.path)-1]
	}
	return nil
}

// mapContext is steps 13.8.3.1 to 3: the context of the values under a key of a
// map. It is another than the active context only for a type with a context.
func (e *expansion) mapContext(def *definition, index string) (*activeContext, error) {
	if !def.container.has(inType) {
		return e.ac, nil
	}
	ac := e.ac
	if ac.previous != nil {
		ac = ac.previous
	}
	if scoped := ac.terms[index]; scoped != nil && scoped.context != nil {
		return e.run.apply(ac, scoped, false, false)
	}
	return e.ac, nil
}

// asArray returns v as an array of one, if it is not an array.
func asArray(v *Value) *Value {
	if v.Kind() == Array {
		return v
	}
	return NewArray(v)
}

// index is step 13.8.3.7: what the key in the map says of the item.
func (e *expansion) index(def *definition, index string, item *object) error {
	r := e.run
	expanded, ok, err := r.expandIRI(e.ac, index, false, true, nil) // step 13.8.3.4
	if err != nil || expanded == "@none" {
		return err
	}
	switch {
	case def.container.has(inIndex) && def.index != "": // step 13.8.3.7.2
		return e.indexProperty(def, index, item)
	case def.container.has(inIndex):
		if err := r.droppedHere(index); err != nil {
			return err
		}
		if !item.has(hasIndex) {
			item.keys |= hasIndex
			item.rare().index = index
		}
	case def.container.has(inID) && !item.has(hasID):
		id, err := r.identifier(e.ac, index, true, false)
		if err != nil {
			return err
		}
		item.keys |= hasID
		item.id = id
	case def.container.has(inType):
		if !ok || !isIRI(expanded) && !isBlank(expanded) {
			if err := r.droppedHere(index); err != nil {
				return err
			}
		}
		item.keys |= hasType
		item.types = append([]string{expanded}, item.types...)
	}
	return nil
}

// indexProperty is step 13.8.3.7.2: the key in the map is the value of a property.
func (e *expansion) indexProperty(def *definition, index string, item *object) error {
	r := e.run
	if item.has(hasValue) {
		return r.fail("invalid value object", "the value of an index that is a property must be a node")
	}
	value, err := r.expandValue(e.ac, e.ac.terms[def.index], NewString(index))
	if err != nil {
		return err
	}
	iri, _, err := r.expandIRI(e.ac, def.index, false, true, nil)
	if err != nil {
		return err
	}
	if !isIRI(iri) {
		if err := r.droppedHere(def.index); err != nil {
			return err
		}
	}
	item.keys |= hasProperty
	item.props = append(item.props, property{iri: iri, values: []*object{value}})
	return nil
}
