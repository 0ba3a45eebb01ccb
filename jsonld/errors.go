package jsonld

import "fmt"

// A SyntaxError says why a text is not the JSON that Blazon reads, and where.
type SyntaxError struct {
	Offset  int64  // in bytes, from the start
	Pointer string // JSON Pointer (RFC 6901) to the nearest value, "" for the whole
	Text    string
}

func (e *SyntaxError) Error() string {
	if e.Pointer == "" {
		return fmt.Sprintf("this is not well-formed JSON: %s (at byte %d)", e.Text, e.Offset)
	}
	return fmt.Sprintf("this is not well-formed JSON: %s (at %s, byte %d)", e.Text, e.Pointer, e.Offset)
}

// A LimitError says which limit a document exceeds. Nothing was done with it.
type LimitError struct {
	Name  string
	Limit int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("this document is too large: it has more than %d %s", e.Limit, e.Name)
}

// A ContextError names a context that is not one of the Contexts, or an inline
// context where they are not allowed (URL is then empty).
type ContextError struct {
	URL     string
	Pointer string // where it is named
}

func (e *ContextError) Error() string {
	if e.URL == "" {
		return fmt.Sprintf("the @context at %q is written out; only contexts known by their URL are accepted", e.Pointer)
	}
	return fmt.Sprintf("the context %q is not known; only contexts that were checked beforehand are accepted", e.URL)
}

// A TermError names a part of a document that means nothing, and so would be
// shown but not signed: a property or a type that no context defines, an id that
// is not an absolute IRI, a value that is dropped; or that means something else than a
// reader of plain JSON would take it for.
type TermError struct {
	Pointer string // JSON Pointer to the value
	Term    string
	// Disguised: it is written with a prefix or as an address, and means what is written
	// in another way.
	Disguised bool
}

func (e *TermError) Error() string {
	if e.Disguised {
		return fmt.Sprintf("%q at %q is another way to write what contexts have a word for, or an id that is written with a prefix; write the word, or the whole id", e.Term, e.Pointer)
	}
	return fmt.Sprintf("%q at %q has no meaning in the contexts of this document, so no signature would cover it; correct it, or add the context that defines it", e.Term, e.Pointer)
}

// An Error is a document or context that the JSON-LD algorithms refuse. Code is
// the error code of JSON-LD 1.1 Processing Algorithms and API 9.6.2 (JsonLdErrorCode).
type Error struct {
	Code    string
	Pointer string // to where it was found in the document, as near as known
	Text    string // what exactly
}

func (e *Error) Error() string {
	text := fmt.Sprintf("JSON-LD: %s at %q", e.Code, e.Pointer)
	if e.Text != "" {
		text += ": " + e.Text
	}
	return text
}
