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
	typeSchema2019       = ob3.TypeSchemaValidator
	typeSchema           = "JsonSchema"
	typeSchemaCredential = "JsonSchemaCredential"
)

// maxSchemas bounds how many schemas of one credential are run, and maxSchemaEntries
// how many of those that it names are looked at.
const (
	maxSchemas       = 8
	maxSchemaEntries = 50
)

// ownSchemas are where 1EdTech publishes the JSON schemas of the standards that
// are checked here class by class. They may not be shipped, and asking for them
// with each badge would say nothing new.
var ownSchemas = []string{
	"https://purl.imsglobal.org/spec/ob/v3p0/schema/",
	"https://purl.imsglobal.org/spec/clr/v2p0/schema/",
}

// A namedSchema is an entry of credentialSchema.
type namedSchema struct {
	entry   *jsonld.Value
	name    string // under which it stands in the report
	id      string
	current bool // by VC JSON Schema, else by 1EdTech
	signed  bool // it is in a credential
}

// checkSchemas holds the credential to the JSON schemas that its issuer names.
// They are asked for only now, when the issuer has signed their addresses. What
// judges a schema itself runs none, so that none leads back to itself.
//
// OB 3.0 SC-01; VCDM 2.0 4.11.
func (j *judgement) checkSchemas(ctx context.Context) {
	if j.as.inSchema {
		return
	}
	run, obeyed := 0, make(map[string]bool)
	for i, entry := range j.cred.doc.Get("credentialSchema").Items() {
		if i == maxSchemaEntries {
			j.report.note(fmt.Sprintf("It names more schemas than are looked at here, which are %d.", maxSchemaEntries))
			return
		}
		s := namedSchema{entry: entry, name: fmt.Sprintf("schema%d", i+1), id: entry.Get("id").Str()}
		types := texts(entry.Get("type"))
		s.signed = slices.Contains(types, typeSchemaCredential)
		s.current = s.signed || slices.Contains(types, typeSchema)
		switch {
		case slices.ContainsFunc(ownSchemas, func(base string) bool { return strings.HasPrefix(s.id, base) }):
			j.report.detail(CheckSchema, s.name, s.id+": the standard's own, checked class by class")
		case !s.current && !slices.Contains(types, typeSchema2019):
			j.report.detail(CheckSchema, s.name, s.id+": of a type that is not understood here")
		case !s.signed && j.strict() && !j.mayRun(s.id):
			j.report.detail(CheckSchema, s.name, s.id+": not run, for it is of none of the places whose schemas are")
			j.report.note(fmt.Sprintf("It names the schema %.200s, which is not checked here: schemas of strangers are not run.", s.id))
		case obeyed[inOneForm(entry.Without("id"))+" "+s.id]:
			j.report.detail(CheckSchema, s.name, s.id+": named twice")
		case run >= maxSchemas:
			j.report.note(fmt.Sprintf("It names more schemas than are checked here, which are %d.", maxSchemas))
			return
		default:
			run++
			j.report.detail(CheckSchema, s.name, s.id)
			if !j.obeys(ctx, s) {
				return
			}
			obeyed[inOneForm(entry.Without("id"))+" "+s.id] = true
		}
	}
}

// SchemaPlaces are the beginnings of the addresses of JSON schemas, and of the
// issuers of such in credentials, that are run where a Verifier names no others.
func SchemaPlaces() []string {
	return []string{"https://purl.imsglobal.org/", "https://w3id.org/", "https://www.w3.org/"}
}

// mayRun reports whether a schema, or whoever issued one, is of a place whose
// schemas are run. Of DIDs one is no beginning of another.
func (j *judgement) mayRun(id string) bool {
	places := j.Schemas
	if places == nil {
		places = SchemaPlaces()
	}
	return slices.ContainsFunc(places, func(base string) bool {
		return base != "" && (id == base || strings.HasPrefix(id, base) && !strings.HasPrefix(base, "did:"))
	})
}

