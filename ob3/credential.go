package ob3

// AchievementCredential says that an issuer awards an achievement to a
// recipient. The standard's other name for it is OpenBadgeCredential.
//
// OB 3.0 AchievementCredential.
type AchievementCredential struct {
	Context     []string `json:"@context,omitempty"` // contexts beside the usual ones, which are added
	ID          string   `json:"id,omitempty"`
	Type        []string `json:"type,omitempty"`
	Name        string   `json:"name,omitempty"`
	Description string   `json:"description,omitempty"`
	Image       *Image   `json:"image,omitempty"`
	Issuer      Profile  `json:"issuer,omitempty"`
	ValidFrom   DateTime `json:"validFrom,omitempty"`
	ValidUntil  DateTime `json:"validUntil,omitempty"`
	// AwardedDate is when the achievement was first awarded. It stays when a
	// credential is issued again with a later ValidFrom.
	AwardedDate       DateTime            `json:"awardedDate,omitempty"`
	CredentialSubject AchievementSubject  `json:"credentialSubject,omitempty"`
	Evidence          []Evidence          `json:"evidence,omitempty"`
	Endorsement       []SignedEndorsement `json:"endorsement,omitempty"`
	EndorsementJWT    []string            `json:"endorsementJwt,omitempty"` // endorsements signed as VC-JWT
	CredentialSchema  []CredentialSchema  `json:"credentialSchema,omitempty"`
	CredentialStatus  *CredentialStatus   `json:"credentialStatus,omitempty"`
	RefreshService    *RefreshService     `json:"refreshService,omitempty"`
	TermsOfUse        []TermsOfUse        `json:"termsOfUse,omitempty"`
	Proof             []Proof             `json:"proof,omitempty"` // only when read: signing adds it
	Extensions        map[string]any      `json:",embed"`          // members of other contexts
}

// EndorsementCredential says what somebody thinks of an issuer, an achievement
// or a credential.
//
// OB 3.0 EndorsementCredential.
type EndorsementCredential struct {
	Context           []string           `json:"@context,omitempty"` // contexts beside the usual ones, which are added
	ID                string             `json:"id,omitempty"`
	Type              []string           `json:"type,omitempty"`
	Name              string             `json:"name,omitempty"`
	Description       string             `json:"description,omitempty"`
	Issuer            Profile            `json:"issuer,omitempty"`
	ValidFrom         DateTime           `json:"validFrom,omitempty"`
	ValidUntil        DateTime           `json:"validUntil,omitempty"`
	AwardedDate       DateTime           `json:"awardedDate,omitempty"`
	CredentialSubject EndorsementSubject `json:"credentialSubject,omitempty"`
	CredentialSchema  []CredentialSchema `json:"credentialSchema,omitempty"`
	CredentialStatus  *CredentialStatus  `json:"credentialStatus,omitempty"`
	RefreshService    *RefreshService    `json:"refreshService,omitempty"`
	TermsOfUse        []TermsOfUse       `json:"termsOfUse,omitempty"`
	Proof             []Proof            `json:"proof,omitempty"` // only when read: signing adds it
	Extensions        map[string]any     `json:",embed"`          // members of other contexts
}

// AchievementSubject is who is awarded the achievement, and how they did.
//
// OB 3.0 AchievementSubject: the recipient is known by ID, by Identifier or both.
type AchievementSubject struct {
	ID                string           `json:"id,omitempty"`
	Type              []string         `json:"type,omitempty"`
	Identifier        []IdentityObject `json:"identifier,omitempty"`
	Achievement       Achievement      `json:"achievement,omitempty"`
	Narrative         string           `json:"narrative,omitempty"` // Markdown: how they earned it
	ActivityStartDate DateTime         `json:"activityStartDate,omitempty"`
	ActivityEndDate   DateTime         `json:"activityEndDate,omitempty"`
	CreditsEarned     *float64         `json:"creditsEarned,omitempty"`
	Image             *Image           `json:"image,omitempty"` // the baked image, not that of the achievement
	LicenseNumber     string           `json:"licenseNumber,omitempty"`
	Result            []Result         `json:"result,omitempty"`
	Role              string           `json:"role,omitempty"`
	Source            *Profile         `json:"source,omitempty"` // who assessed on behalf of the issuer
	Term              string           `json:"term,omitempty"`
	Extensions        map[string]any   `json:",embed"`
}

// EndorsementSubject is what is endorsed.
//
// OB 3.0 EndorsementSubject.
type EndorsementSubject struct {
	ID                 string         `json:"id,omitempty"` // of the endorsed issuer, achievement or credential
	Type               []string       `json:"type,omitempty"`
	EndorsementComment string         `json:"endorsementComment,omitempty"` // Markdown
	Extensions         map[string]any `json:",embed"`
}

// CredentialSchema names a JSON schema that the credential obeys.
//
// OB 3.0 CredentialSchema; VCCS 1.0.
type CredentialSchema struct {
	ID         string         `json:"id,omitempty"`
	Type       string         `json:"type,omitempty"` // TypeSchemaValidator
	Extensions map[string]any `json:",embed"`
}

// CredentialStatus says where to learn whether the credential has been revoked.
// Beside the standard's two properties it has those of a W3C
// BitstringStatusListEntry, which stay empty for TypeRevocationList.
//
// OB 3.0 CredentialStatus; Bitstring Status List 2.1.
type CredentialStatus struct {
	ID                   string         `json:"id,omitempty"`
	Type                 string         `json:"type,omitempty"`                 // TypeBitstringStatus or TypeRevocationList
	StatusPurpose        string         `json:"statusPurpose,omitempty"`        // revocation or suspension
	StatusListIndex      string         `json:"statusListIndex,omitempty"`      // decimal digits
	StatusListCredential string         `json:"statusListCredential,omitempty"` // the URL of the list
	Extensions           map[string]any `json:",embed"`
}

// RefreshService says where the newest edition of the credential is. Whoever has
// the address gets the credential, so it must not be guessable.
//
// OB 3.0 RefreshService; VCCR 1.0.
type RefreshService struct {
	ID         string         `json:"id,omitempty"`
	Type       string         `json:"type,omitempty"` // TypeRefresh
	Extensions map[string]any `json:",embed"`
}

// TermsOfUse says under which terms the credential was issued.
//
// OB 3.0 TermsOfUse.
type TermsOfUse struct {
	ID         string         `json:"id,omitempty"`
	Type       string         `json:"type,omitempty"`
	Extensions map[string]any `json:",embed"`
}

// Proof is a Data Integrity proof as it stands in a credential. Package
// dataintegrity makes and verifies them; here they are only read.
//
// OB 3.0 Proof.
type Proof struct {
	Type               string         `json:"type,omitempty"`
	Created            DateTime       `json:"created,omitempty"`
	Cryptosuite        string         `json:"cryptosuite,omitempty"`
	Challenge          string         `json:"challenge,omitempty"`
	Domain             string         `json:"domain,omitempty"`
	Nonce              string         `json:"nonce,omitempty"`
	ProofPurpose       string         `json:"proofPurpose,omitempty"`
	ProofValue         string         `json:"proofValue,omitempty"`
	VerificationMethod string         `json:"verificationMethod,omitempty"`
	Extensions         map[string]any `json:",embed"`
}
