package achievement_test

import (
	"strings"
	"testing"

	"blazon/internal/achievement"
	"blazon/jsonld"
	"blazon/ob2"
)

// parsed reads a document, and fails t if a reader of linked data would miss
// anything in it.
func parsed(t *testing.T, data []byte) *jsonld.Value {
	t.Helper()
	v, err := jsonld.Parse(data, jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	if _, err := p.ToRDF(t.Context(), v); err != nil {
		t.Errorf("as linked data: %v\n%s", err, data)
	}
	return v
}

// at follows names and the first items of arrays.
func at(v *jsonld.Value, path string) string {
	for name := range strings.SplitSeq(path, ".") {
		if v.Kind() == jsonld.Array {
			v = v.Items()[0]
		}
		v = v.Get(name)
	}
	if v.Kind() == jsonld.Array {
		v = v.Items()[0]
	}
	return v.Str()
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.Create(t.Context(), w.Ada, w.Ours, bowline(), nil, true, "")
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.Version(t.Context(), a.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	url := "https://badges.example/badges/" + a.ID + "/versions/1"
	ob2URL := "https://badges.example/ob2/badges/" + a.ID + "/versions/1"

	t.Run("OB 3.0 Achievement", func(t *testing.T) {
		data, err := w.Document(v)
		if err != nil {
			t.Fatal(err)
		}
		doc := parsed(t, data)
		for path, want := range map[string]string{
			"id": url, "type": "Achievement", "name": "Bowline", "description": "Ties it behind the back.",
			"criteria.id": "https://school.example/bowline", "criteria.narrative": "Tie **it** three times.",
			"achievementType": "Competency", "inLanguage": "en-GB", "tag": "rope", "version": "1",
			"image.id": url + "/image.png", "image.type": "Image", "image.caption": "A rope",
			"creator.id": "https://badges.example/issuers/" + w.Ours, "creator.type": "Profile",
			"alignment.targetName": "Knots", "alignment.targetUrl": "https://skills.example/knots", "alignment.targetDescription": "All of them.",
			"alignment.targetFramework": "Sailing", "alignment.targetCode": "S.1", "alignment.targetType": "CFItem",
			"related.id": ob2URL, "related.version": "Open Badges v2p0",
		} {
			if got := at(doc, path); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
	})
	t.Run("OB 2.0 BadgeClass", func(t *testing.T) {
		data, err := w.AsOB2(v)
		if err != nil {
			t.Fatal(err)
		}
		doc := parsed(t, data)
		for path, want := range map[string]string{
			"@context": ob2.Context, "id": ob2URL, "type": "BadgeClass", "name": "Bowline", "description": "Ties it behind the back.",
			"criteria.id": "https://school.example/bowline", "criteria.narrative": "Tie **it** three times.", "tags": "rope", "version": "1",
			"image.id": url + "/image.png", "image.caption": "A rope", "issuer": "https://badges.example/ob2/issuers/" + w.Ours,
			"alignment.targetName": "Knots", "alignment.targetUrl": "https://skills.example/knots", "related.id": url,
		} {
			if got := at(doc, path); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
	})
	t.Run("criteria without a page lead to the page of the badge", func(t *testing.T) {
		short := v
		short.Content = achievement.Content{Name: "A", Description: "B", Criteria: "C", ImageKey: "images/a"}
		data, err := w.AsOB2(short)
		if err != nil {
			t.Fatal(err)
		}
		if got := at(parsed(t, data), "criteria.id"); got != url {
			t.Errorf("criteria are at %q, want %q", got, url)
		}
		data, err = w.Document(short)
		if err != nil {
			t.Fatal(err)
		}
		if doc := parsed(t, data); doc.Get("criteria").Get("id") != nil || doc.Get("tag") != nil || doc.Get("alignment") != nil {
			t.Errorf("what is empty is written: %s", data)
		}
	})
	t.Run("nothing without a name", func(t *testing.T) {
		if _, err := w.AsOB3(achievement.Version{}); err == nil {
			t.Error("a version of nothing stands in a credential")
		}
		if data, err := w.AsOB2(achievement.Version{}); err == nil || len(data) > 0 {
			t.Errorf("a version of nothing is %s", data)
		}
	})
}
