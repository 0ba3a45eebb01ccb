package vc

import (
	"fmt"
	"net/url"
	"strings"

	"blazon/jsonld"
	"blazon/ob3"
)

// This file has the rules of the W3C's data model that no class of Open Badges
// states, for credentials of all kinds and for presentations.

// A modelCheck collects what departs from the data model.
type modelCheck struct{ findings []ob3.Finding }

func (m *modelCheck) add(path, cite, text string, args ...any) {
	if len(m.findings) < maxFindings {
		m.findings = append(m.findings, ob3.Finding{Path: path, Text: fmt.Sprintf(text, args...), Cite: "VCDM 2.0 " + cite})
	}
}

// Lint says where a credential of whatever kind departs from the W3C's data model.
// Its proof and its contexts are not looked at.
func Lint(doc *jsonld.Value) []ob3.Finding { return modelFindings(doc) }

// modelFindings holds a credential to the data model.
//
// VCDM 2.0 4.3 to 4.11, 5.3 to 5.6.
func modelFindings(doc *jsonld.Value) []ob3.Finding {
	m := new(modelCheck)
	m.contexts(doc)
	m.id(doc, "", "4.4")
	m.types(doc, "", "4.5", true)
	m.languages(doc, "", "name")
	m.languages(doc, "", "description")
	m.reference(doc.Get("issuer"), "/issuer", "4.7", true)
	m.languages(doc.Get("issuer"), "/issuer", "name")
	m.languages(doc.Get("issuer"), "/issuer", "description")
	m.subjects(doc.Get("credentialSubject"))
	m.dates(doc)
	m.typed(doc, "credentialStatus", "4.10", false)
	m.typed(doc, "credentialSchema", "4.11", true)
	m.typed(doc, "refreshService", "5.4", false)
	m.typed(doc, "termsOfUse", "5.5", false)
	m.typed(doc, "evidence", "5.6", false)
	m.related(doc.Get("relatedResource"))
	return m.findings
}

// presentationFindings holds a presentation to the data model.
//
// VCDM 2.0 4.13.
func presentationFindings(doc *jsonld.Value) []ob3.Finding {
	m := new(modelCheck)
	m.contexts(doc)
	m.id(doc, "", "4.4")
	m.types(doc, "", "4.5", true)
	m.reference(doc.Get("holder"), "/holder", "4.13", false)
	m.typed(doc, "termsOfUse", "5.5", false)
	v1 := false
	if items := doc.Get("@context").Items(); len(items) > 0 {
		v1 = items[0].Str() == ob3.ContextVC1
	}
	for i, item := range doc.Get("verifiableCredential").Items() {
		if item.Kind() != jsonld.Object && (!v1 || !item.IsString()) {
			m.add(fmt.Sprintf("/verifiableCredential/%d", i), "4.13", "A credential in a presentation is an object; a token has an envelope.")
		}
	}
	return m.findings
}

// contexts: they are an array, whose order counts.
func (m *modelCheck) contexts(doc *jsonld.Value) {
	if v := doc.Get("@context"); v.Kind() != jsonld.Array && v.Str() != ob3.ContextVC1 {
		m.add("/@context", "4.3", "@context is an array, also of one.")
	}
}

// id: an id is one absolute address.
func (m *modelCheck) id(v *jsonld.Value, path, cite string) {
	if id := v.Get("id"); id != nil && !isAbsolute(id.Str()) {
		m.add(path+"/id", cite, "An id is one absolute address, and this is %.80q.", id.JSON())
	}
}

// types: there are types, and each is a name.
func (m *modelCheck) types(v *jsonld.Value, path, cite string, required bool) {
	types := v.Get("type")
	if types == nil && !required {
		return
	}
	items := types.Items()
	if len(items) == 0 {
		m.add(path+"/type", cite, "It does not say of what type it is.")
	}
	for _, item := range items {
		if item.Str() == "" {
			m.add(path+"/type", cite, "A type is a name, and this is %.80q.", item.JSON())
			return
		}
	}
}

