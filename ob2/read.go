package ob2

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"blazon/jsonld"
)

// Version is a version of Open Badges before 3.0.
type Version string

// The versions that are told apart.
const (
	V05 Version = "0.5"
	V10 Version = "1.0"
	V11 Version = "1.1"
	V20 Version = "2.0"
	V21 Version = "2.1" // the data model is that of 2.0
)

// The classes that are published as documents of their own.
const (
	ClassAssertion        = "Assertion"
	ClassBadgeClass       = "BadgeClass"
	ClassIssuer           = "Issuer"
	ClassProfile          = "Profile"
	ClassCryptographicKey = "CryptographicKey"
	ClassRevocationList   = "RevocationList"
	ClassEndorsement      = "Endorsement"
)

// An Object is what Read understood: one thing of the standard in the form of
// version 2.0, whatever version it was written in. The field of its class is set,
// the others are nil.
type Object struct {
	Version  Version
	Class    string        // ClassAssertion…; "": none that is known
	Upgraded []Upgrade     // what was changed to bring it into the form of 2.0
	Value    *jsonld.Value // in the form of 2.0
	Raw      *jsonld.Value // what was read; of a graph of one what is in it

	Assertion        *Assertion
	BadgeClass       *BadgeClass
	Profile          *Profile
	CryptographicKey *CryptographicKey
	RevocationList   *RevocationList
	Endorsement      *Endorsement
}

// An Upgrade is one thing that an older version says in another way.
type Upgrade struct {
	Path string // in the form of 2.0, as a JSON pointer
	Text string // what was done, as a sentence
}

// Read understands a badge, or part of one, as well as it can and says what is
// wrong with it. The findings that are no warnings are those for which a
// validator of 1EdTech would refuse it. The Object is never nil, the findings
// bound in number. Signatures, dates in relation to now, and whether the
// contexts are known are not its business.
func Read(v *jsonld.Value) (*Object, []Finding) { return ReadAs(v, "") }

// ReadAs is Read of something that should be of a class: the document of a
// property whose type is that class. Documents of version 1.0 do not say what
// they are; those of 2.0 that say they are something else have a finding.
func ReadAs(v *jsonld.Value, class string) (*Object, []Finding) {
	v = alone(v)
	raw := v
	v = unwrapped(v, singles(), 0)
	o := &Object{Version: versionOf(v), Raw: raw, Value: v}
	if v.Kind() != jsonld.Object {
		return o, []Finding{{Text: fmt.Sprintf("A badge is an object and this is %s.", v.Kind()), Cite: "OB 2.0"}}
	}
	o.Class = classIn(v, o.Version)
	if o.Class == "" && (o.Version < V20 || v.Get("type") == nil) {
		o.Class = class
	}
	if o.Version < V20 {
		up := upgrader{from: o.Version}
		o.Value = up.object(v, o.Class, nil)
		o.Upgraded = up.done
	} else {
		o.Value = withVerification(v)
	}
	c := checker{old: o.Version < V20, undated: o.Version == V05}
	switch {
	case o.Class == "":
		c.Add(nil, "OB 2.0", "type must say what this is: %.80q is nothing that Open Badges knows.", strings.Join(texts(v.Get("type")), ", "))
	case class != "" && !isA(o.Class, class):
		c.Add(nil, "OB 2.0 "+class, "This should be of the type %s and is %s.", class, o.Class)
	}
	if class == ClassProfile || class == ClassIssuer && o.Class == ClassProfile {
		c.object(o.Value, class, nil)
	} else if o.Class != "" {
		c.object(o.Value, o.Class, nil)
	}
	o.fill()
	return o, c.Findings
}

// Parse is Read of JSON text. The error is that of jsonld.Parse: the text is not
// JSON, is ambiguous or is too large.
func Parse(data []byte) (*Object, []Finding, error) {
	v, err := jsonld.Parse(data, jsonld.Limits{})
	if err != nil {
		return nil, nil, fmt.Errorf("parse badge: %w", err)
	}
	o, findings := Read(v)
	return o, findings, nil
}

// Recognize reports whether a JSON object is one of the standard's: whether it
// names one of its contexts, or has no context and what assertions of 0.5 and
// 1.0 have.
func Recognize(v *jsonld.Value) bool {
	switch {
	case v.Kind() != jsonld.Object:
		return false
	case v.Get("@context") == nil:
		return v.Get("badge") != nil && v.Get("recipient") != nil
	case hasType(v.Get("type"), "VerifiableCredential"):
		return false
	case slices.ContainsFunc(v.Get("@context").Items(), func(c *jsonld.Value) bool {
		return isContext(c.Str()) || c.Get("obi").Str() == "https://w3id.org/openbadges#"
	}):
		return true
	}
	return classIn(v, V20) != "" && v.Get("credentialSubject") == nil
}

