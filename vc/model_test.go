package vc_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
)

// TestModel: the rules of the data model for credentials of all kinds. Each case
// changes one thing of a credential that obeys.
func TestModel(t *testing.T) {
	tests := []struct {
		name     string
		old, new string
		want     string // of the check schema
	}{
		{"as it is", "", "", "pass"},
		{"a context alone", `["https://www.w3.org/ns/credentials/v2"]`, `"https://www.w3.org/ns/credentials/v2"`, "fail"},
		{"without an id", `"id":"urn:uuid:5",`, "", "pass"},
		{"an id that is no address", "urn:uuid:5", "five", "fail"},
		{"an id with a space", "urn:uuid:5", "urn:uuid: 5", "fail"},
		{"several ids", `"urn:uuid:5"`, `["urn:uuid:5","urn:uuid:6"]`, "fail"},
		{"a type that is a number", `"type":["VerifiableCredential"]`, `"type":["VerifiableCredential",5]`, "fail"},
		{"a name with its language", `"id":"urn:uuid:5"`, `"id":"urn:uuid:5","name":{"@value":"Ada","@language":"en"}`, "pass"},
		{"names in two languages", `"id":"urn:uuid:5"`, `"id":"urn:uuid:5","name":[{"@value":"Ada","@language":"en"},{"@value":"Адa","@language":"ru","@direction":"ltr"}]`, "pass"},
		{"a name of no text", `"id":"urn:uuid:5"`, `"id":"urn:uuid:5","name":{"@value":"Ada","url":"x"}`, "fail"},
		{"a direction that is none", `"id":"urn:uuid:5"`, `"id":"urn:uuid:5","description":{"@value":"Ada","@language":"en","@direction":"up"}`, "fail"},
		{"a description that is a number", `"id":"urn:uuid:5"`, `"id":"urn:uuid:5","description":5`, "fail"},
		{"an issuer with an id", `"issuer":"https://uni.example/issuers/7"`, `"issuer":{"id":"https://uni.example/issuers/7","name":"Uni"}`, "pass"},
		{"an issuer without an id", `"issuer":"https://uni.example/issuers/7"`, `"issuer":{"name":"Uni"}`, "fail"},
		{"an issuer that is no address", `"issuer":"https://uni.example/issuers/7"`, `"issuer":"uni"`, "fail"},
		{"no issuer", `"issuer":"https://uni.example/issuers/7",`, "", "fail"},
		{"two issuers", `"issuer":"https://uni.example/issuers/7"`, `"issuer":["https://uni.example/issuers/7"]`, "fail"},
		{"two subjects", `{"id":"did:example:ada","name":"Ada"}`, `[{"id":"did:example:ada"},{"id":"did:example:bob"}]`, "pass"},
		{"a subject that says nothing", `{"id":"did:example:ada","name":"Ada"}`, `{}`, "fail"},
		{"no subject", `{"id":"did:example:ada","name":"Ada"}`, `[]`, "fail"},
		{"a subject that is a text", `{"id":"did:example:ada","name":"Ada"}`, `"did:example:ada"`, "fail"},
		{"a date without a zone", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00", "fail"},
		{"an end before the beginning", `"validFrom"`, `"validUntil":"2025-01-01T00:00:00Z","validFrom"`, "fail"},
		{"a status without a type", `"validFrom"`, `"credentialStatus":{"id":"urn:uuid:6"},"validFrom"`, "fail"},
		{"a status with an id that is none", `"validFrom"`, `"credentialStatus":{"id":"six","type":"BitstringStatusListEntry"},"validFrom"`, "fail"},
		{"a schema without an id", `"validFrom"`, `"credentialSchema":{"type":"JsonSchema"},"validFrom"`, "fail"},
		{"a refresh service without a type", `"validFrom"`, `"refreshService":{"id":"urn:uuid:6"},"validFrom"`, "fail"},
		{"terms of use without a type", `"validFrom"`, `"termsOfUse":[{"id":"urn:uuid:6"}],"validFrom"`, "fail"},
		{"evidence without a type", `"validFrom"`, `"evidence":{"id":"urn:uuid:6"},"validFrom"`, "fail"},
		{"evidence that is a text", `"validFrom"`, `"evidence":"a photograph","validFrom"`, "fail"},
		{"a related resource without a digest", `"validFrom"`, `"relatedResource":[{"id":"urn:uuid:6"}],"validFrom"`, "fail"},
		{"a related resource without an id", `"validFrom"`, `"relatedResource":[{"digestSRI":"sha256-x"}],"validFrom"`, "fail"},
		{"a related resource twice", `"validFrom"`, `"relatedResource":[{"id":"urn:uuid:6","digestSRI":"sha256-x"},{"id":"urn:uuid:6","digestSRI":"sha256-x"}],"validFrom"`, "fail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judgeAs(t, world(t), strings.Replace(general, tt.old, tt.new, 1), vc.Options{ProofOnly: true})
			expect(t, r, vc.Invalid, "schema="+tt.want) // it is not signed
		})
	}
}

func TestPresentationModel(t *testing.T) {
	id, _ := holder(t)
	doc := presentation(id, general)
	for name, tt := range map[string]struct{ old, new, want string }{
		"as it is":                 {"", "", "pass"},
		"a holder that is none":    {id, "me", "fail"},
		"a holder with an id":      {`"` + id + `"`, `{"id":"` + id + `"}`, "pass"},
		"an id that is no address": {`"type"`, `"id":"five","type"`, "fail"},
		"a token without envelope": {`"verifiableCredential":[`, `"verifiableCredential":["a.b.c",`, "fail"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judgeAs(t, world(t), strings.Replace(doc, tt.old, tt.new, 1), vc.Options{ProofOnly: true})
			expect(t, r, vc.Invalid, "schema="+tt.want)
		})
	}
}

