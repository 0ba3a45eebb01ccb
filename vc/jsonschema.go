package vc

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

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

// errWork: a schema asks for more work than any needs.
var errWork = errors.New("the schema asks for more work than is done for one")

// errCycle: a schema leads in a circle, which no document can obey or break.
var errCycle = errors.New("the schema leads in a circle")

// rules say how a schema is read.
type rules struct {
	draft *jsonschema.Draft // where the schema names none
	left  int
}

// schemaRules returns those of VC JSON Schema (2020-12), or of 1EdTech (2019-09).
//
// VC JSON Schema 2.1; VCCS 1.0.
func schemaRules(current bool) *rules {
	if current {
		return &rules{draft: jsonschema.Draft2020, left: maxSchemaWork}
	}
	return &rules{draft: jsonschema.Draft2019, left: maxSchemaWork}
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
	parsed, err := schemaValue(schema)
	if err != nil {
		return err
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

// spend counts work, and ends the validation when it is too much.
func (r *rules) spend(n int) {
	if r.left -= n; r.left < 0 {
		panic(errWork) // is recovered by validate: the library has no other way out
	}
}

// step counts each schema that is applied to a value.
type step struct{ *rules }

// Validate implements jsonschema.SchemaExt.
func (s step) Validate(*jsonschema.ValidatorContext, any) { s.spend(1) }

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
	c.rules.spend(1 + len(s)*c.size/100)
	return c.Regexp.MatchString(s)
}
