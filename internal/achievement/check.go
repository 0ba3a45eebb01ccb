package achievement

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"blazon/internal/fault"
	"blazon/internal/text"
	"blazon/ob3"
)

// How much an achievement may say.
const (
	maxName        = 200
	maxDescription = 5000
	maxCriteria    = 20000
	maxAlt         = 500
	maxTag         = 60
	maxTags        = 30
	maxAlignments  = 50
	maxTarget      = 500
	maxTargetText  = 2000
)

// Types lists the types of achievement that there are.
//
// OB 3.0 AchievementType: the 31 of the standard. Names of one's own (ext:…) are
// read, never offered.
func Types() []string {
	out := make([]string, 0, len(types))
	for _, t := range types {
		out = append(out, string(t))
	}
	return out
}

var types = [...]ob3.AchievementType{
	ob3.AchievementTypeAchievement, ob3.AchievementTypeApprenticeshipCertificate, ob3.AchievementTypeAssessment,
	ob3.AchievementTypeAssignment, ob3.AchievementTypeAssociateDegree, ob3.AchievementTypeAward, ob3.AchievementTypeBadge,
	ob3.AchievementTypeBachelorDegree, ob3.AchievementTypeCertificate, ob3.AchievementTypeCertificateOfCompletion,
	ob3.AchievementTypeCertification, ob3.AchievementTypeCommunityService, ob3.AchievementTypeCompetency,
	ob3.AchievementTypeCourse, ob3.AchievementTypeCoCurricular, ob3.AchievementTypeDegree, ob3.AchievementTypeDiploma,
	ob3.AchievementTypeDoctoralDegree, ob3.AchievementTypeFieldwork, ob3.AchievementTypeGeneralEducationDevelopment,
	ob3.AchievementTypeJourneymanCertificate, ob3.AchievementTypeLearningProgram, ob3.AchievementTypeLicense,
	ob3.AchievementTypeMembership, ob3.AchievementTypeProfessionalDoctorate, ob3.AchievementTypeQualityAssuranceCredential,
	ob3.AchievementTypeMasterCertificate, ob3.AchievementTypeMasterDegree, ob3.AchievementTypeMicroCredential,
	ob3.AchievementTypeResearchDoctorate, ob3.AchievementTypeSecondarySchoolDiploma,
}

// targets lists what an alignment can point to.
var targets = [...]ob3.AlignmentTargetType{
	ob3.TargetCompetency, ob3.TargetCredential, ob3.TargetCFItem, ob3.TargetCFRubric, ob3.TargetCFRubricCriterion,
	ob3.TargetCFRubricCriterionLevel, ob3.TargetCTDL,
}

// check returns c as it is to be kept, or all that is wrong with it. A draft may
// be unfinished; what is published may not.
func (c *Catalogue) check(content Content, publish bool) (Content, error) {
	var all faults
	all.text(&content.Name, text.Rule{Field: "name", Label: "The name", Max: maxName, Required: true})
	all.text(&content.Description, text.Rule{Field: "description", Label: "The description", Max: maxDescription, Lines: true, Required: publish})
	all.text(&content.Criteria, text.Rule{Field: "criteria", Label: "The text about how to earn it", Max: maxCriteria, Lines: true})
	all.url(&content.CriteriaURL, "criteriaUrl", "The page about how to earn it", c.AllowHTTP)
	all.text(&content.ImageAlt, text.Rule{Field: "imageAlt", Label: "The description of the picture", Max: maxAlt})
	content.Type = strings.TrimSpace(content.Type)
	if content.Type != "" && !slices.Contains(types[:], ob3.AchievementType(content.Type)) {
		all.add(fault.Field("type", "There is no such type of achievement. Choose one of the list."))
	}
	var err error
	content.InLanguage, err = languageCode(content.InLanguage)
	all.add(err)
	content.Tags = all.tags(content.Tags)
	content.Alignments = all.alignments(content.Alignments, c.AllowHTTP)
	// OB 3.0 Criteria: they say something, or lead to a page that does.
	if publish && strings.TrimSpace(content.Criteria) == "" && strings.TrimSpace(content.CriteriaURL) == "" {
		all.add(fault.Field("criteria", "Nothing says how to earn this. Write it down, or give the address of a page that tells."))
	}
	return content, fault.Join(all...)
}

