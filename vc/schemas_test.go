package vc_test

import (
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/vc"
)

// schemaAt is where the tests have a JSON schema that may be run.
const schemaAt = "https://w3id.org/example/schema.json"

// ruled is a badge that names a schema.
func ruled(t testing.TB, at, typ string) string {
	t.Helper()
	doc := badge
	if typ == "1EdTechJsonSchemaValidator2019" {
		doc = extended(t)
	}
	return sealed(t, with(doc, `"credentialSchema":[{"id":"`+at+`","type":"`+typ+`"}]`))
}

func TestSchemas(t *testing.T) {
	const old, current = "1EdTechJsonSchemaValidator2019", "JsonSchema"
	tests := []struct {
		name, typ, schema string
		strict, loose     string
	}{
		{"obeyed", old, `{"type":"object","required":["issuer"]}`, "pass", "pass"},
		{"obeyed, of today", current, `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object"}`, "pass", "pass"},
		{"not obeyed", old, `{"required":["honours"]}`, "fail:SCHEMA_INVALID", "fail:SCHEMA_INVALID"},
		{"of no dialect", current, `{"type":"object"}`, "warning", "fail:SCHEMA_INVALID"},
		{"of a dialect nobody knows", current, `{"$schema":"https://w3id.org/example/dialect","type":"object"}`, "warning", "fail:SCHEMA_INVALID"},
		{"not obeyed, deep within", current, `{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"credentialSubject":{"properties":{"achievement":{"properties":{"name":{"const":"Ropes"}}}}}}}`, "fail:SCHEMA_INVALID", "fail:SCHEMA_INVALID"},
		{"a format", old, `{"properties":{"validFrom":{"format":"email"}}}`, "fail:SCHEMA_INVALID", "fail:SCHEMA_INVALID"},
		{"a part of it", old, `{"$ref":"#/$defs/a","$defs":{"a":{"type":"object"}}}`, "pass", "pass"},
		{"of 2019", old, `{"$schema":"https://json-schema.org/draft/2019-09/schema","dependentRequired":{"issuer":["honours"]}}`, "fail:SCHEMA_INVALID", "fail:SCHEMA_INVALID"},
		{"not there", old, "!404", "warning", "fail:SCHEMA_INVALID"},
		{"nobody there", old, "!down", "warning", "fail:SCHEMA_INVALID"},
		{"no JSON", old, "<html>", "warning", "fail:SCHEMA_INVALID"},
		{"no schema", old, `{"type":"horse"}`, "warning", "fail:SCHEMA_INVALID"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := ruled(t, schemaAt, tt.typ)
			r := judge(t, world(t, schemaAt, tt.schema), doc)
			expect(t, r, r.Verdict, "proof=pass", "schema="+tt.strict)
			if strings.HasPrefix(tt.strict, "fail") != (r.Verdict == vc.Invalid) || r.Check(vc.CheckSchema).Detail["schema1"] != schemaAt {
				t.Errorf("%s %v", r.Verdict, r.Check(vc.CheckSchema))
			}
			loose := judgeAs(t, world(t, schemaAt, tt.schema), doc, vc.Options{Profile: vc.OneEdTech})
			expect(t, loose, loose.Verdict, "schema="+tt.loose)
		})
	}
}

