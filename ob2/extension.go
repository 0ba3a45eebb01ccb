package ob2

// The extensions of the standard are objects with a context and types of their
// own, held in Extensions under a name that says which. Set one with
//
//	badge.Extensions = map[string]any{ob2.ApplyLinkName: ob2.ApplyLink{URL: "https://…"}}

// The names under which badges hold the extensions of the standard.
const (
	ExampleExtensionName    = "extensions:exampleExtension"
	ApplyLinkName           = "extensions:applyLink"
	LocationName            = "schema:location"
	AccessibilityName       = "extensions:accessibility"
	LicenseName             = "schema:license"
	OriginalCreatorName     = "extensions:originalCreator"
	IssuerAccreditationName = "extensions:IssuerAccreditation"
	AssessmentName          = "extensions:assessmentExtension"
	ExtraDescriptionName    = "extensions:extraDescriptionExtension"
	RecipientProfileName    = "extensions:recipientProfile"
)

// extensionBase is where the contexts of most extensions are.
const extensionBase = "https://w3id.org/openbadges/extensions/"

// ExampleExtension shows how extensions are made.
//
// OB 2.0 extensions: ExampleExtension.
type ExampleExtension struct {
	Context         OneOrMany `json:"@context,omitempty"`
	Type            OneOrMany `json:"type,omitempty"`
	ExampleProperty string    `json:"exampleProperty,omitempty"`
}

// ApplyLink is a page where one can apply for a badge.
//
// OB 2.0 extensions: Apply Link.
type ApplyLink struct {
	Context OneOrMany `json:"@context,omitempty"`
	Type    OneOrMany `json:"type,omitempty"`
	URL     string    `json:"url,omitempty"`
}

// Location is a place on earth and why it matters to the badge.
//
// OB 2.0 extensions: Geo Location.
type Location struct {
	Context     OneOrMany       `json:"@context,omitempty"`
	Type        OneOrMany       `json:"type,omitempty"`
	Name        string          `json:"name,omitempty"`
	Description string          `json:"description,omitempty"`
	Geo         *GeoCoordinates `json:"geo,omitempty"`
}

// GeoCoordinates are degrees north and east.
//
// OB 2.0 extensions: Geo Location.
type GeoCoordinates struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Accessibility says who can use what the badge leads to.
//
// OB 2.0 extensions: Accessibility.
type Accessibility struct {
	Context              OneOrMany `json:"@context,omitempty"`
	Type                 OneOrMany `json:"type,omitempty"`
	AccessibilityAPI     OneOrMany `json:"accessibilityAPI,omitempty"`
	AccessibilityControl []string  `json:"accessibilityControl,omitempty"`
	AccessibilityFeature []string  `json:"accessibilityFeature,omitempty"`
	AccessibilityHazard  OneOrMany `json:"accessibilityHazard,omitempty"`
	URL                  string    `json:"url,omitempty"`
}

// License is the Creative Commons licence of a BadgeClass.
//
// OB 2.0 extensions: CC License.
type License struct {
	Context   OneOrMany `json:"@context,omitempty"`
	Type      OneOrMany `json:"type,omitempty"`
	ID        string    `json:"id,omitempty"` // CC-0, CC-BY, CC-BY-SA, CC-BY-NC, CC-BY-NC-SA, CC-BY-ND, CC-BY-NC-ND
	Name      string    `json:"name,omitempty"`
	LegalCode string    `json:"legalCode,omitempty"`
}

// OriginalCreator names who made a BadgeClass first.
//
// OB 2.0 extensions: Original Creator.
type OriginalCreator struct {
	Context OneOrMany `json:"@context,omitempty"`
	Type    OneOrMany `json:"type,omitempty"`
	URL     string    `json:"url,omitempty"`
}

