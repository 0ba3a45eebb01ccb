package vc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/vc"
	"blazon/vcjwt"
)

// notes is a KeyMemory that answers what it is told to.
type notes struct {
	listings []vc.KeyListing
	answer   vc.KeyHistory
	err      error
}

func (n *notes) KeysListed(_ context.Context, l vc.KeyListing) (vc.KeyHistory, error) {
	n.listings = append(n.listings, l)
	return n.answer, n.err
}

func remembered(t *testing.T, n *notes, s *site, input string, opt vc.Options) *vc.Report {
	t.Helper()
	v := &vc.Verifier{Fetcher: s, Now: clock, Keys: n}
	r, err := v.Verify(t.Context(), []byte(input), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAbuse_DID_05: a badge is told since when its issuer has had the key; that all
// keys are others than before is said, and changes no verdict: the issuer decides.
func TestAbuse_DID_05(t *testing.T) {
	first := now.AddDate(-1, 0, 0)
	forms := map[string]string{
		"proof": sealed(t, badge), "kid": token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}), "jwk": token(t, badge, ed(1), vcjwt.SignHeader{JWK: ed(1).Public()}),
	}
	for name, text := range forms {
		t.Run(name, func(t *testing.T) {
			n := &notes{answer: vc.KeyHistory{FirstSeen: first, IssuerSince: first}}
			r := remembered(t, n, world(t), text, vc.Options{})
			expect(t, r, vc.Valid, "issuer_binding=pass")
			if !r.Signer.FirstSeen.Equal(first) || r.Signer.Code != "" || r.Signer.Issuer != uni || len(r.Signer.Key) != 64 || len(r.Notes) != 0 {
				t.Errorf("signer %+v, notes %q", r.Signer, r.Notes)
			}
			if len(n.listings) != 1 || n.listings[0].Issuer != uni || n.listings[0].Signer != r.Signer.Key || !n.listings[0].Whole || !n.listings[0].At.Equal(now) {
				t.Errorf("it was noted: %+v", n.listings)
			}
			n.answer.ReplacedAt = now.AddDate(0, -1, 0)
			r = remembered(t, n, world(t), text, vc.Options{})
			expect(t, r, vc.Valid, "issuer_binding=pass")
			if r.Signer.Code != vc.KeyChanged || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "1 February 2026") {
				t.Errorf("signer %+v, notes %q", r.Signer, r.Notes)
			}
		})
	}
	// All the keys of the document are noted, and of the two others none is new.
	two := replace(t, profile(t, uni, ed(1).Public(), ""),
		`"assertionMethod":[`, `"assertionMethod":[{"id":"`+uni+`#key-2","type":"Multikey","controller":"`+uni+`","publicKeyMultibase":"`+multikey(t, ed(2).Public())+`"},`)
	n := &notes{}
	remembered(t, n, world(t, uni, two), forms["proof"], vc.Options{})
	if len(n.listings) != 1 || len(n.listings[0].Listed) != 2 {
		t.Errorf("it was noted: %+v", n.listings)
	}
	// A memory that does not answer takes nothing away.
	n = &notes{err: errors.New("the database is away")}
	r := remembered(t, n, world(t), forms["proof"], vc.Options{})
	expect(t, r, vc.Valid)
	if len(r.Notes) != 1 || !r.Signer.FirstSeen.IsZero() {
		t.Errorf("signer %+v, notes %q", r.Signer, r.Notes)
	}
}

// TestAbuse_DID_05_Poison: only the issuer's own document, and a proof that holds,
// leave anything in the memory.
func TestAbuse_DID_05_Poison(t *testing.T) {
	changed := replace(t, sealed(t, badge), "Ties knots", "Ties ties")
	foreign := sign(t, badge, ed(9), evil+"#key-1")
	for name, tt := range map[string]struct {
		site *site
		text string
		opt  vc.Options
	}{
		"changed after signing":     {world(t), changed, vc.Options{}},
		"signed by somebody else":   {world(t, evil, profile(t, evil, ed(9).Public(), "")), foreign, vc.Options{}},
		"no document":               {world(t, uni, "!down"), sealed(t, badge), vc.Options{}},
		"believed, not asked":       {world(t), token(t, badge, ed(9), vcjwt.SignHeader{JWK: ed(9).Public()}), vc.Options{Profile: vc.OneEdTech}},
		"only the proof was wanted": {world(t), sealed(t, badge), vc.Options{ProofOnly: true}},
	} {
		t.Run(name, func(t *testing.T) {
			n := &notes{answer: vc.KeyHistory{FirstSeen: now.Add(-time.Hour), IssuerSince: now.Add(-time.Hour)}}
			if r := remembered(t, n, tt.site, tt.text, tt.opt); len(n.listings) != 0 || r.Signer.Key != "" {
				t.Errorf("it was noted: %+v; signer %+v", n.listings, r.Signer)
			}
		})
	}
}

