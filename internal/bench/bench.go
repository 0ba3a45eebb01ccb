package main

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/piprate/json-gold/ld"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

//go:embed testdata/simple.json
var simple []byte

//go:embed testdata/complete.json
var ownComplete []byte

// complete is the rich badge of 1EdTech's validator, where it is at hand.
const complete = "../shared/vectors/1edtech/ob30/complete.json"

// bench holds what all measurements use.
type bench struct {
	out       io.Writer
	documents []document
	processor *jsonld.Processor
	gold      *ld.JsonLdOptions
	key       ed25519.PrivateKey
	bound     did.Key
	now       time.Time
	options   dataintegrity.Options
}

// document is a badge without proof, of the issuer that is the key.
type document struct {
	name string
	text []byte
}

func newBench(out io.Writer) (*bench, error) {
	b := &bench{
		out:       out,
		processor: &jsonld.Processor{Contexts: jsonld.Pinned()},
		key:       ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)),
		now:       time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
	}
	issuer, method, err := did.KeyDID(b.key.Public())
	if err != nil {
		return nil, err
	}
	doc, err := did.Default(nil).Resolve(context.Background(), issuer)
	if err != nil {
		return nil, err
	}
	if b.bound, err = did.Bind(doc, issuer, method, "assertionMethod", b.now); err != nil {
		return nil, err
	}
	b.options = dataintegrity.Options{VerificationMethod: method, Created: b.now}
	rich, err := os.ReadFile(complete)
	if err != nil {
		fmt.Fprintf(out, "%s is not here; a document of our own takes its place\n", complete)
		rich = ownComplete
	}
	for name, text := range map[string][]byte{"simple": simple, "complete": rich} {
		v, err := jsonld.Parse(text, jsonld.Limits{})
		if err != nil {
			return nil, err
		}
		v = v.Without("proof").With("issuer", v.Get("issuer").With("id", jsonld.NewString(issuer)))
		b.documents = append(b.documents, document{name, v.JSON()})
	}
	if b.documents[0].name != "simple" {
		b.documents[0], b.documents[1] = b.documents[1], b.documents[0]
	}
	b.gold, err = goldOptions()
	return b, err
}

// document measures one document.
func (b *bench) document(d document) ([]ratio, error) {
	ctx := context.Background()
	nquads, err := b.canonize(d.text)
	if err != nil {
		return nil, err
	}
	theirs, err := b.goldCanonize(d.text)
	if err != nil {
		return nil, err
	}
	if string(nquads) != theirs {
		return nil, fmt.Errorf("the two libraries differ; there is nothing to compare")
	}
	fmt.Fprintf(b.out, "%s: %d bytes, %d bytes of N-Quads\n", d.name, len(d.text), len(nquads))

	suites := dataintegrity.Default()
	signed, err := suites.Sign(ctx, b.processor, d.text, "eddsa-rdfc-2022", b.key, b.options)
	if err != nil {
		return nil, err
	}
	sig := ed25519.Sign(b.key, nquads[:64])
	costs, err := compare(b.out,
		task{"canonize " + d.name, func() error { _, err := b.digest(d.text); return err }},
		task{"canonize " + d.name + ", json-gold", func() error { _, err := b.goldDigest(d.text); return err }},
		task{"sign " + d.name, func() error {
			_, err := suites.Sign(ctx, b.processor, d.text, "eddsa-rdfc-2022", b.key, b.options)
			return err
		}},
		task{"sign " + d.name + ", limit", func() error {
			return limit(d.text, nquads, func() bool { return len(ed25519.Sign(b.key, nquads[:64])) > 0 })
		}},
		task{"verify " + d.name, func() error { return b.verify(ctx, suites, signed) }},
		task{"verify " + d.name + ", limit", func() error {
			return limit(signed, nquads, func() bool { return ed25519.Verify(b.key.Public().(ed25519.PublicKey), nquads[:64], sig) })
		}},
	)
	if err != nil {
		return nil, err
	}
	if d.name == "complete" {
		more, err := b.batch(ctx, suites, d.text)
		if err != nil {
			return nil, err
		}
		costs = append(costs, more...)
	}
	ratios := []ratio{
		{"canonize-" + d.name + "-vs-json-gold", over(costs[1], costs[0])},
		{"allocs-" + d.name + "-vs-json-gold", costs[1].allocs / costs[0].allocs},
		{"sign-" + d.name + "-vs-limit", over(costs[2], costs[3])},
		{"verify-" + d.name + "-vs-limit", over(costs[4], costs[5])},
	}
	if len(costs) > 6 {
		ratios = append(ratios, ratio{"batch-sign-vs-single", over(costs[6], costs[7])})
	}
	return ratios, nil
}

// batch measures how long one award takes, alone and as one of many of the same
// achievement. Each is of another person.
func (b *bench) batch(ctx context.Context, suites dataintegrity.Suites, text []byte) ([]cost, error) {
	model, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return nil, err
	}
	signer, err := suites.NewBatch(b.processor, model, "eddsa-rdfc-2022", b.key)
	if err != nil {
		return nil, err
	}
	person := 0
	award := func() *jsonld.Value {
		person++
		id := func(kind string) *jsonld.Value { return jsonld.NewString(fmt.Sprintf("urn:%s:%08d", kind, person)) }
		subject := model.Get("credentialSubject").With("id", id("person"))
		identifier := subject.Get("identifier").Items()[0].With("identityHash", jsonld.NewString(fmt.Sprintf("sha256$%064x", person)))
		subject = subject.With("identifier", jsonld.NewArray(identifier))
		status := model.Get("credentialStatus").With("id", id("status"))
		return model.With("id", id("award")).With("credentialSubject", subject).With("credentialStatus", status)
	}
	return compare(b.out,
		task{"sign one", func() error {
			_, err := suites.Sign(ctx, b.processor, award().JSON(), "eddsa-rdfc-2022", b.key, b.options)
			return err
		}},
		task{"sign one of many", func() error {
			_, err := signer.Sign(ctx, award(), b.options)
			return err
		}},
	)
}

func (b *bench) canonize(text []byte) ([]byte, error) {
	v, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return nil, err
	}
	return b.processor.Canonize(context.Background(), v, crypto.SHA256)
}

// digest is the way from bytes to what is signed.
func (b *bench) digest(text []byte) ([]byte, error) {
	v, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return nil, err
	}
	return b.processor.Digest(context.Background(), v, crypto.SHA256)
}

func (b *bench) verify(ctx context.Context, suites dataintegrity.Suites, signed []byte) error {
	v, err := jsonld.Parse(signed, jsonld.Limits{})
	if err != nil {
		return err
	}
	proofs, err := dataintegrity.Proofs(v)
	if err != nil {
		return err
	}
	return suites.Verify(ctx, b.processor, v, proofs[0], b.bound, dataintegrity.Expect{Now: b.now})
}

// limit is what nobody can sign or verify without: reading the document, two
// hashes of its statements, one operation with the key.
func limit(text, nquads []byte, key func() bool) error {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	a, b := sha256.Sum256(nquads), sha256.Sum256(nquads)
	if a != b || !key() {
		return fmt.Errorf("the limit is not measured rightly")
	}
	return nil
}
