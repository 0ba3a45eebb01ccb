package ob3

// Achievement is what can be earned: the badge before anyone has it.
//
// OB 3.0 Achievement.
type Achievement struct {
	ID                string              `json:"id,omitempty"`
	Type              []string            `json:"type,omitempty"`
	Name              string              `json:"name,omitempty"`
	Description       string              `json:"description,omitempty"`
	Criteria          Criteria            `json:"criteria,omitempty"`
	AchievementType   AchievementType     `json:"achievementType,omitempty"`
	Image             *Image              `json:"image,omitempty"`
	Creator           *Profile            `json:"creator,omitempty"`
	Alignment         []Alignment         `json:"alignment,omitempty"`
	Tag               []string            `json:"tag,omitempty"`
	CreditsAvailable  *float64            `json:"creditsAvailable,omitempty"`
	FieldOfStudy      string              `json:"fieldOfStudy,omitempty"`
	HumanCode         string              `json:"humanCode,omitempty"` // such as a course number
	InLanguage        string              `json:"inLanguage,omitempty"`
	OtherIdentifier   []IdentifierEntry   `json:"otherIdentifier,omitempty"`
	Related           []Related           `json:"related,omitempty"`
	ResultDescription []ResultDescription `json:"resultDescription,omitempty"`
	Specialization    string              `json:"specialization,omitempty"`
	Version           string              `json:"version,omitempty"`
	Endorsement       []SignedEndorsement `json:"endorsement,omitempty"`
	EndorsementJWT    []string            `json:"endorsementJwt,omitempty"`
	Extensions        map[string]any      `json:",embed"`
}

// Criteria says how to earn an Achievement.
//
// OB 3.0 Criteria: at least one of ID and Narrative should be present.
type Criteria struct {
	ID         string         `json:"id,omitempty"`        // a page about them
	Narrative  string         `json:"narrative,omitempty"` // Markdown
	Extensions map[string]any `json:",embed"`
}

// Alignment points to a node of a framework that an achievement, a result or a
// level corresponds to.
//
// OB 3.0 Alignment.
type Alignment struct {
	Type              []string            `json:"type,omitempty"`
	TargetName        string              `json:"targetName,omitempty"`
	TargetURL         string              `json:"targetUrl,omitempty"`
	TargetType        AlignmentTargetType `json:"targetType,omitempty"`
	TargetCode        string              `json:"targetCode,omitempty"`
	TargetDescription string              `json:"targetDescription,omitempty"`
	TargetFramework   string              `json:"targetFramework,omitempty"`
	Extensions        map[string]any      `json:",embed"`
}

// Related points to another edition of an achievement: in another language, of
// another version, of another standard.
//
// OB 3.0 Related.
type Related struct {
	ID         string         `json:"id,omitempty"`
	Type       []string       `json:"type,omitempty"`
	InLanguage string         `json:"inLanguage,omitempty"`
	Version    string         `json:"version,omitempty"`
	Extensions map[string]any `json:",embed"`
}

// ResultDescription says which results an achievement may have.
//
// OB 3.0 ResultDescription.
type ResultDescription struct {
	ID                   string                 `json:"id,omitempty"`
	Type                 []string               `json:"type,omitempty"`
	Name                 string                 `json:"name,omitempty"`
	ResultType           ResultType             `json:"resultType,omitempty"`
	AllowedValue         []string               `json:"allowedValue,omitempty"` // from low to high
	RequiredLevel        string                 `json:"requiredLevel,omitempty"`
	RequiredValue        string                 `json:"requiredValue,omitempty"`
	RubricCriterionLevel []RubricCriterionLevel `json:"rubricCriterionLevel,omitempty"` // from low to high
	ValueMax             string                 `json:"valueMax,omitempty"`
	ValueMin             string                 `json:"valueMin,omitempty"`
	Alignment            []Alignment            `json:"alignment,omitempty"`
	Extensions           map[string]any         `json:",embed"`
}

// RubricCriterionLevel is one level of a rubric.
//
// OB 3.0 RubricCriterionLevel.
type RubricCriterionLevel struct {
	ID          string         `json:"id,omitempty"`
	Type        []string       `json:"type,omitempty"`
	Name        string         `json:"name,omitempty"`
	Level       string         `json:"level,omitempty"`
	Points      string         `json:"points,omitempty"`
	Description string         `json:"description,omitempty"`
	Alignment   []Alignment    `json:"alignment,omitempty"`
	Extensions  map[string]any `json:",embed"`
}

// Result is how the recipient did.
//
// OB 3.0 Result: with a ResultDescription of type Status, Status is required.
type Result struct {
	Type              []string         `json:"type,omitempty"`
	ResultDescription string           `json:"resultDescription,omitempty"` // id of one in the achievement
	Status            ResultStatusType `json:"status,omitempty"`
	Value             string           `json:"value,omitempty"`
	AchievedLevel     string           `json:"achievedLevel,omitempty"` // id of a RubricCriterionLevel
	Alignment         []Alignment      `json:"alignment,omitempty"`
	Extensions        map[string]any   `json:",embed"`
}

// Evidence is what shows that the recipient earned the achievement.
//
// OB 3.0 Evidence.
type Evidence struct {
	ID          string         `json:"id,omitempty"` // the page where it can be seen
	Type        []string       `json:"type,omitempty"`
	Name        string         `json:"name,omitempty"`
	Narrative   string         `json:"narrative,omitempty"` // Markdown
	Description string         `json:"description,omitempty"`
	Genre       string         `json:"genre,omitempty"`
	Audience    string         `json:"audience,omitempty"`
	Extensions  map[string]any `json:",embed"`
}

// Image is a picture, PNG or SVG, with words for those who cannot see it. The
// standard permits no other members.
//
// OB 3.0 Image.
type Image struct {
	ID      string `json:"id,omitempty"` // its URL or a data: URI
	Type    string `json:"type,omitempty"`
	Caption string `json:"caption,omitempty"`
}
