package award

import (
	"strconv"
	"time"

	"blazon/ob3"
	"blazon/statuslist"
)

// site is where documents have their addresses.
type site struct{ base string }

func (a *Awarder) site() site { return site{a.BaseURL} }

func (s site) award(id string) string       { return s.base + "/awards/" + id }
func (s site) issuer(id string) string      { return s.base + "/issuers/" + id }
func (s site) revocations(id string) string { return s.issuer(id) + "/revocations" }
func (s site) statusList(issuerID string, n int) string {
	return s.issuer(issuerID) + "/status/" + strconv.Itoa(n)
}

func (s site) assertionOB2(id string) string { return s.base + "/ob2/awards/" + id }

// facts is all that a credential states.
type facts struct {
	ground
	award     Award
	recipient ob3.IdentityObject
	narrative string
	evidence  []Evidence
	site      site
	// first is when it was awarded the first time, if it is given again.
	first time.Time
}

// awarded is when the achievement was awarded.
func (f facts) awarded() time.Time {
	if f.first.IsZero() {
		return f.award.AwardedAt
	}
	return f.first
}

// typeAssertion is the class of Open Badges 2.0 assertions.
const typeAssertion = "https://w3id.org/openbadges#Assertion"

// compose states an award as a credential. The recipient is in it as a hash
// only, and their name not at all: whoever has the address of an award learns
// no more of a person than that person shows them.
//
// There is no credentialSchema: readers check the official schema without being
// told, and its type is defined in a context that not all of them know.
func compose(f facts) ob3.AchievementCredential {
	list := f.site.statusList(f.award.IssuerID, f.award.StatusList)
	c := ob3.AchievementCredential{
		ID:          f.site.award(f.award.ID),
		Name:        f.achievement.Name,
		Issuer:      f.issuer,
		ValidFrom:   ob3.At(f.award.ValidFrom),
		ValidUntil:  until(f.award),
		AwardedDate: ob3.At(f.awarded()),
		CredentialSubject: ob3.AchievementSubject{
			// The token that is also made of this repeats the id as sub, which
			// OB 3.0 8.2.4.1 demands.
			ID:          f.award.SubjectID,
			Identifier:  []ob3.IdentityObject{f.recipient},
			Achievement: f.achievement,
			Narrative:   f.narrative,
		},
		CredentialStatus: &ob3.CredentialStatus{
			// Bitstring Status List 2.1: the id is not that of the list.
			ID:                   list + "#" + strconv.Itoa(f.award.StatusIndex),
			Type:                 ob3.TypeBitstringStatus,
			StatusPurpose:        statuslist.Revocation,
			StatusListIndex:      strconv.Itoa(f.award.StatusIndex),
			StatusListCredential: list,
		},
	}
	for _, e := range f.evidence {
		c.Evidence = append(c.Evidence, ob3.Evidence{ID: e.URL, Name: e.Name, Description: e.Description, Narrative: e.Narrative})
	}
	if f.award.Replaces != "" {
		c.Evidence = append(c.Evidence, ob3.Evidence{ID: f.site.award(f.award.Replaces), Name: "The award that this one was given in place of"})
	}
	// OB 3.0 Implementation Guide, migration: the same award in Open Badges 2.0.
	c.Evidence = append(c.Evidence, ob3.Evidence{
		ID: f.site.assertionOB2(f.award.ID), Type: []string{typeAssertion}, Name: "This badge in Open Badges 2.0",
	})
	return c
}

// until is the end of an award, which it need not have.
func until(a Award) ob3.DateTime {
	if a.ValidUntil.IsZero() {
		return ob3.DateTime{}
	}
	return ob3.At(a.ValidUntil)
}
