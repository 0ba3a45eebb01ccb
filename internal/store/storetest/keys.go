package storetest

import (
	"errors"
	"sync"
	"testing"

	"blazon/internal/award"
	"blazon/internal/keyring"
	"blazon/internal/once"
)

// key returns the first key of an issuer.
func (w *World) key(t *testing.T, issuerID string) keyring.Sealed {
	t.Helper()
	keys, err := w.DB.IssuerKeys(t.Context(), issuerID)
	must(t, err)
	return keys[0]
}

// withdraw says that a key was compromised.
func (w *World) withdraw(t *testing.T, issuerID, keyID string) {
	t.Helper()
	must(t, w.DB.ChangeKey(t.Context(), keyring.Change{
		IssuerID: issuerID, KeyID: keyID, From: keyring.Active, To: keyring.Compromised, At: day(3), Audit: Entry("key.compromised", keyID, issuerID),
	}))
}

// wantKeyChanged fails t unless err says that a key signs no more.
func wantKeyChanged(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, award.ErrKeyChanged) {
		t.Errorf("got %v, want that the key changed", err)
	}
}

// testWithdrawn takes a key away from what it signed.
func testWithdrawn(t *testing.T, w *World) {
	ctx := t.Context()
	i := w.Issuer(t, "Knot School")
	v := w.Published(t, i.ID, "Bowline")
	key := w.key(t, i.ID).ID
	give := func(change func(*award.Award)) (award.Award, error) {
		a := w.NewAward(t, v, "ada@home.example", "Ada")
		change(&a)
		return a, w.DB.SaveAward(ctx, a, once.Key{}, Entry("award.give", a.ID, i.ID))
	}
	proof, err := give(func(a *award.Award) { a.ProofKey = key })
	must(t, err)
	token, err := give(func(a *award.Award) { a.TokenKey = key })
	must(t, err)
	other, err := give(func(*award.Award) {})
	must(t, err)
	back, err := give(func(a *award.Award) { a.ProofKey, a.TokenKey = key, key })
	must(t, err)
	must(t, w.DB.RevokeAward(ctx, award.Revocation{IssuerID: i.ID, AwardID: back.ID, Reason: "x", At: Now}, Entry("award.revoke", back.ID, i.ID)))
	must(t, w.DB.KeepStatusList(ctx, i.ID, 1, award.SignedList{Credential: []byte("first"), Key: key, Revision: 1, ValidFrom: day(1), ValidUntil: day(2)}))
	counts := func(want award.Signed) {
		t.Helper()
		got, err := w.DB.AwardsSigned(ctx, i.ID, key)
		must(t, err)
		same(t, want, got)
	}
	counts(award.Signed{Total: 3, Active: 2})

	w.withdraw(t, i.ID, key)
	counts(award.Signed{Total: 3, Waiting: 2})
	for id, want := range map[string]award.State{proof.ID: award.KeyWithdrawn, token.ID: award.KeyWithdrawn, other.ID: award.Active, back.ID: award.Revoked} {
		a, err := w.DB.Award(ctx, id)
		must(t, err)
		same(t, want, a.State)
	}
	l, err := w.DB.StatusList(ctx, i.ID, 1)
	must(t, err)
	if l.Revision != 3 || len(l.Revoked) != 3 || l.Signed.Key != key {
		t.Errorf("the list is %+v", l)
	}
	gone, err := w.DB.RevokedAwards(ctx, i.ID)
	must(t, err)
	if len(gone) != 3 || gone[1].Reason != award.ReasonKeyWithdrawn || !gone[1].At.Equal(day(3)) {
		t.Errorf("the revocations are %+v", gone)
	}

	// What the key signed before is not saved after.
	_, err = give(func(a *award.Award) { a.ProofKey = key })
	wantKeyChanged(t, err)
	_, err = give(func(a *award.Award) { a.TokenKey = key })
	wantKeyChanged(t, err)
	wantKeyChanged(t, w.DB.KeepStatusList(ctx, i.ID, 1, award.SignedList{Credential: []byte("x"), Key: key, Revision: 9, ValidFrom: day(9)}))

	some, err := w.DB.WithdrawnAwards(ctx, i.ID, key, "", 1)
	must(t, err)
	same(t, []string{proof.ID}, awardIDs(some))
	same(t, string(proof.Credential), string(some[0].Credential))
	some, err = w.DB.WithdrawnAwards(ctx, i.ID, key, proof.ID, 5)
	must(t, err)
	same(t, []string{token.ID}, awardIDs(some))

	renewed, err := give(func(a *award.Award) { a.Replaces = proof.ID })
	must(t, err)
	if _, err := give(func(a *award.Award) { a.Replaces = proof.ID }); !errors.Is(err, once.ErrDone) {
		t.Errorf("an award was replaced twice: %v", err)
	}
	if _, err := give(func(a *award.Award) { a.Replaces = other.ID }); !errors.Is(err, once.ErrDone) {
		t.Errorf("an award that is valid was replaced: %v", err)
	}
	old, err := w.DB.Award(ctx, proof.ID)
	must(t, err)
	if old.State != award.Revoked || old.ReplacedBy != renewed.ID || old.RevocationReason != award.ReasonKeyWithdrawn {
		t.Errorf("the old award is %+v", old)
	}
	// Taking back what is invalid already counts nothing twice.
	must(t, w.DB.RevokeAward(ctx, award.Revocation{IssuerID: i.ID, AwardID: token.ID, Reason: "x", At: Now}, Entry("award.revoke", token.ID, i.ID)))
	counts(award.Signed{Total: 3, Replaced: 1})
	l, err = w.DB.StatusList(ctx, i.ID, 1)
	must(t, err)
	if l.Revision != 3 || len(l.Revoked) != 3 {
		t.Errorf("the list is %+v", l)
	}
}

