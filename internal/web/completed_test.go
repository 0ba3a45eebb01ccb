package web

import "testing"

// TestCompleted: an address without https:// is completed, and nothing else is
// touched.
func TestCompleted(t *testing.T) {
	for given, want := range map[string]string{
		"badges.example/awards/1":         "https://badges.example/awards/1",
		"badges.example":                  "https://badges.example",
		"BADGES.example/a?x=https://b.c":  "https://BADGES.example/a?x=https://b.c",
		"https://badges.example/awards/1": "https://badges.example/awards/1",
		"http://badges.example":           "http://badges.example",
		"javascript:alert(1).x":           "javascript:alert(1).x",
		"user@badges.example/a":           "user@badges.example/a",
		"badges.example:8443/a":           "badges.example:8443/a",
		"/awards/1.json":                  "/awards/1.json",
		"did:web:badges.example":          "did:web:badges.example",
		`{"id":"a.b"}`:                    `{"id":"a.b"}`,
		"my badge.png":                    "my badge.png",
		"localhost/a":                     "localhost/a",
		"":                                "",
	} {
		if got := completed(given); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
}
