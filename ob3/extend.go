package ob3

import (
	"reflect"

	"blazon/jsonld"
)

// An Extension is a standard that builds upon Open Badges 3.0: it has classes of
// its own, whose properties may be of the classes here. The Comprehensive Learner
// Record is one; see package clr2.
type Extension struct {
	Name         string              // for findings: "CLR 2.0"
	Classes      map[string]Class    // by name
	Enumerations map[string][]string // closed lists of names
}

// A Class is one class of an Extension.
type Class struct {
	Properties []Property
	Types      []string // what type must contain; empty: the name of the class
}

// A Property is one line of a Class: its name, its type (a class, an enumeration
// or a primitive type of either standard) and how often it may be there: "1",
// "0..1", "0..*", "1..*" or "2..*". What may be there more than once is an array.
type Property struct{ Name, Type, Cardinality string }

// Check compares a value with a class of e, as Read does with those of Open
// Badges. What no table can say is for the caller to add.
func (e *Extension) Check(v *jsonld.Value, name string) []Finding {
	c := checker{beyond: e}
	c.object(v, name, nil)
	return c.Findings
}

// class returns a class as the checker wants it. There is none in a nil
// Extension.
func (e *Extension) class(name string) (class, bool) {
	if e == nil {
		return class{}, false
	}
	def, ok := e.Classes[name]
	if !ok {
		return class{}, false
	}
	out := class{names: def.Types}
	for _, p := range def.Properties {
		out.properties = append(out.properties, property{p.Name, p.Type, p.Cardinality})
	}
	return out, true
}

func (e *Extension) enumeration(name string) ([]string, bool) {
	if e == nil {
		return nil, false
	}
	values, ok := e.Enumerations[name]
	return values, ok
}

// Decode fills a struct, to which into points, from a value. It takes what fits
// its tags and passes over the rest; what is wrong is for Check to say.
func Decode(v *jsonld.Value, into any) { decode(v, reflect.ValueOf(into).Elem()) }
