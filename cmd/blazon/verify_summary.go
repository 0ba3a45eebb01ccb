package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"blazon/vc"
)

// A summary counts the outcomes of a run. While the run lasts it shows how far
// it is, if a person watches; at the end it says what came out.
type summary struct {
	w        *world
	total    int // 0: not known
	terminal bool
	start    time.Time
	shown    time.Time
	onScreen bool

	count    int
	unread   int
	verdicts map[vc.Verdict]int
	codes    map[string]int
	over     passed
}

func newSummary(w *world, total int, over passed) *summary {
	return &summary{
		w: w, total: total, over: over, terminal: isTerminal(w.err), start: w.now(),
		verdicts: make(map[vc.Verdict]int), codes: make(map[string]int),
	}
}

// isTerminal reports whether what is written to out is seen by a person.
func isTerminal(out any) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// add counts an outcome. A code counts once for each badge.
func (s *summary) add(o outcome) {
	s.count++
	if o.err != nil {
		s.unread++
		return
	}
	s.verdicts[o.verdict]++
	slices.Sort(o.codes)
	for _, code := range slices.Compact(o.codes) {
		s.codes[code]++
	}
}

// exit is the exit code of the run.
func (s *summary) exit() int {
	code := exitOK
	if s.unread > 0 {
		code = exitIndeterminate
	}
	for verdict := range s.verdicts {
		code = worse(code, exitFor(verdict))
	}
	return code
}

// broken prints why a run ended before its end and returns its exit code: a badge that
// was found to be invalid is that, whatever came after it.
func (s *summary) broken(err error) error {
	code := report(s.w, err)
	if code == exitUsage && s.count == 0 {
		return exit(code)
	}
	return exit(worse(s.exit(), exitIndeterminate))
}

// The look of the bar.
const (
	barWidth = 24
	barEvery = 100 * time.Millisecond
)

// show draws the bar anew, now and then.
func (s *summary) show() {
	now := s.w.now()
	if !s.terminal || now.Sub(s.shown) < barEvery {
		return
	}
	s.shown, s.onScreen = now, true
	_, _ = fmt.Fprintf(s.w.err, "\r\x1b[K%s", s.bar(now))
}

// bar is how far the run is, as text.
func (s *summary) bar(now time.Time) string {
	rate := perSecond(s.count, now.Sub(s.start))
	bad := s.verdicts[vc.Invalid] + s.verdicts[vc.Indeterminate] + s.unread
	if s.total == 0 {
		return fmt.Sprintf("%d verified, %d not valid, %s", s.count, bad, rate)
	}
	full := barWidth * s.count / s.total
	return fmt.Sprintf("[%s%s] %d of %d, %d not valid, %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), s.count, s.total, bad, rate)
}

// clear takes the bar off the screen.
func (s *summary) clear() {
	if s.onScreen {
		_, _ = fmt.Fprint(s.w.err, "\r\x1b[K")
		s.onScreen = false
	}
}

// close prints the result of the run.
func (s *summary) close() {
	s.clear()
	if s.count > 0 {
		s.result()
	}
	if text := s.over.String(); text != "" {
		_, _ = fmt.Fprintln(s.w.err, text)
	}
}

// result prints how many badges there were, and what decided.
func (s *summary) result() {
	took := s.w.now().Sub(s.start)
	parts := []string{
		fmt.Sprintf("%d valid", s.verdicts[vc.Valid]),
		fmt.Sprintf("%d invalid", s.verdicts[vc.Invalid]),
		fmt.Sprintf("%d indeterminate", s.verdicts[vc.Indeterminate]),
	}
	if s.unread > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be read", s.unread))
	}
	_, _ = fmt.Fprintf(s.w.err, "%d badges: %s; %s, %s\n", s.count, strings.Join(parts, ", "), took.Round(time.Millisecond), perSecond(s.count, took))
	for _, code := range slices.SortedFunc(maps.Keys(s.codes), func(a, b string) int {
		if s.codes[a] != s.codes[b] {
			return s.codes[b] - s.codes[a]
		}
		return strings.Compare(a, b)
	}) {
		_, _ = fmt.Fprintf(s.w.err, "%8d %s\n", s.codes[code], code)
	}
}

func perSecond(n int, took time.Duration) string {
	if took <= 0 {
		return "0 per second"
	}
	return fmt.Sprintf("%.0f per second", float64(n)/took.Seconds())
}
