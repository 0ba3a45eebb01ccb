package vc_test

import (
	"strings"
	"testing"

	"blazon/vc"
)

// These are the documents of platforms as their source writes them, with what is left
// empty where nobody configured it.

const hash256 = "sha256$abababababababababababababababababababababababababababababababab"

// moodle1 is a badge of Moodle by version 1, with members of its issuer.
func moodle1(issuer string) (web, string) {
	const m = "https://moodle.example/badges/assertion.php?b=x"
	return web{
		m + "&obversion=1": `{"uid":"x","recipient":{"identity":"` + hash256 + `","type":"email","hashed":true,"salt":"badges1410"},"badge":"` + m + `&action=1",` +
			`"verify":{"type":"hosted","url":"` + m + `&obversion=1"},"issuedOn":1577880000,"evidence":"https://moodle.example/badges/badge.php?hash=x"}`,
		m + "&action=1": `{"name":"Course","description":"Did it","image":"data:image/png;base64,iVBORw0KGgo=","criteria":"https://moodle.example/badges/badge.php?hash=x","issuer":"` + m + `&action=0"}`,
		m + "&action=0": `{"name":"Moodle","url":"https://moodle.example"` + issuer + `}`,
	}, m + "&obversion=1"
}

// moodle2 is a badge of Moodle by version 2, with members of its issuer.
func moodle2(issuer string) (web, string) {
	const m = "https://moodle.example/badges/"
	iss := `{` + contextOB + `"name":"Moodle","url":"https://moodle.example/"` + issuer + `,"id":"` + m + `issuer_json.php?id=5","type":"Issuer"}`
	class := `{` + contextOB + `"name":"Course","description":"Did it","image":"https://moodle.example/f1","criteria":{"id":"` + m + `badge_json.php?id=5","narrative":"Do"},` +
		`"issuer":` + iss + `,"id":"` + m + `badge_json.php?id=5","type":"BadgeClass"}`
	at := m + "assertion.php?b=x&obversion=2"
	return web{
		m + "issuer_json.php?id=5": iss, m + "badge_json.php?id=5": class,
		at: `{` + contextOB + `"recipient":{"identity":"` + hash256 + `","type":"email","hashed":true,"salt":"badges1410"},"badge":` + class + `,"verify":{"type":"hosted","url":"` + at + `"},` +
			`"issuedOn":"2020-01-01T12:00:00+00:00","evidence":"` + m + `badge.php?hash=x","type":"Assertion","id":"` + at + `"}`,
	}, at
}

// badgeOS is a badge of BadgeOS, with members of its class and issuer.
func badgeOS(image, issuer string) (web, string) {
	const s = "https://wp.example/api/badge/"
	return web{
		s + "assertion/?uid=1": `{"uid":"1-2-3","recipient":{"type":"email","hashed":true,"salt":"0ct3L","identity":"` + hash256 + `"},"image":"https://wp.example/a.png","issuedOn":1400000000,` +
			`"badge":"` + s + `badge_class/?uid=1","verify":{"type":"hosted","url":"` + s + `assertion/?uid=1"}}`,
		s + "badge_class/?uid=1": `{"name":"N","description":"","image":` + image + `,"criteria":"https://wp.example/b","issuer":"` + s + `issuer/"}`,
		s + "issuer/":            `{"name":"WP","url":"https://wp.example"` + issuer + `}`,
	}, s + "assertion/?uid=1"
}

// TestBadgesOfPlatforms: what platforms write where nobody told them a value is no fault
// of the badge. 1EdTech's validator refuses it.
func TestBadgesOfPlatforms(t *testing.T) {
	of := func(w web, at string) func() (web, string) { return func() (web, string) { return w, at } }
	badgr := func(typ string) (web, string) {
		return web2(t, hostedID, replace(t, hosted, `"type":"email","hashed":false,"identity":"ada@uni.example"`, `"type":"`+typ+`","hashed":true,"salt":"x","identity":"`+hash256+`"`)), hostedID
	}
	for name, tt := range map[string]struct {
		badge  func() (web, string)
		strict vc.Verdict
		schema string // 1edtech
	}{
		"Moodle 1, no address":          {of(moodle1("")), vc.Valid, "warning"},
		"Moodle 1, null":                {of(moodle1(`,"email":null`)), vc.Valid, "warning"},
		"Moodle 1, empty":               {of(moodle1(`,"email":""`)), vc.Valid, "fail"},
		"Moodle 1, no mailbox":          {of(moodle1(`,"email":"Ada"`)), vc.Invalid, "fail"},
		"Moodle 2, an address":          {of(moodle2(`,"email":"a@moodle.example"`)), vc.Valid, "pass"},
		"Moodle 2, no address":          {of(moodle2("")), vc.Valid, "fail"},
		"Moodle 2, empty":               {of(moodle2(`,"email":""`)), vc.Valid, "fail"},
		"BadgeOS":                       {of(badgeOS(`"https://wp.example/i.png"`, "")), vc.Valid, "warning"},
		"BadgeOS, no picture":           {of(badgeOS(`false`, "")), vc.Valid, "fail"},
		"BadgeOS, no list":              {of(badgeOS(`"https://wp.example/i.png"`, `,"revocationList":""`)), vc.Valid, "fail"},
		"BadgeOS, a list that is none":  {of(badgeOS(`"https://wp.example/i.png"`, `,"revocationList":false`)), vc.Invalid, "fail"},
		"Badgr, a recipient by id":      {of(badgr("openBadgeId")), vc.Valid, "fail"},
		"Badgr, a recipient of no kind": {of(badgr("openid")), vc.Invalid, "fail"},
		"0.5, nothing to reach it by":   {of(web2(t, hostedID, with(replace(t, assertion05(""), `"contact":"a@uni.example"`, `"contact":""`), `"evidence":"","expires":""`)), hostedID), vc.Valid, "fail"},
	} {
		t.Run(name, func(t *testing.T) {
			w, at := tt.badge()
			r := judge2(t, w, at)
			if expect(t, r, tt.strict); tt.strict == vc.Valid && tt.schema == "fail" && !strings.Contains(r.Check(vc.CheckSchema).Text, "not quite as the standard has it") {
				t.Errorf("%+v", r.Check(vc.CheckSchema))
			}
			if c := assertionAs(t, w, at, vc.Options{Profile: vc.OneEdTech}).Check(vc.CheckSchema); c.Result != tt.schema {
				t.Errorf("1edtech: %+v", c)
			}
		})
	}
}

