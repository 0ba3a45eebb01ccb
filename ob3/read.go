package ob3

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"blazon/jsonld"
)

// Model is a version of the W3C Verifiable Credentials data model.
type Model uint8

// The versions that Open Badges 3.0 knows. Credentials of VCDM1 are read and
// never made.
const (
	VCDM2 Model = iota // validFrom, validUntil
	VCDM1              // issuanceDate, expirationDate
)

// String names the version.
func (m Model) String() string {
	if m == VCDM1 {
		return "VCDM 1.1"
	}
	return "VCDM 2.0"
}

// The classes of credentials that Read tells apart.
const (
	ClassAchievement = "AchievementCredential"
	ClassEndorsement = "EndorsementCredential"
)

// A Credential is what Read understood: the same view of both versions of the
// data model, whether values stood alone or in arrays.
type Credential struct {
	Model Model
	Class string // ClassAchievement, ClassEndorsement or "": neither

	ID, Name, Description string
	Image                 *Image
	Issuer                Profile // of an issuer given as an address: ID alone
	ValidFrom, ValidUntil DateTime
	AwardedDate           DateTime

	Achievement *AchievementCredential // all of it, if that is the class
	Endorsement *EndorsementCredential // all of it, if that is the class
	Raw         *jsonld.Value          // what was read
}

// Read understands a credential as well as it can and says what is wrong with
// it: the findings that are no warnings are those for which 1EdTech's validator
// or JSON schema would refuse it. The Credential is never nil, the findings bound
// in number. Proofs, dates in relation to now and the meaning of undefined terms
// are not its business.
func Read(v *jsonld.Value) (*Credential, []Finding) {
	c := &Credential{Model: modelOf(v), Raw: v}
	if v.Kind() != jsonld.Object {
		return c, []Finding{{Text: fmt.Sprintf("A credential is an object and this is %s.", v.Kind()), Cite: "VCDM 2.0 4.1"}}
	}
	check := checker{}
	switch types := v.Get("type"); {
	case hasType(types, "OpenBadgeCredential", ClassAchievement):
		c.Class = ClassAchievement
		check.object(v, c.Class, nil)
	case hasType(types, ClassEndorsement):
		c.Class = ClassEndorsement
		check.object(v, c.Class, nil)
	default:
		check.object(v, ClassAchievement, nil)
	}
	c.fill(v)
	return c, check.Findings
}

// Parse is Read of JSON text. The error is that of jsonld.Parse: the text is not
// JSON, is ambiguous or is too large.
func Parse(data []byte) (*Credential, []Finding, error) {
	v, err := jsonld.Parse(data, jsonld.Limits{})
	if err != nil {
		return nil, nil, fmt.Errorf("parse credential: %w", err)
	}
	c, findings := Read(v)
	return c, findings, nil
}

// fill decodes v and copies what all credentials have.
func (c *Credential) fill(v *jsonld.Value) {
	if c.Class == ClassEndorsement {
		e := new(EndorsementCredential)
		decode(v, reflect.ValueOf(e).Elem())
		c.Endorsement = e
		c.ID, c.Name, c.Description = e.ID, e.Name, e.Description
		c.Issuer, c.ValidFrom, c.ValidUntil, c.AwardedDate = e.Issuer, e.ValidFrom, e.ValidUntil, e.AwardedDate
		return
	}
	a := new(AchievementCredential)
	decode(v, reflect.ValueOf(a).Elem())
	if c.Class != "" {
		c.Achievement = a
	}
	c.ID, c.Name, c.Description, c.Image = a.ID, a.Name, a.Description, a.Image
	c.Issuer, c.ValidFrom, c.ValidUntil, c.AwardedDate = a.Issuer, a.ValidFrom, a.ValidUntil, a.AwardedDate
}

// modelOf tells the version by the first context.
//
// OB 3.0 JW-06, VF: @context[0] decides.
func modelOf(v *jsonld.Value) Model {
	if items := v.Get("@context").Items(); len(items) > 0 && items[0].Str() == ContextVC1 {
		return VCDM1
	}
	return VCDM2
}

// nameIn returns the name that a property of this package has in v.
//
// VCDM 1.1: issuanceDate and expirationDate are what are now validFrom and
// validUntil.
func nameIn(v *jsonld.Value, name string) string {
	if (name == "validFrom" || name == "validUntil") && modelOf(v) == VCDM1 {
		return map[string]string{"validFrom": "issuanceDate", "validUntil": "expirationDate"}[name]
	}
	return name
}

// Same reports whether two credentials are editions of one: equal ids from equal
// issuers.
//
// OB 3.0 B.7 EQ-01: compared after decoding percent signs and then trimming.
func (c *Credential) Same(other *Credential) bool {
	id, issuer := comparableID(c.ID), comparableID(c.Issuer.ID)
	return id != "" && issuer != "" && id == comparableID(other.ID) && issuer == comparableID(other.Issuer.ID)
}

// Replaces reports whether c is a newer edition of other. Of two editions with
// the same validFrom neither replaces the other.
func (c *Credential) Replaces(other *Credential) bool {
	return c.Same(other) && c.ValidFrom.After(other.ValidFrom.Time)
}

// comparableID decodes the percent signs of an id, once, and trims it.
func comparableID(id string) string {
	if decoded, err := url.PathUnescape(id); err == nil {
		id = decoded
	}
	return strings.TrimSpace(id)
}
