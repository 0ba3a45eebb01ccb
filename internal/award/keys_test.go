package award_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/keyring"
	"blazon/jsonld"
	"blazon/vc"
)

// key returns the key of our issuer that signs now.
func (w *world) key(t testing.TB, p keyring.Purpose, k keyring.Kind) keyring.Key {
	t.Helper()
	all, err := w.Keys.Keys(t.Context(), w.Ours.ID)
	must(t, err)
	for _, key := range all {
		if key.Purpose == p && key.Kind == k && key.State == keyring.Active {
			return key
		}
	}
	t.Fatalf("no %s key signs for %s", k, p)
	return keyring.Key{}
}

// judge verifies a badge of any standard.
func (w *world) judge(t testing.TB, text string) *vc.Report {
	t.Helper()
	r, err := blazon.Verify(t.Context(), w.Verifier, []byte(text), vc.Options{})
	must(t, err)
	return r
}

// valid fails t unless an award verifies in both forms.
func (w *world) valid(t testing.TB, a award.Award) {
	t.Helper()
	for _, text := range []string{string(a.Credential), a.JWT} {
		if r := w.verify(t, text, vc.Options{}); r.Verdict != vc.Valid {
			t.Errorf("%s: %+v", r.Format, r.Checks)
		}
	}
}

// A status list is signed anew as soon as the key that signed the one that is
// kept is replaced or withdrawn: no badge suffers, not even for a second.
func TestStatusKeyChanges(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, w *world, key string){
		"withdrawn": func(t *testing.T, w *world, key string) {
			must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, key))
		},
		"replaced": func(t *testing.T, w *world, key string) {
			_, err := w.Keys.Rotate(t.Context(), w.Ada, w.Ours.ID, key)
			must(t, err)
		},
		"replaced, then the old one withdrawn": func(t *testing.T, w *world, key string) {
			_, err := w.Keys.Rotate(t.Context(), w.Ada, w.Ours.ID, key)
			must(t, err)
			must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, key))
		},
		"replaced, then the new one withdrawn": func(t *testing.T, w *world, key string) {
			next, err := w.Keys.Rotate(t.Context(), w.Ada, w.Ours.ID, key)
			must(t, err)
			_, err = w.StatusList(t.Context(), w.Ours.ID, 1)
			must(t, err)
			must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, next.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			a := w.award(t, w.request("grace@navy.example"))
			w.valid(t, a) // and a list is kept
			change(t, w, w.key(t, keyring.Status, keyring.Ed25519).ID)
			w.valid(t, a)
			if got := w.Status(a); got != "active" {
				t.Errorf("status %q", got)
			}
		})
	}
}

// A list that was signed before its key was withdrawn is not kept after that.
func TestStatusKeyWithdrawnWhileSigning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	key, times := w.key(t, keyring.Status, keyring.Ed25519).ID, 0
	w.Step = func(at string) {
		if at == "list.signed" {
			if times++; times == 1 {
				must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, key))
			}
		}
	}
	_, err := w.StatusList(t.Context(), w.Ours.ID, a.StatusList)
	must(t, err)
	w.valid(t, a)
	if times != 2 {
		t.Errorf("the list was signed %d times", times)
	}
}

// An award that was signed before a key was withdrawn is not saved after that,
// but signed again; the same goes for many at once.
func TestKeyWithdrawnWhileAwarding(t *testing.T) {
	t.Parallel()
	for _, kind := range []keyring.Kind{keyring.Ed25519, keyring.RSA2048} {
		for _, many := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s %v", kind, many), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				key, times := w.key(t, keyring.Badge, kind).ID, 0
				w.Step = func(at string) {
					if at == "award.signed" {
						if times++; times == 1 {
							must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, key))
						}
					}
				}
				if many {
					for _, o := range w.AwardMany(t.Context(), []award.Request{w.request("a@navy.example"), w.request("b@navy.example")}) {
						must(t, o.Err)
					}
				} else {
					w.award(t, w.request("grace@navy.example"))
				}
				w.Step = nil
				for _, a := range w.all(t) {
					a, err := w.Public(t.Context(), a.ID)
					must(t, err)
					if a.ProofKey == key || a.TokenKey == key || w.Status(a) != "active" {
						t.Errorf("it is %s, signed by %s and %s", w.Status(a), a.ProofKey, a.TokenKey)
					}
					w.valid(t, a)
				}
				if times < 2 {
					t.Error("nothing was signed again")
				}
			})
		}
	}
}

// Keys that are changed all the time are a reason to come back later.
func TestKeysNeverRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Step = func(at string) {
		if at == "award.signed" {
			_, err := w.Keys.Rotate(t.Context(), w.Ada, w.Ours.ID, w.key(t, keyring.Badge, keyring.Ed25519).ID)
			must(t, err)
		}
	}
	_, err := w.Award(t.Context(), w.request("grace@navy.example"))
	wantFault(t, err, fault.Unavailable)
	if n := len(w.all(t)); n != 0 || !errors.Is(err, award.ErrKeyChanged) {
		t.Errorf("%d awards, %v", n, err)
	}
}

