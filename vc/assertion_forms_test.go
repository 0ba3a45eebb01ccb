package vc_test

import (
	"strings"
	"testing"

	"blazon/jsonld"
	"blazon/vc"
)

// TestAssertionForms: JSON-LD makes no difference between a value and an array of
// one, and a list or a policy that cannot be read is not one that lets all through.
func TestAssertionForms(t *testing.T) {
	const at = `"revocationList":"` + revoked2 + `"`
	list := func(more string) string {
		return `{` + contextOB + `"type":"RevocationList","id":"` + revoked2 + `","issuer":"` + issuer2 + `",` + more + `}`
	}
	on := list(`"revokedAssertions":["` + hostedID + `"]`)
	for name, tt := range map[string]struct {
		web     web
		verdict vc.Verdict
		want    string
	}{
		"a list in an array":            {web2(t, issuer2, with(profile2, `"revocationList":["`+revoked2+`"]`), revoked2, on), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"a list as object in an array":  {web2(t, issuer2, with(profile2, `"revocationList":[{"id":"`+revoked2+`"}]`), revoked2, on), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"arrays in arrays":              {web2(t, issuer2, with(profile2, `"revocationList":[["`+revoked2+`"]]`), revoked2, on), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked in an array":           {web2(t, hostedID, with(hosted, `"revoked":[true]`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked as text":               {web2(t, hostedID, with(hosted, `"revoked":"true"`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked as a value object":     {web2(t, hostedID, with(hosted, `"revoked":{"@value":true}`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"not revoked":                   {web2(t, hostedID, with(hosted, `"revoked":[false]`)), vc.Valid, "status=pass"},
		"a policy in an array":          {web2(t, issuer2, with(profile2, `"verification":[{"type":"VerificationObject","startsWith":"https://uni.example/elsewhere/"}]`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a policy with objects":         {web2(t, issuer2, with(profile2, `"verification":{"startsWith":{"id":"https://uni.example/elsewhere/"}}`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a policy elsewhere":            {web2(t, issuer2, with(profile2, `"verification":"https://uni.example/policy"`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a policy that is met":          {web2(t, issuer2, with(profile2, `"verification":[{"startsWith":["`+uni2+`/"]}]`)), vc.Valid, "issuer_binding=pass"},
		"no entries":                    {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[]`)), vc.Valid, "status=pass"},
		"null for entries":              {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":null`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"numbers for entries":           {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[1,2]`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"an entry by keyword":           {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[{"@id":"`+hostedID+`"}]`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"an entry of odd revocation":    {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[{"id":"urn:x:y","revoked":"no"}]`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"a null beside what counts":     {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[{"id":"urn:x:y","uid":null,"revoked":null}]`)), vc.Valid, "status=pass"},
		"in other letters":              {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":["`+strings.Replace(hostedID, "uni.example", "UNI.example:443", 1)+`"]`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"a policy of which one is null": {web2(t, issuer2, with(profile2, `"verification":{"startsWith":null,"allowedOrigins":["uni.example"]}`)), vc.Valid, "issuer_binding=pass"},
		"the old form, by address":      {web2(t, issuer2, with(profile2, at), revoked2, `{"`+hostedID+`":"cheated"}`), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"another list":                  {web2(t, issuer2, with(profile2, at), revoked2, replace(t, list(`"revokedAssertions":[]`), `"id":"`+revoked2+`"`, `"id":"https://uni.example/other"`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"another list that has it":      {web2(t, issuer2, with(profile2, at), revoked2, replace(t, on, `"id":"`+revoked2+`"`, `"id":"https://uni.example/other"`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
	} {
		t.Run(name, func(t *testing.T) { expect(t, judge2(t, tt.web, tt.web[hostedID]), tt.verdict, tt.want) })
	}
}

// TestWrappingChangesNothing puts each value of the badge, its class, its issuer, its
// key and its list into an array of one, each alone: what was not valid never becomes
// valid by that.
func TestWrappingChangesNothing(t *testing.T) {
	listed := with(profile2, `"revocationList":"`+revoked2+`","verification":{"type":"VerificationObject","startsWith":"https://uni.example/ob2/"}`)
	list := `{` + contextOB + `"type":"RevocationList","id":"` + revoked2 + `","issuer":"` + issuer2 + `","revokedAssertions":[{"id":"` + hostedID + `"},{"id":"` + signedID + `"}]}`
	bad := map[string]web{
		"on the list":   web2(t, issuer2, listed, revoked2, list),
		"revoked":       web2(t, hostedID, with(hosted, `"revoked":true`)),
		"out of scope":  web2(t, issuer2, replace(t, listed, `/ob2/"`, `/ob3/"`), revoked2, replace(t, list, hostedID, "urn:x:y")),
		"ended":         web2(t, hostedID, with(hosted, `"expires":"2026-02-01T00:00:00Z"`)),
		"another owner": web2(t, key2, keyDocument(t, key2, "https://evil.example/", rsaKey().Public())),
	}
	signed, tried := sign2(t, toSign), 0
	for name, w := range bad {
		input := hosted
		if name == "another owner" {
			input = signed
		}
		if r := judge2(t, w, input); r.Verdict == vc.Valid {
			t.Fatalf("%s is valid to begin with", name)
		}
		for address, text := range w {
			v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			wrapEach(v, func(wrapped *jsonld.Value) {
				tried++
				other := make(web, len(w))
				for a, d := range w {
					other[a] = d
				}
				other[address] = string(wrapped.JSON())
				if r := judge2(t, other, input); r.Verdict == vc.Valid {
					t.Errorf("%s: valid with %s at %s", name, wrapped.JSON(), address)
				}
			})
		}
	}
	if tried < 100 {
		t.Errorf("only %d were tried", tried)
	}
}

// wrapEach calls f with v in which one member, however deep, is an array of one.
func wrapEach(v *jsonld.Value, f func(*jsonld.Value)) {
	switch v.Kind() {
	case jsonld.Object:
		for _, m := range v.Members() {
			f(v.With(m.Name, jsonld.NewArray(m.Value)))
			wrapEach(m.Value, func(inner *jsonld.Value) { f(v.With(m.Name, inner)) })
		}
	case jsonld.Array:
		for i, item := range v.Items() {
			wrapEach(item, func(inner *jsonld.Value) {
				items := append([]*jsonld.Value(nil), v.Items()...)
				items[i] = inner
				f(jsonld.NewArray(items...))
			})
		}
	}
}