// testWithdrawnAtOnce withdraws a key while awards that it signed are saved:
// each is either refused or found.
func testWithdrawnAtOnce(t *testing.T, w *World) {
	i := w.Issuer(t, "Knot School")
	v := w.Published(t, i.ID, "Bowline")
	key := w.key(t, i.ID).ID
	awards := make([]award.Award, 24)
	for n := range awards {
		awards[n] = w.NewAward(t, v, "ada@home.example", "Ada")
		awards[n].ProofKey = key
	}
	errs := make([]error, len(awards))
	var wg sync.WaitGroup
	for n, a := range awards {
		if n == len(awards)/2 {
			wg.Go(func() { w.withdraw(t, i.ID, key) })
		}
		wg.Go(func() {
			errs[n] = w.DB.SaveAward(t.Context(), a, once.Key{}, Entry("award.give", a.ID, a.IssuerID))
		})
	}
	wg.Wait()
	saved := 0
	for n, err := range errs {
		if err != nil {
			wantKeyChanged(t, err)
			continue
		}
		saved++
		a, err := w.DB.Award(t.Context(), awards[n].ID)
		must(t, err)
		same(t, award.KeyWithdrawn, a.State)
	}
	got, err := w.DB.AwardsSigned(t.Context(), i.ID, key)
	must(t, err)
	same(t, award.Signed{Total: saved, Waiting: saved}, got)
}

// testSubjects has many ask for the name of one recipient at once.
func testSubjects(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	names := make([]string, 20)
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for n := range names {
		wg.Go(func() { names[n], errs[n] = w.DB.Subject(ctx, i.ID, "ada@home.example", w.id("urn")) })
	}
	wg.Wait()
	for n, name := range names {
		must(t, errs[n])
		same(t, names[0], name)
	}
	again, err := w.DB.Subject(ctx, i.ID, "ada@home.example", "urn:new")
	must(t, err)
	same(t, names[0], again)
	for _, tt := range []struct{ issuer, address string }{{i.ID, "bob@home.example"}, {other.ID, "ada@home.example"}} {
		got, err := w.DB.Subject(ctx, tt.issuer, tt.address, "urn:"+tt.issuer+tt.address)
		must(t, err)
		same(t, "urn:"+tt.issuer+tt.address, got)
	}
}

// testOldAwards notes who signed awards that do not say so; what a key signed
// that was withdrawn meanwhile is withdrawn with it.
func testOldAwards(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	lost, sound := w.key(t, i.ID).ID, w.key(t, other.ID).ID
	v, elsewhere := w.Published(t, i.ID, "Bowline"), w.Published(t, other.ID, "Hitch")
	w.withdraw(t, i.ID, lost)
	want := map[string]award.State{}
	for range 101 { // more than are read at once
		want[w.Award(t, v, "ada@home.example", "Ada").ID] = award.KeyWithdrawn
	}
	want[w.Award(t, elsewhere, "bob@home.example", "Bob").ID] = award.Active
	note := func() (seen int) {
		must(t, w.DB.EachAwardWithoutKeys(ctx, func(a award.Award) (string, string, error) {
			seen++
			if a.IssuerID == other.ID {
				return sound, sound, nil
			}
			return lost, "", nil
		}))
		return seen
	}
	same(t, len(want), note())
	same(t, 0, note())
	for id, state := range want {
		a, err := w.DB.Award(ctx, id)
		must(t, err)
		if a.State != state || a.ProofKey == "" || (state == award.KeyWithdrawn) != a.RevokedAt.Equal(day(3)) {
			t.Errorf("it is %+v, want %s", a, state)
		}
	}
	l, err := w.DB.StatusList(ctx, i.ID, 1)
	must(t, err)
	same(t, 101, l.Revision)
	same(t, 101, len(l.Revoked))
}
