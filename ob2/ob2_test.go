package ob2_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"blazon/ob2"
)

type preparer interface {
	Prepare() (ob2.Document, []ob2.Finding)
}

const pemKey = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"

func TestGolden(t *testing.T) {
	issuer := rich().Badge.Issuer
	tests := map[string]preparer{
		"hosted": hosted(), "rich": rich(), "badge": rich().Badge, "issuer": issuer,
		"key": ob2.CryptographicKey{ID: base + "/ob2/keys/1", Owner: issuer.ID, PublicKeyPEM: pemKey},
		"revocation-list": ob2.RevocationList{ID: base + "/revoked", Issuer: issuer.ID, RevokedAssertions: []ob2.RevokedAssertion{
			{ID: "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55"}, {UID: "4mqf", RevocationReason: "A mistake"},
		}},
		"empty-revocation-list": ob2.RevocationList{ID: base + "/revoked", Issuer: issuer.ID},
		"endorsement": ob2.Endorsement{
			ID: base + "/ob2/endorsements/1", Claim: ob2.Claim{ID: base + "/ob2/badges/h5w3k7c2z4", EndorsementComment: "A good badge"},
			Issuer: ob2.Profile{ID: "https://guild.example/profile"}, IssuedOn: date("2026-05-01T09:00:00Z"),
			Verification: ob2.VerificationObject{Type: ob2.OneOrMany{ob2.HostedBadge}},
		},
	}
	for name, v := range tests {
		t.Run(name, func(t *testing.T) {
			doc, findings := v.Prepare()
			if len(findings) > 0 {
				t.Fatalf("findings: %v", findings)
			}
			golden(t, name, doc.Bytes())
			o, findings := ob2.Read(parse(t, string(doc.Bytes())))
			if len(findings) > 0 || o.Version != ob2.V20 || len(o.Upgraded) > 0 {
				t.Errorf("read again: version %s, upgraded %v, findings %v", o.Version, o.Upgraded, findings)
			}
			again, findings := part(o).Prepare()
			if len(findings) > 0 || !bytes.Equal(again.Bytes(), doc.Bytes()) {
				t.Errorf("written again: %v\n got %s\nwant %s", findings, again.Bytes(), doc.Bytes())
			}
		})
	}
}

// part is what was read.
func part(o *ob2.Object) preparer {
	switch {
	case o.Assertion != nil:
		return *o.Assertion
	case o.BadgeClass != nil:
		return *o.BadgeClass
	case o.Profile != nil:
		return *o.Profile
	case o.CryptographicKey != nil:
		return *o.CryptographicKey
	case o.RevocationList != nil:
		return *o.RevocationList
	}
	return *o.Endorsement
}

func TestWrittenFormHasNothingEmpty(t *testing.T) {
	for _, a := range []ob2.Assertion{hosted(), rich()} {
		doc, findings := a.Prepare()
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		for _, bad := range []string{"null", "[]", "{}", `""`} {
			if strings.Contains(string(doc.Bytes()), bad) {
				t.Errorf("%s is in %s", bad, doc.Bytes())
			}
		}
	}
	if got := ob2.At(time.Date(2026, 5, 1, 11, 0, 0, 999, time.FixedZone("", 7200))).String(); got != "2026-05-01T09:00:00Z" {
		t.Errorf("a moment is written %s", got)
	}
}

func TestLintSaysWhatIsWrong(t *testing.T) {
	tests := []struct {
		name   string
		change func(*ob2.Assertion)
		path   string
		text   string
	}{
		{"no id", func(a *ob2.Assertion) { a.ID = "" }, "/id", "missing"},
		{"id is no address", func(a *ob2.Assertion) { a.ID = "badge 1" }, "/id", "must be an address"},
		{"hosted without address", func(a *ob2.Assertion) { a.ID = "urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55" }, "/id", "hosted"},
		{"no recipient", func(a *ob2.Assertion) { a.Recipient = ob2.IdentityObject{} }, "/recipient", "missing"},
		{"a hash that is none", func(a *ob2.Assertion) { a.Recipient.Identity = "sha256$abc" }, "/recipient/identity", "no hash"},
		{"a hash of MD5", func(a *ob2.Assertion) { a.Recipient.Identity = "md5$" + strings.Repeat("0", 32) }, "/recipient/identity", "MD5"},
		{"a hash without salt", func(a *ob2.Assertion) { a.Recipient.Salt = "" }, "/recipient/salt", "salt is missing"},
		{"an address that is none", func(a *ob2.Assertion) { a.Recipient = ob2.IdentityObject{Identity: "ada"} }, "/recipient/identity", "e-mail"},
		{"no badge", func(a *ob2.Assertion) { a.Badge = ob2.BadgeClass{} }, "/badge", "missing"},
		{"never", func(a *ob2.Assertion) { a.IssuedOn = ob2.DateTime{} }, "/issuedOn", "missing"},
		{"it ends before it begins", func(a *ob2.Assertion) { a.Expires = date("2020-01-01T00:00:00Z") }, "/expires", "before issuedOn"},
		{"a picture within", func(a *ob2.Assertion) { a.Image = &ob2.Image{ID: "data:image/png;base64,AAAA"} }, "/image", "data: URI"},
		{"signed by nobody", func(a *ob2.Assertion) { a.Verification.Type = ob2.OneOrMany{ob2.SignedBadge} }, "/verification/creator", "creator is missing"},
		{"an extension without its property", func(a *ob2.Assertion) {
			a.Extensions = map[string]any{ob2.ApplyLinkName: ob2.ApplyLink{}}
		}, "/extensions:applyLink/url", "missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := hosted()
			test.change(&a)
			for _, f := range a.Lint() {
				if f.Path == test.path && strings.Contains(f.Text, test.text) && f.Cite != "" && !f.Warning {
					return
				}
			}
			t.Errorf("got %v, want %q at %s", a.Lint(), test.text, test.path)
		})
	}
	for _, a := range []ob2.Assertion{hosted(), rich()} {
		if got := a.Lint(); len(got) > 0 {
			t.Errorf("a sound assertion: %v", got)
		}
	}
}

