package vc_test

import (
	"strings"
	"testing"

	"blazon/ob2"
	"blazon/vc"
)

// TestCopyOfHostedBadge: of a hosted badge what its issuer serves counts, and a copy
// that says something else is told from one that does not.
func TestCopyOfHostedBadge(t *testing.T) {
	within := replace(t, hosted, `"`+badge2+`"`, badgeClass2)
	hashed := replace(t, hosted, `false,"identity":"ada@uni.example"`, `true,"salt":"x","identity":"sha256$`+strings.Repeat("abcd", 16)+`"`)
	whole := replace(t, within, `"`+issuer2+`"`, profile2)
	for _, test := range []struct {
		name, served, given string
		differs             string
	}{
		{"as it is served", hosted, hosted, ""},
		{"members in another order, types as a list", hosted, with(replace(t, hosted, `,"narrative":"Ten knots"`, "", `"type":"Assertion",`, ""), `"narrative":"Ten knots","type":["Assertion"]`), ""},
		{"a moment written in another way", hosted, replace(t, hosted, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"), ""},
		{"a null is nothing", hosted, with(hosted, `"expires":null`), ""},
		{"a changed word", hosted, replace(t, hosted, "Ten knots", "All knots"), "narrative"},
		{"a word less", with(hosted, `"expires":"2030-01-01T00:00:00Z"`), hosted, "expires"},
		{"a word more", hosted, with(hosted, `"evidence":"https://evil.example/work"`), "evidence"},
		{"two words", hosted, with(replace(t, hosted, "Ten knots", "All knots"), `"evidence":"https://evil.example/work"`), "narrative evidence"},
		{"another type besides", hosted, replace(t, hosted, `"type":"Assertion"`, `"type":["Assertion","https://x.example/Knot"]`), "type"},
		{"the badge within, as it is published", hosted, within, ""},
		{"the badge and its issuer within", hosted, whole, ""},
		{"the badge within, with another name", hosted, replace(t, within, `"Knots"`, `"All knots there are"`), "badge.name"},
		{"the issuer within, with another name", hosted, replace(t, whole, "Example University", "Famous University"), "badge.issuer.name"},
		{"the badge within, of another issuer", hosted, replace(t, within, issuer2, "https://evil.example/issuer"), "badge.issuer"},
		{"only the copy leaves the badge at its address", within, hosted, ""},
		{"a type with its prefix", hosted, replace(t, hosted, `"type":"Assertion"`, `"type":["obi:Assertion","Assertion"]`, `"type":"email"`, `"type":"schema:email"`), ""},
		{"a hash in capitals", hashed, replace(t, hashed, "abcd", "ABCD"), ""},
		{"a null within", hosted, replace(t, hosted, `"hashed":false`, `"hashed":false,"salt":null`), ""},
		{"an address in other letters", hosted, replace(t, hosted, badge2, "https://UNI.example:443/ob2/badge"), ""},
		{"without encryption", hosted, replace(t, hosted, badge2, "http://uni.example/ob2/badge"), ""},
		{"verify in its place", hosted, replace(t, hosted, `"verification":{"type":"HostedBadge"}`, `"verify":{"type":"hosted","url":"`+hostedID+`"}`), ""},
		{"no evidence", hosted, with(hosted, `"evidence":[]`), ""},
		{"evidence as an object", with(hosted, `"evidence":"https://x.example/1"`), with(hosted, `"evidence":[{"id":"https://x.example/1"}]`), ""},
		{"a copy of version 1.1", hosted, replace(t, with(hosted, `"uid":"1"`), "openbadges/v2", "openbadges/v1", `"2026-01-01T00:00:00Z"`, "1767225600", `"verification":{"type":"HostedBadge"}`, `"verify":{"type":"hosted","url":"`+hostedID+`"}`), ""},
		{"a uid more", hosted, with(hosted, `"uid":"1"`), "uid"},
		{"another kind of verification", hosted, replace(t, hosted, `"HostedBadge"`, `"HostedBadge","startsWith":"https://x.example/"`), "verification"},
		{"a comment in other letters", hosted, replace(t, hosted, "Ten knots", "ten knots"), "narrative"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := judge2(t, web2(t, hostedID, test.served), test.given)
			c := r.Check(vc.CheckProof)
			if c.Detail[vc.Differs] != test.differs {
				t.Fatalf("differs in %q, want %q: %+v", c.Detail[vc.Differs], test.differs, c)
			}
			if test.differs == "" {
				expect(t, r, vc.Valid, "proof=pass")
				return
			}
			expect(t, r, vc.Indeterminate, "proof=warning", "issuer_binding=pass", "time=pass", "status=pass")
			if !strings.Contains(c.Text, "publishes something else") || !strings.Contains(c.Text, strings.ReplaceAll(test.differs, " ", ", ")) || r.Summary.Name != "Knots" || r.Summary.Narrative != "Ten knots" {
				t.Errorf("%+v, %+v", c, r.Summary)
			}
		})
	}
}

// TestRecipientHashedAnew: platforms hash the address that the earner has today. That the
// hash is another than in the picture shows neither another person nor a change.
func TestRecipientHashedAnew(t *testing.T) {
	as := func(recipient string) string {
		return replace(t, hosted, `{"type":"email","hashed":false,"identity":"ada@uni.example"}`, recipient)
	}
	hash := func(letters, salt string) string {
		return as(`{"type":"email","hashed":true,"salt":"` + salt + `","identity":"sha256$` + strings.Repeat(letters, 16) + `"}`)
	}
	old, plain := hash("abcd", "a"), hosted
	for name, tt := range map[string]struct {
		served  string
		verdict vc.Verdict
		want    string
	}{
		"the same":                     {old, vc.Valid, "proof=pass"},
		"another hash":                 {hash("0123", "a"), vc.Indeterminate, "proof=warning"},
		"another salt":                 {hash("0123", "b"), vc.Indeterminate, "proof=warning"},
		"another hash and another day": {replace(t, hash("0123", "a"), "2026-01-01", "2026-01-02"), vc.Invalid, "proof=fail:PROOF_INVALID"},
		"another hash and badge":       {replace(t, hash("0123", "a"), badge2, uni2+"/other"), vc.Invalid, "proof=fail:PROOF_INVALID"},
		"no hash":                      {plain, vc.Invalid, "proof=fail:PROOF_INVALID"},
		"no recipient":                 {as(`null`), vc.Invalid, "proof=fail:PROOF_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, web2(t, hostedID, tt.served), old)
			expect(t, r, tt.verdict, tt.want)
			if c := r.Check(vc.CheckProof); c.Result == vc.Warning && (c.Detail[vc.Differs] != "recipient" || !strings.Contains(c.Text, "another address of the same person")) {
				t.Errorf("%+v", c)
			}
		})
	}
	expect(t, judge2(t, web2(t, hostedID, old), plain), vc.Invalid, "proof=fail:PROOF_INVALID")
	// Who asks is told about what is served, and a token is not made right by it.
	ada := `{"type":"email","hashed":true,"salt":"a","identity":"` + ob2.HashIdentity("ada@uni.example", "a") + `"}`
	w := web2(t, hostedID, as(ada))
	expect(t, assertionAs(t, w, old, vc.Options{Recipient: "ada@uni.example"}), vc.Indeterminate, "recipient=pass")
	expect(t, assertionAs(t, web2(t, hostedID, old), as(ada), vc.Options{Recipient: "ada@uni.example"}), vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
	expect(t, judge2(t, w, sign2(t, old)), vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE")
}

// TestManyDifferencesAreNotAllNamed: a copy cannot fill the report.
func TestManyDifferencesAreNotAllNamed(t *testing.T) {
	copied := hosted
	for _, name := range strings.Fields("a b c d e f g h i j k") {
		copied = with(copied, `"`+name+strings.Repeat("x", 500)+`":1`)
	}
	text := judge2(t, web2(t), copied).Check(vc.CheckProof).Text
	if len(text) > 1000 || !strings.Contains(text, "and 3 more") {
		t.Errorf("%d letters: %s", len(text), text)
	}
}

// TestWithdrawnSaysWhy: what an issuer says in place of a withdrawn badge is told,
// and only that of this badge.
func TestWithdrawnSaysWhy(t *testing.T) {
	stub := `{"id":"` + hostedID + `","revoked":true,"revocationReason":"It went to the wrong Ada"}`
	for name, test := range map[string]struct{ served, want string }{
		"in place of it":      {"!410" + stub, "The issuer has withdrawn the badge: It went to the wrong Ada"},
		"served as a badge":   {stub, "The issuer has withdrawn the badge: It went to the wrong Ada"},
		"nothing is said":     {"!410", "The issuer has withdrawn the badge."},
		"of another badge":    {"!410" + replace(t, stub, hostedID, hostedID+"2"), "The issuer has withdrawn the badge."},
		"a page":              {"!410<html>", "The issuer has withdrawn the badge."},
		"it is not withdrawn": {"!410" + replace(t, stub, "true", "false"), "The issuer has withdrawn the badge."},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, web2(t, hostedID, test.served), hosted)
			if expect(t, r, vc.Invalid, "status=fail:STATUS_REVOKED"); r.Check(vc.CheckStatus).Text != test.want {
				t.Errorf("%+v", r.Check(vc.CheckStatus))
			}
			if strings.Contains(r.Check(vc.CheckProof).Text, "What is there was checked") {
				t.Errorf("nothing was compared: %+v", r.Check(vc.CheckProof))
			}
		})
	}
}

