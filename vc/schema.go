package vc

import (
	"fmt"

	"blazon/jsonld"
	"blazon/ob3"
)

// checkSchema answers whether the credential has what the standard requires, in
// the forms that it requires.
//
// OB 3.0 B: data model; 1EdTech's validator and JSON schemas.
func (j *judgement) checkSchema() {
	c := j.cred
	if c.kind == kindStatusList {
		j.report.skip(CheckSchema, "Status lists are checked when they are read.")
		return
	}
	read, findings := ob3.Read(c.doc)
	c.read = read
	var first *ob3.Finding
	errs := 0
	for i, f := range findings {
		if !f.Warning {
			errs++
		}
		if first == nil || first.Warning && !f.Warning {
			first = &findings[i]
		}
	}
	switch {
	case errs > 0:
		j.report.fail(CheckSchema, SchemaInvalid, fmt.Sprintf("%s At %s: %s", meaning(SchemaInvalid), place(first.Path), first.Text))
	case first != nil:
		j.report.set(Check{
			Name: CheckSchema, Result: Warning, Text: fmt.Sprintf("It has what the standard requires, but could be better. At %s: %s", place(first.Path), first.Text),
			Remedy: "This is for the issuer; the badge holds all the same.",
		})
	default:
		j.report.pass(CheckSchema, "It has everything that the standard requires.")
	}
	for i, f := range findings[:min(len(findings), maxFindings)] {
		j.report.detail(CheckSchema, fmt.Sprintf("finding%02d", i+1), f.String())
	}
}

// maxFindings bounds how many findings a report repeats.
const maxFindings = 20

func place(path string) string {
	if path == "" {
		return "the top"
	}
	return path
}

// The bounds on credentials within a credential.
const (
	maxEndorsements     = 20
	maxEndorsementDepth = 2
)

// nested counts the credentials within v, itself included, and how deeply they
// lie in each other.
func nested(v *jsonld.Value) (count, depth int) {
	for _, item := range v.Items() {
		n, d := 0, 0
		if item.Kind() == jsonld.Array {
			n, d = nested(item)
		}
		for _, m := range item.Members() {
			inner, deep := nested(m.Value)
			n, d = n+inner, max(d, deep)
		}
		if isCredential(item) {
			n, d = n+1, d+1
		}
		count, depth = count+n, max(depth, d)
	}
	return count, depth
}
