package vc_test

import (
	"strings"
	"testing"
	"time"

	"blazon/vc"
	"blazon/vcjwt"
)

// FuzzVerify: no input makes the verifier panic, and nothing is valid or shown that
// was not signed or vouched for.
func FuzzVerify(f *testing.F) {
	signed := map[string]bool{}
	for _, input := range []string{
		sealed(f, badge), sealed(f, everything(f)), token(f, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}),
		revocable(f, statusOf("7", "revocation")), sealed(f, published(f, uni, "revocation", 7)),
	} {
		signed[strings.TrimSpace(input)] = true
		f.Add(input)
	}
	for _, input := range []string{badge, "", "{}", "[]", "a.b.c", `{"@context":[],"type":["VerifiableCredential","OpenBadgeCredential"],"proof":{}}`, with(badge, `"proof":[{"type":"DataIntegrityProof"}]`)} {
		f.Add(input)
	}
	id, _ := holder(f)
	for _, input := range []string{
		shown(f, presentation(id, sealed(f, badge))), sealed(f, record("", sealed(f, badge), replace(f, badge, "awards/1", "awards/2"))),
		envelope("EnvelopedVerifiableCredential", "application/vc+jwt", token(f, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})), selective(f, true, ""),
	} {
		f.Add(input)
	}
	s := world(f, list, sealed(f, published(f, uni, "revocation")))
	f.Fuzz(func(t *testing.T, input string) {
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			r := judgeAs(t, s, input, vc.Options{Profile: profile, Recipient: "ada@uni.example", Explain: true})
			if r.Verdict == "" || r.Summary.IssuerHost != "" && r.Check(vc.CheckIssuer).Result != vc.Pass {
				t.Errorf("%+v", r)
			}
			if r.Check(vc.CheckProof).Result != vc.Pass && (r.Verdict == vc.Valid || r.Summary.Name != "") {
				t.Errorf("shown or valid without a proof: %s", input)
			}
		}
	})
}

// FuzzSchema: no schema makes the verifier panic, work for long, or ask for more
// than its budget.
func FuzzSchema(f *testing.F) {
	for _, schema := range []string{
		`{"type":"object","required":["issuer"]}`, `{"$ref":"#"}`, `{"properties":{"name":{"pattern":"^K(n|o)+ts$","format":"uri"}}}`, `{"$ref":"https://w3id.org/other"}`,
		`{"$schema":"https://json-schema.org/draft/2020-12/schema","$dynamicRef":"#a","$defs":{"a":{"$dynamicAnchor":"a"}}}`, `{"$schema":"https://w3id.org/meta"}`,
		`{"unevaluatedProperties":false,"allOf":[true,{"not":{}}]}`, `{"uniqueItems":true,"contains":{"const":1}}`, `[]`, `true`, `{"$id":"x","$anchor":"y"}`,
	} {
		f.Add(schema)
	}
	doc := ruled(f, schemaAt, "1EdTechJsonSchemaValidator2019")
	f.Fuzz(func(t *testing.T, schema string) {
		s := world(t, schemaAt, schema)
		begun := time.Now()
		r := judgeAs(t, s, doc, vc.Options{})
		if r.Check(vc.CheckProof).Result != vc.Pass || len(s.asked) > 12 || time.Since(begun) > 10*time.Second {
			t.Errorf("asked %d, %s\n%s", len(s.asked), time.Since(begun), lines(r))
		}
	})
}

// FuzzSignedSchema: whatever is where a schema in a credential should be, the badge
// is invalid only by a schema that its issuer signed.
func FuzzSignedSchema(f *testing.F) {
	signed := map[string]bool{}
	for _, served := range []string{
		sealed(f, schemaCredential(uni, honours)), sealed(f, schemaCredential(uni, anything)),
		token(f, schemaCredential(uni, honours), ed(1), vcjwt.SignHeader{Kid: uniKey}),
	} {
		signed[served] = true
		f.Add(served)
	}
	for _, served := range []string{schemaCredential(uni, honours), sign(f, schemaCredential(evil, honours), ed(9), evil+"#key-1"), "", "{}", "a.b.c", honours, sealed(f, badge)} {
		f.Add(served)
	}
	doc := bound(f, "")
	f.Fuzz(func(t *testing.T, served string) {
		s := world(t, signedAt, served, evil, profile(t, evil, ed(9).Public(), ""))
		r := judgeAs(t, s, doc, vc.Options{})
		if r.Check(vc.CheckProof).Result != vc.Pass || len(s.asked) > 12 {
			t.Errorf("asked %d\n%s", len(s.asked), lines(r))
		}
		if r.Verdict == vc.Invalid && !signed[strings.TrimSpace(served)] && !strings.Contains(served, "proof") && strings.Count(served, ".") != 2 {
			t.Errorf("invalid by %s\n%s", served, lines(r))
		}
	})
}

// FuzzTrustList: what is read as a list names only addresses.
func FuzzTrustList(f *testing.F) {
	f.Add([]byte(`{"name":"A","issuers":[{"id":"https://a.example","name":"A"}]}`))
	f.Add([]byte(`{"name":"A","issuers":[{"id":"a"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := vc.ParseTrustList(data)
		if err != nil {
			return
		}
		for _, i := range l.Issuers {
			if _, ok := l.Recognizes(t.Context(), i.ID); !ok || !strings.Contains(i.ID, ":") {
				t.Errorf("%q", i.ID)
			}
		}
	})
}

// FuzzRegistrySource: what is accepted is two addresses, as they were written.
func FuzzRegistrySource(f *testing.F) {
	for _, s := range []string{"https://m.example/issuers=https://m.example", "https://m.example/?a=b=did:web:m.example", "=did:", "https://m.example", "http://a=http://b=https://c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := vc.ParseRegistrySource(s)
		if err != nil {
			return
		}
		if got.URL+"="+got.Issuer != s || !strings.HasPrefix(got.URL, "http") || !strings.HasPrefix(got.Issuer, "http") && !strings.HasPrefix(got.Issuer, "did:") {
			t.Errorf("%q is read as %+v", s, got)
		}
	})
}
