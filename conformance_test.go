package blazon_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon"
	"blazon/did"
	"blazon/vc"
)

var update = flag.Bool("update", false, "rewrite the golden files and the generated documents")

// vectors is where 1EdTech's test data lie, when they do.
const vectors = "../shared/vectors/1edtech"

// now is the day as of which the fixtures are judged.
var now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// A site answers URLs with documents and notes who asked for what. What it does
// not have cannot be had.
type site struct {
	documents map[string]string
	asked     []string
}

func (s *site) Fetch(_ context.Context, url, accept string) (*did.Response, error) {
	s.asked = append(s.asked, url)
	plain, _, _ := strings.Cut(url, "#")
	body, ok := s.documents[plain]
	if !ok {
		return nil, &did.FetchError{URL: url, Err: errors.New("nobody there")}
	}
	return &did.Response{URL: plain, Status: 200, Body: []byte(body), FetchedAt: now}, nil
}

// read reads a file of the test data of 1EdTech.
func read(t testing.TB, name string) []byte {
	t.Helper()
	if _, err := os.Stat(vectors); err != nil {
		t.Skipf("%s is not there", vectors)
	}
	data, err := os.ReadFile(filepath.Join(vectors, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A fixture is a row of 1EdTech's expected outcomes.
type fixture struct{ file, spec, expected, reason string }

// fixtures returns the rows about Open Badges 3.0.
func fixtures(t testing.TB) []fixture {
	t.Helper()
	var out []fixture
	for _, line := range strings.Split(string(read(t, "expected.tsv")), "\n") {
		f := strings.Split(line, "\t")
		if len(f) >= 4 && strings.HasPrefix(f[0], "ob30/") {
			out = append(out, fixture{f[0], f[1], f[2], f[3]})
		}
	}
	if len(out) < 40 {
		t.Fatalf("only %d fixtures", len(out))
	}
	return out
}

// statusLists are the documents that fixtures name: one that lies beside them,
// and one that is served no more, made after what its publisher says of it.
func statusLists(t testing.TB) map[string]string {
	const (
		bits   = "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist"
		portal = "https://dc.1edtech.org/wellspring2022/wellspring-portal/"
		list   = portal + "api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c"
	)
	return map[string]string{
		bits: string(read(t, "ob30/bit-string-list/testlist")),
		list: `{"id":"` + list + `","issuer":"did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:da1e96e9-afcc-4eed-b9a2-2ddf7353214c",` +
			`"revokedCredential":[{"id":"` + portal + `credential/54418d3f-ec01-4652-800a-861c890a51a1","revoked":true}]}`,
	}
}

// TestConformance holds verdicts on 1EdTech's fixtures against those of its own
// validator, with the profile 1edtech, and keeps what both profiles object to
// in a golden file.
func TestConformance(t *testing.T) {
	var golden bytes.Buffer
	documents := statusLists(t)
	for _, f := range fixtures(t) {
		input := read(t, f.file)
		loose := judge(t, input, documents, vc.OneEdTech)
		strict := judge(t, input, documents, vc.Strict)
		if strict.Verdict == vc.Valid && loose.Verdict != vc.Valid {
			t.Errorf("%s: the strict profile is the looser one", f.file)
		}
		if got := outcome(loose); f.expected != "unjudged" && got != f.expected {
			t.Errorf("%s: %s, want %s (%s)\n%s", f.file, got, f.expected, f.reason, lines(loose))
		}
		fmt.Fprintf(&golden, "%s\t%s\t%s\t%s\t%s\t%s\n", f.file, f.expected, loose.Verdict, codes(loose), strict.Verdict, codes(strict))
	}
	compare(t, "testdata/conformance.tsv", golden.Bytes())
}

// judge has a fixture judged.
func judge(t testing.TB, input []byte, documents map[string]string, p vc.Profile) *vc.Report {
	t.Helper()
	v := &vc.Verifier{Fetcher: &site{documents: documents}, Now: clock}
	r, err := blazon.Verify(t.Context(), v, input, vc.Options{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// outcome says a verdict in the words of 1EdTech's validator, which has nothing
// to say about what is only recommended.
func outcome(r *vc.Report) string {
	for _, c := range r.Checks {
		if r.Verdict == vc.Valid && c.Result == vc.Warning && c.Name != vc.CheckSchema {
			return "warning"
		}
	}
	return string(r.Verdict)
}

// codes lists what a report objects to, as check=CODE.
func codes(r *vc.Report) string {
	var out []string
	for _, c := range r.Checks {
		if c.Result == vc.Fail || c.Result == vc.Unknown || c.Result == vc.Warning {
			out = append(out, strings.TrimSuffix(c.Name+":"+c.Result+"="+c.Code, "="))
		}
	}
	return strings.Join(out, " ")
}

func lines(r *vc.Report) string {
	var b strings.Builder
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "  %s %s %s %s %v\n", c.Name, c.Result, c.Code, c.Text, c.Detail)
	}
	return b.String()
}

// compare holds got against a file, or writes the file.
func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is not what it should be; look at the difference and then run with -update:\n%s", name, diff)
	}
}
