package dataintegrity_test

import (
	"strings"
	"testing"

	"blazon/dataintegrity"
)

func BenchmarkSign(b *testing.B) {
	p := processor(b)
	for _, s := range signings(b, p) {
		b.Run(s.name, func(b *testing.B) {
			name, _, _ := strings.Cut(s.name, " ")
			doc := parse(b, []byte(s.doc)).Without("proof").JSON()
			opt := dataintegrity.Options{VerificationMethod: s.key.Method(), Created: now}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := dataintegrity.Default().Sign(ctx, p, doc, name, signerOf(s.name), opt); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	p := processor(b)
	for _, s := range signings(b, p) {
		b.Run(s.name, func(b *testing.B) {
			v := parse(b, []byte(s.doc))
			proof := v.Get("proof").Items()[0]
			b.ReportAllocs()
			for b.Loop() {
				if err := dataintegrity.Default().Verify(ctx, p, v, proof, s.key, expect); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDerive(b *testing.B) {
	p := processor(b)
	signed, _ := based(b, p, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dataintegrity.Default().Derive(ctx, p, signed, dataintegrity.Selection{Pointers: []string{"/evidence/0"}}); err != nil {
			b.Fatal(err)
		}
	}
}
