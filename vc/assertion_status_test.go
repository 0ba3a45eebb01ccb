package vc_test

import (
	"strings"
	"testing"

	"blazon/vc"
)

// TestWithdrawnByOtherNames: a list has a withdrawn badge by whichever address it was known
// by, and however that is written.
func TestWithdrawnByOtherNames(t *testing.T) {
	const old, query = "https://uni.example/old/a/1", uni2 + "/query"
	listed := with(profile2, `"revocationList":"`+revoked2+`"`)
	list := func(entries string) string {
		return `{` + contextOB + `"type":"RevocationList","id":"` + revoked2 + `","issuer":"` + issuer2 + `","revokedAssertions":[` + entries + `]}`
	}
	site := func(entries string, more ...string) web {
		return web2(t, append([]string{issuer2, listed, revoked2, list(entries)}, more...)...)
	}
	fromOld := replace(t, hosted, hostedID, old)
	const revoked, unread = "status=fail:STATUS_REVOKED", "status=unknown:STATUS_LIST_INVALID"
	uuid := strings.TrimPrefix(signedID, "urn:uuid:")
	for name, tt := range map[string]struct {
		web         web
		input, want string
	}{
		"not on it":                       {site(`"` + hostedID + `2","urn:x:y",{"uid":"7"}`), hosted, "status=pass"},
		"by the address that was given":   {site(`"`+old+`"`, old, hosted), fromOld, revoked},
		"by the address that was asked":   {site(`"`+old+`"`, old, hosted), old, revoked},
		"by the address that it leads to": {site(`"`+old+`"`, hostedID, ">"+old, old, hosted), hosted, revoked},
		"without encryption":              {site(`"http://uni.example/ob2/a/1"`), hosted, revoked},
		"with it":                         {site(`"https://uni.example/a/9"`), sign2(t, replace(t, toSign, signedID, "http://uni.example/a/9")), revoked},
		"an entry of nothing":             {site(`"%20"`), hosted, "status=pass"},
		"with an empty query":             {site(`"` + hostedID + `?"`), hosted, revoked},
		"with another query":              {site(`"` + hostedID + `?2"`), hosted, "status=pass"},
		"relative to the list":            {site(`"/ob2/a/1"`), hosted, revoked},
		"relative to its folder":          {site(`{"id":"a/1"}`), hosted, revoked},
		"relative to who knows what":      {site(`"ob2/a/1"`), hosted, unread},
		"by what may be a uid":            {site(`"ob2-a-1"`), hosted, "status=pass"},
		"relative, in one word":           {site(`{"id":"1"}`, revoked2, ">"+uni2+"/a/list", uni2+"/a/list", list(`{"id":"1"}`)), hosted, revoked},
		"relative, as a text":             {site("", revoked2, ">"+uni2+"/a/list", uni2+"/a/list", list(`"1"`)), hosted, revoked},
		"relative, as a uid":              {site("", revoked2, ">"+uni2+"/a/list", uni2+"/a/list", list(`{"uid":"1"}`)), hosted, "status=pass"},
		"relative, of a word elsewhere":   {site(`{"id":"1"}`), hosted, unread},
		"by a query":                      {site("", revoked2, ">"+query, query, list(`{"id":"?id=17"}`), query+"?id=17", replace(t, hosted, hostedID, query+"?id=17")), query + "?id=17", revoked},
		"by a name in id":                 {site(`{"id":"7"}`, hostedID, with(hosted, `"uid":"7"`)), hosted, revoked},
		"with digits in small letters":    {site(`"https://uni.example/a/%2f"`), sign2(t, replace(t, toSign, signedID, "https://uni.example/a/%2F")), revoked},
		"with dots":                       {site(`"https://uni.example/ob2/x/../a/./1"`), hosted, revoked},
		"with a long port":                {site(`"https://uni.example:0443/ob2/a/1"`), hosted, revoked},
		"without a host":                  {site(`"https:/ob2/a/1"`), hosted, unread},
		"without a scheme":                {site(`"uni.example:443/ob2/a/1"`), hosted, unread},
		"behind what is not seen":         {site(`"\u200bhttps://uni.example/ob2/a/1"`), hosted, unread},
		"a UUID with a fragment":          {site(`"` + signedID + `#x"`), sign2(t, toSign), unread},
		"a UUID without hyphens":          {site(`{"id":"` + strings.ReplaceAll(uuid, "-", "") + `"}`), sign2(t, toSign), unread},
		"what may be a uid with a colon":  {site(`"7:8","C#","100%"`), hosted, "status=pass"},
		"by its UUID alone":               {site(`"` + uuid + `"`), sign2(t, toSign), revoked},
		"by its UUID in capitals":         {site(`"` + strings.ToUpper(uuid) + `"`), sign2(t, toSign), revoked},
		"by its UUID in braces":           {site(`{"id":"{` + uuid + `}"}`), sign2(t, toSign), revoked},
		"by its UUID as a scheme":         {site(`"uuid:` + uuid + `"`), sign2(t, toSign), revoked},
		"by its UUID as uid":              {site(`{"uid":"` + uuid + `"}`), sign2(t, toSign), revoked},
		"by the UUID that is its uid":     {site(`"urn:uuid:` + uuid + `"`), sign2(t, with(replace(t, toSign, signedID, "urn:x:y:z"), `"uid":"`+uuid+`"`)), revoked},
		"by another UUID":                 {site(`"` + uuid[:35] + `0"`), sign2(t, toSign), "status=pass"},
		"by part of its UUID":             {site(`"` + uuid[:35] + `","` + uuid[:23] + `"`), sign2(t, toSign), "status=pass"},
		"by a uid that is a number":       {site(`{"uid":7}`, hostedID, with(hosted, `"uid":"7"`)), hosted, revoked},
		"by a uid, where it has a number": {site(`{"uid":"7"}`, hostedID, with(hosted, `"uid":7`)), hostedID, revoked},
		"not by a uid that is a number":   {site(`{"uid":8}`), hosted, "status=pass"},
		"by the uid that the copy had":    {site(`{"uid":"7"}`), with(hosted, `"uid":"7"`), revoked},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, tt.web, tt.input)
			expect(t, r, r.Verdict, tt.want)
		})
	}
	// The host in letters of another script, on the list or in the badge.
	const unicode, ascii = "https://b\u00fccher.example/", "https://xn--bcher-kva.example/"
	for _, host := range []struct{ badge, entry string }{{ascii, unicode}, {unicode, ascii}, {unicode, "http://B\u00dcCHER.example:80/"}} {
		there := strings.NewReplacer("https://uni.example/", host.badge, `"https://uni.example"`, `"`+host.badge+`"`)
		w := web{}
		for at, text := range site(`"` + hostedID + `"`) {
			w[there.Replace(at)] = there.Replace(text)
		}
		w[there.Replace(revoked2)] = replace(t, w[there.Replace(revoked2)], `["`+host.badge, `["`+host.entry)
		expect(t, judge2(t, w, there.Replace(hostedID)), vc.Invalid, revoked)
	}
}

