package did

import (
	"fmt"
	"strings"
)

// maxDID bounds the length of a DID URL: a did:jwk of an RSA key of 8192 bits
// needs 2 KiB.
const maxDID = 8 << 10

// A URL is a DID URL in its parts. The zero URL names nothing.
type URL struct {
	DID      string // did:method:id, never empty in a parsed URL
	Path     string // with its leading slash, or empty
	Query    string // without the question mark
	Fragment string // without the number sign
}

// Parse splits a DID URL into its parts. It does not look anything up, and it
// changes no letter: u.String() gives back s.
//
// DID Core 3.1 and 3.2: did:method-name:method-specific-id path ? query # fragment.
func Parse(s string) (URL, error) {
	if len(s) > maxDID {
		return URL{}, fmt.Errorf("parse DID: %w: longer than %d characters", ErrMalformed, maxDID)
	}
	var u URL
	rest, frag, hasFrag := strings.Cut(s, "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	u.Fragment, u.Query = frag, query
	u.DID = rest
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		u.DID, u.Path = rest[:i], rest[i:]
	}
	name, id, ok := strings.Cut(strings.TrimPrefix(u.DID, "did:"), ":")
	switch {
	case !strings.HasPrefix(u.DID, "did:") || !ok || !isMethodName(name) || !isMethodID(id):
		return URL{}, fmt.Errorf("parse DID %.80q: %w: want did:method:identifier", s, ErrMalformed)
	case !isURLText(u.Path) || !isURLText(u.Query) || !isURLText(u.Fragment):
		return URL{}, fmt.Errorf("parse DID URL %.80q: %w: a character that no URL may hold", s, ErrMalformed)
	case hasFrag && frag == "" || hasQuery && query == "":
		return URL{}, fmt.Errorf("parse DID URL %.80q: %w: nothing follows # or ?", s, ErrMalformed)
	}
	return u, nil
}

// Method returns the name of the DID method: "web" of did:web:example.com.
func (u URL) Method() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(u.DID, "did:"), ":")
	return name
}

// Identifier returns what follows the method's name: "example.com" of
// did:web:example.com.
func (u URL) Identifier() string {
	_, id, _ := strings.Cut(strings.TrimPrefix(u.DID, "did:"), ":")
	return id
}

// String puts the parts together again.
func (u URL) String() string {
	s := u.DID + u.Path
	if u.Query != "" {
		s += "?" + u.Query
	}
	if u.Fragment != "" {
		s += "#" + u.Fragment
	}
	return s
}

// parseBare parses s, which must be a DID without path, query and fragment.
func parseBare(s string) (URL, error) {
	u, err := Parse(s)
	if err != nil {
		return URL{}, err
	}
	if u.DID != s {
		return URL{}, fmt.Errorf("parse DID %.80q: %w: a DID has no path, query or fragment", s, ErrMalformed)
	}
	return u, nil
}

// isMethodName: DID Core 3.1: method-name = 1*(%x61-7A / DIGIT).
func isMethodName(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// isMethodID: DID Core 3.1: method-specific-id = *( *idchar ":" ) 1*idchar.
func isMethodID(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isAlnum(c) || c == '.' || c == '-' || c == '_' || c == ':':
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			i += 2
		default:
			return false
		}
	}
	return s != "" && s[len(s)-1] != ':'
}

// isURLText reports whether s holds only characters of RFC 3986 paths, queries
// and fragments.
func isURLText(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isAlnum(c) || strings.IndexByte("-._~!$&'()*+,;=:@/?", c) >= 0:
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			i += 2
		default:
			return false
		}
	}
	return true
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}
