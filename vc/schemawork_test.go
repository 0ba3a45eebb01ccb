package vc_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"blazon/vc"
)

// TestAbuse_CAN_06_Counted: whatever a schema has the library do, and whether that
// is while it is read or while it is held to a badge, is counted before it is done.
func TestAbuse_CAN_06_Counted(t *testing.T) {
	list := func(format string, n int) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, format+",", i)
		}
		return strings.TrimSuffix(out.String(), ",")
	}
	doubling := func(last, format string) string {
		out := `{"not":{"$ref":"#/$defs/a0"},"$defs":{"a30":` + last
		for i := range 30 {
			out += fmt.Sprintf(`,"a%d":`+format, i, i+1, i+1)
		}
		return out + `}}`
	}
	bomb := strings.Repeat(`.{1000}`, 450)
	folding := `(?i)` + strings.Repeat(`[B-\\x{1e900}]`, 280)
	many := `"anyOf":[` + list(`{"title":"%d","$ref":"#/$defs/x"}`, 1900) + `]`
	tests := map[string]string{
		"a pattern of many instructions":   `{"pattern":"` + bomb + `"}`,
		"many such":                        `{"allOf":[` + list(`{"pattern":"%d`+strings.Repeat(`.{1000}`, 9)+`"}`, 3000) + `]}`,
		"patterns of names":                `{"patternProperties":{` + list(`"%d`+strings.Repeat(`.{1000}`, 9)+`":true`, 3000) + `}}`,
		"patterns of values":               `{"properties":{"name":{"format":"regex"}}}`,
		"patterns without capitals":        `{"allOf":[` + list(`{"pattern":"%d`+folding+`"}`, 250) + `]}`,
		"a long pattern":                   `{"pattern":"` + strings.Repeat("x", 60_000) + `"}`,
		"numbers of a million digits":      `{"allOf":[` + list(`{"maximum":1e-9%05d}`, 3000) + `]}`,
		"long numbers":                     `{"enum":[` + list(`%d.`+strings.Repeat("3", 50_000), 15) + `]}`,
		"names that lead to two":           doubling(`false`, `{"dependentSchemas":{"id":{"$ref":"#/$defs/a%d"},"type":{"$ref":"#/$defs/a%d"}}}`),
		"19 000 schemas":                   `{"allOf":[` + strings.Repeat(`{},`, 19_000) + `{}]}`,
		"19 000 schemas of yes and no":     `{"allOf":[` + strings.Repeat(`true,`, 19_000) + `true]}`,
		"schemas where none is looked for": `{"allOf":[` + list(`{"$ref":"#/x/y/%d"}`, 4000) + `],"x":{"y":[` + list(`{"title":"%d"}`, 4000) + `]}}`,
		"ways to where none is":            `{"allOf":[` + list(`{"$ref":"#/x/y/%d"}`, 1900) + `],"x":{"y":[` + list(`{"title":"%d"}`, 1900) + `]}}`,
		"a name of 60 000 letters":         `{"properties":{"` + strings.Repeat("x", 60_000) + `":{"allOf":[` + list(`{"title":"%d"}`, 3000) + `]}}}`,
		"an id of 60 000 letters":          `{"$id":"https://w3id.org/` + strings.Repeat("x", 60_000) + `/","allOf":[` + list(`{"$id":"%d"}`, 3000) + `]}`,
		"a long way":                       `{"$ref":"#/$defs/w0","$defs":{` + way(1500) + `}}`,
		"many objections":                  `{"not":{"$ref":"#/$defs/0"},"$defs":{"x":{"$ref":"#/$defs/y"},"y":{"anyOf":[` + list(`{"type":"null","title":"%d"}`, 1900) + `]},"0":{` + many + `}}}`,
		"long values":                      `{"allOf":[` + list(`{"title":"%d","$ref":"#/$defs/x"}`, 1900) + `],"$defs":{"x":{"enum":["` + strings.Repeat("x", 60_000) + `",` + list(`[[[[%d]]]]`, 4000) + `]}}}`,
		"long texts":                       `{"properties":{"name":{"allOf":[` + list(`{"title":"%d","$ref":"#/$defs/x"}`, 1900) + `]}},"$defs":{"x":{"allOf":[` + list(`{"title":"%d","minLength":1}`, 1900) + `]}}}`,
	}
	for name, schema := range tests {
		t.Run(name, func(t *testing.T) {
			title := strings.Repeat("Knots", 10_000)
			if name == "patterns of values" {
				title = strings.Repeat(`.{1000}`, 450)
			}
			doc := sealed(t, with(replace(t, extended(t), `"name":"Knots","issuer"`, `"name":"`+title+`","issuer"`), `"credentialSchema":[{"id":"`+schemaAt+`","type":"1EdTechJsonSchemaValidator2019"}]`))
			s := world(t, schemaAt, schema)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begun := time.Now()
			r := judge(t, s, doc)
			took := time.Since(begun)
			runtime.ReadMemStats(&after)
			expect(t, r, vc.Indeterminate, "proof=pass", "schema=unknown:LIMIT_EXCEEDED")
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			if took > 3*time.Second || used > 1024 {
				t.Errorf("it took %s and %d MiB", took, used)
			}
			t.Logf("it took %s and %d MiB", took, used)
		})
	}
}

