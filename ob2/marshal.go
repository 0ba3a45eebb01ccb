package ob2

import (
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
)

// Context is the JSON-LD context of Open Badges 2.0.
const Context = "https://w3id.org/openbadges/v2"

// OneOrMany are texts of which one is written alone and several as an array.
type OneOrMany []string

// MarshalJSON writes one text as a string, several as an array.
func (o OneOrMany) MarshalJSON() ([]byte, error) {
	if len(o) == 1 {
		return json.Marshal(o[0])
	}
	return json.Marshal([]string(o))
}

// UnmarshalJSON reads a string or an array of them.
func (o *OneOrMany) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*o = OneOrMany{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}

// Each class writes its own name into type, so that nobody has to repeat it.
// Everything else is written as the structs say: what is empty is left out.

// encode writes a class whose type is filled in.
func encode(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true)) }

// isReference reports whether nothing of a struct is set but ID: then it is
// written as the id alone, which is nothing if there is none.
//
// OB 2.0: properties whose type is a class may hold the id of an object.
func isReference(v any) bool {
	s := reflect.ValueOf(v)
	for i := range s.NumField() {
		if s.Type().Field(i).Name != "ID" && !s.Field(i).IsZero() {
			return false
		}
	}
	return true
}

// typed returns the types given behind the name of the class.
func typed(given OneOrMany, class string) OneOrMany {
	if slices.Contains(given, class) {
		return given
	}
	return append(OneOrMany{class}, given...)
}

// MarshalJSON writes the Assertion with its type.
func (v Assertion) MarshalJSON() ([]byte, error) {
	type plain Assertion
	v.Type = typed(v.Type, "Assertion")
	return encode(plain(v))
}

// MarshalJSON writes the BadgeClass with its type, or its id if that is all.
func (v BadgeClass) MarshalJSON() ([]byte, error) {
	type plain BadgeClass
	if isReference(v) {
		return encode(v.ID)
	}
	v.Type = typed(v.Type, "BadgeClass")
	return encode(plain(v))
}

// MarshalJSON writes the Profile with its type, or its id if that is all.
func (v Profile) MarshalJSON() ([]byte, error) {
	type plain Profile
	if isReference(v) {
		return encode(v.ID)
	}
	if !slices.Contains(v.Type, "Profile") {
		v.Type = typed(v.Type, "Issuer")
	}
	return encode(plain(v))
}

// MarshalJSON writes the key with its type, or its id if that is all.
func (v CryptographicKey) MarshalJSON() ([]byte, error) {
	type plain CryptographicKey
	if isReference(v) {
		return encode(v.ID)
	}
	v.Type = typed(v.Type, "CryptographicKey")
	return encode(plain(v))
}

// MarshalJSON writes the list with its type.
func (v RevocationList) MarshalJSON() ([]byte, error) {
	type plain RevocationList
	v.Type = typed(v.Type, "RevocationList")
	return encode(plain(v))
}

// MarshalJSON writes the entry, or its id if that is all.
func (v RevokedAssertion) MarshalJSON() ([]byte, error) {
	type plain RevokedAssertion
	if isReference(v) {
		return encode(v.ID)
	}
	return encode(plain(v))
}

// MarshalJSON writes the Endorsement with its type, or its id if that is all.
func (v Endorsement) MarshalJSON() ([]byte, error) {
	type plain Endorsement
	if isReference(v) {
		return encode(v.ID)
	}
	v.Type = typed(v.Type, "Endorsement")
	return encode(plain(v))
}

// MarshalJSON writes the IdentityObject; its type is email if none is set.
func (o IdentityObject) MarshalJSON() ([]byte, error) {
	type plain IdentityObject
	if o.Identity == "" && o.Type == "" && !o.Hashed {
		return []byte("{}"), nil // nobody: left out
	}
	if o.Type == "" {
		o.Type = "email"
	}
	return encode(plain(o))
}

// MarshalJSON writes the VerificationObject. If no type is set, one that names
// a key is for a signed badge, one that says where badges may be is an issuer's,
// and any other is for a hosted badge.
func (v VerificationObject) MarshalJSON() ([]byte, error) {
	type plain VerificationObject
	switch {
	case len(v.Type) > 0:
	case v.Creator != "":
		v.Type = OneOrMany{SignedBadge}
	case v.VerificationProperty != "" || len(v.StartsWith) > 0 || len(v.AllowedOrigins) > 0:
		v.Type = OneOrMany{"VerificationObject"}
	default:
		v.Type = OneOrMany{HostedBadge}
	}
	return encode(plain(v))
}

// MarshalJSON writes the Evidence with its type, or its id if that is all.
func (v Evidence) MarshalJSON() ([]byte, error) {
	type plain Evidence
	if isReference(v) {
		return encode(v.ID)
	}
	v.Type = typed(v.Type, "Evidence")
	return encode(plain(v))
}

// MarshalJSON writes the Image with its type, or its id if that is all.
func (v Image) MarshalJSON() ([]byte, error) {
	type plain Image
	if isReference(v) {
		return encode(v.ID)
	}
	v.Type = typed(v.Type, "Image")
	return encode(plain(v))
}

// MarshalJSON writes the Criteria with their type, or their id if that is all.
func (v Criteria) MarshalJSON() ([]byte, error) {
	type plain Criteria
	if isReference(v) {
		return encode(v.ID)
	}
	v.Type = typed(v.Type, "Criteria")
	return encode(plain(v))
}

// MarshalJSON writes the AlignmentObject with its type.
func (v AlignmentObject) MarshalJSON() ([]byte, error) {
	type plain AlignmentObject
	v.Type = typed(v.Type, "AlignmentObject")
	return encode(plain(v))
}

// MarshalJSON writes the Related, or its id if that is all.
func (v Related) MarshalJSON() ([]byte, error) {
	type plain Related
	if isReference(v) {
		return encode(v.ID)
	}
	return encode(plain(v))
}
