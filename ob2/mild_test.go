package ob2_test

import (
	"strings"
	"testing"

	"blazon/ob2"
)

// TestMild: what programs write where they have nothing to say breaks the letter of the
// standard and leaves nothing in doubt; what decides is held to it.
func TestMild(t *testing.T) {
	const (
		issuer = `{"type":"Issuer","id":"https://x.example/i","name":"X","url":"https://x.example","email":"a@x.example"}`
		class  = `{"type":"BadgeClass","id":"https://x.example/b","name":"B","description":"D","image":"https://x.example/i.png","criteria":"https://x.example/c","issuer":"https://x.example/i"}`
		whole  = `{"type":"Assertion","id":"https://x.example/a","badge":"https://x.example/b","issuedOn":"2020-01-01T00:00:00Z","verification":{"type":"HostedBadge"},` +
			`"recipient":{"type":"email","hashed":false,"identity":"a@x.example"}}`
		apply      = `"extensions:applyLink":{"type":["Extension","extensions:ApplyLink"],`
		accredited = `"extensions:issuerAccreditation":{"type":["Extension","extensions:IssuerAccreditation"],"name":"A","contactInstructions":"Call",`
	)
	at := func(text, old, replacement string) string {
		out := strings.Replace(text, old, replacement, 1)
		if out == text {
			t.Fatalf("%s is not in %s", old, text)
		}
		return out
	}
	more := func(text, members string) string { return text[:len(text)-1] + "," + members + "}" }
	for text, want := range map[string]string{
		at(issuer, `,"email":"a@x.example"`, ""):                                        "mild /email",
		at(issuer, `"a@x.example"`, "null"):                                             "mild /email",
		at(issuer, `"a@x.example"`, `""`):                                               "mild /email",
		at(issuer, `"a@x.example"`, `" "`):                                              "mild /email",
		at(issuer, `"a@x.example"`, `"Ada"`):                                            "grave /email",
		at(issuer, `"a@x.example"`, `false`):                                            "grave /email",
		at(issuer, `"https://x.example"`, `""`):                                         "grave /url",
		more(issuer, `"telephone":"","image":"","@language":""`):                        "mild /telephone /image /@language",
		more(issuer, `"image":false`):                                                   "mild /image",
		more(issuer, `"image":true`):                                                    "grave /image",
		more(issuer, `"revocationList":"","publicKey":""`):                              "mild /publicKey /revocationList",
		more(issuer, `"revocationList":false`):                                          "grave /revocationList",
		at(class, `"https://x.example/i.png"`, "false"):                                 "mild /image",
		at(class, `"https://x.example/i.png"`, `""`):                                    "mild /image",
		at(class, `"https://x.example/c"`, `""`):                                        "grave /criteria",
		at(class, `"B"`, `null`):                                                        "grave /name",
		at(class, `"https://x.example/i.png"`, `"https://x.example/my {badge}|1.png"`):  "mild /image",
		at(class, `"https://x.example/i.png"`, `"https://my badge.example/"`):           "grave /image",
		at(class, `"https://x.example/i.png"`, `"my badge.png"`):                        "grave /image",
		at(class, `"https://x.example/c"`, `{"id":"https://x.example/a b"}`):            "mild /criteria/id",
		at(class, `"https://x.example/c"`, `{}`):                                        "mild /criteria",
		at(class, `"https://x.example/c"`, `{"type":"Criteria","narrative":""}`):        "mild /criteria",
		at(class, `"https://x.example/c"`, `{"id":"","narrative":""}`):                  "mild /criteria/id /criteria",
		at(class, `"https://x.example/c"`, `{"narrative":7}`):                           "grave /criteria/narrative and mild /criteria",
		at(class, `"criteria":"https://x.example/c",`, ``):                              "grave /criteria",
		at(class, `"https://x.example/c"`, `"https://x.example/\"><b>"`):                "grave /criteria",
		at(class, `"https://x.example/b"`, `"https://x.example/a b"`):                   "grave /id",
		at(class, `"issuer":"https://x.example/i"`, `"issuer":"https://x.example/a b"`): "grave /issuer",
		more(class, `"alignment":[{"targetName":"N","targetUrl":""}]`):                  "mild /alignment/0/targetUrl",
		more(class, `"alignment":[{"targetName":"N"}]`):                                 "mild /alignment/0/targetUrl",
		more(class, `"alignment":[{"targetName":"N","targetUrl":"x"}]`):                 "grave /alignment/0/targetUrl",
		more(whole, `"evidence":"","expires":"","image":""`):                            "mild /expires /image /evidence",
		more(whole, `"evidence":{"id":"","narrative":"N"}`):                             "mild /evidence/id",
		more(whole, `"evidence":["https://x.example/a b"]`):                             "mild /evidence/0",
		more(whole, `"evidence":"I did it"`):                                            "grave /evidence",
		more(whole, `"uid":7`):                                                          "mild /uid",
		more(whole, `"uid":7.5`):                                                        "grave /uid",
		more(whole, `"uid":[]`):                                                         "",
		more(whole, `"revoked":""`):                                                     "grave /revoked",
		at(whole, `"2020-01-01T00:00:00Z"`, `""`):                                       "grave /issuedOn",
		at(whole, `"email"`, `"openBadgeId"`):                                           "mild /recipient/type",
		at(whole, `"email"`, `"obi:openBadgeId"`):                                       "mild /recipient/type",
		at(whole, `"email"`, `"openid"`):                                                "grave /recipient/type",
		at(whole, `"email"`, `""`):                                                      "grave /recipient/type",
		more(whole, apply+`"url":"https://x.example/apply"}`):                           "",
		more(whole, apply+`"url":""}`):                                                  "mild /extensions:applyLink/url",
		more(whole, apply+`"url":"www.x.example"}`):                                     "mild /extensions:applyLink/url",
		more(whole, apply+`"url":7}`):                                                   "grave /extensions:applyLink/url",
		more(whole, apply+`"text":"x"}`):                                                "grave /extensions:applyLink/url",
		more(whole, accredited+`"url":"x","address":{}}`):                               "mild /extensions:issuerAccreditation/url",
		more(whole, accredited+`"url":"x"}`):                                            "mild /extensions:issuerAccreditation/url and grave /extensions:issuerAccreditation/address",
	} {
		_, findings := ob2.Read(parse(t, `{"@context":"https://w3id.org/openbadges/v2",`+text[1:]))
		got := ""
		for _, f := range ob2.Errors(findings) {
			kind := "mild"
			if len(ob2.Grave([]ob2.Finding{f})) > 0 {
				kind = "grave"
			}
			if got == "" {
				got = kind
			} else if !strings.HasPrefix(got, kind) {
				got += " and " + kind
			}
			got += " " + f.Path
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	// The same of what we issue is never let through.
	bad := hosted()
	bad.Recipient.Type = "openBadgeId"
	if got := bad.Lint(); len(got) != 1 || len(ob2.Errors(got)) != 1 {
		t.Errorf("%v", got)
	}
}

// TestBadgrRecipient: what Badgr calls a recipient's openBadgeId is its id.
func TestBadgrRecipient(t *testing.T) {
	o := ob2.IdentityObject{Type: "openBadgeId", Identity: "https://x.example/ada"}
	if !o.Matches("https://x.example/ada", "id") || o.Matches("https://x.example/ada", "email") || o.Matches("https://x.example/eve", "id") {
		t.Error("an openBadgeId is not read as an id")
	}
}