// When a badge key is withdrawn, what it signed is invalid in every form and
// says so everywhere; and it can be given again, once, with the same facts.
func TestRenew(t *testing.T) {
	t.Parallel()
	for _, kind := range []keyring.Kind{keyring.Ed25519, keyring.RSA2048} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			req := w.request("grace@navy.example")
			req.Narrative, req.Evidence = "She tied it at *sea*.", []award.Evidence{{URL: "https://navy.example/log", Name: "Log", Description: "A log book."}}
			req.ValidUntil = w.Clock.now().Add(1000 * time.Hour)
			old := w.award(t, req)
			back := w.award(t, w.request("taken@navy.example"))
			_, err := w.Revoke(t.Context(), w.Ada, back.ID, "A mistake.")
			must(t, err)
			key := w.key(t, keyring.Badge, kind).ID
			wantFault(t, w.Renew(t.Context(), w.Ada, w.Ours.ID, key), fault.Conflict)
			w.signed(t, key, award.Signed{Total: 2, Active: 1})
			w.Clock.add(time.Hour)
			must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, key))
			w.signed(t, key, award.Signed{Total: 2, Waiting: 1})
			lost := w.lost(t, old)
			for _, by := range []string{w.Eve, "nobody"} {
				wantFault(t, w.Renew(t.Context(), by, w.Ours.ID, key), fault.NotFound)
				_, err = w.SignedBy(t.Context(), by, w.Ours.ID, key)
				wantFault(t, err, fault.NotFound)
			}

			later := w.award(t, w.request("new@navy.example"))
			for range 2 { // asked twice, done once
				must(t, w.Renew(t.Context(), w.Ada, w.Ours.ID, key))
			}
			w.work(t)
			w.signed(t, key, award.Signed{Total: 2, Replaced: 1})
			wantFault(t, w.Renew(t.Context(), w.Ada, w.Ours.ID, key), fault.Conflict)
			all := w.all(t)
			if len(all) != 4 {
				t.Fatalf("there are %d awards", len(all))
			}
			replaced, err := w.Public(t.Context(), old.ID)
			must(t, err)
			renewed, err := w.Public(t.Context(), replaced.ReplacedBy)
			must(t, err)
			if w.Status(replaced) != "revoked" || replaced.RevocationReason != award.ReasonKeyWithdrawn || renewed.Replaces != old.ID {
				t.Errorf("replaced %+v by %+v", replaced, renewed)
			}
			w.valid(t, renewed)
			w.valid(t, later)
			if renewed.ValidFrom != lost.ValidFrom || renewed.ValidUntil != lost.ValidUntil || renewed.SubjectID != lost.SubjectID || renewed.RecipientEmail != lost.RecipientEmail || renewed.RecipientName != lost.RecipientName {
				t.Errorf("%+v has other facts than %+v", renewed, lost)
			}
			w.sameFacts(t, lost, renewed)
			for _, a := range []award.Award{old, renewed, later} {
				if same, err := w.Faithful(t.Context(), a); err != nil || !same {
					t.Errorf("the 2.0 form of %s is said to be another, %v", a.ID, err)
				}
			}
			told := 0
			for _, m := range w.sent(t) {
				if m.To == "grace@navy.example" && strings.Contains(m.Text, "It takes the place") && strings.Contains(m.Text, w.URL(renewed.ID)) {
					told++
				}
			}
			if told != 1 {
				t.Errorf("the recipient was told %d times", told)
			}
			renewed.OB2 = bytes.Replace(renewed.OB2, []byte("sea"), []byte("tea"), 1)
			if same, err := w.Faithful(t.Context(), renewed); err != nil || same {
				t.Errorf("a changed 2.0 form is taken for what was signed, %v", err)
			}
		})
	}
}

func (w *world) signed(t *testing.T, key string, want award.Signed) {
	t.Helper()
	got, err := w.SignedBy(t.Context(), w.Ada, w.Ours.ID, key)
	must(t, err)
	if got != want {
		t.Errorf("signed %+v, want %+v", got, want)
	}
}