// TestOpenBadgeId: a recipient by the name that Badgr has for an id is found by that id,
// and by nothing else.
func TestOpenBadgeId(t *testing.T) {
	text := replace(t, hosted, `"type":"email","hashed":false,"identity":"ada@uni.example"`, `"type":"openBadgeId","hashed":false,"identity":"https://uni.example/ada"`)
	for who, want := range map[string]string{"https://uni.example/ada": "recipient=pass", "ada@uni.example": "recipient=fail:RECIPIENT_MISMATCH"} {
		r := assertionAs(t, web2(t, hostedID, text), hostedID, vc.Options{Recipient: who})
		expect(t, r, r.Verdict, want)
	}
}

// TestBackpack: what Mozilla's Backpack wrote of itself into the pictures of badges is no
// change of a badge, where it says what is published.
func TestBackpack(t *testing.T) {
	const m = "https://moodle.example/badges/assertion.php?b=x"
	w, at := moodle1(`,"email":"a@moodle.example"`)
	w[m+"&action=0"] = replace(t, w[m+"&action=0"], `"https://moodle.example"`, `"https://moodle.example/about"`)
	baked := `{"uid":"x","recipient":"` + hash256 + `","_originalRecipient":{"identity":"` + hash256 + `","type":"email","hashed":true,"salt":"badges1410"},"salt":"badges1410",` +
		`"evidence":"https://moodle.example/badges/badge.php?hash=x","issuedOn":1577880000,"issued_on":1577880000,"verify":{"type":"hosted","url":"` + at + `"},` +
		`"badge":{"_location":"` + m + `&action=1","name":"Course","description":"Did it","image":"data:image/png;base64,iVBORw0KGgo=","criteria":"https://moodle.example/badges/badge.php?hash=x",` +
		`"issuer":{"_location":"` + m + `&action=0","name":"Moodle","url":"https://moodle.example/about","email":"a@moodle.example","contact":"a@moodle.example","origin":"https://moodle.example"}}}`
	expect(t, judge2(t, w, baked), vc.Valid, "proof=pass", "issuer_binding=pass", "schema=pass")
	for differs, change := range map[string][2]string{
		"_originalRecipient":     {`"_originalRecipient":{"identity":"sha256$ab`, `"_originalRecipient":{"identity":"sha256$cd`},
		"badge._location":        {`"_location":"` + m + `&action=1"`, `"_location":"https://moodle.example/other"`},
		"badge.issuer._location": {`"_location":"` + m + `&action=0"`, `"_location":" "`},
		"badge.issuer.id":        {`"origin":"https://moodle.example"`, `"origin":"https://famous.example"`},
		"badge.issuer.url":       {`"url":"https://moodle.example/about"`, `"url":"https://famous.example"`},
		"badge.issuer.name":      {`"name":"Moodle"`, `"name":"Famous University"`},
		"badge.name":             {`"name":"Course"`, `"name":"Degree"`},
		"_secret":                {`"uid":"x",`, `"uid":"x","_secret":1,`},
	} {
		r := judge2(t, w, replace(t, baked, change[0], change[1]))
		expect(t, r, vc.Indeterminate, "proof=warning")
		if got := r.Check(vc.CheckProof).Detail[vc.Differs]; got != differs {
			t.Errorf("%s differs, want %s", got, differs)
		}
	}
	expect(t, judge2(t, w, replace(t, baked, `"recipient":"`+hash256+`"`, `"recipient":"eve@moodle.example"`)), vc.Invalid, "proof=fail:PROOF_INVALID")
	expect(t, judge2(t, w, strings.ReplaceAll(baked, "1577880000", "1577980000")), vc.Invalid, "proof=fail:PROOF_INVALID")
	// In a copy of another version they are as any other member.
	w2, at2 := moodle2(`,"email":"a@moodle.example"`)
	expect(t, judge2(t, w2, with(w2[at2], `"_originalRecipient":{"identity":"`+hash256+`","type":"email","hashed":true,"salt":"badges1410"}`)), vc.Indeterminate, "proof=warning")
}
