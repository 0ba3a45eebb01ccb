package ob3

import (
	"fmt"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/lint"
)

// A checker compares a value with the tables of the standard.
type checker struct {
	lint.Notes
	beyond *Extension // classes of a standard that builds upon this one, or nil
}

// class finds a class by name.
func (c *checker) class(name string) (class, bool) {
	if def, ok := c.beyond.class(name); ok {
		return def, true
	}
	def, ok := classes[name]
	return def, ok
}

// cite names the rule that states a class.
func (c *checker) cite(name string) string {
	if _, ok := c.beyond.class(name); ok {
		return c.beyond.Name + " " + name
	}
	return "OB 3.0 " + name
}

// object checks a value that should be of a class.
func (c *checker) object(v *jsonld.Value, name string, at *lint.Place) {
	if name == "Image" && v.IsString() {
		// The contexts say that a text here is the id, as in an object.
		c.AddMild(at, c.cite(name), "This should be an object (%s) with an id, not an address alone.", name)
		c.text(v, "URI", name, "id", at)
		return
	}
	if v.Kind() != jsonld.Object {
		// OB 3.0 DM-03: what has a class is an object, never a URI in its place.
		c.Add(at, c.cite(name), "This should be an object (%s) and is %s.", name, v.Kind())
		return
	}
	def, _ := c.class(name)
	for _, p := range def.properties {
		c.property(v, name, p, at)
	}
	if def.closed {
		for _, m := range v.Members() {
			if !slices.ContainsFunc(def.properties, func(p property) bool { return p.name == m.Name }) {
				c.Add(at.Member(m.Name), c.cite(name), "%s may have no member %.40q: take it out.", name, m.Name)
			}
		}
	}
	if r := ruleOf(name); r != nil {
		r(c, v, at)
	}
}

// property checks one property of an object.
func (c *checker) property(v *jsonld.Value, class string, p property, at *lint.Place) {
	p.name = nameIn(v, p.name)
	value, at := v.Get(p.name), at.Member(p.name)
	cite := c.cite(class)
	switch {
	case value.Kind() == jsonld.Absent && p.required():
		c.Add(at, cite, "%s", missing(class, p))
	case value.Kind() == jsonld.Absent, p.typ == "Context": // the rules of the credential look at the contexts
	case value.Kind() == jsonld.Null:
		// OB 3.0 DM-04: nothing is null.
		c.Add(at, cite, "%s is null: leave it out or give it a value.", p.name)
	case p.name == "issuer" && value.IsString() && modelOf(v) == VCDM2:
		// OB 3.0 ProfileRef: an address alone is permitted, but 1EdTech's validator
		// fails on it. VCDM 1.1 in OB 3.0 does not permit it.
		c.Warn(at, cite, "issuer should be a Profile with id, type and name, not an address alone.")
		c.text(value, "URI", class, p.name, at)
	case p.name == "type":
		c.types(value, class, p, at)
	case c.cardinality(value, p, cite, at):
		for i, item := range value.Items() {
			c.value(item, class, p, itemOf(value, at, i))
		}
	}
}

// cardinality checks whether there is one value or an array. It returns false if
// looking at the values would not help.
func (c *checker) cardinality(value *jsonld.Value, p property, cite string, at *lint.Place) bool {
	isArray, n := value.Kind() == jsonld.Array, len(value.Items())
	switch {
	case p.many() && !isArray:
		// OB 3.0 DM-02: 1EdTech's validator puts up with it and warns.
		c.Warn(at, cite, "%s should be an array, also of one: write [ and ] around it.", p.name)
	case p.many() && n == 0 && p.required():
		c.Add(at, cite, "%s is an empty array: there must be at least one.", p.name)
	case p.many() && n == 0:
		c.Warn(at, cite, "%s is an empty array: leave it out.", p.name)
	case p.many() || !isArray:
	case n == 1:
		c.Warn(at, cite, "%s should be one value, not an array.", p.name)
	case n > 1 && (p.name == "credentialStatus" || p.name == "refreshService"):
		// VCDM 2.0 permits several of these; OB 3.0 one.
		c.Warn(at, cite, "%s should be one object; Open Badges has no place for several.", p.name)
	default:
		c.Add(at, cite, "%s must be one value and is an array of %d.", p.name, n)
		return false
	}
	return true
}

// value checks one value of a property.
func (c *checker) value(v *jsonld.Value, class string, p property, at *lint.Place) {
	cite := c.cite(class)
	if _, ok := c.class(p.typ); ok {
		c.object(v, p.typ, at)
		return
	}
	switch p.typ {
	case "Boolean":
		if v.Kind() != jsonld.Bool {
			c.Add(at, cite, "%s must be true or false and is %s.", p.name, v.Kind())
		}
	case "Float":
		if v.Kind() != jsonld.Number {
			c.Add(at, cite, "%s must be a number and is %s.", p.name, v.Kind())
		}
	case "VerifiableCredential": // is judged by itself
		switch {
		case v.IsString():
			c.Warn(at, cite, "%s should be an object; the standard has no place for tokens here.", p.name)
		case v.Kind() != jsonld.Object:
			c.Add(at, cite, "%s must be an object and is %s.", p.name, v.Kind())
		}
	default:
		c.text(v, p.typ, class, p.name, at)
	}
}

