package ob2

import (
	"bytes"
	"slices"
	"strings"

	"blazon/jsonld"
)

// Same reports whether two values of a property say the same, in whichever of the ways
// in which it may be written: JSON-LD makes no difference between a value and an array
// of one, nothing and null, an address and an object with no more than it; types may
// have a prefix; neither addresses nor hashes have a case where the standards give them
// none. Whether an address has encryption makes no difference here: this tells whether
// a copy is one of what is published, and what is published counts.
func Same(name string, x, y *jsonld.Value) bool {
	x, y = plain(name, x), plain(name, y)
	if x == nil || y == nil {
		return x == y
	}
	return bytes.Equal(x.JSON(), y.JSON())
}

// references are the properties whose text is an address.
const references = " id badge issuer image evidence criteria claim creator url "

// plain writes a value of a property in one way; nil if it says nothing.
func plain(name string, v *jsonld.Value) *jsonld.Value {
	switch v.Kind() {
	case jsonld.Absent, jsonld.Null:
		return nil
	case jsonld.Object:
		return plainObject(name, v)
	case jsonld.Array:
		var items []*jsonld.Value
		for _, item := range v.Items() {
			if item = plain(name, item); item != nil {
				items = append(items, item)
			}
		}
		if name == "type" {
			less := func(a, b *jsonld.Value) int { return bytes.Compare(a.JSON(), b.JSON()) }
			slices.SortFunc(items, less)
			items = slices.CompactFunc(items, func(a, b *jsonld.Value) bool { return less(a, b) == 0 })
		}
		switch len(items) {
		case 0:
			return nil
		case 1:
			return items[0]
		}
		return jsonld.NewArray(items...)
	case jsonld.String:
		switch s := v.Str(); {
		case name == "type":
			return jsonld.NewString(localName(s))
		case strings.Contains(references, " "+name+" "):
			s = jsonld.PlainID(s)
			if rest, ok := strings.CutPrefix(s, "http://"); ok {
				s = "https://" + rest
			}
			return jsonld.NewString(s)
		}
	case jsonld.Bool, jsonld.Number:
	}
	return v
}

func plainObject(name string, v *jsonld.Value) *jsonld.Value {
	hashed, _ := v.Get("hashed").Bool()
	var members []jsonld.Member
	for _, m := range v.Members() {
		value := plain(m.Name, m.Value)
		switch s := value.Str(); {
		case value == nil, name == "verification" && m.Name == "url": // of 1.x, and the id of the badge
			continue
		case name == "recipient" && m.Name == "type" && s != "":
			value = jsonld.NewString(identityType(s))
		case name == "recipient" && m.Name == "identity" && hashed:
			value = jsonld.NewString(strings.ToLower(s))
		case name == "verification" && m.Name == "type" && s == "hosted":
			value = jsonld.NewString(HostedBadge)
		case name == "verification" && m.Name == "type" && s == "signed":
			value = jsonld.NewString(SignedBadge)
		}
		members = append(members, jsonld.Member{Name: m.Name, Value: value})
	}
	if len(members) == 1 && members[0].Name == "id" {
		return plain(name, members[0].Value)
	}
	slices.SortFunc(members, func(a, b jsonld.Member) int { return strings.Compare(a.Name, b.Name) })
	return jsonld.NewObject(members...)
}
