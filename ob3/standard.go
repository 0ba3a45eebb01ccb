package ob3

import "strings"

// This file states Open Badges 3.0 as data: its classes with their properties,
// types and cardinalities, in the words of the standard (section B, data
// models). Checking and reading follow these tables, and a test holds the
// structs of this package to them.

// A class is one of the standard's classes.
type class struct {
	// closed: the JSON schema of the class forbids other properties.
	closed     bool
	properties []property
	// names are what type must contain, where that is more than the name of the
	// class and classNames does not say it.
	names []string
}

// A property is one line of a class: its name, its type (a class, an
// enumeration or a primitive) and how often it may be there.
type property struct{ name, typ, cardinality string }

// required reports whether the property must be there.
func (p property) required() bool { return p.cardinality[0] != '0' }

// many reports whether the property is an array in JSON.
func (p property) many() bool { return strings.HasSuffix(p.cardinality, "*") }

// The properties that every credential has.
var credentialProperties = []property{
	{"@context", "Context", "2..*"},
	{"id", "URI", "1"},
	{"type", "IRI", "1..*"},
	{"description", "String", "0..1"},
	{"issuer", "Profile", "1"},
	{"validFrom", "DateTimeZ", "1"},
	{"validUntil", "DateTimeZ", "0..1"},
	{"awardedDate", "DateTimeZ", "0..1"},
	{"proof", "Proof", "0..*"},
	{"credentialSchema", "CredentialSchema", "0..*"},
	{"credentialStatus", "CredentialStatus", "0..1"},
	{"refreshService", "RefreshService", "0..1"},
	{"termsOfUse", "TermsOfUse", "0..*"},
}

