package ob2

import (
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/lint"
)

// extensionContexts are the contexts of the extensions by their type.
var extensionContexts = map[string]string{
	"ExampleExtension":          extensionBase + "exampleExtension/context.json",
	"ApplyLink":                 extensionBase + "applyLinkExtension/context.json",
	"GeoCoordinates":            extensionBase + "geoCoordinatesExtension/context.json",
	"Accessibility":             extensionBase + "accessibilityExtension/context.json",
	"LicenseExtension":          extensionBase + "licenseExtension/context.json",
	"OriginalCreator":           extensionBase + "originalCreatorExtension/context.json",
	"IssuerAccreditation":       "https://purl.imsglobal.org/spec/ob-accred/v1p0/context/",
	"AssessmentExtension":       extensionBase + "assessmentExtension/context.json",
	"ExtraDescriptionExtension": extensionBase + "extraDescriptionExtension/context.json",
	"RecipientProfile":          extensionBase + "recipientProfile/context.json",
}

// extensionClasses is what the JSON schemas of the extensions demand, corrected
// where they contradict the text that goes with them.
var extensionClasses = map[string]class{
	"ExampleExtension": {properties: []property{{"exampleProperty", "Text", "1"}}},
	"ApplyLink":        {properties: []property{{"url", "AnyURI", "1"}}},
	"GeoCoordinates": {properties: []property{
		{"name", "Text", "0..1"}, {"description", "Text", "1"}, {"geo", "extensions:Geo", "1"},
	}},
	"Geo": {properties: []property{{"latitude", "Number", "1"}, {"longitude", "Number", "1"}}},
	"Accessibility": {properties: []property{
		{"accessibilityAPI", "Text", "0..*"},
		{"accessibilityControl", "Text", "0..*"},
		{"accessibilityFeature", "Text", "1..*"},
		{"accessibilityHazard", "Text", "0..*"},
		{"url", "AnyURI", "0..1"},
	}},
	"LicenseExtension": {properties: []property{
		{"id", "License", "1"}, {"name", "Text", "1"}, {"legalCode", "AnyURI", "0..1"},
	}},
	"OriginalCreator": {properties: []property{{"url", "AnyURI", "1"}}},
	"IssuerAccreditation": {properties: []property{
		{"name", "Text", "1"},
		{"contactInstructions", "Text", "1"},
		{"url", "AnyURI", "1"},
		{"address", "extensions:Address", "1"},
		{"email", "Text", "0..1"},
		{"description", "Text", "0..1"},
		{"logo", "Text", "0..1"},
		{"parentOrganization", "extensions:Organization", "0..1"},
		{"areaServed", "Text", "0..1"},
		{"accreditationDate", "Date", "0..1"},
		{"educationalSector", "Text", "0..1"},
	}},
	"Address": {properties: []property{
		{"streetAddress", "Text", "0..1"},
		{"addressLocality", "Text", "0..1"},
		{"addressRegion", "Text", "0..1"},
		{"addressCountry", "Text", "0..1"},
		{"postalCode", "Text", "0..1"},
	}},
	"Organization": {properties: []property{
		{"name", "Text", "0..1"}, {"url", "AnyURI", "0..1"}, {"address", "extensions:Address", "0..1"},
	}},
	"AssessmentExtension": {properties: []property{
		{"description", "Text", "1"}, {"assessments", "extensions:Assessment", "1..*"},
	}},
	"Assessment": {properties: []property{
		{"description", "Text", "1"},
		{"type", "Text", "1"},
		{"assessmentOutput", "Text", "1"},
		{"hasGroupParticipation", "Boolean", "1"},
		{"hasGroupEvaluation", "Boolean", "1"},
		{"evaluationMethod", "Text", "1"},
		{"assessmentExample", "AnyURI", "0..1"},
		{"scoringMethodExampleDescription", "Text", "0..1"},
		{"assessmentEvaluation", "AnyURI", "0..1"},
		{"rubrics", "extensions:Rubric", "0..*"},
		{"sections", "extensions:Section", "0..*"},
	}},
	"Rubric": {properties: []property{
		{"identifier", "Text", "1"},
		{"title", "Text", "1"},
		{"rubricCriteria", "extensions:RubricCriterion", "1..*"},
		{"lastChangeDateTime", "DateTime", "0..1"},
		{"caseUri", "AnyURI", "0..1"},
	}},
	"RubricCriterion": {properties: []property{
		{"identifier", "Text", "1"},
		{"category", "Text", "0..1"},
		{"description", "Text", "0..1"},
		{"weight", "Number", "0..1"},
		{"position", "Number", "0..1"},
		{"criterionLevels", "extensions:RubricCriterionLevel", "0..*"},
		{"caseUri", "AnyURI", "0..1"},
	}},
	"RubricCriterionLevel": {properties: []property{
		{"identifier", "Text", "1"},
		{"description", "Text", "1"},
		{"quality", "Text", "0..1"},
		{"score", "Number", "0..1"},
		{"position", "Number", "0..1"},
		{"feedback", "Text", "0..1"},
		{"caseUri", "AnyURI", "0..1"},
	}},
	"Section": {properties: []property{
		{"questions", "extensions:Question", "0..*"},
		{"title", "Text", "0..1"},
		{"description", "Text", "0..1"},
		{"rubricId", "Text", "0..1"},
		{"url", "AnyURI", "0..1"},
		{"required", "Boolean", "0..1"},
	}},
	"Question": {properties: []property{
		{"type", "Text", "1"},
		{"text", "Text", "1"},
		{"rubricId", "Text", "0..1"},
		{"url", "AnyURI", "0..1"},
		{"required", "Boolean", "0..1"},
		{"wordLimit", "Number", "0..1"},
		{"characterLimit", "Number", "0..1"},
	}},
	"ExtraDescriptionExtension": {properties: []property{{"name", "Text", "1"}, {"narrative", "Text", "1"}}},
	"RecipientProfile":          {properties: []property{{"id", "Text", "0..1"}, {"name", "Text", "0..1"}, {"publicKey", "AnyURI", "0..1"}}},
}

