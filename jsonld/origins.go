package jsonld

import (
	"context"
	"slices"
)

// An Origin says what in a document a blank node stands for. Origins are equal
// if they are equal in Go, and each blank node of a document has its own.
type Origin struct {
	Value *Value // the object or the list; nil if Label says it
	Part  int    // of a list the place in it, else OriginNode or OriginGraph
	Label string // the label that the document gives the node
}

// The parts of an object.
const (
	OriginNode  = -1 // the object itself
	OriginGraph = -2 // the graph that the object stands in
)

// origins are noted while a document is turned into statements.
type origins struct {
	of     map[*object]*Value
	labels map[string]Origin
}

// ToRDFWithOrigins is ToRDF, and tells what each blank node stands for, by its
// label. With it statements of a document can be compared with those of one that
// was made by leaving out parts of it.
func (p *Processor) ToRDFWithOrigins(ctx context.Context, v *Value) (*Dataset, map[string]Origin, error) {
	known := &origins{make(map[*object]*Value), make(map[string]Origin)}
	opt := options{direction: p.Direction, inline: p.InlineContexts, plain: !p.InlineContexts, origins: known}
	r, err := toRDF(ctx, p.Contexts, v, p.Budget, opt)
	if err != nil {
		return nil, nil, err
	}
	defer r.release()
	return &Dataset{Quads: unique(slices.Clone(r.quads))}, known.labels, nil
}

// ToRDFWithOrigins is Processor.ToRDFWithOrigins.
func (b *Batch) ToRDFWithOrigins(ctx context.Context, v *Value) (*Dataset, map[string]Origin, error) {
	return b.p.ToRDFWithOrigins(ctx, v)
}

// Labels returns the canonical label of each blank node of d, by its label in d,
// that RDFC-1.0 gives it.
func (p *Processor) Labels(ctx context.Context, d *Dataset) (map[string]string, error) {
	_, issued, err := d.Canonicalize(ctx, CanonizeOptions{Budget: p.Budget})
	return issued, err
}

// Labels is Processor.Labels.
func (b *Batch) Labels(ctx context.Context, d *Dataset) (map[string]string, error) {
	return b.p.Labels(ctx, d)
}

// from notes that o is made from v.
func (o *origins) from(made *object, v *Value) {
	if o != nil && v != nil {
		o.of[made] = v
	}
}

// value returns what an object is made from.
func (o *origins) value(made *object) *Value {
	if o == nil {
		return nil
	}
	return o.of[made]
}

// label notes what a blank node stands for.
func (o *origins) label(t Term, made *object, part int) {
	if v := o.value(made); v != nil {
		o.labels[t.Value] = Origin{Value: v, Part: part}
	}
}
