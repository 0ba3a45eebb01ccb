package clr2

import (
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/ob3"
)

// The JSON-LD contexts of the Comprehensive Learner Record 2.0.
const (
	// Context is the current one; it stands between those of Verifiable
	// Credentials and of Open Badges.
	Context = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
	// ContextFirst is the earlier one: read, not written.
	ContextFirst = "https://purl.imsglobal.org/spec/clr/v2p0/context.json"
)

// IsContext reports whether a URL is that of some edition of the context.
func IsContext(url string) bool {
	return strings.HasPrefix(url, "https://purl.imsglobal.org/spec/clr/v2p0/context")
}

// ClrCredential is what an issuer says a learner has achieved, with the
// credentials that show it.
//
// CLR 2.0 ClrCredential.
type ClrCredential struct {
	Context           []string                `json:"@context,omitempty"`
	ID                string                  `json:"id,omitempty"`
	Type              []string                `json:"type,omitempty"`
	Name              string                  `json:"name,omitempty"`
	Description       string                  `json:"description,omitempty"`
	Image             *ob3.Image              `json:"image,omitempty"`
	Issuer            ob3.Profile             `json:"issuer,omitempty"`
	ValidFrom         ob3.DateTime            `json:"validFrom,omitempty"`
	ValidUntil        ob3.DateTime            `json:"validUntil,omitempty"`
	AwardedDate       ob3.DateTime            `json:"awardedDate,omitempty"`
	CredentialSubject ClrSubject              `json:"credentialSubject,omitempty"`
	Partial           *bool                   `json:"partial,omitempty"` // whether there is more than is in it
	Endorsement       []ob3.SignedEndorsement `json:"endorsement,omitempty"`
	EndorsementJWT    []string                `json:"endorsementJwt,omitempty"`
	CredentialSchema  []ob3.CredentialSchema  `json:"credentialSchema,omitempty"`
	CredentialStatus  *ob3.CredentialStatus   `json:"credentialStatus,omitempty"`
	RefreshService    *ob3.RefreshService     `json:"refreshService,omitempty"`
	TermsOfUse        []ob3.TermsOfUse        `json:"termsOfUse,omitempty"`
	Proof             []ob3.Proof             `json:"proof,omitempty"`
	Extensions        map[string]any          `json:",embed"`
}

// ClrSubject is the learner, with the credentials and how they belong together.
//
// CLR 2.0 ClrSubject.
type ClrSubject struct {
	ID                   string               `json:"id,omitempty"`
	Type                 []string             `json:"type,omitempty"`
	Identifier           []ob3.IdentityObject `json:"identifier,omitempty"`
	Achievement          []ob3.Achievement    `json:"achievement,omitempty"`
	VerifiableCredential []Held               `json:"verifiableCredential,omitempty"`
	Association          []Association        `json:"association,omitempty"`
	Extensions           map[string]any       `json:",embed"`
}

// Association says how two achievements of a record belong together.
//
// CLR 2.0 Association.
type Association struct {
	Type            string          `json:"type,omitempty"`
	AssociationType AssociationType `json:"associationType,omitempty"`
	SourceID        string          `json:"sourceId,omitempty"` // the id of an Achievement
	TargetID        string          `json:"targetId,omitempty"` // the id of an Achievement
	Extensions      map[string]any  `json:",embed"`
}

// AssociationType is how the source of an Association is related to its target.
//
// CLR 2.0 AssociationType.
type AssociationType string

// The associations of the standard.
const (
	AssociationExactMatchOf AssociationType = "exactMatchOf"
	AssociationIsChildOf    AssociationType = "isChildOf"
	AssociationIsParentOf   AssociationType = "isParentOf"
	AssociationIsPartOf     AssociationType = "isPartOf"
	AssociationIsPeerOf     AssociationType = "isPeerOf"
	AssociationIsRelatedTo  AssociationType = "isRelatedTo"
	AssociationPrecedes     AssociationType = "precedes"
	AssociationReplacedBy   AssociationType = "replacedBy"
)

// Held is a credential within a record: an object, as it was written, or a token.
type Held struct {
	Path  string        // where it is, as a JSON pointer
	Value *jsonld.Value // the object, or nil
	JWT   string        // the token, or ""
}

// Signed reports whether the credential has a proof of its own: it is a token, or
// the envelope of one, or has a member proof. A record may hold credentials that
// have none; then only its issuer vouches for them.
func (h Held) Signed() bool {
	return h.JWT != "" || len(h.Value.Get("proof").Items()) > 0 || h.enveloped()
}

// enveloped reports whether the object is nothing but the envelope of a token.
//
// VCDM 2.0 4.12.1 and 4.13.1.
func (h Held) enveloped() bool {
	return slices.ContainsFunc(h.Value.Get("type").Items(), func(t *jsonld.Value) bool {
		return t.Str() == "EnvelopedVerifiableCredential" || t.Str() == "EnvelopedVerifiablePresentation"
	})
}

// IsRecord reports whether a value calls itself a Comprehensive Learner Record.
func IsRecord(v *jsonld.Value) bool {
	return slices.ContainsFunc(v.Get("type").Items(), func(t *jsonld.Value) bool { return t.Str() == "ClrCredential" })
}
