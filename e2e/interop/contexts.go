package interop

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
)

// Contexts reads the context documents that Blazon ships, by URL, from the
// source in root: the files, and the table that says which is which.
func Contexts(root string) (map[string]json.RawMessage, error) {
	source := filepath.Join(root, "jsonld", "pinned.go")
	file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
	if err != nil {
		return nil, err
	}
	constants, rows := tables(file)
	out := make(map[string]json.RawMessage)
	for _, row := range rows {
		url, name := textOf(row.Elts[0], constants), textOf(row.Elts[1], constants)
		if url == "" || name == "" {
			return nil, fmt.Errorf("a line of the table in %s cannot be read", source)
		}
		text, err := os.ReadFile(filepath.Join(root, "jsonld", "contexts", name))
		if err != nil {
			return nil, err
		}
		out[url] = text
	}
	if len(out) == 0 {
		return nil, errors.New("there is no table of contexts in " + source)
	}
	return out, nil
}

// tables returns the constants of a file and the lines of the variable pins.
func tables(file *ast.File) (constants map[string]string, rows []*ast.CompositeLit) {
	constants = make(map[string]string)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			if i >= len(spec.Values) {
				continue
			}
			constants[name.Name] = textOf(spec.Values[i], nil)
			list, ok := spec.Values[i].(*ast.CompositeLit)
			if !ok || name.Name != "pins" {
				continue
			}
			for _, e := range list.Elts {
				if row, ok := e.(*ast.CompositeLit); ok && len(row.Elts) >= 2 {
					rows = append(rows, row)
				}
			}
		}
		return true
	})
	return constants, rows
}

// textOf returns the value of a string literal or a constant, or "".
func textOf(e ast.Expr, constants map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.Ident:
		return constants[e.Name]
	}
	return ""
}
