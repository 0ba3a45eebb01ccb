package ob2

// Assertion says that a recipient has earned a BadgeClass.
//
// OB 2.0 Assertion.
type Assertion struct {
	Context          OneOrMany          `json:"@context,omitempty"` // contexts beside the usual one, which is added
	ID               string             `json:"id,omitempty"`       // of a hosted one the address where it is; urn:uuid:… of a signed one
	Type             OneOrMany          `json:"type,omitempty"`
	Recipient        IdentityObject     `json:"recipient,omitempty"`
	Badge            BadgeClass         `json:"badge,omitempty"`
	Verification     VerificationObject `json:"verification,omitempty"`
	IssuedOn         DateTime           `json:"issuedOn,omitempty"`
	Expires          DateTime           `json:"expires,omitempty"`
	Image            *Image             `json:"image,omitempty"` // the baked picture
	Evidence         []Evidence         `json:"evidence,omitempty"`
	Narrative        string             `json:"narrative,omitempty"` // Markdown: how they earned it
	Revoked          *bool              `json:"revoked,omitempty"`   // nil: not revoked
	RevocationReason string             `json:"revocationReason,omitempty"`
	UID              string             `json:"uid,omitempty"`       // version 1.x; by it old lists revoke
	Language         string             `json:"@language,omitempty"` // BCP 47
	Version          string             `json:"version,omitempty"`
	Related          []Related          `json:"related,omitempty"` // the same in other languages, of other versions
	Endorsement      []Endorsement      `json:"endorsement,omitempty"`
	Extensions       map[string]any     `json:",embed"` // members of other contexts
}

// IdentityObject says who the recipient is, in plain or hashed.
//
// OB 2.0 IdentityObject.
type IdentityObject struct {
	Type       string         `json:"type,omitempty"` // which property of the recipient's Profile: email, url, telephone, id
	Hashed     bool           `json:"hashed"`
	Identity   string         `json:"identity,omitempty"` // the hash, or the identifier itself if not Hashed
	Salt       string         `json:"salt,omitempty"`
	Extensions map[string]any `json:",embed"`
}

// VerificationObject says, in an Assertion, how it is verified, and in a Profile
// where the hosted Assertions of that issuer may be.
//
// OB 2.0 VerificationObject.
type VerificationObject struct {
	Type                 OneOrMany      `json:"type,omitempty"`    // HostedBadge or SignedBadge; VerificationObject in a Profile
	Creator              string         `json:"creator,omitempty"` // of a SignedBadge: the id of the key
	VerificationProperty string         `json:"verificationProperty,omitempty"`
	StartsWith           OneOrMany      `json:"startsWith,omitempty"`     // what the ids of Assertions begin with
	AllowedOrigins       OneOrMany      `json:"allowedOrigins,omitempty"` // host names
	Extensions           map[string]any `json:",embed"`
}

// The types of verification of an Assertion.
const (
	HostedBadge = "HostedBadge"
	SignedBadge = "SignedBadge"
)

// Evidence is a work that shows the achievement: a page, a text or both.
//
// OB 2.0 Evidence.
type Evidence struct {
	ID          string         `json:"id,omitempty"`
	Type        OneOrMany      `json:"type,omitempty"`
	Narrative   string         `json:"narrative,omitempty"` // Markdown
	Name        string         `json:"name,omitempty"`
	Description string         `json:"description,omitempty"`
	Genre       string         `json:"genre,omitempty"`
	Audience    string         `json:"audience,omitempty"`
	Extensions  map[string]any `json:",embed"`
}

// Image is a picture. Its ID is an address or a data: URI.
//
// OB 2.0 Image.
type Image struct {
	ID         string         `json:"id,omitempty"`
	Type       OneOrMany      `json:"type,omitempty"`
	Caption    string         `json:"caption,omitempty"` // what people hear who cannot see it
	Author     string         `json:"author,omitempty"`
	Extensions map[string]any `json:",embed"`
}

// Related points to another edition of the same thing: in another language, of
// another version.
//
// OB 2.0 2.6.1.
type Related struct {
	ID         string         `json:"id,omitempty"`
	Type       OneOrMany      `json:"type,omitempty"`
	Language   string         `json:"@language,omitempty"`
	Version    string         `json:"version,omitempty"`
	Extensions map[string]any `json:",embed"`
}
