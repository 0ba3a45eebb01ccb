package vc

import (
	"bytes"
	"context"
	"strings"
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

// TestSeen: a check has seen what it was given, also if that was remembered or found out
// by another, and what its parts were given; not what others beside it were.
func TestSeen(t *testing.T) {
	const at = "https://uni.example/keys"
	s := newSession(chooser{}, Budget{}.withDefaults())
	ask := func(ctx context.Context, accept string) {
		if _, err := s.Fetch(ctx, at, accept); err != nil {
			t.Error(err)
		}
	}
	var found once[int]
	get := func(ctx context.Context) {
		_, _ = found.get(ctx, "d", func(ctx context.Context) (int, error) { ask(ctx, "d"); return 0, nil })
	}
	ask(t.Context(), "a")
	root, whole := withSeen(t.Context())
	for _, step := range []struct {
		asks []string
		want string
	}{{[]string{"a", "b", "a"}, "a b"}, {[]string{"b"}, "b"}, {[]string{"nothing"}, ""}, {nil, "d"}, {[]string{"c"}, "c d"}} {
		ctx, own := withSeen(root)
		for _, accept := range step.asks {
			ask(ctx, accept)
		}
		if strings.Contains(step.want, "d") {
			get(ctx)
		}
		if got := string(bytes.Join(own.at(at), []byte(" "))); got != step.want {
			t.Errorf("after %q it has seen %q", step.asks, got)
		}
	}
	if got := string(bytes.Join(whole.at(at), []byte(" "))); got != "a b d c" {
		t.Errorf("the whole has seen %q", got)
	}
}
