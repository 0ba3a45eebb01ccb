package ob2

// BadgeClass is what can be earned.
//
// OB 2.0 BadgeClass.
type BadgeClass struct {
	Context     OneOrMany         `json:"@context,omitempty"`
	ID          string            `json:"id,omitempty"`
	Type        OneOrMany         `json:"type,omitempty"`
	Name        string            `json:"name,omitempty"`
	Description string            `json:"description,omitempty"`
	Image       *Image            `json:"image,omitempty"`
	Criteria    Criteria          `json:"criteria,omitempty"`
	Issuer      Profile           `json:"issuer,omitempty"`
	Alignment   []AlignmentObject `json:"alignment,omitempty"`
	Tags        []string          `json:"tags,omitempty"`
	Language    string            `json:"@language,omitempty"` // BCP 47
	Version     string            `json:"version,omitempty"`
	Related     []Related         `json:"related,omitempty"` // the same in other languages, of other versions
	Endorsement []Endorsement     `json:"endorsement,omitempty"`
	Extensions  map[string]any    `json:",embed"` // members of other contexts
}

// Criteria says how to earn a BadgeClass: a page, a text or both.
//
// OB 2.0 Criteria.
type Criteria struct {
	ID         string         `json:"id,omitempty"`
	Type       OneOrMany      `json:"type,omitempty"`
	Narrative  string         `json:"narrative,omitempty"` // Markdown
	Extensions map[string]any `json:",embed"`
}

// AlignmentObject points to a node of a framework that a BadgeClass corresponds
// to.
//
// OB 2.0 AlignmentObject.
type AlignmentObject struct {
	ID                string         `json:"id,omitempty"`
	Type              OneOrMany      `json:"type,omitempty"`
	TargetName        string         `json:"targetName,omitempty"`
	TargetURL         string         `json:"targetUrl,omitempty"`
	TargetDescription string         `json:"targetDescription,omitempty"`
	TargetFramework   string         `json:"targetFramework,omitempty"`
	TargetCode        string         `json:"targetCode,omitempty"`
	Extensions        map[string]any `json:",embed"`
}
