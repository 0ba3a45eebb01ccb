package keyring_test

import (
	"bytes"
	"context"
	"crypto"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/keyring"
	"blazon/internal/store/storetest"
	"blazon/ob3"
	"blazon/vcjwt"
)

// TestOutfit looks at the keys with which an issuer begins.
func TestOutfit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	for _, k := range []struct {
		purpose keyring.Purpose
		kind    keyring.Kind
	}{
		{keyring.Badge, keyring.Ed25519},
		{keyring.Badge, keyring.P256},
		{keyring.Badge, keyring.RSA2048},
		{keyring.Status, keyring.Ed25519},
		{keyring.Status, keyring.P256},
	} {
		key := w.key(t, school, k.purpose, k.kind)
		if err := did.CheckKey(key.Public); err != nil {
			t.Errorf("%s for %s: %v", k.kind, k.purpose, err)
		}
	}
	badge, status := w.key(t, school, keyring.Badge, keyring.Ed25519), w.key(t, school, keyring.Status, keyring.Ed25519)
	all, err := w.Keys(t.Context(), school)
	if err != nil {
		t.Fatal(err)
	}
	signed, _, err := w.SignCredential(t.Context(), school, w.credential(t, school))
	if err != nil {
		t.Fatal(err)
	}
	if got := w.signedBy(t, signed, all); got != badge.ID {
		t.Errorf("a credential is signed by %s, want the badge key %s", got, badge.ID)
	}
	list, _, err := w.SignStatusList(t.Context(), school, w.list(t, school))
	if err != nil {
		t.Fatal(err)
	}
	if got := w.signedBy(t, list, all); got != status.ID {
		t.Errorf("a status list is signed by %s, want the status key %s", got, status.ID)
	}
}

// TestAbuse_KEY_01 withdraws a key: it is published no more, signs no more, and
// another takes its place. Other keys are as they were.
func TestAbuse_KEY_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	old, status := w.key(t, school, keyring.Badge, keyring.Ed25519), w.key(t, school, keyring.Status, keyring.Ed25519)
	if err := w.Compromise(t.Context(), w.Owner, school, old.ID); err != nil {
		t.Fatal(err)
	}
	next := w.key(t, school, keyring.Badge, keyring.Ed25519)
	if next.ID == old.ID {
		t.Fatal("the withdrawn key is still active")
	}
	published, err := w.Published(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(published, func(k keyring.Key) bool { return k.ID == old.ID }) {
		t.Error("the withdrawn key is published")
	}
	signed, _, err := w.SignCredential(t.Context(), school, w.credential(t, school))
	if err != nil {
		t.Fatal(err)
	}
	if got := w.signedBy(t, signed, published); got != next.ID {
		t.Errorf("signed by %s, want %s", got, next.ID)
	}
	if w.key(t, school, keyring.Status, keyring.Ed25519).ID != status.ID {
		t.Error("the status key changed, too")
	}
	wantFault(t, w.Compromise(t.Context(), w.Owner, school, old.ID), fault.Conflict)
}

// TestAbuse_KEY_02 replaces a key: the old one stays published and cannot sign.
func TestAbuse_KEY_02(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	old := w.key(t, school, keyring.Badge, keyring.Ed25519)
	w.clock.set(storetest.Now.Add(time.Hour))
	next, err := w.Rotate(t.Context(), w.Owner, school, old.ID)
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Published(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(k keyring.Key) bool { return k.ID == old.ID })
	if i < 0 || all[i].State != keyring.Retired || !all[i].RetiredAt.Equal(storetest.Now.Add(time.Hour)) {
		t.Errorf("the old key is %+v among the published ones, want it retired", all)
	}
	for range 3 {
		signed, _, err := w.SignCredential(t.Context(), school, w.credential(t, school))
		if err != nil {
			t.Fatal(err)
		}
		if got := w.signedBy(t, signed, all); got != next.ID {
			t.Errorf("signed by %s, want the new key %s", got, next.ID)
		}
	}
	_, err = w.Rotate(t.Context(), w.Owner, school, old.ID)
	wantFault(t, err, fault.Conflict)
	if err := w.Compromise(t.Context(), w.Owner, school, old.ID); err != nil {
		t.Errorf("a retired key cannot be withdrawn: %v", err)
	}
	if w.key(t, school, keyring.Badge, keyring.Ed25519).ID != next.ID {
		t.Error("withdrawing a retired key made another")
	}
}

// TestRotateAtOnce replaces one key eight times at once: one wins.
func TestRotateAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	old := w.key(t, school, keyring.Status, keyring.P256)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = w.Rotate(t.Context(), w.Owner, school, old.ID) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantFault(t, err, fault.Conflict)
	}
	if won != 1 {
		t.Errorf("%d of 8 replaced the key, want 1", won)
	}
	w.key(t, school, keyring.Status, keyring.P256) // exactly one
}