// classes is the data model of Open Badges 3.0.
var classes = map[string]class{
	"AchievementCredential": {properties: append([]property{
		{"name", "String", "0..1"},
		{"image", "Image", "0..1"},
		{"credentialSubject", "AchievementSubject", "1"},
		{"endorsement", "EndorsementCredential", "0..*"},
		{"endorsementJwt", "CompactJws", "0..*"},
		{"evidence", "Evidence", "0..*"},
	}, credentialProperties...)},
	"EndorsementCredential": {properties: append([]property{
		{"name", "String", "1"},
		{"credentialSubject", "EndorsementSubject", "1"},
	}, credentialProperties...)},
	"AchievementSubject": {properties: []property{
		{"id", "URI", "0..1"},
		{"type", "IRI", "1..*"},
		{"activityEndDate", "DateTime", "0..1"},
		{"activityStartDate", "DateTime", "0..1"},
		{"creditsEarned", "Float", "0..1"},
		{"achievement", "Achievement", "1"},
		{"identifier", "IdentityObject", "0..*"},
		{"image", "Image", "0..1"},
		{"licenseNumber", "String", "0..1"},
		{"narrative", "Markdown", "0..1"},
		{"result", "Result", "0..*"},
		{"role", "String", "0..1"},
		{"source", "Profile", "0..1"},
		{"term", "String", "0..1"},
	}},
	"EndorsementSubject": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1..*"},
		{"endorsementComment", "Markdown", "0..1"},
	}},
	"Achievement": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1..*"},
		{"alignment", "Alignment", "0..*"},
		{"achievementType", "AchievementType", "0..1"},
		{"creator", "Profile", "0..1"},
		{"creditsAvailable", "Float", "0..1"},
		{"criteria", "Criteria", "1"},
		{"description", "String", "1"},
		{"endorsement", "EndorsementCredential", "0..*"},
		{"endorsementJwt", "CompactJws", "0..*"},
		{"fieldOfStudy", "String", "0..1"},
		{"humanCode", "String", "0..1"},
		{"image", "Image", "0..1"},
		{"inLanguage", "LanguageCode", "0..1"},
		{"name", "String", "1"},
		{"otherIdentifier", "IdentifierEntry", "0..*"},
		{"related", "Related", "0..*"},
		{"resultDescription", "ResultDescription", "0..*"},
		{"specialization", "String", "0..1"},
		{"tag", "String", "0..*"},
		{"version", "String", "0..1"},
	}},
	"Criteria": {properties: []property{
		{"id", "URI", "0..1"},
		{"narrative", "Markdown", "0..1"},
	}},
	"Alignment": {properties: []property{
		{"type", "IRI", "1..*"},
		{"targetCode", "String", "0..1"},
		{"targetDescription", "String", "0..1"},
		{"targetName", "String", "1"},
		{"targetFramework", "String", "0..1"},
		{"targetType", "AlignmentTargetType", "0..1"},
		{"targetUrl", "URL", "1"},
	}},
	"Related": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1..*"},
		{"inLanguage", "LanguageCode", "0..1"},
		{"version", "String", "0..1"},
	}},
	"ResultDescription": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1..*"},
		{"alignment", "Alignment", "0..*"},
		{"allowedValue", "String", "0..*"},
		{"name", "String", "1"},
		{"requiredLevel", "URI", "0..1"},
		{"requiredValue", "String", "0..1"},
		{"resultType", "ResultType", "1"},
		{"rubricCriterionLevel", "RubricCriterionLevel", "0..*"},
		{"valueMax", "String", "0..1"},
		{"valueMin", "String", "0..1"},
	}},
	"RubricCriterionLevel": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1..*"},
		{"alignment", "Alignment", "0..*"},
		{"description", "String", "0..1"},
		{"level", "String", "0..1"},
		{"name", "String", "1"},
		{"points", "String", "0..1"},
	}},
	"Result": {properties: []property{
		{"type", "IRI", "1..*"},
		{"achievedLevel", "URI", "0..1"},
		{"alignment", "Alignment", "0..*"},
		{"resultDescription", "URI", "0..1"},
		{"status", "ResultStatusType", "0..1"},
		{"value", "String", "0..1"},
	}},
	"Evidence": {properties: []property{
		{"id", "URI", "0..1"},
		{"type", "IRI", "1..*"},
		{"narrative", "Markdown", "0..1"},
		{"name", "String", "0..1"},
		{"description", "String", "0..1"},
		{"genre", "String", "0..1"},
		{"audience", "String", "0..1"},
	}},
	"Image": {closed: true, properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1"},
		{"caption", "String", "0..1"},
	}},
	"Profile": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1..*"},
		{"name", "String", "0..1"},
		{"url", "URI", "0..1"},
		{"phone", "PhoneNumber", "0..1"},
		{"description", "String", "0..1"},
		{"endorsement", "EndorsementCredential", "0..*"},
		{"endorsementJwt", "CompactJws", "0..*"},
		{"image", "Image", "0..1"},
		{"email", "EmailAddress", "0..1"},
		{"address", "Address", "0..1"},
		{"otherIdentifier", "IdentifierEntry", "0..*"},
		{"official", "String", "0..1"},
		{"parentOrg", "Profile", "0..1"},
		{"familyName", "String", "0..1"},
		{"givenName", "String", "0..1"},
		{"additionalName", "String", "0..1"},
		{"patronymicName", "String", "0..1"},
		{"honorificPrefix", "String", "0..1"},
		{"honorificSuffix", "String", "0..1"},
		{"familyNamePrefix", "String", "0..1"},
		{"dateOfBirth", "Date", "0..1"},
	}},
	"Address": {properties: []property{
		{"type", "IRI", "1..*"},
		{"addressCountry", "String", "0..1"},
		{"addressCountryCode", "CountryCode", "0..1"},
		{"addressRegion", "String", "0..1"},
		{"addressLocality", "String", "0..1"},
		{"streetAddress", "String", "0..1"},
		{"postOfficeBoxNumber", "String", "0..1"},
		{"postalCode", "String", "0..1"},
		{"geo", "GeoCoordinates", "0..1"},
	}},
	"GeoCoordinates": {properties: []property{
		{"type", "IRI", "1"},
		{"latitude", "Float", "1"},
		{"longitude", "Float", "1"},
	}},
	"IdentityObject": {closed: true, properties: []property{
		{"type", "IRI", "1"},
		{"hashed", "Boolean", "1"},
		{"identityHash", "IdentityHash", "1"},
		{"identityType", "IdentifierTypeEnum", "1"},
		{"salt", "String", "0..1"},
	}},
	"IdentifierEntry": {closed: true, properties: []property{
		{"type", "IRI", "1"},
		{"identifier", "String", "1"},
		{"identifierType", "IdentifierTypeEnum", "1"},
	}},
	"Proof": {properties: []property{
		{"type", "IRI", "1"},
		{"created", "DateTime", "0..1"},
		{"cryptosuite", "String", "0..1"},
		{"challenge", "String", "0..1"},
		{"domain", "String", "0..1"},
		{"nonce", "String", "0..1"},
		{"proofPurpose", "String", "0..1"},
		{"proofValue", "String", "0..1"},
		{"verificationMethod", "URI", "0..1"},
	}},
	"CredentialSchema": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1"},
	}},
	"CredentialStatus": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1"},
	}},
	"RefreshService": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "1"},
	}},
	"TermsOfUse": {properties: []property{
		{"id", "URI", "0..1"},
		{"type", "IRI", "1"},
	}},
	"Multikey": {properties: []property{
		{"id", "URI", "1"},
		{"type", "IRI", "0..1"},
		{"cryptosuite", "String", "1"},
		{"controller", "URI", "0..1"},
		{"publicKeyMultibase", "String", "1"},
	}},
	"JWK": {properties: []property{
		{"kty", "String", "1"},
		{"use", "String", "0..1"},
		{"key_ops", "String", "0..1"},
		{"alg", "String", "0..1"},
		{"kid", "String", "0..1"},
		{"x5u", "URI", "0..1"},
		{"x5c", "String", "0..*"},
		{"x5t", "String", "0..1"},
		{"x5t#S256", "String", "0..1"},
	}},
	"JWKS": {properties: []property{
		{"keys", "JWK", "1..*"},
	}},
}

