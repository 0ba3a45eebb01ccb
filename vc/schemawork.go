package vc

import (
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A schema is a small program of a stranger. It may lead in circles, multiply its
// work by naming itself twice at each step, or have a pattern that takes for ever,
// or all memory. So what is done for it is counted before it is done, and the
// count is bound. The library that runs schemas counts nothing: what it does for
// a schema that it reads is reckoned from the text, and what it does for a value
// where it looks at its format, which is before it goes on to other schemas.

const (
	// maxSchemaWork bounds the validations of one credential: steps, and letters looked
	// at by patterns.
	maxSchemaWork = 200_000
	// maxSchemasWork bounds all validations of one verification together, which may
	// be of a record with many credentials.
	maxSchemasWork = 5 * maxSchemaWork
	// maxSubschemas bounds the schemas within a schema and those that it refers to. The
	// library compares each with all others.
	maxSubschemas = 4000
	// maxChain bounds the schemas within each other that one value is held to.
	maxChain = 100
	// maxPattern is how long a pattern may be, and maxProgram how many instructions
	// it may come to.
	maxPattern = 4 << 10
	maxProgram = 10_000
	// maxNumber is how long the literal of a number may be, and maxExponent that of
	// its exponent, with the sign: the library reckons with all digits.
	maxNumber   = 100
	maxExponent = 4
	// stepsPerNumber is what it takes to hold a number to another, of such a length.
	stepsPerNumber = 5
	// stepsPerSubschema is what it takes to see whether one is a schema.
	stepsPerSubschema = 10
)

// What is done for the price of a step.
const (
	bytesPerStep   = 16   // of a schema that are read
	pairsPerStep   = 20   // of a reference and a schema that it may mean
	lettersPerStep = 1000 // of a value that are looked at
)

// errWork: a schema asks for more work than any needs.
var errWork = errors.New("the schema asks for more work than is done for one")

// errCycle: a schema leads in a circle, which no document can obey or break.
var errCycle = errors.New("the schema leads in a circle")

// schemaWork is what may be spent on one schema, and on all of a verification.
type schemaWork struct {
	left  int
	total *atomic.Int64
	ended func() error // says whether there is anybody left to do it for
}

// spend counts work, and ends the validation when it is too much.
func (w *schemaWork) spend(n int) {
	if w.left -= n; w.left < 0 || w.total.Add(-int64(n)) < 0 {
		panic(errWork) // is recovered by validate: the library has no other way out
	}
	if err := w.ended(); err != nil {
		panic(err)
	}
}

// reckon spends what it takes to read the schema v, whose place has a pointer and
// a base of so many bytes: the library keeps both for each place.
func (r *rules) reckon(v any, pointer, base int) {
	switch v := v.(type) {
	case map[string]any:
		for _, id := range []string{"$id", "id"} {
			s, _ := v[id].(string)
			base += len(s)
		}
		r.place(pointer + base)
		if _, ok := v["$ref"]; ok {
			r.refs++
		}
		for name, item := range v {
			r.reckon(item, pointer+1+len(name), base)
		}
	case []any:
		for _, item := range v {
			r.reckon(item, pointer+len("/00000"), base)
		}
	case bool:
		r.place(pointer + base)
	default:
		weigh(v)
	}
}

// place counts what may be a schema within a schema.
func (r *rules) place(address int) {
	if r.places++; r.places > maxSubschemas {
		panic(errWork)
	}
	r.work.spend(stepsPerSubschema + address/bytesPerStep)
}

// weigh returns the steps that it takes to look at all of v.
func weigh(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for name, item := range v {
			n += len(name)/lettersPerStep + weigh(item)
		}
	case []any:
		for _, item := range v {
			n += weigh(item)
		}
	case string:
		n += len(v) / lettersPerStep
	case json.Number:
		_, exponent, _ := strings.Cut(strings.ToLower(v.String()), "e")
		if len(v) > maxNumber || len(exponent) > maxExponent {
			panic(errWork)
		}
		if len(v) > shortNumber || exponent != "" {
			n += stepsPerNumber
		}
	}
	return n
}

