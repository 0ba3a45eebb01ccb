package did

import "errors"

// The kinds of failure. Errors of this package wrap exactly one of them, or two where
// that is said, so errors.Is tells them apart; the text says what happened.
var (
	// ErrMalformed: the text is no DID, no key or no document of the form that
	// its standard prescribes.
	ErrMalformed = errors.New("malformed")
	// ErrUnresolvable: the identifier is sound but its document could not be
	// had, or what came back is not its document. Wraps the *FetchError, if
	// there was one.
	ErrUnresolvable = errors.New("not resolvable")
	// ErrOtherSubject: what is there is the document of another. Comes with
	// ErrUnresolvable.
	ErrOtherSubject = errors.New("the document is about another")
	// ErrUnsupported: no method of the table, or no kind of key, goes by this name.
	ErrUnsupported = errors.New("not supported")
	// ErrNotBound: the issuer does not list this key as its own.
	ErrNotBound = errors.New("key not bound to the issuer")
	// ErrPurpose: the issuer lists the key, but not for this purpose.
	ErrPurpose = errors.New("key not listed for this purpose")
	// ErrKeyRevoked: the issuer has withdrawn the key.
	ErrKeyRevoked = errors.New("key revoked")
	// ErrKeyExpired: the issuer meant the key to count until a moment that is past.
	ErrKeyExpired = errors.New("key expired")
	// ErrKeyEarly: the issuer means the key to count from a moment on that is to come.
	ErrKeyEarly = errors.New("key does not count yet")
	// ErrKeyWeak: the key would let others sign, too.
	ErrKeyWeak = errors.New("weak key")
	// ErrKeyUse: the key says of itself that it is not for signatures, or for
	// another algorithm than its own kind.
	ErrKeyUse = errors.New("key not meant for this use")
)