// languages: a text for people is a string, or one with its language, or several
// of those.
//
// VCDM 2.0 4.6 and 11.1.
func (m *modelCheck) languages(v *jsonld.Value, path, name string) {
	for _, item := range v.Get(name).Items() {
		if item.IsString() || item.Kind() == jsonld.Object && isLanguage(item) {
			continue
		}
		m.add(path+"/"+name, "4.6", "%s is a text, or an object with @value, @language and perhaps @direction.", name)
		return
	}
}

func isLanguage(v *jsonld.Value) bool {
	for _, member := range v.Members() {
		switch member.Name {
		case "@value", "@language":
			if !member.Value.IsString() {
				return false
			}
		case "@direction":
			if s := member.Value.Str(); s != "ltr" && s != "rtl" {
				return false
			}
		default:
			return false
		}
	}
	return v.Get("@value") != nil
}

// reference: an address, or an object with one as its id.
func (m *modelCheck) reference(v *jsonld.Value, path, cite string, required bool) {
	switch {
	case v == nil && !required:
	case v.IsString() && isAbsolute(v.Str()):
	case v.Kind() == jsonld.Object && isAbsolute(v.Get("id").Str()):
	default:
		m.add(path, cite, "This is an absolute address, or an object that has one as its id.")
	}
}

// subjects: each subject is an object that says something.
//
// VCDM 2.0 4.8.
func (m *modelCheck) subjects(v *jsonld.Value) {
	if len(v.Items()) == 0 {
		m.add("/credentialSubject", "4.8", "It says nothing about anybody: credentialSubject is missing or empty.")
	}
	for _, item := range v.Items() {
		if item.Kind() != jsonld.Object || len(item.Members()) == 0 {
			m.add("/credentialSubject", "4.8", "A subject is an object that says something.")
			continue
		}
		m.id(item, "/credentialSubject", "4.4")
	}
}

// dates: they have a zone, and the end is not before the beginning.
//
// VCDM 2.0 4.9.
func (m *modelCheck) dates(doc *jsonld.Value) {
	from, errFrom := instant(doc, "validFrom")
	until, errUntil := instant(doc, "validUntil")
	if errFrom != nil {
		m.add("/validFrom", "4.9", "validFrom is one date and time with a zone.")
	}
	if errUntil != nil {
		m.add("/validUntil", "4.9", "validUntil is one date and time with a zone.")
	}
	if errFrom == nil && errUntil == nil && !from.IsZero() && !until.IsZero() && until.Before(from) {
		m.add("/validUntil", "4.9", "It ends before it begins.")
	}
}

// typed: what extends the model says of what type it is.
func (m *modelCheck) typed(doc *jsonld.Value, name, cite string, needsID bool) {
	for _, item := range doc.Get(name).Items() {
		if item.Kind() != jsonld.Object {
			m.add("/"+name, cite, "%s is an object with a type.", name)
			continue
		}
		m.types(item, "/"+name, cite, true)
		switch id := item.Get("id"); {
		case id == nil && needsID:
			m.add("/"+name+"/id", cite, "%s needs an id.", name)
		case id != nil && !isAbsolute(id.Str()):
			m.add("/"+name+"/id", cite, "The id of %s is one absolute address.", name)
		}
	}
}

// related: each resource is named once and has a digest.
//
// VCDM 2.0 5.3.
func (m *modelCheck) related(v *jsonld.Value) {
	seen := make(map[string]bool)
	for _, item := range v.Items() {
		id := item.Get("id").Str()
		switch {
		case item.Kind() != jsonld.Object || !isAbsolute(id):
			m.add("/relatedResource", "5.3", "A related resource is an object whose id is an absolute address.")
		case seen[id]:
			m.add("/relatedResource", "5.3", "The related resource %.200q is named twice.", id)
		case len(item.Get("digestSRI").Items()) == 0 && len(item.Get("digestMultibase").Items()) == 0:
			m.add("/relatedResource", "5.3", "The related resource %.200q has no digest.", id)
		}
		seen[id] = true
	}
}

// isAbsolute reports whether s is an address that means the same everywhere.
func isAbsolute(s string) bool {
	if s == "" || strings.ContainsAny(s, " \t\r\n<>\"{}|\\^`") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme != ""
}
