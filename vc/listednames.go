package vc

import (
	"context"
	"net/url"
	"strings"

	"blazon/jsonld"
)

// listedNames are the names of what a list of withdrawn badges withdraws. Lists are long
// and strangers choose how they write names and at which address they are: each entry is
// gone through once, and no address is put together for one.
type listedNames struct {
	strict   bool
	reasons  map[string]string // why a badge was withdrawn, by each of its names
	relative map[string]string // the same, by its address as it is seen from the list
	bases    []listAddress
}

// A listAddress is where a list is, as listedName writes it.
type listAddress struct{ host, dir, path, request string }

// maxClimb is how many directories above its own a list may name badges in. Nobody can say
// which badge an entry means that climbs further.
const maxClimb = 16

// newNames returns the names of a list that is at some addresses, before any was added.
func newNames(strict bool, at ...string) *listedNames {
	l := &listedNames{strict: strict, reasons: make(map[string]string), relative: make(map[string]string)}
	for _, address := range at {
		request, _, _ := strings.Cut(listedName(address), "#")
		rest, ok := strings.CutPrefix(request, "https://")
		i := strings.IndexByte(rest, '/')
		if !strict || !ok || i < 0 {
			continue
		}
		path, _, _ := strings.Cut(rest[i:], "?")
		l.bases = append(l.bases, listAddress{"https://" + rest[:i], path[:strings.LastIndexByte(path, '/')+1], path, rest[i:]})
	}
	return l
}

// plain writes a name as those in reasons are.
func (l *listedNames) plain(name string) string {
	if l.strict {
		return listedName(name)
	}
	return jsonld.PlainID(name)
}

// add notes that a badge is withdrawn, by one name. One that may be an address without a
// host counts as that, too.
func (l *listedNames) add(name, reason string, mayBeAddress bool) {
	note := func(names map[string]string, name string) {
		if name != "" && names[name] == "" {
			names[name] = reason
		}
	}
	note(l.reasons, l.plain(name))
	name = strings.TrimSpace(name)
	u, err := url.Parse(name)
	switch {
	case !l.strict || !mayBeAddress || name == "" || err != nil || u.Scheme != "":
	case u.Host != "":
		note(l.reasons, listedName("https:"+name))
	default:
		note(l.relative, fromList(name))
	}
}

// fromList writes an address without a host in one way: from the root of the host (/), from
// the directory of the list (./ and ../) or as more of the address of the list (? and #).
//
// RFC 3986 5.2.2.
func fromList(address string) string {
	path, more := plainRequest(address)
	if path == "" {
		return more
	}
	root, isFromRoot := strings.CutPrefix(path, "/")
	clean, climbs := withoutDots(root)
	switch {
	case isFromRoot:
		return "/" + clean + more
	case climbs == 0:
		return "./" + clean + more
	}
	return strings.Repeat("../", min(climbs, maxClimb+1)) + clean + more
}

// find looks up a name that plain wrote.
func (l *listedNames) find(name string) (reason string, revoked bool) {
	if reason, revoked = l.reasons[name]; revoked || len(l.relative) == 0 {
		return reason, revoked
	}
	for _, base := range l.bases {
		rest, ok := strings.CutPrefix(name, base.host)
		if !ok || !strings.HasPrefix(rest, "/") {
			continue
		}
		for _, relative := range base.relatives(rest) {
			if reason, revoked = l.relative[relative]; revoked {
				return reason, revoked
			}
		}
	}
	return "", false
}

// relatives are the ways in which what is at an address of the host may be named by a list
// that is there, as fromList writes them.
func (a listAddress) relatives(address string) []string {
	ways := []string{address}
	if more, ok := strings.CutPrefix(address, a.path); ok && strings.HasPrefix(more, "?") {
		ways = append(ways, more)
	}
	if more, ok := strings.CutPrefix(address, a.request); ok && strings.HasPrefix(more, "#") {
		ways = append(ways, more)
	}
	up, dir := "./", a.dir
	for climbs := range maxClimb + 1 {
		if climbs > 0 {
			up = strings.Repeat("../", climbs)
		}
		if rest, ok := strings.CutPrefix(address, dir); ok {
			ways = append(ways, up+rest)
		}
		if dir != "/" { // above which there is nothing
			dir = dir[:strings.LastIndexByte(dir[:len(dir)-1], '/')+1]
		}
	}
	return ways
}

