package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"blazon/internal/app/apptest"
)

// An op is one operation of the OpenAPI document.
type op struct{ id, method, path, scope string }

// operations reads every operation from the document, which is the only list of
// them there is.
func operations(t *testing.T, d *desk) []op {
	t.Helper()
	doc := d.Do(apptest.Call{Path: "/api/openapi.json"}).Want(http.StatusOK)
	paths, _ := doc["paths"].(object)
	var out []op
	for path, methods := range paths {
		m, _ := methods.(object)
		for method, operation := range m {
			o, _ := operation.(object)
			id, _ := o["operationId"].(string)
			if id == "verify" {
				continue // it needs no token; see verify_test.go
			}
			out = append(out, op{id, strings.ToUpper(method), path, scope(t, o)})
		}
	}
	slices.SortFunc(out, func(a, b op) int { return strings.Compare(a.id, b.id) })
	return out
}

func scope(t *testing.T, operation object) string {
	t.Helper()
	data, err := json.Marshal(operation["security"])
	if err != nil {
		t.Fatal(err)
	}
	var security []struct{ Token []string }
	if err := json.Unmarshal(data, &security); err != nil || len(security) != 1 || len(security[0].Token) != 1 {
		t.Fatalf("%v does not need exactly one scope", operation["operationId"])
	}
	return security[0].Token[0]
}

// example returns a call of an operation that succeeds, on what the desk has.
// Each operation must have one, so that none is left untested.
func (d *desk) example(o op) apptest.Call {
	d.t.Helper()
	bodies := map[string]any{
		"create-issuer": object{"name": "Chess Club"}, "create-achievement": knots(), "create-award": ada(),
		"create-awards": object{"awards": []object{ada()}},
		"revoke-award":  object{"reason": "A mistake."},
		"claim-domain":  object{"host": "badges.knots.org"},
	}
	body, ok := bodies[o.id]
	without := []string{"publish-achievement", "renew-awards", "check-domain", "release-domain"}
	if !ok && o.method != http.MethodGet && !slices.Contains(without, o.id) {
		d.t.Fatalf("there is no example of %s", o.id)
	}
	achievement := d.achievement
	if o.id == "publish-achievement" {
		content := knots()
		content["draft"] = true
		achievement = d.id(d.post("/api/v1/issuers/"+d.issuer+"/achievements", content).Want(http.StatusCreated))
	}
	issuer, key := d.issuer, ""
	switch {
	case o.id == "renew-awards": // which needs a withdrawn key, so not of the desk
		other := *d
		other.furnish()
		issuer, key = other.issuer, other.withdraw()
	case strings.HasSuffix(o.id, "-domain") && !ok: // which needs a domain that was not looked for just now
		other := *d
		other.furnish()
		issuer = other.issuer
		other.Do(apptest.Call{Method: http.MethodPut, Path: "/api/v1/issuers/" + issuer + "/domain", Token: other.token, JSON: bodies["claim-domain"]}).Want(http.StatusOK)
	case strings.Contains(o.path, "{key}"):
		key = d.key(issuer)
	}
	path := strings.NewReplacer("{issuer}", issuer, "{achievement}", achievement, "{award}", d.award, "{key}", key).Replace(o.path)
	if strings.Contains(path, "{") {
		d.t.Fatalf("%s has a part that no example fills", path)
	}
	return apptest.Call{Method: o.method, Path: path, Token: d.token, JSON: body}
}

// TestOpenAPI holds the document to the rules of OpenAPI 3.1, and the operations
// to a list, so that none disappears unnoticed.
func TestOpenAPI(t *testing.T) {
	d := newDesk(t)
	got := d.Do(apptest.Call{Path: "/api/openapi.json"})
	doc := got.Want(http.StatusOK)
	if v, _ := doc["openapi"].(string); !strings.HasPrefix(v, "3.1.") {
		t.Errorf("openapi is %q", v)
	}
	var ids []string
	for _, o := range operations(t, d) {
		ids = append(ids, o.id)
	}
	want := []string{
		"check-domain", "claim-domain", "create-achievement", "create-award", "create-awards", "create-issuer", "get-achievement", "get-award",
		"get-domain", "get-issuer", "get-key", "list-achievements", "list-awards", "list-issuers", "list-keys", "publish-achievement",
		"release-domain", "renew-awards", "revoke-award",
	}
	if !slices.Equal(ids, want) {
		t.Errorf("operations %v, want %v", ids, want)
	}
	validate(t, got.Body.Bytes())
}

// validate checks what a reader of the document relies on: every schema is one of
// JSON Schema 2020-12, as OpenAPI 3.1 demands, every reference leads somewhere,
// every part of a path is declared, and every operation says what it answers.
func validate(t *testing.T, doc []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	const address = "https://badges.example/api/openapi.json"
	c := jsonschema.NewCompiler()
	if err := c.AddResource(address, v); err != nil {
		t.Fatal(err)
	}
	root, _ := v.(object)
	components, _ := root["components"].(object)
	schemas, _ := components["schemas"].(object)
	if len(schemas) < 5 {
		t.Errorf("there are only %d schemas", len(schemas))
	}
	for name := range schemas {
		if _, err := c.Compile(address + "#/components/schemas/" + name); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
	}
	walk(v, func(o object) {
		if ref, ok := o["$ref"].(string); ok {
			if name, local := strings.CutPrefix(ref, "#/components/schemas/"); !local || schemas[name] == nil {
				t.Errorf("the reference %s leads nowhere", ref)
			}
		}
	})
	paths, _ := root["paths"].(object)
	for path, item := range paths {
		methods, _ := item.(object)
		for method, operation := range methods {
			o, _ := operation.(object)
			checkOperation(t, strings.ToUpper(method)+" "+path, path, o)
		}
	}
}

var pathPart = regexp.MustCompile(`\{(\w+)\}`)

// checkOperation checks one operation.
func checkOperation(t *testing.T, name, path string, o object) {
	t.Helper()
	declared := make(map[string]bool)
	parameters, _ := o["parameters"].([]any)
	for _, p := range parameters {
		parameter, _ := p.(object)
		if parameter["schema"] == nil {
			t.Errorf("%s: the parameter %v has no schema", name, parameter["name"])
		}
		if parameter["in"] == "path" {
			text, _ := parameter["name"].(string)
			declared[text] = parameter["required"] == true
		}
	}
	for _, m := range pathPart.FindAllStringSubmatch(path, -1) {
		if !declared[m[1]] {
			t.Errorf("%s: %s is not declared as required", name, m[1])
		}
		delete(declared, m[1])
	}
	if len(declared) > 0 {
		t.Errorf("%s declares parts of the path that are not there: %v", name, declared)
	}
	responses, _ := o["responses"].(object)
	good := 0
	for status, r := range responses {
		response, _ := r.(object)
		if response["description"] == nil {
			t.Errorf("%s: %s has no description", name, status)
		}
		if strings.HasPrefix(status, "2") {
			good++
		}
	}
	if good != 1 || len(responses) < 4 {
		t.Errorf("%s: it answers with %d good statuses of %d", name, good, len(responses))
	}
}

// walk calls f with every object within v.
func walk(v any, f func(object)) {
	switch v := v.(type) {
	case object:
		f(v)
		for _, e := range v {
			walk(e, f)
		}
	case []any:
		for _, e := range v {
			walk(e, f)
		}
	}
}
