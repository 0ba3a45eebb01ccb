package vc

import (
	"context"
	"sync"

	"blazon/did"
	"blazon/jsonld"
)

// alreadyRead is what one verification has read of what others publish. That may be long,
// and each of hundreds of proofs and entries may lead to it.
type alreadyRead struct {
	controllers once[*did.Document] // by the id of whose document it is
	keySets     once[*did.KeySet]   // by address
	keysAt      once[did.JWK]       // by issuer and kid
	keyTexts    once[*jsonld.Value] // by what was asked for, and address
	listings    once[[]did.Key]     // by purpose and issuer
	histories   once[KeyHistory]    // by listing
	revoked     once[*revocations]  // by address
	statusLists once[*statusList]   // by address and options
}

// once finds things out that do not change while a verification lasts. The zero once
// has found out nothing.
type once[T any] struct {
	mu  sync.Mutex
	had map[string]answered[T]
}

type answered[T any] struct {
	value T
	err   error
	seen  *seen // what led to it
}

// get returns what was found out under a name, or finds it out. An answer that came
// when there was no more time is not kept. Who is given an answer has seen what led to it.
func (o *once[T]) get(ctx context.Context, name string, find func(context.Context) (T, error)) (T, error) {
	o.mu.Lock()
	a, ok := o.had[name]
	o.mu.Unlock()
	if ok {
		seenIn(ctx).noteAll(a.seen)
		return a.value, a.err
	}
	inner, s := withSeen(ctx)
	a.value, a.err = find(inner)
	a.seen = &seen{texts: s.texts}
	if ctx.Err() != nil {
		return a.value, a.err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.had == nil {
		o.had = make(map[string]answered[T])
	}
	o.had[name] = a
	return a.value, a.err
}