// faults collects what is wrong with a content.
type faults []error

func (all *faults) add(err error) {
	if err != nil {
		*all = append(*all, err)
	}
}

func (all *faults) text(s *string, r text.Rule) {
	kept, err := r.Check(*s)
	if err != nil {
		all.add(err)
		return
	}
	*s = kept
}

func (all *faults) url(s *string, field, label string, allowHTTP bool) {
	kept, err := text.URL(field, label, *s, allowHTTP)
	if err != nil {
		all.add(err)
		return
	}
	*s = kept
}

// languageCode returns a language in the form in which Open Badges has it: a
// language, perhaps a script, perhaps a region.
//
// OB 3.0 LanguageCode.
func languageCode(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	tag, err := language.Raw.Parse(s)
	base, script, region := tag.Raw()
	parts := []string{base.String()}
	if script.String() != "Zzzz" {
		parts = append(parts, script.String())
	}
	if region.String() != "ZZ" {
		parts = append(parts, region.String())
	}
	code := strings.Join(parts, "-")
	if err != nil || base.String() == "und" || tag.String() != code {
		return "", fault.Field("inLanguage", "This is not the code of a language. Write it like en, pt-BR or zh-Hans.")
	}
	return code, nil
}

// tags returns tags without repetitions and nothings.
func (all *faults) tags(tags []string) []string {
	var out []string
	seen := make(map[string]bool)
	for _, tag := range tags[:min(len(tags), maxTags+1)] {
		tag, err := text.Rule{Field: "tags", Label: "A tag", Max: maxTag}.Check(tag)
		if err != nil {
			all.add(err)
			return out
		}
		if key := strings.ToLower(tag); tag != "" && !seen[key] {
			seen[key] = true
			out = append(out, tag)
		}
	}
	if len(tags) > maxTags {
		all.add(fault.Field("tags", "There are too many tags. At most %d fit.", maxTags))
	}
	return out
}

// alignments returns alignments that say what they point to.
func (all *faults) alignments(list []Alignment, allowHTTP bool) []Alignment {
	if len(list) > maxAlignments {
		all.add(fault.Field("alignments", "There are too many alignments. At most %d fit.", maxAlignments))
		return nil
	}
	var out []Alignment
	for i, a := range list {
		of := func(what string) string { return fmt.Sprintf("%s of alignment %d", what, i+1) }
		field := func(name string) string { return fmt.Sprintf("alignments[%d].%s", i, name) }
		all.text(&a.TargetName, text.Rule{Field: field("targetName"), Label: of("The name"), Max: maxTarget, Required: true})
		all.text(&a.TargetDescription, text.Rule{Field: field("targetDescription"), Label: of("The description"), Max: maxTargetText, Lines: true})
		all.text(&a.TargetFramework, text.Rule{Field: field("targetFramework"), Label: of("The framework"), Max: maxTarget})
		all.text(&a.TargetCode, text.Rule{Field: field("targetCode"), Label: of("The code"), Max: maxTarget})
		all.url(&a.TargetURL, field("targetUrl"), of("The address"), allowHTTP)
		if strings.TrimSpace(a.TargetURL) == "" {
			all.add(fault.Field(field("targetUrl"), "%s is missing. Give the page that describes the skill or standard.", of("The address")))
		}
		a.TargetType = strings.TrimSpace(a.TargetType)
		if a.TargetType != "" && !slices.Contains(targets[:], ob3.AlignmentTargetType(a.TargetType)) {
			all.add(fault.Field(field("targetType"), "%s is none that there is. Leave it out, or choose one of the list.", of("The type")))
		}
		out = append(out, a)
	}
	return out
}
