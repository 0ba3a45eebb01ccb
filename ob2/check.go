package ob2

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/lint"
)

// A checker compares a value with the tables of the standard.
type checker struct {
	lint.Notes
	// old: the value was of a version before 2.0, which required less; undated: of 0.5,
	// which left it to issuers whether they say when.
	old, undated bool
}

// object checks a value that should be of a class.
func (c *checker) object(v *jsonld.Value, name string, at *lint.Place) {
	def, _ := classOf(name)
	switch {
	case v.IsString() && def.reference && at != nil:
		c.text(v, referenceType(name), name, "this", at)
		return
	case v.Kind() != jsonld.Object:
		c.Add(at, "OB 2.0 "+name, "This should be an object (%s) and is %s.", name, v.Kind())
		return
	case name == "Assertion" && isRevoked(v):
		// OB 2.0 Assertion: of a revoked one nothing is required but id and revoked.
		def = class{properties: []property{{"id", "IRI", "1"}, {"revoked", "Boolean", "1"}, {"revocationReason", "Text", "0..1"}}}
	}
	for _, p := range def.properties {
		if v.Get("id") != nil && len(v.Members()) == 1 && def.reference && at != nil && p.name != "id" {
			continue // no more than a reference
		}
		c.property(v, name, p, at)
	}
	if r := ruleOf(name); r != nil {
		r(c, v, at)
	}
	if !strings.HasPrefix(name, "extensions:") {
		c.extensions(v, def, at)
	}
}

// referenceType is the type of the id that stands for an object.
func referenceType(class string) string {
	if class == "Image" {
		return "ImageURL"
	}
	return "IRI"
}

func isRevoked(v *jsonld.Value) bool {
	revoked, _ := v.Get("revoked").Bool()
	return revoked
}

// property checks one property of an object.
func (c *checker) property(v *jsonld.Value, class string, p property, at *lint.Place) {
	value, at := v.Get(p.name), at.Member(p.name)
	cite := "OB 2.0 " + class
	switch {
	case value.Kind() == jsonld.Absent || value.Kind() == jsonld.Null:
		c.absent(value, class, p, at)
	case isBlank(value, p) && c.spares(class, p):
		c.AddMild(at, cite, "%s says nothing: leave it out or give it a value.", p.name)
	case p.typ == "Context": // whether contexts are known is not the business of this package
	case p.typ == "Type":
		c.types(value, class, at)
	case c.cardinality(value, p, cite, at):
		for i, item := range value.Items() {
			c.value(item, class, p, itemOf(value, at, i))
		}
	}
}

// absent notes that a property is not there, or is null.
func (c *checker) absent(value *jsonld.Value, class string, p property, at *lint.Place) {
	cite := "OB 2.0 " + class
	switch {
	case p.required() && class == "BadgeClass" && p.name == "image":
		// The standard requires it; the public validator of 1EdTech does not.
		c.Warn(at, cite, "image is missing: give the badge a picture (PNG or SVG).")
	case p.required() && c.old && p.name == "email":
		c.Warn(at, cite, "email is missing: since 2.0 every issuer has one.")
	case c.undated && class+"."+p.name == "Assertion.issuedOn":
		// OB 0.5: issued_on is optional.
		c.Warn(at, cite, "issuedOn is missing: since 1.0 every badge says when it was awarded.")
	case p.required() && c.spares(class, p):
		c.AddMild(at, cite, "%s", missing(class, p))
	case p.required():
		c.Add(at, cite, "%s", missing(class, p))
	case value.Kind() == jsonld.Null:
		c.Warn(at, cite, "%s is null: leave it out or give it a value.", p.name)
	}
}

