package jsonld

import (
	"slices"
	"strings"
	"unicode"
)

// words collects the IRIs for which a context, or one within it, has a word, with the
// words. An IRI that begins with a prefix of the same context is made whole.
func words(context *Value) map[string][]string {
	found := make(map[string][]string)
	wordsIn(context, nil, found, 0)
	return found
}

func wordsIn(context *Value, prefixes map[string]string, found map[string][]string, depth int) {
	if depth > maxGivenDepth {
		return
	}
	for _, item := range context.Items() {
		here := make(map[string]string, len(item.Members()))
		for name, iri := range prefixes {
			here[name] = iri
		}
		for _, m := range item.Members() {
			if iri := iriOf(m.Name, m.Value); iri != "" {
				here[m.Name] = iri
			}
		}
		for _, m := range item.Members() {
			if iri := whole(iriOf(m.Name, m.Value), here); iri != "" {
				found[iri] = append(found[iri], m.Name)
			}
			if m.Value.Kind() == Object {
				wordsIn(m.Value.Get("@context"), here, found, depth+1)
			}
		}
	}
}

// iriOf is what an entry of a context says that a word means, as it is written.
func iriOf(name string, v *Value) string {
	switch {
	case strings.HasPrefix(name, "@"):
		return ""
	case v.IsString():
		return v.text
	case v.Kind() == Object && v.Get("@id") == nil && strings.Contains(name, ":"):
		return name
	case v.Kind() == Object:
		return v.Get("@id").Str()
	}
	return ""
}

// whole writes an IRI without its prefix.
func whole(iri string, prefixes map[string]string) string {
	for range maxGivenDepth { // a prefix may itself have one
		prefix, suffix, ok := strings.Cut(iri, ":")
		known := prefixes[prefix]
		if !ok || known == "" || strings.HasPrefix(suffix, "//") {
			break
		}
		iri = known + suffix
	}
	return iri
}

// Words returns the words that contexts which are known have for an IRI, whether a
// document names them or not.
func (c *Contexts) Words(iri string) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, d := range c.docs {
		out = append(out, d.words[iri]...)
	}
	return out
}

// IsDouble reports whether a word is that of a class, and what it stands for has the word
// of a property as well, as Criteria and criteria of Open Badges. As the name of a member
// it says the same to a proof over statements, and nobody looks for it.
func (c *Contexts) IsDouble(word string) bool { return c != nil && c.doubles()[word] }

func doubles(docs map[string]*document) map[string]bool {
	byIRI := make(map[string][]string)
	for _, d := range docs {
		for iri, names := range d.words {
			byIRI[iri] = append(byIRI[iri], names...)
		}
	}
	isClass := func(name string) bool { return unicode.IsUpper([]rune(name)[0]) }
	found := make(map[string]bool)
	for _, names := range byIRI {
		if !slices.ContainsFunc(names, func(name string) bool { return name != "" && !isClass(name) }) {
			continue
		}
		for _, name := range names {
			if name != "" && isClass(name) {
				found[name] = true
			}
		}
	}
	return found
}
