package main

import (
	"strings"
	"testing"

	"blazon/vc"
)

// An issuer that did not confirm a badge is not said to have issued it.
func TestIssuedBy(t *testing.T) {
	for result, want := range map[string]string{
		vc.Pass:    "issued by Club of U (uni.example)",
		vc.Fail:    "which says it is from Club of U; that is not proven",
		vc.Unknown: "which says it is from Club of U; that is not proven",
		vc.Skipped: "which says it is from Club of U; that is not proven",
	} {
		r := &vc.Report{Summary: vc.Summary{Name: "Knots", IssuerName: "Club of U"}, Checks: []vc.Check{{Name: vc.CheckIssuer, Result: result}}}
		if result == vc.Pass {
			r.Summary.IssuerHost = "uni.example"
		}
		if got := string((&finding{name: "x", report: r}).details(false)); !strings.Contains(got, "Knots, "+want+"\n") {
			t.Errorf("%s: %s", result, got)
		}
	}
}
