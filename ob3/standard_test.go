package ob3

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// structs are the classes of the standard as this package has them.
var structs = map[string]any{
	"AchievementCredential": AchievementCredential{}, "EndorsementCredential": EndorsementCredential{},
	"AchievementSubject": AchievementSubject{}, "EndorsementSubject": EndorsementSubject{},
	"Achievement": Achievement{}, "Criteria": Criteria{}, "Alignment": Alignment{}, "Related": Related{},
	"ResultDescription": ResultDescription{}, "RubricCriterionLevel": RubricCriterionLevel{}, "Result": Result{},
	"Evidence": Evidence{}, "Image": Image{}, "Profile": Profile{}, "Address": Address{}, "GeoCoordinates": GeoCoordinates{},
	"IdentityObject": IdentityObject{}, "IdentifierEntry": IdentifierEntry{}, "Proof": Proof{},
	"CredentialSchema": CredentialSchema{}, "CredentialStatus": CredentialStatus{}, "RefreshService": RefreshService{},
	"TermsOfUse": TermsOfUse{}, "Multikey": Multikey{}, "JWK": JWK{}, "JWKS": JWKS{},
}

// goTypes say in Go what the standard's primitive types and enumerations are.
// What is not here is a class, or a string.
var goTypes = map[string]reflect.Type{
	"Float": reflect.TypeFor[float64](), "Boolean": reflect.TypeFor[bool](), "Date": reflect.TypeFor[Date](),
	"DateTime": reflect.TypeFor[DateTime](), "DateTimeZ": reflect.TypeFor[DateTime](),
	"AchievementType": reflect.TypeFor[AchievementType](), "AlignmentTargetType": reflect.TypeFor[AlignmentTargetType](),
	"IdentifierTypeEnum": reflect.TypeFor[IdentifierTypeEnum](), "ResultType": reflect.TypeFor[ResultType](),
	"ResultStatusType": reflect.TypeFor[ResultStatusType](), "EndorsementCredential": reflect.TypeFor[SignedEndorsement](),
}

// beyond are the fields that no class of Open Badges has: those of a W3C
// BitstringStatusListEntry.
var beyond = []string{"CredentialStatus.statusPurpose", "CredentialStatus.statusListIndex", "CredentialStatus.statusListCredential"}

func TestEveryClassIsAStruct(t *testing.T) {
	for name, class := range classes {
		t.Run(name, func(t *testing.T) {
			value, ok := structs[name]
			if !ok {
				t.Fatal("no struct")
			}
			typ := reflect.TypeOf(value)
			if typ.Name() != name {
				t.Errorf("the struct is called %s", typ.Name())
			}
			fields := make(map[string]reflect.StructField)
			for f := range fieldsOf(typ) {
				fields[f.name] = f.field
			}
			for _, p := range class.properties {
				f, ok := fields[p.name]
				if !ok {
					t.Errorf("no field for %s", p.name)
					continue
				}
				delete(fields, p.name)
				compareField(t, p, f)
			}
			_, open := fields[""]
			delete(fields, "")
			if open == class.closed {
				t.Errorf("Extensions: %v, closed: %v", open, class.closed)
			}
			for extra := range fields {
				if !slices.Contains(beyond, name+"."+extra) {
					t.Errorf("the field %s is no property of the class", extra)
				}
			}
		})
	}
	if len(structs) != len(classes) {
		t.Errorf("%d structs for %d classes", len(structs), len(classes))
	}
}

type namedField struct {
	name  string
	field reflect.StructField
}

// fieldsOf yields the fields of a class by JSON name; the one for extensions
// has none.
func fieldsOf(typ reflect.Type) func(func(namedField) bool) {
	return func(yield func(namedField) bool) {
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if !yield(namedField{strings.Trim(name, "'"), typ.Field(i)}) {
				return
			}
		}
	}
}

// compareField holds one field to one property.
func compareField(t *testing.T, p property, f reflect.StructField) {
	t.Helper()
	typ := f.Type
	if isSlice := typ.Kind() == reflect.Slice; isSlice != p.many() {
		t.Errorf("%s: cardinality %s, Go type %s", p.name, p.cardinality, typ)
	}
	if typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	want, ok := goTypes[p.typ]
	if _, isClass := classes[p.typ]; !ok && isClass {
		want, ok = reflect.TypeOf(structs[p.typ]), true
	}
	if !ok {
		want = reflect.TypeFor[string]()
	}
	if typ != want {
		t.Errorf("%s: %s is %s, want %s", p.name, p.typ, typ, want)
	}
	if p.required() && f.Type.Kind() == reflect.Pointer {
		t.Errorf("%s is required but may be nil", p.name)
	}
	// A field that may be absent must have a zero that is left out.
	omit := strings.Contains(f.Tag.Get("json"), ",omitempty")
	if !p.required() && !omit {
		t.Errorf("%s may be absent but is always written", p.name)
	}
	if !p.required() && typ.Kind() == reflect.Float64 && f.Type.Kind() != reflect.Pointer {
		t.Errorf("%s: zero and absent are the same", p.name)
	}
	// GoName is the JSON name in Go's capitals.
	if !strings.EqualFold(strings.NewReplacer("@", "", "#", "", "_", "").Replace(p.name), f.Name) {
		t.Errorf("the field of %s is called %s", p.name, f.Name)
	}
}

