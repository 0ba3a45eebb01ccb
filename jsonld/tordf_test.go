package jsonld

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const vectors = "../../shared/vectors"

// suite is the base IRI of the W3C's test suite, and folder where it lies.
const (
	suite  = "https://w3c.github.io/json-ld-api/tests/"
	folder = vectors + "/json-ld-tordf"
)

// only10 lists the entries that are for JSON-LD 1.0 processors, which differ
// from 1.1 in what they expect.
var only10 = []string{"#t0118", "#te014", "#te026", "#te038", "#te071", "#te115", "#te116", "#ter02", "#ter03", "#ter24", "#ter32"}

type toRDFEntry struct {
	ID              string   `json:"@id"`
	Type            []string `json:"@type"`
	Name            string
	Input, Expect   string
	ExpectErrorCode string
	Option          struct {
		Base, ExpandContext, ProcessingMode, SpecVersion, RDFDirection string
		ProduceGeneralizedRDF                                          bool
	}
}

// TestToRDF runs each of the entries for JSON-LD 1.1 of the W3C's test suite
// for toRdf.
func TestToRDF(t *testing.T) {
	text, err := os.ReadFile(folder + "/toRdf-manifest.jsonld")
	if err != nil {
		t.Skipf("%s not present", vectors)
	}
	var manifest struct{ Sequence []toRDFEntry }
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	contexts := suiteContexts(t)
	count := 0
	var old []string
	for _, e := range manifest.Sequence {
		if e.Option.SpecVersion == "json-ld-1.0" {
			old = append(old, e.ID)
			continue
		}
		count++
		t.Run(e.ID[1:]+" "+e.Name, func(t *testing.T) { e.test(t, contexts) })
	}
	if count != 456 {
		t.Errorf("%d entries are for JSON-LD 1.1, want 456", count)
	}
	if diff := cmp.Diff(only10, old); diff != "" {
		t.Errorf("entries for JSON-LD 1.0 only (-want +got):\n%s", diff)
	}
}

// suiteContexts are all files of the suite under their URLs.
func suiteContexts(t *testing.T) *Contexts {
	t.Helper()
	c := newContexts(make(map[string]*document))
	err := filepath.WalkDir(folder+"/toRdf", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".jsonld") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		url := suite + filepath.ToSlash(name)
		if d, err := newDocument(url, text); err == nil {
			c.docs[url] = d
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (e *toRDFEntry) test(t *testing.T, contexts *Contexts) {
	opt := options{
		base: suite + e.Input, inline: true, lossy: true, generalized: e.Option.ProduceGeneralizedRDF,
		mode10: e.Option.ProcessingMode == "json-ld-1.0",
	}
	if e.Option.Base != "" {
		opt.base = e.Option.Base
	}
	switch e.Option.RDFDirection {
	case "i18n-datatype":
		opt.direction = I18nDatatype
	case "compound-literal":
		opt.direction = CompoundLiteral
	}
	if e.Option.ExpandContext != "" {
		opt.expandContext = readValue(t, e.Option.ExpandContext)
	}
	quads, err := statements(context.Background(), contexts, readValue(t, e.Input), opt)
	switch e.Type[0] {
	case "jld:NegativeEvaluationTest":
		if code := errorCode(err); code != e.ExpectErrorCode {
			t.Errorf("err = %v, want %q", err, e.ExpectErrorCode)
		}
	case "jld:PositiveSyntaxTest":
		if err != nil {
			t.Error(err)
		}
	default:
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(folder + "/" + e.Expect)
		if err != nil {
			t.Fatal(err)
		}
		d, err := parseNQuads(want, opt.generalized)
		if err != nil {
			t.Fatal(err)
		}
		namePredicates(d.Quads)
		namePredicates(quads)
		if diff := cmp.Diff(canonical(t, d), canonical(t, &Dataset{Quads: quads})); diff != "" {
			t.Errorf("statements (-want +got):\n%s", diff)
		}
	}
}

func readValue(t *testing.T, name string) *Value {
	t.Helper()
	// One entry of the manifest names a folder that is of another suite.
	name = strings.Replace(name, "expand/", "toRdf/", 1)
	text, err := os.ReadFile(folder + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	v, err := Parse(text, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func canonical(t *testing.T, d *Dataset) string {
	t.Helper()
	nquads, _, err := d.Canonicalize(context.Background(), CanonizeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return string(nquads)
}

// errorCode returns the code that the standard has for err.
func errorCode(err error) string {
	var e *Error
	var unknown *ContextError
	switch {
	case errors.As(err, &unknown):
		return "loading remote context failed"
	case errors.As(err, &e):
		return e.Code
	}
	return ""
}

// namePredicates gives blank nodes that are predicates names in the order in
// which they come. RDFC-1.0 is about RDF, which has none.
func namePredicates(quads []Quad) {
	names := make(map[string]string)
	for i := range quads {
		p := &quads[i].Predicate
		if p.Kind != BlankNode {
			continue
		}
		if names[p.Value] == "" {
			names[p.Value] = "urn:predicate:" + string(rune('a'+len(names)))
		}
		*p = Term{Kind: IRI, Value: names[p.Value]}
	}
}
