package ob3_test

import (
	"bytes"
	"testing"

	"blazon/ob3"
)

// TestAbuse_REC_04: the Kelvin sign is no k, and the long s no s: an address with
// one is another person's.
func TestAbuse_REC_04(t *testing.T) {
	for _, pair := range [][2]string{
		{"quack@uni.example", "quac\u212a@uni.example"},
		{"quac\u212a@uni.example", "quack@uni.example"},
		{"i@uni.example", "\u0130@uni.example"},
		{"ss@uni.example", "s\u017f@uni.example"},
	} {
		plain := ob3.IdentityObject{IdentityHash: pair[0], IdentityType: ob3.IdentifierEmailAddress}
		hashed, err := ob3.NewIdentityObject(ob3.IdentifierEmailAddress, pair[0], bytes.NewReader(make([]byte, 16)))
		if err != nil {
			t.Fatal(err)
		}
		if plain.Matches(pair[1], ob3.IdentifierEmailAddress) || hashed.Matches(pair[1], ob3.IdentifierEmailAddress) {
			t.Errorf("%q is taken for %q", pair[1], pair[0])
		}
	}
	for _, known := range []string{"QUACK@Uni.Example", " quack@uni.example "} {
		o, err := ob3.NewIdentityObject(ob3.IdentifierEmailAddress, "Quack@uni.example", bytes.NewReader(make([]byte, 16)))
		if err != nil || !o.Matches(known, ob3.IdentifierEmailAddress) {
			t.Errorf("%q is not recognized: %v", known, err)
		}
	}
}
