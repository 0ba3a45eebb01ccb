package storetest

import (
	"fmt"
	"sync"
	"testing"

	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/job"
	"blazon/internal/once"
	"blazon/statuslist"
)

func testStatusIndexes(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	take := func(issuerID string, candidates ...int) award.Slot {
		s, err := w.DB.TakeStatusIndex(ctx, issuerID, candidates)
		must(t, err)
		return s
	}
	same(t, award.Slot{List: 1, Index: 7}, take(i.ID, 7, 8))
	same(t, award.Slot{List: 1, Index: 8}, take(i.ID, 7, 8))
	same(t, award.Slot{List: 1, Index: 7}, take(other.ID, 7)) // every issuer has lists of its own
	same(t, award.Slot{List: 2, Index: 7}, take(i.ID, 7, 8))  // no candidate is free
	same(t, award.Slot{List: 2, Index: 0}, take(i.ID, 0))
	same(t, award.Slot{List: 2, Index: statuslist.MinEntries - 1}, take(i.ID, statuslist.MinEntries-1))
	for _, candidates := range [][]int{nil, {-1}, {statuslist.MinEntries}} {
		if s, err := w.DB.TakeStatusIndex(ctx, i.ID, candidates); err == nil {
			t.Errorf("took %v of %v", s, candidates)
		}
	}
	_, err := w.DB.TakeStatusIndex(ctx, "nothing", []int{1})
	wantFault(t, err, fault.NotFound)
}

// testStatusLists covers STA-13 too: a list that is nearly full, and many at once.
func testStatusLists(t *testing.T, w *World) {
	ctx := t.Context()
	i := w.Issuer(t, "Knot School")
	v := w.Published(t, i.ID, "Bowline")
	a, b := w.Award(t, v, "ada@home.example", "Ada"), w.Award(t, v, "bob@home.example", "Bob")
	l, err := w.DB.StatusList(ctx, i.ID, 1)
	must(t, err)
	same(t, award.StatusList{Number: 1}, l)
	_, err = w.DB.StatusList(ctx, i.ID, 2)
	wantFault(t, err, fault.NotFound)
	for _, x := range []award.Award{b, a} {
		must(t, w.DB.RevokeAward(ctx, award.Revocation{IssuerID: i.ID, AwardID: x.ID, Reason: "x", At: Now}, Entry("award.revoke", x.ID, i.ID)))
	}
	l, err = w.DB.StatusList(ctx, i.ID, 1)
	must(t, err)
	same(t, award.StatusList{Number: 1, Revision: 2, Revoked: []int{a.StatusIndex, b.StatusIndex}}, l)

	// A list never goes back to one that knows less.
	signed := func(text string, revision, from int) award.SignedList {
		return award.SignedList{Credential: []byte(text), Revision: revision, ValidFrom: day(from), ValidUntil: day(from + 7)}
	}
	wantFault(t, w.DB.KeepStatusList(ctx, i.ID, 2, signed("x", 1, 1)), fault.NotFound)
	for _, tt := range []struct{ keep, want award.SignedList }{
		{signed("first, of no revocation", 0, 1), signed("first, of no revocation", 0, 1)},
		{signed("of one", 1, 3), signed("of one", 1, 3)},
		{signed("older, of one", 1, 2), signed("of one", 1, 3)},
		{signed("newer, of one", 1, 4), signed("newer, of one", 1, 4)},
		{signed("newer, of none", 0, 5), signed("newer, of one", 1, 4)},
		{signed("of two, by a slow clock", 2, 3), signed("of two, by a slow clock", 2, 3)},
	} {
		must(t, w.DB.KeepStatusList(ctx, i.ID, 1, tt.keep))
		l, err := w.DB.StatusList(ctx, i.ID, 1)
		must(t, err)
		same(t, tt.want, l.Signed)
	}

	t.Run("STA-13 many at once when the list is nearly full", func(t *testing.T) {
		const left, many = 90, 200
		if _, err := w.Raw.Exec(`UPDATE status_lists SET taken = $1 WHERE issuer_id = $2`, statuslist.MinEntries/16*15-left, i.ID); err != nil {
			t.Fatal(err)
		}
		slots := make([]award.Slot, many)
		errs := make([]error, many)
		var wg sync.WaitGroup
		for n := range many {
			// All want nearly the same.
			candidates := []int{1000, 1000 + n, 1001 + n, 1002 + n, 5000 + n}
			wg.Go(func() { slots[n], errs[n] = w.DB.TakeStatusIndex(ctx, i.ID, candidates) })
		}
		wg.Wait()
		seen := map[award.Slot]bool{}
		inList := map[int]int{}
		for n, s := range slots {
			must(t, errs[n])
			if seen[s] {
				t.Errorf("%v was given twice", s)
			}
			seen[s] = true
			inList[s.List]++
		}
		same(t, map[int]int{1: left, 2: many - left}, inList)
	})
}