// isBlank reports whether a value that should be something else is a text with nothing
// in it, as many programs write what they do not have.
func isBlank(v *jsonld.Value, p property) bool {
	switch p.typ {
	case "Text", "UID", "Version": // may be empty
	case "Type", "Context", "Boolean": // decide how all else is read, or whether it counts
	case "Image":
		if yes, isBool := v.Bool(); isBool && !yes {
			return true // where WordPress has no picture
		}
		fallthrough
	default:
		return v.IsString() && strings.TrimSpace(v.Str()) == ""
	}
	return false
}

// spares reports whether nothing about the award is in doubt where a property is not
// there. Whoever did not know how to reach an issuer, or where a badge fits in, wrote
// badges as good as others.
func (c *checker) spares(class string, p property) bool {
	switch class + "." + p.name {
	case "Issuer.email", "BadgeClass.image", "AlignmentObject.targetName", "AlignmentObject.targetUrl":
		return true
	case "Assertion.issuedOn":
		return c.undated
	}
	return !p.required()
}

func itemOf(value *jsonld.Value, at *lint.Place, i int) *lint.Place {
	if value.Kind() == jsonld.Array {
		return at.Item(i)
	}
	return at
}

// cardinality checks how many values there are. JSON-LD makes no difference
// between one value and an array of one.
func (c *checker) cardinality(value *jsonld.Value, p property, cite string, at *lint.Place) bool {
	switch n := len(value.Items()); {
	case n == 0 && p.required():
		c.Add(at, cite, "%s is empty.", p.name)
	case n == 0 && p.name != "revokedAssertions":
		c.Warn(at, cite, "%s is an empty array: leave it out.", p.name)
	case n > 1 && !p.many():
		c.Add(at, cite, "%s must be one value and is an array of %d.", p.name, n)
		return false
	}
	return true
}

// value checks one value of a property.
func (c *checker) value(v *jsonld.Value, class string, p property, at *lint.Place) {
	cite := "OB 2.0 " + class
	if p.name == "publicKey" && isTypedReference(v, p.typ) {
		c.AddMild(at, cite, "%s should be the address of the key, or the key with all that it has.", p.name)
		return
	}
	if isClass(p.typ) {
		c.object(v, p.typ, at)
		return
	}
	switch p.typ {
	case "Boolean":
		if v.Kind() != jsonld.Bool {
			c.Add(at, cite, "%s must be true or false and is %s.", p.name, v.Kind())
		}
	case "Number":
		if v.Kind() != jsonld.Number {
			c.Add(at, cite, "%s must be a number and is %s.", p.name, v.Kind())
		}
	case "Version":
		if !v.IsString() && v.Kind() != jsonld.Number {
			c.Add(at, cite, "%s must be text or a number and is %s.", p.name, v.Kind())
		}
	case "UID":
		switch {
		case v.IsString():
		case v.Number() != "" && strings.Trim(v.Number(), "0123456789") == "":
			c.AddMild(at, cite, "%s must be text and is a number.", p.name)
		default:
			c.Add(at, cite, "%s must be text and is %s.", p.name, v.Kind())
		}
	default:
		c.text(v, p.typ, class, p.name, at)
	}
}

// isTypedReference reports whether an object is no more than the address of a thing of a
// class, with its type.
func isTypedReference(v *jsonld.Value, class string) bool {
	return len(v.Members()) == 2 && isURL(v.Get("id").Str()) && hasType(v.Get("type"), class)
}

// text checks a value that should be a string of some type.
func (c *checker) text(v *jsonld.Value, typ, class, name string, at *lint.Place) {
	cite := "OB 2.0 " + class
	s := v.Str()
	if id := v.Get("id"); (typ == "IRI" || typ == "URL") && id.IsString() {
		s = id.Str() // the same in JSON-LD
	} else if !v.IsString() {
		c.Add(at, cite, "%s must be text and is %s.", name, v.Kind())
		return
	}
	if f, ok := formats[typ]; ok && !f.ok(s) {
		add := c.Add
		if isMild(s, typ, class) {
			add = c.AddMild
		}
		add(at, cite, "%s must be %s; it is %.80q.", name, f.want, s)
	}
}

