package jsonld

import (
	"context"
	"crypto"
)

// A Batch canonicalizes documents that have most of their parts in common, such
// as the awards of one achievement: what they share is canonicalized once. The
// results are those of the Processor, byte for byte.
//
// Shared are the objects of the model that a document still has: those that With
// and Without have left in their place. Values that are merely equal are not.
//
// A Batch is for one goroutine at a time.
type Batch struct {
	p         *Processor
	shared    map[*Value]bool // the objects of the model
	fragments map[fragmentKey]*fragment
	texts     map[*Value][]byte
	size      int // of the last JSON
}

// fragmentKey says where an object stands: what it becomes depends on that.
type fragmentKey struct {
	element *Value
	ac      *activeContext
	def     *definition
	hash    crypto.Hash
}

// fragment is an object that is canonicalized as far as that does not depend on
// the rest of the document.
type fragment struct {
	root  Term
	state *canonizer // its statements; if root is a blank node it is the first
	iris  []string   // of the subjects of state, "" for blank nodes
}

// insertion is a fragment in a document, with the label of its root there.
type insertion struct {
	*fragment
	label string
}

// NewBatch returns a Batch for documents that are made from model.
func (p *Processor) NewBatch(model *Value) *Batch {
	b := &Batch{p: p, shared: make(map[*Value]bool), fragments: make(map[fragmentKey]*fragment), texts: make(map[*Value][]byte)}
	b.share(model)
	return b
}

func (b *Batch) share(v *Value) {
	switch v.Kind() {
	case Array:
		for _, item := range v.items {
			b.share(item)
		}
	case Object:
		b.shared[v] = true
		for _, m := range v.members {
			b.share(m.Value)
		}
	default: // too small to be worth it
	}
}

// Canonize is Processor.Canonize.
func (b *Batch) Canonize(ctx context.Context, v *Value, h crypto.Hash) (nquads []byte, err error) {
	return b.p.canonize(ctx, v, h, b)
}

// Digest is Processor.Digest.
func (b *Batch) Digest(ctx context.Context, v *Value, h crypto.Hash) (digest []byte, err error) {
	return b.p.digest(ctx, v, h, b)
}

// JSON is v.JSON.
func (b *Batch) JSON(v *Value) []byte {
	out := b.appendJSON(make([]byte, 0, b.size+256), v)
	b.size = len(out)
	return out
}

func (b *Batch) appendJSON(out []byte, v *Value) []byte {
	if b.shared[v] {
		text, ok := b.texts[v]
		if !ok {
			text = v.JSON()
			b.texts[v] = text
		}
		return append(out, text...)
	}
	switch v.Kind() {
	case Array:
		out = append(out, '[')
		for i, item := range v.items {
			if i > 0 {
				out = append(out, ',')
			}
			out = b.appendJSON(out, item)
		}
		return append(out, ']')
	case Object:
		out = append(out, '{')
		for i, m := range v.members {
			if i > 0 {
				out = append(out, ',')
			}
			out = b.appendJSON(append(appendQuoted(out, m.Name), ':'), m.Value)
		}
		return append(out, '}')
	default:
		return v.appendJSON(out)
	}
}

// fragment returns what element becomes as a value of property, nil if that is
// not known apart from the document.
func (b *Batch) fragment(r *run, ac *activeContext, property activeProperty, element *Value) *fragment {
	if !b.shared[element] || ac.shared == nil {
		return nil
	}
	key := fragmentKey{element, ac, property.def, r.hash}
	f, known := b.fragments[key]
	if !known {
		f = b.freeze(r, ac, property, element)
		b.fragments[key] = f
	}
	return f
}

// freeze makes a fragment. It is nil if there is an error, which the document
// will meet again where it can be located, or if labels of blank nodes connect
// the object to others.
func (b *Batch) freeze(r *run, ac *activeContext, property activeProperty, element *Value) *fragment {
	inner := &run{options: r.options, ctx: r.ctx, contexts: r.contexts, budget: r.budget}
	inner.batch = nil
	got, err := inner.expandMap(ac, property, element, false)
	if err != nil || got != one || !inner.stack[0].isNode() {
		return nil
	}
	root, err := inner.node(inner.stack[0], place{live: true})
	if err != nil || inner.blanks != nil {
		return nil
	}
	c := &canonizer{ctx: r.ctx, hash: r.hash, budget: r.budget, index: make(map[string]int32), iris: make(map[string]int32)}
	if root.Kind == BlankNode {
		_, _ = c.node(root.Value)
	}
	if err := c.collect(inner.quads, nil); err != nil {
		return nil
	}
	f := &fragment{root: root, state: c, iris: make([]string, len(c.subjects))}
	for iri, at := range c.iris {
		f.iris[at] = iri
	}
	for i := range c.nodes {
		c.hashFirstDegree(int32(i))
		c.nodes[i] = node{first: c.nodes[i].first, known: true, subject: none, canonical: none}
	}
	return f
}

// insert returns the root of a fragment, which will be among the statements.
func (r *run) insert(f *fragment) Term {
	root := f.root
	if root.Kind == BlankNode {
		root = r.newBlank()
	}
	r.insertions = append(r.insertions, insertion{f, root.Value})
	return root
}

// insert puts a fragment among the statements. Its nodes are known to the rest of
// the document by its root only.
func (c *canonizer) insert(in insertion) error {
	s := in.state
	if len(c.lines)+len(s.lines) > c.budget.Quads {
		return &LimitError{"statements", c.budget.Quads}
	}
	if len(c.text)+len(s.text) > c.budget.Bytes {
		return &LimitError{"bytes of statements", c.budget.Bytes}
	}
	root, rest := int32(none), s.nodes
	if in.root.Kind == BlankNode {
		var err error
		if root, err = c.node(in.label); err != nil {
			return err
		}
		rest = rest[1:]
	}
	if len(c.nodes)+len(rest) > c.budget.BlankNodes {
		return &LimitError{"blank nodes", c.budget.BlankNodes}
	}
	base := place32(len(c.nodes) - (len(s.nodes) - len(rest)))
	c.nodes = append(c.nodes, rest...)
	place := func(n int32) int32 {
		switch {
		case n == none:
			return none
		case n == 0 && root != none:
			return root
		}
		return base + n
	}
	shift := place32(len(c.text))
	c.text = append(c.text, s.text...)
	subjects := c.insertSubjects(in.fragment, shift, place)
	for _, l := range s.lines {
		l.subject = subjects[l.subject]
		l.start, l.end, l.predicate = l.start+shift, l.end+shift, l.predicate+shift
		l.labels[0], l.labels[1] = l.labels[0]+shift, l.labels[1]+shift
		for j, n := range l.nodes {
			l.nodes[j] = place(n)
		}
		c.lines = append(c.lines, l)
	}
	return nil
}

// insertSubjects adds the subjects of a fragment, and returns where each is. The
// result is overwritten by the next call.
func (c *canonizer) insertSubjects(f *fragment, shift int32, place func(int32) int32) []int32 {
	c.order = c.order[:0]
	for i, s := range f.state.subjects {
		s.start, s.end = s.start+shift, s.end+shift
		at := place32(len(c.subjects))
		if s.node != none {
			s.node = place(s.node)
			n := &c.nodes[s.node]
			if n.subject == none {
				n.subject = at
				c.subjects = append(c.subjects, s)
			}
			at = n.subject
		} else if known, ok := c.iris[f.iris[i]]; ok {
			at = known
		} else {
			c.iris[f.iris[i]] = at
			c.subjects = append(c.subjects, s)
		}
		c.order = append(c.order, at)
	}
	return c.order
}