// TestTooManyKeys stops replacing keys before the list of them is longer than
// verifiers read; withdrawing is always possible.
func TestTooManyKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	var err error
	n := 0
	for ; n < 300 && err == nil; n++ {
		_, err = w.Rotate(t.Context(), w.Owner, school, w.key(t, school, keyring.Badge, keyring.Ed25519).ID)
	}
	wantFault(t, err, fault.Conflict)
	if n < 100 || n > 250 {
		t.Errorf("a key was replaced %d times", n)
	}
	key := w.key(t, school, keyring.Badge, keyring.Ed25519)
	if err := w.Compromise(t.Context(), w.Owner, school, key.ID); err != nil {
		t.Error(err)
	}
}

// TestForeignKeys names keys of another issuer, and none.
func TestForeignKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours, theirs := w.issuer(t), w.issuer(t)
	foreign := w.key(t, theirs, keyring.Badge, keyring.Ed25519).ID
	for _, keyID := range []string{foreign, "", "'; DROP TABLE keys"} {
		_, err := w.Rotate(t.Context(), w.Owner, ours, keyID)
		wantFault(t, err, fault.NotFound)
		wantFault(t, w.Compromise(t.Context(), w.Owner, ours, keyID), fault.NotFound)
	}
	if w.key(t, theirs, keyring.Badge, keyring.Ed25519).ID != foreign {
		t.Error("the key of the other issuer changed")
	}
}

// TestAbuse_SIG_19 has one tenant's key sign what says it is from another.
func TestAbuse_SIG_19(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours, theirs := w.issuer(t), w.issuer(t)
	doc, list := w.credential(t, theirs), w.list(t, theirs)
	const want = "it says it is from"
	_, _, err := w.SignCredential(t.Context(), ours, doc)
	wantError(t, err, want)
	_, _, err = w.SignCredentialJWT(t.Context(), ours, doc)
	wantError(t, err, want)
	_, _, err = w.SignStatusList(t.Context(), ours, list)
	wantError(t, err, want)
	_, _, err = w.SignCredentials(t.Context(), ours, []ob3.Document{w.credential(t, ours), doc})
	wantError(t, err, want)
	_, _, err = w.SignCredentialJWTs(t.Context(), ours, []ob3.Document{w.credential(t, ours), doc})
	wantError(t, err, want)
	_, _, err = w.SignCredential(t.Context(), ours, ob3.Document{}) // nothing at all
	if err == nil {
		t.Error("an empty document was signed")
	}
}

// moved is a store whose rows someone changed by hand.
type moved struct {
	keyring.Store
	change func([]keyring.Sealed) []keyring.Sealed
}

func (m moved) IssuerKeys(ctx context.Context, issuerID string) ([]keyring.Sealed, error) {
	all, err := m.Store.IssuerKeys(ctx, issuerID)
	return m.change(all), err
}

// TestAbuse_KEY_03 moves rows of keys about: none opens where it does not belong.
func TestAbuse_KEY_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours, theirs := w.issuer(t), w.issuer(t)
	stolen, err := w.DB.IssuerKeys(t.Context(), theirs)
	if err != nil {
		t.Fatal(err)
	}
	is := func(s keyring.Sealed, p keyring.Purpose) bool {
		return s.Purpose == p && s.Kind == keyring.Ed25519
	}
	of := func(all []keyring.Sealed, p keyring.Purpose) keyring.Sealed {
		return all[slices.IndexFunc(all, func(s keyring.Sealed) bool { return is(s, p) })]
	}
	each := func(change func(s *keyring.Sealed, all []keyring.Sealed)) func([]keyring.Sealed) []keyring.Sealed {
		return func(all []keyring.Sealed) []keyring.Sealed {
			out := slices.Clone(all)
			for i := range out {
				out[i].Private = bytes.Clone(out[i].Private)
				if is(out[i], keyring.Badge) {
					change(&out[i], all)
				}
			}
			return out
		}
	}
	for name, change := range map[string]func(*keyring.Sealed, []keyring.Sealed){
		"the whole row of another tenant": func(s *keyring.Sealed, _ []keyring.Sealed) { *s = of(stolen, keyring.Badge); s.IssuerID = ours },
		"the key pair of another tenant": func(s *keyring.Sealed, _ []keyring.Sealed) {
			s.Public, s.Private = of(stolen, keyring.Badge).Public, of(stolen, keyring.Badge).Private
		},
		"the status key": func(s *keyring.Sealed, all []keyring.Sealed) { *s = of(all, keyring.Status); s.Purpose = keyring.Badge },
		"another id":     func(s *keyring.Sealed, _ []keyring.Sealed) { s.ID = of(stolen, keyring.Badge).ID },
		"another public key": func(s *keyring.Sealed, all []keyring.Sealed) {
			s.Public = of(all, keyring.Status).Public
		},
		"a flipped bit":   func(s *keyring.Sealed, _ []keyring.Sealed) { s.Private[len(s.Private)/2] ^= 1 },
		"a flipped hint":  func(s *keyring.Sealed, _ []keyring.Sealed) { s.Private[1] ^= 1 },
		"another version": func(s *keyring.Sealed, _ []keyring.Sealed) { s.Private[0]++ },
		"cut off":         func(s *keyring.Sealed, _ []keyring.Sealed) { s.Private = s.Private[:len(s.Private)-1] },
		"empty":           func(s *keyring.Sealed, _ []keyring.Sealed) { s.Private = nil },
		"in plain":        func(s *keyring.Sealed, _ []keyring.Sealed) { s.Private = s.Public },
	} {
		t.Run(name, func(t *testing.T) {
			k := *w.Keyring
			k.Store = moved{w.DB, each(change)}
			if signed, _, err := k.SignCredential(t.Context(), ours, w.credential(t, ours)); err == nil {
				t.Errorf("it signed %s", signed)
			}
		})
	}
	if _, _, err := w.SignCredential(t.Context(), ours, w.credential(t, ours)); err != nil {
		t.Errorf("as it was: %v", err)
	}
}

