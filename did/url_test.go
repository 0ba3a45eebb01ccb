package did_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/did"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		want     did.URL
	}{
		{"a DID alone", "did:web:example.com", did.URL{DID: "did:web:example.com"}},
		{"a fragment", "did:key:z6Mk#z6Mk", did.URL{DID: "did:key:z6Mk", Fragment: "z6Mk"}},
		{"colons and a port", "did:web:example.com%3A8443:a:b#key-1", did.URL{DID: "did:web:example.com%3A8443:a:b", Fragment: "key-1"}},
		{"path and query", "did:example:1/a/b?x=y&z#f", did.URL{DID: "did:example:1", Path: "/a/b", Query: "x=y&z", Fragment: "f"}},
		{"a slash in the query is no path", "did:example:1?x=/y", did.URL{DID: "did:example:1", Query: "x=/y"}},
		{"empty parts of the identifier", "did:example::x", did.URL{DID: "did:example::x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := did.Parse(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if got.String() != tt.in {
				t.Errorf("String() = %q, want %q", got.String(), tt.in)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":                      "",
		"another scheme":               "https://example.com",
		"capitals in the scheme":       "DID:web:example.com",
		"no method":                    "did::x",
		"no identifier":                "did:web:",
		"capitals in the method":       "did:Web:example.com",
		"a colon at the end":           "did:web:example.com:",
		"a space":                      "did:web:exa mple.com",
		"a space before":               " did:web:example.com",
		"a line break":                 "did:web:example.com\n",
		"a bracket":                    "did:web:[::1]",
		"an at sign":                   "did:web:good@evil.example",
		"half a percent-encoding":      "did:web:a%3",
		"an empty fragment":            "did:web:example.com#",
		"an empty query":               "did:web:example.com?",
		"two fragments":                "did:web:example.com#a#b",
		"letters that are not ASCII":   "did:web:exämple.com",
		"a NUL":                        "did:web:a\x00b",
		"a quarter of a million chars": "did:web:" + strings.Repeat("a", 250_000),
	} {
		t.Run(name, func(t *testing.T) {
			if u, err := did.Parse(in); !errors.Is(err, did.ErrMalformed) {
				t.Errorf("Parse(%.60q) = %v, %v, want ErrMalformed", in, u, err)
			}
		})
	}
}

// FuzzParseKeepsText: what parses is made of its parts and of nothing else, and
// no part contains what separates it from the next.
func FuzzParseKeepsText(f *testing.F) {
	for _, s := range []string{"did:web:example.com", "did:key:z6Mk#z6Mk", "did:a:b/c?d#e", "did:a:%3a:b", "did:web:[::1]", "#", "did:a:b?#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := did.Parse(s)
		if err != nil {
			return
		}
		if u.String() != s {
			t.Errorf("Parse(%q).String() = %q", s, u.String())
		}
		if strings.ContainsAny(u.DID, "/?# \t\r\n@\\") || strings.ContainsAny(u.Path, "?#") || strings.Contains(u.Query, "#") {
			t.Errorf("Parse(%q) = %+v: a separator inside a part", s, u)
		}
		if "did:"+u.Method()+":"+u.Identifier() != u.DID {
			t.Errorf("Parse(%q): method %q and identifier %q do not make %q", s, u.Method(), u.Identifier(), u.DID)
		}
		again, err := did.Parse(u.DID)
		if err != nil || again.DID != u.DID {
			t.Errorf("the DID of %q does not parse alone: %v", s, err)
		}
	})
}
