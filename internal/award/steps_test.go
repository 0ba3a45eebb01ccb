package award_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/page"
	"blazon/vc"
)

// stopped is what a program that was killed at a step leaves behind in a test.
type stopped string

// killAt runs f and stops it at a step, as a power cut would. It reports whether
// f came to the step.
func (w *world) killAt(name string, f func()) (killed bool) {
	w.Step = func(at string) {
		if at == name {
			panic(stopped(name))
		}
	}
	defer func() {
		w.Step = nil
		if v := recover(); v != nil {
			if v != stopped(name) {
				panic(v)
			}
			killed = true
		}
	}()
	f()
	return false
}

// all returns the awards of our issuer.
func (w *world) all(t testing.TB) []award.Award {
	t.Helper()
	var out []award.Award
	q := page.Query{Limit: page.MaxLimit}
	for {
		p, err := w.List(t.Context(), w.Ada, w.Ours.ID, q)
		must(t, err)
		out = append(out, p.Items...)
		if q.After = p.Next; q.After == "" {
			return out
		}
	}
}

// F-02, F-03: a program that is killed between any two steps and started again
// has made one award, told its recipient and used no index twice.
func TestSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	indexes := make(map[[2]int]bool)
	var reached []string
	for i, name := range award.Steps() {
		req := w.request(fmt.Sprintf("recipient%d@navy.example", i))
		req.IdempotencyKey = "request " + name
		before := len(w.all(t))
		life := func() {
			a, err := w.Award(t.Context(), req)
			must(t, err)
			must(t, w.Notify(t.Context(), a.ID))
			_, err = w.Revoke(t.Context(), w.Ada, a.ID, "A mistake.")
			must(t, err)
			_, err = w.StatusList(t.Context(), w.Ours.ID, a.StatusList)
			must(t, err)
		}
		if !w.killAt(name, life) {
			t.Errorf("no step is called %s", name)
		}
		reached = append(reached, name)
		life()
		all := w.all(t)
		if len(all) != before+1 {
			t.Errorf("%s: %d awards were made", name, len(all)-before)
		}
		a := all[slices.IndexFunc(all, func(a award.Award) bool { return a.RecipientEmail == req.Email })]
		if place := [2]int{a.StatusList, a.StatusIndex}; indexes[place] {
			t.Errorf("%s: index %v is used twice", name, place)
		} else {
			indexes[place] = true
		}
		full, err := w.Public(t.Context(), a.ID)
		must(t, err)
		if r := w.verify(t, string(full.Credential), vc.Options{}); r.Check(vc.CheckStatus).Code != vc.StatusRevoked {
			t.Errorf("%s: %+v", name, r.Check(vc.CheckStatus))
		}
	}
	if !slices.Equal(reached, award.Steps()) {
		t.Errorf("reached %v", reached)
	}
	told := make(map[string]int)
	for _, m := range w.sent(t) {
		if m.Kind == award.JobNotify {
			told[m.To]++
		}
	}
	for to, n := range told {
		if n != 1 {
			t.Errorf("%s was told %d times", to, n)
		}
	}
	if len(told) != len(award.Steps()) {
		t.Errorf("%d recipients were told", len(told))
	}
}

// Fifty requests with one key at the same time make one award; the key does not
// do for another request.
func TestAbuse_IS_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := w.request("grace@navy.example")
	req.IdempotencyKey = "5f0c"
	const many = 50
	var wg sync.WaitGroup
	awards, errs := make([]award.Award, many), make([]error, many)
	for i := range many {
		wg.Go(func() { awards[i], errs[i] = w.Award(t.Context(), req) })
	}
	wg.Wait()
	for i := range many {
		must(t, errs[i])
		if awards[i].ID != awards[0].ID || string(awards[i].Credential) != string(awards[0].Credential) {
			t.Errorf("answer %d is %s, answer 0 %s", i, awards[i].ID, awards[0].ID)
		}
	}
	if got := len(w.all(t)); got != 1 {
		t.Errorf("there are %d awards", got)
	}
	if got := len(w.Store.take(w.Clock.now())); got != 1 {
		t.Errorf("there are %d jobs", got)
	}
	req.Narrative = "Another."
	_, err := w.Award(t.Context(), req)
	wantFault(t, err, fault.Invalid)
	if got := fields(err); len(got) != 1 || got[0] != "Idempotency-Key" {
		t.Errorf("it is about %v", got)
	}
	// The key goes on to answer when nothing new could be awarded.
	req.Narrative = ""
	must(t, w.Catalogue.Archive(t.Context(), w.Ada, w.Badge.ID, true))
	again, err := w.Award(t.Context(), req)
	must(t, err)
	if again.ID != awards[0].ID {
		t.Errorf("it is %s now", again.ID)
	}
}

// What is archived or was never published cannot be awarded.
func TestAbuse_IS_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(t, w.Catalogue.Archive(t.Context(), w.Ada, w.Badge.ID, true))
	_, err := w.Award(t.Context(), w.request("grace@navy.example"))
	wantFault(t, err, fault.Conflict)
	must(t, w.Catalogue.Archive(t.Context(), w.Ada, w.Badge.ID, false))
	w.award(t, w.request("grace@navy.example"))
	content := *w.Badge.Current
	content.Name = "Draft"
	draft, err := w.Catalogue.Create(t.Context(), w.Ada, w.Ours.ID, content, nil, false, "")
	must(t, err)
	req := w.request("grace@navy.example")
	req.AchievementID = draft.ID
	_, err = w.Award(t.Context(), req)
	wantFault(t, err, fault.Conflict)
	req.By = w.Eve
	_, err = w.Award(t.Context(), req)
	wantFault(t, err, fault.NotFound)
}

// An award keeps the version it was made of.
func TestAbuse_IS_04(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	content := *w.Badge.Current
	content.Name = "Sheet bend"
	_, err := w.Catalogue.SaveDraft(t.Context(), w.Ada, w.Badge.ID, w.Badge.Revision, content, nil)
	must(t, err)
	_, err = w.Catalogue.Publish(t.Context(), w.Ada, w.Badge.ID)
	must(t, err)
	b := w.award(t, w.request("grace@navy.example"))
	old, err := w.Public(t.Context(), a.ID)
	must(t, err)
	if old.Version != 1 || string(old.Credential) != string(a.Credential) || !strings.Contains(string(old.Credential), "Bowline") {
		t.Errorf("the award changed: %s", old.Credential)
	}
	if b.Version != 2 || !strings.Contains(string(b.Credential), "Sheet bend") {
		t.Errorf("the new one is of version %d", b.Version)
	}
}

// A revocation is for good, and its reason does not change.
func TestAbuse_IS_09(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	_, err := w.Revoke(t.Context(), w.Ada, a.ID, "  ")
	wantFault(t, err, fault.Invalid)
	first, err := w.Revoke(t.Context(), w.Ada, a.ID, "A mistake.")
	must(t, err)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			again, err := w.Revoke(t.Context(), w.Ada, a.ID, fmt.Sprint("Another reason ", i))
			if err != nil || again.RevocationReason != "A mistake." || !again.RevokedAt.Equal(first.RevokedAt) {
				t.Errorf("revoked again: %+v, %v", again, err)
			}
		})
	}
	wg.Wait()
	l, err := w.DB.StatusList(t.Context(), w.Ours.ID, a.StatusList)
	must(t, err)
	if l.Revision != 1 || len(l.Revoked) != 1 {
		t.Errorf("the list has revision %d and %v", l.Revision, l.Revoked)
	}
}
