package did

import (
	"crypto"
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon/jsonld"
)

// A Document is what is published under an identifier: a DID document, or the
// controller document of an https URL, which in Open Badges is the issuer's
// Profile with keys in it.
type Document struct {
	ID                 string
	Controller         []string
	AlsoKnownAs        []string
	VerificationMethod []VerificationMethod // also those written into a relationship
	AssertionMethod    []string             // ids of methods that may sign credentials
	Authentication     []string             // ids of methods that may sign in
	Raw                *jsonld.Value        // the document as it was read, without what is null

	// Keys of its own or others, as keyMarks names them.
	exposed   map[string]bool      // whose private half is in it
	withdrawn map[string]time.Time // that it says are, and since when
	ends      map[string]time.Time // until when it lists them for badges of 2.0
}

// A VerificationMethod is one key of a Document, in the standard's own words;
// PublicKey decodes it.
type VerificationMethod struct {
	ID                 string
	Type               string // Multikey, JsonWebKey, …
	Controller         string
	PublicKeyMultibase string
	PublicKeyJWK       *jsonld.Value
	Expires, Revoked   time.Time // zero: never; Revoked in the year 1: nobody says since when
	from               time.Time // zero: ever since
	secret             bool      // it has a private key beside the public one
	marks              []string  // names its keys, see keyMarks
	read               *readKey  // nil in a method that no document was parsed for
}

// A readKey is what came of decoding a key, which takes longer than all else.
type readKey struct {
	key         JWK
	err         error
	fingerprint string
}

// maxMethods bounds the keys of one document, and those that it lists for one purpose.
const maxMethods = 256

// ParseDocument reads a DID document or controller document. Properties that
// are not about keys are passed over: a Profile has many. Relative references
// (#key-1) are resolved against the document's id. What is null is not there.
func ParseDocument(v *jsonld.Value) (*Document, error) {
	v = v.WithoutNulls()
	if v.Kind() != jsonld.Object || v.Get("id").Str() == "" {
		return nil, fmt.Errorf("controller document: %w: not an object with an id", ErrMalformed)
	}
	doc := &Document{ID: v.Get("id").Str(), Raw: v}
	doc.Controller = stringsOf(v.Get("controller"))
	doc.AlsoKnownAs = stringsOf(v.Get("alsoKnownAs"))
	for _, item := range v.Get("verificationMethod").Items() {
		if item.Kind() != jsonld.Object {
			continue // a reference to another document: not ours to follow
		}
		if _, err := doc.addMethod(item); err != nil {
			return nil, err
		}
	}
	var err error
	if doc.AssertionMethod, err = doc.relationship(v.Get("assertionMethod")); err != nil {
		return nil, err
	}
	if doc.Authentication, err = doc.relationship(v.Get("authentication")); err != nil {
		return nil, err
	}
	doc.secrets()
	for i, m := range doc.VerificationMethod {
		k, err := m.jwk()
		doc.VerificationMethod[i].read = &readKey{k, err, Key{public: k.Public}.Fingerprint()}
	}
	doc.withdrawKeys()
	doc.endKeys()
	return doc, nil
}

// withdrawKeys carries over when a method was revoked to all that have the same key:
// whoever stole it chooses under which id, and in which form, it signs.
//
// Controlled Identifiers 2.2: revoked is when a method was.
func (doc *Document) withdrawKeys() {
	gone := make(map[string]time.Time) // also of what cannot be read and so signs nothing
	doc.withdrawn = gone
	for _, m := range doc.VerificationMethod {
		for _, mark := range m.marks {
			if !m.Revoked.IsZero() {
				gone[mark] = earlier(gone[mark], m.Revoked)
			}
		}
	}
	// Other lists, of which no keys are taken, say so as well.
	for _, name := range []string{"keyAgreement", "capabilityInvocation", "capabilityDelegation", "publicKey"} {
		for _, item := range doc.Raw.Get(name).Items() {
			at := withdrawnAt(item)
			for _, mark := range keyMarks(item) {
				if old := earlier(gone[mark], at); !old.IsZero() {
					gone[mark] = old
				}
			}
		}
	}
	for i, m := range doc.VerificationMethod {
		for _, mark := range m.marks {
			if m.read.err == nil {
				doc.VerificationMethod[i].Revoked = earlier(doc.VerificationMethod[i].Revoked, gone[mark])
			}
		}
	}
}

