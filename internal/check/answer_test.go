package check_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"strings"
	"testing"

	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/vc"
)

// room is a hold with room for most bytes.
func room(most int) func(int) error {
	return func(n int) error {
		if n > most {
			return fault.New(fault.TooMany, "no room for %d bytes", n)
		}
		return nil
	}
}

// TestAbuse_F_19_Encode: a report is sent as large as it is, and not six times; there is
// room for it before it is made; beyond a few megabytes first its pictures are left out,
// which is said, and then nothing is sent.
func TestAbuse_F_19_Encode(t *testing.T) {
	picture := func(n int) string { return "data:image/png;base64," + strings.Repeat("&", n) }
	many := func(n, size int) *vc.Report {
		rep := &vc.Report{Verdict: vc.Valid, Notes: []string{"first"}, Summary: vc.Summary{Name: "Knots", Image: picture(size)}}
		for range n {
			rep.Also = append(rep.Also, &vc.Report{Summary: vc.Summary{Name: "Knots", Image: picture(size)}})
		}
		return rep
	}
	for name, tt := range map[string]struct {
		rep      *vc.Report
		size     int
		pictures bool
	}{
		"of some size":     {many(0, 4_000_000), 4_001_000, true},
		"with pictures":    {many(3, 4_000_000), 2_000, false},
		"odd letters":      {&vc.Report{Summary: vc.Summary{Image: "data:", Narrative: strings.Repeat("\u2028\x01\"\xff", 100_000)}}, 2_100_000, true},
		"nothing but text": {&vc.Report{Summary: vc.Summary{Narrative: strings.Repeat("\x01", 2_000_000)}}, 0, false},
	} {
		asked := 0
		data, err := check.Encode(tt.rep, nil, func(n int) error { asked = n; return nil })
		if tt.size == 0 {
			if !fault.Is(err, fault.TooLarge) || data != nil || asked != 0 || !strings.Contains(err.Error(), "blazon verify") {
				t.Errorf("%s: %d bytes, asked for %d, %v", name, len(data), asked, err)
			}
			continue
		}
		if err != nil || len(data) > tt.size || len(data) > asked || asked > tt.size+len(data)/20 {
			t.Errorf("%s: %d bytes, asked for %d, %v", name, len(data), asked, err)
		}
		var got vc.Report
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(name, err)
		}
		if (got.Summary.Image != "") != tt.pictures || !tt.pictures && (len(got.Notes) != 2 || !strings.Contains(got.Notes[1], "picture")) {
			t.Errorf("%s: picture of %d bytes, notes %q", name, len(got.Summary.Image), got.Notes)
		}
		if tt.rep.Summary.Image == "" || len(tt.rep.Notes) > 1 {
			t.Errorf("%s: the report itself was changed", name)
		}
		before := allocated()
		if _, err := check.Encode(tt.rep, nil, room(100)); !fault.Is(err, fault.TooMany) {
			t.Errorf("%s: without room: %v", name, err)
		}
		if made := allocated() - before; made > 100<<10 {
			t.Errorf("%s: %d bytes were made before there was room", name, made)
		}
	}
}

// allocated is how much memory was asked for until now.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestAbuse_F_19_Offer: an offer to keep a report that says much costs about as much
// memory as it has, whatever is in the report; and the report stays as it is.
func TestAbuse_F_19_Offer(t *testing.T) {
	w := newWorld(t)
	rep := w.judgeSigned(t)
	rep.Summary.Image = "data:image/png;base64," + strings.Repeat("&", 4_000_000)
	rep.Checks[3].Detail["payload"] = strings.Repeat("&", 4_000_000)
	rep.Raw = []byte(rep.Summary.Image)
	detail := maps.Clone(rep.Checks[3].Detail)
	before := allocated()
	offer, err := w.Offer(rep)
	if err != nil || offer == "" {
		t.Fatal(err)
	}
	if made := allocated() - before; made > 4<<20 {
		t.Errorf("%d bytes were used for an offer of %d", made, len(offer))
	}
	if len(rep.Summary.Image) < 4_000_000 || !maps.Equal(rep.Checks[3].Detail, detail) || rep.Raw == nil {
		t.Error("the report was changed")
	}
	rep.Summary.Narrative = strings.Repeat("&", 4_000_000)
	before = allocated()
	if offer, err := w.Offer(rep); err != nil || offer != "" {
		t.Errorf("a report of 4 MB is offered: %d bytes, %v", len(offer), err)
	}
	if made := allocated() - before; made > 1<<20 {
		t.Errorf("%d bytes were used for no offer", made)
	}
}

// judgeSigned is the report on a badge that is valid.
func (w *world) judgeSigned(t *testing.T) *vc.Report {
	t.Helper()
	rep, err := w.judge(t.Context(), home, signed(t, w, "Tie ten knots."), vc.Options{Explain: true}, nil)
	if err != nil || rep.Verdict != vc.Valid {
		t.Fatal(rep, err)
	}
	return rep
}

// TestAbuse_F_19_Use: what is sent is made while the check has its place, so that whoever
// has many checks made has no more reports at once than there are places.
func TestAbuse_F_19_Use(t *testing.T) {
	w := newWorld(t)
	badge := signed(t, w, "Tie ten knots.")
	done := errors.New("done")
	at, most := make(chan int, 100), 0
	inside := 0
	ends := make(chan error, 30)
	for n := range 10 {
		go func() {
			ends <- w.Check(t.Context(), fmt.Sprintf("198.51.%d.1", n), badge, vc.Options{Explain: true}, nil, func(rep *vc.Report) error {
				inside++ // by one at a time: there is one place
				at <- inside
				runtime.Gosched()
				inside--
				return done
			})
		}()
	}
	for range 10 {
		if err := <-ends; !errors.Is(err, done) {
			t.Fatal(err)
		}
		most = max(most, <-at)
	}
	if most != 1 {
		t.Errorf("%d at once", most)
	}
}

// TestIsBadge: what begins as badges do is one, whatever a program put before it or a letter
// has made of its lines.
func TestIsBadge(t *testing.T) {
	for text, want := range map[string]bool{
		`{"id":"x"}`: true, " {": true, "\ufeff{": true, "<!DOCTYPE svg><svg/>": true, "<svg/>": true, "data:application/json,{}": true,
		"eyJhIjoxfQ.eyJiIjoyfQ.c2ln": true, "eyJhIjoxfQ.eyJi\nIjoyfQ.c2ln": true, "eyJhIjoxfQ.eyJiIjoyfQ.c2ln~a~": true,
		"https://uni.example/1": false, "uni.example": false, "": false, "eyJ": false,
	} {
		if got := check.IsBadge(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
