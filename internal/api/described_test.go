package api_test

import (
	"bytes"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"blazon/internal/app/apptest"
)

// A document is the OpenAPI document, with its schemas ready for use.
type document struct {
	paths    object
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

var (
	readDocument sync.Once
	theDocument  *document
)

// documentURL is where the document is for its schemas.
const documentURL = "https://badges.example/api/openapi.json"

// described returns the document, which is the same for every site.
func described(t *testing.T, s *apptest.Site) *document {
	t.Helper()
	readDocument.Do(func() {
		got := s.Do(apptest.Call{Path: "/api/openapi.json"})
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.Body.Bytes()))
		if err != nil {
			t.Fatalf("status %d: %v", got.Code, err)
		}
		root, _ := v.(object)
		paths, _ := root["paths"].(object)
		theDocument = &document{paths: paths, compiler: jsonschema.NewCompiler(), compiled: make(map[string]*jsonschema.Schema)}
		theDocument.compiler.AssertFormat()
		if err := theDocument.compiler.AddResource(documentURL, v); err != nil {
			t.Fatal(err)
		}
	})
	if theDocument == nil {
		t.Fatal("there is no OpenAPI document")
	}
	return theDocument
}

// describing guards what is compiled.
var describing sync.Mutex

// schema returns the schema at a place in the document, named by the steps to it.
func (d *document) schema(t *testing.T, steps ...string) *jsonschema.Schema {
	t.Helper()
	describing.Lock()
	defer describing.Unlock()
	pointer := "#"
	for _, s := range steps {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(s)
	}
	if d.compiled[pointer] == nil {
		s, err := d.compiler.Compile(documentURL + pointer)
		if err != nil {
			t.Fatal(err)
		}
		d.compiled[pointer] = s
	}
	return d.compiled[pointer]
}

// find returns the path of the document that answers path, and what it says of
// a method there.
func (d *document) find(method, path string) (string, object) {
	path, _, _ = strings.Cut(path, "?")
	steps := strings.Split(path, "/")
	best, bestFixed := "", -1
	for p := range d.paths {
		parts := strings.Split(p, "/")
		fixed := 0
		for i := range parts {
			switch {
			case len(parts) != len(steps):
				fixed = -1
			case fixed >= 0 && parts[i] == steps[i]:
				fixed++
			case fixed >= 0 && !strings.HasPrefix(parts[i], "{"):
				fixed = -1
			}
			if fixed < 0 {
				break
			}
		}
		if fixed > bestFixed {
			best, bestFixed = p, fixed
		}
	}
	item, _ := d.paths[best].(object)
	operation, _ := item[strings.ToLower(method)].(object)
	return best, operation
}

// checkDescribed fails the test if an answer has a status or a form that the
// document does not tell of.
func checkDescribed(t *testing.T, d *document, c apptest.Call, got apptest.Answer) {
	t.Helper()
	method := c.Method
	if method == "" {
		method = http.MethodGet
	}
	path, operation := d.find(method, c.Path)
	if operation == nil {
		return // no operation: 404 or 405
	}
	responses, _ := operation["responses"].(object)
	status := strconv.Itoa(got.Code)
	response, _ := responses[status].(object)
	if response == nil {
		t.Errorf("%s %s answered with %s, which the document does not list", method, path, status)
		return
	}
	kind := got.Header().Get("Content-Type")
	content, _ := response["content"].(object)
	if kind == "" && got.Body.Len() == 0 && len(content) == 0 {
		return // there is nothing, as the document says
	}
	if content[kind] == nil {
		t.Errorf("%s %s answered %s with %s, which the document does not list", method, path, status, kind)
		return
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.Body.Bytes()))
	if err == nil {
		err = d.schema(t, "paths", path, strings.ToLower(method), "responses", status, "content", kind, "schema").Validate(v)
	}
	if err != nil {
		t.Errorf("%s %s answered %s with another form than the document says: %v", method, path, status, err)
	}
}

// The parts of an example: which address is called, with which JSON.
var (
	exampleCall   = regexp.MustCompile(`(?s)curl ((?:'[^']*'|[^\n\\']|\\\n)*)`)
	exampleURL    = regexp.MustCompile(`(?:\$api|https://badges\.example\.org/api/v1)(/[^\s"]*)`)
	exampleMethod = regexp.MustCompile(`-X ([A-Z]+)`)
	exampleJSON   = regexp.MustCompile(`(?s)(?:-d|--json) '([^']*)'`)
)

// TestExamples holds the examples of docs/api.md to the schemas of the document.
func TestExamples(t *testing.T) {
	d := newDesk(t)
	doc := described(t, d.Site)
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, call := range exampleCall.FindAllStringSubmatch(string(text), -1) {
		at, body := exampleURL.FindStringSubmatch(call[1]), exampleJSON.FindStringSubmatch(call[1])
		if at == nil {
			t.Errorf("no address is called by %s", call[0])
			continue
		}
		method := http.MethodGet
		if named := exampleMethod.FindStringSubmatch(call[1]); named != nil {
			method = named[1]
		} else if body != nil || strings.Contains(call[1], "-F ") || strings.Contains(call[1], "--data-binary") {
			method = http.MethodPost // as curl has it
		}
		path, operation := doc.find(method, "/api/v1"+regexp.MustCompile(`\$\w+`).ReplaceAllString(at[1], "x"))
		if operation == nil {
			t.Errorf("%s is no address of the API", at[1])
			continue
		}
		if body == nil {
			continue
		}
		tried++
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(body[1]))
		if err == nil {
			err = doc.schema(t, "paths", path, strings.ToLower(method), "requestBody", "content", "application/json", "schema").Validate(v)
		}
		if err != nil {
			t.Errorf("the example of %s: %v", path, err)
		}
	}
	if tried < 6 {
		t.Errorf("only %d examples were found", tried)
	}
}
