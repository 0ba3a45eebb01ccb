package main

import (
	"crypto"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/signing"
	"blazon/internal/text"
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
	Mandatory []string  `sep:"none" placeholder:"POINTER" help:"With ecdsa-sd-2023: a part that the earner must always show, as a JSON Pointer such as /credentialSubject. Can be given several times. Issuer, dates and status are so in any case; without it recipient and achievement are, too."`
	AsIs      bool      `help:"Sign the credential word for word as it stands, even where it departs from Open Badges 3.0."`
	contextFlags
	Output   string `short:"o" placeholder:"FILE" help:"Where to write. Without it: standard output."`
	Unsigned string `arg:"" name:"unsigned.json" help:"The credential to sign, or - for standard input."`
}

// Help teaches the command.
func (signCommand) Help() string {
	return `Prints the credential with its proof: JSON for a Data Integrity key, a compact JWT
for a JWT key. Every word of the credential must be defined by its @context, since
other words would mean nothing, and most signatures would not cover them.

  blazon sign --key club.key --set-issuer badge.json > signed.json
  blazon verify signed.json

An Open Badge is checked first: nothing is signed that the standard forbids. What only
departs in form is mended: one value where an array belongs, times with fractions of
seconds or another zone, an issuer given as an address. Other credentials are signed
as they stand.

What a key of ecdsa-sd-2023 signs is for the earner alone: it does not verify until
blazon derive has made of it what is to be shown. That can be valid only where the
badge has an end and a status, since nobody sees whether either was left out.`
}

// Run signs and prints.
func (c *signCommand) Run(w *world) error {
	k, err := w.readKey(c.Key)
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
		doc = setIssuer(doc, k.DID)
	}
	if doc, err = c.plain(w, doc); err != nil {
		return err
	}
	if missing := unshown(k, doc); missing != "" {
		w.note("it has no " + missing + ", so whatever is shown of it will never be valid: nobody can see whether that was left out; give it one and sign it again")
	}
	signed, err := c.sign(w, k, k.Suite.WithContext(doc))
	if err != nil {
		return err
	}
	return w.writeOutput(c.Output, append(signed, '\n'))
}

// unshown names what a credential lacks of what must be seen before something that is
// shown in part can be valid; "" for suites of which everything is shown.
func unshown(k signing.Key, doc *jsonld.Value) string {
	if k.Suite.Cryptosuite != signing.Selective || doc.Get("proof") != nil {
		return "" // a proof of the whole beside it shows that nothing was left out
	}
	var missing []string
	if doc.Get("validUntil") == nil && doc.Get("expirationDate") == nil {
		missing = append(missing, "end (validUntil)")
	}
	isList := slices.ContainsFunc(doc.Get("type").Items(), func(t *jsonld.Value) bool { return strings.Contains(t.Str(), "StatusList") })
	if doc.Get("credentialStatus") == nil && !isList {
		missing = append(missing, "status (credentialStatus)")
	}
	return strings.Join(missing, " and no ")
}

// plain returns what is to be signed: of an Open Badge a document of ob3, which
// departs nowhere from the standard; anything else, or with --as-is, what was given.
func (c *signCommand) plain(w *world, doc *jsonld.Value) (*jsonld.Value, error) {
	if !ob3.IsBadge(doc) {
		w.note("this is no OpenBadgeCredential or EndorsementCredential; it is signed as it stands")
		return doc, nil
	}
	if c.AsIs {
		_, findings := ob3.Read(doc)
		w.notes("note: ", findings)
		w.note("it is signed as it stands")
		return doc, nil
	}
	document, findings := ob3.Plain(doc)
	text := document.Bytes()
	if len(text) == 0 {
		w.notes("", findings)
		return nil, hint{fmt.Errorf("%s departs from Open Badges 3.0, so it was not signed", c.Unsigned), "mend what is named above, or give --as-is to sign it all the same"}
	}
	w.notes("note: ", findings)
	return jsonld.Parse(text, jsonld.Limits{})
}

// note tells the user something beside the result.
func (w *world) note(text string) { _, _ = fmt.Fprintf(w.err, "blazon: note: %s\n", text) }

// notes lists departures from the standard: where, what to do, which rule.
func (w *world) notes(prefix string, findings []ob3.Finding) {
	for _, f := range findings {
		_, _ = fmt.Fprintf(w.err, "blazon: %s%s\n", prefix, text.Line(f.String()))
	}
}

// sign makes the proof that the key's suite calls for.
func (c *signCommand) sign(w *world, k signing.Key, doc *jsonld.Value) ([]byte, error) {
	method, err := c.methodFor(k, issuerID(doc))
	if err != nil {
		return nil, err
	}
	if c.Mandatory != nil && k.Suite.Cryptosuite != signing.Selective {
		return nil, misuse("leave --mandatory out, or take a key of "+signing.Selective, "what %s signs is shown as a whole, so nothing of it is mandatory", k.Suite.Name)
	}
	// Suites that sign the text do not ask what it means.
	contexts, err := c.contexts(w)
	if err != nil {
		return nil, err
	}
	p := &jsonld.Processor{Contexts: contexts}
	if _, err := p.Digest(w.ctx, doc, crypto.SHA256); err != nil {
		err = fmt.Errorf("the credential cannot be signed: %w", err)
		if unknown := new(jsonld.ContextError); errors.As(err, &unknown) && unknown.URL != "" {
			return nil, hint{err, "give its text: --context " + unknown.URL + "=FILE; whoever verifies the badge needs it as well"}
		}
		return nil, err
	}
	if k.Suite.IsJWT() {
		header := vcjwt.SignHeader{Kid: method}
		if method == "" {
			header.JWK = k.Signer.Public()
		}
		token, err := vcjwt.Sign(doc.JSON(), k.Suite.Algorithm, k.Signer, header)
		return []byte(token), err
	}
	created := c.Created
	if created.IsZero() {
		created = w.now()
	}
	signed, err := dataintegrity.Default().Sign(w.ctx, p, doc.JSON(), k.Suite.Cryptosuite, k.Signer, dataintegrity.Options{
		VerificationMethod: method, Created: created.UTC().Truncate(time.Second), Mandatory: c.Mandatory,
	})
	if err != nil {
		return nil, fmt.Errorf("the credential cannot be signed: %w", err)
	}
	return signed, nil
}

// methodFor names the key in the proof: what the caller asked for, the method
// of the key's own DID when that is the issuer, otherwise the key as a fragment
// of the issuer's id. A JWT of another issuer carries its key in the header.
func (c *signCommand) methodFor(k signing.Key, issuer string) (string, error) {
	switch {
	case c.Method != "":
		return c.Method, nil
	case issuer == k.DID:
		return k.Method, nil
	case issuer == "":
		return "", hint{fmt.Errorf("the credential names no issuer"), "add an issuer with an id, or use --set-issuer"}
	case k.Suite.IsJWT():
		return "", nil
	}
	multikey, err := did.EncodeMultikey(k.Signer.Public())
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

// setIssuer returns doc with id as its issuer's id. What else it says about its
// issuer stays.
func setIssuer(doc *jsonld.Value, id string) *jsonld.Value {
	name := jsonld.NewString(id)
	if issuer := doc.Get("issuer"); issuer.Kind() == jsonld.Object {
		return doc.With("issuer", issuer.With("id", name))
	}
	return doc.With("issuer", name)
}
