package vc

import (
	"bytes"
	"context"
	"sync"
)

// A seen is what one credential's own check was given at the addresses that it asked, in
// whichever way: what else is checked beside it decides nothing about it.
type seen struct {
	within *seen // the check that this one is a part of

	mu    sync.Mutex
	texts map[string][][]byte // by address; one may serve several, by what it is asked for
}

// seenKey is where a context has the check that it is for.
type seenKey struct{}

// seenIn returns what the check was given that a context is for; nil if it is for none.
func seenIn(ctx context.Context) *seen {
	s, _ := ctx.Value(seenKey{}).(*seen)
	return s
}

// withSeen returns the context of a check that is a part of that of ctx.
func withSeen(ctx context.Context) (context.Context, *seen) {
	s := &seen{within: seenIn(ctx), texts: make(map[string][][]byte)}
	return context.WithValue(ctx, seenKey{}, s), s
}

// note keeps what was served at an address, for the check and those it is a part of.
func (s *seen) note(address string, text []byte) {
	for ; s != nil; s = s.within {
		s.mu.Lock()
		if !contains(s.texts[address], text) {
			s.texts[address] = append(s.texts[address], text)
		}
		s.mu.Unlock()
	}
}

func contains(texts [][]byte, text []byte) bool {
	for _, had := range texts {
		isSame := len(had) == len(text) && (len(text) == 0 || &had[0] == &text[0]) // as a rule, and texts are long
		if isSame || bytes.Equal(had, text) {
			return true
		}
	}
	return false
}

// noteAll keeps what another check was given that had the same to find out.
func (s *seen) noteAll(other *seen) {
	if s == nil || other == nil {
		return
	}
	other.mu.Lock()
	defer other.mu.Unlock()
	for address, texts := range other.texts {
		for _, text := range texts {
			s.note(address, text)
		}
	}
}

// at returns what was served at an address, each text once.
func (s *seen) at(address string) [][]byte {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.texts[address]
}
