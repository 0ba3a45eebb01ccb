package achievement

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"blazon/ob2"
	"blazon/ob3"
)

// VersionURL is the permanent address of a version: the id of its Achievement
// in credentials, a page for people, a document for machines.
func (c *Catalogue) VersionURL(achievementID string, n int) string {
	return c.BaseURL + "/badges/" + achievementID + "/versions/" + strconv.Itoa(n)
}

// BadgeClassURL is the permanent address of a version as an Open Badges 2.0
// BadgeClass.
func (c *Catalogue) BadgeClassURL(achievementID string, n int) string {
	return c.BaseURL + "/ob2/badges/" + achievementID + "/versions/" + strconv.Itoa(n)
}

// pictureURL is the address of the picture of a version.
func (c *Catalogue) pictureURL(v Version) string {
	return c.VersionURL(v.AchievementID, v.Number) + "/image.png"
}

// AsOB3 returns a version as it stands in credentials.
func (c *Catalogue) AsOB3(v Version) (ob3.Achievement, error) {
	s := v.Content
	if v.AchievementID == "" || v.Number < 1 {
		return ob3.Achievement{}, errors.New("this version has no name, so it cannot stand in a credential")
	}
	a := ob3.Achievement{
		ID:              c.VersionURL(v.AchievementID, v.Number),
		Name:            s.Name,
		Description:     s.Description,
		Criteria:        ob3.Criteria{ID: s.CriteriaURL, Narrative: s.Criteria},
		AchievementType: ob3.AchievementType(s.Type),
		Creator:         &ob3.Profile{ID: c.BaseURL + "/issuers/" + v.IssuerID},
		InLanguage:      s.InLanguage,
		Tag:             s.Tags,
		Version:         strconv.Itoa(v.Number),
		// The same badge in the older standard.
		Related: []ob3.Related{{
			ID: c.BadgeClassURL(v.AchievementID, v.Number), Type: []string{"https://w3id.org/openbadges#BadgeClass"}, Version: "Open Badges v2p0",
		}},
	}
	if s.ImageKey != "" {
		a.Image = &ob3.Image{ID: c.pictureURL(v), Caption: s.ImageAlt}
	}
	for _, t := range s.Alignments {
		a.Alignment = append(a.Alignment, ob3.Alignment{
			TargetName: t.TargetName, TargetURL: t.TargetURL, TargetDescription: t.TargetDescription,
			TargetFramework: t.TargetFramework, TargetCode: t.TargetCode, TargetType: ob3.AlignmentTargetType(t.TargetType),
		})
	}
	return a, nil
}

// Document returns a version as machines get it at its address: an OB 3.0
// Achievement in JSON-LD.
func (c *Catalogue) Document(v Version) ([]byte, error) {
	a, err := c.AsOB3(v)
	if err != nil {
		return nil, err
	}
	data, findings := a.LinkedData()
	return data, departures(findings)
}

// AsOB2 returns a version as an Open Badges 2.0 BadgeClass, which is a document
// of its own at BadgeClassURL.
func (c *Catalogue) AsOB2(v Version) ([]byte, error) {
	s := v.Content
	b := ob2.BadgeClass{
		ID:          c.BadgeClassURL(v.AchievementID, v.Number),
		Name:        s.Name,
		Description: s.Description,
		Image:       &ob2.Image{ID: c.pictureURL(v), Caption: s.ImageAlt},
		// Older readers want an address; the page of the version shows the text.
		Criteria: ob2.Criteria{ID: s.CriteriaURL, Narrative: s.Criteria},
		Issuer:   ob2.Profile{ID: c.BaseURL + "/ob2/issuers/" + v.IssuerID},
		Tags:     s.Tags,
	}
	if b.Criteria.ID == "" {
		b.Criteria.ID = c.VersionURL(v.AchievementID, v.Number)
	}
	b.Related = []ob2.Related{{
		ID: c.VersionURL(v.AchievementID, v.Number), Type: ob2.OneOrMany{"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"}, Version: "Open Badges v3p0",
	}}
	b.Language = s.InLanguage
	b.Version = strconv.Itoa(v.Number)
	for _, t := range s.Alignments {
		b.Alignment = append(b.Alignment, ob2.AlignmentObject{
			TargetName: t.TargetName, TargetURL: t.TargetURL, TargetDescription: t.TargetDescription,
			TargetFramework: t.TargetFramework, TargetCode: t.TargetCode,
		})
	}
	doc, findings := b.Prepare()
	return doc.Bytes(), departures(findings)
}

// departures is an error if what we publish departs from a standard. Drafts are
// checked before they are published, so it is a mistake of ours.
func departures[F fmt.Stringer](findings []F) error {
	if len(findings) == 0 {
		return nil
	}
	var all []string
	for _, f := range findings {
		all = append(all, f.String())
	}
	return fmt.Errorf("this departs from the standard: %s", strings.Join(all, "; "))
}
