package did_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"blazon/did"
)

// What is written is read again, whatever its length and however it begins.
func TestMultibaseRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 140 {
		for range 40 {
			b := make([]byte, n)
			for i := r.IntN(n + 1); i < n; i++ {
				b[i] = byte(r.IntN(256))
			}
			got, err := did.DecodeMultibase(did.EncodeMultibase(b), n)
			if err != nil || !bytes.Equal(got, b) {
				t.Fatalf("%x is written %s and read as %x, %v", b, did.EncodeMultibase(b), got, err)
			}
		}
	}
}
