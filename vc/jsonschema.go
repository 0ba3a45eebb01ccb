package vc

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync/atomic"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"blazon/jsonld"
)

// A schema is a small program of a stranger. It may lead in circles, multiply its
// work by naming itself twice at each step, or have a pattern that takes for ever.
// So every step is counted, and the count is bound.

// maxSchemaWork bounds one validation: steps, and letters looked at by patterns.
const maxSchemaWork = 200_000

// maxSchemasWork bounds all validations of one verification together, which may
// be of a record with many credentials.
const maxSchemasWork = 10 * maxSchemaWork

// bytesPerStep is how much of a schema is read for the price of a step.
const bytesPerStep = 16

// errWork: a schema asks for more work than any needs.
var errWork = errors.New("the schema asks for more work than is done for one")

// errCycle: a schema leads in a circle, which no document can obey or break.
var errCycle = errors.New("the schema leads in a circle")

// errDialect: a schema does not say in which language it is written.
var errDialect = errors.New("the schema names no dialect ($schema), so it must not be run")

// rules say how a schema is read.
type rules struct {
	draft    *jsonschema.Draft // where the schema names none
	explicit bool              // it has to name one
	work     *schemaWork
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

// schemaWork is what may be spent on one schema, and on all of a verification.
type schemaWork struct {
	left  int
	total *atomic.Int64
}

// spend counts work, and ends the validation when it is too much.
func (w *schemaWork) spend(n int) {
	if w.left -= n; w.left < 0 || w.total.Add(-int64(n)) < 0 {
		panic(errWork) // is recovered by validate: the library has no other way out
	}
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
	r.work.spend(1 + len(schema)/bytesPerStep)
	parsed, err := schemaValue(schema)
	if err != nil {
		return err
	}
	if m, ok := parsed.(map[string]any); r.explicit && (!ok || m["$schema"] == nil) {
		return errDialect
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(r.draft)
	c.AssertFormat()
	c.UseRegexpEngine(r.pattern)
	c.UseLoader(loader(load))
	c.RegisterVocabulary(&jsonschema.Vocabulary{URL: "urn:blazon:steps", Compile: func(*jsonschema.CompilerContext, map[string]any) (jsonschema.SchemaExt, error) {
		return step{r}, nil
	}})
	c.AssertVocabs()
	at, _, _ := strings.Cut(id, "#")
	if err := c.AddResource(at, parsed); err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	compiled, err := c.Compile(id)
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc.JSON()))
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	return departureOf(compiled.Validate(value))
}

// departureOf finds the innermost of the things that are wrong.
func departureOf(err error) error {
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	for len(invalid.Causes) > 0 {
		invalid = invalid.Causes[0]
	}
	if _, isCycle := invalid.ErrorKind.(*kind.RefCycle); isCycle {
		return errCycle
	}
	where := "/" + strings.Join(invalid.InstanceLocation, "/")
	what := invalid.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	return &departure{fmt.Sprintf("at %.200s, %.200s.", where, what)}
}

// schemaValue parses a schema, strictly.
func schemaValue(text []byte) (any, error) {
	v, err := jsonld.Parse(text, schemaLimits)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(v.JSON()))
}

// step counts each schema that is applied to a value.
type step struct{ *rules }

// Validate implements jsonschema.SchemaExt.
func (s step) Validate(*jsonschema.ValidatorContext, any) { s.work.spend(1) }

// loader gets schemas that a schema refers to.
type loader func(url string) ([]byte, error)

// Load implements jsonschema.URLLoader.
func (l loader) Load(url string) (any, error) {
	text, err := l(url)
	if err != nil {
		return nil, err
	}
	return schemaValue(text)
}

// pattern compiles a regular expression. Those of Go take time in proportion to
// their size and that of the text, so the product is what is counted.
func (r *rules) pattern(expr string) (jsonschema.Regexp, error) {
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, err
	}
	return counted{re, r, len(prog.Inst)}, nil
}

type counted struct {
	*regexp.Regexp
	rules *rules
	size  int
}

// MatchString implements jsonschema.Regexp.
func (c counted) MatchString(s string) bool {
	c.rules.work.spend(1 + len(s)*c.size/100)
	return c.Regexp.MatchString(s)
}