// TestRelated: what is named with a digest must be what the digest is of, where
// that can be seen.
func TestRelated(t *testing.T) {
	const url = "https://www.w3.org/ns/credentials/v2"
	text := jsonld.PinnedText(url)
	sum, long := sha256.Sum256(text), sha512.Sum384(text)
	right := base64.StdEncoding.EncodeToString(sum[:])
	wrong := base64.StdEncoding.EncodeToString(make([]byte, 32))
	multihash := did.EncodeMultibase(append([]byte{0x12, 0x20}, sum[:]...))
	related := func(members string) string {
		return with(badge, `"relatedResource":[{"id":"`+url+`",`+members+`}]`)
	}
	tests := []struct{ name, doc, want string }{
		{"SHA-256", related(`"digestSRI":"sha256-` + right + `"`), "pass"},
		{"SHA-384", related(`"digestSRI":"sha384-` + base64.StdEncoding.EncodeToString(long[:]) + `"`), "pass"},
		{"a multihash", related(`"digestMultibase":"` + multihash + `"`), "pass"},
		{"the digest of something else", related(`"digestSRI":"sha256-` + wrong + `"`), "fail"},
		{"an algorithm that nobody knows", related(`"digestSRI":"md5-` + right + `"`), "fail"},
		{"no base64", related(`"digestSRI":"sha256-***"`), "fail"},
		{"another multihash", related(`"digestMultibase":"` + did.EncodeMultibase(make([]byte, 34)) + `"`), "fail"},
		{"one right and one wrong", related(`"digestSRI":["sha256-` + right + `","sha256-` + wrong + `"]`), "fail"},
		{"what nobody looked at", replace(t, related(`"digestSRI":"sha256-`+wrong+`"`), `"relatedResource":[{"id":"`+url, `"relatedResource":[{"id":"https://uni.example/film`), "pass"},
		{"what was fetched, changed", replace(t, related(`"digestSRI":"sha256-`+wrong+`"`), `"relatedResource":[{"id":"`+url, `"relatedResource":[{"id":"`+uni), "fail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, world(t), sealed(t, tt.doc))
			expect(t, r, r.Verdict, "proof=pass", "schema="+tt.want)
			if (r.Verdict == vc.Valid) != (tt.want == "pass") {
				t.Error(r.Verdict)
			}
		})
	}
}

// TestManyDigests: to name a resource with its right digest thousands of times, or
// thousands of resources, costs whoever looks next to nothing.
func TestManyDigests(t *testing.T) {
	page := profile(t, uni, ed(1).Public(), "")
	page += strings.Repeat(" ", 1<<20-len(page))
	many := func(n int, item string) string { return "[" + strings.Repeat(item+",", n-1) + item + "]" }
	long, short := sha512.Sum512([]byte(page)), sha256.Sum256([]byte(page))
	right, bare := `"sha512-`+base64.StdEncoding.EncodeToString(long[:])+`"`, `"`+did.EncodeMultibase(short[:])+`"`
	const schema = `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object"}`
	related := func(members string) string {
		return with(badge, `"relatedResource":[{"id":"`+uni+`",`+members+`}]`)
	}
	const ran = `{"id":"` + schemaAt + `","type":"JsonSchema"}`
	others := ""
	for i := range 5000 {
		others += fmt.Sprintf(`{"id":"urn:x:%d","digestSRI":%s},`, i, right)
	}
	tests := []struct{ name, doc, want string }{
		{"a digest 18 000 times", related(`"digestSRI":` + many(18_000, right)), "unknown:LIMIT_EXCEEDED"},
		{"one in another form, as often", related(`"digestMultibase":` + many(18_000, bare)), "unknown:LIMIT_EXCEEDED"},
		{"5 000 resources", with(badge, `"relatedResource":[`+others+`{"id":"`+uni+`","digestSRI":`+right+`}]`), "unknown:LIMIT_EXCEEDED"},
		{"one of 18 000 is wrong, and the badge has another fault", replace(t, related(`"digestSRI":`+many(18_000, right)), `"criteria":{"narrative":"Tie ten"}`, `"criteria":7`), "fail"},
		{"as many as are compared", related(`"digestSRI":` + many(4, right) + `,"digestMultibase":` + many(4, bare)), "pass"},
		{"a schema with 18 000", with(badge, `"credentialSchema":[{"id":"`+schemaAt+`","type":"JsonSchema","digestSRI":`+many(18_000, `"`+sri(schema)+`"`)+`}]`), "unknown:LIMIT_EXCEEDED"},
		{"8 schemas that are run, and 6 000 that are not", with(badge, `"credentialSchema":`+strings.TrimSuffix(many(8, ran), "]")+","+many(6000, `{"id":"https://x.example/","type":"JsonSchema"}`)[1:]), "pass"},
		{"6 000 that are not, and 8 that are run", with(badge, `"credentialSchema":`+strings.TrimSuffix(many(6000, `{"id":"https://x.example/","type":"JsonSchema"}`), "]")+","+many(8, ran)[1:]), "pass"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, w := sealed(t, tt.doc), world(t, uni, page, schemaAt, schema)
			begun := time.Now()
			r := judge(t, w, doc)
			took := time.Since(begun)
			expect(t, r, r.Verdict, "proof=pass", "schema="+tt.want)
			if took > 2*time.Second {
				t.Errorf("it took %s", took)
			}
			if want := map[string]vc.Verdict{"p": vc.Valid, "u": vc.Indeterminate, "f": vc.Invalid}[tt.want[:1]]; r.Verdict != want {
				t.Errorf("%s, want %s", r.Verdict, want)
			}
		})
	}
}
