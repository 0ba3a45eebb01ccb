package vc

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"blazon/jsonld"
	"blazon/ob3"
)

// A schema may come in a credential of its own. That one is judged like any other,
// since who wrote a schema is then proven: not its address admits it, as with a
// plain schema, but its issuer. It must be the issuer of the badge, who may set
// rules for what it signs itself, or one of a place whose schemas are run. The
// address proves nothing here: at w3id.org, say, anyone may have a credential that
// anyone has signed. Nor does it count that somebody vouches for an issuer, for
// that changes no verdict.

// metaSchemas are the addresses of the schema of such credentials. What it demands
// is checked below, so it is never fetched.
//
// VC JSON Schema 2.2: the first; drafts had the second.
var metaSchemas = []string{
	"https://www.w3.org/ns/credentials/json-schema/v2.json",
	"https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json",
}

// signedKey is by which what was found out about a schema in a credential is
// remembered, so that naming one many times costs nothing.
type signedKey struct {
	profile Profile
	url     string
}

type signedSchema struct {
	text   []byte
	issuer string
	err    error
	seen   *seen // what was asked for to judge it
}

// A strangerError: a schema is of an issuer whose schemas are not run.
type strangerError struct{ issuer string }

func (e *strangerError) Error() string { return "it was issued by " + e.issuer }

// signedSchema returns the schema in the credential that was found at url, if it
// is one that counts for the credential that names it.
func (j *judgement) signedSchema(ctx context.Context, url string, body []byte) ([]byte, error) {
	key := signedKey{j.opt.Profile, url}
	s, ok := j.session.signedSchema(key)
	if !ok {
		inner, seen := withSeen(ctx)
		s = j.openSchema(inner, url, body)
		s.seen = seen
		j.session.keepSchema(key, s)
	}
	seenIn(ctx).noteAll(s.seen)
	if s.err != nil {
		return nil, s.err
	}
	if j.strict() && s.issuer != j.cred.issuer && !j.mayRun(s.issuer) {
		return nil, &strangerError{s.issuer}
	}
	return s.text, nil
}

// openSchema judges the credential that a schema is in, and takes the schema out.
//
// VC JSON Schema 2.2, 3.1: it is verified before it is used.
func (j *judgement) openSchema(ctx context.Context, url string, body []byte) signedSchema {
	inner := j.judge(Options{Profile: j.opt.Profile}, role{schema: true, inSchema: true})
	text := parse(body, schemaLimits)
	if opened, ok := text.opened(); ok {
		text = opened
	}
	if !inner.readText(text) {
		return signedSchema{err: errors.New("what is there is no credential with a schema: " + inner.report.Check(CheckFormat).Text)}
	}
	inner.all(ctx)
	switch {
	case inner.report.Verdict != Valid:
		return signedSchema{err: fmt.Errorf("the credential that it is in is not valid: %s", reason(inner.report))}
	case withoutFragment(inner.cred.id) != url:
		return signedSchema{err: fmt.Errorf("there is another credential, %.200q", inner.cred.id)}
	}
	return signedSchema{text: inner.cred.subject.Get("jsonSchema").JSON(), issuer: inner.cred.issuer}
}

// reason says why a report is not valid: the first check that failed or, if none
// did, the first that could not be answered.
func reason(r *Report) string {
	for _, result := range []string{Fail, Unknown} {
		for _, c := range r.Checks {
			if c.Result == result {
				return fmt.Sprintf("%s (%s: %s)", c.Text, c.Name, c.Result)
			}
		}
	}
	return string(r.Verdict)
}

// signedSchemaFindings says where a credential with a schema is not as such ones
// have to be.
//
// VC JSON Schema 2.2.
func signedSchemaFindings(c *credential) []ob3.Finding {
	var out []ob3.Finding
	wrong := func(path, text string) {
		out = append(out, ob3.Finding{Path: path, Text: text, Cite: "VC JSON Schema 2.2"})
	}
	if c.subject.Kind() != jsonld.Object {
		wrong("/credentialSubject", "must be one object, the schema")
	}
	if !slices.Contains(texts(c.subject.Get("type")), typeSchema) {
		wrong("/credentialSubject/type", "must be "+typeSchema)
	}
	if c.subject.Get("jsonSchema").Kind() != jsonld.Object {
		wrong("/credentialSubject/jsonSchema", "must be a JSON schema, as an object")
	}
	meta := c.doc.Get("credentialSchema").Items()
	if len(meta) != 1 || !slices.Contains(metaSchemas, meta[0].Get("id").Str()) {
		wrong("/credentialSchema", "must be the schema of such credentials, "+metaSchemas[0])
	}
	return out
}

// signedSchema returns what was found out about a schema before.
func (s *session) signedSchema(key signedKey) (signedSchema, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.signed[key]
	return found, ok
}

// keepSchema remembers what was found out about a schema.
func (s *session) keepSchema(key signedKey, found signedSchema) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.signed == nil {
		s.signed = make(map[signedKey]signedSchema)
	}
	s.signed[key] = found
}
