package dataintegrity_test

import (
	"testing"

	"blazon/dataintegrity"
)

func BenchmarkSign(b *testing.B) {
	p := processor(b)
	issuer, method, _ := identity(b, ed(1).Public())
	doc := []byte(credential(issuer))
	opt := dataintegrity.Options{VerificationMethod: method, Created: now}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dataintegrity.Default().Sign(ctx, p, doc, "eddsa-rdfc-2022", ed(1), opt); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	p := processor(b)
	doc, key := sealed(b, p, dataintegrity.Options{Created: now})
	v := parse(b, []byte(doc))
	b.ReportAllocs()
	for b.Loop() {
		if err := dataintegrity.Default().Verify(ctx, p, v, v.Get("proof").Items()[0], key, expect); err != nil {
			b.Fatal(err)
		}
	}
}