// An enumeration is a list of names. Those marked ext may be extended with
// names that begin with "ext:".
type enumeration struct {
	ext    bool
	values []string
}

// enumerations are those of Open Badges 3.0.
var enumerations = map[string]enumeration{
	"AchievementType": {true, strings.Fields(`Achievement ApprenticeshipCertificate Assessment Assignment
		AssociateDegree Award Badge BachelorDegree Certificate CertificateOfCompletion Certification
		CommunityService Competency Course CoCurricular Degree Diploma DoctoralDegree Fieldwork
		GeneralEducationDevelopment JourneymanCertificate LearningProgram License Membership
		ProfessionalDoctorate QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential
		ResearchDoctorate SecondarySchoolDiploma`)},
	"AlignmentTargetType": {true, strings.Fields(`ceasn:Competency ceterms:Credential CFItem CFRubric
		CFRubricCriterion CFRubricCriterionLevel CTDL`)},
	"IdentifierTypeEnum": {true, strings.Fields(`name sourcedId systemId productId userName accountId
		emailAddress nationalIdentityNumber isbn issn lisSourcedId oneRosterSourcedId sisSourcedId
		ltiContextId ltiDeploymentId ltiToolId ltiPlatformId ltiUserId identifier`)},
	"ResultType": {true, strings.Fields(`GradePointAverage LetterGrade Percent PerformanceLevel
		PredictedScore RawScore Result RubricCriterion RubricCriterionLevel RubricScore ScaledScore
		Status`)},
	"ResultStatusType": {false, strings.Fields(`Completed Enrolled Failed InProgress OnHold Provisional
		Withdrew`)},
}