// IssuerAccreditation names a body that accredits the issuer.
//
// OB 2.0 extensions: Issuer Accreditation 1.0.
type IssuerAccreditation struct {
	Context             OneOrMany      `json:"@context,omitempty"`
	Type                OneOrMany      `json:"type,omitempty"`
	Name                string         `json:"name,omitempty"`
	ContactInstructions string         `json:"contactInstructions,omitempty"`
	URL                 string         `json:"url,omitempty"`
	Address             *PostalAddress `json:"address,omitempty"`
	Email               string         `json:"email,omitempty"`
	Description         string         `json:"description,omitempty"`
	Logo                string         `json:"logo,omitempty"`
	ParentOrganization  *Organization  `json:"parentOrganization,omitempty"`
	AreaServed          string         `json:"areaServed,omitempty"`
	AccreditationDate   string         `json:"accreditationDate,omitempty"` // a day
	EducationalSector   string         `json:"educationalSector,omitempty"`
}

// PostalAddress is where an organization is.
//
// OB 2.0 extensions: Issuer Accreditation 1.0.
type PostalAddress struct {
	StreetAddress   string `json:"streetAddress,omitempty"`
	AddressLocality string `json:"addressLocality,omitempty"`
	AddressRegion   string `json:"addressRegion,omitempty"`
	AddressCountry  string `json:"addressCountry,omitempty"`
	PostalCode      string `json:"postalCode,omitempty"`
}

// Organization is the parent of an accrediting body.
//
// OB 2.0 extensions: Issuer Accreditation 1.0.
type Organization struct {
	Name    string         `json:"name,omitempty"`
	URL     string         `json:"url,omitempty"`
	Address *PostalAddress `json:"address,omitempty"`
}

// AssessmentExtension says how it was found out that the recipient has earned
// the badge.
//
// OB 2.0 extensions: Assessment 1.0.
type AssessmentExtension struct {
	Context     OneOrMany    `json:"@context,omitempty"`
	Type        OneOrMany    `json:"type,omitempty"`
	Description string       `json:"description,omitempty"`
	Assessments []Assessment `json:"assessments,omitempty"`
}

// Assessment is one examination. Its Type is Exam, Performance or Artifact.
//
// OB 2.0 extensions: Assessment 1.0.
type Assessment struct {
	ID                              string    `json:"id,omitempty"`
	Type                            string    `json:"type,omitempty"`
	Description                     string    `json:"description,omitempty"`
	AssessmentOutput                string    `json:"assessmentOutput,omitempty"`
	HasGroupParticipation           bool      `json:"hasGroupParticipation"`
	HasGroupEvaluation              bool      `json:"hasGroupEvaluation"`
	EvaluationMethod                string    `json:"evaluationMethod,omitempty"`
	AssessmentExample               string    `json:"assessmentExample,omitempty"`
	ScoringMethodExampleDescription string    `json:"scoringMethodExampleDescription,omitempty"`
	AssessmentEvaluation            string    `json:"assessmentEvaluation,omitempty"`
	Rubrics                         []Rubric  `json:"rubrics,omitempty"`
	Sections                        []Section `json:"sections,omitempty"`
}

// Rubric is a table of criteria by which an assessment is judged.
//
// OB 2.0 extensions: Assessment 1.0.
type Rubric struct {
	Identifier         string            `json:"identifier,omitempty"` // a UUID
	Title              string            `json:"title,omitempty"`
	LastChangeDateTime DateTime          `json:"lastChangeDateTime,omitempty"`
	CaseURI            string            `json:"caseUri,omitempty"`
	RubricCriteria     []RubricCriterion `json:"rubricCriteria,omitempty"`
}

// RubricCriterion is a row of a Rubric.
//
// OB 2.0 extensions: Assessment 1.0.
type RubricCriterion struct {
	Identifier      string                 `json:"identifier,omitempty"`
	Category        string                 `json:"category,omitempty"`
	Description     string                 `json:"description,omitempty"`
	Weight          *float64               `json:"weight,omitempty"`
	Position        *float64               `json:"position,omitempty"`
	CaseURI         string                 `json:"caseUri,omitempty"`
	CriterionLevels []RubricCriterionLevel `json:"criterionLevels,omitempty"`
}

// RubricCriterionLevel is a cell of a Rubric.
//
// OB 2.0 extensions: Assessment 1.0.
type RubricCriterionLevel struct {
	Identifier  string   `json:"identifier,omitempty"`
	Description string   `json:"description,omitempty"`
	Quality     string   `json:"quality,omitempty"`
	Score       *float64 `json:"score,omitempty"`
	Feedback    string   `json:"feedback,omitempty"`
	Position    *float64 `json:"position,omitempty"`
	CaseURI     string   `json:"caseUri,omitempty"`
}

