package statuslist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"blazon/jsonld"
)

// The types of credentialStatus that are understood.
const (
	TypeBitstring      = "BitstringStatusListEntry"
	TypeStatusList2021 = "StatusList2021Entry" // what TypeBitstring was called in drafts
	TypeRevocation     = "1EdTechRevocationList"
)

// listTypes are, by the type of the entry, the types of the list credential and
// of its subject.
var listTypes = map[string][2]string{
	TypeBitstring:      {"BitstringStatusListCredential", "BitstringStatusList"},
	TypeStatusList2021: {"StatusList2021Credential", "StatusList2021"},
}

// IsListType reports whether credentials of a type are lists that Lookup reads.
func IsListType(credentialType string) bool {
	for _, types := range listTypes {
		if types[0] == credentialType {
			return true
		}
	}
	return false
}

// The purposes of a Bitstring Status List that the standard defines.
const (
	Revocation = "revocation" // for good
	Suspension = "suspension" // for a while
	Refresh    = "refresh"    // a newer credential is to be had
	Message    = "message"    // the value has a text of its own
)

// maxSize bounds the bits of one entry: 2^8 different messages.
const maxSize = 8

// An Entry is one item of a credential's credentialStatus: which list to ask,
// and where in it to look.
type Entry struct {
	ID         string
	Type       string // one of the types above, or one that is not understood
	Purpose    string // statusPurpose; Revocation for a TypeRevocation
	Credential string // the URL of the list
	Index      uint64 // not of TypeRevocation, as is all that follows
	Size       int    // bits of the entry, at least 1; of TypeStatusList2021 always 1
	Messages   map[uint64]string
	Reference  []string
	Raw        *jsonld.Value
}

// Known reports whether this package can look the entry up. What it cannot look
// up has an unknown status, which is not a good one.
func (e Entry) Known() bool { return e.InBitstring() || e.Type == TypeRevocation }

// InBitstring reports whether Lookup reads the entry.
func (e Entry) InBitstring() bool { return listTypes[e.Type] != [2]string{} }