// hasLong reports whether a number in v is a long one.
func hasLong(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, item := range v {
			if hasLong(item) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, hasLong)
	case json.Number:
		return len(v) > shortNumber || strings.ContainsAny(v.String(), "eE")
	}
	return false
}

// shortNumber is how long a literal may be that costs no more than any value.
const shortNumber = 16

// numeric returns the steps that it takes to hold a number to s.
func numeric(s *jsonschema.Schema) int {
	n := 0
	for _, limit := range []*big.Rat{s.Minimum, s.Maximum, s.ExclusiveMinimum, s.ExclusiveMaximum, s.MultipleOf} {
		if limit != nil {
			n += stepsPerNumber
		}
	}
	return n
}

// depth returns how many arrays and objects of v lie within each other.
func depth(v any) int {
	most := 0
	switch v := v.(type) {
	case map[string]any:
		for _, item := range v {
			most = max(most, 1+depth(item))
		}
	case []any:
		for _, item := range v {
			most = max(most, 1+depth(item))
		}
	}
	return most
}

// counted has what s does to a value counted before it does it.
func (r *rules) counted(s *jsonschema.Schema) {
	inner := s.Format
	own := &jsonschema.Schema{Const: s.Const, Enum: s.Enum}
	price, reckoned := 1+len(s.Required), 0
	if isReckoned(s.Types) {
		own.Types, s.Types = s.Types, nil
		reckoned = 1
	}
	for _, needed := range s.DependentRequired {
		price += 1 + len(needed)
	}
	for _, d := range s.Dependencies {
		needed, _ := d.([]string)
		price += 1 + len(needed)
	}
	compared := comparedBy(s)
	price += weigh(compared) - 1
	alone, within := numbers(compared)
	if s.DynamicRef != nil || s.RecursiveRef != nil {
		price += maxChain // all schemas that lead here are looked through
	}
	kids := 0
	for _, kid := range r.alsoApplied(s) {
		if kid.Bool != nil || kid.Types != nil && !isReckoned(kid.Types) {
			kids++ // it may object to a value before it looks at its format
		}
	}
	s.Const, s.Enum = nil, nil
	ofNumber := numeric(s)
	s.Format = &jsonschema.Format{Validate: func(v any) error {
		// A long number is reckoned anew for each that it is compared with.
		switch v.(type) {
		case json.Number:
			r.work.spend(ofNumber * weigh(v))
			if hasLong(v) {
				r.work.spend(stepsPerNumber * (reckoned + alone))
			}
		case []any, map[string]any:
			if r.long {
				r.work.spend(stepsPerNumber * within)
			}
		}
		r.work.spend(price + r.deep*(reckoned+kids+r.size(s, kids, v)))
		if err := own.Validate(v); err != nil {
			return err
		}
		if inner != nil {
			return inner.Validate(v)
		}
		return nil
	}}
	if inner != nil {
		s.Format.Name = inner.Name
	}
}

// comparedBy returns the values that s compares others with.
func comparedBy(s *jsonschema.Schema) []any {
	var out []any
	if s.Const != nil {
		out = append(out, *s.Const)
	}
	if s.Enum != nil {
		out = append(out, s.Enum.Values...)
	}
	return out
}

// isReckoned reports whether it is reckoned whether a number is one of these types.
func isReckoned(types *jsonschema.Types) bool {
	if types == nil {
		return false
	}
	names := types.ToStrings()
	return slices.Contains(names, "integer") && !slices.Contains(names, "number")
}

// numbers counts the numbers among values, and those within them.
func numbers(values []any) (alone, within int) {
	for _, v := range values {
		var inner []any
		switch v := v.(type) {
		case json.Number:
			alone++
		case []any:
			inner = v
		case map[string]any:
			inner = slices.Collect(maps.Values(v))
		}
		a, w := numbers(inner)
		within += a + w
	}
	return alone, within
}