// TestKeysNoted: of a key set of the host all keys of the issuer are noted; of Open
// Badges 2.0, where each key is a document of its own, those that were read, and whether
// these are all.
func TestKeysNoted(t *testing.T) {
	own, second := jwk(t, ed(2).Public(), `,"kid":"k2","iss":"`+uni+`"`), jwk(t, ed(3).Public(), `,"kid":"k3","iss":"`+uni+`"`)
	foreign := jwk(t, ed(9).Public(), `,"kid":"k9","iss":"https://uni.example/issuers/8"`)
	n := &notes{}
	r := remembered(t, n, world(t, keySet(own, second, foreign)...), token(t, badge, ed(2), vcjwt.SignHeader{Kid: "k2"}), vc.Options{})
	expect(t, r, vc.Valid)
	if len(n.listings) != 1 || len(n.listings[0].Listed) != 2 || !n.listings[0].Whole {
		t.Errorf("of the key set it was noted: %+v", n.listings)
	}

	signed := sign2(t, replace(t, hosted, `"type":"HostedBadge"`, `"type":"SignedBadge","creator":"`+key2+`"`))
	other := key2 + "-old"
	for name, tt := range map[string]struct {
		profile string
		whole   bool
	}{
		"the only key": {profile2, true},
		"one of two":   {replace(t, profile2, `"publicKey":"`+key2+`"`, `"publicKey":["`+other+`","`+key2+`"]`), false},
	} {
		t.Run(name, func(t *testing.T) {
			n := &notes{}
			v := &vc.Verifier{Fetcher: web2(t, issuer2, tt.profile), Now: clock, Keys: n}
			r, err := v.VerifyAssertion(t.Context(), []byte(signed), vc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			expect(t, r, vc.Valid, "issuer_binding=pass")
			if len(n.listings) != 1 || len(n.listings[0].Listed) != 1 || n.listings[0].Whole != tt.whole || n.listings[0].Issuer != issuer2 {
				t.Errorf("it was noted: %+v", n.listings)
			}
		})
	}
	// A hosted badge has no key.
	n = &notes{}
	v := &vc.Verifier{Fetcher: web2(t), Now: clock, Keys: n}
	if r, err := v.VerifyAssertion(t.Context(), []byte(hosted), vc.Options{}); err != nil || r.Verdict != vc.Valid || len(n.listings) != 0 || r.Signer != (vc.Signer{}) {
		t.Errorf("hosted: %v, noted %+v, signer %+v", err, n.listings, r.Signer)
	}
}

// TestAbuse_DID_05_BothVersions: an issuer that lists keys for badges of 2.0 and others
// for those of 3.0 in one document, at one address, is not taken for another one by who
// looks at either: what is listed for one is noted apart.
func TestAbuse_DID_05_BothVersions(t *testing.T) {
	both := strings.TrimSuffix(profile2, "}") + fmt.Sprintf(`,"verificationMethod":[{"id":%q,"type":"Multikey","controller":%q,"publicKeyMultibase":%q}],"assertionMethod":[%q]}`,
		issuer2+"#key-1", issuer2, multikey(t, ed(1).Public()), issuer2+"#key-1")
	both = replace(t, both, `"@context":"https://w3id.org/openbadges/v2"`, `"@context":["https://w3id.org/openbadges/v2","https://www.w3.org/ns/cid/v1"]`)
	w := web2(t, issuer2, both)
	three, two := sign(t, replace(t, badge, uni, issuer2), ed(1), issuer2+"#key-1"), sign2(t, toSign)
	n := &notes{}
	v := &vc.Verifier{Fetcher: w, Now: clock, Keys: n}
	for _, text := range []string{two, three} {
		verify := v.VerifyAssertion
		if text == three {
			verify = v.Verify
		}
		r, err := verify(t.Context(), []byte(text), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, vc.Valid, "issuer_binding=pass")
	}
	if len(n.listings) != 2 || n.listings[0].Version != vc.ListedFor2 || n.listings[1].Version != vc.ListedFor3 || n.listings[0].Issuer != n.listings[1].Issuer {
		t.Errorf("it was noted: %+v", n.listings)
	}
}
