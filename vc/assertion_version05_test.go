package vc_test

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"blazon/vc"
)

// assertion05 is a badge of version 0.5 whose issuer says more of itself.
func assertion05(more string) string {
	return fmt.Sprintf(`{"recipient":"ada@uni.example","issued_on":"2026-01-01","badge":{"version":"0.5.0","name":"Knots","description":"Ties knots",`+
		`"image":"https://uni.example/i.png","criteria":"https://uni.example/c","issuer":{"origin":"https://uni.example","name":"Example University","contact":"a@uni.example"%s}}}`, more)
}

// TestAbuse_SIG_04_Version05: what a badge of version 0.5 has its issuer say is no
// word of the issuer: neither where its badges are, nor which keys are its own.
func TestAbuse_SIG_04_Version05(t *testing.T) {
	const at = "https://evil.example/a/1"
	for name, more := range map[string]string{
		"nothing":     "",
		"origins":     `,"verification":{"allowedOrigins":["evil.example"]}`,
		"a beginning": `,"verification":{"startsWith":["https://evil.example/"]}`,
	} {
		r := judge2(t, web2(t, at, assertion05(more)), at)
		expect(t, r, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
		if r.Summary.IssuerHost != "" {
			t.Errorf("%s: the issuer's host is shown: %s", name, r.Summary.IssuerHost)
		}
	}
	// At the issuer's own address it counts, with a list of its own or without.
	const own = "https://uni.example/a/1"
	expect(t, judge2(t, web2(t, own, assertion05("")), own), vc.Valid, "issuer_binding=pass")

	const key = "https://uni.example/key"
	text := strings.Split(keyDocument(t, key, "https://uni.example", rsaKey().Public()), `"publicKeyPem":`)[1]
	forged := replace(t, assertion05(`,"publicKey":{"id":"`+key+`","type":"CryptographicKey","owner":"https://uni.example","publicKeyPem":`+text),
		`"issued_on"`, `"id":"urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55","verify":{"type":"signed","url":"`+key+`"},"issued_on"`)
	expect(t, judge2(t, web2(t), sign2With(t, forged, "RS256", rsaKey())), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
}

// TestVersionOneSigned: in version 1 the address of a key led to the key itself, and
// issuers had no member to list keys in. What the issuer lists all the same counts; a
// key at its host that it does not list is not known to be its own, and not forged.
func TestVersionOneSigned(t *testing.T) {
	const (
		at     = "https://old.example/key"
		class  = "https://old.example/b"
		issuer = "https://old.example/issuer"
		v1     = `"@context":"https://w3id.org/openbadges/v1",`
	)
	doc := `{` + v1 + `"type":"Assertion","uid":"1","id":"urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},` +
		`"badge":"` + class + `","issuedOn":"2026-01-01T00:00:00Z","verify":{"type":"signed","url":"` + at + `"}}`
	badge := `{` + v1 + `"type":"BadgeClass","id":"` + class + `","name":"Knots","description":"Ties knots","image":"https://old.example/i.png","criteria":"https://old.example/c","issuer":"` + issuer + `"}`
	who := `{` + v1 + `"type":"Issuer","id":"` + issuer + `","name":"Old School","url":"https://old.example","email":"a@old.example"}`
	der, err := x509.MarshalPKIXPublicKey(rsaKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	key := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	lists := with(who, `"publicKey":"`+at+`"`)
	signed := sign2(t, doc)
	for name, tt := range map[string]struct {
		input  string
		who    string
		where  string
		want   vc.Verdict
		issuer string
	}{
		"listed":                    {signed, lists, at, vc.Valid, "pass"},
		"not listed, at its host":   {signed, who, at, vc.Indeterminate, "unknown:KEY_NOT_BOUND_TO_ISSUER"},
		"not listed, at another":    {sign2(t, replace(t, doc, at, "https://evil.example/key")), who, "https://evil.example/key", vc.Invalid, "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"another key is listed":     {signed, with(who, `"publicKey":"https://old.example/key-2"`), at, vc.Invalid, "fail:KEY_NOT_BOUND_TO_ISSUER"},
		"signed with another":       {signed[:len(signed)-8] + "AAAAAAAA", lists, at, vc.Invalid, "pass"},
		"listed, and is elsewhere":  {sign2(t, replace(t, doc, at, "https://evil.example/key")), with(who, `"publicKey":"https://evil.example/key"`), "https://evil.example/key", vc.Indeterminate, "unknown:ISSUER_UNRESOLVABLE"},
		"listed, and nothing there": {signed, lists, "https://old.example/none", vc.Indeterminate, "unknown:ISSUER_UNRESOLVABLE"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, web{class: badge, issuer: tt.who, tt.where: key}, tt.input)
			expect(t, r, tt.want, "issuer_binding="+tt.issuer)
			if text := r.Check(vc.CheckIssuer).Text; strings.Contains(text, "as it was signed") {
				t.Error(text)
			}
		})
	}
}

// TestUndated: version 0.5 left it to issuers whether they say when; the versions after it
// did not. No day is made up for one, and a copy that names one says what is not published.
func TestUndated(t *testing.T) {
	const at, dated = "https://uni.example/a/1", `"issued_on":"2026-01-01",`
	undated := replace(t, assertion05(""), dated, "")
	first := `{"uid":"7","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"badge":"` + badge2 + `","verify":{"type":"hosted"}}`
	copied := func(doc string) string {
		return replace(t, doc, `{"recipient"`, `{"verify":{"type":"hosted","url":"`+at+`"},"recipient"`)
	}
	const forged = "proof=fail:PROOF_INVALID"
	for name, tt := range map[string]struct {
		served, input string
		verdict       vc.Verdict
		checks        []string
	}{
		"not there":           {undated, at, vc.Valid, []string{"schema=warning", "time=pass", "status=pass"}},
		"nothing":             {replace(t, assertion05(""), `"2026-01-01"`, `""`), at, vc.Valid, []string{"schema=warning", "time=pass"}},
		"null":                {replace(t, assertion05(""), `"2026-01-01"`, `null`), at, vc.Valid, []string{"schema=warning", "time=pass"}},
		"no date":             {replace(t, assertion05(""), `"2026-01-01"`, `"soon"`), at, vc.Invalid, []string{"schema=fail:SCHEMA_INVALID"}},
		"it has an end":       {with(undated, `"expires":"2026-02-01"`), at, vc.Invalid, []string{"time=fail:EXPIRED"}},
		"not there, in 1.0":   {first, at, vc.Invalid, []string{"schema=fail:SCHEMA_INVALID"}},
		"nor in the copy":     {undated, copied(undated), vc.Valid, []string{"proof=pass"}},
		"but in the copy":     {undated, copied(assertion05("")), vc.Invalid, []string{forged}},
		"but not in a copy":   {assertion05(""), copied(undated), vc.Invalid, []string{forged}},
		"at a host of others": {undated, "https://evil.example/a/1", vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, web2(t, at, tt.served, "https://evil.example/a/1", tt.served), tt.input)
			expect(t, r, tt.verdict, tt.checks...)
			if s := r.Summary; r.Verdict == vc.Valid && (s.Name == "" || !s.AwardedDate.IsZero() || !s.ValidFrom.IsZero()) {
				t.Errorf("%+v", s)
			}
		})
	}
}

