package award

import (
	"context"
	"fmt"

	"blazon/ob2"
)

// composeOB2 states an award as a hosted Open Badges 2.0 assertion, with the
// hash that the credential has.
func composeOB2(f facts) ob2.Assertion {
	out := ob2.Assertion{
		ID:           f.site.assertionOB2(f.award.ID),
		Recipient:    ob2.IdentityObject{Type: "email", Hashed: true, Salt: f.recipient.Salt, Identity: f.recipient.IdentityHash},
		Badge:        ob2.BadgeClass{ID: f.badgeClass},
		Verification: ob2.VerificationObject{Type: ob2.OneOrMany{ob2.HostedBadge}},
		// OB 2.0 has one date: nothing is valid before it, as before validFrom. An
		// award whose day has not come is so in both standards.
		IssuedOn:  ob2.DateTime{Time: f.award.ValidFrom},
		Expires:   ob2.DateTime{Time: f.award.ValidUntil},
		Image:     &ob2.Image{ID: f.site.award(f.award.ID) + "/badge.png"},
		Narrative: f.narrative,
		// OB 3.0 Implementation Guide, migration: the same award in Open Badges 3.0.
		Related: []ob2.Related{{
			ID: f.site.award(f.award.ID), Type: ob2.OneOrMany{"https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementCredential"}, Version: "Open Badges v3p0",
		}},
	}
	if f.award.Replaces != "" {
		out.Related = append(out.Related, ob2.Related{ID: f.site.assertionOB2(f.award.Replaces), Type: ob2.OneOrMany{"Assertion"}})
	}
	for _, e := range f.evidence {
		out.Evidence = append(out.Evidence, ob2.Evidence{ID: e.URL, Name: e.Name, Description: e.Description, Narrative: e.Narrative})
	}
	return out
}

// AssertionOB2 returns the hosted Open Badges 2.0 assertion of an award, as it
// was made with it. Of one that is revoked, or whose key was withdrawn, it returns
// the little that is left to say, and gone is true.
//
// OB 2.0 HostedBadge: a revoked assertion answers 410 Gone.
func (a *Awarder) AssertionOB2(ctx context.Context, awardID string) (body []byte, gone bool, err error) {
	aw, err := a.Public(ctx, awardID)
	if err != nil {
		return nil, false, err
	}
	if aw.State == Active {
		return aw.OB2, false, nil
	}
	yes := true
	doc, findings := ob2.Assertion{ID: a.site().assertionOB2(aw.ID), Revoked: &yes, RevocationReason: aw.RevocationReason}.Prepare()
	if len(findings) > 0 {
		return nil, false, fmt.Errorf("the assertion of revoked award %s: %s", aw.ID, findings[0])
	}
	return doc.Bytes(), true, nil
}
