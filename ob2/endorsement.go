package ob2

// Endorsement says what somebody thinks of an issuer, a BadgeClass or an
// Assertion. Its own address is its ID, if it is a hosted one.
//
// OB 2.0 Endorsement.
type Endorsement struct {
	Context          OneOrMany          `json:"@context,omitempty"`
	ID               string             `json:"id,omitempty"`
	Type             OneOrMany          `json:"type,omitempty"`
	Claim            Claim              `json:"claim,omitempty"`
	Issuer           Profile            `json:"issuer,omitempty"`
	IssuedOn         DateTime           `json:"issuedOn,omitempty"`
	Verification     VerificationObject `json:"verification,omitempty"`
	Revoked          *bool              `json:"revoked,omitempty"`
	RevocationReason string             `json:"revocationReason,omitempty"`
	Language         string             `json:"@language,omitempty"`
	Version          string             `json:"version,omitempty"`
	Related          []Related          `json:"related,omitempty"`
	Extensions       map[string]any     `json:",embed"`
}

// Claim is what an Endorsement says. Beside the comment it may repeat properties
// of what it is about, which the endorser confirms; they are in Extensions.
//
// OB 2.0 Endorsement.
type Claim struct {
	ID                 string         `json:"id,omitempty"` // of what is endorsed
	Type               OneOrMany      `json:"type,omitempty"`
	EndorsementComment string         `json:"endorsementComment,omitempty"` // Markdown
	Extensions         map[string]any `json:",embed"`
}