// TestAbuse_CAN_06_Numbers: to hold a long number to many others is counted by what that
// takes, and all schemas of a credential together.
func TestAbuse_CAN_06_Numbers(t *testing.T) {
	ones := strings.Repeat("1", 90)
	times := func(ref string, n int) string {
		one := `{"$ref":"#/$defs/` + ref + `"}`
		return `{"allOf":[` + strings.Repeat(one+",", n-1) + one + `]}`
	}
	schema := `{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"a":{"minimum":-` + ones + `e-99,"maximum":1` + ones + `e207,"exclusiveMaximum":1` + ones + `e207,"multipleOf":1e-990},` +
		`"b":` + times("a", 100) + `,"c":` + times("b", 50) + `,"d":` + times("c", 19) + `},"properties":{"credentialSubject":{"properties":{"achievement":{"properties":{"creditsAvailable":{"$ref":"#/$defs/d"}}}}}}}`
	entries := make([]string, 0, 8)
	for i := range 8 {
		entries = append(entries, fmt.Sprintf(`{"id":"%s#%d","type":"JsonSchemaCredential"}`, signedAt, i))
	}
	doc := sealed(t, replace(t, with(badge, `"credentialSchema":[`+strings.Join(entries, ",")+`]`), `"criteria":{`, `"creditsAvailable":`+ones+`e-900,"criteria":{`))
	begun := time.Now()
	r := judge(t, world(t, signedAt, sealed(t, schemaCredential(uni, schema))), doc)
	expect(t, r, vc.Indeterminate, "schema=unknown:LIMIT_EXCEEDED")
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestAbuse_CAN_06_Enumerated: nor does it cost more to compare a long number with many short
// ones.
func TestAbuse_CAN_06_Enumerated(t *testing.T) {
	var few strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&few, ",%d", i)
	}
	one := `{"$ref":"#/$defs/a"}`
	schema := `{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"a":{"not":{"enum":[-1` + few.String() + `]}}},"properties":{"credentialSubject":{"properties":{"achievement":{"properties":{"creditsAvailable":{"allOf":[` + strings.Repeat(one+",", 18) + one + `]}}}}}}}`
	doc := sealed(t, replace(t, with(badge, `"credentialSchema":{"id":"`+signedAt+`","type":"JsonSchemaCredential"}`), `"criteria":{`, `"creditsAvailable":`+strings.Repeat("1", 90)+`e-900,"criteria":{`))
	begun := time.Now()
	r := judge(t, world(t, signedAt, sealed(t, schemaCredential(uni, schema))), doc)
	expect(t, r, vc.Indeterminate, "schema=unknown:LIMIT_EXCEEDED")
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

// aboutCredits is the badge with a number of credits, and with a schema of its issuer's for
// that, as tokens, which cost little themselves.
func aboutCredits(number, defs, rule string) (schema, badgeWith string) {
	head := `{"alg":"EdDSA","typ":"vc+jwt","kid":"` + uniKey + `"}`
	schema = `{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{` + defs + `},"properties":{"credentialSubject":{"properties":{"achievement":{"properties":{"creditsAvailable":` + rule + `}}}}}}`
	text := strings.Replace(badge, `"criteria":{`, `"creditsAvailable":`+number+`,"criteria":{`, 1)
	text = with(text, `"credentialSchema":[{"id":"`+signedAt+`","type":"JsonSchemaCredential"}]`)
	return rawToken(head, schemaCredential(uni, schema), edSigner(1)), rawToken(head, text, edSigner(1))
}

