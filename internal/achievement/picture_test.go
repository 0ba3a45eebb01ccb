package achievement_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"blazon/internal/achievement"
	"blazon/internal/fault"
)

// TestPicture goes through the ways in which an achievement gets its picture.
func TestPicture(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	c := bowline()
	c.ImageAlt = ""
	c.ImageKey, c.ImageType = "images/of someone else", "text/html"

	a := w.create(t, c) // nothing was chosen
	if d := a.Draft; d.ImageKey == c.ImageKey || d.ImageType != "image/svg+xml" || len(d.Design) == 0 || d.ImageAlt != "A drawing for Bowline" {
		t.Fatalf("the drawn picture is %+v", d)
	}
	drawn := w.Pictures.drawn

	c.Design = json.RawMessage(` {"shape": "circle"} `)
	a, err := w.SaveDraft(ctx, w.Ada, a.ID, a.Revision, c, nil) // the same drawing once more
	if err != nil {
		t.Fatal(err)
	}
	if w.Pictures.drawn != drawn || a.Draft.ImageAlt != "A drawing for Bowline" {
		t.Errorf("it was drawn again, or lost its words: %+v", a.Draft)
	}
	c.Design = json.RawMessage(`{"shape":"shield"}`)
	key := a.Draft.ImageKey
	if a, err = w.SaveDraft(ctx, w.Ada, a.ID, a.Revision, c, nil); err != nil {
		t.Fatal(err)
	}
	if a.Draft.ImageKey == key || string(a.Draft.Design) != `{"shape":"shield"}` {
		t.Errorf("another drawing is %+v", a.Draft)
	}

	_, err = w.SaveDraft(ctx, w.Ada, a.ID, a.Revision, c, []byte("PNG knot"))
	if got := fieldsOf(err); !slices.Equal(got, []string{"imageAlt"}) {
		t.Errorf("a file without words: %v", err)
	}
	c.ImageAlt = "A knot"
	_, err = w.SaveDraft(ctx, w.Ada, a.ID, a.Revision, c, []byte("GIF"))
	if got := fieldsOf(err); !slices.Equal(got, []string{"image"}) {
		t.Errorf("a file that is no picture: %v", err)
	}
	if a, err = w.SaveDraft(ctx, w.Ada, a.ID, a.Revision, c, []byte("PNG knot")); err != nil {
		t.Fatal(err)
	}
	if a.Draft.ImageType != "image/png" || a.Draft.Design != nil {
		t.Errorf("the uploaded picture is %+v", a.Draft)
	}

	c.Design = json.RawMessage("null")
	key = a.Draft.ImageKey
	if a, err = w.SaveDraft(ctx, w.Ada, a.ID, a.Revision, c, nil); err != nil {
		t.Fatal(err)
	}
	if a.Draft.ImageKey != key {
		t.Errorf("a picture that was to stay is %+v", a.Draft)
	}
	if _, err := w.Publish(ctx, w.Ada, a.ID); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"png", "svg"} {
		for who, load := range map[string]func() ([]byte, error){
			"the public": func() ([]byte, error) { return w.Image(ctx, a.ID, 0, kind) },
			"the staff":  func() ([]byte, error) { return w.DraftImage(ctx, w.Ada, a.ID, kind) },
		} {
			if data, err := load(); err != nil || string(data) != kind+":PNG knot" {
				t.Errorf("%s gets %q, %v", who, data, err)
			}
		}
	}
	_, err = w.Image(ctx, a.ID, 1, "html")
	wantFault(t, err, fault.NotFound)
}

// TestNothingIsKeptForNothing refuses before it draws or keeps.
func TestNothingIsKeptForNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.create(t, bowline())
	drawn, files := w.Pictures.drawn, len(w.Pictures.files)
	c := bowline()
	c.Design = json.RawMessage(`{"shape":"shield"}`)
	_, err := w.SaveDraft(t.Context(), w.Ada, a.ID, 7, c, nil)
	wantFault(t, err, fault.Conflict)
	_, err = w.SaveDraft(t.Context(), w.Eve, a.ID, 1, c, []byte("PNG evil"))
	wantFault(t, err, fault.NotFound)
	c.Name = strings.Repeat("x", 500)
	_, err = w.Create(t.Context(), w.Ada, w.Ours, c, []byte("PNG x"), false, "")
	wantFault(t, err, fault.Invalid)
	if w.Pictures.drawn != drawn || len(w.Pictures.files) != files {
		t.Error("a refused request left pictures behind")
	}
	if _, err := w.Create(t.Context(), w.Ada, w.Ours, achievement.Content{Name: "Only a name"}, nil, false, ""); err != nil {
		t.Error(err)
	}
}
