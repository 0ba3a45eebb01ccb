package jsonld_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/jsonld"
)

func Example() {
	doc, err := jsonld.Parse([]byte(`{
		"@context": ["https://www.w3.org/ns/credentials/v2"],
		"id": "urn:uuid:1",
		"type": ["VerifiableCredential"],
		"issuer": "https://university.example",
		"credentialSubject": {"id": "did:example:ada"}
	}`), jsonld.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	nquads, err := p.Canonize(context.Background(), doc, crypto.SHA256)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(nquads))
	_, err = p.Canonize(context.Background(), doc.With("honours", jsonld.NewString("summa")), crypto.SHA256)
	fmt.Println(err)
	// Output:
	// <urn:uuid:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
	// <urn:uuid:1> <https://www.w3.org/2018/credentials#credentialSubject> <did:example:ada> .
	// <urn:uuid:1> <https://www.w3.org/2018/credentials#issuer> <https://university.example> .
	// "honours" at "/honours" has no meaning in the contexts of this document, so no signature would cover it; correct it, or add the context that defines it
}

func TestDigest(t *testing.T) {
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	v := parse(t, badge("", `"evidence":[{"type":["Evidence"],"name":"a"},{"type":["Evidence"],"name":"b"}],`, ""))
	for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384} {
		nquads, err := p.Canonize(ctx, v, h)
		if err != nil {
			t.Fatal(err)
		}
		digest, err := p.Digest(ctx, v, h)
		if err != nil {
			t.Fatal(err)
		}
		want := sha256.Sum256(nquads)
		sum := want[:]
		if h == crypto.SHA384 {
			want := sha512.Sum384(nquads)
			sum = want[:]
		}
		if !bytes.Equal(digest, sum) {
			t.Errorf("%v: the digest is not that of the canonical form", h)
		}
	}
	for _, f := range []func(crypto.Hash) error{
		func(h crypto.Hash) error { _, err := p.Digest(ctx, v, h); return err },
		func(h crypto.Hash) error { _, err := p.Canonize(ctx, v, h); return err },
	} {
		if err := f(crypto.MD5); err == nil {
			t.Error("MD5 is accepted")
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := p.Digest(gone, v, crypto.SHA256); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want canceled", err)
	}
}

// What a set of statements says does not depend on how they are written.
func TestToRDFIsASet(t *testing.T) {
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	d, err := p.ToRDF(ctx, parse(t, badge("", `"evidence":{"id":"urn:x:1","type":["Evidence","Evidence"],"name":"a","audience":"b"},`, `"tag":["x","x","y"],`)))
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[jsonld.Quad]bool)
	for _, q := range d.Quads {
		if seen[q] {
			t.Errorf("%v is there twice", q)
		}
		seen[q] = true
	}
	again, err := jsonld.ParseNQuads(d.NQuads())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, again); diff != "" {
		t.Errorf("written and read (-before +after):\n%s", diff)
	}
}

func TestContexts(t *testing.T) {
	const url = "https://example.org/ctx"
	pinned := jsonld.Pinned()
	for _, known := range []string{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://w3id.org/openbadges/v2"} {
		if !pinned.Has(known) || !pinned.Alternate().Has(known) {
			t.Errorf("%s is not known", known)
		}
	}
	more, err := pinned.With(url, []byte(`{"@context":{"x":"https://example.org/x"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if pinned.Has(url) || !more.Has(url) || !more.Alternate().Has(url) || more.Alternate().Alternate() != more {
		t.Error("With: want other contexts, and these as they were")
	}
	for _, bad := range []string{``, `{`, `{}`, `[]`, `{"@context":1,"@context":2}`} {
		if _, err := pinned.With(url, []byte(bad)); err == nil {
			t.Errorf("With %s: no error", bad)
		}
	}
	var none *jsonld.Contexts
	if none.Has(url) {
		t.Error("nothing has something")
	}
	if c, err := none.With(url, []byte(`{"@context":{"x":"https://example.org/x"}}`)); err != nil || !c.Has(url) {
		t.Errorf("With on nothing: %v", err)
	}
	// One may stand in place of another: what was compiled before is not used.
	other, err := more.With(url, []byte(`{"@context":{"x":"https://example.org/y"}}`))
	if err != nil {
		t.Fatal(err)
	}
	v := parse(t, `{"@context":"`+url+`","x":"z"}`)
	for c, want := range map[*jsonld.Contexts]string{more: "https://example.org/x", other: "https://example.org/y"} {
		got, err := (&jsonld.Processor{Contexts: c}).Canonize(ctx, v, crypto.SHA256)
		if err != nil || !strings.Contains(string(got), want) {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

// A badge says the same under both texts of context-3.0.3.
func TestAlternate(t *testing.T) {
	v := parse(t, badge("", `"evidence":[{"type":["Evidence"],"name":"a"}],`, `"tag":["x"],`))
	a, err := (&jsonld.Processor{Contexts: jsonld.Pinned()}).Canonize(ctx, v, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	b, err := (&jsonld.Processor{Contexts: jsonld.Pinned().Alternate()}).Canonize(ctx, v, crypto.SHA256)
	if diff := cmp.Diff(string(a), string(b)); diff != "" || err != nil {
		t.Errorf("%v (-second +first)\n%s", err, diff)
	}
}

// Documents can combine types without end; what is kept of them ends.
func TestCompiledContextsAreBounded(t *testing.T) {
	const n = 12
	var terms strings.Builder
	for i := range n {
		fmt.Fprintf(&terms, `,"T%d":{"@id":"https://example.org/T%d","@context":{"p%d":"https://example.org/p%d"}}`, i, i, i, i)
	}
	c, err := jsonld.Pinned().With("https://example.org/ctx", []byte(`{"@context":{`+terms.String()[1:]+`}}`))
	if err != nil {
		t.Fatal(err)
	}
	p := &jsonld.Processor{Contexts: c}
	for set := range 1 << n {
		var types []string
		for i := range n {
			if set&(1<<i) != 0 {
				types = append(types, fmt.Sprintf(`"T%d"`, i))
			}
		}
		last := "https://example.org/x"
		if len(types) > 0 {
			last = "p" + strings.Trim(types[len(types)-1], `T"`)
		}
		v := parse(t, fmt.Sprintf(`{"@context":"https://example.org/ctx","@type":[%s],%q:"x"}`, strings.Join(types, ","), last))
		d, err := p.ToRDF(ctx, v)
		if err != nil || len(d.Quads) != len(types)+1 {
			t.Fatalf("set %b: %v, %v", set, d, err)
		}
		if kept := jsonld.Kept(c); kept > 1024 {
			t.Fatalf("%d contexts are kept", kept)
		}
	}
}

func TestDirection(t *testing.T) {
	v := parse(t, badge("", `"description":{"@value":"x","@language":"he-IL","@direction":"rtl"},`, ""))
	for _, tt := range []struct {
		direction jsonld.Direction
		want      string
	}{
		{jsonld.I18nDatatype, `"x"^^<https://www.w3.org/ns/i18n#he-il_rtl>`},
		{jsonld.CompoundLiteral, `<http://www.w3.org/1999/02/22-rdf-syntax-ns#direction> "rtl"`},
	} {
		p := &jsonld.Processor{Contexts: jsonld.Pinned(), Direction: tt.direction}
		got, err := p.Canonize(ctx, v, crypto.SHA256)
		if err != nil || !strings.Contains(string(got), tt.want) {
			t.Errorf("got %s, %v, want %s", got, err, tt.want)
		}
	}
}
