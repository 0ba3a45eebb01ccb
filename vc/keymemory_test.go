package vc_test

import (
	"context"
	"errors"
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
