// Package id makes the names that Blazon gives to things: 128 random bits in 26
// lower-case letters and digits. They are not guessed, say nothing about order
// or number, need no escaping in an address, and are never used twice.
package id

import (
	"encoding/base32"
	"fmt"
	"io"
)

const (
	size   = 16 // bytes of randomness
	length = 26 // letters they take in base32
)

// alphabet is RFC 4648 base32 in lower case.
var alphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// New returns a fresh id made of bytes from r. It panics if r ends or fails: a
// source of randomness that does is broken, and nothing can be named without.
func New(r io.Reader) string {
	var b [size]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		panic(fmt.Sprintf("id: no randomness: %v", err))
	}
	return alphabet.EncodeToString(b[:])
}

// Valid reports whether s has the form of an id. What has not cannot name
// anything, and need not be looked up.
func Valid(s string) bool {
	if len(s) != length {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
