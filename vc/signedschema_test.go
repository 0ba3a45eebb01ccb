package vc_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/vc"
	"blazon/vcjwt"
)

const (
	// signedAt is where the tests have a schema in a credential.
	signedAt   = "https://uni.example/schemas/knots"
	metaSchema = `{"id":"https://www.w3.org/ns/credentials/json-schema/v2.json","type":"JsonSchema","digestSRI":"sha384-S57yQDg1MTzF56Oi9DbSQ14u7jBy0RDdx0YbeV7shwhCS88G8SCXeFq82PafhCrW"}`
	anything   = `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object"}`
	honours    = `{"$schema":"https://json-schema.org/draft/2020-12/schema","required":["honours"]}`
)

// schemaCredential is a schema in a credential, not signed yet.
func schemaCredential(issuer, schema string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"` + signedAt + `","type":["VerifiableCredential","JsonSchemaCredential"],` +
		`"issuer":"` + issuer + `","validFrom":"2026-01-01T00:00:00Z","credentialSchema":` + metaSchema + `,` +
		`"credentialSubject":{"id":"https://uni.example/schemas/knots.json","type":"JsonSchema","jsonSchema":` + schema + `}}`
}

// bound is a badge that names a schema in a credential.
func bound(t testing.TB, more string) string {
	t.Helper()
	return sealed(t, with(badge, `"credentialSchema":[{"id":"`+signedAt+`","type":"JsonSchemaCredential"`+more+`}]`))
}

func TestSignedSchema(t *testing.T) {
	own := func(schema string) string { return schemaCredential(uni, schema) }
	late := with(own(honours), `"validUntil":"2026-02-01T00:00:00Z"`)
	tests := []struct {
		name, served string
		strict       string
		cause        string
	}{
		{"obeyed", sealed(t, own(anything)), "pass", ""},
		{"obeyed, as a token", token(t, own(anything), ed(1), vcjwt.SignHeader{Kid: uniKey}), "pass", ""},
		{"not obeyed", sealed(t, own(honours)), "fail:SCHEMA_INVALID", ""},
		{"not obeyed, as a token", token(t, own(honours), ed(1), vcjwt.SignHeader{Kid: uniKey}), "fail:SCHEMA_INVALID", ""},
		{"not signed", own(honours), "warning", "PROOF"},
		{"changed", replace(t, sealed(t, own(anything)), `"object"`, `"array"`), "warning", "changed"},
		{"ended", sealed(t, late), "warning", "counted until"},
		{"withdrawn", sealed(t, with(own(honours), `"credentialStatus":`+statusOf("7", "revocation"))), "warning", "withdrawn"},
		{"not there", "!404", "warning", "404"},
		{"nobody there", "!down", "warning", "nobody"},
		{"a plain schema", anything, "warning", "no verifiable credential"},
		{"another credential", sealed(t, badge), "warning", "no credential with a JSON schema"},
		{"of another address", sealed(t, replace(t, own(honours), signedAt, signedAt+"/2")), "warning", "another credential"},
		{"of no dialect", sealed(t, own(`{"required":["honours"]}`)), "warning", "$schema"},
		{"no schema in it", sealed(t, replace(t, own(honours), `"jsonSchema":`+honours, `"name":"Knots"`)), "warning", "jsonSchema"},
		{"that names no schema of its own", sealed(t, replace(t, own(honours), `"credentialSchema":`+metaSchema+`,`, "")), "warning", "credentialSchema"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, signedAt, tt.served, list, sealed(t, published(t, uni, "revocation", 7)))
			r := judge(t, s, bound(t, ""))
			expect(t, r, r.Verdict, "proof=pass", "schema="+tt.strict)
			if strings.HasPrefix(tt.strict, "fail") != (r.Verdict == vc.Invalid) || !strings.Contains(r.Check(vc.CheckSchema).Detail["schema1"], signedAt) {
				t.Errorf("%s %v", r.Verdict, r.Check(vc.CheckSchema))
			}
			if cause := r.Check(vc.CheckSchema).Detail["schemaCause"]; tt.cause != "PROOF" && !strings.Contains(cause, tt.cause) {
				t.Errorf("the cause is %q", cause)
			}
			if slices.ContainsFunc(s.asked, func(url string) bool { return strings.Contains(url, "w3.org") }) {
				t.Errorf("asked %v", s.asked)
			}
			loose := judgeAs(t, s, bound(t, ""), vc.Options{Profile: vc.OneEdTech})
			expect(t, loose, loose.Verdict, "schema="+strings.Replace(tt.strict, "warning", "fail:SCHEMA_INVALID", 1))
		})
	}
	t.Run("by digest", func(t *testing.T) {
		served := sealed(t, own(anything))
		expect(t, judge(t, world(t, signedAt, served), bound(t, `,"digestSRI":"`+sri(served)+`"`)), vc.Valid, "schema=pass")
		expect(t, judge(t, world(t, signedAt, served+" "), bound(t, `,"digestSRI":"`+sri(served)+`"`)), vc.Invalid, "schema=fail:SCHEMA_INVALID")
	})
	t.Run("is no badge", func(t *testing.T) {
		expect(t, judge(t, world(t), sealed(t, own(anything))), vc.Invalid, "format=fail:UNSUPPORTED_FORMAT")
	})
}

// TestAbuse_CAN_06_Stranger: a schema in a credential of somebody else, validly
// signed, decides nothing, wherever it lies, unless theirs are run here.
func TestAbuse_CAN_06_Stranger(t *testing.T) {
	const place = "https://w3id.org/example/knots"
	signed := sign(t, replace(t, schemaCredential(evil, honours), signedAt, place), ed(9), evil+"#key-1")
	doc := sealed(t, with(badge, `"credentialSchema":[{"id":"`+place+`","type":"JsonSchemaCredential"}]`))
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""), place, signed)
	r := judge(t, s, doc)
	expect(t, r, vc.Valid, "schema=pass")
	if !strings.Contains(fmt.Sprint(r.Notes), evil) || !strings.Contains(r.Check(vc.CheckSchema).Detail["schema1"], "not run") {
		t.Errorf("%v %v", r.Notes, r.Check(vc.CheckSchema).Detail)
	}
	for place, want := range map[string]vc.Verdict{"https://evil.example/": vc.Invalid, evil: vc.Invalid, "https://w3id.org/": vc.Valid, "": vc.Valid} {
		v := &vc.Verifier{Fetcher: s, Now: clock, Schemas: []string{place}, Trust: &vc.TrustList{Name: "Ministry", Issuers: []vc.TrustedIssuer{{ID: evil}}}}
		r, err := v.Verify(context.Background(), []byte(doc), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, want, "proof=pass")
	}
	// In the university's name, with a key of somebody else.
	forged := sign(t, schemaCredential(uni, honours), ed(9), uni+"#"+multikey(t, ed(9).Public()))
	expect(t, judge(t, world(t, signedAt, forged), bound(t, "")), vc.Valid, "schema=warning")
	// Signed by the university, and what it refers to is not.
	led := sealed(t, schemaCredential(uni, `{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"https://evil.example/schema"}`))
	s = world(t, signedAt, led, "https://evil.example/schema", honours)
	expect(t, judge(t, s, bound(t, "")), vc.Valid, "schema=warning")
	if slices.Contains(s.asked, "https://evil.example/schema") {
		t.Errorf("asked %v", s.asked)
	}
}

// TestAbuse_CAN_06_Circle: a credential with a schema that names itself as its
// schema, or whose status list names it, is no way to keep a verifier busy.
func TestAbuse_CAN_06_Circle(t *testing.T) {
	self := sealed(t, replace(t, schemaCredential(uni, anything), metaSchema, `{"id":"`+signedAt+`","type":"JsonSchemaCredential"}`))
	s := world(t, signedAt, self)
	expect(t, judge(t, s, bound(t, "")), vc.Valid, "schema=warning")
	if len(s.asked) > 3 {
		t.Errorf("asked %v", s.asked)
	}
	// The badge has a status list, that a schema, and that the list.
	lists := sealed(t, with(published(t, uni, "revocation"), `"credentialSchema":{"id":"`+signedAt+`","type":"JsonSchemaCredential"}`))
	schema := sealed(t, with(schemaCredential(uni, anything), `"credentialStatus":`+statusOf("7", "revocation")))
	s = world(t, signedAt, schema, list, lists)
	doc := sealed(t, with(badge, `"credentialSchema":[{"id":"`+signedAt+`","type":"JsonSchemaCredential"}],"credentialStatus":`+statusOf("8", "revocation")))
	expect(t, judge(t, s, doc), vc.Valid, "schema=pass", "status=pass")
	if len(s.asked) > 4 {
		t.Errorf("asked %v", s.asked)
	}
}

// TestAbuse_CAN_06_Signed: the bounds on schemas hold for those in credentials,
// and one that is named a thousand times is judged once.
func TestAbuse_CAN_06_Signed(t *testing.T) {
	const head = `{"$schema":"https://json-schema.org/draft/2020-12/schema",`
	var double strings.Builder
	double.WriteString(head + `"$ref":"#/$defs/a0","$defs":{`)
	for i := range 40 {
		fmt.Fprintf(&double, `"a%d":{"allOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]},`, i, i+1, i+1)
	}
	double.WriteString(`"a40":{}}}`)
	for name, schema := range map[string]string{
		"a circle":             head + `"$ref":"#"}`,
		"doubles at each step": double.String(),
		"work for each letter": head + `"properties":{"name":{"pattern":"` + strings.Repeat("(a|b|c|d)*", 2000) + `"}}}`,
		"of 2 MiB":             head + `"description":"` + strings.Repeat("x", 2<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			served := schemaCredential(uni, schema)
			if len(served) < 1<<20 {
				served = token(t, served, ed(1), vcjwt.SignHeader{Kid: uniKey})
			}
			entry := `{"id":"` + signedAt + `","type":"JsonSchemaCredential"}`
			long := replace(t, badge, `"name":"Knots","issuer"`, `"name":"`+strings.Repeat("Knots", 10_000)+`","issuer"`)
			doc := sealed(t, with(long, `"credentialSchema":[`+strings.Repeat(entry+",", 999)+entry+`]`))
			s := world(t, signedAt, served)
			r := judge(t, s, doc)
			if strings.Contains(name, "a circle") || strings.HasPrefix(name, "of") { // the latter is not even a credential that is read
				expect(t, r, vc.Valid, "proof=pass", "schema=warning")
			} else {
				expect(t, r, vc.Indeterminate, "proof=pass", "schema=unknown:LIMIT_EXCEEDED")
			}
			if d := time.Since(begun); d > 5*time.Second || len(s.asked) > 3 {
				t.Errorf("it took %s and asked %v", d, s.asked)
			}
		})
	}
}