func TestTheTableIsWhole(t *testing.T) {
	// The numbers of properties in the standard's own tables.
	counts := map[string]int{
		"AchievementCredential": 19, "EndorsementCredential": 15, "AchievementSubject": 14, "EndorsementSubject": 3, "Achievement": 21,
		"Criteria": 2, "Alignment": 7, "Related": 4, "ResultDescription": 11, "RubricCriterionLevel": 7, "Result": 6, "Evidence": 7,
		"Image": 3, "Profile": 22, "Address": 9, "GeoCoordinates": 3, "IdentityObject": 5, "IdentifierEntry": 3, "Proof": 9,
		"CredentialSchema": 2, "CredentialStatus": 2, "RefreshService": 2, "TermsOfUse": 2, "Multikey": 5, "JWK": 9, "JWKS": 1,
	}
	for name, n := range counts {
		if got := len(classes[name].properties); got != n {
			t.Errorf("%s has %d properties, want %d", name, got, n)
		}
	}
	values := map[string]int{"AchievementType": 31, "AlignmentTargetType": 7, "IdentifierTypeEnum": 19, "ResultType": 12, "ResultStatusType": 7}
	for name, n := range values {
		if got := len(enumerations[name].values); got != n {
			t.Errorf("%s has %d values, want %d", name, got, n)
		}
	}
	primitives := []string{
		"Context", "IRI", "String", "Markdown", "PhoneNumber", "EmailAddress", "IdentityHash", "Boolean", "Float",
		"URI", "URL", "DateTime", "DateTimeZ", "Date", "LanguageCode", "CountryCode", "CompactJws",
	}
	for name, class := range classes {
		for _, p := range class.properties {
			_, isClass := classes[p.typ]
			_, isEnumeration := enumerations[p.typ]
			if !isClass && !isEnumeration && !slices.Contains(primitives, p.typ) {
				t.Errorf("%s.%s: no type is called %s", name, p.name, p.typ)
			}
			if !slices.Contains([]string{"1", "0..1", "0..*", "1..*", "2..*"}, p.cardinality) {
				t.Errorf("%s.%s: cardinality %s", name, p.name, p.cardinality)
			}
		}
	}
}

func TestEnumerationsHaveConstants(t *testing.T) {
	constants := map[string][]string{
		"AchievementType": {
			string(AchievementTypeAchievement), string(AchievementTypeApprenticeshipCertificate), string(AchievementTypeAssessment),
			string(AchievementTypeAssignment), string(AchievementTypeAssociateDegree), string(AchievementTypeAward), string(AchievementTypeBadge),
			string(AchievementTypeBachelorDegree), string(AchievementTypeCertificate), string(AchievementTypeCertificateOfCompletion),
			string(AchievementTypeCertification), string(AchievementTypeCommunityService), string(AchievementTypeCompetency),
			string(AchievementTypeCourse), string(AchievementTypeCoCurricular), string(AchievementTypeDegree), string(AchievementTypeDiploma),
			string(AchievementTypeDoctoralDegree), string(AchievementTypeFieldwork), string(AchievementTypeGeneralEducationDevelopment),
			string(AchievementTypeJourneymanCertificate), string(AchievementTypeLearningProgram), string(AchievementTypeLicense),
			string(AchievementTypeMembership), string(AchievementTypeProfessionalDoctorate), string(AchievementTypeQualityAssuranceCredential),
			string(AchievementTypeMasterCertificate), string(AchievementTypeMasterDegree), string(AchievementTypeMicroCredential),
			string(AchievementTypeResearchDoctorate), string(AchievementTypeSecondarySchoolDiploma),
		},
		"AlignmentTargetType": {
			string(TargetCompetency), string(TargetCredential), string(TargetCFItem), string(TargetCFRubric),
			string(TargetCFRubricCriterion), string(TargetCFRubricCriterionLevel), string(TargetCTDL),
		},
		"IdentifierTypeEnum": {
			string(IdentifierName), string(IdentifierSourcedID), string(IdentifierSystemID), string(IdentifierProductID), string(IdentifierUserName),
			string(IdentifierAccountID), string(IdentifierEmailAddress), string(IdentifierNationalIdentityNumber), string(IdentifierISBN),
			string(IdentifierISSN), string(IdentifierLISSourcedID), string(IdentifierOneRosterSourcedID), string(IdentifierSISSourcedID),
			string(IdentifierLTIContextID), string(IdentifierLTIDeploymentID), string(IdentifierLTIToolID), string(IdentifierLTIPlatformID),
			string(IdentifierLTIUserID), string(IdentifierIdentifier),
		},
		"ResultType": {
			string(ResultTypeGradePointAverage), string(ResultTypeLetterGrade), string(ResultTypePercent), string(ResultTypePerformanceLevel),
			string(ResultTypePredictedScore), string(ResultTypeRawScore), string(ResultTypeResult), string(ResultTypeRubricCriterion),
			string(ResultTypeRubricCriterionLevel), string(ResultTypeRubricScore), string(ResultTypeScaledScore), string(ResultTypeStatus),
		},
		"ResultStatusType": {
			string(ResultStatusCompleted), string(ResultStatusEnrolled), string(ResultStatusFailed), string(ResultStatusInProgress),
			string(ResultStatusOnHold), string(ResultStatusProvisional), string(ResultStatusWithdrew),
		},
	}
	for name, e := range enumerations {
		if !slices.Equal(constants[name], e.values) {
			t.Errorf("%s:\n constants %v\n values    %v", name, constants[name], e.values)
		}
	}
}
