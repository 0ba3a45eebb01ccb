// Package check judges badges for those who ask the site, by page or by API. It
// keeps the work within bounds, tells which documents are being asked for, and
// keeps a report when a visitor asks for that. It never keeps the badge. Start
// at Checker.Check; the judging itself is package vc's.
package check

import (
	"context"
	"errors"
	"io"
	"time"

	"blazon"
	"blazon/did"
	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/work"
	"blazon/vc"
)

// MaxBadge is how large a badge may be that somebody brings: the largest
// picture, and a credential beside it.
const MaxBadge = 10 << 20

// Time bounds one check with everything it has to fetch; the budget of the
// Verifier is within it.
const Time = 25 * time.Second

// maxWorking is how many checks of a node are under way that do not wait for documents
// of others, and as many more may wait to begin. Those that do wait have places of their
// own, in a room, so that checks which need nobody go on whoever does not answer.
const maxWorking = 16

// Store keeps reports. Each method is one transaction.
type Store interface {
	// SaveReport keeps a report; it is fault.Conflict if one of the same Digest
	// is kept.
	SaveReport(ctx context.Context, s Saved) error
	// Report returns the report of that id which ends after now, or
	// fault.NotFound.
	Report(ctx context.Context, id string, now time.Time) (Saved, error)
	// DeleteReport deletes the report whose Secret this is, or is fault.NotFound.
	DeleteReport(ctx context.Context, secret []byte) error
	// Spend is that of account.Limiter.
	Spend(ctx context.Context, now time.Time, limits ...account.Limit) (wait time.Duration, which int, err error)
}

// A Sealer makes codes by which our own text is known when it comes back.
type Sealer interface {
	MAC(purpose string, data []byte) ([]byte, error)
}

// A Checker judges badges. Make one with New; it may be used by many at once.
type Checker struct {
	Verifier *vc.Verifier
	// Work bounds what is signed and checked at once on this node; all of the
	// program shares one.
	Work  *work.Pool
	Store Store
	// Keys remembers the keys of issuers; nil: nobody does.
	Keys Keys
	Seal Sealer
	// Judged, if set, is told every verdict, for metrics.
	Judged func(vc.Verdict)
	Now    func() time.Time
	Rand   io.Reader

	working  *work.Pool
	waiting  *room
	networks *networks
}

// New completes c.
func New(c Checker) *Checker {
	c.working = &work.Pool{Workers: maxWorking, Queue: maxWorking}
	c.waiting = newRoom()
	c.networks = &networks{shares: make(map[string]*share)}
	return &c
}

// A Step is something that happens to one document which a check needs.
type Step struct {
	URL      string `json:"url"`
	Answered bool   `json:"answered"` // otherwise it is being asked for
	Failed   bool   `json:"failed,omitempty"`
}

// A Turn is that of a visitor whose network has room in its share. It is used within
// the function that Turn calls.
type Turn struct {
	checker *Checker
	from    string
}

// Turn calls f when the network called from, and the one around it, have room in their
// shares, which f takes up to its end: for what a check costs before and behind it. The
// error is that of f, or fault.TooMany while too many badges are being checked for that
// network, or fault.Unavailable when its time is over, or that of ctx.
func (c *Checker) Turn(ctx context.Context, from string, f func(ctx context.Context, t Turn) error) error {
	ctx, cancel := context.WithTimeout(ctx, Time)
	defer cancel()
	err := c.networks.do(ctx, from, func() error { return f(ctx, Turn{c, from}) })
	if said := (*fault.Error)(nil); errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &said) {
		return &fault.Error{
			Kind: fault.Unavailable, RetryAfter: comeBack, Err: err,
			Text: "This took longer than a check may take, with the time in which the badge was sent, and was stopped. Nothing is known of the badge. Try again in a few seconds.",
		}
	}
	return err
}

// Check judges input for a visitor of the network called from, in a Turn of its own.
func (c *Checker) Check(ctx context.Context, from string, input []byte, opt vc.Options, tell func(Step), use func(*vc.Report) error) error {
	return c.Turn(ctx, from, func(ctx context.Context, t Turn) error { return t.Check(ctx, input, opt, tell, use) })
}