// TestKeyThatDidNotSign: where the signature is wrong, the issuer's key is not said
// to have made it.
func TestKeyThatDidNotSign(t *testing.T) {
	for name, r := range map[string]*vc.Report{
		"Open Badges 2.0": judge2(t, web2(t), tamper(t, sign2(t, toSign))),
		"one of several":  judge2(t, web2(t), tamper(t, sign2(t, replace(t, toSign, `,"creator":"https://uni.example/ob2/key"`, "")))),
		"Open Badges 3.0": judge(t, world(t), replace(t, sealed(t, badge), "Ties knots", "Ties nots")),
	} {
		expect(t, r, vc.Invalid, "proof=fail:PROOF_INVALID", "issuer_binding=pass")
		if c := r.Check(vc.CheckIssuer); strings.Contains(c.Text, "that signed it") || !strings.Contains(c.Text, "as its own") {
			t.Errorf("%s: %s", name, c.Text)
		}
	}
}

// TestIssuerWithoutAddress: a label means something within a badge only and is told
// to nobody.
func TestIssuerWithoutAddress(t *testing.T) {
	own := replace(t, badgeClass2, `"`+issuer2+`"`, `{"type":"Issuer","name":"Nobody","url":"https://x.example","email":"a@x.example","id":"_:issuer"}`)
	for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
		r := assertionAs(t, web2(t, badge2, own), hosted, vc.Options{Profile: profile})
		if c := r.Check(vc.CheckIssuer); c.Result == vc.Pass || strings.Contains(c.Text, "_:") || !strings.Contains(c.Text, "no address") {
			t.Errorf("%s: %+v", profile, c)
		}
	}
}