func TestIdentity(t *testing.T) {
	o, err := ob2.NewIdentityObject(" Ada@School.Example ", bytes.NewReader(make([]byte, 16)))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name       string
		o          ob2.IdentityObject
		known, typ string
		want, weak bool
	}{
		{"hashed", o, "ada@school.example", "email", true, false},
		{"in other letters", o, "ADA@school.example", "email", true, false},
		{"somebody else", o, "eve@school.example", "email", false, false},
		{"of another type", o, "ada@school.example", "url", false, false},
		{"hashed as written", ob2.IdentityObject{Type: "email", Hashed: true, Identity: ob2.HashIdentity("Ada@x.example", "s"), Salt: "s"}, "Ada@x.example", "email", true, false},
		{"the sign for kelvin is no k", ob2.IdentityObject{Type: "email", Identity: "kim@x.example"}, "\u212aim@x.example", "email", false, true},
		{"plain", ob2.IdentityObject{Type: "email", Identity: "Ada@x.example"}, "ada@X.example", "email", true, true},
		{"a URL in other letters", ob2.IdentityObject{Type: "url", Identity: "https://x.example/Ada"}, "https://x.example/ada", "url", false, true},
		{"a type with its prefix", ob2.IdentityObject{Type: "schema:email", Identity: "a@x.example"}, "a@x.example", "email", true, true},
		{"MD5", ob2.IdentityObject{Type: "email", Hashed: true, Identity: "md5$0cc175b9c0f1b6a831c399e269772661"}, "a", "email", true, true},
		{"a digest in capitals", ob2.IdentityObject{Type: "email", Hashed: true, Identity: "SHA256$" + strings.ToUpper(strings.TrimPrefix(ob2.HashIdentity("a", "s"), "sha256$")), Salt: "s"}, "a", "email", true, false},
		{"an unknown hash", ob2.IdentityObject{Type: "email", Hashed: true, Identity: "sha1$00"}, "a", "email", false, true},
		{"nobody", ob2.IdentityObject{Type: "email"}, "", "email", false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.o.Matches(test.known, test.typ); got != test.want {
				t.Errorf("Matches: %v", got)
			}
			if got := test.o.Weak(); got != test.weak {
				t.Errorf("Weak: %v", got)
			}
		})
	}
	// The published example of the standard.
	if got := ob2.HashIdentity("mayze@example.org", "deadsea"); !strings.HasPrefix(got, "sha256$") || len(got) != 71 {
		t.Errorf("HashIdentity: %s", got)
	}
}

func TestLookup(t *testing.T) {
	yes, no := true, false
	l := ob2.RevocationList{RevokedAssertions: []ob2.RevokedAssertion{
		{ID: "urn:a", RevocationReason: "why"}, {UID: "1"}, {ID: "urn:c", Revoked: &no}, {ID: "urn:d", Revoked: &yes},
	}}
	for _, test := range []struct {
		id, uid, reason string
		want            bool
	}{
		{"urn:a", "", "why", true}, {"urn:x", "1", "", true}, {"urn:c", "", "", false}, {"urn:d", "", "", true}, {"urn:x", "2", "", false}, {"", "", "", false},
	} {
		if got, reason := l.Lookup(test.id, test.uid); got != test.want || reason != test.reason {
			t.Errorf("%s, %s: %v, %q", test.id, test.uid, got, reason)
		}
	}
}

// An entry that names nothing is of no badge, also of none that has no uid.
func TestLookupOfNothing(t *testing.T) {
	l := ob2.RevocationList{RevokedAssertions: []ob2.RevokedAssertion{{UID: " "}, {ID: "\t"}, {ID: "%20"}, {}}}
	if revoked, _ := l.Lookup("urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55", ""); revoked {
		t.Error("an empty entry withdraws badges without a uid")
	}
}