// Check judges input and calls use with the report. Tell, if not nil, is called with each
// step, not always by the same goroutine and never twice at once. The error is that of
// use, or fault.TooMany while too many badges of that network wait for documents, and
// fault.Unavailable while there are too many in all.
//
// Use makes of the report what is sent, and does not keep it: it runs while the check has
// its place among those that work, so that there are never more whole reports, and answers
// in the making, than there are such places.
func (t Turn) Check(ctx context.Context, input []byte, opt vc.Options, tell func(Step), use func(*vc.Report) error) error {
	c := t.checker
	var found vc.Verdict
	err := c.working.Do(ctx, func() error {
		return c.among(ctx, account.Around(t.from), input, opt, tell, func(rep *vc.Report) error {
			found = rep.Verdict
			return use(rep)
		})
	})
	if found != "" && c.Judged != nil {
		c.Judged(found)
	}
	return err
}

// among judges for a network among the others that ask: it waits for documents only
// with a place in the room, which it keeps to its end. Without one it ends.
func (c *Checker) among(ctx context.Context, from string, input []byte, opt vc.Options, tell func(Step), use func(*vc.Report) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var entered bool
	var refused error
	enter := func() error {
		if entered || refused != nil {
			return refused
		}
		if refused = c.waiting.enter(ctx, from); refused != nil {
			cancel() // of a badge whose documents were not asked for there is nothing to say
			return refused
		}
		entered = true
		return nil
	}
	defer func() {
		if entered {
			c.waiting.leave(from)
		}
	}()
	err := c.judge(ctx, input, opt, asking{enter: enter, pause: c.working.Pause, tell: tell}, func(rep *vc.Report) error {
		if refused != nil {
			return refused
		}
		return use(rep)
	})
	if refused != nil {
		return refused
	}
	return err
}

// Own judges a badge of this site, for which nobody else is asked.
func (c *Checker) Own(ctx context.Context, input []byte) (rep *vc.Report, err error) {
	err = c.judge(ctx, input, vc.Options{}, asking{}, func(found *vc.Report) error {
		rep = found
		return nil
	})
	return rep, err
}

// judge verifies when there is a processor for it, and asks for documents with how. Use
// is called with the report while there still is.
func (c *Checker) judge(ctx context.Context, input []byte, opt vc.Options, how asking, use func(*vc.Report) error) error {
	opt.Brief = true // the badge that explains itself at length comes from a stranger
	v := *c.Verifier
	if v.Fetcher != nil {
		how.next, how.work = v.Fetcher, c.Work
		v.Fetcher = how
	}
	return c.Work.Do(ctx, func() error {
		rep, err := blazon.Verify(ctx, &v, input, opt)
		if err != nil {
			return err
		}
		return use(rep)
	})
}

// asking is a fetcher that lets others work while it waits, and tells of it.
type asking struct {
	next  did.Fetcher
	work  *work.Pool
	enter func() error      // nil, or called before each document is asked for
	pause func(wait func()) // nil, or what is paused beside work
	tell  func(Step)        // nil, or told each step
}

// Fetch implements did.Fetcher. The session of a verification calls it for one
// document at a time.
func (a asking) Fetch(ctx context.Context, url, accept string) (resp *did.Response, err error) {
	if a.tell != nil {
		a.tell(Step{URL: url})
	}
	a.wait(func() {
		if a.enter != nil {
			err = a.enter()
		}
		if err == nil {
			resp, err = a.next.Fetch(ctx, url, accept)
		}
	})
	if a.tell != nil {
		a.tell(Step{URL: url, Answered: true, Failed: err != nil || resp.Status >= 400})
	}
	return resp, err
}

// wait runs f and leaves the places of those that work to others meanwhile. What is
// taken first is left last, as in Check, or two could wait for one another.
func (a asking) wait(f func()) {
	a.work.Pause(func() {
		if a.pause == nil {
			f()
			return
		}
		a.pause(f)
	})
}
