package vc

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"

	"blazon/did"
	"blazon/jsonld"
	"blazon/ob2"
)

// A listOfRevoked is a list of withdrawn badges that was read.
type listOfRevoked struct {
	part     *part
	readable bool // each entry names a badge
	byPlace  bool // some entry is an address of the web
	byWord   bool // some entry is one word, which may be an address beside the list
	names    *listedNames
}

// readLists are the lists that one verification has read. They may be long, and each
// endorsement of a badge may be on the same one.
type readLists struct {
	mu    sync.Mutex
	lists map[listKey]readList
}

type listKey struct {
	address string
	strict  bool
}

type readList struct {
	list *listOfRevoked
	err  error
}

// revokedList gets a list of withdrawn badges and reads it, once.
func (a *assertion) revokedList(ctx context.Context, address string) (*listOfRevoked, error) {
	had := &a.session.lists
	had.mu.Lock()
	defer had.mu.Unlock()
	key := listKey{address, a.strict()}
	if l, ok := had.lists[key]; ok {
		return l.list, l.err
	}
	p, _, err := a.fetchOnce(ctx, address, ob2.ClassRevocationList)
	if err != nil && !errors.Is(err, errNoJSON) {
		return nil, err
	}
	var l readList
	if l.err = err; err == nil {
		if l.list, err = newList(ctx, p, a.strict()); err != nil {
			return nil, err
		}
	}
	if had.lists == nil {
		had.lists = make(map[listKey]readList)
	}
	had.lists[key] = l
	return l.list, l.err
}

// newList reads what was fetched. The error says that there was no more time.
func newList(ctx context.Context, p *part, strict bool) (*listOfRevoked, error) {
	l := &listOfRevoked{part: p, names: newNames(strict, p.end)}
	if p.object.RevocationList == nil {
		return l, nil
	}
	l.readable = readableEntries(p.object.Value.Get("revokedAssertions"))
	for i, e := range p.object.RevocationList.RevokedAssertions {
		if err := isTimeFor(ctx, i); err != nil {
			return nil, &did.FetchError{URL: p.end, Err: err}
		}
		if e.Revoked != nil && !*e.Revoked { // only what plainly says so
			continue
		}
		l.byPlace = l.byPlace || isByPlace(e.ID) || isByPlace(e.UID)
		l.byWord = l.byWord || e.ID != "" && !strings.Contains(e.ID, ":")
		l.names.add(e.ID, e.RevocationReason, true)
		l.names.add(e.UID, e.RevocationReason, isRelative(e.UID))
	}
	return l, nil
}

// plainName writes an id or uid in one way: as jsonld.PlainID does, an address with
// encryption and with its host as it is asked for, and a UUID as a URN. Whoever withdrew
// the one withdrew the other.
func plainName(name string) string {
	if uuid := uuidOf(name); uuid != "" {
		return "urn:uuid:" + uuid
	}
	name = jsonld.PlainID(name)
	host := hostAt(name)
	u, err := url.Parse(name)
	if host == "" || err != nil {
		return name
	}
	name = "https://" + host + requestOf(u)
	if u.Fragment != "" {
		name += "#" + u.Fragment
	}
	return name
}

// uuidOf returns the UUID that a name is, in small letters, also where it is not written
// as a URN but by itself, as databases have it; "" of any other name.
func uuidOf(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	name = strings.TrimPrefix(strings.TrimPrefix(name, "urn:"), "uuid:")
	if inner, ok := strings.CutPrefix(name, "{"); ok {
		name = strings.TrimSuffix(inner, "}")
	}
	parts := strings.Split(name, "-")
	if len(name) != 36 || len(parts) != 5 || len(parts[0]) != 8 || len(parts[1]) != 4 || len(parts[2]) != 4 || len(parts[3]) != 4 ||
		strings.Trim(name, "0123456789abcdef-") != "" {
		return ""
	}
	return name
}

// isRelative reports whether an id is an address that does not say of which host. One word
// may be a uid.
func isRelative(id string) bool {
	u, err := url.Parse(strings.TrimSpace(id))
	return err == nil && u.Scheme == "" && strings.Contains(id, "/")
}

// isByPlace reports whether a name is an address of the web.
func isByPlace(name string) bool {
	return isWeb(lowerScheme(strings.TrimSpace(name))) || isRelative(name)
}

// isUnclearText reports whether nobody can say which badge an entry means that is a text.
// One word, with whatever marks, may be a uid.
func isUnclearText(text string) bool {
	return isUnclear(text) && (strings.Contains(text, "/") || uuidOf(withoutFragment(text)) != "")
}

// readableEntries reports whether each entry of a list names a badge, and but one by
// each of its names.
//
// OB 2.0 RevocationList: an entry is an id, or an object with an id or a uid. What
// is null is not there.
func readableEntries(list *jsonld.Value) bool {
	if list.Kind() == jsonld.Null {
		return false
	}
	return !slices.ContainsFunc(list.Items(), func(e *jsonld.Value) bool {
		id, uid, revoked := e.Get("id"), e.Get("uid"), e.Get("revoked")
		names := e.Str() + id.Str() + ob2.UID(e)
		return names == "" || e.IsString() && isUnclearText(e.Str()) || id.IsString() && isUnclear(id.Str()) || !isNothing(id) && !id.IsString() || !isNothing(uid) && ob2.UID(e) == "" ||
			revoked.Kind() != jsonld.Absent && revoked.Kind() != jsonld.Null && revoked.Kind() != jsonld.Bool
	})
}
