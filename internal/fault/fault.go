// Package fault gives a failure a kind for programs, a sentence for people and
// a cause for the log. A failure that nobody classified is Internal, and the
// sentence of an Internal failure never says more than that something went
// wrong, so nothing unconsidered is ever shown to a stranger.
//
// Capabilities return faults; package serve is the only one that turns a Kind
// into an HTTP status.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of failure happened, for programs that must decide what
// to do next.
type Kind int

// The kinds of failure. The zero value is Internal on purpose.
const (
	Internal        Kind = iota // a bug or a broken part of ours; its text is never shown
	Invalid                     // what was sent cannot be used as it is
	Unauthenticated             // we do not know who is asking
	Denied                      // we know who is asking, and they may not
	NotFound                    // there is no such thing, or not for this person
	Conflict                    // the thing has changed or its state forbids this
	TooLarge                    // more bytes or rows than we accept
	TooMany                     // too many requests; RetryAfter says when
	Unavailable                 // a part we need is down or full; RetryAfter says when
)

// internalText is all that a stranger learns of an Internal failure.
const internalText = "Something went wrong on our side. Nothing you sent was lost; please try again in a moment."

// An Error is a failure that someone outside the program may be told about.
type Error struct {
	Kind Kind
	// Text is one or two sentences for people: what happened, why, what to do.
	// It holds no secrets and no internals.
	Text string
	// Field names the form or JSON field that the failure is about, or is "".
	Field string
	// Err is the cause, for the log; it may be nil and is never shown.
	Err error
	// RetryAfter says how long to wait before trying again; zero says nothing.
	RetryAfter time.Duration
}

// Error returns the sentence and the cause, for the log.
func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Text
	case e.Text == "":
		return e.Err.Error()
	}
	return e.Text + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns a failure of kind k whose sentence is made as by fmt.Sprintf.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...)}
}

// Field returns an Invalid failure about the field called name.
func Field(name, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: name, Text: fmt.Sprintf(format, args...)}
}

// Wrap returns a failure of kind k with err as its cause. The sentence is made
// as by fmt.Sprintf and must not repeat err.
func Wrap(err error, k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...), Err: err}
}

// Join returns one error that holds every non-nil error of errs, or nil if
// there is none. Forms use it to show all that is wrong at once.
func Join(errs ...error) error { return errors.Join(errs...) }

// Public returns the kind of err and the sentence that may be shown for it. Of
// several joined faults the first decides.
func Public(err error) (Kind, string) {
	var e *Error
	if !errors.As(err, &e) || e.Kind == Internal {
		return Internal, internalText
	}
	return e.Kind, e.Text
}

// Is reports whether err is a fault of kind k.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// All returns every fault within err, outermost first.
func All(err error) []*Error {
	var out []*Error
	walk(err, func(e *Error) { out = append(out, e) })
	return out
}

// Fields returns every fault within err that names a field, in order.
func Fields(err error) []*Error {
	var out []*Error
	for _, e := range All(err) {
		if e.Field != "" && e.Kind != Internal {
			out = append(out, e)
		}
	}
	return out
}

// walk calls f for each *Error in the tree of err, outermost first.
func walk(err error, f func(*Error)) {
	if err == nil {
		return
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // each node of the tree is looked at by itself
		f(e)
	}
	switch u := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() []error }:
		for _, c := range u.Unwrap() {
			walk(c, f)
		}
	case interface{ Unwrap() error }:
		walk(u.Unwrap(), f)
	}
}