// TestCopyThatMayBeTheSame: a copy that says what is published in other words is no other
// badge, and one of which nobody can say so was not seen to be changed.
func TestCopyThatMayBeTheSame(t *testing.T) {
	as := func(recipient string) string {
		return replace(t, hosted, `{"type":"email","hashed":false,"identity":"ada@uni.example"}`, recipient)
	}
	hash := func(identity string) string {
		return as(`{"type":"email","hashed":true,"salt":"a","identity":"` + identity + `"}`)
	}
	ada := hash(ob2.HashIdentity("ada@uni.example", "a"))
	eve := as(`{"type":"email","hashed":false,"identity":"eve@uni.example"}`)
	md5 := hash("md5$" + strings.Repeat("0", 32))
	written := replace(t, replace(t, badgeClass2, `"id":"`+badge2+`",`, "", contextOB, ""), `"`+issuer2+`"`, replace(t, profile2, `"id":"`+issuer2+`",`, "", contextOB, ""))
	within := replace(t, hosted, `"`+badge2+`"`, written)
	on := func(moment string) string { return replace(t, hosted, "2026-01-01T00:00:00Z", moment) }
	const forged, told = "proof=fail:PROOF_INVALID", "proof=warning"
	for name, tt := range map[string]struct {
		served, given string
		verdict       vc.Verdict
		want, differs string
	}{
		"an address, and its hash":          {ada, hosted, vc.Valid, "proof=pass", ""},
		"a hash, and its address":           {hosted, ada, vc.Valid, "proof=pass", ""},
		"an address, and another's hash":    {ada, eve, vc.Invalid, forged, ""},
		"a hash, and another's address":     {eve, ada, vc.Invalid, forged, ""},
		"an address of another type":        {ada, replace(t, hosted, `"type":"email"`, `"type":"id"`), vc.Invalid, forged, ""},
		"a hash that proves nothing":        {md5, hosted, vc.Invalid, forged, ""},
		"a class written out":               {hosted, within, vc.Valid, "proof=pass", ""},
		"a class written out, with changes": {hosted, replace(t, within, `"Knots"`, `"All knots"`), vc.Indeterminate, told, "badge.name"},
		"a class written out, of another":   {hosted, replace(t, within, "Example University", "Famous University"), vc.Indeterminate, told, "badge.issuer.name"},
		"a class of nothing":                {hosted, replace(t, hosted, `"`+badge2+`"`, `{}`), vc.Indeterminate, told, ""},
		"no class":                          {hosted, replace(t, hosted, `"`+badge2+`"`, `null`), vc.Invalid, forged, ""},
		"a day":                             {on("2026-01-01T09:00:00Z"), hosted, vc.Indeterminate, told, "issuedOn"},
		"a time of the day":                 {hosted, on("2026-01-01T09:00:00Z"), vc.Indeterminate, told, "issuedOn"},
		"a fraction less":                   {on("2026-01-01T09:00:00.123Z"), on("2026-01-01T09:00:00Z"), vc.Indeterminate, told, "issuedOn"},
		"another time of the day":           {on("2026-01-01T09:00:00Z"), on("2026-01-01T10:00:00Z"), vc.Invalid, forged, ""},
		"the day before":                    {on("2025-12-31T09:00:00Z"), hosted, vc.Invalid, forged, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge2(t, web2(t, hostedID, tt.served), tt.given)
			expect(t, r, tt.verdict, tt.want)
			if c := r.Check(vc.CheckProof); tt.differs != "" && c.Detail[vc.Differs] != tt.differs {
				t.Errorf("%+v", c)
			}
		})
	}
}

