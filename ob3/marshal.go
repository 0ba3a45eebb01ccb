package ob3

import (
	"slices"

	"github.com/go-json-experiment/json"
)

// Each class writes its own name into type, so that nobody has to repeat it.
// Everything else is written as the structs say: what is empty is left out.
//
// OB 3.0 DM-02, DM-04: arrays where the maximum is *, no nulls, no empty arrays.

// encode writes a class whose type is filled in.
func encode(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true)) }

// types returns the types given after those that class must have.
func types(given []string, class ...string) []string {
	out := slices.Clone(class)
	for _, t := range given {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// MarshalJSON writes the credential with the contexts and types it needs.
func (c AchievementCredential) MarshalJSON() ([]byte, error) {
	type plain AchievementCredential
	c.Context = contexts(c.Context, services(c.CredentialStatus, c.RefreshService, c.CredentialSchema)...)
	name := "OpenBadgeCredential"
	if slices.Contains(c.Type, "AchievementCredential") {
		name = "AchievementCredential"
	}
	c.Type = types(c.Type, "VerifiableCredential", name)
	return encode(plain(c))
}

// MarshalJSON writes the credential with the contexts and types it needs.
func (c EndorsementCredential) MarshalJSON() ([]byte, error) {
	type plain EndorsementCredential
	c.Context = contexts(c.Context, services(c.CredentialStatus, c.RefreshService, c.CredentialSchema)...)
	c.Type = types(c.Type, "VerifiableCredential", "EndorsementCredential")
	return encode(plain(c))
}

// services returns the types of the services around a credential.
func services(status *CredentialStatus, refresh *RefreshService, schemas []CredentialSchema) []string {
	var out []string
	if status != nil {
		out = append(out, status.Type)
	}
	if refresh != nil {
		out = append(out, refresh.Type)
	}
	for _, s := range schemas {
		out = append(out, s.Type)
	}
	return out
}

// MarshalJSON writes the AchievementSubject with its type.
func (v AchievementSubject) MarshalJSON() ([]byte, error) {
	type plain AchievementSubject
	v.Type = types(v.Type, "AchievementSubject")
	return encode(plain(v))
}

// MarshalJSON writes the EndorsementSubject with its type.
func (v EndorsementSubject) MarshalJSON() ([]byte, error) {
	type plain EndorsementSubject
	v.Type = types(v.Type, "EndorsementSubject")
	return encode(plain(v))
}

// MarshalJSON writes the Achievement with its type.
func (v Achievement) MarshalJSON() ([]byte, error) {
	type plain Achievement
	v.Type = types(v.Type, "Achievement")
	return encode(plain(v))
}

// MarshalJSON writes the Alignment with its type.
func (v Alignment) MarshalJSON() ([]byte, error) {
	type plain Alignment
	v.Type = types(v.Type, "Alignment")
	return encode(plain(v))
}

// MarshalJSON writes the Related with its type.
func (v Related) MarshalJSON() ([]byte, error) {
	type plain Related
	v.Type = types(v.Type, "Related")
	return encode(plain(v))
}

// MarshalJSON writes the ResultDescription with its type.
func (v ResultDescription) MarshalJSON() ([]byte, error) {
	type plain ResultDescription
	v.Type = types(v.Type, "ResultDescription")
	return encode(plain(v))
}

// MarshalJSON writes the RubricCriterionLevel with its type.
func (v RubricCriterionLevel) MarshalJSON() ([]byte, error) {
	type plain RubricCriterionLevel
	v.Type = types(v.Type, "RubricCriterionLevel")
	return encode(plain(v))
}

// MarshalJSON writes the Result with its type.
func (v Result) MarshalJSON() ([]byte, error) {
	type plain Result
	v.Type = types(v.Type, "Result")
	return encode(plain(v))
}

// MarshalJSON writes the Evidence with its type.
func (v Evidence) MarshalJSON() ([]byte, error) {
	type plain Evidence
	v.Type = types(v.Type, "Evidence")
	return encode(plain(v))
}

// MarshalJSON writes the Profile with its type.
func (v Profile) MarshalJSON() ([]byte, error) {
	type plain Profile
	v.Type = types(v.Type, "Profile")
	return encode(plain(v))
}

// MarshalJSON writes the Address with its type.
func (v Address) MarshalJSON() ([]byte, error) {
	type plain Address
	v.Type = types(v.Type, "Address")
	return encode(plain(v))
}

// MarshalJSON writes the Image with its type.
func (v Image) MarshalJSON() ([]byte, error) {
	type plain Image
	if v.Type == "" {
		v.Type = "Image"
	}
	return encode(plain(v))
}

// MarshalJSON writes the IdentifierEntry with its type.
func (v IdentifierEntry) MarshalJSON() ([]byte, error) {
	type plain IdentifierEntry
	if v.Type == "" {
		v.Type = "IdentifierEntry"
	}
	return encode(plain(v))
}

// MarshalJSON writes the GeoCoordinates with its type.
func (v GeoCoordinates) MarshalJSON() ([]byte, error) {
	type plain GeoCoordinates
	if v.Type == "" {
		v.Type = "GeoCoordinates"
	}
	return encode(plain(v))
}

// MarshalJSON writes the IdentityObject with its type.
func (o IdentityObject) MarshalJSON() ([]byte, error) {
	type plain IdentityObject
	if o.Type == "" {
		o.Type = "IdentityObject"
	}
	return encode(plain(o))
}
