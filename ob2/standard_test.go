package ob2

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// structs are the classes of the standard as this package has them.
var structs = map[string]any{
	"Assertion": Assertion{}, "BadgeClass": BadgeClass{}, "Issuer": Profile{}, "Profile": Profile{},
	"CryptographicKey": CryptographicKey{}, "RevocationList": RevocationList{}, "RevokedAssertion": RevokedAssertion{},
	"Endorsement": Endorsement{}, "Claim": Claim{}, "IdentityObject": IdentityObject{},
	"VerificationObject": VerificationObject{}, "IssuerVerification": VerificationObject{}, "Evidence": Evidence{},
	"Image": Image{}, "Criteria": Criteria{}, "AlignmentObject": AlignmentObject{}, "Related": Related{},
}

// extensionStructs are those of the extensions and their parts.
var extensionStructs = map[string]any{
	"ExampleExtension": ExampleExtension{}, "ApplyLink": ApplyLink{}, "GeoCoordinates": Location{}, "Geo": GeoCoordinates{},
	"Accessibility": Accessibility{}, "LicenseExtension": License{}, "OriginalCreator": OriginalCreator{},
	"IssuerAccreditation": IssuerAccreditation{}, "Address": PostalAddress{}, "Organization": Organization{},
	"AssessmentExtension": AssessmentExtension{}, "Assessment": Assessment{}, "Rubric": Rubric{},
	"RubricCriterion": RubricCriterion{}, "RubricCriterionLevel": RubricCriterionLevel{}, "Section": Section{},
	"Question": Question{}, "ExtraDescriptionExtension": ExtraDescription{}, "RecipientProfile": RecipientProfile{},
}

func fieldNames(t *testing.T, v any) map[string]reflect.Type {
	t.Helper()
	out := make(map[string]reflect.Type)
	for f := range fieldsOf(reflect.TypeOf(v)) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" {
			out[name] = f.Type
		}
	}
	return out
}

// fieldsOf yields the fields of a struct.
func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

func TestEveryClassIsAStruct(t *testing.T) {
	compareClasses(t, classes, structs, nil)
}

func TestEveryExtensionIsAStruct(t *testing.T) {
	compareClasses(t, extensionClasses, extensionStructs, []string{"@context", "type", "id"})
	for name := range extensionContexts {
		if _, ok := extensionClasses[name]; !ok {
			t.Errorf("%s has a context and no table", name)
		}
	}
}

// compareClasses holds structs to tables: every property has a field, every
// field is a property, and what may be many is a slice.
func compareClasses(t *testing.T, tables map[string]class, structs map[string]any, extra []string) {
	t.Helper()
	if len(structs) != len(tables) {
		t.Errorf("%d structs for %d classes", len(structs), len(tables))
	}
	for name, def := range tables {
		value, ok := structs[name]
		if !ok {
			t.Errorf("%s has no struct", name)
			continue
		}
		fields := fieldNames(t, value)
		for _, p := range def.properties {
			typ, ok := fields[p.name]
			if !ok {
				t.Errorf("%s has no field for %s", name, p.name)
				continue
			}
			delete(fields, p.name)
			// Of the types one is usual: OneOrMany writes it alone.
			if slices := typ.Kind() == reflect.Slice; p.many() && !slices {
				t.Errorf("%s.%s may be many and is %s", name, p.name, typ)
			}
			if want, ok := structOf(p.typ); ok && element(typ) != want {
				t.Errorf("%s.%s is %s, not %s", name, p.name, typ, want)
			}
		}
		for left := range fields {
			if !slices.Contains(extra, left) {
				t.Errorf("%s.%s is no property of the class", name, left)
			}
		}
	}
}

// structOf is the Go type of a class.
func structOf(typ string) (reflect.Type, bool) {
	if name, ok := strings.CutPrefix(typ, "extensions:"); ok {
		return reflect.TypeOf(extensionStructs[name]), true
	}
	v, ok := structs[typ]
	return reflect.TypeOf(v), ok
}

func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func TestEveryHintIsOfAProperty(t *testing.T) {
	for key := range hints {
		name, property, _ := strings.Cut(key, ".")
		found := false
		for _, p := range classes[name].properties {
			found = found || p.name == property && p.required()
		}
		if !found {
			t.Errorf("%s is not a required property", key)
		}
	}
}
