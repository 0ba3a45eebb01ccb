package vc

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"blazon/jsonld"
)

// errDialect: a schema does not say in which language it is written.
var errDialect = errors.New("the schema names no dialect ($schema), so it must not be run")

// rules say how a schema is read.
type rules struct {
	draft    *jsonschema.Draft // where the schema names none
	explicit bool              // it has to name one
	work     *schemaWork

	// What is known of a schema while it is held to a document.
	places      int                             // that may be schemas
	refs        int                             // that lead from one to another
	all         []*jsonschema.Schema            // that were compiled
	anchors     map[string][]*jsonschema.Schema // those that are found by a name, wherever it stands
	patterns    map[string]jsonschema.Regexp
	unevaluated bool // what no schema looked at counts
	deep        int  // how much longer it takes to say what is wrong where a document is deep
	long        bool // the document has a long number
}

// schemaRules returns those of VC JSON Schema (2020-12), or of 1EdTech (2019-09).
//
// VC JSON Schema 2.4, 3: a schema without $schema is not run; VCCS 1.0.
func schemaRules(current bool, work *schemaWork) *rules {
	if current {
		return &rules{draft: jsonschema.Draft2020, explicit: true, work: work}
	}
	return &rules{draft: jsonschema.Draft2019, work: work}
}

// validate holds doc to a schema. It returns a *departure if doc is not as the
// schema wants it, and other errors if the schema is of no use.
func (r *rules) validate(id string, schema []byte, doc *jsonld.Value, load func(url string) ([]byte, error)) (err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case error:
			err = fmt.Errorf("schema: %w", e)
		default:
			err = fmt.Errorf("schema: %v", e)
		}
	}()
	at, _, _ := strings.Cut(id, "#")
	parsed, err := r.read(at, schema)
	if err != nil {
		return err
	}
	if m, ok := parsed.(map[string]any); r.explicit && (!ok || m["$schema"] == nil) {
		return errDialect
	}
	text := doc.JSON()
	r.work.spend(len(text) / lettersPerStep)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	weigh(value)
	r.deep, r.long = 1+depth(value)/8, hasLong(value)
	compiled, err := r.compile(id, at, parsed, load)
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	return departureOf(compiled.Validate(value))
}

// compile returns the schema at id, all steps of which are counted.
func (r *rules) compile(id, at string, parsed any, load func(url string) ([]byte, error)) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(r.draft)
	c.AssertFormat()
	c.UseRegexpEngine(r.pattern)
	c.UseLoader(loader{r, load})
	c.RegisterVocabulary(&jsonschema.Vocabulary{URL: "urn:blazon:steps", Compile: func(c *jsonschema.CompilerContext, _ map[string]any) (jsonschema.SchemaExt, error) {
		r.all = append(r.all, c.Enqueue(nil))
		return nil, nil
	}})
	c.AssertVocabs()
	r.patterns = make(map[string]jsonschema.Regexp)
	if err := c.AddResource(at, parsed); err != nil {
		return nil, err
	}
	compiled, err := c.Compile(id)
	if err != nil {
		return nil, err
	}
	r.anchors = make(map[string][]*jsonschema.Schema)
	for _, s := range r.all {
		if s.DynamicAnchor != "" {
			r.anchors[s.DynamicAnchor] = append(r.anchors[s.DynamicAnchor], s)
		}
		r.unevaluated = r.unevaluated || s.UnevaluatedItems != nil || s.UnevaluatedProperties != nil
	}
	known := make(map[*jsonschema.Schema]int)
	for _, s := range r.all {
		r.chain(s, known)
		r.counted(s)
	}
	return compiled, nil
}

// read parses a schema, strictly, after it was paid for.
func (r *rules) read(at string, text []byte) (any, error) {
	r.work.spend(1 + len(text)/bytesPerStep)
	v, err := jsonld.Parse(text, schemaLimits)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(v.JSON()))
	if err == nil {
		r.reckon(parsed, 0, len(at))
		r.work.spend(r.refs * r.places / pairsPerStep)
	}
	return parsed, err
}

// departureOf finds the innermost of the things that are wrong.
func departureOf(err error) error {
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	invalid = innermost(invalid)
	if _, isCycle := invalid.ErrorKind.(*kind.RefCycle); isCycle {
		return errCycle
	}
	where := "/" + strings.Join(invalid.InstanceLocation, "/")
	what := invalid.ErrorKind
	var own *jsonschema.ValidationError
	if format, ok := what.(*kind.Format); ok && errors.As(format.Err, &own) {
		what = innermost(own).ErrorKind // it is no format but a value, which is looked at there
	}
	return &departure{fmt.Sprintf("at %.200s, %.200s.", where, what.LocalizedString(message.NewPrinter(language.English)))}
}

func innermost(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	for len(e.Causes) > 0 {
		e = e.Causes[0]
	}
	return e
}

// loader gets schemas that a schema refers to.
type loader struct {
	rules *rules
	get   func(url string) ([]byte, error)
}

// Load implements jsonschema.URLLoader.
func (l loader) Load(url string) (any, error) {
	text, err := l.get(url)
	if err != nil {
		return nil, err
	}
	return l.rules.read(url, text)
}
