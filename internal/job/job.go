// Package job holds work to do soon. A Job is saved in the transaction that
// makes it necessary and done later, at least once, by whichever node is free.
package job

import (
	"encoding/json"
	"fmt"
	"time"
)

// A Job is one piece of work.
type Job struct {
	// Kind says what is to be done, as a dotted word such as "award.notify".
	Kind string
	// Args is JSON that says to what. It holds no secrets.
	Args []byte
	// Key, when not empty, keeps a second Job of the same Kind and Key from
	// being added while the first waits.
	Key string
	// At is when to start; the zero time means now.
	At time.Time
}

// New returns a Job of kind with args in JSON. It panics if args cannot be
// written as JSON, which is a mistake of the caller.
func New(kind string, args any) Job {
	b, err := json.Marshal(args)
	if err != nil {
		panic(fmt.Sprintf("job: arguments of %s: %v", kind, err))
	}
	return Job{Kind: kind, Args: b}
}
