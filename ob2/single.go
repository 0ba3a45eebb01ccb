package ob2

import (
	"slices"
	"strings"

	"blazon/jsonld"
)

// singles are the properties that have one value at most, in every class that has
// them, with those of older versions.
func singles() map[string]bool {
	names := make(map[string]bool)
	for _, c := range classes {
		for _, p := range c.properties {
			if !p.many() && p.typ != "Context" {
				names[p.name] = true
			}
		}
	}
	for _, c := range classes {
		for _, p := range c.properties {
			if p.many() {
				delete(names, p.name)
			}
		}
	}
	for _, old := range []string{"verify", "issued_on", "origin"} {
		names[old] = true
	}
	return names
}

// unwrapped returns v with one value in the place of an array of one, wherever there
// can only be one: JSON-LD makes no difference between the two, so nothing that is
// decided by them may. Contexts and extensions stay as they are.
func unwrapped(v *jsonld.Value, single map[string]bool, depth int) *jsonld.Value {
	const deepest = 64
	switch {
	case depth > deepest:
		return v
	case v.Kind() == jsonld.Array:
		items, changed := slices.Clone(v.Items()), false
		for i, item := range items {
			items[i] = unwrapped(item, single, depth+1)
			changed = changed || items[i] != item
		}
		if changed {
			return jsonld.NewArray(items...)
		}
		return v
	case v.Kind() != jsonld.Object:
		return v
	}
	out := v
	for _, m := range v.Members() {
		if m.Name == "@context" || strings.Contains(m.Name, ":") {
			continue
		}
		value := m.Value
		for single[m.Name] && value.Kind() == jsonld.Array && len(value.Items()) == 1 {
			value = value.Items()[0]
		}
		if value = unwrapped(value, single, depth+1); value != m.Value {
			out = out.With(m.Name, value)
		}
	}
	return out
}
