package award

import "time"

// The points between two steps at which Awarder.Step is called.
const (
	stepAllowed    = "award.allowed"    // the request is good, and nothing is done yet
	stepIndexed    = "award.indexed"    // an index of the status list is taken
	stepComposed   = "award.composed"   // the credential is stated and checked
	stepProved     = "award.proved"     // it is signed as JSON
	stepSigned     = "award.signed"     // and as a JWT
	stepSaved      = "award.saved"      // the award is kept, the recipient not told
	stepRevocable  = "revoke.allowed"   // the revocation is good, and nothing is done yet
	stepRevoked    = "revoke.saved"     // it is kept, the recipient not told
	stepListSigned = "list.signed"      // a status list is signed and not kept
	stepListKept   = "list.kept"        // and kept
	stepTelling    = "notify.composed"  // a message is written and not sent
	stepTold       = "notify.sent"      // it is sent, and not marked as sent
	stepMarked     = "notify.completed" // and marked
)

// Steps lists every name that Awarder.Step is called with, in the order of a
// badge's life.
func Steps() []string {
	return []string{
		stepAllowed, stepIndexed, stepComposed, stepProved, stepSigned, stepSaved,
		stepTelling, stepTold, stepMarked,
		stepRevocable, stepRevoked, stepListSigned, stepListKept,
	}
}

// step says that a step is done.
func (a *Awarder) step(name string) {
	if a.Step != nil {
		a.Step(name)
	}
}

// now returns the time as credentials state it.
func (a *Awarder) now() time.Time { return a.Now().UTC().Truncate(time.Second) }