// lost holds an award whose key was withdrawn to what that means.
func (w *world) lost(t *testing.T, a award.Award) award.Award {
	t.Helper()
	a, err := w.Public(t.Context(), a.ID)
	must(t, err)
	if got := w.Status(a); got != "keyWithdrawn" || a.RevocationReason != award.ReasonKeyWithdrawn || a.RevokedAt.IsZero() {
		t.Errorf("status %q, %+v", got, a)
	}
	for _, text := range []string{string(a.Credential), a.JWT, string(a.OB2)} {
		r := w.judge(t, text)
		why := []string{r.Check(vc.CheckProof).Code, r.Check(vc.CheckIssuer).Code, r.Check(vc.CheckStatus).Code}
		if r.Verdict != vc.Invalid || !slices.Contains(why, vc.KeyRevoked) && !slices.Contains(why, vc.StatusRevoked) {
			t.Errorf("%s: %+v", r.Format, r.Checks)
		}
	}
	list, err := w.Revocations(t.Context(), w.Ours.ID)
	must(t, err)
	if !bytes.Contains(list, []byte(a.ID)) || !bytes.Contains(list, []byte(award.ReasonKeyWithdrawn)) {
		t.Errorf("the revocation list is %s", list)
	}
	return a
}

// sameFacts compares what two credentials state of the award itself.
func (w *world) sameFacts(t *testing.T, old, renewed award.Award) {
	t.Helper()
	a, err := jsonld.Parse(old.Credential, jsonld.Limits{})
	must(t, err)
	b, err := jsonld.Parse(renewed.Credential, jsonld.Limits{})
	must(t, err)
	for _, name := range []string{"name", "validFrom", "validUntil", "awardedDate", "issuer"} {
		if x, y := a.Get(name).JSON(), b.Get(name).JSON(); string(x) != string(y) {
			t.Errorf("%s was %s and is %s", name, x, y)
		}
	}
	x, y := a.Get("credentialSubject"), b.Get("credentialSubject")
	for _, name := range []string{"id", "narrative", "achievement"} {
		if x, y := x.Get(name).JSON(), y.Get(name).JSON(); string(x) != string(y) {
			t.Errorf("%s was %s and is %s", name, x, y)
		}
	}
	if got := ids(b.Get("evidence")); len(got) != 3 || got[0] != "https://navy.example/log" || got[1] != w.URL(old.ID) {
		t.Errorf("evidence %v", got)
	}
}

// A job that is stopped in the middle is done again and gives nothing twice; one
// that has many to give goes on by itself.
func TestRenewMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const many = 53 // more than one job does
	reqs := make([]award.Request, many)
	for i := range reqs {
		reqs[i] = w.request(fmt.Sprintf("recipient%d@navy.example", i))
	}
	for _, o := range w.AwardMany(t.Context(), reqs) {
		must(t, o.Err)
	}
	key := w.key(t, keyring.Badge, keyring.Ed25519).ID
	must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, key))
	must(t, w.Renew(t.Context(), w.Ada, w.Ours.ID, key))
	saved := 0
	w.Step = func(at string) {
		if at == "award.saved" {
			if saved++; saved == 20 {
				panic(stopped(at))
			}
		}
	}
	jobs := w.Store.take(w.Clock.now())
	for _, j := range jobs {
		if j.Kind != award.JobRenew {
			continue
		}
		do := func() error { return w.Jobs()[j.Kind](t.Context(), j.Args) }
		func() {
			defer func() { _ = recover() }()
			must(t, do())
		}()
		w.signed(t, key, award.Signed{Total: many, Waiting: many - 20, Replaced: 20})
		var wg sync.WaitGroup
		errs := make([]error, 2)
		w.Step = nil
		for i := range errs {
			wg.Go(func() { errs[i] = do() }) // and twice at once
		}
		wg.Wait()
		must(t, errors.Join(errs...))
	}
	w.work(t)
	w.signed(t, key, award.Signed{Total: many, Replaced: many})
	if n := len(w.all(t)); n != 2*many {
		t.Errorf("there are %d awards", n)
	}
}

// The two standards say the same of an award whose day has not come.
func TestNotYet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := w.request("grace@navy.example")
	req.ValidFrom = w.Clock.now().Add(72 * time.Hour)
	a := w.award(t, req)
	if got := w.Status(a); got != "notYet" {
		t.Errorf("status %q", got)
	}
	for _, text := range []string{string(a.Credential), a.JWT, string(a.OB2)} {
		if r := w.judge(t, text); r.Verdict != vc.Invalid || r.Check(vc.CheckTime).Code != vc.NotYetValid {
			t.Errorf("%s: %s %+v", r.Format, r.Verdict, r.Check(vc.CheckTime))
		}
	}
	w.Clock.add(72 * time.Hour)
	w.valid(t, a)
	if r := w.judge(t, string(a.OB2)); r.Verdict != vc.Valid || w.Status(a) != "active" {
		t.Errorf("on the day: %s %+v", w.Status(a), r.Checks)
	}
}

// One name for a person, however many ask at the same time.
func TestSubjectOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const many = 12
	names := make([]string, many)
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			a, err := w.Award(t.Context(), w.request("grace@navy.example"))
			if err == nil {
				names[i] = a.SubjectID
			}
		})
	}
	wg.Wait()
	for _, name := range names {
		if name == "" || name != names[0] {
			t.Errorf("the names are %q", names)
			break
		}
	}
}
