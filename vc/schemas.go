package vc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"blazon/did"
	"blazon/jsonld"
	"blazon/ob3"
)

// The types of credentialSchema that are understood.
//
// VCCS 1.0; VC JSON Schema 2.1.
const (
	typeSchema2019 = ob3.TypeSchemaValidator
	typeSchema     = "JsonSchema"
)

// ownSchemas are where 1EdTech publishes the JSON schemas of the standards that
// are checked here class by class. They may not be shipped, and asking for them
// with each badge would say nothing new.
var ownSchemas = []string{
	"https://purl.imsglobal.org/spec/ob/v3p0/schema/",
	"https://purl.imsglobal.org/spec/clr/v2p0/schema/",
}

// checkSchemas holds the credential to the JSON schemas that its issuer names.
// They are asked for only now, when the issuer has signed their addresses.
//
// OB 3.0 SC-01; VCDM 2.0 4.11.
func (j *judgement) checkSchemas(ctx context.Context) {
	for i, entry := range j.cred.doc.Get("credentialSchema").Items() {
		id, kind := entry.Get("id").Str(), texts(entry.Get("type"))
		name := fmt.Sprintf("schema%d", i+1)
		switch {
		case slices.ContainsFunc(ownSchemas, func(base string) bool { return strings.HasPrefix(id, base) }):
			j.report.detail(CheckSchema, name, id+": the standard's own, checked class by class")
		case !slices.Contains(kind, typeSchema2019) && !slices.Contains(kind, typeSchema):
			j.report.detail(CheckSchema, name, id+": of a type that is not understood here")
		case j.strict() && !j.mayRun(id):
			j.report.detail(CheckSchema, name, id+": not run, for it is of none of the places whose schemas are")
			j.report.note(fmt.Sprintf("It names the schema %.200s, which is not checked here: schemas of strangers are not run.", id))
		default:
			j.report.detail(CheckSchema, name, id)
			if !j.obeys(ctx, id, slices.Contains(kind, typeSchema)) {
				return
			}
		}
	}
}

// SchemaPlaces are the beginnings of the addresses of JSON schemas that are run
// where a Verifier names no others.
func SchemaPlaces() []string {
	return []string{"https://purl.imsglobal.org/", "https://w3id.org/", "https://www.w3.org/"}
}

// mayRun reports whether a schema is of a place whose schemas are run.
func (j *judgement) mayRun(id string) bool {
	places := j.Schemas
	if places == nil {
		places = SchemaPlaces()
	}
	return slices.ContainsFunc(places, func(base string) bool { return base != "" && strings.HasPrefix(id, base) })
}

// obeys answers for one schema and reports whether there is nothing to object to.
func (j *judgement) obeys(ctx context.Context, id string, current bool) bool {
	detail := j.report.Check(CheckSchema).Detail
	defer func() {
		for key, value := range detail {
			j.report.detail(CheckSchema, key, value)
		}
	}()
	body, err := j.fetchSchema(ctx, id)
	if err == nil {
		err = schemaRules(current).validate(id, body, j.cred.doc, func(url string) ([]byte, error) { return j.fetchSchema(ctx, url) })
	}
	var departs *departure
	switch {
	case err == nil:
		return true
	case errors.As(err, &departs):
		j.report.fail(CheckSchema, SchemaInvalid, fmt.Sprintf("%s It departs from the schema %.200s: %s", meaning(SchemaInvalid), id, departs.text))
		return false
	case j.report.Check(CheckSchema).Result == Fail:
		return true
	}
	// 1EdTech's validator calls a schema that it cannot get an error.
	c := answer(CheckSchema, Warning, "", fmt.Sprintf("It has what the standard requires. Whether it also obeys the schema %.200s could not be found out.", id))
	if !j.strict() {
		c = answer(CheckSchema, Fail, SchemaInvalid, fmt.Sprintf("The schema %.200s that it names could not be used.", id))
	}
	j.report.set(c)
	j.report.detail(CheckSchema, "schemaCause", cause(err))
	return j.strict()
}

// fetchSchema gets a schema within the budget.
func (j *judgement) fetchSchema(ctx context.Context, url string) ([]byte, error) {
	if url, _, _ = strings.Cut(url, "#"); !isWeb(url) {
		return nil, fmt.Errorf("the schema %.200q has no web address", url)
	}
	resp, err := j.Fetcher.Fetch(ctx, url, "application/schema+json, application/json")
	if err != nil {
		return nil, err
	}
	if resp.Status != 200 {
		return nil, &did.FetchError{URL: url, Err: fmt.Errorf("the answer has the status %d", resp.Status)}
	}
	return resp.Body, nil
}

// A departure is what is wrong with a document by some schema.
type departure struct{ text string }

func (d *departure) Error() string { return d.text }

// schemaLimits bound a JSON schema.
var schemaLimits = jsonld.Limits{Bytes: 1 << 20}
