package jsonld

import (
	"slices"
	"strings"
)

// expandIRI is IRI Expansion: JSON-LD 1.1 API 5.2.2. With a definer, terms that
// value depends on are defined first. The result is not ok if it is null.
func (r *run) expandIRI(ac *activeContext, value string, documentRelative, vocab bool, d *definer) (iri string, ok bool, err error) {
	if hasKeywordForm(value) { // steps 1 and 2
		return value, keywordOf(value) != notKeyword, nil
	}
	if err := d.need(value); err != nil { // step 3
		return "", false, err
	}
	if vocab {
		if def := ac.terms[value]; def != nil { // steps 4 and 5
			return def.iri, def.iri != "", nil
		}
	} else if slices.Contains(ac.aliases, value) { // step 4
		return ac.terms[value].iri, true, nil
	}
	if colon := strings.IndexByte(value, ':'); colon > 0 { // step 6
		prefix, suffix := value[:colon], value[colon+1:]
		if prefix == "_" || strings.HasPrefix(suffix, "//") { // step 6.2
			return value, true, nil
		}
		if err := d.need(prefix); err != nil { // step 6.3
			return "", false, err
		}
		if def := ac.terms[prefix]; def != nil && def.prefix && def.iri != "" { // step 6.4
			return def.iri + suffix, true, nil
		}
		if schemeLen(value) > 0 { // step 6.5
			return value, true, nil
		}
	}
	if vocab && ac.hasVocab { // step 7
		return ac.vocab + value, true, nil
	}
	if documentRelative && ac.base != "" { // step 8
		return resolveIRI(ac.base, value), true, nil
	}
	return value, true, nil
}

// need defines a term of the local context unless that is done.
func (d *definer) need(term string) error {
	if d == nil || d.names[term] == nil || d.defined[term] {
		return nil
	}
	return d.term(term)
}

// isBlank reports whether s is a blank node identifier.
func isBlank(s string) bool { return strings.HasPrefix(s, "_:") }