// TestWithdrawnWhereItMoved: what a signed badge's own address leads to on its host may say
// that it was withdrawn, whichever of the two addresses it calls itself by. So may what is at
// the issuer's host or at one that it names, whatever else may not be said there.
func TestWithdrawnWhereItMoved(t *testing.T) {
	const plain, safe, moved = "http://uni.example/ob2/s/1", "https://uni.example/ob2/s/1", "https://uni.example/new/1"
	stub := func(id string) string {
		return `{` + contextOB + `"id":"` + id + `","type":"Assertion","revoked":true,"revocationReason":"Cheated"}`
	}
	const revoked, named = "status=fail:STATUS_REVOKED", "https://badges.uni.example/s/1"
	prefix := with(profile2, `"verification":{"startsWith":"https://uni.example/ob3/"}`)
	origin := with(profile2, `"verification":{"allowedOrigins":["badges.uni.example"]}`)
	for name, tt := range map[string]struct {
		id      string
		web     web
		verdict vc.Verdict
		want    string
	}{
		"without encryption then":           {plain, web2(t, plain, ">"+safe, safe, stub(safe)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"all of it":                         {plain, web2(t, plain, ">"+safe, safe, with(replace(t, toSign, signedID, safe), `"revoked":true`)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"by its old id":                     {safe, web2(t, safe, stub(plain), plain, ">"+safe), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"gone, and it is said":              {plain, web2(t, plain, ">"+safe, safe, "!410"+stub(safe)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"gone":                              {plain, web2(t, plain, ">"+safe, safe, "!410"), vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		"elsewhere on the host":             {safe, web2(t, safe, ">"+moved, moved, stub(moved)), vc.Invalid, "status=fail:STATUS_REVOKED"},
		"out of its prefixes":               {safe, web2(t, issuer2, prefix, safe, stub(safe)), vc.Invalid, revoked},
		"out of them, and gone":             {safe, web2(t, issuer2, prefix, safe, "!410"+stub(safe)), vc.Invalid, revoked},
		"out of them, gone without a word":  {safe, web2(t, issuer2, prefix, safe, "!410"), vc.Valid, "status=pass"},
		"out of them, another badge":        {safe, web2(t, issuer2, prefix, safe, replace(t, hosted, hostedID, safe)), vc.Valid, "status=pass"},
		"out of them, another that is gone": {safe, web2(t, issuer2, prefix, safe, "!410"+stub(safe+"2")), vc.Valid, "status=pass"},
		"out of them, and nobody there":     {safe, web2(t, issuer2, prefix), vc.Valid, "status=pass"},
		"a policy elsewhere":                {safe, web2(t, issuer2, with(profile2, `"verification":{"id":"https://uni.example/policy"}`), safe, "!410"+stub(safe)), vc.Invalid, revoked},
		"at a host that the issuer names":   {named, web2(t, issuer2, origin, named, "!410"+stub(named)), vc.Invalid, revoked},
		"at one it names, served":           {named, web2(t, issuer2, origin, named, stub(named)), vc.Invalid, revoked},
		"at one that it does not name":      {named, web2(t, issuer2, prefix, named, "!410"+stub(named)), vc.Valid, "status=pass"},
		"not withdrawn, elsewhere on host":  {safe, web2(t, safe, ">"+moved, moved, replace(t, toSign, signedID, moved)), vc.Valid, "status=pass"},
		"another host, which cannot say it": {safe, web2(t, safe, ">https://evil.example/1", "https://evil.example/1", stub("https://evil.example/1")), vc.Valid, "status=pass"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, judge2(t, tt.web, sign2(t, replace(t, toSign, signedID, tt.id))), tt.verdict, tt.want)
		})
	}
}
