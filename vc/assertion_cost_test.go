package vc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/vc"
)

// TestAbuse_CAN_04_Assertion: what a badge of 2.0 or a document that it leads to costs grows
// as it does, and no faster: however many members it has, of whichever kind.
func TestAbuse_CAN_04_Assertion(t *testing.T) {
	many := func(n int, member func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("," + member(i))
		}
		return b.String()
	}
	keyword := func(i int) string { return fmt.Sprintf(`"k%d":{"@id":""}`, i) }
	wrapped := func(i int) string { return fmt.Sprintf(`"k%d":{"id":["x:y"]}`, i) }
	plain := func(i int) string { return fmt.Sprintf(`"k%d":""`, i) }
	word := func(i int) string { return fmt.Sprintf(`"t%d":"https://x.example/"`, i) }
	listed := with(profile2, `"revocationList":"`+revoked2+`"`)
	list := func(entries, more string) string {
		return `{` + contextOB + `"type":"RevocationList","revokedAssertions":["urn:a:b"` + entries + `]` + more + `}`
	}
	add := func(doc, members string) string { return doc[:len(doc)-1] + members + "}" }
	large, largePlain := add(hosted, many(9_000, keyword)), add(hosted, many(19_000, plain))
	contexts := many(9_000, func(i int) string { return fmt.Sprintf(`"k%d":{"@context":""}`, i) })
	endorsed, attached := web2(t), ""
	for i := range 9 {
		id := fmt.Sprintf(uni2+"/e/%d", i)
		endorsed[id] = add(replace(t, endorsement2, uni2+"/e/1", id), contexts)
		attached += `,"` + id + `"`
	}
	endorsed[hostedID] = with(hosted, `"endorsement":[`+attached[1:]+`]`)
	typed := replace(t, hosted, `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2",{"k":"https://x.example/"`+many(9_000, word)+`}]`,
		`"type":"Assertion"`, `"type":["Assertion"`+many(9_000, func(i int) string { return fmt.Sprintf(`"t%d"`, i) })+`]`)
	for name, tt := range map[string]struct {
		web   web
		input string
	}{
		"a list with members of many keywords": {web2(t, issuer2, listed, revoked2, list("", many(60_000, keyword))), hosted},
		"a list of many arrays":                {web2(t, issuer2, listed, revoked2, list("", many(60_000, wrapped))), hosted},
		"a list of many entries":               {web2(t, issuer2, listed, revoked2, list(many(60_000, func(i int) string { return fmt.Sprintf(`{"@id":["urn:x:%d"]}`, i) }), "")), hosted},
		"a list of many hosts":                 {web2(t, issuer2, listed, revoked2, list(many(30_000, func(i int) string { return fmt.Sprintf("\"https://b\u00fccher%d.example/1\"", i) }), "")), hosted},
		"a badge of many keywords":             {web2(t, hostedID, large), large},
		"a badge of many members":              {web2(t, hostedID, largePlain), largePlain},
		"a badge of many others":               {web2(t, hostedID, largePlain), add(hosted, many(19_000, func(i int) string { return fmt.Sprintf(`"l%d":""`, i) }))},
		"an issuer of many members":            {web2(t, issuer2, add(profile2, many(9_000, keyword))), hosted},
		"endorsements of many contexts":        {endorsed, hostedID},
		"many types that are defined":          {web2(t, hostedID, typed), typed},
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			r := judge2(t, tt.web, tt.input)
			if took := time.Since(begun); took > 3*time.Second {
				t.Errorf("it took %s: %s", took, r.Verdict)
			} else {
				t.Logf("%s: %s\n%s", took, r.Verdict, r.Check(vc.CheckStatus).Text)
			}
		})
	}
}
