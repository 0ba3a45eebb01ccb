package vc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
	const plainBadge = "http://uni.example/ob2/badge"
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
		"a policy with objects":         {web2(t, issuer2, with(profile2, `"verification":{"startsWith":{"id":"https://uni.example/elsewhere/"}}`)), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"a policy elsewhere":            {web2(t, issuer2, with(profile2, `"verification":"https://uni.example/policy"`)), vc.Invalid, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"a policy elsewhere, as object": {web2(t, issuer2, with(profile2, `"verification":{"id":"https://uni.example/policy"}`)), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"a policy with a label":         {web2(t, issuer2, with(profile2, `"verification":{"id":"_:b0","type":"VerificationObject"}`)), vc.Valid, "issuer_binding=pass"},
		"a policy by both names":        {web2(t, issuer2, with(profile2, `"verify":{"startsWith":"https://uni.example/elsewhere/"},"verification":{"allowedOrigins":"uni.example"}`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a policy with the usual port":  {web2(t, issuer2, with(profile2, `"verification":{"allowedOrigins":"uni.example:443"}`)), vc.Valid, "issuer_binding=pass"},
		"a policy with another port":    {web2(t, issuer2, with(profile2, `"verification":{"allowedOrigins":"uni.example:80"}`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"a policy without encryption":   {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"http://uni.example/ob2/"}`)), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"another without encryption":    {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"http://uni.example/ob3/"}`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"one without, one met":          {web2(t, issuer2, with(profile2, `"verification":{"startsWith":["http://uni.example/ob2/","https://uni.example/"]}`)), vc.Valid, "issuer_binding=pass"},
		"without, and another origin":   {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"http://uni.example/ob2/","allowedOrigins":"x.example"}`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"no policy":                     {web2(t, issuer2, with(profile2, `"verification":[]`)), vc.Valid, "issuer_binding=pass"},
		"no list in an array":           {web2(t, issuer2, with(profile2, `"revocationList":[]`)), vc.Valid, "status=pass"},
		"an entry of two ids":           {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[{"uid":"7","id":["urn:x:y","`+hostedID+`"]}]`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"revoked as a number":           {web2(t, hostedID, with(hosted, `"revoked":0`)), vc.Invalid, "status=fail:MALFORMED_INPUT"},
		"not revoked as text":           {web2(t, hostedID, with(hosted, `"revoked":"false"`)), vc.Invalid, "status=fail:MALFORMED_INPUT"},
		"revoked as a date":             {web2(t, hostedID, with(hosted, `"revoked":"2026-01-01T00:00:00Z"`)), vc.Invalid, "status=fail:MALFORMED_INPUT"},
		"revoked beside something":      {web2(t, hostedID, with(hosted, `"revoked":["no",true]`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked with nothing":          {web2(t, hostedID, with(hosted, `"revoked":""`)), vc.Invalid, "status=pass"},
		"an end of nothing":             {web2(t, hostedID, with(hosted, `"expires":""`)), vc.Valid, "time=pass"},
		"a policy that is met":          {web2(t, issuer2, with(profile2, `"verification":[{"startsWith":["`+uni2+`/"]}]`)), vc.Valid, "issuer_binding=pass"},
		"no entries":                    {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[]`)), vc.Valid, "status=pass"},
		"null for entries":              {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":null`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"numbers for entries":           {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[1,2]`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"an entry by keyword":           {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[{"@id":"`+hostedID+`"}]`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked with a prefix":         {web2(t, hostedID, with(hosted, `"obi:revoked":true`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked as an address":         {web2(t, hostedID, with(hosted, `"https://w3id.org/openbadges#revoked":true`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked beside its contrary":   {web2(t, hostedID, with(hosted, `"revoked":false,"obi:revoked":true`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"revoked by its other name":     {web2(t, hostedID, with(hosted, `"revokedAssertions":true`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"ended with a prefix":           {web2(t, hostedID, with(hosted, `"sec:expiration":"2026-02-01T00:00:00Z"`)), vc.Invalid, "time=fail:EXPIRED"},
		"no end":                        {web2(t, hostedID, with(hosted, `"expires":[]`)), vc.Valid, "time=pass"},
		"two ends":                      {web2(t, hostedID, with(hosted, `"sec:expiration":"2026-02-01T00:00:00Z","expires":"2030-02-01T00:00:00Z"`)), vc.Invalid, "time=fail:MALFORMED_INPUT"},
		"keywords":                      {web2(t, hostedID, keywords(t, hosted), badge2, keywords(t, badgeClass2), issuer2, keywords(t, profile2)), vc.Valid, "issuer_binding=pass"},
		"the badge by keyword":          {web2(t, hostedID, replace(t, hosted, `"badge":"`+badge2+`"`, `"badge":{"@id":"`+badge2+`"}`)), vc.Valid, "issuer_binding=pass"},
		"two ids":                       {web2(t, hostedID, with(hosted, `"@id":"https://evil.example/a"`)), vc.Invalid, "format=fail:MALFORMED_INPUT"},
		"a graph of one":                {web2(t, hostedID, graph(hosted), badge2, graph(badgeClass2)), vc.Valid, "issuer_binding=pass"},
		"a graph of two":                {web2(t, hostedID, graph(hosted+","+badgeClass2)), vc.Indeterminate, "format=unknown:UNSUPPORTED_FORMAT"}, // as it is given
		"the badge in a graph of two":   {web2(t, badge2, graph(badgeClass2+","+profile2)), vc.Indeterminate, "issuer_binding=unknown:FETCH_FAILED"},
		"an entry of odd revocation":    {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[{"id":"urn:x:y","revoked":"no"}]`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"a null beside what counts":     {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":[{"id":"urn:x:y","uid":null,"revoked":null}]`)), vc.Valid, "status=pass"},
		"in other letters":              {web2(t, issuer2, with(profile2, at), revoked2, list(`"revokedAssertions":["`+strings.Replace(hostedID, "uni.example", "UNI.example:443", 1)+`"]`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"a policy of which one is null": {web2(t, issuer2, with(profile2, `"verification":{"startsWith":null,"allowedOrigins":["uni.example"]}`)), vc.Valid, "issuer_binding=pass"},
		"a policy behind percent signs": {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"https://uni.example/%6Fb2/"}`)), vc.Valid, "issuer_binding=pass"},
		"a policy behind others":        {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"https://uni.example/ob%2F2/"}`)), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"},
		"led on within the policy":      {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"`+uni2+`/"}`), uni2+"/x", hosted, hostedID, ">"+uni2+"/x"), vc.Valid, "issuer_binding=pass"},
		"led out of the policy":         {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"`+uni2+`/"}`), "https://uni.example/mallory/x", hosted, hostedID, ">https://uni.example/mallory/x"), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"led out by dots":               {web2(t, issuer2, with(profile2, `"verification":{"startsWith":"`+uni2+`/"}`), uni2+"/../mallory", hosted, hostedID, ">"+uni2+"/../mallory"), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"described without encryption":  {web2(t, hostedID, replace(t, hosted, badge2, plainBadge), plainBadge, replace(t, badgeClass2, badge2, plainBadge)), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		"the old form, by address":      {web2(t, issuer2, with(profile2, at), revoked2, `{"`+hostedID+`":"cheated"}`), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"another list":                  {web2(t, issuer2, with(profile2, at), revoked2, replace(t, list(`"revokedAssertions":[]`), `"id":"`+revoked2+`"`, `"id":"https://uni.example/other"`)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID"},
		"another list that has it":      {web2(t, issuer2, with(profile2, at), revoked2, replace(t, on, `"id":"`+revoked2+`"`, `"id":"https://uni.example/other"`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
	} {
		t.Run(name, func(t *testing.T) {
			text := tt.web[hostedID]
			if strings.HasPrefix(text, ">") {
				text = hosted
			}
			expect(t, judge2(t, tt.web, text), tt.verdict, tt.want)
		})
	}
}

// TestHostsInOtherLetters: a host is one in letters of another script and in ASCII, and
// no policy says that what is had without encryption is the issuer's.
func TestHostsInOtherLetters(t *testing.T) {
	const host, ascii = "b\u00fccher.example", "https://xn--bcher-kva.example/issuer"
	const at = "https://" + host + "/a/1"
	policy := with(profile2, `"verification":{"allowedOrigins":["`+host+`"]}`)
	other := func(profile string) web {
		return web2(t, at, replace(t, hosted, hostedID, at, badge2, ascii+"/badge"), ascii+"/badge", replace(t, badgeClass2, badge2, ascii+"/badge", issuer2, ascii), ascii, replace(t, profile, issuer2, ascii))
	}
	expect(t, judge2(t, other(profile2), at), vc.Valid, "issuer_binding=pass")
	expect(t, judge2(t, other(policy), at), vc.Valid, "issuer_binding=pass")
	expect(t, judge2(t, other(replace(t, policy, "\u00fc", "u")), at), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")

	const plain = "http://uni.example/ob2/a/1"
	w := web2(t, plain, replace(t, hosted, hostedID, plain), issuer2, with(profile2, `"verification":{"allowedOrigins":["uni.example"]}`))
	expect(t, judge2(t, w, plain), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE")
	w[issuer2] = profile2
	expect(t, judge2(t, w, plain), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}

// keywords is a document with the keywords of JSON-LD in the place of id and type.
func keywords(t *testing.T, text string) string {
	return replace(t, text, `"id":`, `"@id":`, `"type":`, `"@type":`)
}

// graph is a document that is no more than a context and what is in it.
func graph(items string) string { return `{` + contextOB + `"@graph":[` + items + `]}` }

// TestGraphServed: where a graph of several things is served at the address of a badge,
// nobody says that it is another badge.
func TestGraphServed(t *testing.T) {
	expect(t, judge2(t, web2(t, hostedID, graph(hosted+","+badgeClass2)), hosted), vc.Indeterminate, "proof=unknown:FETCH_FAILED")
	r := judge2(t, web2(t), replace(t, hosted, `"type":"Assertion",`, ""))
	if c := r.Check(vc.CheckFormat); !strings.Contains(c.Text, "does not say what it is") {
		t.Error(c.Text)
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
	case jsonld.Absent, jsonld.Null, jsonld.Bool, jsonld.Number, jsonld.String: // have nothing in them
	}
}

// TestPartThatWasTakenBack: what is let through as what is left of a withdrawn badge is no
// badge if its issuer has not withdrawn it.
func TestPartThatWasTakenBack(t *testing.T) {
	for _, revoked := range []string{`"revoked":[[],[]]`, `"revoked":true`, `"revoked":[null,[]]`, `"revoked":{}`, `"revoked":"x"`} {
		for address, text := range map[string]string{badge2: badgeClass2, issuer2: profile2} {
			for _, opt := range []vc.Options{{}, {Recipient: "ada@uni.example"}} {
				if r := assertionAs(t, web2(t), with(text, revoked), opt); r.Verdict == vc.Valid {
					t.Errorf("%s at %s: valid\n%s", revoked, address, lines(r))
				}
			}
		}
	}
	// Of no address, and with any signature at all.
	for _, typ := range []string{"Issuer", "Profile", "BadgeClass", "RevocationList", "CryptographicKey", "Evidence", "https://w3id.org/openbadges/v2#Assertion", ""} {
		for _, revoked := range []string{`[[]]`, `[[null]]`, `[[],[]]`, `true`, `"x"`, `[true]`, `{}`, `""`} {
			text := replace(t, hosted, `"type":"Assertion"`, `"type":"`+typ+`"`, hostedID, "https://nowhere.example/1")
			text = with(text, `"revoked":`+revoked)
			for _, input := range []string{text, sign2With(t, text, "RS256", rsaKey()), strings.Replace(text, `"type":"",`, "", 1)} {
				for _, opt := range []vc.Options{{}, {Recipient: "ada@uni.example"}, {AnyKind: true}} {
					r := assertionAs(t, web{}, input, opt)
					if r.Verdict == vc.Valid || strings.Contains(lines(r), "as the profile 1edtech has it") {
						t.Errorf("%s, revoked %s: %s\n%s", typ, revoked, r.Verdict, lines(r))
					}
				}
			}
		}
	}
	const left = `{"id":"` + hostedID + `","revoked":true}`
	expect(t, judge2(t, web2(t, hostedID, left), left), vc.Invalid, "status=fail:STATUS_REVOKED")
	expect(t, judge2(t, web2(t), left), vc.Invalid)
}

// TestKeysThatEnded: a key may say of itself that it was withdrawn or has an end, by the
// words of the security vocabulary; to say nothing there is to say neither.
func TestKeysThatEnded(t *testing.T) {
	for more, want := range map[string]string{
		`"revoked":"2026-01-15T00:00:00Z"`:                              "issuer_binding=fail:" + vc.KeyRevoked,
		`"revoked":true`:                                                "issuer_binding=fail:" + vc.KeyRevoked,
		`"expires":"2026-01-15T00:00:00Z"`:                              "issuer_binding=fail:" + vc.ProofExpired,
		`"sec:revoked":"2026-01-15T00:00:00Z"`:                          "issuer_binding=fail:" + vc.KeyRevoked,
		`"sec:expires":"2026-01-15T00:00:00Z"`:                          "issuer_binding=fail:" + vc.ProofExpired,
		`"sec:expires":"2030-01-15T00:00:00Z"`:                          "issuer_binding=pass",
		`"https://w3id.org/security#revoked":"2026-01-15T00:00:00Z"`:    "issuer_binding=fail:" + vc.KeyRevoked,
		`"https://w3id.org/security#expires":"2026-01-15T00:00:00Z"`:    "issuer_binding=fail:" + vc.ProofExpired,
		`"https://w3id.org/security#expiration":"2026-01-15T00:00:00Z"`: "issuer_binding=fail:" + vc.ProofExpired,
		`"expires":"soon"`:                                              "issuer_binding=fail:" + vc.ProofExpired,
		`"expires":"","revoked":""`:                                     "issuer_binding=pass",
		`"expires":null,"revoked":[]`:                                   "issuer_binding=pass",
		`"expires":[" "],"revoked":["",null]`:                           "issuer_binding=pass",
		`"expires":"2030-01-15T00:00:00+01:00"`:                         "issuer_binding=pass",
	} {
		t.Run(more, func(t *testing.T) {
			verdict := vc.Valid
			if strings.Contains(want, "fail") {
				verdict = vc.Invalid
			}
			w := web2(t, key2, with(keyDocument(t, key2, issuer2, rsaKey().Public()), more))
			expect(t, judge2(t, w, sign2(t, toSign)), verdict, want)
		})
	}
}

// TestSchemesInCapitals: the scheme of an address has no case, whoever it is that writes it.
func TestSchemesInCapitals(t *testing.T) {
	capitals := strings.NewReplacer(`"https://uni.example`, `"HTTPS://uni.example`)
	w := web2(t)
	for at, text := range w {
		w[at] = capitals.Replace(text)
	}
	const host = "uni.example"
	for name, r := range map[string]*vc.Report{
		"the text":            judge2(t, web2(t), capitals.Replace(hosted)),
		"the address":         judge2(t, web2(t), "HTTPS"+strings.TrimPrefix(hostedID, "https")),
		"the issuer's":        judge2(t, web2(t, badge2, replace(t, badgeClass2, issuer2, "Https"+strings.TrimPrefix(issuer2, "https"))), hosted),
		"a prefix":            judge2(t, web2(t, issuer2, with(profile2, `"verification":{"startsWith":["HTTPS://uni.example/ob2/"]}`)), hosted),
		"all, hosted":         judge2(t, w, hostedID),
		"all, signed":         judge2(t, w, sign2(t, capitals.Replace(toSign))),
		"all but the token's": judge2(t, w, sign2(t, toSign)),
	} {
		if expect(t, r, vc.Valid); r.Summary.IssuerHost != host {
			t.Errorf("%s: shown as that of %q", name, r.Summary.IssuerHost)
		}
	}
	elsewhere := with(profile2, `"verification":{"id":"HTTPS://uni.example/policy"}`)
	expect(t, judge2(t, web2(t, issuer2, elsewhere), hosted), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE")
	expect(t, judge2(t, web2(t, hostedID, "!410"), capitals.Replace(hosted)), vc.Invalid, "status=fail:STATUS_REVOKED")
	listed := with(w[issuer2], `"revocationList":"HTTPS://uni.example/ob2/revoked"`)
	w[issuer2], w[revoked2] = listed, `{`+contextOB+`"type":"RevocationList","issuer":"HTTPS://uni.example/ob2/issuer","revokedAssertions":["`+hostedID+`"]}`
	expect(t, judge2(t, w, hostedID), vc.Invalid, "status=fail:STATUS_REVOKED")
}

// TestAbuse_CAN_04_Policy: an issuer may name very many places where its badges are, and a
// badge have a very long address.
func TestAbuse_CAN_04_Policy(t *testing.T) {
	const places = 15_000
	at := uni2 + "/a?" + strings.Repeat("p=1&", 14_000) + "q=2"
	var prefixes strings.Builder
	for i := range places {
		fmt.Fprintf(&prefixes, `,"%s/a?p=%d"`, uni2, i)
	}
	w := web2(t, at, replace(t, hosted, hostedID, at), issuer2, with(profile2, `"verification":{"startsWith":[`+prefixes.String()[1:]+`]}`))
	start := time.Now()
	expect(t, judge2(t, w, w[at]), vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE")
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
	w[issuer2] = with(profile2, `"verification":{"startsWith":"`+uni2+`/a?p=1"}`)
	expect(t, judge2(t, w, w[at]), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}
