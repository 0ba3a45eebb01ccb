package blazon_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blazon"
	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
)

// assets serve the documents of the examples of Open Badges 2.0, which lie under
// example.org and www.example.org, and one badge at its own address.
type assets struct{ at, served string }

func (s assets) Fetch(_ context.Context, address, _ string) (*did.Response, error) {
	u, err := url.Parse(address)
	if err != nil || strings.TrimPrefix(u.Host, "www.") != "example.org" && address != s.at {
		return nil, &did.FetchError{URL: address, Err: os.ErrNotExist}
	}
	if address == s.at {
		return &did.Response{URL: address, Status: 200, Body: []byte(s.served), FetchedAt: now}, nil
	}
	text, err := os.ReadFile(filepath.Join(vectors, "ob20/assets", filepath.Clean("/"+u.Path)))
	if err != nil {
		return &did.Response{URL: address, Status: 404, FetchedAt: now}, nil
	}
	return &did.Response{URL: address, Status: 200, Body: text, FetchedAt: now}, nil
}

// judgeOld has an example of Open Badges 2.0 judged. In the profile strict it is
// served where it says that it is.
func judgeOld(t *testing.T, input []byte, p vc.Profile) *vc.Report {
	t.Helper()
	s := assets{}
	if v, err := jsonld.Parse(input, jsonld.Limits{}); err == nil && p == vc.Strict {
		s = assets{v.Get("id").Str(), string(input)}
	}
	r, err := blazon.Verify(t.Context(), &vc.Verifier{Fetcher: s, Now: clock}, input, vc.Options{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reasons say why the profile strict answers otherwise than 1EdTech's validator,
// by the first code that a report has.
var reasons = map[string]string{
	vc.IssuerUnresolvable:  "A key counts if the issuer's own document lists it, and nothing is published at the address of the example's issuer.",
	vc.KeyNotBoundToIssuer: "The key names itself, and the issuer does not list it.",
	vc.ClaimMismatch:       "The claims of the token are not those of the badge, or `sub` is missing; the validator compares none.",
	vc.UnsupportedFormat:   "This is a part of badges, such as a BadgeClass, or a list of statuses, and given to nobody; strictly it is no badge.",
	vc.PartsExchangeable:   "Its endorsements could not be seen to be whole, so that what they said may have been moved into the badge: its proof is over statements.",
	vc.PartsHidden:         "Its issuer left its holder the choice whether to show the achievement, its end and its status, so nobody can see what is left out, nor in whose words the rest stands.",
	vc.FetchFailed:         "A hosted badge is asked for at its own address, and nothing is served there.",
}

// TestConformanceDocument: docs/conformance.md says what both profiles answer to
// each of 1EdTech's examples.
func TestConformanceDocument(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# 1EdTech's examples\n\n" + strings.Replace(generated, "Documents", "Conformance", 1))
	b.WriteString("The examples of 1EdTech's public validator, what its own tests say of each, and what Blazon says: with `--profile 1edtech`, which judges as that validator does, and strictly, which is what counts everywhere else. Where 1EdTech has `valid` and the profile `warning`, the verdict is valid, too: that validator's tests count warnings only where they ask for them. The examples are judged as of " + now.Format("2 January 2006") + ".\n\n")
	b.WriteString("| Example | 1EdTech | Profile 1edtech | Strict | Why strict differs |\n|---|---|---|---|---|\n")
	documents, rows := statusLists(t), 0
	for _, line := range strings.Split(string(read(t, "expected.tsv")), "\n") {
		f := strings.Split(line, "\t")
		if len(f) < 4 || !strings.HasPrefix(f[0], "ob") || f[2] == "support" {
			continue
		}
		rows++
		input := read(t, f[0])
		var loose, strict *vc.Report
		if strings.HasPrefix(f[0], "ob30/") {
			loose, strict = judge(t, input, documents, vc.OneEdTech), judge(t, input, documents, vc.Strict)
		} else {
			loose, strict = judgeOld(t, input, vc.OneEdTech), judgeOld(t, input, vc.Strict)
		}
		got := outcomeOf(f[0], loose)
		if want := f[2]; want != "unjudged" && got != want && (want != "valid" || loose.Verdict != vc.Valid) {
			t.Errorf("%s: %s, want %s\n%s", f[0], got, want, lines(loose))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", f[0], f[2], got, strict.Verdict, why(t, f, strict))
	}
	if rows < 80 {
		t.Fatalf("only %d examples", rows)
	}
	compare(t, "docs/conformance.md", b.Bytes())
}

// outcomeOf is outcome; of old badges any warning is one.
func outcomeOf(file string, r *vc.Report) string {
	if !strings.HasPrefix(file, "ob30/") && r.Verdict == vc.Valid && r.Warnings() {
		return "warning"
	}
	return outcome(r)
}

// why explains a verdict that is not the validator's.
func why(t *testing.T, f []string, strict *vc.Report) string {
	t.Helper()
	same := map[string]vc.Verdict{"valid": vc.Valid, "warning": vc.Valid, "invalid": vc.Invalid, "unjudged": strict.Verdict}
	if strict.Verdict == same[f[2]] {
		return ""
	}
	for _, result := range []string{vc.Fail, vc.Unknown} {
		for _, c := range strict.Checks {
			if code := cmp.Or(c.Detail["consequence"], c.Code); c.Result == result && c.Code != "" {
				if text := cmp.Or(reasons[c.Code], reasons[code]); text != "" {
					return text + " `" + c.Code + "`"
				}
				t.Errorf("%s: no reason for %s", f[0], c.Code)
				return ""
			}
		}
	}
	t.Errorf("%s: %s without a code\n%s", f[0], strict.Verdict, lines(strict))
	return ""
}
