package ob3

// Profile is a person or organization: an issuer, a creator, an assessor.
//
// OB 3.0 Profile.
type Profile struct {
	ID               string              `json:"id,omitempty"` // an https URL or a DID
	Type             []string            `json:"type,omitempty"`
	Name             string              `json:"name,omitempty"`
	URL              string              `json:"url,omitempty"`
	Email            string              `json:"email,omitempty"`
	Phone            string              `json:"phone,omitempty"`
	Description      string              `json:"description,omitempty"`
	Image            *Image              `json:"image,omitempty"`
	Address          *Address            `json:"address,omitempty"`
	OtherIdentifier  []IdentifierEntry   `json:"otherIdentifier,omitempty"`
	Official         string              `json:"official,omitempty"` // who signs for the organization
	ParentOrg        *Profile            `json:"parentOrg,omitempty"`
	FamilyName       string              `json:"familyName,omitempty"`
	GivenName        string              `json:"givenName,omitempty"`
	AdditionalName   string              `json:"additionalName,omitempty"`
	PatronymicName   string              `json:"patronymicName,omitempty"`
	HonorificPrefix  string              `json:"honorificPrefix,omitempty"`
	HonorificSuffix  string              `json:"honorificSuffix,omitempty"`
	FamilyNamePrefix string              `json:"familyNamePrefix,omitempty"`
	DateOfBirth      Date                `json:"dateOfBirth,omitempty"`
	Endorsement      []SignedEndorsement `json:"endorsement,omitempty"`
	EndorsementJWT   []string            `json:"endorsementJwt,omitempty"`
	Extensions       map[string]any      `json:",embed"`
}

// Address is where an organization is.
//
// OB 3.0 Address.
type Address struct {
	Type                []string        `json:"type,omitempty"`
	AddressCountry      string          `json:"addressCountry,omitempty"`
	AddressCountryCode  string          `json:"addressCountryCode,omitempty"` // ISO 3166-1 alpha-2
	AddressRegion       string          `json:"addressRegion,omitempty"`
	AddressLocality     string          `json:"addressLocality,omitempty"`
	StreetAddress       string          `json:"streetAddress,omitempty"`
	PostOfficeBoxNumber string          `json:"postOfficeBoxNumber,omitempty"`
	PostalCode          string          `json:"postalCode,omitempty"`
	Geo                 *GeoCoordinates `json:"geo,omitempty"`
	Extensions          map[string]any  `json:",embed"`
}

// GeoCoordinates is a point on the Earth (WGS 84).
//
// OB 3.0 GeoCoordinates.
type GeoCoordinates struct {
	Type       string         `json:"type,omitempty"`
	Latitude   float64        `json:"latitude"`
	Longitude  float64        `json:"longitude"`
	Extensions map[string]any `json:",embed"`
}

// IdentifierEntry is a further identifier of an achievement or a Profile. The
// standard permits no other members.
//
// OB 3.0 IdentifierEntry.
type IdentifierEntry struct {
	Type           string             `json:"type,omitempty"`
	Identifier     string             `json:"identifier,omitempty"`
	IdentifierType IdentifierTypeEnum `json:"identifierType,omitempty"`
}

// Multikey is a public key as OB 3.0 describes it. The type and cryptosuite in
// the standard's text are known to be wrong; see docs/divergences.md.
//
// OB 3.0 Multikey.
type Multikey struct {
	ID                 string         `json:"id,omitempty"`
	Type               string         `json:"type,omitempty"`
	Controller         string         `json:"controller,omitempty"`
	Cryptosuite        string         `json:"cryptosuite,omitempty"`
	PublicKeyMultibase string         `json:"publicKeyMultibase,omitempty"`
	Extensions         map[string]any `json:",embed"`
}

// JWK describes a public key. The members of its kind (n and e, crv and x …) are
// among Extensions; package did reads and writes keys themselves.
//
// OB 3.0 JWK; RFC 7517: there is never a private member.
type JWK struct {
	Kty        string         `json:"kty,omitempty"`
	Use        string         `json:"use,omitempty"`
	KeyOps     string         `json:"key_ops,omitempty"`
	Alg        string         `json:"alg,omitempty"`
	Kid        string         `json:"kid,omitempty"`
	X5u        string         `json:"x5u,omitempty"`
	X5c        []string       `json:"x5c,omitempty"`
	X5t        string         `json:"x5t,omitempty"`
	X5tS256    string         `json:"x5t#S256,omitempty"`
	Extensions map[string]any `json:",embed"`
}

// JWKS is a set of public keys.
//
// OB 3.0 JWKS.
type JWKS struct {
	Keys       []JWK          `json:"keys,omitempty"`
	Extensions map[string]any `json:",embed"`
}
