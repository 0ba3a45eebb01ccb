package check_test

import (
	"fmt"
	"testing"

	"blazon/internal/fault"
)

// TestAbuse_F_19_Keeping: one visitor with many networks, who has the same report kept
// again and again or always another, leaves the others room to keep theirs.
func TestAbuse_F_19_Keeping(t *testing.T) {
	for name, sends := range map[string]func(offer string) string{
		"the same": func(offer string) string { return offer },
		"others":   nil,
	} {
		w := newWorld(t)
		rep := w.check(t, signed(t, w, "Tie ten knots."))
		offer, err := w.Offer(rep)
		if err != nil {
			t.Fatal(err)
		}
		kept := 0
		for network := range 110 {
			for n := range 20 {
				sent := offer
				if sends == nil {
					rep.Notes = []string{fmt.Sprint(network, n)}
					if sent, err = w.Offer(rep); err != nil {
						t.Fatal(err)
					}
				}
				switch _, _, err := w.Keep(t.Context(), sent, fmt.Sprintf("2001:db8:1:%x::/64", network)); {
				case err == nil:
					kept++
				case !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.TooMany):
					t.Fatal(err)
				}
			}
		}
		if kept > 60 || len(w.saved) != kept {
			t.Errorf("%s: %d reports were kept, and %d are there", name, kept, len(w.saved))
		}
		for _, other := range []string{"2001:db8:2::/64", "198.51.100.9"} {
			rep.Notes = []string{other}
			mine, err := w.Offer(rep)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := w.Keep(t.Context(), mine, other); err != nil {
				t.Errorf("%s: another visitor: %v", name, err)
			}
		}
	}
}

// TestKeepingIsLimitedInAll: what is more than the site keeps is not kept.
func TestKeepingIsLimitedInAll(t *testing.T) {
	w := newWorld(t)
	rep := w.check(t, signed(t, w, "Tie ten knots."))
	refused := 0
	for n := range 2010 {
		rep.Notes = []string{fmt.Sprint(n)}
		offer, err := w.Offer(rep)
		if err != nil {
			t.Fatal(err)
		}
		switch _, _, err := w.Keep(t.Context(), offer, fmt.Sprintf("198.%d.%d.1", n/100, n%100)); {
		case fault.Is(err, fault.TooMany):
			refused++
		case err != nil:
			t.Fatal(err)
		}
	}
	if len(w.saved) != 2000 || refused != 10 {
		t.Errorf("%d are kept and %d were refused", len(w.saved), refused)
	}
}
