package design_test

import (
	"encoding/json"
	"testing"

	"blazon/internal/design"
	"blazon/internal/fault"
)

// TestAbuse_XSS_08 writes more than a choice wherever a drawing has choices.
func TestAbuse_XSS_08(t *testing.T) {
	good, err := json.Marshal(design.For("First Aid"))
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(good, &members); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []any{
		"red;background:url(//evil.example)", "#ff0000", "url(#a)", `"><script>alert(1)</script>`, "javascript:alert(1)", "expression(alert(1))", "azure ", "AZURE", "../azure", 7, []string{"azure"}, map[string]string{"azure": "or"},
	} {
		for name := range members {
			changed := map[string]any{}
			for k, v := range members {
				changed[k] = v
			}
			changed[name] = bad
			data, err := json.Marshal(changed)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := design.Parse(data); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s %v: %v, want that it is refused", name, bad, err)
			}
		}
		members["logo"] = bad
		data, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := design.Parse(data); !fault.Is(err, fault.Invalid) {
			t.Errorf("logo %v: %v, want that it is refused", bad, err)
		}
		delete(members, "logo")
	}
}
