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
	v = inWords(v)
	// Values never change, so that to put in members one by one would copy all each time.
	members, changed := slices.Clone(v.Members()), false
	for i, m := range members {
		if m.Name == "@context" || strings.Contains(m.Name, ":") {
			continue
		}
		value := m.Value
		for single[m.Name] && value.Kind() == jsonld.Array && len(value.Items()) == 1 {
			value = value.Items()[0]
		}
		members[i].Value = unwrapped(value, single, depth+1)
		changed = changed || members[i].Value != m.Value
	}
	if !changed {
		return v
	}
	return jsonld.NewObject(members...)
}

// wordOf returns the word of the standard for the name of a member that is a keyword
// of JSON-LD or written with a prefix or as an address, where something is decided by
// it; "" for others.
func wordOf(name string) string {
	switch name {
	case "@id":
		return "id"
	case "@type":
		return "type"
	case "obi:revoked", "https://w3id.org/openbadges#revoked", "sec:revoked", "https://w3id.org/security#revoked": // the latter of keys
		return "revoked"
	case "sec:expiration", "https://w3id.org/security#expiration", "sec:expires", "https://w3id.org/security#expires":
		return "expires"
	case "obi:verify", "https://w3id.org/openbadges#verify":
		return "verification"
	case "obi:startsWith", "https://w3id.org/openbadges#startsWith":
		return "startsWith"
	case "obi:allowedOrigins", "https://w3id.org/openbadges#allowedOrigins":
		return "allowedOrigins"
	case "obi:revocationList", "https://w3id.org/openbadges#revocationList":
		return "revocationList"
	}
	return ""
}

// inWords returns an object in which the members of other names have the names of the
// standard. What two names say is there twice, as it is in JSON-LD.
func inWords(v *jsonld.Value) *jsonld.Value {
	out := v
	for _, m := range v.Members() {
		word := wordOf(m.Name)
		if word == "" {
			continue
		}
		value := m.Value
		if had := out.Get(word); had != nil && !Same(word, had, value) {
			value = jsonld.NewArray(append(slices.Clone(had.Items()), value.Items()...)...)
		}
		out = out.Without(m.Name).With(word, value)
	}
	return out
}

// alone returns the one thing that a graph of one holds, with the contexts of both.
//
// JSON-LD 1.1 4.9: a document may be no more than a context and a graph.
func alone(v *jsonld.Value) *jsonld.Value {
	items, context := v.Get("@graph").Items(), v.Get("@context")
	if len(items) != 1 || len(v.Members()) != 2 || context == nil || items[0].Kind() != jsonld.Object {
		return v
	}
	if inner := items[0].Get("@context"); inner != nil {
		context = jsonld.NewArray(append(slices.Clone(context.Items()), inner.Items()...)...)
	}
	return items[0].With("@context", context)
}
