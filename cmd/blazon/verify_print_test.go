package main

import (
	"strings"
	"testing"

	"blazon/vc"
)

// The badge of somebody else is said to be genuine, where nothing else is the matter.
func TestSomebodyElses(t *testing.T) {
	for status, want := range map[string]bool{vc.Pass: true, vc.Fail: false, vc.Unknown: false} {
		r := &vc.Report{Verdict: vc.Invalid}
		for _, name := range vc.CheckNames() {
			c := vc.Check{Name: name, Result: vc.Pass}
			switch name {
			case vc.CheckRecipient:
				c.Result, c.Code = vc.Fail, vc.RecipientMismatch
			case vc.CheckStatus:
				c.Result = status
			}
			r.Checks = append(r.Checks, c)
		}
		got := string((&finding{name: "x", report: r}).details(false))
		if !strings.HasPrefix(got, "invalid  x\n") || strings.Contains(got, "It is genuine, unchanged and valid, but") != want {
			t.Errorf("status %s: %s", status, got)
		}
	}
}

// A name that only a key stands for is said to be claimed.
func TestNameOfKey(t *testing.T) {
	for host, want := range map[string]string{
		"uni.example": "issued by Club of U (uni.example)", "did:key:z6Mk": "issued by did:key:z6Mk, which calls itself Club of U; that name is only claimed",
	} {
		r := &vc.Report{Summary: vc.Summary{Name: "Knots", IssuerName: "Club of U", IssuerHost: host}, Checks: []vc.Check{{Name: vc.CheckIssuer, Result: vc.Pass}}}
		if got := string((&finding{name: "x", report: r}).details(false)); !strings.Contains(got, "Knots, "+want+"\n") {
			t.Errorf("%s: %s", host, got)
		}
	}
}

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

// TestAddresses: a scheme has no letters of one case only.
func TestAddresses(t *testing.T) {
	for name, want := range map[string]bool{
		"https://a.example/1": true, "HTTPS://a.example/1": true, "Http://a.example/1": true, "data:,x": true,
		"https.json": false, "ftp://a.example/1": false, "/tmp/https://x": false, "datafile": false, "-": false,
	} {
		if isAddress(name) != want {
			t.Errorf("isAddress(%q) is %v", name, !want)
		}
	}
}
