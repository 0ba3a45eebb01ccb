package award

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"blazon/ob3"
)

const contextOB2 = "https://w3id.org/openbadges/v2"

// An assertion is an award in Open Badges 2.0.
//
// OB 2.0 Assertion, IdentityObject, Evidence, VerificationObject.
type assertion struct {
	Context      string        `json:"@context"`
	ID           string        `json:"id"`
	Type         string        `json:"type"`
	Recipient    *identity     `json:"recipient,omitempty"`
	Badge        string        `json:"badge,omitempty"`
	Verification *verification `json:"verification,omitempty"`
	IssuedOn     string        `json:"issuedOn,omitempty"`
	Expires      string        `json:"expires,omitempty"`
	Image        string        `json:"image,omitempty"`
	Narrative    string        `json:"narrative,omitempty"`
	Evidence     []evidenceOB2 `json:"evidence,omitempty"`
	Related      []relatedOB3  `json:"related,omitempty"`
	Revoked      bool          `json:"revoked,omitempty"`
	Reason       string        `json:"revocationReason,omitempty"`
}

type identity struct {
	Type     string `json:"type"`
	Hashed   bool   `json:"hashed"`
	Salt     string `json:"salt"`
	Identity string `json:"identity"`
}

type verification struct {
	Type string `json:"type"`
}

type evidenceOB2 struct {
	ID          string `json:"id,omitempty"`
	Type        string `json:"type"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Narrative   string `json:"narrative,omitempty"`
}

type relatedOB3 struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
}

// composeOB2 states an award as a hosted assertion, with the hash that the
// credential has.
func composeOB2(f facts) ([]byte, error) {
	out := assertion{
		Context:      contextOB2,
		ID:           f.site.assertionOB2(f.award.ID),
		Type:         "Assertion",
		Recipient:    &identity{"email", true, f.recipient.Salt, f.recipient.IdentityHash},
		Badge:        f.site.badgeOB2(f.award.AchievementID, f.award.Version),
		Verification: &verification{"HostedBadge"},
		IssuedOn:     ob3.At(f.award.ValidFrom).String(),
		Expires:      until(f.award).String(),
		Image:        f.site.award(f.award.ID) + "/badge.png",
		Narrative:    f.narrative,
		// OB 3.0 Implementation Guide, migration: the same award in Open Badges 3.0.
		Related: []relatedOB3{{f.site.award(f.award.ID), []string{"https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementCredential"}}},
	}
	for _, e := range f.evidence {
		out.Evidence = append(out.Evidence, evidenceOB2{ID: e.URL, Type: "Evidence", Name: e.Name, Description: e.Description, Narrative: e.Narrative})
	}
	return out.json()
}

// json writes an assertion as it is read: without escapes for the sake of HTML.
func (a assertion) json() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a); err != nil {
		return nil, fmt.Errorf("write assertion: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// AssertionOB2 returns the hosted Open Badges 2.0 assertion of an award, as it
// was made with it. Of a revoked one it returns the little that is left to say,
// and gone is true.
//
// OB 2.0 HostedBadge: a revoked assertion answers 410 Gone.
func (a *Awarder) AssertionOB2(ctx context.Context, awardID string) (body []byte, gone bool, err error) {
	aw, err := a.Public(ctx, awardID)
	if err != nil {
		return nil, false, err
	}
	if aw.State != Revoked {
		return aw.OB2, false, nil
	}
	body, err = assertion{
		Context: contextOB2, ID: a.site().assertionOB2(aw.ID), Type: "Assertion", Revoked: true, Reason: aw.RevocationReason,
	}.json()
	return body, true, err
}
