package jsonld

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// isKnown reports whether err is of one of the kinds this package promises.
func isKnown(err error) bool {
	var syntax *SyntaxError
	var limit *LimitError
	var unknown *ContextError
	var term *TermError
	var e *Error
	return errors.As(err, &syntax) || errors.As(err, &limit) || errors.As(err, &unknown) || errors.As(err, &term) || errors.As(err, &e)
}

// FuzzParse: what is read is written again the same, and canonical JSON is a
// fixed point.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.50,"\u00e9\n"],"b":{}}`, `[true,false,null,-0,1e5]`, `{"a":1,"a":2}`, "\"\xff\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Parse(data, Limits{})
		if err != nil {
			if !isKnown(err) {
				t.Errorf("err = %T %v", err, err)
			}
			return
		}
		text := v.JSON()
		again, err := Parse(text, Limits{})
		if err != nil || !bytes.Equal(again.JSON(), text) {
			t.Errorf("%s became %s, %v", text, again.JSON(), err)
		}
		jcs, err := v.JCS()
		if err != nil {
			t.Fatalf("JCS of %s: %v", text, err)
		}
		twice, err := Parse(jcs, Limits{})
		if err != nil {
			return // numbers may be written longer, and be too long then
		}
		if b, err := twice.JCS(); err != nil || !bytes.Equal(b, jcs) {
			t.Errorf("JCS of %s is %s, %v", jcs, b, err)
		}
	})
}

// FuzzToRDF: no document makes the processor panic or take long, and what it
// gives is RDF.
func FuzzToRDF(f *testing.F) {
	names, _ := filepath.Glob(folder + "/toRdf/*-in.jsonld")
	for _, name := range names {
		if text, err := os.ReadFile(name); err == nil {
			f.Add(text)
		}
	}
	for seed := range uint64(20) {
		f.Add(newGenerator(f, seed).document().JSON())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Parse(data, Limits{Bytes: 64 << 10})
		if err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		for _, opt := range []options{{inline: true}, {plain: true}, {inline: true, lossy: true, base: "https://example.org/a/", direction: CompoundLiteral}} {
			quads, err := statements(ctx, Pinned(), v, opt)
			if err != nil {
				if !isKnown(err) {
					t.Errorf("err = %T %v", err, err)
				}
				continue
			}
			d := &Dataset{Quads: quads}
			nquads, _, err := d.Canonicalize(ctx, CanonizeOptions{Hash: crypto.SHA256})
			if err != nil {
				if !isKnown(err) {
					t.Errorf("err = %T %v", err, err)
				}
				continue
			}
			if _, err := ParseNQuads(nquads); err != nil {
				t.Errorf("%v\n%s", err, nquads)
			}
		}
	})
}

// FuzzNQuads: what is read is written again the same, and its canonical form is
// a fixed point.
func FuzzNQuads(f *testing.F) {
	f.Add([]byte("_:a <urn:p> \"x\\n\"@en _:g .\n<urn:a> <urn:p> \"1\"^^<urn:t> .\n_:a <urn:p> _:b .\n_:b <urn:p> _:a ."))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ParseNQuads(data)
		if err != nil {
			if !isKnown(err) {
				t.Errorf("err = %T %v", err, err)
			}
			return
		}
		text := d.NQuads()
		again, err := ParseNQuads(text)
		if err != nil || !bytes.Equal(again.NQuads(), text) {
			t.Fatalf("%s: %v", text, err)
		}
		canonical, _, err := d.Canonicalize(context.Background(), CanonizeOptions{})
		if err != nil {
			return
		}
		if again, err = ParseNQuads(canonical); err != nil {
			t.Fatal(err)
		}
		if twice, _, err := again.Canonicalize(context.Background(), CanonizeOptions{}); err != nil || !bytes.Equal(twice, canonical) {
			t.Errorf("canonical form of\n%s is\n%s, %v", canonical, twice, err)
		}
	})
}