// TestAbuse_CAN_06_Integers: whether a long number is a whole one is reckoned each time that
// it is asked, and counted, in one credential and in several.
func TestAbuse_CAN_06_Integers(t *testing.T) {
	refs := strings.Repeat(`{"$ref":"#/$defs/a"},`, 180)
	schema, one := aboutCredits(strings.Repeat("1", 93)+"e-999", `"a":{"anyOf":[`+strings.Repeat(`{"type":"integer"},`, 990)+`{}]}`, `{"allOf":[`+refs+`{}]}`)
	envelope := `{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,` + one + `"}`
	for _, input := range []string{one, `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"verifiableCredential":[` + strings.Repeat(envelope+",", 5) + envelope + `]}`} {
		begun := time.Now()
		r := judge(t, world(t, signedAt, schema), input)
		expect(t, r, vc.Indeterminate, "schema=unknown:LIMIT_EXCEEDED")
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("it took %s", took)
		}
	}
}

// TestHonestLongNumbers: a long number costs where numbers are compared with it, and nowhere
// else; a rule for whole numbers and one for patterns is kept beside others.
func TestHonestLongNumbers(t *testing.T) {
	words := `{"allOf":[` + strings.Repeat(`{"$ref":"#/$defs/w"},`, 70) + `{}]}`
	var enum strings.Builder
	for i := range 600 {
		fmt.Fprintf(&enum, `"word%d",`, i)
	}
	for name, tt := range map[string]struct{ number, defs, rule, want string }{
		"words beside it":       {"52.370215999999996", `"w":{"not":{"enum":[` + enum.String() + `"x"]}}`, words, "pass"},
		"an enumeration":        {"52.370215999999996", ``, `{"enum":[1,"x",52.370215999999996]}`, "pass"},
		"another enumeration":   {"52.370215999999996", ``, `{"enum":[1,"x",52.37]}`, "fail:SCHEMA_INVALID"},
		"no whole number":       {"52.370215999999996", ``, `{"type":"integer"}`, "fail:SCHEMA_INVALID"},
		"a whole number":        {"5.2e1", ``, `{"type":["integer","string"],"maximum":52}`, "pass"},
		"neither":               {"52.5", ``, `{"type":["integer","null"]}`, "fail:SCHEMA_INVALID"},
		"either":                {"52.5", ``, `{"type":["integer","number"]}`, "pass"},
		"a pattern, and a type": {"52", ``, `{"format":"regex","type":"integer","enum":[53]}`, "fail:SCHEMA_INVALID"},
	} {
		schema, input := aboutCredits(tt.number, tt.defs, tt.rule)
		r := judge(t, world(t, signedAt, schema), input)
		t.Run(name, func(t *testing.T) { expect(t, r, r.Verdict, "schema="+tt.want) })
		if text := r.Check(vc.CheckSchema).Text; name == "no whole number" && !strings.Contains(text, "want integer") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestAbuse_CAN_06_Walk: nor is a large document gone through for each value that a schema
// compares it with.
func TestAbuse_CAN_06_Walk(t *testing.T) {
	times := func(ref string, n int) string {
		one := `{"$ref":"#/$defs/` + ref + `"}`
		return `{"allOf":[` + strings.Repeat(one+",", n-1) + one + `]}`
	}
	schema := `{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/d","$defs":{"a":{"not":{"const":0}},"b":` + times("a", 100) + `,"c":` + times("b", 50) + `,"d":` + times("c", 8) + `}}`
	doc := sealed(t, replace(t, with(badge, `"credentialSchema":{"id":"`+signedAt+`","type":"JsonSchemaCredential"}`), `"criteria":{`, `"alignment":[`+strings.Repeat(`{"type":["Alignment"],"targetName":"x","targetUrl":"https://x.example/"},`, 2999)+`{"type":["Alignment"],"targetName":"x","targetUrl":"https://x.example/"}],"criteria":{`))
	begun := time.Now()
	judge(t, world(t, signedAt, sealed(t, schemaCredential(uni, schema))), doc)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

// way returns n schemas, each of which leads to the next.
func way(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, `"w%d":{"$ref":"#/$defs/w%d"},`, i, i+1)
	}
	return out.String() + fmt.Sprintf(`"w%d":{}`, n)
}
