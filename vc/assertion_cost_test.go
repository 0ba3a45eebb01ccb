package vc_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/vc"
	"blazon/vcjwt"
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
	listedToo, signed := web2(t, issuer2, listed, revoked2, list(many(150_000, func(i int) string { return fmt.Sprintf("\"https://\u00fc.example/%d\"", i%10) }), "")), ""
	for i := range 20 {
		signed += `,"` + sign2(t, replace(t, endorsement2, `{"type":"HostedBadge"}`, `{"type":"SignedBadge","creator":"`+key2+`"}`, uni2+"/e/1", fmt.Sprintf("urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c%d", i+10))) + `"`
	}
	listedToo[hostedID] = with(hosted, `"endorsement":[`+signed[1:]+`]`)
	typed := replace(t, hosted, `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2",{"k":"https://x.example/"`+many(9_000, word)+`}]`,
		`"type":"Assertion"`, `"type":["Assertion"`+many(9_000, func(i int) string { return fmt.Sprintf(`"t%d"`, i) })+`]`)
	far := "https://uni.example/" + strings.Repeat("x/", 2000) + "r"
	for name, tt := range map[string]struct {
		web   web
		input string
	}{
		"a list with members of many keywords": {web2(t, issuer2, listed, revoked2, list("", many(60_000, keyword))), hosted},
		"a list of many arrays":                {web2(t, issuer2, listed, revoked2, list("", many(60_000, wrapped))), hosted},
		"a list of many entries":               {web2(t, issuer2, listed, revoked2, list(many(60_000, func(i int) string { return fmt.Sprintf(`{"@id":["urn:x:%d"]}`, i) }), "")), hosted},
		"a list of many hosts":                 {web2(t, issuer2, listed, revoked2, list(many(30_000, func(i int) string { return fmt.Sprintf("\"https://b\u00fccher%d.example/1\"", i) }), "")), hosted},
		"a list at a long address":             {web2(t, issuer2, with(profile2, `"revocationList":"`+far+`"`), far, list(many(140_000, func(i int) string { return fmt.Sprintf(`"%x/"`, i%4096) }), "")), hosted},
		"a badge of many keywords":             {web2(t, hostedID, large), large},
		"a badge of many members":              {web2(t, hostedID, largePlain), largePlain},
		"a badge of many others":               {web2(t, hostedID, largePlain), add(hosted, many(19_000, func(i int) string { return fmt.Sprintf(`"l%d":""`, i) }))},
		"an issuer of many members":            {web2(t, issuer2, add(profile2, many(9_000, keyword))), hosted},
		"endorsements of many contexts":        {endorsed, hostedID},
		"endorsements and a long list":         {listedToo, hostedID},
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

// TestAbuse_CAN_04_RevocationList: a list of 170 000 short entries at a long address costs
// what its text is worth, for each of the badges that lead to it, and what is asked about
// is found in it.
func TestAbuse_CAN_04_RevocationList(t *testing.T) {
	at := "https://uni.example/" + strings.Repeat("x/", 1900) + "r"
	listed := replace(t, with(extended(t), `"credentialStatus":{"id":"`+at+`","type":"1EdTechRevocationList"}`), "https://uni.example/awards/1", strings.TrimSuffix(at, "r")+"z")
	for entry, want := range map[string]string{"z": "status=fail:STATUS_REVOKED", "../x/z": "status=fail:STATUS_REVOKED", "y": "status=unknown:STATUS_UNAVAILABLE"} {
		entries := strings.Builder{}
		for i := range 170_000 {
			fmt.Fprintf(&entries, `"%x",`, i%4096)
		}
		s := world(t, at, `{"id":"`+at+`","issuer":"`+uni+`","revokedCredential":[`+entries.String()+`"`+entry+`"]}`)
		doc := token(t, listed, ed(1), vcjwt.SignHeader{Kid: uniKey})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begun := time.Now()
		r := judge(t, s, doc)
		took := time.Since(begun)
		runtime.ReadMemStats(&after)
		expect(t, r, r.Verdict, want)
		if made := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 4*time.Second || made > 400 {
			t.Errorf("it took %s and %d MiB", took, made)
		}
	}
}

// slowAt never answers at one address before the time is over.
type slowAt struct {
	web web
	at  string
}

func (s slowAt) Fetch(ctx context.Context, address, accept string) (*did.Response, error) {
	if address == s.at {
		<-ctx.Done()
		return nil, &did.FetchError{URL: address, Err: ctx.Err()}
	}
	return s.web.Fetch(ctx, address, accept)
}

// TestEndorsementsAfterTheTime: once the time is over no more endorsements are looked at.
func TestEndorsementsAfterTheTime(t *testing.T) {
	w := web2(t, hostedID, with(hosted, `"endorsement":["`+uni2+`/e/1",{"type":"Endorsement"}]`))
	v := &vc.Verifier{Fetcher: slowAt{w, uni2 + "/e/1"}, Now: clock, Budget: vc.Budget{Time: 300 * time.Millisecond}}
	r, err := v.VerifyAssertion(context.Background(), []byte(hostedID), vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, r.Verdict, "endorsement=unknown:LIMIT_EXCEEDED")
	if c := r.Check(vc.CheckEndorsement); !strings.Contains(c.Text, "no time left") {
		t.Error(c.Text)
	}
}
