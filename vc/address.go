package vc

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// hostAt returns the host of an address of the web, with the port if that is
// not the usual one; nothing for other addresses and those with a user.
func hostAt(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.Opaque != "" {
		return ""
	}
	host := asciiHost(u.Hostname())
	if port := u.Port(); port != "" && ":"+port != usualPort(u) {
		host += ":" + port
	}
	return host
}

// lowerScheme writes the scheme of an address of the web in small letters, which is how
// whatever else looks at addresses knows it.
//
// RFC 3986 3.1: it has no case.
func lowerScheme(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if small := strings.ToLower(scheme); ok && (small == "https" || small == "http") {
		return small + "://" + rest
	}
	return s
}

// usualPort returns the port that need not be written, with the colon before it.
func usualPort(u *url.URL) string {
	if u == nil {
		return ""
	}
	return map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
}

// asciiHost is the name of a host as it is asked for.
//
// RFC 5891 4.4: letters of other scripts have a form in ASCII.
func asciiHost(name string) string {
	if len(name) > maxHost {
		return strings.ToLower(name) // which nobody can ask for, and IDNA would take long over
	}
	if ascii, err := idna.Lookup.ToASCII(name); err == nil {
		return ascii
	}
	return strings.ToLower(name)
}

func sameHost(a, b string) bool { return hostAt(a) != "" && hostAt(a) == hostAt(b) }

// isAsSafe reports whether one address is of the host of another and not less
// protected: where https counts, whoever is on the way could answer for http.
func isAsSafe(address, than string) bool {
	return sameHost(address, than) && (isSecure(address) || !isSecure(than))
}

// isSecure reports whether what is at an address is had with encryption.
func isSecure(address string) bool { return strings.HasPrefix(strings.ToLower(address), "https:") }

// isOrigin reports whether an address is no more than that of a host.
func isOrigin(address string) bool {
	u, err := url.Parse(address)
	return err == nil && isWeb(lowerScheme(address)) && u.User == nil && (u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == ""
}

// isPlain reports whether an address leads where it seems to lead: no user, no
// dots that climb, nothing hidden behind percent signs.
func isPlain(s string) bool {
	u, err := url.Parse(s)
	if err != nil || hostAt(s) == "" || strings.Contains(s, `\`) {
		return false
	}
	path := u.EscapedPath()
	for range deepestEscape {
		if leadsOn(path) {
			return false
		}
		next := unescaped(path)
		if next == path {
			return true
		}
		path = next
	}
	return false
}

// deepestEscape is how often a path may be hidden behind percent signs.
const deepestEscape = 4

// leadsOn reports whether a path, or what it hides behind percent signs, climbs or has
// other separators than it seems to.
func leadsOn(path string) bool {
	small := strings.ToLower(path)
	for _, hidden := range []string{"%2f", "%5c", "%c0%", "%c1%", "%e0%80%", "%00", "\x00", `\`} {
		// The longer forms are of dots and slashes, too, for who reads UTF-8 carelessly.
		if strings.Contains(small, hidden) {
			return true
		}
	}
	plain := unescaped(path)
	if isOverlong(plain) {
		return true
	}
	// Some servers take letters that look like others for those.
	segments := strings.FieldsFunc(norm.NFKC.String(plain), func(r rune) bool { return r == '/' || r == '\\' })
	for _, segment := range segments {
		// Some leave out what follows a semicolon, what cannot be seen, and what ends in it.
		before, _, _ := strings.Cut(segment, ";")
		if strings.Contains(before, ".") && strings.TrimFunc(before, func(r rune) bool { return r == '.' || isUnseen(r) }) == "" {
			return true
		}
	}
	return false
}

// unescaped writes out what is behind percent signs, and leaves those behind which nothing
// is, as servers do.
func unescaped(s string) string { return decoded(s, func(byte) bool { return true }) }

// isOverlong reports whether letters of ASCII are written as several bytes, which who
// reads UTF-8 carelessly takes for those letters.
func isOverlong(s string) bool {
	for i := 1; i < len(s); i++ {
		before, b := s[i-1], s[i]
		if before&^1 == 0xc0 && b >= 0x80 || (before == 0xe0 || before == 0xf0) && b == 0x80 {
			return true
		}
	}
	return false
}

// isUnseen reports whether a letter is a space or one that controls.
func isUnseen(r rune) bool { return r <= ' ' || r == 0x7f }

// isOriginOf compares the name of a host that an issuer states with that of an
// address.
//
// Pitfall 112: the standard says host name, some write the port or an address.
func isOriginOf(origin, id string) bool {
	if isWeb(lowerScheme(origin)) {
		return sameHost(origin, id)
	}
	u, err := url.Parse(id)
	origin = asciiHost(strings.TrimSuffix(origin, usualPort(u)))
	return err == nil && origin != "" && (origin == asciiHost(u.Hostname()) && u.User == nil || origin == hostAt(id) || origin == strings.ToLower(u.Host) && u.User == nil)
}

// startsWith compares an address with a prefix that the issuer states: the
// origins must be the same, and the path must begin with that of the prefix. If
// strict, it does so at a boundary between segments, so that /a/1 is no prefix
// of /a/12.
//
// Pitfall 113: the standard says prefix, and the prefix https://uni.example is
// also one of https://uni.example.evil.example/.
func startsWith(id, prefix string, strict bool) bool {
	u, errU := url.Parse(id)
	p, errP := url.Parse(prefix)
	if errU != nil || errP != nil || u.Scheme != p.Scheme || !sameHost(id, prefix) {
		return false
	}
	path, start := requestOf(u), requestOf(p)
	rest, ok := strings.CutPrefix(path, start)
	if !ok {
		return false
	}
	boundary, ends := "/?", "/"
	if strings.Contains(start, "?") {
		boundary, ends = "&", "?&="
		if strict && saysAgain(p.RawQuery, u.RawQuery) {
			return false
		}
	}
	return !strict || rest == "" || strings.ContainsAny(start[len(start)-1:], ends) || strings.ContainsAny(rest[:1], boundary)
}

// saysAgain reports whether a query names something again that a prefix names: servers
// differ in which of two counts.
func saysAgain(prefix, query string) bool {
	count := func(query string) map[string]int {
		names := make(map[string]int)
		for _, pair := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
			name, _, _ := strings.Cut(pair, "=")
			if plain, err := url.QueryUnescape(name); err == nil {
				name = plain
			}
			name, _, _ = strings.Cut(name, "[") // a[]=1 is one of the values of a
			names[strings.ToLower(strings.TrimFunc(name, isUnseen))]++
		}
		return names
	}
	had := count(prefix)
	for name, n := range count(query) {
		if m, ok := had[name]; ok && n > m {
			return true
		}
	}
	return false
}

// requestOf returns path and query.
func requestOf(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return unreserved(path)
}

// unreserved writes out what need not be behind percent signs.
//
// RFC 3986 6.2.2.2.
func unreserved(s string) string {
	return decoded(s, func(b byte) bool { return strings.IndexByte(plainLetters, b) >= 0 })
}

// decoded writes out those bytes behind percent signs that may be.
func decoded(s string, may func(byte) bool) string {
	var out strings.Builder
	for {
		before, after, ok := strings.Cut(s, "%")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		s = after
		if code, err := strconv.ParseUint(s[:min(2, len(s))], 16, 8); err == nil && len(s) >= 2 && may(byte(code)) {
			out.WriteByte(byte(code))
			s = s[2:]
			continue
		}
		out.WriteByte('%')
	}
}

const plainLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