// size returns the steps that it takes to hold v to s, which has so many kids that
// are not counted by themselves.
func (r *rules) size(s *jsonschema.Schema, kids int, v any) int {
	n, all := 0, 0
	switch v := v.(type) {
	case string:
		return len(v) / lettersPerStep
	case []any:
		all = len(v)
		if s.Items != nil || s.AdditionalItems != nil || s.Items2020 != nil || s.PrefixItems != nil || s.Contains != nil {
			n = 2 * all
		}
		if s.UniqueItems {
			n += min(all, 20) * weigh(v) // 20 and fewer are compared, each with all
		}
	case map[string]any:
		all = len(v)
		n = all / bytesPerStep // all are gone through, whatever for
		if s.Properties != nil || s.PatternProperties != nil || s.AdditionalProperties != nil || s.PropertyNames != nil {
			n = 2 * all
		}
	}
	if r.unevaluated {
		n += all * (2 + kids) // each notes which of them it has seen
	}
	return n
}

// alsoApplied returns the schemas to which s holds the same value.
func (r *rules) alsoApplied(s *jsonschema.Schema) []*jsonschema.Schema {
	out := []*jsonschema.Schema{s.Ref, s.RecursiveRef, s.Not, s.If, s.Then, s.Else}
	for _, list := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf} {
		out = append(out, list...)
	}
	for _, d := range s.DependentSchemas {
		out = append(out, d)
	}
	for _, d := range s.Dependencies {
		if d, ok := d.(*jsonschema.Schema); ok {
			out = append(out, d)
		}
	}
	if d := s.DynamicRef; d != nil {
		out = append(out, d.Ref)
	}
	return slices.DeleteFunc(out, func(s *jsonschema.Schema) bool { return s == nil })
}

// chain returns how many schemas within each other a value is held to by s, which
// the library goes through at each of them.
func (r *rules) chain(s *jsonschema.Schema, known map[*jsonschema.Schema]int) int {
	n, seen := known[s]
	switch {
	case n > 0:
		return n
	case seen:
		panic(errCycle)
	}
	known[s] = 0
	for _, next := range r.alsoApplied(s) {
		n = max(n, r.chain(next, known))
	}
	if s.DynamicRef != nil {
		for _, next := range r.anchors[s.DynamicRef.Anchor] {
			n = max(n, r.chain(next, known))
		}
	}
	if n++; n > maxChain {
		panic(errWork)
	}
	known[s] = n
	return n
}

// pattern compiles a regular expression. Those of Go take time in proportion to
// their size and that of the text, so the product is what is counted; and memory
// in proportion to their size, which few letters can make large.
func (r *rules) pattern(expr string) (jsonschema.Regexp, error) {
	if re, ok := r.patterns[expr]; ok {
		return re, nil
	}
	if len(expr) > maxPattern {
		panic(errWork)
	}
	r.work.spend(reading(expr))
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	size := program(parsed)
	if size > maxProgram {
		panic(errWork)
	}
	r.work.spend(size)
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, err
	}
	out := counted{re, r, size}
	r.patterns[expr] = out
	return out, nil
}

// reading returns the steps that it takes to read a pattern. One that does not
// tell capital letters from small ones looks for the others of each letter.
func reading(expr string) int {
	for _, rest := range strings.Split(expr, "(?")[1:] {
		flags := rest[:len(rest)-len(strings.TrimLeft(rest, "imsU-"))]
		if strings.Contains(flags, "i") {
			return 1 + 100*len(expr)
		}
	}
	return 1 + len(expr)
}

// program returns how many instructions a pattern comes to at most, and some for
// long lists of letters.
func program(re *syntax.Regexp) int {
	n := 0
	for _, sub := range re.Sub {
		n += program(sub)
	}
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass:
		return 1 + len(re.Rune)/bytesPerStep
	case syntax.OpAlternate:
		return n + len(re.Sub)
	case syntax.OpRepeat:
		return 2 + (n+1)*max(re.Min, re.Max, 1)
	default:
		return n + 2
	}
}

// counted is a pattern whose work is counted.
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
