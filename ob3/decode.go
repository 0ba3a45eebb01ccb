package ob3

import (
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"blazon/jsonld"
)

// decode fills a struct of this package from a value. It takes what fits and
// passes over the rest: whether it fits is the checker's question. A string where
// an object belongs is taken for the object's id.
func decode(v *jsonld.Value, into reflect.Value) {
	typ := into.Type()
	if v.IsString() {
		if id := into.FieldByName("ID"); id.IsValid() {
			id.SetString(v.Str())
		}
		return
	}
	known := make([]string, 0, typ.NumField())
	for i := range typ.NumField() {
		name, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		name = strings.Trim(name, "'")
		if name == "" && options == "embed" {
			decodeExtensions(v, known, into.Field(i)) // it is the last field
			continue
		}
		if name == "" || name == "-" {
			continue // it is not of the class
		}
		name = nameIn(v, name)
		known = append(known, name)
		decodeField(v.Get(name), into.Field(i))
	}
}

// decodeExtensions keeps the members that the class does not know.
func decodeExtensions(v *jsonld.Value, known []string, into reflect.Value) {
	var extensions map[string]any
	for _, m := range v.Members() {
		if slices.Contains(known, m.Name) {
			continue
		}
		if extensions == nil {
			extensions = make(map[string]any)
		}
		extensions[m.Name] = jsontext.Value(m.Value.JSON())
	}
	if extensions != nil {
		into.Set(reflect.ValueOf(extensions))
	}
}

// decodeField fills a field that may hold one value or many.
func decodeField(v *jsonld.Value, into reflect.Value) {
	items := v.Items()
	if len(items) == 0 {
		return
	}
	if into.Kind() != reflect.Slice {
		decodeValue(items[0], into)
		return
	}
	for _, item := range items {
		one := reflect.New(into.Type().Elem()).Elem()
		if decodeValue(item, one) {
			into.Set(reflect.Append(into, one))
		}
	}
}

// decodeValue fills one value, and reports whether v was of that kind.
func decodeValue(v *jsonld.Value, into reflect.Value) bool {
	if into.Kind() == reflect.Pointer {
		one := reflect.New(into.Type().Elem())
		if !decodeValue(v, one.Elem()) {
			return false
		}
		into.Set(one)
		return true
	}
	switch target := into.Addr().Interface().(type) {
	case *DateTime:
		d, err := ParseDateTime(v.Str())
		*target = d
		return err == nil
	case *SignedEndorsement:
		target.value = v
		return v.Kind() == jsonld.Object
	case *bool:
		b, ok := v.Bool()
		*target = b
		return ok
	case *float64:
		f, ok := number(v.Number())
		*target = f
		return ok
	}
	switch into.Kind() {
	case reflect.String:
		into.SetString(v.Str())
		return v.IsString()
	case reflect.Struct:
		decode(v, into)
		return v.Kind() == jsonld.Object || v.IsString()
	default:
		return false
	}
}