// isA reports whether a document of a class will do where another is wanted.
func isA(class, want string) bool {
	profile := func(s string) bool { return s == ClassIssuer || s == ClassProfile }
	return class == want || profile(class) && profile(want)
}

// VersionOf tells the version of a badge by its contexts and, where it has none,
// by its form. Whether it is a badge at all Recognize tells.
func VersionOf(v *jsonld.Value) Version { return versionOf(v) }

// versionOf tells the version by the contexts.
//
// OB 2.0 L1-01: a context that is not told apart is one of 2.0.
func versionOf(v *jsonld.Value) Version {
	context := v.Get("@context")
	if context == nil {
		if v.Get("recipient").IsString() {
			return V05
		}
		if v.Get("verification") != nil {
			return V20 // one of 2.0 that lacks its context
		}
		return V10
	}
	for _, item := range context.Items() {
		s := item.Str()
		switch {
		case !isContext(s):
		case strings.Contains(s, "v2p1"):
			return V21
		case strings.Contains(s, "v2"):
			return V20
		case strings.Contains(s, "v1"), strings.Contains(s, "/1.1/"):
			return V11
		}
	}
	return V20
}

// isContext reports whether a URL is that of a context of Open Badges before 3.0.
func isContext(s string) bool {
	for _, prefix := range []string{
		"https://w3id.org/openbadges/v", "http://w3id.org/openbadges/v", "https://openbadgespec.org/v",
		"https://standard.openbadges.org/", "http://standard.openbadges.org/",
		"https://purl.imsglobal.org/spec/ob/v2p", "https://purl.imsglobal.org/ob/v2p",
	} {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

// classIn tells the class by type and, where versions before 1.1 have none, by
// what only that class has.
func classIn(v *jsonld.Value, version Version) string {
	for _, class := range []string{
		ClassAssertion, ClassBadgeClass, ClassIssuer, ClassProfile, ClassCryptographicKey, ClassRevocationList, ClassEndorsement,
	} {
		if hasType(v.Get("type"), class) {
			return class
		}
	}
	if version < V20 && hasType(v.Get("type"), oldIssuer) {
		return ClassIssuer
	}
	if version == V11 {
		for _, pair := range draftNames {
			if slices.Contains(texts(v.Get("type")), pair[0]) {
				return pair[1]
			}
		}
	}
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return v.Get(n) == nil })
	}
	switch {
	case version >= V20 || v.Get("type") != nil:
		return ""
	case has("recipient", "badge"):
		return ClassAssertion
	case has("criteria", "issuer"):
		return ClassBadgeClass
	case has("name", "url") && !has("criteria"):
		return ClassIssuer
	}
	return ""
}

// withVerification writes verify, the name of verification in version 1 that 2.0
// keeps as another name.
//
// Pitfall 110.
func withVerification(v *jsonld.Value) *jsonld.Value {
	if verify := v.Get("verify"); verify != nil && v.Get("verification") == nil {
		v = v.Without("verify").With("verification", verify)
	}
	return v
}

// fill decodes the value into the struct of its class.
func (o *Object) fill() {
	switch o.Class {
	case ClassAssertion:
		o.Assertion = decoded[Assertion](o.Value)
	case ClassBadgeClass:
		o.BadgeClass = decoded[BadgeClass](o.Value)
	case ClassIssuer, ClassProfile:
		o.Profile = decoded[Profile](o.Value)
	case ClassCryptographicKey:
		o.CryptographicKey = decoded[CryptographicKey](o.Value)
	case ClassRevocationList:
		// Pitfall 109: what was compacted may have the other name.
		if o.Value.Get("revokedAssertions") == nil && o.Value.Get("revoked") != nil {
			o.Value = o.Value.With("revokedAssertions", o.Value.Get("revoked")).Without("revoked")
		}
		o.RevocationList = decoded[RevocationList](o.Value)
	case ClassEndorsement:
		o.Endorsement = decoded[Endorsement](o.Value)
	}
}

// decoded returns a value as a struct of this package.
func decoded[T any](v *jsonld.Value) *T {
	out := new(T)
	decode(v, reflect.ValueOf(out).Elem())
	return out
}

// texts returns the strings of a value that may be one or many.
func texts(v *jsonld.Value) []string {
	var out []string
	for _, item := range v.Items() {
		if item.IsString() {
			out = append(out, item.Str())
		}
	}
	return out
}
