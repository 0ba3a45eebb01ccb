package statuslist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// A Credential is a status list about to be published: the list and what is
// said about it. ID is the URL under which it will be served, and Issuer the
// issuer of the credentials in it.
type Credential struct {
	ID         string
	Issuer     string
	Purpose    string // Revocation, Suspension, …
	List       *List
	ValidFrom  time.Time     // when this edition was made
	ValidUntil time.Time     // when it is too old to be believed
	TTL        time.Duration // how long it may be kept before asking again; 0: not said
}

// A Document is a complete status list credential, encoded and ready to be
// signed. Only Prepare puts anything in one, so the key that signs status lists
// signs nothing else.
type Document struct{ json []byte }

// Bytes returns a copy of the encoded credential.
func (d Document) Bytes() []byte { return bytes.Clone(d.json) }

// Prepare checks and encodes c as an unsigned BitstringStatusListCredential.
//
// Bitstring Status List 2.2.
func Prepare(c Credential) (Document, error) {
	switch {
	case c.ID == "" || c.Issuer == "" || c.Purpose == "":
		return Document{}, fmt.Errorf("prepare status list: %w: ID, Issuer and Purpose are required", ErrMalformed)
	case c.List == nil || c.List.Len() < MinEntries:
		return Document{}, fmt.Errorf("prepare status list: %w: fewer than %d entries", ErrInvalidList, MinEntries)
	case c.ValidFrom.IsZero() || !c.ValidUntil.After(c.ValidFrom):
		return Document{}, fmt.Errorf("prepare status list: %w: it must be valid from one moment until a later one", ErrMalformed)
	}
	encoded, err := c.List.Encode()
	if err != nil {
		return Document{}, fmt.Errorf("prepare status list: %w", err)
	}
	type subject struct {
		ID      string `json:"id"`
		Type    string `json:"type"`
		Purpose string `json:"statusPurpose"`
		List    string `json:"encodedList"`
		TTL     int64  `json:"ttl,omitempty"` // milliseconds
	}
	b, err := encode(struct {
		Context    []string `json:"@context"`
		ID         string   `json:"id"`
		Type       []string `json:"type"`
		Issuer     string   `json:"issuer"`
		ValidFrom  string   `json:"validFrom"`
		ValidUntil string   `json:"validUntil"`
		Subject    subject  `json:"credentialSubject"`
	}{
		Context:    []string{"https://www.w3.org/ns/credentials/v2"},
		ID:         c.ID,
		Type:       []string{"VerifiableCredential", "BitstringStatusListCredential"},
		Issuer:     c.Issuer,
		ValidFrom:  stamp(c.ValidFrom),
		ValidUntil: stamp(c.ValidUntil),
		Subject:    subject{c.ID + "#list", "BitstringStatusList", c.Purpose, encoded, c.TTL.Milliseconds()},
	})
	if err != nil {
		return Document{}, fmt.Errorf("prepare status list: %w", err)
	}
	return Document{b}, nil
}

// stamp writes a time as the standards like it best.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// encode writes JSON as it is read: without escapes for the sake of HTML.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}
