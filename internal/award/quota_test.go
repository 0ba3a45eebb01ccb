package award_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/internal/fault"
)

// TestAbuse_MAIL_07_Quota: an issuer that no operator has looked at sends mail to a few
// people a day, whatever way it awards, and no more; a request that is repeated counts
// once.
func TestAbuse_MAIL_07_Quota(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.UnreviewedDaily = 5
	one := w.request("first@navy.example")
	one.IdempotencyKey = "first"
	for range 3 {
		_, err := w.Award(t.Context(), one)
		must(t, err)
	}
	for range 2 { // the second time those that were awarded are found, and none is new
		done, refused := 0, 0
		for _, o := range w.AwardMany(t.Context(), w.many(8)) {
			switch {
			case o.Err == nil:
				done++
			case fault.Is(o.Err, fault.TooMany) && strings.Contains(o.Err.Error(), "5 awards a day"):
				refused++
			default:
				t.Fatal(o.Err)
			}
		}
		if done != 4 || refused != 4 {
			t.Errorf("%d awarded and %d refused", done, refused)
		}
	}
	wrong := w.request("no address")
	if _, err := w.Award(t.Context(), wrong); !fault.Is(err, fault.Invalid) {
		t.Errorf("what is wrong with it is not told: %v", err)
	}
	w.work(t)
	if got := len(w.sent(t)); got != 5 {
		t.Errorf("%d were told", got)
	}
	left, limited, err := w.Left(t.Context(), w.Ours)
	if err != nil || left != 0 || !limited {
		t.Errorf("%d are left (limited %t), %v", left, limited, err)
	}
	w.Clock.add(13 * time.Hour) // still the same day in UTC
	if _, err := w.Award(t.Context(), w.request("last@navy.example")); !fault.Is(err, fault.TooMany) {
		t.Errorf("the same day: %v", err)
	}
	w.Clock.add(time.Hour)
	if left, _, err = w.Left(t.Context(), w.Ours); err != nil || left != 5 {
		t.Errorf("the next day %d are left, %v", left, err)
	}
	for i := range 5 {
		_, err := w.Award(t.Context(), w.request(fmt.Sprintf("next%d@navy.example", i)))
		must(t, err)
	}
	if _, err := w.Award(t.Context(), w.request("last@navy.example")); !fault.Is(err, fault.TooMany) {
		t.Errorf("the next day: %v", err)
	}
	w.UnreviewedDaily = 0 // as the operator may have it
	_, err = w.Award(t.Context(), w.request("last@navy.example"))
	must(t, err)
}
