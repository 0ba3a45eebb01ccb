package clr2

import "blazon/ob3"

// standard states the Comprehensive Learner Record 2.0 as data, as package ob3
// does with Open Badges. A test holds the structs to it.
var standard = ob3.Extension{
	Name: "CLR 2.0",
	Classes: map[string]ob3.Class{
		"ClrCredential": {
			Types: []string{"VerifiableCredential", "ClrCredential"},
			Properties: []ob3.Property{
				{Name: "@context", Type: "Context", Cardinality: "2..*"},
				{Name: "id", Type: "URI", Cardinality: "1"},
				{Name: "type", Type: "IRI", Cardinality: "1..*"},
				{Name: "name", Type: "String", Cardinality: "1"},
				{Name: "description", Type: "String", Cardinality: "0..1"},
				{Name: "image", Type: "Image", Cardinality: "0..1"},
				{Name: "credentialSubject", Type: "ClrSubject", Cardinality: "1"},
				{Name: "issuer", Type: "Profile", Cardinality: "1"},
				{Name: "validFrom", Type: "DateTimeZ", Cardinality: "1"},
				{Name: "validUntil", Type: "DateTimeZ", Cardinality: "0..1"},
				{Name: "awardedDate", Type: "DateTimeZ", Cardinality: "0..1"},
				{Name: "partial", Type: "Boolean", Cardinality: "0..1"},
				{Name: "endorsement", Type: "EndorsementCredential", Cardinality: "0..*"},
				{Name: "endorsementJwt", Type: "CompactJws", Cardinality: "0..*"},
				{Name: "proof", Type: "Proof", Cardinality: "0..*"},
				{Name: "credentialSchema", Type: "CredentialSchema", Cardinality: "0..*"},
				{Name: "credentialStatus", Type: "CredentialStatus", Cardinality: "0..1"},
				{Name: "refreshService", Type: "RefreshService", Cardinality: "0..1"},
				{Name: "termsOfUse", Type: "TermsOfUse", Cardinality: "0..*"},
			},
		},
		"ClrSubject": {Properties: []ob3.Property{
			{Name: "id", Type: "URI", Cardinality: "0..1"},
			{Name: "type", Type: "IRI", Cardinality: "1..*"},
			{Name: "identifier", Type: "IdentityObject", Cardinality: "0..*"},
			{Name: "achievement", Type: "Achievement", Cardinality: "0..*"},
			{Name: "verifiableCredential", Type: "VerifiableCredential", Cardinality: "1..*"},
			{Name: "association", Type: "Association", Cardinality: "0..*"},
		}},
		"Association": {Properties: []ob3.Property{
			{Name: "type", Type: "IRI", Cardinality: "1"},
			{Name: "associationType", Type: "AssociationType", Cardinality: "1"},
			{Name: "sourceId", Type: "URI", Cardinality: "1"},
			{Name: "targetId", Type: "URI", Cardinality: "1"},
		}},
	},
	Enumerations: map[string][]string{
		"AssociationType": {
			string(AssociationExactMatchOf), string(AssociationIsChildOf), string(AssociationIsParentOf), string(AssociationIsPartOf),
			string(AssociationIsPeerOf), string(AssociationIsRelatedTo), string(AssociationPrecedes), string(AssociationReplacedBy),
		},
	},
}
