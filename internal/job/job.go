// Package job holds work to do soon. A Job is saved in the transaction that
// makes it necessary and done later, at least once, by whichever node is free.
//
// Jobs wait in tables of River in our own database; a Queue is those tables and
// a Runner is what works on them. A job that fails is tried again after longer
// and longer pauses; one that can never succeed, or panics again and again, is
// set aside where Queue.Failed shows it. Since a node may stop between doing a
// job and saying so, doing one twice must be harmless.
package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// A Job is one piece of work.
type Job struct {
	// Kind says what is to be done, as a dotted word such as "award.notify".
	Kind string
	// Args is JSON that says to what. It holds no secrets. The database keeps
	// its meaning, not its bytes.
	Args []byte
	// Key, when not empty, keeps a second Job of the same Kind and Key from
	// being added while the first waits or runs.
	Key string
	// At is when to start; the zero time means now.
	At time.Time
}

// A Handler does one job. It may be called twice for the same one.
type Handler = func(ctx context.Context, args []byte) error

// New returns a Job of kind with args in JSON. It panics if args cannot be
// written as JSON, which is a mistake of the caller.
func New(kind string, args any) Job {
	b, err := json.Marshal(args)
	if err != nil {
		panic(fmt.Sprintf("job: arguments of %s: %v", kind, err))
	}
	return Job{Kind: kind, Args: b}
}

// A Permanent error says that trying again cannot help. A handler returns an
// error that holds one, and the job is set aside at once.
type Permanent interface {
	error
	// Permanent reports whether trying again is of no use.
	Permanent() bool
}

// giveUp is an error that is for good.
type giveUp struct{ error }

func (giveUp) Permanent() bool { return true }
func (g giveUp) Unwrap() error { return g.error }

// GiveUp returns err marked as Permanent.
func GiveUp(err error) error { return giveUp{err} }
