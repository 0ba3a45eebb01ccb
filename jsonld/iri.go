package jsonld

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

// isIRI reports whether s is an absolute IRI, as far as that needs no knowledge
// of its scheme: a scheme, a colon, and no character an IRI cannot have.
func isIRI(s string) bool {
	n := schemeLen(s)
	if n == 0 {
		return false
	}
	for i := n; i < len(s); i++ {
		if iriBytes[s[i]] {
			return false
		}
	}
	return true
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
