package web

import (
	"bytes"
	"slices"
	"strings"

	"blazon/internal/achievement"
	"blazon/internal/web/part"
)

// A change is one thing that a new version says differently.
type change struct{ Label, Before, After string }

// changes lists how b differs from a, in the order of the form.
func changes(v *view, a, b achievement.Content) []change {
	var out []change
	add := func(label, before, after string) {
		if before != after {
			out = append(out, change{v.T(label), before, after})
		}
	}
	add("badge.name", a.Name, b.Name)
	add("badge.description", a.Description, b.Description)
	add("badge.criteria", a.Criteria, b.Criteria)
	add("badge.criteriaUrl", a.CriteriaURL, b.CriteriaURL)
	add("badge.type", v.typeName(a.Type), v.typeName(b.Type))
	add("badge.language", a.InLanguage, b.InLanguage)
	add("badge.tags", strings.Join(a.Tags, ", "), strings.Join(b.Tags, ", "))
	if !slices.Equal(a.Alignments, b.Alignments) {
		add("badge.alignments", alignmentLines(a.Alignments), alignmentLines(b.Alignments))
	}
	add("field.imageAlt", a.ImageAlt, b.ImageAlt)
	if a.ImageKey != b.ImageKey || !bytes.Equal(a.Design, b.Design) {
		out = append(out, change{v.T("publish.picture"), "", v.T("publish.pictureChanged")})
	}
	return out
}

func alignmentLines(as []achievement.Alignment) string {
	lines := make([]string, 0, len(as))
	for _, a := range as {
		lines = append(lines, part.Joined(a.TargetName, a.TargetFramework, a.TargetCode, a.TargetURL))
	}
	return strings.Join(lines, "\n")
}
