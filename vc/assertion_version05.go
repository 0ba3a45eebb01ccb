package vc

import (
	"context"
	"errors"
	"strings"

	"blazon/did"
	"blazon/jsonld"
	"blazon/ob2"
)

// profileAt returns the Profile that is published at an origin, or why it is not known
// whether one is; nil if there is none, as at most origins: a page, or nothing.
func (a *assertion) profileAt(ctx context.Context, origin string) *part {
	if rest, ok := strings.CutPrefix(origin, "http://"); ok && isSecure(a.id()) {
		origin = "https://" + rest // origins are older than the habit of encryption
	}
	p, _, err := a.fetchOnce(ctx, origin, ob2.ClassIssuer)
	var (
		other  *elsewhereError
		status statusError
		syntax *jsonld.SyntaxError
	)
	unknown := &part{address: origin, err: err}
	if errors.As(err, &other) && isSecure(other.at) {
		p, _, err = a.fetchOnce(ctx, other.at, ob2.ClassIssuer)
		if err == nil && isProfile(p) {
			return unknown // it may be the Profile, and calls itself otherwise
		}
	}
	switch {
	case err == nil && isProfile(p):
		return a.fetchPart(ctx, origin, ob2.ClassIssuer)
	case err == nil, errors.Is(err, did.ErrMalformed):
		return nil
	case errors.Is(err, errNoJSON) && errors.As(err, &syntax) && syntax.Offset < pageStart:
		return nil
	case errors.As(err, &status) && (status == 404 || status == 405 || status == 406 || status == 410):
		return nil
	}
	return unknown
}

// pageStart is by where a text that is no JSON is seen to be a page and no damaged JSON.
const pageStart = 16

// isProfile reports whether something says that it is a Profile, by whichever name.
func isProfile(p *part) bool {
	for _, t := range texts(p.object.Value.Get("type")) {
		name := t[strings.LastIndexAny(t, "#:/")+1:]
		if p.named && (name == ob2.ClassIssuer || name == ob2.ClassProfile) {
			return true
		}
	}
	return false
}

// members05 are the members of an issuer of version 0.5, as they are called in 2.0.
var members05 = []string{"@context", "id", "type", "name", "url", "email"}
