package jsonld

import (
	"context"
	"crypto"
	"os"
	"testing"
)

// benchDocuments are the documents that are measured: see internal/bench.
func benchDocuments(b *testing.B) map[string][]byte {
	b.Helper()
	docs := make(map[string][]byte)
	for name, files := range map[string][]string{
		"simple":   {"../internal/bench/testdata/simple.json"},
		"complete": {vectors + "/1edtech/ob30/complete.json", "../internal/bench/testdata/complete.json"},
	} {
		for _, file := range files {
			if text, err := os.ReadFile(file); err == nil {
				v, err := Parse(text, Limits{})
				if err != nil {
					b.Fatal(err)
				}
				docs[name] = v.Without("proof").JSON()
				break
			}
		}
	}
	return docs
}

// BenchmarkSteps measures each step of the way from bytes to digest.
func BenchmarkSteps(b *testing.B) {
	ctx := context.Background()
	for name, text := range benchDocuments(b) {
		p := &Processor{Contexts: Pinned()}
		v, err := Parse(text, Limits{})
		if err != nil {
			b.Fatal(err)
		}
		d, err := p.ToRDF(ctx, v)
		if err != nil {
			b.Fatal(err)
		}
		run := func(step string, f func() error) {
			b.Run(step+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("parse", func() error { _, err := Parse(text, Limits{}); return err })
		run("rdf", func() error { _, err := p.ToRDF(ctx, v); return err })
		run("canonicalize", func() error { _, _, err := d.Canonicalize(ctx, CanonizeOptions{}); return err })
		run("digest", func() error { _, err := p.Digest(ctx, v, crypto.SHA256); return err })
		run("all", func() error {
			v, err := Parse(text, Limits{})
			if err != nil {
				return err
			}
			_, err = p.Digest(ctx, v, crypto.SHA256)
			return err
		})
	}
}
