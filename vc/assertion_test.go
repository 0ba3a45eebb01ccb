package vc_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"blazon/ob2"
	"blazon/vc"
)

func TestHostedBadge(t *testing.T) {
	list := func(entries string) string {
		return `{` + contextOB + `"type":"RevocationList","id":"` + revoked2 + `","issuer":"` + issuer2 + `","revokedAssertions":[` + entries + `]}`
	}
	const short = "https://short.example/x"
	listed := with(profile2, `"revocationList":"`+revoked2+`"`)
	const newBadge, newIssuer, strangers = "https://new.example/badge", "https://new.example/issuer", "https://evil.example/a"
	movedClass := func(policy string) web {
		profile := replace(t, profile2, issuer2, newIssuer)
		if policy != "" {
			profile = with(profile, policy)
		}
		return web2(t, badge2, ">"+newBadge, newBadge, replace(t, badgeClass2, badge2, newBadge, issuer2, newIssuer), newIssuer, profile, strangers, replace(t, hosted, hostedID, strangers))
	}
	tests := []struct {
		name    string
		web     web
		input   string
		verdict vc.Verdict
		checks  []string
	}{
		{"sound", web2(t), hosted, vc.Valid, []string{"format=pass", "context=pass", "schema=pass", "proof=pass", "issuer_binding=pass", "time=pass", "status=pass", "recipient=skipped", "endorsement=skipped"}},
		{"by its address", web2(t), hostedID, vc.Valid, []string{"proof=pass", "schema=pass"}},
		{"by its other name", web2(t, hostedID, replace(t, hosted, "verification", "verify", "HostedBadge", "hosted")), replace(t, hosted, "HostedBadge", "hosted"), vc.Valid, nil},
		{"the badge lies within", web2(t, hostedID, replace(t, hosted, `"`+badge2+`"`, badgeClass2), badge2, ""), hosted, vc.Valid, nil},
		{"the copy says something else", web2(t), replace(t, hosted, "Ten knots", "Twelve knots"), vc.Indeterminate, []string{"proof=warning", "issuer_binding=pass", "status=pass"}},
		{"it is gone", web2(t, hostedID, "!410"), hosted, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"its address is gone", web2(t, hostedID, "!410"), hostedID, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"it says it was taken back", web2(t, hostedID, `{`+contextOB+`"type":"Assertion","id":"`+hostedID+`","revoked":true,"revocationReason":"A mistake"}`), hosted, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"hardly anything is left of it", web2(t, hostedID, `{"id":"`+hostedID+`","revoked":true}`), hostedID, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"on the list", web2(t, issuer2, listed, revoked2, list(`"`+hostedID+`"`)), hosted, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"not on the list", web2(t, issuer2, listed, revoked2, list(`{"id":"urn:x:y"}`)), hosted, vc.Valid, []string{"status=pass"}},
		{"there is no list", web2(t, issuer2, listed), hosted, vc.Indeterminate, []string{"status=unknown:STATUS_UNAVAILABLE"}},
		{"the list of another", web2(t, issuer2, listed, revoked2, strings.Replace(list(""), issuer2, "https://evil.example/", 1)), hosted, vc.Indeterminate, []string{"status=unknown:STATUS_LIST_INVALID"}},
		{"the list of another that has it", web2(t, issuer2, listed, revoked2, strings.Replace(list(`"`+hostedID+`"`), issuer2, "https://evil.example/", 1)), hosted, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"what is there is no list", web2(t, issuer2, listed, revoked2, "<html>"), hosted, vc.Indeterminate, []string{"status=unknown:STATUS_LIST_INVALID"}},
		{"nobody answers", web2(t, hostedID, "!down"), hosted, vc.Indeterminate, []string{"proof=unknown:FETCH_FAILED"}},
		{"nobody is asked", web2(t, hostedID, "!blocked"), hosted, vc.Indeterminate, []string{"proof=unknown:FETCH_BLOCKED"}},
		{"there is a page", web2(t, hostedID, "<html>"), hosted, vc.Indeterminate, []string{"proof=unknown:FETCH_FAILED"}},
		{"the issuer does not answer", web2(t, issuer2, "!down"), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE", "proof=pass"}},
		{"the badge class does not answer", web2(t, badge2, ""), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:FETCH_FAILED"}},
		{"the issuer is no issuer", web2(t, issuer2, replace(t, profile2, `"Issuer"`, `"Criteria"`)), hosted, vc.Invalid, []string{"schema=fail:SCHEMA_INVALID"}},
		{"the issuer serves a page", web2(t, issuer2, "<html>"), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE", "proof=pass"}},
		{"the badge is too large", web2(t, hostedID, with(hosted, `"x":"`+strings.Repeat("x", 70_000)+`"`)), hosted, vc.Indeterminate, []string{"proof=unknown:LIMIT_EXCEEDED"}},
		{"byte order marks", web2(t, hostedID, "\uFEFF"+hosted, badge2, "\uFEFF"+badgeClass2, issuer2, "\uFEFF"+profile2), hosted, vc.Valid, []string{"proof=pass", "issuer_binding=pass"}},
		{"on the list, with a space", web2(t, issuer2, listed, revoked2, list(`"`+hostedID+` "`)), hosted, vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"the issuer is gone", web2(t, issuer2, "!410"), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE"}},
		{"the badge class is a page", web2(t, badge2, "<html>"), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:FETCH_FAILED"}},
		{"the badge class is too large", web2(t, badge2, with(badgeClass2, `"x":"`+strings.Repeat("x", 70_000)+`"`)), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:LIMIT_EXCEEDED"}},
		{"a short address", web2(t, short, ">"+hostedID), short, vc.Valid, []string{"proof=pass", "issuer_binding=pass"}},
		{"a short address that leads to none", web2(t, short, ">https://elsewhere.example/x", "https://elsewhere.example/x", hosted), short, vc.Indeterminate, []string{"proof=unknown:FETCH_FAILED"}},
		{"the issuer moved and redirects", web2(t, issuer2, ">https://www.uni.example/profile", "https://www.uni.example/profile", replace(t, profile2, issuer2, "https://www.uni.example/profile")), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE"}},
		{"the badge class moved and redirects", movedClass(""), hosted, vc.Indeterminate, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE", "proof=pass"}},
		{"it moved to an issuer that names the old host", movedClass(`"verification":{"allowedOrigins":["uni.example","new.example"]}`), hosted, vc.Valid, []string{"issuer_binding=pass"}},
		{"it moved to an issuer that names others", movedClass(`"verification":{"allowedOrigins":["new.example"]}`), hosted, vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"a class that moved, at the host of others", movedClass(""), strangers, vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"a class by its other address, of an issuer elsewhere", web2(t, badge2, replace(t, badgeClass2, badge2, badge2+"2", issuer2, newIssuer), badge2+"2", replace(t, badgeClass2, badge2, badge2+"2", issuer2, newIssuer), newIssuer, replace(t, profile2, issuer2, newIssuer)), hosted, vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"expired", web2(t, hostedID, with(hosted, `"expires":"2026-02-01T00:00:00Z"`)), hosted, vc.Invalid, []string{"time=fail:EXPIRED"}},
		{"not yet", web2(t, hostedID, replace(t, hosted, "2026-01-01", "2027-01-01")), hostedID, vc.Invalid, []string{"time=fail:NOT_YET_VALID"}},
		{"it ends before it begins", web2(t, hostedID, with(hosted, `"expires":"2025-02-01T00:00:00Z"`)), hosted, vc.Invalid, []string{"time=fail:MALFORMED_INPUT", "schema=fail"}},
		{"a context of anybody", web2(t, hostedID, replace(t, hosted, `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2","https://evil.example/context"]`)), hosted, vc.Invalid, []string{"context=fail:CONTEXT_NOT_ALLOWED"}},
		{"words of its own", web2(t, hostedID, replace(t, hosted, `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2",{"hue":"https://uni.example/hue"}]`)), hosted, vc.Valid, []string{"context=pass"}},
		{"the standard's words with another meaning", web2(t, hostedID, replace(t, hosted, `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2",{"recipient":"https://uni.example/x"}]`)), hosted, vc.Invalid, []string{"context=fail:CONTEXT_NOT_ALLOWED"}},
		{"a type nobody defines", web2(t, hostedID, replace(t, hosted, `"Assertion"`, `["Assertion","Medal"]`)), hosted, vc.Invalid, []string{"context=fail:TERM_UNDEFINED"}},
		{"it moved", web2(t, uni2+"/old", hosted), uni2 + "/old", vc.Valid, []string{"proof=pass"}},
		{"neither hosted nor signed", web2(t), replace(t, hosted, hostedID, "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55"), vc.Invalid, []string{"proof=fail:PROOF_MISSING"}},
		{"in a blockchain", web2(t), chained(t, signedID), vc.Indeterminate, []string{"proof=unknown:UNSUPPORTED_FORMAT", "format=pass"}},
		{"in a blockchain, and served", web2(t, hostedID, chained(t, hostedID)), chained(t, hostedID), vc.Indeterminate, []string{"proof=unknown:UNSUPPORTED_FORMAT"}},
		{"in a blockchain, by its address", web2(t, hostedID, chained(t, hostedID)), hostedID, vc.Indeterminate, []string{"proof=unknown:UNSUPPORTED_FORMAT"}},
		{"in a blockchain, and withdrawn", web2(t, hostedID, with(chained(t, hostedID), `"revoked":true`)), chained(t, hostedID), vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"in a blockchain, and hosted", web2(t), replace(t, hosted, `"HostedBadge"`, `["HostedBadge","MerkleProofVerification2017"]`, hostedID, signedID), vc.Invalid, []string{"proof=fail:PROOF_MISSING"}},
		{"in a way of its own", web2(t), replace(t, hosted, `"HostedBadge"`, `"Notarized"`, hostedID, signedID), vc.Invalid, []string{"proof=fail:PROOF_MISSING"}},
		{"no badge at all", web2(t), `{"name":"x"}`, vc.Invalid, []string{"format=fail:UNSUPPORTED_FORMAT"}},
		{"an issuer", web2(t), profile2, vc.Invalid, []string{"format=fail:UNSUPPORTED_FORMAT"}},
		{"no JSON", web2(t), `{`, vc.Invalid, []string{"format=fail:MALFORMED_INPUT"}},
		{"two members in one", web2(t), with(hosted, `"Badge":"https://evil.example/badge"`), vc.Invalid, []string{"format=fail:MALFORMED_INPUT"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			expect(t, judge2(t, test.web, test.input), test.verdict, test.checks...)
		})
	}
}

// chained is a badge as Blockcerts writes them.
func chained(t *testing.T, id string) string {
	doc := replace(t, hosted, `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2","https://w3id.org/blockcerts/v2"]`, hostedID, id,
		`{"type":"HostedBadge"}`, `{"publicKey":"ecdsa-koblitz-pubkey:1","type":["MerkleProofVerification2017","Extension"]}`)
	return with(doc, `"signature":{"type":["MerkleProof2017","Extension"],"merkleRoot":"ab","targetHash":"ab","proof":[],"anchors":[{"sourceId":"x","type":"BTCOpReturn","chain":"bitcoinMainnet"}]}`)
}

func TestSignedBadge(t *testing.T) {
	listed := with(profile2, `"revocationList":"`+revoked2+`"`)
	other := "https://uni.example/ob2/key-2"
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	several := replace(t, profile2, `"publicKey":"`+key2+`"`, `"publicKey":["`+other+`","`+key2+`"]`)
	tests := []struct {
		name    string
		web     web
		input   string
		verdict vc.Verdict
		checks  []string
	}{
		{"sound", web2(t), sign2(t, toSign), vc.Valid, []string{"proof=pass", "issuer_binding=pass", "status=pass"}},
		{"with another algorithm", web2(t, key2, keyDocument(t, key2, issuer2, ec.Public())), sign2With(t, toSign, "ES256", ec), vc.Valid, []string{"proof=pass"}},
		{"the key lies within the issuer", web2(t, issuer2, replace(t, profile2, `"`+key2+`"`, keyDocument(t, key2, issuer2, rsaKey().Public())), key2, ""), sign2(t, toSign), vc.Valid, nil},
		{"it names no key", web2(t, issuer2, several, other, keyDocument(t, other, issuer2, ec.Public())), sign2(t, replace(t, toSign, `,"creator":"`+key2+`"`, "")), vc.Valid, []string{"proof=pass", "schema=warning"}},
		{"changed", web2(t), tamper(t, sign2(t, toSign)), vc.Invalid, []string{"proof=fail:PROOF_INVALID"}},
		{"signed with another key", web2(t, key2, keyDocument(t, key2, issuer2, ec.Public())), sign2(t, toSign), vc.Invalid, []string{"proof=fail:ALG_NOT_ALLOWED"}},
		{"the key has another owner", web2(t, key2, keyDocument(t, key2, "https://evil.example/", rsaKey().Public())), sign2(t, toSign), vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"the issuer lists no key", web2(t, issuer2, replace(t, profile2, `,"publicKey":"`+key2+`"`, "")), sign2(t, toSign), vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"the key does not answer", web2(t, key2, "!down"), sign2(t, toSign), vc.Indeterminate, []string{"proof=unknown", "issuer_binding=unknown:ISSUER_UNRESOLVABLE"}},
		{"the issuer does not answer", web2(t, issuer2, "!down"), sign2(t, toSign), vc.Indeterminate, []string{"issuer_binding=unknown:ISSUER_UNRESOLVABLE"}},
		{"taken back", web2(t, issuer2, listed, revoked2, `{`+contextOB+`"type":"RevocationList","revokedAssertions":["`+signedID+`"]}`), sign2(t, toSign), vc.Invalid, []string{"status=fail:STATUS_REVOKED", "proof=pass"}},
		{"taken back by its uid", web2(t, issuer2, listed, revoked2, `{"old-1":"A mistake"}`), sign2(t, with(toSign, `"uid":"old-1"`)), vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"served without its signature", web2(t, hostedID, replace(t, toSign, signedID, hostedID)), hostedID, vc.Invalid, []string{"proof=fail:PROOF_MISSING"}},
		{"without its signature", web2(t), toSign, vc.Invalid, []string{"proof=fail:PROOF_MISSING"}},
		{"expired", web2(t), sign2(t, with(toSign, `"expires":"2026-02-01T00:00:00Z"`)), vc.Invalid, []string{"time=fail:EXPIRED", "proof=pass"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			expect(t, judge2(t, test.web, test.input), test.verdict, test.checks...)
		})
	}
}

// tamper exchanges the payload of a token.
func tamper(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	other := strings.Split(sign2(t, replace(t, toSign, "ada@uni.example", "eve@uni.example")), ".")
	return parts[0] + "." + other[1] + "." + parts[2]
}

func TestOlderVersions(t *testing.T) {
	const old = "https://old.example"
	issuer := `{"name":"Old School","url":"https://old.example"}`
	badge := `{"name":"Knots","description":"D","image":"https://old.example/i.png","criteria":"https://old.example/c","issuer":"https://old.example/issuer"}`
	v10 := `{"uid":"1","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"badge":"https://old.example/badge","verify":{"type":"hosted","url":"https://old.example/a"},"issuedOn":1359217910}`
	v11 := `{"@context":"https://w3id.org/openbadges/v1","type":"Assertion","id":"https://old.example/a","uid":"1","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},` +
		`"badge":"https://old.example/badge","verify":{"type":"hosted","url":"https://old.example/a"},"issuedOn":"2013-01-26T16:45:10"}`
	v05 := `{"recipient":"ada@uni.example","issued_on":"2011-08-25","badge":{"version":"0.5.0","name":"Knots","image":"/i.png","description":"D","criteria":"/c","issuer":{"origin":"https://old.example","name":"Old School"}}}`
	signed := replace(t, v11, `"hosted","url":"https://old.example/a"`, `"signed","url":"https://old.example/key"`)
	v11issuer := `{"@context":"https://w3id.org/openbadges/v1","type":"Issuer","id":"https://old.example/issuer","name":"Old School","url":"https://old.example"}`
	v11badge := with(replace(t, badge, `{"name"`, `{"@context":"https://w3id.org/openbadges/v1","type":"BadgeClass","name"`), `"id":"https://old.example/badge"`)
	draft := strings.NewReplacer("https://w3id.org/openbadges/v1", "http://standard.openbadges.org/1.1/context", `"type":"Assertion"`, `"@type":"assertion"`, `"BadgeClass"`, `"badgeclass"`, `"Issuer"`, `"issuerorg"`, `"id"`, `"@id"`)
	key := keyDocument(t, old+"/key", old+"/issuer", rsaKey().Public())
	site := func(more ...string) web {
		w := web{old + "/badge": badge, old + "/issuer": issuer}
		for i := 0; i < len(more); i += 2 {
			w[more[i]] = more[i+1]
		}
		return w
	}
	tests := []struct {
		name, input, kind string
		web               web
		verdict           vc.Verdict
		checks            []string
	}{
		{"1.0", v10, "Open Badges 1.0", site(old+"/a", v10), vc.Valid, []string{"proof=pass"}},
		{"1.0 that is gone", v10, "Open Badges 1.0", site(old+"/a", "!410"), vc.Invalid, []string{"status=fail:STATUS_REVOKED"}},
		{"1.0 elsewhere", replace(t, v10, "https://old.example/a", "https://evil.example/a"), "Open Badges 1.0", site("https://evil.example/a", replace(t, v10, "https://old.example/a", "https://evil.example/a")), vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"1.1", v11, "Open Badges 1.1", site(old+"/a", v11, old+"/issuer", v11issuer), vc.Valid, nil},
		{"1.1 signed, the key listed", sign2(t, signed), "Open Badges 1.1", site(old+"/issuer", with(v11issuer, `"publicKey":"https://old.example/key"`), old+"/key", key), vc.Valid, []string{"proof=pass"}},
		{"1.1 signed, the key only named by the badge", sign2(t, signed), "Open Badges 1.1", site(old+"/issuer", v11issuer, old+"/key", key), vc.Indeterminate, []string{"issuer_binding=unknown:KEY_NOT_BOUND_TO_ISSUER"}},
		{"0.5 by its address", old + "/05", "Open Badges 0.5", site(old+"/05", v05), vc.Valid, nil},
		{"0.5 elsewhere", "https://evil.example/05", "Open Badges 0.5", site("https://evil.example/05", v05), vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"0.5 as text", v05, "Open Badges 0.5", site(), vc.Invalid, []string{"proof=fail:PROOF_MISSING"}},
		{"the draft of 1.1", draft.Replace(v11), "Open Badges 1.1", site(old+"/a", draft.Replace(v11), old+"/badge", draft.Replace(v11badge), old+"/issuer", draft.Replace(v11issuer)), vc.Valid, []string{"context=pass", "issuer_binding=pass"}},
		{"the draft of 1.1 elsewhere", draft.Replace(replace(t, v11, old+"/a", "https://evil.example/a", old+"/a", "https://evil.example/a")), "Open Badges 1.1", site("https://evil.example/a", draft.Replace(replace(t, v11, old+"/a", "https://evil.example/a", old+"/a", "https://evil.example/a")), old+"/badge", draft.Replace(v11badge), old+"/issuer", draft.Replace(v11issuer)), vc.Invalid, []string{"issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER"}},
		{"a type nobody defines in the draft of 1.1", replace(t, draft.Replace(v11), `"assertion"`, `["assertion","Medal"]`), "Open Badges 1.1", site(old+"/a", replace(t, draft.Replace(v11), `"assertion"`, `["assertion","Medal"]`), old+"/badge", draft.Replace(v11badge), old+"/issuer", draft.Replace(v11issuer)), vc.Invalid, []string{"context=fail:TERM_UNDEFINED"}},
		{
			"2.1", replace(t, hosted, "https://w3id.org/openbadges/v2", "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"), "Open Badges 2.1",
			web2(t, hostedID, replace(t, hosted, "https://w3id.org/openbadges/v2", "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld")), vc.Valid, nil,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := judge2(t, test.web, test.input)
			expect(t, r, test.verdict, test.checks...)
			if r.Kind != test.kind {
				t.Errorf("kind %q", r.Kind)
			}
			noted := slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, "was read in those words") })
			if noted != (test.kind != "Open Badges 2.1") || noted != (r.Check(vc.CheckFormat).Detail["upgraded01"] != "") {
				t.Errorf("noted that it was read in other words: %t", noted)
			}
		})
	}
}

func TestEndorsementsOfAssertions(t *testing.T) {
	const guild = "https://guild.example"
	endorsement := func(of string) string {
		return `{` + contextOB + `"type":"Endorsement","id":"https://guild.example/e/1","claim":{"id":"` + of + `","endorsementComment":"Good"},` +
			`"issuer":"https://guild.example/profile","issuedOn":"2026-01-01T00:00Z","verification":{"type":"HostedBadge"}}`
	}
	who := `{` + contextOB + `"type":"Profile","id":"https://guild.example/profile","name":"Guild","url":"https://guild.example","email":"a@guild.example"}`
	endorsed := with(badgeClass2, `"endorsement":["https://guild.example/e/1"]`)
	tests := []struct {
		name  string
		web   web
		check string
	}{
		{"genuine", web2(t, badge2, endorsed, guild+"/e/1", endorsement(badge2), guild+"/profile", who), "endorsement=pass"},
		{"of something else", web2(t, badge2, endorsed, guild+"/e/1", endorsement(hostedID), guild+"/profile", who), "endorsement=warning"},
		{"taken back", web2(t, badge2, endorsed, guild+"/e/1", "!410"), "endorsement=warning:STATUS_REVOKED"},
		{"null", web2(t, badge2, with(badgeClass2, `"endorsement":null`)), "endorsement=skipped"},
		{"an object with its address", web2(t, badge2, with(badgeClass2, `"endorsement":{"id":"https://guild.example/e/1"}`), guild+"/e/1", endorsement(badge2), guild+"/profile", who), "endorsement=pass"},
		{"in the name of somebody else", web2(t, badge2, endorsed, guild+"/e/1", replace(t, endorsement(badge2), "https://guild.example/profile", issuer2)), "endorsement=warning:KEY_NOT_BOUND_TO_ISSUER"},
		{"not there", web2(t, badge2, endorsed), "endorsement=unknown:FETCH_FAILED"},
		{"within the badge", web2(t, badge2, with(badgeClass2, `"endorsement":`+endorsement(badge2)), guild+"/e/1", endorsement(badge2), guild+"/profile", who), "endorsement=pass"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			expect(t, judge2(t, test.web, hosted), vc.Valid, test.check)
		})
	}
	if text := judge2(t, web2(t, badge2, endorsed, guild+"/e/1", "!410"), hosted).Check(vc.CheckEndorsement).Text; strings.Contains(text, "withdrawn the badge") {
		t.Error(text)
	}
	many := with(badgeClass2, `"endorsement":[`+strings.TrimSuffix(strings.Repeat(`"https://guild.example/e/1",`, 21), ",")+`]`)
	expect(t, judge2(t, web2(t, badge2, many), hosted), vc.Valid, "endorsement=unknown:LIMIT_EXCEEDED")
}

// Of which form a badge is, people are told in a sentence of which every word is one.
func TestFormOfAssertion(t *testing.T) {
	for input, want := range map[string]string{
		hostedID: "This is the address of a badge of Open Badges 2.0.",
		hosted:   "This is a badge of Open Badges 2.0 as JSON.",
	} {
		if got := judge2(t, web2(t), input).Check(vc.CheckFormat).Text; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRecipientOfAssertion(t *testing.T) {
	of := func(recipient string) string {
		return replace(t, hosted, `{"type":"email","hashed":false,"identity":"ada@uni.example"}`, recipient)
	}
	hash := ob2.HashIdentity("ada@uni.example", "salt")
	tests := []struct {
		name, recipient, known string
		want                   string
	}{
		{"plain", `{"type":"email","hashed":false,"identity":"ada@uni.example"}`, "Ada@Uni.example", vc.Pass},
		{"somebody else", `{"type":"email","hashed":false,"identity":"ada@uni.example"}`, "eve@uni.example", vc.Fail},
		{"hashed", `{"type":"email","hashed":true,"salt":"salt","identity":"` + hash + `"}`, "ADA@uni.example", vc.Pass},
		{"with mailto", `{"type":"email","hashed":true,"salt":"salt","identity":"` + hash + `"}`, "mailto:ada@uni.example", vc.Pass},
		{"another salt", `{"type":"email","hashed":true,"salt":"pepper","identity":"` + hash + `"}`, "ada@uni.example", vc.Fail},
		{"an address of the web", `{"type":"url","hashed":false,"identity":"https://ada.example/"}`, "https://ada.example/", vc.Pass},
		{"a telephone", `{"type":"telephone","hashed":false,"identity":"+31201234567"}`, "+31201234567", vc.Pass},
		{"a telephone, written otherwise", `{"type":"telephone","hashed":false,"identity":"+31201234567"}`, "tel:+31-20-1234567", vc.Pass},
		{"a telephone, hashed", `{"type":"telephone","hashed":true,"salt":"s","identity":"` + ob2.HashIdentity("+31201234567", "s") + `"}`, "+31 20 1234567", vc.Pass},
		{"another telephone", `{"type":"telephone","hashed":false,"identity":"+31201234567"}`, "+31201234568", vc.Fail},
		{"a telephone as an address", `{"type":"email","hashed":false,"identity":"+31201234567"}`, "+31201234567", vc.Fail},
		{"a host in ASCII", `{"type":"email","hashed":false,"identity":"ada@müller.example"}`, "ada@xn--mller-kva.example", vc.Pass},
		{"a host in Unicode, hashed", `{"type":"email","hashed":true,"salt":"s","identity":"` + ob2.HashIdentity("ada@müller.example", "s") + `"}`, "ada@xn--mller-kva.example", vc.Pass},
		{"MAILTO", `{"type":"email","hashed":true,"salt":"salt","identity":"` + hash + `"}`, "MAILTO:Ada@uni.example", vc.Pass},
		{"a DID", `{"type":"id","hashed":false,"identity":"did:example:ada"}`, "did:example:ada", vc.Pass},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := assertionAs(t, web2(t, hostedID, of(test.recipient)), hostedID, vc.Options{Recipient: test.known})
			expect(t, r, map[string]vc.Verdict{vc.Pass: vc.Valid, vc.Fail: vc.Invalid}[test.want], "recipient="+test.want)
		})
	}
	for _, test := range []struct {
		recipient, known string
		compared         bool
	}{
		{`{"type":"email","hashed":true,"salt":"salt","identity":"` + hash + `"}`, "eve@uni.example", true},
		{`{"type":"telephone","hashed":false,"identity":"+31201234567"}`, "+31201234568", true},
		{`{"type":"id","hashed":false,"identity":"did:example:ada"}`, "did:example:eve", true},
		{`{"type":"id","hashed":false,"identity":"did:example:ada"}`, "https://ada.example/", false},
		{`{"type":"telephone","hashed":false,"identity":"+31201234567"}`, "ada@uni.example", false},
		{`{"type":"email","hashed":true,"salt":"salt","identity":"` + hash + `"}`, "https://ada.example/", false},
		{`{"type":"email","hashed":true,"salt":"","identity":"md5$1a4b5a0c0b7f6a6e6f4cbb3f3b0f7b4d"}`, "ada@uni.example", false},
	} {
		r := assertionAs(t, web2(t, hostedID, of(test.recipient)), hostedID, vc.Options{Recipient: test.known})
		expect(t, r, vc.Invalid, "recipient=fail:RECIPIENT_MISMATCH")
		if text := r.Check(vc.CheckRecipient).Text; strings.Contains(text, "cannot be compared") == test.compared {
			t.Errorf("%s, asked %s: %q", test.recipient, test.known, text)
		}
	}
}

func TestSummaryOfAssertion(t *testing.T) {
	served := with(hosted, `"evidence":["https://uni.example/work"],"expires":"2028-01-01T00:00:00Z","extensions:recipientProfile":{"@context":"https://w3id.org/openbadges/extensions/recipientProfile/context.json","type":["Extension","extensions:RecipientProfile"],"name":"Ada"}`)
	r := judge2(t, web2(t, hostedID, served), served)
	expect(t, r, vc.Valid)
	s := r.Summary
	if s.ID != hostedID || s.AchievementID != badge2 || s.Name != "Knots" || s.CriteriaNarrative != "Tie ten" || s.IssuerID != issuer2 ||
		s.IssuerHost != "uni.example" || s.RecipientID != "ada@uni.example" || s.RecipientName != "Ada" || s.Narrative != "Ten knots" ||
		len(s.Evidence) != 1 || s.ValidUntil.IsZero() || s.AwardedDate.IsZero() {
		t.Errorf("%+v", s)
	}
	if string(r.Raw) != served || len(r.Documents) != 3 {
		t.Errorf("raw %s, %d documents", r.Raw, len(r.Documents))
	}
	if r := judge2(t, web2(t), tamper(t, sign2(t, toSign))); r.Summary.Name != "" {
		t.Errorf("a forged badge is shown: %+v", r.Summary)
	}
}

func TestAssertionErrorsAreThoseOfTheCaller(t *testing.T) {
	if _, err := new(vc.Verifier).VerifyAssertion(t.Context(), []byte(hosted), vc.Options{}); err == nil {
		t.Error("no clock")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v := &vc.Verifier{Fetcher: web2(t), Now: clock}
	if _, err := v.VerifyAssertion(ctx, []byte(hosted), vc.Options{}); err == nil {
		t.Error("the caller went away")
	}
	expect(t, assertionAs(t, nil, hosted, vc.Options{}), vc.Indeterminate, "proof=unknown:FETCH_FAILED")
}

func FuzzVerifyAssertion(f *testing.F) {
	w := web2(f)
	for _, seed := range []string{hosted, sign2(f, toSign), profile2, badgeClass2, hostedID, `{"recipient":"a@b","badge":{}}`, `{"@context":"https://w3id.org/openbadges/v2","type":"Endorsement","claim":{},"issuer":[]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			r := assertionAs(t, w, string(input), vc.Options{Profile: profile})
			if len(r.Documents) > 12 {
				t.Errorf("%d documents", len(r.Documents))
			}
		}
	})
}

// TestForgedReason: what a signed badge says of its own withdrawal is the issuer's word
// only where the signature holds.
func TestForgedReason(t *testing.T) {
	said := with(toSign, `"revoked":true,"revocationReason":"Ada cheated"`)
	r := judge2(t, web2(t), sign2(t, said))
	expect(t, r, vc.Invalid, "proof=pass", "status=fail:STATUS_REVOKED")
	if text := r.Check(vc.CheckStatus).Text; !strings.Contains(text, "Ada cheated") {
		t.Error(text)
	}
	whole, other := strings.Split(sign2(t, said), "."), strings.Split(sign2(t, toSign), ".")
	r = judge2(t, web2(t), whole[0]+"."+whole[1]+"."+other[2])
	expect(t, r, vc.Invalid, "proof=fail:PROOF_INVALID")
	if text := lines(r); strings.Contains(text, "Ada cheated") {
		t.Error(text)
	}
}

// TestAbuse_SIG_16_Endorsement: a neighbour on the university's host signs the text of its
// endorsement with an issuer of his own. It is his, and not what is at its address.
func TestAbuse_SIG_16_Endorsement(t *testing.T) {
	const eve, key, at = "https://uni.example/~eve/issuer", "https://uni.example/~eve/key", uni2 + "/e/1"
	w := web2(t, at, endorsement2, eve, replace(t, profile2, issuer2, eve, key2, key), key, keyDocument(t, key, eve, rsaKey().Public()))
	signed := replace(t, endorsement2, `{"type":"HostedBadge"}`, `{"type":"SignedBadge","creator":"`+key2+`"}`)
	if r := judge2(t, w, sign2(t, signed)); r.Summary.ID != at {
		t.Errorf("the university's own is shown as %q: %s", r.Summary.ID, lines(r))
	}
	r := judge2(t, w, sign2(t, replace(t, signed, issuer2, eve, key2, key)))
	expect(t, r, r.Verdict, "proof=pass", "issuer_binding=pass")
	if r.Summary.ID != "" {
		t.Errorf("shown as %q", r.Summary.ID)
	}
}
