package vc

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
		if err == nil {
			if is, _ := isProfile(p); is {
				return unknown // it may be the Profile, and calls itself otherwise
			}
		}
	}
	if err == nil {
		switch is, readable := isProfile(p); {
		case is && readable:
			return a.fetchPart(ctx, origin, ob2.ClassIssuer)
		case is:
			return &part{address: origin, err: errOddProfile}
		}
	}
	switch {
	case err == nil, errors.Is(err, did.ErrMalformed), errors.Is(err, errGone):
		return nil
	case errors.Is(err, errNoJSON) && errors.As(err, &syntax) && syntax.Offset < pageStart:
		return nil
	case errors.As(err, &status) && slices.Contains(nobodyThere, int(status)):
		return nil
	}
	return unknown
}

// nobodyThere are the answers of servers that have nothing to say at their origin. One that
// is there for verifiers is for everybody, so what may not be seen is no Profile, either.
var nobodyThere = []int{401, 403, 404, 405, 406, 410}

// pageStart is by where a text that is no JSON is seen to be a page and no damaged JSON.
const pageStart = 16

var errOddProfile = fmt.Errorf("%w that is read here: it seems to be a Profile in another form", errNoJSON)

// isProfile reports whether something is a Profile of Open Badges 1 or 2, by what it says
// that it is or by what only those have, and whether it is written as they are. A Profile
// of later versions says nothing of these badges.
func isProfile(p *part) (is, readable bool) {
	raw := p.object.Raw.Items()
	for i, v := range p.object.Value.Items() {
		types := slices.Concat(texts(raw[i].Get("type")), texts(raw[i].Get("@type")))
		typed := slices.ContainsFunc(types, func(t string) bool {
			name := t[strings.LastIndexAny(t, "#:/")+1:]
			return name == ob2.ClassIssuer || name == ob2.ClassProfile
		})
		later := isLater(raw[i])
		decides := slices.ContainsFunc(policyMembers, func(name string) bool { return !isNothing(v.Get(name)) })
		if typed && !later || decides && (typed || len(types) == 0 || ob2.Recognize(raw[i])) {
			readable = p.object.Value.Kind() == jsonld.Object && p.named && p.id() != ""
			return true, readable && !later && (typed || len(types) == 0 && p.object.Version < ob2.V20)
		}
	}
	return false, false
}

// policyMembers are the members of a Profile that decide which badges are its own.
var policyMembers = []string{"verification", "verify", "publicKey", "revocationList"}

// isLater reports whether something is of the versions after 2.1, which have other contexts.
func isLater(v *jsonld.Value) bool {
	contexts := texts(v.Get("@context"))
	return !slices.ContainsFunc(contexts, isContextOB2) && slices.ContainsFunc(contexts, func(s string) bool {
		return strings.HasPrefix(s, "https://www.w3.org/ns/") || strings.HasPrefix(s, "https://www.w3.org/2018/credentials/") || strings.Contains(s, "/spec/ob/v3p0/")
	})
}

// members05 are the members of an issuer of version 0.5, as they are called in 2.0.
var members05 = []string{"@context", "id", "type", "name", "url", "email"}