// TestListByOtherNames: a list counts however the issuer writes the name of the member that
// leads to it, and the list that of what it has.
func TestListByOtherNames(t *testing.T) {
	const revoked, unread = "status=fail:STATUS_REVOKED", "status=unknown:STATUS_LIST_INVALID"
	list := func(members string) string {
		return `{` + contextOB + `"type":"RevocationList","id":"` + revoked2 + `",` + members + `}`
	}
	on, off := `["urn:x:y","`+signedID+`"]`, `["urn:x:y"]`
	for _, tt := range []struct{ name, list, want string }{
		{"revocationList", list(`"revokedAssertions":` + on), revoked},
		{"obi:revocationList", list(`"revokedAssertions":` + on), revoked},
		{"https://w3id.org/openbadges#revocationList", list(`"revokedAssertions":` + on), revoked},
		{"obi:revocationList", list(`"revokedAssertions":` + off), "status=pass"},
		{"revocationList", list(`"revoked":` + on), revoked},
		{"revocationList", list(`"revoked":` + off), "status=pass"},
		{"revocationList", list(`"revoked":[]`), "status=pass"},
		{"revocationList", list(`"obi:revoked":[]`), "status=pass"},
		{"revocationList", list(`"revoked":false`), unread},
		{"revocationList", list(`"revoked":null`), unread},
		{"revocationList", list(`"revoked":{}`), unread},
		{"revocationList", list(`"revoked":[],"revokedAssertions":` + on), revoked},
		{"revocationList", `{` + contextOB + `"id":"` + revoked2 + `","revoked":[]}`, unread},
		{"revocationList", list(`"error":"x"`), unread},
		{"obi:revocationList", "!down", "status=unknown:STATUS_UNAVAILABLE"},
	} {
		t.Run(tt.name+" "+tt.list, func(t *testing.T) {
			r := judge2(t, web2(t, issuer2, with(profile2, `"`+tt.name+`":"`+revoked2+`"`), revoked2, tt.list), sign2(t, toSign))
			expect(t, r, r.Verdict, tt.want)
		})
	}
}

