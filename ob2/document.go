package ob2

import (
	"bytes"

	"blazon/jsonld"
	"blazon/lint"
)

// A Document is a badge that departs nowhere from the standard, encoded and
// ready to be served or signed. Only Prepare puts anything in one.
type Document struct{ json []byte }

// Bytes returns a copy of the encoded badge.
func (d Document) Bytes() []byte { return bytes.Clone(d.json) }

// Prepare checks and encodes v. If there are findings, there is no Document.
func (v Assertion) Prepare() (Document, []Finding) {
	v.Context = withContext(v.Context)
	return prepare(v, "Assertion")
}

// Lint says where v departs from the standard, and what to do.
func (v Assertion) Lint() []Finding { return second(v.Prepare()) }

// Prepare checks and encodes v. If there are findings, there is no Document.
func (v BadgeClass) Prepare() (Document, []Finding) {
	v.Context = withContext(v.Context)
	return prepare(v, "BadgeClass")
}

// Lint says where v departs from the standard, and what to do.
func (v BadgeClass) Lint() []Finding { return second(v.Prepare()) }

// Prepare checks and encodes v as an issuer. If there are findings, there is no
// Document.
func (v Profile) Prepare() (Document, []Finding) {
	v.Context = withContext(v.Context)
	return prepare(v, "Issuer")
}

// Lint says where v departs from the standard, and what to do.
func (v Profile) Lint() []Finding { return second(v.Prepare()) }

// Prepare checks and encodes v. If there are findings, there is no Document.
func (v CryptographicKey) Prepare() (Document, []Finding) {
	v.Context = withContext(v.Context)
	return prepare(v, "CryptographicKey")
}

// Lint says where v departs from the standard, and what to do.
func (v CryptographicKey) Lint() []Finding { return second(v.Prepare()) }

// Prepare checks and encodes v. If there are findings, there is no Document.
func (v RevocationList) Prepare() (Document, []Finding) {
	v.Context = withContext(v.Context)
	return prepare(v, "RevocationList")
}

// Lint says where v departs from the standard, and what to do.
func (v RevocationList) Lint() []Finding { return second(v.Prepare()) }

// Prepare checks and encodes v. If there are findings, there is no Document.
func (v Endorsement) Prepare() (Document, []Finding) {
	v.Context = withContext(v.Context)
	return prepare(v, "Endorsement")
}

// Lint says where v departs from the standard, and what to do.
func (v Endorsement) Lint() []Finding { return second(v.Prepare()) }

func second(_ Document, findings []Finding) []Finding { return findings }

// withContext puts the context of the standard in front of others.
func withContext(given OneOrMany) OneOrMany { return typed(given, Context) }

// prepare encodes a value and checks what was encoded: what is linted is, byte
// for byte, what is served.
func prepare(v any, class string) (Document, []Finding) {
	text, err := encode(v)
	if err != nil {
		return Document{}, []Finding{{Text: "It cannot be written as JSON: " + err.Error() + ".", Cite: "RFC 8259"}}
	}
	tree, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return Document{}, []Finding{{Text: "It cannot be written as JSON that all can read: " + err.Error() + ".", Cite: "RFC 7493"}}
	}
	c := checker{Notes: lint.Notes{Issuing: true}}
	c.object(tree, class, nil)
	if len(c.Findings) > 0 {
		return Document{}, c.Findings
	}
	return Document{tree.JSON()}, nil
}