// Section is a part of an Assessment.
//
// OB 2.0 extensions: Assessment 1.0.
type Section struct {
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	RubricID    string     `json:"rubricId,omitempty"`
	URL         string     `json:"url,omitempty"`
	Required    *bool      `json:"required,omitempty"`
	Questions   []Question `json:"questions,omitempty"`
}

// Question is asked in a Section. Its Type is ExternalQuestion, FileQuestion or
// TextQuestion.
//
// OB 2.0 extensions: Assessment 1.0.
type Question struct {
	Type           string   `json:"type,omitempty"`
	Text           string   `json:"text,omitempty"`
	RubricID       string   `json:"rubricId,omitempty"`
	URL            string   `json:"url,omitempty"`
	Required       *bool    `json:"required,omitempty"`
	WordLimit      *float64 `json:"wordLimit,omitempty"`
	CharacterLimit *float64 `json:"characterLimit,omitempty"`
}

// ExtraDescription is a further text about a BadgeClass or an Issuer.
//
// OB 2.0 extensions: Extra Description 1.0.
type ExtraDescription struct {
	Context   OneOrMany `json:"@context,omitempty"`
	Type      OneOrMany `json:"type,omitempty"`
	Name      string    `json:"name,omitempty"`
	Narrative string    `json:"narrative,omitempty"` // Markdown
}

// RecipientProfile says who the recipient is by name or by key.
//
// OB 2.0 extensions: Recipient Profile (Blockcerts).
type RecipientProfile struct {
	Context   OneOrMany `json:"@context,omitempty"`
	Type      OneOrMany `json:"type,omitempty"`
	ID        string    `json:"id,omitempty"`
	Name      string    `json:"name,omitempty"`
	PublicKey string    `json:"publicKey,omitempty"`
}

// MarshalJSON writes the extension with its context and types.
func (v ExampleExtension) MarshalJSON() ([]byte, error) {
	type plain ExampleExtension
	v.Context, v.Type = extended(v.Context, v.Type, "ExampleExtension")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v ApplyLink) MarshalJSON() ([]byte, error) {
	type plain ApplyLink
	v.Context, v.Type = extended(v.Context, v.Type, "ApplyLink")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v Location) MarshalJSON() ([]byte, error) {
	type plain Location
	v.Context, v.Type = extended(v.Context, v.Type, "GeoCoordinates")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v Accessibility) MarshalJSON() ([]byte, error) {
	type plain Accessibility
	v.Context, v.Type = extended(v.Context, v.Type, "Accessibility")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v License) MarshalJSON() ([]byte, error) {
	type plain License
	v.Context, v.Type = extended(v.Context, v.Type, "LicenseExtension")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v OriginalCreator) MarshalJSON() ([]byte, error) {
	type plain OriginalCreator
	v.Context, v.Type = extended(v.Context, v.Type, "OriginalCreator")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v IssuerAccreditation) MarshalJSON() ([]byte, error) {
	type plain IssuerAccreditation
	v.Context, v.Type = extended(v.Context, v.Type, "IssuerAccreditation")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v AssessmentExtension) MarshalJSON() ([]byte, error) {
	type plain AssessmentExtension
	v.Context, v.Type = extended(v.Context, v.Type, "AssessmentExtension")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v ExtraDescription) MarshalJSON() ([]byte, error) {
	type plain ExtraDescription
	v.Context, v.Type = extended(v.Context, v.Type, "ExtraDescriptionExtension")
	return encode(plain(v))
}

// MarshalJSON writes the extension with its context and types.
func (v RecipientProfile) MarshalJSON() ([]byte, error) {
	type plain RecipientProfile
	v.Context, v.Type = extended(v.Context, v.Type, "RecipientProfile")
	return encode(plain(v))
}

// extended returns the context and the types of an extension, those given
// behind those it must have.
func extended(context, types OneOrMany, name string) (OneOrMany, OneOrMany) {
	if len(context) == 0 {
		context = OneOrMany{extensionContexts[name]}
	}
	return context, typed(typed(types, "extensions:"+name), "Extension")
}
