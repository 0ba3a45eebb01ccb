package account_test

import (
	"strings"
	"testing"

	"blazon/internal/account"
	"blazon/internal/fault"
)

// TestAbuse_SE_10 guesses API tokens and sessions letter by letter: no part of
// one is worth anything, every wrong one is answered alike, and what is kept is
// no secret.
func TestAbuse_SE_10(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	acc := w.register(t, "ada@school.example")
	session, _ := w.signIn(t, "ada@school.example")
	_, token, err := w.NewToken(ctx, acc.ID, "CI", []string{"award:read"}, 0)
	must(t, err)
	for name, tt := range map[string]struct {
		secret string
		ask    func(secret string) error
	}{
		"token":   {token, func(s string) error { _, _, err := w.ByToken(ctx, s); return err }},
		"session": {session, func(s string) error { _, _, err := w.BySession(ctx, s); return err }},
	} {
		must(t, tt.ask(tt.secret))
		if len(tt.secret) < 4+26 {
			t.Errorf("%s: %d letters are too few", name, len(tt.secret))
		}
		guesses := []string{"", tt.secret[:4], strings.ToUpper(tt.secret), tt.secret + tt.secret[4:], " " + tt.secret, tt.secret + "\n", tt.secret + "\x00", token + session}
		for i := range tt.secret {
			other := byte('a')
			if tt.secret[i] == 'a' {
				other = 'b'
			}
			guesses = append(guesses, tt.secret[:i], tt.secret[:i]+string(other)+tt.secret[i+1:])
		}
		said := map[string]bool{}
		for _, guess := range guesses {
			err := tt.ask(guess)
			wantFault(t, err, fault.Unauthenticated)
			_, text := fault.Public(err)
			said[text] = true
		}
		if len(said) != 1 {
			t.Errorf("%s: wrong ones are told apart: %v", name, said)
		}
	}
	if _, _, err := w.ByToken(ctx, session); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a session as a token: %v", err)
	}
	if _, _, err := w.BySession(ctx, token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a token as a session: %v", err)
	}
}

// TestAbuse_SE_10_Equal has two secrets made: they share nothing but their kind.
func TestAbuse_SE_10_Equal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	acc := w.register(t, "ada@school.example")
	seen := map[string]bool{}
	for range 50 {
		_, secret, err := w.NewToken(t.Context(), acc.ID, "CI", account.Scopes(), 0)
		must(t, err)
		for i := 4; i+8 <= len(secret); i++ {
			part := secret[i : i+8]
			if seen[part] {
				t.Fatalf("%s was there before", part)
			}
			seen[part] = true
		}
	}
}