// TestListOfBadgesWithoutID: badges of the first versions need not say by which address
// they are called, and servers pass over queries, slashes and more, so that one more makes
// no other badge. Whoever has a withdrawn one chooses at which address it is looked for.
func TestListOfBadgesWithoutID(t *testing.T) {
	const at, root, other = "https://uni.example/a/1", "https://uni.example", "https://uni.example/a?b=1"
	const double, index = "https://uni.example//a/1", "https://uni.example/index.php/A/1"
	listed := `"revocationList":"` + revoked2 + `"`
	first := `{"uid":"7","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"badge":"` + badge2 + `","issuedOn":"2026-01-01","verify":{"type":"hosted"}}`
	const revoked, unknown = "status=fail:STATUS_REVOKED", "status=unknown:STATUS_UNAVAILABLE"
	site := func(doc, list string) web {
		return web2(t, root, with(replace(t, profile2, issuer2, root), listed), issuer2, with(profile2, listed), revoked2, list,
			at, doc, at+"?x", doc, other, doc, other+"&x", doc, at+"/", doc, at+";x=1", doc, at+"#x", doc, double, doc, index, doc)
	}
	list := func(entries string) string {
		return `{` + contextOB + `"type":"RevocationList","revokedAssertions":[` + entries + `]}`
	}
	for _, doc := range []string{assertion05(""), first} {
		for _, tt := range []struct{ input, list, want string }{
			{at, list(`"` + at + `"`), revoked},
			{at, list(`"` + at + `2"`), unknown}, // which may be another address of it
			{at, list(`{"id":"HTTP://uni.example/a/2"}`), unknown},
			{at, list(`"urn:x:y",{"uid":"9"}`), "status=pass"},
			{at + "/", list(`"` + at + `"`), unknown},
			{at + ";x=1", list(`"` + at + `"`), unknown},
			{at + "#x", list(`"` + at + `"`), unknown},
			{double, list(`"` + at + `"`), unknown},
			{double, list(`"` + double + `"`), revoked},
			{index, list(`"` + at + `"`), unknown},
			{at + "?x", list(`"` + at + `"`), revoked},
			{at + "?x", list(`"` + at + `?x"`), revoked},
			{at + "?x", list(`"` + at + `2"`), unknown},
			{other, list(`"` + other + `"`), revoked},
			{other + "&x", list(`"` + other + `"`), unknown},
		} {
			r := judge2(t, site(doc, tt.list), tt.input)
			expect(t, r, r.Verdict, tt.want)
		}
	}
	// What has its uid is found by that on a list of uids, and what says its id is called so.
	expect(t, judge2(t, site(first, `{"8":"why"}`), other), vc.Valid, "status=pass")
	expect(t, judge2(t, site(first, `{"7":"why"}`), other+"&x"), vc.Invalid, revoked)
	called := replace(t, first, `"hosted"`, `"hosted","url":"`+other+`"`)
	expect(t, judge2(t, site(called, list(`"`+other+`2"`)), other), vc.Valid, "status=pass")
	// A copy that names an address of its own choice.
	copied := replace(t, first, `"hosted"`, `"hosted","url":"`+at+`?x"`)
	expect(t, judge2(t, site(first, list(`"`+at+`"`)), copied), vc.Invalid, revoked)
	expect(t, judge2(t, site(first, list(`"`+at+`"`)), replace(t, copied, at+"?x", double)), vc.Indeterminate, unknown)
	expect(t, judge2(t, site(first, list(`{"uid":"7"},"`+at+`"`)), double), vc.Invalid, revoked)
}