// lookEvery is after how many entries it is looked whether there still is time.
const lookEvery = 1000

// isTimeFor reports, of every so many entries, whether there is time for the next.
func isTimeFor(ctx context.Context, entry int) error {
	if entry%lookEvery != 0 {
		return nil
	}
	return ctx.Err()
}

// listedName writes an id or uid in one way, for comparing it with those on a list:
// an address with encryption, its host as it is asked for, its path without dots, and
// nothing behind percent signs that need not be there; a UUID as a URN. Whoever withdrew
// the one withdrew the other.
//
// RFC 3986 6.2.2 and 6.2.3.
func listedName(name string) string {
	if uuid := uuidOf(name); uuid != "" {
		return "urn:uuid:" + uuid
	}
	name = strings.TrimSpace(name)
	u, err := url.Parse(name)
	host := hostAt(name)
	if err != nil || host == "" {
		return jsonld.PlainID(smallDID(name))
	}
	if port := u.Port(); strings.HasPrefix(port, "0") {
		u.Host = strings.TrimSuffix(u.Host, port) + strings.TrimLeft(port, "0")
		host = hostAt(u.String())
	}
	_, rest, _ := strings.Cut(name, "://")
	request := ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		request = rest[i:]
	}
	path, more := plainRequest(request)
	path, _ = withoutDots(strings.TrimPrefix(path, "/"))
	return strings.TrimSpace("https://" + host + "/" + path + more)
}

// smallDID writes the host of a did:web in small letters.
func smallDID(name string) string {
	const web = "did:web:"
	if len(name) <= len(web) || !strings.EqualFold(name[:len(web)], web) {
		return name
	}
	host, rest, ok := strings.Cut(name[len(web):], ":")
	if ok {
		rest = ":" + rest
	}
	return web + strings.ToLower(host) + rest
}

// plainRequest returns the path of an address and what follows it, if that says something.
func plainRequest(address string) (path, more string) {
	address, fragment, _ := strings.Cut(address, "#")
	path, query, _ := strings.Cut(address, "?")
	if query != "" {
		more = "?" + plainPart(query)
	}
	if fragment != "" {
		more += "#" + plainPart(fragment)
	}
	return plainPart(path), more
}

// plainPart writes out what is behind percent signs, but for what would divide an
// address; of that the digits are in capitals.
//
// RFC 3986 6.2.2.1: they have no case.
func plainPart(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	s = decoded(s, func(b byte) bool { return strings.IndexByte("/?#&%", b) < 0 })
	return strings.ReplaceAll(strings.ReplaceAll(s, "%2f", "%2F"), "%3f", "%3F")
}

// withoutDots writes a path that does not begin with a slash without segments of dots, and
// says how many directories it climbs out of the one in which it begins.
//
// RFC 3986 5.2.4.
func withoutDots(path string) (clean string, climbs int) {
	if !strings.Contains(path, ".") {
		return path, 0
	}
	segments := strings.Split(path, "/")
	kept := segments[:0]
	for i, segment := range segments {
		switch {
		case segment != "." && segment != "..":
			kept = append(kept, segment)
			continue
		case segment == ".." && len(kept) > 0:
			kept = kept[:len(kept)-1]
		case segment == "..":
			climbs++
		}
		if i == len(segments)-1 {
			kept = append(kept, "")
		}
	}
	return strings.Join(kept, "/"), climbs
}

// isUnclear reports whether nobody can say which badge an id means: an address that does
// not say of which host, something that was meant to be an address, or what is no address.
func isUnclear(id string) bool {
	id = strings.TrimSpace(id)
	if uuidOf(id) != "" {
		return false
	}
	u, err := url.Parse(id)
	if err != nil || u.Scheme == "" || uuidOf(withoutFragment(id)) != "" {
		return true
	}
	if u.Scheme == "https" || u.Scheme == "http" {
		return u.Host == ""
	}
	// The host and the port of an address that lacks its scheme.
	port, _, isAddress := strings.Cut(u.Opaque, "/")
	return (strings.Contains(u.Scheme, ".") || u.Scheme == "localhost") && isAddress && port != "" && strings.Trim(port, "0123456789") == ""
}
