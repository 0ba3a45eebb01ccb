package vc

import (
	"context"
	"testing"

	"blazon/did"
)

// A chooser answers with what it was asked for.
type chooser struct{}

func (chooser) Fetch(_ context.Context, url, accept string) (*did.Response, error) {
	status := 200
	if accept == "nothing" {
		status = 404
	}
	return &did.Response{URL: url, Status: status, Body: []byte(accept)}, nil
}

// TestBodyIsTheLast: where an address serves several texts, what was served there is
// what whoever asked last was given, also if that was remembered.
func TestBodyIsTheLast(t *testing.T) {
	const at = "https://uni.example/keys"
	for range 20 {
		s := newSession(chooser{}, Budget{}.withDefaults())
		if got := s.body(at); got != nil {
			t.Fatalf("before anybody asked: %s", got)
		}
		for _, step := range [][2]string{{"a", "a"}, {"b", "b"}, {"c", "c"}, {"nothing", "c"}, {"a", "a"}, {"c", "c"}, {"b", "b"}} {
			if _, err := s.Fetch(t.Context(), at, step[0]); err != nil {
				t.Fatal(err)
			}
			if got := string(s.body(at)); got != step[1] {
				t.Fatalf("%s was asked for last, and the text is %s", step[0], got)
			}
		}
	}
}