// TestListOfItsIssuer: a list says whose it is in whichever spelling, and by the address at
// which its issuer was known before it moved.
func TestListOfItsIssuer(t *testing.T) {
	const old, end = "https://old.example/issuer", "https://uni.example/ob2/issuer.json"
	listed := with(profile2, `"revocationList":"`+revoked2+`"`)
	list := func(issuer, entries string) string {
		return `{` + contextOB + `"type":"RevocationList","id":"` + revoked2 + `","issuer":"` + issuer + `","revokedAssertions":[` + entries + `]}`
	}
	moved := []string{badge2, replace(t, badgeClass2, issuer2, old), old, ">" + issuer2}
	const pass, unknown = "status=pass", "status=unknown:STATUS_LIST_INVALID"
	for name, tt := range map[string]struct {
		issuer string
		more   []string
		want   string
	}{
		"as it is":                        {issuer2, nil, pass},
		"without encryption":              {"http://uni.example/ob2/issuer", nil, pass},
		"in capitals":                     {"https://UNI.example/ob2/issuer", nil, pass},
		"with the port":                   {"https://uni.example:443/ob2/issuer", nil, pass},
		"behind percent signs":            {"https://uni.example/ob2/iss%75er", nil, pass},
		"in other capitals":               {"https://uni.example/ob2/Issuer", nil, unknown},
		"at another port":                 {"https://uni.example:8443/ob2/issuer", nil, unknown},
		"another of the host":             {"https://uni.example/ob2/issuer2", nil, unknown},
		"no address":                      {"Example University", nil, unknown},
		"one before that":                 {old, nil, unknown},
		"before it moved":                 {old, moved, pass},
		"since it moved":                  {issuer2, moved, pass},
		"another, of one that moved":      {"https://old.example/issuer2", moved, unknown},
		"where it leads":                  {end, []string{issuer2, ">" + end, end, listed}, pass},
		"where it led, of one that moved": {end, []string{badge2, replace(t, badgeClass2, issuer2, end), end, listed}, pass},
	} {
		t.Run(name, func(t *testing.T) {
			w := web2(t, append([]string{issuer2, listed, revoked2, list(tt.issuer, "")}, tt.more...)...)
			r := judge2(t, w, sign2(t, toSign))
			expect(t, r, r.Verdict, tt.want)
			w[revoked2] = list(tt.issuer, `"`+signedID+`"`)
			expect(t, judge2(t, w, sign2(t, toSign)), vc.Invalid, "status=fail:STATUS_REVOKED")
		})
	}
}

// TestAbuse_STA_04_ByWord: a badge of 1.0 that does not name its address is not cleared by
// a list that names badges by one word, at whichever other address its server has it.
func TestAbuse_STA_04_ByWord(t *testing.T) {
	const at = "https://uni.example/ob2/"
	text := `{"uid":"u","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"badge":"` + at + `b","verify":{"type":"hosted"},"issuedOn":1500000000}`
	for _, entry := range []string{`["a1.json"]`, `[{"id":"a1.json"}]`} {
		w := web{
			at + "b":       `{"name":"Knots","description":"Ties knots","image":"` + at + `i.png","criteria":"` + at + `c","issuer":"` + at + `i"}`,
			at + "i":       `{"name":"Uni","url":"https://uni.example","revocationList":"` + at + `revoked"}`,
			at + "revoked": `{"@context":"https://w3id.org/openbadges/v2","type":"RevocationList","id":"` + at + `revoked","revokedAssertions":` + entry + `}`,
		}
		for _, name := range []string{"a1.json", "/a1.json", "a1.json/", "a1.json;x=1"} {
			w[at+name] = text
			r := judge2(t, w, at+name)
			if want := map[bool]vc.Verdict{true: vc.Invalid, false: vc.Indeterminate}[name == "a1.json"]; r.Verdict != want {
				t.Errorf("%s of %s: %s", name, entry, lines(r))
			}
		}
	}
}
