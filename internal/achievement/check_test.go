package achievement_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"blazon/internal/achievement"
	"blazon/internal/fault"
	"blazon/ob3"
)

// TestTypes holds the list against the standard.
func TestTypes(t *testing.T) {
	t.Parallel()
	all := achievement.Types()
	if len(all) != 31 {
		t.Errorf("there are %d types, want 31", len(all))
	}
	seen := make(map[string]bool)
	for _, typ := range all {
		if seen[typ] {
			t.Errorf("%s is there twice", typ)
		}
		seen[typ] = true
		a := ob3.Achievement{ID: "https://a.example/1", Name: "A", Description: "B", Criteria: ob3.Criteria{Narrative: "C"}, AchievementType: ob3.AchievementType(typ)}
		if f := a.Lint(); len(f) > 0 {
			t.Errorf("%s: %v", typ, f)
		}
	}
}

// TestFields tries what may and may not stand in each field.
func TestFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := func(n int) string { return strings.Repeat("ß", n) }
	tests := []struct {
		name   string
		change func(*achievement.Content)
		field  string // that is refused; empty: none
	}{
		{"everything", func(*achievement.Content) {}, ""},
		{"no name", func(c *achievement.Content) { c.Name = " \u200b" }, "name"},
		{"the longest name", func(c *achievement.Content) { c.Name = long(200) }, ""},
		{"a longer name", func(c *achievement.Content) { c.Name = long(201) }, "name"},
		{"HT-08 NUL", func(c *achievement.Content) { c.Name = "a\x00" }, "name"},
		{"HT-08 bad UTF-8", func(c *achievement.Content) { c.Description = "a\xff" }, "description"},
		{"no description", func(c *achievement.Content) { c.Description = "" }, "description"},
		{"the longest description", func(c *achievement.Content) { c.Description = long(5000) }, ""},
		{"a longer description", func(c *achievement.Content) { c.Description = long(5001) }, "description"},
		{"only a page of criteria", func(c *achievement.Content) { c.Criteria = "" }, ""},
		{"only a text of criteria", func(c *achievement.Content) { c.CriteriaURL = "" }, ""},
		{"no criteria", func(c *achievement.Content) { c.Criteria, c.CriteriaURL = " \n", "" }, "criteria"},
		{"the longest criteria", func(c *achievement.Content) { c.Criteria = long(20000) }, ""},
		{"longer criteria", func(c *achievement.Content) { c.Criteria = long(20001) }, "criteria"},
		{"criteria by script", func(c *achievement.Content) { c.CriteriaURL = "javascript:alert(1)" }, "criteriaUrl"},
		{"criteria by http", func(c *achievement.Content) { c.CriteriaURL = "http://school.example/" }, "criteriaUrl"},
		{"no type", func(c *achievement.Content) { c.Type = "" }, ""},
		{"a type of one's own", func(c *achievement.Content) { c.Type = "ext:Knot" }, "type"},
		{"a type in small letters", func(c *achievement.Content) { c.Type = "badge" }, "type"},
		{"no language", func(c *achievement.Content) { c.InLanguage = "" }, ""},
		{"an unknown language", func(c *achievement.Content) { c.InLanguage = "english" }, "inLanguage"},
		{"a language with a variant", func(c *achievement.Content) { c.InLanguage = "de-DE-1996" }, "inLanguage"},
		{"a language of markup", func(c *achievement.Content) { c.InLanguage = `en"><script>` }, "inLanguage"},
		{"as many tags as fit", func(c *achievement.Content) { c.Tags = many(30) }, ""},
		{"more tags", func(c *achievement.Content) { c.Tags = many(31) }, "tags"},
		{"a long tag", func(c *achievement.Content) { c.Tags = []string{long(61)} }, "tags"},
		{"XSS-09 a tag that turns", func(c *achievement.Content) { c.Tags = []string{"\u202eknot"} }, "tags"},
		{"an alignment without a name", func(c *achievement.Content) { c.Alignments[0].TargetName = "" }, "alignments[0].targetName"},
		{"an alignment without an address", func(c *achievement.Content) { c.Alignments[0].TargetURL = "" }, "alignments[0].targetUrl"},
		{"an alignment to nowhere", func(c *achievement.Content) { c.Alignments[0].TargetURL = "skills.example" }, "alignments[0].targetUrl"},
		{"an alignment of no type", func(c *achievement.Content) { c.Alignments[0].TargetType = "" }, ""},
		{"an alignment of a strange type", func(c *achievement.Content) { c.Alignments[0].TargetType = "Competency" }, "alignments[0].targetType"},
		{"too many alignments", func(c *achievement.Content) { c.Alignments = slices.Repeat(c.Alignments, 51) }, "alignments"},
		{"a design that cannot be drawn", func(c *achievement.Content) { c.Design = json.RawMessage(`{"shape":"hexapod"}`) }, "design"},
		{"no words for the picture", func(c *achievement.Content) { c.ImageAlt = "" }, ""},
		{"many words for the picture", func(c *achievement.Content) { c.ImageAlt = long(501) }, "imageAlt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := bowline()
			tt.change(&c)
			_, err := w.Create(t.Context(), w.Ada, w.Ours, c, nil, true, "")
			switch fields := fieldsOf(err); {
			case tt.field == "" && err != nil:
				t.Errorf("got %v, want none", err)
			case tt.field != "" && (!fault.Is(err, fault.Invalid) || !slices.Equal(slices.Compact(fields), []string{tt.field})):
				t.Errorf("got faults of %q (%v), want one of %q", fields, err, tt.field)
			}
		})
	}
}

func many(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "tag " + strings.Repeat("x", i)
	}
	return out
}

// TestAllFaults says everything that is wrong at once.
func TestAllFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Create(t.Context(), w.Ada, w.Ours, achievement.Content{
		CriteriaURL: "x", Type: "x", InLanguage: "x y", Tags: []string{"\x00"}, Alignments: []achievement.Alignment{{}},
	}, nil, true, "")
	want := []string{"name", "description", "criteriaUrl", "type", "inLanguage", "tags", "alignments[0].targetName", "alignments[0].targetUrl"}
	if got := slices.Compact(fieldsOf(err)); !slices.Equal(got, want) {
		t.Errorf("the faults are of %q, want %q", got, want)
	}
}

// TestKept looks at what becomes of what was typed.
func TestKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := bowline()
	c.Criteria, c.InLanguage, c.Tags = " a\r\nb ", " pt-br ", []string{"Rope", "", " rope ", "Knots"}
	c.CriteriaURL = "https://Bücher.example/ä"
	a := w.create(t, c)
	got := *a.Draft
	if got.Criteria != "a\nb" || got.InLanguage != "pt-BR" || !slices.Equal(got.Tags, []string{"Rope", "Knots"}) || got.CriteriaURL != "https://xn--bcher-kva.example/%C3%A4" {
		t.Errorf("kept as %+v", got)
	}
	for in, want := range map[string]string{"EN": "en", "zh-hans": "zh-Hans", "sr-latn-rs": "sr-Latn-RS", "es-419": "es-419", "tlh": "tlh"} {
		c.InLanguage = in
		if got := w.create(t, c).Draft.InLanguage; got != want {
			t.Errorf("%s is kept as %q, want %q", in, got, want)
		}
	}
}
