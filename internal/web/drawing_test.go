package web

import (
	"bytes"
	"strings"
	"testing"

	"blazon/internal/achievement"
	"blazon/internal/design"
	"blazon/internal/fault"
	"blazon/internal/web/words"
)

// TestDrawingRoundTrip fills in the form from a drawing and reads it again.
func TestDrawingRoundTrip(t *testing.T) {
	t.Parallel()
	drawings := [][]byte{newDrawing()}
	for _, name := range []string{"First Aid", "Harbour Guide", "Go", "Bachelor of Science in Mathematics"} {
		drawings = append(drawings, written(design.For(name)))
	}
	for _, want := range drawings {
		f := blank()
		drawingForm(f, want)
		got, err := readDrawing(f.values)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s became %s, %v", want, got, err)
		}
	}
	f := blank()
	drawingForm(f, nil)
	if got, err := readDrawing(f.values); err != nil || !bytes.Equal(got, newDrawing()) {
		t.Errorf("a form without a drawing is %s, %v", got, err)
	}
}

// TestDrawingFaults reads forms that were tampered with.
func TestDrawingFaults(t *testing.T) {
	t.Parallel()
	for field, value := range map[string]string{
		"shape": `"><script>`, "division": "x", "field": "", "border": "x", "metal": "azure", "charge": "dragon",
		"chargeTincture": "azure", "ribbon": strings.Repeat("long ", 50), "ribbonTincture": "x",
	} {
		f := blank()
		drawingForm(f, newDrawing())
		f.Set("ribbon", "Words")
		f.Set(field, value)
		data, err := readDrawing(f.values)
		faults := fault.Fields(err)
		if data != nil || len(faults) == 0 || faults[0].Field != field {
			t.Errorf("%s=%q: %s, %v", field, value, data, err)
		}
	}
}

// TestDrawingFields renders the form and finds every choice named in it.
func TestDrawingFields(t *testing.T) {
	t.Parallel()
	messages, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := &view{Words: messages.For("en")}
	f := blank()
	drawingForm(f, newDrawing())
	var page bytes.Buffer
	if err := drawingFields(v, f).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	for _, missing := range []string{">shape.", ">charge.", ">division.", ">border.", ">tincture.", ">drawing."} {
		if i := bytes.Index(page.Bytes(), []byte(missing)); i >= 0 {
			t.Errorf("a message is missing: %s", page.Bytes()[i:min(i+40, page.Len())])
		}
	}
	for _, want := range []string{`value="round" checked`, `value="oak-leaf"`, "Azure, a star Or; a rope border Or."} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("there is no %q", want)
		}
	}
	if strings.Contains(page.String(), " style=") || page.Len() > 200<<10 {
		t.Errorf("inline style, or %d bytes", page.Len())
	}
	f.Set("shape", "<script>")
	page.Reset()
	if err := drawingFields(v, f).Render(t.Context(), &page); err != nil || strings.Contains(page.String(), "<script>") {
		t.Errorf("what was typed came back as it is: %v", err)
	}
}

func TestFieldAndBlazon(t *testing.T) {
	t.Parallel()
	c := achievement.Content{Design: newDrawing()}
	if tincture(c) != "azure" || !strings.HasPrefix(blazonOf(c), "Azure, a star") {
		t.Errorf("%s, %s", tincture(c), blazonOf(c))
	}
	c = achievement.Content{ImageKey: "x"}
	if tincture(c) != "argent" || blazonOf(c) != "" {
		t.Errorf("an upload: %s, %s", tincture(c), blazonOf(c))
	}
}
