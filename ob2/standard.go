package ob2

import "strings"

// This file states Open Badges 2.0 as data: its classes with their properties,
// types and cardinalities, in the words of the standard. Checking and reading
// follow these tables, and a test holds the structs of this package to them.

// A class is one of the standard's classes.
type class struct {
	// reference: the id of an object may stand in its place.
	reference  bool
	properties []property
}

// A property is one line of a class: its name, its type (a class or a
// primitive) and how often it may be there.
type property struct{ name, typ, cardinality string }

// required reports whether the property must be there.
func (p property) required() bool { return p.cardinality[0] != '0' }

// many reports whether the property may have several values.
func (p property) many() bool { return strings.HasSuffix(p.cardinality, "*") }

// commonProperties are those that all published classes may have.
var commonProperties = []property{
	{"@language", "LanguageCode", "0..1"},
	{"version", "Version", "0..1"},
	{"related", "Related", "0..*"},
	{"endorsement", "Endorsement", "0..*"},
}

// profileProperties are those of a Profile; an Issuer must have more of them.
var profileProperties = append([]property{
	{"@context", "Context", "0..*"},
	{"description", "Text", "0..1"},
	{"telephone", "Telephone", "0..1"},
	{"image", "Image", "0..1"},
	{"publicKey", "CryptographicKey", "0..*"},
	{"verification", "IssuerVerification", "0..1"},
	{"revocationList", "IRI", "0..1"},
	{"id", "IRI", "1"},
	{"type", "Type", "1..*"},
}, commonProperties...)

// classes is the data model of Open Badges 2.0.
var classes = map[string]class{
	"Assertion": {properties: append([]property{
		{"@context", "Context", "0..*"},
		{"id", "IRI", "1"},
		{"type", "Type", "1..*"},
		{"recipient", "IdentityObject", "1"},
		{"badge", "BadgeClass", "1"},
		{"verification", "VerificationObject", "1"},
		{"issuedOn", "DateTime", "1"},
		{"expires", "DateTime", "0..1"},
		{"image", "Image", "0..1"},
		{"evidence", "Evidence", "0..*"},
		{"narrative", "Text", "0..1"},
		{"revoked", "Boolean", "0..1"},
		{"revocationReason", "Text", "0..1"},
		{"uid", "UID", "0..1"},
	}, commonProperties...)},
	"BadgeClass": {reference: true, properties: append([]property{
		{"@context", "Context", "0..*"},
		{"id", "IRI", "1"},
		{"type", "Type", "1..*"},
		{"name", "Text", "1"},
		{"description", "Text", "1"},
		{"image", "Image", "1"},
		{"criteria", "Criteria", "1"},
		{"issuer", "Issuer", "1"},
		{"alignment", "AlignmentObject", "0..*"},
		{"tags", "Text", "0..*"},
	}, commonProperties...)},
	"Issuer": {reference: true, properties: append([]property{
		{"name", "Text", "1"},
		{"url", "URL", "1"},
		{"email", "Email", "1"},
	}, profileProperties...)},
	"Profile": {reference: true, properties: append([]property{
		{"name", "Text", "0..1"},
		{"url", "URL", "0..1"},
		{"email", "Email", "0..1"},
	}, profileProperties...)},
	"CryptographicKey": {reference: true, properties: []property{
		{"@context", "Context", "0..*"},
		{"id", "IRI", "0..1"},
		{"type", "Type", "0..*"},
		{"owner", "IRI", "1"},
		{"publicKeyPem", "PEM", "1"},
	}},
	"RevocationList": {properties: []property{
		{"@context", "Context", "0..*"},
		{"id", "IRI", "0..1"},
		{"type", "Type", "1..*"},
		{"issuer", "IRI", "0..1"},
		{"revokedAssertions", "RevokedAssertion", "0..*"},
	}},
	"RevokedAssertion": {reference: true, properties: []property{
		{"id", "IRI", "0..1"},
		{"type", "Type", "0..*"},
		{"uid", "UID", "0..1"},
		{"revoked", "Boolean", "0..1"},
		{"revocationReason", "Text", "0..1"},
	}},
	"Endorsement": {reference: true, properties: []property{
		{"@context", "Context", "0..*"},
		{"id", "IRI", "1"},
		{"type", "Type", "1..*"},
		{"claim", "Claim", "1"},
		{"issuer", "Profile", "1"},
		{"issuedOn", "DateTime", "1"},
		{"verification", "VerificationObject", "1"},
		{"revoked", "Boolean", "0..1"},
		{"revocationReason", "Text", "0..1"},
		{"@language", "LanguageCode", "0..1"},
		{"version", "Version", "0..1"},
		{"related", "Related", "0..*"},
	}},
	"Claim": {properties: []property{
		{"id", "IRI", "1"},
		{"type", "Type", "0..*"},
		{"endorsementComment", "Text", "0..1"},
	}},
	"IdentityObject": {properties: []property{
		{"type", "IdentityType", "1"},
		{"hashed", "Boolean", "1"},
		{"identity", "Text", "1"},
		{"salt", "Text", "0..1"},
	}},
	"VerificationObject": {properties: verificationProperties("1..*")},
	"IssuerVerification": {properties: verificationProperties("0..*")},
	"Evidence": {reference: true, properties: []property{
		{"id", "IRI", "0..1"},
		{"type", "Type", "0..*"},
		{"narrative", "Text", "0..1"},
		{"name", "Text", "0..1"},
		{"description", "Text", "0..1"},
		{"genre", "Text", "0..1"},
		{"audience", "Text", "0..1"},
	}},
	"Image": {reference: true, properties: []property{
		{"id", "ImageURL", "1"},
		{"type", "Type", "0..*"},
		{"caption", "Text", "0..1"},
		{"author", "IRI", "0..1"},
	}},
	"Criteria": {reference: true, properties: []property{
		{"id", "IRI", "0..1"},
		{"type", "Type", "0..*"},
		{"narrative", "Text", "0..1"},
	}},
	"AlignmentObject": {properties: []property{
		{"id", "IRI", "0..1"},
		{"type", "Type", "0..*"},
		{"targetName", "Text", "1"},
		{"targetUrl", "URL", "1"},
		{"targetDescription", "Text", "0..1"},
		{"targetFramework", "Text", "0..1"},
		{"targetCode", "Text", "0..1"},
	}},
	"Related": {reference: true, properties: []property{
		{"id", "IRI", "1"},
		{"type", "Type", "0..*"},
		{"@language", "LanguageCode", "0..1"},
		{"version", "Version", "0..1"},
	}},
}

// verificationProperties are those of a VerificationObject, which must say its
// type in an Assertion and need not in a Profile.
func verificationProperties(types string) []property {
	return []property{
		{"type", "Type", types},
		{"creator", "IRI", "0..1"},
		{"verificationProperty", "Text", "0..1"},
		{"startsWith", "URL", "0..*"},
		{"allowedOrigins", "Origin", "0..*"},
	}
}

// isClass reports whether a type of a property is a class.
func isClass(typ string) bool {
	_, ok := classOf(typ)
	return ok
}
