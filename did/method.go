package did

import (
	"context"
	"errors"
	"fmt"
)

// A Method resolves the DIDs of one method. Name is the word between the
// colons; Resolve gets DIDs of that method only, already parsed once.
type Method interface {
	Name() string
	Resolve(ctx context.Context, did string) (*Document, error)
}

// Methods is a table of methods. A verifier understands those in its table
// and no other; to forbid one, pass a shorter table.
type Methods []Method

// Default returns every method of this package. To add one, write its file and
// add its line here. Without a Fetcher, did:web cannot be resolved.
func Default(f Fetcher) Methods {
	return Methods{
		keyMethod{},
		jwkMethod{},
		webMethod{fetcher: f},
	}
}

// Development is Default for sites under development: the did:web of a host of
// this machine or of a private network, by its name, may also be served over http.
// Whether http is asked at all remains the Fetcher's decision.
func Development(f Fetcher) Methods {
	out := Default(f)
	for i, method := range out {
		if web, ok := method.(webMethod); ok {
			web.local = true
			out[i] = web
		}
	}
	return out
}

// With returns the same table with f as the Fetcher of those methods of this
// package that need one, so that one table can serve verifications that each
// have a budget of their own. Methods made elsewhere stay as they are.
func (m Methods) With(f Fetcher) Methods {
	out := make(Methods, len(m))
	for i, method := range m {
		if web, ok := method.(webMethod); ok {
			web.fetcher = f
			method = web
		}
		out[i] = method
	}
	return out
}

// Resolve returns the document of a DID. Its errors wrap ErrMalformed (not a
// DID), ErrUnsupported (no such method in the table, or a did:web in a spelling that is
// not read) or ErrUnresolvable.
func (m Methods) Resolve(ctx context.Context, did string) (*Document, error) {
	doc, err := m.resolve(ctx, did)
	if errors.Is(err, ErrMalformed) && !errors.Is(err, ErrUnresolvable) && isSpelledOtherwise(did) {
		return nil, fmt.Errorf("resolve %.200s: %w: a did:web in another spelling than the one that is read", did, ErrUnsupported)
	}
	return doc, err
}

func (m Methods) resolve(ctx context.Context, did string) (*Document, error) {
	u, err := parseBare(did)
	if err != nil {
		return nil, err
	}
	for _, method := range m {
		if method.Name() != u.Method() {
			continue
		}
		doc, err := method.Resolve(ctx, did)
		if err != nil {
			return nil, fmt.Errorf("resolve %.200s: %w", did, err)
		}
		return doc, doc.checkOwn(did)
	}
	return nil, fmt.Errorf("resolve %.200s: %w: the method did:%.40s", did, ErrUnsupported, u.Method())
}

// checkOwn holds a DID document to its subject: the id is the DID, letter by
// letter, and so begins the id of each key. A document has no say about the
// keys of others.
//
// DID Core 5.1.1 and 7.1.
func (doc *Document) checkOwn(did string) error {
	if doc.ID != did {
		return fmt.Errorf("resolve %.200s: %w: %w: %.200q", did, ErrUnresolvable, ErrOtherSubject, doc.ID)
	}
	for _, m := range doc.VerificationMethod {
		if u, err := Parse(m.ID); err != nil || u.DID != did {
			return fmt.Errorf("resolve %.200s: %w: the document lists a key of another subject, %.200q", did, ErrUnresolvable, m.ID)
		}
	}
	return nil
}