func testRaces(t *testing.T, w *World) {
	ctx := t.Context()
	v := w.Published(t, w.Issuer(t, "Knot School").ID, "Bowline")
	t.Run("F-06 F-12 fifty awards with one key are one", func(t *testing.T) {
		const many = 50
		key := once.Key{Account: "ada", Operation: "award", Text: "k", Request: []byte("r")}
		awards := make([]award.Award, many)
		for n := range awards {
			awards[n] = w.NewAward(t, v, "ada@home.example", "Ada")
		}
		errs := make([]error, many)
		var wg sync.WaitGroup
		for n, a := range awards {
			wg.Go(func() {
				errs[n] = w.DB.SaveAward(ctx, a, key, Entry("award.give", a.ID, a.IssuerID), job.New("award.notify", a.ID))
			})
		}
		wg.Wait()
		done, _, err := w.DB.Done(ctx, key)
		must(t, err)
		for n, a := range awards {
			_, err := w.DB.Award(ctx, a.ID)
			switch {
			case errs[n] == nil && err == nil && a.ID == done:
			case isDone(errs[n]) && fault.Is(err, fault.NotFound) && a.ID != done:
			default:
				t.Errorf("award %d: saved with %v, found with %v, the one is %v", n, errs[n], err, a.ID == done)
			}
		}
		same(t, 1, jobsWaiting(t, w))
	})
	t.Run("F-12 one revocation wins", func(t *testing.T) {
		a := w.Award(t, v, "bob@home.example", "Bob")
		errs := make([]error, 20)
		var wg sync.WaitGroup
		for n := range errs {
			r := award.Revocation{IssuerID: a.IssuerID, AwardID: a.ID, Reason: fmt.Sprint(n), At: Now}
			wg.Go(func() { errs[n] = w.DB.RevokeAward(ctx, r, Entry("award.revoke", a.ID, a.IssuerID)) })
		}
		wg.Wait()
		got, err := w.DB.Award(ctx, a.ID)
		must(t, err)
		for n, err := range errs {
			if won := got.RevocationReason == fmt.Sprint(n); won != (err == nil) {
				t.Errorf("revocation %d ended with %v, and won: %v", n, err, won)
			}
		}
		l, err := w.DB.StatusList(ctx, a.IssuerID, a.StatusList)
		must(t, err)
		same(t, 1, l.Revision)
	})
	t.Run("the audit log stays one chain", func(t *testing.T) {
		var wg sync.WaitGroup
		errs := make([]error, 40)
		before := auditLength(t, w)
		for n := range errs {
			a := w.NewAward(t, v, fmt.Sprintf("%d@home.example", n), "Somebody")
			wg.Go(func() { errs[n] = w.DB.SaveAward(ctx, a, once.Key{}, Entry("award.give", a.ID, a.IssuerID)) })
		}
		wg.Wait()
		for _, err := range errs {
			must(t, err)
		}
		verifyAudit(t, w, before+len(errs))
	})
}
