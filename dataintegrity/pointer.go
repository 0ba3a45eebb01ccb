package dataintegrity

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"blazon/jsonld"
)

// ErrPointer says that a JSON Pointer is not one, or points to nothing in the document, or
// to a part that cannot be shown by itself.
var ErrPointer = errors.New("pointer to nothing that can be shown")

// The bounds of selections.
const (
	maxPointers     = 1000
	maxPointerBytes = 4 << 10
)

// selectPointers returns the part of doc that the pointers select, and which
// value of doc each new value is a part of. What the pointers pass through keeps
// its id, type and context; a pointer to an object or array selects all of it;
// "" selects everything.
//
// ECDSA Cryptosuites 3.4.13: selectJsonLd. The order of members stays.
func selectPointers(doc *jsonld.Value, pointers []string) (*jsonld.Value, map[*jsonld.Value]*jsonld.Value, error) {
	if len(pointers) > maxPointers {
		return nil, nil, &jsonld.LimitError{Name: "pointers", Limit: maxPointers}
	}
	root := &wanted{}
	for _, pointer := range pointers {
		steps, err := parsePointer(pointer)
		if err != nil {
			return nil, nil, err
		}
		at := root
		for _, step := range steps {
			at = at.child(step)
		}
		at.whole = true
	}
	sources := make(map[*jsonld.Value]*jsonld.Value)
	part, err := root.selectFrom(doc, sources, "")
	return part, sources, err
}

// parsePointer: RFC 6901 3 and 4.
func parsePointer(pointer string) ([]string, error) {
	if pointer == "" {
		return nil, nil
	}
	if pointer[0] != '/' || len(pointer) > maxPointerBytes {
		return nil, fmt.Errorf("%w: %.80q is no JSON Pointer", ErrPointer, pointer)
	}
	steps := strings.Split(pointer[1:], "/")
	for i, step := range steps {
		if rest := strings.NewReplacer("~0", "", "~1", "").Replace(step); strings.Contains(rest, "~") {
			return nil, fmt.Errorf("%w: %.80q has a ~ without 0 or 1", ErrPointer, pointer)
		}
		steps[i] = strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
	}
	return steps, nil
}

// wanted says what of a value is selected.
type wanted struct {
	whole    bool
	children map[string]*wanted
}

func (w *wanted) child(step string) *wanted {
	if w.children == nil {
		w.children = make(map[string]*wanted)
	}
	if w.children[step] == nil {
		w.children[step] = &wanted{}
	}
	return w.children[step]
}

// kept are the members that an object keeps if anything of it is selected.
var kept = []string{"@context", "id", "@id", "type", "@type"}

// selectFrom returns what is wanted of v.
func (w *wanted) selectFrom(v *jsonld.Value, sources map[*jsonld.Value]*jsonld.Value, at string) (*jsonld.Value, error) {
	if missing := w.missing(v); missing != "" {
		return nil, fmt.Errorf("%w: there is no %.200q", ErrPointer, at+"/"+missing)
	}
	if w.whole {
		return v, nil
	}
	var part *jsonld.Value
	switch v.Kind() {
	case jsonld.Object:
		var members []jsonld.Member
		for _, m := range v.Members() {
			value := m.Value
			if inner := w.children[m.Name]; inner != nil && m.Name != "@context" {
				var err error
				if value, err = inner.selectFrom(m.Value, sources, at+"/"+m.Name); err != nil {
					return nil, err
				}
				if slices.Contains(kept, m.Name) {
					value = m.Value // with fewer types it would be another thing
				}
			} else if !slices.Contains(kept, m.Name) {
				continue
			}
			members = append(members, jsonld.Member{Name: m.Name, Value: value})
		}
		part = jsonld.NewObject(members...)
	case jsonld.Array:
		var items []*jsonld.Value
		for i, item := range v.Items() {
			inner := w.children[strconv.Itoa(i)]
			if inner == nil {
				continue
			}
			got, err := inner.selectFrom(item, sources, at+"/"+strconv.Itoa(i))
			if err != nil {
				return nil, err
			}
			items = append(items, got)
		}
		part = jsonld.NewArray(items...)
	default: // without children, and so whole
		return v, nil
	}
	sources[part] = v
	return part, nil
}

// missing returns a step of w that v does not have.
func (w *wanted) missing(v *jsonld.Value) string {
	for step := range w.children {
		switch v.Kind() {
		case jsonld.Object:
			if v.Get(step) == nil {
				return step
			}
		case jsonld.Array:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(v.Items()) || strconv.Itoa(n) != step {
				return step
			}
		default:
			return step
		}
	}
	return ""
}