// ParseEntries reads the credentialStatus of a credential, which may be one
// entry or several; all of them count. An absent status has no entries. A type
// that is not understood gives an Entry whose Known is false and no error.
func ParseEntries(status *jsonld.Value) ([]Entry, error) {
	items := status.Items()
	if len(items) > maxEntries {
		return nil, fmt.Errorf("credentialStatus: %w: %d entries, more than %d", ErrMalformed, len(items), maxEntries)
	}
	entries := make([]Entry, 0, len(items))
	for i, item := range items {
		e, err := parseEntry(item)
		if err != nil {
			return nil, fmt.Errorf("credentialStatus[%d]: %w", i, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// maxEntries bounds how many lists one credential may send us to.
const maxEntries = 8

func parseEntry(v *jsonld.Value) (Entry, error) {
	if v.Kind() != jsonld.Object {
		return Entry{}, fmt.Errorf("%w: not an object", ErrMalformed)
	}
	e := Entry{ID: v.Get("id").Str(), Raw: v}
	for _, t := range v.Get("type").Items() {
		if e.Type == "" || !e.Known() {
			e.Type = t.Str()
		}
	}
	switch e.Type {
	case "":
		return Entry{}, fmt.Errorf("%w: no type", ErrMalformed)
	case TypeBitstring, TypeStatusList2021:
		if err := e.parseBitstring(v); err != nil {
			return Entry{}, err
		}
	case TypeRevocation:
		// OB 3.0 RV-01: the id is the URL of the list.
		e.Purpose, e.Credential = Revocation, e.ID
		if e.ID == "" {
			return Entry{}, fmt.Errorf("%w: no id, which is the URL of the list", ErrMalformed)
		}
	}
	return e, nil
}

// parseBitstring: Bitstring Status List 2.1; Status List 2021 4.1 has the same
// members but for those about sizes and messages.
func (e *Entry) parseBitstring(v *jsonld.Value) (err error) {
	e.Purpose, e.Credential = v.Get("statusPurpose").Str(), v.Get("statusListCredential").Str()
	switch {
	case e.Purpose == "":
		return fmt.Errorf("%w: no statusPurpose", ErrMalformed)
	case e.Credential == "":
		return fmt.Errorf("%w: no statusListCredential", ErrMalformed)
	case e.ID == e.Credential:
		return fmt.Errorf("%w: the id of the entry is that of the list", ErrMalformed)
	}
	if e.Index, err = parseIndex(v.Get("statusListIndex")); err != nil {
		return err
	}
	if e.Type == TypeStatusList2021 {
		e.Size = 1
		return nil
	}
	if e.Size, err = parseSize(v.Get("statusSize")); err != nil {
		return err
	}
	for _, item := range v.Get("statusReference").Items() {
		e.Reference = append(e.Reference, item.Str())
	}
	return e.parseMessages(v.Get("statusMessage"))
}

// parseIndex reads an index, which the standard writes as a string of digits
// and some issuers as a number. Nothing but digits will do, for a second
// reading of the same text would be a second credential.
func parseIndex(v *jsonld.Value) (uint64, error) {
	s := digitsOf(v)
	n, err := parseDigits(s)
	if err != nil {
		return 0, fmt.Errorf("%w: statusListIndex %.30q is not a decimal number", ErrMalformed, s)
	}
	return n, nil
}

// digitsOf is a number as it is written, as text or not.
func digitsOf(v *jsonld.Value) string {
	if v.Kind() == jsonld.Number {
		return v.Number()
	}
	return v.Str()
}

// isUnset reports whether a member is not there, or null, which says as little.
func isUnset(v *jsonld.Value) bool { return v.Kind() == jsonld.Absent || v.Kind() == jsonld.Null }

// parseSize reads the bits of an entry: a number, which some issuers write as the standard
// writes the index.
func parseSize(v *jsonld.Value) (int, error) {
	if isUnset(v) {
		return 1, nil
	}
	n, err := parseDigits(digitsOf(v))
	if err != nil || n < 1 || n > maxSize {
		return 0, fmt.Errorf("%w: statusSize is not a number from 1 to %d", ErrMalformed, maxSize)
	}
	return int(n), nil
}

// parseMessages: Bitstring Status List 2.1: with more than one bit there is a
// message for each value, {"status": "0x0", "message": "…"}.
func (e *Entry) parseMessages(v *jsonld.Value) error {
	items := v.Items()
	if isUnset(v) {
		items = nil
	}
	if len(items) == 0 && e.Size == 1 {
		return nil
	}
	if len(items) != 1<<e.Size {
		return fmt.Errorf("%w: %d of statusMessage for entries of %d bits, want %d", ErrMalformed, len(items), e.Size, 1<<e.Size)
	}
	e.Messages = make(map[uint64]string, len(items))
	for _, item := range items {
		hex, ok := strings.CutPrefix(item.Get("status").Str(), "0x")
		n, err := strconv.ParseUint(hex, 16, maxSize)
		if !ok || err != nil || n >= 1<<e.Size || !item.Get("message").IsString() {
			return fmt.Errorf("%w: statusMessage without a status of the list, such as 0x0, or without message", ErrMalformed)
		}
		if _, twice := e.Messages[n]; twice {
			return fmt.Errorf("%w: two of statusMessage for 0x%x", ErrMalformed, n)
		}
		e.Messages[n] = item.Get("message").Str()
	}
	return nil
}

// parseDigits reads an unsigned number of ASCII digits without sign, space or
// leading zero.
func parseDigits(s string) (uint64, error) {
	if s == "" || len(s) > 1 && s[0] == '0' || strings.Trim(s, "0123456789") != "" {
		return 0, ErrMalformed
	}
	return strconv.ParseUint(s, 10, 64)
}

// Lookup reads the value of an entry in its list, a BitstringStatusListCredential
// or StatusList2021Credential, whose proof and issuer the caller has verified. 0
// means that nothing is the matter. With ErrShort the value is that of the entry all the
// same.
//
// Bitstring Status List 3.2, steps 6 to 12.
func Lookup(entry Entry, listCredential *jsonld.Value) (uint64, error) {
	return LookupBy(Decode, entry, listCredential)
}

// LookupBy is Lookup for who unpacks lists otherwise than with Decode: once for many
// entries. Errors of decode are wrapped.
func LookupBy(decode func(encoded string) (*List, error), entry Entry, listCredential *jsonld.Value) (uint64, error) {
	types, ok := listTypes[entry.Type]
	if !ok {
		return 0, fmt.Errorf("status lookup: %w: an entry of type %.80q has no place in a bitstring", ErrMalformed, entry.Type)
	}
	if !hasString(listCredential.Get("type"), types[0]) {
		return 0, fmt.Errorf("status lookup: %w: not a %s", ErrInvalidList, types[0])
	}
	subjects := listCredential.Get("credentialSubject").Items()
	if len(subjects) != 1 || !hasString(subjects[0].Get("type"), types[1]) {
		return 0, fmt.Errorf("status lookup: %w: its subject is not one %s", ErrInvalidList, types[1])
	}
	if !hasString(subjects[0].Get("statusPurpose"), entry.Purpose) {
		return 0, fmt.Errorf("status lookup: %w: it is not kept for the purpose %.80q", ErrInvalidList, entry.Purpose)
	}
	l, err := decode(subjects[0].Get("encodedList").Str())
	if err != nil {
		return 0, fmt.Errorf("status lookup: %w", err)
	}
	v, err := l.Value(entry.Index, entry.Size)
	if err != nil {
		return 0, fmt.Errorf("status lookup: %w", err)
	}
	if n := l.Len() / entry.Size; n < MinEntries {
		return v, fmt.Errorf("status lookup: %w: %w: %d entries of %d bits, at least %d are required", ErrInvalidList, ErrShort, n, entry.Size, MinEntries)
	}
	return v, nil
}

// TTL returns how long a list may be kept before it is asked for anew, as its
// issuer says; 0 if it does not say. ErrInvalidList if what it says is no time.
//
// Bitstring Status List 2.2: ttl is in milliseconds, a number, which some issuers write as
// the standard writes the index.
func TTL(listCredential *jsonld.Value) (time.Duration, error) {
	subjects := listCredential.Get("credentialSubject").Items()
	if len(subjects) != 1 || isUnset(subjects[0].Get("ttl")) {
		return 0, nil
	}
	n, err := parseDigits(digitsOf(subjects[0].Get("ttl")))
	if err != nil || n > maxTTL {
		return 0, fmt.Errorf("status list: %w: ttl is not a number of milliseconds", ErrInvalidList)
	}
	return time.Duration(n) * time.Millisecond, nil
}

// maxTTL is a year and more: what is longer means never.
const maxTTL = 400 * 24 * 60 * 60 * 1000

// hasString reports whether v is s or an array that contains it.
func hasString(v *jsonld.Value, s string) bool {
	return slices.ContainsFunc(v.Items(), func(item *jsonld.Value) bool { return item.IsString() && item.Str() == s })
}
