package jsonld

import (
	"math"
	"strconv"
	"strings"
)

// object returns the term of a value, list or node object, and writes the
// statements that come with it: Object to RDF Conversion, JSON-LD 1.1 API 8.2.2.
func (r *run) object(o *object, in place) (Term, error) {
	switch {
	case o.has(hasValue):
		return r.literal(o, in)
	case o.has(hasList):
		return r.collection(o, in)
	}
	return r.node(o, in) // steps 1 and 2
}

// collection is List to RDF Conversion, 8.3.2.
func (r *run) collection(o *object, in place) (Term, error) {
	list := o.items
	if len(list) == 0 {
		return Term{Kind: IRI, Value: rdfNil}, nil
	}
	head := r.newBlank()
	r.origins.label(head, o, 0)
	this := head
	for i, item := range list {
		value, err := r.object(item, in)
		if err != nil {
			return Term{}, err
		}
		if err := r.emit(this, Term{Kind: IRI, Value: rdfFirst}, value, in); err != nil {
			return Term{}, err
		}
		rest := Term{Kind: IRI, Value: rdfNil}
		if i < len(list)-1 {
			rest = r.newBlank()
			r.origins.label(rest, o, i+1)
		}
		if err := r.emit(this, Term{Kind: IRI, Value: rdfRest}, rest, in); err != nil {
			return Term{}, err
		}
		this = rest
	}
	return head, nil
}

// literal is steps 4 to 14 of 8.2.2.
func (r *run) literal(o *object, in place) (Term, error) {
	t := Term{Kind: Literal}
	if o.has(hasType) && !o.has(isJSON) { // steps 5 and 6
		if t.Datatype = o.types[0]; r.lossy && !isIRI(t.Datatype) {
			return Term{}, nil
		}
	}
	if o.has(hasLanguage) && !isBCP47(o.language) { // step 7
		return Term{}, nil
	}
	switch v := o.value; {
	case o.has(isJSON): // step 8
		text, err := v.JCS()
		if err != nil {
			return Term{}, r.fail("invalid JSON literal", err.Error())
		}
		return Term{Kind: Literal, Value: string(text), Datatype: rdfJSON}, nil
	case v.Kind() == Bool: // step 9
		t.Value = strconv.FormatBool(v.yes)
		t.setDefault(xsdBoolean)
	case v.Kind() == Number: // steps 10 and 11
		text, datatype := formatNumber(v.text, t.Datatype == xsdDouble)
		t.Value = text
		t.setDefault(datatype)
	default: // step 12
		t.Value = v.text
		if o.has(hasLanguage) {
			t.Language, t.Datatype = o.language, rdfLangString
		}
		t.setDefault(xsdString)
	}
	if o.has(hasDirection) && r.direction != NoDirection { // step 13
		return r.directed(t, o, in)
	}
	return t, nil
}

func (t *Term) setDefault(datatype string) {
	if t.Datatype == "" {
		t.Datatype = datatype
	}
}

// directed is step 13 of 8.2.2: a string with a base direction.
func (r *run) directed(t Term, o *object, in place) (Term, error) {
	if r.direction == I18nDatatype {
		return Term{Kind: Literal, Value: t.Value, Datatype: i18nNS + o.language + "_" + o.direction.String()}, nil
	}
	text := func(s string) Term { return Term{Kind: Literal, Value: s, Datatype: xsdString} }
	node := r.newBlank()
	err := r.emit(node, Term{Kind: IRI, Value: rdfValue}, text(t.Value), in)
	if err == nil && o.has(hasLanguage) {
		err = r.emit(node, Term{Kind: IRI, Value: rdfLanguage}, text(o.language), in)
	}
	if err == nil {
		err = r.emit(node, Term{Kind: IRI, Value: rdfDirection}, text(o.direction.String()), in)
	}
	return node, err
}

// formatNumber returns the canonical lexical form of a number, and whether it is
// an xsd:integer or xsd:double: 8.2.2 steps 10 and 11, and 8.6.
func formatNumber(literal string, double bool) (text, datatype string) {
	if !double && len(literal) < 16 && !strings.ContainsAny(literal, ".eE") && literal != "-0" {
		return literal, xsdInteger
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return literal, xsdDouble
	}
	if !double && f == math.Trunc(f) && math.Abs(f) < 1e21 {
		if f == 0 {
			return "0", xsdInteger
		}
		return strconv.FormatFloat(f, 'f', 0, 64), xsdInteger
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', 15, 64), "e")
	mantissa = strings.TrimRight(mantissa, "0")
	if strings.HasSuffix(mantissa, ".") {
		mantissa += "0"
	}
	n, _ := strconv.Atoi(exponent) // without plus sign and leading zeros
	return mantissa + "E" + strconv.Itoa(n), xsdDouble
}

// isBCP47 reports whether s has the form of a language tag (BCP 47 2.2.9, as far
// as it needs no registry).
func isBCP47(s string) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '-' {
			if !isAlphanumeric(s[i]) || start == 0 && !isAlpha(s[i]) {
				return false
			}
			continue
		}
		if i == start || i-start > 8 {
			return false
		}
		start = i + 1
	}
	return true
}