// TestAbuse_SIG_16_Origin: the issuer of version 0.5 is an origin. With a path it would be
// the id of somebody on the same host, whose own words about where its badges are count.
func TestAbuse_SIG_16_Origin(t *testing.T) {
	const at = "https://uni.example/uploads/mallory.json"
	policy := `"verification":{"startsWith":["https://uni.example/ob2/a/"]}`
	doc := replace(t, assertion05(""), `"origin":"https://uni.example"`, `"origin":"`+issuer2+`"`)
	r := judge2(t, web2(t, issuer2, with(profile2, policy), at, doc), at)
	if r.Summary.IssuerID == issuer2 {
		t.Errorf("it is shown as that of %s", issuer2)
	}
	const root = "https://uni.example"
	r = judge2(t, web2(t, root, with(replace(t, profile2, issuer2, root), policy), at, assertion05("")), at)
	expect(t, r, vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
	elsewhere := "https://www.uni.example/"
	for name, site := range map[string]web{
		"of the type Profile": web2(t, root, with(replace(t, profile2, issuer2, root, `"Issuer"`, `"Profile"`), policy), at, assertion05("")),
		"that is down":        web2(t, root, "!down", at, assertion05("")),
		"behind a redirect":   web2(t, root, ">"+elsewhere, elsewhere, with(replace(t, profile2, issuer2, root), policy), at, assertion05("")),
		"by an address":       web2(t, root, with(replace(t, profile2, issuer2, root, `"Issuer"`, `"obi:Issuer"`), policy), at, assertion05("")),
		"that is too large":   web2(t, root, with(replace(t, profile2, issuer2, root), policy+`,"description":"`+strings.Repeat("x", 70_000)+`"`), at, assertion05("")),
		"in a graph":          web2(t, root, `{`+contextOB+`"@graph":[{"id":"a","type":"Issuer"},{"id":"b","type":"Issuer"}]}`, at, assertion05("")),
		"in an array":         web2(t, root, "["+with(replace(t, profile2, issuer2, root), policy)+"]", at, assertion05("")),
		"expanded":            web2(t, root, `[{"@id":"https://uni.example","@type":["https://w3id.org/openbadges#Issuer"],"https://w3id.org/openbadges#verify":[{"https://w3id.org/openbadges#startsWith":[{"@id":"`+uni2+`/a/"}]}]}]`, at, assertion05("")),
		"without a type":      web2(t, root, with(replace(t, profile2, issuer2, root, `"type":"Issuer",`, ""), policy), at, assertion05("")),
		"by verify":           web2(t, root, `{"id":"`+root+`","name":"Uni","url":"`+root+`","verify":{"startsWith":"https://uni.example/ob2/a/"}}`, at, assertion05("")),
		"without an id":       web2(t, root, with(replace(t, profile2, `"id":"`+issuer2+`",`, ""), policy), at, assertion05("")),
		"of another type":     web2(t, root, with(replace(t, profile2, issuer2, root, `"Issuer"`, `"Organization"`), policy), at, assertion05("")),
		"with no id":          web2(t, root, with(replace(t, profile2, `"`+issuer2+`"`, "null"), policy), at, assertion05("")),
		"that fails":          web2(t, root, "!500", at, assertion05("")),
	} {
		r := judge2(t, site, at)
		if r.Verdict == vc.Valid {
			t.Errorf("a Profile %s is passed over", name)
		}
		if c := r.Check(vc.CheckSchema); c.Result == vc.Fail {
			t.Errorf("a Profile %s makes the badge faulty: %s", name, c.Text)
		}
	}
	for name, site := range map[string]web{
		"a page":             web2(t, root, "<html>", at, assertion05("")),
		"a page elsewhere":   web2(t, root, ">"+elsewhere, elsewhere, "<html>", at, assertion05("")),
		"nothing":            web2(t, root, "!404", at, assertion05("")),
		"nobody's to see":    web2(t, root, "!403", at, assertion05("")),
		"gone":               web2(t, root, "!410", at, assertion05("")),
		"a Profile of 3.0":   web2(t, root, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"`+root+`","type":["Profile"],"name":"Uni"}`, at, assertion05("")),
		"an actor":           web2(t, root, `{"@context":"https://www.w3.org/ns/activitystreams","id":"`+root+`","type":"Service","publicKey":{"id":"`+root+`#k"}}`, at, assertion05("")),
		"an array of others": web2(t, root, `[{"id":"a"},7]`, at, assertion05("")),
		"JSON with an id":    web2(t, root, `{"id":5,"name":"api"}`, at, assertion05("")),
		"JSON of some other": web2(t, root, `{"status":"ok","name":"api","url":"https://uni.example"}`, at, assertion05("")),
	} {
		if r := judge2(t, site, at); r.Verdict != vc.Valid || r.Summary.IssuerName != "Example University" {
			t.Errorf("%s: %s, %q\n%s", name, r.Verdict, r.Summary.IssuerName, lines(r))
		}
	}
	slashes := replace(t, assertion05(""), `"origin":"https://uni.example"`, `"id":"https://uni.example//","url":"https://uni.example"`)
	if r := judge2(t, web2(t, root, with(replace(t, profile2, issuer2, root), policy), at, slashes), at); r.Verdict == vc.Valid {
		t.Error("an address beside the origin will do")
	}
	plain := replace(t, assertion05(""), `"origin":"https://uni.example"`, `"origin":"http://uni.example"`)
	expect(t, judge2(t, web2(t, root, "<html>", "http://uni.example", "!blocked", at, plain), at), vc.Valid)
	expect(t, judge2(t, web2(t, at, replace(t, assertion05(""), `"origin":"https://uni.example",`, `"id":"`+issuer2+`",`)), at), vc.Invalid, "issuer_binding=fail")
}

// TestAbuse_SIG_16_ForeignID: what a badge or a BadgeClass calls itself by is no proof that
// it is what is called so: endorsements of that are not of this.
func TestAbuse_SIG_16_ForeignID(t *testing.T) {
	const (
		at, iss, accr = "https://evil.example/a", "https://evil.example/issuer", "https://accr.example/issuer"
		key           = "https://evil.example/key"
	)
	who := replace(t, profile2, issuer2, iss, `"https://uni.example/ob2/key"`, `"`+key+`"`, "Example University", "Evil")
	accreditor := replace(t, profile2, issuer2, accr, `,"publicKey":"https://uni.example/ob2/key"`, ``, "Example University", "Accreditor")
	endorses := func(id string) string {
		return `{` + contextOB + `"type":"Endorsement","id":"https://accr.example/e","claim":{"id":"` + id + `","endorsementComment":"Best"},"issuer":"` + accr + `","issuedOn":"2026-01-01T00:00:00Z","verification":{"type":"HostedBadge"}}`
	}
	site := func(of string, more ...string) web {
		return web2(t, append([]string{iss, who, accr, accreditor, "https://accr.example/e", endorses(of), key, keyDocument(t, key, iss, rsaKey().Public())}, more...)...)
	}
	class05 := `{"recipient":"ada@uni.example","issued_on":"2026-01-01","badge":{"id":"` + badge2 + `","version":"0.5.0","name":"Evil Knots","description":"D","image":"https://evil.example/i.png",` +
		`"criteria":"https://evil.example/c","issuer":"` + iss + `","endorsement":["https://accr.example/e"]}}`
	r := judge2(t, site(badge2, at, class05), at)
	if len(r.Endorsements) > 0 || r.Summary.AchievementID == badge2 {
		t.Errorf("0.5: %d endorsements, %s", len(r.Endorsements), r.Summary.AchievementID)
	}
	class := replace(t, badgeClass2, `"`+issuer2+`"`, `"`+iss+`"`, badge2, "https://evil.example/b")
	for _, id := range []string{hostedID, "urn:uuid:11111111-1111-4111-8111-111111111111"} {
		doc := with(replace(t, toSign, signedID, id, badge2, "https://evil.example/b", `"https://uni.example/ob2/key"`, `"`+key+`"`), `"endorsement":["https://accr.example/e"]`)
		r := judge2(t, site(id, "https://evil.example/b", class), sign2(t, doc))
		expect(t, r, r.Verdict, "issuer_binding=pass", "endorsement=warning")
		if len(r.Endorsements) > 0 || r.Summary.ID == hostedID {
			t.Errorf("%s: %d endorsements, shown as %s", id, len(r.Endorsements), r.Summary.ID)
		}
	}
	// What he says of where his badges are gives him no host that is not his, and what he
	// does not say nothing at his own. Where he is one of several on a host, that is no
	// proof, either: only what is at the address is.
	const own = "https://evil.example/a/1"
	signed := func(id string) string {
		return with(replace(t, toSign, signedID, id, badge2, "https://evil.example/b", `"https://uni.example/ob2/key"`, `"`+key+`"`), `"endorsement":["https://accr.example/e"]`)
	}
	for name, test := range map[string]struct {
		policy, id, served string
		own                bool
	}{
		"a host of somebody else":       {`{"allowedOrigins":["uni.example"]}`, hostedID, hosted, false},
		"his and that of somebody else": {`{"allowedOrigins":["evil.example","uni.example"]}`, hostedID, hosted, false},
		"a prefix of somebody else":     {`{"startsWith":"https://uni.example/"}`, hostedID, hosted, false},
		"both":                          {`{"startsWith":["https://evil.example/","https://uni.example/ob2/a/"],"allowedOrigins":"uni.example"}`, hostedID, hosted, false},
		"out of his prefix":             {`{"startsWith":"https://evil.example/b/"}`, own, signed(own), false},
		"out of his origins":            {`{"startsWith":"https://evil.example/a/","allowedOrigins":"uni.example"}`, own, signed(own), false},
		"a policy elsewhere":            {`{"id":"https://evil.example/policy"}`, own, signed(own), false},
		"in his prefix":                 {`{"startsWith":"https://evil.example/a/"}`, own, signed(own), true},
		"at his origin":                 {`{"allowedOrigins":["evil.example"]}`, own, signed(own), true},
		"at his host":                   {`null`, own, signed(own), true},
		"of a neighbour":                {`null`, own, replace(t, hosted, hostedID, own), false},
		"of a neighbour, to this one":   {`null`, own, replace(t, hosted, hostedID, own, badge2, "https://evil.example/c"), false},
		"of nobody":                     {`null`, own, "", false},
		"of who does not answer":        {`null`, own, "!down", false},
		"led elsewhere":                 {`null`, own, ">https://evil.example/a/2", false},
	} {
		w := site(test.id, "https://evil.example/b", class, iss, with(who, `"verification":`+test.policy), test.id, test.served)
		w["https://evil.example/a/2"] = signed("https://evil.example/a/2")
		r := judge2(t, w, sign2(t, signed(test.id)))
		want := map[bool]string{true: "endorsement=pass", false: "endorsement=warning"}[test.own]
		expect(t, r, r.Verdict, "issuer_binding=pass", want)
		if own := len(r.Endorsements) == 1; own != test.own || (r.Summary.ID == test.id) != test.own {
			t.Errorf("%s: %d endorsements, shown as %q", name, len(r.Endorsements), r.Summary.ID)
		}
	}
	// A class that cannot be had, described within by a neighbour, is not endorsed as his.
	within := with(replace(t, class, "https://evil.example/b", "https://evil.example/c"), `"endorsement":["https://accr.example/e"]`)
	doc := replace(t, toSign, `"`+badge2+`"`, within, `"https://uni.example/ob2/key"`, `"`+key+`"`)
	r = judge2(t, site("https://evil.example/c", "https://evil.example/c", "!down"), sign2(t, doc))
	expect(t, r, r.Verdict, "issuer_binding=pass", "endorsement=warning")
	if len(r.Endorsements) > 0 {
		t.Errorf("a class that was not seen is endorsed: %s", lines(r))
	}
}

// TestAbuse_SIG_17_NoList: whatever a server says where a list of withdrawn badges should
// be, it is only a list if it has the form of one.
func TestAbuse_SIG_17_NoList(t *testing.T) {
	prof := with(profile2, `"revocationList":"`+revoked2+`"`)
	for _, served := range []string{
		`{"error":"temporarily unavailable"}`, `{"message":"Please log in","code":401}`, `{}`,
		`{"type":"RevocationList","issuer":"` + issuer2 + `","revoked":["` + signedID + `"]}`,
		`{"@graph":[{"type":"RevocationList","revokedAssertions":["` + signedID + `"]}]}`,
		`{"data":{"revokedAssertions":["` + signedID + `"]}}`,
		`{"type":"RevocationList","obi:revokedAssertions":["` + signedID + `"]}`,
		`{` + contextOB + `"type":"RevocationList","revokedAssertions":[],"revoked":["` + signedID + `"]}`,
	} {
		expect(t, judge2(t, web2(t, issuer2, prof, revoked2, served), sign2(t, toSign)), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID")
	}
	object := replace(t, toSign, `"`+signedID+`"`, `{"id":"`+signedID+`"}`)
	list := `{` + contextOB + `"type":"RevocationList","revokedAssertions":["` + signedID + `"]}`
	expect(t, judge2(t, web2(t, issuer2, prof, revoked2, list), sign2(t, object)), vc.Invalid, "format=fail:MALFORMED_INPUT")
	within := replace(t, hosted, `"`+badge2+`"`, replace(t, badgeClass2, `"`+badge2+`"`, `{"id":"https://other.example/badge"}`))
	if r := judge2(t, web2(t, hostedID, within), hostedID); r.Verdict == vc.Valid || r.Summary.AchievementID != "" {
		t.Errorf("%s, shown as %s", r.Verdict, r.Summary.AchievementID)
	}
}

// TestAbuse_SIG_17_Policies: a policy counts by whichever name, and its bounds are those of
// the parts of an address.
func TestAbuse_SIG_17_Policies(t *testing.T) {
	for id, policy := range map[string]string{
		"https://uni.example/b?tenant=12":            `"verification":{"startsWith":"https://uni.example/b?tenant=1"}`,
		"https://uni.example/t/alice/%252e%252e/bob": `"verification":{"startsWith":"https://uni.example/t/alice"}`,
		"https://uni.example/t/alice/..;/bob":        `"verification":{"startsWith":"https://uni.example/t/alice"}`,
		"https://uni.example/elsewhere/1":            `"verify":{"startsWith":"https://uni.example/ob2/"}`,
		"https://uni.example/elsewhere/2":            `"verification":{},"verify":{"startsWith":"https://uni.example/ob2/"}`,
		"https://uni.example/elsewhere/3":            `"verification":{"obi:startsWith":"https://uni.example/ob2/"}`,
		"https://uni.example/elsewhere/4":            `"obi:verify":{"startsWith":"https://uni.example/ob2/"}`,
	} {
		r := judge2(t, web2(t, issuer2, with(profile2, policy), id, replace(t, hosted, hostedID, id)), id)
		if r.Verdict == vc.Valid {
			t.Errorf("%s is within %s", id, policy)
		}
	}
	withdrawn := with(keyDocument(t, key2, issuer2, rsaKey().Public()), `"revoked":true`)
	if r := judge2(t, web2(t, key2, withdrawn), sign2(t, toSign)); r.Verdict == vc.Valid {
		t.Error("a key that says of itself that it is withdrawn counts")
	}
}

// TestBelievedIsSaid: what the profile 1edtech takes for the issuer's word, wherever it
// was, is marked, and no host is shown for it.
func TestBelievedIsSaid(t *testing.T) {
	const at = "https://evil.example/x"
	r := assertionAs(t, web2(t, at, replace(t, hosted, "ada@uni.example", "eve@uni.example")), at, vc.Options{Profile: vc.OneEdTech})
	if r.Summary.IssuerHost != "" || r.Check(vc.CheckIssuer).Result == vc.Pass && r.Check(vc.CheckIssuer).Detail["believed"] == "" {
		t.Errorf("host %q\n%s", r.Summary.IssuerHost, lines(r))
	}
	endorsement := `{"type":"Endorsement","recipient":"x@y.example","badge":"https://evil.example/b","id":"` + signedID + `","issuedOn":"2026-01-01T00:00:00Z","claim":{"id":"https://evil.example/b","endorsementComment":"Great"},` +
		`"issuer":` + with(replace(t, profile2, issuer2, "https://uni.example", `,"publicKey":"https://uni.example/ob2/key"`, ""), `"publicKey":`+keyDocument(t, key2, "https://uni.example", rsaKey().Public())) + `,"verification":{"type":"SignedBadge","creator":"` + key2 + `"}}`
	if r := assertionAs(t, web{}, sign2(t, endorsement), vc.Options{Profile: vc.OneEdTech}); r.Verdict == vc.Valid && r.Summary.IssuerHost != "" {
		t.Errorf("anybody signs for %s", r.Summary.IssuerHost)
	}
}

// TestFetchedOddID: what is fetched has ids that are texts, too, and an endorsement of
// nothing is of nothing.
func TestFetchedOddID(t *testing.T) {
	const class = "https://uni.example/ob2/other"
	odd := replace(t, badgeClass2, `"`+badge2+`"`, `{"id":"https://other.example/badge"}`)
	doc := replace(t, hosted, badge2, class)
	if r := judge2(t, web2(t, hostedID, doc, class, odd), hostedID); r.Verdict == vc.Valid || r.Summary.AchievementID != "" {
		t.Errorf("%s, shown as %q", r.Verdict, r.Summary.AchievementID)
	}
}

// TestElsewhereWithoutID: a document of before 2.0 has no id but its address, so it does
// not call itself by the one to which it was redirected.
func TestElsewhereWithoutID(t *testing.T) {
	const at, end = "https://short.example/x", "https://uni.example/a/1"
	expect(t, judge2(t, web2(t, at, ">"+end, end, assertion05("")), at), vc.Indeterminate, "proof=unknown:FETCH_FAILED")
}
