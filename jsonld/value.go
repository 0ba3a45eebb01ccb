package jsonld

import "slices"

// Kind is the kind of a Value.
type Kind uint8

// The kinds of JSON, and Absent for the Value that is not there.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// kindNames are the words used in messages.
var kindNames = [...]string{"nothing", "null", "a boolean", "a number", "a string", "an array", "an object"}

// String returns words for messages, such as "an object".
func (k Kind) String() string { return kindNames[k] }

// A Value is a JSON value that never changes. It keeps the order of members and
// the literals of numbers. The nil *Value is valid: it is the value that is
// absent, so that v.Get("a").Get("b").Str() needs no checks between.
type Value struct {
	kind   Kind
	yes    bool   // of a Bool
	text   string // of a String; the literal of a Number
	*parts        // of an Array or Object only
}

// parts are what an array or object consists of.
type parts struct {
	items   []*Value
	members []Member
}

// A Member is a name and a value of an object.
type Member struct {
	Name  string
	Value *Value
}

// NewString makes a string.
func NewString(s string) *Value { return &Value{kind: String, text: s} }

// NewBool makes a boolean.
func NewBool(b bool) *Value { return &Value{kind: Bool, yes: b} }

// NewNumber makes a number from its literal, which must be one of JSON's.
func NewNumber(literal string) *Value {
	return &Value{kind: Number, text: literal}
}

// NewArray makes an array.
func NewArray(items ...*Value) *Value { return newArray(slices.Clone(items)) }

func newArray(items []*Value) *Value { return &Value{kind: Array, parts: &parts{items: items}} }

// NewObject makes an object of members whose names differ.
func NewObject(members ...Member) *Value { return newObject(slices.Clone(members)) }

func newObject(members []Member) *Value { return &Value{kind: Object, parts: &parts{members: members}} }

// Kind returns what v is; Absent for a nil v.
func (v *Value) Kind() Kind {
	if v == nil {
		return Absent
	}
	return v.kind
}

// Get returns the member of that name; nil if v is no object or has none.
func (v *Value) Get(name string) *Value {
	if v == nil || v.parts == nil {
		return nil
	}
	for i := range v.members {
		if v.members[i].Name == name {
			return v.members[i].Value
		}
	}
	return nil
}

// Str returns the text of a string, "" of all else.
func (v *Value) Str() string {
	if v == nil || v.kind != String {
		return ""
	}
	return v.text
}

// IsString reports whether v is a string.
func (v *Value) IsString() bool { return v != nil && v.kind == String }

// Bool returns a boolean; ok is false if v is none.
func (v *Value) Bool() (b, ok bool) {
	if v == nil || v.kind != Bool {
		return false, false
	}
	return v.yes, true
}

// Number returns the literal of a number as it was written, "" of all else.
func (v *Value) Number() string {
	if v == nil || v.kind != Number {
		return ""
	}
	return v.text
}

// Items returns the items of an array; any other value as one item; of nothing,
// nothing. Many properties may have one value or an array. The slice must not be
// changed.
func (v *Value) Items() []*Value {
	switch {
	case v == nil:
		return nil
	case v.kind == Array:
		return v.items
	}
	return []*Value{v}
}

// Members returns the members of an object in their order. The slice must not be
// changed.
func (v *Value) Members() []Member {
	if v == nil || v.parts == nil {
		return nil
	}
	return v.members
}

// With returns an object like v in which the member of that name is x: in its
// place if there was one, else last.
func (v *Value) With(name string, x *Value) *Value {
	members := slices.Clone(v.Members())
	for i := range members {
		if members[i].Name == name {
			members[i].Value = x
			return newObject(members)
		}
	}
	return newObject(append(members, Member{name, x}))
}

// Without returns an object like v that lacks the members of these names.
func (v *Value) Without(names ...string) *Value {
	members := make([]Member, 0, len(v.Members()))
	for _, m := range v.Members() {
		if !slices.Contains(names, m.Name) {
			members = append(members, m)
		}
	}
	return newObject(members)
}

// WithoutNulls returns a value like v in which no member of an object and no item of an
// array is null, at any depth: v itself if none is. JSON-LD knows no difference between
// null and nothing, and programs write the one for the other.
func (v *Value) WithoutNulls() *Value {
	if !v.hasNull() {
		return v
	}
	return v.withoutNulls()
}

// hasNull reports whether anything in a value is null.
func (v *Value) hasNull() bool {
	if v == nil || v.parts == nil {
		return false
	}
	isNull := func(x *Value) bool { return x.Kind() == Null || x.hasNull() }
	return slices.ContainsFunc(v.items, isNull) || slices.ContainsFunc(v.members, func(m Member) bool { return isNull(m.Value) })
}

func (v *Value) withoutNulls() *Value {
	if v == nil || v.parts == nil {
		return v
	}
	if v.kind == Array {
		items := make([]*Value, 0, len(v.items))
		for _, x := range v.items {
			if x.Kind() != Null {
				items = append(items, x.withoutNulls())
			}
		}
		return newArray(items)
	}
	members := make([]Member, 0, len(v.members))
	for _, m := range v.members {
		if m.Value.Kind() != Null {
			members = append(members, Member{m.Name, m.Value.withoutNulls()})
		}
	}
	return newObject(members)
}
