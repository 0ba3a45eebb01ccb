package achievement_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/internal/achievement"
	"blazon/internal/fault"
	"blazon/jsonld"
)

// FuzzContent looks for a text that is accepted and then cannot be published as
// a badge of either standard, or changes when it is checked again, or is refused
// in other words than those of a fault.
func FuzzContent(f *testing.F) {
	f.Add("Bowline", "Ties it.", "Tie **it**.", "https://school.example/ä?q=%zz#x", "en-GB", "rope", "Knots", "https://skills.example/", "S.1")
	f.Add("می\u200cخواهم 👩\u200d🔬", "\u202e", "a\r\nb\u2028c", "https://[2001:db8::1]:8443/", "zh-hans-cn", "\u200b", " ", "https://a.example:/", "\x00")
	f.Add("a", "b", "", "https://xn--a.example/|{}^`\\", "de-1996", "x", "y", "http://a.example", "ext:z")
	f.Add("a", "b", "c", "https://a.example/ \"<>", "i-klingon", "x", "y", "https://a.example//evil.example/%", "")
	f.Fuzz(func(t *testing.T, name, description, criteria, url, lang, tag, target, targetURL, code string) {
		c := &achievement.Catalogue{BaseURL: "https://badges.example"}
		content, err := c.Check(achievement.Content{
			Name: name, Description: description, Criteria: criteria, CriteriaURL: url, InLanguage: lang, Tags: []string{tag, name},
			ImageAlt: code, Alignments: []achievement.Alignment{{TargetName: target, TargetURL: targetURL, TargetCode: code, TargetDescription: criteria}},
		}, true)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || len(fault.Fields(err)) == 0 {
				t.Fatalf("it is refused without a field: %v", err)
			}
			return
		}
		again, err := c.Check(content, true)
		if err != nil {
			t.Fatalf("what was accepted is refused when it is checked again: %v", err)
		}
		if diff := cmp.Diff(content, again); diff != "" {
			t.Fatalf("it changes when it is checked again:\n%s", diff)
		}
		kept, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		var back achievement.Content
		if err := json.Unmarshal(kept, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(content, back); diff != "" {
			t.Fatalf("it changes when it is kept:\n%s", diff)
		}
		content.ImageKey = "images/x"
		v := achievement.Version{AchievementID: "a", IssuerID: "i", Number: 1, Content: content}
		for standard, document := range map[string]func(achievement.Version) ([]byte, error){"OB 3.0": c.Document, "OB 2.0": c.AsOB2} {
			data, err := document(v)
			if err != nil {
				t.Fatalf("%s: %v", standard, err)
			}
			doc, err := jsonld.Parse(data, jsonld.Limits{})
			if err != nil {
				t.Fatalf("%s: %v", standard, err)
			}
			p := &jsonld.Processor{Contexts: jsonld.Pinned()}
			if _, err := p.ToRDF(t.Context(), doc); err != nil {
				t.Fatalf("%s as linked data: %v\n%s", standard, err, data)
			}
			if doc.Get("name").Str() != content.Name {
				t.Fatalf("%s calls it %q, not %q", standard, doc.Get("name").Str(), content.Name)
			}
		}
	})
}