// relationship reads who may act for the subject in one way. An entry is the
// id of a method or the method itself.
//
// DID Core 5.3: verification relationships.
func (doc *Document) relationship(v *jsonld.Value) ([]string, error) {
	var ids []string
	for _, item := range v.Items() {
		var id string
		switch item.Kind() {
		case jsonld.String:
			id = doc.absolute(item.Str())
		case jsonld.Object:
			var err error
			if id, err = doc.addMethod(item); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("controller document: %w: a verification relationship that is neither id nor object", ErrMalformed)
		}
		switch {
		case slices.Contains(ids, id): // said twice
		case len(ids) == maxMethods:
			return nil, fmt.Errorf("controller document: %w: more than %d keys for one purpose", ErrMalformed, maxMethods)
		default:
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// oneText is a text that may stand in an array of one.
func oneText(v *jsonld.Value) string {
	if items := v.Items(); len(items) == 1 {
		return items[0].Str()
	}
	return v.Str()
}

// addMethod reads one verification method and keeps it.
func (doc *Document) addMethod(v *jsonld.Value) (id string, err error) {
	m := VerificationMethod{
		ID:                 doc.absolute(v.Get("id").Str()),
		Type:               v.Get("type").Str(),
		Controller:         doc.absolute(oneText(v.Get("controller"))),
		PublicKeyMultibase: v.Get("publicKeyMultibase").Str(),
		PublicKeyJWK:       v.Get("publicKeyJwk"),
		secret:             hasSecret(v),
		marks:              keyMarks(v),
	}
	if m.ID == "" || m.Type == "" {
		return "", fmt.Errorf("controller document: %w: a verification method without id or type", ErrMalformed)
	}
	if m.Expires, err = timeOf(v, "expires"); err != nil {
		return "", err
	}
	if m.Revoked, err = revokedAt(v); err != nil {
		return "", err
	}
	own := spanOf(m.PublicKeyJWK)
	m.from, m.Expires, m.Revoked = own.from, earlier(m.Expires, own.until), earlier(m.Revoked, own.revoked)
	if len(doc.VerificationMethod) == maxMethods {
		return "", fmt.Errorf("controller document: %w: more than %d verification methods", ErrMalformed, maxMethods)
	}
	// Controlled Identifiers 2.2: ids are unique. The same method written twice
	// is harmless; another under the same id is a trap.
	for i, old := range doc.VerificationMethod {
		if old.ID != m.ID {
			continue
		}
		if m.secret { // wherever it is published
			doc.VerificationMethod[i].secret = true
		}
		if old.Type != m.Type || old.Controller != m.Controller || old.PublicKeyMultibase != m.PublicKeyMultibase ||
			string(old.PublicKeyJWK.JSON()) != string(m.PublicKeyJWK.JSON()) ||
			!old.Expires.Equal(m.Expires) || !old.Revoked.Equal(m.Revoked) {
			return "", fmt.Errorf("controller document: %w: two verification methods with the id %.200q", ErrMalformed, m.ID)
		}
		doc.VerificationMethod[i].marks = appendNew(old.marks, m.marks)
		return m.ID, nil
	}
	doc.VerificationMethod = append(doc.VerificationMethod, m)
	return m.ID, nil
}

// endKeys notes until when the document lists keys for badges of 2.0: that of a key which is
// there several times is the last.
func (doc *Document) endKeys() {
	doc.ends = make(map[string]time.Time)
	for _, item := range doc.Raw.Get("publicKey").Items() {
		end, _ := timeOf(item, "expires") // what is no date says nothing
		end = earlier(end, spanOf(item.Get("publicKeyJwk")).until)
		for _, mark := range keyMarks(item) {
			if old, ok := doc.ends[mark]; !ok || end.IsZero() || !old.IsZero() && end.After(old) {
				doc.ends[mark] = end
			}
		}
	}
}

// Lost says why a key counts no more by what the document tells of it, wherever else that
// is listed: it was withdrawn, its end is past, or its private half is published. It returns
// nil of others.
func (doc *Document) Lost(k Key, now time.Time) error {
	mark := markOf(k.public)
	if err := (span{revoked: doc.withdrawn[mark], until: doc.ends[mark]}).check(k.method, now); err != nil {
		return err
	}
	if doc.exposed[mark] {
		return fmt.Errorf("key %.200q: %w: its private key is published, too", k.method, ErrKeyWeak)
	}
	return nil
}

// absolute resolves a relative DID URL.
//
// DID Core 3.2.2: a reference that begins with # is relative to the id.
func (doc *Document) absolute(ref string) string {
	if strings.HasPrefix(ref, "#") {
		return doc.ID + ref
	}
	return ref
}

// ListsKeys reports whether the document says which keys there are, be it none. What
// it says is then all: a key that was taken out of it counts no more, wherever else it
// may still lie.
func (doc *Document) ListsKeys() bool {
	return slices.ContainsFunc(methodLists(), func(name string) bool { return doc.Raw.Get(name) != nil })
}

// methodLists are the members of a document in which keys stand, by themselves or for a
// purpose.
//
// Controlled Identifiers 2.2 and 2.3.
func methodLists() []string {
	return []string{"verificationMethod", "assertionMethod", "authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation"}
}

// Listed returns what stands in all these lists of a document, methods and the ids of some.
func Listed(doc *jsonld.Value) []*jsonld.Value {
	var out []*jsonld.Value
	for _, name := range methodLists() {
		out = append(out, doc.Get(name).Items()...)
	}
	return out
}

// method finds the method with exactly this id.
func (doc *Document) method(id string) (VerificationMethod, bool) {
	i := slices.IndexFunc(doc.VerificationMethod, func(m VerificationMethod) bool { return m.ID == id })
	if i < 0 {
		return VerificationMethod{}, false
	}
	return doc.VerificationMethod[i], true
}

// PublicKey decodes the key of m: of a Multikey or, as older documents have it,
// an Ed25519VerificationKey2020, the publicKeyMultibase; of a JsonWebKey or
// JsonWebKey2020 the publicKeyJwk.
func (m VerificationMethod) PublicKey() (crypto.PublicKey, error) {
	k, err := m.jwk()
	return k.Public, err
}

// jwk decodes the key of m together with the algorithm it is meant for.
func (m VerificationMethod) jwk() (JWK, error) {
	if m.read != nil {
		return m.read.key, m.read.err
	}
	if m.secret {
		return JWK{}, fmt.Errorf("verification method %.200q: %w: its private key is published, too", m.ID, ErrKeyWeak)
	}
	// Controlled Identifiers 2.2: one verification method holds one form of key.
	if m.PublicKeyMultibase != "" && !isUnset(m.PublicKeyJWK) {
		return JWK{}, fmt.Errorf("verification method %.200q: %w: two keys in one method", m.ID, ErrMalformed)
	}
	var k JWK
	var err error
	switch m.Type {
	case "Multikey", "MultiKey", "Ed25519VerificationKey2020": // MultiKey: how 1EdTech's validator spells it
		k.Public, err = DecodeMultikey(m.PublicKeyMultibase)
		k.Algorithm = AlgorithmOf(k.Public)
		if _, ok := k.Public.(ed25519.PublicKey); err == nil && !ok && m.Type == "Ed25519VerificationKey2020" {
			err = fmt.Errorf("%w: not an Ed25519 key", ErrMalformed)
		}
	case "JsonWebKey", "JsonWebKey2020":
		k, err = ParseJWK(m.PublicKeyJWK)
	default:
		err = fmt.Errorf("%w: the type %.80q", ErrUnsupported, m.Type)
	}
	if err != nil {
		return JWK{}, fmt.Errorf("verification method %.200q: %w", m.ID, err)
	}
	return k, nil
}

// stringsOf returns the strings of a value that may be one or many.
func stringsOf(v *jsonld.Value) []string {
	var out []string
	for _, item := range v.Items() {
		if item.IsString() {
			out = append(out, item.Str())
		}
	}
	return out
}
