package ob3

import (
	"bytes"

	"blazon/jsonld"
	"blazon/lint"
)

// A Document is a credential that departs nowhere from the standard, encoded
// and ready to be signed. Only Prepare and Plain put anything in one, so nothing
// unchecked can reach a key.
type Document struct{ json []byte }

// Bytes returns a copy of the encoded credential.
func (d Document) Bytes() []byte { return bytes.Clone(d.json) }

// Prepare checks and encodes c. If there are findings, there is no Document.
func (c AchievementCredential) Prepare() (Document, []Finding) {
	return prepare(c, "AchievementCredential")
}

// Lint says where c departs from the standard, and what to do.
func (c AchievementCredential) Lint() []Finding {
	_, findings := c.Prepare()
	return findings
}

// Prepare checks and encodes c. If there are findings, there is no Document.
func (c EndorsementCredential) Prepare() (Document, []Finding) {
	return prepare(c, "EndorsementCredential")
}

// Lint says where c departs from the standard, and what to do.
func (c EndorsementCredential) Lint() []Finding {
	_, findings := c.Prepare()
	return findings
}

// Lint says where an achievement departs from the standard, before it is awarded
// to anyone.
func (v Achievement) Lint() []Finding {
	_, findings := prepare(v, "Achievement")
	return findings
}

// Lint says where a Profile departs from the standard.
func (v Profile) Lint() []Finding {
	_, findings := prepare(v, "Profile")
	return findings
}

// LinkedData encodes the achievement as a document of its own, as machines get it
// at its address. More contexts define what Extensions hold.
func (v Achievement) LinkedData(more ...string) ([]byte, []Finding) {
	return linkedData(v, "Achievement", more)
}

// LinkedData encodes the Profile as a document of its own, as machines get it at
// its address. More contexts define what Extensions hold.
func (v Profile) LinkedData(more ...string) ([]byte, []Finding) {
	return linkedData(v, "Profile", more)
}

// prepare encodes a value and checks what was encoded: what is linted is, byte
// for byte, what is signed.
func prepare(v any, class string) (Document, []Finding) {
	tree, findings := checked(v, class)
	if len(findings) > 0 {
		return Document{}, findings
	}
	return Document{tree.JSON()}, nil
}

// linkedData is prepare with the contexts in front.
func linkedData(v any, class string, more []string) ([]byte, []Finding) {
	tree, findings := checked(v, class)
	if len(findings) > 0 {
		return nil, findings
	}
	var list []*jsonld.Value
	for _, c := range contexts(more) {
		list = append(list, jsonld.NewString(c))
	}
	members := append([]jsonld.Member{{Name: "@context", Value: jsonld.NewArray(list...)}}, tree.Members()...)
	return jsonld.NewObject(members...).JSON(), nil
}

// checked encodes a value and compares the result with the standard.
func checked(v any, class string) (*jsonld.Value, []Finding) {
	text, err := encode(v)
	if err != nil {
		return nil, []Finding{{Text: "It cannot be written as JSON: " + err.Error() + ".", Cite: "RFC 8259"}}
	}
	tree, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return nil, []Finding{{Text: "It cannot be written as JSON that all can read: " + err.Error() + ".", Cite: "RFC 7493"}}
	}
	c := checker{Notes: lint.Notes{Issuing: true}}
	c.object(tree, class, nil)
	return tree, c.Findings
}
