package award_test

import (
	"fmt"
	"slices"
	"testing"

	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/ob3"
	"blazon/vc"
)

// many asks for n awards, each under a key of its own.
func (w *world) many(n int) []award.Request {
	reqs := make([]award.Request, n)
	for i := range reqs {
		reqs[i] = w.request(fmt.Sprintf("recipient%d@navy.example", i))
		reqs[i].IdempotencyKey = fmt.Sprint("row ", i)
		if i%3 == 0 {
			reqs[i].Narrative = fmt.Sprintf("Number *%d*.", i)
		}
	}
	return reqs
}

// What is signed together is, byte for byte, what is signed alone.
func TestAwardMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, o := range w.AwardMany(t.Context(), w.many(60)) {
		must(t, o.Err)
		c, findings, err := ob3.Parse(o.Award.Credential)
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		alone := *c.Achievement
		alone.Proof = nil
		doc, departures := alone.Prepare()
		if len(departures) > 0 {
			t.Fatal(departures)
		}
		signed, _, err := w.Keys.SignCredential(t.Context(), w.Ours.ID, doc)
		must(t, err)
		token, _, err := w.Keys.SignCredentialJWT(t.Context(), w.Ours.ID, doc)
		must(t, err)
		if string(signed) != string(o.Award.Credential) || token != o.Award.JWT {
			t.Fatalf("award %d signed alone is\n%s\nand together\n%s", i, signed, o.Award.Credential)
		}
		if i%25 == 0 {
			if r := w.verify(t, string(o.Award.Credential), vc.Options{}); r.Verdict != vc.Valid {
				t.Errorf("award %d: %+v", i, r)
			}
		}
	}
	w.work(t)
	if got := len(w.sent(t)); got != 60 {
		t.Errorf("%d were told", got)
	}
}

// One that is wrong does not keep the others from their awards, and nobody can
// reach into what belongs to others.
func TestAbuse_AZ_07(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	foreign := w.publish(t, w.Eve, w.Theirs.ID, "Theirs")
	reqs := w.many(9)
	reqs[2].Email = "no address"
	reqs[4].AchievementID = foreign.ID
	reqs[6].AchievementID = "nothing"
	reqs[8].IdempotencyKey = reqs[7].IdempotencyKey
	out := w.AwardMany(t.Context(), reqs)
	for i, o := range out {
		switch i {
		case 2, 8:
			wantFault(t, o.Err, fault.Invalid)
		case 4, 6:
			wantFault(t, o.Err, fault.NotFound)
		default:
			must(t, o.Err)
		}
	}
	if _, text := fault.Public(out[4].Err); text != out[6].Err.Error() {
		t.Errorf("what is foreign is told from what is not there: %q", text)
	}
	theirs, err := w.DB.Achievement(t.Context(), foreign.ID)
	must(t, err)
	if got := len(w.all(t)); got != 5 || theirs.Awards != 0 {
		t.Errorf("%d awards are ours and %d theirs", got, theirs.Awards)
	}
}

// Many awards that were interrupted go on where they stopped, and doing it all
// once more changes nothing.
func TestAbuse_IS_07(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reqs := w.many(70)
	for _, stop := range []struct {
		step string
		time int
	}{{"award.saved", 17}, {"award.indexed", 9}, {"award.proved", 1}, {"award.signed", 1}, {"award.saved", 40}} {
		seen := 0
		func() {
			defer func() { _ = recover() }()
			w.Step = func(at string) {
				if at == stop.step {
					if seen++; seen == stop.time {
						panic("killed")
					}
				}
			}
			w.AwardMany(t.Context(), reqs)
			t.Errorf("nothing stopped at %s the time %d", stop.step, stop.time)
		}()
	}
	w.Step = nil
	first := w.AwardMany(t.Context(), reqs)
	second := w.AwardMany(t.Context(), reqs)
	places := make(map[[2]int]bool)
	for i := range reqs {
		must(t, first[i].Err)
		must(t, second[i].Err)
		if first[i].Award.ID != second[i].Award.ID || first[i].Award.RecipientEmail != reqs[i].Email {
			t.Errorf("row %d is %s and then %s", i, first[i].Award.ID, second[i].Award.ID)
		}
		places[[2]int{first[i].Award.StatusList, first[i].Award.StatusIndex}] = true
	}
	if got := len(w.all(t)); got != len(reqs) || len(places) != len(reqs) {
		t.Errorf("%d awards at %d places for %d requests", got, len(places), len(reqs))
	}
	w.work(t)
	var told []string
	for _, m := range w.sent(t) {
		told = append(told, m.To)
	}
	slices.Sort(told)
	if len(told) != len(reqs) || len(slices.Compact(told)) != len(reqs) {
		t.Errorf("%d messages were sent", len(told))
	}
}
