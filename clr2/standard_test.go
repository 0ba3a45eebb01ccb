package clr2

import (
	"reflect"
	"strings"
	"testing"

	"blazon/ob3"
)

// structs are the classes of the standard as this package has them.
var structs = map[string]any{"ClrCredential": ClrCredential{}, "ClrSubject": ClrSubject{}, "Association": Association{}}

// goTypes say in Go what the types of the standard are; what is not here is a
// string, or the struct of that name in package ob3.
var goTypes = map[string]reflect.Type{
	"Boolean": reflect.TypeFor[bool](), "DateTimeZ": reflect.TypeFor[ob3.DateTime](), "EndorsementCredential": reflect.TypeFor[ob3.SignedEndorsement](),
	"VerifiableCredential": reflect.TypeFor[Held](), "AssociationType": reflect.TypeFor[AssociationType](), "Association": reflect.TypeFor[Association](),
	"ClrSubject": reflect.TypeFor[ClrSubject](), "Profile": reflect.TypeFor[ob3.Profile](), "Image": reflect.TypeFor[ob3.Image](),
	"Achievement": reflect.TypeFor[ob3.Achievement](), "IdentityObject": reflect.TypeFor[ob3.IdentityObject](), "Proof": reflect.TypeFor[ob3.Proof](),
	"CredentialSchema": reflect.TypeFor[ob3.CredentialSchema](), "CredentialStatus": reflect.TypeFor[ob3.CredentialStatus](),
	"RefreshService": reflect.TypeFor[ob3.RefreshService](), "TermsOfUse": reflect.TypeFor[ob3.TermsOfUse](),
}

func TestEveryClassIsAStruct(t *testing.T) {
	if len(structs) != len(standard.Classes) {
		t.Errorf("%d structs for %d classes", len(structs), len(standard.Classes))
	}
	for name, class := range standard.Classes {
		typ := reflect.TypeOf(structs[name])
		if typ == nil || typ.Name() != name {
			t.Fatalf("no struct for %s", name)
		}
		fields := make(map[string]reflect.StructField)
		for i := range typ.NumField() {
			tag, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			fields[tag] = typ.Field(i)
		}
		delete(fields, "") // Extensions
		for _, p := range class.Properties {
			f, ok := fields[p.Name]
			if !ok {
				t.Errorf("%s has no field for %s", name, p.Name)
				continue
			}
			delete(fields, p.Name)
			compareField(t, name, p, f)
		}
		for extra := range fields {
			t.Errorf("%s is no property of %s", extra, name)
		}
	}
}

// compareField holds one field to one property.
func compareField(t *testing.T, class string, p ob3.Property, f reflect.StructField) {
	t.Helper()
	typ := f.Type
	if many := strings.HasSuffix(p.Cardinality, "*"); many != (typ.Kind() == reflect.Slice) {
		t.Errorf("%s.%s: cardinality %s, Go type %s", class, p.Name, p.Cardinality, typ)
	}
	if typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	want, ok := goTypes[p.Type]
	if !ok {
		want = reflect.TypeFor[string]()
	}
	if typ != want {
		t.Errorf("%s.%s is %s, want %s", class, p.Name, typ, want)
	}
	if !strings.EqualFold(strings.TrimPrefix(p.Name, "@"), f.Name) {
		t.Errorf("the field of %s is called %s", p.Name, f.Name)
	}
}

func TestTheTableIsWhole(t *testing.T) {
	// The numbers of properties in the standard's own tables, and of associations.
	for name, n := range map[string]int{"ClrCredential": 19, "ClrSubject": 6, "Association": 4} {
		if got := len(standard.Classes[name].Properties); got != n {
			t.Errorf("%s has %d properties, want %d", name, got, n)
		}
	}
	if got := len(standard.Enumerations["AssociationType"]); got != 8 {
		t.Errorf("%d associations", got)
	}
}
