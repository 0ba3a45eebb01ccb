package jsonld

import (
	"context"
	"crypto"
	"strconv"
	"strings"
	"sync"
)

// Direction says how strings with a base direction become RDF: the option
// rdfDirection of JSON-LD 1.1 API 9.3.
type Direction uint8

const (
	// NoDirection: RDF has no place for it, so it is refused.
	NoDirection Direction = iota
	// I18nDatatype makes a datatype of language and direction.
	I18nDatatype
	// CompoundLiteral makes a node of text, language and direction.
	CompoundLiteral
)

// options are those of JSON-LD 1.1 API 9.3, JsonLdOptions, and how strict to be.
type options struct {
	base          string
	expandContext *Value
	direction     Direction
	mode10        bool // processingMode json-ld-1.0
	generalized   bool // produceGeneralizedRdf
	inline        bool // contexts may be written out
	plain         bool // only plainKeywords
	lossy         bool // not safe mode: drop what means nothing

	hash  crypto.Hash // what the statements will be canonicalized with
	batch *Batch      // what knows parts of the document already, or nil

	origins *origins // notes what blank nodes stand for, or nil
}

// run turns one document into statements.
type run struct {
	options
	ctx         context.Context
	contexts    *Contexts
	budget      Budget
	path        []step // to the value being read
	definitions int    // tenths of what maxDefinitions bounds

	stack   []*object // results of expansion
	strings []string  // types being collected
	quads   []Quad

	insertions []insertion
	graphs     int // how many graphs this is in

	blanks    map[string]Term // label in the input to the one here
	nextBlank int
	indexes   map[[2]Term]string // @index of nodes
	compounds map[compound]Term  // strings with a direction that are nodes

	// What is cut from for objects and their parts.
	objects    slab[object]
	pointers   slab[*object]
	properties slab[property]
	names      slab[string]
}

// runs keeps the memory of runs that are done.
var runs = sync.Pool{New: func() any { return new(run) }}

// maxKeptQuads bounds what is kept.
const maxKeptQuads = 4096

// toRDF runs the toRdf() method. The run that it returns holds the statements,
// and must be released.
func toRDF(ctx context.Context, contexts *Contexts, v *Value, budget Budget, opt options) (*run, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if contexts == nil {
		contexts = noContexts
	}
	r := runs.Get().(*run)
	r.options, r.ctx, r.contexts, r.budget = opt, ctx, contexts, budget.orDefault()
	if err := r.toRDF(v); err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

// release gives back the memory of r. Nothing of it may be used any more, but
// for the terms of its statements.
func (r *run) release() {
	if cap(r.quads) > maxKeptQuads || cap(r.objects.free) > maxKeptQuads {
		return
	}
	clear(r.quads)
	clear(r.insertions)
	clear(r.stack[:cap(r.stack)])
	clear(r.strings[:cap(r.strings)])
	*r = run{
		insertions: r.insertions[:0], path: r.path[:0], stack: r.stack[:0], strings: r.strings[:0], quads: r.quads[:0],
		objects: r.objects.reset(), pointers: r.pointers.reset(), properties: r.properties.reset(), names: r.names.reset(),
	}
	runs.Put(r)
}

// step is one step of a JSON Pointer.
type step struct {
	name    string
	index   int
	isIndex bool
}

// pointerEscaper: RFC 6901 3.
var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// pointer returns the JSON Pointer to the value being read.
func (r *run) pointer() string {
	var b strings.Builder
	for _, s := range r.path {
		b.WriteByte('/')
		if s.isIndex {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(pointerEscaper.Replace(s.name))
		}
	}
	return b.String()
}

// fail returns the error of that code, at the value being read.
func (r *run) fail(code, text string) error {
	return &Error{Code: code, Pointer: r.pointer(), Text: text}
}

// dropped is called where the algorithms drop v. In safe mode that is an error.
func (r *run) dropped(v *Value) error {
	if r.lossy {
		return nil
	}
	return r.droppedHere(shorten(string(v.JSON())))
}

// droppedHere is dropped for something that can be named.
func (r *run) droppedHere(term string) error {
	if r.lossy {
		return nil
	}
	return &TermError{Pointer: r.pointer(), Term: term}
}

func (r *run) newObject() *object { return &r.objects.take(1)[0] }

// toRDF is the toRdf() method of JSON-LD 1.1 API 9.1.
func (r *run) toRDF(v *Value) error {
	ac, err := r.initial()
	if err != nil {
		return err
	}
	got, err := r.expand(ac, activeProperty{}, v, false, false)
	if err != nil {
		return err
	}
	in := place{live: true}
	for _, o := range r.stack {
		// expand(), step 8.1: a top-level graph without a name is the default graph.
		if got == one && o.keys == hasGraph {
			for _, item := range o.items {
				if _, err := r.object(item, in); err != nil {
					return err
				}
			}
			continue
		}
		if _, err := r.object(o, in); err != nil {
			return err
		}
	}
	return nil
}

// initial returns the active context that documents begin with: expand(), steps
// 5 and 6.
func (r *run) initial() (*activeContext, error) {
	if r.base == "" && r.expandContext == nil && !r.mode10 {
		return r.contexts.compiled.root.Load(), nil
	}
	ac := &activeContext{base: r.base, originalBase: r.base}
	if r.expandContext == nil {
		return ac, nil
	}
	local := r.expandContext
	if inner := local.Get("@context"); inner != nil {
		local = inner
	}
	return r.process(ac, local, r.base, scope{validate: true, inline: true}, true)
}

// blankLabel returns the label of blank node number n.
func blankLabel(n int) string { return "b" + strconv.Itoa(n) }
