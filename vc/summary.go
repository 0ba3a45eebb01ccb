package vc

import (
	"strings"
	"unicode"

	"blazon/did"
	"blazon/ob3"
)

// summary copies what is shown from the text that was verified. The host that
// stands for the issuer is given only if the issuer confirmed the key.
func (j *judgement) summary() Summary {
	c := j.cred.read
	if c == nil {
		return Summary{ID: j.cred.id, IssuerID: j.cred.issuer}
	}
	s := Summary{
		ID: c.ID, Name: c.Name, Description: c.Description,
		IssuerID: c.Issuer.ID, IssuerName: c.Issuer.Name, IssuerURL: c.Issuer.URL,
		AwardedDate: c.AwardedDate.Time, ValidFrom: c.ValidFrom.Time, ValidUntil: c.ValidUntil.Time,
	}
	if j.report.Check(CheckIssuer).Result == Pass && j.report.Check(CheckIssuer).Detail["believed"] == "" {
		s.IssuerHost = hostOf(c.Issuer.ID)
	}
	if c.Image != nil {
		s.Image, s.ImageAlt = c.Image.ID, c.Image.Caption
	}
	if c.Achievement != nil {
		s.award(c.Achievement)
		j.onlyOwnEvidence(&s)
		s.sameProfile(c.Achievement.CredentialSubject.Achievement.Creator)
	}
	if j.cred.kind == kindEndorsement {
		s.Endorses, s.Narrative = j.cred.subject.Get("id").Str(), j.cred.subject.Get("endorsementComment").Str()
	}
	if r := j.cred.record; r != nil {
		s.RecipientID = r.CredentialSubject.ID
		s.RecipientName = nameOf(r.CredentialSubject.Identifier)
	}
	return s
}

// onlyOwnEvidence leaves out what stands in evidence that is a credential itself. For a
// proof over statements what it says may be its author's words, whom nobody asked.
func (j *judgement) onlyOwnEvidence(s *Summary) {
	items := j.cred.doc.Get("evidence").Items()
	if !j.strict() || j.literal || j.cred.token != nil {
		return
	}
	for i := range s.Evidence {
		if len(items) != len(s.Evidence) || ob3.IsCredential(items[i]) {
			s.Evidence[i] = Evidence{ID: s.Evidence[i].ID}
		}
	}
}

// OnlyKey reports whether nothing but a key stands for the issuer: a did:key or a
// did:jwk. Anyone can make one and call it what they like, so what the issuer calls
// itself is a claim.
func (s Summary) OnlyKey() bool {
	return strings.HasPrefix(s.IssuerHost, "did:") // of a did:web it is the host
}

// sameProfile fills in what is said of the issuer where it stands as the creator of
// the achievement. To a proof of statements it is one whichever of the two places
// what is said of it stands in, so whoever moves its name from one to the other
// changes nothing, and must not take it out of sight.
func (s *Summary) sameProfile(creator *ob3.Profile) {
	if creator == nil || creator.ID == "" || creator.ID != s.IssuerID {
		return
	}
	if s.IssuerName == "" {
		s.IssuerName = creator.Name
	}
	if s.IssuerURL == "" {
		s.IssuerURL = creator.URL
	}
}

// nameOf returns the name of a recipient, if it is given in plain text.
func nameOf(identifiers []ob3.IdentityObject) string {
	name := ""
	for _, o := range identifiers {
		if o.IdentityType == "name" && !o.Hashed {
			name = o.IdentityHash
		}
	}
	return name
}

// award fills in what a badge has and other credentials have not.
func (s *Summary) award(c *ob3.AchievementCredential) {
	a, subject := c.CredentialSubject.Achievement, c.CredentialSubject
	s.AchievementID, s.AchievementType = a.ID, string(a.AchievementType)
	if a.Name != "" {
		s.Name = a.Name
	}
	if a.Description != "" {
		s.Description = a.Description
	}
	s.CriteriaNarrative, s.CriteriaURL = a.Criteria.Narrative, a.Criteria.ID
	s.Tags = a.Tag
	if a.Image != nil {
		s.Image, s.ImageAlt = a.Image.ID, a.Image.Caption
	}
	s.RecipientID, s.Narrative = subject.ID, subject.Narrative
	s.RecipientName = nameOf(subject.Identifier)
	for _, e := range c.Evidence {
		s.Evidence = append(s.Evidence, Evidence{ID: e.ID, Name: e.Name, Description: e.Description, Narrative: e.Narrative})
	}
}

// hostOf returns what proves an issuer: the host that serves its document, or
// the DID itself where the DID is the key.
func hostOf(issuer string) string {
	if isWeb(issuer) {
		// As it is asked for: letters of other scripts look like those of somebody else.
		host := hostAt(issuer)
		if strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) {
			return ""
		}
		return host
	}
	if strings.HasPrefix(issuer, "did:web:") {
		at, err := did.WebURL(issuer)
		if err != nil {
			return ""
		}
		return hostOf(at)
	}
	return issuer
}