// obeys answers for one schema and reports whether there is nothing to object to.
func (j *judgement) obeys(ctx context.Context, s namedSchema) bool {
	detail := j.report.Check(CheckSchema).Detail
	defer func() {
		for key, value := range detail {
			j.report.detail(CheckSchema, key, value)
		}
	}()
	base, text, err := j.schemaText(ctx, s)
	if err == nil {
		if j.schemaWork == nil {
			j.schemaWork = j.session.schemaWork(ctx)
		}
		err = schemaRules(s.current, j.schemaWork).validate(base, text, j.cred.doc, func(url string) ([]byte, error) { return j.furtherSchema(ctx, url) })
	}
	var departs *departure
	var stranger *strangerError
	var limit *jsonld.LimitError
	switch {
	case err == nil:
		return true
	case errors.As(err, &stranger):
		detail[s.name] = s.id + ": not run, for it was issued by " + stranger.issuer
		j.report.note(fmt.Sprintf("It names the schema %.200s, issued by %.200s, which is not checked here: of schemas in credentials only those of its own issuer are, and of places whose schemas are run.", s.id, stranger.issuer))
		return true
	case errors.Is(err, errSchemaDigest):
		j.report.fail(CheckSchema, SchemaInvalid, fmt.Sprintf("The schema at %.200s is not the one that the credential names: its digest is another.", s.id))
		return false
	case errors.As(err, &departs):
		j.report.fail(CheckSchema, SchemaInvalid, fmt.Sprintf("%s It departs from the schema %.200s: %s", meaning(SchemaInvalid), s.id, departs.text))
		return false
	case j.report.Check(CheckSchema).Result == Fail:
		return true
	case errors.Is(err, errWork), errors.Is(err, errDigests), errors.As(err, &limit):
		j.report.unknown(CheckSchema, LimitExceeded, fmt.Sprintf("Whether it obeys the schema %.200s could not be found out: that one is larger or asks for more work than is done for a schema.", s.id))
		j.report.detail(CheckSchema, "schemaCause", cause(err))
		return false
	}
	// 1EdTech's validator calls a schema that it cannot get an error.
	c := answer(CheckSchema, Warning, "", fmt.Sprintf("It has what the standard requires. Whether it also obeys the schema %.200s could not be found out.", s.id))
	if !j.strict() {
		c = answer(CheckSchema, Fail, SchemaInvalid, fmt.Sprintf("The schema %.200s that it names could not be used.", s.id))
	}
	j.report.set(c)
	j.report.detail(CheckSchema, "schemaCause", cause(err))
	return j.strict()
}

// errSchemaDigest: what is at the address of a schema is not what was meant.
var errSchemaDigest = errors.New("its digest is another")

// errDigests: more digests of a schema are named than any needs.
var errDigests = errors.New("more digests of it are named than are compared")

// schemaText returns a schema and the address that it is relative to.
//
// VC JSON Schema 3.1: the digest is compared before the schema is used.
func (j *judgement) schemaText(ctx context.Context, s namedSchema) (base string, text []byte, err error) {
	accept := acceptSchema
	if s.signed {
		accept = acceptList
	}
	body, err := j.fetchSchema(ctx, s.id, accept)
	if err != nil {
		return "", nil, err
	}
	switch {
	case digestsOf(s.entry) > maxDigests:
		return "", nil, errDigests
	case j.session.digestFault(s.entry, body) != "":
		return "", nil, errSchemaDigest
	}
	if !s.signed {
		return s.id, body, nil
	}
	text, err = j.signedSchema(ctx, withoutFragment(s.id), body)
	return withoutFragment(s.id), text, err
}

// furtherSchema gets a schema that another refers to. Read strictly, it has to be
// of a place whose schemas are run: whoever vouches for the first has not signed
// what is elsewhere.
func (j *judgement) furtherSchema(ctx context.Context, url string) ([]byte, error) {
	if j.strict() && !j.mayRun(url) {
		return nil, fmt.Errorf("it refers to the schema %.200q, which is of none of the places whose schemas are run", url)
	}
	return j.fetchSchema(ctx, url, acceptSchema)
}

const acceptSchema = "application/schema+json, application/json"

// fetchSchema gets a schema within the budget.
func (j *judgement) fetchSchema(ctx context.Context, url, accept string) ([]byte, error) {
	if url, _, _ = strings.Cut(url, "#"); !isWeb(url) {
		return nil, fmt.Errorf("the schema %.200q has no web address", url)
	}
	resp, err := j.Fetcher.Fetch(ctx, url, accept)
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