// isMild reports whether a text that is not what it should be is understood all the same,
// or decides nothing.
func isMild(s, typ, class string) bool {
	switch class {
	case "Evidence", "Image", "Criteria", "AlignmentObject":
		return isOddURL(s) // which leads to something to look at
	}
	switch typ {
	case "IdentityType":
		return isBadgrID(s)
	case "AnyURI":
		return true // of extensions, whose schemas 1EdTech's validator asks for no formats
	case "Telephone":
		return s != ""
	case "Origin": // with its scheme it is the same host
		u, err := url.Parse(s)
		return err == nil && isURL(s) && u.User == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
	}
	return false
}

// types checks that the property type names the class. What the classes within
// others are called is left to their makers.
func (c *checker) types(v *jsonld.Value, class string, at *lint.Place) {
	cite := "OB 2.0 " + class
	items := v.Items()
	if slices.ContainsFunc(items, func(t *jsonld.Value) bool { return t.Str() == "" }) || len(items) == 0 {
		c.Add(at, cite, "type must hold names of types.")
		return
	}
	var want []string
	switch class {
	case "Assertion", "BadgeClass", "RevocationList", "Endorsement":
		want = []string{class}
	case "Issuer", "Profile":
		want = []string{"Issuer", "Profile"}
	case "VerificationObject":
		want = []string{HostedBadge, SignedBadge, "hosted", "signed"}
	}
	if want != nil && !slices.ContainsFunc(items, func(t *jsonld.Value) bool { return slices.Contains(want, localName(t.Str())) }) {
		c.Add(at, cite, "type must name the class: %s is missing.", strings.Join(want, " or "))
	}
}

// localName returns the name of one of the standard's types that is written with
// a prefix or as an address.
func localName(t string) string {
	for _, prefix := range []string{"obi:", "https://w3id.org/openbadges#"} {
		if name, ok := strings.CutPrefix(t, prefix); ok {
			return name
		}
	}
	return t
}

// hasType reports whether a type, a string or an array of them, contains one of
// names.
func hasType(v *jsonld.Value, names ...string) bool {
	return slices.ContainsFunc(v.Items(), func(t *jsonld.Value) bool { return t.IsString() && slices.Contains(names, localName(t.Str())) })
}

// missing says what to add.
func missing(class string, p property) string {
	if text, ok := hints[class+"."+p.name]; ok {
		return text
	}
	if f, ok := formats[p.typ]; ok {
		return fmt.Sprintf("%s is missing. It is %s.", p.name, f.want)
	}
	return fmt.Sprintf("%s is missing: every %s has one.", p.name, class)
}

// hints say what to add where the name of the property does not say it.
var hints = map[string]string{
	"Assertion.id":            "id is missing: give the address where the assertion is served, or urn:uuid: of a signed one.",
	"Assertion.recipient":     "recipient is missing: say who is awarded the badge.",
	"Assertion.badge":         "badge is missing: say what is awarded.",
	"Assertion.verification":  "verification is missing: say whether the badge is hosted or signed.",
	"Assertion.issuedOn":      "issuedOn is missing: say when the badge was awarded.",
	"BadgeClass.id":           "id is missing: give the address where the badge is described.",
	"BadgeClass.name":         "name is missing: give the badge a name.",
	"BadgeClass.description":  "description is missing: say in a sentence or two what the badge is.",
	"BadgeClass.criteria":     "criteria is missing: say how the badge is earned.",
	"BadgeClass.issuer":       "issuer is missing: say who awards the badge.",
	"Issuer.id":               "id is missing: give the address where the issuer is described.",
	"Endorsement.claim":       "claim is missing: say what is endorsed, and why.",
	"CryptographicKey.owner":  "owner is missing: name the issuer whose key this is.",
	"IdentityObject.identity": "identity is missing: give the recipient's identifier, hashed.",
}
