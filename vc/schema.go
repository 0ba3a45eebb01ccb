package vc

import (
	"fmt"
	"slices"

	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/statuslist"
)

// checkSchema answers whether the credential has what the standard requires, in
// the forms that it requires.
//
// OB 3.0 B: data model; 1EdTech's validator and JSON schemas.
func (j *judgement) checkSchema() {
	c := j.cred
	var findings []ob3.Finding
	switch c.kind {
	case kindStatusList:
		j.checkList()
		return
	case kindPresentation:
		findings = presentationFindings(c.doc)
	case kindOther:
		findings = modelFindings(c.doc)
	case kindSchema:
		findings = append(modelFindings(c.doc), signedSchemaFindings(c)...)
	case kindRecord:
		c.record, findings = clr2.Read(c.doc)
		c.read = c.record.Credential()
	default:
		c.read, findings = ob3.Read(c.doc)
	}
	if c.model == ob3.VCDM2 && c.kind != kindPresentation && c.kind != kindOther && c.kind != kindSchema {
		findings = append(findings, modelFindings(c.doc)...)
	}
	if j.strict() {
		for i, f := range findings {
			findings[i].Warning = f.Warning || f.Mild // 1EdTech's validator fails on it
		}
	}
	j.report.set(schemaAnswer(findings))
	for i, f := range findings[:min(len(findings), maxFindings)] {
		j.report.detail(CheckSchema, fmt.Sprintf("finding%02d", i+1), f.String())
	}
}

// checkList looks at a status list that is judged for itself; one that is asked
// about a credential is looked at when the answer is looked up.
//
// Bitstring Status List 2.2.
func (j *judgement) checkList() {
	if j.as.statusList {
		j.report.skip(CheckSchema, "Status lists are checked when they are read.")
		return
	}
	l, err := statuslist.Decode(j.cred.subject.Get("encodedList").Str())
	switch {
	case err != nil:
		j.report.fail(CheckSchema, StatusListInvalid, "The list in it cannot be read.")
		j.report.detail(CheckSchema, "cause", cause(err))
	case l.Len() < statuslist.MinEntries && j.strict():
		j.report.set(answer(CheckSchema, Warning, StatusListShort, fmt.Sprintf("The list has %d places; %d are the fewest, so that no place tells who is meant.", l.Len(), statuslist.MinEntries)))
	case l.Len() < statuslist.MinEntries:
		j.report.fail(CheckSchema, StatusListInvalid, fmt.Sprintf("The list has %d places; %d are the fewest, so that no place tells who is meant.", l.Len(), statuslist.MinEntries))
	default:
		if _, err = statuslist.TTL(j.cred.doc); err != nil {
			j.report.fail(CheckSchema, StatusListInvalid, "It does not say in milliseconds how long it may be kept (ttl).")
			return
		}
		j.report.pass(CheckSchema, fmt.Sprintf("It is a list of %d places.", l.Len()))
	}
}

// schemaAnswer draws the answer from what was found.
func schemaAnswer(findings []ob3.Finding) Check {
	var first *ob3.Finding
	errs := 0
	for i, f := range findings {
		if !f.Warning {
			errs++
		}
		if first == nil || first.Warning && !f.Warning || f.Mild && !first.Mild && f.Warning && first.Warning {
			first = &findings[i]
		}
	}
	switch {
	case errs > 0:
		return answer(CheckSchema, Fail, SchemaInvalid, fmt.Sprintf("%s At %s: %s", meaning(SchemaInvalid), place(first.Path), first.Text))
	case first != nil:
		text, remedy := couldBeBetter()
		if slices.ContainsFunc(findings, func(f ob3.Finding) bool { return f.Mild }) {
			text, remedy = notQuite()
		}
		return Check{Name: CheckSchema, Result: Warning, Text: fmt.Sprintf("%s At %s: %s", text, place(first.Path), first.Text), Remedy: remedy}
	}
	return Check{Name: CheckSchema, Result: Pass, Text: "It has everything that the standard requires."}
}

// couldBeBetter is what is said, and what to do, where there are no more than warnings.
func couldBeBetter() (text, remedy string) {
	return "It has what the standard requires, but could be better.", "This is for the issuer; the badge holds all the same."
}

// notQuite is what is said, and what to do, where no more than the letter of the standard
// is broken.
func notQuite() (text, remedy string) {
	return "It is not quite as the standard has it, which leaves no doubt about what it says.", "This is for the issuer; the badge holds all the same, but others may refuse it."
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
