package jsonld

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/piprate/json-gold/ld"
)

// ToRDF returns v as RDF. What would be left out is a *TermError; a context that
// is not known a *ContextError.
func (p *Processor) ToRDF(ctx context.Context, v *Value) (*Dataset, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !p.InlineContexts {
		if err := named(v, ""); err != nil {
			return nil, err
		}
	}
	loader := &loader{contexts: p.Contexts}
	opt := ld.NewJsonLdOptions("")
	opt.DocumentLoader, opt.SafeMode, opt.ProcessingMode = loader, true, ld.JsonLd_1_1
	proc := ld.NewJsonLdProcessor()
	expanded, err := proc.Expand(plain(v), opt)
	if loader.refused != nil {
		return nil, loader.refused
	}
	if err != nil {
		return nil, goldError(err)
	}
	if err := absolute(expanded); err != nil {
		return nil, err
	}
	opt.Format = "application/n-quads"
	nquads, err := proc.ToRDF(expanded, opt)
	if err != nil {
		return nil, goldError(err)
	}
	return ParseNQuads([]byte(nquads.(string)))
}

// loader answers from Contexts only.
type loader struct {
	contexts *Contexts
	refused  error
}

func (l *loader) LoadDocument(url string) (*ld.RemoteDocument, error) {
	if !l.contexts.Has(url) {
		l.refused = &ContextError{URL: url}
		return nil, l.refused
	}
	return &ld.RemoteDocument{DocumentURL: url, Document: map[string]any{"@context": plain(l.contexts.docs[url].context)}}, nil
}

// named refuses contexts that are written out.
func named(v *Value, pointer string) error {
	for i, item := range v.Items() {
		for _, m := range item.Members() {
			at := pointer + "/" + m.Name
			if v.Kind() == Array {
				at = pointer + "/" + strconv.Itoa(i) + "/" + m.Name
			}
			if m.Name == "@context" {
				for _, c := range m.Value.Items() {
					if !c.IsString() {
						return &ContextError{Pointer: at}
					}
				}
				continue
			}
			if err := named(m.Value, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// plain returns v as encoding/json would.
func plain(v *Value) any {
	switch v.Kind() {
	case Bool:
		return v.yes
	case Number:
		f, _ := json.Number(v.text).Float64()
		return f
	case String:
		return v.text
	case Array:
		list := make([]any, 0, len(v.items))
		for _, item := range v.items {
			list = append(list, plain(item))
		}
		return list
	case Object:
		m := make(map[string]any, len(v.members))
		for _, member := range v.members {
			m[member.Name] = plain(member.Value)
		}
		return m
	}
	return nil
}

// absolute refuses relative ids, types and datatypes in an expanded document.
func absolute(x any) error {
	check := func(v any) error {
		if s, ok := v.(string); ok && !isIRI(s) && !strings.HasPrefix(s, "_:") && s != "@json" {
			return &TermError{Term: s}
		}
		return nil
	}
	switch x := x.(type) {
	case []any:
		for _, item := range x {
			if err := absolute(item); err != nil {
				return err
			}
		}
	case map[string]any:
		if value, ok := x["@value"]; ok {
			_ = value
			return check(x["@type"])
		}
		if err := check(x["@id"]); err != nil {
			return err
		}
		types, _ := x["@type"].([]any)
		for _, t := range types {
			if err := check(t); err != nil {
				return err
			}
		}
		for name, item := range x {
			if name == "@id" || name == "@type" {
				continue
			}
			if err := absolute(item); err != nil {
				return err
			}
		}
	}
	return nil
}

func goldError(err error) error {
	var e *ld.JsonLdError
	if !errors.As(err, &e) {
		return err
	}
	if e.Code == ld.InvalidProperty {
		return &TermError{Term: fmt.Sprint(e.Details)}
	}
	return &Error{Code: string(e.Code), Text: fmt.Sprint(e.Details)}
}
