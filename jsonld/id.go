package jsonld

import (
	"net/url"
	"strings"
)

// PlainID writes the id of a thing in one way, for comparing it with another: without
// space around, what has no case in small letters, and without percent signs but for
// those that hide what would separate, or a plus in a query, which by itself is a space to
// servers. Two ids that name one thing for a JSON-LD
// processor are letter by letter the same; this is for whoever would otherwise overlook
// a withdrawal because its list spells the id in another way.
//
// RFC 9562 4: a UUID has no case; RFC 3986 6.2.2 and 6.2.3: nor have scheme and host of
// an address, whose usual port and empty path need not be written.
func PlainID(id string) string {
	id = strings.TrimSpace(id)
	const uuid = "urn:uuid:"
	if len(id) > len(uuid) && strings.EqualFold(id[:len(uuid)], uuid) {
		return strings.ToLower(id)
	}
	u, err := url.Parse(id)
	if err != nil || u.Host == "" {
		return decoded(id)
	}
	port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	u.Host = strings.TrimSuffix(strings.ToLower(u.Host), port)
	if u.Path == "" {
		u.Path = "/"
	}
	return decoded(u.String())
}

// SameID reports whether two ids are one, however they are written. None is the same as
// no id.
func SameID(a, b string) bool {
	if a == b {
		return a != ""
	}
	plain := PlainID(a)
	return plain != "" && plain == PlainID(b)
}

// decoded writes an id without percent signs, where it can be.
func decoded(id string) string {
	if !strings.Contains(id, "%") {
		return id
	}
	small := strings.ToLower(id)
	for _, hidden := range []string{"%2f", "%3f", "%23", "%26", "%25"} {
		if strings.Contains(small, hidden) {
			return id
		}
	}
	escaped := id
	if path, query, ok := strings.Cut(id, "?"); ok {
		escaped = path + "?" + strings.NewReplacer("%2b", "%252B", "%2B", "%252B").Replace(query)
	}
	if plain, err := url.PathUnescape(escaped); err == nil {
		return strings.TrimSpace(plain)
	}
	return id
}
