package app

import (
	"context"
	"strings"

	"blazon/did"
	"blazon/vc"
)

// othersKeys remembers the keys of issuers of other sites. About its own a site needs
// no memory: it has their keys itself. It implements vc.KeyMemory.
type othersKeys struct {
	vc.KeyMemory
	base string // the address of the site, without a slash at the end
}

// KeysListed implements vc.KeyMemory.
func (o othersKeys) KeysListed(ctx context.Context, l vc.KeyListing) (vc.KeyHistory, error) {
	at := l.Issuer
	if strings.HasPrefix(at, "did:web:") {
		if web, err := did.WebURL(at); err == nil {
			at = web
		}
	}
	if strings.HasPrefix(at, o.base+"/") {
		return vc.KeyHistory{}, nil
	}
	return o.KeyMemory.KeysListed(ctx, l)
}