// text checks a value that should be a string of some type.
func (c *checker) text(v *jsonld.Value, typ, class, name string, at *lint.Place) {
	cite := c.cite(class)
	if !v.IsString() {
		c.Add(at, cite, "%s must be text and is %s.", name, v.Kind())
		return
	}
	s := v.Str()
	if e, ok := enumerations[typ]; ok {
		c.enumeration(s, typ, e, at)
		return
	}
	if values, ok := c.beyond.enumeration(typ); ok {
		c.enumeration(s, typ, enumeration{values: values}, at)
		return
	}
	if f, ok := formats[typ]; ok && !f.ok(s) {
		c.Add(at, cite, "%s must be %s; it is %.80q.", name, f.want, s)
	}
}

// enumeration checks a name of a list.
func (c *checker) enumeration(s, typ string, e enumeration, at *lint.Place) {
	switch {
	case slices.Contains(e.values, s) || e.ext && isExtensionName(s):
	case typ == "IdentifierTypeEnum" && s == "email":
		c.Warn(at, "OB 3.0 "+typ, `"email" is called emailAddress.`)
	case e.ext && !c.Issuing && strings.Contains(s, "ext:"):
		c.Warn(at, "OB 3.0 "+typ, "%.80q should begin with ext: and have only letters, digits, dots, hyphens and underscores behind it.", s)
	case e.ext:
		c.AddMild(at, "OB 3.0 "+typ, "%.80q is not one of the standard's names: use one of them, or one of your own that begins with ext:. They are %s.", s, strings.Join(e.values, ", "))
	default:
		c.Add(at, c.cite(typ), "%.80q is not one of the standard's names: use %s.", s, strings.Join(e.values, ", "))
	}
}

// types checks that the property type names the class.
func (c *checker) types(v *jsonld.Value, class string, p property, at *lint.Place) {
	cite := c.cite(class)
	items := v.Items()
	if slices.ContainsFunc(items, func(t *jsonld.Value) bool { return t.Str() == "" }) || len(items) == 0 {
		c.Add(at, cite, "type must hold names of types.")
		return
	}
	switch {
	case p.many() && v.Kind() != jsonld.Array:
		c.Warn(at, cite, "type should be an array, also of one: write [ and ] around it.")
	case !p.many() && v.Kind() == jsonld.Array && len(items) > 1:
		c.Add(at, cite, "type must be one name.")
	case !p.many() && v.Kind() == jsonld.Array:
		c.Warn(at, cite, "type should be a string, not an array.")
	}
	names := classNames(class)
	if def, ok := c.beyond.class(class); ok && len(def.names) > 0 {
		names = def.names
	}
	for _, name := range names {
		if !hasType(v, strings.Split(name, "|")...) {
			c.Add(at, cite, "type must name the class: %s is missing.", strings.ReplaceAll(name, "|", " or "))
		}
	}
}

// classNames lists what type must contain; alternatives have bars between them.
// Classes outside Open Badges may have any type.
func classNames(class string) []string {
	switch class {
	case "AchievementCredential":
		return []string{"VerifiableCredential", "OpenBadgeCredential|AchievementCredential"}
	case "EndorsementCredential":
		return []string{"VerifiableCredential", "EndorsementCredential"}
	case "Proof", "CredentialSchema", "CredentialStatus", "RefreshService", "TermsOfUse", "Multikey":
		return nil
	}
	return []string{class}
}

// hasType reports whether a type, a string or an array of them, contains one of
// names.
func hasType(v *jsonld.Value, names ...string) bool {
	return slices.ContainsFunc(v.Items(), func(t *jsonld.Value) bool { return t.IsString() && slices.Contains(names, t.Str()) })
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
	"AchievementCredential.id":                "id is missing: give the credential an address of its own that is never used again.",
	"AchievementCredential.issuer":            "issuer is missing: say who awards this, with the id and name of a Profile.",
	"AchievementCredential.validFrom":         "validFrom is missing: say from when the credential counts.",
	"AchievementCredential.credentialSubject": "credentialSubject is missing: say who is awarded what.",
	"EndorsementCredential.id":                "id is missing: give the endorsement an address of its own that is never used again.",
	"EndorsementCredential.name":              "name is missing: give the endorsement a title.",
	"EndorsementCredential.issuer":            "issuer is missing: say who endorses, with the id and name of a Profile.",
	"EndorsementCredential.validFrom":         "validFrom is missing: say from when the endorsement counts.",
	"EndorsementCredential.credentialSubject": "credentialSubject is missing: say what is endorsed.",
	"EndorsementSubject.id":                   "id is missing: name the issuer, achievement or credential that is endorsed.",
	"AchievementSubject.achievement":          "achievement is missing: say what is awarded.",
	"Achievement.id":                          "id is missing: give the achievement an address of its own.",
	"Achievement.name":                        "name is missing: give the achievement a name.",
	"Achievement.description":                 "description is missing: say in a sentence or two what the achievement is.",
	"Achievement.criteria":                    "criteria is missing: say how the achievement is earned.",
	"Profile.id":                              "id is missing: give the https address or the DID of this person or organization.",
	"Image.id":                                "id is missing: give the address of the picture, or the picture itself as a data: URI.",
	"Alignment.targetName":                    "targetName is missing: say what this corresponds to.",
	"Alignment.targetUrl":                     "targetUrl is missing: give the address of what this corresponds to.",
	"ResultDescription.resultType":            "resultType is missing: say how the result is measured.",
	"IdentityObject.identityHash":             "identityHash is missing: hash the identifier of the recipient.",
}
