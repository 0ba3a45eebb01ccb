package lint_test

import (
	"strings"
	"testing"

	"blazon/lint"
)

// TestNotes: what is found has its place, its rule and its weight.
func TestNotes(t *testing.T) {
	var n lint.Notes
	var document *lint.Place
	n.Warn(document, "OB 3.0 X", "%s is missing.", "name")
	n.Add(document.Member("a/b~c").Item(2), "OB 3.0 Y", "This is wrong.")
	if got := n.Findings[0].String(); got != "/: name is missing. (OB 3.0 X)" || !n.Findings[0].Warning {
		t.Errorf("got %s", got)
	}
	errors := lint.Errors(n.Findings)
	if len(errors) != 1 || errors[0].Path != "/a~1b~0c/2" || len(n.Findings) != 2 {
		t.Errorf("errors: %v", errors)
	}
	n.AddMild(document.Member("email"), "OB 2.0 Z", "email is missing.")
	if len(lint.Errors(n.Findings)) != 2 || len(lint.Grave(n.Findings)) != 1 {
		t.Errorf("errors: %v, grave: %v", lint.Errors(n.Findings), lint.Grave(n.Findings))
	}
	own := lint.Notes{Issuing: true}
	for range 1000 {
		own.Warn(document, "OB 3.0 X", "name is missing.")
	}
	if len(own.Findings) > 100 || len(lint.Errors(own.Findings)) != len(own.Findings) {
		t.Errorf("%d findings, not all of them errors", len(own.Findings))
	}
	for _, f := range own.Findings {
		if strings.Contains(f.Text, "%!") {
			t.Fatal(f)
		}
	}
}
