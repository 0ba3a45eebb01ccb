package vc_test

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
)

// vectorsOB2 is where the examples of 1EdTech's public validator are.
const vectorsOB2 = "../../shared/vectors/1edtech"

// assets serve the documents of the examples: each name at example.org and
// www.example.org, with http and https.
type assets struct {
	folder string
	served map[string][]byte // badges that are hosted where they say
}

func (s assets) Fetch(_ context.Context, address, _ string) (*did.Response, error) {
	if text, ok := s.served[address]; ok {
		return &did.Response{URL: address, Status: 200, MediaType: "application/json", Body: text, FetchedAt: now}, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, &did.FetchError{URL: address, Err: err}
	}
	if host := strings.TrimPrefix(u.Host, "www."); host != "example.org" {
		return nil, &did.FetchError{URL: address, Err: os.ErrNotExist}
	}
	if text, err := os.ReadFile(filepath.Join(s.folder, filepath.Clean("/"+u.Path))); err == nil {
		return &did.Response{URL: address, Status: 200, MediaType: "application/json", Body: text, FetchedAt: now}, nil
	}
	return &did.Response{URL: address, Status: 404, FetchedAt: now}, nil
}

// vectorInput is the badge of an example: of a picture what is baked into it.
func vectorInput(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(vectorsOB2, file))
	if err != nil {
		t.Fatal(err)
	}
	if _, baked, ok := bytes.Cut(text, []byte("openbadges\x00")); ok && strings.HasSuffix(file, ".png") {
		// The chunk is not compressed: two flags, two empty names, the text, a checksum.
		baked = baked[bytes.IndexByte(baked, '{'):]
		end, _, _ := bytes.Cut(baked, []byte("IDAT"))
		return end[:bytes.LastIndexByte(end, '}')+1]
	}
	return text
}

func TestPublishedBadgesOfOB20(t *testing.T) {
	table, err := os.ReadFile(filepath.Join(vectorsOB2, "expected.tsv"))
	if err != nil {
		t.Skip("the published examples are not here")
	}
	judged := 0
	for _, line := range strings.Split(string(table), "\n") {
		columns := strings.Split(line, "\t")
		if len(columns) < 4 || columns[1] != "OB2.0" || columns[2] == "support" || columns[2] == "unjudged" {
			continue
		}
		judged++
		file, outcome := columns[0], columns[2]
		t.Run(file, func(t *testing.T) {
			input := vectorInput(t, file)
			site := assets{folder: filepath.Join(vectorsOB2, "ob20/assets")}
			r := assertionAs(t, site, string(input), vc.Options{Profile: vc.OneEdTech})
			// The tests of the validator that expect "valid" leave warnings out.
			want := map[string]vc.Verdict{"valid": vc.Valid, "warning": vc.Valid, "invalid": vc.Invalid}[outcome]
			if r.Verdict != want || outcome == "warning" && !r.Warnings() {
				t.Errorf("%s (%s): %s\n%s", outcome, columns[3], r.Verdict, lines(r))
			}
			// The strict profile agrees wherever the badge is served at its own
			// address, with the exceptions of this table.
			if v, err := jsonld.Parse(input, jsonld.Limits{}); err == nil {
				site.served = map[string][]byte{v.Get("id").Str(): input}
			}
			if exception, ok := strictOB2[file]; ok {
				want = exception
			}
			strict := assertionAs(t, site, string(input), vc.Options{})
			if strict.Verdict != want {
				t.Errorf("strict: %s, want %s\n%s", strict.Verdict, want, lines(strict))
			}
		})
	}
	if judged < 35 {
		t.Errorf("only %d examples", judged)
	}
}

// strictOB2 are the examples about which the strict profile says something else
// than the public validator: parts that are given to nobody are no badges, an
// issuer without an address of the web has none, a badge served with http is not
// of the origin of its issuer with https, and the documents about origins call
// themselves by addresses at which nothing is served.
var strictOB2 = map[string]vc.Verdict{
	"ob20/assertion-with-extension-node-basic.json":                               vc.Invalid,
	"ob20/assertion-with-multiple-extensions.json":                                vc.Invalid,
	"ob20/basic-assertion-with-allowed-origins.json":                              vc.Indeterminate,
	"ob20/basic-assertion-with-allowed-origins-valid-starts-with.json":            vc.Indeterminate,
	"ob20/basic-assertion-with-allowed-origins-invalid-starts-with.json":          vc.Indeterminate,
	"ob20/basic-assertion-with-allowed-origins-valid-multiple-starts-with.json":   vc.Indeterminate,
	"ob20/basic-assertion-with-allowed-origins-invalid-multiple-starts-with.json": vc.Indeterminate,
	"ob20/assets/badgeclass1.json":                                                vc.Invalid,
	"ob20/assets/badge-with-data-image.json":                                      vc.Invalid,
	"ob20/assets/badgeclass-with-complex-image.json":                              vc.Invalid,
	"ob20/issuer-compact-iri-validation.json":                                     vc.Invalid,
	"ob20/rdf-validation/valid-badge-class.json":                                  vc.Invalid,
	"ob20/rdf-validation/valid-issuer-extension.json":                             vc.Invalid,
	"ob20/rdf-validation/valid-alignment-object.json":                             vc.Invalid,
	"ob20/rdf-validation/valid-cool-class.json":                                   vc.Invalid,
	"ob20/rdf-validation/valid-badge-class-empty-criteria-type.json":              vc.Invalid,
	"ob20/warning-issuer-non-http.json":                                           vc.Invalid,
}

func assertionAs(t testing.TB, f did.Fetcher, input string, opt vc.Options) *vc.Report {
	t.Helper()
	v := &vc.Verifier{Fetcher: f, Now: clock}
	r, err := v.VerifyAssertion(t.Context(), []byte(input), opt)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Checks) != len(vc.CheckNames()) {
		t.Fatalf("%d checks", len(r.Checks))
	}
	return r
}
