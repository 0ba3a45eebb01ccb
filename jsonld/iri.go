package jsonld

import "strings"

// iriBytes marks the ASCII bytes that RFC 3987 and the grammar of N-Quads
// (IRIREF) exclude from IRIs. Letting one through would let a document end a
// term early and write statements of its own.
var iriBytes = func() (bad [256]bool) {
	for c := range 0x21 {
		bad[c] = true
	}
	for _, c := range []byte("<>\"{}|^`\\\x7F") {
		bad[c] = true
	}
	return bad
}()

// isIRI reports whether s is a well-formed absolute IRI, as far as that needs no
// knowledge of its scheme: a scheme, a colon, no character an IRI cannot have,
// and one fragment at most.
func isIRI(s string) bool {
	n := schemeLen(s)
	if n == 0 {
		return false
	}
	fragments := 0
	for i := n; i < len(s); i++ {
		if iriBytes[s[i]] {
			return false
		}
		if s[i] == '#' {
			fragments++
		}
	}
	return fragments < 2
}

// schemeLen returns the length of the scheme s begins with, 0 if it has none:
// RFC 3986 3.1.
func schemeLen(s string) int {
	if s == "" || !isAlpha(s[0]) {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == ':':
			return i
		case !isAlphanumeric(c) && c != '+' && c != '-' && c != '.':
			return 0
		}
	}
	return 0
}

// iriParts are the parts of an IRI reference: RFC 3986 3. A part that is not
// there differs from an empty one.
type iriParts struct {
	scheme, authority, path, query, fragment string
	hasAuthority, hasQuery, hasFragment      bool
}

// splitIRI: RFC 3986 appendix B.
func splitIRI(s string) (p iriParts) {
	if n := schemeLen(s); n > 0 {
		p.scheme, s = s[:n], s[n+1:]
	}
	s, p.fragment, p.hasFragment = strings.Cut(s, "#")
	s, p.query, p.hasQuery = strings.Cut(s, "?")
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		p.hasAuthority = true
		n := strings.IndexByte(rest, '/')
		if n < 0 {
			n = len(rest)
		}
		p.authority, s = rest[:n], rest[n:]
	}
	p.path = s
	return p
}

func (p *iriParts) String() string {
	var b strings.Builder
	if p.scheme != "" {
		b.WriteString(p.scheme + ":")
	}
	if p.hasAuthority {
		b.WriteString("//" + p.authority)
	}
	b.WriteString(p.path)
	if p.hasQuery {
		b.WriteString("?" + p.query)
	}
	if p.hasFragment {
		b.WriteString("#" + p.fragment)
	}
	return b.String()
}

// resolveIRI resolves a reference against a base IRI: RFC 3986 5.2, without any
// normalization.
func resolveIRI(base, ref string) string {
	b, t := splitIRI(base), splitIRI(ref)
	if t.scheme != "" {
		t.path = removeDots(t.path)
		return t.String()
	}
	t.scheme = b.scheme
	switch {
	case t.hasAuthority:
		t.path = removeDots(t.path)
		return t.String()
	case t.path == "":
		t.path = b.path
		if !t.hasQuery {
			t.query, t.hasQuery = b.query, b.hasQuery
		}
	case t.path[0] == '/':
		t.path = removeDots(t.path)
	case b.hasAuthority && b.path == "": // RFC 3986 5.2.3
		t.path = removeDots("/" + t.path)
	default:
		t.path = removeDots(b.path[:strings.LastIndexByte(b.path, '/')+1] + t.path)
	}
	t.authority, t.hasAuthority = b.authority, b.hasAuthority
	return t.String()
}

// removeDots: RFC 3986 5.2.4.
func removeDots(path string) string {
	if !strings.Contains(path, ".") {
		return path
	}
	out := make([]byte, 0, len(path))
	for in := path; in != ""; {
		switch {
		case strings.HasPrefix(in, "../"):
			in = in[3:]
		case strings.HasPrefix(in, "./"):
			in = in[2:]
		case strings.HasPrefix(in, "/./"):
			in = in[2:]
		case in == "/.":
			in = "/"
		case strings.HasPrefix(in, "/../"), in == "/..":
			in = "/" + strings.TrimPrefix(in[3:], "/")
			out = out[:max(0, strings.LastIndexByte(string(out), '/'))]
		case in == ".", in == "..":
			in = ""
		default:
			n := strings.IndexByte(in[1:], '/') + 1
			if n == 0 {
				n = len(in)
			}
			out = append(out, in[:n]...)
			in = in[n:]
		}
	}
	return string(out)
}
