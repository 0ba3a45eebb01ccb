package jsonld

// Node Map Generation (JSON-LD 1.1 API 7.2) and Deserialize JSON-LD to RDF (8.1)
// in one walk: what the standard puts into a node map and reads from it again is
// written at once as statements. Both are sets; where the node map keeps apart or
// together what statements alone would not, value says so.

// place is where statements go: the active graph, and whether they are kept.
type place struct {
	graph Term
	live  bool // false within a graph whose name is not well-formed
	// unsaid: what a list or a directed string says of itself is not kept, because
	// the statement that it is the object of is not well-formed. Nodes within are
	// nodes of the graph all the same.
	unsaid bool
}

// node writes the statements of a node object and returns what names it: 7.2.2,
// step 6. The term is NoTerm if its @id is not well-formed.
func (r *run) node(o *object, in place) (Term, error) {
	in.unsaid = false
	if o.more != nil && o.more.fragment != nil {
		return r.insert(o.more.fragment), nil
	}
	id := r.newBlank() // step 6.2
	if o.has(hasID) {  // step 6.1
		id = r.resource(o.id)
	} else if o.has(hasGraph) {
		r.origins.label(id, o, OriginGraph)
	} else {
		r.origins.label(id, o, OriginNode)
	}
	for _, t := range o.types { // steps 3 and 6.7; 8.1.2, step 1.3.2.1
		if err := r.emit(id, typeTerm, r.resource(t), in); err != nil {
			return id, err
		}
	}
	if o.more != nil {
		if err := r.rareNode(o, id, in); err != nil {
			return id, err
		}
	}
	if o.has(hasGraph) { // step 6.10
		inner := place{graph: id, live: in.live && id.Kind != NoTerm}
		for _, item := range o.items {
			if _, err := r.object(item, inner); err != nil {
				return id, err
			}
		}
	}
	for i := range o.props { // step 6.12; 8.1.2, step 1.3.2
		p := &o.props[i]
		predicate := r.predicate(p)
		within := place{graph: in.graph, live: in.live, unsaid: id.Kind == NoTerm || predicate.Kind == NoTerm}
		for _, v := range p.values {
			value, err := r.value(id, predicate, v, within)
			if err != nil {
				return id, err
			}
			if err := r.emit(id, predicate, value, in); err != nil {
				return id, err
			}
		}
	}
	return id, nil
}

// value returns the term of v, which is a value of a property of id: step 4.1.2
// of 7.2.2 keeps equal values once. That matters where they become nodes.
func (r *run) value(id, predicate Term, v *object, in place) (Term, error) {
	if r.direction != CompoundLiteral || !v.has(hasDirection) || !v.value.IsString() {
		return r.object(v, in)
	}
	key := compound{in.graph, id, predicate, v.value.text, v.language, v.direction, ""}
	if v.more != nil {
		key.index = v.more.index
	}
	if t, ok := r.compounds[key]; ok {
		return t, nil
	}
	t, err := r.object(v, in)
	if r.compounds == nil {
		r.compounds = make(map[compound]Term)
	}
	r.compounds[key] = t
	return t, err
}

// compound is a string with a base direction as a value of a property.
type compound struct {
	graph, id, predicate Term
	text, language       string
	direction            direction
	index                string
}

// rareNode is steps 6.8, 6.9 and 6.11 of 7.2.2: @index, @reverse, @included.
func (r *run) rareNode(o *object, id Term, in place) error {
	if o.has(hasIndex) {
		key := [2]Term{in.graph, id}
		if old, ok := r.indexes[key]; ok && old != o.more.index {
			return r.fail("conflicting indexes", o.more.index)
		}
		if r.indexes == nil {
			r.indexes = make(map[[2]Term]string)
		}
		r.indexes[key] = o.more.index
	}
	for i := range o.more.reverse {
		p := &o.more.reverse[i]
		predicate := r.predicate(p)
		for _, v := range p.values {
			subject, err := r.node(v, in)
			if err != nil {
				return err
			}
			if err := r.emit(subject, predicate, id, in); err != nil {
				return err
			}
		}
	}
	for _, v := range o.more.included {
		if _, err := r.node(v, in); err != nil {
			return err
		}
	}
	return nil
}

// emit writes a statement, unless a part of it is not well-formed.
func (r *run) emit(s, p, o Term, in place) error {
	if !in.live || in.unsaid || s.Kind == NoTerm || p.Kind == NoTerm || o.Kind == NoTerm {
		return nil
	}
	if len(r.quads) == r.budget.Quads {
		return &LimitError{"statements", r.budget.Quads}
	}
	r.quads = append(r.quads, Quad{s, p, o, in.graph})
	return nil
}

var typeTerm = Term{Kind: IRI, Value: rdfType}

// resource returns the term of an expanded @id or @type; NoTerm if it is not
// well-formed.
func (r *run) resource(s string) Term {
	if isBlank(s) {
		return r.blank(s)
	}
	if r.lossy && !isIRI(s) {
		return Term{}
	}
	return Term{Kind: IRI, Value: s}
}

func (r *run) predicate(p *property) Term {
	switch {
	case p.absolute:
		return Term{Kind: IRI, Value: p.iri}
	case isBlank(p.iri) && !r.generalized:
		return Term{}
	}
	return r.resource(p.iri)
}

// blank is Generate Blank Node Identifier, 7.4.2: labels of the input are
// replaced, alike by alike.
func (r *run) blank(label string) Term {
	t, ok := r.blanks[label]
	if !ok {
		t = r.newBlank()
		if r.blanks == nil {
			r.blanks = make(map[string]Term)
		}
		r.blanks[label] = t
		if r.origins != nil {
			r.origins.labels[t.Value] = Origin{Label: label}
		}
	}
	return t
}

func (r *run) newBlank() Term {
	n := r.nextBlank
	r.nextBlank++
	return Term{Kind: BlankNode, Value: blankLabel(n)}
}