// classOf returns the table of a class, or of an extension or a part of one,
// whose name begins with extensions:.
func classOf(name string) (class, bool) {
	if ext, ok := strings.CutPrefix(name, "extensions:"); ok {
		def, ok := extensionClasses[ext]
		return def, ok
	}
	def, ok := classes[name]
	return def, ok
}

// extensionTypes returns the names of the standard's extensions that an object
// says it is: extensions:ApplyLink is ApplyLink, however it is written.
//
// Pitfall 116: the published texts disagree on the case and on the prefix.
func extensionTypes(v *jsonld.Value) []string {
	var out []string
	for _, item := range v.Get("type").Items() {
		prefix, name := "", item.Str()
		if i := strings.LastIndexAny(name, "#/:"); i >= 0 {
			prefix, name = name[:i], name[i+1:]
		}
		if !strings.Contains(prefix, "extensions") {
			continue
		}
		for known := range extensionContexts {
			if strings.EqualFold(known, name) && !slices.Contains(out, known) {
				out = append(out, known)
			}
		}
	}
	slices.Sort(out)
	return out
}

// extensions checks the members of an object that the class does not know and
// that say they are extensions of the standard. Others are anyone's own.
func (c *checker) extensions(v *jsonld.Value, def class, at *lint.Place) {
	for _, m := range v.Members() {
		if slices.ContainsFunc(def.properties, func(p property) bool { return p.name == m.Name }) {
			continue
		}
		for i, item := range m.Value.Items() {
			c.extension(item, itemOf(m.Value, at.Member(m.Name), i))
		}
	}
}

// extension checks one object against the extensions it says it is.
func (c *checker) extension(v *jsonld.Value, at *lint.Place) {
	if v.Kind() != jsonld.Object {
		return
	}
	v = withTerms(v)
	for _, name := range extensionTypes(v) {
		c.object(v, "extensions:"+name, at)
	}
}

// The addresses by which extensions may name properties that have a term.
var extensionTerms = map[string]string{
	"http://schema.org/text": "exampleProperty", "https://schema.org/text": "exampleProperty", "schema:text": "exampleProperty",
	"schema:geo": "geo", "schema:latitude": "latitude", "schema:longitude": "longitude", "schema:description": "description", "schema:name": "name",
}

// withTerms writes properties that are named by their address as their term.
func withTerms(v *jsonld.Value) *jsonld.Value {
	members := make([]jsonld.Member, 0, len(v.Members()))
	for _, m := range v.Members() {
		if term, ok := extensionTerms[m.Name]; ok && v.Get(term) == nil {
			m = jsonld.Member{Name: term, Value: m.Value}
		}
		if m.Value.Kind() == jsonld.Object && m.Name == "geo" {
			m.Value = withTerms(m.Value)
		}
		members = append(members, m)
	}
	return jsonld.NewObject(members...)
}