// TestNothingIsSerialized looks for private keys in everything that is shown.
func TestNothingIsSerialized(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	keys, err := w.Keys(t.Context(), school)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	log := slog.New(slog.NewJSONHandler(&b, nil))
	log.Info("keys", "master", w.Master, "keys", keys)
	fmt.Fprintf(&b, "%v %+v %#v %s", w.Master, w.Master, w.Master, keys)
	if err := json.NewEncoder(&b).Encode(map[string]any{"master": w.Master, "keys": keys}); err != nil {
		t.Fatal(err)
	}
	secret := slices.Repeat([]byte{1}, 32)
	for _, form := range []string{string(secret), fmt.Sprintf("%d", secret), hex.EncodeToString(secret), "AQEBAQEB", "[1 1 1", "Private", "PRIVATE"} {
		if strings.Contains(b.String(), form) {
			t.Errorf("%q is in what is logged: %s", form, b.String())
		}
	}
}

// TestAbuse_KEY_04 signs for many issuers at once: each under its own key.
func TestAbuse_KEY_04(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	schools := make([]string, 4)
	keys := make(map[string][]keyring.Key)
	docs := make(map[string]ob3.Document)
	for i := range schools {
		schools[i] = w.issuer(t)
		docs[schools[i]] = w.credential(t, schools[i])
		all, err := w.Keys(t.Context(), schools[i])
		if err != nil {
			t.Fatal(err)
		}
		keys[schools[i]] = all
	}
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := range 50 {
				school := schools[(n+i)%len(schools)]
				signed, _, err := w.SignCredential(t.Context(), school, docs[school])
				if err != nil {
					t.Error(err)
					return
				}
				if id := w.signedBy(t, signed, keys[school]); id == "" {
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestAbuse_KEY_06 sets the clock back before the key was made: nothing is signed.
func TestAbuse_KEY_06(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	w.clock.set(storetest.Now.AddDate(0, 0, -1))
	_, _, err := w.SignCredential(t.Context(), school, w.credential(t, school))
	wantFault(t, err, fault.Unavailable)
	_, _, err = w.SignCredentialJWT(t.Context(), school, w.credential(t, school))
	wantFault(t, err, fault.Unavailable)
	w.clock.set(storetest.Now)
	if _, _, err := w.SignCredential(t.Context(), school, w.credential(t, school)); err != nil {
		t.Error(err)
	}
}

// TestTokens checks tokens as a reader does: by the kid in their header.
func TestTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	key := w.key(t, school, keyring.Badge, keyring.RSA2048)
	tokens, _, err := w.SignCredentialJWTs(t.Context(), school, []ob3.Document{w.credential(t, school), w.credential(t, school)})
	if err != nil {
		t.Fatal(err)
	}
	one, _, err := w.SignCredentialJWT(t.Context(), school, w.credential(t, school))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append(tokens, one) {
		token, err := vcjwt.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if token.Header.Kid != w.KeyURL(key) || token.Header.Alg != "RS256" {
			t.Errorf("the header is %+v", token.Header)
		}
		pub, err := did.Unproven(token.Header.Kid, key.Public)
		if err != nil {
			t.Fatal(err)
		}
		if err := token.Verify(pub); err != nil {
			t.Error(err)
		}
	}
}

// TestMethod looks at the names of keys.
func TestMethod(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	all, err := w.Keys(t.Context(), school)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		method, err := w.Method(k)
		if err != nil {
			t.Fatal(err)
		}
		if k.Kind == keyring.RSA2048 {
			if method != "https://badges.example/issuers/"+school+"/keys/"+k.ID {
				t.Errorf("an RSA key is named %s", method)
			}
			continue
		}
		base, fragment, _ := strings.Cut(method, "#")
		pub, err := did.DecodeMultikey(fragment)
		if err != nil {
			t.Fatal(err)
		}
		if base != w.IssuerURL(school) || !pub.(interface{ Equal(x crypto.PublicKey) bool }).Equal(k.Public) {
			t.Errorf("%s is named %s", k.Kind, method)
		}
	}
}