// TestOwnSchemas: the standard's own schemas are checked class by class, and not
// asked for.
func TestOwnSchemas(t *testing.T) {
	s := world(t)
	r := judge(t, s, ruled(t, "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "1EdTechJsonSchemaValidator2019"))
	expect(t, r, vc.Valid, "schema=pass")
	if fmt.Sprint(s.asked) != "["+uni+"]" || !strings.Contains(r.Check(vc.CheckSchema).Detail["schema1"], "class by class") {
		t.Errorf("asked %v, %v", s.asked, r.Check(vc.CheckSchema).Detail)
	}
}

// TestAbuse_CAN_06_Work: a schema that leads in circles, multiplies its work, or
// has a pattern that never ends, is given up soon; one that names others is held
// to the budget.
func TestAbuse_CAN_06_Work(t *testing.T) {
	var double strings.Builder
	double.WriteString(`{"$ref":"#/$defs/a0","$defs":{`)
	for i := range 40 {
		fmt.Fprintf(&double, `"a%d":{"allOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]},`, i, i+1, i+1)
	}
	double.WriteString(`"a40":{}}}`)
	for name, schema := range map[string]string{
		"a circle":             `{"$ref":"#"}`,
		"a circle of two":      `{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}`,
		"doubles at each step": double.String(),
		"a huge pattern":       `{"properties":{"name":{"pattern":"` + strings.Repeat("(a{1000}b{1000})", 200) + `"}}}`,
		"work for each letter": `{"properties":{"name":{"pattern":"` + strings.Repeat("(a|b|c|d)*", 2000) + `"}}}`,
		"of 2 MiB":             `{"description":"` + strings.Repeat("x", 2<<20) + `"}`,
		"deep":                 strings.Repeat(`{"not":`, 200) + "{}" + strings.Repeat("}", 200),
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			long := sealed(t, with(replace(t, extended(t), `"name":"Knots","issuer"`, `"name":"`+strings.Repeat("Knots", 10_000)+`","issuer"`), `"credentialSchema":[{"id":"`+schemaAt+`","type":"1EdTechJsonSchemaValidator2019"}]`))
			r := judge(t, world(t, schemaAt, schema), long)
			want, verdict := "schema=unknown:LIMIT_EXCEEDED", vc.Indeterminate
			if strings.HasPrefix(name, "a circle") {
				want, verdict = "schema=warning", r.Verdict
			}
			expect(t, r, verdict, "proof=pass", want)
			if d := time.Since(begun); d > 5*time.Second {
				t.Errorf("it took %s", d)
			}
		})
	}
	var refs []string
	for i := range 30 {
		refs = append(refs, fmt.Sprintf(`{"$ref":"https://h%d.example/"}`, i))
	}
	s := world(t, schemaAt, `{"allOf":[`+strings.Join(refs, ",")+`]}`)
	judge(t, s, ruled(t, schemaAt, "1EdTechJsonSchemaValidator2019"))
	if len(s.asked) > 12 {
		t.Errorf("asked %d times", len(s.asked))
	}
	s = world(t, schemaAt, `{"$ref":"file:///etc/passwd"}`)
	r := judge(t, s, ruled(t, schemaAt, "1EdTechJsonSchemaValidator2019"))
	expect(t, r, vc.Valid, "schema=warning")
	if slices.ContainsFunc(s.asked, func(url string) bool { return strings.HasPrefix(url, "file") }) {
		t.Errorf("asked %v", s.asked)
	}
}

// TestSchemaDigest: a schema whose digest the credential names is that one, or
// none.
func TestSchemaDigest(t *testing.T) {
	const schema = `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object"}`
	named := func(digest string) string {
		return sealed(t, with(badge, `"credentialSchema":[{"id":"`+schemaAt+`","type":"JsonSchema","digestSRI":"`+digest+`"}]`))
	}
	expect(t, judge(t, world(t, schemaAt, schema), named(sri(schema))), vc.Valid, "schema=pass")
	expect(t, judge(t, world(t, schemaAt, schema), named(sri(schema+" "))), vc.Invalid, "schema=fail:SCHEMA_INVALID")
	expect(t, judge(t, world(t, schemaAt, schema), named("md5-AAAA")), vc.Invalid, "schema=fail:SCHEMA_INVALID")
	expect(t, judge(t, world(t, schemaAt, "!404"), named(sri(schema))), vc.Valid, "schema=warning")
}

// sri is the digest of a text as VCDM 2.0 5.3 writes it.
func sri(text string) string {
	sum := sha512.Sum384([]byte(text))
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// TestAbuse_CAN_06_Elsewhere: a schema of a place whose schemas are run does not
// lead to those of strangers, and many schemas cost no more than a few.
func TestAbuse_CAN_06_Elsewhere(t *testing.T) {
	const stranger = "https://evil.example/schema"
	s := world(t, schemaAt, `{"$ref":"`+stranger+`"}`, stranger, `{"required":["honours"]}`)
	expect(t, judge(t, s, ruled(t, schemaAt, "1EdTechJsonSchemaValidator2019")), vc.Valid, "schema=warning")
	if slices.Contains(s.asked, stranger) {
		t.Errorf("asked %v", s.asked)
	}
	entry := `{"id":"` + schemaAt + `","type":"1EdTechJsonSchemaValidator2019"}`
	many := sealed(t, with(extended(t), `"credentialSchema":[`+strings.Repeat(entry+",", 999)+entry+`]`))
	slow := `{"$ref":"#/$defs/a0","$defs":{`
	for i := range 15 {
		slow += fmt.Sprintf(`"a%d":{"allOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]},`, i, i+1, i+1)
	}
	begun := time.Now()
	r := judge(t, world(t, schemaAt, slow+`"a15":{}}}`), many)
	expect(t, r, vc.Valid, "proof=pass", "schema=pass")
	if d := time.Since(begun); d > 5*time.Second || !strings.Contains(fmt.Sprint(r.Notes), "more schemas") {
		t.Errorf("it took %s, and %v", d, r.Notes)
	}
}
