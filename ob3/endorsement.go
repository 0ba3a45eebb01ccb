package ob3

import (
	"fmt"
	"strings"

	"blazon/jsonld"
	"blazon/lint"
)

// SignedEndorsement is an EndorsementCredential as its issuer signed it, to be
// attached to what it endorses. It is kept member by member and number by
// number: writing it anew from a struct could change what was signed.
//
// OB 3.0 DM-03, EN-03: an endorsement is signed before the credential that
// carries it.
type SignedEndorsement struct{ value *jsonld.Value }

// ParseSignedEndorsement reads a signed EndorsementCredential. It does not
// verify the proof.
func ParseSignedEndorsement(data []byte) (SignedEndorsement, error) {
	v, err := jsonld.Parse(data, jsonld.Limits{})
	switch {
	case err != nil:
		return SignedEndorsement{}, fmt.Errorf("parse endorsement: %w", err)
	case !hasType(v.Get("type"), "EndorsementCredential"):
		return SignedEndorsement{}, fmt.Errorf("parse endorsement: its type does not name EndorsementCredential")
	case v.Get("proof").Kind() == jsonld.Absent:
		return SignedEndorsement{}, fmt.Errorf("parse endorsement: it has no proof; sign it before it is attached")
	}
	return SignedEndorsement{v}, nil
}

// Value returns the endorsement as it was read, nil of the zero
// SignedEndorsement.
func (e SignedEndorsement) Value() *jsonld.Value { return e.value }

// MarshalJSON writes the endorsement as it was read.
func (e SignedEndorsement) MarshalJSON() ([]byte, error) { return e.value.JSON(), nil }

// AttachedEndorsement is an endorsement found in a credential: either a signed
// object or a VC-JWT.
type AttachedEndorsement struct {
	Path  string        // where it is, as a JSON pointer
	Of    string        // the id of the object it is attached to, which it should endorse
	Value *jsonld.Value // the object, or nil
	JWT   string        // the compact JWS, or ""
}

// Endorsements lists the endorsements of the credential, of its achievement and
// of the Profiles in it, in the order in which they appear there.
//
// OB 3.0 EN-01: credential, achievement, issuer, creator, source, parentOrg.
func (c *Credential) Endorsements() []AttachedEndorsement {
	var out []AttachedEndorsement
	var root *lint.Place
	out = appendEndorsements(out, c.Raw, root)
	out = appendMember(out, c.Raw, "issuer", root)
	subjects := c.Raw.Get("credentialSubject")
	for i, subject := range subjects.Items() {
		at := itemOf(subjects, root.Member("credentialSubject"), i)
		out = appendMember(out, subject, "source", at)
		achievement := subject.Get("achievement")
		for i, a := range achievement.Items() { // a record may describe several
			at := itemOf(achievement, at.Member("achievement"), i)
			out = appendEndorsements(out, a, at)
			out = appendMember(out, a, "creator", at)
		}
	}
	return out
}

// appendMember adds those of what a member holds, one or several.
func appendMember(out []AttachedEndorsement, v *jsonld.Value, name string, at *lint.Place) []AttachedEndorsement {
	member := v.Get(name)
	for i, item := range member.Items() {
		out = appendEndorsements(out, item, itemOf(member, at.Member(name), i))
	}
	return out
}

// appendEndorsements adds those of one object and of its parent organizations.
func appendEndorsements(out []AttachedEndorsement, v *jsonld.Value, at *lint.Place) []AttachedEndorsement {
	if v.Kind() == jsonld.Object {
		of := v.Get("id").Str()
		for _, name := range []string{"endorsement", "endorsementJwt"} {
			list := v.Get(name)
			for i, item := range list.Items() {
				e := AttachedEndorsement{Path: itemOf(list, at.Member(name), i).String(), Of: of}
				switch {
				case item.IsString():
					e.JWT = strings.TrimSpace(item.Str())
				case item.Kind() == jsonld.Object:
					e.Value = item
				default:
					continue
				}
				out = append(out, e)
			}
		}
		out = appendMember(out, v, "parentOrg", at)
	}
	return out
}
