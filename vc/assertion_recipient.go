package vc

import (
	"fmt"
	"slices"
	"strings"

	"blazon/ob2"
)

// checkRecipient answers whether the badge was given to the person asked about.
//
// OB 2.0 V2-06.
func (a *assertion) checkRecipient() {
	known := strings.TrimSpace(a.opt.Recipient)
	switch {
	case known == "":
		a.report.skip(CheckRecipient, "Nobody asked to whom it was given.")
	case a.object.Assertion == nil:
		a.report.tellNobody(known, a.as.carrier)
	default:
		same, compared := isRecipientOB2(a.object.Assertion.Recipient, known)
		a.report.tellRecipient(known, same, compared)
	}
}

// isRecipientOB2 compares an identifier of the kind that the badge names, and reports
// whether that is one of the kind that is known. MD5 and unknown hashes prove
// nothing: anyone can make two addresses with one hash.
func isRecipientOB2(o ob2.IdentityObject, known string) (same, compared bool) {
	if o.Hashed && !isSHA256(o.Identity) {
		return false, false
	}
	asked := identifierOf(known)
	// Matches knows the kind that the badge names, under whichever prefix.
	kind := ob2.IdentityObject{Type: o.Type, Identity: o.Identity}
	properties := slices.DeleteFunc(propertiesOB2(asked.kind), func(typ string) bool { return !kind.Matches(o.Identity, typ) })
	if !o.Hashed {
		named := len(properties) > 0
		return named && asked.same(o.Identity), named && asked.alike(o.Identity)
	}
	for _, typ := range properties {
		if slices.ContainsFunc(asked.forms, func(form string) bool { return o.Matches(form, typ) }) {
			return true, true
		}
	}
	return false, len(properties) > 0
}

// propertiesOB2 returns the properties of a person that an identifier may be.
func propertiesOB2(k identifierKind) []string {
	switch k {
	case mailIdentifier:
		return []string{"email"}
	case webIdentifier:
		return []string{"url", "id"}
	case phoneIdentifier:
		return []string{"telephone"}
	case otherIdentifier:
	}
	return []string{"id"}
}

// summary copies what is shown from the badge that was verified. The host that
// stands for the issuer is given only if the issuer confirmed the badge.
func (a *assertion) summary() Summary {
	s := Summary{ID: a.id()}
	if a.strict() && isWeb(s.ID) && !a.hasOwnID() {
		text := fmt.Sprintf("It calls itself by an address at %.100s, and was not seen to be what is there.", hostAt(s.ID))
		if a.served == nil && a.noServed == nil {
			text += " Nothing there was looked at."
		}
		a.report.note(text)
		s.ID = ""
	}
	if a.issuer != nil && a.issuer.object != nil && a.issuer.object.Profile != nil {
		p := a.issuer.object.Profile
		s.IssuerID, s.IssuerName, s.IssuerURL = p.ID, p.Name, p.URL
		if c := a.report.Check(CheckIssuer); c.Result == Pass && c.Detail["believed"] == "" {
			s.IssuerHost = hostOf(a.issuer.id())
		}
	}
	if e := a.object.Endorsement; e != nil {
		s.Narrative, s.ValidFrom = e.Claim.EndorsementComment, e.IssuedOn.Time
		s.Endorses = idOf(a.object.Value.Get("claim"))
	}
	if b := a.badge; b != nil && b.object != nil && b.object.BadgeClass != nil {
		c := b.object.BadgeClass
		s.AchievementID, s.Name, s.Description = c.ID, c.Name, c.Description
		s.CriteriaNarrative, s.CriteriaURL, s.Tags = c.Criteria.Narrative, c.Criteria.ID, c.Tags
		if c.Image != nil {
			s.Image, s.ImageAlt = c.Image.ID, c.Image.Caption
		}
	}
	if c := a.object.Assertion; c != nil {
		s.award2(c)
		s.RecipientName = a.object.Value.Get(ob2.RecipientProfileName).Get("name").Str()
	}
	return s
}

// award2 fills in what an Assertion says.
func (s *Summary) award2(c *ob2.Assertion) {
	s.Narrative, s.AwardedDate, s.ValidFrom, s.ValidUntil = c.Narrative, c.IssuedOn.Time, c.IssuedOn.Time, c.Expires.Time
	if !c.Recipient.Hashed {
		s.RecipientID = c.Recipient.Identity
	}
	if s.Image == "" && c.Image != nil {
		s.Image, s.ImageAlt = c.Image.ID, c.Image.Caption
	}
	for _, e := range c.Evidence {
		s.Evidence = append(s.Evidence, Evidence{ID: e.ID, Name: e.Name, Description: e.Description, Narrative: e.Narrative})
	}
}
