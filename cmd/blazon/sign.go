package main

import (
	"crypto"
	"fmt"
	"strings"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/vcjwt"
)

// signCommand signs a credential with a key kept in a file.
type signCommand struct {
	Key       string    `required:"" placeholder:"FILE" help:"The key, made by 'blazon keys new'."`
	SetIssuer bool      `help:"Make the key's own DID the issuer, so that anyone can check the badge without a web site."`
	Method    string    `placeholder:"URL" help:"The verification method to name in the proof, or the kid of a JWT. Without it: the key under the issuer's id."`
	Created   time.Time `placeholder:"TIME" help:"When the proof says it was made (RFC 3339). Without it: now."`
	Strict    bool      `help:"Refuse a credential that departs from Open Badges 3.0, instead of only saying so."`
	Output    string    `short:"o" placeholder:"FILE" help:"Where to write. Without it: standard output."`
	Unsigned  string    `arg:"" name:"unsigned.json" help:"The credential to sign, or - for standard input."`
}

// Help teaches the command.
func (signCommand) Help() string {
	return `Prints the credential with its proof: JSON for a Data Integrity key, a compact JWT
for a JWT key. Every word of the credential must be defined by its @context, since
other words would not be covered by the signature.

  blazon sign --key club.key --set-issuer badge.json > signed.json
  blazon verify signed.json`
}

// Run signs and prints.
func (c *signCommand) Run(w *world) error {
	kf, signer, err := w.readKey(c.Key)
	if err != nil {
		return err
	}
	data, err := w.readInput(c.Unsigned)
	if err != nil {
		return err
	}
	doc, err := jsonld.Parse(data, jsonld.Limits{})
	if err != nil {
		return fmt.Errorf("%s cannot be read as JSON: %w", c.Unsigned, err)
	}
	if doc.Kind() != jsonld.Object {
		return fmt.Errorf("%s holds no credential: a credential is a JSON object", c.Unsigned)
	}
	if c.SetIssuer {
		doc = setIssuer(doc, kf.DID)
	}
	if err := c.lint(w, doc); err != nil {
		return err
	}
	signed, err := c.sign(w, kf, signer, doc)
	if err != nil {
		return err
	}
	return w.writeOutput(c.Output, append(signed, '\n'))
}

// lint says where an Open Badges 3.0 credential departs from the standard.
func (c *signCommand) lint(w *world, doc *jsonld.Value) error {
	_, findings := ob3.Read(doc)
	for _, f := range findings {
		_, _ = fmt.Fprintf(w.err, "blazon: note: %s: %s (%s)\n", f.Path, f.Text, f.Cite)
	}
	if len(findings) > 0 && c.Strict {
		return hint{fmt.Errorf("the credential departs from Open Badges 3.0 in %d places; nothing was signed", len(findings)), "mend what the notes name, or sign without --strict"}
	}
	return nil
}

// sign makes the proof that the key's suite calls for.
func (c *signCommand) sign(w *world, kf keyFile, signer crypto.Signer, doc *jsonld.Value) ([]byte, error) {
	method, err := c.methodFor(kf, signer, issuerID(doc))
	if err != nil {
		return nil, err
	}
	if alg, ok := jwtAlg(kf.Suite); ok {
		// A JSON-LD check stands in for the one a Data Integrity proof makes by itself.
		p := jsonld.Processor{Contexts: jsonld.Pinned()}
		if _, err := p.Digest(w.ctx, doc, crypto.SHA256); err != nil {
			return nil, fmt.Errorf("the credential cannot be signed: %w", err)
		}
		header := vcjwt.SignHeader{Kid: method}
		if method == "" {
			header.JWK = signer.Public()
		}
		token, err := vcjwt.Sign(doc.JSON(), alg, signer, header)
		return []byte(token), err
	}
	created := c.Created
	if created.IsZero() {
		created = w.now()
	}
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	opt := dataintegrity.Options{VerificationMethod: method, Created: created.UTC().Truncate(time.Second), Purpose: "assertionMethod"}
	signed, err := dataintegrity.Default().Sign(w.ctx, p, doc.JSON(), kf.Suite, signer, opt)
	if err != nil {
		return nil, fmt.Errorf("the credential cannot be signed: %w", err)
	}
	return signed, nil
}

// methodFor names the key in the proof: what the caller asked for, the method
// of the key's own DID when that is the issuer, otherwise the key as a fragment
// of the issuer's id. A JWT of another issuer carries its key in the header.
func (c *signCommand) methodFor(kf keyFile, signer crypto.Signer, issuer string) (string, error) {
	_, isJWT := jwtAlg(kf.Suite)
	switch {
	case c.Method != "":
		return c.Method, nil
	case issuer == kf.DID:
		return kf.Method, nil
	case issuer == "":
		return "", hint{fmt.Errorf("the credential names no issuer"), "add an issuer with an id, or use --set-issuer"}
	case isJWT:
		return "", nil
	}
	multikey, err := did.EncodeMultikey(signer.Public())
	if err != nil {
		return "", err
	}
	base, _, _ := strings.Cut(issuer, "#")
	return base + "#" + multikey, nil
}

// issuerID returns the id of the issuer of a credential, which may be a string
// or an object, or "".
func issuerID(doc *jsonld.Value) string {
	issuer := doc.Get("issuer")
	if issuer.IsString() {
		return issuer.Str()
	}
	return issuer.Get("id").Str()
}

// setIssuer returns doc with id as its issuer's id.
func setIssuer(doc *jsonld.Value, id string) *jsonld.Value {
	issuer := doc.Get("issuer")
	if issuer.Kind() != jsonld.Object {
		issuer = jsonld.NewObject(
			jsonld.Member{Name: "id", Value: jsonld.NewString(id)},
			jsonld.Member{Name: "type", Value: jsonld.NewArray(jsonld.NewString("Profile"))},
		)
	}
	return doc.With("issuer", issuer.With("id", jsonld.NewString(id)))
}
